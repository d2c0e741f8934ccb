package decide

import "testing"

// TestHold holds every pair of verdicts and values.
func TestHold(t *testing.T) {
	as := func(verdict, relation string, value, half float64) AssertionResult {
		return AssertionResult{
			ID: "assertions.0", That: "mean(a.downtime) " + relation + " 5 min/year", Relation: relation, Verdict: verdict,
			Value: ptr(value), Lo: ptr(value - half), Hi: ptr(value + half), Unit: "min/year", Method: "monte-carlo",
		}
	}
	day := func(verdict string, value float64) AssertionResult { // of an exhaustion; 0: never
		out := as(verdict, ">=", value, 10)
		if out.Unit = hoursFromStart; value == 0 {
			out.Value, out.Lo, out.Hi = nil, nil, nil
		}
		return out
	}
	for _, c := range []struct {
		name         string
		before, now  AssertionResult
		worse, known bool
		verdict      string
	}{
		{"the same", as(Fail, "<=", 9, 1), as(Fail, "<=", 9, 1), false, true, Pass},
		{"better", as(Fail, "<=", 9, 1), as(Fail, "<=", 7, 1), false, true, Pass},
		{"worse inside the noise", as(Fail, "<=", 9, 1), as(Fail, "<=", 10.4, 1), false, true, Pass}, // √2 apart
		{"worse beyond it", as(Fail, "<=", 9, 1), as(Fail, "<=", 10.5, 1), true, false, Fail},
		{"worse and exact", as(Fail, "<=", 9, 0), as(Fail, "<=", 9.0001, 0), true, false, Fail},
		{"the last digit", as(Fail, "<=", 9, 0), as(Fail, "<=", 9.00000000001, 0), false, true, Pass},
		{"worse the other way", as(Fail, ">=", 9, 1), as(Fail, ">=", 7, 1), true, false, Fail},
		{"better the other way", as(Fail, ">=", 4, 1), as(Fail, ">=", 4.5, 1), false, true, Pass},
		{"passed before", as(Pass, "<=", 4, 1), as(Fail, "<=", 9, 1), true, false, Fail},
		{"passed before, inside the noise", as(Pass, "<=", 4.9, 1), as(Fail, "<=", 5.1, 1), false, false, Fail},
		{"inconclusive before", as(Inconclusive, "<=", 5.1, 1), as(Fail, "<=", 5.2, 0.1), false, false, Fail},
		{"inconclusive both times", as(Inconclusive, "<=", 5.1, 1), as(Inconclusive, "<=", 5.2, 1), false, true, Pass},
		{"failed, now inconclusive", as(Fail, "<=", 9, 1), as(Inconclusive, "<=", 5.2, 1), false, true, Pass},
		{"it was never, and has a day", day(Fail, 0), day(Fail, 900), true, false, Fail},
		{"it had a day, and is never", day(Fail, 900), day(Fail, 0), false, true, Pass},
		{"it is never both times", day(Fail, 0), day(Fail, 0), false, true, Pass},
		{"an earlier day", day(Fail, 900), day(Fail, 800), true, false, Fail},
		{"an earlier day inside the noise", day(Fail, 900), day(Fail, 895), false, true, Pass},
		{"passes", as(Fail, "<=", 9, 1), as(Pass, "<=", 3, 1), false, false, Pass},
	} {
		base, r := &Result{Assertions: []AssertionResult{c.before}}, &Result{Assertions: []AssertionResult{c.now}}
		r.conclude()
		r.Hold(base)
		s := r.Assertions[0].Baseline
		if s.Worse != c.worse || s.Known != c.known || *r.Verdict != c.verdict || s.Verdict != c.before.Verdict {
			t.Errorf("%s: worse %v, known %v, verdict %s (%s)", c.name, s.Worse, s.Known, *r.Verdict, s.Why)
		}
		if r.Assertions[0].Verdict != c.now.Verdict || c.known && r.Assertions[0].Blocks() {
			t.Errorf("%s: its own verdict is %s, and it blocks: %v", c.name, r.Assertions[0].Verdict, r.Assertions[0].Blocks())
		}
	}
}

