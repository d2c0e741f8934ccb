package simulate

import (
	"math/bits"
	"slices"

	"github.com/capplan/capplan/model"
)

// unitOf takes unit u of a coupled pool down or brings it back, and gives its place
// to another, or one to it.
func (r *Runner) unitOf(p *poolState, u int, t float64, down bool) {
	if p.Standby == 0 {
		r.unit(p, u, t, down)
		if p.Upkeep != nil {
			r.recount(p, t)
		}
		return
	}
	c := &p.coupled
	reachable := int(r.liveRank(p, u)) == r.whole
	c.idle = c.units[u].role != carries // what carries nothing stops nothing
	r.unit(p, u, t, down)
	c.idle = false
	switch {
	case down:
		r.vacate(p, u, t, false)
	case reachable:
		r.offer(p, u, t)
	}
	r.recount(p, t)
}

// vacate takes the role from a unit that is not up any more.
func (r *Runner) vacate(p *poolState, u int, t float64, planned bool) {
	c := &p.coupled
	x := &c.units[u]
	was := x.role
	switch was {
	case gone: // lost its place, or its wait, before
		return
	case standsBy:
		r.unready(p, u)
	case carries:
		c.carry--
	case takesOver:
		r.endFilling(p, u)
	}
	x.role, x.kept = gone, p.Dormancy
	if was == carries {
		x.kept = 1
	}
	r.age(p, u, t)
	if was != standsBy {
		p.leave(u)
		r.fill(p, t, x.seat, planned)
	}
}

func (r *Runner) endFilling(p *poolState, u int) {
	c := &p.coupled
	x := &c.units[u]
	c.filling--
	c.planned -= one(x.plan)
	r.planning -= one(x.plan)
	x.plan = false
	x.number++
}

func (r *Runner) unready(p *poolState, u int) {
	c := &p.coupled
	c.waits--
	c.ready[u/64] &^= 1 << (u % 64)
}

// offer gives a unit that is up again an empty place, or lets it wait.
func (r *Runner) offer(p *poolState, u int, t float64) {
	c := &p.coupled
	x := &c.units[u]
	if c.carry+c.filling < p.Count {
		x.role = carries
		c.carry++
		p.sit(u, p.emptySeat(x.seat))
	} else {
		x.role = standsBy
		c.waits++
		c.ready[u/64] |= 1 << (u % 64)
	}
	r.age(p, u, t)
}

// fill lets the first unit that waits take an empty place, which maintenance emptied
// or not.
func (r *Runner) fill(p *poolState, t float64, seat int32, planned bool) {
	c := &p.coupled
	if c.waits == 0 {
		return
	}
	w := 0
	for c.ready[w] == 0 {
		w++
	}
	u := 64*w + bits.TrailingZeros64(c.ready[w])
	x := &c.units[u]
	r.unready(p, u)
	p.sit(u, seat)
	if p.Cover.Time.Kind == model.NeverLaw {
		x.role = carries
		c.carry++
		r.age(p, u, t)
		return
	}
	x.role, x.plan = takesOver, planned
	c.filling++
	c.planned += one(planned)
	r.planning += one(planned)
	x.number++
	r.later(end, pending{t: t + p.coin.draw(&p.Cover.Time), what: placeFilled, pool: int32(p.index), item: int32(u), number: x.number})
}

// filled ends a takeover of a place, unless the one chosen was lost meanwhile.
func (r *Runner) filled(p *poolState, u int, t float64, number uint32) {
	c := &p.coupled
	x := &c.units[u]
	if x.role != takesOver || x.number != number {
		return
	}
	r.settle(t)
	r.endFilling(p, u)
	x.role = carries
	c.carry++
	r.age(p, u, t)
	r.recount(p, t)
}

// moveRoles tells a pool with standby of the units whose domains moved. All that are
// lost are known before any place is given away.
func (r *Runner) moveRoles(p *poolState, t float64) {
	c := &p.coupled
	if !c.on || p.Standby == 0 {
		return
	}
	r.struck = r.struck[:0]
	whole := int32(r.whole)
	for _, m := range r.moved {
		rank := r.rank[p.base+m.d]
		for u := m.d; m.d < p.place && u < len(c.units); u += p.place {
			switch {
			case c.units[u].doing != works, p.isOut(u), m.old != whole && rank != whole:
			case m.old == whole && c.units[u].role == standsBy:
				r.vacate(p, u, t, false)
			default:
				r.struck = append(r.struck, u)
			}
		}
	}
	slices.Sort(r.struck)
	for _, u := range r.struck {
		if c.units[u].role == gone {
			r.offer(p, u, t)
		} else {
			r.vacate(p, u, t, false)
		}
	}
	r.recount(p, t)
}

// recount notes how many units are up from t on.
func (r *Runner) recount(p *poolState, t float64) {
	c := &p.coupled
	v := r.full()
	if now := v.up(p); now != c.upBefore {
		p.upHours += float64(float64(now-c.upBefore) * (r.horizon - max(t, 0)))
		c.upBefore = now
	}
	if p.seated() {
		r.rankSeats(p, -1)
	}
	r.judge(p)
}
