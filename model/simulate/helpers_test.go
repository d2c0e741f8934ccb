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

func (c constant) Refused(w int, limits []model.Limit, a, b float64) float64 {
	f := 1.0
	for _, l := range limits {
		if l.Weight[w] > 0 {
			f = math.Min(f, l.Capacity/c.Peak(l.Weight, a, b))
		}
	}
	return (1 - f) * c.Offered(w, a, b)
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
