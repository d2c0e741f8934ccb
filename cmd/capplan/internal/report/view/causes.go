package view

import (
	"sort"
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
	shown := names[:min(len(names), mostCauses)]
	const rest = "smaller causes"
	kinds := append([]string(nil), shown...)
	if len(names) > len(shown) {
		kinds = append(kinds, rest)
	}
	for _, kind := range kinds {
		x := Series{Name: kind, Kind: Bars, Stack: "causes", Across: true}
		for i, n := range list {
			sum := 0.0
			for _, c := range r.Fleets[n].Causes {
				if c.Cause == kind || kind == rest && !among(shown, c.Cause) {
					sum += c.Downtime
				}
			}
			if sum > 0 {
				x.Points = append(x.Points, Point{X: sum, Y: float64(i), Says: n + ", " + kind + ": " + w.Value(sum, unit)})
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
	for _, n := range list {
		if c := r.Fleets[n].Causes; len(c) > 0 {
			if v.Title != "" {
				v.Title += "; "
			}
			v.Title += n + ": " + w.Share(c[0].Share) + " of its downtime is " + c[0].Cause
		}
	}
	v.Note = "Parts of the mean downtime; they sum to the whole. " + luck(r) + "."
	return []View{v}, nil
}

func among(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
