package view

import (
	"fmt"
	"math"
	"strings"

	"github.com/capplan/capplan"
)

// mostWaterfalls bounds the fleets that are held against the baseline: the cheapest.
const mostWaterfalls = 5

// waterfall leads from the present value of the baseline to that of each other fleet,
// category by category.
func waterfall(s *Source, w Words) ([]View, error) {
	r := s.Result
	from := r.Scenario.Baseline
	if _, ok := mean(r, from, "cost.pv"); !ok {
		return nil, Nothing("the baseline has no cost")
	}
	var out []View
	why := Nothing("there is one fleet with a cost: nothing to hold it against")
	for _, to := range ranked(r, "cost.pv") {
		if to == from || len(out) == mostWaterfalls {
			continue
		}
		v, err := stairs(r, w, from, to)
		if err != "" {
			why = err
			continue
		}
		out = append(out, v)
	}
	if len(out) == 0 {
		return nil, why
	}
	return out, nil
}

// stairs is the waterfall from one fleet to another.
func stairs(r *capplan.Result, w Words, from, to string) (View, Nothing) {
	unit := r.Scenario.Currency
	a, b := r.Fleets[from].Metrics["cost.pv"], r.Fleets[to].Metrics["cost.pv"]
	v := View{
		Name: "waterfall", Of: from + " to " + to,
		X: Axis{Name: "category", Scale: Names},
		Y: Axis{Name: "cost, present value", Unit: unit, Scale: Linear},
		Columns: []Column{
			{Name: "category"},
			{Name: from, Unit: unit, Number: true},
			{Name: to, Unit: unit, Number: true},
			{Name: "difference", Unit: unit, Number: true},
		},
	}
	for _, c := range []string{"lo", "hi", "P10", "P90"} {
		v.Columns = append(v.Columns, Column{Name: "difference " + c, Unit: unit, Number: true})
	}
	whole := func(fleet string, m capplan.Metric) {
		v.X.Names = append(v.X.Names, fleet)
		v.Series = append(v.Series, Series{Name: fleet, Fleet: fleet, Kind: Bars, Stack: "steps", Points: []Point{{
			X: float64(len(v.X.Names) - 1), Y: *m.Mean, Label: w.Number(*m.Mean), Says: fleet + ": " + w.Value(*m.Mean, unit) + w.spread(m),
		}}})
	}
	whole(from, a)
	more, less := Series{Name: "more", Kind: Bars, Stack: "steps"}, Series{Name: "less", Kind: Bars, Stack: "steps"}
	was, is := byCategory(r, from), byCategory(r, to)
	at := *a.Mean
	var largest *capplan.CostStep
	for _, c := range steps(r, to) {
		if was[c.Category] != 0 || is[c.Category] != 0 {
			v.Rows = append(v.Rows, w.step(c, was[c.Category], is[c.Category], unit))
		}
		if c.Mean == 0 {
			continue
		}
		if largest == nil || math.Abs(c.Mean) > math.Abs(largest.Mean) {
			largest = c
		}
		v.X.Names = append(v.X.Names, prose(c.Category))
		begin := at
		at += c.Mean
		p := Point{X: float64(len(v.X.Names) - 1), Y: at, Lo: &begin, Label: signed(w, c.Mean)}
		p.Says = fmt.Sprintf("%s: %s instead of %s, %s %s, P10..P90 %s..%s", prose(c.Category), w.Value(is[c.Category], unit), w.Value(was[c.Category], unit),
			signed(w, c.Mean), unit, w.Number(c.P10), w.Value(c.P90, unit))
		if c.Mean > 0 {
			more.Points = append(more.Points, p)
		} else {
			less.Points = append(less.Points, p)
		}
	}
	for _, x := range []Series{more, less} {
		if len(x.Points) > 0 {
			v.Series = append(v.Series, x)
		}
	}
	if !(math.Abs(at-*b.Mean) <= 1e-9*max(math.Abs(*a.Mean), math.Abs(*b.Mean))) {
		return v, Nothing(fmt.Sprintf("the steps from %s do not lead to the cost of %s: the result has none of them, or was changed", from, to))
	}
	whole(to, b)
	v.Rows = append(v.Rows, together(w, r, from, to))
	v.Title = fmt.Sprintf("%s costs %s, as %s does", to, w.Value(*b.Mean, unit), from)
	if largest != nil {
		v.Title = fmt.Sprintf("%s costs %s, and %s %s; the largest step is %s, %s", to, w.Value(*b.Mean, unit), from, w.Value(*a.Mean, unit), prose(largest.Category), w.moreOrLess(largest.Mean, unit))
	}
	v.Note = "Means of present value by category, what is left at the end credited; steps are paired by trial, lo and hi bound their means (95 %). " + methods(a, b) + ", " + luck(r) + "."
	return v, ""
}

// steps are those of all categories; the result has those that differ.
func steps(r *capplan.Result, fleet string) (out []*capplan.CostStep) {
	for _, c := range r.Fleets[fleet].Costs {
		s := &capplan.CostStep{Category: c.Category}
		for i := range r.Fleets[fleet].CostSteps {
			if k := &r.Fleets[fleet].CostSteps[i]; k.Category == c.Category {
				s = k
			}
		}
		out = append(out, s)
	}
	return out
}

func byCategory(r *capplan.Result, fleet string) map[string]float64 {
	out := map[string]float64{}
	for _, c := range r.Fleets[fleet].Costs {
		out[c.Category] = c.PV
	}
	return out
}

func (w Words) step(c *capplan.CostStep, was, is float64, unit string) []Cell {
	row := []Cell{text(prose(c.Category))}
	for _, x := range []float64{was, is, c.Mean, c.Lo, c.Hi, c.P10, c.P90} {
		row = append(row, w.figure(&x, unit))
	}
	return row
}

// together is the last row: both costs and what lies between them, which the result has
// as saving, the other way round.
func together(w Words, r *capplan.Result, from, to string) []Cell {
	unit := r.Scenario.Currency
	a, b, s := r.Fleets[from].Metrics["cost.pv"], r.Fleets[to].Metrics["cost.pv"], r.Fleets[to].Metrics["saving"]
	row := []Cell{text("together"), w.figure(a.Mean, unit), w.figure(b.Mean, unit)}
	for _, x := range []*float64{s.Mean, s.Hi, s.Lo, s.P90, s.P10} {
		if x != nil {
			y := 0 - *x
			x = &y
		}
		row = append(row, w.figure(x, unit))
	}
	return row
}

func (w Words) moreOrLess(x float64, unit string) string {
	return w.Value(math.Abs(x), unit) + map[bool]string{true: " more", false: " less"}[x > 0]
}

func signed(w Words, x float64) string {
	if x > 0 {
		return "+" + w.Number(x)
	}
	return w.Number(x)
}

// prose writes a name of ours as a text does: one_off is one-off.
func prose(name string) string { return strings.ReplaceAll(name, "_", "-") }
