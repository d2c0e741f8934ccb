package throughput

import "math"

// A Quorum is asked at once and done when K of its replicas have answered: its time
// is the K-th order statistic of theirs, which are independent. K = 1 is the
// fastest, K = all the slowest.
type Quorum struct {
	K     int
	Tails []func(t float64) float64 // P(replica takes longer than t), t ≥ 0
}

// Replicas are n with the same tail.
func Replicas(n int, tail func(t float64) float64) []func(t float64) float64 {
	tails := make([]func(t float64) float64, n)
	for i := range tails {
		tails[i] = tail
	}
	return tails
}

// QuorumTail returns the chance that fewer than k replicas have answered, each of
// which is late with its own chance: at least n − k + 1 of them are late, an upper
// tail of the Poisson binomial law by adding one replica at a time (David & Nagaraja
// 2003, Order Statistics, ch. 2 and 5). All terms are positive; relative error is
// below 1e-13 for n ≤ 10, below 1e-11 for n ≤ 100 (quorum_test.go). It panics unless 1 ≤ k ≤ n.
func QuorumTail(k int, late []float64) float64 {
	n := len(late)
	if k < 1 || k > n {
		panic("throughput: QuorumTail of more than there are, or of none")
	}
	need := n - k + 1
	p := make([]float64, need+1) // p[j] = P(j are late), the last of it all beyond
	p[0] = 1
	for _, x := range late {
		p[need] += float64(p[need-1] * x)
		for j := need - 1; j > 0; j-- {
			p[j] = float64(p[j]*(1-x)) + float64(p[j-1]*x)
		}
		p[0] *= 1 - x
	}
	return p[need]
}

// Tail returns P(fewer than K have answered by t).
func (q Quorum) Tail(t float64) float64 {
	late := make([]float64, len(q.Tails))
	for i, tail := range q.Tails {
		late[i] = tail(t)
	}
	return QuorumTail(q.K, late)
}

// Quantile returns the level quantile of the time, 0 ≤ level < 1, by bisection on
// Tail to the last bits; +Inf where the quorum is never reached so often.
func (q Quorum) Quantile(level float64) float64 {
	if !(level >= 0 && level < 1) {
		panic("throughput: Quantile at a level outside 0..1")
	}
	return quantile(q.Tail, 1, 1-level)
}

// Mean returns ∫ Tail dt over t ≥ 0 by the double exponential rule of Takahasi &
// Mori 1974, t = T·exp(π/2·sinh u) about the median T: relative error below 1e-11
// for tails that are smooth; a step in a tail costs it digits. +Inf is not told from
// a very large mean.
func (q Quorum) Mean() float64 {
	const h = 1. / 64
	scale := q.Quantile(0.5)
	if scale == 0 || math.IsInf(scale, 1) {
		scale = 1
	}
	sum := 0.0
	for i := -320; i <= 320; i++ {
		u := float64(i) * h
		t := scale * math.Exp(math.Pi/2*math.Sinh(u))
		sum += float64(q.Tail(t) * t * math.Cosh(u))
	}
	return sum * h * math.Pi / 2
}
