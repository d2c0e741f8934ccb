package decide

import (
	"context"
	"encoding/json"
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestLooksSpendTheError: whatever the first and the most trials, the levels of the looks
// leave 1 % between them, and the last look has the most trials.
func TestLooksSpendTheError(t *testing.T) {
	for _, l := range []looks{{20000, 1_000_000}, {1, 1}, {1, 2}, {300, 1000}, {500, 500}, {7, 1_000_000}} {
		k, spent := l.count(), 0.0
		for i := 1; i <= k; i++ {
			spent += 1 - l.level(i)
			if i > 1 && !(l.trials(i) > l.trials(i-1) && l.trials(i) <= 2*l.trials(i-1)) {
				t.Errorf("%v: look %d after %d trials, the one before after %d", l, i, l.trials(i), l.trials(i-1))
			}
		}
		if !(math.Abs(spent-.01) < 1e-9) || l.trials(k) != l.most || l.trials(1) != l.first {
			t.Errorf("%v: %g is spent, from %d to %d trials", l, spent, l.trials(1), l.trials(k))
		}
	}
	if l := (looks{20000, 1_000_000}); l.count() != 7 || l.level(1) != .995 {
		t.Errorf("%d looks, the first at %g", l.count(), l.level(1))
	}
}

// checked holds assertions.
func checked(t *testing.T, p *model.Plan, o Options) *Result {
	t.Helper()
	r, err := Check(context.Background(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func closeTo(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b || math.Abs(*a-*b) <= 1e-9*math.Abs(*b)
}

// TestMoreTrialsAreTheSameTrials: what is close is decided by trials that are taken look
// by look, and says what as many at once say.
func TestMoreTrialsAreTheSameTrials(t *testing.T) {
	at := func(a model.Assertion) model.Assertion { a.Relation, a.Limit = model.AtMost, 0; return a }
	list := []model.Assertion{
		at(model.Assertion{Stat: model.Mean, Metric: "cost.pv", Unit: "USD"}),
		at(model.Assertion{Stat: model.Mean, Metric: "cost.pv", Unit: "USD", Of: "b", Factor: 1}),
		at(model.Assertion{Stat: model.Quantile, Level: .5, Metric: "cost.pv", Unit: "USD", Of: "b", Factor: 1}),
		at(model.Assertion{Stat: model.Quantile, Level: .9, Metric: "downtime", Unit: "min/year"}),
		at(model.Assertion{Stat: model.SD, Metric: "cost.pv", Unit: "USD"}),
		at(model.Assertion{Stat: model.Mean, Metric: "downtime.worst_year", Unit: "min"}),
		at(model.Assertion{Stat: model.Mean, Metric: "outage_duration", Unit: "min"}),
		at(model.Assertion{Stat: model.Mean, Metric: "objective", Unit: "1"}),
		at(model.Assertion{Stat: model.Mean, Metric: "headroom", Unit: "1", At: model.Moment{Kind: model.Day, From: 24, To: 48}}),
		at(model.Assertion{Stat: model.Mean, Workload: "web", Metric: "served", Unit: "1"}),
		at(model.Assertion{Stat: model.Probability, Within: model.AtMost, Bound: 1e5, Metric: "cost.pv", Unit: "USD"}),
		at(model.Assertion{Stat: model.Probability, Within: model.AtMost, Factor: 1, Of: "b", Metric: "cost.pv", Unit: "USD"}),
	}
	const first, most = 90, 400 // 90, 180, 360, 400
	l := looks{first, most}
	for _, method := range []string{"auto", "simulate"} {
		p := promised(plan(), list...)
		r, err := newRun(p, Options{Trials: most, likely: first, Method: method, Lean: true, Keep: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.trials(context.Background()); err != nil {
			t.Fatal(err)
		}
		once := r.result(context.Background())
		for i := range p.Assertions { // a limit that nothing tells from the value
			p.Assertions[i].Limit = *once.Assertions[i].Value
			if a := &p.Assertions[i]; a.Of != "" && a.Stat != model.Probability {
				a.Factor = *once.Assertions[i].Value / once.Assertions[i].Limit
			}
		}
		got := checked(t, p, Options{Trials: first, MaxTrials: most, Method: method})
		again := checked(t, p, Options{Trials: first, MaxTrials: most, Method: method, Jobs: 3})
		x, _ := json.Marshal(got)
		if y, _ := json.Marshal(again); string(x) != string(y) {
			t.Error("three jobs say something else than all")
		}
		for i := range p.Assertions {
			a := &p.Assertions[i]
			q := r.pairOf(once, a)
			want := blank(a)
			want.judge(&p.Horizon, &q, a, l.level(l.count()))
			g := &got.Assertions[i]
			if g.Trials == 0 || !closeTo(g.Value, want.Value) || g.Trials == most && (!closeTo(g.Lo, want.Lo) || !closeTo(g.Hi, want.Hi) || g.Level != want.Level) {
				t.Errorf("%s, assertion %d (%s): %v in %v..%v after %d trials at %g, at once %v in %v..%v at %g", method, i, a.Metric,
					show(g.Value), show(g.Lo), show(g.Hi), g.Trials, g.Level, show(want.Value), show(want.Lo), show(want.Hi), want.Level)
			}
		}
		if len(got.Gate.Looks) != l.count() || got.Trials != first {
			t.Errorf("looks %v, figures of %d trials", got.Gate.Looks, got.Trials)
		}
	}
}

func show(x *float64) any {
	if x == nil {
		return "–"
	}
	return *x
}

// TestOnlyWhatIsAsked: a check that computes only what its one assertion needs says the
// same of it as the whole answer does.
func TestOnlyWhatIsAsked(t *testing.T) {
	names := []struct {
		metric, unit string
	}{
		{"availability", "1"},
		{"unavailability", "1"},
		{"downtime", "min/year"},
		{"outages", "1/year"},
		{"served", "1"},
		{"outage_duration", "min"},
		{"reliability", "1"},
		{"unreliability", "1"},
		{"mttf", "h"},
		{"downtime.worst_year", "min"},
		{"brownout", "min/year"},
		{"blast", "1"},
		{"failures", "1/year"},
		{"objective", "1"},
		{"shortfall", "1"},
		{"cost.pv", "USD"},
		{"cost.per_request", "USD"},
		{"cost.per_tps", "USD"},
		{"saving", "USD"},
		{"regret", "USD"},
		{"payback", "months"},
		{"crossover", "req/s"},
		{"demand.peak", "req/s"},
		{"capacity.degraded", "req/s"},
		{"headroom", "1"},
		{"utilization", "1"},
		{"overload", "1"},
		{"headroom.left", "1"},
		{"downtime.failure", "min/year"},
		{"downtime.shortage", "min/year"},
	}
	const n = 60
	var list []model.Assertion
	for _, x := range names {
		for _, stat := range []model.Stat{model.Mean, model.Quantile} {
			a := model.Assertion{Fleet: "b", Stat: stat, Level: .5, Metric: x.metric, Unit: x.unit, Relation: model.AtLeast, Limit: 1e-3}
			if x.metric == "shortfall" {
				a.At = model.Moment{Kind: model.Worst, To: 2 * model.HoursPerYear}
			}
			list = append(list, a)
		}
	}
	for _, c := range []struct {
		method string
		sure   bool
	}{{"auto", false}, {"auto", true}, {"simulate", false}} {
		uncertain := func() *model.Plan {
			if c.sure {
				return certain(plan())
			}
			return plan()
		}
		whole := answered(t, promised(uncertain(), list...), Options{Trials: n, Method: c.method})
		for i, a := range list {
			want := whole.Assertions[i]
			got := checked(t, promised(uncertain(), a), Options{Trials: n, MaxTrials: n, Method: c.method}).Assertions[0]
			if !closeTo(got.Value, want.Value) || !closeTo(got.Lo, want.Lo) || !closeTo(got.Hi, want.Hi) || got.Verdict != want.Verdict {
				t.Errorf("%v, %s, stat %d: %s %v in %v..%v, the whole answer %s %v in %v..%v", c, a.Metric, a.Stat,
					got.Verdict, show(got.Value), show(got.Lo), show(got.Hi), want.Verdict, show(want.Value), show(want.Lo), show(want.Hi))
			}
		}
	}
}

// TestExactTakesNoTrials, and --no-sim skips what is not.
func TestExactTakesNoTrials(t *testing.T) {
	mean := model.Assertion{Stat: model.Mean, Metric: "availability", Unit: "1", Relation: model.AtLeast, Limit: 0}
	cost := model.Assertion{Stat: model.Quantile, Level: .9, Metric: "cost.pv", Unit: "USD", Relation: model.AtMost, Limit: 1e12}
	luck := model.Assertion{Stat: model.Quantile, Level: .9, Metric: "downtime", Unit: "min/year", Relation: model.AtMost, Limit: 1e12}
	r := checked(t, promised(certain(plan()), mean, cost), Options{})
	if r.Trials != 0 || len(r.Gate.Looks) != 0 || *r.Verdict != Pass {
		t.Errorf("%d trials, looks %v, %s", r.Trials, r.Gate.Looks, *r.Verdict)
	}
	r = checked(t, promised(certain(plan()), mean, luck), Options{Trials: 200})
	if r.Trials != 200 || r.Assertions[0].Trials != 0 || r.Assertions[1].Trials != 200 {
		t.Errorf("%d trials, of the assertions %d and %d", r.Trials, r.Assertions[0].Trials, r.Assertions[1].Trials)
	}
	r = checked(t, promised(certain(plan()), mean, luck), Options{Static: true})
	if r.Assertions[0].Verdict != Pass || r.Assertions[1].Verdict != Skipped || *r.Verdict != Skipped {
		t.Errorf("%s, %s: %s", r.Assertions[0].Verdict, r.Assertions[1].Verdict, *r.Verdict)
	}
	r = checked(t, promised(plan(), mean, cost), Options{Static: true})
	if r.Assertions[0].Verdict != Skipped || r.Assertions[1].Verdict != Skipped || len(r.Fleets["a"].Metrics) > 0 {
		t.Errorf("%s and %s of what is uncertain", r.Assertions[0].Verdict, r.Assertions[1].Verdict)
	}
}

// TestCarriedAtLikelyValues: a check that asks for no capacity works none out in its trials,
// and says what limits its fleets, and that they carry very different loads, at likely values.
func TestCarriedAtLikelyValues(t *testing.T) {
	limit := model.Assertion{Stat: model.Mean, Fleet: "b", Metric: "cost.pv", Unit: "USD", Of: "a", Factor: 2, Relation: model.AtMost}
	p := promised(plan(), limit)
	p.Fleets[0].Pools[0].Count *= 4
	got := checked(t, p, Options{Trials: 40, MaxTrials: 40})
	whole := answered(t, p, Options{Trials: 40})
	for _, n := range []string{"a", "b"} {
		g, w := got.Fleets[n], whole.Fleets[n]
		if _, ok := g.Metrics["capacity.peak"]; ok || g.Bottleneck == "" || g.Bottleneck != w.Bottleneck || g.DegradedBy != w.DegradedBy {
			t.Errorf("%s: limited by %q after %q, in trials by %q after %q; capacity.peak: %v", n, g.Bottleneck, g.DegradedBy, w.Bottleneck, w.DegradedBy, ok)
		}
	}
	unlike := func(r *Result) (n int) {
		for _, w := range r.Warnings {
			if w.Code == "W213" {
				n++
			}
		}
		return n
	}
	if unlike(got) != 1 || unlike(whole) != 1 {
		t.Errorf("unlike loads: %d times in a check, %d in all", unlike(got), unlike(whole))
	}
}
