package view

import (
	"fmt"
	"strings"

	"github.com/capplan/capplan"
)

// load draws what each fleet serves of a load that rises, all up and after the loss that
// hurts most; then how long requests take, where that is known.
func load(s *Source, w Words) ([]View, error) {
	r := s.Result
	var list []string
	for _, n := range fleets(r) {
		if c := r.Fleets[n].LoadCurve; c != nil && curve(c) {
			list = append(list, n)
		}
	}
	if len(list) == 0 {
		return nil, Nothing("nothing is known that limits what a fleet carries, or the result was answered without it: take `compare`")
	}
	out := []View{served(r, list, w)}
	if v := latency(r, list, w); len(v.Series) > 0 {
		out = append(out, v)
	}
	return out, nil
}

// curve reports whether the parts of a curve belong together.
func curve(c *capplan.LoadCurve) bool {
	n := len(c.Offered)
	return n > 1 && len(c.Served) == n && len(c.Degraded) == n && (c.Mean == nil && c.P99 == nil || len(c.Mean) == n && len(c.P99) == n)
}

func served(r *capplan.Result, list []string, w Words) View {
	unit := r.Fleets[list[0]].LoadCurve.Unit
	v := View{
		Name: "load",
		X:    Axis{Name: "load offered", Unit: unit, Scale: Linear},
		Y:    Axis{Name: "load served", Unit: unit, Scale: Linear},
		Columns: []Column{
			{Name: "fleet"},
			{Name: "offered", Unit: unit, Number: true},
			{Name: "served, all up", Unit: unit, Number: true},
			{Name: "served after the loss", Unit: unit, Number: true},
			{Name: "loss"},
			{Name: "method"},
		},
	}
	var said []string
	for _, n := range list {
		c := r.Fleets[n].LoadCurve
		up := Series{Name: n, Fleet: n, Kind: Curve}
		lost := Series{Name: n + ", one " + c.Loss + " lost", Fleet: n, Kind: Curve, Dashed: true}
		for k, x := range c.Offered {
			at := w.Value(x, unit) + " offered, "
			up.Points = append(up.Points, Point{X: x, Y: c.Served[k], Says: n + ": of " + at + w.Value(c.Served[k], unit) + " served, all up"})
			lost.Points = append(lost.Points, Point{X: x, Y: c.Degraded[k], Says: n + ": of " + at + w.Value(c.Degraded[k], unit) + " served after losing one " + c.Loss})
			row := []Cell{text(n), w.cell(x, unit), w.cell(c.Served[k], unit), {Text: "–"}, text(c.Loss), text(c.Method)}
			if c.Loss != "" {
				row[3] = w.cell(c.Degraded[k], unit)
			}
			v.Rows = append(v.Rows, row)
		}
		says := fmt.Sprintf("%s serves all of up to %s", n, w.Value(c.Knee, unit))
		if c.By != "" {
			says += " (" + c.By + " limits it)"
		}
		if v.Series = append(v.Series, up); c.Loss != "" {
			v.Series = append(v.Series, lost)
			says += ", " + w.Value(c.Lost, unit) + " after losing one " + c.Loss
		}
		said = append(said, says)
		v.Lines = limit(v.Lines, Line{At: c.Demand, Up: true, Fleet: n, Label: "peak of the first year " + w.Value(c.Demand, unit)})
		if c.Gateway != nil && *c.Gateway <= c.Offered[len(c.Offered)-1] {
			v.Lines = limit(v.Lines, Line{At: *c.Gateway, Up: true, Fleet: n, Label: c.Gate + " takes all of up to " + w.Value(*c.Gateway, unit)})
		}
		if c.Safe != nil {
			v.Lines = limit(v.Lines, Line{At: *c.Safe, Up: true, Fleet: n, Label: n + " recovers from a collapse below " + w.Value(*c.Safe, unit)})
		}
	}
	v.Title = "At likely values " + told(said) + "; the first year's peak is " + peaks(r, list, w)
	v.Note = "At likely values, without noise, at the mix of the busiest hour, with the units of the end; served as promised, the rest is refused. What is lost is asked of what is left. Computed, not sampled."
	return v
}

// peaks are the first year's, of each fleet where they differ.
func peaks(r *capplan.Result, list []string, w Words) string {
	var out []string
	same := true
	for _, n := range list {
		c := r.Fleets[n].LoadCurve
		same = same && c.Demand == r.Fleets[list[0]].LoadCurve.Demand
		out = append(out, w.Value(c.Demand, c.Unit)+" of "+n)
	}
	if same {
		c := r.Fleets[list[0]].LoadCurve
		return w.Value(c.Demand, c.Unit)
	}
	return strings.Join(out, ", ")
}

// latency draws mean and p99 of what each fleet answers in, all up.
func latency(r *capplan.Result, list []string, w Words) View {
	const unit = "ms"
	load := r.Fleets[list[0]].LoadCurve.Unit
	v := View{
		Name: "load", Of: "latency",
		X: Axis{Name: "load offered", Unit: load, Scale: Linear},
		Y: Axis{Name: "response time", Unit: unit, Scale: Log},
		Columns: []Column{
			{Name: "fleet"},
			{Name: "offered", Unit: load, Number: true},
			{Name: "mean", Unit: unit, Number: true},
			{Name: "p99", Unit: unit, Number: true},
			{Name: "method"},
		},
	}
	var said []string
	for _, n := range list {
		c := r.Fleets[n].LoadCurve
		if c.Mean == nil {
			continue
		}
		all := []Series{{Name: n + ", p99", Fleet: n, Kind: Curve}, {Name: n + ", mean", Fleet: n, Kind: Curve, Dashed: true}}
		for k, x := range c.Offered {
			v.Rows = append(v.Rows, []Cell{text(n), w.cell(x, load), w.figure(c.Mean[k], unit), w.figure(c.P99[k], unit), text(c.LatencyMethod)})
			for i, y := range []*float64{c.P99[k], c.Mean[k]} {
				if y = positive(y); y != nil {
					what := [2]string{"one request in a hundred takes longer than ", "requests take on average "}[i]
					all[i].Points = append(all[i].Points, Point{X: x, Y: *y, Says: n + ": at " + w.Value(x, load) + " " + what + w.Value(*y, unit)})
				}
			}
			if x == c.Demand && c.P99[k] != nil {
				said = append(said, fmt.Sprintf("%s answers 99 of 100 requests within %s at the first year's peak of %s", n, w.Value(*c.P99[k], unit), w.Value(x, load)))
			} else if x == c.Demand {
				said = append(said, fmt.Sprintf("%s does not catch up at the first year's peak of %s", n, w.Value(x, load)))
			}
		}
		for _, x := range all {
			if len(x.Points) > 0 {
				v.Series = append(v.Series, x)
			}
		}
		v.Lines = limit(v.Lines, Line{At: c.Demand, Up: true, Fleet: n, Label: "peak of the first year " + w.Value(c.Demand, load)})
	}
	v.Title = told(said)
	if v.Title == "" {
		v.Title = "Response times rise with the load"
	}
	v.Note = "At likely values, all up, service included; where nothing is drawn a queue never catches up. Computed, not sampled: the table says whether exactly or as an approximation."
	return v
}
