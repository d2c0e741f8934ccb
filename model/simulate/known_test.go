package simulate

import (
	"math"
	"strconv"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/stat"
)

// TestKofN holds availability, frequency, mean duration, failures and hours up to
// their closed forms, which do not depend on the laws: U = P(fewer than k of n up),
// frequency k·P(exactly k up)/MTTF. It notices 4 %.
func TestKofN(t *testing.T) {
	const n, k, mttf, mttr, horizon = 5, 4, 100.0, 10.0, 2000.0
	a := mttf / (mttf + mttr)
	u := 1 - atLeast(n, k, a)
	freq := k * (atLeast(n, k, a) - atLeast(n, k+1, a)) / mttf
	for name, laws := range map[string][2]model.Law{
		"exponential":       {exponential(mttf), exponential(mttr)},
		"lognormal repair":  {exponential(mttf), lognormal(mttr, 1.5)},
		"weibull life":      {model.NewLaw(model.Weibull, mttf, 0.7, 0), exponential(mttr)},
		"ageing, fixed":     {model.NewLaw(model.Weibull, mttf, 2, 0), fixed(mttr)},
		"uniform and gamma": {{Kind: model.Uniform, Lo: 50, Hi: 150, Mean: 100}, model.NewLaw(model.Gamma, mttr, 3, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			s := &model.System{Horizon: horizon, Steady: true, Pools: []model.PoolSystem{
				{Name: "p", Count: n, Needs: k, Life: laws[0], Repair: laws[1]},
			}}
			var unavailable, outages, failures, hours, long stat.Sample
			run(s, 8000, func(h *History) {
				unavailable.Add(h.Unavailability)
				outages.Add(float64(h.Outages))
				failures.Add(float64(h.Failures[0]))
				hours.Add(h.UnitHours[0])
				for _, d := range h.Durations {
					long.Add(d)
				}
			})
			stat.Near(t, "unavailability", &unavailable, u, 0.04*u)
			stat.Near(t, "outages", &outages, freq*horizon, 0.04*freq*horizon)
			stat.Near(t, "failures", &failures, n*horizon/(mttf+mttr), 0.02*n*horizon/(mttf+mttr))
			stat.Near(t, "unit hours", &hours, n*horizon*a, 0.01*n*horizon*a)
			// Outages cut off by the end are left out: about their own length in 2,000 h.
			want := u / freq
			if d := math.Abs(long.Mean - want); !(d <= 0.03*want) {
				t.Errorf("mean outage = %g, want %g", long.Mean, want)
			}
		})
	}
}

// TestNewFleet holds a fleet that starts new to U(T) = q(1 − (1−e^(−rT))/rT),
// r = λ+μ, of one unit. It notices 3 %.
func TestNewFleet(t *testing.T) {
	const mttf, mttr, horizon = 100.0, 30.0, 40.0
	q, rt := mttr/(mttf+mttr), (1/mttf+1/mttr)*horizon
	s := &model.System{Horizon: horizon, Pools: []model.PoolSystem{
		{Name: "p", Count: 1, Needs: 1, Life: exponential(mttf), Repair: exponential(mttr)},
	}}
	var u stat.Sample
	run(s, 120000, func(h *History) { u.Add(h.Unavailability) })
	want := q * (1 + math.Expm1(-rt)/rt)
	stat.Near(t, "unavailability", &u, want, 0.06*want)
}

// TestDomains enumerates two rooms with two racks each and holds every nested
// cause to the increments. It notices 0.004.
func TestDomains(t *testing.T) {
	law := func(q float64) (life, repair model.Law) { return exponential(10 * (1 - q) / q), lognormal(10, 1) }
	s := &model.System{
		Horizon: 3000, Steady: true,
		Levels: []model.Level{{Name: "room", Total: 2}, {Name: "rack", Total: 4}},
		Pools:  []model.PoolSystem{{Name: "p", Count: 6, Place: 4, Needs: 4}},
	}
	const qRoom, qRack, qUnit = 0.08, 0.1, 0.12
	s.Levels[0].Life, s.Levels[0].Repair = law(qRoom)
	s.Levels[1].Life, s.Levels[1].Repair = law(qRack)
	s.Pools[0].Life, s.Pools[0].Repair = law(qUnit)
	u := [3]float64{}
	for state := range 1 << 12 { // bits: 6 units, 4 racks, 2 rooms
		p := 1.0
		for b := range 12 {
			q := qUnit
			if b >= 10 {
				q = qRoom
			} else if b >= 6 {
				q = qRack
			}
			if state>>b&1 == 0 {
				q = 1 - q
			}
			p *= q
		}
		var up [3]int
		for i := range 6 {
			unit, rack, room := state>>i&1 == 0, state>>(6+i%4)&1 == 0, state>>(10+i%4%2)&1 == 0
			up[0] += one(unit)
			up[1] += one(unit && rack)
			up[2] += one(unit && rack && room)
		}
		for k := range u {
			if up[k] < 4 {
				u[k] += p
			}
		}
	}
	var cause [4]stat.Sample
	run(s, 6000, func(h *History) {
		for i := range cause {
			cause[i].Add(h.Causes[i])
		}
	})
	for i, want := range []float64{0, u[0], u[1] - u[0], u[2] - u[1]} {
		if i == 0 && cause[0].Mean != 0 {
			t.Errorf("nothing broken loses %g", cause[0].Mean)
		} else if i > 0 {
			stat.Near(t, s.Causes()[i], &cause[i], want, 0.008)
		}
	}
}

