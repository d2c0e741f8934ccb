package decide

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// A holder is a pool whose units hold connections of a dependency.
type holder struct {
	pool  int
	each  int // units that hold them together: the members of a group; else 1
	sets  int // of such that there may be: units, groups, or those of a set that carry
	units int // that can hold them
}

// holders returns the pools whose units hold the connections of a dependency, of which so
// many units can hold some. Where they are more, each pool has its part of these
// in proportion to its units, as a limit of its own, whatever the others have lost.
func (s *stage) holders(dependency int, units float64) []holder {
	pools, _ := s.plan.Holders(s.fleet, dependency)
	var out []holder
	all := 0.0
	for _, i := range pools {
		p := &s.sys.Pools[i]
		if p.Capacity == nil {
			continue
		}
		h := holder{pool: i, each: 1, sets: len(p.Capacity) - 1}
		switch {
		case p.Size > 0 && p.Mode == model.Shared:
			h.each, h.sets = p.Size, p.CountAt(s.sys.Horizon)/p.Size
		case p.Size > 0:
			h.sets = p.CountAt(s.sys.Horizon) / p.Size
		case p.Mode != model.Shared:
			h.sets = 1
		}
		out = append(out, h)
		all += float64(h.each * h.sets)
	}
	before, given := 0.0, 0
	for k := range out {
		h := &out[k]
		own := h.each * h.sets
		if before += float64(own); all > units {
			own = int(math.Floor(units*before/all*(1+rounding))) - given
		}
		given += own
		h.units = own
	}
	return out
}

// resolveWalls writes what the units of pools can call of dependencies. With c
// connections each and at most m in all, W = ⌊m/c⌋ units can; of k units up those
// carry no more work than min(k, W) units do, and by Little's law no more calls per
// second than
//
//	min(k, W)·c ÷ latency
//
// as each call takes a connection for as long. The first is a wall only where the pool has more than W.
// Groups hold them with all of their members, and of a set in which one carries that one
// does; what they can call stays, whatever is up, and is a gateway.
func (s *stage) resolveWalls(d model.Draw) {
	for i := range s.sys.Pools {
		s.sys.Pools[i].Walls = s.sys.Pools[i].Walls[:0]
	}
	for n := len(s.sys.Gateways); n > 0 && s.sys.Gateways[n-1].Wall; n-- {
		s.sys.Gateways = s.sys.Gateways[:n-1]
	}
	for i := range s.plan.Dependencies {
		dep := &s.plan.Dependencies[i]
		if !dep.PerServer.Set {
			continue
		}
		each, latency := dep.PerServer.At(d), dep.Latency.At(d)*seconds
		for _, h := range s.holders(i, math.Floor(dep.Connections.At(d)/each*(1+rounding))) {
			p := &s.sys.Pools[h.pool]
			still := p.Size > 0 || p.Mode != model.Shared
			can := h.units / h.each
			if can < h.sets || still {
				x := s.wall(p, i, "connections of "+dep.Name, d)
				for w := range x.Weight {
					x.Weight[w] = float64(p.Weight[w] * x.Calls[w])
				}
				for k := range p.Capacity {
					x.Capacity = append(x.Capacity, carriedBy(p, min(k, can)))
				}
				x.Units = h.units
				if still && can >= h.sets {
					s.keepStill(p, math.Inf(1), still)
				} else {
					s.keepStill(p, carriedBy(p, can), still)
				}
			}
			if latency > 0 {
				x := s.wall(p, i, "busy connections of "+dep.Name, d)
				copy(x.Weight, x.Visit)
				for k := range p.Capacity {
					x.Capacity = append(x.Capacity, float64(min(k, h.units))*each/latency)
				}
				x.Units = h.units
				s.keepStill(p, float64(can*h.each)*each/latency, still)
			}
		}
	}
}

// carriedBy is what so many units, or groups, of a pool carry.
func carriedBy(p *model.PoolSystem, n int) float64 {
	switch {
	case p.Size > 0:
		return p.Capacity[0] * float64(n)
	case n == 0:
		return 0
	}
	return p.Capacity[n]
}

// keepStill turns the last wall of a pool into a gateway where it stays whatever is up.
func (s *stage) keepStill(p *model.PoolSystem, capacity float64, still bool) {
	if !still {
		return
	}
	x := &p.Walls[len(p.Walls)-1]
	s.sys.Gateways = append(s.sys.Gateways, model.Gateway{
		Name: x.Name, Availability: 1, Repair: 1, Wall: true, Share: make([]float64, len(x.Weight)),
		Limit: model.Limit{Weight: slices.Clone(x.Weight), Capacity: capacity, Visit: slices.Clone(x.Visit)},
	})
	p.Walls = p.Walls[:len(p.Walls)-1]
}

// wall adds one to a pool, with the share of its requests that call the dependency: all
// calls of a workload that visits the pool are made by its visits.
func (s *stage) wall(p *model.PoolSystem, dependency int, name string, d model.Draw) *model.Wall {
	p.Walls = slices.Grow(p.Walls, 1)[:len(p.Walls)+1]
	x := &p.Walls[len(p.Walls)-1]
	n := len(s.fleet.Serves)
	x.Name, x.Capacity = name, x.Capacity[:0]
	for _, to := range []*[]float64{&x.Weight, &x.Calls, &x.Visit} {
		if *to == nil {
			*to = make([]float64, n)
		}
		clear(*to)
	}
	for w := range n {
		q, calls := s.plan.Calls(s.fleet, dependency, s.fleet.Serves[w])
		visit := p.VisitOf(w)
		if !calls || !s.plan.Holds(s.fleet, dependency, s.fleet.Serves[w], p.Name) || !(p.Weight[w] > 0) || !(visit > 0) {
			continue
		}
		if x.Calls[w] = 1; q.Set {
			x.Calls[w] = min(1, q.At(d)/visit)
		}
		x.Visit[w] = float64(visit * x.Calls[w])
	}
	return x
}
