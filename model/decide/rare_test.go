package decide

import (
	"math"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

// seldom is 20 machines with two crews of which 14 must be up: down 6.023005089e-15 of
// the time, by birth and death.
func seldom() *model.Plan {
	p := young(14, 43800)
	pool := &p.Fleets[0].Pools[0]
	pool.Count, pool.Crew = 20, &model.Crew{Count: 2}
	pool.Repair = exponential(quantity(1))
	return p
}

// TestOutagesThatHistoriesNeverSee come by importance sampling; every interval holds
// the exact figure, the causes are the whole, and what is not seen of a percentile is
// still 0.
func TestOutagesThatHistoriesNeverSee(t *testing.T) {
	p := seldom()
	got := answered(t, p, Options{Method: "simulate", Trials: 500})
	want := answered(t, p, Options{Method: "exact"}).Fleets["a"].Metrics
	f := got.Fleets["a"]
	for _, name := range []string{"unavailability", "downtime", "outages", "unreliability", "mttf"} {
		g, w := f.Metrics[name], *want[name].Mean
		if g.Lo == nil || g.Hi == nil || !(w > 0) {
			t.Fatalf("%s: %+v, want %g", name, g, w)
		}
		if half := (*g.Hi - *g.Lo) / 2; !(math.Abs(*g.Mean-w) <= 2.3*half) || !(half < 0.02*w) { // 4.5 standard errors
			t.Errorf("%s = %g ± %g, want %g", name, *g.Mean, half, w)
		}
		if g.Method != "monte-carlo" || !strings.Contains(g.Why, "importance sampling") {
			t.Errorf("%s by %s: %s", name, g.Method, g.Why)
		}
	}
	if u := *want["unavailability"].Mean; !(math.Abs(u/6.023005089e-15-1) < 1e-9) {
		t.Errorf("exact unavailability %g", u)
	}
	if len(f.Causes) != 1 || f.Causes[0].Share != 1 || f.Causes[0].Downtime != *f.Metrics["downtime"].Mean || *f.Metrics["downtime"].P99 != 0 {
		t.Errorf("causes %+v of %g min/year", f.Causes, *f.Metrics["downtime"].Mean)
	}
	for _, w := range got.Warnings {
		if w.Code == "W211" {
			t.Errorf("still said to be unseen: %s", w.Text)
		}
	}
}

// TestRareAtDraws: with an uncertain mean life the mean over draws agrees with the
// chain at each draw.
func TestRareAtDraws(t *testing.T) {
	p := seldom()
	p.Fleets[0].Pools[0].Life.Mean = ranged(p, "life", 900, 1000, 1100)
	r := answered(t, p, Options{Method: "simulate", Trials: 300})
	got := r.Fleets["a"].Metrics["unavailability"]
	want := *answered(t, p, Options{Method: "exact", Trials: 300}).Fleets["a"].Metrics["unavailability"].Mean
	if got.Lo == nil || got.Hi == nil {
		t.Fatalf("%+v %+v", got, r.Warnings)
	}
	if half := (*got.Hi - *got.Lo) / 2; !(math.Abs(*got.Mean-want) <= 2.3*half) || !(half < 0.3*want) {
		t.Errorf("%g ± %g, want %g", *got.Mean, half, want)
	}
}

// TestUnseenAndWithoutStates names what could tell, and claims nothing.
func TestUnseenAndWithoutStates(t *testing.T) {
	p := seldom()
	p.Fleets[0].Pools[0].Life = model.RandomTime{Kind: model.Weibull, Mean: quantity(1000), Shape: quantity(2)}
	r := answered(t, p, Options{Trials: 100})
	said := false
	for _, w := range r.Warnings {
		said = said || w.Code == "W211" && strings.Contains(w.Text, "no states")
	}
	if !said || *r.Fleets["a"].Metrics["unavailability"].Mean != 0 || r.Fleets["a"].Metrics["unavailability"].Hi != nil {
		t.Errorf("%+v", r.Warnings)
	}
}

// TestTooRareToSample takes no time and says what it is to first order.
func TestTooRareToSample(t *testing.T) {
	p := young(1, 43800)
	pool := &p.Fleets[0].Pools[0]
	pool.Count = 100
	pool.Repair = model.RandomTime{Kind: model.Lognormal, Mean: quantity(24), CV: quantity(1)}
	m := figuresOf(t, p, Options{Method: "simulate", Trials: 100})["unavailability"]
	want := math.Pow(24.0/1024, 100)
	if m.Mean == nil || !(math.Abs(*m.Mean/want-1) < 0.01) || m.Method != "approximation" || m.Lo != nil || m.Hi != nil {
		t.Errorf("%+v, want %g", m, want)
	}
	p.Horizon.Steady = false
	if m := figuresOf(t, p, Options{Method: "simulate", Trials: 100})["unavailability"]; *m.Mean != 0 || m.Hi != nil {
		t.Errorf("a new fleet is told the long run: %+v", m)
	}
}

// TestGateOnRareFigures: a promise about a figure of importance sampling is held against
// its own interval, and one about an approximation is not decided.
func TestGateOnRareFigures(t *testing.T) {
	p := seldom()
	units := map[string]string{"unavailability": "1", "downtime": "min/year", "unreliability": "1", "mttf": "h"}
	for name, unit := range units {
		p.Assertions = append(p.Assertions, model.Assertion{Fleet: "a", Metric: name, Unit: unit, Relation: model.AtMost, Limit: 1})
	}
	r := answered(t, p, Options{Method: "simulate", Trials: 200})
	for _, s := range r.Assertions {
		x := r.Fleets["a"].Metrics[s.Metric]
		if s.Lo == nil || s.Hi == nil || *s.Value != *x.Mean {
			t.Fatalf("%+v", s)
		}
		if wide, narrow := (*s.Hi-*s.Lo)/2, (*x.Hi-*x.Lo)/2; !(wide > 1.25*narrow && wide < 1.4*narrow) {
			t.Errorf("%s: 99 %% within %g, 95 %% within %g", s.Metric, wide, narrow)
		}
	}
	p = young(2, 1500)
	p.Assertions = []model.Assertion{{Fleet: "a", Metric: "mttf", Unit: "h", Relation: model.AtLeast, Limit: 1}}
	r = answered(t, p, Options{Method: "simulate", Trials: 500})
	if s := r.Assertions[0]; s.Method != "approximation" || s.Verdict != Inconclusive {
		t.Errorf("%+v", s)
	}
}
