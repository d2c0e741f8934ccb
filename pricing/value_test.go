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

// At no interest a level month is the plain mean of what is held, and at 12 %
// what has no life is repaid over the rest of the horizon: 1000 in two payments
// of 1000 · 0.01 / (1 − 1.01^−2), in a horizon of four months.
func TestLevelMonth(t *testing.T) {
	terms := Terms{Months: 4}
	b := NewBill(terms)
	b.Buy(Hardware, "server", 0, 120, 3, BuyOptions{}) // 3 months of the first, 1 of the second
	b.Once(OneOff, "move", 2, 60, true)
	b.Once(Other, "repair", 1, 20, false)
	same(t, "without interest", b.LevelMonth(), FromFloat((120+40+60+20)/4.0))

	terms.CostOfCapital = 0.12
	b.Reset(terms)
	b.Buy(Licences, "database", 2, 1000, Forever, BuyOptions{})
	near(t, "with interest", b.LevelMonth().Float(), 1000*0.01/(1-math.Pow(1.01, -2))*2/4, 1e-8)
}
