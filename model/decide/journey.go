package decide

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/portable"
	"github.com/capplan/capplan/model/throughput"
)

// A journey is a plan of the file laid out for its trials. It is answered in legs: from
// one phase to the next and, where histories begin in the long-run state, from one year of
// 8,760 h to the next, so that years add up. In a leg each fleet that runs is a system of
// its own.
type journey struct {
	plan   *model.Migration
	phases []phaseLaid
	legs   []leg
	solved []*outcome         // of each leg, where it is the same at each draw
	lost   []float64          // requests of each workload in the trial at hand
	broken map[[2]int]float64 // failures repaired in it, by fleet and pool of the file; nil: not counted
}

// A phaseLaid is a phase with the fleets that run in it, over the whole horizon.
type phaseLaid struct {
	from, to float64 // hours
	runs     []*stage
	outside  *stage    // the dependencies that they all call, whose outages strike them at once; nil: none
	shares   []float64 // of every workload; nil: shares by pool, all is one fleet
	fallback []int     // index of the run that carries for another; −1: none
	since    []float64 // hours from the start of the horizon when each fleet first ran
	tops     []*throughput.Topology
	met      met
}

type leg struct {
	phase    int
	from, to float64
	year     int // of 8,760 h, from the start
}

// newJourney lays a plan out.
func newJourney(p *model.Plan, m *model.Migration) *journey {
	j := &journey{plan: m}
	first := map[int]float64{}
	file := p
	for k := range m.Phases {
		ph := &m.Phases[k]
		if p = file; ph.Dependencies != nil {
			now := *file
			now.Dependencies = ph.Dependencies
			p = &now
		}
		x := phaseLaid{from: ph.Start, to: p.Horizon.Hours}
		if k+1 < len(m.Phases) {
			x.to = m.Phases[k+1].Start
		}
		all := x.take(ph)
		common := callTogether(p, all, x.shares != nil)
		for i := range all {
			as, of := all[i].role, all[i].run.Of
			if as.common = common; x.shares == nil {
				as.called = calledByOthers(p, all, i)
			}
			if _, ran := first[of]; !ran {
				first[of] = ph.Start
			}
			s := newStageOf(p, all[i].fleet, as)
			x.runs, x.since = append(x.runs, s), append(x.since, first[of])
			x.tops = append(x.tops, throughput.NewTopology(&s.sys))
		}
		if len(common) > 0 {
			x.outside = outside(p, &all[0], common)
		}
		x.fallback = fallbacks(ph, x.runs)
		j.phases = append(j.phases, x)
		j.legs = append(j.legs, legs(p, k, x.from, x.to)...)
	}
	return j
}

// fallbacks finds the runs that carry for others.
func fallbacks(ph *model.MigrationPhase, runs []*stage) []int {
	out := make([]int, len(runs))
	for i := range runs {
		out[i] = -1
		for k := range ph.Runs {
			r := &ph.Runs[k]
			if r.Fleet.Name != runs[i].fleet.Name || r.Fallback == 0 {
				continue
			}
			of := slices.IndexFunc(ph.Runs, func(o model.PhaseRun) bool { return o.Of == r.Fallback-1 })
			if of >= 0 {
				out[i] = slices.IndexFunc(runs, func(s *stage) bool { return s.fleet.Name == ph.Runs[of].Fleet.Name })
			}
		}
	}
	return out
}

// splitting finds the fleets of a phase that carry nothing but parts of one name.
func (x *phaseLaid) splitting() *splitting {
	if x.shares != nil {
		return nil
	}
	p := &splitting{byRequests: x.runs[0].sys.ByRequests}
	for _, ws := range x.runs[0].sys.Workloads {
		p.workloads = append(p.workloads, ws.ByRequests)
	}
	for i, r := range x.runs {
		p.of = append(p.of, i)
		for k, o := range x.runs[:i] {
			if len(r.fleet.Pools) == 1 && len(o.fleet.Pools) == 1 && r.fleet.Pools[0].Name == o.fleet.Pools[0].Name {
				p.of[i] = k
				break
			}
		}
	}
	return p
}

// legs cuts a phase where years begin.
func legs(p *model.Plan, phase int, from, to float64) []leg {
	var out []leg
	for a := from; a < to; {
		year := math.Floor(a / model.HoursPerYear)
		b := to
		if p.Horizon.Steady {
			b = min(to, (year+1)*model.HoursPerYear)
		}
		out = append(out, leg{phase, a, b, int(year)})
		a = b
	}
	return out
}

