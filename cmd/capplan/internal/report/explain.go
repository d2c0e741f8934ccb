package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/capplan/capplan"
)

// ExplainFormats are the forms of an explanation.
var ExplainFormats = []string{"table", "json"}

// Explain writes why a figure is what it is.
func Explain(w io.Writer, e *capplan.Explanation, format string, o Options) error {
	if format == "json" {
		return JSON(w, e)
	}
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	p := pen{color: o.Color, ascii: o.ASCII, width: o.Width}
	p.prose(p.bold("VALUE"), "VERDICT", e.Answer.Verdict.Text)
	for _, s := range e.Answer.Why {
		p.prose("", "VERDICT", s.Text)
	}
	if o.Brief {
		return p.flush(w)
	}
	p.line("")
	if e.Value == nil {
		p.standing(e)
	} else {
		p.prose(p.bold("WHAT"), "VERDICT", e.Definition)
		p.prose(p.bold("METHOD"), "VERDICT", knownBy(e.Value))
		if e.Likely != nil && !strings.HasPrefix(e.Value.Why, e.Likely.Why) {
			p.prose("", "VERDICT", "at likely values: "+e.Likely.Why)
		}
		p.line("")
		p.formulas(e)
		p.causes(e)
		p.cuts(e)
		p.bill(e)
		p.entering(e)
		p.placement(e)
	}
	p.points("ASSUMED", e.Assumed)
	p.points("NOT IN IT", e.Missing)
	for _, warning := range e.Warnings {
		p.paragraph(warningText(warning), 2)
	}
	if e.Answer.Next != "" {
		p.prose(p.bold("Next:"), "VERDICT", e.Answer.Next)
	}
	return p.flush(w)
}

// knownBy says how a figure is known.
func knownBy(m *capplan.Metric) string {
	if strings.HasPrefix(m.Why, m.Method+": ") {
		return m.Why
	}
	return m.Method + " (" + m.Why + ")"
}

// Entry writes what a word or a code means.
func Entry(w io.Writer, title, text, example string, o Options) error {
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	p := pen{color: o.Color, ascii: o.ASCII, width: o.Width}
	p.line(p.bold(p.text(title)))
	p.hang("  ", 2, text)
	if example != "" {
		p.line("")
		for _, line := range strings.Split(example, "\n") {
			p.line("  " + p.text(line))
		}
	}
	return p.flush(w)
}

// Methods says in a line for each fleet how its figures of reliability are known.
func Methods(r *capplan.Result) []string {
	var out []string
	for _, n := range names(r) {
		if m, ok := r.Fleets[n].Metrics["unavailability"]; ok {
			out = append(out, "fleet "+n+": "+m.Why)
		}
	}
	return out
}

func (p *pen) formulas(e *capplan.Explanation) {
	for i := range e.Formulas {
		f := &e.Formulas[i]
		title := ""
		if i == 0 {
			title = "FORMULA"
		}
		p.prose(p.bold(title), "VERDICT", f.Of+": "+f.Words)
		for _, s := range f.Symbols {
			p.hang("           ", 13, strings.ReplaceAll(s, " ", hard))
		}
		var rows [][]string
		for _, t := range f.Terms {
			means := t.Means
			if t.From != "" {
				means += " (" + t.From + ")"
			}
			rows = append(rows, []string{"           " + t.Symbol, withUnit(short(t.Value), t.Unit), means})
		}
		p.block(rows)
	}
	if len(e.Formulas) > 0 {
		p.line("")
	}
}

func (p *pen) causes(e *capplan.Explanation) {
	if len(e.Causes) == 0 {
		return
	}
	rows := [][]string{{"CAUSE of downtime", "share", "min/year", "method"}}
	for _, c := range e.Causes {
		rows = append(rows, []string{c.Cause, percent(c.Share), short(c.Downtime), c.Method})
	}
	p.fitted(rows, nil)
	p.line("")
}

