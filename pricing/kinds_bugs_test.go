package pricing

import (
	"math"
	"testing"
)

func TestCallerBugsOfKindsPanic(t *testing.T) {
	nan := math.NaN()
	one := Price{Value: 1}
	b := NewBill(Terms{Months: 12})
	asset := func(change func(a *Asset)) func() {
		return func() {
			a := Asset{Category: Hardware, Name: "x", Price: one, Count: 1, Life: 12}
			change(&a)
			b.Asset(&a)
		}
	}
	running := func(p Price) func() {
		return func() { b.Running(&Running{Category: Network, Name: "x", PerYear: p, Count: 1}) }
	}
	for name, f := range map[string]func(){
		"NaN price":        running(Price{Value: nan}),
		"negative price":   running(Price{Value: -1}),
		"NaN age":          running(Price{Value: 1, Age: nan}),
		"growth":           running(Price{Value: 1, Growth: -1}),
		"discount":         running(Price{Value: 1, Discount: 1.1}),
		"NaN discount":     running(Price{Value: 1, Discount: nan}),
		"volume":           running(Price{Value: 1, Volume: []VolumeDiscount{{1, -0.1}}}),
		"descending":       running(Price{Value: 1, Volume: []VolumeDiscount{{10, 0.1}, {1, 0.2}}}),
		"exchange":         running(Price{Value: 1, Exchange: []float64{-7}}),
		"NaN exchange":     running(Price{Value: 1, Exchange: []float64{nan}}),
		"running count":    func() { b.Running(&Running{Category: Network, Name: "x", PerYear: one, Count: nan}) },
		"running month":    func() { b.Running(&Running{Category: Network, Name: "x", PerYear: one, Count: 1, From: -1}) },
		"life":             asset(func(a *Asset) { a.Life = -2 }),
		"NaN count":        asset(func(a *Asset) { a.Count = nan }),
		"negative count":   asset(func(a *Asset) { a.Count = -1 }),
		"negative month":   asset(func(a *Asset) { a.From = -1 }),
		"NaN support":      asset(func(a *Asset) { a.Support = nan }),
		"category":         asset(func(a *Asset) { a.Category = 99 }),
		"NaN book":         asset(func(a *Asset) { a.Owned = &Owned{Book: nan, Left: 1} }),
		"negative book":    asset(func(a *Asset) { a.Owned = &Owned{Book: -1, Left: 1} }),
		"negative age":     asset(func(a *Asset) { a.Owned = &Owned{Book: 1, Used: -1, Left: 1} }),
		"lease months":     func() { b.Lease(&Lease{Asset: Asset{Price: one, Count: 1}}) },
		"lease rate":       func() { b.Lease(&Lease{Asset: Asset{Price: one, Count: 1}, Months: 12, Rate: nan}) },
		"reserved share":   func() { b.Rent(&Rent{PerYear: one, Count: 1, Reserved: 1.1, Term: 1}) },
		"reserved term":    func() { b.Rent(&Rent{PerYear: one, Count: 1, Reserved: 1}) },
		"reserved price":   func() { b.Rent(&Rent{PerYear: one, Count: 1, Reserved: 1, Discount: nan, Term: 1}) },
		"licence kind":     func() { b.Licence(&Licence{Kind: 3, Price: one}) },
		"PUE":              func() { b.Power(&Power{PUE: 0.9, Kilowatts: 1, HoursPerMonth: 730, PerKWh: one}) },
		"NaN kilowatts":    func() { b.Power(&Power{PUE: 1, Kilowatts: nan, HoursPerMonth: 730, PerKWh: one}) },
		"empty building":   func() { b.Facility(&Facility{Watts: 1, Prices: []NamedPrice{{"x", one}}}) },
		"crowded building": func() { b.Facility(&Facility{Watts: 1, Occupancy: 1.1, Prices: []NamedPrice{{"x", one}}}) },
		"salary":           func() { b.Staff(&Team{Heads: 1, Salary: Price{Value: nan}}) },
		"tax":              func() { NewBill(Terms{Months: 1, Tax: nan}) },
		"cost of capital":  func() { NewBill(Terms{Months: 1, CostOfCapital: nan}) },
		"rate of flows":    func() { NetPresentValue([]Money{1}, []Money{1}, nan) },
	} {
		func() {
			defer func() {
				if s, _ := recover().(string); len(s) < 9 || s[:9] != "pricing: " {
					t.Errorf("%s: recovered %q, want a panic that names the package", name, s)
				}
			}()
			f()
		}()
	}
}

// Every kind of line allocates nothing once a bill has been used, nor does a rate of
// return; what a caller points to (Owned, prices) is the caller's, to be used again.
func TestKindsAllocateNothing(t *testing.T) {
	terms := Terms{Months: 60, DiscountRate: 0.1, Inflation: 0.03, Life: 48, Residual: true, Tax: 0.17}
	b := NewBill(terms)
	price := Price{Value: 100, Growth: -0.1, Age: 3, Volume: []VolumeDiscount{{10, 0.1}}, Exchange: []float64{7, 6.5}}
	prices := []NamedPrice{{"shell", price}}
	owned := Owned{Book: 100, Used: 12, Left: 36}
	var start, end []Money
	if n := testing.AllocsPerRun(100, func() {
		b.Reset(terms)
		a := Asset{Category: Hardware, Name: "server", Price: price, Count: 20, Residual: true, SupportName: "support", Support: 0.1, Warranty: 12}
		b.Asset(&a)
		a.Owned = &owned
		b.Asset(&a)
		a.Owned = nil
		b.Lease(&Lease{Asset: a, Months: 36, Rate: 0.08})
		b.Rent(&Rent{Category: Hardware, Name: "rent", ReservedName: "reserved", PerYear: price, Count: 9, Reserved: 0.7, Discount: 0.4, Term: 12})
		b.Licence(&Licence{Name: "database", Price: price, Count: 8, SupportName: "support", Support: 0.22})
		b.Power(&Power{Name: "power", Overhead: "cooling", Kilowatts: 6, PUE: 1.5, HoursPerMonth: 730, PerKWh: price})
		b.Facility(&Facility{Watts: 6000, Occupancy: 0.8, Prices: prices, OpexName: "opex", OpexPerYear: price})
		b.Staff(&Team{Role: "administrators", Heads: 1.2, Salary: price})
		start, end = b.Flows(start[:0], end[:0])
		InternalRate(start, end)
		Payback(start, end)
		if b.LevelMonth() == 0 || b.WriteOff() < 0 {
			t.Error("nothing")
		}
	}); n != 0 {
		t.Errorf("%g allocations a bill, want 0", n)
	}
}
