package simulate

import "github.com/capplan/capplan/model"

// A setState is a replica group, or an active-standby pool as a whole.
type setState struct {
	rank    int32 // as for units: from which stage on too few members are up
	covered int32 // likewise where takeovers and stops are looked at; −1: stopped
	up      int32 // members up
	taken   int32 // rank of the incident that takes the group, r.whole when none
	stops   int32 // uncovered failures that stop it

	// Of an active-standby set.
	phase    phase
	active   int32  // carries, will carry (switching) or is waited for
	planned  bool   // maintenance began the switch
	wide     bool   // its switch stops more than the set
	switches uint32 // numbers its switches, so that one cut short is known
}

// A phase is what an active-standby set is doing.
type phase uint8

const (
	carrying  phase = iota
	switching       // until a takeover or recovery ends
	waiting         // for the lost unit itself: no recovery
	empty           // no member is up
)

func (p *poolState) resetSets(r *Runner) {
	p.sets, p.size, p.setNeeds = p.sets[:0], 0, 1
	switch {
	case p.Size > 0:
		p.size = p.Size
		p.sets = resize(p.sets, p.Groups())
		if p.Mode == model.Shared {
			p.setNeeds = int32(p.GroupNeeds)
		}
	case p.standby():
		p.size = p.Count
		p.sets = resize(p.sets, 1)
	}
	for i := range p.sets {
		p.sets[i] = setState{rank: int32(r.whole), covered: int32(r.whole), up: int32(p.size), taken: int32(r.whole), active: int32(i * p.size)}
	}
	for i := p.groups(); i < len(p.sets); i++ { // to join
		s := &p.sets[i]
		s.rank, s.covered, s.up, s.phase = 0, 0, 0, empty
	}
	p.setsAt = zeroed(p.setsAt, r.whole+1)
	there, others := int32(p.groups()), int32(len(p.sets)-p.groups())
	p.setsAt[0] = [2]int32{others, others}
	p.setsAt[r.whole] = [2]int32{there, there}
}

// setChange counts unit u in or out of its set's members up and, in an
// active-standby set, lets another carry when it was the one.
func (r *Runner) setChange(p *poolState, u int, t float64, up bool) {
	i := u / p.size
	s := &p.sets[i]
	if up {
		s.up++
	} else {
		s.up--
	}
	if p.standby() {
		r.hand(p, i, u, t, up)
	}
	r.rerank(p, i)
}

// rerank counts set i where it now belongs.
func (r *Runner) rerank(p *poolState, i int) {
	if p.seated() {
		r.rankSeats(p, i)
		return
	}
	s := &p.sets[i]
	rank := s.taken
	if s.up < p.setNeeds {
		rank = min(rank, r.setRank(p, i))
	}
	if s.planned {
		rank = min(rank, p.planRank)
	}
	covered := rank
	if s.stops > 0 || s.phase == switching && !s.planned || s.phase == waiting {
		covered = -1
	}
	p.recast(s, rank, covered)
	if p.members.on && p.Size > 0 {
		r.countMembers(p, i)
	}
}

// recast counts a set at other ranks.
func (p *poolState) recast(s *setState, rank, covered int32) {
	p.setsAt[s.rank][0]--
	p.setsAt[rank][0]++
	if s.covered >= 0 {
		p.setsAt[s.covered][1]--
	}
	if covered >= 0 {
		p.setsAt[covered][1]++
	}
	s.rank, s.covered = rank, covered
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// setRank returns the setNeeds-th largest rank of the members: at the stages up
// to it enough of them are up.
func (r *Runner) setRank(p *poolState, i int) int32 {
	clear(r.tally)
	for u := i * p.size; u < (i+1)*p.size; u++ {
		r.tally[r.unitRank(p, u)]++
	}
	rank, n := int32(r.whole), int32(0)
	for ; rank > 0; rank-- {
		if n += r.tally[rank]; n >= p.setNeeds {
			break
		}
	}
	return rank
}

func (r *Runner) unitRank(p *poolState, u int) int32 {
	if p.failed[u] {
		return 0
	}
	return r.liveRank(p, u)
}

// hand acts on a member of an active-standby set that was lost or is up again.
func (r *Runner) hand(p *poolState, i, u int, t float64, up bool) {
	s := &p.sets[i]
	switch {
	case up && s.phase == empty: // others may be back with it
		s.active, s.phase = int32(r.nextUp(p, i, i*p.size-1)), carrying
	case !up && s.active == int32(u) && (s.phase == carrying || s.phase == switching):
		r.switchFrom(p, i, u, t)
	case !up && s.phase == waiting && r.nextUp(p, i, u) < 0: // the first that is back carries
		r.handed(p, s)
		s.phase = empty
	case up && s.phase == waiting && s.active == int32(u):
		s.phase = carrying
		r.handed(p, s)
	}
}

// parts begins what a switch, or the wait for the lost unit, stops beside its set.
func (r *Runner) parts(p *poolState, s *setState) {
	if scope := p.scope(); scope == stopsFleet || scope == stopsPool && p.Size > 0 {
		s.wide = true
		r.stopWide(p, s, 1)
	}
}

// handed ends it.
func (r *Runner) handed(p *poolState, s *setState) {
	r.planning -= one(s.planned)
	if s.wide {
		r.stopWide(p, s, -1)
	}
	s.planned, s.wide = false, false
}

func (r *Runner) stopWide(p *poolState, s *setState, by int) {
	if s.planned {
		p.plannedStops += by
		r.bad += by
		return
	}
	r.stop(p, p.scope(), 0, by)
}

// switchFrom makes the next member in order, counted on from the lost one, carry:
// after the takeover, or after the recovery when the takeover does not succeed.
func (r *Runner) switchFrom(p *poolState, i, u int, t float64) {
	s := &p.sets[i]
	s.switches++
	r.handed(p, s)
	next := r.nextUp(p, i, u)
	if next < 0 {
		s.phase = empty
		return
	}
	c := &p.Cover
	after := 0.0
	if c.On {
		covered := r.planned || p.coin.uniform() < r.success(c, t)
		switch {
		case covered && c.Time.Kind != model.NeverLaw:
			after = p.coin.draw(&c.Time)
		case !covered && c.HasRecovery:
			after = p.coin.draw(&c.Recovery)
		case !covered:
			s.active, s.phase = int32(u), waiting
			r.parts(p, s)
			return
		}
	}
	s.active, s.phase = int32(next), carrying
	if after > 0 {
		s.phase, s.planned = switching, r.planned
		r.parts(p, s)
		r.planning += one(r.planned)
		r.later(end, pending{t: t + after, what: switchEnds, pool: int32(p.index), item: int32(i), number: s.switches})
	}
}

// nextUp returns the first member up after u, round the set; −1 when none is. u itself
// comes last.
func (r *Runner) nextUp(p *poolState, i, u int) int {
	first := i * p.size
	for k := 1; k <= p.size; k++ {
		v := first + (u-first+k)%p.size
		if int(r.unitRank(p, v)) == r.whole {
			return v
		}
	}
	return -1
}

// switched ends a switch, unless the one chosen was lost meanwhile.
func (r *Runner) switched(p *poolState, i int, t float64, switches uint32) {
	s := &p.sets[i]
	if s.phase == switching && s.switches == switches {
		r.settle(t)
		s.phase = carrying
		r.handed(p, s)
		r.rerank(p, i)
	}
}
