package view

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// plain writes numbers as they are, so that a test finds them again.
var plain = Words{
	Number: func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) },
	Value: func(x float64, unit string) string {
		return strings.TrimSpace(strconv.FormatFloat(x, 'g', -1, 64) + " " + unit)
	},
	Share: func(x float64) string { return strconv.FormatFloat(100*x, 'g', -1, 64) + " %" },
	Data:  func(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) },
}

func p(x float64) *float64 { return &x }

func metric(unit string, mean, p10, p90 float64) capplan.Metric {
	return capplan.Metric{Unit: unit, Mean: p(mean), Lo: p(mean * 0.9), Hi: p(mean * 1.1), P10: p(p10), P90: p(p90), Method: "monte-carlo"}
}

const hostile = `<script>alert("x")</script> 服务器 عربي`

// two is a result of a fleet that is dear and steady and of one that is cheap and is not,
// whose name would like to be a program.
func two() *capplan.Result {
	r := &capplan.Result{Trials: 200, Seed: 7, Fleets: map[string]capplan.FleetResult{}}
	r.Scenario.Currency, r.Scenario.Baseline = "USD", "big"
	objective := 0.999
	r.Fleets["big"] = capplan.FleetResult{
		Order: 0, Objective: &objective,
		Metrics: map[string]capplan.Metric{"cost.pv": metric("USD", 900, 800, 1000), "downtime": metric("min/year", 52.56, 0, 100), "unavailability": metric("1", 1e-4, 0, 2e-4)},
		Costs:   []capplan.Cost{{Category: "hardware", PV: 700}, {Category: "licences", PV: 200}, {Category: "one_off"}},
		Causes:  []capplan.Cause{{Cause: "hall", Downtime: 50, Share: 50 / 52.56}, {Cause: "change", Downtime: 2.56, Share: 2.56 / 52.56}},
	}
	r.Fleets[hostile] = capplan.FleetResult{
		Order: 1, Objective: &objective,
		Metrics: map[string]capplan.Metric{"cost.pv": metric("USD", 300, 250, 400), "downtime": metric("min/year", 525.6, 200, 900), "unavailability": metric("1", 1e-3, 4e-4, 2e-3)},
		Costs:   []capplan.Cost{{Category: "hardware", PV: 180}, {Category: "staff", PV: 120}},
		Causes:  []capplan.Cause{{Cause: "rack", Downtime: 525.6, Share: 1}},
	}
	return r
}

func made(t *testing.T, r *capplan.Result, name string) []View {
	t.Helper()
	list, err := Make(&Source{Result: r}, name, plain)
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		sound(t, &list[i])
	}
	return list
}

// sound holds what is true of every view: a title, a note, points that have a place, rows
// of as many cells as there are columns, and JSON of it.
func sound(t *testing.T, v *View) {
	t.Helper()
	if v.Title == "" || v.Note == "" || len(v.Series) == 0 || len(v.Rows) == 0 {
		t.Errorf("%s: title %q, note %q, %d series, %d rows", v.Name, v.Title, v.Note, len(v.Series), len(v.Rows))
	}
	for _, row := range v.Rows {
		if len(row) != len(v.Columns) {
			t.Errorf("%s: %d cells under %d columns", v.Name, len(row), len(v.Columns))
		}
	}
	for _, s := range v.Series {
		for _, p := range s.Points {
			if math.IsNaN(p.X+p.Y) || math.IsInf(p.X+p.Y, 0) || p.Says == "" {
				t.Errorf("%s, %s: %+v", v.Name, s.Name, p)
			}
			if v.X.Scale == Names && (p.X < 0 || int(p.X) >= len(v.X.Names)) || v.Y.Scale == Names && (p.Y < 0 || int(p.Y) >= len(v.Y.Names)) {
				t.Errorf("%s, %s: no name at %+v", v.Name, s.Name, p)
			}
			if (v.Y.Scale == Nines || v.Y.Scale == Log) && !(p.Y > 0) {
				t.Errorf("%s, %s: nothing on a scale without zero: %+v", v.Name, s.Name, p)
			}
		}
	}
	if _, err := json.Marshal(v); err != nil {
		t.Error(err)
	}
}

// TestCauses: the bars of a fleet make its downtime, whatever is told by name.
func TestCauses(t *testing.T) {
	r := two()
	f := r.Fleets["big"]
	f.Causes = nil
	for i := range 12 {
		f.Causes = append(f.Causes, capplan.Cause{Cause: "cause " + strconv.Itoa(i), Downtime: float64(12 - i), Share: float64(12-i) / 78})
	}
	r.Fleets["big"] = f
	v := made(t, r, "causes")[0]
	sum := map[float64]float64{}
	for _, s := range v.Series {
		for _, p := range s.Points {
			sum[p.Y] += p.X
		}
	}
	if math.Abs(sum[0]-78) > 1e-9 || math.Abs(sum[1]-525.6) > 1e-9 || len(v.Series) != mostCauses+1 || len(v.Rows) != 13 {
		t.Errorf("sums %v of %d series, %d rows", sum, len(v.Series), len(v.Rows))
	}
}
