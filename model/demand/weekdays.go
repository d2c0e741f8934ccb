package demand

import "math"

// weekdays are days of one kind in a span, step hours apart.
type weekdays struct {
	t           *Traffic
	r           *root
	s           *span
	cell        *dayCell
	capacity    float64
	first, step float64 // time of the first one's top
}

// A standing is how a day stands to the capacity.
type standing struct {
	level, y, g, h float64
	piece          int
	distance       float64
}

func (f *weekdays) at(i float64) (d standing) {
	d.level, d.g, d.h = f.r.lifted(f.s, f.first+float64(i*f.step))
	if !(d.level > 0) {
		d.piece = none
		return d
	}
	inverse := 1 / d.level
	d.y, d.g, d.h = f.capacity*inverse, d.g*inverse, d.h*inverse
	d.piece, d.distance = f.cell.piece(d.y, d.g, d.h)
	return d
}

func (f *weekdays) above(i float64) (hours, excess float64) {
	d := f.at(i)
	if d.piece == none {
		return 0, 0
	}
	hours, excess = f.cell.in(d.piece, d.distance, d.y, d.g, d.h)
	return hours, d.level * excess
}

// sum answers for the days i to i+n−1: none of them, as levels are convex; one by
// one; by a rule; or by halves.
func (f *weekdays) sum(i, n int) (hours, excess float64) {
	if n > 8 {
		a, b := f.at(float64(i)), f.at(float64(i+n-1))
		if a.piece == none && b.piece == none {
			return 0, 0
		}
		if !f.smooth(&a, &b) {
			h, e := f.sum(i, n/2)
			k, x := f.sum(i+n/2, n-n/2)
			return h + k, e + x
		}
		for _, p := range f.t.rule(n) {
			h, e := f.above(float64(i) + p.x)
			hours += float64(p.weight * h)
			excess += float64(p.weight * e)
		}
		return hours, excess
	}
	for k := range n {
		h, e := f.above(float64(i + k))
		hours, excess = hours+h, excess+e
	}
	return hours, excess
}

// smooth reports whether what days have above the capacity is smooth between two of
// them: their threshold moves one way, within one piece, by no more than its least
// distance from where pieces have their roots.
func (f *weekdays) smooth(a, b *standing) bool {
	change := math.Abs(a.y - b.y)
	least, most := min(a.y, b.y), max(a.y, b.y)
	c := f.cell
	switch kind := group(a.piece); {
	case kind != group(b.piece), !(a.g*b.g >= 0), change > 0.5*least:
		return false
	case kind == whole:
		return true
	case kind == belowTrough:
		return change <= 0.1*(c.top-c.trough)
	}
	return change <= c.top-most && change <= least-c.trough
}

// group takes the two pieces for one that differ in what they interpolate only.
func group(piece int) int {
	if piece == nearTop {
		return evening
	}
	return piece
}
