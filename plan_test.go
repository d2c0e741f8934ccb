package capplan_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

const moving = `version: 1
name: moving
horizon: {start: 2027-01, years: 4}
workloads: {w: {peak: 100 req/s (95..106), growth: 20 %/year, profile: {daily: 30 %, noise: 10 %}, slo: {availability: 99.9 %, basis: requests}}}
dependencies: {bank: {limit: 300 req/s, growth: 5 %/year, availability: 99.5 %, repair: 1 h, used_by: [w]}}
fleets:
  old:
    failure_domains: {room: {count: 2, failures: {mttf: 2 y}, repair: 5 h}}
    pools:
      web: {count: 12, needs: 10, failures: {mttf: 400 h}, repair: 24 h, throughput: 20 req/s}
      store: {count: 4, needs: 3, failures: {mttf: 900 h}, repair: 12 h, throughput: 60 req/s}
  new:
    pools:
      web: {count: 30, needs: 24, failures: {mttf: 300 h}, repair: 24 h, throughput: 9 req/s}
      store: {count: 9, groups: {size: 3, needs: 2}, failures: {mttf: 300 h}, repair: 24 h, throughput: 40 req/s}
plans:
  stay: [{from: 2027-01, run: {old: 100 %}}]
  apart: [{from: 2027-01, run: {old: {web: 100 %, store: 100 %}}}]
  shares:
    - {from: 2027-01, run: {old: 100 %}}
    - {from: 2028-01, run: {old: 30 %, new: 70 %}}
    - {from: 2029-07, run: {new: 100 %}}
  pools:
    - {from: 2027-01, run: {old: {web: 100 %, store: 100 %}}}
    - {from: 2028-07, run: {old: {store: 100 %}, new: {web: 100 %}}}
    - {from: 2030-01, run: {new: 100 %}}
  split:
    - {from: 2027-01, run: {old: {web: 40 %, store: 100 %}, new: {web: 60 %}}}
`

// TestPlanOfOneFleet: a plan of one phase that runs all of a fleet has the fleet's
// figures, exactly at each draw; with histories the same bytes of the load and means
// that do not differ.
func TestPlanOfOneFleet(t *testing.T) {
	same := []string{
		"unavailability", "availability", "downtime", "served", "outages", "outage_duration", "demand.peak", "capacity.peak",
		"capacity.own", "capacity.degraded", "capacity.multiple", "headroom", "utilization", "overload", "exhaustion",
	}
	r := compare(t, scenario(t, moving), capplan.Options{Trials: 12, Method: "exact"})
	f := r.Fleets["old"]
	for _, plan := range []string{"stay", "apart"} {
		m := r.Fleets[plan]
		for _, name := range same {
			a, b := f.Metrics[name], m.Metrics[name]
			if (a.Mean == nil) != (b.Mean == nil) {
				t.Errorf("%s: %s of the fleet %v, of the plan %v", plan, name, a.Mean, b.Mean)
			} else if a.Mean != nil {
				near(t, plan+" "+name, *b.Mean, *a.Mean, 1e-9)
			}
		}
		near(t, plan+" w", *m.Workloads["w"].Metrics["unavailability"].Mean, *f.Workloads["w"].Metrics["unavailability"].Mean, 1e-9)
	}

	const n = 120
	r = compare(t, scenario(t, moving), capplan.Options{Trials: n, Method: "simulate"})
	for _, plan := range []string{"stay", "apart"} {
		for _, name := range []string{"unavailability", "outages", "outage_duration", "brownout", "downtime.worst_year"} {
			a, b := r.Fleets["old"].Metrics[name], r.Fleets[plan].Metrics[name]
			se := math.Hypot(*a.SD, *b.SD) / math.Sqrt(n)
			if z := (*b.Mean - *a.Mean) / se; !(math.Abs(z) < 4.5) {
				t.Errorf("%s: %s %g, of the fleet %g: z = %.1f", plan, name, *b.Mean, *a.Mean, z)
			}
		}
	}
}

// TestPlanExactAgainstHistories: both routes agree for shares by fleet, by pool, and of one
// pool name split over fleets.
func TestPlanExactAgainstHistories(t *testing.T) {
	const n = 150
	a := compare(t, scenario(t, moving), capplan.Options{Trials: n, Method: "exact"})
	b := compare(t, scenario(t, moving), capplan.Options{Trials: n, Method: "simulate"})
	for _, plan := range []string{"stay", "shares", "pools", "split"} {
		for _, name := range []string{"unavailability", "outages", "served"} {
			x, y := a.Fleets[plan].Metrics[name], b.Fleets[plan].Metrics[name]
			se := *y.SD / math.Sqrt(n)
			z := (*y.Mean - *x.Mean) / se
			if !(math.Abs(z) < 4.5) {
				t.Errorf("%s: %s exact %g, sampled %g: z = %.1f", plan, name, *x.Mean, *y.Mean, z)
			}

		}
	}
}

