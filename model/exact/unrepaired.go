package exact

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	"github.com/capplan/capplan/model"
)

// unrepaired reports whether all units live once, by themselves: then any law will do.
func unrepaired(s *model.System) bool {
	any := false
	for i := range s.Pools {
		p := &s.Pools[i]
		if p.Life.Kind == model.NeverLaw {
			continue
		}
		slow := p.Cover.On && (p.Cover.Success < 1 || p.Cover.Time.Kind != model.NeverLaw && p.Mode == model.ActiveStandby)
		if p.Repair.Kind != model.NeverLaw || p.Standby > 0 || p.Beta > 0 || p.Gray.Life.Kind != model.NeverLaw || slow {
			return false
		}
		any = true
	}
	for i := range s.Levels {
		any = any && s.Levels[i].Life.Kind == model.NeverLaw
	}
	return any && len(s.Incidents) == 0
}

// unrepaired answers for units that live once: the reliability is a product of k-of-n
// of their survival, the mean time its integral (relative error 1e-10).
func (m *missions) unrepaired() *MissionResult {
	t := m.full.Horizon
	lost, kept := m.lostUnrepaired(t)
	r := &MissionResult{Unreliability: lost, Reliability: kept, Method: model.Exact, Why: "exact: units are never repaired, so the reliability is that of their lives"}
	var breaks []float64
	scale := math.Inf(1)
	if m.rate > 0 {
		scale = 1 / m.rate
	}
	for i := range m.s.Pools {
		l := &m.s.Pools[i].Life
		switch l.Kind {
		case model.NeverLaw:
			continue
		case model.Deterministic:
			breaks = append(breaks, l.Mean)
		case model.Uniform:
			breaks = append(breaks, l.Lo, l.Hi)
		case model.Empirical:
			breaks = append(breaks, l.Sample...)
		}
		scale = min(scale, l.Mean)
	}
	if _, k := m.lostUnrepaired(1e9 * scale); k > 1e-3 {
		r.MTTF = math.Inf(1)
		return r
	}
	r.MTTF = integral(scale, breaks, func(t float64) float64 {
		m.ops += 1000
		_, k := m.lostUnrepaired(t)
		return k
	})
	return r
}

// lostUnrepaired returns the chance of an outage by time t, and of none.
func (m *missions) lostUnrepaired(t float64) (lost, kept float64) {
	lost, kept = -math.Expm1(-m.rate*t), math.Exp(-m.rate*t)
	for i := range m.s.Pools {
		p := &m.s.Pools[i]
		f, s := ended(&p.Life, t)
		n, needs := p.Count, p.Needs
		if p.Mode != model.Shared && p.Size == 0 {
			needs = 1
		}
		if p.Size > 0 {
			members := p.GroupNeeds
			if p.Mode != model.Shared {
				members = 1
			}
			f, s = short(p.Size, members, f), short(p.Size, p.Size-members+1, s)
			n = p.Groups()
		}
		if needs > 0 {
			lost, kept = union(lost, short(n, needs, f)), kept*short(n, n-needs+1, s)
		}
	}
	return lost, kept
}

// ended returns the chance that a time of a law has ended by t, and that it has not,
// each as a tail of its own.
func ended(l *model.Law, t float64) (f, s float64) {
	switch l.Kind {
	case model.NeverLaw:
		return 0, 1
	case model.Exponential:
		return -math.Expm1(-t / l.Mean), math.Exp(-t / l.Mean)
	case model.Weibull:
		x := math.Pow(t/l.Scale, l.Shape)
		return -math.Expm1(-x), math.Exp(-x)
	case model.Lognormal:
		if t == 0 {
			return 0, 1
		}
		x := math.Log(t/l.Scale) / l.Sigma / math.Sqrt2
		return math.Erfc(-x) / 2, math.Erfc(x) / 2
	case model.Gamma:
		return mathext.GammaIncReg(l.Shape, t/l.Scale), mathext.GammaIncRegComp(l.Shape, t/l.Scale)
	case model.Hyperexponential:
		for _, p := range l.Phases {
			f -= p.Share * math.Expm1(-t/p.Mean)
			s += p.Share * math.Exp(-t/p.Mean)
		}
		return f, s
	case model.Uniform:
		x := min(max(t-l.Lo, 0), l.Hi-l.Lo) / (l.Hi - l.Lo)
		return x, 1 - x
	case model.Empirical:
		n, _ := slices.BinarySearchFunc(l.Sample, t, func(x, t float64) int {
			if x <= t {
				return -1
			}
			return 1
		})
		return float64(n) / float64(len(l.Sample)), float64(len(l.Sample)-n) / float64(len(l.Sample))
	case model.Deterministic:
		if t >= l.Mean {
			return 1, 0
		}
		return 0, 1
	}
	panic(fmt.Sprintf("exact: no distribution of a %s law", l.Kind))
}

// Nodes and weights of Gauss–Legendre quadrature with ten points, on [−1, 1].
var (
	gaussNodes   = [...]float64{0.1488743389816312, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717}
	gaussWeights = [...]float64{0.2955242247147529, 0.2692667193099963, 0.2190863625159820, 0.1494513491505806, 0.0666713443086881}
)

// integral returns ∫_0^∞ r(t) dt for a function that falls from 1 to 0 at about the
// given scale, and may jump or bend at the breaks, by panels that double from 1e-12 of
// the scale on: relative error 1e-10 (mission_test.go).
func integral(scale float64, breaks []float64, r func(float64) float64) float64 {
	ends := slices.Clone(breaks)
	slices.Sort(ends)
	a, total := 0.0, 0.0
	for b := 1e-9 * scale; ; b *= math.Sqrt2 {
		for len(ends) > 0 && ends[0] < b {
			if ends[0] > a {
				total += panel(a, ends[0], r)
				a = ends[0]
			}
			ends = ends[1:]
		}
		if b > a {
			x := panel(a, b, r)
			total += x
			if a = b; b > scale && !(x > 1e-14*total) && len(ends) == 0 {
				return total
			}
		}
	}
}

func panel(a, b float64, r func(float64) float64) float64 {
	mid, half := (a+b)/2, (b-a)/2
	s := 0.0
	for i, x := range gaussNodes {
		s += gaussWeights[i] * (r(mid-half*x) + r(mid+half*x))
	}
	return s * half
}
