package capplan_test

import (
	"math"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

const told = `version: 1
name: told
horizon: {start: 2027-01, years: 4}
workloads: {w: {peak: 100 req/s (95..106), calculations: 3, slo: {availability: 99.9 %, basis: requests, wrong_results: 1e-6/request}}}
fleets:
  old:
    pools:
      web: {count: 12, needs: 10, failures: {mttf: 40000 h}, repair: 24 h, throughput: 20 req/s, service: {time: 30 ms, workers: 4, retries: 2, timeout: 2 s}}
      book: {count: 9, groups: {size: 3, needs: 2}, vote: {copies: 3, agree: 3, degrade: [2]}, corruption: {rate: 1e-6/calculation}, failures: {mttf: 30000 h}, repair: 12 h, throughput: 400 req/s}
      part: {count: 6, needs: 5, corruption: {defective: 3/10k, rate: 1e-5/calculation}, failures: {mttf: 30000 h}, repair: 12 h, throughput: 200 req/s}
plans:
  stay: [{from: 2027-01, run: {old: 100 %}}]
  apart: [{from: 2027-01, run: {old: {web: 100 %, book: 100 %, part: 100 %}}}]
`

// TestPlanTellsAsItsFleet: a plan of one phase has also these figures of the fleet: at each
// draw, and over histories.
func TestPlanTellsAsItsFleet(t *testing.T) {
	names := []string{
		"latency.mean", "latency.p50", "latency.p99", "load.safe", "load.vulnerable", "capacity.peak", "capacity.degraded",
		"reliability", "unreliability", "mttf", "shortfall", "wrong_results", "executions", "rejected",
	}
	for _, o := range []capplan.Options{{Trials: 6, Method: "exact"}, {Trials: 6, Method: "simulate"}} {
		r := compare(t, scenario(t, told), o)
		f := r.Fleets["old"]
		for _, plan := range []string{"stay", "apart"} {
			m := r.Fleets[plan]
			for _, name := range names {
				a, ok := f.Metrics[name]
				b, there := m.Metrics[name]
				switch {
				case !ok || !there:
					t.Errorf("%s %s: of the fleet %v, of the plan %v", o.Method, name, ok, there)
				case (a.Mean == nil) != (b.Mean == nil):
					t.Errorf("%s %s of %s: of the fleet %v, of the plan %v", o.Method, name, plan, a.Mean, b.Mean)
				case a.Mean != nil && o.Method == "exact":
					near(t, o.Method+" "+plan+" "+name, *b.Mean, *a.Mean, 1e-9)
				case a.Mean != nil && name != "shortfall" && name != "rejected":
					near(t, o.Method+" "+plan+" "+name, *b.Mean, *a.Mean, 1e-3) // histories of a plan begin anew each year
				}
			}
			for _, name := range []string{"wrong_results", "wrong_results.per_request", "latency.p99"} {
				near(t, plan+" w "+name, *m.Workloads["w"].Metrics[name].Mean, *f.Workloads["w"].Metrics[name].Mean, 1e-3)
			}
		}
	}
}

const two = `version: 1
name: two
horizon: {start: 2027-01, years: 4}
workloads: {w: {peak: 100 req/s, slo: {availability: 99 %, basis: time}}}
fleets:
  a: {pools: {web: {count: 4, needs: 4, failures: {mttf: 50000 h}, repair: 40 h, throughput: 30 req/s, service: {time: 8 ms}, corruption: {rate: 1e-9/calculation}}}}
  b: {pools: {web: {count: 1, needs: 1, failures: {mttf: 80000 h}, repair: 50 h, throughput: 120 req/s, service: {time: 5 ms}, corruption: {rate: 4e-9/calculation}}}}
  c: {pools: {store: {count: 1, needs: 1, failures: {mttf: 60000 h}, repair: 60 h, throughput: 110 req/s, service: {time: 4 ms}, corruption: {rate: 2e-9/calculation}}}}
plans:
  p:
    - {from: 2027-01, run: {b: 100 %}}
    - {from: 2028-01, run: {a: 30 %, b: 70 %}}
    - {from: 2029-01, run: {b: {web: 100 %}, c: {store: 100 %}}}
`

// TestPlanFiguresByHand: a year on b, a year on both, two in series.
func TestPlanFiguresByHand(t *testing.T) {
	r := compare(t, scenario(t, two), capplan.Options{Trials: 4, Method: "exact"})
	m := r.Fleets["p"].Metrics
	// M/M/1: the time in a system is exponential with rate μ − λ. In series two of them.
	b, c := 200.0-100, 250.0-100
	near(t, "latency.mean", *m["latency.mean"].Mean, 1000/b+1000/c, 1e-9)
	tail := func(x float64) float64 { return (c*math.Exp(-b*x) - b*math.Exp(-c*x)) / (c - b) }
	for name, level := range map[string]float64{"latency.p50": .5, "latency.p99": .01} {
		near(t, name, tail(*m[name].Mean/1000), level, 1e-6)
	}
	// A unit has no outage for its life; a phase of two fleets for the first of three.
	la, lb, lc := 4/50000.0, 1/80000.0, 1/60000.0
	at := r.Fleets["p"].Phases
	h := []float64{at[0].Hours, at[1].Hours, at[2].Hours}
	rates := []float64{lb, la + lb, lb + lc}
	sum, mttf := 0.0, 0.0
	for k, rate := range rates {
		whole := 1 / rate
		if k < 2 {
			whole *= -math.Expm1(-rate * h[k])
		}
		mttf += math.Exp(-sum) * whole
		sum += rate * h[k]
	}
	near(t, "reliability", *m["reliability"].Mean, math.Exp(-sum), 1e-9)
	near(t, "unreliability", *m["unreliability"].Mean, -math.Expm1(-sum), 1e-9)
	near(t, "mttf", *m["mttf"].Mean, mttf, 1e-9)
	if x := m["mttf"]; x.Method != "approximation" {
		t.Errorf("mttf is %s", x.Method)
	}
	// What is left over is least on c (110 of 100), then no fleet may lose a unit.
	ub, uc := 50.0/80050, 60.0/60060
	near(t, "shortfall", *m["shortfall"].Mean, 1-(1-ub)*(1-uc), 1e-9)
	// Wrong results: requests served in each phase by the rate of their fleet.
	each := 100 * 3600.0
	want := each * (h[0]*(1-ub)*4e-9 + h[1]*(.3*1e-9+.7*(1-ub)*4e-9) + h[2]*((1-ub)*4e-9+(1-uc)*2e-9))
	near(t, "wrong results", *m["wrong_results"].Mean, want/4, 1e-9)
	near(t, "executions", *m["executions"].Mean, 1, 1e-12)

	// Histories agree.
	const n = 3000
	s := compare(t, scenario(t, two), capplan.Options{Trials: n, Method: "simulate"}).Fleets["p"].Metrics
	for name, want := range map[string]float64{"shortfall": *m["shortfall"].Mean, "unreliability": *m["unreliability"].Mean, "wrong_results": want / 4} {
		x := s[name]
		if lo, hi := *x.Mean-2.5*(*x.Mean-*x.Lo), *x.Mean+2.5*(*x.Hi-*x.Mean); x.Method != "monte-carlo" || want < lo || want > hi || !(hi-lo < .5*want) {
			t.Errorf("%s: histories say %g (%g..%g), %s; by hand %g", name, *x.Mean, lo, hi, x.Method, want)
		}
	}
}

const keeping = `version: 1
name: keeping
horizon: {start: 2027-01, years: YEARS}
workloads: {w: {peak: 100 req/s, slo: {availability: 99 %, data_loss: 1e-3/year}}}
fleets:
  a: {pools: {disks: {count: 30, groups: {size: 3, needs: 1, rebuild: 20 h}, failures: {mttf: 9000 h}, repair: 20 h, throughput: 30 req/s}}}
  b: {pools: {disks: {count: 60, groups: {size: 2, needs: 1, rebuild: 10 h}, failures: {mttf: 90000 h}, repair: 10 h, throughput: 30 req/s}}}
`

// TestPlanLosesData: a year on a and three on b lose what a fleet does within a year, and
// another within three.
func TestPlanLosesData(t *testing.T) {
	of := func(years, tail string) map[string]*capplan.FleetResult {
		out := map[string]*capplan.FleetResult{}
		r := compare(t, scenario(t, strings.Replace(keeping, "YEARS", years, 1)+tail), capplan.Options{Trials: 4, Method: "exact"})
		for name, f := range r.Fleets {
			out[name] = &f
		}
		return out
	}
	a, b := of("1", "")["a"].Metrics, of("3", "")["b"].Metrics
	r := of("4", "plans:\n  p: [{from: 2027-01, run: {a: 100 %}}, {from: 2028-01, run: {b: 100 %}}]\n  stay: [{from: 2027-01, run: {a: 100 %}}]\n")
	p := r["p"].Metrics
	near(t, "losses", *p["data_loss"].Mean, (*a["data_loss"].Mean+3**b["data_loss"].Mean)/4, 1e-9)
	rate := 8760 / *a["mttdl"].Mean
	near(t, "mttdl", *p["mttdl"].Mean, *a["mttdl"].Mean*-math.Expm1(-rate)+math.Exp(-rate)**b["mttdl"].Mean, 1e-9)
	if len(r["p"].Promised) != 1 || p["mttdl"].Method != "approximation" {
		t.Errorf("promised %v, mttdl is %s", r["p"].Promised, p["mttdl"].Method)
	}
	for _, name := range []string{"data_loss", "mttdl"} {
		near(t, "of one phase "+name, *r["stay"].Metrics[name].Mean, *r["a"].Metrics[name].Mean, 1e-12)
	}
}
