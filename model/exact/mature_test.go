package exact

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/simulate"
)

// ripens is a fleet whose failover and incidents mature over 3 of 5 years.
func ripens() *model.System {
	return &model.System{
		Horizon: 5 * 8760, Steady: true,
		Maturity: &model.Maturity{Over: 3 * 8760, Success: [2]float64{.9, .998}, Incidents: [2]float64{12. / 8760, .5 / 8760}, SuccessSet: true, IncidentsSet: true},
		Incidents: []model.Incident{
			{Name: "change", Rate: 3. / 8760, Duration: exponentialLaw(.75)},
			{Name: "data", Rate: 1. / 8760, Duration: exponentialLaw(4)},
		},
		Pools: []model.PoolSystem{{
			Name: "ledger", Count: 40, Needs: 30, Life: exponentialLaw(8760), Repair: exponentialLaw(4),
			Cover: model.Cover{On: true, Success: .5, Recovery: exponentialLaw(.5), HasRecovery: true},
		}},
	}
}

// TestRipening holds the pieces to the time average by hand: an incident kind that takes
// the fleet is in force r·d/(1 + r·d) of the time at a rate r, which integrates to a
// logarithm over a linear r; uncovered failures stop it n·λ·(1 − c)·recovery of the time
// to first order, of which the average takes the mean of c.
func TestRipening(t *testing.T) {
	s := ripens()
	m := s.Maturity
	force := func(share, d float64) float64 { // mean over the horizon
		a, b := m.Incidents[0]*share*d, m.Incidents[1]*share*d
		ramp := 1 - math.Log((1+a)/(1+b))/(a-b)
		return (3*ramp + 2*b/(1+b)) / 5
	}
	success := m.Mean(m.Success[0], m.Success[1], 0, s.Horizon)
	if want := (3*(.9+.998)/2 + 2*.998) / 5; math.Abs(success-want) > 1e-12 {
		t.Errorf("mean success %v, want %v", success, want)
	}
	for _, c := range []struct {
		name      string
		of        func(*model.System)
		want, tol float64
	}{
		{"incidents", func(s *model.System) { s.Pools[0].Life = model.Law{} }, 1 - (1-force(.75, .75))*(1-force(.25, 4)), 3e-4},
		{"failover", func(s *model.System) { s.Incidents = nil; m := *s.Maturity; m.IncidentsSet = false; s.Maturity = &m }, 40. / (8760 + 4) * (1 - success) * .5, 2e-3},
	} {
		s := ripens()
		c.of(s)
		r, err := Solve(s)
		if err != nil {
			t.Fatal(err)
		}
		if !(math.Abs(r.Unavailability/c.want-1) < c.tol) {
			t.Errorf("%s: %.8g, by hand %.8g", c.name, r.Unavailability, c.want)
		}
		if !(r.Method >= model.Numerical) || !(r.Error > 0 && r.Error < 1e-2*r.Unavailability) {
			t.Errorf("%s: %v, error %.3g of %.3g: %s", c.name, r.Method, r.Error, r.Unavailability, r.Why)
		}
	}
}

// TestRipeningAgainstHistories: histories of the same fleet, with units that join, agree.
func TestRipeningAgainstHistories(t *testing.T) {
	s := ripens()
	s.Pools[0].Arrivals = []model.Arrival{{At: 8760, Count: 60, Needs: 45}}
	s.Pools[0].Life = exponentialLaw(4000)
	x, err := Solve(s)
	if err != nil {
		t.Fatal(err)
	}
	const n = 3000
	r, h := simulate.NewRunner(), &simulate.History{}
	var u, uu, outages float64
	for trial := range uint64(n) {
		r.Run(s, 3, trial, h)
		u += h.Unavailability / n
		uu += h.Unavailability * h.Unavailability / n
		outages += float64(h.Outages) / s.Horizon / n
	}
	se := math.Sqrt((uu - u*u) / n)
	if !(4*se < .03*u) {
		t.Errorf("%d histories tell only %.2g %%", n, 400*se/u)
	}
	if !(math.Abs(x.Unavailability-u) < 4*se+x.Error) {
		t.Errorf("unavailability %.6g ± %.2g, histories %.6g ± %.2g", x.Unavailability, x.Error, u, se)
	}
	if !(math.Abs(x.OutageRate/outages-1) < .03) {
		t.Errorf("outages %.6g an hour, histories %.6g", x.OutageRate, outages)
	}
}

// TestStillIsBetweenTheEnds: before it begins a maturity is as at its beginning, and a
// piece of the horizon has the part of the curve that lies in it.
func TestStillIsBetweenTheEnds(t *testing.T) {
	s := ripens()
	s.Maturity.Begin = 1000
	for _, c := range []struct{ at, success, incidents float64 }{
		{0, .9, 12}, {1000, .9, 12}, {1000 + 1.5*8760, .949, 6.25}, {4 * 8760, .998, .5},
	} {
		for _, now := range []*model.System{s.StillAt(c.at), s.During(500, s.Horizon).StillAt(c.at - 500)} {
			sum := 0.0
			for i := range now.Incidents {
				sum += now.RateAt(i, 12345)
			}
			if now.Maturity != nil || math.Abs(now.Pools[0].Cover.Success-c.success) > 1e-12 || math.Abs(sum*8760-c.incidents) > 1e-9 {
				t.Errorf("at %v: success %v, incidents %v a year, want %v and %v", c.at, now.Pools[0].Cover.Success, sum*8760, c.success, c.incidents)
			}
		}
	}
	if s.Pools[0].Cover.Success != .5 || s.Incidents[0].Rate != 3./8760 {
		t.Error("the system itself was changed")
	}
}
