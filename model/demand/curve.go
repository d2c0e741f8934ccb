package demand

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/portable"
)

var _ model.Load = (*Curve)(nil)

// A Curve is a model.Load without profile: each workload is the sum of its sources,
//
//	load(t) = Σ peak·(1+growth)^(t/8760),  t in hours, load in req/s
//
// Any weighted sum of loads is a positive sum of exponentials and therefore
// convex: it is largest at an end of an interval, and crosses a capacity at most
// twice. A Curve is written over in each trial without allocations; it holds
// memory for intermediate results and serves one goroutine at a time.
type Curve struct {
	workloads int
	terms     []term
	rates     []float64 // distinct growth rates, per hour
	span      float64   // of the growth rates and 0, per hour

	a, b               float64   // the interval looked at last; NaN for none
	left, right, inner []float64 // e^(rate·t) at its ends and inside
	mean               []float64 // of e^(rate·(t−a)) over it; empty until asked for
	rows               []float64 // weighted sums, one coefficient per growth rate
	visits             []float64 // of the rows: share of the requests that they bind
	cuts               []float64
	queues             queues
}

// A term is the part of a workload that grows at one rate.
type term struct {
	w, rate int
	peak    float64 // req/s at time 0
}

// Reset empties the curve and sets the number of workloads.
func (c *Curve) Reset(workloads int) {
	c.workloads, c.span = workloads, 0
	c.terms, c.rates = c.terms[:0], c.rates[:0]
	c.left, c.right, c.inner = c.left[:0], c.right[:0], c.inner[:0]
	c.a, c.b = math.NaN(), math.NaN()
	c.queues.known = c.queues.known[:0]
}

// Add adds a source to workload w: its load in req/s at the start of the horizon
// and its growth per year. A growth of −1 or less leaves nothing of it from the
// start. It panics unless w is a workload and 0 ≤ peak < ∞.
func (c *Curve) Add(w int, peak, growth float64) {
	if w < 0 || w >= c.workloads || !(peak >= 0) || math.IsInf(peak, 1) || !(growth < math.Inf(1)) {
		panic("demand: Curve.Add of no workload, or of a load or growth that is no number")
	}
	if peak == 0 || growth <= -1 {
		return
	}
	k := c.rate(portable.Log1p(growth) / model.HoursPerYear)
	for i := range c.terms {
		if t := &c.terms[i]; t.w == w && t.rate == k {
			t.peak += peak
			return
		}
	}
	c.terms = append(c.terms, term{w, k, peak})
}

// rate returns the index of a growth rate per hour.
func (c *Curve) rate(g float64) int {
	for k, have := range c.rates {
		if have == g {
			return k
		}
	}
	c.rates = append(c.rates, g)
	c.left, c.right, c.inner = append(c.left, 0), append(c.right, 0), append(c.inner, 0)
	c.a, c.b = math.NaN(), math.NaN()
	least, most := 0.0, 0.0
	for _, r := range c.rates {
		least, most = min(least, r), max(most, r)
	}
	c.span = most - least
	return len(c.rates) - 1
}

// Rate returns the load of a workload at t in req/s.
func (c *Curve) Rate(w int, t float64) float64 {
	var sum float64
	for i := range c.terms {
		if s := &c.terms[i]; s.w == w {
			sum += float64(s.peak * grown(c.rates[s.rate], t))
		}
	}
	return sum
}

// Offered returns the requests of a workload in [a, b):
//
//	Σ 3600·peak·e^(g·a)·(e^(g(b−a)) − 1)/g
//
// Relative error is below 1e-14 for g·b < 10 (curve_test.go).
func (c *Curve) Offered(w int, a, b float64) float64 {
	if !(a < b) {
		return 0
	}
	c.ends(a, b)
	if len(c.mean) == 0 {
		for _, g := range c.rates {
			c.mean = append(c.mean, meanExp(g*(b-a)))
		}
	}
	var sum float64
	for i := range c.terms {
		if s := &c.terms[i]; s.w == w {
			sum += float64(s.peak * c.left[s.rate] * c.mean[s.rate])
		}
	}
	return sum * (b - a) * 3600
}

// Peak returns the largest value of Σ weight[w]·Rate(w, t) on [a, b], which is at
// an end of it. Weights are not negative.
func (c *Curve) Peak(weight []float64, a, b float64) float64 {
	var atA, atB float64
	c.ends(a, b)
	for i := range c.terms {
		s := &c.terms[i]
		v := weight[s.w] * s.peak
		atA += float64(v * c.left[s.rate])
		atB += float64(v * c.right[s.rate])
	}
	return max(atA, atB)
}

// Need returns the largest value of Σ Weight[w]·Rate(w, t)·e^(−Growth·t) on [a, b],
// which is at an end of it as well.
func (c *Curve) Need(l *model.Limit, a, b float64) float64 {
	if l.Growth == 0 {
		return c.Peak(l.Weight, a, b)
	}
	c.shift(l)
	c.ends(a, b)
	n := len(c.rows)
	row := c.need(l, 1)
	c.rows = c.rows[:n]
	return max(dot(row, c.left), dot(row, c.right))
}

// ends makes left and right belong to [a, b]. Intervals often are looked at more
// than once and follow one another.
func (c *Curve) ends(a, b float64) {
	switch {
	case a == c.a && b == c.b:
		return
	case a == c.b:
		c.left, c.right = c.right, c.left
	case a != c.a:
		c.exp(c.left, a)
	}
	c.exp(c.right, b)
	c.a, c.b, c.mean = a, b, c.mean[:0]
}

// exp fills e with e^(rate·t) for each growth rate.
func (c *Curve) exp(e []float64, t float64) {
	for k, g := range c.rates {
		e[k] = grown(g, t)
	}
}

// grown returns e^(g·t).
func grown(g, t float64) float64 {
	if g == 0 || t == 0 {
		return 1
	}
	return portable.Exp(g * t)
}

// meanExp returns (e^x − 1)/x, the mean of e^(x·s) for s in [0, 1], by its series
// where the subtraction would lose digits.
func meanExp(x float64) float64 {
	switch y := math.Abs(x); {
	case y > 0.5:
		return (portable.Exp(x) - 1) / x
	case y < 1e-4:
		return 1 + float64(x*(1.0/2+float64(x*(1.0/6+float64(x*(1.0/24))))))
	}
	s, n := 1.0, 16.0
	if math.Abs(x) < 0.01 {
		n = 8 // x⁸/9! is below 3e-22
	}
	for ; n > 1; n-- {
		s = 1 + float64(s*x/n)
	}
	return s
}
