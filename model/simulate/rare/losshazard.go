package rare

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/portable"
)

// forcible reports whether a life has a hazard, so that a failure can be forced.
func forcible(l model.Law) bool {
	switch l.Kind {
	case model.Deterministic, model.Empirical, model.Gamma:
		return false
	}
	return true
}

// cumulative returns −ln P(life > age).
func cumulative(l *model.Law, age float64) float64 {
	if !(age > 0) {
		return 0
	}
	switch l.Kind {
	case model.NeverLaw:
		return 0
	case model.Weibull:
		return portable.Pow(age/l.Scale, l.Shape)
	case model.Lognormal:
		return -portable.Log(portable.NormCDF(-portable.Log(age/l.Scale) / l.Sigma))
	case model.Hyperexponential:
		s := 0.0
		for _, p := range l.Phases {
			s += float64(p.Share * expm1(-age/p.Mean))
		}
		return -portable.Log1p(s)
	case model.Uniform:
		if age >= l.Hi {
			return math.Inf(1)
		}
		return -portable.Log1p(-max(0, age-l.Lo) / (l.Hi - l.Lo))
	}
	return age / l.Mean
}

// hazard returns the rate of failures at an age.
func hazard(l *model.Law, age float64) float64 {
	switch l.Kind {
	case model.NeverLaw:
		return 0
	case model.Weibull:
		return float64(l.Shape / l.Scale * portable.Pow(age/l.Scale, l.Shape-1))
	case model.Lognormal:
		x := portable.Log(age/l.Scale) / l.Sigma
		density := float64(portable.Exp(-float64(x*x)/2) * 0.3989422804014327)
		return density / float64(float64(age*l.Sigma)*portable.NormCDF(-x))
	case model.Hyperexponential:
		f, s := 0.0, 0.0
		for _, p := range l.Phases {
			e := float64(p.Share * portable.Exp(-age/p.Mean))
			f += e / p.Mean
			s += e
		}
		return f / s
	case model.Uniform:
		if age < l.Lo || age >= l.Hi {
			return 0
		}
		return 1 / (l.Hi - age)
	}
	return 1 / l.Mean
}

// expm1 returns e^x − 1 for x ≤ 0, by its series near 0.
func expm1(x float64) float64 {
	if x < -0.03 {
		return portable.Exp(x) - 1
	}
	sum, term := 0.0, 1.0
	for k := 1; k < 10; k++ {
		term = float64(term * x / float64(k))
		sum += term
	}
	return sum
}
