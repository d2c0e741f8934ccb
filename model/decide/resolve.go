package decide

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
	"github.com/capplan/capplan/model/internal/portable"
	"github.com/capplan/capplan/model/invoice"
	"github.com/capplan/capplan/model/throughput"
)

// A stage is one fleet of a plan, prepared for its trials: what does not change
// between the draws is laid out once, the rest is written over by resolve.
type stage struct {
	plan  *model.Plan
	fleet *model.Fleet
	sys   model.System
	traffic
	growth
	mix    []float64 // one per workload: all its requests count
	causes []string
	why    string // why there is no exact answer

	role role

	obstacle *Obstacle     // to one of the long run
	solved   *exact.Result // of the long run, where it is the same at each draw

	retried map[*model.Pool]*throughput.Path // keeps what retries do to pools that collapse
}

// A role is what a fleet has to do in a phase of a plan; its zero is all there is.
type role struct {
	share   float64   // of every workload; 0: all
	carries []float64 // by pool: share of the requests that visit it; nil: all
	called  []string  // dependencies that another fleet of the same requests calls
	common  []string  // dependencies whose outages stand outside of the fleet: see phaseLaid
	outside bool      // it is nothing but the outages of these

	from, to float64 // hours in which it does; to 0: all
}

// part is what of a load falls to the stage.
func (s *stage) part(load float64) float64 {
	if s.role.share == 0 {
		return load
	}
	return float64(load * s.role.share)
}

func newStage(p *model.Plan, f *model.Fleet) *stage { return newStageOf(p, f, role{}) }

func newStageOf(p *model.Plan, f *model.Fleet, as role) *stage {
	s := &stage{plan: p, fleet: f, role: as}
	s.sys.Horizon, s.sys.Steady = p.Horizon.Hours, p.Horizon.Steady
	s.sys.Levels = levels(f)
	s.sys.Pools = make([]model.PoolSystem, len(f.Pools))
	for i := range f.Pools {
		s.sys.Pools[i] = poolTopology(f, &f.Pools[i])
	}
	s.sys.Freeze = f.Freeze
	s.crews()
	s.sys.Incidents = make([]model.Incident, len(f.Incidents))
	s.sys.Workloads = workloads(p, f)
	s.layTraffic()
	s.layGrowth()
	s.sys.ByRequests = fleetBasis(s.sys.Workloads)
	if i := strictest(s.sys.Workloads); i >= 0 {
		s.sys.Hours = s.sys.Workloads[i].Hours
	}
	s.mix = make([]float64, len(f.Serves))
	for w := range s.mix {
		s.mix[w] = 1
	}
	for i := range p.Dependencies {
		if g, ok := s.gateway(i); ok && !slices.Contains(as.called, g.Name) {
			s.sys.Gateways = append(s.sys.Gateways, g)
		}
	}
	s.resolve(nil)
	s.causes = s.sys.Causes()
	s.layWrongs()
	return s
}

func levels(f *model.Fleet) []model.Level {
	out := make([]model.Level, len(f.Domains))
	total := 1
	for i := range f.Domains {
		d := &f.Domains[i]
		if i > 0 && d.Tree != f.Domains[i-1].Tree {
			total = 1
		}
		total *= d.Count
		out[i] = model.Level{Name: d.Name, Total: total, Tree: d.Tree, Paths: d.Paths, Needs: d.Needs}
	}
	return out
}

// crews puts the fleet's crew first, where a pool waits for it, then those of pools.
// A pool that rebuilds waits for none.
func (s *stage) crews() {
	shared := 0
	for i := range s.fleet.Pools {
		p := &s.fleet.Pools[i]
		switch {
		case p.Rebuilt():
		case p.Crew != nil:
			s.sys.Crews = append(s.sys.Crews, *p.Crew)
			s.sys.Pools[i].Crew = len(s.sys.Crews)
		case s.fleet.Crew != nil:
			if shared == 0 {
				s.sys.Crews = append(s.sys.Crews, *s.fleet.Crew)
				shared = len(s.sys.Crews)
			}
			s.sys.Pools[i].Crew = shared
		}
	}
}

