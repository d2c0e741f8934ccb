package simulate

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// growing is a pool that starts with two units and has six in the end, of which it needs
// all but one; lives have no memory, so that it is a flow.
func growing(law model.Law) *model.System {
	return &model.System{
		Horizon: 20000, Steady: true, Workloads: []model.WorkloadSystem{{Name: "w"}}, Load: constant{25},
		Levels: []model.Level{{Name: "rack", Total: 3, Life: exponential(2000), Repair: exponential(40)}},
		Pools: []model.PoolSystem{{
			Name: "p", Count: 2, Place: 3, Needs: 1, Life: law, Repair: lognormal(30, 1), Uses: []bool{true}, Weight: []float64{1}, Capacity: linear(6, 10),
			Arrivals: []model.Arrival{{At: 5000, Count: 4, Needs: 3}, {At: 12000, Count: 6, Needs: 5}},
		}},
	}
}

// TestJoinedPieces: with long pieces histories of a pool that grows are those of the
// pieces by themselves: 5,000 h of 2 units, 7,000 h of 4 and 8,000 h of 6. New units are
// up for a while, which is worth less than 1 % here; the test would see 3 %.
func TestJoinedPieces(t *testing.T) {
	whole := growing(exponential(500))
	var want, wantUp, wantDown float64
	const n = 3000
	marks := append(whole.Pieces(nil), whole.Horizon)
	for k := range marks[1:] {
		piece := whole.During(marks[k], marks[k+1])
		run(piece, n, func(h *History) {
			want += h.LostServed[0] / n
			wantUp += h.UnitHours[0] / n
			wantDown += h.Down / n
		})
	}
	var lost, up, down, sq float64
	run(whole, n, func(h *History) {
		lost += h.LostServed[0] / n
		up += h.UnitHours[0] / n
		down += h.Down / n
		sq += h.Down * h.Down / n
	})
	if se := math.Sqrt((sq - down*down) / n); !(4.5*se < 0.02*down) {
		t.Errorf("%d histories tell %.2g %% of the time down", n, 450*se/down)
	}
	for _, c := range []struct {
		what      string
		got, want float64
	}{{"requests lost", lost, want}, {"unit hours", up, wantUp}, {"hours down", down, wantDown}} {
		if !(math.Abs(c.got/c.want-1) < 0.03) {
			t.Errorf("%s %.6g, of the pieces %.6g", c.what, c.got, c.want)
		}
	}
}

// TestJoinedFlow: a pool whose units are a flow, one that is stepped through bucket by
// bucket, one whose lives the calendar decides (crews enough for all) and one with a law
// that is not the exponential but as good as it see the same.
func TestJoinedFlow(t *testing.T) {
	flow := growing(exponential(500))
	crews := growing(exponential(500))
	crews.Crews = []model.Crew{{Count: 6}}
	crews.Pools[0].Crew = 1
	weibull := growing(model.NewLaw(model.Weibull, 500, 1, 0))
	const n = 4000
	var mean, sd, failures [3]float64
	for i, s := range []*model.System{flow, crews, weibull} {
		var sq float64
		run(s, n, func(h *History) {
			mean[i] += h.Down / n
			sq += h.Down * h.Down / n
			failures[i] += float64(h.Failures[0]) / n
		})
		sd[i] = math.Sqrt((sq - mean[i]*mean[i]) / n)
	}
	for i := 1; i < 3; i++ {
		se := math.Hypot(sd[0], sd[i])
		if z := (mean[i] - mean[0]) / se; !(math.Abs(z) < 4.5) || !(4.5*se < 0.03*mean[0]) {
			t.Errorf("way %d: %.5g h down, by the flow %.5g, z = %.1f", i, mean[i], mean[0], z)
		}
		if math.Abs(failures[i]/failures[0]-1) > 0.01 {
			t.Errorf("way %d: %.5g failures, by the flow %.5g", i, failures[i], failures[0])
		}
	}
	r, a, b := NewRunner(), &History{}, &History{}
	for trial := range uint64(200) {
		r.stepAll = false
		r.Run(flow, 3, trial, a)
		r.stepAll = true
		r.Run(flow, 3, trial, b)
		if math.Abs(a.Down-b.Down) > 1e-6 || math.Abs(a.LostServed[0]-b.LostServed[0]) > 1e-3 || math.Abs(a.UnitHours[0]-b.UnitHours[0]) > 1e-6 || a.Failures[0] != b.Failures[0] {
			t.Fatalf("trial %d: %g h down, %g lost, %g unit hours; step by step %g, %g, %g", trial, a.Down, a.LostServed[0], a.UnitHours[0], b.Down, b.LostServed[0], b.UnitHours[0])
		}
	}
}

