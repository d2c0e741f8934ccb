package exact

import (
	"slices"

	"github.com/capplan/capplan/model"
)

// A fleet is a System taken apart for solving.
type fleet struct {
	work
	s       *model.System
	q       []float64 // unavailability of a domain, by level
	used    int       // innermost domains that hold units
	pools   []pool
	rough   []string // what is not exact, in words
	blur    float64  // bound on what assumptions about stops change
	numeric bool     // something is left out, less than fault
	fault   float64  // bound on what was left out of Unavailability
	ties    []*tie   // pools whose units are not independent
}

type kind int

const (
	counted  kind = iota // only the number of units up matters
	grouped              // groups of members
	switched             // active-standby with switches that take time or fail
)

// A pool is a pool of a fleet with its units solved.
type pool struct {
	*model.PoolSystem
	unit
	index   int
	kind    kind
	needs   int // units, or groups
	members int // that a group needs
	standby *standby
	place   int

	enough int       // the least number up that carries the highest demand; Count+1: none
	above  []float64 // by units up: share of time in which demand is above; NaN: not asked yet
	cross  []float64 // by units up: how often per hour demand rises above
	known  []state   // by units reachable

	tie    *tie // nil: units are independent
	at     int  // in the tie
	own    *tie // of this pool alone
	places int  // units of a tied pool that can carry
	fixed  int  // units of a tied pool that are taken to work; −1: as the tie says
	mixes  map[[2]int]*mixture
}

type state struct {
	known      bool
	down, rate float64
}

