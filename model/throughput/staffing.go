package throughput

import "math"

// Staffing returns the fewest servers at which, of requests that arrive at offered
// load a in Erlangs, a share of at most p waits: the smallest c with C(c, a) ≤ p
// that keeps up, c > a, by Erlang's B upwards from c = 0, in time of the answer. Poisson arrivals, exponential service. It panics
// unless a ≥ 0 is finite and 0 < p ≤ 1.
func Staffing(a, p float64) int {
	if !(a >= 0) || math.IsInf(a, 1) || !(p > 0 && p <= 1) {
		panic("throughput: Staffing for no load or no promise")
	}
	b := 1.0
	for c := 1; ; c++ {
		n := float64(c)
		b = a * b / (n + float64(a*b))
		if a < n && b <= p*((n-a)/n+float64(a/n*b)) {
			return c
		}
	}
}

// SquareRootStaffing returns a + β√a, the servers at which a share p waits in the
// limit of large loads, with β from HalfinWhitt. It is intuition: rounded up it is
// one or two servers short of Staffing (staffing_test.go). It panics as they do.
func SquareRootStaffing(a, p float64) float64 {
	if !(a >= 0) {
		panic("throughput: SquareRootStaffing for no load")
	}
	return a + float64(HalfinWhitt(p)*math.Sqrt(a))
}

// HalfinWhitt returns the β at which a share p waits where c = a + β√a servers stand
// at a large load a,
//
//	p = 1/(1 + β·Φ(β)/φ(β))
//
// (Halfin & Whitt 1981), by bisection to the last bits. It panics unless 0 < p ≤ 1.
func HalfinWhitt(p float64) float64 {
	if !(p > 0 && p <= 1) {
		panic("throughput: HalfinWhitt of no chance")
	}
	if p == 1 {
		return 0
	}
	return quantile(func(b float64) float64 {
		phi := math.Exp(-b*b/2) / math.Sqrt(2*math.Pi)
		return phi / (phi + float64(b*math.Erfc(-b/math.Sqrt2)/2))
	}, 1, p)
}
