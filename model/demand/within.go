package demand

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/portable"
)

// Above returns the hours in [a, b) in which some limit is exceeded. The times at
// which a convex sum is within its capacity are one interval, and so are those at
// which all are: Above is what it leaves of [a, b).
func (c *Curve) Above(limits []model.Limit, a, b float64) float64 {
	if waits(limits) {
		return c.queues.sum(c, limits, a, b, c.Above)
	}
	if !(a < b) {
		return 0
	}
	for i := range limits {
		c.shift(&limits[i])
	}
	c.ends(a, b)
	from, to := a, b
	for i := range limits {
		l := &limits[i]
		if math.IsInf(l.Capacity, 1) {
			continue
		}
		c.rows = c.rows[:0]
		row := c.need(l, l.Capacity)
		lo, hi := c.within(row, a, b)
		if from, to = max(from, lo), min(to, hi); !(from < to) {
			return b - a
		}
	}
	return (from - a) + (b - to)
}

// Exceeds returns the first time in [0, horizon) from which on a limit is
// exceeded, and whether there is one.
func (c *Curve) Exceeds(l model.Limit, horizon float64) (t float64, ok bool) {
	if math.IsInf(l.Capacity, 1) || !(horizon > 0) {
		return 0, false
	}
	c.shift(&l)
	c.ends(0, horizon)
	c.rows = c.rows[:0]
	row := c.need(&l, l.Capacity)
	if dot(row, c.left) > 1 {
		return 0, true
	}
	_, t = c.within(row, 0, horizon)
	return t, t < horizon
}

// DemandPeak returns the largest value of Σ weight[w]·load_w within the first 365
// days of a horizon in hours.
func DemandPeak(load model.Load, weight []float64, horizon float64) float64 {
	return load.Peak(weight, 0, min(horizon, model.HoursPerYear))
}

// shift makes the growth rates that loads have beside a limit that grows.
func (c *Curve) shift(l *model.Limit) {
	if l.Growth == 0 || math.IsInf(l.Capacity, 1) {
		return
	}
	for i := range c.terms {
		if t := &c.terms[i]; l.Weight[t.w] > 0 {
			c.rate(c.rates[t.rate] - l.Growth)
		}
	}
}

// need appends to c.rows the coefficients of Σ weight·load ÷ capacity, one for
// each growth rate, and returns them: at a limit that grows, those less its own. A
// capacity of 0 is exceeded by any load.
func (c *Curve) need(l *model.Limit, capacity float64) []float64 {
	n := len(c.rows)
	for range c.rates {
		c.rows = append(c.rows, 0)
	}
	row := c.rows[n:]
	for i := range c.terms {
		s := &c.terms[i]
		if v := l.Weight[s.w]; v > 0 {
			k := s.rate
			if l.Growth != 0 {
				k = c.rate(c.rates[k] - l.Growth)
			}
			row[k] += float64(v * s.peak)
		}
	}
	for k, v := range row {
		if v > 0 {
			row[k] = v / max(capacity, 0)
		}
	}
	return row
}

// within returns the interval of [a, b] in which a positive sum of exponentials is
// at most 1; lo > hi when there is none. c.left and c.right belong to a and b.
func (c *Curve) within(row []float64, a, b float64) (lo, hi float64) {
	outA, outB := dot(row, c.left) > 1, dot(row, c.right) > 1
	switch {
	case !outA && !outB:
		return a, b
	case outA && outB && !c.dips(row, a, b):
		return b, a
	}
	lo, hi = a, b
	if outA {
		lo = c.cross(row, a)
	}
	if outB {
		hi = c.cross(row, b)
	}
	return min(max(lo, a), b), max(min(hi, b), a)
}

// dips reports whether a sum that is above 1 at both ends is below it in between.
func (c *Curve) dips(row []float64, a, b float64) bool {
	var least, slopeA, slopeB float64
	for k, v := range row {
		if v > 0 {
			least += float64(v * min(c.left[k], c.right[k]))
			slopeA += float64(v * c.rates[k] * c.left[k])
			slopeB += float64(v * c.rates[k] * c.right[k])
		}
	}
	if least > 1 || !(slopeA < 0) || !(slopeB > 0) {
		return false
	}
	for range 64 {
		t := a + float64((b-a)/2)
		f, slope := c.value(row, t)
		if f <= 1 {
			return true
		}
		if slope < 0 {
			a = t
		} else {
			b = t
		}
	}
	return false
}

// cross returns where a sum that is above 1 at t comes down to 1, by Newton's
// method on its logarithm: that is convex too, so that the steps approach the
// crossing from t's side; with one growth rate the first step is there.
func (c *Curve) cross(row []float64, t float64) float64 {
	for range 200 {
		f, slope := c.value(row, t)
		if !(f > 1) || slope == 0 || math.IsInf(f, 1) {
			break
		}
		next := t - portable.Log(f)*f/slope
		if math.Abs(next-t) <= 1e-16*math.Abs(t) {
			break
		}
		t = next
	}
	return t
}

// value returns Σ row[k]·e^(rate·t) and its derivative.
func (c *Curve) value(row []float64, t float64) (f, slope float64) {
	for k, v := range row {
		if v > 0 {
			y := float64(v * grown(c.rates[k], t))
			f += y
			slope += float64(c.rates[k] * y)
		}
	}
	return f, slope
}

func dot(row, e []float64) float64 {
	var sum float64
	for k, v := range row {
		if v > 0 {
			sum += float64(v * e[k])
		}
	}
	return sum
}
