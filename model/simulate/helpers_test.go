package simulate

import (
	"math"

	"github.com/capplan/capplan/model"
)

// constant is a load that never changes, in requests per second by workload.
type constant []float64

func (c constant) Rate(w int, t float64) float64       { return c[w] }
func (c constant) Offered(w int, a, b float64) float64 { return c[w] * 3600 * (b - a) }
func (c constant) Peak(weight []float64, a, b float64) float64 {
	sum := 0.0
	for w, x := range weight {
		sum += x * c[w]
	}
	return sum
}

func (c constant) Need(l *model.Limit, a, b float64) float64 {
	return c.Peak(l.Weight, a, b) * math.Exp(max(-l.Growth*a, -l.Growth*b))
}

func (c constant) Refused(w int, limits []model.Limit, a, b float64) float64 {
	f := 0.0
	for _, l := range limits {
		if l.Weight[w] > 0 {
			f = math.Max(f, l.VisitOf(w)*(1-l.Capacity/c.Peak(l.Weight, a, b)))
		}
	}
	return f * c.Offered(w, a, b)
}

func (c constant) Above(limits []model.Limit, a, b float64) float64 {
	for _, l := range limits {
		if l.Capacity < c.Peak(l.Weight, a, b) {
			return b - a
		}
	}
	return 0
}

func exponential(mean float64) model.Law { return model.NewLaw(model.Exponential, mean, 0, 0) }
func fixed(mean float64) model.Law       { return model.NewLaw(model.Deterministic, mean, 0, 0) }
func lognormal(mean, cv float64) model.Law {
	return model.NewLaw(model.Lognormal, mean, 0, cv)
}

// linear is the capacity of 0..n units that carry c each.
func linear(n int, c float64) []float64 {
	k := make([]float64, n+1)
	for i := range k {
		k[i] = float64(i) * c
	}
	return k
}

// run plays trials and calls see after each.
func run(s *model.System, trials uint64, see func(h *History)) {
	r, h := NewRunner(), &History{}
	for trial := range trials {
		r.Run(s, 5, trial, h)
		see(h)
	}
}

// atLeast returns P(at least k of n are up), each up with probability a.
func atLeast(n, k int, a float64) float64 {
	sum := 0.0
	for j := k; j <= n; j++ {
		sum += choose(n, j) * math.Pow(a, float64(j)) * math.Pow(1-a, float64(n-j))
	}
	return sum
}

func choose(n, k int) float64 {
	c := 1.0
	for i := range k {
		c *= float64(n-i) / float64(i+1)
	}
	return c
}

// stationary returns the long-run law of the chain with rates q[i][j], i ≠ j, by
// eliminating states without subtraction (Grassmann, Taksar & Heyman 1985).
func stationary(q [][]float64) []float64 {
	n := len(q)
	for k := n - 1; k > 0; k-- {
		out := 0.0
		for j := range k {
			out += q[k][j]
		}
		for i := range k {
			q[i][k] /= out
			for j := range k {
				if j != i {
					q[i][j] += q[i][k] * q[k][j]
				}
			}
		}
	}
	p := make([]float64, n)
	p[0] = 1
	total := 1.0
	for k := 1; k < n; k++ {
		for i := range k {
			p[k] += p[i] * q[i][k]
		}
		total += p[k]
	}
	for i := range p {
		p[i] /= total
	}
	return p
}
