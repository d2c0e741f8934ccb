package throughput

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestCurveByHand: five web units of 40 req/s behind a gateway that takes 190: served is
// what is offered up to that, and stays; with a rack lost, two units are left.
func TestCurveByHand(t *testing.T) {
	s := small()
	s.Pools = s.Pools[:1]
	c, ok := NewTopology(s).Curve(s, 30)
	if !ok || c.Gate != 190 || c.GateBy != "bank" || c.DegradedBy != "room" || c.Safe != c.Peak {
		t.Fatalf("%t %+v", ok, c)
	}
	if last := c.Points[len(c.Points)-1].Offered; c.Points[0].Offered != 0 || !(last > 1.05*190) {
		t.Errorf("from %g to %g", c.Points[0].Offered, last)
	}
	s.Levels, s.Pools[0].Place = []model.Level{{Name: "rack", Total: 2}}, 2
	c, _ = NewTopology(s).Curve(s, 30)
	if c.DegradedBy != "rack" || c.Degraded != 80 {
		t.Fatalf("degraded to %g by %s", c.Degraded, c.DegradedBy)
	}
	marks := map[float64]bool{}
	for _, p := range c.Points {
		near(t, "served", p.Served, min(p.Offered, 190), 1e-12)
		near(t, "degraded", p.Degraded, min(p.Offered, 80), 1e-12)
		marks[p.Offered] = true
		if !math.IsNaN(p.P99) {
			t.Error("a time of which nothing is known")
		}
	}
	for _, x := range []float64{80, 120, 190} { // both knees, and the demand
		if !marks[x] {
			t.Errorf("no point at %g", x)
		}
	}
	s.Gateways, s.Pools[0].Capacity, s.Pools[0].Weight = nil, nil, []float64{0}
	if _, ok := NewTopology(s).Curve(s, 30); ok {
		t.Error("a curve where nothing limits")
	}
}

// TestCurveCollapses: above its capacity a pool has a fifth left, and a rack's loss lets
// it collapse sooner.
func TestCurveCollapses(t *testing.T) {
	s := small()
	s.Pools, s.Gateways = s.Pools[:1], nil
	s.Levels, s.Pools[0].Place = []model.Level{{Name: "rack", Total: 2}}, 2
	s.Pools[0].Overload = &model.Collapse{Left: 0.2}
	c, _ := NewTopology(s).Curve(s, 30)
	dropped := 0
	for _, p := range c.Points {
		want, after := p.Offered, p.Offered
		if p.Offered > 200 {
			want, dropped = 40, dropped+1
		}
		if p.Offered > 80 {
			after = 16
		}
		near(t, "served", p.Served, want, 1e-12)
		near(t, "degraded", p.Degraded, after, 1e-12)
	}
	if dropped < 3 || c.Safe != 200 {
		t.Errorf("%d points beyond, safe below %g", dropped, c.Safe)
	}
	s.Pools[0].Overload.Services = []float64{1}
	s.Pools[0].Overload.Region = func(units int) (safe, impossible float64) { return 20 * float64(units), 30 * float64(units) }
	c, _ = NewTopology(s).Curve(s, 30)
	for _, p := range c.Points { // retries alone bring it down from 150 on
		if want := min(p.Offered, 40); p.Offered > 150 {
			near(t, "served with retries", p.Served, want, 1e-12)
		} else {
			near(t, "served below", p.Served, p.Offered, 1e-12)
		}
	}
	if c.Safe != 100 {
		t.Errorf("safe below %g, want 100", c.Safe)
	}
}

