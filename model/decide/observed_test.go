package decide

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/capplan/capplan/model"
)

// watched is one fleet of five units that fail every 1000 h and are back at once, and
// what was observed of it over 2000 h.
func watched(metric, unit string, value float64, total bool) *model.Plan {
	return &model.Plan{
		Name: "watched", Baseline: "a",
		Horizon: model.Horizon{Hours: 1000, Steady: true},
		Finance: model.Finance{MonthHours: 730},
		Run:     model.Run{Trials: 20000, Seed: 1, Level: 0.9, Method: "auto"},
		Fleets: []model.Fleet{{Name: "a", Site: -1, Pools: []model.Pool{{
			Name: "web", Site: -1, Count: 5, Place: 1, Needs: model.Needs{Count: 5}, ShareAll: quantity(1),
			Life: exponential(quantity(1000)), Repair: exponential(quantity(1e-6)),
		}}}},
		Observed: []model.Observation{{Fleet: "a", Metric: metric, Value: value, Unit: unit, Total: total, Over: 2000}},
	}
}

// positioned holds the position of a value against what it should be: it notices errors
// of 2 % of a whole.
func positioned(t *testing.T, name string, p *model.Plan, want float64) Observed {
	t.Helper()
	r := answered(t, p, Options{Trials: 20000, noMissions: true})
	if len(r.Observed) != 1 || r.Observed[0].Position == nil {
		t.Fatalf("%s: %+v", name, r.Observed)
	}
	o := r.Observed[0]
	tol := 5 * math.Sqrt(want*(1-want)/float64(o.Trials))
	if !(tol <= .02) {
		t.Errorf("%s: the sample sees errors above %.3g only", name, 2*tol)
	}
	if !(math.Abs(*o.Position-want) <= tol) {
		t.Errorf("%s at %.5f of the law, want %.5f ± %.5f", name, *o.Position, want, tol)
	}
	if !(*o.PositionLo <= *o.Position && *o.Position <= *o.PositionHi) || *o.Tail != 2*min(*o.Position, 1-*o.Position) {
		t.Errorf("%s: %g..%g around %g, tail %g", name, *o.PositionLo, *o.PositionHi, *o.Position, *o.Tail)
	}
	return o
}

// midP is where k lies in a Poisson law.
func midP(k int, mean float64) float64 {
	d := distuv.Poisson{Lambda: mean}
	return d.CDF(float64(k)) - d.Prob(float64(k))/2
}

// TestObservedPoisson: failures of exponential units that are back at once are a Poisson
// number of mean 5·2000/1000, and so are the outages of a fleet that needs all of them.
func TestObservedPoisson(t *testing.T) {
	for _, metric := range []string{"failures", "outages"} {
		for _, k := range []int{5, 7, 10, 16} {
			o := positioned(t, metric, watched(metric, "1", float64(k), true), midP(k, 10))
			// of Poisson(10), P(≤ 4) = .029, P(≤ 5) = .067, P(≤ 14) = .917, P(≤ 15) = .951, which so many
			// trials hardly tell from .95
			if *o.Lo != 5 || (*o.Hi != 15 && *o.Hi != 16) || *o.P50 != 10 {
				t.Errorf("%s: %g, %g..%g predicted", metric, *o.P50, *o.Lo, *o.Hi)
			}
		}
		// a rate of 30.66 a year is 7 in 2000 h; a little more lies above all who have 7
		d := distuv.Poisson{Lambda: 10}
		positioned(t, metric+" a year", watched(metric, "1/year", 7.01*model.HoursPerYear/2000, false), d.CDF(7))
	}
}

// TestObservedPoissonLognormal: with a rate that is not known the number of failures is a
// mixture of Poisson laws, here integrated over the normal law of its logarithm.
func TestObservedPoissonLognormal(t *testing.T) {
	p := watched("failures", "1", 7, true)
	p.Fleets[0].Pools[0].Life = exponential(ranged(p, "mttf", 500, 1000, 2000))
	sigma := math.Log(2) / distuv.UnitNormal.Quantile(.95)
	var want, weight float64
	for z := -6.0; z <= 6; z += .01 {
		w := distuv.UnitNormal.Prob(z)
		want += w * midP(7, 10*math.Exp(sigma*z))
		weight += w
	}
	want /= weight
	if narrow := midP(7, 10); !(want-narrow > .08) {
		t.Fatalf("the mixture at %.3f cannot be told from one rate at %.3f", want, narrow)
	}
	positioned(t, "mixture", p, want)
}

