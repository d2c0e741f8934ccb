package decide

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/capplan/capplan/model"
)

// TestFanByHand: 80 req/s that grow by 10 % a year against 20 units of 6 req/s. Nothing is
// uncertain: all quantiles are one, and the demand first exceeds the capacity in the month
// that has the day of exhaustion.
func TestFanByHand(t *testing.T) {
	p := certain(plan())
	p.Horizon.Hours = 10 * model.HoursPerYear
	p.Horizon.Begin = time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	r := answered(t, p, Options{Trials: 10, Method: "exact"})
	f := r.Fleets["a"].Fan
	if len(f.From) != fanSteps || f.Months != 1 || f.Method != model.Exact.String() || f.From[1] != 31*24 || f.To != p.Horizon.Hours {
		t.Fatalf("%d steps of %d months, %s, second at %v", len(f.From), f.Months, f.Method, f.From[1])
	}
	ends := append(slices.Clone(f.From[1:]), f.To)
	first := -1
	for k, end := range ends {
		near(t, "demand", f.DemandP50[k], 80*math.Pow(1.1, end/model.HoursPerYear), 1e-9)
		near(t, "capacity", f.CapacityP50[k], 120, 1e-12)
		if *f.DemandLo[k] != f.DemandP50[k] || *f.CapacityHi[k] != f.CapacityP50[k] || f.DemandP10[k] != f.DemandP90[k] || f.CapacityP10[k] != f.CapacityP90[k] {
			t.Errorf("month %d has a spread", k)
		}
		if first < 0 && f.DemandP50[k] > f.CapacityP50[k] {
			first = k
		}
	}
	at := *r.Fleets["a"].Metrics["exhaustion"].P50
	if first < 0 || !(f.From[first] <= at && at <= ends[first]) {
		t.Errorf("demand exceeds capacity in step %d, exhaustion is after %v h", first, at)
	}
	near(t, "demand.peak", slices.Max(f.DemandP50[:12]), *r.Fleets["a"].Metrics["demand.peak"].Mean, 1e-9)

	p.Horizon.Hours = 25 * model.HoursPerYear
	if f = answered(t, p, Options{Trials: 2, Method: "exact"}).Fleets["a"].Fan; f.Months != 3 || len(f.From) > fanSteps || len(f.From) < 90 {
		t.Errorf("25 years: %d steps of %d months", len(f.From), f.Months)
	}
}

// TestFanOverTrials: of a load that grows the last month of the first year has its peak,
// in each trial, so that their quantiles are those of demand.peak.
func TestFanOverTrials(t *testing.T) {
	p := plan()
	r := answered(t, p, Options{Trials: 150})
	f, m := r.Fleets["b"].Fan, r.Fleets["b"].Metrics["demand.peak"]
	if f.Trials != 150 || f.Method != model.MonteCarlo.String() || len(f.From) != 24 {
		t.Fatalf("%d trials, %s, %d steps", f.Trials, f.Method, len(f.From))
	}
	for _, x := range [][2]float64{{f.DemandP10[11], *m.P10}, {f.DemandP50[11], *m.P50}, {f.DemandP90[11], *m.P90}} {
		near(t, "demand.peak", x[0], x[1], 1e-9)
	}
	for k := range f.From {
		// order statistics of 150 trials
		if lo, hi := *f.DemandLo[k], *f.DemandHi[k]; !(f.DemandP10[k] < lo && lo < f.DemandP50[k] && f.DemandP50[k] < hi && hi < f.DemandP90[k]) {
			t.Errorf("step %d: median %v within %v..%v", k, f.DemandP50[k], lo, hi)
		}
		if !(f.DemandP10[k] < f.DemandP50[k] && f.DemandP50[k] < f.DemandP90[k]) {
			t.Errorf("step %d: %v %v %v", k, f.DemandP10[k], f.DemandP50[k], f.DemandP90[k])
		}
	}
	if lo := answered(t, plan(), Options{Trials: 4}).Fleets["b"].Fan.DemandLo[0]; lo != nil {
		t.Errorf("a bound of four trials: %v", *lo)
	}
	if f = answered(t, plan(), Options{Trials: 2 * fanTrials}).Fleets["a"].Fan; f.Trials != fanTrials {
		t.Errorf("made of %d trials", f.Trials)
	}
	p.Fleets[0].Pools[0].Throughput, p.Fleets[0].Pools[0].Needs.Count = nil, 3
	a := answered(t, p, Options{Trials: 20}).Fleets
	if a["a"].Fan != nil || a["a"].LoadCurve != nil || a["b"].Fan == nil || a["b"].LoadCurve == nil {
		t.Error("what nothing limits has a fan, or what is limited has none")
	}
}

// TestFanOfOneMonth: busiest moments of events and sources that come are those of the
// load: what it says itself of each month.
func TestFanOfOneMonth(t *testing.T) {
	p := certain(plan())
	p.Horizon.Begin = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	w := &p.Workloads[0]
	w.Profile.Daily = quantity(3)
	w.Events = []model.Event{{Name: "sale", Month: 11, Day: 11, Lasts: quantity(24), Times: []model.YearValue{{Year: 2025, Value: quantity(4)}}}}
	w.Sources[0].Growth = quantity(0)
	f := answered(t, p, Options{Trials: 2, Method: "simulate"}).Fleets["a"].Fan
	s := newStage(p, &p.Fleets[0])
	for k := range f.From {
		to := f.To
		if k+1 < len(f.From) {
			to = f.From[k+1] - hair
		}
		near(t, "demand", f.DemandP50[k], s.sys.Load.Peak(s.mix, f.From[k], to), 1e-9)
	}
	if f.DemandP50[10] < 3.9*f.DemandP50[9] || f.DemandP50[11] != f.DemandP50[9] {
		t.Errorf("the sale: %v", f.DemandP50[8:13])
	}
}

// TestFanOfPlan: a plan carries in each month what the phase of then carries.
func TestFanOfPlan(t *testing.T) {
	p := machines(0.02, 0.1)
	half := float64(model.HoursPerYear) / 2
	r := answered(t, phased(p, running(0, whole(0, 1)), running(half, whole(0, 0.25), whole(1, 0.75)), running(2*half, whole(1, 1))), Options{Trials: 10})
	m := r.Fleets["move"]
	f := m.Fan
	if f == nil || len(f.From) != 24 || len(m.Phases) != 3 || m.LoadCurve != nil {
		t.Fatalf("%+v", f)
	}
	for k, from := range f.From {
		phase := min(int(from/half), 2)
		near(t, "capacity", f.CapacityP50[k], *m.Phases[phase].Metrics["capacity.peak"].Mean, 1e-9)
		near(t, "demand", f.DemandP50[k], 80, 1e-12)
	}
	if f.CapacityP50[0] != 100 || math.Abs(f.CapacityP50[7]-200/0.75) > 1e-9 || f.CapacityP50[23] != 200 {
		t.Errorf("capacities %v", f.CapacityP50)
	}
}
