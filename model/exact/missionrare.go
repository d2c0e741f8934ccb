package exact

import (
	"fmt"
	"math"

	"github.com/capplan/capplan/model"
)

// rare approximates by the long-run rate of outages where they are rare: the first
// comes as any other, but for the time until the fleet is as in the long run.
func (m *missions) rare(because error) (*MissionResult, error) {
	for i := range m.full.Pools {
		p := &m.full.Pools[i]
		if l, ok := stagesOf(p.Life); (!ok || !l.simple()) && p.Life.Mean > m.full.Horizon/20 {
			return nil, obstacle("%s; and units of pool %s age, so that a new fleet is not as in the long run", because, p.Name)
		}
	}
	steady := *m.full
	steady.Steady, steady.Load, steady.Workloads, steady.ByRequests = true, nil, nil, false
	if m.full.ByRequests {
		steady.Gateways = nil
	}
	r, ops, err := solve(&steady, 0)
	m.ops += ops
	if err != nil {
		return nil, nil
	}
	if r.OutageRate == 0 {
		return nil, nil
	}
	if !(r.ByTime < 0.01) {
		return nil, obstacle("%s; and the outage is too common for its long-run rate to tell when the first comes", because)
	}
	x := r.OutageRate * m.full.Horizon
	return &MissionResult{
		Unreliability: -math.Expm1(-x), Reliability: math.Exp(-x), MTTF: 1 / r.OutageRate, Method: model.Approximation,
		Why: fmt.Sprintf("approximation: %s; a rare outage comes first as often as in the long run, %.3g per hour, but for the first hours of a new fleet and outages that follow closely on one another", because, r.OutageRate),
	}, nil
}
