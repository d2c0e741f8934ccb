package capplan_test

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

const twoPools = `version: 1
currency: USD
horizon: 1 y
finance: {discount_rate: 0 %}
fleets:
  a:
    pools:
      web: {hardware: {price: 1000 USD, useful_life: 1 y, part: {share: 0 %}, failures: {mttf: 2 y}, repair: 24 h}, count: 4, needs: 3}
      db: {hardware: {price: 7000 USD, useful_life: 1 y, part: {share: 0 %}, failures: {mttf: 4 y}, repair: 12 h}, count: 2, needs: 1}
`

func differ(t *testing.T, before, after string, o capplan.DiffOptions) *capplan.Difference {
	t.Helper()
	sides := make([]capplan.Side, 2)
	for i, text := range []string{before, after} {
		s, err := capplan.Load("-", capplan.LoadOptions{Stdin: strings.NewReader(text)})
		if err != nil {
			t.Fatal(err)
		}
		sides[i] = capplan.Side{Name: "s", Scenario: s}
	}
	d, err := capplan.Diff(context.Background(), sides[0], sides[1], o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func partOf(t *testing.T, d *capplan.Difference, fleet, metric string) *capplan.Attributed {
	t.Helper()
	for i := range d.Parts {
		if a := &d.Parts[i]; a.Fleet == fleet && a.Metric == metric {
			return a
		}
	}
	t.Fatalf("no parts of %s.%s", fleet, metric)
	return nil
}

// TestDiffParts holds parts of a cost to arithmetic. Prices of two pools add up, so that
// nothing is left together; a price and a count of one pool multiply, and Δp·Δn is left.
func TestDiffParts(t *testing.T) {
	o := capplan.DiffOptions{Options: capplan.Options{Trials: 20}}
	for _, c := range []struct {
		name     string
		swaps    []string
		parts    []float64
		together float64
	}{
		{"additive", []string{"price: 1000", "price: 1250.25", "price: 7000", "price: 6999.5"}, []float64{4 * 250.25, -2 * 0.5}, 0},
		{"multiplied", []string{"price: 1000", "price: 1300", "count: 4", "count: 6"}, []float64{2 * 1000, 4 * 300}, 2 * 300},
		{"one", []string{"price: 1000", "price: 1300"}, []float64{1200}, 0},
	} {
		after := strings.NewReplacer(c.swaps...).Replace(twoPools)
		d := differ(t, twoPools, after, o)
		a := partOf(t, d, "a", "cost.pv")
		if len(a.Parts) != len(c.parts) || len(d.Changes) != len(c.parts) {
			t.Fatalf("%s: %d parts of %d changes, want %d", c.name, len(a.Parts), len(d.Changes), len(c.parts))
		}
		sum := a.Together.Value
		for i, p := range a.Parts {
			sum += p.Value
			if math.Abs(p.Value-c.parts[i]) > 0.005 {
				t.Errorf("%s: %s makes %.4f, want %.4f", c.name, d.Changes[p.Change].Paths[0], p.Value, c.parts[i])
			}
		}
		if math.Abs(a.Together.Value-c.together) > 0.005 || (a.Together.Verdict == capplan.Same) != (c.together == 0) {
			t.Errorf("%s: %.4f (%s) together, want %.4f", c.name, a.Together.Value, a.Together.Verdict, c.together)
		}
		if math.Abs(sum-a.Difference) > 0.005 {
			t.Errorf("%s: the parts sum to %.4f of %.4f", c.name, sum, a.Difference)
		}
	}
}

// TestDiffPartsUncertain: on the same luck the parts of an uncertain cost sum to the cent
// too, and each has the interval of its own differences.
func TestDiffPartsUncertain(t *testing.T) {
	before := strings.NewReplacer("price: 1000 USD", "price: 1000 USD (800..1300)", "price: 7000 USD", "price: 7000 USD (6k..9k)").Replace(twoPools)
	after := strings.NewReplacer("1000 USD (800..1300)", "1100 USD (900..1400)", "7000 USD (6k..9k)", "7700 USD (6.5k..10k)").Replace(before)
	d := differ(t, before, after, capplan.DiffOptions{Options: capplan.Options{Trials: 2000}})
	a := partOf(t, d, "a", "cost.pv")
	sum := 0.0
	for _, p := range a.Parts {
		sum += p.Value
		if p.Lo == nil || p.Hi == nil || !(*p.Lo <= p.Value && p.Value <= *p.Hi) || p.Verdict != capplan.Moved {
			t.Errorf("part %d: %g in %v..%v is %s", p.Change, p.Value, p.Lo, p.Hi, p.Verdict)
		}
	}
	if len(a.Parts) != 2 || a.Together.Verdict != capplan.Same || math.Abs(sum-a.Difference) > 0.005 {
		t.Errorf("%d parts sum to %.4f of %.4f, %.4f together", len(a.Parts), sum, a.Difference, a.Together.Value)
	}
}

// TestDiffPairedIsNarrower holds a paired difference against that of the two saved
// results: the same difference, and an interval that is inside.
func TestDiffPairedIsNarrower(t *testing.T) {
	before := strings.NewReplacer("price: 1000 USD", "price: 1000 USD (500..2000)").Replace(twoPools)
	after := strings.NewReplacer("count: 4", "count: 5").Replace(before)
	o := capplan.DiffOptions{Options: capplan.Options{Trials: 500}}
	paired := differ(t, before, after, o)
	var saved [2]capplan.Side
	for i, text := range []string{before, after} {
		s, err := capplan.Load("-", capplan.LoadOptions{Stdin: strings.NewReader(text)})
		if err != nil {
			t.Fatal(err)
		}
		r, err := capplan.Compare(context.Background(), s, o.Options)
		if err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if r, err = capplan.ParseResult("r.json", data); err != nil {
			t.Fatal(err)
		}
		saved[i] = capplan.Side{Name: "r.json", Result: r}
	}
	loose, err := capplan.Diff(context.Background(), saved[0], saved[1], o)
	if err != nil {
		t.Fatal(err)
	}
	if loose.Paired || len(loose.Changes) != 1 || loose.Changes[0].Paths[0] != "fleets.a.pools.web.count" {
		t.Errorf("results: paired %v, changes %v", loose.Paired, loose.Changes)
	}
	n := 0
	for i := range paired.Figures {
		p, u := &paired.Figures[i], &loose.Figures[i]
		if p.Metric != u.Metric || p.Pool != u.Pool || (p.Difference == nil) != (u.Difference == nil) {
			t.Fatalf("%s.%s against %s.%s", p.Pool, p.Metric, u.Pool, u.Metric)
		}
		if p.Metric != "cost.pv" || p.Lo == nil {
			continue
		}
		n++
		if *p.Difference != *u.Difference || !(*u.Lo < *p.Lo && *p.Hi < *u.Hi) {
			t.Errorf("%s: paired %g in %g..%g, unpaired %g in %g..%g", p.Metric, *p.Difference, *p.Lo, *p.Hi, *u.Difference, *u.Lo, *u.Hi)
		}
	}
	if n != 1 {
		t.Errorf("%d costs were held", n)
	}
	for i, s := range [][2]capplan.Side{{saved[0], saved[0]}, {saved[1], saved[1]}} {
		if d, err := capplan.Diff(context.Background(), s[0], s[1], o); err != nil || d.Changed {
			t.Errorf("result %d against itself: changed (%v)", i, err)
		}
	}
}
