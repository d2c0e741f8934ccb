package capplan_test

import (
	"math"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// TestHeadroomSplit: what takes parts of a headroom, by hand and against fleets that have
// so many units less; the parts sum to the headroom of the first year, and those but
// growth to headroom. 40 units that are down 24/424 of the time: at most 6 of them in 99 %
// of it, and 2 of 10 groups of four that need three.
func TestHeadroomSplit(t *testing.T) {
	const load = `version: 1
name: split
horizon: {start: 2027-01, years: 3}
workloads: {w: {peak: 100 req/s (90..115), growth: 20 %/year}}
`
	const rest = `failures: {mttf: 400 h}, repair: 24 h, throughput: 10 req/s`
	s := scenario(t, load+`fleets:
  a: {failure_domains: {hall: {count: 1, failures: never}, rack: {count: 5, failures: {mttf: 4 y}, repair: 5 h}}, spread: {rack: 5}, count: 40, maintenance: {every: 90 d, duration: 2 h, at_once: 2}, `+rest+`}
  grown: {count: 40, `+rest+`}
  out: {count: 34, `+rest+`}
  rack: {count: 26, `+rest+`}
  batch: {count: 24, `+rest+`}
  groups: {count: 40, groups: {size: 4, needs: 3}, `+rest+`}
  fewer: {count: 32, groups: {size: 4, needs: 3}, `+rest+`}
assertions:
  - that: mean(a.headroom.growth @ end) <= 0.000001 %
  - that: mean(a.headroom.left @ worst) >= 5 %
  - that: mean(a.headroom.now @ 2028-06-01) >= 150 %
`)
	r := compare(t, s, capplan.Options{Trials: 60})
	of := func(fleet, metric string) float64 {
		t.Helper()
		m, ok := r.Fleets[fleet].Metrics[metric]
		if !ok || m.Mean == nil {
			t.Fatalf("no %s of %s", metric, fleet)
		}
		return *m.Mean
	}
	head := func(fleet string) float64 { return of(fleet, "headroom") }
	hall := -1.0 // losing the hall leaves nothing, and then maintenance takes nothing more
	for metric, want := range map[string]float64{
		"headroom.growth": of("a", "headroom.now") - head("grown"), "headroom.failure": head("grown") - head("out"),
		"headroom.correlated": head("out") - hall, "headroom.left": hall,
	} {
		near(t, metric, of("a", metric), want, 1e-9)
	}
	if m := of("a", "headroom.maintenance"); m != 0 {
		t.Errorf("maintenance takes %v of nothing", m)
	}
	near(t, "groups", of("groups", "headroom.failure"), head("groups")-head("fewer"), 1e-9)
	for _, fleet := range []string{"a", "grown", "groups"} {
		sum := of(fleet, "headroom.failure") + of(fleet, "headroom.correlated") + of(fleet, "headroom.maintenance") + of(fleet, "headroom.left")
		if math.Abs(sum-head(fleet)) > 1e-12 || math.Abs(sum+of(fleet, "headroom.growth")-of(fleet, "headroom.now")) > 1e-12 {
			t.Errorf("%s: parts sum to %v of %v", fleet, sum, head(fleet))
		}
	}
	for i, want := range []string{"pass", "fail", "pass"} {
		if a := &r.Assertions[i]; a.Verdict != want {
			t.Errorf("%s: %s (%v)", a.That, a.Verdict, *a.Value)
		}
	}

	// Without the hall a rack is the largest domain, and a batch takes two more.
	s = scenario(t, load+`fleets:
  a: {failure_domains: {rack: {count: 5, failures: {mttf: 4 y}, repair: 5 h}}, count: 40, maintenance: {every: 90 d, duration: 2 h, at_once: 2}, `+rest+`}
  out: {count: 34, `+rest+`}
  rack: {count: 26, `+rest+`}
  batch: {count: 24, `+rest+`}
`)
	r = compare(t, s, capplan.Options{Trials: 60})
	near(t, "a rack", of("a", "headroom.correlated"), head("out")-head("rack"), 1e-9)
	near(t, "a batch", of("a", "headroom.maintenance"), head("rack")-head("batch"), 1e-9)
	near(t, "left", of("a", "headroom.left"), head("batch"), 1e-9)
	if d := r.Fleets["a"].DomainLost; d != "rack" {
		t.Errorf("the largest domain is %q", d)
	}
	x, err := capplan.Explain(t.Context(), s, capplan.Question{Fleet: "a", Metric: "headroom.failure"}, capplan.Options{Trials: 20})
	if err != nil || len(x.Formulas) < 3 || !strings.Contains(x.Formulas[2].Words, "join one after another") || x.Formulas[2].Terms[0].Value != 6 {
		t.Errorf("%v, %+v", err, x)
	}
}
