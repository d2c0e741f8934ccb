package exact

import (
	"math"

	"github.com/capplan/capplan/model"
)

// add takes in a state with its probability.
func (y *tally) add(key uint64, p float64) {
	x := y.state(key)
	y.lost += p * x
	y.spread(key, p*(1-x), 0, 0)
}

// spread goes through the numbers up in the pools that may limit. What such a pool
// loses itself is lost of what visits it; it refuses of what is left of that, and
// nothing of what does not visit it. The two are gone through apart.
func (y *tally) spread(key uint64, p float64, i int, state uint64) {
	if i == len(y.limits) {
		if _, ok := y.at[state]; !ok {
			y.order = append(y.order, state)
		}
		y.at[state] += p
		return
	}
	if len(y.limits) > 1 && len(y.at) > maxTogether {
		return
	}
	l := &y.limits[i]
	visit, away := l.VisitOf(y.w), 0.0
	at := func(k int, chance, loss float64) {
		y.lost += p * visit * loss
		away += (1 - visit) * loss
		y.spread(key, p*(chance-loss), i+1, state+l.up.key(k))
	}
	y.ofLimit(key, p, i, at)
	if away > 0 {
		y.spread(key, p*away, i+1, state+l.up.key(l.away()))
	}
}

// ofLimit goes through what is up in a pool that may limit: how many, the chance, and
// how much of that chance it loses itself of what visits it.
func (y *tally) ofLimit(key uint64, p float64, i int, at func(k int, chance, loss float64)) {
	l := &y.limits[i]
	loss := y.loss[l.index]
	switch {
	case l.fixed != nil:
		at(0, 1, loss)
		return
	case l.kind == grouped:
		y.ofDrained(key, p, l, at)
		return
	}
	n := 0
	for _, r := range y.read {
		if r.limit == i {
			n = r.units.of(key)
		}
	}
	if all := l.atLeast(n, l.enough); all*p > negligible { // these carry everything
		at(l.enough, all, loss*all+(1-loss)*l.taking(n, l.enough))
	}
	y.f.upTo(l.pool, n, l.enough-1, func(k int, b float64) {
		switch {
		case b*p <= negligible:
		case k == 0 && l.Mode == model.ActiveStandby: // no active unit
			at(k, b, b)
		default:
			at(k, b, loss*b+(1-loss)*b*l.takingAt(n, k))
		}
	})
}

// refused returns the loss because demand is above capacity.
func (y *tally) refused() (float64, error) {
	base := y.base()
	if len(y.limits) == 0 && len(base) == 0 {
		return 0, nil
	}
	offered := y.f.s.Load.Offered(y.w, 0, y.f.s.Horizon)
	if offered == 0 {
		return 0, nil
	}
	ask := func(state uint64) float64 {
		limits := base
		for i := range y.limits {
			l := &y.limits[i]
			k := l.up.of(state)
			switch {
			case k >= l.bound():
			case l.fixed != nil:
				limits = append(limits[:len(limits):len(limits)], *l.fixed)
			default:
				limits = l.pool.limits(limits[:len(limits):len(limits)], k)
			}
		}
		if len(limits) == 0 {
			return 0
		}
		y.f.ops += 3000
		return y.f.s.Load.Refused(y.w, limits, 0, y.f.s.Horizon) / offered
	}
	if len(y.limits) == 1 && y.limits[0].fixed == nil {
		return y.sandwich(ask), nil
	}
	if len(y.order) > maxTogether {
		return 0, obstacle("%d pools fall short of the demand together", len(y.limits))
	}
	var s float64
	for _, state := range y.order {
		s += y.at[state] * ask(state)
	}
	return s, nil
}

// base returns the limits that do not depend on what is up or lost.
func (y *tally) base() []model.Limit {
	var out []model.Limit
	for i := range y.f.pools {
		if l, ok := y.constantLimit(&y.f.pools[i]); ok && !y.later[i] {
			out = append(out, l)
		}
	}
	for i := range y.f.s.Gateways {
		if l := y.f.s.Gateways[i].Limit; !math.IsInf(l.Capacity, 1) && y.binds(l) {
			out = append(out, l)
		}
	}
	return out
}

func (y *tally) binds(l model.Limit) bool {
	return l.Weight != nil && l.Weight[y.w] > 0 && l.Capacity < y.f.s.Load.Need(&l, 0, y.f.s.Horizon)
}

// constantLimit returns the limit of a pool that does not depend on what is up.
func (y *tally) constantLimit(p *pool) (model.Limit, bool) {
	if !p.Uses[y.w] || p.Capacity == nil {
		return model.Limit{}, false
	}
	l := model.Limit{Weight: p.Weight, Visit: p.Visit}
	switch p.kind {
	case grouped:
		l.Capacity = p.Capacity[0] * float64(p.Groups())
	case switched:
		l.Capacity = p.Capacity[1]
	default:
		return l, false
	}
	return l, y.binds(l)
}

// fixed adds the pools whose limit does not depend on what is up, but refuses only of
// what they do not lose themselves of the requests that visit them.
func (y *tally) fixed(states *layout) error {
	for i := range y.f.pools {
		p := &y.f.pools[i]
		l, ok := y.constantLimit(p)
		if !ok || p.VisitOf(y.w) == 1 || y.later[i] {
			continue
		}
		if p.kind == grouped && len(y.groups) > 1 && y.f.reachesGroup() {
			return obstacle("incidents take groups, and those of pool %s are too few for the requests that visit it", p.Name)
		}
		y.later[i] = true
		y.limits = append(y.limits, limiting{p, states.field(1), &l})
	}
	return nil
}

// partly notes the pools of which a part of the visitors is lost at a time while other
// limits may refuse more: the largest share is then taken as if all or none were.
func (y *tally) partly() {
	if len(y.limits)+len(y.base()) < 2 {
		return
	}
	for i := range y.limits {
		if l := &y.limits[i]; l.VisitOf(y.w) < 1 && (l.kind == grouped || l.takes()) {
			y.f.roughly("pool %s limits beside others, and is taken to lose all that visits it or nothing at a time", l.Name)
		}
	}
}
