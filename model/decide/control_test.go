package decide

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// narrow is a pool that can only just carry its load, so that each unit down loses its
// share of the requests.
func narrow() *model.Plan {
	p := certain(plan())
	p.Workloads[0].Sources[0].Growth = quantity(0)
	p.Workloads[0].Sources[0].Peak = quantity(118)
	p.Fleets = p.Fleets[:1]
	return p
}

// TestControlVariate: the interval is far narrower than that of the same histories by
// themselves, and holds the exact figure; parts still sum to the whole.
func TestControlVariate(t *testing.T) {
	p := narrow()
	exact := answered(t, p, Options{Method: "exact"}).Fleets["a"]
	plain := answered(t, p, Options{Method: "simulate", Trials: 600}).Fleets["a"]
	a, sheet := helped(t, p, 600)
	m := sampled("1", sheet.unavailability)
	a.controlled(&m, sheet.unavailability)
	want := *exact.Metrics["unavailability"].Mean
	wide, half := *plain.Metrics["unavailability"].Hi-*plain.Metrics["unavailability"].Lo, *m.Hi-*m.Lo
	if !(half < wide/2) {
		t.Errorf("the interval is %g wide, %g without", half, wide)
	}
	if !(math.Abs(*m.Mean-want) <= 2.3*half/2) {
		t.Errorf("%g ± %g, want %g", *m.Mean, half/2, want)
	}
	var sum float64
	a.reliability()
	for _, c := range a.out.Causes {
		sum += c.Downtime
	}
	if d := *a.out.Metrics["downtime"].Mean; !(math.Abs(sum-d) <= 1e-9*d) || d != *m.Mean*minutesPerYear && !(math.Abs(d/(*m.Mean*minutesPerYear)-1) < 1e-12) {
		t.Errorf("causes sum to %g, downtime is %g, unavailability %g", sum, d, *m.Mean)
	}
}

// helped returns the assembler of a fleet whose histories, and they alone, are known.
func helped(t *testing.T, p *model.Plan, trials int) (*assembler, *sheet) {
	t.Helper()
	r, err := newRun(p, Options{Method: "auto", Trials: trials})
	if err != nil {
		t.Fatal(err)
	}
	r.solve[0], r.sheets[0].solved = false, solvedColumns{}
	if err := r.trials(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := &assembler{plan: p, stage: r.stages[0], sheet: r.sheets[0], sim: true}
	a.out = &FleetResult{Metrics: map[string]Metric{}, Pools: map[string]PoolResult{}, Workloads: map[string]WorkloadResult{}}
	a.chooseControl()
	if a.control == nil {
		t.Fatal("no control variate")
	}
	return a, r.sheets[0]
}

// TestMeanUp: what is known of the units up is what the exact solver and the histories
// say.
func TestMeanUp(t *testing.T) {
	a, sheet := helped(t, narrow(), 600)
	c := &sheet.pools[0]
	mean, sd := meanSD(c.unitsUp)
	if se := sd / math.Sqrt(600); !(math.Abs(mean-c.meanUp[0]) <= 4.5*se) || !(se < 0.01*mean) {
		t.Errorf("histories %g ± %g, known %g", mean, se, c.meanUp[0])
	}
	want := *answered(t, narrow(), Options{Method: "exact"}).Fleets["a"].Pools["web"].Metrics["units_up"].Mean
	a.perPool()
	if m := a.out.Pools["web"].Metrics["units_up"]; !(math.Abs(*m.Mean/want-1) < 1e-11) || m.Method != "exact" {
		t.Errorf("%+v, want %g", m, want)
	}
}
