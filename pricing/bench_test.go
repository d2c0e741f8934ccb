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
