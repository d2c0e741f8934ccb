package fleets

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

// wealth has every key that says something of money.
const wealth = `
version: 1
currency: CNY
fx: {USD: 7 CNY, EUR: {2009: 9 CNY, 2011: 8.5 CNY}}
horizon: {start: 2009-01, years: 3}
finance: {cost_of_capital: 8 % (6..10), fiscal_year: april, tax: {vat: 17 %, recoverable: false}, salary: {value: 180k CNY/year, trend: 8 %/year, source: payroll}, depreciation: {life: 4 y, salvage: 5 %}}
sites:
  own: {facility: {price: {shell: 3 USD/W, power: {value: 9k USD/kW, as_of: 2008-06, trend: -3 %/year}}, life: 12 y, opex: 0.04 USD/W/month, occupancy: 80 %}, grid_carbon: 0.9 kg/kWh, energy_price: 0.7 CNY/kWh, network: 40k CNY/month}
  hall: {space: {value: 500 CNY/U/month, volume: {100: 5 %}}, energy_price: 700 CNY/MWh}
  floor: {rental: {price: {value: 14k CNY/server/year, trend: -5 %/year}, reserved: {share: 70 %, discount: 40 %, term: 36 months}}, energy: included}
workloads: {w: {peak: 5 tps}}
dependencies: {bank: {price: {value: 0.01 CNY/request, trend: -10 %/year}}}
fleets:
  one:
    site: own
    network: {per_request: 20 kB, price: 0.5 CNY/GB}
    pools:
      new: {count: 4, failures: never, network: {value: 5 EUR/month, discount: 10 %}, hardware: {price: {value: 7k USD (4.5k..12k), as_of: 2009-06, trend: -15 %/year, volume: {1000: 25 %, 100: 10 % (5..15)}, discount: 30 %, source: quote 17}, power: {max: 300 W}, useful_life: 3 y, warranty: 2 y, embodied_carbon: 1.2 t, part: {price: {value: 90 USD, trend: -5 %/year}, labour: 2 h}}, licences: [{product: 5 USD, name: base, per: user, users: 500}, {product: {value: 9 USD}, name: tool, per: server, kind: term, term: 3 y, discount: 10 %}, {product: 12 USD/month, name: cloud, per: server}]}
      old: {count: 2, failures: never, hardware: {useful_life: 7 y, power: {max: 1 kW}}, owned: {since: 2006-06, book: 20M CNY}}
      lent: {count: 2, failures: never, hardware: {price: 9k USD, power: {max: 1 kW}}, lease: {months: 36, rate: 8 %}}
    one_off: {move: {value: 5k USD, source: mover}}
    engineering: {one_off: {value: 2M CNY}, per_year: {value: 1M CNY/year, trend: 4 %/year}}
    staff: [{role: dba, heads: 2, overhead: 30 %, salary: {value: 200k CNY/year}}]
  two: {site: floor, count: 3, failures: never}
  three: {site: hall, count: 3, failures: never, hardware: {price: 9k USD, size: 2 U}, rent: {value: 9k CNY/rack/month}}
`

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-12*math.Abs(b) }

