package decide

import (
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/invoice"
	"github.com/capplan/capplan/pricing"
)

// invoiceOf prepares the bill of a fleet or, with a journey, of a plan.
func invoiceOf(p *model.Plan, f *model.Fleet, j *journey) *invoice.Invoice {
	if j == nil {
		return invoice.New(p, f)
	}
	return invoice.NewPlan(p, j.plan)
}

// gaps names what the cost of a fleet leaves out; of a plan what no fleet beside it tells.
func (r *run) gaps(i int) []string {
	v := invoiceOf(r.plan, r.fleets[i], r.journeys[i])
	if r.journeys[i] == nil {
		return v.Gaps()
	}
	var out []string
	for _, f := range v.Fleets() {
		name := r.plan.Fleets[f].Name
		if slices.ContainsFunc(r.fleets, func(o *model.Fleet) bool { return o.Name == name }) {
			continue
		}
		for _, gap := range v.Of(f).Gaps() {
			out = append(out, "fleet "+name+": "+gap)
		}
	}
	return out
}

// A stretch is a fleet in a phase of a plan.
type stretch struct {
	from, to float64
	stage    *stage
	pools    []int     // of the stage, by index of the fleet's; −1: it does not run
	carries  float64   // share of the requests of the phase that come to the fleet
	share    []float64 // of those of a pool's name, by index of the fleet's pools
	calls    bool      // its dependencies are called by it
}

// usages is what a trial says of each fleet of a plan, to its bill. What does not run is
// asked nothing and, as it is idle, breaks nothing. Failures are those counted in broken;
// nil: those expected.
func (j *journey) usages(p *model.Plan, v *invoice.Invoice, broken map[[2]int]float64) map[int]*invoice.Usage {
	out := map[int]*invoice.Usage{}
	for _, f := range v.Fleets() {
		list := j.stretches(p, f)
		u := &invoice.Usage{
			Utilization: func(pool int, from, to float64) (float64, bool) { return usedIn(list, pool, from, to) },
			Offered: func(w int, from, to float64) float64 {
				return offeredIn(list, w, from, to, func(x *stretch) float64 { return x.carries })
			},
			Calls: func(w int, from, to float64) float64 {
				return offeredIn(list, w, from, to, func(x *stretch) float64 {
					if x.calls {
						return 1
					}
					return 0
				})
			},
			Visits: func(pool, w int, from, to float64) float64 {
				return offeredIn(list, w, from, to, func(x *stretch) float64 { return x.share[pool] })
			},
			Failures: func(pool int) float64 {
				if broken != nil {
					return broken[[2]int{f, pool}]
				}
				return expectedIn(list, pool)
			},
			Arrivals: func(pool int) []model.Arrival { return arrivalsIn(p, list, pool) },
		}
		out[f] = u
	}
	return out
}

// stretches are the phases in which a fleet runs.
func (j *journey) stretches(p *model.Plan, fleet int) []stretch {
	var out []stretch
	f := &p.Fleets[fleet]
	for k := range j.phases {
		x := &j.phases[k]
		for _, r := range x.runs {
			if r.fleet.Name != f.Name {
				continue
			}
			s := stretch{from: x.from, to: x.to, stage: r, carries: 1, calls: len(r.role.called) == 0 || len(r.sys.Gateways) > 0}
			if r.role.carries != nil {
				s.carries = slices.Max(r.role.carries)
			}
			for _, pool := range f.Pools {
				at := slices.IndexFunc(r.fleet.Pools, func(q model.Pool) bool { return q.Name == pool.Name })
				share := 1.0
				switch {
				case at < 0:
					share = 0
				case r.role.carries != nil:
					share = r.role.carries[at]
				}
				s.pools, s.share = append(s.pools, at), append(s.share, share)
			}
			out = append(out, s)
		}
	}
	return out
}

// usedIn is the mean utilization of a pool; while it does not run it is idle.
func usedIn(list []stretch, pool int, from, to float64) (float64, bool) {
	sum, known := 0.0, false
	for i := range list {
		x := &list[i]
		if x.pools[pool] < 0 {
			continue
		}
		a, b := max(from, x.from), min(to, x.to)
		if a >= b {
			_, ok := x.stage.utilizationIn(x.pools[pool], x.from, x.to)
			known = known || ok
			continue
		}
		u, ok := x.stage.utilizationIn(x.pools[pool], a, b)
		known = known || ok
		sum += float64(u * (b - a))
	}
	return sum / (to - from), known
}

// offeredIn are the requests that come to a fleet while it runs.
func offeredIn(list []stretch, w int, from, to float64, share func(*stretch) float64) float64 {
	sum := 0.0
	for i := range list {
		x := &list[i]
		if a, b := max(from, x.from), min(to, x.to); a < b {
			sum += float64(x.stage.sys.Load.Offered(w, a, b) * share(x))
		}
	}
	return sum
}

// expectedIn are the failures expected of a pool while it runs.
func expectedIn(list []stretch, pool int) float64 {
	sum := 0.0
	for i := range list {
		if x := &list[i]; x.pools[pool] >= 0 {
			sum += expectedFailures(x.stage.sys.Within(x.from, x.to), x.pools[pool])
		}
	}
	return sum
}

// arrivalsIn are the units that join a growing pool of a plan: what the load of each phase
// takes, and nothing that was bought is given up.
func arrivalsIn(p *model.Plan, list []stretch, pool int) []model.Arrival {
	var out []model.Arrival
	months, _ := invoice.Months(p)
	last := 0
	join := func(at float64, n int) {
		if n > last {
			last = n
			out = append(out, model.Arrival{At: at, Count: n})
		}
	}
	for i := range list {
		x := &list[i]
		if x.pools[pool] < 0 {
			continue
		}
		q := &x.stage.sys.Pools[x.pools[pool]]
		if last == 0 {
			last = q.Count
		}
		if len(q.Arrivals) == 0 {
			continue
		}
		hours := p.Horizon.Hours / float64(months)
		join(float64(invoice.MonthAt(p, x.from, months))*hours, q.CountAt(x.from))
		for _, a := range q.Arrivals {
			if a.At > x.from && a.At < x.to {
				join(a.At, a.Count)
			}
		}
	}
	return out
}

// breaks counts the failures that are repaired of a run's pools in a history.
func (j *journey) breaks(p *model.Plan, r *stage, failures []int) {
	f := slices.IndexFunc(p.Fleets, func(f model.Fleet) bool { return f.Name == r.fleet.Name })
	for i := range r.fleet.Pools {
		if r.sys.Pools[i].Repair.Kind == model.NeverLaw {
			continue
		}
		pool := slices.IndexFunc(p.Fleets[f].Pools, func(q model.Pool) bool { return q.Name == r.fleet.Pools[i].Name })
		j.broken[[2]int{f, pool}] += float64(failures[i])
	}
}

// spend puts the cash of each month into the phase in which it begins.
func (j *journey) spend(t int, p *model.Plan, cash []pricing.Money, phases []phaseColumns) {
	for k := range phases {
		from, to := invoice.MonthAt(p, j.phases[k].from, len(cash)), len(cash)
		if k+1 < len(phases) {
			to = invoice.MonthAt(p, j.phases[k].to, len(cash))
		}
		var sum pricing.Money
		for _, m := range cash[min(from, to):to] {
			sum += m
		}
		phases[k].cost[t] = sum.Float()
	}
}
