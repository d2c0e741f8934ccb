package portable

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// sinBig sums the sine's series in 400 bits.
func sinBig(x float64, quarter bool) float64 {
	const prec = 400
	pi, _ := new(big.Float).SetPrec(prec).SetString("3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798214808651")
	y := new(big.Float).SetPrec(prec).SetFloat64(x - math.Trunc(x))
	y.Mul(y, pi).Mul(y, big.NewFloat(2))
	if quarter {
		y.Add(y, new(big.Float).SetPrec(prec).Quo(pi, big.NewFloat(2)))
	}
	sum, term := new(big.Float).SetPrec(prec).Set(y), new(big.Float).SetPrec(prec).Set(y)
	y2 := new(big.Float).SetPrec(prec).Mul(y, y)
	for n := 3.0; n < 90; n += 2 {
		term.Mul(term, y2).Quo(term, big.NewFloat(-n*(n-1)))
		sum.Add(sum, term)
	}
	f, _ := sum.Float64()
	return f
}

func TestTurn(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var worst float64
	for i := range 4000 {
		x := r.Float64() - 0.5
		if i%2 == 1 {
			x *= 1e7
		}
		s, c := Turn(x)
		worst = max(worst, math.Abs(s-sinBig(x, false)), math.Abs(c-sinBig(x, true)))
	}
	if !(worst < 2.5e-16) {
		t.Errorf("Turn is %.3g off, documented 2.5e-16", worst)
	}
	for i, want := range [][2]float64{{0, 1}, {1, 0}, {0, -1}, {-1, 0}, {0, 1}} {
		for _, whole := range []float64{0, -3, 1e6, 1 << 50} {
			if s, c := Turn(whole + float64(i)/4); s != want[0] || c != want[1] {
				t.Errorf("Turn(%g + %d/4) = %g, %g, want %v", whole, i, s, c, want)
			}
		}
	}
	if s, c := Turn(1 << 60); s != 0 || c != 1 {
		t.Errorf("Turn(2^60) = %g, %g", s, c)
	}
	for _, x := range []float64{math.NaN(), math.Inf(1)} {
		if s, c := Turn(x); s == s || c == c {
			t.Errorf("Turn(%g) = %g, %g, want NaN", x, s, c)
		}
	}
	if s, _ := Turn(1e-200); s != 2*math.Pi*1e-200 {
		t.Errorf("Turn(1e-200) = %g", s)
	}
}

func TestTurnBits(t *testing.T) {
	h := uint64(0xCBF29CE484222325)
	for i := 1; i < 4096; i++ {
		s, c := Turn(float64(i) / 4097)
		h = (h ^ math.Float64bits(s)) * 0x100000001B3
		h = (h ^ math.Float64bits(c)) * 0x100000001B3
	}
	if want := uint64(0x153b8701c029afdd); h != want {
		t.Errorf("Turn hashes to %#x, want %#x", h, want)
	}
}
