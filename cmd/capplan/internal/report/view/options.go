package view

import "fmt"

// options holds cost against time lost, a dot for each fleet.
func options(s *Source, w Words) ([]View, error) {
	r := s.Result
	v := View{
		Name:    "options",
		X:       Axis{Name: "cost, present value", Unit: r.Scenario.Currency, Scale: Linear},
		Y:       Axis{Name: "availability", Scale: Nines},
		Columns: []Column{{Name: "fleet"}},
	}
	money := "cost, present value"
	for _, c := range []string{money, money + " P10", money + " P90"} {
		v.Columns = append(v.Columns, Column{Name: c, Unit: r.Scenario.Currency, Number: true})
	}
	for _, c := range []string{"downtime", "downtime P10", "downtime P90"} {
		v.Columns = append(v.Columns, Column{Name: c, Unit: "min/year", Number: true})
	}
	v.Columns = append(v.Columns, Column{Name: "unavailability", Unit: "share", Number: true}, Column{Name: "method"})
	for _, n := range fleets(r) {
		cost, down, lost := r.Fleets[n].Metrics["cost.pv"], r.Fleets[n].Metrics["downtime"], r.Fleets[n].Metrics["unavailability"]
		v.Rows = append(v.Rows, []Cell{
			text(n),
			w.figure(cost.Mean, cost.Unit), w.figure(cost.P10, cost.Unit), w.figure(cost.P90, cost.Unit),
			w.figure(down.Mean, down.Unit), w.figure(down.P10, down.Unit), w.figure(down.P90, down.Unit),
			w.figure(lost.Mean, ""), text(methods(cost, lost)),
		})
		if cost.Mean == nil || lost.Mean == nil || down.Mean == nil {
			continue
		}
		p := Point{X: *cost.Mean, XLo: cost.P10, XHi: cost.P90, Y: *lost.Mean, Lo: positive(lost.P10), Hi: positive(lost.P90), Label: n}
		p.Says = n + ": " + w.Value(*cost.Mean, cost.Unit) + w.spread(cost) + "; down " + w.Value(*down.Mean, down.Unit) + w.spread(down)
		if p.Y <= 0 { // on this scale nothing lost is nowhere: the bound stands for it
			if lost.Hi == nil || *lost.Hi <= 0 {
				continue
			}
			p.Y, p.Label = *lost.Hi, n+", at most"
			p.Says = n + ": " + w.Value(*cost.Mean, cost.Unit) + w.spread(cost) + "; no outage seen, drawn at the bound of what may be"
		}
		v.Series = append(v.Series, Series{Name: n, Fleet: n, Kind: Dots, Points: []Point{p}})
	}
	if len(v.Series) == 0 {
		return nil, Nothing("no fleet has both a cost and a downtime")
	}
	limits := map[float64]bool{}
	for _, n := range fleets(r) {
		if o := r.Fleets[n].Objective; o != nil && *o < 1 && !limits[*o] {
			limits[*o] = true
			v.Lines = append(v.Lines, Line{At: 1 - *o, Label: "objective " + w.Share(*o)})
		}
	}
	about := func(n string) string {
		c, d := r.Fleets[n].Metrics["cost.pv"], r.Fleets[n].Metrics["downtime"]
		if c.Mean == nil || d.Mean == nil {
			return n
		}
		return fmt.Sprintf("%s (%s, down %s)", n, w.Value(*c.Mean, c.Unit), w.Value(*d.Mean, d.Unit))
	}
	cheap, steady := least(r, "cost.pv"), least(r, "downtime")
	switch {
	case len(v.Series) == 1:
		v.Title = about(v.Series[0].Name)
	case cheap == steady:
		v.Title = about(cheap) + " is the cheapest and the steadiest"
	default:
		v.Title = about(cheap) + " is the cheapest, " + about(steady) + " the steadiest"
	}
	v.Note = "Dots are means, whiskers P10 to P90 of the trials; lower is better both ways. Cost without lost revenue. " + luck(r) + "."
	return []View{v}, nil
}
