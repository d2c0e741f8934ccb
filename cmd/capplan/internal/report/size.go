package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

// mostPoints are the rows of the frontier that a screen shows.
const mostPoints = 20

// Size writes the cheapest fleet that keeps what is asked.
func Size(w io.Writer, r *capplan.SizeResult, format string, o Options) error {
	switch format {
	case "json":
		return JSON(w, r)
	case "csv":
		return writeCSV(w, sizeGrid(r), o.Dialect)
	case "markdown":
		return sizeMarkdown(w, r)
	case "svg", "png":
		return drawSize(w, r, format)
	}
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	p := pen{color: o.Color, ascii: o.ASCII, width: o.Width}
	p.prose(p.bold("VERDICT"), "VERDICT", r.Answer.Verdict.Text)
	if o.Brief {
		return p.flush(w)
	}
	if m := r.Winner; m != nil {
		p.line("")
		for _, set := range m.Row.Set {
			p.line("  --set '" + set + "'")
		}
		if m.YAML != "" {
			p.line("")
			p.line("  or in a file that --with names:")
			for text := range strings.SplitSeq(strings.TrimRight(m.YAML, "\n"), "\n") {
				p.line("    " + text)
			}
		}
	}
	if len(r.Frontier) > 0 {
		p.line("")
		p.fitted(frontierRows(r), nil)
		if v, err := view.Frontier(r, viewWords()); err == nil && o.Verbose {
			p.line("")
			p.plot(&v)
		}
	}
	p.line("")
	for i := range r.Rejected {
		g := &r.Rejected[i]
		p.paragraph(plural(g.Candidates, "candidate")+" rejected: "+g.Why+"; nearest is "+strconv.Itoa(g.Nearest)+": "+g.Detail, 2)
	}
	for i := range r.Answer.Why {
		p.paragraph(r.Answer.Why[i].Text, 2)
	}
	for _, warning := range r.Warnings {
		p.paragraph(warningText(warning), 2)
	}
	if !r.Complete {
		p.paragraph(endedEarly, 2)
	}
	p.line("")
	p.paragraph("searched: "+searched(r), 2)
	if r.Answer.Next != "" {
		p.line("Next: " + r.Answer.Next) // in one line, to be pasted
	}
	return p.flush(w)
}

// searched says what was searched and how.
func searched(r *capplan.SizeResult) string {
	var parts []string
	for _, a := range r.Space.Axes {
		parts = append(parts, a.Path+" "+a.Values[0]+" to "+a.Values[len(a.Values)-1]+" ("+plural(len(a.Values), "value")+")")
	}
	s := strings.Join(parts, ", ") + "; " + plural(r.Space.Answered, "candidate") + " answered, " + strconv.Itoa(r.Space.Refused) + " no fleets"
	if r.Space.Ordered > 0 {
		s += ", " + strconv.Itoa(r.Space.Ordered) + " decided by the order of " + r.Space.Along
	}
	if r.Space.Open > 0 {
		s += ", " + strconv.Itoa(r.Space.Open) + " not looked at"
	}
	return s + "; " + r.Space.How
}

func frontierRows(r *capplan.SizeResult) [][]string {
	rows := [][]string{{"candidate", r.Minimize.Metric, "unavailability", "keeps all", "values"}}
	for i := range r.Frontier {
		if i == mostPoints {
			rows = append(rows, []string{"…", "", "", "", plural(len(r.Frontier)-i, "more point")})
			break
		}
		f := &r.Frontier[i]
		keeps := map[bool]string{true: "yes", false: "no"}[f.Feasible]
		rows = append(rows, []string{strconv.Itoa(f.Index), short(f.Cost), digits(f.Unavailability), keeps, strings.Join(r.Grid[f.Index-1].Set, " ")})
	}
	return rows
}

func sizeGrid(r *capplan.SizeResult) [][]value {
	head := []string{"index"}
	if len(r.Grid) > 0 {
		for _, set := range r.Grid[0].Set {
			path, _, _ := strings.Cut(set, "=")
			head = append(head, path)
		}
	}
	out := [][]value{texts(append(head, "cost", "availability", "unavailability", "feasible", "reason", "decided")...)}
	for i := range r.Grid {
		g := &r.Grid[i]
		n := float64(g.Index)
		row := []value{figure(&n)}
		for _, set := range g.Set {
			_, v, _ := strings.Cut(set, "=")
			row = append(row, texts(v)...)
		}
		feasible := ""
		if g.Feasible != nil {
			feasible = strconv.FormatBool(*g.Feasible)
		}
		row = append(row, figure(g.Cost), figure(g.Availability), figure(g.Unavailability))
		out = append(out, append(row, texts(feasible, g.Reason, g.Decided)...))
	}
	return out
}

func sizeMarkdown(w io.Writer, r *capplan.SizeResult) error {
	n := &note{}
	n.headline(r.Answer.Verdict.Text)
	n.table("candidate", "-f csv", frontierRows(r))
	n.warnings(r.Warnings)
	if !r.Complete {
		n.text(markdown(endedEarly) + "\n")
	}
	n.text(markdown("searched: "+searched(r)) + "\n")
	return n.write(w)
}
