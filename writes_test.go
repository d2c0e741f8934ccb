package capplan_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

func scenario(t *testing.T, text string) *capplan.Scenario {
	t.Helper()
	s, err := capplan.Load("x.yaml", capplan.LoadOptions{ReadFile: func(string) ([]byte, error) { return []byte(text), nil }})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestCopiesOfWrites: a pool that does each of the writes, 25 % of those that visit, three
// times does 1.5 requests of work a request, so it is in every figure the pool whose
// units do two thirds as much; workloads with shares of their own likewise. By hand: 9
// units of 60 req/s carry 360 req/s, and four in groups of three with contention 10 % and
// coherency 1 % carry 3·60/1.26/1.5 each.
func TestCopiesOfWrites(t *testing.T) {
	const load = `version: 1
name: writes
currency: USD
horizon: {start: 2027-01, years: 2}
sites: {hall: {energy_price: 0.1 USD/kWh}}
workloads:
  shop: {peak: 130 req/s (120..170), growth: 20 %/year, slo: {availability: 99.9 %, basis: requests}}
  pay: {peak: 20 req/s}
fleets:
`
	const unit = `, site: hall, hardware: {price: 1k USD, power: {idle: 100 W, max: 400 W}}, failures: {mttf: 500 h}, repair: 24 h`
	written := scenario(t, load+`
  flat: {count: 9`+unit+`, throughput: 60 req/s, write_share: 25 %, copies: 3}
  cells: {count: 12`+unit+`, groups: {size: 3, needs: 2}, throughput: {per_unit: 60 req/s, contention: 10 %, coherency: 1 %}, write_share: 25 %, copies: 3}
  mixed: {count: 9`+unit+`, throughput: 60 req/s, share: {shop: 50 %}, write_share: {shop: 40 %, pay: 100 %}, copies: 2}
`)
	lowered := scenario(t, load+`
  flat: {count: 9`+unit+`, throughput: 40 req/s}
  cells: {count: 12`+unit+`, groups: {size: 3, needs: 2}, throughput: {per_unit: 40 req/s, contention: 10 %, coherency: 1 %}}
  mixed: {count: 9`+unit+`, share: {shop: 50 %}, throughput: {per_workload: {shop: 42.857142857142857 req/s, pay: 30 req/s}}}
`)
	for _, method := range []string{"auto", "simulate"} {
		o := capplan.Options{Trials: 60, Method: method}
		got, want := compare(t, written, o), compare(t, lowered, o)
		if x := *got.Fleets["flat"].Metrics["capacity.own"].Mean; math.Abs(x-360) > 1e-9 {
			t.Errorf("9 units of 60 req/s at 1.5 each carry %v req/s, want 360", x)
		}
		if x := *got.Fleets["cells"].Metrics["capacity.own"].Mean; math.Abs(x-4*3*60/1.26/1.5) > 1e-9 {
			t.Errorf("four groups carry %v req/s", x)
		}
		for fleet, f := range want.Fleets {
			for name, m := range f.Metrics {
				if name == "crossover" {
					continue // below three units there is no third copy
				}
				same(t, method+" "+fleet+"."+name, got.Fleets[fleet].Metrics[name], m)
			}
			for name, m := range f.Pools["servers"].Metrics {
				same(t, method+" "+fleet+".pools.servers."+name, got.Fleets[fleet].Pools["servers"].Metrics[name], m)
			}
			if fleet == "flat" && !(*f.Metrics["unavailability"].Mean > 1e-6) {
				t.Errorf("%s: nothing is lost, so nothing was compared", fleet)
			}
		}
	}
}

func same(t *testing.T, what string, got, want capplan.Metric) {
	t.Helper()
	switch {
	case (got.Mean == nil) != (want.Mean == nil):
		t.Errorf("%s: %v and %v", what, got.Mean, want.Mean)
	case got.Mean != nil && math.Abs(*got.Mean-*want.Mean) > 1e-9*math.Abs(*want.Mean):
		t.Errorf("%s = %v, want %v", what, *got.Mean, *want.Mean)
	}
}

// TestReplicasCoordinate: what a pool of 12 units of 100 req/s carries, by how its units
// work together: groups of n in which the Universal Scalability Law holds add up, as does
// the law over the whole pool; of a set one unit carries, and sets add up.
func TestReplicasCoordinate(t *testing.T) {
	const law = "throughput: {per_unit: 100 req/s, contention: 5 %, coherency: 0.2 %}"
	usl := func(n float64) float64 { return 100 * n / (1 + 0.05*(n-1) + 0.002*n*(n-1)) }
	for keys, want := range map[string]float64{
		"count: 12, " + law: usl(12),
		"count: 12, groups: {size: 3, needs: 2}, " + law:                                        4 * usl(3),
		"count: 12, groups: {size: 4, needs: 2}, " + law:                                        3 * usl(4),
		"count: 24, groups: {size: 3, needs: 2}, " + law:                                        8 * usl(3), // linear in groups
		"count: 12, mode: active-standby, " + law:                                               100,
		"count: 12, mode: mirrored, " + law:                                                     100,
		"count: 12, mode: mirrored, groups: {size: 2, needs: 1}, " + law:                        600,
		"count: 12, mode: active-standby, groups: {size: 3, needs: 1}, " + law:                  400,
		"count: 12, groups: {size: 3, needs: 2}, write_share: 50 %, copies: 3, " + law:          4 * usl(3) / 2,
		"count: 12, throughput: 100 req/s, share: 50 %, write_share: 20 %, copies: 2":           2000,
		"count: 12, throughput: 100 req/s, write_share: 100 %, copies: 12":                      100, // as mirrored
		"count: 12, groups: {size: 3}, throughput: 100 req/s, write_share: 100 %, copies: 3":    400,
		"count: 12, groups: {size: 3}, throughput: 100 req/s, write_share: {w: 0 %}, copies: 3": 1200,
	} {
		s := scenario(t, "version: 1\nname: cells\nworkloads: {w: {peak: 10 req/s}}\nfleets: {f: {failures: {mttf: 1 y}, repair: 24 h, "+keys+"}}\n")
		r := compare(t, s, capplan.Options{Trials: 2})
		if got := *r.Fleets["f"].Metrics["capacity.peak"].Mean; math.Abs(got-want) > 1e-9*want {
			t.Errorf("%s: %v req/s, want %v", keys, got, want)
		}
	}
}

// TestLoadIsExplained: figures of load have a formula with the work of a request, and the
// inputs that decide them.
func TestLoadIsExplained(t *testing.T) {
	s := scenario(t, `version: 1
name: x
workloads: {w: {peak: 100 req/s}, pay: {peak: 10 req/s, value: 1 USD/request}}
currency: USD
fleets:
  a: {count: 9, groups: {size: 3}, failures: {afr: 8 %}, repair: 24 h, throughput: 60 req/s, share: {pay: 50 %}, write_share: {w: 20 %}, copies: 3}
`)
	for _, metric := range []string{"demand.peak", "capacity.peak", "headroom", "utilization", "exhaustion"} {
		x, err := capplan.Explain(t.Context(), s, capplan.Question{Fleet: "a", Metric: metric}, capplan.Options{Trials: 2})
		if err != nil {
			t.Fatal(err)
		}
		if len(x.Formulas) < 2 || !slices.ContainsFunc(x.Formulas[1].Symbols, func(s string) bool { return strings.Contains(s, "w_w · copies") }) {
			t.Errorf("%s: no formula of writes in %+v", metric, x.Formulas)
			continue
		}
		terms := map[string]float64{}
		for _, term := range x.Formulas[1].Terms {
			terms[term.Symbol] = term.Value
		}
		for symbol, want := range map[string]float64{"n": 9, "m": 3, "C": 9, "copies": 3, "w_w": 0.2, "w_pay": 0, "share_pay": 0.5, "X_w": 60, "N_w": 1.4 / 60, "N_pay": 0.5 / 60} {
			if math.Abs(terms[symbol]-want) > 1e-9 {
				t.Errorf("%s: %s is %v, want %v", metric, symbol, terms[symbol], want)
			}
		}
		var enters []string
		for _, a := range x.Enters {
			enters = append(enters, a.Path)
		}
		for _, want := range []string{"fleets.a.write_share.w", "fleets.a.copies", "workloads.w.peak"} {
			if !slices.Contains(enters, want) {
				t.Errorf("%s: %s does not stand in %v", metric, want, enters)
			}
		}
		if slices.Contains(enters, "workloads.pay.value") {
			t.Errorf("%s hangs on what a request is worth", metric)
		}
	}
}
