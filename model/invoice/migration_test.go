package invoice

import (
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/pricing"
)

func month(m int) time.Time { return time.Date(2027, time.Month(1+m), 1, 0, 0, 0, 0, time.UTC) }

// phase runs whole fleets from a month on.
func phase(p *model.Plan, m int, fleets ...int) model.MigrationPhase {
	ph := model.MigrationPhase{Begin: month(m), Start: month(m).Sub(month(0)).Hours()}
	for _, f := range fleets {
		ph.Runs = append(ph.Runs, model.PhaseRun{Of: f, Fleet: &p.Fleets[f], Share: q(1 / float64(len(fleets)))})
	}
	return ph
}

func planned(p *model.Plan, phases ...model.MigrationPhase) *Invoice {
	return plannedWith(p, &idle, phases...)
}

func plannedWith(p *model.Plan, u *Usage, phases ...model.MigrationPhase) *Invoice {
	v := NewPlan(p, &model.Migration{Name: "go", Phases: phases})
	v.FillPlan(nil, func(int) *Usage { return u })
	return v
}

// twoRooms is an old room, bought, and a new floor, rented, over four years.
func twoRooms() *model.Plan {
	p := scenario(4)
	p.Finance.Salary, p.Finance.Life, p.Finance.DiscountRate = usd(1200), q(5*model.HoursPerYear), q(0.1)
	p.Sites = []model.Site{
		{Name: "hall", PUE: q(2), EnergyPrice: usd(0.1), Space: usd(120), SpacePer: "rack", RackSize: q(8), Network: model.Network{PerYear: usd(240)}},
		{Name: "floor", EnergyFree: true, Rental: model.RentalPrice{Price: usd(360), Per: "server"}},
	}
	p.Dependencies = []model.Dependency{{Name: "bank", PricePerYear: usd(600), UsedBy: []int{0}, UsedByAll: true, Share: q(1)}}
	p.Workloads = []model.Workload{{Name: "w"}}
	h := &model.Hardware{Price: usd(1000), Typical: q(500), Size: q(1), Support: q(0.06), UsefulLife: q(5 * model.HoursPerYear)}
	h.Price.Trend = q(-0.1)
	old := model.Fleet{Name: "old", Site: 0, Serves: []int{0}, Pools: []model.Pool{web(10, h), web(4, h)}, Staff: []model.StaffLine{{Role: "dba", Heads: q(3)}}}
	old.Pools[1].Name = "db"
	old.Pools[1].Licences = []model.Licence{{Name: "ee", Price: usd(500), Per: "server", Support: q(0.22)}}
	old.Domains = []model.Domain{{Name: "rack", Count: 2, Parts: []model.DomainPart{{Name: "switch", Price: usd(90), Count: 2}}}}
	floor := model.Fleet{
		Name: "new", Site: 1, Serves: []int{0}, Pools: []model.Pool{web(30, &model.Hardware{Size: q(1), Typical: q(200)})},
		Staff:       []model.StaffLine{{Role: "operator", ServersPerAdmin: q(12)}},
		Engineering: model.Engineering{OneOff: usd(7000), PerYear: usd(2400)}, Recurring: []model.NamedPrice{{Name: "audit", Price: usd(120)}},
	}
	p.Fleets = []model.Fleet{old, floor}
	return p
}