// TestHoldFinds finds the assertion of the baseline by its id or its text.
func TestHoldFinds(t *testing.T) {
	a := func(id, that, relation string) AssertionResult {
		return AssertionResult{ID: id, That: that, Relation: relation, Verdict: Fail, Value: ptr(9), Lo: ptr(9), Hi: ptr(9), Unit: "min/year"}
	}
	for _, c := range []struct {
		name        string
		before, now AssertionResult
		known       bool
	}{
		{"its number changed", a("assertions.0", "mean(a.downtime) <= 5 min/year", "<="), a("assertions.7", "mean(a.downtime)  <= 5 min/year", "<="), true},
		{"another of that number", a("assertions.0", "mean(a.downtime) <= 5 min/year", "<="), a("assertions.0", "mean(b.downtime) <= 5 min/year", "<="), false},
		{"another limit without an id", a("assertions.0", "mean(a.downtime) <= 5 min/year", "<="), a("assertions.0", "mean(a.downtime) <= 4 min/year", "<="), false},
		{"another limit with an id", a("short", "mean(a.downtime) <= 5 min/year", "<="), a("short", "mean(a.downtime) <= 4 min/year", "<="), true},
		{"another figure with an id", a("short", "mean(a.downtime) <= 5 min/year", "<="), a("short", "p99(a.downtime) <= 5 min/year", "<="), false},
		{"an id since", a("assertions.0", "mean(a.downtime) <= 5 min/year", "<="), a("short", "mean(a.downtime) <= 5 min/year", "<="), true},
	} {
		r := &Result{Assertions: []AssertionResult{c.now}}
		r.conclude()
		r.Hold(&Result{Assertions: []AssertionResult{c.before}})
		if got := r.Assertions[0].Known(); got != c.known || (*r.Verdict == Pass) != c.known {
			t.Errorf("%s: known %v, verdict %s", c.name, got, *r.Verdict)
		}
	}
	r := &Result{Assertions: []AssertionResult{a("x", "y <= 1", "<=")}}
	r.conclude()
	if r.Hold(nil); *r.Verdict != Fail || r.Assertions[0].Baseline.Verdict != Unmet {
		t.Error("without a baseline something is known")
	}
}

// TestKeptIsEnough: a check held against what it kept stands as against the whole result.
func TestKeptIsEnough(t *testing.T) {
	base := &Result{Seed: 7, Scenario: Scenario{Name: "s", Currency: "USD"}, Assertions: []AssertionResult{
		{ID: "a", That: "mean(a.downtime) <= 5 min/year", Relation: "<=", Verdict: Fail, Value: ptr(9), Lo: ptr(8), Hi: ptr(10), Level: .99, Unit: "min/year", Limit: 5, Method: "monte-carlo"},
		{ID: "b", That: "mean(a.cost.pv) <= 75 % of b", Relation: "<=", Verdict: Fail, Value: ptr(9), Lo: ptr(9), Hi: ptr(9), Level: 1, Unit: "USD", Limit: 7, Against: "b", Method: "exact"},
		{ID: "c", That: "median(a.exhaustion) >= 2030-01-01", Relation: ">=", Verdict: Fail, Lo: ptr(3), Level: .99, Unit: hoursFromStart, Limit: 5, Method: "monte-carlo"},
		{ID: "d", That: "a.survives(rack, 1)", Relation: ">=", Verdict: Pass, Value: ptr(1), Lo: ptr(1), Hi: ptr(1), Level: 1, Limit: 1, Unit: "1", Method: "exact", Survival: true},
		{ID: "e", That: "mean(a.failures) <= 5/year", Relation: "<=", Verdict: Skipped, Unit: "1/year"},
	}}
	kept := base.Keep()
	if what := kept.Wrong(); what != "" {
		t.Fatal(what)
	}
	for _, shift := range []float64{0, .5, 2} {
		moved := func() *Result {
			r := &Result{}
			for _, a := range base.Assertions {
				if a.Survival && shift > 0 {
					a.Verdict, a.Value, a.Lo, a.Hi = Fail, ptr(0), ptr(0), ptr(0)
				} else if a.Value != nil {
					a.Value, a.Lo, a.Hi = ptr(*a.Value+shift), ptr(*a.Lo+shift), ptr(*a.Hi+shift)
				}
				r.Assertions = append(r.Assertions, a)
			}
			return r
		}
		whole, part := standings(moved(), base), standings(moved(), kept.Result())
		for i := range whole {
			if whole[i].Worse != part[i].Worse || whole[i].Known != part[i].Known || whole[i].Why != part[i].Why || whole[i].index != i || part[i].index != i {
				t.Errorf("%s, %g more: %+v by all, %+v by what is kept", base.Assertions[i].ID, shift, whole[i], part[i])
			}
		}
		if want := shift > 1; part[0].Worse != want || part[1].Worse != (shift > 0) || part[3].Worse != (shift > 0) {
			t.Errorf("%g more: %+v %+v", shift, part[0], part[1])
		}
	}
}

func standings(r, base *Result) (out []Standing) {
	r.Hold(base)
	for i := range r.Assertions {
		out = append(out, *r.Assertions[i].Baseline)
	}
	return out
}
