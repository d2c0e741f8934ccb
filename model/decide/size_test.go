package decide

import (
	"math"
	"testing"
)

// TestMiss: how far an answer is from its limit, by hand. Shares near one count by what is
// lost, so that a nine more is as far at 99 % as at 99.99 %.
func TestMiss(t *testing.T) {
	answer := func(verdict, unit string, value, limit float64) *AssertionResult {
		return &AssertionResult{Verdict: verdict, Unit: unit, Value: &value, Limit: limit}
	}
	for _, c := range []struct {
		what string
		of   *AssertionResult
		want float64
	}{
		{"it holds", answer(Pass, "1", 0.99, 0.9), 0},
		{"99 % for 99.9 %", answer(Fail, "1", 0.99, 0.999), math.Log(10)},
		{"99.99 % for 99.999 %", answer(Fail, "1", 0.9999, 0.99999), math.Log(10)},
		{"twice the money", answer(Fail, "USD", 10, 5), math.Log(2)},
		{"half the load", answer(Inconclusive, "req/s", 5, 10), math.Log(2)},
		{"a small share", answer(Fail, "1", 0.02, 0.01), math.Log(2)},
		{"a headroom below 0", answer(Fail, "1", -0.25, 0), 0.25},
		{"not known", &AssertionResult{Verdict: Fail}, math.Inf(1)},
	} {
		if got := miss(c.of); got != c.want && !(math.Abs(got-c.want) <= 1e-9*c.want) {
			t.Errorf("%s: %g, want %g", c.what, got, c.want)
		}
	}
}
