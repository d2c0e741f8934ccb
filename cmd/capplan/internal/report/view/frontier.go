package view

import (
	"fmt"
	"strings"

	"github.com/capplan/capplan"
)

// Frontier shows what a search of a fleet's size found: the candidates that no other beats
// in both cost and unavailability, above those that another does.
func Frontier(r *capplan.SizeResult, w Words) (View, error) {
	unit := r.Minimize.Unit
	if unit == "1" {
		unit = ""
	}
	v := View{
		Name: "frontier", Of: r.Fleet,
		X: Axis{Name: r.Minimize.Metric, Unit: unit, Scale: Linear},
		Y: Axis{Name: "availability", Scale: Nines},
		Columns: []Column{
			{Name: "candidate", Number: true},
			{Name: "values"},
			{Name: r.Minimize.Metric, Unit: unit, Number: true},
			{Name: "unavailability", Unit: "share", Number: true},
			{Name: "unavailability lo", Unit: "share", Number: true},
			{Name: "unavailability hi", Unit: "share", Number: true},
			{Name: "method"},
			{Name: "keeps what is asked"},
			{Name: "on the frontier"},
		},
		Note: "Means, lo and hi bound them (95 %). Found by " + r.Space.How + ", at most " + trials(r.Trials, r.Seed) + " each. The steps are the least unavailability that a cost buys.",
	}
	on := map[int]bool{}
	front := Series{Name: "frontier", Kind: Steps}
	for i := range r.Frontier {
		p := &r.Frontier[i]
		on[p.Index] = true
		if p.Index < 1 || p.Index > len(r.Grid) {
			return v, Nothing("the frontier names a candidate that is none: the result was changed")
		}
		if p.Unavailability > 0 {
			front.Points = append(front.Points, Point{X: p.Cost, Y: p.Unavailability, Label: strings.Join(r.Grid[p.Index-1].Set, " "), Says: w.candidate(r, &r.Grid[p.Index-1])})
		}
	}
	if len(front.Points) == 0 {
		return v, Nothing("no candidate has a cost and an unavailability above zero")
	}
	keeps, rest := Series{Name: "keeps what is asked", Kind: Dots}, Series{Name: "does not", Kind: Dots}
	for i := range r.Grid {
		g := &r.Grid[i]
		if g.Cost == nil || g.Unavailability == nil {
			continue
		}
		yes := g.Feasible != nil && *g.Feasible
		word := map[bool]string{true: "yes", false: "no"}
		v.Rows = append(v.Rows, []Cell{{fmt.Sprint(g.Index), fmt.Sprint(g.Index)}, text(strings.Join(g.Set, " ")), w.figure(g.Cost, unit), w.shared(g.Unavailability), w.shared(g.Lo), w.shared(g.Hi), text(g.Method), text(word[yes]), text(word[on[g.Index]])})
		if !(*g.Unavailability > 0) {
			continue
		}
		p := Point{X: *g.Cost, Y: *g.Unavailability, Lo: positive(g.Lo), Hi: positive(g.Hi), Says: w.candidate(r, g)}
		if yes {
			keeps.Points = append(keeps.Points, p)
		} else {
			rest.Points = append(rest.Points, p)
		}
	}
	for _, s := range []Series{front, keeps, rest} {
		if len(s.Points) > 0 {
			v.Series = append(v.Series, s)
		}
	}
	if m := r.Winner; m != nil && m.Row.Cost != nil {
		v.Lines = append(v.Lines, Line{At: *m.Row.Cost, Up: true, Label: "the cheapest that keeps what is asked"})
	}
	v.Title = w.bought(r, unit)
	return v, nil
}

// shared is a cell of a share that may not be known.
func (w Words) shared(x *float64) Cell {
	if x == nil {
		return Cell{Text: "–"}
	}
	return Cell{w.Share(*x), w.Data(*x)}
}

// candidate says what a candidate is.
func (w Words) candidate(r *capplan.SizeResult, g *capplan.SizeRow) string {
	return fmt.Sprintf("%s: %s of %s, unavailability %s", strings.Join(g.Set, " "), w.Value(*g.Cost, r.Minimize.Unit), r.Minimize.Metric, w.Number(*g.Unavailability))
}

// bought says from where to where the frontier goes, and where the winner stands.
func (w Words) bought(r *capplan.SizeResult, unit string) string {
	a, b := &r.Frontier[0], &r.Frontier[len(r.Frontier)-1]
	title := fmt.Sprintf("From %s (unavailability %s) to %s (%s) more buys more", w.Value(a.Cost, unit), w.Number(a.Unavailability), w.Value(b.Cost, unit), w.Number(b.Unavailability))
	if len(r.Frontier) == 1 {
		title = fmt.Sprintf("More than %s buys no more (unavailability %s)", w.Value(a.Cost, unit), w.Number(a.Unavailability))
	}
	if m := r.Winner; m != nil && m.Row.Cost != nil {
		return title + fmt.Sprintf("; what is asked costs %s (%s)", w.Value(*m.Row.Cost, unit), strings.Join(m.Row.Set, " "))
	}
	return title + "; no candidate keeps what is asked"
}
