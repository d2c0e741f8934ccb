package exact

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/demand"
	"github.com/capplan/capplan/model/simulate"
)

// bought is a pool of 10 req/s units that follows a demand of 60 req/s and 40 % more each
// year with steps of two.
func bought(byRequests bool) *model.System {
	var c demand.Curve
	c.Reset(1)
	c.Add(0, 60, .4)
	capacity := make([]float64, 27)
	for k := range capacity {
		capacity[k] = 10 * float64(k)
	}
	s := &model.System{
		Horizon: 3 * 8760, Steady: true, Load: &c, ByRequests: byRequests,
		Levels:    []model.Level{{Name: "rack", Total: 4, Life: exponentialLaw(9000), Repair: exponentialLaw(8)}},
		Gateways:  []model.Gateway{{Name: "bank", Availability: .999, Repair: 1, Share: []float64{.3}, Limit: model.Limit{Weight: []float64{.3}, Capacity: math.Inf(1)}}},
		Workloads: []model.WorkloadSystem{{Name: "w", ByRequests: byRequests}},
		Pools: []model.PoolSystem{{
			Name: "web", Count: 8, Place: 4, Needs: -1, Life: exponentialLaw(3000), Repair: exponentialLaw(48),
			Uses: []bool{true}, Weight: []float64{1}, Capacity: capacity,
		}},
	}
	for n := 10; n <= 26; n += 2 {
		if at := math.Log(float64(10*(n-2))/1.2/60) / math.Log(1.4) * 8760; at > 0 && at < s.Horizon {
			s.Pools[0].Arrivals = append(s.Pools[0].Arrivals, model.Arrival{At: at, Count: n, Needs: -1})
		}
	}
	return s
}

// TestPiecesAgainstHistories: by time and by requests, the pieces in their long run are
// what histories see, and too large by no more than is said.
func TestPiecesAgainstHistories(t *testing.T) {
	for _, by := range []bool{false, true} {
		s := bought(by)
		x, err := Solve(s)
		if err != nil {
			t.Fatal(err)
		}
		const n = 6000
		r, h := simulate.NewRunner(), &simulate.History{}
		var u, served, up, outages, uu float64
		for trial := range uint64(n) {
			r.Run(s, 17, trial, h)
			u += h.Unavailability / n
			uu += h.Unavailability * h.Unavailability / n
			served += (1 - h.LostServed[0]/h.Offered[0]) / n
			up += h.UnitHours[0] / s.Horizon / n
			outages += float64(h.Outages) / s.Horizon / n
		}
		se := math.Sqrt((uu - u*u) / n)
		if !(4.5*se < .05*u) {
			t.Errorf("%d histories tell only %.2g %%", n, 450*se/u)
		}
		if low, high := u-4.5*se, u+4.5*se; !(x.Unavailability >= low && x.Unavailability-x.Error <= high) {
			t.Errorf("unavailability %.6g less at most %.2g, histories %.6g ± %.2g", x.Unavailability, x.Error, u, se)
		}
		if !(math.Abs((1-x.Served[0])/(1-served)-1) < .05) {
			t.Errorf("not served %.6g, histories %.6g", 1-x.Served[0], 1-served)
		}
		if math.Abs(x.UnitsUp[0]/up-1) > 1e-3 || math.Abs(x.OutageRate/outages-1) > .05 {
			t.Errorf("units up %.6g, outages %.6g an hour; histories %.6g, %.6g", x.UnitsUp[0], x.OutageRate, up, outages)
		}
		if x.Method != model.Approximation || !(x.Error < .1*x.Unavailability) {
			t.Errorf("%v, error %.3g of %.3g: %s", x.Method, x.Error, x.Unavailability, x.Why)
		}
		var sum float64
		for _, c := range x.Causes {
			sum += c
		}
		if math.Abs(sum/x.Unavailability-1) > 1e-9 {
			t.Errorf("causes sum to %g of %g", sum, x.Unavailability)
		}
	}
}

// TestPiecesOfNothing: an arrival that brings nothing leaves what time alone decides, to
// the digit.
func TestPiecesOfNothing(t *testing.T) {
	s := bought(true)
	s.Pools[0].Arrivals, s.Pools[0].Needs = nil, 6
	want, err := Solve(s)
	if err != nil {
		t.Fatal(err)
	}
	s.Pools[0].Arrivals = []model.Arrival{{At: 1000, Count: 8, Needs: 6}, {At: 20000, Count: 8, Needs: 6}}
	got, err := Solve(s)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(got.ByTime/want.ByTime-1) > 1e-12 || math.Abs(got.Unavailability/want.Unavailability-1) > 1e-6 || math.Abs(got.Served[0]-want.Served[0]) > 1e-9 || got.Method != want.Method {
		t.Errorf("in pieces %+v, whole %+v", got, want)
	}
}
