package rare

import (
	"errors"
	"fmt"
	"hash/fnv"
	"reflect"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/stat"
	"github.com/capplan/capplan/model/simulate"
)

// sampled is a sampler with some cycles.
func sampled(t *testing.T, s *model.System, n int) *sampler {
	t.Helper()
	c, err := newChain(s)
	if err != nil {
		t.Fatal(err)
	}
	x := &sampler{chain: c, seed: 3, workers: 2}
	x.run(round{n, n})
	return x
}

// TestTrouble: each sign that a sum is not to be trusted is seen, and none where nothing
// is wrong.
func TestTrouble(t *testing.T) {
	for _, c := range []struct {
		why  string
		harm func(*sampler)
	}{
		{"", func(*sampler) {}},
		{"one of 10240 cycles weighs 20 % of the sum", func(s *sampler) {
			x := s.all().down.sum / 4
			s.batch[7].down.add(x)
		}},
		{"worth no more than", func(s *sampler) {
			for b := range s.batch {
				s.batch[b].hits.squares *= 200
			}
		}},
		{"halves", func(s *sampler) {
			for b := 0; b < batches; b += 2 {
				s.batch[b].down.sum *= 1.03
			}
		}},
		{"mean weight", func(s *sampler) {
			for b := range s.batch {
				s.batch[b].weights *= 1.5
			}
		}},
		{"none of 10240 cycles", func(s *sampler) { s.batch = [batches]tally{{weighted: 10240}} }},
	} {
		x := sampled(t, computing(), 2*period)
		c.harm(x)
		if got := x.trouble(); !strings.Contains(got, c.why) || (c.why == "") != (got == "") {
			t.Errorf("%q is seen as %q", c.why, got)
		}
	}
}

// blinded is the chain of a system whose value function thinks nothing of the four pools
// that matter most.
func blinded(t *testing.T, s *model.System) *chain {
	t.Helper()
	c, err := newChain(s)
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.pools[:4] {
		p := &c.pools[i]
		p.first, p.table = p.first*1e-9, nil
		for m := range p.fatal {
			p.mean[m] *= 1e-9
			p.detour[m] *= 1e-9
		}
	}
	return c
}

// TestBlind: what the value function does not see, balanced failure biasing does in
// shallow systems: the estimate is right. In deep ones all weights may agree on a part of
// the truth, here a ninth; splitting sees it, and the estimate is refused with the truth
// within its bounds.
func TestBlind(t *testing.T) {
	const q, disk = 1.5 / 3001.5, 1.5 / 9001.5
	const deep = 4*q*q*q + 6*10*disk*disk*disk // unavailability, but for a hundredth
	for seed := range uint64(4) {
		r, err := blinded(t, computing()).estimate(1000, Options{Seed: seed, MaxCycles: 20_000})
		if err != nil || r.Refused != "" {
			t.Fatal(err, r.Refused)
		}
		near(t, "unavailability", r.Unavailability, 1.022773e-05)
		r, err = blinded(t, database(3)).estimate(1000, Options{Seed: seed, MaxCycles: 20_000, Check: true})
		if err != nil {
			t.Fatal(err)
		}
		if r.Refused == "" || !(r.Unavailability.Hi > deep) {
			t.Errorf("%s, %s: %+v, and it is %g", r.Why, r.Refused, r.Unavailability, deep)
		}
	}
}

// TestSameForAnyWorkers: workers, and what runs beside, change nothing.
func TestSameForAnyWorkers(t *testing.T) {
	var first *Result
	for _, n := range []int{1, 2, 3, 8} {
		r, err := Estimate(computing(), Options{Seed: 2, Mission: true, Workers: n})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = r
		}
		if !reflect.DeepEqual(r, first) {
			t.Errorf("%d workers: %+v, 1: %+v", n, r, first)
		}
	}
}