// TestPlanJobs: workers never change a byte of a plan's answer.
func TestPlanJobs(t *testing.T) {
	for _, method := range []string{"simulate", "auto"} {
		var first []byte
		for _, jobs := range []int{1, 3, 8} {
			b, err := json.Marshal(compare(t, scenario(t, moving), capplan.Options{Trials: 8, Jobs: jobs, Method: method}))
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = b
			}
			if !bytes.Equal(first, b) {
				t.Errorf("%s: %d workers give other bytes than 1", method, jobs)
			}
		}
	}
}

// TestPlanSplitsName: of two pools of one name a request takes one, so what they lose is
// the mean by their shares; pools of other names are taken as well. By time the whole is
// up while both are.
func TestPlanSplitsName(t *testing.T) {
	const u, v, x = 0.02, 0.1, 0.05 // 1 machine each: repair ÷ (mttf + repair)
	for basis, want := range map[string]float64{
		"requests": 1 - (1-0.6*u-0.4*v)*(1-x),
		"time":     1 - (1-u)*(1-v)*(1-x),
	} {
		r := compare(t, scenario(t, `version: 1
name: split
horizon: {start: 2027-01, years: 2}
workloads: {w: {peak: 10 req/s, slo: {availability: 99 %, basis: `+basis+`}}}
fleets:
  a: {pools: {web: {count: 1, failures: {mttf: 98 h}, repair: 2 h, throughput: 50 req/s}}}
  b: {pools: {web: {count: 1, failures: {mttf: 90 h}, repair: 10 h, throughput: 50 req/s}}}
  c: {pools: {store: {count: 1, failures: {mttf: 95 h}, repair: 5 h, throughput: 50 req/s}}}
plans:
  p: [{from: 2027-01, run: {a: {web: 60 %}, b: {web: 40 %}, c: {store: 100 %}}}]
`), capplan.Options{Trials: 4, Method: "exact"})
		m := r.Fleets["p"].Metrics
		near(t, basis, *m["unavailability"].Mean, want, 1e-12)
		near(t, basis+" served", 1-*m["served"].Mean, 1-(1-0.6*u-0.4*v)*(1-x), 1e-12)
		near(t, basis+" capacity", *m["capacity.peak"].Mean, 50, 1e-12)
		var causes float64
		for _, c := range r.Fleets["p"].Causes {
			causes += c.Downtime
		}
		near(t, basis+" causes", causes, *m["downtime"].Mean, 1e-12)
	}
}

// TestPlanOrdersWorkloads: fleets that name the same workloads in another order are the
// same to a plan, and so are dependencies that only the pools of the second fleet call.
func TestPlanOrdersWorkloads(t *testing.T) {
	const text = `version: 1
name: order
horizon: {start: 2027-01, years: 2}
workloads:
  w: {peak: 100 req/s, slo: {availability: 99 %, basis: requests}, offload: {share: 40 %, pools: [web], to: partner}}
  v: {peak: 50 req/s, slo: {availability: 98 %, basis: requests}}
dependencies: {partner: {availability: 90 %, repair: 1 h, counts: true}}
fleets:
  old: {serves: [w, v], pools: {store: {count: 1, failures: {mttf: 97 h}, repair: 3 h, throughput: {per_workload: {v: 200 req/s}}}}}
  new: {serves: [v, w], pools: {web: {count: 1, failures: {mttf: 90 h}, repair: 10 h, throughput: {per_workload: {w: 200 req/s}}}}}
plans:
  p:
    - {from: 2027-01, run: {old: {store: 100 %}, new: {web: 100 %}}}
  q: [{from: 2027-01, run: {new: {web: 100 %}, old: {store: 100 %}}}]
`
	r := compare(t, scenario(t, text), capplan.Options{Trials: 2, Method: "exact"})
	for _, plan := range []string{"p", "q"} {
		of := func(w string) float64 { return *r.Fleets[plan].Workloads[w].Metrics["unavailability"].Mean }
		near(t, plan+" v", of("v"), 0.03, 1e-12)
		near(t, plan+" w", of("w"), *r.Fleets["new"].Workloads["w"].Metrics["unavailability"].Mean, 1e-12)
		if !(of("w") > 0.05) {
			t.Errorf("nothing calls the partner: %v", of("w"))
		}
	}
}

