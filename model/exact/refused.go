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

// spread goes through the numbers up in the pools that may limit.
func (y *tally) spread(key uint64, p float64, i int, state uint64) {
	if i == len(y.limits) {
		if _, ok := y.at[state]; !ok {
			y.order = append(y.order, state)
		}
		y.at[state] += p
		return
	}
	l := &y.limits[i]
	n := 0
	for _, r := range y.read {
		if r.limit == i {
			n = r.units.of(key)
		}
	}
	if len(y.limits) > 1 && len(y.at) > maxTogether {
		return
	}
	if all := l.atLeast(n, l.enough); all*p > negligible { // these carry everything
		x := y.takes(l.pool, all, l.taking(n, l.enough))
		y.lost += p * x
		y.spread(key, p*(all-x), i+1, state+l.up.key(l.enough))
	}
	y.f.upTo(l.pool, n, l.enough-1, func(k int, b float64) {
		if b*p > negligible {
			x := y.takes(l.pool, b, b*l.takingAt(n, k))
			y.lost += p * x
			y.spread(key, p*(b-x), i+1, state+l.up.key(k))
		}
	})
}

// takes returns what a pool that may limit loses otherwise in states of a chance
// with so many requests in takeovers, where state left that out.
func (y *tally) takes(p *pool, chance, taking float64) float64 {
	if !y.later[p.index] {
		return 0
	}
	loss := y.loss[p.index]
	return p.VisitOf(y.w) * (loss*chance + (1-loss)*taking)
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
			if k := l.up.of(state); k < l.enough {
				limits = append(limits[:len(limits):len(limits)], model.Limit{Weight: l.Weight, Capacity: l.Capacity[k], Visit: l.Visit})
			}
		}
		if len(limits) == 0 {
			return 0
		}
		y.f.ops += 3000
		return y.f.s.Load.Refused(y.w, limits, 0, y.f.s.Horizon) / offered
	}
	if len(y.limits) == 1 {
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

// base returns the limits that do not depend on what is up.
func (y *tally) base() []model.Limit {
	var out []model.Limit
	add := func(l model.Limit) {
		if l.Weight != nil && l.Weight[y.w] > 0 && l.Capacity < y.f.s.Load.Peak(l.Weight, 0, y.f.s.Horizon) {
			out = append(out, l)
		}
	}
	for i := range y.f.pools {
		p := &y.f.pools[i]
		switch {
		case !p.Uses[y.w] || p.Capacity == nil:
		case p.kind == grouped:
			add(model.Limit{Weight: p.Weight, Capacity: p.Capacity[0] * float64(p.Groups()), Visit: p.Visit})
		case p.kind == switched:
			add(model.Limit{Weight: p.Weight, Capacity: p.Capacity[1], Visit: p.Visit})
		}
	}
	for i := range y.f.s.Gateways {
		if g := &y.f.s.Gateways[i]; !math.IsInf(g.Limit.Capacity, 1) {
			add(g.Limit)
		}
	}
	return out
}
