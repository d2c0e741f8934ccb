package invoice

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/pricing"
)

func q(v float64) model.Quantity { return model.Certain(v) }

func usd(v float64) model.Price {
	return model.Price{Money: model.Money{Quantity: q(v), Currency: "USD"}}
}

// scenario is a plan in dollars of so many years from 2027.
func scenario(years float64) *model.Plan {
	return &model.Plan{
		Currency: "USD",
		Horizon:  model.Horizon{Hours: years * model.HoursPerYear, Begin: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)},
		Finance:  model.Finance{MonthHours: 730},
	}
}

func web(n int, h *model.Hardware) model.Pool {
	return model.Pool{Name: "web", Site: -1, Count: n, Hardware: h}
}

// idle is a fleet of which nothing is asked, nothing fails and no load is known.
var idle = Usage{
	Utilization: func(int, float64, float64) (float64, bool) { return 0, false },
	Offered:     func(int, float64, float64) float64 { return 0 },
	Failures:    func(int) float64 { return 0 },
}

func filled(p *model.Plan, f *model.Fleet, u *Usage) *Invoice {
	v := New(p, f)
	v.Fill(nil, u)
	return v
}

// lines sums the cash of each line by its name.
func lines(b *pricing.Bill) map[string]float64 {
	out := map[string]float64{}
	for _, l := range b.Lines() {
		out[l.Name] += l.Amount.Float()
	}
	return out
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Max(math.Abs(want), 1e-9)) {
		t.Errorf("%s is %.12g, want %.12g", what, got, want)
	}
}

// A building, its electricity, its carbon and its network, by hand: 10 servers of 400 W
// at most and 300 W typically, two years.
func TestOwnBuilding(t *testing.T) {
	p := scenario(2)
	p.Finance.NoResidual = true
	p.Sites = []model.Site{{
		Name: "hall", PUE: q(1.5), EnergyPrice: usd(0.1), GridCarbon: q(0.5),
		Facility: &model.Facility{
			Prices: []model.NamedPrice{{Name: "cooling", Price: usd(8)}, {Name: "shell", Price: usd(2)}},
			Life:   q(10 * model.HoursPerYear), Opex: usd(0.5), Occupancy: q(0.8),
		},
		Network: model.Network{PerYear: usd(700)},
	}}
	h := &model.Hardware{Price: usd(1000), Max: q(400), Typical: q(300), EmbodiedCarbon: q(1200), UsefulLife: q(4 * model.HoursPerYear)}
	p.Workloads = []model.Workload{{Name: "w"}}
	f := model.Fleet{Name: "f", Site: 0, Serves: []int{0}, Network: model.Network{Request: q(20e3), PerByte: usd(5e-10)}, Pools: []model.Pool{web(10, h)}}
	f.Pools[0].Share, f.Pools[0].Network = map[int]model.Quantity{0: q(0.5)}, model.Network{Request: q(1e3), PerByte: usd(1e-9)}
	u := idle
	u.Offered = func(_ int, from, to float64) float64 { return 2e9 * (to - from) / (2 * 8760) }
	v := filled(p, &f, &u)
	kWh := 10 * 0.3 * 2 * 8760
	got := lines(v.Bill)
	for name, want := range map[string]float64{
		"hall cooling": 4000 / 0.8 * 8, "hall shell": 4000 / 0.8 * 2, "hall facility opex": 4000 / 0.8 * 0.5 * 2,
		"web energy": kWh * 0.1, "web energy, cooling and losses": kWh * 0.05,
		"hall network": 1400, "network": 2e9 * 20e3 * 5e-10, "web network": 1e9 * 1e3 * 1e-9, "web": 10e3,
	} {
		near(t, name, got[name], want, 1e-8)
	}
	near(t, "operational carbon", v.Carbon.Operational, kWh*1.5*0.5, 1e-12)
	near(t, "embodied carbon: half of the life", v.Carbon.Embodied, 10*1200/2, 1e-12)
	near(t, "write-off: half of the servers, four fifths of the building", v.Bill.WriteOff().Float(), 5000+0.8*50e3, 1e-9)
}

