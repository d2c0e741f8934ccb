package chart

import (
	"cmp"
	"math"
	"slices"

	"github.com/capplan/capplan"
)

// A band is one layer of a stack: its values at the two ends of each month.
type band struct {
	source     string // whose colour it has
	from       string // that handed it on; empty: the source's own
	color      int    // of okabeIto; −1: what is left
	giver      int    // color of from
	begin, end []float64
}

// mostSources is how many sources have a colour of their own.
const mostSources = 7

// bands returns the layers of a workload, from below: each source in its order, its
// own requests below what others have handed on to it. Beyond seven sources the
// smallest are one layer.
func bands(t *capplan.TrafficMonths) []band {
	order := make([]int, len(t.Sources))
	sizes := make([]float64, len(t.Sources))
	for k := range order {
		order[k] = k
		for _, x := range t.Sources[k].Offered {
			sizes[k] += x
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sizes[b], sizes[a]) })
	shown := len(order)
	if shown > mostSources {
		shown = mostSources - 1
	}
	var out []band
	rest := band{source: "others", color: -1, begin: make([]float64, len(t.Months)), end: make([]float64, len(t.Months))}
	colors, n := map[string]int{}, 0
	for k := range t.Sources {
		colors[t.Sources[k].Source] = -1
		if slices.Contains(order[:shown], k) {
			colors[t.Sources[k].Source] = n
			n++
		}
	}
	for k := range t.Sources {
		s := &t.Sources[k]
		color := colors[s.Source]
		if !slices.Contains(order[:shown], k) {
			add(rest.begin, s.Begin)
			add(rest.end, s.End)
			continue
		}
		own := band{source: s.Source, color: color, begin: slices.Clone(s.Begin), end: slices.Clone(s.End)}
		var given []band
		for j := range t.Sources { // in the order of the sources, whatever a map says
			from := t.Sources[j].Source
			r, ok := s.Received[from]
			if !ok {
				continue
			}
			given = append(given, band{source: s.Source, from: from, color: color, giver: colors[from], begin: slices.Clone(r.Begin), end: slices.Clone(r.End)})
			subtract(own.begin, r.Begin)
			subtract(own.end, r.End)
		}
		out = append(append(out, own), given...)
	}
	if shown < len(order) {
		out = append(out, rest)
	}
	return out
}

func add(to, from []float64) {
	for i := range to {
		to[i] += from[i]
	}
}

// subtract never goes below 0: figures have 12 digits.
func subtract(to, from []float64) {
	for i := range to {
		to[i] = max(0, to[i]-from[i])
	}
}

// top is the highest level of a workload, and the highest of its events.
func top(t *capplan.TrafficMonths) (level, event float64) {
	for i := range t.Months {
		var b, e float64
		for k := range t.Sources {
			b, e = b+t.Sources[k].Begin[i], e+t.Sources[k].End[i]
		}
		level = max(level, b, e)
	}
	for i := range t.Events {
		event = max(event, t.Events[i].Peak)
	}
	return level, event
}

// sound reports whether the series of a result belong together, and all of them can
// be drawn: one that was written by hand may be anything.
func sound(t *capplan.TrafficMonths) bool {
	n := len(t.Months)
	ok := n > 0 && len(t.Sources) > 0
	for k := range t.Sources {
		s := &t.Sources[k]
		ok = ok && len(s.Begin) == n && len(s.End) == n && len(s.Offered) == n
		for _, r := range s.Received {
			ok = ok && len(r.Begin) == n && len(r.End) == n
		}
	}
	if !ok {
		return false
	}
	level, event := top(t)
	return level < math.MaxFloat64/1e8 && event < math.MaxFloat64/1e8
}
