package capplan_test

import (
	"context"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/fleets"
)

const momentary = `version: 1
currency: USD
horizon: {start: 2027-01, years: 3}
workloads: {w: {peak: 100 req/s, growth: 20 %/year}}
fleets:
  small: {hardware: {price: 9k USD (6k..12k), failures: never}, count: 4, throughput: 60 req/s}
  large: {hardware: {price: 50k USD (45k..60k), failures: never}, count: 1, throughput: 300 req/s}
assertions:
  - that: P(small.cost.pv <= 75 % of large) >= 50 %
  - that: mean(small.headroom @ end) >= 25 %
  - that: P(small.utilization @ 2028-06-15 <= 55 %) >= 90 %
  - that: mean(small.shortfall @ end) <= 25 %
`

// TestAskedLikeAsserted: what a sweep asks of a cell against another fleet, and at a moment,
// is what an assertion of the cell's scenario says of it; the moments are closed forms.
func TestAskedLikeAsserted(t *testing.T) {
	asked := []string{"P(small.cost.pv <= 75 % of large)", "small.headroom @ end", "P(small.utilization @ 2028-06-15 <= 55 %)", "mean(small.shortfall @ end)", "small.utilization @ worst"}
	s, err := capplan.Load("-", capplan.LoadOptions{Stdin: strings.NewReader(momentary)})
	if err != nil {
		t.Fatal(err)
	}
	figures, err := capplan.SweepFigures(s, "--metric", asked, nil)
	if err != nil {
		t.Fatal(err)
	}
	o := capplan.SweepOptions{Options: capplan.Options{Trials: 400}, Figures: figures}
	s, r := sweeping(t, momentary, o, "small.count=2..5")
	if r.Figures[0].Name != "P(small.cost.pv <= 0.75 x large)" || r.Figures[1].Name != "mean(small.headroom @ end)" || len(r.Cells) != 4 {
		t.Fatalf("%+v", r.Figures)
	}
	some := 0
	for i := range r.Cells {
		c := &r.Cells[i]
		v, err := s.Vary("small.count=" + c.Values[0])
		if err != nil {
			t.Fatal(err)
		}
		want, err := capplan.Compare(context.Background(), v, o.Options)
		if err != nil {
			t.Fatal(err)
		}
		for k, a := range want.Assertions {
			got := c.Figures[k]
			if got.Value == nil || a.Value == nil || *got.Value != *a.Value {
				t.Errorf("%s, %s: %s, the assertion says %s", r.CellWords(i), r.Figures[k].Name, text(got.Value), text(a.Value))
			}
		}
		if p := *c.Figures[0].Value; p > 0 && p < 1 {
			some++
		}
		n, _ := strconv.ParseFloat(c.Values[0], 64)
		worst := 100 * math.Pow(1.2, 3) / (60 * n)
		near(t, "utilization at the end", *c.Figures[4].Value, worst, 1e-6)
		near(t, "headroom at the end", *c.Figures[1].Value, 1/worst-1, 1e-6)
		if short := *c.Figures[3].Value; short != map[bool]float64{true: 1, false: 0}[worst > 1] {
			t.Errorf("%v units: shortfall %v at a utilization of %v", n, short, worst)
		}
	}
	if some == 0 {
		t.Error("no cell in which the chance is neither 0 nor 1: nothing was held against anything")
	}
	for i := range r.Cells { // the difference of two chances is their difference
		if d := r.Cells[i].Figures[0].Difference; d != nil {
			near(t, "difference", *d.Value, *r.Cells[i].Figures[0].Value-*r.Cells[r.Base].Figures[0].Value, 1e-12)
		}
	}
}

// TestExplainMoment: explain gives a figure of a moment as its closed form says.
func TestExplainMoment(t *testing.T) {
	s, err := capplan.Load("-", capplan.LoadOptions{Stdin: strings.NewReader(momentary)})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]float64{
		"small.headroom @ 2028-01-01":                  240/(100*math.Pow(1.2, 366./365)) - 1,
		"small.headroom @ end":                         240/(100*math.Pow(1.2, 3)) - 1,
		"large.pools.servers.utilization @ 2027-01-01": 100 * math.Pow(1.2, 1./365) / 300,
		"small.shortfall @ worst":                      0,
		"small.headroom":                               240/(100*math.Pow(1.2, 3)) - 1,
	} {
		f, err := fleets.ReadFigure(s.Plan, text)
		if err != nil {
			t.Error(err)
			continue
		}
		e, err := capplan.Explain(t.Context(), s, capplan.Question{Fleet: f.Fleet, Workload: f.Workload, Pool: f.Pool, Metric: f.Metric, At: f.At, When: f.When}, capplan.Options{Trials: 3})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		near(t, text, *e.Value.Mean, want, 1e-6)
		if e.Of != text {
			t.Errorf("%s is called %s", text, e.Of)
		}
	}
}
