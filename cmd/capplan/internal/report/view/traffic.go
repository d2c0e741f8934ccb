package view

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/capplan/capplan"
)

// Most that a chart of sources shows.
const (
	mostWorkloads = 8
	mostSources   = 7 // by name; what is smaller is one layer
)

// traffic stacks who sends what in each month: a view for each workload with several
// sources, or where none has, for each with a profile or events; and one of the peaks of its
// events, which would hide ordinary days.
func traffic(s *Source, w Words) ([]View, error) {
	r := s.Result
	list, left, err := crowds(r)
	if err != nil {
		return nil, err
	}
	var out []View
	for _, t := range list {
		v := stacked(r, t, w)
		if left > 0 {
			v.Note += fmt.Sprintf(" %d further workloads are not drawn.", left)
		}
		out = append(out, v)
		if len(t.Events) > 0 {
			out = append(out, eventful(r, t, w))
		}
	}
	return out, nil
}

// crowds chooses the workloads that are drawn, and counts those that are left out.
func crowds(r *capplan.Result) (list []*capplan.TrafficMonths, left int, err error) {
	for _, several := range []bool{true, false} {
		for i := range r.Months {
			t := &r.Months[i]
			if !monthly(t) {
				return nil, 0, Nothing("the months of " + t.Workload + " do not belong together")
			}
			if len(t.Sources) > 1 || !several {
				list = append(list, t)
			}
		}
		if len(list) > 0 {
			left = max(0, len(list)-mostWorkloads)
			return list[:len(list)-left], left, nil
		}
	}
	if len(r.Traffic) == 0 {
		return nil, 0, Nothing("no workload")
	}
	return nil, 0, Nothing("no workload has several sources, a profile or events")
}

// monthly reports whether the parts of a matrix belong together.
func monthly(t *capplan.TrafficMonths) bool {
	n := len(t.Months)
	ok := n > 0 && len(t.Sources) > 0
	for k := range t.Sources {
		s := &t.Sources[k]
		ok = ok && len(s.Begin) == n && len(s.End) == n && len(s.Offered) == n
		for _, r := range s.Received {
			ok = ok && len(r.Begin) == n && len(r.End) == n
		}
	}
	return ok
}

// A layer is what a source sends of its own, or of what another handed on to it.
type layer struct {
	source, from string
	begin, end   []float64
}

func (l *layer) name() string {
	if l.from == "" {
		return l.source
	}
	return l.source + ", taken over from " + l.from
}

// layers are those of a workload from below; the smallest sources are one.
func layers(t *capplan.TrafficMonths) []layer {
	order := make([]int, len(t.Sources))
	sizes := make([]float64, len(t.Sources))
	for k := range order {
		order[k] = k
		for _, x := range t.Sources[k].Offered {
			sizes[k] += x
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sizes[b], sizes[a]) })
	if len(order) > mostSources {
		order = order[:mostSources-1]
	}
	rest := layer{source: "others", begin: make([]float64, len(t.Months)), end: make([]float64, len(t.Months))}
	var out []layer
	for k := range t.Sources {
		s := &t.Sources[k]
		if !slices.Contains(order, k) {
			plus(rest.begin, s.Begin, 1)
			plus(rest.end, s.End, 1)
			continue
		}
		own := layer{source: s.Source, begin: slices.Clone(s.Begin), end: slices.Clone(s.End)}
		at := len(out)
		out = append(out, own)
		for j := range t.Sources { // in the order of the sources, whatever a map says
			if got, ok := s.Received[t.Sources[j].Source]; ok {
				out = append(out, layer{s.Source, t.Sources[j].Source, got.Begin, got.End})
				plus(out[at].begin, got.Begin, -1)
				plus(out[at].end, got.End, -1)
			}
		}
	}
	if len(order) < len(t.Sources) {
		out = append(out, rest)
	}
	return out
}

// plus never goes below 0: figures have 12 digits.
func plus(to, from []float64, times float64) {
	for i := range to {
		to[i] = max(0, to[i]+times*from[i])
	}
}

// justBefore is how long before a month's end its last level is drawn, in hours.
const justBefore = 0.01

