package demand

import (
	"math"

	"github.com/capplan/capplan/model/internal/portable"
)

// Outgrows returns the first time in [from, to) from which on a weighted load is above a
// capacity, and whether there is one. Of a single growth rate
//
//	t = ln(capacity ÷ Σ weight·peak) ÷ rate
//
// A sum of exponentials is convex: once it is not above it rises through the capacity
// at most once, and Newton's steps from the right come down to there.
func (c *Curve) Outgrows(weight []float64, capacity, from, to float64) (x float64, ok bool) {
	f, _ := c.weighed(weight, from)
	switch {
	case !(from < to):
		return 0, false
	case f > capacity:
		return from, true
	case len(c.rates) == 1:
		if !(c.rates[0] > 0) {
			return 0, false
		}
		start, _ := c.weighed(weight, 0)
		x = portable.Log(capacity/start) / c.rates[0]
		return max(x, from), x < to
	}
	x = to
	if f, _ = c.weighed(weight, x); !(f > capacity) {
		return 0, false
	}
	for range 100 {
		f, df := c.weighed(weight, x)
		next := x - (f-capacity)/df
		if !(next < x) || next <= from {
			break
		}
		x = next
	}
	return max(x, from), x < to
}

// weighed returns a weighted load and its slope.
func (c *Curve) weighed(weight []float64, t float64) (f, df float64) {
	for i := range c.terms {
		s := &c.terms[i]
		v := float64(weight[s.w] * s.peak * grown(c.rates[s.rate], t))
		f += v
		df += float64(v * c.rates[s.rate])
	}
	return f, df
}

// Outgrows returns the first time in [from, to) from which on a weighted load is above a
// capacity, and whether there is one.
func (t *Traffic) Outgrows(weight []float64, capacity, from, to float64) (x float64, ok bool) {
	if !(from < to) || math.IsInf(capacity, 1) {
		return 0, false
	}
	t.clear()
	return t.exceeds(t.row(weight, capacity), from, to)
}

// exceeds halves time until it is a week: what a bound excludes is left out.
func (t *Traffic) exceeds(w *row, from, to float64) (x float64, ok bool) {
	if t.ceiling(w, from, to) <= 1 {
		return 0, false
	}
	if m := middle(from, to); to-from > 168 {
		if x, ok = t.exceeds(w, from, m); ok {
			return x, true
		}
		return t.exceeds(w, m, to)
	}
	for x := from; x < to; {
		end := t.enter(x, to)
		if f, _ := t.at(w, x); f > 1 {
			return x, true
		}
		t.bound(w)
		g := over(w, 1)
		t.cuts = t.cuts[:0]
		if t.zeros(&g, x, end); len(t.cuts) > 0 {
			return t.cuts[0], true
		}
		x = end
	}
	return 0, false
}
