package pricing

import (
	"math"
	"testing"
)

// byName sums the cash of each line.
func byName(b *Bill) map[string]Money {
	out := map[string]Money{}
	for _, l := range b.Lines() {
		out[l.Name] += l.Amount
	}
	return out
}

// Each month of a running cost is at that month's price.
func TestRunning(t *testing.T) {
	rates := make([]float64, 30)
	for m := range rates {
		rates[m] = 7 - float64(m/8)/4
	}
	for name, p := range map[string]Price{
		"level":             {Value: 120},
		"steps":             {Value: 120, Growth: 0.05, Steps: true, Age: 7},
		"monthly":           {Value: 120, Growth: -0.2, Age: 3},
		"exchange":          {Value: 120, Exchange: rates},
		"steps of exchange": {Value: 120, Growth: 0.05, Steps: true, Exchange: rates},
		"both":              {Value: 120, Growth: 0.05, Discount: 0.1, Exchange: rates, Volume: []VolumeDiscount{{10, 0.5}, {13, 0.9}}},
	} {
		b := NewBill(Terms{Months: 48})
		b.Running(&Running{Category: Network, Name: "line", PerYear: p, Count: 12, From: 2, Until: 40})
		for m, cash := range b.ByMonth() {
			want := 0.0
			if m >= 2 && m < 40 {
				want = p.At(m, 12) * 12 / 12
			}
			if d := cash - FromFloat(want); d < -1 || d > 1 {
				t.Errorf("%s: month %d %s, want %g", name, m, cash, want)
			}
		}
	}
}

// Leased for 24 of 30 months at 12 % a year, then again at half the price: at that rate
// the payments of a term are worth the price, whose level payment is 1 % / (1 − 1.01^−24).
func TestLeaseAgain(t *testing.T) {
	b := NewBill(Terms{Months: 30, DiscountRate: math.Pow(1.01, 12) - 1, Tax: 0.2})
	l := Lease{Months: 24, Rate: 0.12, Asset: Asset{Category: Hardware, Name: "server", Price: Price{Value: 1000, Growth: math.Sqrt(0.5) - 1}, Count: 2, SupportName: "support", Support: 0.06, Warranty: 12}}
	b.Lease(&l)
	payment := 2000 * 0.01 / (1 - math.Pow(1.01, -24))
	lines := byName(b)
	near(t, "payments", lines["server"].Float(), 1.2*payment*(24+0.5*6), 1e-8)
	near(t, "support", lines["support"].Float(), 1.2*10*12, 1e-9)
	same(t, "months", b.ByMonth()[24], FromFloat(1.2*payment/2))
	same(t, "capital", b.Capex(), 0)

	terms := b.Terms()
	terms.Months = 24
	b.Reset(terms)
	l.Support = 0
	b.Lease(&l)
	near(t, "worth the price", b.PresentValue().Float(), 1.2*2000, 1e-8)

	b.Reset(terms)
	l.Until = 10
	b.Lease(&l)
	near(t, "until", b.Total().Float(), 1.2*payment*10, 1e-8)
}

// 100 at 12 a year that rises by a tenth each: 70 reserved in terms of 18 months at 40 %
// off, at the price of each term's start; 36 of 40 months, the last 4 given up.
func TestRentOfTerms(t *testing.T) {
	b := NewBill(Terms{Months: 40})
	b.Rent(&Rent{
		Category: Hardware, Name: "on demand", ReservedName: "reserved", Count: 100, Until: 36, Reserved: 0.7, Discount: 0.4, Term: 18,
		PerYear: Price{Value: 24, Growth: 0.1, Steps: true, Volume: []VolumeDiscount{{100, 0.5}}},
	})
	l := byName(b)
	near(t, "on demand", l["on demand"].Float(), 30*12*(1+1.1+1.21), 1e-9)
	near(t, "reserved", l["reserved"].Float(), 70*0.6*18*(1+1.1), 1e-9)

	b.Reset(b.Terms())
	b.Rent(&Rent{Category: Space, Name: "on demand", Count: 3, PerYear: Price{Value: 12}})
	same(t, "nothing reserved", b.Total(), FromFloat(3*40))
	b.Reset(b.Terms())
	b.Rent(&Rent{Category: Space, ReservedName: "reserved", Count: 3, PerYear: Price{Value: 12}, Reserved: 1, Discount: 0.5, Term: 12})
	same(t, "all reserved", b.Total(), FromFloat(1.5*40))
}

