package pricing

import (
	"math"
	"math/big"
	"testing"
)

func near(t *testing.T, what string, got, want, rel float64) {
	t.Helper()
	if !(math.Abs(got-want) <= rel*math.Abs(want)) {
		t.Errorf("%s = %.12g, want %.12g within %.1g of it", what, got, want, rel)
	}
}

// Paying the level payment for n periods leaves a debt of nothing: the second
// route carries the debt forward in 300-bit numbers.
func TestLevelPaymentRepays(t *testing.T) {
	for _, n := range []int{1, 2, 36, 144, 600} {
		for _, rate := range []float64{0, 1e-12, 1e-6, 0.01, 0.1, 1, -0.02} {
			factor := new(big.Float).SetPrec(4000).SetInt64(1)
			i := new(big.Float).SetPrec(4000).SetFloat64(rate)
			q := new(big.Float).SetPrec(4000).Add(factor, i)
			value := new(big.Float).SetPrec(4000)
			for range n {
				factor.Quo(factor, q)
				value.Add(value, factor)
			}
			want, _ := value.Quo(big.NewFloat(6000), value).Float64()
			near(t, "level payment", LevelPayment(6000, rate, n), want, 1e-13)
		}
	}
}

func TestBookValue(t *testing.T) {
	for _, tt := range []struct{ price, age, life, salvage, want float64 }{
		{1200, 0, 48, 0.05, 1200},
		{1200, 12, 48, 0, 900},
		{1200, 48, 48, 0.05, 60},
		{1200, 60, 48, 0.05, 60},
		{1000, 36, 48, 0.2, 400}, // 1000 − ¾ of 800
		{1000, 3, 4, 1, 1000},
	} {
		near(t, "book value", BookValue(tt.price, tt.age, tt.life, tt.salvage), tt.want, 1e-14)
	}
}

// Barroso & Hölzle, The Datacenter as a Computer, 2009, section 6: cost of a
// server a month, cases A and B; Hamilton, Overall Data Center Costs, 2010.
func TestPublishedMonthlyCosts(t *testing.T) {
	wsc := func(server, watt, kWh float64) *Bill {
		b := NewBill(Terms{Months: 36, Life: 36})
		b.Buy(Hardware, "server", 0, server, 36, BuyOptions{})
		b.Buy(Space, "facility", 0, 15*watt, 144, BuyOptions{})
		b.Recur(Space, "facility upkeep", 0, 36, 12*0.04*watt, false)
		b.Recur(Support, "maintenance", 0, 36, 12*0.05*server/36, false)
		b.Recur(Energy, "energy", 0, 36, 12*watt/1000*0.75*2.0*720*kWh, false)
		return b
	}
	near(t, "case A", wsc(6000, 300, 0.062).LevelMonth(0.12).Float(), 298.81, 2e-5)
	near(t, "case B", wsc(2000, 500, 0.1).LevelMonth(0.12).Float(), 241.71, 2e-5)

	h := NewBill(Terms{Months: 120})
	h.Buy(Hardware, "servers", 0, 45978*1450, 36, BuyOptions{})
	near(t, "servers", h.LevelMonth(0.05).Float(), 1998103, 1e-6)
	h.Reset(Terms{Months: 36})
	h.Buy(Space, "facility", 0, 72e6, 120, BuyOptions{})
	near(t, "power and cooling", h.LevelMonth(0.05).Float()*0.82, 626211, 1e-6)
}

// At no interest a level month is the plain mean of what is held, and at 12 %
// what has no life is repaid over the rest of the horizon: 1000 in two payments
// of 1000 · 0.01 / (1 − 1.01^−2), in a horizon of four months.
func TestLevelMonth(t *testing.T) {
	b := NewBill(Terms{Months: 4})
	b.Buy(Hardware, "server", 0, 120, 3, BuyOptions{}) // 3 months of the first, 1 of the second
	b.Once(OneOff, "move", 2, 60, true)
	b.Once(Other, "repair", 1, 20, false)
	same(t, "without interest", b.LevelMonth(0), FromFloat((120+40+60+20)/4.0))

	b.Reset(b.Terms())
	b.Buy(Licences, "database", 2, 1000, Forever, BuyOptions{})
	near(t, "with interest", b.LevelMonth(0.12).Float(), 1000*0.01/(1-math.Pow(1.01, -2))*2/4, 1e-8)
}
