package decide

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// wrongPlan is 12 units in groups of 3 that vote; a unit is down a share of the time that
// tests can count with, and a request is 4 calculations.
func wrongPlan(c *model.CorruptionSpec, v *model.VoteSpec) *model.Plan {
	p := votingPlan(12, 1, 5, v, &model.Groups{Size: 3, Needs: 1})
	p.Workloads[0].Calculations = quantity(4)
	p.Fleets[0].Pools[0].Corruption = c
	return p
}

func corrupt(rate, alike float64) *model.CorruptionSpec {
	return &model.CorruptionSpec{Rate: quantity(rate), Alike: quantity(alike), Environment: quantity(1)}
}

// downShare is the share of time that a unit of a plan is down.
func downShare(p *model.Plan) float64 {
	q := &p.Fleets[0].Pools[0]
	life, repair := q.Life.At(nil), q.Repair.At(nil)
	return repair.Mean / (life.Mean + repair.Mean)
}

// TestWrongResults enumerates the members up of groups that go on with three, two (all of
// them agree) or one, which is unchecked, exactly and by histories.
func TestWrongResults(t *testing.T) {
	v := &model.VoteSpec{Copies: 3, Agree: 3, Degrade: []int{2, 1}, Recompute: true}
	const e, s = 1e-3, 0.5
	p := wrongPlan(corrupt(e, s), v)
	q := downShare(p)
	var up, wrong, executions float64
	for m := 1; m <= 3; m++ {
		n := float64(m)
		w := math.Pow(e, n) * math.Pow(s, n-1)
		a := math.Pow(1-e, n) + w
		odds := binomial(3, m, 1-q)
		up, wrong, executions = up+odds, wrong+odds*w/a, executions+odds*n/a
	}
	calculations := 5. * 3600 * 8760 * up * 4 // a group with none up serves nothing
	x := answered(t, p, Options{Method: "exact", Trials: 2}).Fleets["a"]
	near(t, "wrong results", *x.Metrics["wrong_results"].Mean, calculations*wrong/up, 1e-9)
	near(t, "of the pool", *x.Pools["web"].Metrics["wrong_results"].Mean, calculations*wrong/up, 1e-9)
	near(t, "executions", *x.Metrics["executions"].Mean, executions/up, 1e-11)
	if m := x.Metrics["wrong_results"]; m.Method != "exact" || *m.Lo != *m.Hi || m.P50 == nil || *x.Metrics["rejected"].Mean != 0 {
		t.Errorf("exact: %+v, rejected %+v", m, x.Metrics["rejected"])
	}
	const trials = 600
	m := answered(t, p, Options{Method: "simulate", Trials: trials}).Fleets["a"].Metrics["wrong_results"]
	se := (*m.Hi - *m.Lo) / 2 / 1.96
	if z := (*m.Mean - calculations*wrong/up) / se; !(math.Abs(z) < 4) || !(4*se < 0.1**m.Mean) {
		t.Errorf("sampled %.6g ± %.2g, enumerated %.6g: z = %.1f", *m.Mean, se, calculations*wrong/up, z)
	}
}

// TestWrongCounts holds what is drawn for each history to its expectation: |z| < 4, and a
// tenth of the mean is seen. Its bytes never depend on the workers.
func TestWrongCounts(t *testing.T) {
	p := wrongPlan(corrupt(1e-4, 0.5), &model.VoteSpec{Copies: 3, Agree: 2, Degrade: []int{1}, Recompute: true})
	p.Workloads[0].SLO.Wrong = quantity(1e-9)
	r, err := newRun(p, Options{Trials: 300})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.trials(t.Context()); err != nil {
		t.Fatal(err)
	}
	years := p.Horizon.Hours / model.HoursPerYear
	var drawn, expected float64
	for _, x := range r.sheets[0].wrong.sampled[0] {
		drawn, expected = drawn+x.count*years, expected+x.wrong*years
	}
	if z := (drawn - expected) / math.Sqrt(expected); !(math.Abs(z) < 4) || !(4/math.Sqrt(expected) < 0.1) {
		t.Errorf("%g wrong results drawn, %g expected: z = %.1f", drawn, expected, z)
	}
	var bytes [2]string
	for i, jobs := range []int{1, 8} {
		out, err := json.Marshal(answered(t, p, Options{Trials: 100, Jobs: jobs}))
		if err != nil {
			t.Fatal(err)
		}
		bytes[i] = string(out)
	}
	if bytes[0] != bytes[1] {
		t.Error("one worker and eight disagree")
	}
}

// TestWrongPromises: without a vote a request of 4 calculations has 4·rate wrong results,
// of which checksums catch a share, whose requests are given up.
func TestWrongPromises(t *testing.T) {
	c := corrupt(1e-6, 1)
	c.Checked = quantity(0.75)
	p := wrongPlan(c, nil)
	p.Workloads[0].SLO.Wrong = quantity(1.1e-6)
	f := answered(t, p, Options{Method: "exact", Trials: 2}).Fleets["a"]
	w := f.Workloads[p.Workloads[0].Name].Metrics
	given := -math.Expm1(4 * math.Log1p(-0.75e-6))
	near(t, "each", *w["wrong_results.per_request"].Mean, 4*0.25e-6/(1-0.75e-6)*(1-given), 1e-11)
	near(t, "rejected", *f.Metrics["rejected"].Mean, given, 1e-11)
	near(t, "kept", *w["wrong_results.objective"].Mean, 1, 0)
	p.Workloads[0].SLO.Wrong = quantity(0.9e-6)
	r := answered(t, p, Options{Method: "exact", Trials: 2})
	near(t, "broken", *r.Fleets["a"].Workloads[p.Workloads[0].Name].Metrics["wrong_results.objective"].Mean, 0, 0)
	found := false
	for _, w := range r.Warnings {
		found = found || w.Code == "W380"
	}
	if !found {
		t.Error("a broken promise is not told")
	}
}

// TestDetectionOfPools: a defective unit of three is found by its first wrong result; a
// pair never shows which it is, and a vote with three of a fleet's is null then.
func TestDetectionOfPools(t *testing.T) {
	c := corrupt(1e-6, 1)
	c.Defective = quantity(1e-6)
	v := &model.VoteSpec{Copies: 3, Agree: 3, Recompute: true}
	f := answered(t, wrongPlan(c, v), Options{Method: "exact", Trials: 2}).Fleets["a"]
	near(t, "three", *f.Metrics["detection"].Mean, 4/(5*3600*4*1e-6), 2e-6) // of four groups
	f = answered(t, wrongPlan(c, &model.VoteSpec{Copies: 2, Agree: 2, Recompute: true}), Options{Method: "exact", Trials: 2}).Fleets["a"]
	if m := f.Metrics["detection"]; m.Mean != nil || m.Why == "" {
		t.Errorf("pair: %+v", m)
	}
}
