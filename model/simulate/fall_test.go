package simulate

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// Next is that of a load that is 20 in the first 6 hours of each day and 10 otherwise.
func (e evening) Next(limits []model.Limit, exceeded bool, a, b float64) (float64, bool) {
	for x := a; x < b; {
		day := math.Floor(x / 24)
		load, end := 20.0, 24*day+6
		if x >= end {
			load, end = 10, 24*day+24
		}
		over := false
		for i := range limits {
			over = over || float64(limits[i].Weight[0]*load) > limits[i].Capacity
		}
		if over == exceeded {
			return x, true
		}
		x = end
	}
	return 0, false
}

func falls(recovery model.Law) *model.System {
	return &model.System{
		Horizon: 20000, Levels: []model.Level{{Name: "rack", Total: 3, Life: exponential(900), Repair: exponential(10)}},
		Pools: []model.PoolSystem{
			{
				Name: "p", Count: 240, Needs: -1, Place: 3, Life: exponential(400), Repair: lognormal(20, 1),
				Uses: []bool{true}, Weight: []float64{1}, Capacity: linear(240, 0.1), Overload: &model.Collapse{Left: 0.3, Recovery: recovery},
			},
			{Name: "q", Count: 3, Needs: 2, Life: exponential(700), Repair: exponential(20), Uses: []bool{true}, Weight: []float64{0}},
		},
		Workloads: []model.WorkloadSystem{{Name: "w", ByRequests: true}}, Load: evening{constant{10}}, ByRequests: true,
	}
}

// TestPassedOverAndFallen: what buckets pass over changes nothing that pools which collapse
// lose.
func TestPassedOverAndFallen(t *testing.T) {
	for _, recovery := range []model.Law{fixed(5), exponential(30), {}} {
		s := falls(recovery)
		a, b := NewRunner(), NewRunner()
		b.stepAll = true
		var x, y History
		lost := 0.0
		for trial := range uint64(20) {
			a.Run(s, 3, trial, &x)
			b.Run(s, 3, trial, &y)
			lost += x.Lost[0]
			for what, v := range map[string][2]float64{
				"lost": {x.Lost[0], y.Lost[0]}, "down": {x.Down, y.Down}, "collapse": {x.Causes[len(x.Causes)-1], y.Causes[len(y.Causes)-1]},
			} {
				if math.Abs(v[0]-v[1]) > 1e-9*(1+v[1]) {
					t.Fatalf("trial %d: %s %v, stepped through %v", trial, what, v[0], v[1])
				}
			}
		}
		if !(lost > 0) || !(x.Causes[len(x.Causes)-1] > 0) {
			t.Errorf("nothing collapsed")
		}
	}
}

// TestFallsFollowTheHours: one unit of 15 that 20 come to from midnight to six has a third of
// it left in these hours and the three after them. Missions end when it is first not up.
func TestFallsFollowTheHours(t *testing.T) {
	s := falls(fixed(3))
	s.Horizon, s.Levels = 240, nil
	s.Pools = []model.PoolSystem{{
		Name: "p", Count: 1, Needs: -1, Life: model.Law{}, Repair: model.Law{}, Uses: []bool{true}, Weight: []float64{1},
		Capacity: linear(1, 15), Overload: &model.Collapse{Left: 1. / 3, Recovery: fixed(3)},
	}}
	run(s, 1, func(h *History) {
		if want := 3600. * 10 * (6*15 + 3*5); math.Abs(h.Lost[0]-want) > 1e-6*want || math.Abs(h.Down-90) > 1e-9 || h.Outages != 9 {
			t.Errorf("%v requests lost, want %v; %v h down in %d outages", h.Lost[0], want, h.Down, h.Outages)
		}
		if math.Abs(h.Causes[0]*2.5-h.Causes[2]) > 1e-9 { // 6·5 shed, 6·10 + 3·5 more
			t.Errorf("causes %v", h.Causes)
		}
	})
	if got := NewRunner().Mission(s, 1, 1, 1000); got != 0 {
		t.Errorf("first down at %v", got)
	}

	// With users who try again 12 req/s are kept up by retries alone, and 8 are safe.
	s.Pools[0].Capacity = linear(1, 25)
	s.Pools[0].Overload.Services = []float64{1}
	s.Pools[0].Overload.Region = func(int) (float64, float64) { return 8, 12 }
	run(s, 1, func(h *History) { // never safe again: 10 are too many
		if want := 3600. * 10 * (6*(20-25./3) + 18*(10-25./3)); math.Abs(h.Lost[0]-want) > 1e-6*want {
			t.Errorf("%v requests lost, want %v", h.Lost[0], want)
		}
	})
	s.Pools[0].Overload.Region = func(int) (float64, float64) { return 10, 12 }
	run(s, 1, func(h *History) {
		if want := 3600. * 10 * (6*(20-25./3) + 3*(10-25./3)); math.Abs(h.Lost[0]-want) > 1e-6*want {
			t.Errorf("%v requests lost, want %v", h.Lost[0], want)
		}
	})
}
