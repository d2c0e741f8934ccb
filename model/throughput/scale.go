package throughput

import (
	"math"

	"github.com/capplan/capplan/model"
)

// USL returns the throughput of n units that share work, in the unit of perUnit:
//
//	X(n) = perUnit·n/(1 + α(n−1) + βn(n−1)), 0 at n ≤ 0
//
// the Universal Scalability Law (Gunther 2007, Guerrilla Capacity Planning, ch. 4)
// with contention α and coherency β, both ≥ 0; β = 0 is Amdahl's law (1967).
// It says nothing beyond the range that was measured: past twice the largest n a
// fit is a guess. Relative error is below 1e-15 (scale_test.go).
func USL(perUnit, alpha, beta, n float64) float64 {
	if !(n > 0) {
		return 0
	}
	m := n - 1
	return perUnit * n / (1 + float64(alpha*m) + float64(beta*n*m))
}

// USLPeak returns the n at which USL is largest, √((1−α)/β) (Gunther 2007, ch. 4):
// +Inf where it grows without end, 1 where it never does.
func USLPeak(alpha, beta float64) float64 {
	switch {
	case alpha >= 1:
		return 1
	case beta == 0:
		return math.Inf(1)
	}
	return max(1, math.Sqrt((1-alpha)/beta))
}

// Units appends to dst what a pool carries, in units that work alone: the k-th
// figure is for k = 0..Count units up, or with groups the only one for one working
// group, all of whose members are taken to be there. A pool or group that is
// active-standby or mirrored carries what one unit does. Past the law's peak more
// units carry less; the reader refuses such counts, Units does not mind. It panics
// for a pool without throughput.
func Units(p *model.Pool, d model.Draw, dst []float64) []float64 {
	alpha, beta := p.Throughput.Contention.At(d), p.Throughput.Coherency.At(d)
	carries := func(k int) float64 {
		if p.Mode != model.Shared {
			return float64(min(k, 1))
		}
		return USL(1, alpha, beta, float64(k))
	}
	if p.Groups != nil {
		return append(dst, carries(p.Groups.Size))
	}
	most := p.Count
	if p.Grow != nil {
		most = max(most, p.Grow.Max)
	}
	for k := 0; k <= most; k++ {
		dst = append(dst, carries(k))
	}
	return dst
}

// Peaked reports whether one unit more in a pool would carry no more than its units do.
// Groups and sets add up.
func Peaked(p *model.Pool, d model.Draw) bool {
	alpha, beta := p.Throughput.Contention.At(d), p.Throughput.Coherency.At(d)
	if p.Groups != nil || p.Mode != model.Shared || p.Count == 0 {
		return false
	}
	n := float64(p.Count)
	return !(USL(1, alpha, beta, n+1) > USL(1, alpha, beta, n))
}

// Weights writes for each of the workloads whether it uses the pool, and how many
// units that work alone 1 req/s of it takes:
//
//	weight = share of its requests that visit · (1 − w + w·copies) ÷ throughput of a unit
//
// where the pool does each of the writes, a share w of those that visit, copies times.
// The weight is 0 where the pool's throughput is unknown. A workload without share,
// or missing where others have a throughput of their own, does not use the pool.
func Weights(p *model.Pool, workloads []int, d model.Draw, weight []float64, uses []bool) {
	for i, w := range workloads {
		share := p.ShareOf(w, d)
		weight[i], uses[i] = 0, share > 0
		if t := p.Throughput; t != nil && uses[i] {
			q := t.PerUnit
			if t.PerWorkload != nil {
				q = t.PerWorkload[w]
			}
			if uses[i] = q.Set; q.Set {
				weight[i] = share * p.WorkOf(w, d) / q.At(d)
			}
		}
	}
}

// Visits appends to dst the share of each workload's requests that visit the pool,
// 1 where nothing is said of it.
func Visits(p *model.Pool, workloads []int, d model.Draw, dst []float64) []float64 {
	for _, w := range workloads {
		dst = append(dst, min(1, p.ShareOf(w, d)))
	}
	return dst
}
