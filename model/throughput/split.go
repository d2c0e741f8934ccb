package throughput

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// A Split says what the headroom of a moment is there for. Each part is what the least
// ratio of capacity and need, over all limits, falls by when its cause joins those
// before it, so that the parts sum to Now:
//
//	Now = Growth + Failure + Correlated + Maintenance + Left
//
// A part may take more than there is: then Left is below 0.
type Split struct {
	Now         float64 // headroom at the highest demand of the moment, all up
	Growth      float64 // the highest demand from then on
	Failure     float64 // units (groups) out by themselves, of every pool with what is given
	Correlated  float64 // beside them the one domain whose loss hurts most
	Maintenance float64 // and a batch of every pool that is maintained
	Left        float64

	Domain string // the level of that domain; empty: none takes anything
}

// Split divides the headroom of a drawn system at the highest demand of [from, to]. out is
// how many units, or groups, of each pool are out by themselves, and rebuilt how many units
// of each are rebuilt then (nil: none); until is when the growth
// that a pool's headroom is for ends (nil: the horizon), as when more units arrive.
func (t *Topology) Split(s *model.System, from, to float64, out, rebuilt []int, until []float64) Split {
	v := newSplitting(t, s, from, to, until)
	lost := make([]int, len(s.Pools))
	now := v.headroom(lost, nil, false)
	grown := v.headroom(lost, nil, true)
	add(lost, out)
	failed := v.headroom(lost, rebuilt, true)
	worst, domain := failed, ""
	var taken []int
	for i := range t.losses {
		if l := &t.losses[i]; l.domain != "" {
			with := append([]int(nil), lost...)
			add(with, l.lost)
			if h := v.headroom(with, rebuilt, true); h < worst {
				worst, domain, taken = h, l.domain, l.lost
			}
		}
	}
	if taken != nil {
		add(lost, taken)
	}
	add(lost, t.batch)
	kept := v.headroom(lost, rebuilt, true)
	return Split{
		Now: now, Growth: now - grown, Failure: grown - failed, Correlated: failed - worst,
		Maintenance: worst - kept, Left: kept, Domain: domain,
	}
}

func add(to, what []int) {
	for i, n := range what {
		to[i] += n
	}
}

// A splitting knows what each limit's need is, at the moment and with growth.
type splitting struct {
	s     *model.System
	path  *Path
	load  []float64    // the mix of the busiest hour
	full  []float64    // by pool: capacity with all up; 0 without
	need  [2][]float64 // by pool
	walls [2][]float64 // by wall, pool by pool
	gate  [2]float64   // least ratio of the dependencies
	whole [2]float64   // largest load of all
}

func newSplitting(t *Topology, s *model.System, from, to float64, until []float64) *splitting {
	v := &splitting{s: s, path: t.path, full: make([]float64, len(s.Pools))}
	ends := func(pool int) float64 {
		if until == nil || pool < 0 {
			return s.Horizon
		}
		return max(to, min(s.Horizon, until[pool]))
	}
	ones := make([]float64, len(s.Workloads))
	for w := range ones {
		ones[w] = 1
	}
	for k := range 2 {
		upTo := func(pool int) float64 {
			if k == 0 {
				return to
			}
			return ends(pool)
		}
		v.need[k] = make([]float64, len(s.Pools))
		for i := range s.Pools {
			if p := &s.Pools[i]; p.Capacity != nil {
				v.full[i], _ = left(p, 0, 0)
				v.need[k][i] = s.Load.Need(&model.Limit{Weight: p.Weight, Capacity: v.full[i]}, from, upTo(i))
			}
			for j := range s.Pools[i].Walls {
				v.walls[k] = append(v.walls[k], s.Load.Peak(s.Pools[i].Walls[j].Weight, from, upTo(i)))
			}
		}
		v.gate[k] = math.Inf(1)
		for i := range s.Gateways {
			l := &s.Gateways[i].Limit
			if math.IsInf(l.Capacity, 1) {
				continue
			}
			if need := s.Load.Need(l, from, upTo(-1)); need > 0 {
				v.gate[k] = min(v.gate[k], l.Capacity/need)
			}
		}
		v.whole[k] = s.Load.Peak(ones, from, upTo(-1))
	}
	if v.path != nil && v.path.last != nil {
		v.load = v.path.last.load
	}
	return v
}

// headroom is what all but the units or groups that are lost carry, over the need.
func (v *splitting) headroom(lost, rebuilt []int, grown bool) float64 {
	k := 0
	if grown {
		k = 1
	}
	least := v.gate[k]
	gone, wall := make([]int, len(lost)), 0
	for i := range v.s.Pools {
		p := &v.s.Pools[i]
		gone[i] = min(lost[i], p.Groups())
		if p.Size == 0 {
			gone[i] = min(max(0, lost[i]-p.Standby), p.Count)
		}
		busy := 0
		if rebuilt != nil {
			busy = rebuilt[i]
		}
		capacity, serves := left(p, gone[i], busy)
		switch {
		case p.Capacity == nil && !serves && slices.Contains(p.Uses, true) && v.whole[k] > 0:
			least = 0
		case p.Capacity != nil && v.need[k][i] > 0:
			least = min(least, capacity/v.need[k][i])
		}
		for j := range p.Walls {
			if need := v.walls[k][wall]; need > 0 {
				least = min(least, p.Walls[j].Capacity[p.Count-gone[i]]/need)
			}
			wall++
		}
	}
	switch {
	case v.load == nil || !(v.whole[k] > 0):
	case slices.Max(gone) == 0:
		least = min(least, v.path.last.all.Load/v.whole[k])
	default:
		atMost := float64(least * v.whole[k])
		least = min(least, v.path.Reach(v.load, gone, atMost).Load/v.whole[k])
	}
	return least - 1
}

// batchOf is how many units, or groups that stop, the worst batch of a pool's maintenance
// takes.
func batchOf(p *model.PoolSystem) int {
	if p.Upkeep == nil {
		return 0
	}
	at := max(1, p.Upkeep.AtOnce)
	if p.Size == 0 {
		return min(at, p.Units())
	}
	most := 0
	for from := 0; from < p.Count; from += at {
		stopped := 0
		for g := from / p.Size; g <= (min(from+at, p.Count)-1)/p.Size; g++ {
			if min(from+at, (g+1)*p.Size)-max(from, g*p.Size) > p.Size-p.GroupNeeds {
				stopped++
			}
		}
		most = max(most, stopped)
	}
	return most
}
