package fleets

import (
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

// --set reaches every key about money, and changes nothing beside it.
func TestSetMoney(t *testing.T) {
	pool := func(p *model.Plan, i int) *model.Pool { return &p.Fleets[0].Pools[i] }
	for set, ok := range map[string]func(p *model.Plan) bool{
		"one.pools.new.hardware.price.trend=-5 %/year": func(p *model.Plan) bool {
			pr := pool(p, 0).Hardware.Price
			return pr.Trend.Value == -0.05 && pr.Value == 7000 && len(pr.Volume) == 2
		},
		"one.pools.new.hardware.price.volume.100=12 %": func(p *model.Plan) bool { return pool(p, 0).Hardware.Price.Volume[0].Discount.Value == 0.12 },
		"one.pools.new.hardware.price.volume.10=2 %":   func(p *model.Plan) bool { return pool(p, 0).Hardware.Price.Volume[0].From == 10 },
		"one.pools.new.hardware.price=5k USD": func(p *model.Plan) bool {
			return pool(p, 0).Hardware.Price.Value == 5000 && !pool(p, 0).Hardware.Price.Trend.Set
		},
		"one.pools.lent.hardware.price.trend=-5 %/year": func(p *model.Plan) bool { // a plain price keeps its value
			return pool(p, 2).Hardware.Price.Trend.Value == -0.05 && pool(p, 2).Hardware.Price.Value == 9000
		},
		"one.pools.lent.hardware.price.volume.100=5 %": func(p *model.Plan) bool { return pool(p, 2).Hardware.Price.Volume[0].From == 100 },
		"one.pools.new.hardware.warranty=1 y":          func(p *model.Plan) bool { return pool(p, 0).Hardware.Warranty.Value == 8760 },
		"one.pools.new.hardware.embodied_carbon=1 t":   func(p *model.Plan) bool { return pool(p, 0).Hardware.EmbodiedCarbon.Value == 1000 },
		"one.pools.new.hardware.part.labour=3 h":       func(p *model.Plan) bool { return pool(p, 0).Hardware.PartLabour.Value == 3 },
		"one.pools.new.licences.base.users=9":          func(p *model.Plan) bool { return pool(p, 0).Licences[0].Users.Value == 9 },
		"one.pools.new.licences.tool.term=1 y":         func(p *model.Plan) bool { return pool(p, 0).Licences[1].Term.Value == 8760 },
		"one.pools.new.network.discount=20 %":          func(p *model.Plan) bool { return pool(p, 0).Network.PerYear.Discount.Value == 0.2 },
		"one.network.price=1 CNY/GB":                   func(p *model.Plan) bool { return near(p.Fleets[0].Network.PerByte.Value, 1e-9) },
		"one.pools.old.owned.book=1M CNY":              func(p *model.Plan) bool { return pool(p, 1).Owned.Book.Value == 1e6 },
		"one.pools.old.owned.since=2007-01":            func(p *model.Plan) bool { return pool(p, 1).Owned.Since.Year() == 2007 },
		"one.pools.lent.lease.months=24":               func(p *model.Plan) bool { return pool(p, 2).Lease.Term.Value == 24*730 },
		"one.pools.lent.lease.rate=9 %":                func(p *model.Plan) bool { return pool(p, 2).Lease.Rate.Value == 0.09 },
		"one.pools.lent.owned={since: 2008-01, book: 5M CNY}": func(p *model.Plan) bool { // in place of the lease
			return pool(p, 2).Lease == nil && pool(p, 2).Owned.Book.Value == 5e6
		},
		"one.one_off.move.source=another":                              func(p *model.Plan) bool { return p.Fleets[0].OneOff[0].Source == "another" },
		"one.engineering.per_year.trend=0 %/year":                      func(p *model.Plan) bool { return p.Fleets[0].Engineering.PerYear.Trend.Value == 0 },
		"one.staff.dba.overhead=50 %":                                  func(p *model.Plan) bool { return p.Fleets[0].Staff[0].Overhead.Value == 0.5 },
		"three.rent.reserved={share: 50 %, discount: 30 %, term: 1 y}": func(p *model.Plan) bool { return p.Fleets[2].Pools[0].Rent.Reserved.Term.Value == 8760 },
		"finance.cost_of_capital=6 %":                                  func(p *model.Plan) bool { return p.Finance.CostOfCapital.Value == 0.06 },
		"finance.fiscal_year=july":                                     func(p *model.Plan) bool { return p.Finance.FiscalStart == 7 },
		"finance.tax.recoverable=true":                                 func(p *model.Plan) bool { return p.Finance.Tax.Recoverable },
		"finance.salary.trend=5 %/year": func(p *model.Plan) bool {
			return p.Finance.Salary.Trend.Value == 0.05 && p.Finance.Salary.Value == 180e3
		},
		"sites.own.facility.price.shell=4 USD/W":  func(p *model.Plan) bool { return p.Sites[0].Facility.Prices[0].Value == 4 },
		"sites.own.facility.price=15 USD/W":       func(p *model.Plan) bool { return p.Sites[0].Facility.Prices[0].Value == 15 },
		"sites.own.facility.occupancy=70 %":       func(p *model.Plan) bool { return p.Sites[0].Facility.Occupancy.Value == 0.7 },
		"sites.own.energy_price=0.8 CNY/kWh":      func(p *model.Plan) bool { return p.Sites[0].EnergyPrice.Value == 0.8 && p.Sites[0].Facility != nil },
		"sites.own.rental=9k CNY/server/year":     func(p *model.Plan) bool { return p.Sites[0].Rental.Value == 9000 && p.Sites[0].Facility == nil },
		"sites.own.grid_carbon=0.5 kg/kWh":        func(p *model.Plan) bool { return p.Sites[0].GridCarbon.Value == 0.5 },
		"sites.floor.rental.reserved.share=20 %":  func(p *model.Plan) bool { return p.Sites[2].Rental.Reserved.Share.Value == 0.2 },
		"sites.floor.energy_price=0.8 CNY/kWh":    func(p *model.Plan) bool { return p.Sites[2].Rental.Set && !p.Sites[2].EnergyFree },
		"sites.hall.space=9k CNY/rack/year":       func(p *model.Plan) bool { return p.Sites[1].SpacePer == "rack" },
		"sites.hall.space.discount=5 %":           func(p *model.Plan) bool { return p.Sites[1].Space.Discount.Value == 0.05 },
		"dependencies.bank.price.trend=-9 %/year": func(p *model.Plan) bool { return p.Dependencies[0].Price.Trend.Value == -0.09 },
		"fx.EUR.2009=8 CNY":                       func(p *model.Plan) bool { return p.FX[1].Values[0].Value.Value == 8 },
	} {
		text := wealth
		if strings.HasPrefix(set, "sites.own.rental") { // nothing owned or leased is at a rented site
			text = strings.ReplaceAll(strings.ReplaceAll(text, ", owned: {since: 2006-06, book: 20M CNY}", ""), ", lease: {months: 36, rate: 8 %}", "")
		}
		if !ok(mustLoad(t, text, Options{Set: []string{set}})) {
			t.Errorf("%s changes nothing, or too much", set)
		}
	}
}

// A base lends its price to what adds a trend to it, and its place to what changes its
// energy.
func TestMoneyIsInherited(t *testing.T) {
	p := mustLoad(t, head+`
horizon: {start: 2027-01, years: 5}
sites:
  own: {facility: {price: 15 USD/W, life: 12 y}, energy_price: 0.1 USD/kWh}
  dear: {base: own, energy_price: 0.2 USD/kWh}
  let: {base: own, rental: 2k USD/server/year}
  hall: {base: own, space: 9k USD/rack/year}
fleets:
  a: {site: own, count: 4, failures: never, hardware: {price: 9k USD, power: {max: 1 kW}}}
  b: {base: a, hardware: {price: {trend: -9 %/year, source: a guess}}}
  c: {base: b, hardware: {price: {value: 8k USD}}, owned: {since: 2026-01, book: 9k USD}}
  d: {base: c, hardware: {price: 7k USD}, lease: {months: 36, rate: 8 %}}
`, Options{})
	price := func(i int) *model.Price { return &p.Fleets[i].Pools[0].Hardware.Price }
	if price(1).Value != 9000 || price(1).Trend.Value != -0.09 || price(1).Source != "a guess" || price(0).Source != "" || price(0).Trend.Set {
		t.Errorf("%+v %+v", price(0), price(1))
	}
	if price(2).Value != 8000 || price(2).Trend.Value != -0.09 || price(3).Value != 7000 || price(3).Trend.Set {
		t.Errorf("%+v %+v", price(2), price(3))
	}
	if d := p.Fleets[3].Pools[0]; d.Owned != nil || d.Lease == nil {
		t.Errorf("%+v", d)
	}
	if s := p.Sites; s[1].Facility == nil || s[1].EnergyPrice.Value != 0.2 || s[2].Facility != nil || !s[2].EnergyPrice.Set || s[3].Facility != nil || !s[3].Space.Set {
		t.Errorf("%+v", s)
	}
}

// correlate reaches a price whether or not it is a map.
func TestPricesCorrelate(t *testing.T) {
	p := mustLoad(t, head+`
horizon: {start: 2027-01, years: 5}
correlate:
  - {values: [a.hardware.price, sites.floor.rental], rank: 0.5}
  - {values: [a.one_off.value, a.hardware.price.value], rank: 0.3}
sites: {floor: {rental: {price: {value: 9k USD/server/year (8k..9k), trend: 1 %/year}, reserved: {share: 10 %, discount: 5 %, term: 1 y}}}}
fleets:
  a: {count: 4, failures: never, hardware: {price: {value: 9k USD (8k..12k), trend: -9 %/year}}, one_off: {value: 3 USD (2..5)}}
  b: {site: floor, count: 4, failures: never}
`, Options{})
	for i, want := range []string{"fleets.a.hardware.price.value sites.floor.rental.price.value", "fleets.a.one_off.value fleets.a.hardware.price.value"} {
		c := p.Correlations[i]
		if got := p.Unknowns[c.A].Path + " " + p.Unknowns[c.B].Path; got != want {
			t.Errorf("joins %s, want %s", got, want)
		}
	}
}

func TestMoneyWarns(t *testing.T) {
	for code, text := range map[string]string{
		"W251": priced("{value: 1k USD, as_of: 2027-06, trend: -15 %/year}"),
		"W255": dated + "fleets: {a: {hardware: {price: 9k USD}, count: 1, owned: {since: 2023-01, book: 1k USD}, " + unit + "}}\n",
		"W252": dated + "fleets: {a: {hardware: {useful_life: 4 y}, count: 1, owned: {since: 2023-01, book: 1k USD}, " + unit + "}}\n",
		"W257": priced("1k USD}, lease: {months: 30, rate: 800 %"),
		"W258": priced("1k USD}, owned: {since: 2026-05, book: 2k USD"),
		"W259": priced("1k USD}, lease: {months: 36, rate: 8 %"),
		"W253": dated + "fleets: {a: {network: {per_request: 20 kB, price: 0.5 USD/GB}, count: 1, " + unit + "}}\n",
	} {
		n := 0
		for _, w := range mustLoad(t, text, Options{}).Warnings {
			if w.Code == code && w.Origin.Line > 0 {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s is given %d times", code, n)
		}
	}
	for holding, warned := range map[string]bool{"": true, ", lease: {months: 36, rate: 8 %}": false, ", rent: 1k USD/server/year": false} {
		got := false
		for _, w := range mustLoad(t, dated+"fleets: {a: {hardware: {price: 1k USD, useful_life: 9 y}, count: 1"+holding+", "+unit+"}}\n", Options{}).Warnings {
			got = got || w.Code == "W206" // nothing is left of what is handed back
		}
		if got != warned {
			t.Errorf("W206 with %q is %v", holding, got)
		}
	}
	// on the day at which the life ends nothing is left; a month later something is
	for since, warned := range map[string]bool{"2023-01": true, "2023-02": false} {
		text := dated + "fleets: {a: {hardware: {price: 1k USD, useful_life: 4 y}, count: 1, owned: {since: " + since + ", book: 1k USD}, " + unit + "}}\n"
		got := false
		for _, w := range mustLoad(t, text, Options{}).Warnings {
			got = got || w.Code == "W252"
		}
		if got != warned {
			t.Errorf("owned since %s: W252 is %v", since, got)
		}
	}
}

func TestGreenfieldBuysWhatIsOwned(t *testing.T) {
	text := dated + "fleets: {a: {hardware: {price: 1k USD}, count: 1, owned: {since: 2025-01, book: 1k USD}, " + unit + "}}\n"
	if p := mustLoad(t, text, Options{Greenfield: true}); p.Fleets[0].Pools[0].Owned != nil || p.Fleets[0].Pools[0].Hardware.Price.Value != 1000 {
		t.Errorf("%+v", p.Fleets[0].Pools[0])
	}
	text = strings.Replace(text, "price: 1k USD", "useful_life: 9 y", 1)
	if err := load(text); err != nil {
		t.Errorf("owned hardware that is not bought again needs no price: %v", err)
	}
	_, _, err := Load("capplan.yaml", Options{Greenfield: true, ReadFile: files(map[string]string{"capplan.yaml": text})})
	if err == nil || !strings.Contains(err.Error(), "E229") || !strings.Contains(err.Error(), "pool servers") {
		t.Errorf("--greenfield needs a price: %v", err)
	}
}

// A rent per month or year is one for all machines, twelve months to the year.
func TestFlatRent(t *testing.T) {
	for text, want := range map[string]float64{"3k USD/month": 36e3, "3k USD/year": 3e3, "3k USD/y": 3e3, "{price: 3k USD/month, reserved: {share: 70 %, discount: 40 %, term: 1 y}}": 36e3} {
		p := mustLoad(t, head+"sites: {floor: {rental: "+text+"}}\nfleets: {a: {count: 4, rent: "+text+", "+unit+"}, b: {site: floor, count: 4, "+unit+"}}\n", Options{})
		for _, r := range []model.RentalPrice{p.Sites[0].Rental, p.Fleets[0].Pools[0].Rent} {
			if r.Per != "month" || r.Value != want {
				t.Errorf("%s: %g per %s", text, r.Value, r.Per)
			}
		}
	}
}

// Money may be written with what a figure says it is per, or plain.
func TestLimitsOfMoney(t *testing.T) {
	for text, want := range map[string]float64{
		"cost.per_request) <= 0.0001 USD": 1e-4, "cost.per_request) <= 0.0001 USD/request": 1e-4,
		"cost.run_rate) <= 12k USD": 12e3, "cost.run_rate) <= 12k USD/year": 12e3, "cost.run_rate) <= 1k USD/month": 12e3,
		"cost.month) <= 3k USD": 3e3, "cost.month) <= 3k USD/month": 3e3, "cost.month) <= 36k USD/year": 3e3,
	} {
		if a := mustLoad(t, asserted("mean(small."+text), Options{}).Assertions[0]; !near(a.Limit, want) {
			t.Errorf("%s is %g", text, a.Limit)
		}
	}
}

// Only the months beyond the horizon are named, of leases and of reserved terms.
func TestTermsBeyondTheHorizon(t *testing.T) {
	for text, want := range map[string]string{
		"{a: {hardware: {price: 1k USD}, count: 1, lease: {months: 36, rate: 8 %}, " + unit + "}}":                                   "12 of its 36 months",
		"{a: {hardware: {price: 1k USD}, count: 1, lease: {months: 30, rate: 8 %}, " + unit + "}}":                                   "",
		"{a: {count: 1, rent: {price: 1k USD/server/year, reserved: {share: 70 %, discount: 40 %, term: 48 months}}, " + unit + "}}": "36 of its 48 months",
	} {
		got := ""
		for _, w := range mustLoad(t, dated+"fleets: "+text+"\n", Options{}).Warnings {
			if w.Code == "W259" {
				got = w.Text
			}
		}
		if (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
