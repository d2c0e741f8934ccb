package decide

import (
	"math"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

// binomial returns P(B = k), B ~ Binomial(n, p), for 0 < p < 1.
func binomial(n, k int, p float64) float64 {
	lg := func(x int) float64 { v, _ := math.Lgamma(float64(x) + 1); return v }
	return math.Exp(lg(n) - lg(k) - lg(n-k) + float64(k)*math.Log(p) + float64(n-k)*math.Log1p(-p))
}

var someProbabilities = []float64{1e-4, .003, .01, .1, .37, .5, .8, .95, .999}

// TestClopperPearsonCovers enumerates the binomial: whatever the probability, the
// intervals of all numbers of hits hold it with at least the level. The bounds of a
// mean that is nearly always at one end follow, Bernoulli laws being their worst case.
func TestClopperPearsonCovers(t *testing.T) {
	for _, n := range []int{1, 2, 10, 57, 300} {
		for _, p := range someProbabilities {
			var covered, bounded float64
			for k := 0; k <= n; k++ {
				lo, hi := clopperPearson(float64(k), float64(n), gateLevel)
				if lo <= p && p <= hi {
					covered += binomial(n, k, p)
				}
				v := make(column, n) // 3 with probability p, else 2
				for i := range v {
					v[i] = 2
					if i < k {
						v[i] = 3
					}
				}
				if lo, hi := rareBounds(v, 2, 3, gateLevel); lo <= 2+p && 2+p <= hi {
					bounded += binomial(n, k, p)
				}
			}
			if !(covered >= gateLevel) || !(bounded >= gateLevel) {
				t.Errorf("n=%d p=%g: the interval holds p with %.5f, the mean with %.5f, want %g", n, p, covered, bounded, gateLevel)
			}
		}
	}
	if lo, hi := clopperPearson(0, 20000, gateLevel); lo != 0 || !(math.Abs(hi-(1-math.Pow(.005, 1./20000))) < 1e-12) {
		t.Errorf("no hit in 20000 gives %g..%g", lo, hi)
	}
	if lo, hi := clopperPearson(3, 10, .95); math.Abs(lo-0.066739511) > 1e-8 || math.Abs(hi-0.652452852) > 1e-8 { // R: binom.test(3, 10)
		t.Errorf("3 of 10 give %.9f..%.9f", lo, hi)
	}
	// scipy's betaincinv, and 1 − 0.05^{1/n} one-sided
	if lo, hi := clopperPearson(2, 3e6, .95); !(math.Abs(lo/8.07364363782098e-08-1) < 1e-7) || !(math.Abs(hi/2.4082271229408647e-06-1) < 1e-7) {
		t.Errorf("2 of 3 million give %.12g..%.12g", lo, hi)
	}
	if _, hi := clopperPearson(0, 3e6, .9); !(math.Abs(hi/9.985769259397266e-07-1) < 1e-7) {
		t.Errorf("no hit in 3 million gives up to %.12g", hi)
	}
}

// TestQuantileIntervalCovers enumerates how many of n trials fall below a quantile:
// the order statistics hold it with at least the level, and neither can move inwards.
func TestQuantileIntervalCovers(t *testing.T) {
	tail := (1 - gateLevel) / 2
	for _, n := range []int{2, 5, 30, 200, 1000} {
		x := make(column, n)
		for i := range x {
			x[i] = float64(n - i) // out of order
		}
		for _, p := range someProbabilities {
			s := stated{method: model.MonteCarlo.String()}
			s.quantile(x, p, gateLevel)
			l, u := max(s.lo, 0), min(s.hi, float64(n+1)) // the numbers of the order statistics
			below := func(k int) (sum float64) {
				for i := 0; i < min(k, n+1); i++ {
					sum += binomial(n, i, p)
				}
				return sum
			}
			covered := below(int(u)) - below(int(l))
			if !(covered >= gateLevel-1e-12) {
				t.Errorf("n=%d p=%g: [%g, %g] hold it with %.6f", n, p, s.lo, s.hi, covered)
			}
			if int(l) < n && below(int(l)+1) <= tail*(1-1e-9) {
				t.Errorf("n=%d p=%g: %g could be more", n, p, s.lo)
			}
			if u > 1 && 1-below(int(u)-1) <= tail*(1-1e-9) {
				t.Errorf("n=%d p=%g: %g could be less", n, p, s.hi)
			}
			if math.IsInf(s.lo, -1) != (l == 0) || math.IsInf(s.hi, 1) != (u > float64(n)) {
				t.Errorf("n=%d p=%g: %g..%g", n, p, s.lo, s.hi)
			}
			if want := math.Ceil(p * float64(n)); s.value != max(want, 1) {
				t.Errorf("n=%d p=%g: the quantile is %g, want %g", n, p, s.value, want)
			}
		}
	}
}

// TestVerdicts holds an interval against limits on either side and at its ends.
func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		rel    model.Relation
		limit  float64
		want   string
	}{
		{1, 2, model.AtMost, 2, Pass},
		{1, 2, model.Below, 2, Inconclusive},
		{1, 2, model.Below, 2.1, Pass},
		{1, 2, model.AtMost, 1.5, Inconclusive},
		{1, 2, model.AtMost, 1, Inconclusive},
		{1, 2, model.Below, 1, Fail},
		{1, 2, model.AtMost, 0.9, Fail},
		{1, 2, model.AtLeast, 1, Pass},
		{1, 2, model.Above, 1, Inconclusive},
		{1, 2, model.AtLeast, 2.1, Fail},
		{1, 1, model.AtMost, 1, Pass},
		{1, 1, model.Below, 1, Fail},
		{0, math.Inf(1), model.AtMost, 5, Inconclusive},
		{math.Inf(-1), math.Inf(1), model.AtLeast, 0, Inconclusive},
	} {
		if got := verdictOf(stated{lo: c.lo, hi: c.hi}, c.rel, c.limit); got != c.want {
			t.Errorf("%g..%g %s %g: %s, want %s", c.lo, c.hi, c.rel, c.limit, got, c.want)
		}
	}
}

