package portable

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// ulps returns how many units in the last place of want lie between got and want.
func ulps(got, want float64) float64 {
	d := math.Abs(got - want)
	_, e := math.Frexp(want)
	return d / math.Ldexp(1, e-53)
}

// TestAgainstMath holds every function to package math over its range. Errors of
// math itself are up to 1 ulp, so bounds are the documented one plus 1.
func TestAgainstMath(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		name      string
		got, want func(float64) float64
		arg       func() float64
		ulp       float64
	}{
		{"Exp", Exp, math.Exp, func() float64 { return r.Float64()*1417 - 708 }, 2.1},
		{"Exp small", Exp, math.Exp, func() float64 { return r.NormFloat64() * 0.1 }, 2.1},
		{"Log", Log, math.Log, func() float64 { return math.Exp(r.Float64()*1400 - 700) }, 2},
		{"Log near 1", Log, math.Log, func() float64 { return 1 + r.NormFloat64()*0.05 }, 2},
		{"Log1p", Log1p, math.Log1p, func() float64 { return math.Exp(r.Float64()*80 - 40) }, 2},
		{"Log1p below 0", Log1p, math.Log1p, func() float64 { return -math.Exp(-r.Float64() * 40) }, 2},
		{"Expm1", Expm1, math.Expm1, func() float64 { return -math.Exp(r.Float64()*80 - 76) }, 4},
		{"Expm1 above 0", Expm1, math.Expm1, func() float64 { return math.Exp(r.Float64()*80 - 76) }, 4},
		{"Gamma", Gamma, math.Gamma, func() float64 { return r.Float64()*30 + 1e-3 }, 180},
		{"Gamma large", Gamma, math.Gamma, func() float64 { return r.Float64()*140 + 30 }, 2700},
		{"NormCDF", NormCDF, func(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }, func() float64 { return r.Float64()*23 - 15 }, 450},
	} {
		worst, at := 0.0, 0.0
		for range 200000 {
			x := c.arg()
			if u := ulps(c.got(x), c.want(x)); !(u <= worst) {
				worst, at = u, x
			}
		}
		if !(worst <= c.ulp) {
			t.Errorf("%s(%v) is %.3g ulp from math, want at most %g", c.name, at, worst, c.ulp)
		}
	}
}

// TestExpExact measures Exp against 100-bit arithmetic, free of math's own error.
func TestExpExact(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		x := r.NormFloat64() * 5
		sum, term := big.NewFloat(1).SetPrec(160), big.NewFloat(1).SetPrec(160)
		bx := new(big.Float).SetPrec(160).SetFloat64(x)
		for n := 1.0; n < 160; n++ {
			term.Mul(term, bx)
			term.Quo(term, big.NewFloat(n))
			sum.Add(sum, term)
		}
		diff, _ := new(big.Float).Sub(sum, new(big.Float).SetFloat64(Exp(x))).Float64()
		want, _ := sum.Float64()
		_, e := math.Frexp(want)
		if u := math.Abs(diff) / math.Ldexp(1, e-53); !(u < 1.1) {
			t.Fatalf("Exp(%v) is %.3g ulp off, documented 1.1", x, u)
		}
	}
}

// TestQuantileInvertsCDF goes from p to x and back through math.Erfc.
func TestQuantileInvertsCDF(t *testing.T) {
	for e := -300.0; e < -0.31; e += 0.37 {
		p := math.Pow(10, e)
		x := NormQuantile(p)
		back := math.Erfc(-x/math.Sqrt2) / 2
		tol := 4e-15 * (1 + x*x) // dp/p = −x dx in the tail
		if d := math.Abs(back/p - 1); !(d <= tol) {
			t.Errorf("Φ(NormQuantile(%g)) is off by %.3g, want at most %.3g", p, d, tol)
		}
		if p > 1e-10 && math.Abs(NormQuantile(1-p)+x) > 1e-15/p {
			t.Errorf("quantiles of %g and 1-%g are not symmetric", p, p)
		}
	}
}

func TestEdges(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"Exp(0)", Exp(0), 1},
		{"Exp(-Inf)", Exp(-inf), 0},
		{"Exp(+Inf)", Exp(inf), inf},
		{"Exp(710)", Exp(710), inf},
		{"Exp(-746)", Exp(-746), 0},
		{"Exp(-745.13)", Exp(-745.13), 5e-324},
		{"Log(0)", Log(0), -inf},
		{"Log(1)", Log(1), 0},
		{"Log(Inf)", Log(inf), inf},
		{"Log1p(-1)", Log1p(-1), -inf},
		{"Log1p(1e-300)", Log1p(1e-300), 1e-300},
		{"Pow(0, 2)", Pow(0, 2), 0},
		{"Gamma(1)", Gamma(1), 1},
		{"Gamma(5)", Gamma(5), 24},
		{"Gamma(200)", Gamma(200), inf},
		{"NormQuantile(0.5)", NormQuantile(0.5), 0},
		{"NormQuantile(0)", NormQuantile(0), -inf},
		{"NormQuantile(1)", NormQuantile(1), inf},
		{"NormCDF(0)", NormCDF(0), 0.5},
		{"NormCDF(40)", NormCDF(40), 1},
	} {
		if c.got != c.want {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
	for name, v := range map[string]float64{"Exp": Exp(math.NaN()), "Log(-1)": Log(-1), "Log": Log(math.NaN()), "Log1p(-2)": Log1p(-2), "NormQuantile(2)": NormQuantile(2), "NormQuantile(NaN)": NormQuantile(math.NaN()), "NormCDF": NormCDF(math.NaN())} {
		if !math.IsNaN(v) {
			t.Errorf("%s of no number = %v, want NaN", name, v)
		}
	}
}

// TestPinnedBits holds every function to bits that are the same on every processor.
func TestPinnedBits(t *testing.T) {
	for name, c := range map[string]struct {
		f    func(float64) float64
		want uint64
	}{
		"Exp":          {func(x float64) float64 { return Exp(float64(x*40) - 20) }, 0xa5f554b9e879ff57},
		"Log":          {Log, 0x98cbffa1ad8562fd},
		"Log1p":        {Log1p, 0xf5e964b253c58bc1},
		"Expm1":        {func(x float64) float64 { return Expm1(float64(x*2) - 1) }, 0xa7c76081c74a5fc9},
		"Pow":          {func(x float64) float64 { return Pow(x, 1.7) }, 0x8a33739817ecf0fb},
		"Gamma":        {func(x float64) float64 { return Gamma(x * 9) }, 0x1ec954e866f5e395},
		"NormQuantile": {NormQuantile, 0x49cca00084e970ff},
		"NormCDF":      {func(x float64) float64 { return NormCDF(float64(x*20) - 10) }, 0xb3373deb64f381ca},
	} {
		h := uint64(0xCBF29CE484222325)
		for i := 1; i < 4096; i++ {
			h = (h ^ math.Float64bits(c.f(float64(i)/4096))) * 0x100000001B3
		}
		if h != c.want {
			t.Errorf("%s hashes to %#x, want %#x", name, h, c.want)
		}
	}
}
