package pricing

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestPriceAt(t *testing.T) {
	for _, tt := range []struct {
		name  string
		p     Price
		month int
		count float64
		want  float64
	}{
		{"plain", Price{Value: 7}, 13, 1, 7},
		{"a trend from its day on", Price{Value: 100, Age: 24, Growth: -0.15}, 12, 1, 100 * 0.85 * 0.85 * 0.85},
		{"dated after the start", Price{Value: 100, Age: -12, Growth: 0.25}, 0, 1, 80},
		{"by the month", Price{Value: 100, Growth: 0.21}, 6, 1, 110},
		{"in steps", Price{Value: 100, Growth: 0.21, Steps: true}, 23, 1, 121},
		{"in steps, half a year old", Price{Value: 100, Age: 6, Growth: 0.21, Steps: true}, 12, 1, 100 * 1.21 * 1.1},
		{"below the next step of volume", Price{Value: 10, Volume: []VolumeDiscount{{100, 0.1}, {1000, 0.25}}}, 0, 999, 9},
		{"below the first step of volume", Price{Value: 10, Volume: []VolumeDiscount{{100, 0.1}, {1000, 0.25}}}, 0, 99, 10},
		{"from a count on", Price{Value: 10, Volume: []VolumeDiscount{{100, 0.1}, {1000, 0.25}}}, 0, 100, 9},
		{"the last step counts", Price{Value: 10, Volume: []VolumeDiscount{{100, 0.1}, {1000, 0.25}}}, 0, 5000, 7.5},
		{"discount and volume", Price{Value: 10, Discount: 0.5, Volume: []VolumeDiscount{{2, 0.1}}}, 0, 2, 4.5},
		{"exchange by month", Price{Value: 10, Exchange: []float64{7, 6}}, 1, 1, 60},
		{"the last exchange holds", Price{Value: 10, Exchange: []float64{7, 6}}, 9, 1, 60},
	} {
		near(t, tt.name, tt.p.At(tt.month, tt.count), tt.want, 1e-12)
	}
}

// A server with a warranty, support and a falling price, worked out by hand: bought at
// 0 for 1000 and at 24 for 810, each free of support for 12 months.
func TestAsset(t *testing.T) {
	b := NewBill(Terms{Months: 36, Salvage: 0.1, Residual: true})
	b.Asset(&Asset{
		Category: Hardware, Name: "server", Price: Price{Value: 500, Growth: -0.1}, Count: 2, Unit: "server", Life: 24, Residual: true,
		SupportName: "support", Support: 0.12, Warranty: 12,
	})
	// Half of the second life is left: 810 · (1 − 0.9/2).
	near(t, "hardware", b.ByCategory(Hardware).Float(), 1000+810-810*0.55, 1e-9)
	near(t, "support", b.ByCategory(Support).Float(), 1000*0.12, 1e-9) // of the second year alone
	same(t, "write-off: the salvage of the first", b.WriteOff(), FromFloat(100))
	terms := b.Terms()
	terms.Residual = false
	b.Reset(terms)
	b.Asset(&Asset{Category: Hardware, Name: "server", Price: Price{Value: 1000}, Count: 1, Life: 24, Residual: true})
	near(t, "write-off without residual values", b.WriteOff().Float(), 100+550, 1e-9)
	b.Reset(terms)
	b.Asset(&Asset{Category: Hardware, Name: "server", Price: Price{Value: 1000}, Count: 1, Life: 24, Residual: true, Until: 6})
	near(t, "write-off of what is given up", b.WriteOff().Float(), 775, 1e-9)
}

// What is there already: 90 are left of 150 after two of five years; a year later 60.
func TestOwned(t *testing.T) {
	own := func(months int, o Owned, life int) *Bill {
		b := NewBill(Terms{Months: months, Residual: true})
		b.Asset(&Asset{Category: Hardware, Name: "old", Price: Price{Value: 200}, Count: 1, Life: life, Residual: true, SupportName: "support", Support: 0.1, Owned: &o})
		return b
	}
	b := own(12, Owned{Book: 90, Used: 24, Left: 36}, 60)
	near(t, "credit", b.ByCategory(Hardware).Float(), -60, 1e-9)
	near(t, "support of the price", b.ByCategory(Support).Float(), 20, 1e-6)
	same(t, "opening", b.Opening(), FromFloat(90))
	near(t, "level", b.LevelMonth().Float(), 20./12, 1e-6)
	b = own(48, Owned{Book: 90, Used: 24, Left: 36}, 60)
	near(t, "bought after three years, a fifth worn", b.ByCategory(Hardware).Float(), 200-160, 1e-9)
	b = own(48, Owned{Book: 5, Used: 70, Left: -10}, 60)
	near(t, "past its life it is kept", b.ByCategory(Hardware).Float(), -5, 1e-9)
	near(t, "and supported", b.ByCategory(Support).Float(), 80, 1e-6)
}

// 1000 over three years at 12 %: 33.214310 a month, twice; 24 months of the second.
func TestLease(t *testing.T) {
	b := NewBill(Terms{Months: 60})
	b.Lease(&Lease{Asset: Asset{Category: Hardware, Name: "server", Price: Price{Value: 500}, Count: 2, SupportName: "support", Support: 0.06}, Months: 36, Rate: 0.12})
	near(t, "payments", b.Total().Float()-b.ByCategory(Support).Float(), 60*33.214310, 1e-7)
	near(t, "support", b.ByCategory(Support).Float(), 5*60, 1e-9)
	same(t, "capex", b.Capex(), 0)
	// At its own rate a lease of one term is worth the price.
	b.Reset(Terms{Months: 36, DiscountRate: math.Pow(1.01, 12) - 1})
	b.Lease(&Lease{Asset: Asset{Category: Hardware, Name: "server", Price: Price{Value: 500}, Count: 2}, Months: 36, Rate: 0.12})
	near(t, "present value at its own rate", b.PresentValue().Float(), 1000, 1e-8)
}