// Space by the rack unit and by the kilowatt; parts and work on them; licences by the
// user; a fall in price; a rate of exchange that moves.
func TestLinesByHand(t *testing.T) {
	p := scenario(2)
	p.FX = []model.Rate{{Currency: "EUR", Values: []model.YearValue{{Year: 2027, Value: q(1.1)}, {Year: 2028, Value: q(1.2)}}}}
	p.Finance.Salary = usd(104e3)
	p.Finance.NoResidual = true
	p.Finance.Inflation = q(0.1)
	h := &model.Hardware{
		Price: model.Price{
			Money: model.Money{Quantity: q(1000), Currency: "EUR"}, AsOf: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), Trend: q(-0.1),
			Volume: []model.VolumeDiscount{{From: 10, Discount: q(0.2)}},
		},
		Size: q(2), Max: q(500), UsefulLife: q(model.HoursPerYear), PartShare: q(0.5), PartPrice: usd(90), PartLabour: q(2), Cores: q(8),
	}
	f := model.Fleet{Name: "f", Site: 0, Pools: []model.Pool{web(10, h)}}
	f.Licences = []model.Licence{{Name: "crm", Price: usd(100), Kind: model.Subscription, Per: "user", Users: q(50)}}
	u := idle
	u.Failures = func(int) float64 { return 40 }
	for per, units := range map[string]float64{"U": 20, "kW": 5, "rack": 1} {
		p.Sites = []model.Site{{Name: "hall", Space: usd(300), SpacePer: per}}
		got := lines(filled(p, &f, &u).Bill)
		near(t, "space per "+per, got["hall space"], 300*units*2.1, 1e-8) // the second year a tenth more
		near(t, "servers", got["web"], 10*1000*0.8*(0.81*1.1+0.729*1.2), 1e-9)
		near(t, "parts", got["web parts"], 20*90, 1e-9)
		near(t, "labour", got["web labour"], 20*2*50*(1+1.1)/2, 1e-9) // 50 an hour
		near(t, "users", got["fleet crm"], 50*100*2, 1e-9)
	}
}

// Months are those of years where a time is whole in them, else those of finance.month.
func TestMonths(t *testing.T) {
	for _, tt := range []struct {
		hours, month float64
		months       int
		part         float64
	}{
		{3 * 8760, 730, 36, 1},
		{3 * 8760, 720, 36, 1},
		{36 * 720, 720, 36, 1},
		{100, 730, 1, 100. / 730},
		{8760 * 0.99, 730, 12, 0.99},
	} {
		p := scenario(1)
		p.Horizon.Hours, p.Finance.MonthHours = tt.hours, tt.month
		if n, part := Months(p); n != tt.months || math.Abs(part-tt.part) > 1e-12 {
			t.Errorf("%g h of months of %g h: %d, %g", tt.hours, tt.month, n, part)
		}
	}
}

// drawnPool is a pool of which every cost is proportional to its count.
func drawnPool(t *rapid.T, name string) model.Pool {
	price := func(what string) model.Price { return usd(rapid.Float64Range(0, 1e4).Draw(t, name+what)) }
	h := &model.Hardware{
		Price: price("price"), Max: q(rapid.Float64Range(100, 900).Draw(t, name+"watts")), Cores: q(8), PartPrice: price("part"),
		PartShare: q(0.5), Support: q(rapid.Float64Range(0, 0.3).Draw(t, name+"support")),
		UsefulLife: q(float64(rapid.IntRange(6, 80).Draw(t, name+"life")) * 730),
	}
	if rapid.Bool().Draw(t, name+"falls") {
		h.Price.Trend = q(-0.2)
	}
	p := model.Pool{Name: name, Site: -1, Count: rapid.IntRange(1, 50).Draw(t, name+"count"), Hardware: h}
	p.Licences = []model.Licence{{Name: "db", Price: price("licence"), Per: "core", Factor: q(0.5), Discount: q(0.3), Support: q(0.22)}}
	switch rapid.IntRange(0, 3).Draw(t, name+"held") {
	case 1:
		p.Lease = &model.Lease{Term: q(24 * 730), Rate: q(0.08)}
	case 2:
		p.Rent = model.RentalPrice{Price: price("rent"), Per: "server", Reserved: &model.Reserve{Share: q(0.7), Discount: q(0.4), Term: q(12 * 730)}}
	}
	return p
}

