package throughput

import (
	"slices"

	"github.com/capplan/capplan/model"
)

// A Topology lists what each single loss takes from the pools of a fleet: one unit
// of a pool, or one domain. It depends on counts and places only, so one serves
// all draws of a fleet; losses that take the same are kept once.
type Topology struct {
	losses []loss
	batch  []int // by pool: units or groups that a batch of maintenance takes

	path *Path // how long requests take; nil: not known
}

// A loss takes from each pool units or, where the pool has groups, groups that
// stop working.
type loss struct {
	name   string
	lost   []int
	busy   int    // 1 + the pool of which a unit is rebuilt, that takes capacity; 0: none
	domain string // the level whose domain takes as much; empty: none
}

// NewTopology lays out the losses of a system: units in the order of the pools,
// then domains, innermost level first.
func NewTopology(s *model.System) *Topology {
	t := new(Topology)
	for i := range s.Pools {
		p := &s.Pools[i]
		lost := make([]int, len(s.Pools))
		if lost[i] = 1; p.Size > 0 && p.Size > p.GroupNeeds {
			lost[i] = 0
		}
		one := loss{name: p.Name + " unit", lost: lost}
		if p.Size > 0 && p.Drain > 0 {
			one.busy = i + 1
		}
		t.add(one)
		t.batch = append(t.batch, batchOf(p))
	}
	for l := len(s.Levels) - 1; l >= 0; l-- {
		total := s.Levels[l].Total
		all := make([]int, total*len(s.Pools))
		for i := range s.Pools {
			count(all, i, len(s.Pools), total, &s.Pools[i])
		}
		for d := range total {
			t.add(loss{name: s.Levels[l].Name, lost: all[d*len(s.Pools) : (d+1)*len(s.Pools)], domain: s.Levels[l].Name})
		}
	}
	return t
}

func (t *Topology) add(l loss) {
	if l.busy == 0 && !slices.ContainsFunc(l.lost, func(n int) bool { return n > 0 }) {
		return
	}
	if i := slices.IndexFunc(t.losses, func(have loss) bool { return have.busy == l.busy && slices.Equal(have.lost, l.lost) }); i >= 0 {
		if t.losses[i].domain == "" {
			t.losses[i].domain = l.domain
		}
		return
	}
	t.losses = append(t.losses, l)
}

// count adds what each of a level's domains takes from a pool, to every stride-th
// entry of lost from the first on. Unit i stands in innermost domain i mod Place,
// which is under domain (i mod Place) mod total.
func count(lost []int, first, stride, total int, p *model.PoolSystem) {
	if p.Place == 0 {
		return
	}
	if p.Size == 0 {
		for i := range p.Count {
			lost[i%p.Place%total*stride+first]++
		}
		return
	}
	members := make([]int, total)
	for g := range p.Groups() {
		for i := g * p.Size; i < (g+1)*p.Size; i++ {
			d := i % p.Place % total
			if members[d]++; members[d] == p.Size-p.GroupNeeds+1 {
				lost[d*stride+first]++
			}
		}
		for i := g * p.Size; i < (g+1)*p.Size; i++ {
			members[i%p.Place%total] = 0
		}
	}
}

// left returns what a pool still carries after a loss, in the units of its
// Capacity, and whether it still serves at all, while so many units are rebuilt.
func left(p *model.PoolSystem, lost, rebuilt int) (capacity float64, serves bool) {
	groups := p.Groups()
	switch {
	case p.Capacity != nil && groups > 0:
		return p.Carries(groups-lost, rebuilt), true
	case p.Capacity != nil:
		return p.Capacity[p.Count-lost], true
	case groups > 0:
		return 0, groups-lost >= p.Needs
	case p.Mode != model.Shared:
		return 0, lost < p.Count
	}
	return 0, p.Count-lost >= p.Needs
}
