package view

import (
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// searched are four candidates: 1 and 3 are on the frontier, 3 keeps what is asked, 2 is
// beaten, 4 was not answered.
func searched() *capplan.SizeResult {
	row := func(index int, cost, lost float64, keeps bool) capplan.SizeRow {
		return capplan.SizeRow{Index: index, Set: []string{"web.count=" + plain.Data(float64(index))}, Cost: p(cost), Unavailability: p(lost), Lo: p(lost / 2), Hi: p(lost * 2), Method: "exact", Feasible: &keeps}
	}
	r := &capplan.SizeResult{Fleet: hostile, Trials: 300, Seed: 5, Grid: []capplan.SizeRow{row(1, 10, 1e-2, false), row(2, 20, 3e-2, false), row(3, 30, 1e-4, true), {Index: 4, Set: []string{"web.count=4"}, Cost: p(40)}}}
	r.Minimize.Metric, r.Minimize.Unit, r.Space.How = "cost.pv", "USD", "exact answers"
	r.Frontier = []capplan.SizePoint{{Index: 1, Cost: 10, Unavailability: 1e-2}, {Index: 3, Cost: 30, Unavailability: 1e-4, Feasible: true}}
	r.Winner = &capplan.SizeWinner{Row: r.Grid[2]}
	return r
}

// TestFrontier: steps through what no other beats, every answered candidate a dot, the
// winner a line.
func TestFrontier(t *testing.T) {
	v, err := Frontier(searched(), plain)
	if err != nil {
		t.Fatal(err)
	}
	sound(t, &v)
	if want := "frontier: 0.01 0.0001\nkeeps what is asked: 0.0001\ndoes not: 0.01 0.03"; drawn(v) != want {
		t.Errorf("%s", drawn(v))
	}
	if want := "From 10 USD (unavailability 0.01) to 30 USD (0.0001) more buys more; what is asked costs 30 USD (web.count=3)"; v.Title != want {
		t.Errorf("%q, want %q", v.Title, want)
	}
	if len(v.Lines) != 1 || v.Lines[0].At != 30 || !strings.HasPrefix(v.Note, "Means, lo and hi bound them (95 %). Found by exact answers, at most 300 trials, seed 5 each.") {
		t.Errorf("%+v %q", v.Lines, v.Note)
	}
	if len(v.Rows) != 3 || v.Rows[2][2].Data != "30" || v.Rows[2][4].Data != "5e-05" || v.Rows[2][7].Text != "yes" || v.Rows[1][8].Text != "no" {
		t.Errorf("%+v", v.Rows)
	}
	if p := v.Series[2].Points[1]; *p.Lo != 0.015 || *p.Hi != 0.06 {
		t.Errorf("%+v", p)
	}
	none := searched()
	none.Winner, none.Frontier = nil, none.Frontier[:1]
	if v, err := Frontier(none, plain); err != nil || v.Title != "More than 10 USD buys no more (unavailability 0.01); no candidate keeps what is asked" {
		t.Errorf("%q %v", v.Title, err)
	}
}

func TestFrontierNothing(t *testing.T) {
	empty, spoilt := searched(), searched()
	empty.Frontier = nil
	spoilt.Frontier[0].Index = 9
	for why, r := range map[string]*capplan.SizeResult{"no candidate has": empty, "was changed": spoilt} {
		if _, err := Frontier(r, plain); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%v, want %q", err, why)
		}
	}
}
