package view

import (
	"strconv"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// TestCash: the bars are the years' figures, in their order, and the curve ends at what
// the months add up to, with the month of the payback across it.
func TestCash(t *testing.T) {
	r := two()
	if _, err := Make(&Source{Result: r}, "cash", plain); err == nil {
		t.Error("drawn without a year")
	}
	for _, n := range []string{"big", hostile} {
		f := r.Fleets[n]
		f.Metrics["cost.year.10"] = metric("USD", 10, 9, 11)
		f.Metrics["cost.year.9"] = metric("USD", 90, 80, 100)
		f.Bill = &capplan.Bill{}
		for i := range 24 {
			f.Bill.ByMonth = append(f.Bill.ByMonth, month(i, float64(i*i)))
		}
		r.Fleets[n] = f
	}
	r.Fleets[hostile].Metrics["payback"] = capplan.Metric{Unit: "months", P50: p(17)}
	list := made(t, r, "cash")
	if len(list) != 2 {
		t.Fatalf("%d views", len(list))
	}
	if got := strings.Join(list[0].X.Names, " "); got != "9 10" {
		t.Errorf("years %s", got)
	}
	if b := list[0].Series[1].Points; b[0].Y != 90 || b[1].Y != 10 || !strings.Contains(b[0].Says, "P10..P90 80..100 USD") {
		t.Errorf("bars %+v", b)
	}
	sums := list[1]
	if s := sums.Series[0].Points; len(s) != 24 || s[23].Y != 529 || len(sums.Rows) != 48 {
		t.Errorf("%d points, %d rows", len(s), len(sums.Rows))
	}
	if len(sums.Lines) != 1 || sums.Lines[0].At != 17 || !strings.Contains(sums.Title, hostile+" is paid back after 17 months") {
		t.Errorf("%q, lines %+v", sums.Title, sums.Lines)
	}
}

func month(i int, sum float64) capplan.BillMonth {
	return capplan.BillMonth{Month: i, Cumulative: strconv.FormatFloat(sum, 'f', -1, 64)}
}

// TestTornado: the largest input is on top, and each bar is its share.
func TestTornado(t *testing.T) {
	r := two()
	if _, err := Make(&Source{Result: r}, "tornado", plain); err == nil {
		t.Error("drawn without an uncertain input")
	}
	for i := range 20 {
		r.Assumption = append(r.Assumption, capplan.Assumption{Path: "input." + strconv.Itoa(i), Value: "5", Effects: map[string]float64{"big": float64(i) / 1000, hostile: float64(i) / 100}})
	}
	v := made(t, r, "tornado")[0]
	if n := len(v.Y.Names); n != mostInputs || v.Y.Names[n-1] != "input.19" || v.Y.Names[0] != "input.5" {
		t.Errorf("names %v", v.Y.Names)
	}
	for _, s := range v.Series {
		for _, p := range s.Points {
			n, _ := strconv.ParseFloat(strings.TrimPrefix(v.Y.Names[int(p.Y)], "input."), 64)
			if want := map[string]float64{"big": n / 1000, hostile: n / 100}[s.Fleet]; p.X != want {
				t.Errorf("%s of %s: %v, want %v", v.Y.Names[int(p.Y)], s.Fleet, p.X, want)
			}
		}
	}
	if !strings.Contains(v.Title, "input.19 decides most: 19 %") || !strings.Contains(v.Note, "4 smaller ones") {
		t.Errorf("%q %q", v.Title, v.Note)
	}
}

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
