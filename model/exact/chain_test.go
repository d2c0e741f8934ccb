package exact

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// A walker explores a chain from a state and solves it by Gauss–Seidel sweeps: a
// route of its own beside Chain.
type walker[S comparable] struct {
	states []S
	at     map[S]int
	to     [][]int
	rate   [][]float64
	p      []float64
}

func explored[S comparable](start S, moves func(S, func(S, float64))) *walker[S] {
	w := &walker[S]{states: []S{start}, at: map[S]int{start: 0}}
	for i := 0; i < len(w.states); i++ {
		w.to, w.rate = append(w.to, nil), append(w.rate, nil)
		moves(w.states[i], func(s S, r float64) {
			if r == 0 || s == w.states[i] {
				return
			}
			if _, ok := w.at[s]; !ok {
				w.at[s] = len(w.states)
				w.states = append(w.states, s)
			}
			w.to[i], w.rate[i] = append(w.to[i], w.at[s]), append(w.rate[i], r)
		})
	}
	n := len(w.states)
	out, from, in := make([]float64, n), make([][]int, n), make([][]float64, n)
	for i := range n {
		for k, j := range w.to[i] {
			out[i] += w.rate[i][k]
			from[j], in[j] = append(from[j], i), append(in[j], w.rate[i][k])
		}
	}
	w.p = make([]float64, n)
	for i := range w.p {
		w.p[i] = 1 / float64(n)
	}
	for range 20000 {
		var total, moved float64
		for j := range n {
			var s float64
			for k, i := range from[j] {
				s += w.p[i] * in[j][k]
			}
			s /= out[j]
			moved += math.Abs(s - w.p[j])
			w.p[j] = s
			total += s
		}
		for j := range w.p {
			w.p[j] /= total
		}
		if moved < 1e-15 {
			break
		}
	}
	return w
}

// down returns the share of time in states that are not up, and the rate from the
// others to them.
func (w *walker[S]) down(up func(S) bool) (share, rate float64) {
	for i, s := range w.states {
		if !up(s) {
			share += w.p[i]
			continue
		}
		for k, j := range w.to[i] {
			if !up(w.states[j]) {
				rate += w.p[i] * w.rate[i][k]
			}
		}
	}
	return share, rate
}

func (w *walker[S]) mean(f func(S) float64) (m float64) {
	for i, s := range w.states {
		m += w.p[i] * f(s)
	}
	return m
}

// pair is a hall, two racks, an active-standby pool of n and a shared pool of three,
// told as the scenario's text tells it.
type pair struct {
	hall  bool
	rack  [2]bool
	own   [3]bool
	web   [3]bool
	doing string // carries, takes over, recovers, waits, dark
	unit  int
}

func (s pair) up(u int) bool { return s.hall && s.rack[u%2] && s.own[u] }
func (s pair) webUp() (n int) {
	for u := range 3 {
		if s.hall && s.rack[u%2] && s.web[u] {
			n++
		}
	}
	return n
}

// settle yields what follows after anything changed.
func (s pair) settle(n int, success float64, instant, recovers bool, rate float64, yield func(pair, float64)) {
	if s.doing == "dark" {
		for u := range n {
			if s.up(u) {
				s.doing, s.unit = "carries", u
				break
			}
		}
		yield(s, rate)
		return
	}
	if s.doing == "waits" {
		any := false
		for u := range n {
			any = any || s.up(u)
		}
		switch {
		case s.up(s.unit):
			s.doing = "carries"
		case !any:
			s.doing, s.unit = "dark", 0
		}
		yield(s, rate)
		return
	}
	if s.up(s.unit) {
		yield(s, rate)
		return
	}
	gone := s.unit
	for k := 1; k < n; k++ {
		if v := (gone + k) % n; s.up(v) {
			good, bad := s, s
			good.doing, good.unit = "takes over", v
			if instant {
				good.doing = "carries"
			}
			yield(good, rate*success)
			if bad.doing, bad.unit = "recovers", v; !recovers {
				bad.doing, bad.unit = "waits", gone
			}
			yield(bad, rate*(1-success))
			return
		}
	}
	s.doing, s.unit = "dark", 0
	yield(s, rate)
}