// TestCurveAgainstRefused: with several workloads, limits that some pass by, and walls,
// all that is not served is what the load itself says is refused.
func TestCurveAgainstRefused(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	beyond := 0
	for range 50 {
		s := small()
		s.Workloads, s.Levels = make([]model.WorkloadSystem, 3), nil
		s.Load = load(3, 20+100*r.Float64(), 0, 100*r.Float64(), 0, 50*r.Float64(), 0)
		for i := range s.Pools {
			p := &s.Pools[i]
			p.Place, p.Uses = 0, []bool{true, r.IntN(2) == 0, true}
			p.Weight, p.Visit = make([]float64, 3), make([]float64, 3)
			for w := range p.Weight {
				if p.Uses[w] {
					p.Visit[w] = 0.2 + 0.8*r.Float64()
					p.Weight[w] = p.Visit[w] * (0.5 + r.Float64()) / 100
				}
			}
		}
		calls := []float64{0.5, 0, 0.8}
		s.Pools[0].Walls = []model.Wall{{Name: "connections", Units: 5, Weight: []float64{0.3, 0, 0.1}, Capacity: []float64{0, 4, 8, 12, 16, 20}, Calls: calls, Visit: calls}}
		s.Gateways[0].Limit.Weight, s.Gateways[0].Limit.Visit = []float64{0.1, 0.2, 0}, []float64{0.7, 1, 0}
		c, ok := NewTopology(s).Curve(s, 12)
		if !ok {
			t.Fatal("no curve")
		}
		limits := limitsOf(s)
		for i, k := range []int{0, 2} { // limits of pools pass by those who do not visit
			limits[k].Visit = s.Pools[i].Visit
		}
		for _, p := range c.Points {
			if p.Offered == 0 {
				continue
			}
			at := load(3, s.Load.Rate(0, 0)/c.Demand*p.Offered, 0, s.Load.Rate(1, 0)/c.Demand*p.Offered, 0, s.Load.Rate(2, 0)/c.Demand*p.Offered, 0)
			var want float64
			for w := range 3 {
				want += (at.Offered(w, 0, 1) - at.Refused(w, limits, 0, 1)) / 3600
			}
			near(t, "served", p.Served, want, 1e-9)
			if p.Served < p.Offered {
				beyond++
			}
			if p.Offered <= c.Peak && math.Abs(p.Served-p.Offered) > 1e-9*p.Offered {
				t.Errorf("%g of %g served below the knee at %g", p.Served, p.Offered, c.Peak)
			}
		}
	}
	if beyond < 100 {
		t.Errorf("only %d points beyond a limit", beyond)
	}
}

// TestCurveOfQueue: a lone queue of four workers at 10 ms each, M/M/4: latencies are
// Erlang's, and the knee is where the promised mean is no longer kept.
func TestCurveOfQueue(t *testing.T) {
	s := small()
	s.Pools, s.Gateways, s.Levels = s.Pools[:1], nil, nil
	s.Pools[0].Count, s.Pools[0].Place, s.Pools[0].Capacity = 4, 0, nil
	s.Pools[0].Weight = []float64{0}
	top := NewTopology(s)
	top.Draw(&Path{Workloads: 1, Goals: []Goal{{Within: 0.02}}, Stages: []Stage{{
		Name: "web", Visit: []float64{1}, Servers: 4, Each: 1, Time: 0.01, CV: 1, ArrivalCV: 1, Queue: -1, FanOut: 1,
	}}})
	c, ok := top.Curve(s, 30)
	if !ok {
		t.Fatal("no curve")
	}
	q := MMc{Mu: 100, C: 4, Lambda: c.Peak}
	near(t, "mean at the knee", q.MeanResponse(), 0.02, 1e-9)
	near(t, "after a unit", MMc{Mu: 100, C: 3, Lambda: c.Degraded}.MeanResponse(), 0.02, 1e-9)
	finite := 0
	for _, p := range c.Points {
		near(t, "served", p.Served, min(p.Offered, c.Peak), 1e-9)
		if q.Lambda = p.Offered; p.Offered > 0 && p.Offered < 400 {
			near(t, "mean", p.Mean, q.MeanResponse(), 1e-9)
			near(t, "p99", p.P99, q.Response(0.99), 1e-6)
			finite++
		} else if p.Offered > 400 && !math.IsInf(p.Mean, 1) {
			t.Errorf("a mean of %g at %g req/s, more than it catches up with", p.Mean, p.Offered)
		}
	}
	if finite < 20 {
		t.Errorf("%d latencies", finite)
	}
}
