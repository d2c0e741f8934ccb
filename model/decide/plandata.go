package decide

import (
	"context"
	"math"

	"github.com/capplan/capplan/model"
)

// putPlanData puts what a plan loses of its data: in each phase what its fleets do that run
// in it, from all up and new as it begins.
func (r *run) putPlanData(ctx context.Context, i int, f *FleetResult) []Warning {
	j := newJourney(r.plan, r.journeys[i].plan)
	all := dataColumns{}
	rates := make([]column, len(j.phases)) // of loss events in each phase, an hour
	some := false
	for k := range j.phases {
		x := &j.phases[k]
		hours := x.to - x.from
		for _, s := range x.runs {
			for _, of := range s.keeps() {
				c := dataColumns{keep: of, name: s.sys.Pools[of.pool].Name}
				if err := r.lose(ctx, s, &c, hours); err != nil {
					return nil
				}
				part := hours / r.plan.Horizon.Hours
				c.events, c.bytes, c.se = scaled(c.events, part), scaledOrNil(c.bytes, part), c.se*part
				all.join(&c)
				some, rates[k] = true, added(cut(rates[k], len(c.mttdl)), inverse(c.mttdl))
			}
		}
	}
	if !some {
		return nil
	}
	if all.refused == "" {
		all.mttdl = j.untilLoss(rates, len(all.events))
	}
	if len(j.phases) > 1 {
		all.meanBy, all.meanWhy = model.Approximation, "approximation: losses of a phase come at a constant rate; after the horizon the last phase goes on; "+all.meanWhy
	}
	all.put(f.Metrics)
	return r.keptPromise(i, f)
}

// untilLoss is the mean time to the first loss at each of n draws.
func (j *journey) untilLoss(rates []column, n int) column {
	out := make(column, n)
	for t := range out {
		kept := 1.0
		for k := range j.phases {
			rate, hours := 0.0, j.phases[k].to-j.phases[k].from
			if rates[k] != nil {
				rate = rates[k][min(t, len(rates[k])-1)]
			}
			whole := 1 / rate
			if k+1 < len(j.phases) {
				whole = hours
				if rate > 0 {
					whole = -math.Expm1(-rate*hours) / rate
				}
			}
			out[t] += float64(kept * whole)
			kept *= math.Exp(-rate * hours)
		}
	}
	return out
}
