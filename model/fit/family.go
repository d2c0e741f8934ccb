package fit

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/capplan/capplan/model"
)

// A theta holds the parameters in which a law is fitted: a is the logarithm of its
// scale, b that of σ (location and scale of ln t) or, of the gamma law, of its shape.
type theta struct{ a, b float64 }

// A slope is a log likelihood with its first and second derivatives.
type slope struct{ f, a, b, aa, ab, bb float64 }

func (s *slope) add(n float64, t slope) {
	s.f += n * t.f
	s.a += n * t.a
	s.b += n * t.b
	s.aa += n * t.aa
	s.ab += n * t.ab
	s.bb += n * t.bb
}

// A family is one of the laws that can be fitted.
//
//	exponential  S = e^−t/scale
//	Weibull      S = e^−(t/scale)^(1/σ), shape 1/σ
//	lognormal    S = Q((ln t − a)/σ)
//	gamma        S = Q(shape, t/scale), the regularised incomplete gamma function
type family struct {
	kind   model.LawKind
	second string // the parameter beside the mean, empty for the exponential law

	// likelihood returns the log likelihood of a sample, with its derivatives.
	likelihood func(s *sample, t theta) slope
	// hazard returns −ln S, and inverse the age at which it has a value.
	hazard, inverse func(t theta, x float64) float64
	// mean returns ln mean and its derivatives by a and b, shape the logarithm of the
	// second parameter and its derivative by b.
	mean  func(t theta) (v, a, b float64)
	shape func(t theta) (v, b float64)
}

var families = []*family{
	{
		kind: model.Exponential, likelihood: exponentialLikelihood,
		hazard:  func(t theta, x float64) float64 { return x / math.Exp(t.a) },
		inverse: func(t theta, h float64) float64 { return h * math.Exp(t.a) },
		mean:    func(t theta) (v, a, b float64) { return t.a, 1, 0 },
		shape:   func(theta) (v, b float64) { return 0, 0 },
	},
	{
		kind: model.Weibull, second: "shape", likelihood: located(extreme{}),
		hazard:  func(t theta, x float64) float64 { return math.Pow(x/math.Exp(t.a), math.Exp(-t.b)) },
		inverse: func(t theta, h float64) float64 { return math.Exp(t.a) * math.Pow(h, math.Exp(t.b)) },
		mean: func(t theta) (v, a, b float64) {
			s := math.Exp(t.b)
			lg, _ := math.Lgamma(1 + s)
			return t.a + lg, 1, s * mathext.Digamma(1+s)
		},
		shape: func(t theta) (v, b float64) { return -t.b, -1 },
	},
	{
		kind: model.Lognormal, second: "cv", likelihood: located(normal{}),
		hazard:  func(t theta, x float64) float64 { return -upperTail((math.Log(x) - t.a) / math.Exp(t.b)).f },
		inverse: func(t theta, h float64) float64 { return math.Exp(t.a + math.Exp(t.b)*upperQuantile(h)) },
		mean: func(t theta) (v, a, b float64) {
			s2 := math.Exp(2 * t.b)
			return t.a + s2/2, 1, s2
		},
		shape: func(t theta) (v, b float64) { // cv² = e^σ² − 1
			s2 := math.Exp(2 * t.b)
			return (s2 + math.Log(-math.Expm1(-s2))) / 2, s2 / -math.Expm1(-s2)
		},
	},
	{
		kind: model.Gamma, second: "shape", likelihood: gammaLikelihood,
		hazard: func(t theta, x float64) float64 {
			k := newGammaTail(math.Exp(t.b))
			f, _ := k.logQ(x / math.Exp(t.a))
			return -f
		},
		inverse: func(t theta, h float64) float64 {
			if h < 0.5 {
				return math.Exp(t.a) * mathext.GammaIncRegInv(math.Exp(t.b), -math.Expm1(-h))
			}
			return math.Exp(t.a) * mathext.GammaIncRegCompInv(math.Exp(t.b), math.Exp(-h))
		},
		mean:  func(t theta) (v, a, b float64) { return t.a + t.b, 1, 1 },
		shape: func(t theta) (v, b float64) { return t.b, 1 },
	},
}

func familyOf(k model.LawKind) *family {
	for _, f := range families {
		if f.kind == k {
			return f
		}
	}
	panic("fit: no law " + k.String())
}

func exponentialLikelihood(s *sample, t theta) slope {
	x := s.exposure / math.Exp(t.a)
	return slope{f: -s.ends*t.a - x, a: -s.ends + x, aa: -x}
}
