package capplan_test

import (
	"math"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// TestCollapseOnASineDay: a load of A + B·cos 2π(t−14)/24 exceeds C for h hours on either
// side of 14:00, and a pool that collapses for as long and two hours more, with a tenth of
// its capacity left, loses in these hours what is above 0.1·C. Exact in time: by hand,
// without any failure.
func TestCollapseOnASineDay(t *testing.T) {
	const peak, depth, capacity, recovery = 100.0, 0.6, 80.0, 2.0
	text := func(basis, overload string) string {
		return `version: 1
name: sine
horizon: {start: 2027-01, years: 1}
workloads: {w: {peak: 100 req/s, profile: {daily: 60 %}, slo: {availability: 99 %, basis: ` + basis + `}}}
fleets: {f: {count: 1, failures: never, throughput: 80 req/s` + overload + `}}
`
	}
	a, b := peak/(1+depth), peak/(1+depth)*depth
	h := 12 / math.Pi * math.Acos((capacity-a)/b)
	sin := func(x float64) float64 { return 12 / math.Pi * math.Sin(math.Pi*x/12) }
	length := 2*h + recovery
	collapsed := a*length + b*(sin(h+recovery)+sin(h)) - 0.1*capacity*length
	shed := a*2*h + b*2*sin(h) - capacity*2*h
	const overload = ", overload: {policy: collapse, left: 10 %, recovery: {law: deterministic, mean: 2 h}}"
	r := compare(t, scenario(t, text("requests", overload)), capplan.Options{Trials: 2}).Fleets["f"]
	near(t, "requests lost", *r.Metrics["unavailability"].Mean, collapsed/(24*a), 1e-9)
	if m := r.Metrics["unavailability"]; m.Method != "monte-carlo" || !strings.Contains(m.Why, "collapses when it is overloaded") {
		t.Errorf("%s: %s", m.Method, m.Why)
	}
	parts := map[string]float64{}
	for _, c := range r.Causes {
		parts[c.Cause] = c.Downtime / 525600
	}
	near(t, "lost above capacity", parts["demand above full capacity, nothing broken"], shed/(24*a), 1e-9)
	near(t, "lost to the collapse", parts["servers collapse"], (collapsed-shed)/(24*a), 1e-9)
	r = compare(t, scenario(t, text("time", overload)), capplan.Options{Trials: 2}).Fleets["f"]
	near(t, "hours down", *r.Metrics["unavailability"].Mean, length/24, 1e-9)
	near(t, "outages", *r.Metrics["outages"].Mean, 365, 1e-12)
	near(t, "hours of an outage", *r.Metrics["outage_duration"].Mean, length*60, 1e-9)
	near(t, "capacity.peak", *r.Metrics["capacity.peak"].Mean, capacity, 1e-12)

	// At once, it lasts as long as the overload.
	r = compare(t, scenario(t, text("time", ", overload: {policy: collapse, left: 10 %, recovery: 0 s}")), capplan.Options{Trials: 2}).Fleets["f"]
	near(t, "hours down without recovery", *r.Metrics["unavailability"].Mean, 2*h/24, 1e-9)

	// An exponential recovery that is not over when the load comes back begins again: on
	// the mean of a day 2h + E min(T, 24 − 2h).
	s := scenario(t, text("time", ", overload: {policy: collapse, left: 10 %, recovery: 12 h}"))
	m := compare(t, s, capplan.Options{Trials: 40}).Fleets["f"].Metrics["unavailability"]
	gap := 24 - 2*h
	want := (2*h + 12*(1-math.Exp(-gap/12))) / 24
	se := *m.SD / math.Sqrt(40)
	if z := (*m.Mean - want) / se; !(math.Abs(z) < 4.5) || !(se < 0.003*want) {
		t.Errorf("%v of the time down, want %v, z = %.1f (error %.2g)", *m.Mean, want, z, se)
	}
}

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*math.Abs(want)) {
		t.Errorf("%s: %.15g, want %.15g", what, got, want)
	}
}