// Eight licences of 100: for ever with support of 22 % a year; by the year; and in terms
// of two years that rise by a tenth a year.
func TestLicencesGivenUp(t *testing.T) {
	for name, tt := range map[string]struct {
		l    Licence
		want float64
	}{
		"perpetual":    {Licence{Kind: Perpetual, Support: 0.22, SupportName: "support"}, 800 + 176*2.5},
		"given up":     {Licence{Kind: Perpetual, Support: 0.22, SupportName: "support", Until: 12}, 800 + 176},
		"discount":     {Licence{Kind: Perpetual, Support: 0.22, SupportName: "support", Price: Price{Discount: 0.5}}, 400 + 88*2.5},
		"subscription": {Licence{Kind: Subscription}, 800 * 2.5},
		"term":         {Licence{Kind: TermLicence, Term: 24, Price: Price{Growth: 0.1}}, 800 * 2.21},
	} {
		b := NewBill(Terms{Months: 30, Life: 12, Residual: true})
		l := tt.l
		l.Name, l.Count, l.Price.Value = name, 8, 100
		b.Licence(&l)
		near(t, name, b.Total().Float(), tt.want, 2e-8) // half a millionth a month
		same(t, name+": write-off", b.WriteOff(), 0)
		same(t, name+": category", b.ByCategory(Licences)+b.ByCategory(Support), b.Total())
	}
}

func TestStaff(t *testing.T) {
	b := NewBill(Terms{Months: 24, Tax: 0.2})
	for heads, want := range map[float64]float64{0: 0, 0.2: 1, 2: 2, 2.0000000001: 2, 2.01: 3} {
		b.Reset(b.Terms())
		if got := b.Staff(&Team{Role: "administrators", Heads: heads, Overhead: 0.3, Salary: Price{Value: 100, Growth: 0.1, Steps: true}}); got != want {
			t.Errorf("%g heads are %g, want %g", heads, got, want)
		}
		same(t, "salaries", b.ByCategory(Staff), FromFloat(want*130*2.1))
	}
	for _, tt := range [][4]float64{{980, 100, 0, 9.8}, {980, 100, 12, 12}, {0, 50, 2, 2}} {
		near(t, "administrators", Administrators(tt[0], tt[1], tt[2]), tt[3], 1e-15)
	}
}

// 6 kW at 0.1 each of 730 hours a month; a third of the building is empty.
func TestPowerAndFacility(t *testing.T) {
	b := NewBill(Terms{Months: 12, Life: 48, Residual: true})
	b.Power(&Power{Name: "power", Overhead: "cooling", Kilowatts: 6, PUE: 1.5, HoursPerMonth: 730, PerKWh: Price{Value: 0.1}})
	b.Facility(&Facility{
		Watts: 6000, Occupancy: 0.75, Life: 120, OpexName: "opex", OpexPerYear: Price{Value: 0.5},
		Prices: []NamedPrice{{"shell", Price{Value: 2}}, {"cooling plant", Price{Value: 8}}},
	})
	l := byName(b)
	for name, want := range map[string]float64{
		"power": 6 * 0.1 * 8760, "cooling": 3 * 0.1 * 8760, "opex": 8000 * 0.5, "shell": 1600, "cooling plant": 6400, // a tenth is worn
	} {
		near(t, name, l[name].Float(), want, 1e-9)
	}
	b.Reset(b.Terms())
	b.Power(&Power{Name: "power", Overhead: "cooling", Kilowatts: 6, PUE: 1, HoursPerMonth: 730, PerKWh: Price{Value: 0.1}})
	if n := len(b.Items()); n != 1 {
		t.Errorf("%d lines of a building that adds nothing", n)
	}
}

// Tax is part of what an asset costs, and of none of what people do or what is received.
func TestTaxOfLines(t *testing.T) {
	b := NewBill(Terms{Months: 12, Life: 24, Residual: true, Tax: 0.2})
	b.Buy(Hardware, "server", 0, 1000, 0, BuyOptions{Residual: true})
	b.Recur(Energy, "power", 0, 12, 100, false)
	b.Recur(Staff, "people", 0, 12, 100, false)
	b.Once(Engineering, "move", 0, 100, true)
	b.Once(Other, "scrap", 0, -100, false)
	b.RecurWith(Other, "levy", 0, 12, 100, RecurOptions{Untaxed: true})
	want := map[string][2]float64{
		"server": {600, 100}, "power": {120, 20}, "people": {100, 0}, "move": {100, 0}, "scrap": {-100, 0}, "levy": {100, 0},
	}
	cash, tax := map[string]Money{}, map[string]Money{}
	for _, c := range b.Charges() {
		cash[c.ResourceName] += c.BilledCost
		tax[c.ResourceName] += c.Tax
	}
	for name, w := range want {
		for i, got := range []Money{cash[name], tax[name]} {
			if d := got - FromFloat(w[i]); d < -6 || d > 6 { // half a millionth a month
				t.Errorf("%s: cash and tax %s and %s, want %g", name, cash[name], tax[name], w)
			}
		}
	}
	near(t, "level", b.LevelMonth().Float(), (600+120+100+100-100+100)/12., 1e-6)
}
