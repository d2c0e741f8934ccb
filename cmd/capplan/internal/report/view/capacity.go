package view

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/capplan/capplan"
)

// fewFleets may have bands and ranges beside their lines: more hide each other.
const fewFleets = 3

// theDemand stands in the table where fleets have their names; no name has a space.
const theDemand = "the demand"

// capacity draws the demand of each month against what the fleets carry then, and when
// that is exhausted: a view for fleets that have the same demand.
func capacity(s *Source, w Words) ([]View, error) {
	r := s.Result
	var groups [][]string
	for _, n := range fleets(r) {
		f := r.Fleets[n].Fan
		if f == nil || !steady(f) {
			continue
		}
		at := slices.IndexFunc(groups, func(g []string) bool { return sameDemand(r.Fleets[g[0]].Fan, f) })
		if at < 0 {
			groups = append(groups, []string{n})
		} else {
			groups[at] = append(groups[at], n)
		}
	}
	if len(groups) == 0 {
		return nil, Nothing("nothing is known that limits what a fleet carries, or the result was answered without it: take `compare`")
	}
	var out []View
	for _, g := range groups {
		v := fan(r, g, w)
		if len(groups) > 1 {
			v.Of = strings.Join(g, ", ")
		}
		out = append(out, v)
	}
	return out, nil
}

// steady reports whether the parts of a fan belong together.
func steady(f *capplan.Fan) bool {
	for _, v := range [][]float64{f.DemandP10, f.DemandP50, f.DemandP90, f.CapacityP10, f.CapacityP50, f.CapacityP90} {
		if len(v) != len(f.From) {
			return false
		}
	}
	for _, v := range [][]*float64{f.DemandLo, f.DemandHi, f.CapacityLo, f.CapacityHi} {
		if len(v) != len(f.From) {
			return false
		}
	}
	return len(f.From) > 0
}

func sameDemand(a, b *capplan.Fan) bool {
	return slices.Equal(a.From, b.From) && slices.Equal(a.DemandP10, b.DemandP10) && slices.Equal(a.DemandP50, b.DemandP50) && slices.Equal(a.DemandP90, b.DemandP90)
}

func fan(r *capplan.Result, list []string, w Words) View {
	first := r.Fleets[list[0]].Fan
	unit, few := first.Unit, len(list) <= fewFleets
	v := View{
		Name: "capacity", X: timeAxis(r), Y: Axis{Name: "load", Unit: unit, Scale: Linear},
		Columns: []Column{{Name: "what"}, {Name: "from"}},
	}
	for _, q := range []string{"P10", "P50", "P90", "P50 lo", "P50 hi"} {
		v.Columns = append(v.Columns, Column{Name: q, Unit: unit, Number: true})
	}
	v.Columns = append(v.Columns, Column{Name: "method"})
	rows := func(what string, f *capplan.Fan, p10, p50, p90 []float64, lo, hi []*float64) {
		for k, from := range f.From {
			v.Rows = append(v.Rows, []Cell{text(what), text(when(r, w, from)), w.cell(p10[k], unit), w.cell(p50[k], unit), w.cell(p90[k], unit), w.figure(lo[k], unit), w.figure(hi[k], unit), text(f.Method)})
		}
	}
	rows(theDemand, first, first.DemandP10, first.DemandP50, first.DemandP90, first.DemandLo, first.DemandHi)
	v.Series = append(v.Series, demands(r, first, w)...)
	var said []string
	for _, n := range list {
		f := r.Fleets[n].Fan
		v.Series = append(v.Series, carries(r, n, f, w, few)...)
		rows(n, f, f.CapacityP10, f.CapacityP50, f.CapacityP90, f.CapacityLo, f.CapacityHi)
		m, ok := r.Fleets[n].Metrics["exhaustion"]
		if !ok {
			continue
		}
		said = append(said, exhausted(r, n, &m, w))
		for _, q := range []struct {
			at   *float64
			name string
		}{{m.P10, "P10"}, {m.P50, "median"}, {m.P90, "P90"}} {
			if q.at != nil && (few || q.name == "median") && (q.name == "median" || m.P50 == nil || *q.at != *m.P50) {
				v.Lines = append(v.Lines, Line{At: moment(r, *q.at), Up: true, Fleet: n, Label: n + " exhausted " + in(r) + when(r, w, *q.at) + " (" + q.name + ")"})
			}
		}
	}
	if least, most := extent(v.Series); least > 0 && most > 10*least {
		v.Y.Scale = Log
	}
	v.Title = told(said)
	if v.Title == "" {
		v.Title = "Demand in the busiest hour of each month, and what carries it"
	}
	step := "month"
	if first.Months > 1 {
		step = fmt.Sprintf("%d months", first.Months)
	}
	v.Note = fmt.Sprintf("Demand: the highest load of each %s, P10, P50 and P90 of %s. Capacity: what the mix of that moment may grow to, all up, with the units there are then, P50", step, trials(first.Trials, r.Seed))
	if few {
		v.Note += " and band P10 to P90"
	}
	v.Note += "; lo and hi in the table bound the medians (" + w.Share(first.Level) + "). Lines: when demand first exceeds capacity, over " + luck(r) + ". " + first.Method + "."
	return v
}

