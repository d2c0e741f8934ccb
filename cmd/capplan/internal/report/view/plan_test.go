package view

import (
	"strconv"
	"testing"

	"github.com/capplan/capplan"
)

// TestPlan: each fleet's curve changes where the phases do, and ends with nothing or with the plan.
func TestPlan(t *testing.T) {
	r := two()
	if _, err := Make(&Source{Result: r}, "plan", plain); err == nil {
		t.Error("drawn without a plan")
	}
	f := capplan.FleetResult{Order: 2, Metrics: map[string]capplan.Metric{}}
	f.Phases = []capplan.PhaseResult{
		{From: "2027-01-01", Until: "2028-01-01", Runs: []capplan.PhaseRunResult{{Fleet: "big", Share: 1}}},
		{From: "2028-01-01", Until: "2029-01-01", Runs: []capplan.PhaseRunResult{{Fleet: "big", Share: 0.2}, {Fleet: hostile, Share: 0.8}}},
		{From: "2029-01-01", Until: "2030-01-01", Runs: []capplan.PhaseRunResult{{Fleet: hostile, Share: 1}}},
	}
	r.Fleets["leave"] = f
	r.Stops = []capplan.Stop{{Date: "2028-06-01", Source: "search"}}
	v := made(t, r, "plan")[0]
	shares := map[string]string{}
	for _, s := range v.Series {
		for _, p := range s.Points {
			shares[s.Fleet] += strconv.FormatFloat(p.Y, 'g', -1, 64) + " "
		}
	}
	if shares["big"] != "1 0.2 0 " || shares[hostile] != "0.8 1 1 " {
		t.Errorf("shares %v", shares)
	}
	if len(v.Lines) != 3 || v.Lines[1].Label != "search is cut off" || v.Lines[1].At-v.Lines[0].At != 152 {
		t.Errorf("lines %+v", v.Lines)
	}
	if want := "leave has 3 phases; from 2029-01-01 on " + hostile + " carries 100 %"; v.Title != want {
		t.Errorf("title %q, want %q", v.Title, want)
	}
}
