package decide

import (
	"math"
	"strconv"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestCashSums adds the years of a fleet that pays as it goes and of one that is bought by
// hand: 1,200 a year against 1,000 at once and 200 a year.
func TestCashSums(t *testing.T) {
	r := answered(t, spenders(1000, 0.2), Options{})
	for fleet, want := range map[string][]float64{"rent": {0, 1200, 2400}, "own": {1000, 1200, 1400}} {
		sums := r.Fleets[fleet].CashSums
		if len(sums) != len(want) {
			t.Fatalf("%s: %+v", fleet, sums)
		}
		for i, s := range sums {
			if s.Months != 12*i || s.Date != "" || (s.Year == nil) != (i == 0) || s.Year != nil && *s.Year != i {
				t.Errorf("%s: %+v", fleet, s)
			}
			for _, x := range []float64{s.Mean, s.Lo, s.Hi, s.P10, s.P50, s.P90} {
				near(t, fleet, x, want[i], 1e-8) // money has six decimals
			}
		}
	}
}

// TestCashSumsOverTrials: percentiles of sums, not sums of percentiles. The last is the
// total, the first year's end the first year's cash.
func TestCashSumsOverTrials(t *testing.T) {
	p := spenders(1000, 0.2)
	p.Fleets[1].Pools[0].Hardware.Price = cash(ranged(p, "x2000", 500, 1000, 2000), "USD")
	p.Fleets[1].Pools[0].Hardware.Support = ranged(p, "x0.6", 0.1, 0.2, 0.6)
	f := answered(t, p, Options{Trials: 400}).Fleets["own"]
	same := func(what string, s *CashSum, m Metric) {
		for name, x := range map[string][2]float64{"mean": {s.Mean, *m.Mean}, "lo": {s.Lo, *m.Lo}, "hi": {s.Hi, *m.Hi}, "P10": {s.P10, *m.P10}, "P50": {s.P50, *m.P50}, "P90": {s.P90, *m.P90}} {
			near(t, what+" "+name, x[0], x[1], 1e-9)
		}
	}
	same("first year", &f.CashSums[1], f.Metrics["cost.year.1"])
	same("all", &f.CashSums[2], f.Metrics["cost.total"])
	// price·(1 + 2·support) spreads less than price and support by themselves
	wide := *f.Metrics["cost.year.1"].P90 + *f.Metrics["cost.year.2"].P90
	if !(f.CashSums[2].P90 < wide*(1-1e-3)) {
		t.Errorf("P90 %v, the years' add up to %v: this plan does not tell them apart", f.CashSums[2].P90, wide)
	}
}

// TestCashSumsByFiscalYear: a year from April ends three months after a start in January.
func TestCashSumsByFiscalYear(t *testing.T) {
	p := phased(billedPlan(), running(0, whole(0, 1)))
	p.Finance.FiscalStart = 4
	f := answered(t, p, Options{Trials: 5}).Fleets["a"]
	sum := 0.0
	for i, s := range f.CashSums {
		if i == 0 {
			continue
		}
		sum += *f.Metrics["cost.year."+strconv.Itoa(*s.Year)].Mean
		near(t, s.Date, s.Mean, sum, 1e-9)
	}
	if s := f.CashSums; s[1].Months != 3 || s[1].Date != "2027-04-01" || *s[1].Year != 2026 || s[2].Months != 15 {
		t.Errorf("year %d: %+v", *s[1].Year, s)
	}
}

// TestCostSteps: the steps are the differences of the categories, and add up to what the
// fleet costs more; against a baseline without a spread their percentiles are the fleet's
// less a constant.
func TestCostSteps(t *testing.T) {
	p := spenders(1000, 0.2)
	p.Fleets[1].Pools[0].Hardware.Price = cash(ranged(p, "x2000", 500, 1000, 2000), "USD")
	r := answered(t, p, Options{Trials: 400})
	own, rent := r.Fleets["own"], r.Fleets["rent"]
	if len(rent.CostSteps) > 0 || len(own.CostSteps) != 2 {
		t.Fatalf("%+v %+v", rent.CostSteps, own.CostSteps)
	}
	sum := 0.0
	for _, s := range own.CostSteps {
		sum += s.Mean
		for i, c := range own.Costs {
			if c.Category == s.Category {
				was := rent.Costs[i].PV
				near(t, s.Category, s.Mean, c.PV-was, 1e-7)
				near(t, s.Category+" P10", s.P10, c.P10-was, 1e-7)
				near(t, s.Category+" P50", s.P50, c.P50-was, 1e-7)
				near(t, s.Category+" P90", s.P90, c.P90-was, 1e-7)
				if !(s.Lo <= s.Mean && s.Mean <= s.Hi) {
					t.Errorf("%+v", s)
				}
			}
		}
	}
	near(t, "sum", sum, -*own.Metrics["saving"].Mean, 1e-7)
	if math.Abs(sum) < 1 {
		t.Error("nothing differs")
	}
}

// TestPhaseSays: what a phase runs, what carries for what, and what is sold.
func TestPhaseSays(t *testing.T) {
	p := phased(billedPlan(), running(0, whole(0, 1)), running(4000, whole(0, .25), whole(1, .75)), running(8000, whole(1, 1)))
	p.Migrations[0].Phases[1].Runs[1].Fallback = 1
	p.Migrations[0].Phases[2].Sales = []model.Sale{{Fleet: 0, Pool: -1, Share: quantity(0.2)}}
	ph := answered(t, p, Options{Trials: 5}).Fleets["move"].Phases
	if n := ph[0].Runs[0].Units; len(n) != 1 || n["web"] != p.Fleets[0].Pools[0].Units() || n["web"] == 0 {
		t.Errorf("units %v", n)
	}
	if ph[0].Sold != nil || ph[1].Sold != nil || len(ph[2].Sold) != 1 || ph[2].Sold[0] != "a" {
		t.Errorf("sold %v, %v, %v", ph[0].Sold, ph[1].Sold, ph[2].Sold)
	}
	if a, b := ph[1].Runs[0].Fallback, ph[1].Runs[1].Fallback; a != "" || b != "a" {
		t.Errorf("fallbacks %q, %q", a, b)
	}
}