// TestPlanCostsByPhase: the cash of the phases sums to the cost of the plan, and each is
// what its months pay: a machine of 100k USD bought at once, its salary of 10k USD a month.
func TestPlanCostsByPhase(t *testing.T) {
	r := compare(t, scenario(t, `version: 1
name: paid
currency: USD
horizon: {start: 2027-01, years: 3}
finance: {residual: none}
workloads: {w: {peak: 10 req/s}}
fleets:
  a: {hardware: {price: 100k USD, failures: never, useful_life: 20 y}, count: 1, throughput: 50 req/s, staff: [{role: admin, heads: 1, salary: 120k USD/year}]}
  b: {hardware: {price: 40k USD, failures: never, useful_life: 20 y}, count: 1, throughput: 50 req/s, staff: [{role: admin, heads: 1, salary: 60k USD/year}]}
plans:
  p:
    - {from: 2027-01, run: {a: 100 %}}
    - {from: 2028-07, run: {a: 50 %, b: 50 %}, one_off: 7k USD}
    - {from: 2029-01, run: {b: 100 %}, sell: {a: 10 %}}
`), capplan.Options{Trials: 2})
	p := r.Fleets["p"]
	var sum float64
	for i, want := range []float64{100e3 + 18*10e3, 40e3 + 7e3 + 6*15e3, 12*5e3 - 10e3} {
		got := *p.Phases[i].Metrics["cost"].Mean
		near(t, "phase", got, want, 1e-9)
		sum += got
	}
	near(t, "all phases", sum, *p.Metrics["cost.total"].Mean, 1e-12)
}

// TestSoldUnused: what is owned and never runs in a plan may be sold, in its first phase
// too: a share of its price, a month after the start.
func TestSoldUnused(t *testing.T) {
	for _, c := range []struct {
		from string
		sold float64
	}{{"2027-01", 0.5 * 2 * 4e3}, {"2028-01", 0.5 * 2 * 4e3}, {"", 0}} {
		later := "    - {from: " + c.from + ", run: {new: 100 %}, sell: {old: 50 %}}\n"
		first := "    - {from: 2027-01, run: {new: 100 %}}\n"
		switch c.from {
		case "2027-01":
			first = ""
		case "":
			later = ""
		}
		r := compare(t, scenario(t, `version: 1
currency: USD
horizon: {start: 2027-01, years: 2}
finance: {residual: none}
fleets:
  old: {hardware: {price: 4k USD, useful_life: 9 y}, failures: never, count: 2, needs: 1, owned: {since: 2024-01, book: 2k USD}}
  new: {hardware: {price: 8k USD, useful_life: 9 y}, failures: never, count: 2, needs: 1}
plans:
  p:
`+first+later), capplan.Options{Trials: 2})
		near(t, "cost, sold "+c.from, *r.Fleets["p"].Metrics["cost.total"].Mean, 2*8e3-c.sold, 1e-12)
	}
}

// TestPlanCarriesAtItsEnd: how often today's load fits a plan is how often it fits what runs
// at its end, and not what the first phase runs.
func TestPlanCarriesAtItsEnd(t *testing.T) {
	r := compare(t, scenario(t, `version: 1
horizon: {start: 2027-01, years: 3}
workloads: {w: {peak: 100 req/s, growth: 20 %/year}}
fleets:
  old: {failures: never, count: 2, throughput: 400 req/s}
  new: {failures: never, count: 3, throughput: 120 req/s}
plans:
  p: [{from: 2027-01, run: {old: 100 %}}, {from: 2028-01, run: {old: 50 %, new: 50 %}}, {from: 2029-01, run: {new: 100 %}}]
  q: [{from: 2027-01, run: {new: 100 %}}, {from: 2029-01, run: {new: 50 %, old: 50 %}}]
`), capplan.Options{Trials: 2})
	multiple := func(fleet string) float64 { return *r.Fleets[fleet].Metrics["capacity.multiple"].Mean }
	near(t, "at the end all runs on new", multiple("p"), multiple("new"), 1e-12)
	near(t, "each carries half, and new the less", multiple("q"), 2*multiple("new"), 1e-12)
}

// TestRoomByPeak: a load that is not known well is the same of both fleets, and hides not
// which of them carries more.
func TestRoomByPeak(t *testing.T) {
	for throughput, want := range map[string]string{"101 req/s": "b has more room", "100 req/s": "room does not separate"} {
		r := compare(t, scenario(t, `version: 1
workloads: {w: {peak: 100 req/s (40..200)}}
fleets:
  a: {failures: never, count: 4, throughput: 100 req/s}
  b: {failures: never, count: 4, throughput: `+throughput+`}
`), capplan.Options{Trials: 200})
		if !strings.Contains(r.Answer.Verdict.Text, want) {
			t.Errorf("%s: %s", throughput, r.Answer.Verdict.Text)
		}
	}
}
