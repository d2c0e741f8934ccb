package exact

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/capplan/capplan/model"
)

// steadyLoad is a demand that never changes.
type steadyLoad []float64

func (l steadyLoad) Rate(w int, _ float64) float64       { return l[w] }
func (l steadyLoad) Offered(w int, a, b float64) float64 { return l[w] * 3600 * (b - a) }
func (l steadyLoad) Peak(weight []float64, _, _ float64) float64 {
	var s float64
	for w, v := range weight {
		s += v * l[w]
	}
	return s
}

func (l steadyLoad) Need(of *model.Limit, a, b float64) float64 {
	return l.Peak(of.Weight, a, b) * math.Exp(max(-of.Growth*a, -of.Growth*b))
}

func (l steadyLoad) Refused(w int, limits []model.Limit, a, b float64) float64 {
	most := 0.0
	for _, m := range limits {
		if m.Weight[w] > 0 {
			most = max(most, m.VisitOf(w)*(1-m.Capacity/l.Peak(m.Weight, a, b)))
		}
	}
	return l.Offered(w, a, b) * most
}

func (l steadyLoad) Above(limits []model.Limit, a, b float64) float64 {
	for _, m := range limits {
		if m.Capacity < l.Peak(m.Weight, a, b) {
			return b - a
		}
	}
	return 0
}

func exponentialLaw(mean float64) model.Law { return model.NewLaw(model.Exponential, mean, 0, 0) }

// A part of a brute-force enumeration: states with probabilities; from state 0 the
// others are entered at rates.
type component struct {
	p, rate []float64
}

// brute enumerates every state of every domain, unit and incident of a system
// without active-standby pools and uncovered failures.
type brute struct {
	s     *model.System
	comps []component
	state []int
	level []int // first component of each level
	pool  []int // first component of each pool
	inc   int
	used  int
}

func newBrute(s *model.System) *brute {
	b := &brute{s: s}
	for i := range s.Pools {
		b.used = max(b.used, min(s.Pools[i].Place, s.Pools[i].Count))
	}
	two := func(life, repair model.Law, n int) {
		u := model.Unavailability(life, repair)
		for range n {
			b.comps = append(b.comps, component{[]float64{1 - u, u}, []float64{0, life.Rate()}})
		}
	}
	for i := range s.Levels {
		b.level = append(b.level, len(b.comps))
		two(s.Levels[i].Life, s.Levels[i].Repair, s.Levels[i].Total)
	}
	for i := range s.Pools {
		b.pool = append(b.pool, len(b.comps))
		two(s.Pools[i].Life, s.Pools[i].Repair, s.Pools[i].Count)
	}
	b.inc = len(b.comps)
	for i := range s.Incidents {
		in := &s.Incidents[i]
		n := 1
		switch in.Reach {
		case model.ReachDomain:
			n = min(b.used, s.Levels[in.Index].Total)
		case model.ReachGroup:
			n = 0
			for j := range s.Pools {
				n += s.Pools[j].Groups()
			}
		}
		x := in.Rate * in.Duration.Mean / (1 + in.Rate*in.Duration.Mean)
		c := component{[]float64{1 - x}, []float64{0}}
		for range n {
			c.p = append(c.p, x/float64(n))
			c.rate = append(c.rate, in.Rate/float64(n))
		}
		b.comps = append(b.comps, c)
	}
	b.state = make([]int, len(b.comps))
	return b
}

func (b *brute) domainUp(l, i int) bool {
	if b.state[b.level[l]+i] == 1 {
		return false
	}
	for k := range b.s.Incidents {
		if in := &b.s.Incidents[k]; in.Reach == model.ReachDomain && in.Index == l && b.state[b.inc+k] == i+1 {
			return false
		}
	}
	return true
}

func (b *brute) unitUp(p, u int) bool {
	if b.state[b.pool[p]+u] == 1 {
		return false
	}
	for l := range b.s.Levels {
		if !b.domainUp(l, u%b.s.Pools[p].Place%b.s.Levels[l].Total) {
			return false
		}
	}
	return true
}

// working returns units up, or groups that work.
func (b *brute) working(p int) int {
	pool, n := &b.s.Pools[p], 0
	if pool.Size == 0 {
		for u := range pool.Count {
			if b.unitUp(p, u) {
				n++
			}
		}
		return n
	}
	before := 0
	for j := range p {
		before += b.s.Pools[j].Groups()
	}
	for g := range pool.Groups() {
		m := 0
		for u := g * pool.Size; u < (g+1)*pool.Size; u++ {
			if b.unitUp(p, u) {
				m++
			}
		}
		needs := pool.GroupNeeds
		if pool.Mode != model.Shared {
			needs = 1
		}
		ok := m >= needs
		for k := range b.s.Incidents {
			if b.s.Incidents[k].Reach == model.ReachGroup && b.state[b.inc+k] == before+g+1 {
				ok = false
			}
		}
		if ok {
			n++
		}
	}
	return n
}

