package decide

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// shortOf is the chance that units in 5 racks of 4, each out a share q of the time and
// its rack a share d, are fewer than needed.
func shortOf(needed int, q, d float64) (p float64) {
	for racks := 0; racks <= 5; racks++ {
		for k := 0; k < min(needed, 4*racks+1); k++ {
			p += binomial(5, racks, 1-d) * binomial(4*racks, k, 1-q)
		}
	}
	return p
}

// TestShortfallClosedForm: 20 units of 6 req/s under 5 racks; demand grows from 80 req/s
// by 10 % a year for two years. Exact, and over histories; by hand in both.
func TestShortfallClosedForm(t *testing.T) {
	q, d := 24./424, 4./9004
	hours := 2 * float64(model.HoursPerYear)
	day := model.Assertion{Stat: model.Mean, Metric: "shortfall", Unit: "1", At: model.Moment{Kind: model.Day, From: 2000, To: 2024}, Relation: model.AtMost, Limit: 1}
	needed := func(t float64) int { return int(math.Ceil(80 * math.Pow(1.1, t/model.HoursPerYear) / 6)) }
	worst, then := shortOf(needed(hours), q, d), shortOf(needed(2024), q, d)
	if !(worst > 1.5*then) {
		t.Fatalf("%g at the worst moment, %g before: the test tells nothing", worst, then)
	}
	// Needs stated beside the capacity decide when the fleet is up, not what it carries.
	p := certain(plan())
	p.Fleets[1].Pools[0].Needs.Count = 1
	both := day
	both.Fleet = "b"
	r := answered(t, promised(p, day, both), Options{Trials: 20})
	for name, f := range r.Fleets {
		m := f.Metrics["shortfall"]
		if m.Method != model.Exact.String() || math.Abs(*m.Mean/worst-1) > 1e-9 || *m.Lo != *m.Hi {
			t.Errorf("%s: shortfall %v (%s), want %v", name, *m.Mean, m.Method, worst)
		}
	}
	for i := range r.Assertions {
		if a := &r.Assertions[i]; math.Abs(*a.Value/then-1) > 1e-9 || a.Verdict != Pass {
			t.Errorf("%s: shortfall of the day %v, want %v", a.Fleet, *a.Value, then)
		}
	}

	p = certain(plan())
	p.Horizon.Hours /= 4 // an error of 7 % in what histories say is seen
	p.Workloads[0].Sources[0].Growth = quantity(math.Pow(1.1, 4) - 1)
	const n = 800
	r = answered(t, p, Options{Trials: n, Method: "simulate"})
	m := r.Fleets["a"].Metrics["shortfall"]
	se := *m.SD / math.Sqrt(n)
	if !(4.5*se < 0.07*worst) {
		t.Errorf("%d histories only see errors above %.3g of %.3g", n, 4.5*se, worst)
	}
	if m.Method != model.MonteCarlo.String() || !(math.Abs(*m.Mean-worst) < 4.5*se) {
		t.Errorf("histories: %v ± %.2g (%s), want %v", *m.Mean, se, m.Method, worst)
	}
}

// TestShortfallOfAMoment: without repair what is up depends on when, so histories tell it
// in the hour of the moment: P(Bin(20, e^(−t/mttf)) < needed).
func TestShortfallOfAMoment(t *testing.T) {
	p := certain(plan())
	p.Fleets = p.Fleets[:1]
	p.Horizon = model.Horizon{Hours: 1000}
	f := &p.Fleets[0]
	f.Domains, f.Pools[0].Place = nil, 0
	f.Pools[0].Life, f.Pools[0].Repair = exponential(quantity(2000)), model.RandomTime{Kind: model.NeverLaw}
	p.Workloads[0].Sources[0].Peak, p.Workloads[0].Sources[0].Growth = quantity(71), quantity(0) // 12 units
	day := model.Assertion{Stat: model.Mean, Metric: "shortfall", Unit: "1", At: model.Moment{Kind: model.Day, From: 600, To: 624}, Relation: model.AtMost, Limit: 1}
	const n = 4000
	r := answered(t, promised(p, day), Options{Trials: n})
	want := func(t float64) (sum float64) {
		for k := range 12 {
			sum += binomial(20, k, math.Exp(-t/2000))
		}
		return sum
	}
	a := &r.Assertions[0]
	expect, se := want(600.5), math.Sqrt(want(600.5)*(1-want(600.5))/n)
	if a.Method != model.MonteCarlo.String() || !(math.Abs(*a.Value-expect) < 4.5*se) || !(want(500) < expect-4.5*se) {
		t.Errorf("shortfall of the day %v ± %.2g, want %v, over the whole time %v", *a.Value, se, expect, want(500))
	}
}

// TestShortfallAlways: where all up is too little it is 1, and no more is asked.
func TestShortfallAlways(t *testing.T) {
	p := certain(plan())
	p.Workloads[0].Sources[0].Peak = quantity(200)
	for _, method := range []string{"auto", "exact", "simulate"} {
		if m := answered(t, p, Options{Trials: 20, Method: method}).Fleets["a"].Metrics["shortfall"]; *m.Mean != 1 {
			t.Errorf("%s: %v", method, *m.Mean)
		}
	}
	p.Workloads[0].Sources[0].Peak = ranged(p, "web", 60, 110, 140) // all carry 120; in two years it grows by a fifth
	for i := range p.Fleets {
		p.Fleets[i].Pools[0].Groups = &model.Groups{Size: 2, Needs: 1}
	}
	if m := answered(t, p, Options{Trials: 50}).Fleets["a"].Metrics["shortfall"]; !(*m.Mean > 0.4 && *m.Mean < 1) {
		t.Errorf("short in some draws: %v", *m.Mean)
	}
	p.Workloads, p.Fleets[0].Serves, p.Fleets[1].Serves = nil, nil, nil
	if _, ok := answered(t, p, Options{Trials: 20}).Fleets["a"].Metrics["shortfall"]; ok {
		t.Error("a shortfall of no demand")
	}
}
