package pricing

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"
)

func whole(units ...float64) []Money {
	m := make([]Money, len(units))
	for i, u := range units {
		m[i] = FromFloat(u)
	}
	return m
}

func same(t *testing.T, what string, got, want Money) {
	t.Helper()
	if got != want {
		t.Errorf("%s = %s, want %s", what, got, want)
	}
}

// Everything below is worked out by hand.
func TestSmallBill(t *testing.T) {
	b := NewBill(Terms{
		Months: 18, Start: time.Date(2010, 7, 15, 0, 0, 0, 0, time.UTC),
		DiscountRate: 0.21, Inflation: 0.5, Life: 12, Salvage: 0.2, Residual: true,
	})
	b.Buy(Hardware, "server", 0, 1000, 0, BuyOptions{Residual: true})
	b.Recur(Staff, "admin", 0, 18, 1200, true)
	b.Recur(Energy, "power", 3, 99, 120, false)
	b.Once(Engineering, "move", 12, 600, true)
	b.Once(Other, "scrap", 12, -50, false)

	// Bought at 0 and 12; at 18 half of the second is worn: 1000 − ½·800 = 600.
	same(t, "hardware", b.ByCategory(Hardware), FromFloat(1400))
	same(t, "staff", b.ByCategory(Staff), FromFloat(12*100+6*150))
	same(t, "energy", b.ByCategory(Energy), FromFloat(15*10))
	same(t, "capex", b.Capex(), FromFloat(1400+600))
	same(t, "opex", b.Opex(), FromFloat(2100+150-50))
	same(t, "total", b.Total(), FromFloat(4200))
	same(t, "run rate", b.RunRate(), FromFloat(6*110+6*160))
	// Out after month 11: 1000 + 1200 + 90. At 12: + 1000 + 600 − 50. At 18: + 960 − 600.
	same(t, "peak", b.CashPeak(), FromFloat(3840+5*160))

	months := whole(1100, 100, 100, 110, 110, 110, 110, 110, 110, 110, 110, 110, 1710, 160, 160, 160, 160, 160-600)
	if got := b.ByMonth(); !slices.Equal(got, months) {
		t.Errorf("months %v, want %v", got, months)
	}
	if got, want := b.Years(), []int{2010, 2011}; !slices.Equal(got, want) {
		t.Errorf("years %v, want %v", got, want)
	}
	if got, want := b.ByYear(), whole(1630, 660+1710+4*160-440); !slices.Equal(got, want) {
		t.Errorf("by year %v, want %v", got, want)
	}

	// 1.21^(12/12) = 1.21, 1.21^(6/12) = 1.1, 1.21^(18/12) = 1.331.
	pv := 1000 + 1000/1.21 - 600/1.331
	near(t, "present hardware", b.PresentValueByCategory(Hardware).Float(), pv, 1e-9)
	same(t, "present move", b.PresentValueByCategory(Engineering), FromFloat(600/1.21))
	same(t, "present scrap", b.PresentValueByCategory(Other), FromFloat(-50/1.21))
}

func TestYears(t *testing.T) {
	at := func(y int, m time.Month) time.Time { return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC) }
	for _, tt := range []struct {
		t    Terms
		want []int
		sums []Money
	}{
		{Terms{Months: 24}, []int{1, 2}, whole(12, 12)},
		{Terms{Months: 13}, []int{1, 2}, whole(12, 1)},
		{Terms{Months: 1, FiscalStart: time.April}, []int{1}, whole(1)},
		{Terms{Months: 12, Start: at(2009, time.January)}, []int{2009}, whole(12)},
		{Terms{Months: 12, Start: at(2009, time.December)}, []int{2009, 2010}, whole(1, 11)},
		{Terms{Months: 12, Start: at(2009, time.January), FiscalStart: time.April}, []int{2008, 2009}, whole(3, 9)},
		{Terms{Months: 12, Start: at(2009, time.April), FiscalStart: time.April}, []int{2009}, whole(12)},
	} {
		b := NewBill(tt.t)
		b.Recur(Space, "rack", 0, tt.t.Months, 12, false)
		if got := b.Years(); !slices.Equal(got, tt.want) {
			t.Errorf("%+v: years %v, want %v", tt.t, got, tt.want)
		}
		if got := b.ByYear(); !slices.Equal(got, tt.sums) {
			t.Errorf("%+v: by year %v, want %v", tt.t, got, tt.sums)
		}
	}
}