func poolTopology(f *model.Fleet, p *model.Pool) model.PoolSystem {
	s := model.PoolSystem{Name: p.Name, Count: p.Count, Place: p.Place, Needs: needsOf(p, p.Count), Mode: p.Mode}
	if p.Groups != nil {
		s.Size, s.GroupNeeds = p.Groups.Size, p.MemberNeeds()
		if p.Groups.Ledger != nil {
			s.CountMembers = s.Size
		}
	}
	if p.Standby != nil {
		s.Standby = p.Standby.Count
	}
	if p.Spares != nil && !p.Rebuilt() {
		s.Spares = &model.Spares{OnSite: p.Spares.OnSite}
	}
	if u := p.Upkeep; u != nil {
		s.Upkeep = &model.Upkeep{AtOnce: u.AtOnce, From: u.From, To: u.To, Counts: u.Counts}
	}
	s.Freeze = p.Freeze
	s.Weight = make([]float64, len(f.Serves))
	s.Uses = make([]bool, len(f.Serves))
	return s
}

// workloads decides by what each workload's availability is measured: as its slo
// says; else by requests where it has one and the fleet has groups or several
// pools; else by time.
func workloads(p *model.Plan, f *model.Fleet) []model.WorkloadSystem {
	many := len(f.Pools) > 1
	for i := range f.Pools {
		many = many || f.Pools[i].Groups != nil
	}
	out := make([]model.WorkloadSystem, len(f.Serves))
	for i, w := range f.Serves {
		wl := &p.Workloads[w]
		s := model.WorkloadSystem{Name: wl.Name, Window: wl.SLO.Window}
		if wl.SLO.Set {
			s.Objective, s.Hours = wl.SLO.Availability.Value, wl.SLO.Hours
			s.ByRequests = wl.SLO.Basis == "requests" || wl.SLO.Basis == "" && many
		}
		if s.Window == 0 {
			s.Window = model.HoursPerYear
		}
		out[i] = s
	}
	return out
}

// strictest returns the workload with the hardest availability objective, or −1.
func strictest(ws []model.WorkloadSystem) int {
	best := -1
	for i := range ws {
		if ws[i].Objective > 0 && (best < 0 || ws[i].Objective > ws[best].Objective) {
			best = i
		}
	}
	return best
}

// fleetBasis reports whether the fleet's own availability goes by requests: as the
// strictest objective does.
func fleetBasis(ws []model.WorkloadSystem) bool {
	i := strictest(ws)
	return i >= 0 && ws[i].ByRequests
}

// gateway lays out a dependency; false where the fleet does not use it.
func (s *stage) gateway(i int) (model.Gateway, bool) {
	d := &s.plan.Dependencies[i]
	g := model.Gateway{Name: d.Name, Counts: d.Counts}
	g.Share = make([]float64, len(s.fleet.Serves))
	g.Limit.Weight = make([]float64, len(s.fleet.Serves))
	used := false
	for k, w := range s.fleet.Serves {
		if _, takes := s.plan.Calls(s.fleet, i, w); takes {
			g.Share[k] = 1
			used = true
		}
	}
	return g, used
}