func stacked(r *capplan.Result, t *capplan.TrafficMonths, w Words) View {
	const unit = "req/s"
	v := View{
		Name: "traffic", Of: t.Workload, X: timeAxis(r), Y: Axis{Name: "highest load of an ordinary day", Unit: unit, Scale: Linear},
		Columns: []Column{
			{Name: "from"},
			{Name: "source"},
			{Name: "taken over from"},
			{Name: "at the beginning", Unit: unit, Number: true},
			{Name: "at the end", Unit: unit, Number: true},
		},
		Note: "Likely values, without noise: the highest load of an ordinary day at both ends of each month, peaks of events left out. Computed, not sampled.",
	}
	for _, l := range layers(t) {
		s := Series{Name: l.name(), Kind: Areas}
		for m := range t.Months {
			says := func(x float64) string {
				return when(r, w, t.Months[m].From) + ", " + l.name() + ": " + w.Value(x, unit)
			}
			to := t.Months[m].To
			if m+1 < len(t.Months) {
				to -= justBefore
			}
			s.Points = append(s.Points,
				Point{X: moment(r, t.Months[m].From), Y: l.begin[m], Says: says(l.begin[m])},
				Point{X: moment(r, to), Y: l.end[m], Says: says(l.end[m])})
			if l.begin[m] > 0 || l.end[m] > 0 {
				v.Rows = append(v.Rows, []Cell{text(when(r, w, t.Months[m].From)), text(l.source), text(l.from), w.cell(l.begin[m], unit), w.cell(l.end[m], unit)})
			}
		}
		v.Series = append(v.Series, s)
	}
	var largest *capplan.Stop
	for i := range r.Stops {
		s := &r.Stops[i]
		if s.Workload != t.Workload {
			continue
		}
		if at, ok := day(s.Date); ok && r.Scenario.Start != nil {
			v.Lines = append(v.Lines, Line{At: at, Up: true, Label: stopped(s, w)})
		}
		if largest == nil || s.Level > largest.Level {
			largest = s
		}
	}
	if largest != nil {
		v.Title = t.Workload + ": " + stopped(largest, w)
		return v
	}
	top := 0
	for m := range t.Months {
		if t.Months[m].Peak > t.Months[top].Peak {
			top = m
		}
	}
	v.Title = t.Workload + " reaches " + w.Value(t.Months[top].Peak, unit) + ", events in, " + in(r) + when(r, w, t.Months[top].From)
	return v
}

// stopped says what becomes of a source's requests.
func stopped(s *capplan.Stop, w Words) string {
	said := s.Source + " stops on " + s.Date + " at " + w.Value(s.Level, "req/s") + ": "
	var parts []string
	for _, m := range s.Moved {
		parts = append(parts, m.To+" takes over "+w.Number(m.Level))
	}
	return said + strings.Join(append(parts, w.Number(s.Gone)+" are gone"), ", ")
}

// eventful draws the peaks of a workload's events against ordinary days.
func eventful(r *capplan.Result, t *capplan.TrafficMonths, w Words) View {
	const unit = "req/s"
	v := View{
		Name: "traffic", Of: t.Workload + ", events", X: timeAxis(r), Y: Axis{Name: "load", Unit: unit, Scale: Linear},
		Columns: []Column{{Name: "time"}, {Name: "what"}, {Name: "load", Unit: unit, Number: true}},
		Note:    "Likely values, without noise: the peak of each event, and the highest load of each month, events in. Computed, not sampled.",
	}
	peaks, months := Series{Name: "peaks of events", Kind: Dots}, Series{Name: "highest load of the month", Kind: Steps}
	highest := 0
	for m := range t.Months {
		x := &t.Months[m]
		says := when(r, w, x.From) + ": " + w.Value(x.Peak, unit)
		months.Points = append(months.Points, Point{X: moment(r, x.From), Y: x.Peak, Says: says})
		if m+1 == len(t.Months) {
			months.Points = append(months.Points, Point{X: moment(r, x.To), Y: x.Peak, Says: says})
		}
		v.Rows = append(v.Rows, []Cell{text(when(r, w, x.From)), text("highest load of the month"), w.cell(x.Peak, unit)})
	}
	for i, e := range t.Events {
		if e.Peak > t.Events[highest].Peak {
			highest = i
		}
		peaks.Points = append(peaks.Points, Point{X: moment(r, e.At), Y: e.Peak, Label: e.Event, Says: when(r, w, e.At) + ", " + e.Event + ": " + w.Value(e.Peak, unit)})
		v.Rows = append(v.Rows, []Cell{text(when(r, w, e.At)), text(e.Event), w.cell(e.Peak, unit)})
	}
	v.Series = []Series{months, peaks}
	if least, most := extent(v.Series); least > 0 && most > 10*least {
		v.Y.Scale = Log
	}
	e := t.Events[highest]
	v.Title = fmt.Sprintf("%s of %s peaks at %s %s", e.Event, t.Workload, w.Value(e.Peak, unit), in(r)+when(r, w, e.At))
	return v
}
