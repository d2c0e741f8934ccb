package throughput

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

func exp1(t float64) float64 { return math.Exp(-t) }

// quorum-latency: order statistics of exponential times, by the root of the
// binomial tail; the mean is Σ 1/(n−i).
func TestQuorum(t *testing.T) {
	for _, x := range []struct {
		n, k      int
		mean, p99 float64
	}{
		{3, 2, 0.8333333333333334, 2.831860950723147},
		{5, 3, 0.7833333333333333, 2.2477196725200885},
		{3, 3, 1.8333333333333333, 5.700436103784897},
	} {
		q := Quorum{K: x.k, Tails: Replicas(x.n, exp1)}
		near(t, "mean", q.Mean(), x.mean, 1e-12)
		near(t, "p99", q.Quantile(0.99), x.p99, 1e-12)
	}
}

// Replicas with chances of their own: all subsets of up to 10, and the binomial law
// in equal ones.
func TestQuorumTail(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 2))
	for n := 1; n <= 10; n++ {
		late := make([]float64, n)
		for i := range late {
			late[i] = math.Pow(r.Float64(), 4)
		}
		for k := 1; k <= n; k++ {
			want := 0.0
			for set := range uint(1) << n {
				if bits.OnesCount(set) < n-k+1 {
					continue
				}
				p := 1.0
				for i, x := range late {
					if set>>i&1 == 0 {
						x = 1 - x
					}
					p *= x
				}
				want += p
			}
			near(t, "subsets", QuorumTail(k, late), want, 1e-13)
		}
	}
	for _, p := range []float64{1e-6, 0.01, 0.4} {
		late := make([]float64, 100)
		for i := range late {
			late[i] = p
		}
		for _, k := range []int{1, 50, 90, 99, 100} {
			want := 0.0
			for j := 100; j >= 100-k+1; j-- {
				want += distuv.Binomial{N: 100, P: p}.Prob(float64(j))
			}
			if want > 1e-280 {
				near(t, "binomial", QuorumTail(k, late), want, 1e-11)
			}
		}
	}
}

// The fastest of different exponential times is exponential with the sum of their
// rates; the slowest of two has the mean 1/a + 1/b − 1/(a+b). One that never answers
// is waited for by a quorum of all only.
func TestQuorumOfDifferent(t *testing.T) {
	law := func(rate float64) func(float64) float64 {
		return func(t float64) float64 { return math.Exp(-rate * t) }
	}
	two := []func(float64) float64{law(1), law(7)}
	near(t, "fastest", Quorum{1, two}.Mean(), 1./8, 1e-12)
	near(t, "fastest p99", Quorum{1, two}.Quantile(0.99), math.Log(100)/8, 1e-14)
	near(t, "slowest", Quorum{2, two}.Mean(), 1+1./7-1./8, 1e-12)
	lost := append(two, func(float64) float64 { return 1 })
	near(t, "two of three, one lost", Quorum{2, lost}.Quantile(0.9), Quorum{2, two}.Quantile(0.9), 1e-14)
	if x := (Quorum{3, lost}).Quantile(0.9); !math.IsInf(x, 1) {
		t.Errorf("a replica that never answers answers after %g", x)
	}
	heavy := func(t float64) float64 { return 1 / ((1 + t) * (1 + t) * (1 + t)) } // Pareto, mean 1/2
	near(t, "heavy tail", Quorum{1, Replicas(1, heavy)}.Mean(), 0.5, 1e-11)
}
