package throughput

import (
	"math"

	"github.com/capplan/capplan/model"
)

// A Tightest is the limit that a load comes closest to, all up.
type Tightest struct {
	Ratio float64 // capacity ÷ need there; +Inf without limits or load
	When  float64 // hours; the first time at which the need is that large
	Name  string  // pool or dependency
}

// Tight finds where in [a, b] a drawn system has the least to spare, or where the limit
// of one pool has (−1: of all pools and dependencies).
func Tight(s *model.System, pool int, a, b float64) Tightest {
	out := Tightest{Ratio: math.Inf(1), When: a}
	if s.Load == nil {
		return out
	}
	var weight []float64
	look := func(l *model.Limit, name string) {
		if math.IsInf(l.Capacity, 1) {
			return
		}
		if need := s.Load.Peak(l.Weight, a, b); need > 0 && l.Capacity/need < out.Ratio {
			out.Ratio, out.Name, weight = l.Capacity/need, name, l.Weight
		}
	}
	for i := range s.Pools {
		if p := &s.Pools[i]; p.Capacity != nil && (pool < 0 || pool == i) {
			full, _ := left(p, 0)
			look(&model.Limit{Weight: p.Weight, Capacity: full}, p.Name)
		}
	}
	if pool < 0 {
		for i := range s.Gateways {
			look(&s.Gateways[i].Limit, s.Gateways[i].Name)
		}
	}
	if weight != nil {
		out.When = when(s.Load, weight, a, b)
	}
	return out
}

// when is the time at which a weighted load is largest: of one that only grows or
// shrinks, and so is convex, an end.
func when(load model.Load, weight []float64, a, b float64) float64 {
	if l, ok := load.(interface {
		Busiest(weight []float64, a, b float64) float64
	}); ok {
		return l.Busiest(weight, a, b)
	}
	if load.Peak(weight, a, a) >= load.Peak(weight, b, b) {
		return a
	}
	return b
}
