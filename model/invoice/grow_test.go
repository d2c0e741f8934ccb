package invoice

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestGrowingFleet bills by hand: 10 servers, 4 more in month 5 (on its 20th day) and 6
// more at the start of month 14, of 24.
//
//	hardware    1,000 USD, −10 % a year: 10 · 1000, 4 · 1000 · 0.9^(5/12), 6 · 1000 · 0.9^(14/12),
//	            less what 24, 19 and 10 of 60 months leave
//	support     6 % of what was paid, for 24, 19 and 10 months
//	licence     50 USD each, 120 USD a year of a fleet's
//	space       100 USD a rack and year, 8 in a rack: 2, 2 and 3 racks in months 0, 5 and 14
//	energy      300 W each at 0.1 USD/kWh, PUE 1
//	staff       12 servers a head, 1,200 USD a year: 1, 2 and 2 heads
func TestGrowingFleet(t *testing.T) {
	p := scenario(2)
	p.Finance.Salary, p.Finance.Life = usd(1200), q(5*model.HoursPerYear)
	p.Sites = []model.Site{{Name: "hall", PUE: q(1), EnergyPrice: usd(0.1), Space: usd(100), SpacePer: "rack", RackSize: q(8)}}
	h := &model.Hardware{Price: usd(1000), Typical: q(300), Size: q(1), Support: q(0.06), EmbodiedCarbon: q(600), UsefulLife: q(5 * model.HoursPerYear)}
	h.Price.Trend = q(-0.1)
	f := model.Fleet{Name: "f", Site: 0, Pools: []model.Pool{web(10, h)}, Staff: []model.StaffLine{{Role: "operator", ServersPerAdmin: q(12)}}}
	f.Pools[0].Licences = []model.Licence{{Name: "base", Price: usd(50), Per: "server"}, {Name: "tool", Price: usd(120), Per: "fleet", Kind: model.Subscription}}
	f.Licences = []model.Licence{{Name: "all", Price: usd(70), Per: "server"}}
	u := idle
	u.Arrivals = func(int) []model.Arrival {
		return []model.Arrival{{At: 5*730 + 19*24, Count: 14}, {At: 14 * 730, Count: 20}}
	}
	v := filled(p, &f, &u)
	price := []float64{1000, 1000 * math.Pow(.9, 5./12), 1000 * math.Pow(.9, 14./12)}
	n, from := []float64{10, 4, 6}, []float64{0, 5, 14}
	var hardware, support, licences, unitMonths float64
	for k := range n {
		months := 24 - from[k]
		paid := n[k] * price[k]
		hardware += paid - paid*(1-months/60)
		support += .06 * paid * months / 12
		licences += 50 * n[k]
		unitMonths += n[k] * months
	}
	got := lines(v.Bill)
	for name, want := range map[string]float64{
		"web": hardware, "web support": support, "web base": licences, "web tool": 240, "fleet all": 70 * 20,
		"hall space": 100 * (2*5 + 2*9 + 3*10) / 12.,
		"web energy": unitMonths * 730 * .3 * .1,
		"operator":   1200 * (1*5 + 2*9 + 2*10) / 12.,
	} {
		if math.Abs(got[name]-want) > 0.005 {
			t.Errorf("%s is %.4f, want %.4f", name, got[name], want)
		}
	}
	near(t, "racks", v.Racks, 3, 0)
	near(t, "power", v.Kilowatts, 6, 1e-12)
	near(t, "heads", v.Heads, 2, 0)
	near(t, "carbon of making them", v.Carbon.Embodied, 600*unitMonths/60, 1e-12)
	if one, ok := v.UnitPrice(0, 14*730, 6); !ok || math.Abs(one-price[2]) > 1e-9 {
		t.Errorf("one of those bought last costs %g, want %g", one, price[2])
	}
	all := v.Bill.Total().Float()
	var sum float64
	for _, x := range got {
		sum += x
	}
	near(t, "sum of the lines", sum, all, 1e-9)
}

// TestGrowingRent: rents begin with the units, those of racks with the racks; a share
// reserved for terms begins its term with them, and a flat rent is paid once.
func TestGrowingRent(t *testing.T) {
	arrivals := []model.Arrival{{At: 6 * 730, Count: 14}, {At: 12 * 730, Count: 18}}
	for _, c := range []struct {
		per  string
		want float64
	}{
		{"server", 120 * (10*24 + 4*18 + 4*12) / 12.},
		{"month", 240},
		{"rack", 120 * (2*24 + 0*18 + 1*12) / 12.},
	} {
		p := scenario(2)
		p.Sites = []model.Site{{Name: "floor", EnergyFree: true, RackSize: q(8), Rental: model.RentalPrice{Price: usd(120), Per: c.per}}}
		h := &model.Hardware{Size: q(1), Typical: q(300)}
		f := model.Fleet{Name: "f", Site: 0, Pools: []model.Pool{web(10, h)}}
		u := idle
		u.Arrivals = func(int) []model.Arrival { return arrivals }
		near(t, "rent by the "+c.per, lines(filled(p, &f, &u).Bill)["web rental"], c.want, 1e-8)
	}
}

// TestGrowingNothing: no arrivals, and arrivals of nothing in particular, are the same bill.
func TestGrowingNothing(t *testing.T) {
	p := scenario(3)
	p.Sites = []model.Site{{Name: "hall", PUE: q(1.4), EnergyPrice: usd(0.1), Space: usd(100), SpacePer: "kW"}}
	h := &model.Hardware{Price: usd(900), Max: q(300), Idle: q(100), Size: q(1)}
	f := model.Fleet{Name: "f", Site: 0, Pools: []model.Pool{web(10, h)}, Staff: []model.StaffLine{{Role: "operator", ServersPerAdmin: q(12), Salary: usd(5)}}}
	u := idle
	want := filled(p, &f, &u).Bill.Total()
	u.Arrivals = func(int) []model.Arrival { return nil }
	if got := filled(p, &f, &u).Bill.Total(); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}
