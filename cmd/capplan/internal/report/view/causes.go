package view

import (
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/capplan/capplan"
)

// mostCauses are told by name; what is smaller is drawn together, and listed in the table.
const mostCauses = 7

// causes stacks what takes a fleet's time.
func causes(s *Source, w Words) ([]View, error) {
	r := s.Result
	const unit = "min/year"
	total := map[string]float64{}
	var names []string
	for _, n := range fleets(r) {
		for _, c := range r.Fleets[n].Causes {
			if _, ok := total[c.Cause]; !ok {
				names = append(names, c.Cause)
			}
			total[c.Cause] += c.Downtime
		}
	}
	if len(names) == 0 {
		return nil, Nothing("no downtime has a cause")
	}
	sort.SliceStable(names, func(i, j int) bool { return total[names[i]] > total[names[j]] })
	v := View{
		Name: "causes",
		X:    Axis{Name: "downtime", Unit: unit, Scale: Linear},
		Y:    Axis{Name: "fleet", Scale: Names},
		Columns: []Column{
			{Name: "fleet"},
			{Name: "cause"},
			{Name: "downtime", Unit: unit, Number: true},
			{Name: "of the whole", Unit: "share", Number: true},
			{Name: "method"},
		},
	}
	list := fleets(r)
	v.Y.Names = list
	shown := names
	if len(names) > mostCauses+1 { // one alone is told by name
		shown = names[:mostCauses]
	}
	const rest = "smaller causes"
	kinds := append([]string(nil), shown...)
	if len(names) > len(shown) {
		kinds = append(kinds, rest)
	}
	for _, kind := range kinds {
		x := Series{Name: kind, Kind: Bars, Stack: "causes", Across: true}
		for i, n := range list {
			sum, of := 0.0, []string(nil)
			for _, c := range r.Fleets[n].Causes {
				if c.Cause == kind || kind == rest && !slices.Contains(shown, c.Cause) {
					sum += c.Downtime
					of = append(of, c.Cause+" "+w.Value(c.Downtime, unit))
				}
			}
			says := n + ", " + kind + ": " + w.Value(sum, unit)
			if kind == rest {
				says += " (" + strings.Join(of, ", ") + ")"
			}
			if sum > 0 {
				x.Points = append(x.Points, Point{X: sum, Y: float64(i), Says: says})
			}
		}
		if len(x.Points) > 0 {
			v.Series = append(v.Series, x)
		}
	}
	for _, n := range list {
		for _, c := range r.Fleets[n].Causes {
			v.Rows = append(v.Rows, []Cell{text(n), text(c.Cause), {w.Value(c.Downtime, unit), w.Data(c.Downtime)}, {w.Share(c.Share), w.Data(c.Share)}, text(c.Method)})
		}
	}
	var said []string
	for _, n := range list {
		if c := r.Fleets[n].Causes; len(c) > 0 {
			said = append(said, n+": "+w.Share(c[0].Share)+" of its downtime is "+c[0].Cause)
		}
	}
	v.Title = told(said)
	v.Note = "Parts of the mean downtime; they sum to the whole. " + luck(r) + "; the table says by which method."
	for _, n := range list {
		if x, ok := mean(r, n, "downtime"); ok && !sumTo(r.Fleets[n].Causes, x) {
			v.Note += " Of " + n + " they are those of its histories; its mean downtime, " + w.Value(x, unit) + ", is known from elsewhere."
		}
	}
	return []View{v}, nil
}

// sumTo reports whether causes make a downtime.
func sumTo(list []capplan.Cause, downtime float64) bool {
	sum := 0.0
	for _, c := range list {
		sum += c.Downtime
	}
	return math.Abs(sum-downtime) <= 1e-6*downtime
}
