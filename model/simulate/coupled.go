package simulate

import "github.com/capplan/capplan/model"

// A coupled is what a pool keeps when its units do not fail and come back by
// themselves: their events are decided on the way, one by one, in r.due.
//
// Units without memory fail together at n times the rate of one, each time one of
// them alike, and only as far as its pace goes (thinning, Lewis & Shedler 1979). With
// any other law each unit has a clock.
type coupled struct {
	on       bool
	units    []unitState
	clocks   []clock // to failures, where the law has a memory
	grayings []clock // to going gray, likewise
	stretch  float64 // lives last so many times longer: shocks take the others
	parked   []parked

	work workTime

	shelf     int  // parts at hand
	waiting   line // units that wait for a part, by order of failure
	carry     int  // standby: units in a place that carry
	filling   int  // standby: places that a chosen unit takes up soon
	planned   int  // of these, those that maintenance began
	waits     int  // standby: units up that wait
	ready     []uint64
	holder    []int32    // standby and groups: by place, 1 + the unit in it that carries or will
	filledAt  [][2]int32 // by place, as setState.rank and covered
	odd       []int32    // places where these are not whole
	upBefore  int        // standby, maintenance: units counted in upHours
	idle      bool       // the unit that fails or returns carries nothing
	shockMean float64

	life, repair, parts, shock, gray stream
}

// A unitState is one unit of a coupled pool.
type unitState struct {
	failed uint64  // number of its failure, in order over the fleet
	kept   float64 // its pace while it is gone
	number uint32  // of its takeover of a place
	grayed uint32  // and of its gray times
	seat   int32   // with groups: its place, or the one it had last
	doing  doing
	role   role
	gray   bool
	plan   bool // maintenance began its takeover
}

type doing uint8

