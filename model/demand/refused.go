package demand

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// Refused returns the requests of a workload in [a, b) that the limits refuse:
//
//	3600·∫ load_w(t)·visit·(1 − 1/max(1, r(t))) dt,  r = max over limits of Σ weight·load ÷ capacity
//
// over the limits that the workload uses, where all that bind have the same visit;
// else see uneven. r has kinks where a limit is first
// exceeded and where another becomes the hardest; between these, which are found
// as zeros of sums of exponentials, Gauss and Legendre's rule applies on steps h
// with (spread of the growth rates)·h ≤ 1. There r has no complex zero within π
// steps, so eight nodes leave an error near 1e-17. Relative error is below 1e-10
// (refused_test.go) while r−1 itself is not lost in rounding.
func (c *Curve) Refused(w int, limits []model.Limit, a, b float64) float64 {
	if waits(limits) {
		return c.queues.sum(c, limits, a, b, func(now []model.Limit, a, b float64) float64 { return c.Refused(w, now, a, b) })
	}
	if !(a < b) {
		return 0
	}
	for i := range limits {
		c.shift(&limits[i])
	}
	c.ends(a, b)
	c.rows, c.visits = c.rows[:0], c.visits[:0]
	least := 0.0 // share refused whatever the load
	for i := range limits {
		l := &limits[i]
		visit := l.VisitOf(w)
		if !(l.Weight[w] > 0) || math.IsInf(l.Capacity, 1) || !(visit > 0) {
			continue
		}
		if !(l.Capacity > 0) {
			least = max(least, visit)
			continue
		}
		n := len(c.rows)
		if row := c.need(l, l.Capacity); !(dot(row, c.left) > 1 || dot(row, c.right) > 1) {
			c.rows = c.rows[:n]
			continue
		}
		c.visits = append(c.visits, visit)
	}
	c.drop(least)
	if len(c.visits) == 0 && least == 0 {
		return 0
	}
	if len(c.visits) == 0 {
		return float64(least * c.Offered(w, a, b))
	}
	if least > 0 || slices.Max(c.visits) > slices.Min(c.visits) {
		return c.uneven(w, least, a, b)
	}
	from, to := a, b
	for n := 0; n < len(c.rows); n += len(c.rates) {
		lo, hi := c.within(c.row(n), a, b)
		from, to = max(from, lo), min(to, hi)
	}
	if !(from < to) {
		from, to = b, b
	}
	c.kinks(a, b)
	return 3600 * c.visits[0] * (c.refused(w, a, from) + c.refused(w, to, b))
}

func (c *Curve) row(n int) []float64 { return c.rows[n : n+len(c.rates)] }

// kinks finds in c.cuts, in order, the times at which two of the rows are equal.
func (c *Curve) kinks(a, b float64) {
	c.cuts = c.cuts[:0]
	for n := 0; n < len(c.rows); n += len(c.rates) {
		for m := n + len(c.rates); m < len(c.rows); m += len(c.rates) {
			if c.mayCross(c.row(n), c.row(m)) {
				c.cuts = append(c.cuts, c.equal(c.row(n), c.row(m), a, b)...)
			}
		}
	}
	slices.Sort(c.cuts)
}

// mayCross reports whether the difference of two rows can change its sign: bounds
// on each of its terms are enough nearly always, as intervals are mostly short.
func (c *Curve) mayCross(x, y []float64) bool {
	var low, high float64
	for k := range x {
		d := x[k] - y[k]
		u, v := float64(d*c.left[k]), float64(d*c.right[k])
		low += min(u, v)
		high += max(u, v)
	}
	return low < 0 && high > 0
}

func (c *Curve) equal(x, y []float64, a, b float64) []float64 {
	var coef, rate []float64
	for k := range x {
		if d := x[k] - y[k]; d != 0 {
			coef, rate = append(coef, float64(d*c.left[k])), append(rate, c.rates[k])
		}
	}
	ts := zeros(coef, rate, b-a)
	for i := range ts {
		ts[i] += a
	}
	return ts
}

// refused integrates load·(1 − 1/r) over [a, b], where r ≥ 1, between the kinks.
func (c *Curve) refused(w int, a, b float64) float64 {
	var sum float64
	for _, t := range c.cuts {
		if t > a && t < b {
			sum += c.smooth(w, a, t)
			a = t
		}
	}
	return sum + c.smooth(w, a, b)
}

// A node is a pair of points ±x of a rule on [−1, 1] and the weight of each.
type node struct{ x, weight float64 }

// Gauss–Legendre rules (Abramowitz & Stegun 1964, table 25.4).
var (
	two   = []node{{0.57735026918962576451, 1}}
	four  = []node{{0.33998104358485626480, 0.65214515486254614263}, {0.86113631159405257522, 0.34785484513745385737}}
	eight = []node{
		{0.18343464249564980494, 0.36268378337836198297},
		{0.52553240991632898582, 0.31370664587788728734},
		{0.79666647741362673959, 0.22238103445337447054},
		{0.96028985649753623168, 0.10122853629037625915},
	}
)

// smooth integrates load·(1 − 1/r) over an interval without kinks.
func (c *Curve) smooth(w int, a, b float64) float64 {
	if !(a < b) {
		return 0
	}
	return c.integral(func(t float64) float64 { return c.excess(w, t) }, a, b)
}

// excess returns the part of a workload's load that is refused at t, in req/s.
func (c *Curve) excess(w int, t float64) float64 {
	c.exp(c.inner, t)
	r := 1.0
	for n := 0; n < len(c.rows); n += len(c.rates) {
		r = max(r, dot(c.row(n), c.inner))
	}
	return c.loadIn(w, c.inner) * (r - 1) / r
}
