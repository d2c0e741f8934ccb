package simulate

import (
	"github.com/capplan/capplan/model"
)

// A coupled is what a pool keeps when its units do not fail and come back by
// themselves: their events are decided on the way, one by one, in r.pending.
type coupled struct {
	on    bool
	units []unitState
	own   model.Law // life of a unit, shocks apart

	frozen   bool // no unit ages
	shelf    int  // parts at hand
	waiting  line // units that wait for a part, by order of failure
	carry    int  // standby: units in a place that carry
	filling  int  // standby: places that a chosen unit takes up soon
	waits    int  // standby: units up that wait
	upBefore int  // standby: units counted in upHours
	idle     bool // the unit that fails or returns carries nothing

	life, repair, parts, shock, gray stream
}

// A unitState is one unit of a coupled pool.
type unitState struct {
	doing   doing
	role    role
	gray    bool
	kept    float64 // its pace while it is gone
	clock   clock   // to its failure
	graying clock   // to going gray, or nothing
	failed  uint64  // number of its failure, in order over the fleet
	number  uint32  // of its takeover of a place
}

type doing uint8

const (
	works doing = iota
	wantsPart
	wantsCrew
	inRepair
)

// A role is what a unit of a pool with standby does while it is up.
type role uint8

const (
	carries role = iota
	standsBy
	takesOver // will carry
	gone      // not up
)

// A clock runs down at a pace; its number tells an end that was cut off.
type clock struct {
	left, since, pace float64
	number            uint32
}

// run sets a clock going at a pace from t on and returns when it ends.
func (c *clock) run(t, pace float64) (ends float64, going bool) {
	if c.pace > 0 {
		c.left = max(0, c.left-float64((t-c.since)*c.pace))
	}
	c.since, c.pace = t, pace
	c.number++
	if !(pace > 0) {
		return 0, false
	}
	return t + c.left/pace, true
}

// couples reports whether the units of a pool depend on one another.
func couples(s *model.System, p *model.PoolSystem) bool {
	return p.Crew > 0 || p.Spares != nil || p.Standby > 0 || p.Beta > 0 || p.Freeze || s.Freeze || p.Gray.Life.Kind != model.NeverLaw
}

// resetCoupled makes the pool's units new; their lives begin in begin.
func (p *poolState) resetCoupled(r *Runner) {
	c := &p.coupled
	if c.on = couples(r.s, p.PoolSystem); !c.on {
		return
	}
	n := p.Units()
	c.units = zeroed(c.units, n)
	c.frozen, c.filling, c.waiting = false, 0, c.waiting.emptied()
	c.carry, c.waits, c.upBefore = p.Count, p.Standby, p.Count
	for u := p.Count; u < n; u++ {
		c.units[u].role = standsBy
	}
	if p.Spares != nil {
		c.shelf = p.Spares.OnSite
	}
	c.own = slower(p.Life, 1-p.Beta)
	for _, s := range []struct {
		to   *stream
		part string
	}{{&c.life, "/life"}, {&c.repair, "/repair"}, {&c.parts, "/parts"}, {&c.shock, "/shock"}, {&c.gray, "/gray"}} {
		s.to.open(r.seed, purpose("pool/", p.Name, s.part), r.trial)
	}
}

// slower returns a law of the same shape that ends by a factor less often.
func slower(l model.Law, by float64) model.Law {
	if by == 1 || l.Kind == model.NeverLaw {
		return l
	}
	l.Mean /= by
	l.Scale /= by
	l.Lo, l.Hi = l.Lo/by, l.Hi/by
	if l.Kind == model.Hyperexponential {
		phases := make([]model.LawPhase, len(l.Phases))
		for i, ph := range l.Phases {
			phases[i] = model.LawPhase{Share: ph.Share, Mean: ph.Mean / by}
		}
		l.Phases = phases
	}
	return l
}

// begin starts the lives of a coupled pool's units at t: as in the long run, each in
// the middle of a life, or new.
func (r *Runner) begin(p *poolState, t float64) {
	c := &p.coupled
	for u := range c.units {
		x := &c.units[u]
		if r.steady {
			_, x.clock.left = c.life.inProgress(&c.own)
			_, x.graying.left = c.gray.inProgress(&p.Gray.Life)
		} else {
			x.clock.left = c.life.draw(&c.own)
			x.graying.left = c.gray.draw(&p.Gray.Life)
		}
		r.age(p, u, t)
	}
	r.nextShock(p, t)
}

// pace returns how fast unit u ages.
func (p *poolState) pace(u int) float64 {
	c := &p.coupled
	x := &c.units[u]
	switch {
	case x.doing != works || c.frozen:
		return 0
	case x.role == standsBy, x.role == takesOver:
		return p.Dormancy
	case x.role == gone:
		return x.kept
	}
	return 1
}

// age sets the clocks of unit u to the pace that it now has.
func (r *Runner) age(p *poolState, u int, t float64) {
	x := &p.coupled.units[u]
	pace := p.pace(u)
	if x.clock.number > 0 && pace == x.clock.pace {
		return
	}
	if ends, going := x.clock.run(t, pace); going && ends < r.horizon {
		r.later(pending{t: ends, what: unitFails, pool: p.index, item: u, switches: x.clock.number})
	}
	if p.Gray.Life.Kind == model.NeverLaw || x.gray {
		return
	}
	if ends, going := x.graying.run(t, pace); going && ends < r.horizon {
		r.later(pending{t: ends, what: unitGrays, pool: p.index, item: u, switches: x.graying.number})
	}
}

