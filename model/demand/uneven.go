package demand

import (
	"math"
	"slices"
)

// drop leaves out the rows that can never refuse more than the share least.
func (c *Curve) drop(least float64) {
	n, k := 0, len(c.rates)
	for i, visit := range c.visits {
		if visit > least {
			copy(c.rows[n*k:(n+1)*k], c.rows[i*k:(i+1)*k])
			c.visits[n] = visit
			n++
		}
	}
	c.rows, c.visits = c.rows[:n*k], c.visits[:n]
}

// uneven returns what limits refuse that bind different shares of a workload:
//
//	3600·∫ load_w(t)·max(least, max over limits of visit·(1 − 1/r(t))) dt
//
// Its kinks are where a limit comes to refuse the share least, at
// r = 1/(1 − least/visit), and where two refuse the same: there
//
//	(v−u)·r·s + u·r − v·s = 0,  v, r and u, s of the one and the other
//
// is a sum of exponentials too. Between kinks, the rule of Refused applies.
func (c *Curve) uneven(w int, least, a, b float64) float64 {
	c.cuts = c.cuts[:0]
	n := len(c.rates)
	for i, v := range c.visits {
		row := c.row(i * n)
		for j := i + 1; j < len(c.visits); j++ {
			c.cuts = append(c.cuts, c.alike(row, c.row(j*n), v, c.visits[j], a, b)...)
		}
		scaled := make([]float64, n)
		for k, x := range row {
			scaled[k] = x * (1 - least/v)
		}
		lo, hi := c.within(scaled, a, b)
		c.cuts = append(c.cuts, lo, hi)
	}
	slices.Sort(c.cuts)
	load := func(t float64) float64 { return c.unevenAt(w, least, t) }
	var sum float64
	for _, t := range append(c.cuts, b) {
		if t > a && t <= b {
			sum += c.integral(load, a, t)
			a = t
		}
	}
	return 3600 * sum
}

// alike returns the times in (a, b) at which two limits refuse the same share.
func (c *Curve) alike(r, s []float64, v, u, a, b float64) []float64 {
	var coef, rate []float64
	add := func(x, g float64) {
		if x == 0 {
			return
		}
		if i := slices.Index(rate, g); i >= 0 {
			coef[i] += x
			return
		}
		coef, rate = append(coef, x), append(rate, g)
	}
	for k, g := range c.rates {
		for l, h := range c.rates {
			add(float64((v-u)*r[k]*c.left[k]*s[l]*c.left[l]), g+h)
		}
		add(float64(u*r[k]*c.left[k])-float64(v*s[k]*c.left[k]), g)
	}
	ts := zeros(coef, rate, b-a)
	for i := range ts {
		ts[i] += a
	}
	return ts
}

// unevenAt returns what of a workload's load is refused at t, in req/s.
func (c *Curve) unevenAt(w int, least, t float64) float64 {
	c.exp(c.inner, t)
	share, n := least, len(c.rates)
	for i, visit := range c.visits {
		if r := dot(c.row(i*n), c.inner); r > 1 {
			share = max(share, visit*(r-1)/r)
		}
	}
	return c.loadIn(w, c.inner) * share
}

// loadIn returns the load of a workload where e holds e^(rate·t).
func (c *Curve) loadIn(w int, e []float64) float64 {
	var load float64
	for i := range c.terms {
		if s := &c.terms[i]; s.w == w {
			load += float64(s.peak * e[s.rate])
		}
	}
	return load
}

// integral integrates what has no kink inside of [a, b], by the rule of Refused.
func (c *Curve) integral(f func(float64) float64, a, b float64) float64 {
	rule, steps := c.rule(b - a)
	h := (b - a) / steps / 2
	var sum float64
	for i := 0.0; i < steps; i++ {
		mid := a + float64(h*(2*i+1))
		for _, p := range rule {
			d := float64(h * p.x)
			sum += float64(p.weight * (f(mid-d) + f(mid+d)))
		}
	}
	return sum * h
}

// rule returns nodes and steps for an interval of a length.
func (c *Curve) rule(length float64) (rule []node, steps float64) {
	x := c.span * length
	steps = max(1, math.Ceil(x))
	switch {
	case x <= 1e-3:
		return two, steps
	case x <= 0.1:
		return four, steps
	}
	return eight, steps
}
