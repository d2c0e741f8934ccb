package capplan_test

import (
	"context"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

const promised = `version: 1
horizon: 2 y
run: {method: simulate, trials: 400}
fleets:
  a: {count: 4, needs: 3, failures: {mttf: 1000 h (500..2000)}, repair: 24 h}
assertions:
  - {that: mean(a.downtime) <= 100 min/year, id: short}
  - {that: P(a.downtime <= 1000 min/year) >= 99 %, id: chance}
`

// TestBaselinePaired: on the same luck a check sees that repairs are 4 % longer, which the
// intervals of two saved results do not tell; and it sees nothing where nothing changed,
// or where they are shorter.
func TestBaselinePaired(t *testing.T) {
	load := func(text string) *capplan.Scenario {
		s, err := capplan.Load("-", capplan.LoadOptions{Stdin: strings.NewReader(text)})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	before := load(promised)
	saved, err := capplan.Check(context.Background(), before, capplan.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		repair               string
		pairedWorse, verdict string
	}{
		{"24 h", "", capplan.Pass}, {"25 h", "short", capplan.Fail}, {"23 h", "", capplan.Pass},
	} {
		now := load(strings.Replace(promised, "repair: 24 h", "repair: "+c.repair, 1))
		r, err := capplan.CheckAgainst(context.Background(), now, &capplan.Side{Scenario: before}, capplan.Options{})
		if err != nil {
			t.Fatal(err)
		}
		loose, err := capplan.CheckAgainst(context.Background(), now, &capplan.Side{Result: saved}, capplan.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range r.Assertions {
			a, b := &r.Assertions[i], &loose.Assertions[i]
			if a.Verdict != capplan.Fail || b.Baseline.Worse {
				t.Errorf("%s: %s is %s, unpaired worse: %v", c.repair, a.ID, a.Verdict, b.Baseline.Worse)
			}
			if a.ID == "short" && a.Baseline.Worse != (c.pairedWorse == a.ID) {
				t.Errorf("%s: %s paired worse: %v, %s", c.repair, a.ID, a.Baseline.Worse, a.Baseline.Why)
			}
			if !strings.Contains(a.Baseline.Why, "400 paired trials") {
				t.Errorf("%s: %s: %s", c.repair, a.ID, a.Baseline.Why)
			}
		}
		if *r.Verdict != c.verdict && c.repair != "25 h" || c.repair == "25 h" && *r.Verdict != capplan.Fail || *loose.Verdict != capplan.Pass {
			t.Errorf("%s: paired %s, unpaired %s", c.repair, *r.Verdict, *loose.Verdict)
		}
	}
}
