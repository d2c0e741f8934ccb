package capplan_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan"
)

// answered compares a text with data files beside it.
func answered(t *testing.T, text string, files map[string]string) *capplan.Result {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "capplan.yaml")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := capplan.Load(path, capplan.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := capplan.Compare(t.Context(), s, capplan.Options{Trials: 600})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSmallKeys holds keys that few scenarios use against closed forms.
func TestSmallKeys(t *testing.T) {
	two := func(up, down float64) float64 { return down / (up + down) }
	for _, c := range []struct {
		what, text, metric string
		want               float64
	}{
		{"a uniform law", "fleets: {f: {count: 1, failures: {law: uniform, min: 10 d, max: 30 d}, repair: 1 d}}", "unavailability", two(20, 1)},
		{"a law of phases", "fleets: {f: {count: 1, failures: {law: hyperexponential, phases: [{share: 25 %, mean: 100 d}, {share: 75 %, mean: 20 d}]}, repair: 1 d}}", "unavailability", two(40, 1)},
		{"a sample", "fleets: {f: {count: 1, failures: {samples: lives.csv, column: life, unit: d}, repair: 1 d}}", "unavailability", two(60, 1)},
		{"parts of domains", "currency: USD\nfinance: {depreciation: {method: straight-line, life: 5 y}}\nfleets: {f: {failure_domains: {rack: {count: 4, failures: never, parts: {switch: {price: 9k USD, count: 2}}}}, count: 8, failures: never}}", "cost.total", 2 * 4 * 9000},
		{"a licence with its price", "currency: USD\nfleets: {f: {count: 3, failures: never, licences: [{name: tool, price: 50 USD, per: server}]}}", "cost.licences", 150},
		{"a spike of its own length", "horizon: {start: 2027-01, years: 1}\nworkloads: {w: {peak: 100 req/s, events: [{date: 11-11, times: 3, spike: {times: 2, lasts: 30 min}}]}}\nfleets: {f: {count: 4, throughput: 200 req/s, failures: never}}", "demand.peak", 600},
		{"a spike", "horizon: {start: 2027-01, years: 1}\nworkloads: {w: {peak: 100 req/s, events: [{date: 11-11, times: 3, spike: 1.5}]}}\nfleets: {f: {count: 4, throughput: 200 req/s, failures: never}}", "demand.peak", 450},
		{"engineering", "currency: USD\nfleets: {f: {count: 1, failures: never, engineering: {one_off: 100k USD, per_year: 10k USD/year}}}", "cost.engineering", 150_000},
		{"largest cash", "currency: USD\nfleets: {f: {count: 1, failures: never, engineering: {one_off: 100k USD, per_year: 10k USD/year}}}", "cost.cash_peak", 150_000},
		{"losses beside the cost", "currency: USD\nhorizon: 1 y\nworkloads: {w: {peak: 100 req/s, value: 0.001 USD/request}}\nfleets: {f: {count: 1, throughput: 60 req/s, failures: never, one_off: 5k USD}}", "cost.with_losses", 5000 + 40*3600*8760*0.001},
		{"the second limit", "workloads: {w: {peak: 100 req/s}}\nfleets: {f: {pools: {web: {count: 4, throughput: 100 req/s, failures: never}, db: {count: 4, throughput: 120 req/s, failures: never}}}}", "capacity.next", 480},
		{"a measured profile with its time last", "workloads: {w: {peak: 100 req/s, profile: {file: load.csv, column: rps, time: when}}}\nfleets: {f: {count: 4, throughput: 50 req/s, failures: never}}", "utilization", 0.5 * 0.75},
	} {
		var load strings.Builder
		load.WriteString("rps,hosts,when\n")
		for h := range 336 { // the nights are half as high
			fmt.Fprintf(&load, "%d,7,%s\n", map[bool]int{true: 40, false: 20}[h%24 >= 12], time.Date(2026, 1, 5, h, 0, 0, 0, time.UTC).Format("2006-01-02T15:04"))
		}
		r := answered(t, "version: 1\n"+c.text+"\n", map[string]string{"lives.csv": "unit,life\na,30\nb,90\n", "load.csv": load.String()})
		m, ok := r.Fleets["f"].Metrics[c.metric]
		if !ok || m.Mean == nil {
			t.Errorf("%s: no %s", c.what, c.metric)
			continue
		}
		tolerance := 1e-9
		if c.metric == "utilization" { // of a profile that is joined by lines
			tolerance = 0.03
		}
		near(t, c.what, *m.Mean, c.want, tolerance)
	}
}

// TestShelfOfPoisson: with one part on order on average, at most 5 % of repairs wait where
// P(3 or more on order) is 8 % and P(4 or more) is 1.9 %.
func TestShelfOfPoisson(t *testing.T) {
	r := answered(t, "version: 1\nfleets: {f: {count: 100, needs: 90, failures: {mttf: 1000 d}, repair: 1 h, spares: {on_site: 9, resupply: 10 d}}}\n", nil)
	if got := r.Fleets["f"].Pools["servers"].Metrics["spares_needed"].Mean; got == nil || *got != 4 {
		t.Errorf("spares_needed is %v, want 4", text(got))
	}
}

// TestBases: an object that begins with another one is the same as the two written out.
func TestBases(t *testing.T) {
	same := func(what, metric, a, b string) {
		t.Helper()
		x, y := answered(t, "version: 1\n"+a+"\n", nil).Fleets["f"].Metrics[metric].Mean, answered(t, "version: 1\n"+b+"\n", nil).Fleets["f"].Metrics[metric].Mean
		if x == nil || y == nil || *x != *y || *x == 0 {
			t.Errorf("%s: %s is %s, and %s written out", what, metric, text(x), text(y))
		}
	}
	pool := "count: 4, needs: 3, throughput: 9 req/s, failures: never"
	same("a dependency", "unavailability",
		"workloads: {w: {peak: 1 req/s}}\ndependencies: {a: {availability: 99 %, repair: 2 h, used_by: []}, b: {base: a, used_by: [w], counts: true}}\nfleets: {f: {"+pool+"}}",
		"workloads: {w: {peak: 1 req/s}}\ndependencies: {b: {availability: 99 %, repair: 2 h, used_by: [w], counts: true}}\nfleets: {f: {"+pool+"}}")
	same("a failure domain", "unavailability",
		"fleets: {f: {failure_domains: {room: {count: 2, failures: {mttf: 1 y}, repair: 9 h}, rack: {base: room, count: 2, repair: 3 h}}, count: 4, needs: 4, failures: never}}",
		"fleets: {f: {failure_domains: {room: {count: 2, failures: {mttf: 1 y}, repair: 9 h}, rack: {count: 2, failures: {mttf: 1 y}, repair: 3 h}}, count: 4, needs: 4, failures: never}}")
	same("latent of the hardware", "data_loss",
		"fleets: {f: {hardware: {latent: 5 %, failures: {mttf: 1 y}, repair: 9 h}, count: 4, groups: {size: 2, needs: 1, rebuild: 20 h}, throughput: 9 req/s}}",
		"fleets: {f: {latent: 5 %, failures: {mttf: 1 y}, repair: 9 h, count: 4, groups: {size: 2, needs: 1, rebuild: 20 h}, throughput: 9 req/s}}")
	wrong := "workloads: {w: {peak: 1 req/s}}\nfleets: {f: {count: 3, needs: 2, throughput: 9 req/s, failures: never, corruption: "
	same("an entry as it is", "wrong_results", "catalog: {flips: {rate: 1e-9/calculation}}\n"+wrong+"catalog:flips}}", wrong+"{rate: 1e-9/calculation}}}")
	same("an entry of the hardware", "wrong_results", "catalog: {flips: {rate: 1e-9/calculation}}\n"+strings.Replace(wrong, "corruption: ", "hardware: {corruption: ", 1)+"catalog:flips}}}", wrong+"{rate: 1e-9/calculation}}}")
	same("corruption", "wrong_results",
		"catalog: {flips: {rate: 1e-9/calculation}}\nworkloads: {w: {peak: 1 req/s}}\nfleets: {f: {count: 3, needs: 2, throughput: 9 req/s, failures: never, corruption: {base: catalog:flips, environment: 3}}}",
		wrong+"{rate: 1e-9/calculation, environment: 3}}}")
}

// TestObservedPool: failures seen in a pool are held against those of the pool.
func TestObservedPool(t *testing.T) {
	r := answered(t, "version: 1\nfleets: {f: {pools: {web: {count: 9, failures: {mttf: 30 d}, repair: 1 h}, db: {count: 1, failures: never}}}}\nobserved: [{fleet: f, pool: web, metric: failures, value: 110, over: 1 y}, {fleet: f, pool: web, metric: failures, value: 5, over: 1 y}]\n", nil)
	if len(r.Observed) != 2 {
		t.Fatalf("%d observations", len(r.Observed))
	}
	for i, o := range r.Observed { // 109.4 are expected
		if o.Pool != "web" || o.P50 == nil || math.Abs(*o.P50-9*365/(30+1./24)) > 4 || o.Verdict != []string{"plausible", "outside"}[i] {
			t.Errorf("%+v", o)
		}
	}
}

// TestInconclusiveIsLet: a chance of just the limit stays open, and on_inconclusive says
// whether that fails.
func TestInconclusiveIsLet(t *testing.T) {
	for word, want := range map[string]string{"fail": "inconclusive", "warn": "pass"} {
		s, err := capplan.Load("-", capplan.LoadOptions{Stdin: strings.NewReader("version: 1\ncurrency: USD\nfleets: {f: {count: 1, failures: never, one_off: 5k USD (4k..6k)}}\nassertions: [{that: P(f.cost.total <= 5k USD) >= 50 %, on_inconclusive: " + word + "}]\n")})
		if err != nil {
			t.Fatal(err)
		}
		r, err := capplan.Check(t.Context(), s, capplan.Options{Trials: 500, MaxTrials: 1000})
		if err != nil {
			t.Fatal(err)
		}
		if r.Assertions[0].Verdict != "inconclusive" || *r.Verdict != want {
			t.Errorf("%s: %s, %s", word, r.Assertions[0].Verdict, *r.Verdict)
		}
	}
}