// TestCollapseOfFailures: three units of which all are needed have collapsed from the first
// failure until a time after all are up. Of the time in which all are, 3λ/(3λ+ρ) is
// still part of a collapse: F·ρ = (π₃ − F)·3λ. The load never changes.
func TestCollapseOfFailures(t *testing.T) {
	const lambda, mu, rho, left = 1 / 300.0, 1 / 20.0, 1 / 5.0, 0.25
	s := scenario(t, `version: 1
name: fail
horizon: {start: 2027-01, years: 5}
workloads: {w: {peak: 250 req/s, slo: {availability: 99 %, basis: requests}}}
fleets:
  collapse: {count: 3, failures: {mttf: 300 h}, repair: 20 h, throughput: 100 req/s, overload: {policy: collapse, left: 25 %, recovery: 5 h}}
  whole: {count: 3, failures: {mttf: 300 h}, repair: 20 h, throughput: 100 req/s, overload: {policy: collapse, left: 100 %, recovery: 5 h}}
  shed: {count: 3, failures: {mttf: 300 h}, repair: 20 h, throughput: 100 req/s}
`)
	r := compare(t, s, capplan.Options{Trials: 400})
	q := lambda / (lambda + mu)
	binomial := [4]float64{q * q * q, 3 * q * q * (1 - q), 3 * q * (1 - q) * (1 - q), (1 - q) * (1 - q) * (1 - q)}
	fallen := binomial[3] * 3 * lambda / (3*lambda + rho)
	want, shed := fallen*(1-left*300/250), 0.0
	for k := range 3 {
		want += binomial[k] * (1 - left*100*float64(k)/250)
		shed += binomial[k] * (1 - 100*float64(k)/250)
	}
	m := r.Fleets["collapse"].Metrics["unavailability"]
	se := (*m.Hi - *m.Lo) / 2 / 1.96
	if z := (*m.Mean - want) / se; !(math.Abs(z) < 4.5) || !(5*se < want-shed) {
		t.Errorf("%v of the requests lost, want %v, z = %.1f (error %.2g)", *m.Mean, want, z, se)
	}
	near(t, "shed", *r.Fleets["shed"].Metrics["unavailability"].Mean, shed, 1e-9)
	for name, m := range r.Fleets["shed"].Metrics {
		if o := r.Fleets["whole"].Metrics[name]; m.Mean != nil && *o.Mean != *m.Mean || m.P90 != nil && *m.P90 != *o.P90 {
			t.Errorf("all of it left, and %s is another: %v and %v", name, *o.Mean, *m.Mean)
		}
	}
	for name, f := range r.Fleets {
		sum := 0.0
		for _, c := range f.Causes {
			sum += c.Share
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("%s: causes sum to %v", name, sum)
		}
	}
}

// TestCollapseUnderRetries: where users try again a pool collapses from when retries alone
// keep it down, load.vulnerable, until an hour after it is below load.safe.
func TestCollapseUnderRetries(t *testing.T) {
	s := scenario(t, `version: 1
name: retries
horizon: {start: 2027-01, years: 1}
workloads: {w: {peak: 100 req/s, profile: {daily: 90 %}, slo: {availability: 99 %, basis: time}}}
fleets:
  f:
    count: 1
    failures: never
    throughput: 200 req/s
    service: {time: 100 ms, workers: 9, timeout: 500 ms, retries: 3}
    overload: {policy: collapse, left: 1 %, recovery: {law: deterministic, mean: 1 h}}
`)
	r := compare(t, s, capplan.Options{Trials: 2}).Fleets["f"]
	safe, most := *r.Metrics["load.safe"].Mean, *r.Metrics["load.vulnerable"].Mean
	if !(safe > 15 && most > 1.5*safe && most < 95) {
		t.Fatalf("safe below %v, kept down above %v", safe, most)
	}
	half := func(load float64) float64 { return 12 / math.Pi * math.Acos((load-100/1.9)/(90/1.9)) }
	near(t, "hours down", *r.Metrics["unavailability"].Mean, (half(most)+half(safe)+1)/24, 1e-9)
	if !(*r.Metrics["capacity.peak"].Mean <= safe*(1+1e-9)) {
		t.Errorf("a peak of %v is claimed beyond the safe %v", *r.Metrics["capacity.peak"].Mean, safe)
	}
}

// TestNeverCatchesUp: a pool that gets more on average than it carries is named once, with
// what comes and what it would carry; one that is overloaded for some hours is not.
func TestNeverCatchesUp(t *testing.T) {
	s := scenario(t, `version: 1
name: busy
horizon: {start: 2027-01, years: 1}
workloads: {w: {peak: 160 req/s, profile: {daily: 60 %}}}
fleets:
  much: {count: 4, failures: never, throughput: 20 req/s, overload: {policy: collapse, left: 10 %, recovery: 20 min}}
  slow: {count: 1, failures: never, service: {time: 100 ms, workers: 8}}
  some: {count: 6, failures: never, throughput: 20 req/s}
`)
	r := compare(t, s, capplan.Options{Trials: 30})
	got := map[string]string{}
	for _, w := range r.Warnings {
		if w.Code == "W282" {
			if got[w.Fleet] != "" {
				t.Errorf("%s is named twice", w.Fleet)
			}
			got[w.Fleet] = w.Text
		}
	}
	for _, fleet := range []string{"much", "slow"} { // 160/1.6 = 100 on average, and 80 are carried
		if !strings.Contains(got[fleet], "never catches up: on average 100 req/s") || !strings.Contains(got[fleet], "would carry is 80") {
			t.Errorf("%s: %q", fleet, got[fleet])
		}
	}
	if got["some"] != "" {
		t.Errorf("120 of 100 req/s are carried, and: %s", got["some"])
	}
}
