package capplan_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// TestQueueBeforeADependency holds what waits before a limit against closed forms, by all
// methods: 100 req/s, 200 for an hour of the year, of which half calls one that takes 75
// (150 of all), so that an hour brings 180,000 too many and leaves room for 50 a second
// after.
func TestQueueBeforeADependency(t *testing.T) {
	const offered = 100*3600*8760 + 100*3600.
	workloads, gates, fleets, expect := "workloads:\n", "dependencies:\n", "fleets:\n", "expect:\n"
	for i, c := range []struct {
		over string
		lost float64 // calls, of which a request makes half a one
	}{
		{"over: refuse", 50 * 3600},
		{"over: queue, patience: 5 min", 50 * (3600 - 900)},
		{"over: queue, patience: 20 min", 0},
		{"over: queue", 0},
		{"over: retry", 0},
	} {
		workloads += fmt.Sprintf("  w%d: {peak: 100 req/s, events: [{date: 2027-06-01, times: 2, lasts: 1 h}], value: 1 USD/request, slo: {availability: 99 %%, basis: requests}}\n", i)
		gates += fmt.Sprintf("  d%d: {limit: 75 tps, share: 50 %%, used_by: [w%d], %s}\n", i, i, c.over)
		fleets += fmt.Sprintf("  f%d: {serves: [w%d], hardware: {price: 1 USD}, count: 4, needs: 1, throughput: 100 req/s, failures: never}\n", i, i)
		known := func(metric string, value float64) {
			expect += fmt.Sprintf("  - {fleet: f%d, metric: %s, value: %.12g, tolerance: 1e-9}\n", i, metric, value)
		}
		known("served", 1-c.lost/2/offered)
		known("unavailability", c.lost/2/offered)
		known("overload", 1/8760.)
		if c.lost > 0 {
			known("brownout", c.lost/50/60)
			known("blast", 1./8)
		}
	}
	sc := scenario(t, "version: 1\nname: queues\ncurrency: USD\nhorizon: {start: 2027-01, years: 1}\n"+workloads+gates+fleets+expect)
	if v := verify(t, []*capplan.Scenario{sc}, capplan.VerifyOptions{}); v.Verdict != "pass" {
		t.Errorf("%s: %s, %+v", v.Verdict, v.Summary, v.Failed)
	}
	r := compare(t, sc, capplan.Options{Trials: 4})
	if lost := *r.Fleets["f1"].Metrics["cost.lost_revenue"].Mean; math.Abs(lost-50*2700/2) > 0.01 {
		t.Errorf("%g USD of revenue are lost, want %g", lost, 50*2700/2.)
	}
}

// TestQueueBesideFailures holds histories against the exact answer where units fail, load
// and limit vary, and several limits bind.
func TestQueueBesideFailures(t *testing.T) {
	text := `version: 1
name: queues
horizon: {start: 2027-01, years: 1}
workloads:
  w: {peak: 100 req/s, growth: 10 %/year, profile: {daily: 40 %, weekly: 10 %}, slo: {availability: 99 %, basis: requests}}
dependencies:
  bank: {limit: 88 tps, growth: 12 %/year, availability: 99.9 %, OVER}
  mail: {limit: 55 tps, share: 60 %, over: queue, patience: 10 min}
fleets:
  f: {count: 10, throughput: 13 req/s, failures: {mttf: 400 h}, repair: 20 h}
  g: {count: 12, throughput: 13 req/s, failures: {mttf: 900 h}, repair: 20 h}
plans:
  p: [{from: 2027-01, run: {f: 100 %}}, {from: 2027-06, run: {f: 60 %, g: 40 %}}]
`
	before := 1.0
	for _, over := range []string{"over: refuse", "over: queue, patience: 10 min", "over: retry"} {
		sc := scenario(t, strings.Replace(text, "OVER", over, 1))
		exact := compare(t, sc, capplan.Options{Trials: 1, Method: "exact"})
		seen := compare(t, sc, capplan.Options{Trials: 60, Method: "simulate"})
		for _, f := range []string{"f", "p"} {
			want, m := *exact.Fleets[f].Metrics["unavailability"].Mean, seen.Fleets[f].Metrics["unavailability"]
			se := *m.SD / math.Sqrt(60)
			if z := (*m.Mean - want) / se; !(math.Abs(z) < 4.5) || !(5*se < 0.05*want) {
				t.Errorf("%s, %s: histories lose %v, want %v, z = %.1f (error %.2g)", over, f, *m.Mean, want, z, se)
			}
		}
		if lost := *exact.Fleets["f"].Metrics["unavailability"].Mean; !(lost < 0.8*before) {
			t.Errorf("%s: %v are lost, and with less patience %v", over, lost, before)
		} else {
			before = lost
		}
	}
}

// TestServiceOfVotes: of three copies two must answer, which takes 1/3 + 1/2 of an
// exponential service where none waits, and each request is three services' load.
func TestServiceOfVotes(t *testing.T) {
	sc := scenario(t, `version: 1
name: votes
workloads: {w: {peak: 9 req/s, slo: {latency: {mean: 30 ms}}}}
fleets:
  f: {count: 90, needs: 89, vote: {copies: 3, agree: 2}, service: {time: 12 ms}, throughput: 80 req/s, failures: {mttf: 1000 h}, repair: 1 h}
`)
	m := compare(t, sc, capplan.Options{Trials: 1}).Fleets["f"].Metrics
	if x := m["latency.mean"]; math.Abs(*x.Mean-10) > 0.01 || x.Method != "approximation" {
		t.Errorf("latency.mean is %v ms by %s, want 10", *x.Mean, x.Method)
	}
	if x := *m["capacity.peak"].Mean; !(x > 2300 && x < 90/0.012/3) {
		t.Errorf("capacity.peak is %v req/s, of 2500 that the workers have time for", x)
	}
}