// What is bought, how often, and what is left of it.
func TestBuy(t *testing.T) {
	terms := Terms{Months: 60, Life: 48, Salvage: 0.05, Residual: true}
	keep := BuyOptions{Residual: true}
	none := terms
	none.Residual = false
	for _, tt := range []struct {
		name  string
		terms Terms
		month int
		life  int
		o     BuyOptions
		want  float64
	}{
		{"bought again at 48, a quarter worn", terms, 0, 0, keep, 2000 - (1000 - 950*0.25)},
		{"own life that ends at the horizon leaves the salvage", terms, 0, 60, keep, 950},
		{"own life that ends a month before", terms, 0, 59, keep, 2000 - (1000 - 950.0/59)},
		{"longer than the horizon", terms, 0, 120, keep, 475},
		{"three times", terms, 0, 20, keep, 3000 - 50},
		{"bought late", terms, 24, 0, keep, 1000 - (1000 - 950*0.75)},
		{"bought after the end", terms, 60, 0, keep, 0},
		{"no residual in the terms", none, 0, 0, keep, 2000},
		{"no residual of its own", terms, 0, 0, BuyOptions{}, 2000},
		{"perpetual", terms, 0, Forever, keep, 1000},
		{"no life anywhere", Terms{Months: 60, Residual: true}, 0, 0, keep, 1000},
		{"given up before it is bought again", terms, 0, 0, BuyOptions{Residual: true, Until: 48}, 1000},
		{"given up after it is bought again", terms, 0, 0, BuyOptions{Residual: true, Until: 49}, 2000},
		{"given up at the horizon", terms, 0, 0, BuyOptions{Residual: true, Until: 60}, 2000 - (1000 - 950*0.25)},
		{"cheaper each time, bought late", terms, 12, 24, BuyOptions{Residual: true, Trend: -0.1}, 1000 + 810 - 810*0.05},
		{"cheaper each time", terms, 0, 24, BuyOptions{Trend: -0.1}, 1000 + 810 + 656.1},
	} {
		b := NewBill(tt.terms)
		b.Buy(Hardware, "server", tt.month, 1000, tt.life, tt.o)
		if d := b.Total() - FromFloat(tt.want); d < -1 || d > 1 {
			t.Errorf("%s: %s, want %g", tt.name, b.Total(), tt.want)
		}
		same(t, tt.name+": capex", b.Capex(), b.Total())
	}
}

// The present value of a level and of a stepped annuity in closed form, with
// i = (1+r)^(1/12) − 1 a month: A (1 − (1+i)^−n) / i, and over years a
// geometric series of ratio (1+g)/(1+r).
func TestPresentValueOfRunningCosts(t *testing.T) {
	for _, r := range []float64{0.001, 0.08, 0.5, -0.05} {
		for _, g := range []float64{0, 0.03, -0.15} {
			b := NewBill(Terms{Months: 120, DiscountRate: r, Inflation: g})
			b.Recur(Energy, "power", 0, 120, 1.2e6, g != 0)
			i := math.Pow(1+r, 1.0/12) - 1
			year := 1e5 * (1 - math.Pow(1+i, -12)) / i
			q := (1 + g) / (1 + r)
			near(t, "present value", b.PresentValue().Float(), year*(math.Pow(q, 10)-1)/(q-1), 1e-10)

			b.Reset(b.Terms())
			b.Recur(Energy, "power", 24, 48, 1.2e6, false)
			want := 1e5 * (1 - math.Pow(1+i, -24)) / i / math.Pow(1+r, 2)
			near(t, "present value of the third and fourth year", b.PresentValue().Float(), want, 1e-10)
		}
	}
}

// −1000 now and 300 at the end of each of four years at 8 %: −6.361947986700358.
func TestNetPresentValue(t *testing.T) {
	b := NewBill(Terms{Months: 60, DiscountRate: 0.08})
	b.Once(OneOff, "price", 0, -1000, true)
	for y := 1; y <= 4; y++ {
		b.Once(Other, "return", 12*y, 300, false)
	}
	near(t, "net present value", b.PresentValue().Float(), -6.361947986700358, 3e-7)
}

func TestRange(t *testing.T) {
	huge := Terms{Months: 1200, Inflation: 10, DiscountRate: -0.9}
	for name, fill := range map[string]func(*Bill){
		"purchase":     func(b *Bill) { b.Buy(Hardware, "x", 0, 5e12, 1, BuyOptions{}) },
		"trend":        func(b *Bill) { b.Buy(Hardware, "x", 0, 1, 12, BuyOptions{Trend: 1e300}) },
		"running cost": func(b *Bill) { b.Recur(Energy, "x", 0, 1200, 12e12, false) },
		"inflation":    func(b *Bill) { b.Recur(Energy, "x", 0, 1200, 1e300, true) },
		"once":         func(b *Bill) { b.Once(OneOff, "x", 0, -1e13, false) },
		"discount":     func(b *Bill) { b.Once(OneOff, "x", 1199, 1, false) },
		"many": func(b *Bill) {
			b.Reset(Terms{Months: 12})
			for range 3 {
				b.Once(OneOff, "x", 0, 4e12, false)
			}
		},
	} {
		b := NewBill(huge)
		fill(b)
		if !errors.Is(b.Err(), ErrRange) {
			t.Errorf("%s: error %v, want %v", name, b.Err(), ErrRange)
		}
		b.Reset(Terms{Months: 12})
		if b.Once(OneOff, "x", 0, 4e12, false); b.Err() != nil {
			t.Errorf("%s: after Reset %v", name, b.Err())
		}
	}
}

