package capplan_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan"
)

// TestExhaustionIsADay: 100 req/s that grow by 20 % a year exceed 150 after ln 1.5 ÷ ln 1.2
// years, and promises of that day hold or not to the day; where demand never gets so far
// it is later than every day of the horizon.
func TestExhaustionIsADay(t *testing.T) {
	begin := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	hours := 8760 * math.Log(1.5) / math.Log(1.2)
	that := begin.Add(time.Duration(hours * float64(time.Hour)))
	day := func(k int) string { return that.AddDate(0, 0, k).Format(time.DateOnly) }
	for _, x := range []struct{ that, verdict string }{
		{"median(f.exhaustion) >= " + day(0), "pass"},
		{"median(f.exhaustion) <= " + day(0), "pass"},
		{"median(f.exhaustion) > " + day(0), "fail"},
		{"median(f.exhaustion) < " + day(0), "fail"},
		{"median(f.exhaustion) < " + day(1), "pass"},
		{"p10(f.exhaustion) >= " + day(1), "fail"},
		{"P(f.exhaustion >= 2029-03) >= 90 %", "pass"},
		{"P(f.exhaustion > " + day(0) + ") >= 90 %", "fail"},
		{"median(slow.exhaustion) >= 2031-12-31", "pass"},
		{"median(slow.exhaustion) <= 2031-12-31", "fail"},
		{"P(slow.exhaustion <= 2031-12-30) <= 1 %", "pass"},
	} {
		s := scenario(t, fmt.Sprintf(`version: 1
name: dates
horizon: {start: 2027-01, years: 5}
workloads: {w: {peak: 100 req/s, growth: 20 %%/year}}
fleets:
  f: {count: 1, failures: never, throughput: 150 req/s}
  slow: {count: 10, failures: never, throughput: 150 req/s}
assertions: [{that: %s}]
`, x.that))
		r := compare(t, s, capplan.Options{Trials: 20})
		a := &r.Assertions[0]
		if a.Verdict != x.verdict || a.Unit == "h from start" != (a.Dates != nil) {
			t.Errorf("%s: %s (%s)", x.that, a.Verdict, a.Why)
		}
		if slow := strings.Contains(x.that, "median(slow"); slow != (a.Value == nil) || slow && !strings.Contains(a.Why, "not before 2031-12-31") {
			t.Errorf("%s: %v, %s", x.that, a.Value, a.Why)
		}
	}

	// An uncertain peak: the share of draws below 150 ÷ 1.2² at the end of two years.
	s := scenario(t, `version: 1
name: dates
horizon: {start: 2027-01, years: 5}
workloads: {w: {peak: 100 req/s (80..125), growth: 20 %/year}}
fleets: {f: {count: 1, failures: never, throughput: 150 req/s}}
assertions: [{that: P(f.exhaustion >= 2028-12-31) >= 60 %}, {that: median(f.exhaustion) >= 2028-10}]
`)
	r := compare(t, s, capplan.Options{Trials: 4000})
	z := math.Log(150/144.0) / (math.Log(1.25) / 1.6448536)
	want := 0.5 * math.Erfc(-z/math.Sqrt2)
	if se := math.Sqrt(want * (1 - want) / 4000); !(math.Abs(*r.Assertions[0].Value-want) < 4.5*se) {
		t.Errorf("P = %v, want %v ± %v", *r.Assertions[0].Value, want, se)
	}
	near(t, "median", *r.Assertions[1].Value, hours, 0.03)
}