// resolve writes the drawn values into the stage's system.
func (s *stage) resolve(d model.Draw) {
	sys := &s.sys
	for i := range s.fleet.Domains {
		sys.Levels[i].Life = s.fleet.Domains[i].Life.At(d)
		sys.Levels[i].Repair = s.fleet.Domains[i].Repair.At(d)
		if s.fleet.Domains[i].Paths > 0 { // a path of its own fails with itself
			sys.Levels[i].Beta = s.fleet.Domains[i].Beta.At(d)
		}
	}
	for i := range s.fleet.Pools {
		s.resolvePool(&s.fleet.Pools[i], &sys.Pools[i], d)
		if s.role.carries != nil {
			sys.Pools[i].Carry(s.role.carries[i])
		}
	}
	for i := range s.fleet.Incidents {
		in := &s.fleet.Incidents[i]
		sys.Incidents[i] = model.Incident{
			Name: in.Name, Rate: in.Rate.At(d), Duration: in.Duration.At(d),
			Reach: in.Reach, Index: in.Index, Share: in.Share.At(d),
		}
		if l := s.fleet.Learns; l != nil {
			sys.Incidents[i].HalfLife, sys.Incidents[i].Floor = l.HalfLife.At(d), l.Floor.At(d)
		}
	}
	if s.fleet.Maturity != nil {
		sys.Maturity = maturity(s.fleet.Maturity, sys.Incidents, d)
	}
	s.resolveLoad(d)
	s.resolveVotes(d)
	s.buy(d)
	s.resolveGateways(d)
	s.resolveWalls(d)
}

func (s *stage) resolvePool(p *model.Pool, out *model.PoolSystem, d model.Draw) {
	out.Life, out.Repair = p.Life.At(d), p.Repair.At(d)
	if p.Groups != nil && p.Groups.Rebuild != nil {
		out.Repair = p.Groups.Rebuild.At(d)
		out.Drain = p.Groups.Drain.At(d)
	}
	if p.Failover != nil {
		out.Cover = cover(p.Failover, d)
	}
	if p.Standby != nil {
		out.Dormancy = p.Standby.Dormancy.At(d)
	}
	if out.Spares != nil {
		out.Spares.Resupply, out.Spares.Share = p.Spares.Resupply.At(d), invoice.PartShare(p, d)
	}
	out.Beta = p.Beta.At(d)
	if g := p.Gray; g != nil {
		out.Gray = model.Gray{Life: g.Life.At(d), Works: g.Works.At(d), Detect: g.Detect.At(d)}
	}
	if u := p.Upkeep; u != nil {
		out.Upkeep.Every, out.Upkeep.Duration = u.Every.At(d), u.Duration.At(d)
	}
	throughput.Weights(p, s.fleet.Serves, d, out.Weight, out.Uses)
	out.Visit = throughput.Visits(p, s.fleet.Serves, d, out.Visit[:0])
	s.offload(p, out, d)
	if t := p.Throughput; t != nil && len(s.fleet.Serves) > 0 && (out.Capacity == nil || p.Vote != nil || t.Contention.Uncertain() || t.Coherency.Uncertain()) {
		out.Capacity = throughput.Units(p, d, out.Capacity[:0])
		out.Peaked = throughput.Peaked(p, d)
	}
	s.collapse(p, out, d)
}

func cover(f *model.Failover, d model.Draw) model.Cover {
	c := model.Cover{On: true, Success: 1, Scope: f.Scope}
	if f.Success.Set {
		c.Success = f.Success.At(d)
	}
	if f.Time != nil {
		c.Time = f.Time.At(d)
	}
	if f.Recovery != nil {
		c.Recovery, c.HasRecovery = f.Recovery.At(d), true
	}
	return c
}

// maturity returns nil where neither failover nor incidents mature: engineering is
// only paid for. Without any rate left to share there is nothing to mature.
func maturity(m *model.MaturitySpec, incidents []model.Incident, d model.Draw) *model.Maturity {
	out := model.Maturity{Over: m.Over.At(d), SuccessSet: m.Success[0].Set}
	var rates float64
	for i := range incidents {
		rates += incidents[i].Rate
	}
	out.IncidentsSet = m.Incidents[0].Set && rates > 0
	for i := range 2 {
		out.Success[i], out.Incidents[i] = m.Success[i].At(d), m.Incidents[i].At(d)
	}
	if !out.SuccessSet && !out.IncidentsSet {
		return nil
	}
	return &out
}

