package view

import (
	"fmt"
	"strings"

	"github.com/capplan/capplan"
)

// exceedance draws how often the downtime of a history is larger than a value: of fleets,
// and of each workload that something was promised beside others.
func exceedance(s *Source, w Words) ([]View, error) {
	r := s.Result
	var out []View
	of := func(name string, get func(fleet string) (*capplan.Exceedance, *float64)) {
		v, drawn := exceeding(r, w, get)
		if v.Of = name; drawn {
			out = append(out, v)
		}
	}
	of("", func(n string) (*capplan.Exceedance, *float64) { return r.Fleets[n].Exceedance, r.Fleets[n].Objective })
	for _, name := range workloads(r) {
		of(name, func(n string) (*capplan.Exceedance, *float64) {
			f := r.Fleets[n].Workloads[name]
			return f.Exceedance, f.Objective
		})
	}
	if len(out) > 0 {
		return out, nil
	}
	for _, n := range fleets(r) {
		if r.Fleets[n].Exceedance != nil {
			return nil, Nothing(fmt.Sprintf("no downtime in %s", luck(r)))
		}
	}
	return nil, Nothing("the result has no histories, whose downtime is drawn: take `compare`, and not --method exact")
}

// exceeding is a view of one curve for each fleet.
func exceeding(r *capplan.Result, w Words, get func(fleet string) (*capplan.Exceedance, *float64)) (v View, drawn bool) {
	const unit = "min/year"
	v = View{
		Name: "exceedance",
		X:    Axis{Name: "downtime", Unit: unit, Scale: Linear},
		Y:    Axis{Name: "share of trials with more", Unit: "%", Scale: Log},
		Columns: []Column{
			{Name: "fleet"},
			{Name: "downtime", Unit: unit, Number: true},
			{Name: "trials with more", Unit: "share", Number: true},
			{Name: "at least", Unit: "share", Number: true},
			{Name: "at most", Unit: "share", Number: true},
			{Name: "method"},
		},
	}
	var over, unseen []string
	least, most, level := 0.0, 0.0, 0.0
	for _, n := range fleets(r) {
		e, objective := get(n)
		if e == nil || !whole(e) {
			continue
		}
		band := Series{Name: fmt.Sprintf("%s, %s interval", n, w.Share(e.Level)), Fleet: n, Kind: Band}
		line := Series{Name: n, Fleet: n, Kind: Curve}
		for k, x := range e.Downtime {
			share := w.chance(e.Share[k], e.Lo[k], e.Hi[k])
			v.Rows = append(v.Rows, []Cell{
				text(n),
				{w.Value(x, e.Unit), w.Data(x)},
				{share, w.Data(e.Share[k])},
				{w.Share(e.Lo[k]), w.Data(e.Lo[k])},
				{w.Share(e.Hi[k]), w.Data(e.Hi[k])},
				text(e.Method),
			})
			if !(e.Share[k] > 0) || !(x > 0) { // neither stands on a scale of powers
				continue
			}
			says := fmt.Sprintf("%s: more than %s in %s of trials (%s..%s)", n, w.Value(x, e.Unit), share, w.Share(e.Lo[k]), w.Share(e.Hi[k]))
			line.Points = append(line.Points, Point{X: x, Y: e.Share[k], Says: says})
			band.Points = append(band.Points, Point{X: x, Y: e.Share[k], Lo: positive(&e.Lo[k]), Hi: &e.Hi[k], Says: says})
			if least == 0 || x < least {
				least = x
			}
			most = max(most, x)
		}
		level = e.Level
		if len(line.Points) == 0 {
			unseen = append(unseen, n)
			continue
		}
		v.Series = append(v.Series, band, line)
		if e.Limit != nil && e.Over != nil && e.Over.Mean != nil && objective != nil {
			v.Lines = limit(v.Lines, Line{At: *e.Limit, Up: true, Fleet: n, Label: "objective " + w.Share(*objective) + ": " + w.Value(*e.Limit, e.Unit)})
			over = append(over, fmt.Sprintf("%s has more than the %s that its objective of %s leaves in %s of trials", n, w.Value(*e.Limit, e.Unit), w.Share(*objective), w.sampled(e.Over)))
		} else if k := tenth(e); k >= 0 {
			over = append(over, fmt.Sprintf("%s has more than %s in %s of trials", n, w.Value(e.Downtime[k], e.Unit), w.chance(e.Share[k], e.Lo[k], e.Hi[k])))
		}
	}
	if most > 10*least {
		v.X.Scale = Log
	}
	v.Title = told(over)
	v.Note = fmt.Sprintf("Downtime of whole histories, by trial: luck and ignorance together. Bands: where the probability lies, at %s for each value alone (Clopper–Pearson). What is at 0, or larger than all, is in the table alone. monte-carlo, %s.", w.Share(level), luck(r))
	if len(unseen) > 0 {
		v.Note += " No downtime seen of " + strings.Join(unseen, ", ") + "."
	}
	return v, len(v.Series) > 0 && v.Title != ""
}

// tenth is the point that one trial in ten is beyond, or the next that is there.
func tenth(e *capplan.Exceedance) int {
	at := -1
	for k, x := range e.Share {
		if x > 0 && (at < 0 || x >= 0.1) {
			at = k
		}
	}
	return at
}

// whole reports whether the parts of a curve belong together.
func whole(e *capplan.Exceedance) bool {
	n := len(e.Downtime)
	return n > 0 && len(e.Share) == n && len(e.Lo) == n && len(e.Hi) == n
}

// limit adds a line; one that several fleets have belongs to none.
func limit(list []Line, l Line) []Line {
	for i := range list {
		if list[i].At == l.At && list[i].Label == l.Label {
			list[i].Fleet = ""
			return list
		}
	}
	return append(list, l)
}
