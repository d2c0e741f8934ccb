package decide

import (
	"context"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/capplan/capplan/model"
)

var (
	studySeeds = flag.Int("gate-seeds", 60, "seeds of the study of the gate: docs/gate-study.md has 2000")
	studyFirst = flag.Int("gate-first", 400, "trials of its first look: docs/gate-study.md has 20000")
)

// A studied is a statistic whose truth is known, of figures that are drawn.
type studied struct {
	name  string
	a     model.Assertion
	truth float64
	sd    float64 // of the estimate from one trial: it falls with the root of their number
	draw  func(r *rand.Rand) (x, y float64)
	other bool // y is the figure of the other fleet
}

func studies() []studied {
	mean := math.Exp(.5)
	spread := math.Sqrt((math.E - 1) * math.E)
	lognormal := func(r *rand.Rand) float64 { return math.Exp(r.NormFloat64()) }
	return []studied{
		{name: "mean, normal", a: model.Assertion{Stat: model.Mean}, truth: 10, sd: 1, draw: func(r *rand.Rand) (float64, float64) { return 10 + r.NormFloat64(), 0 }},
		{name: "mean, skewed", a: model.Assertion{Stat: model.Mean}, truth: mean, sd: spread, draw: func(r *rand.Rand) (float64, float64) { return lognormal(r), 0 }},
		{name: "probability, 1 %", a: model.Assertion{Stat: model.Probability, Within: model.AtMost, Bound: .01}, truth: .01, sd: math.Sqrt(.01 * .99), draw: func(r *rand.Rand) (float64, float64) { return r.Float64(), 0 }},
		{name: "p99, exponential", a: model.Assertion{Stat: model.Quantile, Level: .99}, truth: math.Log(100), sd: math.Sqrt(.99*.01) / .01, draw: func(r *rand.Rand) (float64, float64) { return r.ExpFloat64(), 0 }},
		// x − 0.75 y = 0.15 z − 0.15 y has mean 0
		{name: "mean, 75 % of another", a: model.Assertion{Stat: model.Mean, Of: "b", Factor: .75}, other: true, sd: .15 * math.Sqrt2 * spread, draw: func(r *rand.Rand) (float64, float64) {
			y, z := lognormal(r), lognormal(r)
			return .6*y + .15*z, y
		}},
	}
}

// decided holds one figure to a limit that lies so far above the truth, in standard errors
// of the first look, and returns the verdict and after how many trials.
func (s *studied) decided(r *rand.Rand, l looks, off float64, naive bool) (verdict string, trials int) {
	a := s.a
	shift := off * s.sd / math.Sqrt(float64(l.first))
	a.Relation, a.Limit = model.AtMost, s.truth+shift
	g := &gate{plan: &model.Plan{}, looks: l, cases: []heldCase{{a: &a, result: blank(&a), open: true}}}
	c := &g.cases[0]
	for k := 1; k <= l.count(); k++ {
		from := 0
		if k > 1 {
			from = l.trials(k - 1)
		}
		for ; from < l.trials(k); from += l.first {
			n := min(l.first, l.trials(k)-from)
			x, y := make(column, n), make(column, n)
			for t := range x {
				x[t], y[t] = s.draw(r)
				if s.other {
					x[t] -= shift
				}
			}
			p := pair{of: seenAs(x)}
			if s.other {
				p.than = seenAs(y)
			}
			if from == 0 {
				c.known = p
				c.align()
				if c.fixed() {
					panic("more trials tell no more")
				}
			} else if !c.join(&p) {
				panic("no join")
			}
		}
		if naive { // the same 99 % at each look
			c.result.judge(&g.plan.Horizon, &c.known, c.a, gateLevel)
			if c.result.Verdict != Inconclusive || k == l.count() {
				return c.result.Verdict, l.trials(k)
			}
			if k == 1 {
				c.own()
			}
			continue
		}
		if g.hold(k, l.trials(k)); !c.open {
			return c.result.Verdict, c.result.Trials
		}
	}
	panic("not decided")
}

// seenAs is sampled without percentiles.
func seenAs(v column) *Metric {
	mean, _ := meanSD(v)
	m := Metric{Unit: "1", Mean: &mean, Method: model.MonteCarlo.String(), of: &trialed{trials: v, mean: v, tells: telling}}
	m.reckon()
	return &m
}

// TestGateStudy holds statistics whose truth is known to limits at and 1, 2 and 5 standard
// errors of the first look from it, on both sides: at most 1 verdict in 100 is wrong. With
// the same 99 % at every look it is more, which the study sees.
//
//	go test ./model/decide -run TestGateStudy -v -args -gate-seeds 2000 -gate-first 20000
func TestGateStudy(t *testing.T) {
	l := looks{*studyFirst, 50 * *studyFirst}
	list := studies()
	lines, naive, spent := make([]string, len(list)), make([]int, len(list)), make([]int, len(list))
	t.Run("figures", func(t *testing.T) {
		for i := range list {
			t.Run(list[i].name, func(t *testing.T) {
				t.Parallel()
				lines[i], naive[i], spent[i] = linesOf(t, &list[i], i, l)
			})
		}
	})
	t.Log("\n| figure | off by | wrong | inconclusive | mean of trials | most |\n|---|---|---|---|---|---|\n" + strings.Join(lines, ""))
	var a, b int
	for i := range list {
		a, b = a+naive[i], b+spent[i]
	}
	if *studyFirst <= atLimit && !(float64(a) > .01*float64(2*len(list)**studySeeds) && a > b) {
		t.Errorf("the same 99 %% at each look is wrong %d times, spending %d times: the study does not tell them apart", a, b)
	}
}