func TestCallerBugsPanic(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	ok := Terms{Months: 12}
	b := NewBill(ok)
	for name, f := range map[string]func(){
		"NaN money":       func() { FromFloat(nan) },
		"infinite money":  func() { FromFloat(-inf) },
		"places":          func() { Unit.Decimal(7) },
		"category name":   func() { _ = Category(11).String() },
		"NaN price":       func() { b.Buy(Hardware, "x", 0, nan, 0, BuyOptions{}) },
		"infinite price":  func() { b.Buy(Hardware, "x", 0, inf, 0, BuyOptions{}) },
		"negative price":  func() { b.Buy(Hardware, "x", 0, -1, 0, BuyOptions{}) },
		"negative life":   func() { b.Buy(Hardware, "x", 0, 1, -2, BuyOptions{}) },
		"NaN trend":       func() { b.Buy(Hardware, "x", 0, 1, 0, BuyOptions{Trend: nan}) },
		"NaN quantity":    func() { b.Buy(Hardware, "x", 0, 1, 0, BuyOptions{Quantity: nan}) },
		"negative month":  func() { b.Buy(Hardware, "x", -1, 1, 0, BuyOptions{}) },
		"NaN rate":        func() { b.Recur(Energy, "x", 0, 1, nan, false) },
		"infinite rate":   func() { b.Recur(Energy, "x", 0, 1, inf, true) },
		"backwards":       func() { b.Recur(Energy, "x", 2, 1, 1, true) },
		"growth":          func() { b.RecurWith(Energy, "x", 0, 1, 1, RecurOptions{Growth: -1}) },
		"NaN once":        func() { b.Once(OneOff, "x", 0, nan, true) },
		"infinite once":   func() { b.Once(OneOff, "x", 0, -inf, true) },
		"late and NaN":    func() { b.Once(OneOff, "x", 99, nan, true) },
		"category":        func() { b.Once(-1, "x", 0, 1, true) },
		"months":          func() { NewBill(Terms{}) },
		"discount":        func() { NewBill(Terms{Months: 1, DiscountRate: nan}) },
		"all discounted":  func() { NewBill(Terms{Months: 1, DiscountRate: -1}) },
		"inflation":       func() { NewBill(Terms{Months: 1, Inflation: inf}) },
		"salvage":         func() { NewBill(Terms{Months: 1, Salvage: nan}) },
		"too much left":   func() { NewBill(Terms{Months: 1, Salvage: 1.1}) },
		"terms life":      func() { NewBill(Terms{Months: 1, Life: -1}) },
		"fiscal month":    func() { NewBill(Terms{Months: 1, FiscalStart: 13}) },
		"book value":      func() { BookValue(1, nan, 1, 0) },
		"level payment":   func() { LevelPayment(1, 0.1, 0) },
		"cost of capital": func() { LevelPayment(1, nan, 12) },
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
	if len(b.entries) != 0 || b.Total() != 0 {
		t.Error("a refused line left something behind")
	}
}

// A reused bill takes on the horizon and the rate of its new terms.
func TestReset(t *testing.T) {
	b := NewBill(Terms{Months: 60, DiscountRate: 0.1})
	for _, terms := range []Terms{
		{Months: 60, DiscountRate: 0.25},
		{Months: 36, DiscountRate: 0.25},
		{Months: 72, DiscountRate: 0.25},
	} {
		b.Reset(terms)
		b.Once(OneOff, "move", 24, 100, true)
		same(t, "present value at 25 %", b.PresentValue(), FromFloat(64))
		if got := len(b.ByMonth()); got != terms.Months {
			t.Errorf("%d months, want %d", got, terms.Months)
		}
	}
}

// A short horizon's running costs are scaled up to a year.
func TestRunRateOfAShortHorizon(t *testing.T) {
	b := NewBill(Terms{Months: 3})
	b.Recur(Energy, "power", 1, 3, 120, false)
	b.Once(Other, "repair", 0, 99, false)
	same(t, "run rate", b.RunRate(), FromFloat(80))
}
