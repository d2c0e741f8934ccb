package report

import (
	"io"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/capplan/capplan"
)

// DiffFormats are the forms of a difference.
var DiffFormats = []string{"table", "json", "csv", "markdown"}

// Diff writes what a change did.
func Diff(w io.Writer, d *capplan.Difference, format string, o Options) error {
	switch format {
	case "json":
		return JSON(w, d)
	case "csv":
		return writeCSV(w, diffTable(d), o.Dialect)
	case "markdown":
		return diffMarkdown(w, d)
	}
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	p := pen{color: o.Color, ascii: o.ASCII, width: o.Width}
	p.prose(p.bold("VERDICT"), "VERDICT", d.Answer.Verdict.Text)
	if o.Brief {
		return p.flush(w)
	}
	p.line("")
	p.inputs(d)
	p.parts(d)
	p.moved(d, o.Verbose)
	for i, s := range d.Answer.Why {
		title := ""
		if i == 0 {
			title = p.bold("WHY")
		}
		p.prose(title, "VERDICT", s.Text)
	}
	if len(d.Answer.Why) > 0 {
		p.line("")
	}
	for _, warning := range d.Warnings {
		p.paragraph(warningText(warning), 2)
	}
	p.prose(p.bold("Next:"), "VERDICT", d.Answer.Next)
	p.line("")
	p.paragraph(strings.Join(diffConditions(d), " · "), 0)
	return p.flush(w)
}

// diffConditions are what every report states about how it was made.
func diffConditions(d *capplan.Difference) []string {
	s := &d.After.Scenario
	out := []string{"before: " + d.Before.Name, "after: " + d.After.Name, span(s.HorizonHours, s.HoursPerYear)}
	both := func(what string, a, b string) {
		if a == b {
			out = append(out, what+a)
			return
		}
		out = append(out, what+a+" → "+b)
	}
	both("seed ", seed(d.Before.Seed), seed(d.After.Seed))
	if d.Before.Trials == d.After.Trials {
		out = append(out, plural(d.After.Trials, "trial"))
	} else {
		out = append(out, "trials "+thousands(float64(d.Before.Trials))+" → "+thousands(float64(d.After.Trials)))
	}
	if d.Paired {
		out = append(out, "paired")
	} else {
		out = append(out, "unpaired")
	}
	if d.Tolerance > 0 {
		out = append(out, "tolerance "+percent(d.Tolerance))
	}
	both("capplan ", d.Before.Tool.Version, d.After.Tool.Version)
	both("catalogue ", d.Before.Catalog.Version, d.After.Catalog.Version)
	return out
}

// inputs lists what changed in the files.
func (p *pen) inputs(d *capplan.Difference) {
	if len(d.Changes) == 0 {
		return
	}
	rows := [][]string{{"INPUT that changed", "before", "after", "at"}}
	for i := range d.Changes {
		c := &d.Changes[i]
		rows = append(rows, []string{changeLabel(c, i), inputText(c, c.Before), inputText(c, c.After), changedAt(c)})
		if i+1 == mostChanges && len(d.Changes) > mostChanges {
			rows = append(rows, []string{"… " + plural(len(d.Changes)-mostChanges, "more input"), "", "", ""})
			break
		}
	}
	p.fitted(rows, []string{"at"})
	p.line("")
}

// mostChanges are what a screen lists.
const mostChanges = 20

// changeLabel names a change by its number and its first path.
func changeLabel(c *capplan.Change, i int) string {
	s := strconv.Itoa(i+1) + hard + c.Label()
	if n := len(c.Paths) - 1; n > 0 && c.Object == "" {
		s += " (+" + strconv.Itoa(n) + ")"
	}
	return s
}

func inputText(c *capplan.Change, t *capplan.DiffText) string {
	switch {
	case t == nil:
		return "–"
	case c.Whole(), c.Object != "" && len(c.Paths) > 1 && c.Before != nil && c.After != nil && c.Before.Entry == c.After.Entry:
		return plural(len(c.Paths), "value")
	case len(c.Paths) > 1 && t.Entry != "":
		return "catalog:" + t.Entry
	}
	return t.Value
}

func changedAt(c *capplan.Change) string {
	t := c.After
	if t == nil {
		t = c.Before
	}
	switch {
	case t.Entry != "":
		return "catalog:" + t.Entry
	case strings.HasPrefix(t.File, "--"):
		return t.File
	case t.Line > 0:
		return t.File + ":" + strconv.Itoa(t.Line)
	}
	return t.File
}

