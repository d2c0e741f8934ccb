package throughput

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// copied is a queue of so many servers with services of 1 s on average, each done by n
// at once and done when k have answered.
func copied(servers, n, k int) *Path {
	return &Path{Workloads: 1, Stages: []Stage{{
		Name: "votes", Visit: []float64{1}, Work: []float64{float64(n)}, Servers: servers, Each: 1,
		Time: 1, CV: 1, ArrivalCV: 1, Queue: -1, FanOut: 1, Copies: n, Agree: k,
	}}}
}

// events plays requests that bring n services each to one queue, first come, first served.
func events(servers, n, k int, rate float64, requests int, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 1))
	free, now := make([]float64, servers), 0.0
	out, ends := make([]float64, requests), make([]float64, n)
	for i := range out {
		now += r.ExpFloat64() / rate
		for j := range ends {
			s := 0
			for x := range free {
				if free[x] < free[s] {
					s = x
				}
			}
			free[s] = max(now, free[s]) + r.ExpFloat64()
			ends[j] = free[s]
		}
		slices.Sort(ends)
		out[i] = ends[k-1] - now
	}
	return out
}

// TestCopiesWithoutLoad: with no wait the k-th of n exponential services takes
// Σ 1/i, i = n−k+1 … n, and is late with a binomial chance.
func TestCopiesWithoutLoad(t *testing.T) {
	for _, c := range [][2]int{{3, 2}, {3, 3}, {5, 3}, {2, 1}} {
		n, k := c[0], c[1]
		r := copied(1000, n, k).At([]float64{1e-9})
		want := 0.0
		for i := n - k + 1; i <= n; i++ {
			want += 1 / float64(i)
		}
		if !(math.Abs(r.Mean-want) <= 2e-3*want) {
			t.Errorf("%d of %d: %v s, want %v", k, n, r.Mean, want)
		}
		late := QuorumTail(k, slices.Repeat([]float64{math.Exp(-r.P99)}, n))
		if !(math.Abs(late-0.01) <= 2e-4) {
			t.Errorf("%d of %d: %v are later than p99", k, n, late)
		}
	}
}

// TestCopiesAgainstEvents holds the independence of copies against a queue to which they
// come together: while they hardly wait for one another it is close, and in a busy queue
// the copies of a request, one behind the other, take longer.
func TestCopiesAgainstEvents(t *testing.T) {
	for _, c := range []struct {
		servers, n, k int
		busy, off     float64 // of the mean
	}{{30, 3, 2, 0.3, 0.01}, {30, 3, 3, 0.5, 0.02}, {30, 3, 2, 0.7, 0.04}, {30, 5, 3, 0.8, 0.2}} {
		rate := c.busy * float64(c.servers) / float64(c.n)
		r := copied(c.servers, c.n, c.k).At([]float64{rate})
		times := events(c.servers, c.n, c.k, rate, 400000, 3)
		mean := 0.0
		for _, x := range times {
			mean += x / float64(len(times))
		}
		slices.Sort(times)
		p99 := times[len(times)*99/100]
		t.Logf("%d of %d, %g busy: mean %.4f (events %.4f), p99 %.4f (%.4f)", c.k, c.n, c.busy, r.Mean, mean, r.P99, p99)
		if !(math.Abs(r.Mean-mean) <= c.off*mean) || !(math.Abs(r.P99-p99) <= 2*c.off*p99+0.01*p99) {
			t.Errorf("%d of %d, %g busy: mean %.4f, by events %.4f; p99 %.4f, by events %.4f", c.k, c.n, c.busy, r.Mean, mean, r.P99, p99)
		}
	}
}
