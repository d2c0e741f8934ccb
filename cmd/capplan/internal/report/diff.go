package report

import (
	"io"
	"strconv"
	"strings"

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
