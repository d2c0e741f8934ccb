package demand

import (
	"math"

	"github.com/capplan/capplan/model/internal/portable"
)

// Offered returns the requests of a workload in [a, b), relative error below 1e-12
// (traffic_test.go).
func (t *Traffic) Offered(w int, a, b float64) float64 {
	l := t.links[w]
	r := &t.roots[l.root]
	if r.only != everything {
		return 3600 * l.share * t.integral(r, a, b)
	}
	if b-a <= 3 && t.slotted {
		return 3600 * l.share * t.briefly(r, a, b)
	}
	m, ok := t.recall(total, l.root, 0, 0, a, b)
	if !ok {
		m = &answer{kind: total, root: l.root, a: a, b: b, value: t.integral(r, a, b)}
		t.remember(*m)
	}
	return 3600 * l.share * m.value
}

// briefly integrates over a few hours by cells.
func (t *Traffic) briefly(r *root, a, b float64) float64 {
	var sum float64
	for a < b {
		end := t.enter(a, b)
		sum += r.cell.beyond(0, a, end)
		a = end
	}
	return sum
}

// integral returns the integral of a root's load over [a, b).
func (t *Traffic) integral(r *root, a, b float64) float64 {
	if !(a < b) {
		return 0
	}
	var sum float64
	r.seek(a)
	for k := r.span; k < len(r.spans) && (r.spans[k].from < b || k == r.span); k++ {
		s := &r.spans[k]
		from, to := max(a, s.from), min(b, s.to)
		if len(r.noise) == 0 {
			sum += r.over(s, from, to)
			continue
		}
		m, n := t.wholeDays(from, to)
		if !s.spike && r.shape.table == nil && n-m > 14 {
			sum += r.noisyDays(t, s, m, n)
		} else {
			m, n = math.MaxInt, 0
		}
		for from < to {
			d, next := t.day(from)
			if d == m {
				from = max(next, float64(24*float64(n))-t.morning)
				continue
			}
			next = min(next, to)
			sum += float64(r.factor(d) * r.over(s, from, next))
			from = next
		}
	}
	return sum
}

// over returns the integral over [a, b) within a span, without noise.
func (r *root) over(s *span, a, b float64) float64 {
	if s.lo == s.hi || !(a < b) {
		return 0
	}
	p := &r.shape
	var w, u waves
	switch {
	case s.spike || p.flat():
	case b-a <= 3:
		return r.brief(s, a, b)
	case p.table != nil:
		return r.tabled(s, a, b)
	default:
		w, u = p.waves(a), p.waves(b)
	}
	var sum float64
	for i := s.lo; i < s.hi; i++ {
		f := &r.flows[i]
		if !r.counts(f) {
			continue
		}
		ea, length := grown(f.rate, a-s.reference), b-a
		v := float64(length * meanExp(f.rate*length))
		if !s.spike && !p.flat() {
			v = p.norm * (v + w.integral(&u, f.rate, portable.Exp(f.rate*length)))
		}
		sum += float64(f.level * ea * v)
	}
	return sum
}

// A wave is A·sin(ωx + α) at one time.
type wave struct{ amplitude, omega, sin, cos float64 }

// waves are those whose sum, with 1, is (1 + d·sin θ)(1 + w·sin φ): θ, φ and
// sin θ·sin φ = ½cos(θ−φ) − ½cos(θ+φ).
type waves [4]wave

func (s *shape) waves(x float64) (w waves) {
	const day, week = 2 * math.Pi / 24, 2 * math.Pi / 168
	sa, ca := portable.Turn(s.into(x, 8, 24) / 24)
	w[0] = wave{s.daily, day, sa, ca}
	if s.weekly == 0 {
		return w
	}
	ua, va := portable.Turn(s.into(x, 20, 168) / 168)
	w[1] = wave{s.weekly, week, ua, va}
	h := float64(s.daily * s.weekly / 2)
	// cos y = sin(y + ¼ turn), whose cosine is −sin y.
	w[2] = wave{h, day - week, float64(ca*va) + float64(sa*ua), float64(ca*ua) - float64(sa*va)}
	w[3] = wave{-h, day + week, float64(ca*va) - float64(sa*ua), -(float64(sa*va) + float64(ca*ua))}
	return w
}

