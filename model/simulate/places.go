package simulate

import "github.com/capplan/capplan/model"

// unitOf takes unit u of a coupled pool down or brings it back, and gives its place
// to another, or one to it.
func (r *Runner) unitOf(p *poolState, u int, t float64, down bool) {
	c := &p.coupled
	x := &c.units[u]
	reachable := int(r.rank[p.base+u%p.place]) == r.whole
	c.idle = p.Standby > 0 && x.role != carries // what carries nothing stops nothing
	r.unit(p, u, t, down)
	c.idle = false
	if p.Standby == 0 {
		return
	}
	switch {
	case down:
		r.vacate(p, u, t)
	case reachable:
		r.offer(p, u, t)
	}
	r.recount(p, t)
}

// vacate takes the role from a unit that is not up any more.
func (r *Runner) vacate(p *poolState, u int, t float64) {
	c := &p.coupled
	x := &c.units[u]
	was := x.role
	if x.kept = 1; was != carries {
		x.kept = p.Dormancy
	}
	x.role = gone
	switch was {
	case carries:
		c.carry--
		r.fill(p, t)
	case takesOver:
		c.filling--
		x.number++
		r.fill(p, t)
	case standsBy:
		c.waits--
	}
}

// offer gives a unit that is up again an empty place, or lets it wait.
func (r *Runner) offer(p *poolState, u int, t float64) {
	c := &p.coupled
	x := &c.units[u]
	if c.carry+c.filling < p.Count {
		x.role = carries
		c.carry++
	} else {
		x.role = standsBy
		c.waits++
	}
	r.age(p, u, t)
}

// fill lets the first unit that waits take an empty place.
func (r *Runner) fill(p *poolState, t float64) {
	c := &p.coupled
	if c.waits == 0 {
		return
	}
	for u := range c.units {
		x := &c.units[u]
		if x.role != standsBy {
			continue
		}
		c.waits--
		if p.Cover.Time.Kind == model.NeverLaw {
			x.role = carries
			c.carry++
			r.age(p, u, t)
			return
		}
		x.role = takesOver
		c.filling++
		x.number++
		r.later(pending{t: t + p.coin.draw(&p.Cover.Time), what: placeFilled, pool: p.index, item: u, switches: x.number})
		return
	}
}

// filled ends a takeover of a place, unless the one chosen was lost meanwhile.
func (r *Runner) filled(p *poolState, u int, t float64, number uint32) {
	c := &p.coupled
	x := &c.units[u]
	if x.role != takesOver || x.number != number {
		return
	}
	x.role = carries
	c.filling--
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
		for u := m.d; m.d < p.place && u < len(c.units); u += p.place {
			x := &c.units[u]
			switch {
			case x.doing != works:
			case m.old == whole && x.role == standsBy:
				x.role, x.kept = gone, p.Dormancy
				c.waits--
			case m.old == whole || r.rank[m.d] == whole:
				r.struck = append(r.struck, u)
			}
		}
	}
	for _, u := range r.struck {
		if c.units[u].role == gone {
			r.offer(p, u, t)
		} else {
			r.vacate(p, u, t)
		}
	}
	r.recount(p, t)
}

// recount notes how many places are carried from t on.
func (r *Runner) recount(p *poolState, t float64) {
	c := &p.coupled
	if by := c.carry - c.upBefore; by != 0 {
		p.upHours += float64(float64(by) * (r.horizon - max(t, 0)))
		c.upBefore = c.carry
	}
	r.judge(p)
}

// goGray makes unit u half dead until it is detected.
func (r *Runner) goGray(p *poolState, u int, t float64) {
	x := &p.coupled.units[u]
	x.gray = true
	x.graying.number++
	p.grays++
	r.bad++
	r.later(pending{t: t + p.coupled.gray.draw(&p.Gray.Detect), what: grayDetected, pool: p.index, item: u, switches: x.graying.number})
}

// heal ends a unit's gray time.
func (r *Runner) heal(p *poolState, u int) {
	x := &p.coupled.units[u]
	x.gray = false
	x.graying.number++
	p.grays--
	r.bad--
}