// cuts lists what must be out together, as far as it matters.
func (p *pen) cuts(e *capplan.Explanation) {
	if len(e.Cuts) == 0 {
		return
	}
	rows := [][]string{{"MINIMAL CUT, to first order", "share", "unavailability"}}
	for _, c := range e.Cuts {
		if c.Share < 1e-6 && len(rows) > 1 {
			break
		}
		rows = append(rows, []string{c.Cut, percent(c.Share), short(c.Unavailability)})
	}
	p.fitted(rows, nil)
	p.line("")
}

func (p *pen) entering(e *capplan.Explanation) {
	if len(e.Enters) == 0 {
		return
	}
	rows := [][]string{{"INPUT", "as written", "from"}}
	effects := len(e.Enters[0].Effects) > 0
	fleets := []string{e.Fleet}
	if e.Against != "" {
		fleets = append(fleets, e.Against)
	}
	switch {
	case effects && len(fleets) > 1:
		rows[0] = append(rows[0], "of "+fleets[0]+"'s spread", "of "+fleets[1]+"'s")
	case effects:
		rows[0] = append(rows[0], "of pv's spread")
	}
	for _, a := range e.Enters {
		at := a.File + ":" + strconv.Itoa(a.Line)
		if a.Entry != "" {
			at = "catalog:" + a.Entry
		}
		row := []string{a.Path, a.Value, at}
		for _, n := range fleets {
			if effects {
				row = append(row, roughly(a.Effects[n]))
			}
		}
		rows = append(rows, row)
	}
	p.fitted(rows, []string{"from", "as written"})
	p.line("")
}

// placement says in a line for each pool and level where its units stand.
func (p *pen) placement(e *capplan.Explanation) {
	for i, s := range e.Placement {
		title := ""
		if i == 0 {
			title = "PLACES"
		}
		p.prose(p.bold(title), "VERDICT", spread(&s))
	}
	if len(e.Placement) > 0 {
		p.line("")
	}
}

func spread(s *capplan.Stand) string {
	t := "units of " + s.Pool + " in " + strconv.Itoa(s.Used) + " of " + strconv.Itoa(s.Instances) + " " + s.Level + ", " + strconv.Itoa(s.Least)
	if s.Most > s.Least {
		t += " to " + strconv.Itoa(s.Most)
	}
	return t + " in each"
}

// standing draws which units stand where.
func (p *pen) standing(e *capplan.Explanation) {
	for _, s := range e.Placement {
		p.paragraph(p.bold(s.Pool)+": "+spread(&s), 2)
		for u, path := range s.Path {
			p.line("  unit " + strconv.Itoa(u) + "  " + path)
		}
		var rows [][]string
		for i, units := range s.Units {
			if len(units) == 0 || len(rows) == mostInstances {
				continue
			}
			rows = append(rows, []string{"  " + s.Level + " " + strconv.Itoa(i), unitList(units)})
		}
		p.block(rows)
		if s.Used > mostInstances {
			p.line("  … " + plural(s.Used-mostInstances, "more instance") + "; -f json has them all")
		}
		p.line("")
	}
}

// mostInstances and mostUnits are what a screen lists.
const mostInstances, mostUnits = 12, 12

func unitList(units []int) string {
	var b strings.Builder
	for i, u := range units {
		if i == mostUnits {
			return b.String() + " … (" + plural(len(units), "unit") + ")"
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.Itoa(u))
	}
	return b.String()
}

// block writes rows below each other, columns aligned.
func (p *pen) block(rows [][]string) {
	var widths []int
	for _, r := range rows {
		for i, c := range r {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], width(p.text(c)))
		}
	}
	for _, r := range rows {
		line, lead := "", 0
		for i, c := range r[:len(r)-1] {
			c = p.text(c)
			line += c + strings.Repeat(" ", widths[i]-width(c)+2)
			lead += widths[i] + 2
		}
		last := r[len(r)-1]
		if lead+width(last) > p.width && lead < p.width/2 {
			p.hang(line, lead, last)
			continue
		}
		p.line(line + p.text(last))
	}
}

func (p *pen) points(title string, list []string) {
	for i, s := range list {
		if i > 0 {
			title = ""
		}
		p.prose(p.bold(title), "NOT IN IT", s)
	}
	if len(list) > 0 {
		p.line("")
	}
}
