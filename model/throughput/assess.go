package throughput

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/portable"
)

// An Answer is what a fleet carries in one draw. Loads are in req/s of all its
// workloads together, at the mix of the busiest hour; +Inf where nothing limits.
type Answer struct {
	Peak       float64 // largest load that fits all pools and dependencies, all up
	Own        float64 // the same over the pools alone
	Degraded   float64 // Peak after the one loss, a unit or a domain, that hurts most
	DegradedBy string  // that loss: "web unit", or the name of a level; empty when none hurts
	Bottleneck string  // what limits Peak: a pool, its scaling law's peak, a dependency, its connections; empty when nothing does
	Next       float64 // Peak if that were out of the way
	NextBy     string

	Demand      float64 // largest load of the first 365 days
	Headroom    float64 // capacity ÷ need − 1 of the tightest limit at its worst moment of the horizon
	Multiple    float64 // how often the whole mix fits at the highest need of the first week
	Utilization float64 // largest over the limits of time mean of need ÷ capacity, all up; 0 without limits
	Overload    float64 // share of the horizon in which demand exceeds the full capacity
	Exhaustion  float64 // hours until it first does; NaN when not within the horizon

	Responses *Responses // at Demand, all up; nil where nothing is known of the time of requests
}

// Assess finds what a drawn system carries. The busiest hour is that of the first 365
// days (of the horizon, if shorter) in which the sum of the loads is largest. A single loss leaves
// dependencies as they are. Where units join, capacities are those of the horizon's end,
// and what goes by time is held against the units of then. The least of several equal losses, in the order of
// NewTopology, gives the name.
func (t *Topology) Assess(s *model.System) Answer {
	a := Answer{Peak: math.Inf(1), Exhaustion: math.NaN()}
	a.Own, a.Degraded, a.Headroom, a.Multiple, a.Next = a.Peak, a.Peak, a.Peak, a.Peak, a.Peak
	if s.Load == nil || len(s.Workloads) == 0 {
		return a
	}
	if s.Grows() {
		return t.grown(s)
	}
	m := newMix(s, &a)
	if !(m.total > 0) {
		return a
	}
	a.Own, a.Bottleneck = m.pools(nil, 0)
	gates, name := m.gateways()
	if a.Peak = a.Own; gates < a.Own {
		a.Peak, a.Bottleneck = gates, name
	}
	if walls, name := m.walls(nil); walls < a.Peak {
		a.Peak, a.Bottleneck = walls, name
	}
	reach, late := t.reach(m, &a)
	m.next(&a, late)
	a.Degraded = a.Peak
	for i := range t.losses {
		l := &t.losses[i]
		fits, _ := m.pools(l.lost, l.busy)
		walls, _ := m.walls(l.lost)
		fits = min(fits, walls)
		if fits = min(fits, reach(l.lost, min(fits, a.Degraded))); fits < a.Degraded {
			a.Degraded, a.DegradedBy = fits, l.name
		}
	}
	a.Headroom = m.headroom()
	m.overTime(&a)
	return a
}

// week is how long the days of the horizon's start go on, in hours: a profile has
// all of its days in it.
const week = 168

// A mix is a system at its busiest hour.
type mix struct {
	s      *model.System
	at     float64   // hours
	total  float64   // req/s
	need   []float64 // of each pool, in the units of its Capacity
	gate   []float64 // of each dependency
	wall   []float64 // of each wall, pool by pool
	used   []bool    // pools that some load visits
	limits []model.Limit
	load   []float64 // req/s of each workload, as large as the demand
}

func newMix(s *model.System, a *Answer) *mix {
	m := &mix{s: s, need: make([]float64, len(s.Pools)), gate: make([]float64, len(s.Gateways)), used: make([]bool, len(s.Pools))}
	ones := make([]float64, len(s.Workloads))
	for w := range ones {
		ones[w] = 1
	}
	m.at = when(s.Load, &model.Limit{Weight: ones}, 0, min(s.Horizon, model.HoursPerYear))
	for w := range s.Workloads {
		load := s.Load.Rate(w, m.at)
		m.total += load
		m.load = append(m.load, load)
		for i := range s.Pools {
			p := &s.Pools[i]
			m.need[i] += float64(p.Weight[w] * load)
			m.used[i] = m.used[i] || p.Uses[w] && load > 0
		}
		for i := range s.Gateways {
			m.gate[i] += float64(s.Gateways[i].Limit.Weight[w] * load)
		}
	}
	a.Demand = s.Load.Peak(ones, 0, min(s.Horizon, model.HoursPerYear))
	for i := range s.Pools {
		for k := range s.Pools[i].Walls {
			need := 0.0
			for w, weight := range s.Pools[i].Walls[k].Weight {
				need += float64(weight * m.load[w])
			}
			m.wall = append(m.wall, need)
		}
	}
	m.limits = limitsOf(s)
	return m
}