// promised returns the plan with one assertion after another.
func promised(p *model.Plan, list ...model.Assertion) *model.Plan {
	for _, a := range list {
		if a.Fleet == "" {
			a.Fleet = "a"
		}
		p.Assertions = append(p.Assertions, a)
	}
	return p
}

// TestAssertionsSayWhatTheMetricsSay: an assertion's value is the figure of the result,
// and its interval is the figure's at 99 % instead of 95 %.
func TestAssertionsSayWhatTheMetricsSay(t *testing.T) {
	mean := model.Assertion{Stat: model.Mean, Metric: "cost.pv", Unit: "USD", Relation: model.AtMost, Limit: 1}
	p90 := model.Assertion{Stat: model.Quantile, Level: .9, Metric: "downtime", Unit: "min/year", Relation: model.AtLeast, Limit: 0}
	sd := model.Assertion{Stat: model.SD, Metric: "cost.pv", Unit: "USD", Relation: model.AtMost, Limit: 1e12}
	up := model.Assertion{Stat: model.Mean, Pool: "web", Metric: "units_up", Unit: "1", Relation: model.AtMost, Limit: 20}
	web := model.Assertion{Stat: model.Mean, Workload: "web", Metric: "served", Unit: "1", Relation: model.AtLeast, Limit: 2}
	r := answered(t, promised(plan(), mean, p90, sd, up, web), Options{Trials: 400})
	f := r.Fleets["a"]
	for i, want := range []*float64{f.Metrics["cost.pv"].Mean, f.Metrics["downtime"].P90, f.Metrics["cost.pv"].SD, f.Pools["web"].Metrics["units_up"].Mean, f.Workloads["web"].Metrics["served"].Mean} {
		if a := r.Assertions[i]; !(*a.Value == *want) || !(*a.Lo <= *want && *want <= *a.Hi) {
			t.Errorf("assertion %d: %v in %v..%v, the metric says %v", i, *a.Value, *a.Lo, *a.Hi, *want)
		}
	}
	if a, m := r.Assertions[0], f.Metrics["cost.pv"]; math.Abs((*a.Hi-*a.Lo)/(*m.Hi-*m.Lo)-student(.99, 400)/student(.95, 400)) > 0.01 { // skewness widens both a little
		t.Errorf("the 99 %% interval is %g wide, the 95 %% one %g", *a.Hi-*a.Lo, *m.Hi-*m.Lo)
	}
	for i, want := range []string{Fail, Pass, Pass, Pass, Fail} {
		if r.Assertions[i].Verdict != want {
			t.Errorf("assertion %d: %s, want %s", i, r.Assertions[i].Verdict, want)
		}
	}
	if r.Verdict == nil || *r.Verdict != Fail {
		t.Error("the gate does not fail")
	}
}

