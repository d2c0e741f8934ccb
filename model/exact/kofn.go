package exact

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Unavailability returns the long-run probability that fewer than k of n
// servers are up, when each is down a fraction u of the time:
//
//	U = Σ_{j=n-k+1}^{n} C(n,j) u^j (1-u)^(n-j) = I_u(n-k+1, k)
//
// Servers fail and are repaired independently; any lifetime law with this u.
// U is an upper tail, never 1-A: at twelve nines the subtraction keeps no
// digit. Relative error is below 1e-11 for n ≤ 1000 (kofn_test.go).
// It panics unless 1 ≤ k ≤ n and 0 ≤ u ≤ 1.
func Unavailability(n, k int, u float64) float64 {
	if !(1 <= k && k <= n) || !(u >= 0 && u <= 1) {
		panic(fmt.Sprintf("exact: %d of %d with u = %g", k, n, u))
	}
	return mathext.RegIncBeta(float64(n-k+1), float64(k), u)
}

// OutageRate returns how often, per hour, k-of-n goes from up to down: the chance
// of exactly k up, times the rate at which one of them fails.
//
//	ν = k/mttf · C(n,k) (1-u)^k u^(n-k),  u = mttr/(mttf+mttr)
//
// Any laws of life and repair with these means, independent repair (the rate is a
// derivative of the unavailability, see Birnbaum 1969).
// It panics unless 1 ≤ k ≤ n.
func OutageRate(n, k int, mttf, mttr float64) float64 {
	if !(1 <= k && k <= n) {
		panic(fmt.Sprintf("exact: %d of %d", k, n))
	}
	return float64(k) / mttf * binomial(n, k, mttf/(mttf+mttr), mttr/(mttf+mttr))
}

// short returns P(fewer than k of n are up) for any k and n.
func short(n, k int, u float64) float64 {
	switch {
	case k <= 0 || u <= 0 && k <= n:
		return 0
	case k > n:
		return 1
	}
	return Unavailability(n, k, min(u, 1))
}

// binomial returns C(n,k) p^k q^(n-k) with q = 1-p given apart, to nearly full
// precision (Loader 2000, the saddle-point form).
func binomial(n, k int, p, q float64) float64 {
	switch {
	case k < 0 || k > n:
		return 0
	case p == 0 || q == 0:
		if p == 0 && k == 0 || q == 0 && k == n {
			return 1
		}
		return 0
	case k == 0:
		return tiny(n, q, p)
	case k == n:
		return tiny(n, p, q)
	}
	x, m := float64(k), float64(n-k)
	t := stirling(float64(n)) - stirling(x) - stirling(m) - deviance(x, float64(n)*p) - deviance(m, float64(n)*q)
	return math.Exp(t) * math.Sqrt(float64(n)/(2*math.Pi*x*m))
}

// tiny returns p^n, by way of q = 1-p where that keeps more digits.
func tiny(n int, p, q float64) float64 {
	if q < 0.5 {
		return math.Exp(float64(n) * math.Log1p(-q))
	}
	return math.Exp(float64(n) * math.Log(p))
}

// stirling returns ln n! − ln(√(2πn) (n/e)^n).
func stirling(n float64) float64 {
	if n < 16 {
		l, _ := math.Lgamma(n + 1)
		return l - (n+0.5)*math.Log(n) + n - 0.5*math.Log(2*math.Pi)
	}
	d := 1 / (n * n)
	return (1./12 - d*(1./360-d*(1./1260-d*(1./1680-d/1188)))) / n
}

// deviance returns x ln(x/m) + m − x without cancellation near x = m.
func deviance(x, m float64) float64 {
	if math.Abs(x-m) >= 0.1*(x+m) {
		return x*math.Log(x/m) + m - x
	}
	v := (x - m) / (x + m)
	s, term := (x-m)*v, 2*x*v
	for j := 1; j < 1000; j++ {
		term *= v * v
		next := s + term/float64(2*j+1)
		if next == s {
			return s
		}
		s = next
	}
	return s
}
