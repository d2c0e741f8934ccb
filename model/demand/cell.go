package demand

import (
	"math"
	"sort"

	"github.com/capplan/capplan/model"
)

// A cell is a time in which a root's load is a polynomial: a span's level, a sum of
// exponentials that change by at most 3 % from the middle, times its shape.
type cell struct {
	mid, half   float64
	c           poly    // of the load
	top, bottom float64 // bounds of it
}

// longest is the largest change of a level over a cell, as growth·length.
const longest = 0.06

// enter makes all cells hold x and returns up to where they do, to b at the most.
func (t *Traffic) enter(x, b float64) float64 {
	t.entered++
	if end, ok := t.slot(x); ok {
		return min(end, b)
	}
	end := b
	for i := range t.roots {
		r := &t.roots[i]
		r.seek(x)
		s := &r.spans[r.span]
		end = min(end, s.to)
		if len(r.noise) > 0 {
			_, next := t.day(x)
			end = min(end, next)
		}
		if !s.spike {
			end = min(end, r.shape.mark(x))
		}
		if r.growth > 0 {
			end = min(end, x+longest/r.growth)
		}
	}
	for i := range t.rows {
		if g := math.Abs(t.rows[i].growth); g > 0 {
			end = min(end, x+longest/g)
		}
	}
	for i := range t.roots {
		t.roots[i].expand(t, x, end)
	}
	return end
}

// day returns the UTC day of time x, counted from that of hour 0, and its end.
func (t *Traffic) day(x float64) (d int, end float64) {
	d = int(math.Floor((x + t.morning) / 24))
	for {
		if end = float64(24*float64(d+1)) - t.morning; end > x {
			return d, end
		}
		d++
	}
}

// factor returns the noise of a day.
func (r *root) factor(day int) float64 {
	if day < 0 || day >= len(r.noise) {
		return 1
	}
	return r.noise[day]
}

// seek finds the span of x; questions mostly go on where the last one ended.
func (r *root) seek(x float64) {
	k := r.span
	if k < len(r.spans) && r.spans[k].from <= x {
		if x < r.spans[k].to {
			return
		}
		if k++; x < r.spans[k].to {
			r.span = k
			return
		}
	}
	r.span = sort.Search(len(r.spans)-1, func(i int) bool { return x < r.spans[i].to })
}

// expand makes the cell [x, end] of the root's span.
func (r *root) expand(t *Traffic, x, end float64) {
	r.cell = &r.own
	c := r.cell
	s := &r.spans[r.span]
	c.mid, c.half = middle(x, end), max(float64((end-x)/2), 1e-300)
	factor := 1.0
	if len(r.noise) > 0 {
		d, _ := t.day(x)
		factor = r.factor(d)
	}
	level := r.taylor(s, c.mid, factor)
	c.scale(&level)
	if !s.spike && !r.shape.flat() {
		p := r.shape.poly(c.mid, c.half)
		c.shape(&p)
	}
	c.top, c.bottom = c.c.bounds()
}

// scale makes the cell's polynomial a level's, by powers of t − mid.
func (c *cell) scale(level *[6]float64) {
	c.c = poly{}
	h := 1.0
	for n, v := range level {
		c.c[n] = v * h
		h = float64(h * c.half)
	}
}

// shape multiplies the level by a shape.
func (c *cell) shape(p *poly) {
	level := *(*[6]float64)(c.c[:6])
	for n := range c.c {
		var sum float64
		for i := range min(n+1, 6) {
			sum += float64(level[i] * p[n-i])
		}
		c.c[n] = sum
	}
}

// taylor returns the coefficients of a span's level about a time, times a factor.
func (r *root) taylor(s *span, mid, factor float64) (c [6]float64) {
	for i := s.lo; i < s.hi; i++ {
		f := &r.flows[i]
		if !r.counts(f) {
			continue
		}
		v := float64(f.level * factor * grown(f.rate, mid-s.reference))
		c[0] += v
		if f.rate == 0 {
			continue
		}
		for n := 1; n < len(c); n++ {
			v = float64(v * f.rate * inverses[n])
			c[n] += v
		}
	}
	return c
}

// at returns the root's load and its derivative at a time in the cell.
func (r *root) at(x float64) (f, df float64) {
	c := r.cell
	f, df = c.c.at((x - c.mid) / c.half)
	return f, df / c.half
}

