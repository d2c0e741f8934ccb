package report

import (
	"context"
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/capplan/capplan"
)

// TestSamples: the rows of an example make its means and percentiles, a row for each trial
// of each fleet; what a trial does not have is empty.
func TestSamples(t *testing.T) {
	s, err := capplan.Load("../../../../examples/own-or-rent/capplan.yaml", capplan.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	const n = 50
	r, err := capplan.Compare(context.Background(), s, capplan.Options{Trials: n, Keep: true})
	if err != nil {
		t.Fatal(err)
	}
	rows := table(r, "samples")
	if len(rows) != 1+n*len(r.Fleets) || len(r.Fleets) < 5 {
		t.Fatalf("%d rows of %d fleets", len(rows), len(r.Fleets))
	}
	column := func(fleet, metric string) (out []float64) {
		k := slices.IndexFunc(rows[0], func(v value) bool { return v.text == metric })
		for i, row := range rows[1:] {
			if row[0].text != fleet {
				continue
			}
			if row[1].text != strconv.Itoa(1+i%n) {
				t.Errorf("row %d is trial %s", i, row[1].text)
			}
			if x, err := strconv.ParseFloat(row[k].text, 64); err == nil {
				out = append(out, x)
			}
		}
		return out
	}
	for fleet, f := range r.Fleets {
		for _, name := range []string{"cost.pv", "cost.year.2027", "power.peak", "capacity.peak"} {
			v, m := column(fleet, name), f.Metrics[name]
			if len(v) != n {
				t.Fatalf("%s of %s: %d values", name, fleet, len(v))
			}
			sum := 0.0
			for _, x := range v {
				sum += x
			}
			slices.Sort(v)
			if !(math.Abs(sum/n-*m.Mean) <= 1e-9**m.Mean) || !(math.Abs(v[n/10-1]-*m.P10) <= 1e-9**m.P10) || !(math.Abs(v[n*9/10-1]-*m.P90) <= 1e-9**m.P90) {
				t.Errorf("%s of %s: mean %v, P10 %v, P90 %v, want %v, %v, %v", name, fleet, sum/n, v[n/10-1], v[n*9/10-1], *m.Mean, *m.P10, *m.P90)
			}
		}
	}
	if base := column(r.Scenario.Baseline, "payback"); len(base) > 0 {
		t.Errorf("the baseline pays back %v", base)
	}
}