func TestActiveStandbyAgainstItsChain(t *testing.T) {
	for _, c := range []struct {
		n                 int
		success           float64
		instant, recovers bool
		domains           bool
	}{{2, 0.9, false, true, true}, {2, 0.8, true, true, true}, {2, 0.9, false, false, true}, {3, 0.7, false, true, false}, {2, 1, false, true, true}, {3, 0.6, true, false, true}} {
		if testing.Short() && c.n == 3 {
			continue
		}
		law := func(hours float64) model.Law { return exponentialLaw(hours) }
		s := &model.System{Horizon: 100, Steady: true, Workloads: []model.WorkloadSystem{{ByRequests: true}}, Load: steadyLoad{1}}
		if c.domains {
			s.Levels = []model.Level{{Name: "hall", Total: 1, Life: law(200), Repair: law(3)}, {Name: "rack", Total: 2, Life: law(90), Repair: law(2)}}
		}
		db := model.PoolSystem{
			Name: "db", Count: c.n, Place: 2, Mode: model.ActiveStandby, Life: law(50), Repair: law(4), Weight: []float64{0}, Uses: []bool{true},
			Cover: model.Cover{On: true, Success: c.success, HasRecovery: c.recovers},
		}
		if !c.instant {
			db.Cover.Time = law(0.3)
		}
		if c.recovers {
			db.Cover.Recovery = law(1.5)
		}
		web := model.PoolSystem{Name: "web", Count: 3, Place: 2, Needs: 2, Life: law(40), Repair: law(2), Weight: []float64{0}, Uses: []bool{true}}
		s.Pools = []model.PoolSystem{web, db}
		start := pair{hall: true, rack: [2]bool{true, true}, own: [3]bool{true, true, true}, web: [3]bool{true, true, true}, doing: "carries"}
		w := explored(start, func(p pair, yield func(pair, float64)) {
			flip := func(bit func(*pair) *bool, life, repair float64) {
				q, rate := p, 1/life
				if b := bit(&q); *b {
					*b = false
				} else {
					*b, rate = true, 1/repair
				}
				q.settle(c.n, c.success, c.instant, c.recovers, rate, yield)
			}
			if c.domains {
				flip(func(q *pair) *bool { return &q.hall }, 200, 3)
				for i := range 2 {
					flip(func(q *pair) *bool { return &q.rack[i] }, 90, 2)
				}
			}
			for i := range c.n {
				flip(func(q *pair) *bool { return &q.own[i] }, 50, 4)
			}
			for i := range 3 {
				flip(func(q *pair) *bool { return &q.web[i] }, 40, 2)
			}
			q := p
			q.doing = "carries"
			switch p.doing {
			case "takes over":
				yield(q, 1/0.3)
			case "recovers":
				yield(q, 1/1.5)
			}
		})
		down, rate := w.down(func(p pair) bool { return p.doing == "carries" && p.webUp() >= 2 })
		r := solved(t, s)
		near(t, "ByTime", r.ByTime, down, 1e-9)
		near(t, "OutageRate", r.OutageRate, rate, 1e-9)
		near(t, "Workloads", r.Workloads[0], down, 1e-9)
		var sum float64
		for _, x := range r.Causes {
			sum += x
		}
		near(t, "causes", sum, down, 1e-9)
	}
}

// stops are the units up and what stops and takes over in a pool of three.
type stops struct {
	up, held, stops, taking int
}

