package decide

import (
	"math"
	"math/rand"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestClusteredCoverage: of outages that are exponential with a mean of the trial's own, the
// intervals of 95 % hold the quantile, the share and the deviation at least nearly so often,
// where trials are alike and where they differ; an interval that takes outages for
// independent misses where they differ, which the test would see.
func TestClusteredCoverage(t *testing.T) {
	const runs, trials = 400, 120
	for _, x := range []struct {
		name  string
		means [2]float64 // of a trial, each as often
	}{{"alike", [2]float64{1, 1}}, {"two kinds", [2]float64{0.3, 3}}} {
		above := func(d float64) float64 { // P(longer than d)
			return (math.Exp(-d/x.means[0]) + math.Exp(-d/x.means[1])) / 2
		}
		quantile := func(p float64) float64 {
			lo, hi := 0.0, 100.0
			for range 60 {
				if m := (lo + hi) / 2; above(m) > 1-p {
					lo = m
				} else {
					hi = m
				}
			}
			return lo
		}
		mean := (x.means[0] + x.means[1]) / 2
		sd := math.Sqrt(x.means[0]*x.means[0] + x.means[1]*x.means[1] - mean*mean)
		cases := []struct {
			name string
			a    model.Assertion
			want float64
		}{
			{"median", model.Assertion{Stat: model.Quantile, Level: 0.5}, quantile(0.5)},
			{"p90", model.Assertion{Stat: model.Quantile, Level: 0.9}, quantile(0.9)},
			{"p99", model.Assertion{Stat: model.Quantile, Level: 0.99}, quantile(0.99)},
			{"share", model.Assertion{Stat: model.Probability, Within: model.AtMost, Bound: 1}, 1 - above(1)},
			{"rare share", model.Assertion{Stat: model.Probability, Within: model.AtLeast, Bound: quantile(0.999)}, 0.001},
			{"sd", model.Assertion{Stat: model.SD}, sd},
		}
		held, naive := make([]int, len(cases)), 0
		r := rand.New(rand.NewSource(1))
		for range runs {
			c := make(clusters, trials)
			for i := range c {
				m := x.means[r.Intn(2)]
				for range 2 + r.Intn(20) {
					c[i] = append(c[i], m*r.ExpFloat64())
				}
			}
			for k := range cases {
				s, ok := clustered(c, 1, &cases[k].a, 0.95)
				if ok && s.lo <= cases[k].want && cases[k].want <= s.hi {
					held[k]++
				}
			}
			all, _ := c.all()
			s := stated{method: model.MonteCarlo.String()}
			if s.quantile(all, 0.5, 0.95); s.lo <= cases[0].want && cases[0].want <= s.hi {
				naive++
			}
		}
		for k, c := range cases { // of 380 expected 5 deviations are 22
			least := 358
			if c.name == "sd" { // of skewed squares
				least = 340
			}
			if held[k] < least {
				t.Errorf("%s, %s: held in %d of %d runs", x.name, c.name, held[k], runs)
			}
		}
		if differ := x.means[0] != x.means[1]; differ && naive >= 340 {
			t.Errorf("%s: as if independent it is held in %d of %d runs: the test would not see the difference", x.name, naive, runs)
		}
		t.Logf("%s: held in %v of %d, as if independent %d", x.name, held, runs, naive)
	}
}

// TestClusteredUnknown: what says nothing has no bounds.
func TestClusteredUnknown(t *testing.T) {
	one := model.Assertion{Stat: model.Quantile, Level: 0.9}
	if _, ok := clustered(clusters{nil, {}}, 1, &one, 0.95); ok {
		t.Error("a quantile of no outage")
	}
	if s, ok := clustered(clusters{{1, 2, 3}, nil}, 1, &one, 0.95); !ok || s.lo != 0 || !math.IsInf(s.hi, 1) {
		t.Errorf("of one trial: %+v", s)
	}
	if s, _ := clustered(clusters{{1}, {2}, {3}}, 60, &model.Assertion{Stat: model.Probability, Within: model.AtMost, Bound: 600}, 0.95); s.value != 1 || s.lo > 0.5 || s.hi != 1 {
		t.Errorf("three of three: %+v", s)
	}
}
