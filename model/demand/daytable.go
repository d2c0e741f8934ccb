package demand

import (
	"math"

	"github.com/capplan/capplan/model/internal/portable"
)

// A dayTable holds what one UTC day of a daily and weekly profile S, under a level
// that grows by g per hour, has above a threshold y:
//
//	D(y, g) = hours with S·e^(g·x) > y,  R(y, g) = ∫ (S·e^(g·x) − y)+ dx
//
// x in hours from the day's highest load. Loads fall from midnight to a trough, rise
// to the top and fall again, so that D and R are smooth in the square root of the
// distance of y to the top and, further down, to the trough, but for kinks at the
// loads of the two midnights. All of these move with g; at a fixed distance D and R
// are taken as quadratic in g, and polynomials of degree 5 on intervals of the root.
// Error below 1e-9 h without growth; at 45 % a year below 1e-7 h, at 100 % below
// 2e-6 h (daytable_test.go).
type dayTable struct {
	daily, weekly float64
	made, usable  bool
	cells         []dayCell // a day, or the seven of a week from Monday on; others may read them
	own           []dayCell // memory of those that no other reads
}

type dayCell struct {
	top, trough   float64 // S
	at            float64 // hour of the top after midnight
	tilt, second  float64 // of the trough with g and h
	round, hollow float64 // by g²: what the top rises and the trough sinks beside
	first, last   kink    // midnights, above the trough
	half          float64 // what the piece of the top covers below it
	moments       [3]float64
	pieces        [6]dayPiece
}

// A kink is S at a midnight, as a distance from the trough, and how it moves with g.
type kink struct{ above, tilt float64 }

// Pieces of a day, by what is above the threshold: the time about the top to its
// crossing in the evening or to midnight, and from midnight to a crossing in the
// morning or nothing.
const (
	nearTop = iota
	evening
	midnight
	eveningAndMorning
	midnightAndMorning
	belowTrough // all until a crossing in the evening
)

const intervals = 16

// An interval has polynomials for D, R and their derivatives by g; and for those by
// g² and h, which are multiplied by less, of degree 2.
type interval struct {
	first  [4][6]float64
	second [4][3]float64
}

// A dayPiece interpolates D, R and their derivatives by g, by g² and by h in z, the root of a distance, from
// z0 on in steps of 1/perZ.
type dayPiece struct {
	z0, perZ float64
	poly     [intervals]interval
}

// make builds the table of a profile, unless it is that already.
func (d *dayTable) make(s *shape) {
	if d.made && d.daily == s.daily && d.weekly == s.weekly {
		return
	}
	first := !d.made
	d.made, d.daily, d.weekly = true, s.daily, s.weekly
	if d.cells, d.usable = tables.find(s); d.cells != nil {
		return
	}
	n := 1
	if s.weekly > 0 {
		n = 7
	}
	if first { // later ones, of profiles that are drawn, hardly come again
		d.cells = make([]dayCell, n)
		defer func() { tables.keep(d) }()
	} else {
		for len(d.own) < n {
			d.own = append(d.own, dayCell{})
		}
		d.cells = d.own[:n]
	}
	p := *s
	p.offset = 0
	for i := range d.cells {
		if !d.cells[i].make(&p, float64(24*i)) {
			return
		}
	}
	d.usable = true
}

// bears reports whether days under a growth per hour are near enough to those
// without: tops and troughs, where S′/S = −g, move by less than 36 s.
func (d *dayTable) bears(g float64) bool {
	for i := range d.cells {
		c := &d.cells[i]
		if g*2*c.round > 0.01*c.top || g*2*c.hollow > 0.01*c.trough {
			return false
		}
	}
	return true
}

// make builds a day and reports whether it has one trough, before its one top.
func (c *dayCell) make(s *shape, from float64) bool {
	a := arcs{s: s, from: from}
	turns := 0
	for i := range 48 {
		_, before := a.at(float64(i) / 2)
		_, after := a.at(float64(i+1) / 2)
		if before > 0 != (after > 0) {
			turns++
		}
	}
	_, first := a.at(0)
	_, morning := a.at(8)
	_, night := a.at(20)
	if turns != 2 || !(first < 0 && morning > 0 && night < 0) {
		return false
	}
	a.settle()
	a.zero = a.top
	c.top, c.trough, c.at = a.highest, a.level, a.top
	before := a.trough - a.top
	c.tilt, c.second = float64(c.trough*before), float64(c.trough*before*before/2)
	c.round, c.hollow = c.top*c.top/(2*a.bendTop), c.trough*c.trough/(2*a.bend)
	c.first, c.last = c.kink(&a, 0), c.kink(&a, 24)
	span := c.top - c.trough
	margin := float64(0.004 * span) // that kinks move by
	high, low := max(c.first.above, c.last.above), min(c.first.above, c.last.above)
	c.half = min(float64(span/2), span-high-margin)
	if !(c.first.above > 5*margin && c.half > 0.05*span && a.bend > 0 && a.bendTop > 0) {
		return false
	}
	for n := range c.moments {
		c.moments[n] = a.moment(n)
	}
	c.fill(&a, nearTop, 0, c.half)
	c.fill(&a, evening, high-margin, span-c.half+margin)
	c.fill(&a, midnight, c.first.above-margin, c.last.above+margin)
	c.fill(&a, eveningAndMorning, max(0, c.last.above-margin), c.first.above+margin)
	c.fill(&a, midnightAndMorning, 0, max(0, low)+margin)
	c.fill(&a, belowTrough, 0, max(0, -low)+margin)
	return true
}