// TestJoinedLate: units that would come at the horizon's end or later are none, and a
// pool that none comes to is the same to the bit.
func TestJoinedLate(t *testing.T) {
	s, late := growing(exponential(500)), growing(exponential(500))
	s.Pools[0].Arrivals = nil
	late.Pools[0].Arrivals = []model.Arrival{{At: 20000, Count: 3, Needs: 2}}
	r, a, b := NewRunner(), &History{}, &History{}
	var down, downLate float64
	for trial := range uint64(400) {
		r.Run(s, 3, trial, a)
		r.Run(late, 3, trial, b)
		down, downLate = down+a.Down, downLate+b.Down
	}
	if math.Abs(downLate/down-1) > 0.05 {
		t.Errorf("%g h down with units that come too late, %g without", downLate, down)
	}
}

// TestJoinedGroups: groups that join are stepped through or passed over alike.
func TestJoinedGroups(t *testing.T) {
	s := growing(exponential(300))
	p := &s.Pools[0]
	p.Count, p.Size, p.GroupNeeds, p.Needs, p.Capacity = 30, 3, 2, 10, []float64{3}
	p.Arrivals = []model.Arrival{{At: 4000, Count: 45, Needs: 15}, {At: 4000.5, Count: 48, Needs: 16}, {At: 15000, Count: 90, Needs: 30}}
	s.Incidents = []model.Incident{{Name: "i", Rate: 1. / 3000, Duration: exponential(20), Reach: model.ReachGroup}}
	r, a, b := NewRunner(), &History{}, &History{}
	passed := 0
	for trial := range uint64(60) {
		r.stepAll = false
		r.Run(s, 3, trial, a)
		passed += r.passed
		r.stepAll = true
		r.Run(s, 3, trial, b)
		if math.Abs(a.Down-b.Down) > 1e-6 || math.Abs(a.LostServed[0]-b.LostServed[0]) > 1e-3 || math.Abs(a.UnitHours[0]-b.UnitHours[0]) > 1e-5 || a.Failures[0] != b.Failures[0] {
			t.Fatalf("trial %d: %g h down, %g lost, %g unit hours; step by step %g, %g, %g", trial, a.Down, a.LostServed[0], a.UnitHours[0], b.Down, b.LostServed[0], b.UnitHours[0])
		}
	}
	if passed == 0 {
		t.Error("no bucket was passed over")
	}
}

// TestJoinedCauses: where nothing fails, all that is lost is lost with nothing broken: what
// is not there yet carries nothing at any stage.
func TestJoinedCauses(t *testing.T) {
	s := growing(model.Law{})
	s.Levels, s.Pools[0].Place, s.ByRequests, s.Workloads[0].ByRequests = nil, 0, true, true
	run(s, 1, func(h *History) {
		// 20 of 25 req/s are carried for 5,000 of 20,000 h
		if want := .2 * .25; math.Abs(h.Unavailability-want) > 1e-12 || math.Abs(h.Causes[0]-want) > 1e-12 {
			t.Errorf("lost %g, of it with nothing broken %g, want %g", h.Unavailability, h.Causes[0], want)
		}
	})
}
