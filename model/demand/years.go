package demand

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model/internal/portable"
)

// Questions about years. A load of one root under a daily and weekly profile exceeds
// a capacity on whole days that differ only by their level: each is looked up in a
// dayTable. Without noise the days of one weekday are a smooth sequence but where the
// capacity comes to a day's top, trough or midnight, so that stretches of it are
// summed by Gauss's rule for sums, the nearer to such a place the shorter ones. Days
// of a measured profile are gone through one by one.
// Against the general route, hours above are within 1e-9 of the interval and requests
// refused within 1e-9 of those offered at ordinary profiles and growths; within 2e-7
// at daily profiles down to 20 % and growths up to 100 % a year (years_test.go). Limits
// that grow are looked up for the hours above, and go the general way for what they refuse.

// years is the shortest interval, in hours, for which days are looked up.
const years = 21 * 24.0

// A block is the Taylor polynomial of a span's level about its middle.
type block struct {
	mid float64
	c   [6]float64
}

// An answer is remembered until Reset: callers ask for the hours above and for the
// requests above, and for the same peak for each pool.
type answer struct {
	kind, root     int
	capacity, a, b float64
	growth         float64 // of the capacity
	value, excess  float64
	at             float64 // of the highest
}

// Kinds of answers.
const (
	hoursAbove = iota
	highest
	total
	refusals
)

// recall returns an answer given before.
func (t *Traffic) recall(kind, root int, capacity, growth, a, b float64) (*answer, bool) {
	for i := range t.answers {
		if m := &t.answers[i]; m.kind == kind && m.root == root && m.capacity == capacity && m.growth == growth && m.a == a && m.b == b {
			return m, true
		}
	}
	return nil, false
}

// remember keeps an answer about an interval long enough to be worth it.
func (t *Traffic) remember(m answer) {
	if m.b-m.a < years || t.roots[m.root].only != everything {
		return
	}
	if len(t.answers) == cap(t.answers) {
		t.answers = t.answers[:0]
	}
	t.answers = append(t.answers, m)
}

// single reports whether the rows ask about one root's load, in an interval for which
// days are looked up, and returns it.
func (t *Traffic) single(a, b float64) (root int, ok bool) {
	if t.general || b-a < years || len(t.rows) == 0 || a < 0 || b > t.horizon {
		return 0, false
	}
	root = slices.IndexFunc(t.rows[0].coef, func(v float64) bool { return v > 0 })
	if root < 0 {
		return 0, false
	}
	r := &t.roots[root]
	r.lay(t)
	for i := range t.rows {
		w := &t.rows[i]
		if !w.alone(root) || !(w.coef[root] > 0) || w.growth != 0 && r.shape.table == nil && !r.days.bears(r.growth+math.Abs(w.growth)) {
			return 0, false
		}
	}
	return root, r.laid == usable
}

// grows reports whether a limit grows.
func (t *Traffic) grows() bool {
	return slices.ContainsFunc(t.rows, func(w row) bool { return w.growth != 0 })
}

// least returns the hours in [a, b) in which a root's load exceeds the least of the rows'
// limits: one after another, as those that grow less come below the others.
func (t *Traffic) least(root int, a, b float64) (hours float64) {
	k := 0
	for i := range t.rows {
		w, s := &t.rows[i], &t.rows[k]
		if portable.Log(w.coef[root]/s.coef[root]) > float64((w.growth-s.growth)*a) {
			k = i
		}
	}
	for a < b {
		s, next, end := &t.rows[k], -1, b
		for i := range t.rows {
			if w := &t.rows[i]; w.growth < s.growth { // below it from here on
				if x := portable.Log(s.coef[root]/w.coef[root]) / (s.growth - w.growth); x < end {
					next, end = i, x
				}
			}
		}
		if end > a {
			h, _ := t.years(root, 1/s.coef[root], s.growth, a, end)
			hours += h
			a = end
		}
		if next < 0 {
			break
		}
		k = next
	}
	return hours
}

// envelope returns what the rows, all of one root, refuse in [a, b) of what is offered:
// the integral of max over rows of visit·(load − capacity), 0 at least. That is convex in
// the load and straight between the loads at which another row becomes the hardest, so it
// is the sum of what exceeds these, times how much steeper it becomes there.
func (t *Traffic) envelope(root int, a, b float64) float64 {
	slope, at := 0.0, 0.0 // of the hardest row so far, and from which load on it is
	var sum float64
	for {
		next, from := -1, math.Inf(1)
		for i := range t.rows {
			w := &t.rows[i]
			if !(w.visit > slope) {
				continue
			}
			// visit·(x − 1/coef) meets what is refused at x.
			x := 1 / w.coef[root]
			if slope > 0 {
				x = (float64(w.visit*x) - float64(slope*at)) / (w.visit - slope)
			}
			if x < from || x == from && w.visit > t.rows[next].visit {
				next, from = i, x
			}
		}
		if next < 0 {
			return sum
		}
		w := &t.rows[next]
		_, excess := t.years(root, from, 0, a, b)
		sum += float64((w.visit - slope) * excess)
		slope, at = w.visit, 1/w.coef[root]
	}
}

