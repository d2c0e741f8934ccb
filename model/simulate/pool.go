package simulate

import "github.com/capplan/capplan/model"

// Ranks. A thing's rank says from which stage of the nested causes on it is not
// up: rank 0 when it failed itself, k when the innermost of the domains above it
// that are out is of the k-th level from inside, levels+1+i when incident i takes
// it, and r.whole when it is up. So at a stage with threshold τ exactly what has
// a rank ≥ τ is up: τ = 0 with nothing broken, 1 with units failing, k+1 with the
// k innermost levels, levels+1+i with i incidents.

// A poolState is a pool during a history.
type poolState struct {
	*model.PoolSystem
	index int
	grown model.PoolSystem // itself, with the units of the end, where units join it
	now   int              // units that are there
	came  int              // arrivals so far
	base  int              // of its domains in r.rank
	place int              // innermost domains in use, or cells where trees cross; 1 without

	each, further int // units of every innermost domain, and domains with one more

	alive []int32 // by innermost domain: units that have not failed themselves
	at    []int32 // by rank: units
	good  int32   // from so many units up on nothing is lost
	plain bool    // at tells all: no sets and no cover
	flows bool    // its failures and returns are a flow
	bad   bool    // something may be lost

	failed       []bool // by unit; unless plain
	broken       int    // of these, those that have
	peak         float64
	walls        []float64 // their peaks
	limit        float64   // capacity with groups
	upHours      float64
	stops        int    // uncovered failures that stop the pool
	allStops     int    // and the fleet
	plannedStops int    // switches of maintenance that stop more than their set
	takeovers    int    // covered failures whose requests still fail
	holds        []bool // by unit: a stop lasts until it is back
	held         int    // of these
	uncovered    bool   // the failure of a flow that is being stepped through
	coin         stream
	grays        int // half-dead units
	coupled      coupled
	upkeep       upkeepState
	fall         fallState
	planRank     int32 // of what is out for maintenance
	members      memberState

	sets     []setState // groups, or the one set of an active-standby pool
	size     int        // units of a set
	setNeeds int32
	setsAt   [][2]int32 // by rank: sets, and where takeovers and stops are looked at
	setsGood int32      // from so many sets working on nothing is lost
}

// up returns the units up at a stage with threshold tau.
func (p *poolState) up(tau int) int {
	n := 0
	for _, k := range p.at[tau:] {
		n += int(k)
	}
	return min(n, p.now) // units that stand by take places; others are to join
}

// working returns the sets that work at a stage; covered leaves out those that a
// takeover or an uncovered failure stops.
func (p *poolState) working(tau int, covered bool) int {
	n, which := 0, one(covered)
	for _, k := range p.setsAt[tau:] {
		n += int(k[which])
	}
	return min(n, p.groups())
}

// takesTime reports whether a takeover takes time in which requests fail.
func (p *poolState) takesTime() bool {
	return p.Cover.On && p.Cover.Time.Kind != model.NeverLaw && p.Mode == model.Shared && p.Standby == 0
}

func (p *poolState) standby() bool { return p.Mode == model.ActiveStandby }

// needs returns the units or sets that must be up, −1 where the demand decides.
func (p *poolState) needs() int {
	switch {
	case len(p.sets) > 0 && p.Size == 0, p.Mode == model.Mirrored && p.Size == 0:
		return 1
	case p.Needs >= 0:
		return p.Needs
	case len(p.sets) > 0 && p.Capacity == nil:
		return p.groups()
	case p.Capacity == nil:
		return 1
	}
	return -1
}

// reset makes pool i new and up.
func (p *poolState) reset(r *Runner, i int, s *model.PoolSystem) {
	s = p.foresee(s)
	p.PoolSystem, p.index = s, i
	p.base, p.place = r.seat(s)
	p.each, p.further = s.Units()/p.place, s.Units()%p.place
	p.alive = resize(p.alive, p.place)
	for d := range p.alive {
		p.alive[d] = p.standing(d)
	}
	p.at = zeroed(p.at, r.whole+1)
	p.at[r.whole] = int32(p.now + s.Standby)
	p.at[0] += int32(s.Count - p.now)
	for u := p.now; u < s.Count; u++ {
		p.alive[u%p.place]--
	}
	p.bad, p.upHours, p.stops, p.allStops, p.takeovers = false, float64(float64(p.now)*r.horizon), 0, 0, 0
	p.grays, p.plannedStops = 0, 0
	p.resetSets(r)
	p.resetCoupled(r)
	p.resetUpkeep(r)
	p.resetFall(r)
	p.plain = len(p.sets) == 0 && !s.Cover.On && s.Standby == 0
	p.flows = !p.coupled.on && !p.standby() && s.Life.Kind == model.Exponential && s.Count > 0 && !p.takesTime() && !(s.Place > 0 && r.unforeseen) && !counts(s)
	if p.flows { // which takes off what is not there yet
		p.upHours = float64(float64(s.Count) * r.horizon)
	}
	p.held = 0
	p.failed, p.holds, p.broken = p.failed[:0], p.holds[:0], 0
	if !p.plain {
		p.failed, p.holds = zeroed(p.failed, s.Units()), zeroed(p.holds, s.Units())
		for u := p.now; u < s.Count; u++ {
			p.breaks(u, true)
		}
		r.openStream(&p.coin, "pool/", s.Name, "/cover")
	}
	p.resetGood(r)
	p.resetMembers(r)
}

