package simulate

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/portable"
)

// draw returns a draw of a law, +Inf for a time that never comes.
func (s *stream) draw(l *model.Law) float64 {
	switch l.Kind {
	case model.Exponential:
		return float64(l.Mean * s.exponential())
	case model.Lognormal:
		return float64(l.Scale * portable.Exp(l.Sigma*s.normal()))
	case model.Deterministic:
		return l.Mean
	case model.Weibull:
		return float64(l.Scale * portable.Pow(s.exponential(), 1/l.Shape))
	case model.Gamma:
		return float64(l.Scale * s.gamma(l.Shape))
	case model.Hyperexponential:
		return float64(s.phase(l, false) * s.exponential())
	case model.Uniform:
		return l.Lo + float64((l.Hi-l.Lo)*s.uniform())
	case model.Empirical:
		return l.Sample[s.below(len(l.Sample))]
	}
	return math.Inf(1)
}

// inProgress returns how long ago an interval of a stationary renewal process
// began and how long it still lasts. The interval in progress has the density
// x f(x)/mean, and now is anywhere in it alike (Cox 1962, section 5.4).
func (s *stream) inProgress(l *model.Law) (age, left float64) {
	switch l.Kind {
	case model.Exponential: // no memory in either direction
		return float64(l.Mean * s.exponential()), float64(l.Mean * s.exponential())
	case model.Hyperexponential:
		m := s.phase(l, true)
		return float64(m * s.exponential()), float64(m * s.exponential())
	case model.NeverLaw:
		return 0, math.Inf(1)
	}
	whole := float64(s.biased(l))
	left = float64(whole * s.uniform())
	return whole - left, left
}

// biased returns a draw of the law with density x f(x)/mean:
//
//	lognormal  μ+σ² for μ        gamma    shape+1 for shape
//	Weibull    scale·G^(1/shape), G gamma of shape 1+1/shape
//	uniform    √(lo² + U(hi²−lo²))
//	empirical  value i with probability Sample[i] ÷ their sum
func (s *stream) biased(l *model.Law) float64 {
	switch l.Kind {
	case model.Lognormal:
		return l.Scale * portable.Exp(float64(l.Sigma*l.Sigma)+float64(l.Sigma*s.normal()))
	case model.Weibull:
		return l.Scale * portable.Pow(s.gamma(1+1/l.Shape), 1/l.Shape)
	case model.Gamma:
		return l.Scale * s.gamma(l.Shape+1)
	case model.Uniform:
		lo := float64(l.Lo * l.Lo)
		return math.Sqrt(lo + float64(s.uniform()*(float64(l.Hi*l.Hi)-lo)))
	case model.Empirical:
		u := float64(s.uniform() * l.Sums[len(l.Sums)-1])
		i, _ := slices.BinarySearch(l.Sums, u)
		return l.Sample[min(i, len(l.Sample)-1)]
	}
	return l.Mean // deterministic
}

// phase returns the mean of a branch of a hyperexponential law, drawn by share
// or, for the interval in progress, by share of time.
func (s *stream) phase(l *model.Law, inProgress bool) float64 {
	u := s.uniform()
	for _, p := range l.Phases[:len(l.Phases)-1] {
		q := p.Share
		if inProgress {
			q = float64(p.Share*p.Mean) / l.Mean
		}
		if u < q {
			return p.Mean
		}
		u -= q
	}
	return l.Phases[len(l.Phases)-1].Mean
}

// gamma returns a draw of the gamma law with scale 1 by Marsaglia & Tsang (2000),
// below shape 1 as G(shape+1)·U^(1/shape).
func (s *stream) gamma(shape float64) float64 {
	if shape < 1 {
		return s.gamma(shape+1) * portable.Pow(s.uniform(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := s.normal()
		v := 1 + float64(c*x)
		if v <= 0 {
			continue
		}
		v = float64(v * v * v)
		u, xx := s.uniform(), x*x
		if u < 1-float64(0.0331*xx*xx) || portable.Log(u) < float64(0.5*xx)+float64(d*(1-v+portable.Log(v))) {
			return d * v
		}
	}
}
