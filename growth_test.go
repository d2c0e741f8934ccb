package capplan_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/capplan/capplan"
)

// gated is a shop whose payments, 100 a second with a growth, pass a gateway that caps them.
func gated(t *testing.T, load, cap string) *capplan.Scenario {
	t.Helper()
	return scenario(t, `version: 1
name: gate
currency: USD
horizon: {start: 2027-01, years: 4}
workloads: {pay: {peak: 100 req/s`+load+`, value: 1 USD/request, slo: {availability: 99 %, basis: requests}}}
dependencies: {bank: {limit: `+cap+`}}
fleets: {f: {pools: {web: {hardware: {price: 1k USD}, count: 40, throughput: 30 req/s, failures: {mttf: 2000 h}, repair: 40 h}}}}
assertions:
  - {that: mean(f.headroom @ 2029-01-01) >= 0 %, severity: warn}
  - {that: mean(f.headroom @ end) >= 0 %, severity: warn}
  - {that: mean(f.shortfall @ end) <= 50 %, severity: warn}
`)
}

// TestLimitGrowsWithItsLoad: a load and its limit that grow at one rate are as those that
// stay, in every figure that is a ratio of the two.
func TestLimitGrowsWithItsLoad(t *testing.T) {
	for _, profile := range []string{"", ", profile: {daily: 40 %, weekly: 10 %}"} {
		for _, method := range []string{"exact", "simulate"} {
			opt := capplan.Options{Trials: 1, Method: method}
			still := compare(t, gated(t, profile, "80 tps"), opt)
			grown := compare(t, gated(t, profile+", growth: 30 %/year", "80 tps, growth: 30 %/year"), opt)
			a, b := still.Fleets["f"].Metrics, grown.Fleets["f"].Metrics
			tol := 2e-3 // whole days grow within themselves
			if profile == "" {
				tol = 1e-9
			}
			near(t, method+" utilization", *b["utilization"].Mean, *a["utilization"].Mean, max(tol, 1e-4))
			for _, name := range []string{"unavailability", "headroom", "overload", "capacity.multiple", "shortfall"} {
				if x, y := *a[name].Mean, *b[name].Mean; !(math.Abs(x-y) <= tol*math.Abs(x)) {
					t.Errorf("%s %q: %s %v, where both grow %v", method, profile, name, x, y)
				}
			}
			for i := range still.Assertions {
				if x, y := *still.Assertions[i].Value, *grown.Assertions[i].Value; !(math.Abs(x-y) <= tol*math.Abs(x)) {
					t.Errorf("%s %q: %s is %v, where both grow %v", method, profile, still.Assertions[i].That, x, y)
				}
			}
		}
	}
}

// TestLimitShrinks: of a load L a limit C·e^(−γt) refuses ∫ (L − C·e^(−γt)) dt from
// t = ln(C/L)/γ on, which is the exhaustion; exactly, in histories, and in lost revenue.
func TestLimitShrinks(t *testing.T) {
	const load, cap, hours, years = 100.0, 160.0, 8760.0, 4.0
	gamma := -math.Log(0.8) // per year
	at := math.Log(cap/load) / gamma
	lost := load*(years-at) - cap*(math.Exp(-gamma*at)-math.Exp(-gamma*years))/gamma
	for _, method := range []string{"exact", "simulate"} {
		r := compare(t, gated(t, "", "160 tps, growth: -20 %/year"), capplan.Options{Trials: 1, Method: method})
		m := r.Fleets["f"].Metrics
		near(t, method+" requests lost", *m["unavailability"].Mean, lost/(load*years), 1e-9)
		near(t, method+" exhaustion", *m["exhaustion"].P50, at*hours, 1e-9)
		near(t, method+" overload", *m["overload"].Mean, (years-at)/years, 1e-9)
		near(t, method+" headroom", *m["headroom"].Mean, cap*math.Exp(-gamma*years)/load-1, 1e-9)
		near(t, method+" lost revenue", *m["cost.lost_revenue"].Mean, lost*hours*3600, 1e-6)
		near(t, method+" headroom in two years", *r.Assertions[0].Value, cap*math.Exp(-gamma*732/365)/load-1, 1e-9)
		near(t, method+" headroom at the end", *r.Assertions[1].Value, *m["headroom"].Mean, 1e-9)
		near(t, method+" shortfall at the end", *r.Assertions[2].Value, 1, 1e-9)
	}
}

// TestTheDayALimitRunsOut: payments that grow by g outgrow a limit that grows by h after
// ln(C/L)/(ln(1+g) − ln(1+h)) years. With g uncertain the law of that day is the law of
// g, turned round.
func TestTheDayALimitRunsOut(t *testing.T) {
	const n = 4000
	sc := gated(t, ", growth: 60 %/year (50 %..70 %)", "180 tps, growth: 10 %/year")
	m := compare(t, sc, capplan.Options{Trials: n}).Fleets["f"].Metrics["exhaustion"]
	day := func(g float64) float64 { return 8760 * math.Log(1.8) / (math.Log1p(g) - math.Log1p(0.1)) }
	sd := 0.1 / 1.6448536269514722
	for _, c := range []struct {
		p   float64
		got *float64
		z   float64
	}{{0.1, m.P10, 1.2815515655446004}, {0.5, m.P50, 0}, {0.9, m.P90, -1.2815515655446004}} {
		// the days at five standard errors of the share of draws below
		e := 5 * math.Sqrt(c.p*(1-c.p)/n) / (math.Exp(-c.z*c.z/2) / math.Sqrt(2*math.Pi))
		lo, hi := day(0.6+(c.z+e)*sd), day(0.6+(c.z-e)*sd)
		if !(*c.got >= lo && *c.got <= hi) || !(hi-lo < 0.04*lo) {
			t.Errorf("P%v: %s, want %v within %v..%v", 100*c.p, fmt.Sprint(*c.got), day(0.6+c.z*sd), lo, hi)
		}
	}
}

// TestAGrowingLimitBesideFailures holds the exact mean against histories where now the
// servers that are up, now the gateway carries less.
func TestAGrowingLimitBesideFailures(t *testing.T) {
	sc := scenario(t, `version: 1
name: both
horizon: {start: 2027-01, years: 2}
workloads: {pay: {peak: 100 req/s, growth: 30 %/year, profile: {daily: 50 %}, slo: {availability: 99 %, basis: requests}}}
dependencies: {bank: {limit: 110 tps, growth: -15 %/year, share: 80 %}}
fleets: {f: {count: 4, throughput: 32 req/s, failures: {mttf: 100 h}, repair: 10 h}}
`)
	const n = 300
	want := *compare(t, sc, capplan.Options{Trials: 1, Method: "exact"}).Fleets["f"].Metrics["unavailability"].Mean
	m := compare(t, sc, capplan.Options{Trials: n, Method: "simulate"}).Fleets["f"].Metrics["unavailability"]
	se := *m.SD / math.Sqrt(n)
	if z := (*m.Mean - want) / se; !(math.Abs(z) < 4.5) || !(5*se < 0.01*want) {
		t.Errorf("histories lose %v, exactly %v, z = %.1f (error %.2g)", *m.Mean, want, z, se)
	}
}
