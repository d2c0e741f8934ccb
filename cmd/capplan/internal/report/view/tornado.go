package view

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/capplan/capplan"
)

const (
	mostInputs   = 15 // are drawn; the table has all
	mostTornados = 6  // figures, or differences where there are any
)

// tornado shows what each input moves over its range, where a sensitivity says it, and
// else what share of the spread of each fleet's cost it explains.
func tornado(s *Source, w Words) ([]View, error) {
	if s.Sensitivity != nil && len(s.Sensitivity.Subjects) > 0 {
		return swings(s.Sensitivity, w)
	}
	return explained(s.Result, w)
}

// swings draws a tornado of each figure that a sensitivity looks at.
func swings(x *capplan.Sensitivity, w Words) ([]View, error) {
	var out []View
	between := slices.ContainsFunc(x.Subjects, func(sub capplan.Subject) bool { return sub.Against != "" })
	for i := range x.Subjects {
		sub := &x.Subjects[i]
		if (sub.Against != "") == between && moved(sub) && len(out) < mostTornados {
			out = append(out, swing(x, sub, w))
		}
	}
	if len(out) == 0 {
		return nil, Nothing("no input moves a figure of the sensitivity")
	}
	return out, nil
}

// moved reports whether some input moves a figure; the widest swing is the first.
func moved(sub *capplan.Subject) bool {
	if len(sub.Tornado) == 0 || sub.Likely.Value == nil {
		return false
	}
	t := &sub.Tornado[0]
	return t.Low.Value != nil && t.High.Value != nil && t.Width.Value != nil && *t.Width.Value != 0
}

// subject names a figure, or the difference of two fleets in it.
func subject(sub *capplan.Subject) string {
	if sub.Against == "" {
		return sub.Metric + " of " + sub.Fleet
	}
	return sub.Metric + " of " + sub.Fleet + " less " + sub.Against
}

func swing(x *capplan.Sensitivity, sub *capplan.Subject, w Words) View {
	unit := sub.Unit
	if unit == "1" {
		unit = ""
	}
	v := View{
		Name: "tornado", Of: subject(sub),
		X: Axis{Name: subject(sub), Unit: unit, Scale: Linear},
		Y: Axis{Name: "input", Scale: Names},
		Columns: []Column{
			{Name: "input"},
			{Name: "value"},
			{Name: "at its low end", Unit: sub.Unit, Number: true},
			{Name: "low end lo", Unit: sub.Unit, Number: true},
			{Name: "low end hi", Unit: sub.Unit, Number: true},
			{Name: "at its high end", Unit: sub.Unit, Number: true},
			{Name: "high end lo", Unit: sub.Unit, Number: true},
			{Name: "high end hi", Unit: sub.Unit, Number: true},
			{Name: "could reverse the difference"},
		},
		Lines: []Line{{At: *sub.Likely.Value, Up: true, Label: "all at likely values: " + w.Value(*sub.Likely.Value, unit)}},
	}
	written := map[string]string{}
	for _, u := range x.Unknowns {
		written[u.Input] = u.Value
	}
	low, high := Series{Name: "at its low end", Kind: Bars, Stack: "range", Across: true}, Series{Name: "at its high end", Kind: Bars, Stack: "range", Across: true}
	var reversing []string
	shown := sub.Tornado[:min(mostInputs, len(sub.Tornado))]
	for i := range sub.Tornado {
		t := &sub.Tornado[i]
		row := []Cell{text(t.Input), text(written[t.Input])}
		for _, e := range []capplan.Ranged{t.Low, t.High} {
			row = append(row, w.figure(e.Value, unit), w.figure(e.Lo, unit), w.figure(e.Hi, unit))
		}
		word := "not told apart"
		switch {
		case sub.Against == "":
			word = ""
		case t.Reverses != nil && *t.Reverses:
			word = "yes"
			reversing = append(reversing, t.Input)
		case t.Reverses != nil:
			word = "no"
		}
		v.Rows = append(v.Rows, append(row, text(word)))
		if i >= len(shown) || t.Low.Value == nil || t.High.Value == nil {
			continue
		}
		from := *sub.Likely.Value
		says := fmt.Sprintf("%s = %s: %s at its low end, %s at its high end", t.Input, written[t.Input], w.Value(*t.Low.Value, unit), w.Value(*t.High.Value, unit))
		y := float64(len(shown) - 1 - i)
		low.Points = append(low.Points, Point{X: *t.Low.Value, Y: y, XLo: &from, Says: says})
		high.Points = append(high.Points, Point{X: *t.High.Value, Y: y, XLo: &from, Says: says})
	}
	for i := len(shown) - 1; i >= 0; i-- { // the widest on top
		v.Y.Names = append(v.Y.Names, shown[i].Input)
	}
	v.Series = []Series{low, high}
	v.Title = w.swinging(sub, unit, reversing)
	if sub.Against != "" {
		v.Lines = append(v.Lines, Line{At: 0, Up: true, Label: "both the same"})
	}
	v.Note = fmt.Sprintf("Each input at the ends of its range, all others at likely values; lo and hi in the table bound what luck moves (95 %%). %s, %s.", sub.Method, trials(x.Trials, x.Seed))
	if n := len(sub.Tornado) - len(shown); n > 0 {
		v.Note += fmt.Sprintf(" %d that move less stand in the table.", n)
	}
	return v
}