func TestUncoveredAgainstItsChain(t *testing.T) {
	const life, repair, recovery, takeover, success = 30., 4., 0.7, 0.2, 0.8
	for _, c := range []struct {
		needs   int
		groups  bool
		recover bool
		scope   model.Scope
	}{{2, false, true, model.ScopeDefault}, {3, false, true, model.ScopeFleet}, {2, false, false, model.ScopeDefault}, {2, true, true, model.ScopeDefault}, {2, true, true, model.ScopePool}, {1, true, false, model.ScopeDefault}} {
		s := onePool(3, c.needs, life, repair)
		p := &s.Pools[0]
		p.Weight, p.Uses = []float64{0}, []bool{true}
		p.Cover = model.Cover{On: true, Success: success, Time: exponentialLaw(takeover), HasRecovery: c.recover, Scope: c.scope}
		if c.recover {
			p.Cover.Recovery = exponentialLaw(recovery)
		}
		if c.groups {
			p.Size, p.GroupNeeds, p.Needs = 3, c.needs, 1
		}
		s.Load, s.Workloads = steadyLoad{1}, []model.WorkloadSystem{{ByRequests: true}}
		w := explored(stops{up: 3}, func(x stops, yield func(stops, float64)) {
			move := func(rate float64, f func(*stops)) {
				y := x
				f(&y)
				yield(y, rate)
			}
			if x.up > 0 {
				move(float64(x.up)/life*success, func(y *stops) { y.up--; y.taking = min(y.taking+1, 6) })
				move(float64(x.up)/life*(1-success), func(y *stops) {
					y.up--
					if c.recover {
						y.stops = min(y.stops+1, 8)
					} else {
						y.held++
					}
				})
			}
			move(float64(x.held)/repair, func(y *stops) { y.up++; y.held-- })
			move(float64(3-x.up-x.held)/repair, func(y *stops) { y.up++ })
			move(float64(x.stops)/recovery, func(y *stops) { y.stops-- })
			move(float64(x.taking)/takeover, func(y *stops) { y.taking-- })
		})
		ok := func(x stops) bool { return x.up >= c.needs && x.stops+x.held == 0 }
		down, rate := w.down(ok)
		served := w.mean(func(x stops) float64 {
			if !ok(x) {
				return 0
			}
			return 1 - float64(min(x.taking, 3))/3
		})
		r := solved(t, s)
		near(t, "ByTime", r.ByTime, down, 1e-7)
		tol := 1e-7
		if c.groups && c.scope == model.ScopePool { // units that may stop the pool are those up on the mean
			tol = 2e-2
		}
		near(t, "OutageRate", r.OutageRate, rate, tol)
		tol = 1e-6
		if c.groups { // takeovers of groups are taken to come independently
			tol = 2e-2
		}
		near(t, "Workloads", r.Workloads[0], 1-served, tol)
	}
}

// TestWaitForTheLostUnit: two units with λ = 1/100, μ = 1/20 whose takeover fails once
// in ten and which then wait for the lost unit, until none is up: the chain by hand.
func TestWaitForTheLostUnit(t *testing.T) {
	const l, m, c = 1.0 / 100, 1.0 / 20, 0.9
	// Both up B, one up that carries O, one up while the pool waits W, none up N.
	q := NewChain(4) // B, O, W, N
	q[0][1], q[0][2] = l*c+l, l*(1-c)
	q[1][0], q[1][3] = m, l
	q[2][0], q[2][3] = m, l
	q[3][1] = 2 * m
	p := q.Steady()
	want := p[2] + p[3]
	s := &model.System{Steady: true, Horizon: 1, Pools: []model.PoolSystem{{
		Name: "db", Count: 2, Needs: 1, Mode: model.ActiveStandby, Life: exponentialLaw(100), Repair: exponentialLaw(20), Cover: model.Cover{On: true, Success: c},
	}}}
	r, err := Solve(s)
	if err != nil {
		t.Fatal(err)
	}
	if !(math.Abs(r.Unavailability/want-1) < 1e-12) || !(math.Abs(want/0.0393519-1) < 1e-5) {
		t.Errorf("%.12g, want %.12g", r.Unavailability, want)
	}
}
