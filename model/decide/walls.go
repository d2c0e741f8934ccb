package decide

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// holder returns the pool whose units hold the connections of a dependency; −1: none.
func (s *stage) holder(dependency int) int {
	if !s.plan.Dependencies[dependency].PerServer.Set {
		return -1
	}
	pools, _ := s.plan.Holders(s.fleet, dependency)
	if len(pools) != 1 || s.sys.Pools[pools[0]].Capacity == nil {
		return -1
	}
	return pools[0]
}

// resolveWalls writes what the units of pools can call of dependencies. With c
// connections each and at most m in all, W = ⌊m/c⌋ units can; of k units up those
// carry no more work than min(k, W) units do, and by Little's law no more calls per
// second than
//
//	min(k, W)·c ÷ latency
//
// as each call takes a connection for as long. The first is a wall only where the pool has more than W.
func (s *stage) resolveWalls(d model.Draw) {
	for i := range s.sys.Pools {
		s.sys.Pools[i].Walls = s.sys.Pools[i].Walls[:0]
	}
	for i := range s.plan.Dependencies {
		dep := &s.plan.Dependencies[i]
		h := s.holder(i)
		if h < 0 {
			continue
		}
		p := &s.sys.Pools[h]
		each := dep.PerServer.At(d)
		most := len(p.Capacity) - 1
		units := int(math.Min(float64(most), math.Floor(dep.Connections.At(d)/each*(1+rounding))))
		if units < most {
			x := s.wall(p, i, "connections of "+dep.Name, d)
			for w := range x.Weight {
				x.Weight[w] = float64(p.Weight[w] * x.Calls[w])
			}
			for k := range p.Capacity {
				x.Capacity = append(x.Capacity, p.Capacity[min(k, units)])
			}
			x.Units = units
		}
		if latency := dep.Latency.At(d) * seconds; latency > 0 {
			x := s.wall(p, i, "busy connections of "+dep.Name, d)
			copy(x.Weight, x.Visit)
			for k := range p.Capacity {
				x.Capacity = append(x.Capacity, float64(min(k, units))*each/latency)
			}
			x.Units = units
		}
	}
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
		if !calls || !(p.Weight[w] > 0) || !(visit > 0) {
			continue
		}
		if x.Calls[w] = 1; q.Set {
			x.Calls[w] = min(1, q.At(d)/visit)
		}
		x.Visit[w] = float64(visit * x.Calls[w])
	}
	return x
}
