package simulate

import (
	"math"
	"reflect"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestTrace follows two pools of fixed laws from new:
//
//	a   lives 100, repair 20   down [100,120) [220,240) [340,…
//	b   lives 120, repair 30   down [120,150) [270,300)
//
// The first two outages of the pools touch and are one of the fleet.
func TestTrace(t *testing.T) {
	s := &model.System{
		Horizon: 350,
		Pools: []model.PoolSystem{
			{Name: "a", Count: 3, Needs: 3, Life: fixed(100), Repair: fixed(20), Uses: []bool{true}},
			{Name: "b", Count: 1, Needs: 1, Life: fixed(120), Repair: fixed(30), Uses: []bool{true}},
		},
		Workloads: []model.WorkloadSystem{{Name: "w", Objective: 0.8, Window: 100}}, Load: constant{1},
	}
	run(s, 1, func(h *History) {
		if h.Down != 110 || h.Outages != 4 || h.Failures[0] != 9 || h.Failures[1] != 2 {
			t.Errorf("down %g h in %d outages, failures %v; want 110 in 4, [9 2]", h.Down, h.Outages, h.Failures)
		}
		if want := []float64{50, 20, 30}; !reflect.DeepEqual(h.Durations, want) {
			t.Errorf("durations %v, want %v: the last is cut off", h.Durations, want)
		}
		if want := []float64{3 * (350 - 50), 350 - 60}; !reflect.DeepEqual(h.UnitHours, want) {
			t.Errorf("unit hours %v, want %v", h.UnitHours, want)
		}
		// Windows [0,100) 0, [100,200) 50, [200,300) 50 of 100 h down; allowed 20.
		if h.Windows[0] != 3 || h.WindowBad[0] != 2 {
			t.Errorf("%d of %d windows bad, want 2 of 3", h.WindowBad[0], h.Windows[0])
		}
		if want := 80.0 / 350; h.Causes[1] != 50.0/350 || math.Abs(h.Causes[2]-60.0/350) > 1e-15 {
			t.Errorf("causes %v (a %v)", h.Causes, want)
		}
		if want := 110 * 3600.0; h.Lost[0] != want || h.LostServed[0] != want || h.Offered[0] != 350*3600 {
			t.Errorf("lost %g of %g, want %g", h.Lost[0], h.Offered[0], want)
		}
	})
}

// TestTiesReturnFirst: what comes back at the moment another is lost, is back first.
func TestTiesReturnFirst(t *testing.T) {
	s := &model.System{Horizon: 200, Pools: []model.PoolSystem{
		{
			Name: "db", Count: 2, Needs: 1, Mode: model.ActiveStandby, Life: fixed(100), Repair: fixed(40),
			Cover: model.Cover{On: true, Success: 1, Time: fixed(5)},
		},
	}}
	run(s, 1, func(h *History) {
		// Both are lost at 100; the first back at 140 carries at once.
		if h.Down != 40 || h.Outages != 1 || h.Causes[1] != 0.2 {
			t.Errorf("down %g h in %d outages, causes %v; want 40 in 1, of units", h.Down, h.Outages, h.Causes)
		}
	})
	s = &model.System{Horizon: 200, Pools: []model.PoolSystem{
		{Name: "p", Count: 1, Needs: 1, Life: fixed(50), Repair: fixed(0)},
	}}
	run(s, 1, func(h *History) {
		if h.Down != 0 || h.Outages != 0 || h.Failures[0] != 3 {
			t.Errorf("repairs that take no time: %g h down, %d outages, %d failures", h.Down, h.Outages, h.Failures[0])
		}
	})
}

// TestOrder sorts shuffled events with many ties, thinly spread and all in one
// bucket, against the definition: time, what comes back first, source, item.
func TestOrder(t *testing.T) {
	for _, c := range []struct {
		span float64
		n    int
	}{{100, 2000}, {100, 60}, {1e-9, 2000}, {1e-9, 30}} {
		r := Runner{horizon: 100}
		var s stream
		s.open(1, 2, 3)
		for range c.n {
			kind := []uint64{back, lost}[s.below(2)]
			key := kind | uint64(s.below(3))<<sourceShift | uint64(s.below(50))
			r.list = append(r.list, event{math.Floor(20*s.uniform()) / 20 * c.span, key})
		}
		r.order()
		for i := 1; i < len(r.sorted); i++ {
			a, b := r.sorted[i-1], r.sorted[i]
			kinds := a.key >= lost && b.key < lost
			if a.t > b.t || a.t == b.t && (kinds || a.key > b.key) {
				t.Fatalf("%d events in %g h: %v before %v", c.n, c.span, a, b)
			}
		}
		if len(r.sorted) != len(r.list) {
			t.Errorf("%d events of %d", len(r.sorted), len(r.list))
		}
	}
	e := pending{t: 5, key: end}
	if e.comesBefore(&event{5, back}) || !e.comesBefore(&event{5, lost}) || !e.comesBefore(&event{6, back}) {
		t.Error("an end does not stand between what comes back and what is lost")
	}
}

// evening is a load of 10 req/s, 20 in the first 6 hours of each day.
type evening struct{ constant }

func high(t float64) float64 { d := math.Floor(t / 24); return d*6 + math.Min(6, t-d*24) }

func (e evening) Peak(weight []float64, a, b float64) float64 { return 20 * weight[0] }
func (e evening) Need(l *model.Limit, a, b float64) float64   { return 20 * l.Weight[0] }
func (e evening) Offered(w int, a, b float64) float64 {
	return 3600 * (10*(b-a) + 10*(high(b)-high(a)))
}

func (e evening) Above(limits []model.Limit, a, b float64) float64 {
	if limits[0].Capacity < 10 {
		return b - a
	}
	return high(b) - high(a)
}

func (e evening) Refused(w int, limits []model.Limit, a, b float64) float64 {
	h := high(b) - high(a)
	return 3600 * (math.Max(0, 20-limits[0].Capacity)*h + math.Max(0, 10-limits[0].Capacity)*(b-a-h))
}

// TestDemandOfTheMoment: a pool that carries 15 req/s is not up while 20 come.
func TestDemandOfTheMoment(t *testing.T) {
	s := &model.System{
		Horizon: 240,
		Pools: []model.PoolSystem{{
			Name: "p", Count: 3, Needs: -1, Life: fixed(1000), Repair: fixed(1),
			Uses: []bool{true}, Weight: []float64{1}, Capacity: linear(3, 5),
		}},
		Workloads: []model.WorkloadSystem{{Name: "w", ByRequests: true}}, Load: evening{},
	}
	run(s, 1, func(h *History) {
		if math.Abs(h.Down-60) > 1e-9 || h.Outages != 9 || len(h.Durations) != 9 || math.Abs(h.Causes[0]-0.25) > 1e-9 {
			t.Errorf("down %g h, %d outages, durations %v, causes %v; want 60, 9 and one in force at the start", h.Down, h.Outages, h.Durations, h.Causes)
		}
		if want := 3600.0 * 5 * 60; math.Abs(h.Lost[0]-want) > 1e-6 {
			t.Errorf("lost %g requests, want %g", h.Lost[0], want)
		}
	})
}
