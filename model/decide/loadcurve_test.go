package decide

import (
	"math"
	"slices"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestLoadCurve: where nothing is uncertain the curve has the figures of the result: its
// knees are the capacities, at the demand it has the latencies, and beyond it is flat.
func TestLoadCurve(t *testing.T) {
	p := certain(plan())
	for i := range p.Fleets {
		p.Fleets[i].Pools[0].Service = &model.Service{Time: quantity(0.1 / 3600), CV: quantity(1), ArrivalCV: quantity(1), Workers: 1, Queue: -1, FanOut: 1}
	}
	r := answered(t, p, Options{Trials: 5})
	f := r.Fleets["a"]
	c, m := f.LoadCurve, f.Metrics
	near(t, "knee", c.Knee, *m["capacity.peak"].Mean, 1e-11)
	near(t, "degraded", c.Lost, *m["capacity.degraded"].Mean, 1e-11)
	near(t, "demand", c.Demand, *m["demand.peak"].Mean, 1e-11)
	if c.By != f.Bottleneck || c.Loss != f.DegradedBy || c.Gateway != nil || c.Safe != nil || c.Method != model.Exact.String() {
		t.Errorf("by %s, after %s, %+v", c.By, c.Loss, c)
	}
	at := slices.Index(c.Offered, c.Demand)
	if at < 0 || c.Served[at] != c.Demand {
		t.Fatalf("at the demand of %v: %v", c.Demand, c.Offered)
	}
	near(t, "mean latency at the demand", *c.Mean[at], *m["latency.mean"].Mean, 1e-9)
	near(t, "p99 at the demand", *c.P99[at], *m["latency.p99"].Mean, 1e-9)
	beyond := 0
	for k, x := range c.Offered {
		near(t, "served", c.Served[k], min(x, c.Knee), 1e-11)
		near(t, "degraded", c.Degraded[k], min(x, c.Lost), 1e-11)
		if x > c.Knee {
			beyond++
		}
	}
	if c.Offered[0] != 0 || beyond < 3 || len(c.Offered) > 45 || c.Mean[0] != nil || len(c.Mean) != len(c.Offered) {
		t.Errorf("from %v, %d points beyond the knee of %d", c.Offered[0], beyond, len(c.Offered))
	}
}

// TestLoadCurveOfGateway: a dependency that takes less than the pools is the ceiling; what
// has collapsed says from where it recovers.
func TestLoadCurveOfGateway(t *testing.T) {
	p := certain(plan())
	p.Dependencies = []model.Dependency{{Name: "bank", Limit: quantity(100), UsedBy: []int{0}, UsedByAll: true, Share: quantity(1)}}
	left := &model.OverloadSpec{Left: quantity(0.25), Recovery: exponential(quantity(1))}
	p.Fleets[0].Pools[0].Overload = left
	r := answered(t, p, Options{Trials: 5, Method: "simulate"})
	c := r.Fleets["a"].LoadCurve
	if c.Gateway == nil || math.Abs(*c.Gateway-100) > 1e-9 || c.Gate != "bank" || c.Knee != *c.Gateway || c.Safe == nil {
		t.Fatalf("%+v", c)
	}
	last := len(c.Offered) - 1
	if c.Served[last] != 30 || c.Offered[last] < 120 { // a quarter of 20 units of 6
		t.Errorf("%v of %v served after a collapse", c.Served[last], c.Offered[last])
	}
}
