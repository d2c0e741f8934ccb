package demand

// Cells of two hours of the UTC day are kept, as questions about purchases and histories
// come again and again to the same time: as many as a horizon has, and at most this.
const slots = 1 << 15

// waving is a profile's shape by the two hours of a week, from Monday on.
type waving struct {
	daily, weekly float64
	known         [84]bool
	polys         [84]poly
}

// slot makes all cells those of the two hours that x is in and returns where they end;
// ok is false where the loads are not smooth over them.
func (t *Traffic) slot(x float64) (end float64, ok bool) {
	if !t.slotted || x < 0 || x >= t.horizon {
		return 0, false
	}
	k := int((x + t.morning) / 2)
	for {
		if end = float64(2*float64(k+1)) - t.morning; end > x {
			break
		}
		k++
	}
	i := k % len(t.tags)
	switch tag := t.tag(k); t.tags[i] {
	case tag:
	case -tag:
		return 0, false
	default:
		if !t.fill(k, i, end) {
			t.tags[i] = -tag
			return 0, false
		}
		t.tags[i] = tag
	}
	for j := range t.roots {
		r := &t.roots[j]
		r.cell = &r.slots[i]
	}
	return end, true
}

// fill makes the cells of slot k, and reports whether all are smooth.
func (t *Traffic) fill(k, i int, end float64) bool {
	from := end - 2
	for j := range t.roots {
		r := &t.roots[j]
		r.seek(middle(from, end))
		if s := &r.spans[r.span]; !(s.from <= from && end <= s.to) {
			return false
		}
	}
	for j := range t.roots {
		r := &t.roots[j]
		c := &r.slots[i]
		s := &r.spans[r.span]
		c.mid, c.half = end-1, 1
		c.c = poly{}
		level := r.ofDay(t, k/12, c.mid)
		copy(c.c[:], level[:])
		if !s.spike && !r.shape.flat() {
			c.shape(r.wave(k + 12*t.weekday))
		}
		c.top, c.bottom = c.c.bounds()
	}
	return true
}

// A dayLevel is the Taylor polynomial of a span's level, with its noise, about noon.
type dayLevel struct {
	day, span int // as in the slots; day −1: none
	mid       float64
	c         [6]float64
}

// ofDay returns the level about a time of a day: the day's polynomial, moved there.
func (r *root) ofDay(t *Traffic, day int, mid float64) [6]float64 {
	if float64(24*r.growth) > longest {
		return r.taylor(&r.spans[r.span], mid, r.factor(day))
	}
	l := &r.noon
	if l.day != day || l.span != r.span {
		*l = dayLevel{day: day, span: r.span, mid: float64(24*float64(day)) + 12 - t.morning}
		l.c = r.taylor(&r.spans[r.span], l.mid, r.factor(day))
	}
	c, d := l.c, mid-l.mid
	for i := range len(c) - 1 { // Horner's shift (Knuth 1997, 4.6.4)
		for n := len(c) - 2; n >= i; n-- {
			c[n] += float64(d * c[n+1])
		}
	}
	return c
}

// wave returns the shape in the two hours k of a week.
func (r *root) wave(k int) *poly {
	w := &r.waves
	if w.daily != r.shape.daily || w.weekly != r.shape.weekly {
		w.daily, w.weekly, w.known = r.shape.daily, r.shape.weekly, [84]bool{}
	}
	if k %= 84; r.shape.weekly == 0 {
		k %= 12
	}
	if !w.known[k] {
		s := r.shape
		s.offset = 0
		w.known[k], w.polys[k] = true, s.poly(float64(2*k+1), 1)
	}
	return &w.polys[k]
}

// open decides whether slots are used, and empties them.
func (t *Traffic) open() {
	t.slotted = false
	for i := range t.roots {
		r := &t.roots[i]
		if r.shape.table != nil || float64(2*r.growth) > longest {
			t.slotted = false
			return
		}
		t.slotted = t.slotted || !r.shape.flat()
	}
	if !t.slotted {
		return
	}
	n := min(int(t.horizon/2)+14, slots)
	if len(t.tags) != n {
		t.tags = make([]int64, n)
	}
	t.forget()
	for i := range t.roots {
		if len(t.roots[i].slots) != n {
			t.roots[i].slots = make([]cell, n)
		}
	}
}

// tag tells which two hours of which load a slot holds. It is not 0.
func (t *Traffic) tag(k int) int64 { return t.filling<<32 | int64(k+1) }

// forget drops what is known of the loads: the slots and the recent answers.
func (t *Traffic) forget() {
	t.filling++
	for i := range t.roots {
		t.roots[i].noon.day = -1
	}
	t.recent, t.oldest, t.last = t.recent[:0], 0, question{a: 1}
}