// TestOnePhaseIsTheFleet: a plan that runs one fleet from the start is that fleet's bill.
func TestOnePhaseIsTheFleet(t *testing.T) {
	p := twoRooms()
	p.Fleets[1].Maturity = &model.MaturitySpec{Over: q(2 * model.HoursPerYear), Engineering: [2]model.Price{usd(2400), usd(600)}}
	p.Fleets[0].Pools[0].Owned = &model.Owned{Since: month(-12), Book: model.Money{Quantity: q(8000), Currency: "USD"}}
	u := idle
	u.Arrivals = func(pool int) []model.Arrival {
		if pool > 0 {
			return nil
		}
		return []model.Arrival{{At: 5*730 + 19*24, Count: 34}, {At: 14 * 730, Count: 40}}
	}
	u.Offered = func(_ int, from, to float64) float64 { return to - from }
	u.Failures = func(int) float64 { return 7 }
	p.Dependencies[0].Price = usd(0.01)
	p.Fleets[0].Pools[1].Hardware.PartPrice = usd(11)
	for f := range p.Fleets {
		one, v := filled(p, &p.Fleets[f], &u), plannedWith(p, &u, phase(p, 0, f))
		if a, b := one.Bill.Total(), v.Bill.Total(); a != b || a == 0 {
			t.Errorf("fleet %d costs %v, as a plan %v", f, a, b)
		}
		if a, b := one.Bill.PresentValue(), v.Bill.PresentValue(); a != b {
			t.Errorf("fleet %d is worth %v, as a plan %v", f, a, b)
		}
		if a, b := one.Bill.ByMonth(), v.Bill.ByMonth(); !slices.Equal(a, b) {
			t.Errorf("months of fleet %d: %v, as a plan %v", f, a, b)
		}
		if a, b := one.Bill.LevelMonth(), v.Bill.LevelMonth(); a != b {
			t.Errorf("fleet %d costs %v a month, as a plan %v", f, a, b)
		}
		x, y := lines(one.Bill), lines(v.Bill)
		for name, want := range x {
			if y[name] != want {
				t.Errorf("fleet %d, %s: %g, as a plan %g", f, name, want, y[name])
			}
		}
		if len(x) != len(y) || one.Racks != v.Racks || one.Kilowatts != v.Kilowatts || one.Heads != v.Heads || one.Carbon != v.Carbon || one.Bill.WriteOff() != v.Bill.WriteOff() {
			t.Errorf("fleet %d: %+v lines %d, as a plan %+v lines %d", f, one.Carbon, len(x), v.Carbon, len(y))
		}
	}
}

