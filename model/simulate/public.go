package simulate

import (
	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/portable"
)

// A Stream is the random numbers of one purpose in one trial, for samplers that play no
// histories. Its zero value must be opened.
type Stream struct{ s stream }

// Purpose returns the key of a named purpose; see the package comment.
func Purpose(kind, name, part string) uint64 { return purpose(kind, name, part) }

// Open starts the stream at its first number, a function of its arguments alone.
func (s *Stream) Open(seed, purpose, trial uint64) { s.s.open(seed, purpose, trial) }

// Uniform returns a number in (0, 1); 0 and 1 never come.
func (s *Stream) Uniform() float64 { return s.s.uniform() }

// Exponential returns a draw of the exponential law with mean 1.
func (s *Stream) Exponential() float64 { return s.s.exponential() }

// Draw returns a draw of a law in hours, +Inf for a time that never comes.
func (s *Stream) Draw(l *model.Law) float64 { return s.s.draw(l) }

// PowerBiased returns a draw of the density x^k f(x) ÷ E X^k of a law that ends, k ≥ 1:
//
//	exponential       Γ(k+1), of hyperexponential branches by share·mean^k
//	lognormal         μ + kσ² for μ
//	gamma             shape + k for shape
//	Weibull           scale·G^(1/shape), G gamma of shape 1 + k/shape
//	uniform           (lo^(k+1) + U (hi^(k+1) − lo^(k+1)))^(1/(k+1))
//	empirical         value i with probability Sample[i]^k ÷ their sum
func (s *Stream) PowerBiased(l *model.Law, k int) float64 {
	n := float64(k)
	switch l.Kind {
	case model.Exponential:
		return float64(l.Mean * s.s.gamma(n+1))
	case model.Hyperexponential:
		return float64(s.branch(l, k) * s.s.gamma(n+1))
	case model.Lognormal:
		return float64(l.Scale * portable.Exp(float64(n*l.Sigma*l.Sigma)+float64(l.Sigma*s.s.normal())))
	case model.Gamma:
		return float64(l.Scale * s.s.gamma(l.Shape+n))
	case model.Weibull:
		return float64(l.Scale * portable.Pow(s.s.gamma(1+n/l.Shape), 1/l.Shape))
	case model.Uniform:
		lo := power(l.Lo/l.Hi, k+1)
		return float64(l.Hi * portable.Pow(lo+float64(s.s.uniform()*(1-lo)), 1/(n+1)))
	case model.Empirical:
		return s.value(l, k)
	}
	return l.Mean
}

// branch returns the mean of a branch drawn by share·mean^k.
func (s *Stream) branch(l *model.Law, k int) float64 {
	sum := 0.0
	for _, p := range l.Phases {
		sum += float64(p.Share * power(p.Mean/l.Mean, k))
	}
	u := float64(s.s.uniform() * sum)
	for _, p := range l.Phases[:len(l.Phases)-1] {
		if u -= float64(p.Share * power(p.Mean/l.Mean, k)); u < 0 {
			return p.Mean
		}
	}
	return l.Phases[len(l.Phases)-1].Mean
}

// value returns a value of a sample drawn by value^k.
func (s *Stream) value(l *model.Law, k int) float64 {
	sum := 0.0
	for _, x := range l.Sample {
		sum += power(x/l.Mean, k)
	}
	u := float64(s.s.uniform() * sum)
	for _, x := range l.Sample {
		if u -= power(x/l.Mean, k); u < 0 {
			return x
		}
	}
	return l.Sample[len(l.Sample)-1]
}

func power(x float64, k int) float64 {
	p := 1.0
	for range k {
		p *= x
	}
	return p
}
