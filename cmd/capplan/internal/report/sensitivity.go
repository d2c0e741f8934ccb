package report

import (
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/capplan/capplan"
)

// SensitivityFormats are the forms of a sensitivity.
var SensitivityFormats = []string{"table", "json", "csv", "markdown"}

// SensitivityTables are its CSV tables.
var SensitivityTables = []string{"sensitivity"}

// shownInputs is how many inputs a screen lists of each table.
const shownInputs = 10

// Sensitivity writes which inputs decide.
func Sensitivity(w io.Writer, s *capplan.Sensitivity, format string, o Options) error {
	switch format {
	case "json":
		return JSON(w, s)
	case "csv":
		return writeCSV(w, sensitivityTable(s), o.Dialect)
	case "markdown":
		return sensitivityMarkdown(w, s)
	case "svg", "png":
		return drawSensitivity(w, s, format)
	}
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	p := pen{color: o.Color, ascii: o.ASCII, width: o.Width}
	p.prose(p.bold("VERDICT"), "VERDICT", s.Answer.Verdict.Text)
	for _, why := range s.Answer.Why {
		p.prose("", "VERDICT", why.Text)
	}
	if o.Brief {
		return p.flush(w)
	}
	p.line("")
	for _, x := range shownSubjects(s) {
		p.tornado(s, x)
		p.indices(x)
	}
	p.knowing(s.Knowing)
	p.looks(s.BreakEven)
	for _, warning := range s.Warnings {
		p.paragraph(warningText(warning), 2)
	}
	if s.Answer.Next != "" {
		p.prose(p.bold("Next:"), "VERDICT", s.Answer.Next)
	}
	p.paragraph(strings.Join(sensitivityConditions(s), " · "), 0)
	return p.flush(w)
}

// shownSubjects are the differences, where there are any; data formats have all.
func shownSubjects(s *capplan.Sensitivity) (out []*capplan.Subject) {
	differences := false
	for i := range s.Subjects {
		differences = differences || s.Subjects[i].Against != ""
	}
	for i := range s.Subjects {
		if x := &s.Subjects[i]; (x.Against != "") == differences {
			out = append(out, x)
		}
	}
	return out
}

func sensitivityConditions(s *capplan.Sensitivity) []string {
	return []string{
		"ranges hold the truth with " + percent(s.Scenario.Interval), "seed " + seed(s.Seed),
		thousands(float64(s.Evaluations)) + " evaluations of each fleet", s.Tool.Name + " " + s.Tool.Version, "catalogue " + s.Catalog.Version,
	}
}

// subjectTitle names a figure, or whose difference it is.
func subjectTitle(x *capplan.Subject) string {
	t := strings.ToUpper(x.Metric) + " of " + x.Fleet
	if x.Against != "" {
		t += " less that of " + x.Against
	}
	if u := unitWord(x.Unit); u != "" {
		t += ", " + u
	}
	return t
}

func subjectFacts(x *capplan.Subject) string {
	t := "at likely values " + swung(x, x.Likely)
	if x.Mean.Value != nil && x.SD != nil {
		t += " · mean " + swung(x, x.Mean)
		if h := halfOf(x.Mean); h > 0 {
			t += " ±" + hard + significant(h, 2)
			if scale, suffix := suffixOf(*x.Mean.Value); suffix != "" && h > scale/1e4 {
				t = strings.TrimSuffix(t, significant(h, 2)) + significant(h/scale, 2) + suffix
			}
		}
		t += " · sd " + short(*x.SD)
	}
	return t + " · " + x.Why
}

func halfOf(r capplan.Ranged) float64 {
	if r.Lo == nil || r.Hi == nil {
		return 0
	}
	return (*r.Hi - *r.Lo) / 2
}

// swung writes a value of a subject: an availability as percent, of which what is missing
// has two digits.
func swung(x *capplan.Subject, r capplan.Ranged) string {
	if r.Value == nil {
		return "–"
	}
	if x.Unit == "1" && x.Against == "" && strings.HasSuffix(x.Metric, "availability") && !strings.HasSuffix(x.Metric, "unavailability") {
		if *r.Value >= 1 && x.Why == "histories" {
			return "no loss seen"
		}
		return percent(*r.Value)
	}
	return short(*r.Value)
}

