package simulate

import "github.com/capplan/capplan/model"

// A pending is something that ends at a time decided on the way: a switch, a
// covered takeover or a stop.
type pending struct {
	t        float64
	number   uint64 // in order of beginning, for ties
	what     ending
	pool     int
	item     int       // set of the switch; unit of the failure
	scope    stopScope // of a stop
	switches uint32    // number of the switch
}

type ending uint8

const (
	switchEnds ending = iota
	takeoverEnds
	stopEnds
	unitFails
	unitGrays
	grayDetected
	unitRepaired
	partArrives
	shockStrikes
	placeFilled
	sharedDone
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
	if p.coin.uniform() < r.success(c, t) {
		if c.Time.Kind != model.NeverLaw && p.Mode == model.Shared && p.Standby == 0 {
			r.settle(t)
			p.takeovers++
			r.bad++
			r.later(pending{t: t + p.coin.draw(&c.Time), what: takeoverEnds, pool: p.index, item: u})
		}
		return
	}
	r.settle(t)
	r.stop(p, p.scope(), u, 1)
	if c.HasRecovery {
		r.later(pending{t: t + p.coin.draw(&c.Recovery), what: stopEnds, pool: p.index, item: u, scope: p.scope()})
	} else {
		p.holds[u] = true
	}
}

// stop begins (by = 1) or ends (by = −1) the stop that the failure of unit u made.
// Stops overlap: each scope counts its own.
func (r *Runner) stop(p *poolState, scope stopScope, u, by int) {
	switch scope {
	case stopsFleet:
		p.allStops += by
		r.bad += by
	case stopsPool:
		p.stops += by
		r.bad += by
	case stopsGroup:
		p.sets[u/p.size].stops += int32(by)
		r.rerank(p, u/p.size)
	}
}

// success returns the chance that a takeover at t succeeds.
func (r *Runner) success(c *model.Cover, t float64) float64 {
	if m := r.s.Maturity; m != nil && m.SuccessSet {
		return m.At(m.Success[0], m.Success[1], t)
	}
	return c.Success
}

// end acts on the earliest pending.
func (r *Runner) end(e pending) {
	p := &r.pools[e.pool]
	switch e.what {
	case unitFails, unitGrays, grayDetected:
		r.ripen(p, &e)
	case unitRepaired:
		r.repaired(p, e.item, e.t)
		if p.Crew > 0 {
			r.released(p.Crew-1, e.t)
		}
	case partArrives:
		r.partCame(p, e.t)
	case shockStrikes:
		r.strike(p, e.t)
	case placeFilled:
		r.filled(p, e.item, e.t, e.switches)
	case sharedDone:
		r.sharedDone(e.item, e.t, e.switches)
	case switchEnds:
		r.switched(p, e.item, e.switches)
	case takeoverEnds:
		p.takeovers--
		r.bad--
	case stopEnds:
		r.stop(p, e.scope, e.item, -1)
	}
	r.judge(p)
}

// later keeps a pending in the heap, ordered by time, then by number.
func (r *Runner) later(e pending) {
	r.begun++
	e.number = r.begun
	h := append(r.pending, e)
	i := len(h) - 1
	for i > 0 && h[i].before(&h[(i-1)/2]) {
		h[i], h[(i-1)/2] = h[(i-1)/2], h[i]
		i = (i - 1) / 2
	}
	r.pending = h
}

// pop takes the earliest pending out of the heap.
func (r *Runner) pop() pending {
	h := r.pending
	top, n := h[0], len(h)-1
	h[0] = h[n]
	h = h[:n]
	for i := 0; ; {
		c := 2*i + 1
		if c+1 < n && h[c+1].before(&h[c]) {
			c++
		}
		if c >= n || !h[c].before(&h[i]) {
			break
		}
		h[i], h[c] = h[c], h[i]
		i = c
	}
	r.pending = h
	return top
}

func (e *pending) before(f *pending) bool {
	return e.t < f.t || e.t == f.t && e.number < f.number
}
