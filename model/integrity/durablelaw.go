package integrity

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/capplan/capplan/model"
)

// whole integrates f(t, P(R > t)) from 0 on, by panels that begin and end where the law
// jumps or bends.
func whole(r *model.Law, f func(t, left float64) float64) float64 {
	sum, a := 0.0, 0.0
	cuts := bends(r)
	for b := r.Mean * 1e-6; ; b *= 1.25 {
		end := b
		if len(cuts) > 0 && cuts[0] < b {
			end, cuts = cuts[0], cuts[1:]
			b /= 1.25
		}
		x := panel(a, end, func(t float64) float64 { return f(t, survives(r, t)) })
		sum += x
		if a = end; a > r.Mean && len(cuts) == 0 && !(x > 1e-17*sum) {
			return sum
		}
	}
}

// bends returns where the tail of a law jumps or bends, ascending.
func bends(l *model.Law) []float64 {
	switch l.Kind {
	case model.Deterministic:
		return []float64{l.Mean}
	case model.Uniform:
		if l.Lo > 0 {
			return []float64{l.Lo, l.Hi}
		}
		return []float64{l.Hi}
	case model.Empirical:
		return l.Sample
	}
	return nil
}

// survives returns P(X > t).
func survives(l *model.Law, t float64) float64 {
	switch l.Kind {
	case model.NeverLaw:
		return 1
	case model.Exponential:
		return math.Exp(-t / l.Mean)
	case model.Weibull:
		return math.Exp(-math.Pow(t/l.Scale, l.Shape))
	case model.Lognormal:
		return math.Erfc(math.Log(t/l.Scale)/l.Sigma/math.Sqrt2) / 2
	case model.Gamma:
		return mathext.GammaIncRegComp(l.Shape, t/l.Scale)
	case model.Hyperexponential:
		s := 0.0
		for _, p := range l.Phases {
			s += p.Share * math.Exp(-t/p.Mean)
		}
		return s
	case model.Uniform:
		return 1 - min(max(t-l.Lo, 0), l.Hi-l.Lo)/(l.Hi-l.Lo)
	case model.Empirical:
		n := 0
		for _, x := range l.Sample {
			if x > t {
				n++
			}
		}
		return float64(n) / float64(len(l.Sample))
	}
	if t < l.Mean { // deterministic
		return 1
	}
	return 0
}

// panel integrates by Gauss–Legendre quadrature with six points.
func panel(a, b float64, f func(float64) float64) float64 {
	mid, half, s := (a+b)/2, (b-a)/2, 0.0
	for i, x := range [...]float64{0.2386191860831969, 0.6612093864662645, 0.9324695142031521} {
		w := [...]float64{0.4679139345726910, 0.3607615730481386, 0.1713244923791704}[i]
		s += w * (f(mid-half*x) + f(mid+half*x))
	}
	return s * half
}

// ended returns P(X ≤ t), as a tail of its own.
func ended(l *model.Law, t float64) float64 {
	switch l.Kind {
	case model.Weibull:
		return -math.Expm1(-math.Pow(t/l.Scale, l.Shape))
	case model.Lognormal:
		return math.Erfc(-math.Log(t/l.Scale)/l.Sigma/math.Sqrt2) / 2
	case model.Hyperexponential:
		f := 0.0
		for _, p := range l.Phases {
			f -= p.Share * math.Expm1(-t/p.Mean)
		}
		return f
	}
	return 1 - survives(l, t)
}

// density returns the density of a law.
func density(l *model.Law, t float64) float64 {
	switch l.Kind {
	case model.Weibull:
		x := t / l.Scale
		return l.Shape / l.Scale * math.Pow(x, l.Shape-1) * math.Exp(-math.Pow(x, l.Shape))
	case model.Lognormal:
		x := math.Log(t/l.Scale) / l.Sigma
		return math.Exp(-x*x/2) / (t * l.Sigma * math.Sqrt(2*math.Pi))
	case model.Gamma:
		lg, _ := math.Lgamma(l.Shape)
		return math.Exp((l.Shape-1)*math.Log(t/l.Scale)-t/l.Scale-lg) / l.Scale
	case model.Hyperexponential:
		f := 0.0
		for _, p := range l.Phases {
			f += p.Share / p.Mean * math.Exp(-t/p.Mean)
		}
		return f
	case model.Uniform:
		if t < l.Lo || t > l.Hi {
			return 0
		}
		return 1 / (l.Hi - l.Lo)
	}
	return 1 / l.Mean * math.Exp(-t/l.Mean)
}
