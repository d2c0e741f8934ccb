package decide

import (
	"math"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestMomentsByHand: demand grows by 10 % a year from 80 req/s, and 20 units carry 6 each.
func TestMomentsByHand(t *testing.T) {
	figure := func(metric, pool string, at model.Moment) model.Assertion {
		return model.Assertion{Stat: model.Mean, Metric: metric, Pool: pool, Unit: "1", At: at, Relation: model.AtLeast}
	}
	hours := 2 * float64(model.HoursPerYear)
	worst, end := model.Moment{Kind: model.Worst, To: hours}, model.Moment{Kind: model.End, From: hours - 24, To: hours}
	day := model.Moment{Kind: model.Day, From: 4000, To: 4024}
	p := promised(certain(plan()), figure("headroom", "", worst), figure("headroom", "", end), figure("headroom", "", day),
		figure("utilization", "", day), figure("utilization", "web", worst), figure("headroom", "web", day))
	at := func(t float64) float64 { return 80 * math.Pow(1.1, t/model.HoursPerYear) }
	r := answered(t, p, Options{Trials: 20})
	for i, want := range []float64{120/at(hours) - 1, 120/at(hours) - 1, 120/at(4024) - 1, at(4024) / 120, at(hours) / 120, 120/at(4024) - 1} {
		a := &r.Assertions[i]
		if a.Value == nil || math.Abs(*a.Value-want) > 1e-11 || *a.Lo != *a.Value || a.Method != model.Exact.String() {
			t.Errorf("assertion %d: %+v, want %v", i, a, want)
		}
	}
	if w := r.Fleets["a"].Metrics["headroom"]; *w.Mean != *r.Assertions[0].Value {
		t.Errorf("headroom is %v in the table and %v in the assertion", *w.Mean, *r.Assertions[0].Value)
	}

	// Uncertain demand: a value for each draw, and another fleet to compare with.
	p = plan()
	p.Fleets[1].Pools[0].Count = 40
	half := model.Assertion{Stat: model.Probability, Metric: "utilization", Unit: "1", At: day, Within: model.AtMost, Of: "b", Factor: 2.01, Relation: model.AtLeast, Limit: .9}
	mean := figure("utilization", "", day)
	mean.Of, mean.Factor, mean.Relation = "b", 2, model.AtMost
	r = answered(t, promised(p, half, mean), Options{Trials: 200})
	if a := &r.Assertions[0]; *a.Value != 1 || a.Verdict != Pass {
		t.Errorf("twice the units are used half: %+v", a)
	}
	if a := &r.Assertions[1]; math.Abs(*a.Value-a.Limit) > 1e-12 || math.Abs(*a.Hi-*a.Lo) > 1e-12 {
		t.Errorf("paired draws differ in nothing: %v in %v..%v against %v", *a.Value, *a.Lo, *a.Hi, a.Limit)
	}
}

// TestSurvivesInAPlan: 20 units in 5 racks carry 6 req/s each of 80 that grow.
func TestSurvivesInAPlan(t *testing.T) {
	lose := func(level, n int, mean bool) model.Assertion {
		return model.Assertion{Metric: "survives", Unit: "1", Relation: model.AtLeast, Limit: 1, Survives: &model.Survival{Level: level, What: "x", N: n, Mean: mean}}
	}
	// 96.8 req/s at the end take 17 units, the mean of 88.1 takes 15.
	p := promised(plan(), lose(0, 1, false), lose(0, 1, true), lose(-1, 3, false), lose(-1, 4, false))
	r := answered(t, p, Options{Trials: 400})
	for i, want := range []struct {
		verdict, why string
	}{
		{Fail, "losing x 0 leaves pool web 16 working units; it needs 17 units"},
		{Pass, "whatever 1 of x"},
		{Pass, "whatever 3 of x"},
		{Fail, "losing x 0, 1, 2, 3 leaves pool web 16"},
	} {
		a := &r.Assertions[i]
		if a.Verdict != want.verdict || !strings.Contains(a.Why, want.why) || *a.Lo != *a.Hi || a.Level != 1 {
			t.Errorf("assertion %d: %s: %s", i, a.Verdict, a.Why)
		}
		if !strings.Contains(a.Why, " of 400 draws") {
			t.Errorf("nothing is said of the draws: %s", a.Why)
		}
	}
	p = promised(certain(plan()), lose(0, 1, false))
	if a := answered(t, p, Options{Trials: 20}).Assertions[0]; a.Verdict != Fail || strings.Contains(a.Why, "draws") {
		t.Errorf("certain: %+v", a)
	}
}
