package capplan_test

import (
	"context"
	"math"
	"testing"

	"github.com/capplan/capplan"
)

// TestReversalsAgainstBreakEven holds where the trials of a comparison say that the order
// turns against the search for the break-even, which sets the value and asks again. Rates
// and times that are written the other way round than they are computed with are in it.
func TestReversalsAgainstBreakEven(t *testing.T) {
	const scenario = `version: 1
currency: USD
horizon: 5 years
finance: {discount_rate: 6 %}
fleets:
  owned: {count: 10, needs: 1, hardware: {price: 9k USD (6k..13k), power: {typical: 500 W}, support: 10 %/year (5 %..18 %), failures: {afr: 5 %}, repair: 8 h}}
  other: {count: 4, needs: 1, hardware: {price: 28k USD (20k..38k), power: {typical: 900 W}, support: 8 %/year, failures: {afr: 5 %}, repair: 8 h}}
`
	s, err := capplan.Load("two.yaml", capplan.LoadOptions{ReadFile: func(string) ([]byte, error) { return []byte(scenario), nil }})
	if err != nil {
		t.Fatal(err)
	}
	r, err := capplan.Compare(context.Background(), s, capplan.Options{Trials: 4000})
	if err != nil {
		t.Fatal(err)
	}
	turned := 0
	for i := range r.Reversals {
		v := &r.Reversals[i]
		if v.At.Value == nil {
			continue
		}
		turned++
		b, err := capplan.Even(context.Background(), s, capplan.BreakEvenQuestion{Path: v.Input, Fleet: v.Fleet, Against: v.Against, Metric: v.Metric}, capplan.Options{Trials: 4000})
		if err != nil {
			t.Fatal(err)
		}
		near, want := math.Inf(1), 0.0
		for _, root := range b.BreakEven.Roots {
			if d := math.Abs(root.Value - *v.At.Value); d < near {
				near, want = d, root.Value
			}
		}
		if v.AtUnit != b.BreakEven.Unit || !(near <= 0.03*math.Abs(want)) {
			t.Errorf("%s turns at %g %s by the trials, at %g %s by the search", v.Input, *v.At.Value, v.AtUnit, want, b.BreakEven.Unit)
		}
		if v.At.Lo == nil || v.At.Hi == nil || !(*v.At.Lo < want && want < *v.At.Hi) && near > 0.015*want {
			t.Errorf("%s: %g is not within %v..%v", v.Input, want, v.At.Lo, v.At.Hi)
		}
	}
	if turned < 2 {
		t.Errorf("%d inputs turn the order, want the prices at least", turned)
	}
}
