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
	if s.Grows() {
		eachPiece(s, a, b, func(now *model.System, from, to float64) {
			if x := Tight(now, pool, from, to); x.Ratio < out.Ratio {
				out = x
			}
		})
		return out
	}
	var tightest *model.Limit
	look := func(l *model.Limit, name string) {
		if math.IsInf(l.Capacity, 1) {
			return
		}
		if need := s.Load.Need(l, a, b); need > 0 && l.Capacity/need < out.Ratio {
			out.Ratio, out.Name, tightest = l.Capacity/need, name, l
		}
	}
	for i := range s.Pools {
		if p := &s.Pools[i]; p.Capacity != nil && (pool < 0 || pool == i) {
			full, _ := left(p, 0, 0)
			look(&model.Limit{Weight: p.Weight, Capacity: full}, capName(p))
			for k := range p.Walls {
				l := p.Walls[k].At(p.Count)
				look(&l, p.Walls[k].Name)
			}
		}
	}
	if pool < 0 {
		for i := range s.Gateways {
			look(&s.Gateways[i].Limit, s.Gateways[i].Name)
		}
	}
	if tightest != nil {
		out.When = when(s.Load, tightest, a, b)
	}
	return out
}

// when is the time at which a limit has the least to spare: of a load that only grows
// or shrinks, and so is convex, an end.
func when(load model.Load, of *model.Limit, a, b float64) float64 {
	if l, ok := load.(interface {
		Busiest(l *model.Limit, a, b float64) float64
	}); ok {
		return l.Busiest(of, a, b)
	}
	if load.Need(of, a, a) >= load.Need(of, b, b) {
		return a
	}
	return b
}
