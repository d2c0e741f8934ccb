package view

import (
	"strconv"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// leaving adds a plan that goes from big to the other in three phases.
func leaving(r *capplan.Result) *capplan.Result {
	run := func(fleet string, share float64, units int) capplan.PhaseRunResult {
		return capplan.PhaseRunResult{Fleet: fleet, Share: share, Units: map[string]int{"web": units}}
	}
	carries := func(capacity, demand, room float64) map[string]capplan.Metric {
		return map[string]capplan.Metric{"capacity.peak": metric("req/s", capacity, capacity-1, capacity+1), "demand.peak": metric("req/s", demand, demand-2, demand+2), "headroom": metric("1", room, room, room)}
	}
	f := capplan.FleetResult{Order: 2, Metrics: map[string]capplan.Metric{}}
	f.Phases = []capplan.PhaseResult{
		{From: "2027-01-01", Until: "2028-01-01", Runs: []capplan.PhaseRunResult{run("big", 1, 2)}, Metrics: carries(100, 50, 1)},
		{From: "2028-01-01", Until: "2029-01-01", Runs: []capplan.PhaseRunResult{run("big", 0.2, 2), run(hostile, 0.8, 40)}, Metrics: carries(200, 180, 0.1)},
		{From: "2029-01-01", Until: "2030-01-01", Runs: []capplan.PhaseRunResult{run(hostile, 1, 60)}, Metrics: carries(300, 200, 0.5), Sold: []string{"big"}},
	}
	f.Phases[1].Runs[0].Fallback = hostile
	f.Phases[0].Metrics["availability"] = capplan.Metric{Unit: "1", Mean: p(1), Lo: p(0.999), Hi: p(1), Method: monteCarlo}
	r.Fleets["leave"] = f
	r.Stops = []capplan.Stop{{Date: "2028-06-01", Source: "search"}, {Date: "2035-01-01", Source: "later"}}
	return r
}

func drawn(v View) string {
	var out []string
	for _, s := range v.Series {
		line := s.Name + ":"
		for _, p := range s.Points {
			line += " " + strconv.FormatFloat(p.Y, 'g', -1, 64)
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

// TestPlan: each fleet's curve changes where the phases do, and ends with nothing or with
// the plan; what is sold and what is cut off are lines.
func TestPlan(t *testing.T) {
	list := made(t, leaving(two()), "plan")
	if len(list) != 3 {
		t.Fatalf("%d views", len(list))
	}
	v := list[0]
	if want := hostile + ": 0.8 1 1\nbig: 1 0.2 0"; drawn(v) != want {
		t.Errorf("shares %s", drawn(v))
	}
	if at, _ := day("2028-01-01"); v.Series[0].Points[0].X != at || v.Series[1].Points[1].X != at {
		t.Errorf("%+v", v.Series)
	}
	stop, _ := day("2028-06-01")
	sold, _ := day("2029-01-01")
	if len(v.Lines) != 2 || v.Lines[0].Label != "search is cut off" || v.Lines[0].At != stop || v.Lines[1].At != sold || v.Lines[1].Fleet != "big" {
		t.Errorf("lines %+v", v.Lines)
	}
	if want := "leave goes from big 100 % to " + hostile + " 100 % from 2029-01-01 on; one can go back until 2029-01-01, when big is sold"; v.Title != want {
		t.Errorf("title %q, want %q", v.Title, want)
	}
	if len(v.Rows) != 4 || v.Rows[1][5].Text != hostile || v.Rows[3][6].Text != "big" || v.Rows[0][7].Text != "no loss seen" || v.Rows[1][7].Text != "–" {
		t.Errorf("rows %+v", v.Rows)
	}
	kept := leaving(two())
	kept.Fleets["leave"].Phases[2].Sold = nil
	if v := made(t, kept, "plan")[0]; !strings.HasSuffix(v.Title, "; big is kept and could carry again") || len(v.Lines) != 1 {
		t.Errorf("%q %+v", v.Title, v.Lines)
	}
}

func TestPlanUnits(t *testing.T) {
	v := made(t, leaving(two()), "plan")[1]
	if want := hostile + ", web: 40 60 60\nbig, web: 2 2 2"; drawn(v) != want || v.Y.Scale != Log {
		t.Errorf("units %s", drawn(v))
	}
	if end := v.Series[1].Points[2]; end.Says != "big from 2029-01-01: 0 units of web run" {
		t.Error(end.Says)
	}
	near := leaving(two())
	for i := range near.Fleets["leave"].Phases {
		for k := range near.Fleets["leave"].Phases[i].Runs {
			near.Fleets["leave"].Phases[i].Runs[k].Units["web"] = 5
		}
	}
	if v := made(t, near, "plan")[1]; drawn(v) != hostile+", web: 5 5 5\nbig, web: 5 5 0" || v.Y.Scale != Linear {
		t.Errorf("units %s", drawn(v))
	}
	if want := "leave runs 2 web of big at first and ends with 60 web of " + hostile; v.Title != want {
		t.Errorf("title %q, want %q", v.Title, want)
	}
	if len(v.Rows) != 4 || v.Rows[2][4].Data != "40" {
		t.Errorf("rows %+v", v.Rows)
	}
}

func TestPlanCarries(t *testing.T) {
	v := made(t, leaving(two()), "plan")[2]
	want := "carries, P10 to P90: 100 100 200 200 300 300\ncarries: 100 100 200 200 300 300\nlargest demand of a year: 50 50 180 180 200 200"
	if drawn(v) != want {
		t.Errorf("%s", drawn(v))
	}
	if b := v.Series[0].Points[3]; *b.Lo != 199 || *b.Hi != 201 {
		t.Errorf("%+v", b)
	}
	if want := "leave has the least room in the phase from 2028-01-01: headroom 10 %"; v.Title != want {
		t.Errorf("title %q, want %q", v.Title, want)
	}
	if row := v.Rows[1]; row[2].Data != "200" || row[5].Data != "199" || row[7].Data != "180" || row[12].Data != "0.1" {
		t.Errorf("%+v", row)
	}
	short := leaving(two())
	short.Fleets["leave"].Phases[1].Metrics["headroom"] = metric("1", -0.25, 0, 0)
	if v := made(t, short, "plan")[2]; v.Title != "leave does not carry its load in the phase from 2028-01-01: headroom -25 %" {
		t.Error(v.Title)
	}
}

// TestPlanNothing: no plan, and phases whose dates somebody spoilt.
func TestPlanNothing(t *testing.T) {
	spoilt := leaving(two())
	spoilt.Fleets["leave"].Phases[1].From = "soon"
	for why, r := range map[string]*capplan.Result{"has no plan": two(), "have no dates": spoilt} {
		if _, err := Make(&Source{Result: r}, "plan", plain); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%v, want %q", err, why)
		}
	}
	bare := leaving(two())
	for i := range bare.Fleets["leave"].Phases {
		ph := &bare.Fleets["leave"].Phases[i]
		ph.Metrics = nil
		for k := range ph.Runs {
			ph.Runs[k].Units = nil
		}
	}
	if list := made(t, bare, "plan"); len(list) != 1 {
		t.Errorf("%d views of shares alone", len(list))
	}
}
