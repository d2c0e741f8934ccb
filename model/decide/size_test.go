package decide

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
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

// TestAlike: two candidates speak for those between them only where both are settled the
// same way, more units never hurt, and the one with more is not cheaper.
func TestAlike(t *testing.T) {
	row := func(cost, value float64, grows bool) SizeRow {
		feasible := value >= 0.99
		verdict := map[bool]string{true: Pass, false: Fail}[feasible]
		down := 1 - value
		if value > 0.99 && value < 0.998 {
			down = 0.0009 // as many nines as those beside it: only what is asked decides
		}
		return SizeRow{
			Cost: &cost, Unavailability: &down, Feasible: &feasible, grows: grows, method: "exact",
			answers: []AssertionResult{{Verdict: verdict, Value: &value, Lo: &value, Hi: &value, Limit: 0.99, Unit: "1", Method: model.Exact.String()}},
		}
	}
	for _, c := range []struct {
		what string
		a, b SizeRow
		want bool
	}{
		{"both pass", row(5, 0.995, true), row(9, 0.999, true), true},
		{"both fail", row(5, 0.95, true), row(9, 0.98, true), true},
		{"one of each", row(5, 0.9, true), row(9, 0.999, true), false},
		{"more nines", row(5, 0.995, true), row(9, 0.99999, true), false},
		{"more is cheaper", row(9, 0.995, true), row(5, 0.999, true), false},
		{"more may hurt", row(5, 0.995, true), row(9, 0.999, false), false},
	} {
		s := &sizing{rows: []SizeRow{c.a, c.b}}
		if got := s.alike(0, 1); got != c.want {
			t.Errorf("%s: %v", c.what, got)
		}
	}
}

// TestSizeRangesAreBounded: however many units and those that wait, a search that nobody
// described has about a thousand candidates.
func TestSizeRangesAreBounded(t *testing.T) {
	p := served(20, model.Service{}, 4)
	q := &p.Fleets[0].Pools[0]
	q.Service, q.Count, q.Needs = nil, 500, model.Needs{Explicit: true, Fixed: true, Count: 500}
	q.Standby = &model.Standby{Count: 10}
	n, keys := 1, 0
	for _, r := range SizeRanges(p, "a") {
		n *= (r.To-r.From)/r.Step + 1
		keys++
	}
	if keys != 2 || n > 1200 || n < 500 {
		t.Errorf("%d candidates over %d values", n, keys)
	}
}