// Ten servers at 1200 a year that rises by a tenth: seven reserved for two years at 40 %
// off and the price of each term's start.
func TestRent(t *testing.T) {
	b := NewBill(Terms{Months: 36})
	b.Rent(&Rent{
		Category: Hardware, Name: "rent", ReservedName: "reserved", PerYear: Price{Value: 1200, Growth: 0.1, Steps: true},
		Count: 10, Unit: "server", Reserved: 0.7, Discount: 0.4, Term: 24,
	})
	demand := 3 * 1200 * (1 + 1.1 + 1.21)
	reserved := 7 * 1200 * 0.6 * (2 + 1.21)
	near(t, "rent", b.Total().Float(), demand+reserved, 1e-9)
}

func TestLicences(t *testing.T) {
	b := NewBill(Terms{Months: 60, Residual: true, Life: 60})
	b.Licence(&Licence{Name: "for ever", Kind: Perpetual, Price: Price{Value: 1000, Discount: 0.4}, Count: 8 * 0.5, SupportName: "support", Support: 0.22})
	near(t, "perpetual", b.ByCategory(Licences).Float(), 2400, 1e-9)
	near(t, "its support", b.ByCategory(Support).Float(), 5*0.22*2400, 1e-9)
	b.Reset(b.Terms())
	b.Licence(&Licence{Name: "term", Kind: TermLicence, Price: Price{Value: 300, Growth: 0.1}, Count: 10, Term: 36})
	near(t, "two terms, nothing left of the second", b.Total().Float(), 3000+3000*math.Pow(1.1, 3), 1e-8)
	b.Reset(b.Terms())
	b.Licence(&Licence{Name: "by the year", Kind: Subscription, Price: Price{Value: 100}, Count: 10})
	near(t, "subscription", b.Total().Float(), 5000, 1e-7)
}

// Tax is part of what an asset costs, and people's work bears none.
func TestTax(t *testing.T) {
	b := NewBill(Terms{Months: 12, Tax: 0.2})
	b.Asset(&Asset{Category: Hardware, Name: "server", Price: Price{Value: 1000}, Count: 1, Life: Forever, SupportName: "support", Support: 0.1})
	b.Staff(&Team{Role: "dba", Heads: 1.2, Overhead: 0.5, Salary: Price{Value: 100}})
	b.Once(Engineering, "move", 0, 50, true)
	near(t, "hardware", b.ByCategory(Hardware).Float(), 1200, 1e-9)
	near(t, "support", b.ByCategory(Support).Float(), 120, 1e-9)
	near(t, "staff: two heads", b.ByCategory(Staff).Float(), 300, 1e-9)
	near(t, "engineering", b.ByCategory(Engineering).Float(), 50, 1e-9)
	var tax Money
	for _, l := range b.Lines() {
		tax += l.Tax
	}
	near(t, "tax in the lines", tax.Float(), 220, 1e-7)
}

// Expenses, charges, items and cash reconcile, whatever is bought and whatever was there.
func TestViewsReconcile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		terms.Tax = rapid.SampledFrom([]float64{0, 0, 0.17}).Draw(t, "tax")
		b := NewBill(terms)
		for _, c := range rapid.SliceOfN(rapid.Custom(drawCall), 0, 6).Draw(t, "calls") {
			c.post(b, 1)
		}
		for i := range rapid.IntRange(0, 3).Draw(t, "owned") {
			b.Asset(&Asset{
				Category: Hardware, Name: "owned", Price: Price{Value: rapid.Float64Range(0, 1e4).Draw(t, "price")}, Count: float64(i + 1),
				From: rapid.IntRange(0, 10).Draw(t, "from"), Until: rapid.IntRange(0, 70).Draw(t, "until"), Life: 48, Residual: true,
				SupportName: "support", Support: 0.1, Warranty: 12,
				Owned: &Owned{Book: rapid.Float64Range(0, 1e5).Draw(t, "book"), Used: rapid.IntRange(0, 80).Draw(t, "used"), Left: rapid.IntRange(-5, 80).Draw(t, "left")},
			})
		}
		var expenses, billed, effective, level, cash, present Money
		for _, m := range b.Expenses() {
			expenses += m
		}
		for _, c := range b.Charges() {
			billed += c.BilledCost
			effective += c.EffectiveCost
		}
		if expenses != b.Total()+b.Opening() || billed != b.Total() || effective != b.Total() {
			t.Fatalf("expenses %s − opening %s, billed %s, effective %s, total %s", expenses, b.Opening(), billed, effective, b.Total())
		}
		for _, l := range b.Level() {
			level += l.Total()
		}
		if level != b.LevelMonth() {
			t.Fatalf("level lines sum to %s, the level month is %s", level, b.LevelMonth())
		}
		for _, it := range b.Items() {
			cash += it.Cash
			present += it.Present
		}
		if d := present - b.PresentValue(); cash != b.Total() || d > 1000 || d < -1000 {
			t.Fatalf("items sum to %s and %s, the bill to %s and %s", cash, present, b.Total(), b.PresentValue())
		}
	})
}
