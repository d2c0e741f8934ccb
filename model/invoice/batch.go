package invoice

import "slices"

// A batch is units of a pool that come together: what is there at the start, then what is
// bought on the way. They count from the start of the month in which they come.
type batch struct {
	month int
	n     float64
}

// come lays out the batches of the pools under this draw.
func (v *Invoice) come() {
	v.changes = v.changes[:0]
	if v.from < v.until {
		v.changes = append(v.changes, v.from)
	}
	for _, p := range v.pools {
		p.batches = p.batches[:0]
		if p.absent() {
			continue
		}
		p.batches = append(p.batches, batch{p.from, float64(p.Units())})
		v.changes = append(v.changes, p.from)
		if p.until < v.months {
			v.changes = append(v.changes, p.until)
		}
		for _, b := range p.more {
			if b.month < p.until {
				p.batches = append(p.batches, b)
				v.changes = append(v.changes, b.month)
			}
		}
		if v.use.Arrivals == nil {
			continue
		}
		before := p.Count
		for _, a := range v.use.Arrivals(p.index) {
			m := max(p.from, v.monthAt(a.At))
			if m >= p.until {
				break
			}
			p.batches = append(p.batches, batch{m, float64(a.Count - before)})
			before = a.Count
			v.changes = append(v.changes, m)
		}
	}
	slices.Sort(v.changes)
	v.changes = slices.Compact(v.changes)
}

// units of a pool in a month.
func (p *pool) units(month int) float64 {
	n := 0.0
	for _, b := range p.batches {
		if b.month <= month && month < p.until {
			n += b.n
		}
	}
	return n
}

// all are the units of a pool in the end.
func (p *pool) all() float64 { return p.units(p.until - 1) }

// eachChange visits the months from, to (excluded) between which no units come to the
// fleet. The last has no end.
func (v *Invoice) eachChange(visit func(from, until int)) {
	for k, m := range v.changes {
		until := 0
		if k+1 < len(v.changes) {
			until = v.changes[k+1]
		} else if m >= v.months {
			return
		}
		visit(m, until)
	}
}

// split cuts spans where units come to a pool.
func (v *Invoice) split(p *pool, spans []span) []span {
	if len(p.batches) == 1 {
		return spans
	}
	hours := v.plan.Horizon.Hours / float64(v.months)
	v.parts = v.parts[:0]
	for _, s := range spans {
		for _, b := range p.batches[1:] {
			if b.month > s.months[0] && b.month < s.months[1] {
				left := s
				left.months[1], left.to = b.month, float64(b.month)*hours
				v.parts = append(v.parts, left)
				s.months[0], s.from = b.month, left.to
			}
		}
		v.parts = append(v.parts, s)
	}
	return v.parts
}

// YearAt is the year of the bill in which a time lies, as its ByYear counts them.
func (v *Invoice) YearAt(hours float64) int { return v.Bill.Terms().Year(v.monthAt(hours)) }

// monthAt is the month of the horizon in which a time lies.
func (v *Invoice) monthAt(hours float64) int {
	return min(v.months-1, int(hours/(v.plan.Horizon.Hours/float64(v.months))*(1+1e-12)))
}

// UnitPrice is what one of n units of a pool costs that are bought at a time, after a
// Fill; false where none is bought.
func (v *Invoice) UnitPrice(pool int, hours float64, n int) (float64, bool) {
	p := v.pools[pool]
	if p.rented || p.Lease != nil || p.Hardware == nil || !p.Hardware.Price.Set {
		return 0, false
	}
	price := v.price(&p.Hardware.Price, false)
	return price.At(v.monthAt(hours), float64(n)), true
}
