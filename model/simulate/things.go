package simulate

import "github.com/capplan/capplan/model"

// A thing is a set of n like things outside the pools that fail and come back by
// themselves, on the way: a level of domains, a kind of incident or a gateway. Its
// failures are found as those of units are.
type thing struct {
	kind  thingKind
	index int
	n     int

	life, repair model.Law
	stretch      float64 // shocks take the other failures
	shockMean    float64 // of all its instances together
	down         []bool
	cuts         []uint32 // failures so far, which cut off lives
	lives        stream
	repairs      stream
}

type thingKind uint8

const (
	isLevel thingKind = iota
	isIncident
	isGateway
)

// onTheWay reports whether the failures of everything outside the pools must be
// decided on the way: some units depend on what they find.
func (r *Runner) onTheWay() bool {
	if r.mission {
		return true
	}
	for i := range r.s.Pools {
		if r.couples(&r.s.Pools[i]) {
			return true
		}
	}
	for l := range r.s.Levels {
		if shocked(&r.s.Levels[l]) {
			return true
		}
	}
	return false
}

// domainsUnforeseen reports whether no flow may stand in domains.
func (r *Runner) domainsUnforeseen() bool {
	for i := range r.s.Incidents {
		if r.s.Incidents[i].Reach == model.ReachDomain && changes(r.s, i) {
			return true
		}
	}
	return r.crossed || r.onTheWay()
}

// shocked reports whether a level's paths fail together at times.
func shocked(l *model.Level) bool { return l.Beta > 0 && l.Paths > 0 && l.Life.Kind != model.NeverLaw }

// changes reports whether the rates of incidents do.
func changes(s *model.System, i int) bool {
	return s.Incidents[i].HalfLife > 0 || s.Maturity != nil && s.Maturity.IncidentsSet
}

// addThing starts a thing that lives on the way, from t on.
func (r *Runner) addThing(th thing, kind, name string, t float64) {
	n := len(r.things)
	if n < cap(r.things) {
		r.things = r.things[:n+1] // with the memory it had
	} else {
		r.things = append(r.things, thing{})
	}
	x := &r.things[n]
	x.kind, x.index, x.n, x.life, x.repair, x.stretch, x.shockMean = th.kind, th.index, th.n, th.life, th.repair, th.stretch, th.shockMean
	x.down, x.cuts = zeroed(x.down, x.n), zeroed(x.cuts, x.n)
	r.openStream(&x.lives, kind, name, "/life")
	r.openStream(&x.repairs, kind, name, "/repair")
	r.openStream(&r.start, kind, name, "/start")
	if x.life.Kind == model.NeverLaw || x.n == 0 {
		return
	}
	if r.steady && !(x.shockMean > 0) {
		r.findDown(n, t)
	}
	if x.life.Kind == model.Exponential {
		r.nextThing(n, t)
	} else {
		for i := range x.n {
			r.firstLife(n, i, t)
		}
	}
	r.nextThingShock(n, t)
}

// findDown draws which of the things are down in the long run, each by itself.
func (r *Runner) findDown(k int, t float64) {
	x := &r.things[k]
	life := x.life
	if x.kind == isIncident {
		life = exponentialWith(1 / r.s.RateAt(x.index, t))
	}
	q := model.Unavailability(life, x.repair)
	for i := range x.n {
		if r.start.uniform() < q {
			_, left := r.start.inProgress(&x.repair)
			r.thingChanges(k, i, t, true)
			r.later(back, pending{t: t + left, what: thingBack, pool: int32(k), item: int32(i)})
		}
	}
}

func (r *Runner) firstLife(k, i int, t float64) {
	x := &r.things[k]
	var left float64
	switch {
	case x.down[i]:
		return
	case r.steady:
		_, left = r.start.inProgress(&x.life)
	default:
		left = x.lives.draw(&x.life)
	}
	r.later(lost, pending{t: t + float64(left*x.stretch), what: thingFails, pool: int32(k), item: int32(i)})
}

// nextThing awaits the next failure of things without memory.
func (r *Runner) nextThing(k int, t float64) {
	x := &r.things[k]
	mean := float64(x.life.Mean*x.stretch) / float64(x.n)
	r.later(lost, pending{t: t + float64(mean*x.lives.exponential()), what: someThingFails, pool: int32(k)})
}

func (r *Runner) nextThingShock(k int, t float64) {
	if x := &r.things[k]; x.shockMean > 0 {
		r.later(lost, pending{t: t + float64(x.shockMean*x.lives.exponential()), what: thingShock, pool: int32(k)})
	}
}

// thingEnds acts on a failure or return of things.
func (r *Runner) thingEnds(e *pending) {
	k := int(e.pool)
	x := &r.things[k]
	switch e.what {
	case someThingFails:
		i := x.lives.below(x.n)
		if !x.down[i] && r.happens(x, e.t) {
			r.thingDown(k, i, e.t)
		}
		r.nextThing(k, e.t)
	case thingFails:
		if e.number == x.cuts[e.item] {
			r.thingDown(k, int(e.item), e.t)
		}
	case thingShock:
		r.shakeThing(k, e.t)
		r.nextThingShock(k, e.t)
	case thingBack:
		i := int(e.item)
		r.thingChanges(k, i, e.t, false)
		if x.life.Kind != model.Exponential {
			left := float64(x.lives.draw(&x.life) * x.stretch)
			r.later(lost, pending{t: e.t + left, what: thingFails, pool: e.pool, item: e.item, number: x.cuts[i]})
		}
	}
}

// happens reports whether the failure of a thing whose rate changes happens.
func (r *Runner) happens(x *thing, t float64) bool {
	if x.kind != isIncident || !changes(r.s, x.index) {
		return true
	}
	return float64(r.incidents[x.index].most*x.lives.uniform()) < r.s.RateAt(x.index, t)
}

// thingDown takes thing i down and awaits its return.
func (r *Runner) thingDown(k, i int, t float64) {
	x := &r.things[k]
	x.cuts[i]++
	r.thingChanges(k, i, t, true)
	r.later(back, pending{t: t + x.repairs.draw(&x.repair), what: thingBack, pool: int32(k), item: int32(i)})
}

// shakeThing takes every path of one instance down that is up.
func (r *Runner) shakeThing(k int, t float64) {
	x := &r.things[k]
	paths := r.s.Levels[x.index].Paths
	first := paths * x.lives.below(x.n/paths)
	for i := first; i < first+paths; i++ {
		if !x.down[i] {
			r.thingDown(k, i, t)
		}
	}
}

func (r *Runner) thingChanges(k, i int, t float64, down bool) {
	x := &r.things[k]
	x.down[i] = down
	r.settle(t)
	switch x.kind {
	case isLevel:
		r.domain(x.index, i, t, down)
	case isIncident:
		r.incident(x.index, t, down)
	case isGateway:
		r.gateway(x.index, down)
	}
}
