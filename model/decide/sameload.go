package decide

import (
	"fmt"
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/throughput"
)

// rounding is what a load may exceed a capacity by and still be carried: the error of
// the sums on the way there.
const rounding = 1e-12

// SameLoad gives pools the least count, in whole groups or sets, with which
//
//	capacity.degraded ≥ demand.peak
//
// at likely values: those that have none, or all with throughput that a workload uses.
// What no count of a pool changes is not held against it: the loss of a domain that
// takes all of it, the limit of a dependency, another pool. The result warns where
// these leave capacity.degraded below demand.peak.
func SameLoad(p *model.Plan, all bool) []model.Sizing {
	var out []model.Sizing
	for i := range p.Fleets {
		f := &p.Fleets[i]
		if !slices.ContainsFunc(f.Pools, func(q model.Pool) bool { return sizable(f, &q, all) }) {
			continue
		}
		fit := newFitting(p, f)
		for j := range f.Pools {
			if sizable(f, &f.Pools[j], all) {
				s := fit.size(j, 1)
				s.Fleet = i
				out = append(out, s)
			}
		}
	}
	return out
}

func sizable(f *model.Fleet, p *model.Pool, all bool) bool {
	return p.Throughput != nil && len(f.Serves) > 0 && (all || p.Count == 0)
}

// A fitting knows what the load takes of the pools of a fleet, and what they carry, at
// likely values.
type fitting struct {
	fleet  *model.Fleet
	demand float64
	need   []float64
	sizes  []*throughput.Sizes // nil: keeps its count
}

func newFitting(p *model.Plan, f *model.Fleet) *fitting {
	counted := *f
	counted.Pools = slices.Clone(f.Pools)
	for i := range counted.Pools {
		q := &counted.Pools[i]
		switch {
		case q.Count > 0:
		case q.Groups != nil:
			q.Count = q.Groups.Size
		default:
			q.Count = q.AtLeast()
		}
	}
	s := newStage(p, &counted)
	fit := &fitting{fleet: f, sizes: make([]*throughput.Sizes, len(f.Pools))}
	fit.demand, fit.need = throughput.Needs(&s.sys)
	for i := range counted.Pools {
		if sizable(f, &f.Pools[i], true) {
			fit.sizes[i] = throughput.NewSizes(s.sys.Levels, &counted.Pools[i], s.votes(i, nil))
		}
	}
	return fit
}

// size gives a pool its least count at so many times the load.
func (f *fitting) size(pool int, times float64) model.Sizing {
	p, z := &f.fleet.Pools[pool], f.sizes[pool]
	out := model.Sizing{Pool: pool}
	if f.need[pool] == 0 {
		if out.Count = p.Count; p.Count == 0 {
			out.Why = "no workload uses it, so nothing says how many it takes"
		}
		return out
	}
	if p.Grow != nil {
		out.Why = "it grows with the demand from the count that is written"
		return out
	}
	k, ok := z.Least(f.need[pool] * times * (1 - rounding))
	if !ok {
		out.Why = f.tooMuch(pool)
		return out
	}
	if p.Needs.Fixed && (p.Mode == model.Shared || p.Groups != nil) {
		floor := p.Needs.Count
		if p.Groups == nil {
			floor = (floor + z.Step - 1) / z.Step
		}
		k = max(k, floor)
	}
	if out.Count = k * z.Step; p.Groups == nil {
		out.Count = max(out.Count, p.AtLeast())
	}
	if p.Mode != model.Shared && p.Groups == nil && k > 1 {
		out.Set = z.Step
	}
	if p.Owned != nil && out.Count != p.Count {
		out.Why = fmt.Sprintf("it takes %d, and the %d that are owned have their book value together", out.Count, p.Count)
	}
	return out
}

// tooMuch says why no size of a pool carries the load.
func (f *fitting) tooMuch(pool int) string {
	z := f.sizes[pool]
	most := z.Carries(z.Most) / f.need[pool] * f.demand
	if n := z.Most * z.Step; n >= throughput.MostUnits-z.Step {
		return fmt.Sprintf("%d of them, the most that are tried, carry %s of %s req/s", n, short(most), short(f.demand))
	}
	return fmt.Sprintf("by its scaling law %d units carry most, %s of %s req/s when one loss is over, and more carry less", z.Most*z.Step, short(most), short(f.demand))
}

// tight warns where the pools that were sized do not make the fleet carry the load
// after a loss.
func (r *run) tight(i int) []Warning {
	f := r.fleets[i]
	if !slices.ContainsFunc(f.Pools, func(p model.Pool) bool { return p.Sized }) {
		return nil
	}
	s := newStage(r.plan, f)
	a := throughput.NewTopology(&s.sys).Assess(&s.sys)
	if a.Degraded >= a.Demand*(1-10*rounding) {
		return nil
	}
	text := fmt.Sprintf("sized for %s req/s, and carries %s", short(a.Demand), short(a.Degraded))
	if a.DegradedBy != "" {
		text += " after losing " + a.DegradedBy
	} else {
		text += ": " + a.Bottleneck + " limits it"
	}
	return []Warning{{Code: "W265", Text: text + ", whatever the counts that were chosen", Fleet: f.Name}}
}

// sized are the counts that were chosen.
func sized(f *model.Fleet) map[string]int {
	var out map[string]int
	for i := range f.Pools {
		if p := &f.Pools[i]; p.Sized {
			if out == nil {
				out = map[string]int{}
			}
			out[p.Name] = p.Count
		}
	}
	return out
}
