package demand

import "math"

// A dayLoad is a day with its noise: the level at its top, its inverse, and the
// level's first two derivatives by itself.
type dayLoad struct{ level, inverse, g, h float64 }

const (
	unknown = iota
	usable
	unusable
)

// lay prepares a root for questions about years, once after Reset.
func (r *root) lay(t *Traffic) {
	if r.laid != unknown {
		return
	}
	r.laid = unusable
	measured := r.shape.table != nil && len(r.shape.days) > 0 && r.growth < 1e-3
	if !measured && (!r.daily() || !r.days.bears(r.growth)) {
		return
	}
	r.blocks = r.blocks[:0]
	plain := -1 // span whose blocks those of its stretch share
	for i := range r.spans {
		s := &r.spans[i]
		from, to := max(s.from, 0), min(s.to, t.horizon+24)
		if s.spike || !(from < to) {
			continue
		}
		if s.times == 1 {
			if plain >= 0 && r.spans[plain].stretch == s.stretch {
				p := &r.spans[plain]
				s.block, s.blocks, s.begin, s.perBlock = p.block, p.blocks, p.begin, p.perBlock
				continue
			}
			plain = i
			for k := i + 1; k < len(r.spans) && r.spans[k].stretch == s.stretch; k++ {
				if r.spans[k].times == 1 {
					to = min(r.spans[k].to, t.horizon+24)
				}
			}
		}
		n := max(1, math.Ceil((to-from)*r.growth*10))
		if n > 1000 {
			return
		}
		s.block, s.blocks, s.begin, s.perBlock = len(r.blocks), int(n), from, n/(to-from)
		for k := range s.blocks {
			mid := from + (float64(k)+0.5)/s.perBlock
			r.blocks = append(r.blocks, block{mid, r.taylor(s, mid, 1)})
		}
	}
	r.laid = usable
	if len(r.noise) > 0 && !measured {
		r.lift(t)
	}
}

// daily reports whether days can be looked up, and makes their table.
func (r *root) daily() bool {
	if r.shape.table != nil || r.shape.flat() {
		return false
	}
	r.days.make(&r.shape)
	return r.days.usable
}

// dayTop returns the highest load of a day that begins at a time in span k, by the
// table, without noise; ok is false where another span or shape makes it less plain.
func (r *root) dayTop(t *Traffic, k int, from float64) (top float64, ok bool) {
	if k++; k >= len(r.spans) || !r.daily() || !r.days.bears(r.growth) {
		return 0, false
	}
	s, spike := &r.spans[k], &r.spans[k-1]
	day, _ := t.day(from)
	cell := r.days.cell(t, day)
	if s.lift > 0 || s.to < from+24 || spike.from != from || s.from > from+2 || s.stretch != spike.stretch || s.times != spike.times {
		return 0, false
	}
	c := r.taylor(s, t.top(cell, day), 1)
	if !(c[0] > 0) {
		return 0, false
	}
	g := c[1] / c[0]
	return c[0] * (cell.top + float64(g*g*cell.round)), true
}

// lifted returns a span's level and its first two derivatives.
func (r *root) lifted(s *span, x float64) (l, dl, ddl float64) {
	k := min(max(int((x-s.begin)*s.perBlock), 0), s.blocks-1)
	b := &r.blocks[s.block+k]
	d := x - b.mid
	c := &b.c
	l, dl, ddl = c[5], 5*c[5], 20*c[5]
	l = float64(l*d) + c[4]
	dl = float64(dl*d) + float64(4*c[4])
	ddl = float64(ddl*d) + float64(12*c[4])
	l = float64(l*d) + c[3]
	dl = float64(dl*d) + float64(3*c[3])
	ddl = float64(ddl*d) + float64(6*c[3])
	l = float64(l*d) + c[2]
	dl = float64(dl*d) + float64(2*c[2])
	ddl = float64(ddl*d) + float64(2*c[2])
	l = float64(l*d) + c[1]
	dl = float64(dl*d) + c[1]
	return float64(l*d) + c[0], dl, ddl
}

// against returns a span's level as a capacity that grows meets it, and its first two
// derivatives.
func (r *root) against(s *span, growth, x float64) (l, dl, ddl float64) {
	l, dl, ddl = r.lifted(s, x)
	if growth != 0 {
		e := grown(-growth, x)
		ddl = float64((ddl - float64(growth*(float64(2*dl)-float64(growth*l)))) * e)
		dl = float64((dl - float64(growth*l)) * e)
		l *= e
	}
	return l, dl, ddl
}

// lift lists the days with their noise.
func (r *root) lift(t *Traffic) {
	r.loads = r.loads[:0]
	for range r.noise {
		r.loads = append(r.loads, dayLoad{})
	}
	for i := range r.spans {
		s := &r.spans[i]
		if s.blocks == 0 || s.spike {
			continue
		}
		m, n := t.wholeDays(max(s.from, 0)-6, min(s.to, t.horizon)) // nearly whole ones too
		for m = max(m, 0); m < min(n, len(r.loads)); m++ {
			cell := r.days.cell(t, m)
			l, dl, ddl := r.lifted(s, t.top(cell, m))
			noisy := float64(l * r.factor(m))
			r.loads[m] = dayLoad{noisy, 1 / noisy, dl / l, ddl / l}
		}
	}
}

// wholeDays returns the first day that begins in [a, b) and the first that does not
// end in it.
func (t *Traffic) wholeDays(a, b float64) (m, n int) {
	return int(math.Ceil((a+t.morning)/24 - 1e-10)), int(math.Floor((b+t.morning)/24 + 1e-10))
}

// top returns the time of a day's highest load.
func (t *Traffic) top(c *dayCell, m int) float64 { return float64(24*float64(m)) - t.morning + c.at }

// cell returns the table of a day.
func (d *dayTable) cell(t *Traffic, m int) *dayCell {
	return &d.cells[(m+t.weekday)%len(d.cells)]
}