const (
	works doing = iota
	toJoin
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

// resetCoupled makes the pool's units new; their lives begin in begin.
func (p *poolState) resetCoupled(r *Runner) {
	c := &p.coupled
	if c.on = r.mission || r.couples(p.PoolSystem); !c.on {
		return
	}
	n := p.Units()
	c.units = zeroed(c.units, n)
	c.clocks, c.grayings, c.parked = c.clocks[:0], c.grayings[:0], c.parked[:0]
	c.filling, c.planned, c.waiting = 0, 0, c.waiting.emptied()
	for u := p.now; u < p.Count; u++ {
		c.units[u].doing = toJoin
	}
	c.carry, c.waits, c.upBefore = p.Count, p.Standby, p.now
	c.ready = zeroed(c.ready, (n+63)/64)
	for u := p.Count; u < n; u++ {
		c.units[u].role = standsBy
		c.ready[u/64] |= 1 << (u % 64)
	}
	r.resetSeats(p)
	c.shelf = 0
	if p.Spares != nil {
		c.shelf = p.Spares.OnSite
	}
	c.stretch, c.shockMean = 1/(1-p.Beta), 0
	if p.Beta > 0 && p.Life.Kind != model.NeverLaw {
		c.shockMean = p.Life.Mean / p.Beta
	}
	r.openStream(&c.life, "pool/", p.Name, "/life")
	r.openStream(&c.repair, "pool/", p.Name, "/repair")
	r.openStream(&c.parts, "pool/", p.Name, "/parts")
	r.openStream(&c.shock, "pool/", p.Name, "/shock")
	r.openStream(&c.gray, "pool/", p.Name, "/gray")
}

// open1 starts a stream; those of missions are their own.
func (r *Runner) openStream(s *stream, kind, name, part string) {
	if r.mission {
		kind = "mission/" + kind
	}
	s.open(r.seed, purpose(kind, name, part), r.trial)
}

// begin starts the lives of a coupled pool's units at t: as in the long run, each in
// the middle of a life, or new.
func (r *Runner) begin(p *poolState, t float64) {
	c := &p.coupled
	c.work = workTime{pace: 1, since: t}
	if p.Beta < 1 {
		r.beginLives(p, &c.clocks, &c.life, &p.Life, c.stretch, someFail, t)
	}
	r.beginLives(p, &c.grayings, &c.gray, &p.Gray.Life, 1, someGray, t)
	r.nextShock(p, t)
	r.beginUpkeep(p, t)
}

// beginLives sets the clocks of all units, or awaits the first end of what has no
// memory.
func (r *Runner) beginLives(p *poolState, clocks *[]clock, s *stream, l *model.Law, stretch float64, some ending, t float64) {
	switch n := len(p.coupled.units); {
	case l.Kind == model.NeverLaw || n == 0:
	case l.Kind == model.Exponential:
		r.nextOf(p, s, l, stretch, some, t)
	default:
		*clocks = zeroed(*clocks, n)
		for u := range *clocks {
			x := &(*clocks)[u]
			if r.steady {
				_, x.left = s.inProgress(l)
			} else {
				x.left = s.draw(l)
			}
			x.left *= stretch
		}
		for u := range n {
			r.age(p, u, t)
		}
	}
}

// nextOf awaits the next failure of units without memory, or the next to go gray.
func (r *Runner) nextOf(p *poolState, s *stream, l *model.Law, stretch float64, some ending, t float64) {
	mean := float64(l.Mean*stretch) / float64(len(p.coupled.units))
	r.later(lost, pending{t: t + float64(mean*s.exponential()), what: some, pool: int32(p.index)})
}

// someone chooses the unit that fails, or goes gray, in a pool without memory, −1
// where it does not age.
func (r *Runner) someone(p *poolState, s *stream, t float64) int {
	u := s.below(len(p.coupled.units))
	pace := float64(p.pace(u) * p.coupled.work.pace)
	if pace == 1 || pace > 0 && s.uniform() < pace {
		return u
	}
	return -1
}

// someFail takes one of the units without memory into repair.
func (r *Runner) someFail(p *poolState, t float64) {
	c := &p.coupled
	u := r.someone(p, &c.life, t)
	r.nextOf(p, &c.life, &p.Life, c.stretch, someFail, t)
	if u >= 0 {
		r.fails(p, u, t)
	}
}

func (r *Runner) someGray(p *poolState, t float64) {
	c := &p.coupled
	u := r.someone(p, &c.gray, t)
	r.nextOf(p, &c.gray, &p.Gray.Life, 1, someGray, t)
	if u >= 0 && !c.units[u].gray {
		r.goGray(p, u, t)
	}
}

// pace returns how fast unit u ages while its pool does.
func (p *poolState) pace(u int) float64 {
	x := &p.coupled.units[u]
	switch {
	case x.doing != works || p.isOut(u):
		return 0
	case x.role == standsBy, x.role == takesOver:
		return p.Dormancy
	case x.role == gone:
		return x.kept
	}
	return 1
}

// fails takes unit u of a coupled pool into repair.
func (r *Runner) fails(p *poolState, u int, t float64) {
	c := &p.coupled
	x := &c.units[u]
	if !r.spared(p, u, true) {
		r.settle(t)
	}
	if t >= 0 {
		r.h.Failures[p.index]++
	}
	if x.gray {
		r.heal(p, u, t)
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
	if s == nil || s.Share < 1 && c.parts.uniform() >= s.Share {
		r.wantCrew(p, u, t)
		return
	}
	r.later(back, pending{t: t + c.parts.draw(&s.Resupply), what: partArrives, pool: int32(p.index)})
	if c.shelf > 0 {
		c.shelf--
		r.takePart(p, u, t)
		return
	}
	if t >= 0 {
		r.h.Waited[p.index]++
	}
	c.waiting.push(u)
}

func (r *Runner) takePart(p *poolState, u int, t float64) {
	if t >= 0 {
		r.h.Parts[p.index]++
	}
	r.wantCrew(p, u, t)
}

// partCame gives a part to the unit that failed first, or puts it on the shelf.
func (r *Runner) partCame(p *poolState, t float64) {
	if u, ok := p.coupled.waiting.pop(); ok {
		r.takePart(p, u, t)
		return
	}
	p.coupled.shelf++
}

// repaired brings unit u of a coupled pool back, new.
func (r *Runner) repaired(p *poolState, u int, t float64) {
	c := &p.coupled
	x := &c.units[u]
	if !r.spared(p, u, false) {
		r.settle(t)
	}
	x.doing, x.role, x.kept = works, carries, 1
	if p.Standby > 0 {
		x.role, x.kept = gone, p.Dormancy
	}
	if len(c.clocks) > 0 {
		c.clocks[u].renew(float64(c.stretch * c.life.draw(&p.Life)))
	}
	if len(c.grayings) > 0 {
		c.grayings[u].renew(c.gray.draw(&p.Gray.Life))
	}
	r.unitOf(p, u, t, false)
	r.age(p, u, t)
}

// nextShock draws when the next common cause strikes.
func (r *Runner) nextShock(p *poolState, t float64) {
	if c := &p.coupled; c.shockMean > 0 {
		r.later(lost, pending{t: t + float64(c.shockMean*c.shock.exponential()), what: shockStrikes, pool: int32(p.index)})
	}
}

// strike fails every unit of the pool that is up, but for cold ones. All are lost
// before any other takes a place.
func (r *Runner) strike(p *poolState, t float64) {
	c := &p.coupled
	r.nextShock(p, t)
	if pace := c.work.pace; !(pace == 1 || pace > 0 && c.shock.uniform() < pace) {
		return
	}
	r.struck = r.struck[:0]
	for u := range c.units {
		if x := &c.units[u]; r.isUp(p, u) && !(x.role != carries && p.Dormancy == 0) {
			r.struck = append(r.struck, u)
		}
	}
	r.settle(t)
	for _, u := range r.struck { // none of them takes over from another
		if !p.plain {
			p.breaks(u, true)
		}
		if x := &c.units[u]; x.role == standsBy {
			r.unready(p, u)
			x.role, x.kept = gone, p.Dormancy
		}
	}
	for _, u := range r.struck {
		r.fails(p, u, t)
	}
}

// isUp reports whether unit u of a coupled pool is up.
func (r *Runner) isUp(p *poolState, u int) bool {
	return p.coupled.units[u].doing == works && int(r.rank[p.base+u%p.place]) == r.whole && !p.isOut(u)
}

// ends acts on the end of a clock.
func (r *Runner) unitEnds(p *poolState, e *pending) {
	c, u := &p.coupled, int(e.item)
	switch e.what {
	case unitFails:
		if r.ripe(p, &c.clocks[u], e) {
			r.fails(p, u, e.t)
		}
	case unitGrays:
		if r.ripe(p, &c.grayings[u], e) && !c.units[u].gray {
			r.goGray(p, u, e.t)
		}
	case grayDetected:
		if x := &c.units[u]; x.gray && x.grayed == e.number {
			r.fails(p, u, e.t)
		}
	}
}
