package pricing

import "testing"

// fill posts fifteen lines like those of a fleet over five years.
func fill(b *Bill, price float64) {
	b.Buy(Hardware, "servers", 0, price, 48, BuyOptions{Residual: true})
	b.Buy(Hardware, "storage", 0, price/2, 60, BuyOptions{Residual: true, Trend: -0.15})
	b.Buy(Licences, "database", 0, price/3, Forever, BuyOptions{})
	for c := Support; c <= Staff; c++ {
		b.Recur(c, "first", 0, 60, price, true)
		b.Recur(c, "second", 0, 60, price, false)
	}
	b.Once(Engineering, "move", 0, price, true)
	b.Recur(Other, "other", 0, 60, price, true)
}

// One operation is one fleet in one trial.
func BenchmarkBill(b *testing.B) {
	b.ReportAllocs()
	terms := Terms{Months: 60, DiscountRate: 0.1, Inflation: 0.03, Life: 48, Salvage: 0.05, Residual: true}
	bill := NewBill(terms)
	var total Money
	for b.Loop() {
		bill.Reset(terms)
		fill(bill, 1e5)
		total += bill.Total() + bill.PresentValue() + bill.CashPeak() + bill.RunRate()
	}
	if total == 0 {
		b.Fatal("nothing was billed")
	}
}

// The same when the rates are drawn anew in each trial.
func BenchmarkBillDrawnRates(b *testing.B) {
	b.ReportAllocs()
	terms := Terms{Months: 60, DiscountRate: 0.1, Inflation: 0.03, Life: 48, Salvage: 0.05, Residual: true}
	bill := NewBill(terms)
	for b.Loop() {
		terms.DiscountRate += 1e-9
		bill.Reset(terms)
		fill(bill, 1e5)
	}
}

func TestHotPathAllocatesNothing(t *testing.T) {
	terms := Terms{Months: 60, DiscountRate: 0.1, Inflation: 0.03, Life: 48}
	bill := NewBill(terms)
	fill(bill, 1e5)
	if n := testing.AllocsPerRun(100, func() {
		bill.Reset(terms)
		fill(bill, 1e5)
	}); n != 0 {
		t.Errorf("%g allocations a bill, want 0", n)
	}
}

// A bill of 10,000 lines over 60 months: posted, and then asked for everything that a
// report says of it.
func BenchmarkLargeBill(b *testing.B) {
	terms := Terms{Months: 60, DiscountRate: 0.1, Inflation: 0.03, Life: 48, Residual: true, CostOfCapital: 0.08}
	bill := NewBill(terms)
	post := func() {
		bill.Reset(terms)
		for range 2500 {
			bill.Asset(&Asset{Category: Hardware, Name: "servers", Price: Price{Value: 1e3, Growth: -0.1}, Count: 4, Residual: true, SupportName: "support", Support: 0.1})
			bill.Running(&Running{Category: Energy, Name: "power", PerYear: Price{Value: 700, Growth: 0.03, Steps: true}, Count: 4})
			bill.Licence(&Licence{Name: "database", Price: Price{Value: 100}, Count: 8})
		}
	}
	post()
	if n := len(bill.entries); n < 10000 {
		b.Fatalf("%d lines", n)
	}
	b.Run("post", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			post()
		}
	})
	b.Run("views", func(b *testing.B) {
		for b.Loop() {
			if bill.LevelMonth() == 0 || len(bill.Expenses()) == 0 || len(bill.Level()) == 0 || bill.PresentValue() == 0 {
				b.Fatal("nothing")
			}
		}
	})
}

// The rate of return of one trial.
func BenchmarkInternalRate(b *testing.B) {
	b.ReportAllocs()
	start, end := make([]Money, 60), make([]Money, 60)
	start[0] = -50e3 * Unit
	for m := range end {
		end[m] = 1500 * Unit
	}
	for b.Loop() {
		if r, ok := InternalRate(start, end); !ok || r < 0.1 {
			b.Fatal(r)
		}
	}
}
