package exact

import (
	"math"

	"github.com/capplan/capplan/model"
)

// bearsOne returns the pool of a fleet that bears one failed unit and no two, whatever
// the law of its repairs; nil where it is no such fleet. Units live for exponential
// times, and nothing else may be out without an outage.
func (m *missions) bearsOne() *model.PoolSystem {
	var one *model.PoolSystem
	for i := range m.s.Levels {
		if m.s.Levels[i].Life.Kind != model.NeverLaw {
			return nil
		}
	}
	for i := range m.s.Pools {
		p := &m.s.Pools[i]
		if p.Life.Kind == model.NeverLaw && p.Gray.Life.Kind == model.NeverLaw {
			continue
		}
		needs := p.Needs
		if p.Mode != model.Shared {
			needs = 1
		}
		plain := p.Life.Kind == model.Exponential && p.Size == 0 && p.Standby == 0 && p.Spares == nil && p.Beta == 0 &&
			!p.Cover.On && p.Gray.Life.Kind == model.NeverLaw && needs == p.Count-1
		if one != nil || !plain {
			return nil
		}
		one = p
	}
	if len(m.s.Incidents) > 0 {
		return nil
	}
	return one
}

// oneFault answers for n units of rate λ of which n−1 are needed, repairs of any law
// with survival S, and whatever else ends the mission at a rate γ: it begins anew at
// the end of each repair that no other failure meets, so that with b = (n−1)λ + γ
//
//	MTTF = (1/(nλ+γ) + πD) / (1 − π + πbD),  π = nλ/(nλ+γ),  D = ∫ e^(−bt) S(t) dt
//
// (Gnedenko, Belyayev & Solovyev 1969). All terms are positive; relative error 1e-9
// (mission_test.go). Before the horizon the outage is taken to come at the rate
// 1/MTTF, which is off by nλD and D ÷ horizon at most. nil where the fleet is another,
// or so much is too much.
func (m *missions) oneFault() *MissionResult {
	p := m.bearsOne()
	if p == nil {
		return nil
	}
	n, rate := float64(p.Count), p.Life.Rate()
	b := (n-1)*rate + m.rate
	var breaks []float64
	switch r := &p.Repair; r.Kind {
	case model.Deterministic:
		breaks = append(breaks, r.Mean)
	case model.Uniform:
		breaks = append(breaks, r.Lo, r.Hi)
	case model.Empirical:
		breaks = append(breaks, r.Sample...)
	}
	met := integral(1/(b+1/p.Repair.Mean), breaks, func(t float64) float64 {
		m.ops += 1000
		_, s := ended(&p.Repair, t)
		return math.Exp(-b*t) * s
	})
	if n*rate*met > 0.1 {
		return nil
	}
	all := n*rate + m.rate
	own, other := n*rate/all, m.rate/all
	r := &MissionResult{Method: model.Approximation, MeanMethod: model.Exact}
	r.MTTF = (1/all + own*met) / (other + own*b*met)
	r.Unreliability, r.Reliability = -math.Expm1(-m.full.Horizon/r.MTTF), math.Exp(-m.full.Horizon/r.MTTF)
	r.MeanWhy = "exact: the mission begins anew at the end of each repair that no other failure meets"
	r.Why = "approximation: the mean time to the first outage is exact; before the horizon it is taken to come at a constant rate"
	return r
}
