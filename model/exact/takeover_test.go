package exact

import (
	"testing"

	"github.com/capplan/capplan/model"
)

// takeovers returns the law of one unit that is up or down with so many takeovers
// of it running, at most 9, all exponential: p[0][k] up, p[1][k] down.
func takeovers(mttf, repair, time float64) (p [2][10]float64) {
	c := NewChain(20)
	for k := range 10 {
		c[k][10+min(k+1, 9)] += 1 / mttf
		c[10+k][k] += 1 / repair
		if k > 0 {
			c[k][k-1] += float64(k) / time
			c[10+k][10+k-1] += float64(k) / time
		}
	}
	for i, x := range c.Steady() {
		p[i/10][i%10] = x
	}
	return p
}

// A unit that failed lets its own requests fail: what is up and what is taken over
// belong together. Expected values are sums over the product of the units' chains.
func TestTakeoversOfWhatFailed(t *testing.T) {
	pool := func(n int, time float64) *model.System {
		s := onePool(n, -1, 100, 10)
		s.ByRequests, s.Load, s.Workloads = true, steadyLoad{100}, []model.WorkloadSystem{{ByRequests: true}}
		p := &s.Pools[0]
		p.Weight, p.Uses, p.Cover = []float64{1}, []bool{true}, model.Cover{On: true, Success: 1, Time: exponentialLaw(time)}
		return s
	}
	s := pool(1, 5)
	s.Pools[0].Capacity = []float64{0, 100}
	r := solved(t, s)
	near(t, "one unit", r.Served[0], takeovers(100, 10, 5)[0][0], 1e-12)
	near(t, "one unit, in figures", r.Served[0], 0.894500, 1e-6)
	s.Pools[0].Needs, s.Pools[0].Capacity = 1, nil
	near(t, "one unit, by needs", solved(t, s).Served[0], r.Served[0], 1e-12)

	// Two units of 60 req/s under 100; as two groups of one without capacity; with
	// half of the requests.
	u := takeovers(100, 10, 0.05)
	for _, visit := range []float64{1, 0.5} {
		var shared, groups float64
		for d := range 2 {
			for e := range 2 {
				for k := range 10 {
					for l := range 10 {
						p, f := u[d][k]*u[e][l], 1-float64(min(k+l, 2))/2
						carries := min(1, 60*float64(2-d-e)/(100*visit))
						shared += p * (1 - visit*(1-f*carries))
						groups += p * (1 - visit*(1-f*float64(2-d-e)/2))
					}
				}
			}
		}
		s = pool(2, 0.05)
		s.Pools[0].Weight, s.Pools[0].Visit = []float64{visit}, []float64{visit}
		s.Pools[0].Capacity = []float64{0, 60, 120}
		r = solved(t, s)
		near(t, "two units", 1-r.Served[0], 1-shared, 1e-6)
		if r.Method != model.Numerical {
			t.Errorf("two units: %s", r.Why)
		}
		s.Pools[0].Capacity, s.Pools[0].Weight = nil, []float64{0}
		s.Pools[0].Size, s.Pools[0].GroupNeeds, s.Pools[0].Needs = 1, 1, 2
		near(t, "two groups", 1-solved(t, s).Served[0], 1-groups, 1e-6)
	}
	// What more takeovers than units lose is bounded, and large enough here to say so.
	s = pool(2, 50)
	s.Pools[0].Capacity = []float64{0, 60, 120}
	if r = solved(t, s); r.Method != model.Approximation {
		t.Errorf("long takeovers: %s", r.Why)
	}
}

// A switch that stops requests that do not visit its pool is refused, and one that
// stops only those that do is not.
func TestSweepingSwitchRefused(t *testing.T) {
	for _, visit := range []float64{0.4, 1} {
		s := onePool(2, 1, 100, 10)
		s.ByRequests, s.Load, s.Workloads = true, steadyLoad{100}, []model.WorkloadSystem{{ByRequests: true}}
		p := &s.Pools[0]
		p.Mode, p.Weight, p.Uses, p.Visit = model.ActiveStandby, []float64{0}, []bool{true}, []float64{visit}
		p.Cover = model.Cover{On: true, Success: 0.9, Time: exponentialLaw(1), Recovery: exponentialLaw(5), HasRecovery: true, Scope: model.ScopeFleet}
		if _, err := Solve(s); (err != nil) != (visit < 1) {
			t.Errorf("visit %g: %v", visit, err)
		}
	}
}
