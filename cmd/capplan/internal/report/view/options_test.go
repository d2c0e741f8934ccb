package view

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// compared adds what trials say of the two fleets: the other costs less in 95 % of them,
// and big is down less on the mean.
func compared(r *capplan.Result) *capplan.Result {
	r.Comparison = []capplan.Comparison{
		{Fleet: hostile, Against: "big", Metric: "cost.pv", Less: capplan.Metric{Unit: "1", Mean: p(0.95), Lo: p(0.9), Hi: p(0.97), Method: monteCarlo}, Difference: metric("USD", -600, -700, -500)},
		{Fleet: "big", Against: hostile, Metric: "unavailability", Difference: capplan.Metric{Unit: "1", Mean: p(-9e-4), Lo: p(-1e-3), Hi: p(-8e-4), Method: monteCarlo}},
	}
	for n, up := range map[string]float64{"big": 0.9999, hostile: 0.998} {
		r.Fleets[n].Metrics["availability"] = capplan.Metric{Unit: "1", Mean: p(up), Lo: p(up - 1e-6), Hi: p(up + 1e-6), Method: monteCarlo}
	}
	return r
}

func TestOptions(t *testing.T) {
	v := made(t, compared(two()), "options")[0]
	want := hostile + " costs 300 USD against 900 USD of big (less in 95 % of trials); " + hostile + " misses the objective of 99.9 % with 99.8 %; big is steadier: down 52.56 min/year, " + hostile + " down 525.6 min/year"
	if v.Title != want {
		t.Errorf("title %q, want %q", v.Title, want)
	}
	a, b := v.Series[0].Points[0], v.Series[1].Points[0]
	if a.X != 900 || a.Y != 1e-4 || a.Lo != nil || *a.Hi != 2e-4 || *a.XLo != 800 || *a.XHi != 1000 {
		t.Errorf("big at %+v", a)
	}
	if b.X != 300 || b.Y != 1e-3 || *b.Lo != 4e-4 || *b.Hi != 2e-3 {
		t.Errorf("the other at %+v", b)
	}
	if len(v.Lines) != 1 || math.Abs(v.Lines[0].At-1e-3) > 1e-15 {
		t.Errorf("lines %+v", v.Lines)
	}
	if row := v.Rows[1]; row[0].Data != hostile || row[1].Data != "300" || row[5].Data != "400" || row[6].Data != "525.6" || row[11].Data != "0.001" {
		t.Errorf("row %+v", row)
	}
	for _, n := range []string{"200 trials, seed 7", "(95 %)", "monte-carlo"} {
		if !strings.Contains(v.Note, n) {
			t.Errorf("note %q lacks %q", v.Note, n)
		}
	}
}

// TestOptionsUndecided: what trials do not tell apart is not called steadier, nor an
// objective missed that lies within the interval.
func TestOptionsUndecided(t *testing.T) {
	r := compared(two())
	r.Comparison[1].Difference.Hi = p(1e-4)
	r.Comparison[0].Less = capplan.Metric{Unit: "1", Mean: p(0.51), Lo: p(0.45), Hi: p(0.6), Method: monteCarlo}
	r.Fleets[hostile].Metrics["availability"] = capplan.Metric{Unit: "1", Mean: p(0.998), Lo: p(0.997), Hi: p(0.9995), Method: monteCarlo}
	v := made(t, r, "options")[0]
	for _, want := range []string{"The cost does not separate " + hostile + " and big: 300 USD and 900 USD (" + hostile + " less in 51 % of trials)", "the mean downtime does not separate big and ", "is not told from the objective of 99.9 % with 99.8 %"} {
		if !strings.Contains(v.Title, want) {
			t.Errorf("%q lacks %q", v.Title, want)
		}
	}
}

