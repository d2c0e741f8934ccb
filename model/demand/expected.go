package demand

import (
	"math"

	"github.com/capplan/capplan/model"
)

// The mean over the law of the noise, for figures that are not sampled: package
// math computes here.

// ExpectedAbove returns the mean over the law of the noise of the hours in [a, b) in
// which a limit is exceeded, whatever noise was drawn:
//
//	∫ P(N·x(t) > 1) dt = ∫ Φ((ln x − σ²/2)/σ) dt,  x = Σ weight·load ÷ capacity without noise
//
// N is lognormal with mean 1, σ² = ln(1 + cv²). ok is false where loads with noise
// of their own are added up: that sum has no closed law. Error below 1e-9 of b − a
// (expected_test.go).
func (t *Traffic) ExpectedAbove(l model.Limit, a, b float64) (hours float64, ok bool) {
	w, r, ok := t.quiet(l)
	if !ok {
		return 0, false
	}
	defer t.loud(r, r.noise)
	t.loud(r, r.noise[:0])
	if r.sigma == 0 {
		return t.Above([]model.Limit{l}, a, b), true
	}
	return t.expected(w, r, a, b, func(x, _ float64) float64 { return phi(r.lead(x)) }), true
}

// ExpectedRefused returns the mean over the law of the noise of the requests of a
// workload in [a, b) that one limit refuses:
//
//	3600·∫ load·visit/x·E[(N·x − 1)+] dt,  E[(N·x − 1)+] = x·Φ(d + σ) − Φ(d),  d = (ln x − σ²/2)/σ
//
// with x as in ExpectedAbove, and ok false as there. load/x is constant, but for the
// limit's growth. Error below 1e-9 of what is offered.
func (t *Traffic) ExpectedRefused(w int, l model.Limit, a, b float64) (requests float64, ok bool) {
	visit := l.VisitOf(w)
	if !(l.Weight[w] > 0) || !(visit > 0) || math.IsInf(l.Capacity, 1) {
		return 0, true
	}
	need, r, ok := t.quiet(l)
	if !ok {
		return 0, false
	}
	defer t.loud(r, r.noise)
	t.loud(r, r.noise[:0])
	if r.sigma == 0 {
		return t.Refused(w, []model.Limit{l}, a, b), true
	}
	perNeed := t.links[w].share / need.coef[t.links[w].root]
	sum := t.expected(need, r, a, b, func(x, at float64) float64 {
		d := r.lead(x)
		return (float64(x*phi(d+r.sigma)) - float64(phi(d))) * math.Exp(l.Growth*at)
	})
	return 3600 * perNeed * visit * sum, true
}

// quiet returns the row of a limit and the one root in it.
func (t *Traffic) quiet(l model.Limit) (*row, *root, bool) {
	t.clear()
	w := t.limit(&l)
	k := -1
	for i, v := range w.coef {
		if v > 0 && k >= 0 {
			return nil, nil, false
		}
		if v > 0 {
			k = i
		}
	}
	if k < 0 {
		k = 0
	}
	return w, &t.roots[k], true
}

// loud gives a root a noise.
func (t *Traffic) loud(r *root, noise []float64) {
	r.noise = noise
	t.forget()
}

// lead returns by how many standard deviations ln N + ln x is above 0 in the mean.
func (r *root) lead(x float64) float64 {
	if !(x > 0) {
		return math.Inf(-1)
	}
	return (math.Log(x) - float64(r.sigma*r.sigma/2)) / r.sigma
}

func phi(x float64) float64 { return float64(math.Erfc(-x/math.Sqrt2) / 2) }

// expected integrates f of a row over [a, b). Steps are such that x changes by at
// most about half a standard deviation, over which Φ(ln x/σ) is a polynomial of
// degree 15 to 1e-12.
func (t *Traffic) expected(w *row, r *root, a, b float64, f func(x, at float64) float64) float64 {
	far := math.Exp(-9 * r.sigma)
	var sum float64
	for from := a; from < b; from += chunk {
		to := min(b, from+chunk)
		if t.ceiling(w, from, to) < far {
			continue
		}
		for x := from; x < to; {
			end := t.enter(x, to)
			if t.bound(w); w.top == 0 {
				x = end // nothing is sent
			}
			for x < end {
				next := min(end, x+t.stride(w, r, x, end))
				sum += t.gauss(w, f, x, next)
				x = next
			}
		}
	}
	return sum
}

func (t *Traffic) gauss(w *row, f func(x, at float64) float64, a, b float64) float64 {
	h := float64((b - a) / 2)
	var sum float64
	for _, p := range eight {
		for _, side := range [2]float64{-1, 1} {
			at := a + h + float64(side*h*p.x)
			x, _ := t.at(w, at)
			sum += float64(p.weight * f(x, at))
		}
	}
	return sum * h
}

// stride returns a length over which the row changes by at most a factor of
// e^(σ/2), by the bounds of its derivatives.
func (t *Traffic) stride(w *row, r *root, x, end float64) float64 {
	f, df := t.at(w, x)
	most := float64(f * min(0.5*r.sigma, 0.5))
	df = math.Abs(df)
	z := 2 * most / (df + math.Sqrt(float64(df*df)+float64(2*w.bend*most)))
	return max(z, (end-x)/4096)
}