// parts says what each input makes of the change of the main figures.
func (p *pen) parts(d *capplan.Difference) {
	if len(d.Parts) == 0 {
		return
	}
	p.b.WriteString(p.partsTable(d))
	p.line("")
}

func (p *pen) partsTable(d *capplan.Difference) string {
	rows := partRows(d)
	text, wide := p.grid(rows)
	if wide <= p.width {
		return text
	}
	var q pen
	q.ascii, q.width, q.color = p.ascii, p.width, p.color
	for _, row := range partRows(d)[1:] {
		q.paragraph(row[0]+" "+row[1]+": "+row[2]+", by "+strings.Join(row[3:], ", "), 2)
	}
	return q.b.String()
}

// partRows has a line for each part that is not nothing.
func partRows(d *capplan.Difference) [][]string {
	rows := [][]string{{"PART of the change", "figure", "change", "by"}}
	for i := range d.Parts {
		a := &d.Parts[i]
		fleet, metric := a.Fleet, a.Metric
		add := func(value, by string) {
			rows = append(rows, []string{fleet, metric, value, by})
			fleet, metric = "", ""
		}
		for _, part := range a.Parts {
			if part.Verdict == capplan.Same {
				continue
			}
			c := &d.Changes[part.Change]
			add(partText(a, &part), changeLabel(c, part.Change))
		}
		if a.Together.Verdict != capplan.Same {
			by := "together, beyond what each does alone"
			if len(a.Parts) == 0 {
				by = "all together"
			}
			add(partText(a, &a.Together), by)
		}
	}
	return rows
}

func partText(a *capplan.Attributed, part *capplan.DiffPart) string {
	if part.Verdict == capplan.Noise {
		return "~"
	}
	return stepText(a.Metric, a.Unit, part.Value)
}

// shownFigures are what a screen shows of each fleet where they are not the same.
var shownFigures = []string{
	"cost.pv", "cost.capex", "cost.opex", "cost.with_losses", "availability", "downtime", "outages", "objective", "reliability", "data_loss", "wrong_results",
	"demand.peak", "capacity.peak", "capacity.degraded", "headroom", "latency.p99", "exhaustion", "racks", "power.peak", "carbon",
}

// moved lists the figures that are not what they were.
func (p *pen) moved(d *capplan.Difference, all bool) {
	rows := figureRows(d, all)
	if len(rows) > 1 {
		p.fitted(rows, []string{"95 % interval", "relative"})
	}
	if text := restText(d, rows, all); text != "" {
		p.paragraph(text, 0)
	}
	for i := range d.Presence {
		p.line(presenceText(&d.Presence[i]))
	}
	p.line("")
}

// figureRows has a line for each figure that the screen shows.
func figureRows(d *capplan.Difference, all bool) [][]string {
	rows := [][]string{{"FIGURE", "before", "after", "difference", "95 % interval", "relative"}}
	last := ""
	for _, f := range inOrder(d) {
		if f.Verdict == capplan.Same || !all && !shown(f) {
			continue
		}
		if f.Fleet != last {
			if last != "" {
				rows = append(rows, make([]string, 6))
			}
			rows = append(rows, []string{f.Fleet, "", "", "", "", ""})
			last = f.Fleet
		}
		before, after := bothText(d, f)
		rows = append(rows, []string{"  " + figureName(f), before, after, differenceText(f), intervalText(f), relativeText(f)})
	}
	return rows
}

func shown(f *capplan.DiffFigure) bool {
	return f.Pool == "" && f.Workload == "" && slices.Contains(shownFigures, f.Metric)
}

func figureName(f *capplan.DiffFigure) string {
	switch {
	case f.Pool != "":
		return f.Pool + ": " + f.Metric
	case f.Workload != "":
		return f.Workload + ": " + f.Metric
	}
	return f.Metric
}

