package view

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan"
)

// spending adds the cash of two years and what it adds up to.
func spending(r *capplan.Result) *capplan.Result {
	for n, k := range map[string]float64{"big": 1, hostile: 2} {
		f := r.Fleets[n]
		f.Metrics["cost.year.10"] = metric("USD", 10*k, 9, 11)
		f.Metrics["cost.year.9"] = metric("USD", 90*k, 80, 100)
		sum := func(year *int, months int, x float64) capplan.CashSum {
			return capplan.CashSum{Year: year, Months: months, Mean: x * k, Lo: x*k - 1, Hi: x*k + 1, P10: x*k - 20, P50: x * k, P90: x*k + 30}
		}
		f.CashSums = []capplan.CashSum{sum(nil, 0, 50), sum(new(9), 9, 90), sum(new(10), 21, 100)}
		r.Fleets[n] = f
	}
	r.Fleets[hostile].Metrics["payback"] = capplan.Metric{Unit: "months", P10: p(14), P50: p(18), P90: p(20)}
	return r
}

// TestCash: the bars are the years' figures in their order.
func TestCash(t *testing.T) {
	if _, err := Make(&Source{Result: two()}, "cash", plain); err == nil {
		t.Error("drawn without a year")
	}
	v := made(t, spending(two()), "cash")[0]
	if got := strings.Join(v.X.Names, " "); got != "9 10" || v.X.Name != "year of the horizon" {
		t.Errorf("%s %s", v.X.Name, got)
	}
	if b := v.Series[1].Points; b[0].Y != 180 || b[1].Y != 20 || !strings.Contains(b[0].Says, "P10..P90 80..100 USD") {
		t.Errorf("bars %+v", b)
	}
	if want := "The dearest year is 9 of " + hostile + ": 180 USD"; v.Title != want {
		t.Errorf("%q, want %q", v.Title, want)
	}
}

// TestCashSums: the curve goes through what the result adds up, between its percentiles,
// with the break-even across it, in years and, where there is a start, by date.
func TestCashSums(t *testing.T) {
	r := spending(two())
	for _, start := range []*time.Time{nil, new(time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC))} {
		r.Scenario.Start, r.Scenario.FiscalMonth = start, 10
		list := made(t, r, "cash")
		if len(list) != 2 || len(list[1].Series) != 4 || len(list[1].Rows) != 6 {
			t.Fatalf("%d views, %d series, %d rows", len(list), len(list[1].Series), len(list[1].Rows))
		}
		v := list[1]
		band, curve := v.Series[2].Points, v.Series[3].Points
		for i, want := range []float64{100, 180, 200} {
			if curve[i].Y != want || *band[i].Lo != want-20 || *band[i].Hi != want+30 || curve[i].X != band[i].X {
				t.Errorf("point %d: %+v, %+v", i, curve[i], band[i])
			}
		}
		at, line := []float64{0, 0.75, 1.75}, 1.5
		if start != nil {
			day := func(s string) float64 { d, _ := time.Parse(time.DateOnly, s); return float64(d.Unix()) / 86400 }
			at, line = []float64{day("2027-01-31"), day("2027-10-31"), day("2028-10-31")}, day("2028-07-31")
			if v.Columns[1].Name != "fiscal year, from October" {
				t.Error(v.Columns[1].Name)
			}
		}
		for i := range at {
			if curve[i].X != at[i] {
				t.Errorf("sum %d at %v, want %v", i, curve[i].X, at[i])
			}
		}
		if len(v.Lines) != 1 || v.Lines[0].At != line || !v.Lines[0].Up || v.Lines[0].Fleet != hostile {
			t.Errorf("lines %+v, want %v", v.Lines, line)
		}
		if want := "Against big, " + hostile + " has paid back after 18 months (median, P10..P90 14..20)"; v.Title != want {
			t.Errorf("%q, want %q", v.Title, want)
		}
		if row := v.Rows[4]; row[1].Text != "9" || row[3].Data != "9" || row[4].Data != "180" || row[7].Data != "160" || row[8].Data != "210" {
			t.Errorf("row %+v", row)
		}
	}
}

// TestPayback: what percentiles that are not there say.
func TestPayback(t *testing.T) {
	for want, m := range map[string]capplan.Metric{
		"x is not paid back within the horizon in nine of ten trials":         {},
		"x is not paid back within the horizon in most trials":                {P10: p(3)},
		"x takes less cash from the start in most trials":                     {P10: p(0), P50: p(0)},
		"x has paid back after 5 months (median)":                             {P10: p(5), P50: p(5), P90: p(5)},
		"x has paid back after 5 months (median; P90 not within the horizon)": {P10: p(4), P50: p(5)},
	} {
		if got := plain.payback("x", &m); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
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
	if !strings.Contains(v.Title, "input.19 decides most: 19 %") || !strings.Contains(v.Note, "4 that explain less") {
		t.Errorf("%q %q", v.Title, v.Note)
	}
}

// TestSwings: bars go from likely values to the ends of each range, the widest on top, and
// the title says what could reverse the choice.
func TestSwings(t *testing.T) {
	yes, no := true, false
	around := func(x float64) capplan.Ranged { return capplan.Ranged{Value: p(x), Lo: p(x - 1), Hi: p(x + 1)} }
	s := &capplan.Sensitivity{Trials: 64, Seed: 3, Unknowns: []capplan.Uncertain{{Input: "price", Value: "5 (4..9)"}, {Input: "life", Value: "3"}}}
	s.Subjects = []capplan.Subject{{Metric: "cost.pv", Fleet: "big", Against: hostile, Unit: "USD", Method: "exact", Likely: around(40), Tornado: []capplan.Swing{
		{Input: "price", Low: around(-20), High: around(90), Width: around(110), Reverses: &yes},
		{Input: "life", Low: around(50), High: around(30), Width: around(-20), Reverses: &no},
	}}}
	list, err := Make(&Source{Result: two(), Sensitivity: s}, "tornado", plain)
	if err != nil {
		t.Fatal(err)
	}
	v := list[0]
	sound(t, &v)
	if v.Y.Names[1] != "price" || v.Y.Names[0] != "life" || len(v.Lines) != 2 || v.Lines[0].At != 40 || v.Lines[1].At != 0 {
		t.Errorf("%v %+v", v.Y.Names, v.Lines)
	}
	low, high := v.Series[0].Points, v.Series[1].Points
	if low[0].X != -20 || *low[0].XLo != 40 || low[0].Y != 1 || high[0].X != 90 || high[1].X != 30 || high[1].Y != 0 {
		t.Errorf("%+v %+v", low, high)
	}
	if want := "price moves cost.pv of big less " + hostile + " most: from -20 to 90 USD over its range; only price could reverse by itself which of them has less"; v.Title != want {
		t.Errorf("%q, want %q", v.Title, want)
	}
	if row := v.Rows[0]; row[1].Data != "5 (4..9)" || row[2].Data != "-20" || row[4].Data != "-19" || row[5].Data != "90" || row[8].Text != "yes" || v.Rows[1][8].Text != "no" {
		t.Errorf("%+v", v.Rows)
	}
	if !strings.Contains(v.Note, "64 trials, seed 3") {
		t.Error(v.Note)
	}
	s.Subjects[0].Tornado = nil
	if _, err := Make(&Source{Result: two(), Sensitivity: s}, "tornado", plain); err == nil {
		t.Error("drawn without an input")
	}
}
