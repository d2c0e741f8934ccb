package demand

import (
	"math"

	"github.com/capplan/capplan/model/internal/portable"
)

// arcs is one day of a shape: where its loads turn.
type arcs struct {
	s              *shape
	g              float64 // growth per hour
	zero           float64 // time from which it counts
	from           float64 // midnight, hours from Monday
	trough, top    float64 // times after midnight
	bend, bendTop  float64 // |S″| at both
	level, highest float64 // S there
}

// at returns the shape under its growth and its slope at an hour after midnight.
func (a *arcs) at(x float64) (v, dv float64) {
	v, dv = a.s.at(a.from + x)
	if a.g != 0 {
		e := portable.Exp(a.g * (x - a.zero))
		v, dv = v*e, float64((dv+float64(a.g*v))*e)
	}
	return v, dv
}

// tilt is the growth per hour by which second derivatives are taken.
const tilt = 1e-4

// tilted returns the day under a growth.
func (a *arcs) tilted(g float64) arcs {
	b := *a
	b.g = g
	b.settle()
	return b
}

// settle finds where the day turns.
func (a *arcs) settle() {
	a.trough, a.top = a.turn(0, 8), a.turn(20, 8)
	a.level, _ = a.at(a.trough)
	a.highest, _ = a.at(a.top)
	a.bend, a.bendTop = a.second(a.trough), -a.second(a.top)
}

func (a *arcs) second(x float64) float64 {
	_, u := a.at(x - 1e-3)
	_, v := a.at(x + 1e-3)
	return (v - u) / 2e-3
}

// turn returns where the slope changes from negative, at lo, to positive.
func (a *arcs) turn(lo, hi float64) float64 {
	for range 60 {
		m := middle(lo, hi)
		if _, dv := a.at(m); dv < 0 {
			lo = m
		} else {
			hi = m
		}
	}
	return middle(lo, hi)
}

// cross returns where S comes to y between lo, where it is below, and hi, from x on,
// by Newton's method in a bracket.
func (a *arcs) cross(y, lo, hi, x float64) float64 {
	for range 60 {
		v, dv := a.at(x)
		if v < y {
			lo = x
		} else {
			hi = x
		}
		next := x - (v-y)/dv
		if math.Abs(next-x) <= 1e-14*24 {
			return next
		}
		if !(next > min(lo, hi) && next < max(lo, hi)) {
			next = middle(lo, hi)
		}
		x = next
	}
	return x
}

// moment returns ∫ xⁿ·S dx / n! over the day, x from the top.
func (a *arcs) moment(n int) float64 {
	var sum float64
	for i := range 8 {
		for _, p := range eight {
			for _, side := range [2]float64{-1, 1} {
				at := float64(3*(float64(i)+0.5)) + float64(side*1.5*p.x)
				v, _ := a.at(at)
				for k := range n {
					v = float64(v*(at-a.top)) / float64(k+1)
				}
				sum += float64(1.5 * p.weight * v)
			}
		}
	}
	return sum
}

// primitive returns antiderivatives of S and, x from the top, of x·S·e^(gx) and ½x²·S.
func (a *arcs) primitive(at float64) (f, g, h float64) {
	w := a.s.waves(a.from + at)
	x := at - a.zero
	f, g = x, float64(x*x/2)
	h = float64(x * x * x / 3)
	for i := range w {
		if v := &w[i]; v.amplitude != 0 {
			o := 1 / v.omega
			f -= float64(v.amplitude * v.cos * o)
			g += float64(v.amplitude * o * (float64(v.sin*o) - float64(x*v.cos)))
			h += float64(v.amplitude * o * (float64(2*x*v.sin*o) - float64((float64(x*x)-float64(2*o*o))*v.cos)))
		}
	}
	return a.s.norm * f, a.s.norm * (g + float64(a.g*h)), a.s.norm * h / 2
}

// values returns D, R, their derivatives by g and those by h at a distance that stays
// the same when g changes: a crossing then moves by (∂y/∂g − x·y)/S′, and by
// (∂y/∂h − ½x²·y)/S′ with h. Crossings go on beyond
// the midnights, so that pieces reach a little over their kinks.
func (a *arcs) values(piece int, distance float64) (v [6]float64) {
	half := func(x float64) float64 { return float64((x - a.zero) * (x - a.zero) / 2) }
	y, dy, dh := a.level+distance, float64(a.level*(a.trough-a.zero)), float64(a.level*half(a.trough))
	switch piece {
	case nearTop:
		y, dy, dh = a.highest-distance, float64(a.highest*(a.top-a.zero)), 0
	case belowTrough:
		y, _ = a.at(24)
		y, dy, dh = y+distance, float64(y*(24-a.zero)), float64(y*half(24))
	}
	add := func(at, side float64, moves bool) {
		f, g, h := a.primitive(at)
		v[0] += float64(side * at)
		v[1] += float64(side * (f - float64(y*at)))
		v[3] += float64(side * (g - float64(dy*at)))
		v[5] += float64(side * (h - float64(dh*at)))
		if _, slope := a.at(at); moves && slope != 0 {
			v[2] += float64(side*(dy-float64((at-a.zero)*y))) / slope
			v[4] += float64(side*(dh-float64(half(at)*y))) / slope
		}
	}
	near := math.Sqrt(max(0, 2*(a.highest-y)/a.bendTop))
	low := math.Sqrt(max(0, 2*(y-a.level)/a.bend))
	within := func(x, lo, hi float64) float64 { return min(max(x, lo), hi) }
	switch piece {
	case nearTop:
		add(a.cross(y, a.trough, a.top, within(a.top-near, a.trough, a.top)), -1, true)
	case belowTrough:
		add(0, -1, false)
	default:
		add(a.cross(y, a.trough, a.top, within(a.trough+low, a.trough, a.top)), -1, true)
	}
	switch piece {
	case midnight, midnightAndMorning:
		add(24, 1, false)
	default:
		add(a.cross(y, 25, a.top, within(a.top+near, a.top, 24)), 1, true)
	}
	switch piece {
	case eveningAndMorning, midnightAndMorning:
		add(a.cross(y, a.trough, -1, within(a.trough-low, -1, a.trough)), 1, true)
		add(0, -1, false)
	}
	return v
}