// integral returns Σ ∫ e^(g(x−a))·A·sin(ωx + α) dx from a, where the waves are w, to
// b, where they are v and e is e^(g(b−a)):
//
//	∫ e^(gx)·sin y dx = e^(gx)·(g·sin y − ω·cos y)/(g² + ω²),  dy = ω·dx
func (w *waves) integral(v *waves, g, e float64) float64 {
	var sum float64
	for i := range w {
		a, b := &w[i], &v[i]
		if a.amplitude == 0 {
			continue
		}
		at := float64(g*b.sin) - float64(b.omega*b.cos)
		less := float64(g*a.sin) - float64(a.omega*a.cos)
		sum += float64(a.amplitude * (float64(e*at) - less) / (float64(g*g) + float64(a.omega*a.omega)))
	}
	return sum
}

// brief integrates over a few hours without a node in them, where differences of
// the closed form would lose digits.
func (r *root) brief(s *span, a, b float64) float64 {
	var sum float64
	for a < b {
		end := min(b, r.shape.mark(a))
		h := float64((end - a) / 2)
		mid := a + h
		for _, p := range eight {
			for _, x := range [2]float64{mid - float64(h*p.x), mid + float64(h*p.x)} {
				v, _ := r.shape.at(x)
				sum += float64(p.weight * h * (v * r.level(s, x)))
			}
		}
		a = end
	}
	return sum
}

// tabled integrates a measured shape: whole periods by their moments and a
// geometric sum, the rest between nodes.
func (r *root) tabled(s *span, a, b float64) float64 {
	p := &r.shape
	into := p.into(a, 0, p.period)
	first := a
	if into > 0 {
		first += p.period - into
	}
	n := math.Floor((b - first) / p.period)
	if !(n >= 1) || r.growth*p.period > 0.2 {
		return r.brief(s, a, b)
	}
	var sum float64
	for i := s.lo; i < s.hi; i++ {
		f := &r.flows[i]
		if !r.counts(f) {
			continue
		}
		one, g := 0.0, f.rate
		for k := len(p.moments) - 1; k >= 0; k-- {
			one = float64(one*g) + p.moments[k]
		}
		many := n * meanExp(g*n*p.period) / meanExp(g*p.period)
		sum += float64(f.level * grown(g, first+float64(p.period/2)-s.reference) * one * many)
	}
	return sum + r.brief(s, a, first) + r.brief(s, first+float64(n*p.period), b)
}

// noisyDays returns the integral over the days m to n−1 of a span: what each flow has
// on one weekday grows by a constant factor a week.
func (r *root) noisyDays(t *Traffic, s *span, m, n int) float64 {
	p := &r.shape
	step := 1
	if p.weekly > 0 {
		step = 7
	}
	var sum float64
	for k := m; k < m+step; k++ {
		a := float64(24*float64(k)) - t.morning
		var w, u waves
		if !p.flat() {
			w, u = p.waves(a), p.waves(a+24)
		}
		for i := s.lo; i < s.hi; i++ {
			f := &r.flows[i]
			if !r.counts(f) {
				continue
			}
			v := p.norm * (float64(24*meanExp(f.rate*24)) + w.integral(&u, f.rate, portable.Exp(f.rate*24)))
			v = float64(f.level * grown(f.rate, a-s.reference) * v)
			factor := grown(f.rate, 24*float64(step))
			for d := k; d < n; d += step {
				sum += float64(v * r.factor(d))
				v = float64(v * factor)
			}
		}
	}
	return sum
}
