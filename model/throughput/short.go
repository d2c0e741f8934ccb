package throughput

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// AtPeak returns the system that is up just when what a drawn system still carries is at
// least its load at a time: pools with a capacity need the units or groups for that, the
// others what they need anyway; pools that no load visits need nothing; stops, incidents
// of a pool or the fleet and outages of dependencies that count leave nothing, and what
// only loses a share of the requests leaves the capacity. short reports that even all up
// is too little. A load that falls at that very time counts as it was before.
func AtPeak(s *model.System, when float64) (at model.System, short bool) {
	at = *s
	at.Workloads, at.Load, at.ByRequests, at.Hours = nil, nil, false, model.Hours{}
	at.Pools, at.Gateways, at.Incidents = slices.Clone(s.Pools), slices.Clone(s.Gateways), slices.Clone(s.Incidents)
	a, b := max(0, when-1e-6), min(s.Horizon, when+1e-6)
	peak := func(weight []float64) float64 { return s.Load.Peak(weight, a, b) }
	for i := range at.Pools {
		p := &at.Pools[i]
		visits := make([]float64, len(p.Uses))
		for w, uses := range p.Uses {
			if uses {
				visits[w] = 1
			}
		}
		switch {
		case !(peak(visits) > 0):
			idle(&at, i)
		case p.Capacity != nil:
			full, _ := left(p, 0, 0)
			need := peak(p.Weight)
			short = short || full < need
			if p.Mode == model.Shared || p.Size > 0 {
				k := p.Walled(enough(p, need), peak)
				short = short || k > most(p)
				p.Needs = min(k, most(p)) // short says that it is too little
				if p.Size > 0 && p.Drain > 0 {
					p.Room = need / p.Capacity[0]
				}
			}
		}
		p.Capacity, p.Overload, p.Walls = nil, nil, nil
	}
	for i := range at.Gateways {
		l := &at.Gateways[i].Limit
		short = short || l.Capacity < s.Load.Need(l, a, b)
		l.Capacity = math.Inf(1)
	}
	return at, short
}

// idle makes a pool one that nothing needs.
func idle(s *model.System, i int) {
	p := &s.Pools[i]
	p.Needs, p.Mode, p.Cover = 0, model.Shared, model.Cover{}
	for k := range s.Incidents {
		if in := &s.Incidents[k]; in.Reach == model.ReachPool && in.Index == i {
			in.Reach, in.Share = model.ReachShare, 0
		}
	}
}

// most returns how many units or groups a pool can need.
func most(p *model.PoolSystem) int {
	if groups := p.Groups(); groups > 0 {
		return groups
	}
	return p.Count
}
