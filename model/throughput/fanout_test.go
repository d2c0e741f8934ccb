package throughput

import (
	"math"
	"math/big"
	"testing"
)

// fanout: Dean & Barroso 2013: 63 % of requests to 100 servers meet one of the 1 %
// that are slow.
func TestFanOut(t *testing.T) {
	for n, want := range map[int]float64{10: 0.09561792499119551, 100: 0.6339676587267705, 2000: 0.9999999981362434} {
		near(t, "fan-out", FanOut(0.01, n), want, 1e-13)
	}
	near(t, "leaf", 1-FanOutLeaf(0.01, 100), 0.9998995016917583, 1e-15)
	near(t, "leaf's tail", FanOutLeaf(0.01, 100), 0.00010049830824165, 1e-10)
	if FanOut(0.5, 0) != 0 || FanOut(0, 9) != 0 || FanOut(1, 9) != 1 || FanOut(1, 0) != 0 {
		t.Error("no leaves, no slow ones, or slow ones only")
	}
	for _, p := range []float64{1e-300, 1e-18, 1e-9, 1e-3, 0.5} {
		for _, n := range []int{1, 2, 37, 1000} {
			got := FanOut(p, n)
			exact := big.NewFloat(1).SetPrec(2000) // by multiplication
			q := new(big.Float).SetPrec(2000).Sub(exact, big.NewFloat(p))
			for range n {
				exact.Mul(exact, q)
			}
			want, _ := new(big.Float).SetPrec(2000).Sub(big.NewFloat(1), exact).Float64()
			near(t, "against 2000 bits", got, want, 1e-13)
			if got < 0.99 {
				near(t, "there and back", FanOutLeaf(got, n), p, 1e-13)
			}
		}
	}
}

// The slowest of n exponential times has its p99 at −ln(1 − 0.99^(1/n)).
func TestFanOutQuantile(t *testing.T) {
	for _, n := range []int{1, 3, 100, 2000} {
		tail := FanOutTail(func(t float64) float64 { return math.Exp(-t) }, n)
		near(t, "p99", quantile(tail, 1, 0.01), -math.Log(FanOutLeaf(0.01, n)), 1e-14)
	}
}
