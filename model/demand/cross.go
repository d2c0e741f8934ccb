package demand

import (
	"math"

	"github.com/capplan/capplan/model/internal/portable"
)

// A gap is a smooth function in the cells entered whose zeros are wanted: what a
// row exceeds 1 by, or what two rows refuse more than each other. With shares v and
// u of the requests that the rows bind, and r, s the rows, v(1−1/r) = u(1−1/s) where
//
//	(v−u)·r·s + u·r − v·s = 0
type gap struct {
	r, s *row // s is nil for r − 1/(1 − least)
	v, u float64
	one  float64 // what r is compared with
	bend float64 // bound of the second derivative
	tiny float64 // what is as good as 0
}

// over returns the gap of a row and a value.
func over(r *row, one float64) gap {
	return gap{r: r, one: one, bend: r.bend, tiny: 1e-14 * one}
}

// between returns the gap of two rows: where they bind the same share, simply that of
// their difference, which may be small throughout.
func (t *Traffic) between(r, s *row) gap {
	if r.visit == s.visit && r.growth == 0 && s.growth == 0 {
		d := &t.difference
		d.cell, d.entered = r.cell, t.entered
		for n := range d.c {
			d.c[n] -= s.c[n]
		}
		d.slope, d.bend = d.c.steepest(d.half)
		return gap{r: d, bend: d.bend, tiny: 1e-14 * max(r.top, s.top)}
	}
	g := gap{r: r, s: s, v: r.visit, u: s.visit}
	d := math.Abs(g.v - g.u)
	g.bend = float64(d*(float64(r.bend*s.top)+float64(2*r.slope*s.slope)+float64(r.top*s.bend))) + float64(g.u*r.bend) + float64(g.v*s.bend)
	g.tiny = 1e-14 * (float64(d*r.top*s.top) + float64(g.u*r.top) + float64(g.v*s.top))
	return g
}

func (t *Traffic) gap(g *gap, x float64) (f, df float64) {
	r, dr := t.at(g.r, x)
	if g.s == nil {
		return r - g.one, dr
	}
	s, ds := t.at(g.s, x)
	d := g.v - g.u
	f = float64(d*r*s) + float64(g.u*r) - float64(g.v*s)
	df = float64(d*dr*s) + float64(d*r*ds) + float64(g.u*dr) - float64(g.v*ds)
	return f, df
}

// zeros appends to t.cuts, in order, the times in (a, b) at which a gap changes its
// sign. An interval of half-width h around m has no zero where
// |f(m)| > |f′(m)|·h + bend·h²/2, and at most one where |f′(m)| > bend·h; else it is
// halved. Zeros closer than 1e-9 of a cell may be taken for none: f is below 1e-17
// of its scale between them.
func (t *Traffic) zeros(g *gap, a, b float64) { t.halve(g, a, b, 30) }

func (t *Traffic) halve(g *gap, a, b float64, left int) {
	h := float64((b - a) / 2)
	m := a + h
	f, df := t.gap(g, m)
	change := float64(math.Abs(df)*h) + float64(g.bend*h*h/2)
	switch {
	case !(math.Abs(f) <= change), left == 0, math.Abs(f)+change < g.tiny, m == a, m == b:
		return
	case math.Abs(df) > g.bend*h:
		fa, _ := t.gap(g, a)
		fb, _ := t.gap(g, b)
		if fa < 0 != (fb < 0) {
			t.cuts = append(t.cuts, t.newton(g, a, b, m, fa < 0))
		}
		return
	}
	t.halve(g, a, m, left-1)
	t.halve(g, m, b, left-1)
}

// newton returns the zero of a gap that is monotone on [a, b], from x on; negative
// is the sign at a. Steps that leave the bracket are replaced by its middle.
func (t *Traffic) newton(g *gap, a, b, x float64, negative bool) float64 {
	for range 100 {
		f, df := t.gap(g, x)
		if f < 0 == negative {
			a = x
		} else {
			b = x
		}
		next := x - f/df
		if f == 0 || math.Abs(next-x) <= 1e-15*math.Abs(x) {
			return x
		}
		if !(next > a && next < b) {
			next = middle(a, b)
			if next == a || next == b {
				return next
			}
		}
		x = next
	}
	return x
}

// largest returns the largest value of a row in the cells entered, [a, b], to 1e-12
// of its bound, or best if that is larger: where the slope changes from + to −, or at an end.
func (t *Traffic) largest(w *row, a, b, best float64, left int) float64 {
	h := float64((b - a) / 2)
	m := a + h
	f, df := t.at(w, m)
	best = t.higher(best, f, m)
	if f+float64(math.Abs(df)*h)+float64(w.bend*h*h/2) <= float64(best*(1+1e-14))+float64(1e-12*w.top) || left == 0 {
		return best
	}
	if math.Abs(df) > w.bend*h { // monotone
		x := b
		if df < 0 {
			x = a
		}
		f, _ = t.at(w, x)
		return t.higher(best, f, x)
	}
	if left < 24 { // the top is near: its parabola
		x := m - df/w.bend
		f, _ = t.at(w, x)
		best = t.higher(best, f, x)
	}
	return t.largest(w, m, b, t.largest(w, a, m, best, left-1), left-1)
}

// higher returns the larger of two values, and remembers where the new one is found.
func (t *Traffic) higher(best, f, x float64) float64 {
	if f > best {
		t.found = x
		return f
	}
	return best
}

// middle returns the middle of an interval.
func middle(a, b float64) float64 { return a + float64((b-a)/2) }

// ceiling returns a bound of a row over [a, b]: levels, sums of exponentials, are
// convex between the ends of spans, and no shape is above 1.
func (t *Traffic) ceiling(w *row, a, b float64) float64 {
	var sum float64
	for i, v := range w.coef {
		if !(v > 0) {
			continue
		}
		r := &t.roots[i]
		sum += float64(v * r.ceiling(a, b, w.growth) * t.loudest(r, a, b))
	}
	return sum * (1 + 1e-14)
}

// ceiling returns the largest level over [a, b] times e^(−growth·t), without noise.
func (r *root) ceiling(a, b, growth float64) float64 {
	var most float64
	r.seek(a)
	for k := r.span; k < len(r.spans) && (r.spans[k].from < b || k == r.span); k++ {
		s := &r.spans[k]
		from, to := max(a, s.from), min(b, s.to)
		most = max(most, float64(r.level(s, from)*grown(-growth, from)), float64(r.level(s, to)*grown(-growth, to)))
	}
	return most
}

// level returns the level of a span at a time, without noise.
func (r *root) level(s *span, x float64) float64 {
	var sum float64
	for i := s.lo; i < s.hi; i++ {
		f := &r.flows[i]
		if !r.counts(f) {
			continue
		}
		sum += float64(f.level * portable.Exp(f.rate*(x-s.reference)))
	}
	return sum
}

// loudest returns the largest factor of noise over [a, b].
func (t *Traffic) loudest(r *root, a, b float64) float64 {
	if len(r.noise) == 0 {
		return 1
	}
	from, _ := t.day(a)
	to, _ := t.day(b)
	most := 0.0
	for d := from; d <= to; d++ {
		most = max(most, r.factor(d))
	}
	return most
}
