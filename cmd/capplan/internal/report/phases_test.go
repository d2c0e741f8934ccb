package report

import (
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// TestPhases: a row for each phase with what runs in it, on the screen and as a table; a
// column that nobody fills is left out of the screen, and empty in the table.
func TestPhases(t *testing.T) {
	num := func(unit string, x float64) capplan.Metric {
		return capplan.Metric{Unit: unit, Mean: &x, Method: "exact"}
	}
	r := &capplan.Result{Fleets: map[string]capplan.FleetResult{"move": {Phases: []capplan.PhaseResult{
		{
			From: "2009-01-01", Until: "2010-07-01", Hours: 13104,
			Runs:    []capplan.PhaseRunResult{{Fleet: "old", Share: 0.4}, {Fleet: "new", Share: 0.6}},
			Metrics: map[string]capplan.Metric{"availability": num("1", 0.99), "risk": num("1", 0.25), "capacity.peak": num("req/s", 300)},
		},
		{
			From: "2010-07-01", Until: "2013-01-01", Hours: 21960,
			Runs:    []capplan.PhaseRunResult{{Fleet: "new", Share: 1, Pools: map[string]float64{"web": 1, "db": 0.5}}},
			Metrics: map[string]capplan.Metric{"availability": num("1", 0.999)},
		},
	}}}}
	p := pen{width: 120}
	p.phases(r)
	text := strings.ReplaceAll(p.b.String(), hard, " ")
	for _, want := range []string{"PHASES of move", "2009-01-01: old 40 %, new 60 %", "99.0 %", "25 %", "300", "2010-07-01: new (db 50 %, web)", "99.900 %"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "cost") || strings.Contains(text, "headroom") {
		t.Errorf("columns of nothing in\n%s", text)
	}
	table := phases(r)
	if len(table) != 3 {
		t.Fatalf("%d rows", len(table))
	}
	for i, want := range []string{"move 2009-01-01 2010-07-01 old 0.4; new 0.6 13104 0.99", "move 2010-07-01 2013-01-01 new (db 0.5, web) 21960 0.999"} {
		var cells []string
		for _, v := range table[i+1][:6] {
			cells = append(cells, v.text)
		}
		if got := strings.Join(cells, " "); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for i, row := range table[1:] {
		if len(row) != len(table[0]) {
			t.Errorf("row %d has %d of %d columns", i, len(row), len(table[0]))
		}
	}
}