func (s *stage) resolveGateways(d model.Draw) {
	n := 0
	for i := range s.plan.Dependencies {
		dep := &s.plan.Dependencies[i]
		if n == len(s.sys.Gateways) || s.sys.Gateways[n].Name != dep.Name {
			continue
		}
		g := &s.sys.Gateways[n]
		n++
		g.Availability, g.Repair, g.Limit.Capacity = 1, 1, math.Inf(1)
		if dep.Availability.Set && !slices.Contains(s.role.common, dep.Name) {
			g.Availability = dep.Availability.At(d)
		}
		if dep.Repair.Set {
			g.Repair = dep.Repair.At(d)
		}
		if dep.Limit.Set {
			g.Limit.Capacity = s.part(dep.Limit.At(d))
			g.Limit.Growth = portable.Log1p(dep.Growth.At(d)) / model.HoursPerYear
			g.Limit.Wait = s.waitFor(dep, d)
		}
		for w := range g.Share {
			if q, takes := s.plan.Calls(s.fleet, i, s.fleet.Serves[w]); takes {
				g.Share[w] = 1
				if q.Set {
					g.Share[w] = q.At(d)
				}
			}
			g.Limit.Weight[w] = g.Share[w]
		}
		g.Limit.Visit = g.Share
	}
}

// waitFor is the queue before a dependency's limit; nil where what is above is refused.
// Those who come again until they are taken are served as those who wait are: as much
// at a time as the limit lets through.
func (s *stage) waitFor(dep *model.Dependency, d model.Draw) *model.Wait {
	if dep.Over == model.Refuse {
		return nil
	}
	w := &model.Wait{Patience: math.Inf(1), From: s.role.from, To: s.role.to}
	if dep.Patience.Set {
		w.Patience = dep.Patience.At(d)
	}
	if w.To == 0 {
		w.To = s.sys.Horizon
	}
	return w
}

// utilization is the time mean of demand ÷ capacity of a pool with all up; it may
// exceed 1.
func (s *stage) utilization(pool int) (float64, bool) { return s.utilizationIn(pool, 0, s.sys.Horizon) }

func (s *stage) utilizationIn(pool int, from, to float64) (float64, bool) {
	p := &s.sys.Pools[pool]
	if p.Capacity == nil || s.sys.Load == nil {
		return 0, false
	}
	if len(p.Arrivals) > 0 {
		return s.utilizationGrown(p, from, to), true
	}
	return s.needOf(p, from, to) / capacityOf(p, p.Count), true
}

// needOf is the mean of what the load needs of a pool.
func (s *stage) needOf(p *model.PoolSystem, from, to float64) float64 {
	var need float64
	for w := range p.Weight {
		need += float64(p.Weight[w] * s.sys.Load.Offered(w, from, to) / (3600 * (to - from)))
	}
	return need
}

// capacityOf is what so many units of a pool carry.
func capacityOf(p *model.PoolSystem, n int) float64 {
	if p.Size > 0 {
		return p.Capacity[0] * float64(n/p.Size)
	}
	return p.Capacity[n]
}

// utilizationGrown is the mean over the pieces in which the units of a pool stay.
func (s *stage) utilizationGrown(p *model.PoolSystem, from, to float64) float64 {
	var sum float64
	a, n := from, p.CountAt(from)
	for k := range len(p.Arrivals) + 1 {
		b := to
		if k < len(p.Arrivals) {
			b = min(to, p.Arrivals[k].At)
		}
		if b > a {
			sum += float64(s.needOf(p, a, b) / capacityOf(p, n) * (b - a))
			a = b
		}
		if k < len(p.Arrivals) && p.Arrivals[k].At <= to {
			n = p.Arrivals[k].Count
		}
	}
	return sum / (to - from)
}

// usage is what the stage itself tells its invoice: all but the failures.
func (s *stage) usage() invoice.Usage {
	return invoice.Usage{
		Utilization: s.utilizationIn,
		Offered:     func(workload int, from, to float64) float64 { return s.sys.Load.Offered(workload, from, to) },
		Failures:    func(pool int) float64 { return expectedFailures(&s.sys, pool) },
		Arrivals:    func(pool int) []model.Arrival { return s.sys.Pools[pool].Arrivals },
	}
}