// withPools is the fleet of the pools that carry something, with what each carries.
func withPools(run *model.PhaseRun) (*model.Fleet, []float64) {
	f := *run.Fleet
	f.Pools = nil
	var carries []float64
	at := map[int]int{}
	groups := false
	for i := range run.Fleet.Pools {
		if q := run.Pools[i]; q.Value > 0 {
			at[i] = len(f.Pools)
			f.Pools = append(f.Pools, run.Fleet.Pools[i])
			groups = groups || run.Fleet.Pools[i].Groups != nil
			carries = append(carries, q.Value)
		}
	}
	f.Incidents = nil
	for _, in := range run.Fleet.Incidents {
		switch in.Reach {
		case model.ReachPool:
			to, there := at[in.Index]
			if !there {
				continue
			}
			in.Index = to
		case model.ReachGroup:
			if !groups {
				continue
			}
		}
		f.Incidents = append(f.Incidents, in)
	}
	return &f, carries
}

// route is the fleet that a plan stands for among the others: it serves what they serve
// and has nothing of its own.
func route(m *model.Migration) *model.Fleet {
	return &model.Fleet{Name: m.Name, Site: -1, Serves: m.Serves(), Origin: m.Origin}
}

// represent gives the stage of a plan the bases and the causes of the fleets that run.
func (j *journey) represent(s *stage) {
	s.sys.Gateways, s.causes = nil, nil
	for k := range j.phases {
		for _, r := range j.phases[k].runs {
			for w := range r.sys.Workloads {
				at := slices.IndexFunc(s.sys.Workloads, func(x model.WorkloadSystem) bool { return x.Name == r.sys.Workloads[w].Name })
				s.sys.Workloads[at].ByRequests = s.sys.Workloads[at].ByRequests || r.sys.Workloads[w].ByRequests
			}
		}
		for _, r := range j.phases[k].parts() {
			for _, c := range r.causes {
				if slices.Contains(r.role.common, c) {
					continue
				}
				if c = causeOf(r, c); !slices.Contains(s.causes, c) {
					s.causes = append(s.causes, c)
				}
			}
		}
	}
	s.sys.ByRequests = fleetBasis(s.sys.Workloads)
	for k := range j.phases {
		for _, r := range j.phases[k].parts() {
			r.sys.ByRequests = s.sys.ByRequests
			for w := range r.sys.Workloads {
				at := slices.IndexFunc(s.sys.Workloads, func(x model.WorkloadSystem) bool { return x.Name == r.sys.Workloads[w].Name })
				r.sys.Workloads[w].ByRequests = s.sys.Workloads[at].ByRequests
			}
		}
	}
}

// causeOf names a cause of a fleet in a plan; what is of the load or of maintenance, and
// what all call, keeps its name.
func causeOf(r *stage, cause string) string {
	if cause == model.DemandCause || cause == model.MaintenanceCause || r.role.outside {
		return cause
	}
	return r.fleet.Name + " " + cause
}

// view is a fleet of a phase in a leg, the last what stands outside of them: what learns or matures is as far as it is then.
func (x *phaseLaid) view(run int, from, to float64) *model.System {
	s := &x.parts()[run].sys
	v := s.Within(from, to)
	if run == len(x.runs) { // what stands outside does not age
		return v
	}
	age := from - x.since[run]
	if m := s.Maturity; m != nil {
		later := *m
		for i, pair := range [][2]float64{m.Success, m.Incidents} {
			pair[0] = m.At(pair[0], pair[1], age)
			if i == 0 {
				later.Success = pair
			} else {
				later.Incidents = pair
			}
		}
		later.Over = max(0, m.Over-age)
		v.Maturity = &later
	}
	if slices.ContainsFunc(s.Incidents, func(in model.Incident) bool { return in.HalfLife > 0 }) {
		v.Incidents = slices.Clone(s.Incidents)
		for i := range v.Incidents {
			if in := &v.Incidents[i]; in.HalfLife > 0 {
				in.Rate = max(min(in.Floor, in.Rate), in.Rate*portable.Exp(-float64(math.Ln2*age)/in.HalfLife))
			}
		}
	}
	return v
}