// demands are the fan of the demand.
func demands(r *capplan.Result, f *capplan.Fan, w Words) []Series {
	band, line := Series{Name: "demand, P10 to P90", Kind: Band}, Series{Name: "demand, P50", Kind: Curve}
	for k, from := range f.From {
		to := f.To
		if k+1 < len(f.From) {
			to = f.From[k+1]
		}
		x := moment(r, from+(to-from)/2) // of a peak somewhere within
		says := fmt.Sprintf("%s: demand %s (P10..P90 %s..%s)", when(r, w, from), w.Value(f.DemandP50[k], f.Unit), w.Number(f.DemandP10[k]), w.Value(f.DemandP90[k], f.Unit))
		band.Points = append(band.Points, Point{X: x, Y: f.DemandP50[k], Lo: &f.DemandP10[k], Hi: &f.DemandP90[k], Says: says})
		line.Points = append(line.Points, Point{X: x, Y: f.DemandP50[k], Says: says})
	}
	return []Series{band, line}
}

// carries are the steps of what a fleet carries, with the band where it is asked for.
func carries(r *capplan.Result, n string, f *capplan.Fan, w Words, banded bool) []Series {
	band, line := Series{Name: n + ", P10 to P90", Fleet: n, Kind: Band}, Series{Name: n, Fleet: n, Kind: Steps}
	for k := range len(f.From) + 1 {
		at := f.To
		if k < len(f.From) {
			at = f.From[k]
		}
		i := min(k, len(f.From)-1)
		says := fmt.Sprintf("%s: %s carries %s (P10..P90 %s..%s)", when(r, w, at), n, w.Value(f.CapacityP50[i], f.Unit), w.Number(f.CapacityP10[i]), w.Value(f.CapacityP90[i], f.Unit))
		p := Point{X: moment(r, at), Y: f.CapacityP50[i], Says: says}
		line.Points = append(line.Points, p)
		p.Lo, p.Hi = &f.CapacityP10[i], &f.CapacityP90[i]
		band.Points = append(band.Points, p)
	}
	if banded && f.Method == monteCarlo {
		return []Series{band, line}
	}
	return []Series{line}
}

// exhausted says when demand first exceeds what a fleet carries.
func exhausted(r *capplan.Result, n string, m *capplan.Metric, w Words) string {
	switch {
	case m.P50 == nil && m.P10 == nil:
		return n + " is not exhausted within the horizon in at least nine of ten trials"
	case m.P50 == nil:
		return n + " is not exhausted within the horizon in most trials (P10 " + when(r, w, *m.P10) + ")"
	case m.P10 != nil && *m.P10 == *m.P50 && m.P90 != nil && *m.P90 == *m.P50:
		return n + " is exhausted " + in(r) + when(r, w, *m.P50)
	}
	says := n + " is exhausted " + in(r) + when(r, w, *m.P50) + " (median; P10 " + when(r, w, *m.P10) + ", P90 "
	if m.P90 == nil {
		return says + "not within the horizon)"
	}
	return says + when(r, w, *m.P90) + ")"
}

// extent is the least and the largest value that series have.
func extent(list []Series) (least, most float64) {
	first := true
	look := func(y float64) {
		if first || y < least {
			least = y
		}
		if first || y > most {
			most = y
		}
		first = false
	}
	for _, s := range list {
		for _, p := range s.Points {
			look(p.Y)
			for _, y := range []*float64{p.Lo, p.Hi} {
				if y != nil {
					look(*y)
				}
			}
		}
	}
	return least, most
}

// timeAxis is that of the horizon: dates, or years from the start.
func timeAxis(r *capplan.Result) Axis {
	if r.Scenario.Start != nil {
		return Axis{Name: "date", Scale: Time}
	}
	return Axis{Name: "time", Unit: "years", Scale: Linear}
}

// moment is the place on the axis of the horizon of a time in hours from the start.
func moment(r *capplan.Result, hours float64) float64 {
	if r.Scenario.Start != nil {
		return (float64(r.Scenario.Start.Unix())/3600 + hours) / 24
	}
	return hours / r.Scenario.HoursPerYear
}

// in stands before a month.
func in(r *capplan.Result) string {
	if r.Scenario.Start != nil {
		return "in "
	}
	return ""
}

// when is a time as everywhere in a report: a month, or years after the start.
func when(r *capplan.Result, w Words, hours float64) string {
	if start := r.Scenario.Start; start != nil {
		return start.Add(time.Duration(hours * float64(time.Hour))).UTC().Format("2006-01")
	}
	switch years := w.Number(hours / r.Scenario.HoursPerYear); {
	case hours == 0:
		return "from the start"
	case years == "1":
		return "after 1 year"
	default:
		return "after " + years + " years"
	}
}
