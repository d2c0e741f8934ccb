package view

import (
	"fmt"
	"strings"

	"github.com/capplan/capplan"
)

// choices are maps of which fleet has the better of a figure that several have.
func (g *grid) choices() (out []View) {
	for _, list := range g.alike() {
		if len(list) > 1 {
			out = append(out, g.choice(list))
		}
	}
	return out
}

func (g *grid) choice(list []int) View {
	first := &g.r.Figures[list[0]]
	v := g.frame("better by " + label(first))
	for _, n := range list {
		v.Columns = append(v.Columns, Column{Name: g.r.Figures[n].Fleet, Unit: first.Unit, Number: true})
	}
	v.Columns = append(v.Columns, Column{Name: "better"})
	series := map[string]*Series{"": {Name: "not known", Kind: Cells}} // by fleet
	for _, n := range list {
		f := g.r.Figures[n].Fleet
		series[f] = &Series{Name: f, Fleet: f, Kind: Cells}
	}
	base, others := "", map[string]bool{}
	for _, c := range g.cells() {
		p, row := g.square(c), head(c)
		if c.Reason != nil {
			p.Label, p.Says = c.Reason.Code, g.r.CellWords(c.Index)+": no scenario, "+c.Reason.Message
			for range list {
				row = append(row, Cell{})
			}
			v.Rows = append(v.Rows, append(row, text("no scenario")))
			series[""].Points = append(series[""].Points, p)
			continue
		}
		best, apart := g.best(c, list)
		fleet := ""
		p.Label, p.Says = "–", g.r.CellWords(c.Index)+": not known"
		for _, n := range list {
			row = append(row, g.cell(n, c.Figures[n].Value))
		}
		if best >= 0 {
			fleet = g.r.Figures[list[best]].Fleet
			p.Label = fleet
			if !apart {
				p.Label = "~ " + fleet
			}
			p.Says = g.r.CellWords(c.Index) + ": " + g.held(c, list, apart)
			others[fleet] = true
			if c.Index == g.r.Base {
				base = fleet
			}
		}
		v.Rows = append(v.Rows, append(row, text(p.Label)))
		series[fleet].Points = append(series[fleet].Points, p)
	}
	for _, n := range list {
		if s := series[g.r.Figures[n].Fleet]; len(s.Points) > 0 {
			v.Series = append(v.Series, *s)
		}
	}
	if s := series[""]; len(s.Points) > 0 {
		v.Series = append(v.Series, *s)
	}
	v.Title = g.hangs(list, base, others)
	v.Note += " ~: their intervals of 95 % do not tell them apart."
	return v
}

// best is the place in the list of the fleet with the better figure in a cell, and whether
// its interval is apart from those of the others. −1: not known.
func (g *grid) best(c *capplan.SweepCell, list []int) (best int, apart bool) {
	best, apart = -1, true
	for i, n := range list {
		x := c.Figures[n].Value
		if x == nil {
			continue
		}
		if best < 0 || g.r.Better(n, *x, *c.Figures[list[best]].Value) {
			best = i
		}
	}
	for i, n := range list {
		if i == best || best < 0 {
			continue
		}
		a, b := &c.Figures[list[best]], &c.Figures[n]
		if a.Lo == nil || a.Hi == nil || b.Lo == nil || b.Hi == nil || *a.Lo <= *b.Hi && *b.Lo <= *a.Hi {
			apart = false
		}
	}
	return best, apart
}

// held says the figure of each fleet in a cell.
func (g *grid) held(c *capplan.SweepCell, list []int, apart bool) string {
	var out []string
	for _, n := range list {
		if x := &c.Figures[n]; x.Value != nil {
			out = append(out, g.r.Figures[n].Fleet+" "+g.within(n, x))
		}
	}
	s := strings.Join(out, ", ")
	if !apart {
		s += "; not told apart"
	}
	return s
}

// hangs says whether the choice hangs on what is varied.
func (g *grid) hangs(list []int, base string, others map[string]bool) string {
	first := &g.r.Figures[list[0]]
	at := g.r.CellWords(g.r.Base)
	var rest []string
	for _, n := range list {
		if f := g.r.Figures[n].Fleet; f != base && others[f] {
			rest = append(rest, f)
		}
	}
	switch {
	case base == "" && len(rest) == 0:
		return "No cell has a " + label(first)
	case base == "":
		return "By " + label(first) + " some cell prefers " + strings.Join(rest, ", another ")
	case len(rest) == 0:
		return fmt.Sprintf("%s has the better %s in every cell", base, label(first))
	}
	return fmt.Sprintf("%s has the better %s with %s; in other cells %s has", base, label(first), at, strings.Join(rest, " or "))
}