func (b *brute) has(p int) bool {
	pool := &b.s.Pools[p]
	needs := pool.Needs
	if pool.Mode != model.Shared && pool.Size == 0 {
		needs = 1
	}
	if needs < 0 {
		return pool.Capacity[b.working(p)] >= b.s.Load.Peak(pool.Weight, 0, 1)
	}
	return b.working(p) >= needs
}

// stopped reports whether an incident stops a pool, or with p < 0 the fleet.
func (b *brute) stopped(p int) bool {
	for k := range b.s.Incidents {
		in := &b.s.Incidents[k]
		if b.state[b.inc+k] > 0 && (in.Reach == model.ReachFleet || in.Reach == model.ReachPool && in.Index == p) {
			return true
		}
	}
	return false
}

func (b *brute) up() bool {
	for p := range b.s.Pools {
		if !b.has(p) || b.stopped(p) {
			return false
		}
	}
	return !b.stopped(-1)
}

// served returns the served share of a workload.
func (b *brute) served(w int) float64 {
	f, refused := 1.0, 0.0
	for p := range b.s.Pools {
		pool := &b.s.Pools[p]
		if !pool.Uses[w] {
			continue
		}
		visit := pool.VisitOf(w)
		switch {
		case b.stopped(p) || pool.Capacity == nil && pool.Size == 0 && !b.has(p):
			f *= 1 - visit
		case pool.Size > 0:
			f *= 1 - visit*(1-float64(b.working(p))/float64(pool.Groups()))
		}
		if pool.Size == 0 && pool.Capacity != nil && !b.stopped(p) {
			refused = max(refused, visit*(1-pool.Capacity[b.working(p)]/b.s.Load.Peak(pool.Weight, 0, 1)))
		}
	}
	for k := range b.s.Incidents {
		if in := &b.s.Incidents[k]; b.state[b.inc+k] > 0 && in.Reach == model.ReachShare {
			f *= 1 - in.Share
		}
	}
	if b.stopped(-1) {
		return 0
	}
	return f * (1 - refused)
}

// run returns share of time down, rate of outages and lost share of each workload.
func (b *brute) run() (down, rate float64, lost []float64) {
	lost = make([]float64, len(b.s.Workloads))
	var each func(i int, p float64)
	each = func(i int, p float64) {
		if p == 0 {
			return
		}
		if i < len(b.comps) {
			for k, q := range b.comps[i].p {
				b.state[i] = k
				each(i+1, p*q)
			}
			b.state[i] = 0
			return
		}
		for w := range lost {
			lost[w] += p * (1 - b.served(w))
		}
		if !b.up() {
			down += p
			return
		}
		for j := range b.comps {
			if b.state[j] > 0 {
				continue
			}
			for k := 1; k < len(b.comps[j].p); k++ {
				b.state[j] = k
				if !b.up() {
					rate += p * b.comps[j].rate[k]
				}
			}
			b.state[j] = 0
		}
	}
	each(0, 1)
	return down, rate, lost
}

// randomSystem draws a system small enough to enumerate.
func randomSystem(r *rand.Rand) *model.System {
	s := &model.System{Horizon: 100, Steady: true, ByRequests: r.IntN(2) == 1}
	mean := func(lo, hi float64) model.Law { return exponentialLaw(lo * math.Pow(hi/lo, r.Float64())) }
	total, bits := 1, 0
	for range r.IntN(4) {
		n := total * (1 + r.IntN(3))
		if bits+n > 9 {
			break
		}
		total, bits = n, bits+n
		s.Levels = append(s.Levels, model.Level{Name: "d", Total: n, Life: mean(5, 100), Repair: mean(1, 5)})
	}
	pools, place := 1+r.IntN(3), total
	if r.IntN(3) == 0 {
		place = 1 + r.IntN(total)
	}
	s.Load = steadyLoad{3, 1.5}
	for i := range pools {
		p := model.PoolSystem{Name: "p", Life: mean(3, 100), Repair: mean(1, 5), Weight: []float64{1, 0.5}, Uses: []bool{true, i == 0}}
		room := max(1, min(6, (16-bits)/(pools-i)))
		p.Count = 1 + r.IntN(room)
		if !p.Uses[1] {
			p.Weight[1] = 0
		}
		p.Needs = 1 + r.IntN(p.Count)
		if r.IntN(2) == 0 {
			p.Visit = []float64{0.2 + 0.8*r.Float64(), 0.5}
		}
		if len(s.Levels) > 0 {
			p.Place = place
		}
		switch r.IntN(4) {
		case 0:
			p.Size = 1 + r.IntN(p.Count)
			p.Count -= p.Count % p.Size
			p.GroupNeeds = 1 + r.IntN(p.Size)
			p.Needs = 1 + r.IntN(p.Groups())
			if r.IntN(2) == 0 {
				p.Needs = p.Groups()
			}
		case 1:
			p.Mode = model.Mirrored
		case 2:
			for k := range p.Count + 1 {
				p.Capacity = append(p.Capacity, float64(k)*4.5/float64(p.Count))
			}
			if i == 0 {
				p.Needs = -1
			}
		}
		bits += p.Count
		s.Pools = append(s.Pools, p)
	}
	s.Workloads = []model.WorkloadSystem{{Name: "a", ByRequests: true}, {Name: "b", ByRequests: true}}
	groups := 0
	for i := range s.Pools {
		groups += s.Pools[i].Groups()
	}
	domain := false
	for range r.IntN(3) {
		in := model.Incident{Name: "i", Rate: 0.01, Duration: exponentialLaw(2), Reach: model.ReachKind(r.IntN(5)), Share: 0.3}
		switch {
		case in.Reach == model.ReachGroup && groups == 0, in.Reach == model.ReachDomain && (domain || len(s.Levels) == 0):
			in.Reach = model.ReachFleet
		case in.Reach == model.ReachPool:
			in.Index = r.IntN(len(s.Pools))
		case in.Reach == model.ReachDomain:
			in.Index, domain = r.IntN(len(s.Levels)), true
		}
		s.Incidents = append(s.Incidents, in)
	}
	return s
}

