package demand

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// Refused returns the requests of a workload in [a, b) that the limits refuse:
//
//	3600·∫ load_w(t)·max over limits of visit·(1 − 1/max(1, r(t))) dt,  r = Σ weight·load ÷ capacity
//
// over the limits that the workload uses. Between the times at which a limit comes
// to be exceeded and those at which two refuse the same, Gauss and Legendre's rule
// applies on steps at half of whose length r has no complex zero: eight nodes then
// leave 1e-10 of what is refused (traffic_test.go).
func (t *Traffic) Refused(w int, limits []model.Limit, a, b float64) float64 {
	if waits(limits) {
		return t.queues.sum(t, limits, a, b, func(now []model.Limit, a, b float64) float64 { return t.Refused(w, now, a, b) })
	}
	t.clear()
	for i := range limits {
		l := &limits[i]
		if v := l.VisitOf(w); l.Weight[w] > 0 && v > 0 && !math.IsInf(l.Capacity, 1) {
			t.limit(l).visit = v
		}
	}
	t.prune()
	l := t.links[w]
	if root, ok := t.single(a, b); ok && root == l.root && !t.grows() {
		return 3600 * l.share * t.envelope(root, a, b)
	}
	if len(t.rows) == 0 {
		return 0
	}
	q, ok := t.ask(refusals, l.root, a, b)
	if ok {
		if m := t.known(&q); m != nil {
			return 3600 * l.share * m.value
		}
	}
	sum := t.refused(l.root, a, b)
	if ok {
		t.keep(&q, sum, 0)
	}
	return 3600 * l.share * sum
}

// refused returns what the rows refuse of a root's load in [a, b), without 3600.
func (t *Traffic) refused(root int, a, b float64) float64 {
	var sum float64
	for from := a; from < b; from += chunk {
		to := min(b, from+chunk)
		if !t.reached(t.rows, from, to) {
			continue
		}
		for x := from; x < to; {
			if end := t.quietUntil(x, to); end > x {
				x = end
				continue
			}
			end := t.enter(x, to)
			sum += t.refusedIn(root, x, end)
			x = end
		}
	}
	return sum
}

// refusedIn integrates over the cells entered.
func (t *Traffic) refusedIn(root int, a, b float64) float64 {
	t.cuts = t.cuts[:0]
	over1 := false
	for i := range t.rows {
		r := &t.rows[i]
		if t.ceil(r) <= 1 {
			continue
		}
		t.bound(r)
		if r.top <= 1 {
			continue
		}
		over1 = true
		if r.bottom <= 1 {
			g := over(r, 1)
			t.zeros(&g, a, b)
		}
		for j := range t.rows[:i] {
			if s := &t.rows[j]; s.entered == t.entered && s.top > 1 {
				g := t.between(r, s)
				t.zeros(&g, a, b)
			}
		}
	}
	if !over1 {
		return 0
	}
	if len(t.rows) > 1 {
		slices.Sort(t.cuts)
	}
	t.cuts = append(t.cuts, b)
	var sum float64
	for _, end := range t.cuts {
		if end > a && t.exceeded(t.rows, middle(a, end)) {
			sum += t.smooth(root, a, end)
		}
		a = max(a, end)
	}
	return sum
}

// smooth integrates over a time in which one limit is the hardest throughout.
func (t *Traffic) smooth(root int, a, b float64) float64 {
	r := t.hardest(middle(a, b))
	if r.alone(root) && r.growth == 0 {
		return r.visit * r.beyond(1, a, b) / r.coef[root]
	}
	var sum float64
	for a < b {
		end := min(b, a+t.step(r, a, b))
		h := float64((end - a) / 2)
		mid := a + h
		var part float64
		for _, p := range eight {
			d := float64(h * p.x)
			part += float64(p.weight * (t.excess(r, root, mid-d) + t.excess(r, root, mid+d)))
		}
		sum += float64(h * part)
		a = end
	}
	return sum
}

// beyond returns the integral of what the polynomial has above y, by its antiderivative.
func (c *cell) beyond(y, a, b float64) float64 {
	return float64(c.half * (c.c.less(y, (b-c.mid)/c.half) - c.c.less(y, (a-c.mid)/c.half)))
}

// alone reports whether a row is a multiple of a root's load, so that what it
// refuses is smooth wherever its zeros are.
func (r *row) alone(root int) bool {
	for i, v := range r.coef {
		if v > 0 && i != root {
			return false
		}
	}
	return true
}

// hardest returns the row that refuses the largest share at x.
func (t *Traffic) hardest(x float64) *row {
	best, share := 0, -1.0
	for i := range t.rows {
		r := &t.rows[i]
		if f, _ := t.at(r, x); f > 1 && r.visit*(f-1)/f > share {
			best, share = i, r.visit*(f-1)/f
		}
	}
	return &t.rows[best]
}

// excess returns the part of a root's load that a row refuses at x.
func (t *Traffic) excess(r *row, root int, x float64) float64 {
	f, _ := t.at(r, x)
	load, _ := t.roots[root].at(x)
	return r.visit * load * (f - 1) / f
}

// step returns a length over which r has no complex zero nearer than itself: with
// |f(x+z) − f(x)| ≤ |f′|·|z| + bend·|z|²/2 it is where the right side reaches f.
func (t *Traffic) step(r *row, a, b float64) float64 {
	f, df := t.at(r, a)
	f = max(f, 1)
	df = math.Abs(df)
	bend := float64(1.5 * r.bend) // cosh of the imaginary part
	z := 2 * f / (df + math.Sqrt(float64(df*df)+float64(2*bend*f)))
	return max(z, (b-a)/1000)
}