// limitsOf are the pools with a capacity and the dependencies, all up.
func limitsOf(s *model.System) []model.Limit {
	var out []model.Limit
	for i := range s.Pools {
		p := &s.Pools[i]
		if p.Capacity != nil {
			full, _ := left(p, 0, 0)
			out = append(out, model.Limit{Weight: p.Weight, Capacity: full})
		}
		out = p.AppendWalls(out, p.Count)
	}
	for i := range s.Gateways {
		l := s.Gateways[i].Limit
		l.Wait = nil // the load exceeds it, whoever waits
		out = append(out, l)
	}
	return out
}

// headroom returns by how much the whole mix of the horizon's worst moment could
// still grow before a limit binds.
func (m *mix) headroom() float64 {
	least := math.Inf(1)
	for _, l := range m.limits {
		if need := m.s.Load.Need(&l, 0, m.s.Horizon); need > 0 {
			least = min(least, l.Capacity/need)
		}
	}
	return least - 1
}

// pools returns the largest load that fits the pools after a loss (nil: none), and
// the pool that limits it; busy is 1 + the pool of which a unit is rebuilt.
func (m *mix) pools(lost []int, busy int) (fits float64, name string) {
	least := math.Inf(1)
	for i := range m.s.Pools {
		if r := m.pool(i, lost, busy); r < least {
			least, name = r, capName(&m.s.Pools[i])
		}
	}
	return least * m.total, name
}

// pool returns how often the load fits a pool after a loss; +Inf where it never limits.
func (m *mix) pool(i int, lost []int, busy int) float64 {
	if !m.used[i] {
		return math.Inf(1)
	}
	p, n := &m.s.Pools[i], 0
	if lost != nil {
		n = lost[i]
	}
	rebuilt := 0
	if busy == i+1 {
		rebuilt = 1
	}
	capacity, serves := left(p, n, rebuilt)
	switch {
	case !serves:
		return 0
	case p.Capacity != nil && m.need[i] > 0:
		return capacity / m.need[i]
	}
	return math.Inf(1)
}

// gateways returns the largest load that fits the dependencies.
func (m *mix) gateways() (fits float64, name string) {
	least := math.Inf(1)
	for i := range m.s.Gateways {
		g := &m.s.Gateways[i]
		if r := g.Limit.At(m.at) / m.gate[i]; m.gate[i] > 0 && r < least {
			least, name = r, g.Name
		}
	}
	return least * m.total, name
}

// overTime fills in what follows from the load over the whole horizon.
func (m *mix) overTime(a *Answer) {
	s := m.s
	end := s.Horizon
	for _, l := range m.limits {
		if math.IsInf(l.Capacity, 1) {
			continue
		}
		if now := s.Load.Need(&l, 0, min(week, s.Horizon)); now > 0 {
			a.Multiple = min(a.Multiple, l.Capacity/now)
		}
		if need := meanNeed(s, &l, 0, s.Horizon); need > 0 {
			a.Utilization = max(a.Utilization, need/l.Capacity)
		}
		if s.Load.Need(&l, 0, end) > l.Capacity {
			end = exhaustion(s.Load, l, end)
			a.Exhaustion = end
		}
	}
	if !math.IsNaN(a.Exhaustion) {
		a.Overload = s.Load.Above(m.limits, 0, s.Horizon) / s.Horizon
	}
}

// meanNeed returns the mean over [a, b) of the load on a limit, in units of its
// capacity at the start. While that grows it is taken as in the middle of 28 days each
// (whole weeks, so that a profile's shape hardly matters): at 20 % a year within 1e-4.
func meanNeed(s *model.System, l *model.Limit, a, b float64) float64 {
	step := b - a
	if l.Growth != 0 {
		step = 28 * 24
	}
	var need float64
	for from := a; from < b; from += step {
		to := min(b, from+step)
		shift := portable.Exp(-l.Growth * (from + float64((to-from)/2)))
		for w, weight := range l.Weight {
			if weight > 0 {
				need += float64(weight * s.Load.Offered(w, from, to) * shift)
			}
		}
	}
	return need / (3600 * (b - a))
}

// exhaustion returns the first time at which a limit is exceeded that is so before
// b, by bisection on the peak until then; it is within b/2^52 hours.
func exhaustion(load model.Load, l model.Limit, b float64) float64 {
	if f, ok := load.(interface {
		First(l model.Limit, horizon float64) (float64, bool)
	}); ok {
		if x, found := f.First(l, b); found {
			return x
		}
	}
	if load.Need(&l, 0, 0) > l.Capacity {
		return 0
	}
	a := 0.0
	for range 52 {
		t := a + float64((b-a)/2)
		if load.Need(&l, 0, t) > l.Capacity {
			b = t
		} else {
			a = t
		}
	}
	return b
}
