package view

import (
	"fmt"
	"math"
)

// mostWaterfalls bounds the pairs of fleets that are held against each other.
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
	for _, to := range fleets(r) {
		if _, ok := mean(r, to, "cost.pv"); !ok || to == from || len(out) == mostWaterfalls {
			continue
		}
		out = append(out, step(s, w, from, to))
	}
	if len(out) == 0 {
		return nil, Nothing("there is one fleet with a cost: nothing to hold it against")
	}
	return out, nil
}

// step is the waterfall from one fleet to another.
func step(s *Source, w Words, from, to string) View {
	r, unit := s.Result, s.Result.Scenario.Currency
	a, _ := mean(r, from, "cost.pv")
	b, _ := mean(r, to, "cost.pv")
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
	whole := func(name, fleet string, x float64) {
		v.X.Names = append(v.X.Names, name)
		v.Series = append(v.Series, Series{Name: name, Fleet: fleet, Kind: Bars, Stack: "steps", Points: []Point{{
			X: float64(len(v.X.Names) - 1), Y: x, Label: w.Number(x), Says: name + ": " + w.Value(x, unit),
		}}})
	}
	whole(from, from, a)
	more, less := Series{Name: "more", Kind: Bars, Stack: "steps"}, Series{Name: "less", Kind: Bars, Stack: "steps"}
	was, is := map[string]float64{}, map[string]float64{}
	var categories []string
	for _, c := range r.Fleets[from].Costs {
		was[c.Category] = c.PV
		categories = append(categories, c.Category)
	}
	for _, c := range r.Fleets[to].Costs {
		if _, ok := was[c.Category]; !ok {
			categories = append(categories, c.Category)
		}
		is[c.Category] = c.PV
	}
	at, largest, name := a, 0.0, ""
	for _, c := range categories {
		change := is[c] - was[c]
		v.Rows = append(v.Rows, []Cell{text(c), {w.Value(was[c], unit), w.Data(was[c])}, {w.Value(is[c], unit), w.Data(is[c])}, {w.Value(change, unit), w.Data(change)}})
		if change == 0 {
			continue
		}
		if math.Abs(change) > math.Abs(largest) {
			largest, name = change, c
		}
		v.X.Names = append(v.X.Names, c)
		begin := at
		at += change
		p := Point{X: float64(len(v.X.Names) - 1), Y: at, Lo: &begin, Label: w.Number(change), Says: fmt.Sprintf("%s: %s instead of %s", c, w.Value(is[c], unit), w.Value(was[c], unit))}
		if change > 0 {
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
	whole(to, to, b)
	v.Rows = append(v.Rows, []Cell{text("together"), {w.Value(a, unit), w.Data(a)}, {w.Value(b, unit), w.Data(b)}, {w.Value(b-a, unit), w.Data(b - a)}})
	word := map[bool]string{true: "more", false: "less"}
	switch {
	case name == "":
		v.Title = fmt.Sprintf("%s costs %s, as %s does", to, w.Value(b, unit), from)
	default:
		v.Title = fmt.Sprintf("%s costs %s, %s %s; the largest step is %s", to, w.Value(b, unit), from, w.Value(a, unit), name)
		v.Title += fmt.Sprintf(" (%s %s)", w.Value(math.Abs(largest), unit), word[largest > 0])
	}
	v.Note = "Means of present value by category; what is left at the end is credited. " + methods(r.Fleets[from].Metrics["cost.pv"], r.Fleets[to].Metrics["cost.pv"]) + ", " + luck(r) + "."
	return v
}
