package model

import (
	"math"

	"github.com/capplan/capplan/model/internal/portable"
)

// NewLaw returns a law of a family by its mean and, where the family has one,
// its shape (Weibull, Gamma) or its coefficient of variation (Lognormal; also
// Weibull and Gamma where shape is 0).
func NewLaw(k LawKind, mean, shape, cv float64) Law {
	return Law{Kind: k, Mean: mean, Shape: shape, CV: cv}.prepared()
}

// prepared fills the derived parameters:
//
//	lognormal  σ² = ln(1+cv²), μ = ln mean − σ²/2
//	Weibull    scale = mean/Γ(1+1/shape), cv² = Γ(1+2/k)/Γ(1+1/k)² − 1
//	gamma      scale = mean/shape, cv² = 1/shape
func (l Law) prepared() Law {
	switch l.Kind {
	case Lognormal:
		s2 := portable.Log1p(float64(l.CV * l.CV))
		l.Sigma = math.Sqrt(s2)
		l.Scale = l.Mean * portable.Exp(-s2/2)
	case Gamma:
		if l.Shape == 0 {
			l.Shape = 1 / float64(l.CV*l.CV)
		}
		l.Scale = l.Mean / l.Shape
	case Weibull:
		if l.Shape == 0 {
			l.Shape = weibullShape(l.CV)
		}
		l.Scale = l.Mean / portable.Gamma(1+1/l.Shape)
	}
	return l
}

// weibullShape returns the shape of a Weibull law with a coefficient of variation.
func weibullShape(cv float64) float64 {
	lo, hi := 0.05, 200.0
	for range 100 {
		k := math.Sqrt(lo * hi)
		g := portable.Gamma(1 + 1/k)
		if portable.Gamma(1+2/k)/(g*g)-1 > cv*cv {
			lo = k
		} else {
			hi = k
		}
	}
	return math.Sqrt(lo * hi)
}