// TestGroups holds groups in racks to independence: a group of three consecutive
// units stands in three racks. It notices 0.004.
func TestGroups(t *testing.T) {
	s := &model.System{
		Horizon: 2000, Steady: true,
		Levels: []model.Level{{Name: "rack", Total: 3, Life: exponential(90), Repair: fixed(10)}},
		Pools:  []model.PoolSystem{{Name: "p", Count: 6, Place: 3, Size: 3, GroupNeeds: 2, Needs: 2, Life: exponential(95), Repair: exponential(5), Uses: []bool{true}}},
		Load:   constant{1}, Workloads: []model.WorkloadSystem{{Name: "w", ByRequests: true}},
	}
	const rack, unit = 0.9, 0.95
	var fleet, served float64 // P(both groups work), E[working share]
	for out := range 8 {
		p, racks := 1.0, 0
		for b := range 3 {
			if out>>b&1 == 0 {
				p *= rack
				racks++
			} else {
				p *= 1 - rack
			}
		}
		works := atLeast(racks, 2, unit)
		fleet += p * works * works
		served += p * works
	}
	var u, w stat.Sample
	run(s, 6000, func(h *History) { u.Add(h.Unavailability); w.Add(h.WorkloadUnavailability[0]) })
	stat.Near(t, "fleet", &u, 1-fleet, 0.008)
	stat.Near(t, "workload", &w, 1-served, 0.006)
}

// TestDemand holds served requests to E min(1, capacity/load) with the demand above
// full capacity, by cause. It notices 0.001.
func TestDemand(t *testing.T) {
	const n, load = 10, 105.0
	s := &model.System{
		Horizon: 1000, Steady: true, ByRequests: true,
		Pools: []model.PoolSystem{{Name: "p", Count: n, Needs: -1, Life: exponential(95), Repair: exponential(5), Uses: []bool{true}, Weight: []float64{1}, Capacity: linear(n, 10)}},
		Load:  constant{load}, Workloads: []model.WorkloadSystem{{Name: "w", ByRequests: true}},
	}
	lost := 0.0
	for j := range n + 1 {
		lost += (atLeast(n, j, 0.95) - atLeast(n, j+1, 0.95)) * (1 - float64(j)*10/load)
	}
	var u stat.Sample
	run(s, 3000, func(h *History) {
		u.Add(h.Unavailability)
		if math.Abs(h.Causes[0]-(1-100/load)) > 1e-9 || math.Abs(h.Down-s.Horizon) > 1e-9 {
			t.Fatalf("full capacity loses %g of the requests in %g h down", h.Causes[0], h.Down)
		}
	})
	stat.Near(t, "unavailability", &u, lost, 0.002)
}

// chain builds rates from a list of transitions between named states.
type chain struct {
	names map[string]int
	rates map[[2]int]float64
}

func (c *chain) add(from, to string, rate float64) {
	if c.names == nil {
		c.names, c.rates = map[string]int{}, map[[2]int]float64{}
	}
	for _, n := range []string{from, to} {
		if _, ok := c.names[n]; !ok {
			c.names[n] = len(c.names)
		}
	}
	c.rates[[2]int{c.names[from], c.names[to]}] += rate
}

// solve returns the long-run probability of every state.
func (c *chain) solve() map[string]float64 {
	q := make([][]float64, len(c.names))
	for i := range q {
		q[i] = make([]float64, len(q))
	}
	for k, v := range c.rates {
		q[k[0]][k[1]] = v
	}
	p, named := stationary(q), map[string]float64{}
	for n, i := range c.names {
		named[n] = p[i]
	}
	return named
}