// standing returns the units of the pool in innermost domain d.
func (p *poolState) standing(d int) int32 {
	return int32(p.each + one(d < p.further))
}

// resetGood finds from how many units or sets on nothing can be lost over the
// whole history, or until units join.
func (p *poolState) resetGood(r *Runner) {
	p.peak, p.limit = 0, 0
	if p.Capacity != nil && r.s.Load != nil && positive(p.Weight) {
		from, to := p.span(r)
		p.peak = r.s.Load.Peak(p.Weight, from, to)
		p.walls = zeroed(p.walls, len(p.Walls))
		for i := range p.Walls {
			p.walls[i] = r.s.Load.Peak(p.Walls[i].Weight, from, to)
		}
	}
	need := p.needs()
	p.good, p.setsGood = int32(need), int32(need)
	if len(p.sets) > 0 {
		p.good = 0
		if p.standby() && p.Size == 0 {
			p.good = int32(p.enough())
			return
		}
		if p.Capacity != nil {
			p.limit = p.Capacity[0] * float64(p.groups())
		}
		if need < 0 || positive(p.Weight) || used(p.Uses) {
			p.setsGood = int32(p.groups())
		}
		if p.limit < p.peak || p.fall.trips(p.now) {
			p.setsGood++ // never: something is always lost
		}
		p.leaveRoom()
		return
	}
	p.good = max(p.good, int32(p.enough()))
}

// enough returns the least number of units from which on every number of them
// carries the peak; one more than there are when not even all do.
func (p *poolState) enough() int {
	if !(p.peak > 0) {
		return 0
	}
	k := p.now + 1
	for k > 0 && p.Capacity[k-1] >= p.peak && !p.fall.trips(k-1) {
		k--
	}
	for i := range p.Walls {
		k = max(k, p.Walls[i].Enough(p.walls[i]))
	}
	return k
}

func positive(w []float64) bool {
	for _, x := range w {
		if x > 0 {
			return true
		}
	}
	return false
}

func used(u []bool) bool {
	for _, x := range u {
		if x {
			return true
		}
	}
	return false
}

// spared reports whether a unit's failure or return leaves what is lost as it is,
// so that the time before and after it can be accounted for together: nothing is
// lost through the pool on either side. A stop that the failure begins is left to
// cover.
func (r *Runner) spared(p *poolState, u int, down bool) bool {
	switch {
	case p.bad || p.grays > 0 || p.standby() || p.Standby > 0: // gray units lose of what each unit up gets
		return false
	case !p.plain && p.holds[u]:
		return false
	case !down || int(r.rank[p.base+int(uint32(u)%uint32(p.place))]) != r.whole || p.isOut(u):
		return true
	case p.at[r.whole] <= p.good:
		return false
	}
	return len(p.sets) == 0 || p.sets[u/p.size].up > p.setNeeds
}

// unit takes unit u down or brings it back.
func (r *Runner) unit(p *poolState, u int, t float64, down bool) {
	d := int(uint32(u) % uint32(p.place))
	rank := r.rank[p.base+d]
	by := int32(1)
	if down {
		by = -1
	}
	p.alive[d] += by
	if p.isOut(u) {
		p.upkeep.away[d] += by
		rank = min(rank, p.planRank)
	}
	p.at[rank] += by
	p.at[0] -= by
	if p.Standby == 0 && p.Upkeep == nil && p.flows != (int(rank) == r.whole) {
		hours := float64(float64(by) * (r.horizon - max(t, 0)))
		if p.flows { // a flow has counted the repair, and so has the domain that is out
			hours = -hours
		}
		p.upHours += hours
	}
	if !p.plain {
		r.unitInDetail(p, u, t, down, int(rank) == r.whole)
	}
	r.judge(p)
}

// unitInDetail is what more a unit's failure or return does where sets or
// failovers look at units one by one. reachable: everything above it is up.
func (r *Runner) unitInDetail(p *poolState, u int, t float64, down, reachable bool) {
	p.breaks(u, down)
	if !down && p.holds[u] {
		p.holds[u] = false
		p.held--
		r.stop(p, p.scope(), p.setOf(u), -1)
	}
	switch {
	case len(p.sets) == 0 || p.seated(): // see recount
	case reachable:
		r.setChange(p, u, t, !down)
	default:
		r.rerank(p, u/p.size)
	}
	if down && reachable && p.Cover.On && !p.standby() && !p.coupled.idle {
		r.cover(p, u, t)
	}
}

// judge notes whether something may be lost in the pool's state.
func (r *Runner) judge(p *poolState) {
	if p.members.on && p.Size == 0 {
		r.countMembers(p, 0)
	}
	bad := p.fall.on || p.at[r.whole] < p.good || p.Standby > 0 && int32(p.coupled.carry) < p.good || len(p.sets) > 0 && p.setsAt[r.whole][1] < p.setsGood
	if bad != p.bad {
		p.bad = bad
		if bad {
			r.bad++
		} else {
			r.bad--
		}
	}
}
