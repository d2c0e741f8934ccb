// Package portable has the elementary functions whose results are the same bits
// on every processor, for everything between a generator and a sampled sum.
//
// House rules: no function of package math that has an assembly body or may be
// compiled differently (Exp, Log, FMA …); every product that is added to
// something stands in an explicit float64(), which forbids fusing the two.
package portable

import "math"

// ln2 = ln2Hi + ln2Lo; ln2Hi has 33 bits, so that its products with integers
// below 2^20 are exact.
const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

// Pow returns x**y for x ≥ 0. Its relative error grows with |y ln x|, 2^-53 for
// each unit of it.
func Pow(x, y float64) float64 { return Exp(y * Log(x)) }

// Log returns the natural logarithm of x:
//
//	x = 2^k(1+f), √½ ≤ 1+f < √2, s = f/(2+f)
//	ln(1+f) = 2 artanh s = f − (f²/2 − s(f²/2+R)),  R = Σ_{n≥1} 2s^2n/(2n+1)
//
// as in fdlibm (Ng 1993) with the series itself for R. Error below 1 ulp.
func Log(x float64) float64 {
	switch {
	case math.IsNaN(x) || x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case math.IsInf(x, 1):
		return x
	}
	m, k := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m *= 2
		k--
	}
	return logOnePlus(m-1, 0, float64(k))
}

// Log1p returns ln(1+x), accurate for small x. Error below 1 ulp.
func Log1p(x float64) float64 {
	switch {
	case x < -1 || math.IsNaN(x):
		return math.NaN()
	case x == -1:
		return math.Inf(-1)
	case math.IsInf(x, 1) || x == 0:
		return x
	case math.Abs(x) < 1.0/(1<<54):
		return x
	case x > math.Sqrt2/2-1 && x < math.Sqrt2-1:
		return logOnePlus(x, 0, 0)
	}
	u := 1 + x
	lost := x - (u - 1) // what 1+x was rounded by
	if x > 1 {
		lost = 1 - (u - x)
	}
	m, k := math.Frexp(u)
	if m < math.Sqrt2/2 {
		m *= 2
		k--
	}
	return logOnePlus(m-1, lost/u, float64(k))
}

// logOnePlus returns k ln 2 + ln(1+f) + c for √½ ≤ 1+f < √2 and a tiny c.
func logOnePlus(f, c, k float64) float64 {
	s := f / (2 + f)
	z := s * s
	r := 2.0 / 23
	for _, a := range logSeries {
		r = float64(r*z) + a
	}
	r = float64(r * z)
	h := float64(0.5 * f * f)
	return float64(k*ln2Hi) - ((h - (float64(s*(h+r)) + (float64(k*ln2Lo) + c))) - f)
}

var logSeries = [...]float64{2.0 / 21, 2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13, 2.0 / 11, 2.0 / 9, 2.0 / 7, 2.0 / 5, 2.0 / 3}

// Gamma returns Γ(x) for x > 0 by Lanczos's approximation (g = 7, nine terms;
// Godfrey 2001), integers up to 20 by multiplication. Relative error below 2e-14
// up to 30 and 3e-13 up to 170.
func Gamma(x float64) float64 {
	switch {
	case !(x > 0):
		return math.NaN()
	case x < 0.5:
		return Gamma(x+1) / x
	case x <= 20 && x == math.Floor(x):
		g := 1.0
		for i := 2.0; i < x; i++ {
			g *= i
		}
		return g
	case x > 171.7:
		return math.Inf(1)
	}
	x--
	sum := lanczos[0]
	for i, c := range lanczos[1:] {
		sum += c / (x + float64(i+1))
	}
	t := x + 7.5
	half := Pow(t, (x+0.5)/2) // in two halves, or it overflows before Γ does
	return math.Sqrt(2*math.Pi) * half * Exp(-t) * half * sum
}

var lanczos = [...]float64{
	0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
	-176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
}