func (c *dayCell) kink(a *arcs, x float64) kink {
	v, _ := a.at(x)
	return kink{v - c.trough, float64(v*(x-a.top)) - c.tilt}
}

// fill interpolates a piece between two distances, those of belowTrough from the
// second midnight's load. Second derivatives are differences of first ones.
func (c *dayCell) fill(a *arcs, piece int, from, to float64) {
	p := &c.pieces[piece]
	p.perZ = 0
	if !(to > from) {
		return
	}
	more, less := a.tilted(tilt), a.tilted(-tilt)
	z0, z1 := math.Sqrt(from), math.Sqrt(to)
	p.z0, p.perZ = z0, intervals/(z1-z0)
	for i := range p.poly {
		distance := func(tau float64) float64 {
			z := z0 + (float64(i)+0.5+float64(0.5*tau))/p.perZ
			return float64(z * z)
		}
		var f [4][6]float64
		for k, tau := range chebyshev {
			v := a.values(piece, distance(tau))
			for n := range f {
				f[n][k] = v[n]
			}
		}
		for n := range f {
			p.poly[i].first[n] = monomials(&f[n])
		}
		var s [4][3]float64
		for k := range 3 {
			d := distance(chebyshev3[k])
			v, u, w := a.values(piece, d), more.values(piece, d), less.values(piece, d)
			// By g and h = g²: what is not by h is by g².
			s[0][k], s[1][k] = (u[2]-w[2])/(4*tilt)-v[4], (u[3]-w[3])/(4*tilt)-v[5]
			s[2][k], s[3][k] = v[4], v[5]
		}
		for n := range s {
			p.poly[i].second[n] = parabola(&s[n])
		}
	}
}

// chebyshev are the nodes cos((2k+1)π/12).
var chebyshev = func() (x [6]float64) {
	for k := range x {
		_, x[k] = portable.Turn(float64(2*k+1) / 24)
	}
	return x
}()

// monomials returns the coefficients of the polynomial through values at chebyshev.
func monomials(f *[6]float64) (c [6]float64) {
	var a [6]float64
	for k, v := range f {
		before, t := chebyshev[k], 1.0
		for n := range a {
			a[n] += float64(v*t) / 3
			before, t = t, float64(2*chebyshev[k]*t)-before
		}
	}
	a[0] /= 2
	return [6]float64{
		a[0] - a[2] + a[4],
		a[1] - float64(3*a[3]) + float64(5*a[5]),
		float64(2*a[2]) - float64(8*a[4]),
		float64(4*a[3]) - float64(20*a[5]),
		float64(8 * a[4]),
		float64(16 * a[5]),
	}
}

// chebyshev3 are the nodes cos((2k+1)π/6).
var chebyshev3 = [3]float64{0.8660254037844386, 0, -0.8660254037844386}

// parabola returns the coefficients of the polynomial through values at chebyshev3.
func parabola(f *[3]float64) [3]float64 {
	x := chebyshev3[0]
	return [3]float64{f[1], (f[0] - f[2]) / (2 * x), (f[0] - float64(2*f[1]) + f[2]) / (2 * x * x)}
}

// above returns D and R for a threshold y and a level whose first two derivatives
// are g and h times itself.
func (c *dayCell) above(y, g, h float64) (hours, excess float64) {
	k, q := c.piece(y, g, h)
	switch k {
	case none:
		return 0, 0
	case whole:
		return 24, c.moments[0] + float64(g*c.moments[1]) + float64(h*c.moments[2]) - float64(24*y)
	}
	p := &c.pieces[k]
	x := float64((math.Sqrt(q) - p.z0) * p.perZ)
	i := min(max(int(x), 0), intervals-1)
	x = float64(2*(x-float64(i))) - 1
	t := &p.poly[i]
	a, b := &t.first, &t.second
	g2 := g * g
	hours = estrin(&a[0], x) + float64(g*estrin(&a[2], x)) + float64(g2*square(&b[0], x)) + float64(h*square(&b[2], x))
	excess = estrin(&a[1], x) + float64(g*estrin(&a[3], x)) + float64(g2*square(&b[1], x)) + float64(h*square(&b[3], x))
	return hours, excess
}

func square(c *[3]float64, x float64) float64 {
	return float64((float64(c[2]*x)+c[1])*x) + c[0]
}

// estrin returns the value of a polynomial, in pairs (Estrin 1960).
func estrin(c *[6]float64, x float64) float64 {
	x2 := float64(x * x)
	a := c[0] + float64(c[1]*x)
	b := c[2] + float64(c[3]*x)
	d := c[4] + float64(c[5]*x)
	return a + float64(x2*(b+float64(x2*d)))
}

// No piece: a day that is all below the threshold, or all above.
const (
	none  = -1
	whole = -2
)

// piece returns the piece of a threshold and the distance that it goes by.
func (c *dayCell) piece(y, g, h float64) (piece int, distance float64) {
	q := c.top + float64(g*g*c.round) - y
	if !(q > 0) {
		return none, 0
	}
	if q < c.half {
		return nearTop, q
	}
	w := y - (c.trough + float64(g*c.tilt) + float64(h*c.second) - float64(g*g*c.hollow))
	if !(w > 0) {
		if q = w - (c.last.above + float64(g*c.last.tilt)); q > 0 {
			return belowTrough, q
		}
		return whole, 0
	}
	morning := w < c.first.above+float64(g*c.first.tilt)
	late := w < c.last.above+float64(g*c.last.tilt)
	switch {
	case late && morning:
		return midnightAndMorning, w
	case late:
		return midnight, w
	case morning:
		return eveningAndMorning, w
	}
	return evening, w
}
