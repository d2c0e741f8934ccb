package demand

import (
	"math"
	"sort"

	"github.com/capplan/capplan/model"
)

// A cell is a time in which a root's load is smooth and its level, a sum of
// exponentials that change by at most 3 % from the middle, is its Taylor
// polynomial of degree 5: the next term is below 1e-12 of it.
type cell struct {
	span int
	mid  float64
	c    [6]float64 // of the level with its events and noise, by powers of t − mid
	flat bool       // without shape
	// Bounds of the load and its first two derivatives.
	top, slope, bend float64
}

// longest is the largest change of a level over a cell, as growth·length.
const longest = 0.06

// enter makes all cells begin at x and returns where they end, at b at the latest.
func (t *Traffic) enter(x, b float64) float64 {
	end := b
	for i := range t.roots {
		r := &t.roots[i]
		r.seek(x)
		s := &r.spans[r.cell.span]
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
	k := r.cell.span
	if k < len(r.spans) && r.spans[k].from <= x {
		if x < r.spans[k].to {
			return
		}
		if k++; x < r.spans[k].to {
			r.cell.span = k
			return
		}
	}
	r.cell.span = sort.Search(len(r.spans)-1, func(i int) bool { return x < r.spans[i].to })
}

// expand fills the cell [x, end].
func (r *root) expand(t *Traffic, x, end float64) {
	c := &r.cell
	s := &r.spans[c.span]
	c.mid, c.flat = middle(x, end), s.spike || r.shape.flat()
	factor := 1.0
	if len(r.noise) > 0 {
		d, _ := t.day(x)
		factor = r.factor(d)
	}
	c.c = r.taylor(s, c.mid, factor)
	g := 0.0
	if !s.spike {
		g = r.growth
	}
	c.top = 1.04 * c.c[0]
	c.slope, c.bend = float64(c.top*g), float64(c.top*(g*g))
	if !c.flat {
		p := &r.shape
		c.slope += float64(c.top * p.slope)
		c.bend += float64(c.top * (float64(2*g*p.slope) + p.bend))
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
			v = float64(v*f.rate) / float64(n)
			c[n] += v
		}
	}
	return c
}

// at returns the root's load and its derivative at a time in the cell.
func (r *root) at(x float64) (f, df float64) {
	c := &r.cell
	d := x - c.mid
	l := c.c[5]
	dl := 5 * l
	for n := 4; n > 0; n-- {
		l = float64(l*d) + c.c[n]
		dl = float64(dl*d) + float64(float64(n)*c.c[n])
	}
	l = float64(l*d) + c.c[0]
	if c.flat {
		return l, dl
	}
	s, ds := r.shape.at(x)
	return l * s, float64(dl*s) + float64(l*ds)
}

// A row is a sum of the roots' loads, times e^(−growth·t).
type row struct {
	coef             []float64 // per root
	growth           float64   // of its limit, per hour
	visit            float64
	top, slope, bend float64 // bounds in the cells entered
}

// at returns the sum and its derivative at a time in the cells.
func (t *Traffic) at(w *row, x float64) (f, df float64) {
	for i, a := range w.coef {
		if a > 0 {
			v, dv := t.roots[i].at(x)
			f += float64(a * v)
			df += float64(a * dv)
		}
	}
	if w.growth != 0 {
		e := grown(-w.growth, x)
		f, df = f*e, float64((df-float64(w.growth*f))*e)
	}
	return f, df
}

// bound fills the bounds of a row for the cells entered.
func (t *Traffic) bound(w *row) {
	w.top, w.slope, w.bend = 0, 0, 0
	for i, a := range w.coef {
		c := &t.roots[i].cell
		w.top += float64(a * c.top)
		w.slope += float64(a * c.slope)
		w.bend += float64(a * c.bend)
	}
	if g := math.Abs(w.growth); g > 0 {
		e := 1.04 * grown(-w.growth, t.roots[0].cell.mid) // anywhere in the cells
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
	t.rows = append(t.rows, row{coef: coef})
	return &t.rows[len(t.rows)-1]
}
