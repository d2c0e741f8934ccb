package capplan_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/capplan/capplan"
)

// TestGroupsBack: groups that are back where a pool spares them are there again for the
// next outage: histories against the binomial law of groups that work,
//
//	p = P(Bin(m, q) < k), P(Bin(G, 1 − p) < needs).
func TestGroupsBack(t *testing.T) {
	const trials, mttf, repair = 1000, 1000.0, 24.0
	for _, c := range []struct{ groups, size, k, needs int }{{60, 5, 4, 59}, {60, 5, 4, 58}, {60, 2, 1, 59}, {12, 3, 2, 11}, {200, 3, 3, 180}} {
		q := mttf / (mttf + repair)
		p := below(c.size, c.k, q)
		want := below(c.groups, c.needs, 1-p)
		r := compare(t, scenario(t, `version: 1
horizon: {years: 2}
fleets: {a: {count: `+strconv.Itoa(c.groups*c.size)+`, failures: {mttf: 1000 h}, repair: 24 h, groups: {size: `+strconv.Itoa(c.size)+`, needs: `+strconv.Itoa(c.k)+`}, needs: `+strconv.Itoa(c.needs)+`}}
`), capplan.Options{Trials: trials, Method: "simulate"})
		m := r.Fleets["a"].Metrics["unavailability"]
		se := *m.SD / math.Sqrt(trials)
		if !(math.Abs(*m.Mean-want) < 4.5*se) || !(se < 0.08*want) {
			t.Errorf("%+v: %.6g ± %.2g by histories, %.6g", c, *m.Mean, se, want)
		}
	}
}
