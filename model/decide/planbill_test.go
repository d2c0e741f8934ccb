package decide

import (
	"math"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/capplan/capplan/model"
)

// billedPlan has more to pay than hardware, from January 2027 on.
func billedPlan() *model.Plan {
	p := plan()
	p.Horizon.Begin = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	p.Finance.Salary = cash(quantity(1200), "USD")
	p.Dependencies = []model.Dependency{{Name: "bank", UsedByAll: true, UsedBy: []int{0}, Share: quantity(1), Price: cash(quantity(1e-5), "USD")}}
	p.Sites = []model.Site{{Name: "hall", PUE: quantity(1.5), EnergyPrice: cash(quantity(0.1), "USD"), Space: cash(quantity(100), "USD"), SpacePer: "U"}}
	for i := range p.Fleets {
		f := &p.Fleets[i]
		f.Site, f.Pools[0].Site = 0, 0
		f.Staff = []model.StaffLine{{Role: "operator", Heads: quantity(float64(i + 1))}}
		f.Pools[0].Hardware.Idle, f.Pools[0].Hardware.Max, f.Pools[0].Hardware.Size = quantity(100), quantity(300), quantity(1)
	}
	return p
}

// TestCostOfOnePhase: a plan of one phase costs what its fleet does, in each trial.
func TestCostOfOnePhase(t *testing.T) {
	for _, one := range []model.PhaseRun{whole(1, 1), byPool(1, 1)} {
		r := answered(t, phased(billedPlan(), running(0, one)), Options{Trials: 40})
		f, m := r.Fleets["b"], r.Fleets["move"]
		for _, name := range []string{"cost.pv", "cost.total", "cost.capex", "cost.energy", "cost.other", "cost.month", "cost.year.2028", "cost.write_off", "racks", "heads", "power.peak", "cost.per_tps", "saving"} {
			a, b := f.Metrics[name], m.Metrics[name]
			near(t, name, *b.Mean, *a.Mean, 1e-9)
			if a.P90 != nil {
				near(t, "P90 of "+name, *b.P90, *a.P90, 1e-9)
			}
		}
		if len(m.Bill.Lines) != len(f.Bill.Lines) || m.Bill.Total != f.Bill.Total || m.Bill.PresentValue != f.Bill.PresentValue {
			t.Errorf("a bill of %s in %d lines, of the fleet %s in %d", m.Bill.Total, len(m.Bill.Lines), f.Bill.Total, len(f.Bill.Lines))
		}
	}
}

// TestCostOfLeaving: a for half a year, both for half a year (a 25 %), then b; a is sold
// at 20 %. By hand from the lives of 60 months and the mean loads.
func TestCostOfLeaving(t *testing.T) {
	p := certain(billedPlan())
	p.Finance.DiscountRate = quantity(0)
	p.Workloads[0].Sources[0].Growth = quantity(0)
	half := 181 * 24. // January to June
	phased(p, running(0, whole(0, 1)), running(half, whole(0, .25), whole(1, .75)), running(365*24, whole(1, 1)))
	last := &p.Migrations[0].Phases[2]
	last.Sales = []model.Sale{{Fleet: 0, Pool: 0, Share: quantity(0.2)}}
	last.OneOff = []model.NamedPrice{{Name: "closing", Price: cash(quantity(777), "USD")}}
	r := answered(t, p, Options{Trials: 3})
	m := r.Fleets["move"]
	price := *r.Fleets["a"].Metrics["cost.hardware"].Mean / (20 * 24 / 60.)
	load := r.Fleets["a"].Metrics["utilization"]
	u := *load.Mean // at the whole load, of either fleet
	kw := func(share float64) float64 { return 20 * (0.1 + 0.2*u*share) * 730 * 1.5 * 0.1 }
	requests := *r.Fleets["a"].Metrics["cost.other"].Mean / 2 // of a year
	for name, want := range map[string]float64{
		"cost.hardware":  20*price*(1-.2) + 20*price*18/60,
		"cost.staff":     1200*1 + 2400*1.5,
		"cost.space":     100*20 + 100*20*1.5,
		"cost.other":     2 * requests,
		"cost.one_off":   777,
		"cost.write_off": 20*price*48/60 - .2*20*price,
		"cost.energy":    12*kw((181+184*.25)/365) + 6*kw(.75) + 12*kw(1),
		"heads":          3, "racks": 2, "power.peak": 12,
	} {
		got := *m.Metrics[name].Mean
		near(t, name, got, want, 1e-7)
	}
	sum := 0.0
	for _, l := range m.Bill.Lines {
		sum += l.Cash
	}
	total, err := strconv.ParseFloat(m.Bill.Total, 64)
	if err != nil || math.Abs(sum-total) > 1e-3 {
		t.Errorf("lines sum to %g, total %s", sum, m.Bill.Total)
	}
	near(t, "total", total, *m.Metrics["cost.total"].Mean, 1e-9)
}