// TestActiveStandby holds two units to their chains with and without a recovery.
// It notices 4 % of the unavailability.
func TestActiveStandby(t *testing.T) {
	const l, m, s, r, c = 1 / 50.0, 1 / 20.0, 1 / 2.0, 1 / 8.0, 0.7
	for _, recovers := range []bool{true, false} {
		t.Run(strconv.FormatBool(recovers), func(t *testing.T) {
			var q chain // "carrying, up": S switching, R recovering, W waiting for the lost one
			lose := func(from string) {
				q.add(from, "S1", l*c)
				if recovers {
					q.add(from, "R1", l*(1-c))
				} else {
					q.add(from, "W1", l*(1-c))
				}
			}
			q.add("both", "one", l)
			lose("both")
			q.add("one", "none", l)
			q.add("one", "both", m)
			q.add("none", "one", 2*m)
			for name, rate := range map[string]float64{"S": s, "R": r} {
				if name == "R" && !recovers {
					continue
				}
				q.add(name+"1", "one", rate)
				q.add(name+"1", name+"2", m)
				q.add(name+"1", "none", l)
				q.add(name+"2", "both", rate)
				q.add(name+"2", name+"1", l)
				lose(name + "2")
			}
			if !recovers {
				q.add("W1", "both", m)
				q.add("W1", "none", l)
			}
			p := q.solve()
			want := 1 - p["both"] - p["one"]
			sys := &model.System{Horizon: 5000, Steady: true, Pools: []model.PoolSystem{{
				Name: "db", Count: 2, Needs: 1, Mode: model.ActiveStandby, Life: exponential(1 / l), Repair: exponential(1 / m),
				Cover: model.Cover{On: true, Success: c, Time: exponential(1 / s), Recovery: exponential(1 / r), HasRecovery: recovers},
			}}}
			var u, units, over stat.Sample
			run(sys, 8000, func(h *History) {
				u.Add(h.Unavailability)
				units.Add(h.Causes[1])
				over.Add(h.Causes[2])
			})
			stat.Near(t, "unavailability", &u, want, 0.04*want)
			all := math.Pow(l/(l+m), 0) * math.Pow((1/m)/(1/l+1/m), 2) // both down
			stat.Near(t, "units", &units, all, 0.06*all)
			stat.Near(t, "failover", &over, want-all, 0.04*(want-all))
		})
	}
}

// TestUncovered holds stops until the lost unit is back: a unit is up, down and
// covered, or down and stopping its scope, each by itself. It notices 0.004.
func TestUncovered(t *testing.T) {
	const n, k, a, c = 4, 2, 0.9, 0.8
	base := model.PoolSystem{
		Name: "p", Count: n, Needs: k, Life: exponential(90), Repair: lognormal(10, 1),
		Cover: model.Cover{On: true, Success: c}, Uses: []bool{true},
	}
	free := 0.0 // no stop and at least k up
	for j := k; j <= n; j++ {
		free += choose(n, j) * math.Pow(a, float64(j)) * math.Pow((1-a)*c, float64(n-j))
	}
	pair := a*a + 2*a*(1-a)*c // a group of two that needs one works
	for name, x := range map[string]struct {
		change func(p *model.PoolSystem)
		up     float64
	}{
		"pool":  {func(p *model.PoolSystem) {}, free},
		"fleet": {func(p *model.PoolSystem) { p.Cover.Scope = model.ScopeFleet }, free},
		"group": {func(p *model.PoolSystem) { p.Size, p.GroupNeeds = 2, 1 }, pair * pair},
	} {
		s := &model.System{Horizon: 2000, Steady: true, Pools: []model.PoolSystem{base}}
		x.change(&s.Pools[0])
		var u stat.Sample
		run(s, 6000, func(h *History) { u.Add(h.Unavailability) })
		stat.Near(t, name, &u, 1-x.up, 0.008)
	}
}

// TestRecovery holds overlapping stops of a fixed recovery to a queue with no end of
// servers, P(none) = e^(−rate·time), with failures nearly Poisson: many units, each
// rarely down. It notices 0.003; units that are down take 0.1 % off the rate.
func TestRecovery(t *testing.T) {
	const n, mttf, c, time = 1000, 1e5, 0.5, 20.0
	s := &model.System{Horizon: 2000, Steady: true, Pools: []model.PoolSystem{{
		Name: "p", Count: n, Needs: 0,
		Life: exponential(mttf), Repair: fixed(100), Cover: model.Cover{On: true, Success: c, Recovery: fixed(time), HasRecovery: true},
	}}}
	var u stat.Sample
	run(s, 6000, func(h *History) { u.Add(h.Unavailability) })
	stat.Near(t, "unavailability", &u, -math.Expm1(-n/(mttf+100)*(1-c)*time), 0.006)
}

// TestTakeover holds the requests that fail while covered takeovers run to
// E[u]/count = time/(MTTF+MTTR). It notices 4 %.
func TestTakeover(t *testing.T) {
	s := &model.System{
		Horizon: 2000, Steady: true, ByRequests: true, Load: constant{3}, Workloads: []model.WorkloadSystem{{Name: "w", ByRequests: true}},
		Pools: []model.PoolSystem{{Name: "p", Count: 10, Needs: 0, Life: exponential(90), Repair: fixed(10), Uses: []bool{true}, Cover: model.Cover{On: true, Success: 1, Time: fixed(0.5)}}},
	}
	var u stat.Sample
	run(s, 3000, func(h *History) {
		u.Add(h.Unavailability)
		if h.Down != 0 {
			t.Fatalf("a covered failure stops the fleet for %g h", h.Down)
		}
	})
	stat.Near(t, "unavailability", &u, 0.005, 0.04*0.005)
}
