package report

import (
	"io"
	"math"
	"slices"
	"strings"

	"github.com/capplan/capplan"
)

// SweepFormats are the formats of a sweep.
var SweepFormats = []string{"table", "json", "csv", "markdown"}

// Sweep renders a grid. On the screen one varied value makes a table with bars, two a
// map, more the best cells.
func Sweep(w io.Writer, r *capplan.SweepResult, format string, o Options) error {
	switch format {
	case "json":
		return JSON(w, r)
	case "csv":
		return writeCSV(w, gridTable(r), o.Dialect)
	case "markdown":
		return sweepMarkdown(w, r)
	case "svg", "png":
		return drawSweep(w, r, format)
	}
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	p := pen{color: o.Color, ascii: o.ASCII, width: o.Width}
	p.prose(p.bold("VERDICT"), "VERDICT", r.Answer.Verdict.Text)
	if o.Brief {
		return p.flush(w)
	}
	g := &gridSheet{r: r, pen: &p}
	p.line("")
	switch moving := g.moving(); {
	case len(moving) == 0:
	case len(r.Axes) == 1:
		g.bars(moving)
	case len(r.Axes) == 2:
		g.maps(moving)
	default:
		g.best(moving)
	}
	g.same()
	for i, why := range r.Answer.Why {
		p.prose(map[bool]string{true: p.bold("WHY"), false: ""}[i == 0], "VERDICT", why.Text)
	}
	for _, warning := range r.Warnings {
		p.paragraph(warningText(warning), 2)
	}
	if !r.Complete {
		p.paragraph(sweepCut, 2)
	}
	p.line("")
	p.paragraph(strings.Join(sweepConditions(r), " · "), 0)
	if r.Answer.Next != "" {
		p.line(p.bold("Next:") + "    " + r.Answer.Next) // in one line, to be pasted
	}
	return p.flush(w)
}

// sweepCut is said of a grid that is not answered whole.
const sweepCut = "incomplete: the run ended before all cells were answered; which ones are cannot be repeated"

// sweepConditions are what all cells have in common.
func sweepConditions(r *capplan.SweepResult) []string {
	base := "differences are to the first cell that is a scenario"
	if r.AsFile {
		base = "differences are to the values of the file"
	}
	return []string{
		plural(len(r.Cells), "cell"), base + ", on paired trials, with 95 % intervals",
		"seed " + seed(r.Seed), plural(r.Trials, "trial") + " of each", r.Tool.Name + " " + r.Tool.Version, "catalogue " + r.Catalog.Version,
	}
}

// A gridSheet draws the cells of a sweep.
type gridSheet struct {
	r   *capplan.SweepResult
	pen *pen
}

func (g *gridSheet) moving() []int {
	var out []int
	for n := range g.r.Figures {
		if g.r.Figures[n].Moves {
			out = append(out, n)
		}
	}
	return out
}

// same tells of figures that no cell changes.
func (g *gridSheet) same() {
	for n := range g.r.Figures {
		f := &g.r.Figures[n]
		if f.Moves {
			continue
		}
		g.pen.paragraph("The same in every cell: "+f.Name+" "+g.value(n, g.r.Base, true)+".", 2)
	}
}

// title names a figure and its unit.
func (g *gridSheet) title(n int) string {
	f := &g.r.Figures[n]
	if u := unitWord(f.Unit); u != "" {
		return f.Name + ", " + strings.TrimPrefix(u, "/")
	}
	return f.Name
}

func (g *gridSheet) percents(n int) bool { return g.r.Percents(n) }

// value writes a figure of a cell; with its unit where asked for.
func (g *gridSheet) value(n, cell int, unit bool) string {
	c := &g.r.Cells[cell]
	if c.Reason != nil {
		return c.Reason.Code
	}
	v := &c.Figures[n]
	if v.Value == nil {
		return "–"
	}
	x := *v.Value
	if g.percents(n) {
		switch {
		case v.Method != monteCarlo || x > 0 && x < 1:
			return percent(x)
		case x <= 0 && v.Hi != nil && *v.Hi > 0:
			return "<" + hard + percent(*v.Hi)
		case x >= 1 && v.Lo != nil && *v.Lo < 1:
			return ">" + hard + percent(*v.Lo)
		case x <= 0:
			return "none seen"
		}
		return "no loss seen"
	}
	if v.Method == monteCarlo && x == 0 {
		return "none seen"
	}
	if unit {
		return withUnit(short(x), g.r.Figures[n].Unit)
	}
	return short(x)
}

// known writes a value with half its interval, where it has one.
func (g *gridSheet) known(n, cell int) string {
	s := g.value(n, cell, false)
	if g.r.Cells[cell].Reason != nil {
		return s
	}
	v := &g.r.Cells[cell].Figures[n]
	if v.Value == nil || v.Lo == nil || v.Hi == nil || strings.HasPrefix(s, "<") || strings.HasPrefix(s, ">") || strings.HasSuffix(s, "seen") {
		return s
	}
	if *v.Hi-*v.Lo <= rounding*math.Abs(*v.Value) {
		return s
	}
	return s + " ±" + hard + g.half(n, *v.Value, (*v.Hi-*v.Lo)/2)
}

// half writes an error in the unit of a value.
func (g *gridSheet) half(n int, value, half float64) string {
	if g.percents(n) {
		return significant(half*100, 2)
	}
	scale, suffix := suffixOf(value)
	if half >= 1000*scale {
		scale, suffix = suffixOf(half)
	}
	return significant(half/scale, 2) + suffix
}

// difference writes what a cell differs from the base by; ~ where luck may be all of it.
func (g *gridSheet) difference(n, cell int) string {
	c := &g.r.Cells[cell]
	if cell == g.r.Base {
		return "base"
	}
	if c.Reason != nil || c.Figures[n].Difference == nil {
		return ""
	}
	d := c.Figures[n].Difference
	if d.Value == nil {
		return ""
	}
	if d.Even() {
		return "~"
	}
	x := *d.Value
	sign := "+"
	if x < 0 {
		sign = "−"
	}
	if x == 0 {
		return "0"
	}
	s := sign + short(math.Abs(x))
	if g.percents(n) {
		s = sign + digits(math.Abs(x)*100) + hard + "%"
	}
	if d.Lo == nil || d.Hi == nil { // so few trials that it is not known how sure it is
		return s + " ±" + hard + "?"
	}
	if half := (*d.Hi - *d.Lo) / 2; half > rounding*math.Abs(x) {
		s += " ±" + hard + g.half(n, x, half)
	}
	return s
}

// verdicts reports whether cells have any.
func (g *gridSheet) verdicts() bool {
	return slices.ContainsFunc(g.r.Cells, func(c capplan.SweepCell) bool { return c.Verdict != nil })
}

func cellVerdict(c *capplan.SweepCell) string {
	switch {
	case c.Reason != nil:
		return "no scenario"
	case !c.Answered:
		return "not answered"
	case c.Verdict == nil:
		return ""
	}
	return *c.Verdict
}