// TestOptionsUnseen: a fleet whose outages no history holds is drawn at the bound, and
// one without a cost is not drawn, but stands in the table.
func TestOptionsUnseen(t *testing.T) {
	one := compared(two())
	f := one.Fleets["big"]
	f.Metrics["unavailability"] = capplan.Metric{Unit: "1", Mean: p(0), Lo: p(0), Hi: p(0.01), Method: monteCarlo}
	f.Metrics["downtime"] = capplan.Metric{Unit: "min/year", Mean: p(0), Method: monteCarlo}
	v := made(t, one, "options")[0]
	if v.Series[0].Points[0].Y != 0.01 || !strings.Contains(v.Series[0].Points[0].Says, "no outage seen") || !strings.Contains(v.Title, "big is steadier: no outage seen") {
		t.Errorf("nothing seen is drawn at %+v, %q", v.Series[0].Points[0], v.Title)
	}
	delete(f.Metrics, "cost.pv")
	if v := made(t, one, "options")[0]; len(v.Series) != 1 || len(v.Rows) != 2 || v.Rows[0][1].Text != "–" || v.Rows[0][1].Data != "" {
		t.Errorf("%d series, rows %+v", len(v.Series), v.Rows)
	}
	delete(one.Fleets, hostile)
	if _, err := Make(&Source{Result: one}, "options", plain); err == nil {
		t.Error("drawn without a cost")
	}
}

// stepped adds the steps from big to the other, as the result has them.
func stepped(r *capplan.Result) *capplan.Result {
	f := r.Fleets[hostile]
	f.CostSteps = []capplan.CostStep{
		{Category: "hardware", Mean: -520, Lo: -530, Hi: -510, P10: -600, P50: -500, P90: -400},
		{Category: "licences", Mean: -200, Lo: -200, Hi: -200, P10: -200, P50: -200, P90: -200},
		{Category: "one_off", Mean: 120, Lo: 110, Hi: 130, P10: 100, P50: 120, P90: 140},
	}
	f.Costs = []capplan.Cost{{Category: "hardware", PV: 180}, {Category: "licences"}, {Category: "one_off", PV: 120}}
	f.Metrics["saving"] = metric("USD", 600, 500, 700)
	r.Fleets[hostile] = f
	return r
}

// TestWaterfall: each bar begins where the last ended, and the last ends at the other fleet's cost.
func TestWaterfall(t *testing.T) {
	v := made(t, stepped(two()), "waterfall")[0]
	at, ends := 900.0, 0
	steps := map[float64]Point{}
	for _, s := range v.Series {
		for _, p := range s.Points {
			if p.Lo == nil {
				ends++
				continue
			}
			steps[p.X] = p
		}
	}
	for x := 1.0; x <= float64(len(steps)); x++ {
		if *steps[x].Lo != at {
			t.Errorf("bar %v begins at %v, and the last ended at %v", x, *steps[x].Lo, at)
		}
		at = steps[x].Y
	}
	if at != 300 || ends != 2 || len(steps) != 3 {
		t.Errorf("ends at %v after %d steps, %d whole bars", at, len(steps), ends)
	}
	if want := hostile + " costs 300 USD, and big 900 USD; the largest step is hardware, 520 USD less"; v.Title != want {
		t.Errorf("title %q, want %q", v.Title, want)
	}
	if v.X.Names[3] != "one-off" || steps[3].Says != "one-off: 120 USD instead of 0 USD, +120 USD, P10..P90 100..140 USD" {
		t.Errorf("%q, %q", v.X.Names[3], steps[3].Says)
	}
	for k, want := range map[int]float64{1: 900, 2: 300, 3: -600} { // columns add up to their last row
		sum := 0.0
		for _, row := range v.Rows[:3] {
			x, _ := strconv.ParseFloat(row[k].Data, 64)
			sum += x
		}
		if sum != want || v.Rows[3][k].Data != plain.Data(want) {
			t.Errorf("column %d sums to %v, the last row has %s", k, sum, v.Rows[3][k].Data)
		}
	}
	if row := v.Rows[3]; row[6].Data != "-700" || row[7].Data != "-500" {
		t.Errorf("percentiles of the difference %+v", row)
	}
}

// TestWaterfallNothing: no pair, no steps, and steps that somebody changed.
func TestWaterfallNothing(t *testing.T) {
	one := stepped(two())
	one.Fleets[hostile].CostSteps[0].Mean = -521
	alone := stepped(two())
	delete(alone.Fleets, hostile)
	free := stepped(two())
	delete(free.Fleets["big"].Metrics, "cost.pv")
	for why, r := range map[string]*capplan.Result{"or was changed": one, "do not lead to the cost": two(), "one fleet with a cost": alone, "the baseline has no cost": free} {
		if _, err := Make(&Source{Result: r}, "waterfall", plain); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%v, want %q", err, why)
		}
	}
}