// TestAssertedProbability counts trials by hand.
func TestAssertedProbability(t *testing.T) {
	m := sampled("min/year", column{0, 0, 1, 2, 3, 4, 5, 6, 7, 8})
	s, ok := statistic(&m, &model.Assertion{Stat: model.Probability, Within: model.AtMost, Bound: 2}, gateLevel)
	if lo, hi := clopperPearson(4, 10, gateLevel); !ok || s.value != .4 || s.lo != lo || s.hi != hi {
		t.Errorf("P(x ≤ 2) = %v in %v..%v", s.value, s.lo, s.hi)
	}
	if s, _ := statistic(&m, &model.Assertion{Stat: model.Probability, Within: model.Below, Bound: 2}, gateLevel); s.value != .3 {
		t.Errorf("P(x < 2) = %v", s.value)
	}
}

// TestExactIsNeverInconclusive: what is certain passes or fails, its interval is a
// point, and of what --method exact does not know nothing is said.
func TestExactIsNeverInconclusive(t *testing.T) {
	limit := func(metric, unit string, stat model.Stat, rel model.Relation, limit float64) model.Assertion {
		return model.Assertion{Stat: stat, Level: .5, Metric: metric, Unit: unit, Relation: rel, Limit: limit, Within: model.AtMost}
	}
	exactly := *answered(t, certain(plan()), Options{Method: "exact"}).Fleets["a"].Metrics["availability"].Mean
	p := promised(certain(plan()),
		limit("availability", "1", model.Mean, model.AtLeast, exactly),
		limit("availability", "1", model.Mean, model.Above, exactly),
		limit("cost.pv", "USD", model.Mean, model.AtMost, 1e12),
		limit("cost.pv", "USD", model.Quantile, model.AtMost, 1),
		limit("downtime", "min/year", model.Quantile, model.AtMost, 1),
		limit("mttf", "h", model.Mean, model.AtMost, 1),
	)
	r := answered(t, p, Options{Method: "exact"})
	for i, want := range []string{Pass, Fail, Pass, Fail, Unanswered, Unanswered} {
		a := r.Assertions[i]
		if a.Verdict != want || want != Unanswered && (a.Level != 1 || *a.Lo != *a.Hi) {
			t.Errorf("assertion %d (%s): %s at level %g, want %s", i, a.Metric, a.Verdict, a.Level, want)
		}
	}
}

// TestGate: severity warn never decides, inconclusive weighs less than fail, and only
// asked fleets are held.
func TestGate(t *testing.T) {
	good := model.Assertion{That: "good", Metric: "availability", Unit: "1", Relation: model.AtLeast, Limit: 0}
	bad := model.Assertion{That: "bad", Metric: "availability", Unit: "1", Relation: model.AtLeast, Limit: 2}
	unsure := model.Assertion{That: "unsure", Stat: model.Quantile, Level: .999, Metric: "cost.pv", Unit: "USD", Relation: model.AtMost, Limit: 1e9}
	warned, lenient, other := bad, unsure, bad
	warned.Warn, lenient.WarnInconclusive, other.Fleet = true, true, "b"
	for _, c := range []struct {
		list []model.Assertion
		want string
		said int
	}{
		{[]model.Assertion{good}, Pass, 0},
		{[]model.Assertion{good, warned}, Pass, 1},
		{[]model.Assertion{good, unsure}, Inconclusive, 0},
		{[]model.Assertion{good, lenient}, Pass, 1},
		{[]model.Assertion{unsure, bad}, Fail, 0},
		{[]model.Assertion{bad, unsure}, Fail, 0},
		{[]model.Assertion{good, other}, Pass, 0},
	} {
		r := answered(t, promised(plan(), c.list...), Options{Trials: 50, Fleets: []string{"a"}})
		var said int
		for _, w := range r.Warnings {
			if w.Code == "W230" && strings.Contains(w.Text, ": ") {
				said++
			}
		}
		if *r.Verdict != c.want || said != c.said {
			t.Errorf("%v: %s with %d warnings, want %s with %d", c.list, *r.Verdict, said, c.want, c.said)
		}
	}
}