// ends writes the values at both ends with as many digits as tell them apart.
func ends(x *capplan.Subject, w *capplan.Swing) (low, high string) {
	low, high = swung(x, w.Low), swung(x, w.High)
	for n := 4; low == high && n < maxDigits && w.Low.Value != nil && w.High.Value != nil && *w.Low.Value != *w.High.Value; n++ {
		scale, suffix := suffixOf(*w.Low.Value)
		low, high = significant(*w.Low.Value/scale, n)+suffix, significant(*w.High.Value/scale, n)+suffix
	}
	return low, high
}

// placeOf says where an input stands.
func placeOf(u *capplan.Uncertain) string {
	if u.Entry != "" {
		return "catalog:" + u.Entry
	}
	return u.File + ":" + strconv.Itoa(u.Line)
}

func inputNamed(s *capplan.Sensitivity, name string) *capplan.Uncertain {
	for i := range s.Unknowns {
		if s.Unknowns[i].Input == name {
			return &s.Unknowns[i]
		}
	}
	return &capplan.Uncertain{}
}

// tornado draws what each input moves by itself.
func (p *pen) tornado(s *capplan.Sensitivity, x *capplan.Subject) {
	p.paragraph(p.bold(subjectTitle(x)), 2)
	p.hang("  ", 2, subjectFacts(x))
	rows := [][]string{{"INPUT, low to high", "as written", "low", "high", "", "", "at"}}
	widest := 0.0
	if len(x.Tornado) > 0 {
		widest = math.Abs(*x.Tornado[0].Width.Value)
	}
	still := 0
	for i := range x.Tornado {
		w := &x.Tornado[i]
		if !(math.Abs(*w.Width.Value) > rounding*widest) {
			still++
			continue
		}
		if len(rows) > shownInputs {
			continue
		}
		low, high := ends(x, w)
		mark := ""
		if w.Reverses != nil && *w.Reverses {
			mark = "could reverse"
		}
		u := inputNamed(s, w.Input)
		rows = append(rows, []string{w.Input, u.Value, low, high, p.bar(math.Abs(*w.Width.Value)/widest, 12), mark, placeOf(u)})
	}
	if len(rows) > 1 {
		p.fitted(rows, []string{"at", "as written"})
	}
	if more := len(x.Tornado) - still - (len(rows) - 1); more > 0 {
		p.line("… " + plural(more, "more input") + "; -f csv has them all")
	}
	if still > 0 {
		p.line(doing(still, "input", "moves nothing here"))
	}
	p.line("")
}

// doing says what so many do: the verb is that of one.
func doing(n int, noun, does string) string {
	if n != 1 {
		verb, rest, _ := strings.Cut(does, " ")
		does = strings.TrimSuffix(verb, "s") + " " + rest
	}
	return plural(n, noun) + " " + does
}

// indices lists the Sobol' indices.
func (p *pen) indices(x *capplan.Subject) {
	if len(x.Indices) == 0 {
		if x.Lacking != "" {
			p.paragraph("no Sobol' indices: "+x.Lacking, 2)
			p.line("")
		}
		return
	}
	rows := [][]string{{"SOBOL' INDEX", "first order", "", "total", ""}}
	small := 0
	for i := range x.Indices {
		d := &x.Indices[i]
		if *d.Total.Value < leastIndex {
			small++
			continue
		}
		if len(rows) > shownInputs && d.Input != capplan.Luck {
			continue
		}
		rows = append(rows, []string{d.Input, share(d.First), between(d.First), share(d.Total), between(d.Total)})
	}
	p.fitted(rows, []string{""})
	if more := len(x.Indices) - small - (len(rows) - 1); more > 0 {
		p.line("… " + plural(more, "more input") + "; -f csv has them all")
	}
	if small > 0 {
		p.line(doing(small, "other", "makes less than 0.001 of the variance"))
	}
	if x.First != nil {
		p.paragraph("first orders sum to "+digits(*x.First)+", at most 1 but for their errors; what is missing inputs do together", 2)
	}
	p.line("")
}

// leastIndex is the least total index that a screen lists.
const leastIndex = 0.001