func TestMoneyIsRead(t *testing.T) {
	p := mustLoad(t, wealth, Options{})
	own, hall, floor := &p.Sites[0], &p.Sites[1], &p.Sites[2]
	one := &p.Fleets[0]
	fresh, old, lent := &one.Pools[0], &one.Pools[1], &one.Pools[2]
	h := fresh.Hardware
	for name, ok := range map[string]bool{
		"cost of capital":  p.Finance.CostOfCapital.Value == 0.08 && p.Finance.CostOfCapital.ID > 0,
		"fiscal year":      p.Finance.FiscalStart == 4,
		"tax":              *p.Finance.Tax == model.Tax{VAT: p.Finance.Tax.VAT} && p.Finance.Tax.VAT.Value == 0.17,
		"salary":           p.Finance.Salary.Value == 180e3 && p.Finance.Salary.Trend.Value == 0.08 && p.Finance.Salary.Source == "payroll",
		"facility":         own.Facility.Life.Value == 12*8760 && near(own.Facility.Opex.Value, 0.48) && own.Facility.Occupancy.Value == 0.8,
		"a line each":      own.Facility.Prices[0].Name == "shell" && own.Facility.Prices[1].Name == "power" && near(own.Facility.Prices[1].Value, 9) && own.Facility.Prices[1].AsOf.Month() == 6,
		"grid":             own.GridCarbon.Value == 0.9,
		"network":          own.Network.PerYear.Value == 480e3 && near(one.Network.Request.Value, 20e3) && near(one.Network.PerByte.Value, 0.5e-9) && fresh.Network.PerYear.Currency == "EUR" && fresh.Network.PerYear.Discount.Value == 0.1,
		"space":            hall.SpacePer == "U" && hall.Space.Value == 6000 && hall.Space.Volume[0].From == 100 && near(hall.EnergyPrice.Value, 0.7),
		"rental":           floor.Rental.Per == "server" && floor.Rental.Value == 14e3 && floor.Rental.Trend.Value == -0.05 && floor.Rental.Reserved.Share.Value == 0.7 && floor.Rental.Reserved.Discount.Value == 0.4 && floor.Rental.Reserved.Term.Value == 36*730,
		"rent":             p.Fleets[2].Pools[0].Rent.Per == "rack" && p.Fleets[2].Pools[0].Rent.Value == 108e3,
		"dependency":       p.Dependencies[0].Price.Value == 0.01 && p.Dependencies[0].Price.Trend.Value == -0.1,
		"price":            h.Price.Value == 7000 && h.Price.Hi == 12000 && h.Price.Trend.Value == -0.15 && h.Price.Discount.Value == 0.3 && h.Price.Source == "quote 17" && h.Price.AsOf.Format("2006-01-02") == "2009-06-01",
		"volume ascending": len(h.Price.Volume) == 2 && h.Price.Volume[0].From == 100 && h.Price.Volume[0].Discount.ID > 0 && h.Price.Volume[1].From == 1000 && h.Price.Volume[1].Discount.Value == 0.25,
		"hardware":         h.UsefulLife.Value == 3*8760 && h.Warranty.Value == 2*8760 && h.EmbodiedCarbon.Value == 1200 && h.PartLabour.Value == 2 && h.PartPrice.Trend.Value == -0.05,
		"licences":         fresh.Licences[0].Users.Value == 500 && fresh.Licences[1].Kind == model.TermLicence && fresh.Licences[1].Term.Value == 3*8760 && fresh.Licences[2].Kind == model.Subscription && fresh.Licences[2].Price.Value == 144,
		"owned":            old.Owned.Book.Value == 20e6 && old.Owned.Since.Year() == 2006 && lent.Owned == nil,
		"lease":            lent.Lease.Term.Value == 36*730 && lent.Lease.Rate.Value == 0.08,
		"one-off":          one.OneOff[0].Source == "mover" && one.Engineering.PerYear.Trend.Value == 0.04,
		"staff":            one.Staff[0].Overhead.Value == 0.3 && one.Staff[0].Salary.Value == 200e3,
	} {
		if !ok {
			t.Errorf("%s is read wrongly", name)
		}
	}
}

// Every value about money stands among the assumptions, with the source that it gives.
func TestMoneyIsAssumed(t *testing.T) {
	p := mustLoad(t, wealth, Options{})
	inputs := map[string]model.Input{}
	for _, in := range p.Inputs {
		inputs[in.Path] = in
	}
	pre := "fleets.one.pools.new."
	for _, path := range strings.Fields(`finance.cost_of_capital finance.fiscal_year finance.tax.vat finance.tax.recoverable finance.salary.value finance.salary.trend
		sites.own.facility.price.shell sites.own.facility.price.power.value sites.own.facility.price.power.as_of sites.own.facility.price.power.trend sites.own.facility.life sites.own.facility.opex sites.own.facility.occupancy
		sites.own.grid_carbon sites.own.network sites.hall.space.value sites.hall.space.volume.100 sites.floor.rental.price.value sites.floor.rental.price.trend sites.floor.rental.reserved.share sites.floor.rental.reserved.discount
		sites.floor.rental.reserved.term dependencies.bank.price.value dependencies.bank.price.trend fleets.one.network.per_request fleets.one.network.price
		new.network.value new.network.discount new.hardware.price.value new.hardware.price.as_of new.hardware.price.trend new.hardware.price.volume.100 new.hardware.price.volume.1000 new.hardware.price.discount
		new.hardware.warranty new.hardware.embodied_carbon new.hardware.part.price.value new.hardware.part.price.trend new.hardware.part.labour new.licences.0.users new.licences.1.kind new.licences.1.term
		fleets.one.pools.old.owned.since fleets.one.pools.old.owned.book fleets.one.pools.lent.lease.months fleets.one.pools.lent.lease.rate fleets.one.one_off.move.value fleets.one.engineering.one_off.value
		fleets.one.engineering.per_year.trend fleets.one.staff.dba.overhead fleets.one.staff.dba.salary.value fx.EUR.2009`) {
		if rest, ok := strings.CutPrefix(path, "new."); ok {
			path = pre + rest
		}
		in, ok := inputs[path]
		if !ok {
			t.Errorf("%s is no assumption", path)
		} else if in.Origin.Line == 0 || in.Text == "" {
			t.Errorf("%s: %+v", path, in)
		}
	}
	if in := inputs[pre+"hardware.price.value"]; in.Source != "quote 17" || in.Unknown == 0 {
		t.Errorf("%+v", in)
	}
	if in := inputs[pre+"hardware.price.trend"]; in.Source != "" {
		t.Errorf("the source of a price is not that of its trend: %+v", in)
	}
}

