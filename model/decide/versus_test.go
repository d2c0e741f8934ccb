package decide

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/stat"
)

// TestVersusCovers draws pairs of lognormal values with a correlation of 0.9 many times:
// the intervals of what a statistic is above 0.75 times the other's hold the true
// difference in 99 % of them. 600 runs see a coverage below 96.7 % (5 standard errors),
// and that pairing does not narrow what it should.
func TestVersusCovers(t *testing.T) {
	const runs, n, f = 600, 3200, 0.75
	r := rand.New(rand.NewPCG(3, 9))
	lognormal := func(z, mu, sigma float64) float64 { return math.Exp(mu + sigma*z) }
	true2 := func(stat func(mu, sigma float64) float64) float64 { return stat(1, .3) - f*stat(1.2, .4) }
	z90 := 1.2815515655446004
	cases := []struct {
		what string
		a    model.Assertion
		want float64
	}{
		{"mean", model.Assertion{Stat: model.Mean}, true2(func(m, s float64) float64 { return math.Exp(m + s*s/2) })},
		{"p90", model.Assertion{Stat: model.Quantile, Level: .9}, true2(func(m, s float64) float64 { return math.Exp(m + s*z90) })},
		{"sd", model.Assertion{Stat: model.SD}, true2(func(m, s float64) float64 { return math.Exp(m+s*s/2) * math.Sqrt(math.Expm1(s*s)) })},
	}
	held, width := make([]float64, len(cases)), make([]float64, len(cases))
	apart := make([]float64, len(cases))
	seen := make([]column, len(cases))
	for range runs {
		x, y := make(column, n), make(column, n)
		for i := range x {
			u, v := r.NormFloat64(), r.NormFloat64()
			x[i], y[i] = lognormal(u, 1, .3), lognormal(.9*u+math.Sqrt(1-.81)*v, 1.2, .4)
		}
		mx, my := sampled("h", x), sampled("h", y)
		shuffled := append(column{}, y...)
		r.Shuffle(n, func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		ms := sampled("h", shuffled)
		for k := range cases {
			a := cases[k].a
			a.Factor = f
			s, limit, ok := versus(&mx, &my, &a, gateLevel)
			if !ok {
				t.Fatal(cases[k].what)
			}
			if lo, hi := s.lo-limit, s.hi-limit; lo <= cases[k].want && cases[k].want <= hi {
				held[k]++
			}
			width[k] += s.hi - s.lo
			seen[k] = append(seen[k], s.value-limit)
			s, _, _ = versus(&mx, &ms, &a, gateLevel)
			apart[k] += s.hi - s.lo
		}
	}
	for k, c := range cases {
		if held[k]/runs < gateLevel-5*stat.StdErr(math.Sqrt(gateLevel*(1-gateLevel)), runs) {
			t.Errorf("%s: %.4f of the intervals hold the difference", c.what, held[k]/runs)
		}
		// ±2.58 standard errors, 2.74 with 32 sections; 600 runs know their spread to 3 %.
		if _, sd := meanSD(seen[k]); !(math.Abs(width[k]/runs/2/sd-2.66) < 0.4) {
			t.Errorf("%s: half an interval is %.3g of what the differences scatter", c.what, width[k]/runs/2/sd)
		}
		if !(width[k] < 0.85*apart[k]) {
			t.Errorf("%s: pairs are known to %g, strangers to %g", c.what, width[k]/runs, apart[k]/runs)
		}
	}
}

// TestVersusCounts: inside P(…) each trial is compared; with too few trials or an atom
// quantiles fall back to what holds for any law; what is exact has no interval.
func TestVersusCounts(t *testing.T) {
	x, y := sampled("h", column{1, 2, 3, 4}), sampled("h", column{1, 1, 1, 9})
	s, limit, ok := versus(&x, &y, &model.Assertion{Stat: model.Probability, Within: model.AtMost, Factor: 2, Limit: .5}, gateLevel)
	if lo, hi := clopperPearson(3, 4, gateLevel); !ok || s.value != .75 || s.lo != lo || s.hi != hi || limit != .5 {
		t.Errorf("P(x ≤ 2y) = %v in %v..%v", s.value, s.lo, s.hi)
	}
	n := 2000
	v, w := make(column, n), make(column, n)
	for i := range v {
		v[i], w[i] = float64(i%2), float64(i)
	}
	a, b := sampled("h", v), sampled("h", w)
	s, limit, _ = versus(&b, &a, &model.Assertion{Stat: model.Quantile, Level: .9, Factor: 2}, gateLevel)
	var alone stated
	alone.method = model.MonteCarlo.String()
	alone.quantile(w, .9, halfMiss(gateLevel))
	if limit != 2 || s.lo != alone.lo || s.hi != alone.hi { // the atom is known, so only the other's interval is left
		t.Errorf("p90 = %v in %v..%v over %v, want %v..%v", s.value, s.lo, s.hi, limit, alone.lo, alone.hi)
	}
	one, two := computed("h", column{3, 3, 3}, ""), computed("h", column{4, 4, 4}, "")
	for _, st := range []model.Stat{model.Mean, model.Quantile, model.Probability} {
		s, limit, ok := versus(&one, &two, &model.Assertion{Stat: st, Level: .5, Factor: .75, Within: model.AtMost, Relation: model.AtMost, Limit: 1}, gateLevel)
		if !ok || s.lo != s.hi || verdictOf(s, model.AtMost, limit) != Pass || s.method != model.Exact.String() {
			t.Errorf("statistic %d: %+v against %v", st, s, limit)
		}
	}
	skewed := sampled("h", append(make(column, 1999), 5)).within(0, 5)
	s, limit, _ = versus(&skewed, &one, &model.Assertion{Stat: model.Mean, Factor: .75}, gateLevel)
	if lo, hi := rareBounds(append(make(column, 1999), 5), 0, 5, halfMiss(gateLevel)); limit != 2.25 || s.lo != lo || math.Abs(s.hi-hi) > 1e-12 {
		t.Errorf("a rare mean: %v..%v, want %v..%v", s.lo, s.hi, lo, hi)
	}
}

// TestWaiverPassesWhatFails and nothing else, and says what it hides.
func TestWaiverPassesWhatFails(t *testing.T) {
	bad := model.Assertion{That: "bad", Metric: "availability", Unit: "1", Relation: model.AtLeast, Limit: 2}
	good := bad
	good.Limit = 0
	none := bad
	none.Metric = "mttdl"
	w := &model.Waiver{Reason: "rack ordered", Ticket: "INFRA-1", Until: time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC)}
	bad.Waiver, good.Waiver, none.Waiver = w, w, w
	r := answered(t, promised(plan(), bad, good), Options{Trials: 50})
	if a := r.Assertions[0]; *r.Verdict != Pass || a.Verdict != Pass || a.Waived == nil || *a.Waived != (Waived{Fail, "rack ordered", "2027-03-31", "INFRA-1"}) {
		t.Errorf("%s: %+v %+v", *r.Verdict, a, a.Waived)
	}
	if a := r.Assertions[1]; a.Verdict != Pass || a.Waived != nil {
		t.Errorf("what holds is waived: %+v", a)
	}
	over, kept := model.Assertion{That: "over", Metric: "availability", Unit: "1", Relation: model.AtLeast, Limit: 2, Ended: w}, good
	kept.Waiver, kept.Ended = nil, w
	r = answered(t, promised(plan(), over, kept), Options{Trials: 50})
	if a := r.Assertions[0]; *r.Verdict != Fail || a.Verdict != Fail || a.Waived != nil || a.Ended == nil || *a.Ended != (Waived{Fail, "rack ordered", "2027-03-31", "INFRA-1"}) {
		t.Errorf("%s after its waiver: %+v %+v", *r.Verdict, a, a.Ended)
	}
	if a := r.Assertions[1]; a.Verdict != Pass || a.Ended != nil {
		t.Errorf("what holds speaks of a waiver: %+v", a)
	}
	if r := answered(t, promised(plan(), none), Options{Trials: 50}); r.Assertions[0].Verdict != Unanswered {
		t.Errorf("what is not there is %s", r.Assertions[0].Verdict)
	}
}
