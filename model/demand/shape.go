package demand

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model/internal/portable"
)

// A shape is a Profile at hours of the horizon: periodic, 1 at its highest.
type shape struct {
	daily, weekly float64
	norm          float64   // 1/((1+d)(1+w))
	measured      []float64 // the table as given
	table         []float64 // scaled to 1; nil: the formula
	moments       [10]float64
	days          []measuredDay
	step, period  float64 // of the table, hours
	offset        float64 // hours from Monday 00:00 UTC to hour 0
}

// set makes the shape of a profile; offset as in shape. It keeps the table's memory.
func (s *shape) set(p *Profile, offset float64) {
	if len(p.Table) > 0 && p.Period == s.period && slices.Equal(p.Table, s.measured) {
		s.offset = offset
		return
	}
	days := s.days
	*s = shape{days: days[:0], daily: p.Daily, weekly: p.Weekly, norm: 1 / ((1 + p.Daily) * (1 + p.Weekly)), offset: offset}
	if len(p.Table) == 0 {
		return
	}
	top := slices.Max(p.Table)
	for _, x := range p.Table {
		s.measured = append(s.measured, x)
		s.table = append(s.table, x/top)
	}
	s.period, s.step = p.Period, p.Period/float64(len(p.Table))
	for i := range s.table {
		s.moment(i)
	}
	s.measure()
}

// moment adds segment i to the moments ∫ xⁿ·S dx / n! of a period, x from its
// middle: the integral of the shape times e^(gx) is Σ gⁿ·moments[n].
func (s *shape) moment(i int) {
	h := s.step / 2
	mid := float64(s.step*(float64(i)+0.5)) - float64(s.period/2)
	for _, p := range eight {
		for _, side := range [2]float64{-1, 1} {
			y := float64(side * p.x)
			v := s.node(i) + float64((s.node(i+1)-s.node(i))*(0.5+float64(y/2)))
			v = float64(v * p.weight * h)
			x := mid + float64(h*y)
			for n := range s.moments {
				s.moments[n] += v
				v = float64(v*x) / float64(n+1)
			}
		}
	}
}

func (s *shape) node(i int) float64 { return s.table[i%len(s.table)] }

func (s *shape) flat() bool { return s.table == nil && s.daily == 0 && s.weekly == 0 }

// into returns how far t is into a period that begins at Monday 00:00 UTC + from.
func (s *shape) into(t, from, period float64) float64 {
	x := t + s.offset - from
	return x - float64(period*math.Floor(x/period))
}

// at returns the shape and its derivative at hour t.
func (s *shape) at(t float64) (v, dv float64) {
	if s.table != nil {
		x := s.into(t, 0, s.period)
		i := min(int(x/s.step), len(s.table)-1)
		a, d := s.node(i), (s.node(i+1)-s.node(i))/s.step
		return a + float64(d*(x-float64(float64(i)*s.step))), d
	}
	v, dv = s.norm, 0
	if s.daily > 0 {
		sin, cos := portable.Turn(s.into(t, 8, 24) / 24)
		v *= 1 + float64(s.daily*sin)
		dv = float64(s.norm * s.daily * (2 * math.Pi / 24) * cos)
	}
	if s.weekly > 0 {
		sin, cos := portable.Turn(s.into(t, 20, 168) / 168)
		f := 1 + float64(s.weekly*sin)
		dv = float64(dv*f) + float64(v*(s.weekly*(2*math.Pi/168)*cos))
		v *= f
	}
	return v, dv
}

// mark returns the next hour after t at which a smooth cell of the shape ends: a
// node of the table, or an even hour UTC.
func (s *shape) mark(t float64) float64 {
	step := 2.0
	switch {
	case s.flat():
		return math.Inf(1)
	case s.table != nil:
		step = s.step
	}
	x := t + s.offset
	k := math.Floor(x/step) + 1
	for {
		if next := float64(k*step) - s.offset; next > t {
			return next
		}
		k++
	}
}