// newFleet solves the units and sorts the pools by what matters of them.
func newFleet(s *model.System, ties []*tie) (*fleet, error) {
	if !s.Steady {
		return nil, obstacle("start: new")
	}
	if err := coupled(s, ties); err != nil {
		return nil, err
	}
	f := &fleet{s: s, ties: ties}
	f.floor = floor
	if len(s.Levels) == 0 { // one domain that never fails
		whole := *s
		whole.Levels = []model.Level{{Total: 1}}
		f.s = &whole
	}
	f.q = domainUnavailabilities(f.s.Levels)
	for i := range f.s.Levels {
		if f.q[i] == 1 {
			return nil, obstacle("level %s is never repaired", f.s.Levels[i].Name)
		}
	}
	f.pools = make([]pool, len(s.Pools))
	for i := range f.pools {
		p := &f.pools[i]
		p.PoolSystem, p.index = &f.s.Pools[i], i
		if p.place = min(p.Place, f.s.Levels[len(f.s.Levels)-1].Total); p.place == 0 {
			p.place = f.s.Levels[len(f.s.Levels)-1].Total
		}
		f.used = max(f.used, min(p.place, p.Units()))
		if err := f.sort(p); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *fleet) sort(p *pool) error {
	if p.Repair.Kind == model.NeverLaw && p.Life.Kind != model.NeverLaw {
		return obstacle("units of pool %s are never repaired", p.Name)
	}
	c := &p.Cover
	slow := c.On && (c.Success < 1 || c.Time.Kind != model.NeverLaw)
	p.needs, p.members = p.Needs, p.GroupNeeds
	if p.Mode != model.Shared {
		p.members = 1
		if p.Size == 0 {
			p.needs = 1
		}
	}
	switch {
	case p.Drain == 0 || p.Capacity == nil && p.Room == 0:
	case p.Room > 0:
		return obstacle("what rebuilding takes of pool %s is followed over histories", p.Name)
	case f.tieOf(p):
		return obstacle("units of pool %s are tied to one another, and rebuilding them takes capacity", p.Name)
	case slow:
		return obstacle("failures of pool %s stop it, and rebuilding its units takes capacity", p.Name)
	}
	if f.tieOf(p) {
		p.known = make([]state, p.Count+1)
		f.demandOf(p)
		return nil
	}
	switch {
	case p.Mode == model.ActiveStandby && slow && p.Life.Kind == model.NeverLaw && f.quiet():
	case p.Mode == model.ActiveStandby && slow && p.Size > 0:
		return obstacle("groups of pool %s are active-standby", p.Name)
	case slow && sweeping(f.s, p.PoolSystem):
		return obstacle("a switch of pool %s stops requests that do not visit it", p.Name)
	case p.Mode == model.ActiveStandby && slow:
		return f.sortStandby(p)
	case p.Size > 0:
		p.kind = grouped
		if p.needs < 0 {
			return obstacle("groups of pool %s must follow demand", p.Name)
		}
	}
	if p.Mode == model.ActiveStandby { // it carries while any unit is up
		p.unit = unit{q: model.Unavailability(p.Life, p.Repair), fail: p.Life.Rate()}
	} else {
		p.unit = f.newUnit(p.PoolSystem)
	}
	if p.unit.stop+p.unit.takingUp+p.unit.takingDown > 0 {
		f.coverNote(p)
	}
	p.known = make([]state, p.Count+1)
	f.demandOf(p)
	return nil
}

// quiet reports whether no domain fails.
func (f *fleet) quiet() bool { return slices.Max(f.q) == 0 }

func (f *fleet) sortStandby(p *pool) error {
	p.kind, p.enough = switched, 0
	placed := *p.PoolSystem
	placed.Place = p.place
	var err error
	if p.standby, err = f.newStandby(f.s, &placed); err != nil {
		return err
	}
	for i := range f.pools {
		if q := &f.pools[i]; q != p && q.kind == switched && len(p.standby.domains) > 0 {
			f.roughly("pools %s and %s switch independently of one another while domains fail under both", q.Name, p.Name)
		}
	}
	laws := []model.Law{p.Life, p.Repair, p.Cover.Time, p.Cover.Recovery}
	for _, d := range p.standby.domains {
		laws = append(laws, f.s.Levels[d.level].Life, f.s.Levels[d.level].Repair)
	}
	if !exponential(laws...) {
		f.roughly("pool %s is solved with exponential laws of the same means", p.Name)
	}
	return nil
}

// coverNote bounds what is not exact about stops of a pool whose units do not
// switch. The chain of a unit takes exponential laws: what other laws change is how
// a stop overlaps the very repair that began with it, which matters where the pool
// (group) is short without that unit. And a unit in a domain that is out is taken
// to stop nothing, so a stop ends where its unit's domain goes out.
func (f *fleet) coverNote(p *pool) {
	n, needs := p.Count, p.needs
	if p.kind == grouped {
		n, needs = p.Size, p.members
	}
	if needs < 0 {
		needs = min(p.enough, n)
	}
	blur := 0.0
	if !exponential(p.Life, p.Repair, p.Cover.Time, p.Cover.Recovery) && (p.Cover.HasRecovery || p.takingUp > 0) {
		blur += short(n-1, needs, p.q) + p.Cover.Recovery.Mean*p.fail
	}
	lasts := p.Cover.Recovery.Mean
	if !p.Cover.HasRecovery {
		lasts = p.Repair.Mean
	}
	outs := 0.0
	for i := range f.q {
		outs += f.q[i] + f.s.Levels[i].Life.Rate()*lasts
	}
	many := float64(n)
	if p.kind == grouped && (!f.s.ByRequests || p.stopsAll()) {
		many = float64(p.Count)
	}
	if p.kind == grouped && p.stop > 0 && !f.quiet() {
		f.roughly("an uncovered failure of a group of pool %s is taken to end where a domain above the unit goes out", p.Name)
	}
	if p.kind == grouped && !p.stopsAll() { // other groups' takeovers are looked at as if nothing stopped them
		blur += p.stop
	}
	f.blur += many * (p.stop + p.takingUp + p.takingDown) * min(1, blur+outs)
	if p.Count > 1 { // no more than Count of the takeovers lose requests
		f.blur += p.takingMore
	}
}

func exponential(laws ...model.Law) bool {
	for _, l := range laws {
		if l.Kind != model.Exponential && l.Kind != model.NeverLaw {
			return false
		}
	}
	return true
}

// stopsAll reports whether stops of the pool's units reach past a group.
func (p *pool) stopsAll() bool {
	if p.stop == 0 {
		return false
	}
	return p.Size == 0 || p.Cover.Scope == model.ScopePool || p.Cover.Scope == model.ScopeFleet
}

// stopsFleet reports whether they stop what does not use the pool, too.
func (p *pool) stopsFleet() bool { return p.stop > 0 && p.Cover.Scope == model.ScopeFleet }

// in returns how many units of the pool stand in innermost domain d.
func (p *pool) in(d int) int {
	if d >= p.place {
		return 0
	}
	return (p.Count - d + p.place - 1) / p.place
}

// group returns the chance that a group with so many members reachable does not
// work, and the rate at which it stops working.
func (p *pool) group(reach int) (fails, leaves float64) {
	if p.stopsAll() {
		return short(reach, p.members, p.q), p.leaves(reach, p.members, false) * (1 - p.open)
	}
	return union(lost(p.stop, reach), short(reach, p.members, p.q)), alive(p.stop, reach) * p.leaves(reach, p.members, true)
}

// inForce returns the long-run chance that an incident is in force.
func inForce(i *model.Incident) float64 {
	x := i.Rate * i.Duration.Mean
	return x / (1 + x)
}

// gatewayOut returns the long-run chance that a gateway is out.
func gatewayOut(g *model.Gateway) float64 { return 1 - g.Availability }

// roughly notes something that is not exact, once.
func (f *fleet) roughly(format string, args ...any) {
	if what := obstacle(format, args...).Error(); !slices.Contains(f.rough, what) {
		f.rough = append(f.rough, what)
	}
}