// years returns the hours in [a, b) in which a root's load exceeds a capacity and,
// where that does not grow, the integral of what exceeds it.
func (t *Traffic) years(root int, capacity, growth, a, b float64) (hours, excess float64) {
	if m, ok := t.recall(hoursAbove, root, capacity, growth, a, b); ok {
		return m.value, m.excess
	}
	r := &t.roots[root]
	add := func(h, e float64) { hours, excess = hours+h, excess+e }
	r.seek(a)
	var plain *span // whose days from m to n−1 are still to be added
	var m, n int
	for k := r.span; k < len(r.spans) && r.spans[k].from < b; k++ {
		s := &r.spans[k]
		h, e, first, end := t.spanAbove(root, k, capacity, growth, max(a, s.from), min(b, s.to))
		add(h, e)
		switch {
		case first >= end:
		case s.times != 1 || len(r.noise) > 0:
			add(t.run(root, s, capacity, growth, first, end))
		case plain != nil && plain.stretch == s.stretch && first-n < 8: // over the event's days
			h, e := t.run(root, plain, capacity, growth, n, first)
			add(-h, -e)
			n = end
		default:
			if plain != nil {
				add(t.run(root, plain, capacity, growth, m, n))
			}
			plain, m, n = s, first, end
		}
	}
	if plain != nil {
		add(t.run(root, plain, capacity, growth, m, n))
	}
	t.remember(answer{kind: hoursAbove, root: root, capacity: capacity, growth: growth, a: a, b: b, value: hours, excess: excess})
	return hours, excess
}

// spanAbove answers for what a part of a span has of days, and returns its whole days.
func (t *Traffic) spanAbove(root, k int, capacity, growth, a, b float64) (hours, excess float64, m, n int) {
	r := &t.roots[root]
	s := &r.spans[k]
	m, n = t.wholeDays(a, b)
	if s.spike || m > n {
		hours, excess = t.part(root, k, capacity, growth, a, b)
		return hours, excess, 0, 0
	}
	add := func(h, e float64) { hours, excess = hours+h, excess+e }
	first, last := float64(24*float64(m))-t.morning, float64(24*float64(n))-t.morning
	if first-a > 18 { // nearly a day: without what is missing
		add(t.run(root, s, capacity, growth, m-1, m))
		h, e := t.part(root, k, capacity, growth, first-24, a)
		add(-h, -e)
	} else if first-a > 1e-8 {
		add(t.part(root, k, capacity, growth, a, first))
	}
	if b-last > 1e-8 {
		add(t.part(root, k, capacity, growth, last, b))
	}
	return hours, excess, m, n
}

// part answers for hours within a span's days, as if it went on beyond its ends.
func (t *Traffic) part(root, k int, capacity, growth, a, b float64) (hours, excess float64) {
	r := &t.roots[root]
	s := &r.spans[k]
	r.span = k
	w := row{coef: t.one[:len(t.roots)], entered: -1, growth: growth}
	for i := range w.coef {
		w.coef[i] = 0
	}
	w.coef[root] = 1
	for x := a; x < b; {
		_, end := t.day(x)
		if end = min(end, b); !s.spike {
			end = min(end, r.shape.mark(x))
		}
		t.entered++
		r.expand(t, x, end)
		h, e := t.piece(&w, capacity, x, end)
		hours, excess = hours+h, excess+e
		x = end
	}
	return hours, excess
}

// piece answers for the cell of one root, which the row is.
func (t *Traffic) piece(w *row, capacity, a, b float64) (hours, excess float64) {
	if t.bound(w); w.top <= capacity {
		return 0, 0
	}
	g := over(w, capacity)
	t.cuts = t.cuts[:0]
	t.zeros(&g, a, b)
	t.cuts = append(t.cuts, b)
	for _, end := range t.cuts {
		if v, _ := t.at(w, middle(a, end)); end > a && v > capacity {
			hours += end - a
			excess += w.beyond(capacity, a, end)
		}
		a = max(a, end)
	}
	return hours, excess
}

// run answers for the days m to n−1 of a span.
func (t *Traffic) run(root int, s *span, capacity, growth float64, m, n int) (hours, excess float64) {
	r := &t.roots[root]
	switch {
	case r.shape.table != nil:
		return t.measuredDays(r, s, capacity, growth, m, n)
	case len(r.noise) > 0:
		return t.noisy(r, capacity, growth, m, n)
	}
	step := len(r.days.cells)
	for k := m; k < min(n, m+step); k++ {
		cell := r.days.cell(t, k)
		f := weekdays{t: t, r: r, s: s, cell: cell, capacity: capacity, growth: growth, first: t.top(cell, k), step: float64(24 * step)}
		f.sum((n - k + step - 1) / step)
		hours, excess = hours+f.hours, excess+f.excess
	}
	return hours, excess
}

// noisy answers for days one by one.
func (t *Traffic) noisy(r *root, capacity, growth float64, m, n int) (hours, excess float64) {
	for ; m < n; m++ {
		d := &r.loads[m]
		y, cell, g, h := capacity*d.inverse, r.days.cell(t, m), d.g, d.h
		if growth != 0 {
			y *= grown(growth, t.top(cell, m))
			g, h = d.g-growth, d.h-float64(growth*(float64(2*d.g)-growth))
		}
		if y >= 1 {
			continue
		}
		above, e := cell.above(y, g, h)
		hours += above
		excess += float64(d.level * e)
	}
	return hours, excess
}
