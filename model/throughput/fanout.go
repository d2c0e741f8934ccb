package throughput

import "math"

// FanOut returns the chance that at least one of n leaves is slow (or fails), each
// with chance p and independent of the others:
//
//	1 − (1−p)^n = −expm1(n·log1p(−p))
//
// (Dean & Barroso 2013, The Tail at Scale). Leaves that are slow together, as on a
// shared switch, make it smaller. Relative error is below 1e-13 for any p, however
// small (fanout_test.go). It panics unless 0 ≤ p ≤ 1 and n ≥ 0.
func FanOut(p float64, n int) float64 {
	if !(p >= 0 && p <= 1) || n < 0 {
		panic("throughput: FanOut of no leaves")
	}
	if n == 0 {
		return 0
	}
	return -math.Expm1(float64(n) * math.Log1p(-p))
}

// FanOutLeaf returns how often a leaf may be slow so that of requests that wait for
// n leaves a share p is, the inverse of FanOut: −expm1(log1p(−p)/n). The level
// quantile of a fan-out is that quantile of a leaf which it exceeds with chance
// FanOutLeaf(1−level, n). It panics unless 0 ≤ p ≤ 1 and n ≥ 1.
func FanOutLeaf(p float64, n int) float64 {
	if !(p >= 0 && p <= 1) || n < 1 {
		panic("throughput: FanOutLeaf of no leaves")
	}
	return -math.Expm1(math.Log1p(-p) / float64(n))
}

// FanOutTail is the tail of the time of the slowest of n leaves, P(T > t), each of
// which has the tail leaf; quantiles are those of a Quorum of all.
func FanOutTail(leaf func(t float64) float64, n int) func(t float64) float64 {
	return func(t float64) float64 { return FanOut(leaf(t), n) }
}
