package capplan_test

import (
	"fmt"
	"math"
	"strings"
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

// TestExpectedStatistics: known percentiles and deviations are held against the sampler,
// and wrong ones are found.
func TestExpectedStatistics(t *testing.T) {
	const text = `version: 1
name: one
horizon: 5 y
fleets: {a: {count: 1, failures: {mttf: 200 h}, repair: 10 h}}
expect:
  - {fleet: a, metric: outage_duration, statistic: p90, value: %g}
  - {fleet: a, metric: outage_duration, statistic: sd, value: %g}
  - {fleet: a, metric: outage_duration, statistic: median, value: %g}
`
	for _, x := range []struct {
		times   float64
		verdict string
	}{{1, "pass"}, {1.1, "fail"}} {
		s := scenario(t, fmt.Sprintf(text, x.times*600*math.Ln10, x.times*600, x.times*600*math.Ln2))
		v := verify(t, []*capplan.Scenario{s}, capplan.VerifyOptions{})
		judged := 0
		for _, r := range v.Rows {
			if strings.HasSuffix(r.Metric, "(outage_duration)") && r.Z != nil {
				judged++
			}
		}
		if v.Verdict != x.verdict || judged != 3 || x.verdict == "fail" && len(v.Failed) < 3 {
			t.Errorf("%g times what is known: %s, %d judged, %+v", x.times, v.Verdict, judged, v.Failed)
		}
	}
}
