package throughput

import (
	"cmp"
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// capName is how a pool's own limit is named: where more units carry no more, by the
// law that it scales by.
func capName(p *model.PoolSystem) string {
	if p.Peaked {
		return "scaling peak of " + p.Name
	}
	return p.Name
}

// each visits what limits a mix after a loss (nil: none): with what part of today's load
// it fits, and its name. Pools first, then the walls of pools, then dependencies.
func (m *mix) each(lost []int, visit func(fits float64, name string)) {
	for i := range m.s.Pools {
		if r := m.pool(i, lost, 0); !math.IsInf(r, 1) {
			visit(r, capName(&m.s.Pools[i]))
		}
	}
	m.eachWall(lost, visit)
	if lost != nil {
		return
	}
	for i := range m.s.Gateways {
		if g := &m.s.Gateways[i]; m.gate[i] > 0 && !math.IsInf(g.Limit.Capacity, 1) {
			visit(g.Limit.At(m.at)/m.gate[i], g.Name)
		}
	}
}

func (m *mix) eachWall(lost []int, visit func(fits float64, name string)) {
	k := 0
	for i := range m.s.Pools {
		p := &m.s.Pools[i]
		up := p.Count
		if lost != nil {
			up -= lost[i]
		}
		for j := range p.Walls {
			if m.wall[k] > 0 {
				visit(p.Walls[j].Capacity[up]/m.wall[k], p.Walls[j].Name)
			}
			k++
		}
	}
}

// walls returns the largest load that the walls of pools let through after a loss, and
// the one that limits it.
func (m *mix) walls(lost []int) (fits float64, name string) {
	least := math.Inf(1)
	m.eachWall(lost, func(r float64, by string) {
		if r < least {
			least, name = r, by
		}
	})
	return least * m.total, name
}

// next fills in what limits next, once what limits is out of the way. late is what the
// time of requests lets through.
func (m *mix) next(a *Answer, late Reach) {
	seen := false
	look := func(load float64, name string) {
		switch {
		case !seen && name == a.Bottleneck:
			seen = true
		case load < a.Next:
			a.Next, a.NextBy = load, name
		}
	}
	m.each(nil, func(r float64, name string) { look(r*m.total, name) })
	if !math.IsInf(late.Load, 1) {
		look(late.Load, late.By)
	}
}

// Limited returns for which workloads a limit of a system counts, by its name.
func Limited(s *model.System, name string) (workloads []int) {
	weigh := func(weight []float64) {
		for w, x := range weight {
			if x > 0 {
				workloads = append(workloads, w)
			}
		}
	}
	for i := range s.Pools {
		p := &s.Pools[i]
		if name == capName(p) {
			weigh(p.Weight)
			return workloads
		}
		for k := range p.Walls {
			if name == p.Walls[k].Name {
				weigh(p.Walls[k].Weight)
				return workloads
			}
		}
	}
	for i := range s.Gateways {
		if name == s.Gateways[i].Name {
			weigh(s.Gateways[i].Limit.Weight)
			return workloads
		}
	}
	return nil
}

// A Cap is a limit with the load of all workloads at which it is reached, all up, at the
// mix of the busiest hour.
type Cap struct {
	Name string
	Load float64 // req/s
}

// Caps returns the limits of the pools of a system and of its dependencies, the
// smallest first.
func Caps(s *model.System) []Cap {
	if s.Load == nil || len(s.Workloads) == 0 {
		return nil
	}
	var a Answer
	var out []Cap
	if m := newMix(s, &a); m.total > 0 {
		m.each(nil, func(r float64, name string) { out = append(out, Cap{name, r * m.total}) })
	}
	slices.SortStableFunc(out, func(a, b Cap) int { return cmp.Compare(a.Load, b.Load) })
	return out
}