// listed is what an error of a file says, one by one.
func listed(err error) []Diagnostic {
	var all *Errors
	if !errors.As(err, &all) {
		return nil
	}
	return all.List
}

// Money in a currency without a rate is refused wherever it stands, at its place.
func TestEveryCurrencyNeedsARate(t *testing.T) {
	for _, from := range []string{"180k CNY/year", "3 USD/W", "9k USD/kW", "0.04 USD/W/month", "40k CNY/month", "500 CNY/U/month", "700 CNY/MWh", "14k CNY/server/year", "0.01 CNY/request", "0.5 CNY/GB", "5 EUR/month", "7k USD (4.5k..12k)", "90 USD", "5 USD,", "9 USD}", "12 USD/month", "20M CNY", "5k USD", "2M CNY", "1M CNY/year", "200k CNY/year", "9k CNY/rack/month", "9k USD, size"} {
		text := strings.Replace(wealth, from, strings.NewReplacer("CNY", "GBP", "USD", "GBP", "EUR", "GBP").Replace(from), 1)
		err := load(text)
		list := listed(err)
		if len(list) != 1 {
			t.Errorf("%s: %v", from, err)
			continue
		}
		d := list[0]
		line := strings.Split(text, "\n")[d.Line-1]
		if d.Code != "E014" || !strings.Contains(line, "GBP") || !strings.Contains(d.Help, "fx: {GBP: … CNY}") || !strings.Contains(string([]rune(line)[d.Col-1:d.Col-1+d.Width]), "GBP") {
			t.Errorf("%s:\n%s", from, &d)
		}
	}
}

// Limits of carbon, of payback and of what a request costs are read in the figure's unit.
func TestLimitsOfMoneyAndCarbon(t *testing.T) {
	for that, want := range map[string]float64{
		"mean(one.carbon) <= 500 t":                     500,
		"p90(one.carbon.embodied) <= 1500 kg":           1.5,
		"mean(one.carbon.operational) <= 2000 kg":       2,
		"mean(one.payback) <= 30 months":                30,
		"mean(one.payback) <= 2.5 y":                    30,
		"mean(one.cost.per_request) <= 0.5 CNY/request": 0.5,
		"mean(one.cost.per_tps) <= 250 CNY":             250,
		"mean(one.cost.month) <= 2M CNY":                2e6,
		"mean(one.regret) <= 1k CNY":                    1000,
	} {
		a := mustLoad(t, wealth+"assertions: [{that: \""+that+"\"}]\n", Options{}).Assertions[0]
		if !near(a.Limit, want) {
			t.Errorf("%s: %v", that, a.Limit)
		}
	}
	for that, help := range map[string]string{
		"mean(one.carbon) <= 500":           "write 500 t",
		"mean(one.payback) <= 30":           "write 30 months",
		"mean(one.cost.per_request) <= 0.5": "write 0.5 CNY/request",
	} {
		err := load(wealth + "assertions: [{that: \"" + that + "\"}]\n")
		if err == nil || !strings.Contains(err.Error(), "E034") || !strings.Contains(err.Error(), help) {
			t.Errorf("%s: %v", that, err)
		}
	}
}