func drawnPlan(t *rapid.T) (*model.Plan, model.Fleet) {
	p := scenario(float64(rapid.IntRange(1, 6).Draw(t, "years")))
	p.Finance.Inflation = q(0.03)
	p.Finance.CostOfCapital = q(0.08)
	p.Sites = []model.Site{{
		Name: "hall", PUE: q(1.6), EnergyPrice: usd(0.12), GridCarbon: q(0.4),
		Facility: &model.Facility{Prices: []model.NamedPrice{{Price: usd(12)}}, Life: q(12 * model.HoursPerYear), Opex: usd(0.4)},
	}}
	return p, model.Fleet{Name: "f", Site: 0, Pools: []model.Pool{drawnPool(t, "a"), drawnPool(t, "b")}}
}

// failing has a failure per unit and year.
func failing(p *model.Plan, f *model.Fleet) *Usage {
	u := idle
	u.Failures = func(i int) float64 { return float64(f.Pools[i].Count) * p.Horizon.Hours / model.HoursPerYear }
	return &u
}

// views are the figures that must scale.
func views(v *Invoice) []float64 {
	b := v.Bill
	return []float64{
		b.Total().Float(), b.PresentValue().Float(), b.LevelMonth().Float(), b.CashPeak().Float(), b.RunRate().Float(),
		b.Capex().Float(), b.WriteOff().Float(),
	}
}

func agree(t *rapid.T, what string, got, want []float64) {
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= 2e-3+1e-9*math.Abs(want[i])) { // micro-units, a line and month
			t.Fatalf("%s, figure %d: %v, want %v", what, i, got[i], want[i])
		}
	}
}

// Three times the units cost three times as much.
func TestCostIsLinearInTheFleet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f := drawnPlan(t)
		one := views(filled(p, &f, failing(p, &f)))
		for i := range f.Pools {
			f.Pools[i].Count *= 3
		}
		for i := range one {
			one[i] *= 3
		}
		agree(t, "three fleets in one", views(filled(p, &f, failing(p, &f))), one)
	})
}

// A fleet costs what its pools cost by themselves.
func TestCostIsAdditiveOverPools(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f := drawnPlan(t)
		whole := views(filled(p, &f, failing(p, &f)))
		sum := make([]float64, len(whole))
		for i := range f.Pools {
			part := f
			part.Pools = f.Pools[i : i+1]
			for k, x := range views(filled(p, &part, failing(p, &part))) {
				sum[k] += x
			}
		}
		whole[3], sum[3] = 0, 0 // peaks of cash need not meet
		agree(t, "pools by themselves", sum, whole)
	})
}

// In another currency everything is as many times as much as one unit costs in it.
func TestCurrencyScalesEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f := drawnPlan(t)
		want := views(filled(p, &f, failing(p, &f)))
		for i := range want {
			want[i] *= 8
		}
		p.Currency = "CNY"
		p.FX = []model.Rate{{Currency: "USD", Values: []model.YearValue{{Value: q(8)}}}}
		agree(t, "in another currency", views(filled(p, &f, failing(p, &f))), want)
	})
}

// Without a discount rate the present value is the sum.
func TestNoDiscountNoDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f := drawnPlan(t)
		b := filled(p, &f, failing(p, &f)).Bill
		if b.PresentValue() != b.Total() {
			t.Fatalf("present value %s, total %s", b.PresentValue(), b.Total())
		}
	})
}

// A bill of a trial allocates nothing.
func TestFillAllocatesNothing(t *testing.T) {
	p := scenario(5)
	p.FX = []model.Rate{{Currency: "EUR", Values: []model.YearValue{{Year: 2027, Value: q(1.1)}, {Year: 2028, Value: q(1.2)}}}}
	h := &model.Hardware{Price: usd(1000), Size: q(2), Max: q(500)}
	h.Price.Currency = "EUR"
	h.Price.Volume = []model.VolumeDiscount{{From: 10, Discount: q(0.2)}}
	p.Sites = []model.Site{{Name: "hall", Space: usd(300), SpacePer: "rack", EnergyPrice: usd(0.1)}}
	f := model.Fleet{Name: "f", Site: 0, Support: q(0.1), Pools: []model.Pool{web(10, h)}}
	v := New(p, &f)
	if n := testing.AllocsPerRun(100, func() { v.Fill(nil, &idle) }); n != 0 {
		t.Errorf("%g allocations a bill", n)
	}
}
