package portable

import "math"

// Turn returns the sine and the cosine of x turns, 2πx:
//
//	x = k/4 + r, |r| ≤ 1/8,  y = 2πr
//	sin y = y + y³·Σ (−1)ⁿ⁺¹ y²ⁿ/(2n+3)!,  cos y = 1 − y²/2 + y⁴·Σ (−1)ⁿ y²ⁿ/(2n+4)!
//
// The series are cut below 1e-17. Whole turns and quarters are taken off exactly,
// so that there is no error of reduction however large x is. Absolute error below
// 2.5e-16.
func Turn(x float64) (sin, cos float64) {
	if !(math.Abs(x) < 1<<48) { // or NaN
		if x != x || math.IsInf(x, 0) {
			return math.NaN(), math.NaN()
		}
		x = math.Mod(x, 1)
	}
	shifted := float64(4*x) + shift
	k := shifted - shift
	y := float64((x - float64(k/4)) * (2 * math.Pi))
	z := float64(y * y)
	s := sinSeries[0]
	for _, a := range sinSeries[1:] {
		s = float64(s*z) + a
	}
	c := cosSeries[0]
	for _, a := range cosSeries[1:] {
		c = float64(c*z) + a
	}
	s = y + float64(y*z*s)
	c = 1 - (float64(z/2) - float64(z*z*c))
	switch math.Float64bits(shifted) & 3 {
	case 0:
		return s, c
	case 1:
		return c, -s
	case 2:
		return -s, -c
	}
	return -c, s
}

var (
	sinSeries = [...]float64{-1.0 / 1307674368000, 1.0 / 6227020800, -1.0 / 39916800, 1.0 / 362880, -1.0 / 5040, 1.0 / 120, -1.0 / 6}
	cosSeries = [...]float64{1.0 / 20922789888000, -1.0 / 87178291200, 1.0 / 479001600, -1.0 / 3628800, 1.0 / 40320, -1.0 / 720, 1.0 / 24}
)
