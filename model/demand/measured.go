package demand

import "math"

// A measuredDay is one UTC day of a measured profile whose steps divide the day.
type measuredDay struct {
	from     int        // its first node in the table
	top, low float64    // of S
	moments  [3]float64 // ∫ xⁿ·S dx / n!, x from noon
	segments int
	step     float64 // hours
}

// measure lists the days of a measured shape; there are none where its steps do not
// divide a day.
func (s *shape) measure() {
	s.days = s.days[:0]
	n := int(math.Round(24 / s.step))
	if n < 1 || n > 24*60 || math.Abs(float64(s.step*float64(n))-24) > 1e-9 {
		return
	}
	for k := range int(s.period / 24) {
		d := measuredDay{from: k * n, segments: n, step: s.step, low: math.Inf(1)}
		for i := range n + 1 {
			v := s.node(d.from + i)
			d.top, d.low = max(d.top, v), min(d.low, v)
			if i == n {
				break
			}
			// Simpson's rule: S·x² is cubic between nodes.
			w := s.node(d.from + i + 1)
			x := float64(s.step*float64(i)) - 12
			for _, c := range [3][2]float64{{v, x}, {float64(2 * (v + w)), x + float64(s.step/2)}, {w, x + s.step}} {
				f := float64(c[0] * s.step / 6)
				d.moments[0] += f
				d.moments[1] += float64(f * c[1])
				d.moments[2] += float64(f * c[1] * c[1] / 2)
			}
		}
		s.days = append(s.days, d)
	}
}

// above returns the hours and the excess of a day over a threshold y, as dayCell
// does, under the level 1 + gx + ½hx², x from noon: between nodes a load is then a
// cubic, which Simpson's rule integrates exactly.
func (d *measuredDay) above(s *shape, y, g, h float64) (hours, excess float64) {
	reach := float64(12*math.Abs(g)) + float64(72*math.Abs(h))
	switch {
	case float64(d.top*(1+reach)) <= y:
		return 0, 0
	case float64(d.low*(1-reach)) > y:
		return 24, d.moments[0] + float64(g*d.moments[1]) + float64(h*d.moments[2]) - float64(24*y)
	}
	half := float64(h / 2)
	level := func(x float64) float64 { return 1 + float64(x*(g+float64(half*x))) }
	x0, s0 := -12.0, s.table[d.from]
	f0 := float64(s0*level(x0)) - y
	for i := 1; i <= d.segments; i++ {
		k := d.from + i
		if k == len(s.table) {
			k = 0
		}
		x1, s1 := float64(d.step*float64(i))-12, s.table[k]
		f1 := float64(s1*level(x1)) - y
		if f0 > 0 || f1 > 0 {
			a, b, fa, fb := x0, x1, f0, f1
			slope := (s1 - s0) / d.step
			load := func(x float64) float64 { return float64((s0+float64(slope*(x-x0)))*level(x)) - y }
			if f0 > 0 != (f1 > 0) { // secants: the load is all but straight
				x := x0 + float64(d.step*f0/(f0-f1))
				for range 3 {
					f := load(x)
					df := float64(slope*level(x)) + float64((s0+float64(slope*(x-x0)))*(g+float64(h*x)))
					if x -= f / df; math.Abs(f) <= 1e-16*y {
						break
					}
				}
				if x = min(max(x, x0), x1); f0 > 0 {
					b, fb = x, 0
				} else {
					a, fa = x, 0
				}
			}
			hours += b - a
			excess += float64((b - a) / 6 * (fa + float64(4*load(middle(a, b))) + fb))
		}
		x0, s0, f0 = x1, s1, f1
	}
	return hours, excess
}

// measuredDays answers for the days m to n−1 of a span, one by one.
func (t *Traffic) measuredDays(r *root, s *span, capacity, growth float64, m, n int) (hours, excess float64) {
	days := r.shape.days
	for ; m < n; m++ {
		level, g, h := r.against(s, growth, float64(24*float64(m))-t.morning+12)
		if !(level > 0) {
			continue
		}
		inverse := 1 / level
		g, h = g*inverse, h*inverse
		level *= r.factor(m)
		d := &days[(m+t.weekday)%len(days)]
		a, e := d.above(&r.shape, capacity/level, g, h)
		hours += a
		excess += float64(level * e)
	}
	return hours, excess
}