// fails takes unit u of a coupled pool into repair.
func (r *Runner) fails(p *poolState, u int, t float64) {
	c := &p.coupled
	x := &c.units[u]
	if t >= 0 {
		r.h.Failures[p.index]++
	}
	if x.gray {
		r.heal(p, u)
	}
	r.failed++
	x.failed, x.doing = r.failed, wantsPart
	r.age(p, u, t)
	r.unitOf(p, u, t, true)
	r.wantPart(p, u, t)
}

// wantPart lets a failed unit take a part, and orders the next.
func (r *Runner) wantPart(p *poolState, u int, t float64) {
	c, s := &p.coupled, p.Spares
	if t >= 0 {
		r.h.Repairs[p.index]++
	}
	if s == nil || s.Share < 1 && c.parts.uniform() >= s.Share {
		r.wantCrew(p, u, t)
		return
	}
	if at := t + c.parts.draw(&s.Resupply); at < r.horizon {
		r.later(pending{t: at, what: partArrives, pool: p.index})
	}
	if c.shelf > 0 {
		c.shelf--
		r.wantCrew(p, u, t)
		return
	}
	if t >= 0 {
		r.h.Waited[p.index]++
	}
	c.waiting.push(u)
}

// partCame gives a part to the unit that failed first, or puts it on the shelf.
func (r *Runner) partCame(p *poolState, t float64) {
	if u, ok := p.coupled.waiting.pop(); ok {
		r.wantCrew(p, u, t)
		return
	}
	p.coupled.shelf++
}

// repaired brings unit u of a coupled pool back, new.
func (r *Runner) repaired(p *poolState, u int, t float64) {
	c := &p.coupled
	x := &c.units[u]
	x.doing, x.role, x.kept = works, carries, 1
	if p.Standby > 0 {
		x.role, x.kept = gone, p.Dormancy
	}
	x.clock = clock{left: c.life.draw(&c.own), since: t, number: x.clock.number}
	x.graying = clock{left: c.gray.draw(&p.Gray.Life), since: t, number: x.graying.number}
	r.unitOf(p, u, t, false)
	r.age(p, u, t)
}

// nextShock draws when the next common cause strikes.
func (r *Runner) nextShock(p *poolState, t float64) {
	if !(p.Beta > 0) || p.Life.Kind == model.NeverLaw {
		return
	}
	mean := p.Life.Mean / p.Beta
	if at := t + float64(mean*p.coupled.shock.exponential()); at < r.horizon {
		r.later(pending{t: at, what: shockStrikes, pool: p.index})
	}
}

// strike fails every unit of the pool that is up, but for cold ones. All are lost
// before any other takes a place.
func (r *Runner) strike(p *poolState, t float64) {
	c := &p.coupled
	r.nextShock(p, t)
	if c.frozen {
		return
	}
	r.struck = r.struck[:0]
	for u := range c.units {
		x := &c.units[u]
		up := x.doing == works && int(r.rank[p.base+u%p.place]) == r.whole
		if up && !(p.Standby > 0 && x.role != carries && p.Dormancy == 0) {
			r.struck = append(r.struck, u)
		}
	}
	for _, u := range r.struck { // none of them takes over from another
		if x := &c.units[u]; x.role == standsBy {
			x.role = gone
			c.waits--
		}
	}
	for _, u := range r.struck {
		r.fails(p, u, t)
	}
}

// ripen acts on the end of a clock, unless it was cut off.
func (r *Runner) ripen(p *poolState, e *pending) {
	x := &p.coupled.units[e.item]
	switch {
	case e.what == unitFails && e.switches == x.clock.number && x.doing == works,
		e.what == grayDetected && e.switches == x.graying.number && x.gray:
		r.fails(p, e.item, e.t)
	case e.what == unitGrays && e.switches == x.graying.number && x.doing == works && !x.gray:
		r.goGray(p, e.item, e.t)
	}
}

// beginCoupled starts the lives of coupled pools, as long before the history as its
// warm-up says.
func (r *Runner) beginCoupled() {
	from := -WarmUp(r.s)
	r.thaws = false
	for i := range r.pools {
		if p := &r.pools[i]; p.coupled.on {
			r.begin(p, from)
			r.thaws = r.thaws || p.Freeze || r.s.Freeze
		}
	}
}

// freeze stops and starts the clocks of units that do not age while their pool, or
// the fleet, is down.
func (r *Runner) freeze(t float64) {
	v := r.full()
	all := r.s.Freeze && r.down(&v)
	for i := range r.pools {
		p := &r.pools[i]
		frozen := all || p.Freeze && (!v.has(p) || r.stopped(&v, p))
		if c := &p.coupled; c.on && frozen != c.frozen {
			c.frozen = frozen
			for u := range c.units {
				r.age(p, u, t)
			}
		}
	}
}

// lostToGray returns the part of a pool's requests that its gray units lose.
func (r *Runner) lostToGray(v *view, p *poolState) float64 {
	lost, tau := 0.0, int32(v.tau)
	for u := range p.coupled.units {
		x := &p.coupled.units[u]
		if !x.gray || x.role != carries || r.rank[p.base+u%p.place] < tau {
			continue
		}
		switch s := u / max(p.size, 1); {
		case p.standby():
			if st := &p.sets[s]; st.phase == carrying && st.active == int32(u) {
				lost += 1 / float64(len(p.sets))
			}
		case len(p.sets) > 0:
			if st := &p.sets[s]; st.up >= p.setNeeds {
				lost += 1 / float64(st.up) / float64(v.working(p))
			}
		default:
			lost += 1 / float64(max(1, v.up(p)))
		}
	}
	return min(1, float64(lost*(1-p.Gray.Works)))
}