// inOrder are the figures of each fleet in the order of every table.
func inOrder(d *capplan.Difference) []*capplan.DiffFigure {
	order := map[string]int{}
	for i, m := range metrics {
		order[m] = i
	}
	place := func(m string) int {
		if i, ok := order[m]; ok {
			return i
		}
		return len(order)
	}
	fleet := map[string]int{}
	out := make([]*capplan.DiffFigure, len(d.Figures))
	for i := range d.Figures {
		out[i] = &d.Figures[i]
		if _, ok := fleet[d.Figures[i].Fleet]; !ok {
			fleet[d.Figures[i].Fleet] = len(fleet)
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		switch {
		case a.Fleet != b.Fleet:
			return fleet[a.Fleet] < fleet[b.Fleet]
		case a.Workload+"/"+a.Pool != b.Workload+"/"+b.Pool:
			return a.Workload+"/"+a.Pool < b.Workload+"/"+b.Pool
		}
		return place(a.Metric) < place(b.Metric)
	})
	return out
}

// restText counts what the screen does not show.
func restText(d *capplan.Difference, rows [][]string, all bool) string {
	n := map[string]int{}
	for i := range d.Figures {
		if f := &d.Figures[i]; f.Verdict == capplan.Same || !all && !shown(f) {
			n[f.Verdict]++
		}
	}
	var parts []string
	for _, x := range []struct{ verdict, words string }{
		{capplan.Moved, "changed"}, {capplan.Appeared, "added"}, {capplan.Vanished, "removed"}, {capplan.Tolerated, "within the tolerance"}, {capplan.Noise, "~, inside the noise"}, {capplan.Same, "the same"},
	} {
		if n[x.verdict] > 0 {
			parts = append(parts, thousands(float64(n[x.verdict]))+" "+x.words)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	lead := "other figures: "
	if len(rows) == 1 {
		lead = "figures: "
	}
	return lead + strings.Join(parts, ", ")
}

// shares are the figures that are written as percentages.
func isShare(metric, unit string) bool {
	if unit != "1" {
		return false
	}
	for _, s := range []string{"availability", "unavailability", "objective", "served", "reliability", "unreliability", "blast", "utilization", "overload", "shortfall", "headroom", "rejected"} {
		if metric == s || strings.HasPrefix(metric, s+".") {
			return true
		}
	}
	return false
}

// bothText writes a figure before and after, with digits that tell them apart.
func bothText(d *capplan.Difference, f *capplan.DiffFigure) (before, after string) {
	for n := 3; ; n++ {
		before, after = valueText(d, f, f.Before, n), valueText(d, f, f.After, n)
		if before != after || n == maxDigits || f.Verdict == capplan.Noise {
			return before, after
		}
	}
}

func valueText(d *capplan.Difference, f *capplan.DiffFigure, v *float64, n int) string {
	switch {
	case v == nil && f.Unit == daysUnit:
		return "beyond"
	case v == nil:
		return "–"
	case f.Unit == daysUnit:
		return dayText(d, *v)
	case isShare(f.Metric, f.Unit):
		return shareText(f, *v, n)
	}
	scale, suffix := suffixOf(*v)
	return withUnit(significant(*v/scale, n)+suffix, f.Unit)
}

// daysUnit is the unit of what is shown as a day.
const daysUnit = "h from start"

func dayText(d *capplan.Difference, hours float64) string {
	if start := d.After.Scenario.Start; start != nil {
		return dayAfter(*start, hours)
	}
	return "day " + short(hours/24)
}

// shareText writes a share; a sampled one is never none or all.
func shareText(f *capplan.DiffFigure, x float64, n int) string {
	switch {
	case f.Method == monteCarlo && x <= 0 && !strings.HasPrefix(f.Metric, "headroom"):
		return "none seen"
	case f.Method == monteCarlo && x >= 1 && (strings.HasPrefix(f.Metric, "availability") || f.Metric == "served" || f.Metric == "objective" || f.Metric == "reliability"):
		return "no loss seen"
	case x > 0.99 && x < 1:
		places := min(max(n-2-int(math.Floor(math.Log10(100-x*100))), 1), 13)
		return strconv.FormatFloat(x*100, 'f', places, 64) + hard + "%"
	case n == 3:
		return percent(x)
	}
	return significant(x*100, n) + hard + "%"
}

// stepText writes a difference with its sign; that of shares in points of a percent.
func stepText(metric, unit string, x float64) string {
	sign := ""
	if x > 0 {
		sign = "+"
	}
	switch {
	case unit == daysUnit:
		return sign + short(x/24) + hard + "days"
	case isShare(metric, unit):
		return sign + digits(x*100) + hard + "points"
	}
	return sign + withUnit(short(x), unit)
}

func differenceText(f *capplan.DiffFigure) string {
	switch f.Verdict {
	case capplan.Noise:
		return "~"
	case capplan.Appeared, capplan.Vanished:
		return f.Verdict
	}
	if f.Difference == nil {
		return "changed"
	}
	s := stepText(f.Metric, f.Unit, *f.Difference)
	if f.Verdict == capplan.Tolerated {
		s += " (tolerated)"
	}
	return s
}

func intervalText(f *capplan.DiffFigure) string {
	switch {
	case f.Pairing == "exact":
		return "exact"
	case f.Lo == nil || f.Hi == nil:
		return "–"
	}
	scale := 1.0
	switch {
	case f.Unit == daysUnit:
		scale = 1.0 / 24
	case isShare(f.Metric, f.Unit):
		scale = 100
	}
	lo, hi := *f.Lo*scale, *f.Hi*scale
	for n := 3; ; n++ {
		a, b := rounded(lo, n), rounded(hi, n)
		if a != b || n == maxDigits || lo == hi {
			return a + ".." + b
		}
	}
}

func rounded(x float64, n int) string {
	scale, suffix := suffixOf(x)
	return significant(x/scale, n) + suffix
}

func relativeText(f *capplan.DiffFigure) string {
	if f.Ratio == nil || *f.Ratio <= 0 || f.Verdict == capplan.Noise || f.Unit == daysUnit {
		return ""
	}
	x := (*f.Ratio - 1) * 100
	sign := ""
	if x > 0 {
		sign = "+"
	}
	if math.Abs(x) >= 1000 {
		return "x" + hard + short(*f.Ratio)
	}
	return sign + digits(x) + hard + "%"
}

// diffTable has a row for each figure.
func diffTable(d *capplan.Difference) [][]value {
	out := [][]value{texts("fleet", "pool", "workload", "metric", "unit", "before", "after", "difference", "lo", "hi", "ratio", "method", "verdict", "statistic", "level", "pairing")}
	for _, f := range inOrder(d) {
		before, after := figure(f.Before), figure(f.After)
		if f.Unit == daysUnit && d.After.Scenario.Start != nil {
			before, after = dayValue(d, f.Before), dayValue(d, f.After)
		}
		row := append(texts(f.Fleet, f.Pool, f.Workload, f.Metric, f.Unit), before, after, figure(f.Difference), figure(f.Lo), figure(f.Hi), figure(f.Ratio))
		row = append(append(row, texts(f.Method, f.Verdict, f.Statistic)...), figure(&f.Level))
		out = append(out, append(row, texts(f.Pairing)...))
	}
	return out
}

func dayValue(d *capplan.Difference, hours *float64) value {
	if hours == nil {
		return value{}
	}
	return value{text: d.After.Scenario.Start.Add(time.Duration(*hours * float64(time.Hour))).UTC().Format(time.DateOnly)}
}

// diffMarkdown writes a difference as a comment on a change.
func diffMarkdown(w io.Writer, d *capplan.Difference) error {
	n := &note{}
	n.headline(d.Answer.Verdict.Text)
	figures := figureRows(d, false)
	rest := restText(d, figures, false)
	figures = slices.DeleteFunc(figures, func(r []string) bool { return strings.Join(r, "") == "" })
	for _, r := range figures {
		r[0] = strings.TrimSpace(r[0])
	}
	n.table("figure", "-f csv", figures)
	if rest != "" {
		n.text(markdown(rest) + "\n")
	}
	n.list("-", "fleet or pool", allJSON, texted(d.Presence, presenceText)...)
	n.list("-", "reason", allJSON, sentences(d.Answer.Why)...)
	inputs := [][]string{{"input", "before", "after", "at"}}
	for i := range d.Changes {
		c := &d.Changes[i]
		inputs = append(inputs, []string{changeLabel(c, i), inputText(c, c.Before), inputText(c, c.After), changedAt(c)})
	}
	n.table("input", allJSON, inputs).fold(plural(len(d.Changes), "input") + " changed")
	n.table("part", allJSON, partRows(d)).fold("What each input makes of it")
	n.warnings(d.Warnings)
	n.text(markdown(strings.Join(diffConditions(d), " · ")) + "\n")
	return n.write(w)
}

// presenceText says of what is in one of the two only that it came or went.
func presenceText(x *capplan.Presence) string {
	if x.Kind == "fleet" || x.Kind == "plan" {
		return x.Kind + " " + x.Name + ": " + x.Change
	}
	return x.Kind + " " + x.Name + " of " + x.Fleet + ": " + x.Change
}
