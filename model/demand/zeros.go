package demand

import "github.com/capplan/capplan/model/internal/portable"

// zeros returns, in order, the times in (0, length) at which Σ coef[k]·e^(rate[k]·t)
// changes its sign. Divided by e^(rate[0]·t) the sum keeps its zeros, and its
// derivative has one term less; between two neighbouring zeros of that there is at
// most one (Rolle), so they bracket all (a sum of n exponentials has at most n−1:
// Laguerre 1883). Rates are distinct.
func zeros(coef, rate []float64, length float64) []float64 {
	if len(coef) < 2 {
		return nil
	}
	c, r := make([]float64, len(coef)-1), make([]float64, len(coef)-1)
	for k := range c {
		r[k] = rate[k+1] - rate[0]
		c[k] = float64(coef[k+1] * r[k])
	}
	f := func(t float64) float64 {
		sum := coef[0]
		for k := range r {
			sum += float64(coef[k+1] * portable.Exp(r[k]*t))
		}
		return sum
	}
	var out []float64
	a, fa := 0.0, f(0)
	for _, b := range append(zeros(c, r, length), length) {
		fb := f(b)
		if fa < 0 != (fb < 0) {
			out = append(out, bisect(f, a, b, fa < 0))
		}
		a, fa = b, fb
	}
	return out
}

// bisect returns where f changes its sign between a and b; negative tells the sign
// at a.
func bisect(f func(float64) float64, a, b float64, negative bool) float64 {
	for range 80 {
		t := a + float64((b-a)/2)
		if t == a || t == b {
			break
		}
		if f(t) < 0 == negative {
			a = t
		} else {
			b = t
		}
	}
	return a + float64((b-a)/2)
}