// TestLeavingByHand: the old room for 18 months, then the floor for 30; the room is sold
// at 8 % of what it cost.
func TestLeavingByHand(t *testing.T) {
	p := twoRooms()
	second := phase(p, 18, 1)
	second.Sales = []model.Sale{{Fleet: 0, Pool: -1, Share: q(0.08)}}
	second.OneOff = []model.NamedPrice{{Name: "training", Price: usd(5000)}}
	v := planned(p, phase(p, 0, 0), second)
	got := lines(v.Bill)
	want := map[string]float64{
		"old web": 10000, "old db": 4000, "old web sold": -800, "old db sold": -320, // no residual
		"old web support": 600 * 1.5, "old db support": 240 * 1.5, "old db ee": 2000, "old db ee support": 440 * 1.5,
		"old rack switch": 360, "old rack switch sold": -28.8,
		"hall space": 120 * 2 * 1.5, "hall network": 240 * 1.5,
		"old web energy": 10 * .5 * 730 * .1 * 18, "old web energy, cooling and losses": 10 * .5 * 730 * .1 * 18,
		"old db energy": 4 * .5 * 730 * .1 * 18, "old db energy, cooling and losses": 4 * .5 * 730 * .1 * 18,
		"old dba": 3 * 1200 * 1.5, "bank": 600 * 4,
		"new web rental": 30 * 360 * 2.5, "new operator": 3 * 1200 * 2.5,
		"new engineering, one-off": 7000, "new engineering, per year": 2400 * 2.5, "new audit": 120 * 2.5, "training": 5000,
	}
	for name, x := range want {
		if math.Abs(got[name]-x) > 0.005 {
			t.Errorf("%s is %.4f, want %.4f", name, got[name], x)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d lines, want %d: %v", len(got), len(want), got)
	}
	months := v.Bill.ByMonth()
	// month 0: purchases and a month of what runs; month 18: the floor begins, the sale
	running := (600+240+440+240+240+3600+600)/12. + 14*.5*730*.1*2
	near(t, "month 0", months[0].Float(), 10000+4000+2000+360+running, 1e-9)
	near(t, "month 17", months[17].Float(), running, 1e-9)
	near(t, "month 18", months[18].Float(), 7000+5000-800-320-28.8+(30*360+3*1200+2400+120+600)/12., 1e-9)
	// lives of 60 months: 42/60 of 14,360 are lost, less the sale
	near(t, "write-off", v.Bill.WriteOff().Float(), 14360*42/60.-1148.8, 1e-9)
	// most people at one time 3, most racks 2, most power 30 · 200 W or 14 · 500 W
	near(t, "heads", v.Heads, 3, 0)
	near(t, "power", v.Kilowatts, 7, 1e-12)
	reconciled(t, v.Bill)
}

// TestDualRunning: both stand from month 6 on, and what one does not run any more is paid
// for while it is not sold. The floor's prices are those of its first month.
func TestDualRunning(t *testing.T) {
	p := twoRooms()
	h := *p.Fleets[0].Pools[0].Hardware
	p.Fleets[1] = model.Fleet{Name: "new", Site: 0, Serves: []int{0}, Pools: []model.Pool{web(5, &h)}, Staff: []model.StaffLine{{Role: "dba", Heads: q(2)}}}
	v := planned(p, phase(p, 0, 0), phase(p, 6, 0, 1), phase(p, 12, 1))
	price := 1000 * math.Pow(.9, .5)
	for name, want := range map[string]float64{
		"old web": 10000 * 48 / 60., "new web": 5 * price * (1 - 18/60.), "new web support": 5 * price * .06 * 3.5,
		"old dba": 3 * 1200 * 4, "new dba": 2 * 1200 * 3.5, "hall network": 240 * 4, "bank": 600 * 4,
	} {
		cent(t, name, lines(v.Bill)[name], want)
	}
	near(t, "racks of both", v.Racks, 3, 0) // 14 and 5 of 8 in a rack, each in its own
	near(t, "heads of both", v.Heads, 5, 0)
	reconciled(t, v.Bill)
}

// TestPoolsByPhase: a pool is bought when a phase first runs it, and sold by itself.
func TestPoolsByPhase(t *testing.T) {
	p := twoRooms()
	first, second, third := phase(p, 0, 0), phase(p, 12, 0, 1), phase(p, 24, 1)
	first.Runs[0].Pools = map[int]model.Quantity{0: q(1)}
	second.Runs[0].Pools = map[int]model.Quantity{1: q(1)}
	second.Runs[1].Pools = map[int]model.Quantity{0: q(1)}
	second.Sales = []model.Sale{{Fleet: 0, Pool: 0, Share: q(0.5)}}
	third.Sales = []model.Sale{{Fleet: 0, Pool: -1, Share: q(0.1)}}
	got := lines(planned(p, first, second, third).Bill)
	db := 1000 * .9
	for name, want := range map[string]float64{
		"old web": 10000, "old web sold": -5000, "old web support": 600, "old db": 4 * db, "old db sold": -.4 * db, "old db support": .24 * db,
		"old dba": 3 * 1200 * 2, "new operator": 3 * 1200 * 3, "new web rental": 30 * 360 * 3, "old db ee": 2000, "old db ee support": 440,
		"hall space": 120 * (2 + 1), "old rack switch sold": -36,
	} {
		cent(t, name, got[name], want)
	}
}

// TestWhatPhasesSet: what runs is paid as each phase says, and units that join are bought.
func TestWhatPhasesSet(t *testing.T) {
	p := twoRooms()
	more := p.Fleets[0]
	more.Pools = slices.Clone(more.Pools)
	more.Pools[0].Count = 16
	more.Staff = []model.StaffLine{{Role: "dba", Heads: q(1)}}
	first, second := phase(p, 0, 0), phase(p, 12, 0)
	second.Runs[0].Fleet = &more
	v := planned(p, first, second)
	got := lines(v.Bill)
	six := 6 * 1000 * .9
	for name, want := range map[string]float64{
		"web": 10000*48/60. + six*36/60, "web support": 600*4 + six*.06*3, "dba": 1200 * (3 + 1*3), "hall space": 120 * (2*1 + 3*3),
	} {
		cent(t, name, got[name], want)
	}
	near(t, "heads", v.Heads, 3, 0)
	near(t, "racks", v.Racks, 3, 0)
}

// TestOwnedBeforeAPlan: what is owned stands from the start, sold before it ever runs too.
func TestOwnedBeforeAPlan(t *testing.T) {
	p := twoRooms()
	for j := range p.Fleets[0].Pools {
		p.Fleets[0].Pools[j].Owned = &model.Owned{Since: month(-30), Book: model.Money{Quantity: q(1000), Currency: "USD"}}
	}
	last := phase(p, 6, 1)
	last.Sales = []model.Sale{{Fleet: 0, Pool: -1, Share: q(0.1)}}
	v := planned(p, phase(p, 0, 1), last)
	got := lines(v.Bill)
	for name, want := range map[string]float64{
		"old web sold": -1000, "old db sold": -400, "old web support": 300, "hall space": 120 * 2 / 2., "old dba": 0, "old rack switch": 0, "bank": 2400, "hall network": 120,
	} {
		cent(t, name, got[name], want)
	}
	// each 1,000 of book with 30 of 60 months to go: 24 left, 800
	near(t, "write-off", v.Bill.WriteOff().Float(), 1600-1400, 1e-9)
	reconciled(t, v.Bill)
}

// TestWindowsReconcile: whatever the phases, lines, months, categories and charges sum to
// the total, and each fleet's part to that of its own bill over the window.
func TestWindowsReconcile(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := twoRooms()
		a := rapid.IntRange(1, 40).Draw(r, "begins")
		b := a + rapid.IntRange(1, 7).Draw(r, "ends")
		life := rapid.IntRange(3, 70).Draw(r, "life")
		p.Fleets[0].Pools[0].Hardware.UsefulLife = q(float64(life) * 730)
		third := phase(p, b, 1)
		third.Sales = []model.Sale{{Fleet: 0, Pool: -1, Share: q(rapid.Float64Range(0, 1).Draw(r, "share"))}}
		v := planned(p, phase(p, 0, 0), phase(p, a, 0, 1), third)
		total := v.Bill.Total()
		var byLine, billed, effective, byMonth pricing.Money
		for _, l := range v.Bill.Lines() {
			byLine += l.Amount
		}
		for _, c := range v.Bill.Charges() {
			billed, effective = billed+c.BilledCost, effective+c.EffectiveCost
		}
		for _, m := range v.Bill.ByMonth() {
			byMonth += m
		}
		if byLine != total || billed != total || effective != total || byMonth != total {
			r.Fatalf("total %v, lines %v, billed %v, effective %v, months %v", total, byLine, billed, effective, byMonth)
		}
		if got := lines(v.Bill)["new web rental"]; math.Abs(got-30*30*float64(48-a)) > 1e-3 {
			r.Fatalf("rent %g", got)
		}
		bought := math.Ceil(float64(b) / float64(life))
		paid, sold := 0.0, 0.0
		for k := range int(bought) {
			sold = 10000 * math.Pow(.9, float64(k*life)/12)
			paid += sold
		}
		if got := lines(v.Bill); math.Abs(got["old web"]-paid) > 1e-3 || math.Abs(got["old web sold"]+sold*third.Sales[0].Share.Value) > 1e-3 {
			r.Fatalf("bought for %g and sold for %g, want %g and %g", got["old web"], got["old web sold"], paid, sold)
		}
	})
}

// cent holds an amount to the cent.
func cent(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 0.005) {
		t.Errorf("%s is %.6f, want %.6f", what, got, want)
	}
}

func reconciled(t *testing.T, b *pricing.Bill) {
	t.Helper()
	var billed, effective pricing.Money
	for _, c := range b.Charges() {
		billed, effective = billed+c.BilledCost, effective+c.EffectiveCost
	}
	if want := b.Total(); billed != want || effective != want {
		t.Errorf("billed %v, effective %v, total %v", billed, effective, want)
	}
}
