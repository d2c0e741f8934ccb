package capplan_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// servedWhileRebuilt enumerates the units of a pool and the racks that they stand in by
// turns: while b of the units have failed, all groups carry each·(groups − load·b), and a
// group serves its share while enough of its members have not failed and stand in racks
// that are up. It is short while the groups that work carry less than the demand.
func servedWhileRebuilt(size, needs, groups, racks int, q, rack, load, each, demand float64) (served, short float64) {
	units := size * groups
	for failed := range 1 << units {
		b, p := 0, 1.0
		for i := range units {
			if failed>>i&1 == 1 {
				b++
				p *= q
			} else {
				p *= 1 - q
			}
		}
		for out := range 1 << racks {
			x := p
			for i := range racks {
				if out>>i&1 == 1 {
					x *= rack
				} else {
					x *= 1 - rack
				}
			}
			works := 0
			for g := range groups {
				up := 0
				for i := g * size; i < (g+1)*size; i++ {
					if failed>>i&1 == 0 && out>>(i%racks)&1 == 0 {
						up++
					}
				}
				if up >= needs {
					works++
				}
			}
			carries := each * max(0, float64(groups)-load*float64(b))
			served += x * float64(works) / float64(groups) * min(1, carries/demand)
			if each*(float64(works)-load*float64(b)) < demand {
				short += x
			}
		}
	}
	return served, short
}

// TestRebuildTakesCapacity holds what is served while units are rebuilt against the
// enumeration, exact and sampled, for laws with and without a memory.
func TestRebuildTakesCapacity(t *testing.T) {
	text := `version: 1
name: rebuilds
horizon: 20000 h
workloads: {w: {peak: 90 req/s}}
fleets:
`
	expect, shorts := "expect:\n", map[string]float64{}
	for _, f := range []struct {
		name                       string
		size, needs, groups, racks int
		q, rack, load, demand      float64
		pool                       string
	}{
		{"two", 2, 1, 2, 1, 0.1, 0, 0.4, 90, "failures: {mttf: 90 h}"},
		{"racks", 3, 2, 2, 3, 0.1, 0.05, 0.3, 90, "failures: {mttf: 90 h}"},
		{"ageing", 2, 1, 2, 1, 0.1, 0, 0.4, 90, "failures: {law: weibull, shape: 2, mean: 90 h}"},
		{"spare", 2, 1, 2, 1, 0.1, 0, 0.08, 90, "failures: {mttf: 90 h}"}, // only three at once are too many
		{"scarce", 3, 2, 2, 3, 0.1, 0.05, 0.3, 120, "failures: {mttf: 90 h}"},
	} {
		each := 50.0
		domains := ""
		if f.rack > 0 {
			domains = ", failure_domains: {rack: {count: 3, failures: {mttf: 190 h}, repair: 10 h}}"
		}
		serves := ""
		if f.demand != 90 {
			each *= 90 / f.demand
		}
		text += fmt.Sprintf("  %s: {count: %d, groups: {size: %d, needs: %d, rebuild: {bandwidth: 1 MB/s, data: 36 GB, load: %g %%}}, %s, repair: 24 h, throughput: %.17g req/s%s%s}\n",
			f.name, f.size*f.groups, f.size, f.needs, 100*f.load, f.pool, each/float64(f.size), domains, serves)
		want, short := servedWhileRebuilt(f.size, f.needs, f.groups, f.racks, f.q, f.rack, f.load, each, 90)
		if without, _ := servedWhileRebuilt(f.size, f.needs, f.groups, f.racks, f.q, f.rack, 0, each, 90); !(without > want+1e-5) {
			t.Errorf("%s: a load of the rebuilds changes nothing: %v", f.name, want)
		}
		expect += fmt.Sprintf("  - {fleet: %s, metric: served, value: %.13g, tolerance: 1e-11}\n", f.name, want)
		shorts[f.name] = short
	}
	// 50·(2 − 0.4) after the loss of a unit; at the 99th percentile a group of q² is out, and
	// two of four units are: 50·(2 − 1 − 2·0.4) of 90 are left of 100.
	text += expect + "  - {fleet: two, metric: capacity.degraded, value: 80}\n  - {fleet: two, metric: headroom.failure, value: 1}\n"
	s := scenario(t, text)
	v := verify(t, []*capplan.Scenario{s}, capplan.VerifyOptions{})
	exact, sampled := 0, 0
	for _, r := range v.Rows {
		switch {
		case r.Metric != "served":
		case strings.Contains(r.Method, "monte"):
			sampled++
		default:
			exact++
		}
	}
	if v.Verdict != "pass" || exact < 5 || sampled < 5 {
		t.Errorf("%s: %s, %d exact, %d sampled: %+v", v.Verdict, v.Summary, exact, sampled, v.Failed)
	}
	r := compare(t, s, capplan.Options{Trials: 400})
	for name, want := range shorts {
		m := r.Fleets[name].Metrics["shortfall"]
		tol := 5 * (*m.Hi - *m.Lo) / (2 * 1.96)
		if want < 1 && !(tol > 0 && tol < want/5) || !(math.Abs(*m.Mean-want) <= tol+1e-12) {
			t.Errorf("%s: shortfall %v ± %.2g (%s), want %v", name, *m.Mean, tol, m.Method, want)
		}
	}
}