// swinging is a tornado's finding: what moves the figure most, and what could reverse it.
func (w Words) swinging(sub *capplan.Subject, unit string, reversing []string) string {
	top := &sub.Tornado[0]
	title := fmt.Sprintf("%s moves %s most: from %s to %s over its range", top.Input, subject(sub), w.Number(*top.Low.Value), w.Value(*top.High.Value, unit))
	switch {
	case sub.Against == "":
	case len(reversing) == 0:
		title += "; no input by itself could reverse which of them has less"
	case len(reversing) == 1:
		title += "; only " + reversing[0] + " could reverse by itself which of them has less"
	default:
		title += "; " + strings.Join(reversing[:min(3, len(reversing))], ", ")
		if len(reversing) > 3 {
			title += " and others"
		}
		title += " could each reverse which of them has less"
	}
	return title
}

// explained shows what share of the variance of each fleet's cost an input explains.
func explained(r *capplan.Result, w Words) ([]View, error) {
	list := effective(r)
	if len(list) == 0 {
		return nil, Nothing("no uncertain input moves a cost")
	}
	shown := list[:min(mostInputs, len(list))]
	v := View{
		Name: "tornado",
		X:    Axis{Name: "share of the variance of the cost, present value", Unit: "%", Scale: Linear},
		Y:    Axis{Name: "input", Scale: Names},
		Columns: []Column{
			{Name: "input"},
			{Name: "value"},
			{Name: "fleet"},
			{Name: "of the variance", Unit: "share", Number: true},
		},
	}
	for i := len(shown) - 1; i >= 0; i-- { // the largest on top
		v.Y.Names = append(v.Y.Names, shown[i].Path)
	}
	most := 0.0
	for _, n := range fleets(r) {
		x := Series{Name: n, Fleet: n, Kind: Bars, Across: true}
		for i, a := range shown {
			share := a.Effects[n]
			if share <= 0 {
				continue
			}
			x.Points = append(x.Points, Point{X: share, Y: float64(len(shown) - 1 - i), Says: fmt.Sprintf("%s = %s: %s of the spread of %s's cost", a.Path, a.Value, w.Share(share), n)})
			if i == 0 && share > most {
				most = share
				v.Title = fmt.Sprintf("%s decides most: %s of the spread of %s's cost", a.Path, w.Share(share), n)
			}
		}
		if len(x.Points) > 0 {
			v.Series = append(v.Series, x)
		}
	}
	for _, a := range list {
		for _, n := range fleets(r) {
			if share := a.Effects[n]; share > 0 {
				v.Rows = append(v.Rows, []Cell{text(a.Path), text(a.Value), text(n), {w.Share(share), w.Data(share)}})
			}
		}
	}
	v.Note = "Share of the variance that the rank of an input explains, over its range as the file has it. Monte-carlo, " + luck(r) + "."
	if n := len(list) - len(shown); n > 0 {
		v.Note += fmt.Sprintf(" %d that explain less stand in the table.", n)
	}
	return []View{v}, nil
}

// effective are the inputs that explain something, the largest first.
func effective(r *capplan.Result) []*capplan.Assumption {
	var list []*capplan.Assumption
	most := map[*capplan.Assumption]float64{}
	for i := range r.Assumption {
		a := &r.Assumption[i]
		for _, x := range a.Effects {
			most[a] = max(most[a], x)
		}
		if most[a] > 0 {
			list = append(list, a)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return most[list[i]] > most[list[j]] })
	return list
}
