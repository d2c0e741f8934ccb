package simulate

import "github.com/capplan/capplan/model"

type ending uint8

const (
	switchEnds ending = iota
	takeoverEnds
	stopEnds
	unitFails
	someFail
	unitGrays
	someGray
	grayDetected
	unitRepaired
	partArrives
	shockStrikes
	placeFilled
	sharedDone
	batchBegins
	batchEnds
	thingFails
	someThingFails
	thingBack
	thingShock
	looksAgain
	unitsJoin
)

// A stopScope is what one uncovered failure stops.
type stopScope int8

const (
	stopsGroup stopScope = iota
	stopsPool
	stopsFleet
)

func (p *poolState) scope() stopScope {
	switch p.Cover.Scope {
	case model.ScopeFleet:
		return stopsFleet
	case model.ScopePool:
		return stopsPool
	}
	if p.Size == 0 {
		return stopsPool
	}
	return stopsGroup
}

// cover decides the failure of a carrying unit of a pool that is not
// active-standby: covered, its requests fail for the takeover's time; not
// covered, its scope is stopped for the recovery or until the unit is back.
func (r *Runner) cover(p *poolState, u int, t float64) {
	c := &p.Cover
	covered := !p.uncovered
	if !p.flows || t < 0 {
		covered = p.coin.uniform() < r.success(c, t)
	}
	if covered {
		if p.takesTime() {
			r.settle(t)
			if p.members.on {
				r.countTaking(p)
			}
			p.takeovers++
			r.bad++
			r.later(end, pending{t: t + p.coin.draw(&c.Time), what: takeoverEnds, pool: int32(p.index), item: int32(u)})
		}
		return
	}
	r.settle(t)
	i := p.setOf(u)
	r.stop(p, p.scope(), i, 1)
	if c.HasRecovery {
		r.later(end, pending{t: t + p.coin.draw(&c.Recovery), what: stopEnds, pool: int32(p.index), item: int32(i), scope: p.scope()})
	} else {
		p.holds[u] = true
		p.held++
	}
}

// stop begins (by = 1) or ends (by = −1) the stop that a failure in set i made. Stops
// overlap: each scope counts its own.
func (r *Runner) stop(p *poolState, scope stopScope, i, by int) {
	switch scope {
	case stopsFleet:
		p.allStops += by
		r.bad += by
		r.countStops()
	case stopsPool:
		p.stops += by
		r.bad += by
		r.countStops()
	case stopsGroup:
		p.sets[i].stops += int32(by)
		r.rerank(p, i)
	}
}

// success returns the chance that a takeover at t succeeds.
func (r *Runner) success(c *model.Cover, t float64) float64 {
	if m := r.s.Maturity; m != nil && m.SuccessSet {
		return m.At(m.Success[0], m.Success[1], t)
	}
	return c.Success
}

// end acts on a pending.
func (r *Runner) end(e *pending) {
	switch e.what {
	case thingFails, someThingFails, thingBack, thingShock:
		r.thingEnds(e)
		return
	case sharedDone:
		r.sharedDone(int(e.pool), e.t, e.number)
		return
	case looksAgain:
		r.lookAt = 0
		return
	}
	p := &r.pools[e.pool]
	switch e.what {
	case someFail:
		r.someFail(p, e.t)
	case someGray:
		r.someGray(p, e.t)
	case unitFails, unitGrays, grayDetected:
		r.unitEnds(p, e)
	case unitRepaired:
		r.repaired(p, int(e.item), e.t)
		if p.Crew > 0 {
			r.released(p.Crew-1, e.t)
		}
	case partArrives:
		r.partCame(p, e.t)
	case shockStrikes:
		r.strike(p, e.t)
	case unitsJoin:
		r.join(p, e.t)
	case placeFilled:
		r.filled(p, int(e.item), e.t, e.number)
	case batchBegins:
		r.batchBegins(p, e.t)
	case batchEnds:
		r.batchEnds(p, e.t)
	default:
		r.endCover(p, e)
	}
}

// endCover ends a switch, a takeover or a stop.
func (r *Runner) endCover(p *poolState, e *pending) {
	switch r.settle(e.t); e.what {
	case switchEnds:
		r.switched(p, int(e.item), e.t, e.number)
	case takeoverEnds:
		if p.members.on {
			r.countTaking(p)
		}
		p.takeovers--
		r.bad--
	case stopEnds:
		r.stop(p, e.scope, int(e.item), -1)
	}
	r.judge(p)
}

// later keeps a pending of the history.
func (r *Runner) later(kind uint64, e pending) {
	if e.t < r.horizon {
		r.due.put(kind, e)
	}
}
