package decide

import (
	"math"
	"strconv"

	"github.com/capplan/capplan/model"
)

// versus holds a figure against a part of another fleet's, on paired trials: limit is
// that part, and s.lo..s.hi is shifted so that it lies to limit as the interval of the
// difference lies to 0.
func versus(m, n *Metric, a *model.Assertion, level float64) (s stated, limit float64, ok bool) {
	if a.Stat == model.Mean {
		return versusMean(m, n, a.Factor, level)
	}
	if m.trialed().each != nil {
		return clusteredVersus(m, n, a, level)
	}
	x, y := m.trialed().trials, n.trialed().trials
	if x == nil || y == nil {
		return s, 0, false
	}
	x, y = aligned(x, y)
	s = stated{method: model.MonteCarlo.String(), why: strconv.Itoa(len(x)) + " paired trials"}
	if exactTrials(m, x) && exactTrials(n, y) {
		x, y = column{*m.Mean}, column{*n.Mean}
		s.method, s.why = worse(m, n), m.Why
	}
	switch a.Stat {
	case model.Quantile:
		limit = s.quantileVersus(x, y, a.Level, a.Factor, level)
	case model.SD:
		limit = s.deviationVersus(x, y, a.Factor, level)
	case model.Probability:
		d := make(column, len(x))
		for t := range x {
			if a.Within.Holds(x[t], float64(a.Factor*y[t])) {
				d[t] = 1
			}
		}
		hit := *a
		hit.Within, hit.Bound = model.AtLeast, 1
		s.probability(d, &hit, level)
		limit = a.Limit
	}
	return s, limit, true
}

// aligned brings two columns to the trials that both have; what is the same in every
// trial may stand once.
func aligned(x, y column) (column, column) {
	n := min(len(x), len(y))
	if n == 1 {
		n = max(len(x), len(y))
	}
	fill := func(v column) column {
		if len(v) >= n {
			return v[:n]
		}
		out := make(column, n)
		for t := range out {
			out[t] = v[0]
		}
		return out
	}
	return fill(x), fill(y)
}

func exactTrials(m *Metric, v column) bool {
	return m.Method != model.MonteCarlo.String() && m.Mean != nil && constant(v)
}

// worse is the less sure of two methods.
func worse(m, n *Metric) string {
	for _, method := range []model.Method{model.MonteCarlo, model.Approximation, model.Numerical} {
		if m.Method == method.String() || n.Method == method.String() {
			return method.String()
		}
	}
	return m.Method
}

// versusMean compares means. Where the trials of both are known and not too skewed, by
// Student's interval of the paired differences; else by each one's own bounds, which
// hold together as either may miss half as often.
func versusMean(m, n *Metric, f, level float64) (s stated, limit float64, ok bool) {
	if m.Mean == nil || n.Mean == nil {
		return s, 0, false
	}
	limit = f * *n.Mean
	s = stated{value: *m.Mean, lo: math.Inf(-1), hi: math.Inf(1), method: worse(m, n), why: m.Why}
	switch s.method {
	case model.Approximation.String():
		s.why += "; an approximation decides nothing, --method simulate may"
		return s, limit, true
	case model.MonteCarlo.String():
	default:
		s.lo, s.hi = s.value, s.value
		return s, limit, true
	}
	if x, y := m.trialed().mean, n.trialed().mean; x != nil && y != nil && !m.of.share && !n.of.share && m.Lo != nil && m.Hi != nil && n.Lo != nil && n.Hi != nil {
		x, y = aligned(x, y)
		d := make(column, len(x))
		for t := range x {
			d[t] = x[t] - float64(f*y[t])
		}
		_, _, h := meanInterval(d, level)
		s.lo, s.hi = s.value-h, s.value+h
		s.why = "difference of " + strconv.Itoa(len(d)) + " paired trials" + "; " + s.why
		return s, limit, true
	}
	a, b := boundsOf(m, level), boundsOf(n, level)
	s.between(a, b, f, limit)
	s.why = "each by its own bounds; " + s.why
	return s, limit, true
}

// halfMiss is the coverage at which two intervals hold together at a level.
func halfMiss(level float64) float64 { return 1 - float64((1-level)/2) }

func boundsOf(m *Metric, level float64) stated {
	if m.Method != model.MonteCarlo.String() {
		return stated{value: *m.Mean, lo: *m.Mean, hi: *m.Mean}
	}
	return meanOf(m, halfMiss(level))
}

// between fills the bounds from those of both sides.
func (s *stated) between(a, b stated, f, limit float64) {
	limit = float64(limit) // mostly a product, which must be rounded before it is added to
	s.lo, s.hi = limit+(a.lo-float64(f*b.hi)), limit+(a.hi-float64(f*b.lo))
}

// sections is into how many parts the trials are cut for a difference of quantiles,
// fewestOutside the least that each part holds on the far side of the quantile.
const (
	sections      = 32
	fewestOutside = 10
)

// quantileVersus compares quantiles of paired trials by sectioning (Nakayama 2014,
// Asmussen & Glynn 2007, III.5): the difference in each of 32 parts scatters about that
// of the whole,
//
//	h = t₃₁ √(Σ (D_i − D)²/(31·32))
//
// Where a part holds too few trials outside, or a law has an atom at its quantile, each
// quantile has the interval of its order statistics, and the two hold together.
func (s *stated) quantileVersus(x, y column, p, f, level float64) (limit float64) {
	var a, b stated
	a.method, b.method = s.method, s.method
	a.quantile(x, p, halfMiss(level))
	b.quantile(y, p, halfMiss(level))
	s.value, limit = a.value, float64(f*b.value)
	part := len(x) / sections
	if float64(float64(part)*min(p, 1-p)) < fewestOutside-1e-9 || a.lo == a.hi || b.lo == b.hi {
		s.between(a, b, f, limit)
		return limit
	}
	whole, sum := s.value-limit, 0.0
	for i := range sections {
		var u, v stated
		u.quantile(x[i*part:(i+1)*part], p, level)
		v.quantile(y[i*part:(i+1)*part], p, level)
		d := u.value - float64(f*v.value) - whole
		sum += float64(d * d)
	}
	s.student(math.Sqrt(sum/((sections-1)*sections)), sections, level)
	return limit
}

// deviationVersus compares standard deviations of paired trials by the delta method:
//
//	s_x − f·s_y ≈ mean of (x − m_x)²/(2 s_x) − f (y − m_y)²/(2 s_y) + const
func (s *stated) deviationVersus(x, y column, f, level float64) (limit float64) {
	var a, b stated
	a.method, b.method = s.method, s.method
	a.deviation(x, level)
	b.deviation(y, level)
	s.value, limit = a.value, float64(f*b.value)
	if math.IsInf(a.hi, 1) || math.IsInf(b.hi, 1) || len(x) < 2 {
		s.lo, s.hi = math.Inf(-1), math.Inf(1)
		if len(x) < 2 && s.method != model.MonteCarlo.String() {
			s.lo, s.hi = s.value, s.value
		}
		return limit
	}
	mx, sx := meanSD(x)
	my, sy := meanSD(y)
	d := make(column, len(x))
	for t := range d {
		d[t] = square(x[t]-mx)/(2*sx) - float64(f*(square(y[t]-my)/(2*sy)))
	}
	_, spread := meanSD(d)
	s.student(spread/math.Sqrt(float64(len(d))), float64(len(d)), level)
	return limit
}

func square(x float64) float64 { return x * x }
