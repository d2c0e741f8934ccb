package view

import (
	"fmt"
	"sort"

	"github.com/capplan/capplan"
)

// options holds cost against time lost, a dot for each fleet and plan.
func options(s *Source, w Words) ([]View, error) {
	r := s.Result
	v := View{
		Name:    "options",
		X:       Axis{Name: "cost, present value", Unit: r.Scenario.Currency, Scale: Linear},
		Y:       Axis{Name: "availability", Scale: Nines},
		Columns: append([]Column{{Name: "fleet"}}, knownColumns("cost, present value", r.Scenario.Currency)...),
	}
	v.Columns = append(v.Columns, knownColumns("downtime", "min/year")...)
	v.Columns = append(v.Columns, knownColumns("unavailability", "share")...)
	v.Columns = append(v.Columns, Column{Name: "method of cost"}, Column{Name: "of downtime"})
	for _, n := range fleets(r) {
		cost, down, lost := r.Fleets[n].Metrics["cost.pv"], r.Fleets[n].Metrics["downtime"], r.Fleets[n].Metrics["unavailability"]
		row := append([]Cell{text(n)}, w.known(cost)...)
		row = append(append(row, w.known(down)...), w.known(lost)...)
		v.Rows = append(v.Rows, append(row, text(cost.Method), text(lost.Method)))
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
		return nil, Nothing("no fleet has both a cost and a downtime above zero")
	}
	limits := map[float64]bool{}
	for _, n := range fleets(r) {
		if o := r.Fleets[n].Objective; o != nil && *o < 1 && !limits[*o] {
			limits[*o] = true
			v.Lines = append(v.Lines, Line{At: 1 - *o, Label: "objective " + w.Share(*o)})
		}
	}
	v.Title = w.choice(r)
	v.Note = "Dots are means, whiskers P10 to P90 of the trials; to the left is cheaper, and above steadier. Without lost revenue. " +
		"lo and hi in the table bound the means (95 %). Cost: " + methods(each(r, "cost.pv")...) + "; downtime: " + methods(each(r, "unavailability")...) + ". " + luck(r) + "."
	return []View{v}, nil
}

// choice says which fleet costs least, whether it keeps what is promised, and which is
// down least.
func (w Words) choice(r *capplan.Result) string {
	c, d := ranked(r, "cost.pv"), ranked(r, "downtime")
	title := ""
	if len(c) > 0 {
		title = w.cheapest(r, c) + w.promise(r, c[0])
	}
	switch {
	case len(d) == 0:
		return title
	case len(d) == 1 || title == "":
		return title + map[bool]string{true: "", false: "; "}[title == ""] + d[0] + " is " + w.down(r, d[0])
	}
	a, b := d[0], d[1]
	if a != c[0] { // of the cheapest one wants to know it
		b = c[0]
	}
	if m, ok := against(r, a, b, "unavailability"); ok && m.Difference.Hi != nil && *m.Difference.Hi < 0 {
		return title + fmt.Sprintf("; %s is steadier: %s, %s %s", a, w.down(r, a), b, w.down(r, b))
	}
	return title + fmt.Sprintf("; the mean downtime does not separate %s and %s: %s and %s", a, b, w.down(r, a), w.down(r, b))
}

// cheapest holds the fleet that costs least against the next.
func (w Words) cheapest(r *capplan.Result, c []string) string {
	a := r.Fleets[c[0]].Metrics["cost.pv"]
	if len(c) == 1 {
		return c[0] + " costs " + w.Value(*a.Mean, a.Unit)
	}
	b := r.Fleets[c[1]].Metrics["cost.pv"]
	title := fmt.Sprintf("%s costs %s against %s of %s", c[0], w.Value(*a.Mean, a.Unit), w.Value(*b.Mean, b.Unit), c[1])
	m, ok := against(r, c[0], c[1], "cost.pv")
	if !ok || m.Less.Mean == nil || m.Difference.Mean == nil || *m.Difference.Mean == 0 || m.Less.Method != monteCarlo || m.Difference.Method != monteCarlo {
		return title
	}
	if m.Less.Lo != nil && m.Less.Hi != nil && *m.Less.Lo < 0.5 && 0.5 < *m.Less.Hi {
		return fmt.Sprintf("The cost does not separate %s and %s: %s and %s (%[1]s less in %[5]s of trials)", c[0], c[1], w.Value(*a.Mean, a.Unit), w.Value(*b.Mean, b.Unit), w.sampled(&m.Less))
	}
	return title + " (less in " + w.sampled(&m.Less) + " of trials)"
}

// promise says whether a fleet's mean availability keeps its objective.
func (w Words) promise(r *capplan.Result, n string) string {
	f := r.Fleets[n]
	m := f.Metrics["availability"]
	if f.Objective == nil || m.Mean == nil {
		return ""
	}
	word := "keeps"
	switch {
	case m.Lo != nil && m.Hi != nil && *m.Lo < *f.Objective && *f.Objective <= *m.Hi && *m.Lo < *m.Hi:
		word = "is not told from"
	case *m.Mean < *f.Objective:
		word = "misses"
	}
	return fmt.Sprintf("; %s %s the objective of %s with %s", n, word, w.Share(*f.Objective), w.available(&m))
}

// available writes an availability; one of 1 that histories found is not known to be.
func (w Words) available(m *capplan.Metric) string {
	if m.Method == monteCarlo && *m.Mean >= 1 {
		return "no loss seen"
	}
	return w.Share(*m.Mean)
}

// down says how long a fleet is down.
func (w Words) down(r *capplan.Result, n string) string {
	m := r.Fleets[n].Metrics["downtime"]
	if *m.Mean == 0 && m.Method == monteCarlo {
		return "no outage seen"
	}
	return "down " + w.Value(*m.Mean, m.Unit)
}

// ranked are the fleets that have a figure, the least first.
func ranked(r *capplan.Result, metric string) (out []string) {
	for _, n := range fleets(r) {
		if _, ok := mean(r, n, metric); ok {
			out = append(out, n)
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, _ := mean(r, out[i], metric)
		b, _ := mean(r, out[j], metric)
		return a < b
	})
	return out
}

// against is the comparison of two fleets by one figure.
func against(r *capplan.Result, a, b, metric string) (capplan.Comparison, bool) {
	for _, c := range r.Comparison {
		if c.Fleet == a && c.Against == b && c.Metric == metric {
			return c, true
		}
	}
	return capplan.Comparison{}, false
}

// each is a figure of every fleet.
func each(r *capplan.Result, metric string) (out []capplan.Metric) {
	for _, n := range fleets(r) {
		out = append(out, r.Fleets[n].Metrics[metric])
	}
	return out
}
