package demand

import "math"

// weekdays are days of one kind in a span, step hours apart.
type weekdays struct {
	t           *Traffic
	r           *root
	s           *span
	cell        *dayCell
	capacity    float64
	growth      float64 // of the capacity
	first, step float64 // time of the first one's top
	hours       float64 // above the capacity, so far
	excess      float64
}

// A standing is how a day stands to the capacity.
type standing struct {
	level, y, g, h float64
	piece          int
}

func (f *weekdays) at(i float64) (d standing) {
	d.level, d.g, d.h = f.r.against(f.s, f.growth, f.first+float64(i*f.step))
	if !(d.level > 0) {
		d.piece = none
		return d
	}
	inverse := 1 / d.level
	d.y, d.g, d.h = f.capacity*inverse, d.g*inverse, d.h*inverse
	d.piece, _ = f.cell.piece(d.y, d.g, d.h)
	return d
}

// add adds what a day has above the capacity, times a weight.
func (f *weekdays) add(i, weight float64) {
	level, g, h := f.r.against(f.s, f.growth, f.first+float64(i*f.step))
	if !(level > 0) {
		return
	}
	inverse := 1 / level
	g, h = g*inverse, h*inverse
	hours, excess := f.cell.above(f.capacity*inverse, g, h)
	f.hours += float64(weight * hours)
	f.excess += float64(weight * level * excess)
}

// few is how many days are not worth a rule.
const few = 8

// sum answers for n days: by stretches in which none has anything, as levels are
// convex, or for which there is a rule; and one by one where there is none.
func (f *weekdays) sum(n int) {
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
				for _, p := range f.t.rule(m) {
					f.add(float64(i)+p.x, p.weight)
				}
			}
			i += m
			continue
		}
		for end := min(n, i+few/2); i < end; i++ {
			f.add(float64(i), 1)
		}
	}
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
		if room = min(float64(q*2/3), 2*w); a.g > 0 {
			room = min(2*q, float64(w*2/3), w-max(c.first.above, c.last.above))
		}
	default:
		if room = min(float64(q*2/3), 2*w); a.g > 0 {
			room = min(2*q, float64(w*2/3))
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
	return change <= 2*(c.top-most) && change <= 2*(least-c.trough)
}

// group takes the two pieces for one that differ in what they interpolate only.
func group(piece int) int {
	if piece == nearTop {
		return evening
	}
	return piece
}
