package view

import (
	"fmt"
	"slices"
	"strings"

	"github.com/capplan/capplan"
)

const (
	mostMaps    = 6    // figures that are drawn
	mostSquares = 2500 // of a map
)

// heatmap shows a sweep: over two values which fleet is the better one and what each
// figure is, over one value a curve.
func heatmap(s *Source, w Words) ([]View, error) {
	r := s.Sweep
	if r == nil {
		return nil, Nothing("no sweep was given: write one with capplan sweep -o sweep.json")
	}
	g := &grid{r: r, w: w}
	for a := range r.Axes {
		if len(r.Axes[a].Values) > 1 {
			g.axes = append(g.axes, a)
		}
	}
	if !slices.ContainsFunc(r.Figures, func(f capplan.SweepFigure) bool { return f.Moves }) {
		return nil, Nothing("no value that was swept moves a figure")
	}
	var out []View
	switch {
	case len(g.axes) == 0 || r.Base < 0 || r.Base >= len(r.Cells):
		return nil, Nothing("the sweep has one cell")
	case len(g.axes) == 1:
		out = g.curves()
	default:
		if n := len(r.Axes[g.axes[0]].Values) * len(r.Axes[g.axes[1]].Values); n > mostSquares {
			return nil, Nothing(fmt.Sprintf("a map of %d squares: sweep fewer values", n))
		}
		out = g.choices()
		for n := range r.Figures {
			if r.Figures[n].Moves && len(out) < mostMaps {
				out = append(out, g.chart(n))
			}
		}
	}
	return out, nil
}

// A grid is a sweep with the values that are drawn along the axes: the first two that
// vary; the others stay as in the cell that all are held against.
type grid struct {
	r    *capplan.SweepResult
	w    Words
	axes []int
}

// cells are those that are drawn.
func (g *grid) cells() (out []*capplan.SweepCell) {
	for i := range g.r.Cells {
		c := &g.r.Cells[i]
		in := true
		for a := range g.r.Axes {
			at := slices.Index(g.axes, a)
			in = in && (at == 0 || at == 1 || c.Values[a] == g.r.Cells[g.r.Base].Values[a])
		}
		if in {
			out = append(out, c)
		}
	}
	return out
}

// square is the place of a cell on the map.
func (g *grid) square(c *capplan.SweepCell) Point {
	at := func(k int) float64 {
		a := g.axes[k]
		return float64(slices.Index(g.r.Axes[a].Values, c.Values[a]))
	}
	return Point{X: at(1), Y: at(0)}
}

func (g *grid) frame(of string) View {
	down, across := &g.r.Axes[g.axes[0]], &g.r.Axes[g.axes[1]]
	v := View{
		Name: "heatmap", Of: of,
		X:    Axis{Name: across.Path, Scale: Names, Names: across.Values},
		Y:    Axis{Name: down.Path, Scale: Names, Names: down.Values},
		Note: "All cells have the same luck. " + trials(g.r.Trials, g.r.Seed) + " each.",
	}
	for _, a := range g.r.Axes {
		v.Columns = append(v.Columns, Column{Name: a.Path})
	}
	var held []string
	for a := range g.r.Axes {
		if at := slices.Index(g.axes, a); at > 1 {
			held = append(held, g.r.Axes[a].Path+" = "+g.r.Cells[g.r.Base].Values[a])
		}
	}
	if len(held) > 0 {
		v.Note += " With " + strings.Join(held, ", ") + "."
	}
	return v
}

// head are the first cells of a cell's row.
func head(c *capplan.SweepCell) (row []Cell) {
	for _, x := range c.Values {
		row = append(row, text(x))
	}
	return row
}

// chart is the map of one figure.
func (g *grid) chart(n int) View {
	f := &g.r.Figures[n]
	v := g.frame(f.Name)
	v.Columns = append(v.Columns, Column{Name: f.Name, Unit: f.Unit, Number: true}, Column{Name: "lo", Unit: f.Unit, Number: true}, Column{Name: "hi", Unit: f.Unit, Number: true}, Column{Name: "method"})
	s := Series{Name: f.Name, Fleet: f.Fleet, Kind: Cells}
	for _, c := range g.cells() {
		p := g.square(c)
		row := head(c)
		if c.Reason != nil {
			p.Label, p.Says = c.Reason.Code, g.r.CellWords(c.Index)+": no scenario, "+c.Reason.Message
			v.Rows = append(v.Rows, append(row, text("no scenario"), Cell{}, Cell{}, text(c.Reason.Code)))
			s.Points = append(s.Points, p)
			continue
		}
		x := &c.Figures[n]
		p.Z, p.Label, p.Says = x.Value, "–", g.r.CellWords(c.Index)+": not known"
		if x.Value != nil {
			p.Label, p.Says = g.said(n, x), g.r.CellWords(c.Index)+": "+f.Name+" "+g.within(n, x)
		}
		s.Points = append(s.Points, p)
		v.Rows = append(v.Rows, append(row, g.cell(n, x.Value), g.cell(n, x.Lo), g.cell(n, x.Hi), text(x.Method)))
	}
	v.Series = []Series{s}
	v.Title = g.span(n)
	return v
}

// written is a value of a figure.
func (g *grid) written(n int, x float64) string {
	if g.r.Percents(n) {
		return g.w.Share(x)
	}
	return g.w.Value(x, g.r.Figures[n].Unit)
}

func (g *grid) cell(n int, x *float64) Cell {
	if x == nil {
		return Cell{Text: "–"}
	}
	return Cell{g.written(n, *x), g.w.Data(*x)}
}

// said is a value in a sentence: a sampled 0 is none seen.
func (g *grid) said(n int, x *capplan.SweepValue) string {
	if x.Method == monteCarlo && *x.Value == 0 {
		if x.Hi != nil && *x.Hi > 0 {
			return "< " + g.written(n, *x.Hi)
		}
		return "none seen"
	}
	return g.written(n, *x.Value)
}

// within writes a value with its interval.
func (g *grid) within(n int, x *capplan.SweepValue) string {
	s := g.said(n, x)
	if x.Lo != nil && x.Hi != nil && *x.Lo < *x.Hi {
		s += " (" + g.written(n, *x.Lo) + " to " + g.written(n, *x.Hi) + ", 95 %)"
	}
	return s
}

// span says from where to where a figure goes.
func (g *grid) span(n int) string {
	f := &g.r.Figures[n]
	if f.Least == nil || f.Most == nil {
		return f.Name + " does not move"
	}
	a, b := &g.r.Cells[*f.Least], &g.r.Cells[*f.Most]
	return fmt.Sprintf("%s goes from %s (%s) to %s (%s)", f.Name, g.said(n, &a.Figures[n]), g.moved(n, a), g.said(n, &b.Figures[n]), g.moved(n, b))
}

// moved names a cell by the values that move a figure.
func (g *grid) moved(n int, c *capplan.SweepCell) string {
	var out []string
	for a := range g.r.Axes {
		if slices.Contains(g.r.Figures[n].MovedBy, a) {
			out = append(out, g.r.Axes[a].Path+"="+c.Values[a])
		}
	}
	return strings.Join(out, ", ")
}