// fleetLoss returns the loss by the fleet's basis.
func fleetLoss(s *model.System, down float64, lost []float64) float64 {
	if !s.ByRequests {
		return down
	}
	var bad, all float64
	for w := range lost {
		bad, all = bad+lost[w]*s.Load.Offered(w, 0, 1), all+s.Load.Offered(w, 0, 1)
	}
	return bad / all
}

func bruteLoss(s *model.System) float64 {
	down, _, lost := newBrute(s).run()
	return fleetLoss(s, down, lost)
}

func TestAgainstEveryState(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 300 {
		s := randomSystem(r)
		got, err := Solve(s)
		if err != nil {
			t.Errorf("system %d: %v", i, err)
			continue
		}
		down, rate, lost := newBrute(s).run()
		near(t, "ByTime", got.ByTime, down, 1e-11)
		tol := 1e-11
		if got.Method == model.Approximation { // outages by domains are counted as without the incident
			tol = 0.1
		}
		near(t, "OutageRate", got.OutageRate, rate, tol)
		for w := range lost {
			near(t, "Workloads", got.Workloads[w], lost[w], 1e-9)
		}
		near(t, "Unavailability", got.Unavailability, fleetLoss(s, down, lost), 1e-9)
		var sum float64
		for c := range got.Causes {
			sum += got.Causes[c]
			if i < 60 {
				near(t, "loss up to a cause", sum, bruteLoss(stage(s, c)), 1e-9)
			}
		}
		near(t, "sum of causes", sum, got.Unavailability, 1e-12)
		if t.Failed() {
			t.Fatalf("system %d: %+v", i, *s)
		}
	}
}

// TestRoundTheRing has groups that reach round the end of their domains unevenly.
func TestRoundTheRing(t *testing.T) {
	for _, c := range []struct{ domains, size, members, groups, needs, beside int }{
		{5, 3, 2, 2, 2, 2}, {5, 3, 1, 3, 2, 0}, {7, 4, 2, 2, 1, 1}, {5, 4, 3, 2, 2, 2}, {4, 3, 2, 3, 1, 0}, {2, 3, 2, 3, 2, 1}, {3, 5, 3, 2, 2, 0},
	} {
		s := &model.System{Horizon: 1, Steady: true, ByRequests: true, Load: steadyLoad{1}, Workloads: []model.WorkloadSystem{{ByRequests: true}}}
		s.Levels = []model.Level{
			{Total: 1, Life: exponentialLaw(70), Repair: exponentialLaw(1)},
			{Total: c.domains, Life: exponentialLaw(30), Repair: exponentialLaw(2)},
		}
		s.Pools = []model.PoolSystem{{
			Name: "g", Count: c.size * c.groups, Place: c.domains, Size: c.size, GroupNeeds: c.members, Needs: c.needs,
			Life: exponentialLaw(20), Repair: exponentialLaw(3), Weight: []float64{0}, Uses: []bool{true},
		}}
		if c.beside > 0 {
			p := s.Pools[0]
			p.Name, p.Count, p.Size, p.Needs = "b", c.beside, 0, c.beside
			s.Pools = append(s.Pools, p)
		}
		down, rate, lost := newBrute(s).run()
		r := solved(t, s)
		near(t, "ByTime", r.ByTime, down, 1e-11)
		near(t, "OutageRate", r.OutageRate, rate, 1e-11)
		near(t, "Workloads", r.Workloads[0], lost[0], 1e-11)
	}
}

// near fails unless got is within tol of want, relatively.
func near(t *testing.T, name string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*math.Abs(want)+1e-17) {
		t.Errorf("%s = %.15g, want %.15g (off by %.2g)", name, got, want, got/want-1)
	}
}
