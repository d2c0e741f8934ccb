package demand

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

var (
	_ model.Turning = (*Curve)(nil)
	_ model.Turning = (*Traffic)(nil)
)

// hair is the time, in hours, within which two crossings may be taken for none.
const hair = 1e-9

// Next returns the first time in [a, b) from which on some limit is exceeded or, with
// exceeded false, none is; false where there is none.
func (c *Curve) Next(limits []model.Limit, exceeded bool, a, b float64) (x float64, ok bool) {
	if !(a < b) {
		return 0, false
	}
	for i := range limits {
		c.shift(&limits[i])
	}
	c.ends(a, b)
	from, to := a, b // where none is
	for i := range limits {
		l := &limits[i]
		if math.IsInf(l.Capacity, 1) {
			continue
		}
		c.rows = c.rows[:0]
		lo, hi := c.within(c.need(l, l.Capacity), a, b)
		from, to = max(from, lo), min(to, hi)
	}
	within := to-from > hair
	switch {
	case exceeded && !within, exceeded && from-a > hair:
		return a, true
	case exceeded:
		return to, b-to > hair
	}
	return from, within
}

// Next returns the first time in [a, b) from which on some limit is exceeded or, with
// exceeded false, none is; false where there is none.
func (t *Traffic) Next(limits []model.Limit, exceeded bool, a, b float64) (x float64, ok bool) {
	t.clear()
	for i := range limits {
		if l := &limits[i]; !math.IsInf(l.Capacity, 1) {
			t.limit(l)
		}
	}
	for from := a; from < b; from += chunk {
		to := min(b, from+chunk)
		if exceeded && !t.reached(t.rows, from, to) {
			continue
		}
		for x := from; x < to; {
			if exceeded {
				if end := t.quietUntil(x, to); end > x {
					x = end
					continue
				}
			}
			end := t.enter(x, to)
			if exceeded && !t.mayExceed() {
				x = end
				continue
			}
			if at, found := t.turn(exceeded, x, end); found {
				return at, true
			}
			x = end
		}
	}
	return 0, false
}

// mayExceed reports whether a bound lets one of the rows exceed 1 in the cells entered.
func (t *Traffic) mayExceed() bool {
	for i := range t.rows {
		if t.ceil(&t.rows[i]) > 1 {
			return true
		}
	}
	return false
}

// turn is Next within the cells entered.
func (t *Traffic) turn(exceeded bool, a, b float64) (x float64, ok bool) {
	t.cuts = t.cuts[:0]
	for i := range t.rows {
		w := &t.rows[i]
		t.bound(w)
		g := over(w, 1)
		t.zeros(&g, a, b)
	}
	if len(t.rows) > 1 {
		slices.Sort(t.cuts)
	}
	t.cuts = append(t.cuts, b)
	for _, end := range t.cuts {
		if (end-a > hair || end == b && end > a) && t.exceeded(t.rows, middle(a, end)) == exceeded {
			return a, true
		}
		a = max(a, end)
	}
	return 0, false
}
