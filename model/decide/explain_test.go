package decide

import (
	"context"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
)

func explained(t *testing.T, p *model.Plan, q Question, o Options) *Explanation {
	t.Helper()
	e, err := Explain(context.Background(), p, q, o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func term(t *testing.T, e *Explanation, of, symbol string) float64 {
	t.Helper()
	for _, f := range e.Formulas {
		for _, term := range f.Terms {
			if f.Of == of && term.Symbol == symbol {
				return term.Value
			}
		}
	}
	t.Fatalf("%s has no %s", of, symbol)
	return 0
}

// TestExplanationSaysWhatCompareSays: the value, its causes and its warnings are those
// of the comparison with the same trials, and the causes sum to the downtime.
func TestExplanationSaysWhatCompareSays(t *testing.T) {
	for _, method := range []string{"auto", "simulate"} {
		r := answered(t, plan(), Options{Method: method})
		for _, metric := range []string{"availability", "downtime", "outages", "outage_duration", "served", "cost.pv", "demand.peak"} {
			e := explained(t, plan(), Question{Fleet: "b", Metric: metric}, Options{Method: method})
			want := r.Fleets["b"].Metrics[metric]
			if !reflect.DeepEqual(e.Value.Mean, want.Mean) || !reflect.DeepEqual(e.Value.Hi, want.Hi) || e.Value.Why != want.Why {
				t.Errorf("%s %s: explained %v, compared %v", method, metric, *e.Value, want)
			}
			if metric == "cost.pv" || metric == "demand.peak" {
				continue
			}
			var sum, share float64
			for _, c := range e.Causes {
				sum += c.Downtime
				share += c.Share
			}
			if down := *r.Fleets["b"].Metrics["downtime"].Mean; math.Abs(share-1) > 1e-12 || math.Abs(sum-down) > 1e-9*down {
				t.Errorf("%s %s: the causes sum to %g, shares to %g; downtime is %g", method, metric, sum, share, down)
			}
		}
	}
}

// TestLikelyValues: with nothing uncertain the figure at likely values is the figure.
func TestLikelyValues(t *testing.T) {
	for _, metric := range []string{"availability", "unavailability", "downtime", "outages", "outage_duration"} {
		e := explained(t, certain(plan()), Question{Fleet: "a", Metric: metric}, Options{})
		if e.Likely == nil || !(math.Abs(e.Likely.Value-*e.Value.Mean) <= 2e-12**e.Value.Mean) {
			t.Errorf("%s is %v, at likely values %v", metric, *e.Value.Mean, e.Likely)
		}
	}
	e := explained(t, certain(plan()), Question{Fleet: "a", Pool: "web", Metric: "units_up"}, Options{})
	if e.Likely == nil || !(math.Abs(e.Likely.Value-*e.Value.Mean) <= 2e-12**e.Value.Mean) {
		t.Errorf("units_up is %v, at likely values %v", *e.Value.Mean, e.Likely)
	}
}

// alonePlan is one pool of n units that needs k, without domains.
func alonePlan(n, k int) *model.Plan {
	p := certain(plan())
	p.Workloads, p.Fleets = nil, p.Fleets[:1]
	f := &p.Fleets[0]
	f.Serves, f.Domains = nil, nil
	f.Pools[0].Count, f.Pools[0].Needs, f.Pools[0].Place = n, model.Needs{Count: k, Explicit: true}, 0
	return p
}

// TestPoolTermsEvaluateTheFormula: what the symbols say, worked out from the terms, is
// the pool's own figure and, with nothing else, the fleet's.
func TestPoolTermsEvaluateTheFormula(t *testing.T) {
	e := explained(t, alonePlan(6, 4), Question{Fleet: "a", Metric: "unavailability"}, Options{})
	n, k, q := int(term(t, e, "pool web", "n")), int(term(t, e, "pool web", "k")), term(t, e, "pool web", "q")
	if want := term(t, e, "pool web", "MTTR") / (term(t, e, "pool web", "MTTF") + term(t, e, "pool web", "MTTR")); q != want {
		t.Errorf("q = %g, want %g", q, want)
	}
	want := 0.0
	for j := n - k + 1; j <= n; j++ {
		want += binomial(n, j, q)
	}
	if u := term(t, e, "pool web", "U_web"); math.Abs(u-want) > 1e-11*want || math.Abs(u-*e.Value.Mean) > 1e-11*want {
		t.Errorf("U_web = %g, the formula gives %g, the fleet has %g", u, want, *e.Value.Mean)
	}

	p := alonePlan(6, 4)
	p.Fleets[0].Crew = &model.Crew{Count: 1}
	e = explained(t, p, Question{Fleet: "a", Metric: "unavailability"}, Options{})
	want = exact.Crews(6, int(term(t, e, "pool web", "crews")), term(t, e, "pool web", "MTTF"), term(t, e, "pool web", "MTTR")).Tail(6 - 4 + 1)
	if u := term(t, e, "pool web", "U_web"); math.Abs(u-want) > 1e-10*want {
		t.Errorf("with a crew U_web = %g, the birth-death chain gives %g", u, want)
	}
	if f := e.Formulas[1]; !strings.Contains(strings.Join(f.Symbols, " "), "min(j, crews)") {
		t.Errorf("with a crew the formula is %q", f.Symbols)
	}
}

// TestPlacement holds the placement against the rule of the format, unit by unit, in
// two trees that cross.
func TestPlacement(t *testing.T) {
	p := alonePlan(30, 20)
	f := &p.Fleets[0]
	for i, n := range []int{3, 4, 7} { // room, rack in it; pod of a further tree
		f.Domains = append(f.Domains, model.Domain{Name: []string{"room", "rack", "pod"}[i], Count: n, Tree: i / 2, Life: exponential(quantity(9000)), Repair: exponential(quantity(4))})
	}
	f.Pools[0].Place = 12
	f.Pools[0].Groups = &model.Groups{Size: 3, Needs: 2}
	f.Pools[0].Needs = model.Needs{Count: 10}
	e := explained(t, p, Question{Fleet: "a", Metric: "placement"}, Options{})
	want := [][]int{make([]int, 30), make([]int, 30), make([]int, 30)}
	for i := range 30 {
		want[0][i], want[1][i], want[2][i] = i%3, i%12, (i+i/3)%7
	}
	for l, s := range e.Placement {
		seen := 0
		for d, units := range s.Units {
			for _, u := range units {
				seen++
				if want[l][u] != d {
					t.Errorf("unit %d stands in %s %d, want %d", u, s.Level, d, want[l][u])
				}
			}
		}
		if seen != 30 {
			t.Errorf("%s holds %d units", s.Level, seen)
		}
	}
	if r := e.Placement[1]; r.Used != 12 || r.Least != 2 || r.Most != 3 || !*r.Apart || r.Path[7] != "room 1 / rack 7" {
		t.Errorf("racks: %+v", r)
	}
	if pod := e.Placement[2]; pod.Used != 7 || pod.Path[3] != "pod 4" {
		t.Errorf("pods: %+v", pod)
	}
}

// TestExplainingWhatIsNotThere.
func TestExplainingWhatIsNotThere(t *testing.T) {
	for _, q := range []Question{{Fleet: "c", Metric: "downtime"}, {Fleet: "a", Metric: "units_up"}, {Fleet: "a", Pool: "web", Metric: "downtime"}} {
		if _, err := Explain(context.Background(), plan(), q, Options{Trials: 20}); !errors.Is(err, ErrNoFigure) {
			t.Errorf("%v: %v", q, err)
		}
	}
}
