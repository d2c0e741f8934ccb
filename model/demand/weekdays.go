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

// few is how many days are not worth a rule.
const few = 8

// sum answers for n days: by stretches in which none has anything, as levels are
// convex, or for which there is a rule; and one by one where there is none.
func (f *weekdays) sum(n int) (hours, excess float64) {
	for i := 0; i < n; {
		a := f.at(float64(i))
		m := f.guess(&a, n-i)
		for ; m > few; m /= 2 {
			b := f.at(float64(i + m - 1))
			if a.piece == none && b.piece == none || f.smooth(&a, &b) {
				break
			}
		}
		if m > few {
			if a.piece != none {
				h, e := f.ruled(i, m)
				hours, excess = hours+h, excess+e
			}
			i += m
			continue
		}
		for end := min(n, i+few/2); i < end; i++ {
			h, e := f.above(float64(i))
			hours, excess = hours+h, excess+e
		}
	}
	return hours, excess
}

func (f *weekdays) ruled(i, n int) (hours, excess float64) {
	for _, p := range f.t.rule(n) {
		h, e := f.above(float64(i) + p.x)
		hours += float64(p.weight * h)
		excess += float64(p.weight * e)
	}
	return hours, excess
}

// guess returns how many of n days from one on may be smooth, by its growth.
func (f *weekdays) guess(a *standing, n int) int {
	c := f.cell
	q, w := c.top-a.y, a.y-c.trough
	room := math.Inf(1)
	switch group(a.piece) {
	case none:
		room = -q
	case whole:
		if a.g < 0 {
			room = -w
		}
	case evening:
		if room = min(float64(q/2), w); a.g > 0 {
			room = min(q, float64(w/2), w-max(c.first.above, c.last.above))
		}
	default:
		if room = min(float64(q/2), w); a.g > 0 {
			room = min(q, float64(w/2))
		}
	}
	pace := float64(a.y * math.Abs(a.g) * f.step)
	if !(room < float64(pace*float64(n))) {
		return n
	}
	return max(1, int(room/pace))
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