// atLimit is the most trials of a first look at which figures are also held to a limit that
// is all but their truth, which takes the whole budget.
const atLimit = 2000

// linesOf returns the lines of a figure, and how many verdicts at its limit are wrong with the
// same 99 % at each look, and with the error spent.
func linesOf(t *testing.T, s *studied, stream int, l looks) (lines string, naive, spent int) {
	n := float64(2 * *studySeeds)
	for _, off := range []float64{1e-3, 1, 2, 5} {
		if off < 1 && l.first > atLimit {
			continue
		}
		var wrong, unsure, most int
		var trials float64
		for seed := range *studySeeds {
			for side, sign := range []float64{1, -1} {
				luck := func() *rand.Rand { return rand.New(rand.NewPCG(uint64(seed), uint64(100*stream+10*int(off)+side))) }
				right := map[bool]string{true: Pass, false: Fail}[sign > 0]
				switch v, n := s.decided(luck(), l, sign*off, false); {
				case v == Inconclusive:
					unsure++
					fallthrough
				default:
					if trials, most = trials+float64(n), max(most, n); v != right && v != Inconclusive {
						wrong++
					}
				}
				if off < 1 {
					if v, _ := s.decided(luck(), l, sign*off, true); v != right && v != Inconclusive {
						naive++
					}
				}
			}
		}
		t.Logf("%g σ off: %d of %g wrong, %d inconclusive, %.0f trials, at most %d", off, wrong, n, unsure, trials/n, most)
		lines += fmt.Sprintf("| %s | %g σ | %.2f %% | %.2f %% | %.0f | %d |\n", s.name, off, 100*float64(wrong)/n, 100*float64(unsure)/n, trials/n, most)
		if off < 1 {
			spent = wrong
			lines += fmt.Sprintf("| %s, the same 99 %% at each look | %g σ | %.2f %% | | | |\n", s.name, off, 100*float64(naive)/n)
		}
		// so many are wrong once in 10,000 times where 1 in 100 is
		if limit := (distuv.Binomial{N: n, P: .01}); limit.CDF(float64(wrong)-1) > 1-1e-4 {
			t.Errorf("%g σ off: %d of %g verdicts are wrong", off, wrong, n)
		}
		if off == 5 && unsure > 0 {
			t.Errorf("5 σ off: %d are inconclusive", unsure)
		}
	}
	return lines, naive, spent
}

// TestGateOfAScenario holds a chance that is known in closed form: a unit that is up at the
// start and does not fail within the horizon, A·e^(−λH).
func TestGateOfAScenario(t *testing.T) {
	const life, repair, hours = 20000.0, 24.0, 2 * model.HoursPerYear
	truth := life / (life + repair) * math.Exp(-hours/life)
	bare := &model.Plan{
		Horizon: model.Horizon{Hours: hours, Steady: true}, Finance: model.Finance{MonthHours: 730},
		Run: model.Run{Trials: 200, Seed: 1, Level: 0.9, Method: "auto"},
		Fleets: []model.Fleet{{Name: "a", Site: -1, Pools: []model.Pool{{
			Name: "one", Site: -1, Count: 1, Needs: model.Needs{Count: 1},
			Life: exponential(quantity(life)), Repair: exponential(quantity(repair)),
		}}}},
	}
	l := looks{100, 3200}
	sigma := math.Sqrt(truth * (1 - truth) / 100)
	var wrong, unsure, n float64
	for seed := range 60 {
		for _, off := range []float64{-2, -1, 1, 2} {
			a := model.Assertion{Fleet: "a", Stat: model.Probability, Metric: "downtime", Unit: "min/year", Within: model.AtMost, Bound: 0, Relation: model.AtLeast, Limit: truth + off*sigma}
			q := *bare
			q.Assertions = []model.Assertion{a}
			r, err := Check(context.Background(), &q, Options{Trials: l.first, MaxTrials: l.most, Seed: uint64(1000 + seed), SeedSet: true, Jobs: 1})
			if err != nil {
				t.Fatal(err)
			}
			n++
			switch v := *r.Verdict; {
			case v == Inconclusive:
				unsure++
			case (v == Pass) != (off < 0):
				wrong++
			}
		}
	}
	if (distuv.Binomial{N: n, P: .01}).CDF(wrong-1) > 1-1e-4 {
		t.Errorf("%g of %g verdicts are wrong", wrong, n)
	}
	if unsure > .2*n {
		t.Errorf("%g of %g are inconclusive", unsure, n)
	}
}