// TestObservedWithoutOutage: one unit is up for all of a window with the share of time in
// which it is up, times exp(−T/MTTF).
func TestObservedWithoutOutage(t *testing.T) {
	p := watched("availability", "1", 1, false)
	pool := &p.Fleets[0].Pools[0]
	pool.Count, pool.Needs.Count, pool.Life, pool.Repair = 1, 1, exponential(quantity(3000)), exponential(quantity(500))
	never := 3000. / 3500 * math.Exp(-2000./3000)
	positioned(t, "availability", p, 1-never/2)
	p.Observed[0].Metric, p.Observed[0].Unit, p.Observed[0].Value, p.Observed[0].Total = "downtime", "min", 0, true
	positioned(t, "downtime", p, never/2)
}

// TestObservedCost: the median of a price is the median of a cost that is only that
// price; without a length the figure is that of the horizon.
func TestObservedCost(t *testing.T) {
	p := watched("cost.hardware", "USD", 0, false)
	p.Currency, p.Observed[0].Over = "USD", 0
	p.Fleets[0].Pools[0].Hardware = &model.Hardware{Price: cash(ranged(p, "price", 500, 1000, 2000), "USD")}
	p.Finance.NoResidual = true
	p.Observed[0].Value = 5 * 1000
	positioned(t, "cost", p, .5)
	p.Observed[0].Value = 5 * 2000
	o := positioned(t, "cost", p, .95)
	if o.Verdict != Plausible || !(math.Abs(*o.Hi/10000-1) < .03) {
		t.Errorf("at its 95th percentile: %s, up to %g", o.Verdict, *o.Hi)
	}
	p.Unknowns, p.Fleets[0].Pools[0].Hardware.Price = nil, money(1000)
	if o = answered(t, p, Options{Trials: 100}).Observed[0]; o.Verdict != Inconclusive {
		t.Errorf("a cost that is certain: %s", o.Verdict)
	}
}

// TestObservedVerdicts: outside only where so many trials can tell.
func TestObservedVerdicts(t *testing.T) {
	law := make([]float64, 1000)
	for i := range law {
		law[i] = float64(i)
	}
	for _, c := range []struct {
		value   float64
		n       int
		verdict string
	}{{500, 1000, Plausible}, {-1, 1000, Outside}, {1e6, 1000, Outside}, {995, 1000, Inconclusive}, {3, 1000, Inconclusive}, {40, 1000, Plausible}, {1e6, 100, Inconclusive}} {
		o := Observed{Value: c.value, Level: .9}
		if o.judge(law[:c.n], false); o.Verdict != c.verdict {
			t.Errorf("%g among %d: %s (%g..%g), want %s", c.value, c.n, o.Verdict, *o.PositionLo, *o.PositionHi, c.verdict)
		}
	}
}

// TestObservedWarns: 40 failures where 10 are expected, and none of it in a lean answer
// or of a fleet that is not asked for.
func TestObservedWarns(t *testing.T) {
	p := watched("failures", "1", 40, true)
	r := answered(t, p, Options{Trials: 2000})
	found := false
	for _, w := range r.Warnings {
		found = found || w.Code == "W480"
	}
	if !found || r.Observed[0].Verdict != Outside {
		t.Errorf("%+v, warnings %v", r.Observed, r.Warnings)
	}
	if r = answered(t, p, Options{Trials: 50, Lean: true}); r.Observed != nil {
		t.Error("a lean answer is held against what happened")
	}
	if o := answered(t, p, Options{Trials: 50, Method: "exact"}).Observed[0]; o.Verdict != Unanswered {
		t.Errorf("histories under --method exact: %s", o.Verdict)
	}
}