// A row is a sum of the roots' loads, times e^(−growth·t).
type row struct {
	coef    []float64 // per root
	growth  float64   // of its limit, per hour
	visit   float64
	entered int // the cells that what follows is of
	cell
	slope, bend float64 // bounds of the derivatives
}

// at returns the sum and its derivative at a time in the cells.
func (t *Traffic) at(w *row, x float64) (f, df float64) {
	t.bound(w)
	f, df = w.c.at((x - w.mid) / w.half)
	df /= w.half
	if w.growth != 0 {
		e := grown(-w.growth, x)
		f, df = f*e, float64((df-float64(w.growth*f))*e)
	}
	return f, df
}

// ceil returns a bound of a row without growth in the cells.
func (t *Traffic) ceil(w *row) float64 {
	var sum float64
	for i, a := range w.coef {
		if a > 0 {
			sum += float64(a * t.roots[i].cell.top)
		}
	}
	if w.growth != 0 {
		t.bound(w)
		return w.top
	}
	return sum
}

// bound adds up a row and its bounds for the cells entered, once.
func (t *Traffic) bound(w *row) {
	if w.entered == t.entered {
		return
	}
	w.entered = t.entered
	w.c, w.mid, w.half = poly{}, 0, 1
	for i, a := range w.coef {
		if a > 0 {
			c := t.roots[i].cell
			w.mid, w.half = c.mid, c.half
			for n, v := range &c.c {
				w.c[n] += float64(a * v)
			}
		}
	}
	w.top, w.bottom = w.c.bounds()
	w.slope, w.bend = w.c.steepest(w.half)
	if g := math.Abs(w.growth); g > 0 {
		e := grown(-w.growth, w.mid)
		w.bottom *= e / 1.04 // anywhere in the cells
		e *= 1.04
		w.bend = float64((w.bend + float64(g*(float64(2*w.slope)+float64(g*w.top)))) * e)
		w.slope = float64((w.slope + float64(g*w.top)) * e)
		w.top *= e
	}
}

// clear forgets the rows.
func (t *Traffic) clear() { t.rows, t.coefs = t.rows[:0], t.coefs[:0] }

// nothing stands for a capacity of 0: any load exceeds it.
const nothing = 1e-100

// limit appends the row of a limit: what exceeds 1 where it is exceeded.
func (t *Traffic) limit(l *model.Limit) *row {
	w := t.row(l.Weight, l.Capacity)
	w.growth = l.Growth
	return w
}

// prune leaves out the rows that can never be harder than another.
func (t *Traffic) prune() {
	n := 0
	for i := range t.rows {
		w := &t.rows[i]
		needless := false
		for j := range t.rows {
			if j == i || j >= n && j < i { // itself, or left out
				continue
			}
			if s := &t.rows[j]; s.covers(w) && (j < n || !w.covers(s)) {
				needless = true
				break
			}
		}
		if !needless {
			t.rows[i], t.rows[n] = t.rows[n], t.rows[i]
			n++
		}
	}
	t.rows = t.rows[:n]
}

// covers reports whether a row refuses at least as much as another at any time.
func (r *row) covers(s *row) bool {
	if r.growth != s.growth || r.visit < s.visit {
		return false
	}
	for i, v := range s.coef {
		if r.coef[i] < v {
			return false
		}
	}
	return true
}

// row appends Σ weight·load ÷ capacity and returns it.
func (t *Traffic) row(weight []float64, capacity float64) *row {
	capacity = max(capacity, nothing)
	n := len(t.coefs)
	for range t.roots {
		t.coefs = append(t.coefs, 0)
	}
	coef := t.coefs[n:len(t.coefs):len(t.coefs)]
	for w, v := range weight {
		if l := t.links[w]; v > 0 {
			coef[l.root] += float64(v * l.share)
		}
	}
	for i, v := range coef {
		if v > 0 {
			coef[i] = v / capacity
		}
	}
	n = len(t.rows)
	if n < cap(t.rows) {
		t.rows = t.rows[:n+1]
	} else {
		t.rows = append(t.rows, row{})
	}
	w := &t.rows[n]
	w.coef, w.growth, w.visit, w.entered = coef, 0, 0, -1
	return w
}
