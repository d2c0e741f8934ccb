package capplan_test

import (
	"math"
	"testing"

	"github.com/capplan/capplan"
)

// TestConnectionsOfSeveralHolders holds walls of several pools, of groups, of a unit that
// carries while another waits and of units that vote against enumeration by hand and
// histories, and those of a pool that grows against a limit of as many calls.
func TestConnectionsOfSeveralHolders(t *testing.T) {
	const q = 20.0 / 120
	refused := func(capacity, need float64) float64 { return max(0, 1-capacity/need) }
	least := math.Min
	known := map[string]float64{}
	// 5 of 10 units can call: 3 of web's 6, which carry 20 each, and 2 of app's 4 of 30.
	for i, p := range binomialUp(6, q) {
		for k, r := range binomialUp(4, q) {
			web, app := float64(i), float64(k)
			known["two"] += p * r * max(refused(20*web, 70), refused(30*app, 70), refused(20*least(web, 3), 70), refused(30*least(app, 2), 70))
		}
	}
	// Each has a workload of its own whose calls are its.
	for i, p := range binomialUp(6, q) {
		known["each"] += p * refused(20*least(float64(i), 3), 70) / 2
	}
	for k, r := range binomialUp(4, q) {
		known["each"] += r * refused(30*least(float64(k), 2), 70) / 2
	}
	// 2 of 4 groups of 2, of which each carries 20: 7 units can call, and a group needs both.
	for g, p := range binomialUp(4, 1-(1-q)*(1-q)) {
		known["groups"] += p * (1 - float64(g)/4*(1-refused(3*40, 150)))
	}
	// One of two carries 100, and has 10 connections of 0.25 s.
	known["turns"] = q*q + (1-q*q)*refused(40, 70)
	// 4 of 6 can call, and three do each calculation.
	for k, p := range binomialUp(6, q) {
		n := least(float64(k), 4)
		if k < 3 {
			n = 0
		}
		known["votes"] += p * refused(60*n/3, 70)
	}
	text := `version: 1
name: holders
horizon: {start: 2027-01, years: 1}
workloads:
`
	for _, w := range []string{"two", "a", "b", "turns", "votes"} {
		text += "  " + w + ": {peak: 70 req/s, slo: {availability: 99 %, basis: requests}}\n"
	}
	text += `  groups: {peak: 150 req/s, slo: {availability: 99 %, basis: requests}}
  walled: {peak: 20 req/s, growth: 150 %/year, slo: {availability: 99 %, basis: requests}}
  capped: {peak: 20 req/s, growth: 150 %/year, slo: {availability: 99 %, basis: requests}}
dependencies:
  two: {used_by: [two], connections: {per_server: 50, limit: 299, pools: [web, app]}}
  each: {used_by: [a, b], connections: {per_server: 50, limit: 299}}
  groups: {used_by: [groups], connections: {per_server: 50, limit: 399}}
  turns: {used_by: [turns], latency: 250 ms, connections: {per_server: 10, limit: 200}}
  votes: {used_by: [votes], connections: {per_server: 50, limit: 200}}
  walled: {used_by: [walled], connections: {per_server: 50, limit: 150}}
  capped: {used_by: [capped], limit: 30 tps}
fleets:
  two: {serves: [two], pools: {web: {count: 6, needs: 1, failures: {mttf: 100 h}, repair: 20 h, throughput: 20 req/s}, app: {count: 4, needs: 1, failures: {mttf: 100 h}, repair: 20 h, throughput: 30 req/s}}}
  each: {serves: [a, b], pools: {web: {count: 6, needs: 1, failures: {mttf: 100 h}, repair: 20 h, throughput: {per_workload: {a: 20 req/s}}}, app: {count: 4, needs: 1, failures: {mttf: 100 h}, repair: 20 h, throughput: {per_workload: {b: 30 req/s}}}}}
  groups: {serves: [groups], count: 8, groups: {size: 2}, failures: {mttf: 100 h}, repair: 20 h, throughput: 20 req/s}
  turns: {serves: [turns], count: 2, mode: active-standby, failures: {mttf: 100 h}, repair: 20 h, throughput: 100 req/s}
  votes: {serves: [votes], count: 6, vote: {copies: 3}, failures: {mttf: 100 h}, repair: 20 h, throughput: 60 req/s}
  walled: {serves: [walled], count: 3, grow: {when: headroom < 20 %, step: 1, lead_time: 2 w, max: 40}, failures: never, throughput: 10 req/s}
  capped: {serves: [capped], count: 3, grow: {when: headroom < 20 %, step: 1, lead_time: 2 w, max: 40}, failures: never, throughput: 10 req/s}
`
	sc := scenario(t, text)
	exact := compare(t, sc, capplan.Options{Trials: 1, Method: "exact"})
	seen := compare(t, sc, capplan.Options{Trials: 200, Method: "simulate"})
	for name, want := range known {
		got := *exact.Fleets[name].Metrics["unavailability"].Mean
		if !(math.Abs(got-want) <= 1e-9) {
			t.Errorf("%s: exactly %v are lost, by hand %v", name, got, want)
		}
		m := seen.Fleets[name].Metrics["unavailability"]
		se := *m.SD / math.Sqrt(200)
		if z := (*m.Mean - want) / se; !(math.Abs(z) < 4.5) || !(5*se < 0.1*want) {
			t.Errorf("%s: histories lose %v, want %v, z = %.1f (error %.2g)", name, *m.Mean, want, z, se)
		}
	}
	for _, r := range []*capplan.Result{exact, seen} {
		a, b := *r.Fleets["walled"].Metrics["unavailability"].Mean, *r.Fleets["capped"].Metrics["unavailability"].Mean
		if !(math.Abs(a-b) < 1e-9) || !(a > 0.05) {
			t.Errorf("a growing pool whose units cannot call loses %v, where the limit is of calls %v", a, b)
		}
	}
}
