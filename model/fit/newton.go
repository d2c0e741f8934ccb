package fit

import (
	"math"

	"github.com/capplan/capplan/model"
)

// flattest is the largest |ln| of σ or of a gamma shape that is looked at: beyond it
// the likelihood has no maximum that a log could tell.
const flattest = 3.4 // a shape of 0.033 or 30

// maximise returns the parameters at which the likelihood of a sample is largest, from
// a start, by Newton's method with a damping that grows while the likelihood falls
// (Levenberg 1944). It reports whether there is such a maximum: a Hessian that is
// negative definite, and a second parameter that is not at its limit.
func (f *family) maximise(s *sample, t theta) (theta, slope, bool) {
	at := f.likelihood(s, t)
	damp := 0.0
	for range 200 {
		step, gain, ok := f.step(at, damp)
		if !ok {
			damp = more(damp)
			continue
		}
		if damp == 0 && gain < 1e-9 {
			return f.polished(s, theta{t.a + step.a, t.b + step.b})
		}
		if length := max(math.Abs(step.a), math.Abs(step.b)); length > 2 { // do not leave the neighbourhood
			step.a, step.b = step.a*2/length, step.b*2/length
		}
		next := theta{t.a + step.a, t.b + step.b}
		if math.Abs(next.b) > flattest {
			if math.Abs(t.b) > flattest-0.02 {
				return t, at, false
			}
			next.b = math.Copysign(flattest-0.01, next.b)
		}
		v := f.likelihood(s, next)
		if !(v.f > at.f) {
			if damp > 1e12 {
				return t, at, false
			}
			damp = more(damp)
			continue
		}
		t, at, damp = next, v, less(damp)
	}
	return t, at, false
}

func more(damp float64) float64 { return max(1e-3, damp*10) }

func less(damp float64) float64 {
	if damp < 1e-2 {
		return 0
	}
	return damp / 10
}

// polished looks at the last point of a search.
func (f *family) polished(s *sample, t theta) (theta, slope, bool) {
	at := f.likelihood(s, t)
	_, gain, ok := f.step(at, 0)
	return t, at, ok && gain < 1e-6 && math.Abs(t.b) < flattest
}

// step solves (−H + damp·diag) step = gradient and returns twice the gain that the
// quadratic model expects of it; not ok where the matrix is not positive definite.
func (f *family) step(v slope, damp float64) (theta, float64, bool) {
	aa := -v.aa + damp*math.Abs(v.aa)
	if !(aa > 0) {
		return theta{}, 0, false
	}
	if f.second == "" {
		return theta{v.a / aa, 0}, v.a * v.a / aa, true
	}
	bb := -v.bb + damp*(math.Abs(v.bb)+1e-9)
	det := aa*bb - v.ab*v.ab
	if !(bb > 0 && det > 1e-12*aa*bb) {
		return theta{}, 0, false
	}
	s := theta{(bb*v.a + v.ab*v.b) / det, (aa*v.b + v.ab*v.a) / det}
	return s, s.a*v.a + s.b*v.b, true
}

// start returns where the search begins: the exponential law for itself and the
// Weibull law; for the two others what is like the Weibull law w that fits. The
// lognormal law meets it at the ages by which a tenth and nine tenths have failed of
// those that do within the log; the gamma law at its mean, or where few have failed by
// their first terms (t/η)^k and (t/θ)^k/Γ(k+1).
func (f *family) start(s *sample, w theta) theta {
	weibull := familyOf(model.Weibull)
	switch f.kind {
	case model.Lognormal:
		all := -math.Expm1(-weibull.hazard(w, s.oldest))
		at := func(share float64) (ln, z float64) {
			h := -math.Log1p(-share * all)
			return math.Log(weibull.inverse(w, h)), upperQuantile(h)
		}
		t1, z1 := at(0.1)
		t2, z2 := at(0.9)
		sigma := (t2 - t1) / (z2 - z1)
		return theta{t2 - sigma*z2, math.Log(min(max(sigma, 0.05), 20))}
	case model.Gamma:
		k := min(max(math.Exp(-w.b), 0.05), 20)
		lg, _ := math.Lgamma(k + 1)
		if weibull.hazard(w, s.oldest) < 1 {
			return theta{w.a - lg/k, math.Log(k)}
		}
		mean, _, _ := weibull.mean(w)
		return theta{mean - math.Log(k), math.Log(k)}
	}
	return theta{math.Log(s.exposure / s.ends), 0}
}

// solve fits all of some families to a sample.
func solve(s *sample, list []*family) []solution {
	weibull := familyOf(model.Weibull)
	w, v, ok := weibull.maximise(s, weibull.start(s, theta{}))
	out := make([]solution, len(list))
	for i, f := range list {
		switch f {
		case weibull:
			out[i] = solution{f, w, v, ok}
		default:
			out[i] = solution{family: f}
			out[i].theta, out[i].slope, out[i].ok = f.maximise(s, f.start(s, w))
		}
	}
	return out
}

// A solution is a family with the parameters that fit.
type solution struct {
	family *family
	theta  theta
	slope  slope
	ok     bool // identified
}