// share writes an index; one that is nobody tells from 0 is ~0.
func share(r capplan.Ranged) string {
	switch {
	case r.Value == nil:
		return "–"
	case *r.Value <= 0 || r.Lo != nil && *r.Lo <= 0 && *r.Value < 0.005:
		return "~0"
	}
	return strconv.FormatFloat(*r.Value, 'f', 3, 64)
}

func between(r capplan.Ranged) string {
	if r.Lo == nil || r.Hi == nil {
		return ""
	}
	return strconv.FormatFloat(*r.Lo, 'f', 3, 64) + ".." + strconv.FormatFloat(*r.Hi, 'f', 3, 64)
}

// knowing lists what inputs are worth to know.
func (p *pen) knowing(k *capplan.Knowing) {
	if k == nil || k.Lacking != "" || *k.Perfect.Value == 0 {
		return
	}
	rows := [][]string{{"WORTH KNOWING before choosing", k.Metric + ", " + k.Unit, "interval"}}
	zero := 0
	for i := range k.Inputs {
		v := &k.Inputs[i]
		if *v.Value.Value == 0 {
			zero++
			continue
		}
		if len(rows) <= shownInputs {
			rows = append(rows, []string{v.Input, short(*v.Value.Value), bounds(v.Value)})
		}
	}
	rows = append(rows, []string{"everything", short(*k.Perfect.Value), bounds(k.Perfect)})
	p.fitted(rows, []string{"interval"})
	p.paragraph("without knowing more "+k.Best+" costs least on the mean; another fleet costs less in "+percent(*k.Flips.Value)+" of the draws"+worthless(zero), 2)
	p.line("")
}

func worthless(n int) string {
	if n == 0 {
		return ""
	}
	return "; " + doing(n, "input", "changes the choice at no value")
}

func bounds(r capplan.Ranged) string {
	if r.Lo == nil || r.Hi == nil {
		return ""
	}
	return short(*r.Lo) + ".." + short(*r.Hi)
}

// looks lists the difference at some values.
func (p *pen) looks(b *capplan.BreakEven) {
	if b == nil {
		return
	}
	unit := ""
	if b.Unit != "" {
		unit = ", " + b.Unit
	}
	rows := [][]string{{b.Path + unit, b.Metric + " of " + b.Fleet + " less that of " + b.Against, "interval"}}
	step := max(1, (len(b.Looks)+14)/15)
	for i := 0; i < len(b.Looks); i += step {
		l := &b.Looks[i]
		rows = append(rows, []string{short(l.Value), short(*l.Difference.Value), bounds(l.Difference)})
	}
	p.fitted(rows, []string{"interval"})
	if b.Stopped != "" {
		p.paragraph("further values are not possible: "+strings.Split(b.Stopped, "\n")[0], 2)
	}
	p.paragraph(b.Why+"; at a root "+plural(b.Trials, "trial"), 2)
	p.line("")
}