// TestPinnedEstimate holds estimates to bits that are the same on every processor. A
// change of them belongs under Numbers in the change log.
func TestPinnedEstimate(t *testing.T) {
	f := fnv.New64a()
	long := machines(4, 2, 1, 1e-3, 1, 1000)
	long.Pools[0].Repair = model.NewLaw(model.Lognormal, 4, 0, 1.5)
	for _, s := range []*model.System{computing(), machines(20, 7, 2, 1e-3, 1, 1000), database(3), long} {
		r, err := Estimate(s, Options{Seed: 5, Mission: true})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(f, "%x\n", *r)
	}
	if got, want := f.Sum64(), uint64(0x2853d4e13a0a3b68); got != want {
		t.Errorf("estimates hash to %#x, want %#x", got, want)
	}
}

// TestObstacles: what the method has no states for is named.
func TestObstacles(t *testing.T) {
	for _, c := range []struct {
		change func(*model.System)
		why    string
	}{
		{func(s *model.System) { s.Pools[0].Life = model.NewLaw(model.Weibull, 100, 2, 0) }, "has a memory"},
		{func(s *model.System) { s.Pools[0].Repair = model.Law{} }, "never repaired"},
		{func(s *model.System) { s.Pools[0].Needs, s.Pools[0].Capacity = -1, []float64{0, 1, 2, 3, 4, 5} }, "demand of the moment"},
		{func(s *model.System) { s.Pools[0].Spares = &model.Spares{} }, "wait for parts"},
		{func(s *model.System) { s.Maturity = &model.Maturity{} }, "over the years"},
		{func(s *model.System) { s.Pools[0].Needs = 6 }, "more than it has"},
		{func(s *model.System) { s.Incidents = []model.Incident{{Name: "i", Rate: 1, Reach: model.ReachDomain}} }, "one part of several"},
		{func(s *model.System) {
			s.Levels = []model.Level{{Name: "rack", Total: 5, Life: exponential(1), Repair: exponential(1)}}
			s.Pools[0].Place = 5
		}, "may lose a domain of level rack"},
		{func(s *model.System) {
			s.Pools[0].Count, s.Pools[0].Needs, s.Pools[0].Life = 4000, 2000, exponential(2)
		}, "hardly ever up"},
	} {
		s := machines(5, 3, 0, 1e-3, 1, 1000)
		c.change(s)
		var o *Obstacle
		if _, err := Estimate(s, Options{}); !errors.As(err, &o) || !strings.Contains(o.Why, c.why) {
			t.Errorf("%v, want %q", err, c.why)
		}
	}
	s := machines(5, 6, 0, 1e-3, 1, 1000)
	if r, err := Estimate(s, Options{}); err != nil || r.Unavailability.Value != 0 || r.Unavailability.Level != 1 {
		t.Errorf("nothing needed: %+v, %v", r, err)
	}
}

// TestPowers holds the moments of laws, and draws with density x^k f(x), to each other:
// the mean of these is E X^(k+1) ÷ E X^k. It notices 12 %.
func TestPowers(t *testing.T) {
	two := model.Law{Kind: model.Hyperexponential, Mean: 4, Phases: []model.LawPhase{{Share: 0.25, Mean: 10}, {Share: 0.75, Mean: 2}}}
	for _, l := range []model.Law{
		exponential(3), two, model.NewLaw(model.Lognormal, 4, 0, 0.5), model.NewLaw(model.Weibull, 4, 1.5, 0), model.NewLaw(model.Gamma, 4, 0.7, 0),
		model.NewLaw(model.Deterministic, 4, 0, 0),
		{Kind: model.Uniform, Lo: 2, Hi: 6, Mean: 4},
		{Kind: model.Empirical, Sample: []float64{1, 2, 9}, Sums: []float64{1, 3, 12}, Mean: 4},
	} {
		m := moments(&l)
		var r simulate.Stream
		for k := range 4 {
			var x stat.Sample
			for i := range uint64(20_000) {
				if r.Open(1, 2, i); k == 0 {
					x.Add(r.Draw(&l) / l.Mean)
				} else {
					x.Add(r.PowerBiased(&l, k) / l.Mean)
				}
			}
			want := m[k]
			if k > 0 {
				want /= m[k-1]
			}
			if l.Kind == model.Deterministic {
				x.Add(1.001) // a sample without variance sees nothing
			}
			stat.Near(t, fmt.Sprintf("%s, %d", l.Kind, k), &x, want, 0.12*want)
		}
	}
}
