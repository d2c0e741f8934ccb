package capplan_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/model"
)

// TestOutageDurationLaw: outages of a single server last as long as its repairs, of mean m
// and exponential: the p-quantile is −ln(1 − p)·m, the deviation m, and the share of at most
// x is 1 − e^(−x/m). The interval of each statistic holds that, and decides on both sides.
func TestOutageDurationLaw(t *testing.T) {
	const m = 10.0 // h
	text := `version: 1
name: one
horizon: 5 y
fleets:
  a: {count: 1, failures: {mttf: 200 h}, repair: 10 h}
  b: {count: 1, failures: {mttf: 200 h}, repair: 5 h}
assertions:
`
	type stated struct {
		stat, unit, close string
		want              float64
	}
	cases := []stated{
		{"median(a.outage_duration)", " h", "", math.Ln2 * m},
		{"p90(a.outage_duration)", " h", "", -math.Log(0.1) * m},
		{"p99(a.outage_duration)", " h", "", -math.Log(0.01) * m},
		{"sd(a.outage_duration)", " h", "", m},
		{"P(a.outage_duration <= 10 h)", " %", "", 100 * -math.Expm1(-1)},
		{"p90(a.outage_duration)", " x b", "", 2},
	}
	for _, c := range cases {
		text += fmt.Sprintf("  - {that: %s <= %.4g%s}\n  - {that: %s <= %.4g%s}\n", c.stat, 1.1*c.want, c.unit, c.stat, 0.9*c.want, c.unit)
	}
	r := compare(t, scenario(t, text), capplan.Options{Trials: 200})
	for i, c := range cases {
		for k, verdict := range []string{"pass", "fail"} {
			a := r.Assertions[2*i+k]
			if a.Verdict != verdict {
				t.Errorf("%s: %s, want %s: %v in %v..%v, %s", a.That, a.Verdict, verdict, *a.Value, *a.Lo, *a.Hi, a.Why)
			}
			want := c.want * 60
			switch {
			case c.unit == " %":
				want = c.want / 100
			case c.unit == " x b":
				continue
			}
			if !(*a.Lo < want && want < *a.Hi && a.Method == model.MonteCarlo.String()) {
				t.Errorf("%s: %v..%v does not hold %v (%s)", c.stat, *a.Lo, *a.Hi, want, a.Method)
			}
		}
	}
}