// sensitivityTable is tidy: a row for each number.
func sensitivityTable(s *capplan.Sensitivity) [][]value {
	out := [][]value{texts("input", "file", "line", "fleet", "against", "metric", "kind", "value", "lo", "hi", "unit", "method")}
	add := func(input, fleet, against, metric, kind string, r capplan.Ranged, unit, method string) {
		u := inputNamed(s, input)
		line, file := value{}, u.File
		if u.Line > 0 {
			line = count(u.Line)
		}
		if u.Entry != "" {
			file = "catalog:" + u.Entry
		}
		row := append(texts(input, file), line)
		row = append(append(row, texts(fleet, against, metric, kind)...), figure(r.Value), figure(r.Lo), figure(r.Hi))
		out = append(out, append(row, texts(unit, method)...))
	}
	for i := range s.Subjects {
		x := &s.Subjects[i]
		add("", x.Fleet, x.Against, x.Metric, "likely", x.Likely, x.Unit, x.Why)
		if x.Mean.Value != nil {
			add("", x.Fleet, x.Against, x.Metric, "mean", x.Mean, x.Unit, x.Why)
		}
		for k := range x.Tornado {
			w := &x.Tornado[k]
			add(w.Input, x.Fleet, x.Against, x.Metric, "low", w.Low, x.Unit, x.Why)
			add(w.Input, x.Fleet, x.Against, x.Metric, "high", w.High, x.Unit, x.Why)
		}
		for k := range x.Indices {
			d := &x.Indices[k]
			add(d.Input, x.Fleet, x.Against, x.Metric, "first", d.First, "1", "Saltelli 2010")
			add(d.Input, x.Fleet, x.Against, x.Metric, "total", d.Total, "1", "Jansen 1999")
		}
	}
	if k := s.Knowing; k != nil && k.Lacking == "" {
		add("", k.Best, "", k.Metric, "evpi", k.Perfect, k.Unit, k.Why)
		for i := range k.Inputs {
			add(k.Inputs[i].Input, k.Best, "", k.Metric, "evppi", k.Inputs[i].Value, k.Unit, k.Why)
		}
	}
	if b := s.BreakEven; b != nil {
		for i := range b.Roots {
			r := &b.Roots[i]
			add(b.Path, b.Fleet, b.Against, b.Metric, "breakeven", capplan.Ranged{Value: &r.Value, Lo: r.Lo, Hi: r.Hi}, b.Unit, b.Why)
		}
		for i := range b.Looks {
			add(b.Path, b.Fleet, b.Against, b.Metric, "difference at "+data(b.Looks[i].Value), b.Looks[i].Difference, b.MetricUnit, b.Why)
		}
	}
	return out
}

func sensitivityMarkdown(w io.Writer, s *capplan.Sensitivity) error {
	n := &note{}
	n.headline(s.Answer.Verdict.Text)
	n.list("-", "reason", allJSON, sentences(s.Answer.Why)...)
	n.next(s.Answer.Next)
	for i, x := range shownSubjects(s) {
		n.text(markdown(subjectTitle(x)+": "+subjectFacts(x)) + "\n")
		t := n.table("input", "-f csv", tornadoTable(s, x))
		if i > 0 {
			t.fold(plural(len(t.lines), "input"))
		}
	}
	if k := s.Knowing; k != nil && k.Lacking == "" {
		rows := [][]string{{"worth knowing", k.Metric + " " + k.Unit, "interval"}}
		for i := range k.Inputs {
			rows = append(rows, []string{k.Inputs[i].Input, short(*k.Inputs[i].Value.Value), bounds(k.Inputs[i].Value)})
		}
		n.table("input", "-f csv", append(rows, []string{"everything", short(*k.Perfect.Value), bounds(k.Perfect)}))
	}
	if e := s.BreakEven; e != nil {
		rows := [][]string{{e.Path + " " + e.Unit, e.Metric + " of " + e.Fleet + " less that of " + e.Against, "interval"}}
		for i := range e.Looks {
			rows = append(rows, []string{short(e.Looks[i].Value), short(*e.Looks[i].Difference.Value), bounds(e.Looks[i].Difference)})
		}
		n.table("value", "-f csv", rows)
	}
	n.warnings(s.Warnings)
	n.text(markdown(strings.Join(sensitivityConditions(s), " · ")) + "\n")
	return n.write(w)
}

// tornadoTable has a row for each input, with its share where there is one.
func tornadoTable(s *capplan.Sensitivity, x *capplan.Subject) [][]string {
	rows := [][]string{{"input", "as written", "low", "high", "reverses", "first order", "total"}}
	for i := range x.Tornado {
		t := &x.Tornado[i]
		low, high := ends(x, t)
		first, total := "", ""
		for k := range x.Indices {
			if len(x.Indices[k].Inputs) == 1 && x.Indices[k].Input == t.Input {
				first, total = share(x.Indices[k].First), share(x.Indices[k].Total)
			}
		}
		turn := ""
		if t.Reverses != nil && *t.Reverses {
			turn = "could reverse"
		}
		rows = append(rows, []string{t.Input, inputNamed(s, t.Input).Value, low, high, turn, first, total})
	}
	for k := range x.Indices {
		if d := &x.Indices[k]; len(d.Inputs) != 1 {
			rows = append(rows, []string{d.Input, "", "", "", "", share(d.First), share(d.Total)})
		}
	}
	return rows
}
