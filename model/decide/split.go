package decide

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
	"github.com/capplan/capplan/model/throughput"
)

// outLevel is the quantile of the number of units out by themselves that headroom is
// kept for.
const outLevel = 0.99

// splitParts are the parts of a headroom, in the order in which they join, and how each
// is read off.
var splitParts = []struct {
	name, words string
	of          func(s *throughput.Split) float64
}{
	{"headroom.now", "headroom at the highest demand of the first 365 days, all up", func(s *throughput.Split) float64 { return s.Now }},
	{"headroom.growth", "what growth takes of it until the horizon's worst moment", func(s *throughput.Split) float64 { return s.Growth }},
	{"headroom.failure", "what units out by themselves take, at the 99th percentile of their number", func(s *throughput.Split) float64 { return s.Failure }},
	{"headroom.correlated", "what the domain whose loss hurts most takes beside them", func(s *throughput.Split) float64 { return s.Correlated }},
	{"headroom.maintenance", "what a batch of maintenance takes beside them", func(s *throughput.Split) float64 { return s.Maintenance }},
	{"headroom.left", "what is left of it", func(s *throughput.Split) float64 { return s.Left }},
}

// splitPart returns which part of a headroom a metric is, −1 for none.
func splitPart(metric string) int {
	for k := range splitParts {
		if splitParts[k].name == metric {
			return k
		}
	}
	return -1
}

// A splitColumns is the parts of the headroom of each trial.
type splitColumns struct {
	parts  []column
	domain []string
}

// limited reports whether something limits what a fleet carries.
func (s *stage) limits() bool {
	return len(s.sys.Workloads) > 0 && !math.IsInf(throughput.Tight(&s.sys, -1, 0, s.sys.Horizon).Ratio, 1)
}

// out is how many units or groups of each pool are out by themselves; sure where that is
// the quantile of a law.
func (s *stage) out() (out []int, sure bool) { return outOf(s.sys.At(0)) }

func outOf(sys *model.System) (out []int, sure bool) {
	sure = true
	for i := range sys.Pools {
		k, ok := exact.Out(sys, i, outLevel)
		out = append(out, k)
		sure = sure && ok
	}
	return out, sure
}

// rebuiltOf is how many units of each pool are rebuilt, at the same level, where that takes
// capacity; nil: of none.
func rebuiltOf(sys *model.System) []int {
	var out []int
	for i := range sys.Pools {
		if p := &sys.Pools[i]; p.Drain > 0 {
			if out == nil {
				out = make([]int, len(sys.Pools))
			}
			out[i] = exact.Rebuilt(p, outLevel)
		}
	}
	return out
}

// until is when the growth ends that the headroom of each pool at a time is for: one that
// units join has more from then on.
func (s *stage) until(when float64) []float64 {
	var out []float64
	for i := range s.sys.Pools {
		end := s.sys.Horizon
		for _, a := range s.sys.Pools[i].Arrivals {
			if a.At > when {
				end = min(end, a.At-hair)
			}
		}
		out = append(out, end)
	}
	return out
}

// hair is how long before units join, in hours, the demand of before is looked at.
const hair = 1e-9

// split writes the parts of the headroom of a fleet in a trial.
func (w *worker) split(i, t int) {
	c := &w.run.sheets[i].split
	if c.parts == nil {
		return
	}
	s := w.stages[i]
	var x throughput.Split
	if once := w.splits[i]; once != nil {
		x = *once
	} else {
		out, _ := s.out()
		x = w.splitAt(i, 0, min(s.sys.Horizon, model.HoursPerYear), out)
		if w.run.same(s) {
			w.splits[i] = &x
		}
	}
	for k := range splitParts {
		c.parts[k][t] = splitParts[k].of(&x)
	}
	c.domain[t] = x.Domain
}

func (w *worker) splitAt(i int, from, to float64, out []int) throughput.Split {
	s := w.stages[i]
	if !s.sys.Grows() {
		return w.tops[i].Split(&s.sys, from, to, out, rebuiltOf(&s.sys), nil)
	}
	when := throughput.Tight(&s.sys, -1, from, to).When
	now := s.sys.At(when)
	out, _ = outOf(now)
	return throughput.NewTopology(now).Split(now, when, when, out, rebuiltOf(now), s.until(when))
}

// split puts the parts of the headroom.
func (a *assembler) split() {
	c := &a.sheet.split
	if c.parts == nil || !finite(a.sheet.load.headroom) {
		return
	}
	_, sure := a.stage.out()
	for k := range splitParts {
		m := a.limited(computed)("1", c.parts[k], splitParts[k].words)
		if k >= splitPart("headroom.failure") && !sure {
			m = approximated(m)
			m.Why += "; units that are tied to one another, or never repaired, are taken as independent"
		}
		a.out.Metrics[splitParts[k].name] = m
	}
	a.out.DomainLost = most(c.domain)
	a.name("domain", c.domain)
}

// first is the part of the columns that the first trials wrote.
func (c *splitColumns) first(n int) splitColumns {
	var out splitColumns
	for k := range c.parts {
		out.parts = append(out.parts, c.parts[k][:n])
	}
	if c.parts != nil {
		out.domain = c.domain[:n]
	}
	return out
}