// TestPlanGrows: what a growing pool buys in a plan is what it would by itself from its
// first run on, for the load of then.
func TestPlanGrows(t *testing.T) {
	p := certain(billedPlan())
	p.Workloads[0].Sources[0].Growth = quantity(1)
	p.Fleets[1].Pools[0].Grow = &model.Growth{Headroom: quantity(0.2), Lead: quantity(240), Step: 5, Max: 200}
	phased(p, running(0, whole(0, 1)), running(365*24, whole(1, 1)))
	r := answered(t, p, Options{Trials: 3})
	own, m := r.Fleets["b"], r.Fleets["move"]
	near(t, "racks in the end", *m.Metrics["power.peak"].Mean, 6+*own.Metrics["power.peak"].Mean, 1e-9)
	var first, all float64
	for _, l := range m.Bill.Lines {
		if l.Name == "b web" {
			if all += l.Quantity; l.From == 12 {
				first += l.Quantity
			}
		}
	}
	near(t, "units", all, *own.Metrics["units_end"].Mean, 0)
	if !(first > 20 && first < all) {
		t.Errorf("%g of %g units are bought when it first runs", first, all)
	}
}

// TestPaybackOfAPlan: dearer at first, then cheaper: the month in which the cash crosses.
func TestPaybackOfAPlan(t *testing.T) {
	p := certain(billedPlan())
	for i := range p.Fleets {
		p.Fleets[i].Pools[0].Hardware, p.Fleets[i].Site, p.Fleets[i].Pools[0].Site = nil, -1, -1
		p.Fleets[i].Pools[0].Rent = model.RentalPrice{Price: cash(quantity(600*float64(2-i)), "USD"), Per: "month"}
		p.Fleets[i].Staff = nil
	}
	p.Dependencies, p.Finance.NoResidual = nil, true
	phased(p, running(0, whole(0, 1)), running(90*24, whole(1, 1)))
	p.Migrations[0].Phases[1].OneOff = []model.NamedPrice{{Name: "move", Price: cash(quantity(220), "USD")}}
	p.Migrations[0].Phases[1].Sales = []model.Sale{{Fleet: 0, Pool: -1, Share: quantity(0)}}
	r := answered(t, p, Options{Trials: 3})
	m := r.Fleets["move"]
	if r.Finish(); !slices.ContainsFunc(r.Answer.Why, func(s Sentence) bool { return s.Text == "move: in cash it has cost less than a from 2027-09 on." }) {
		t.Errorf("%v", r.Answer.Why)
	}
	// from April on 50 a month in place of 100; 220 come back in the fifth month, August
	near(t, "payback", *m.Metrics["payback"].Mean, 3+5, 0)
	// after eight months 30 less is spent: from September 1 on
	near(t, "cheaper from", *m.Metrics["cheaper_from"].Mean, 243*24, 0)
	near(t, "total", *m.Metrics["cost.total"].Mean, 300+220+50*21, 1e-9)
}
