package throughput

import (
	"math"

	"github.com/capplan/capplan/model/internal/portable"
)

// A solved stage is one at a load: its requests take a time with a tail.
type solved struct {
	tail  func(t float64) float64
	leaf  *leaf     // where the stage is nothing else
	mean  float64   // of those answered; 0: asked for from the tail
	gone  float64   // share that is never answered, the tail's end
	shed  float64   // share that finds no place
	kinks []float64 // where the tail is not smooth, beside 0
	scale float64   // about how long they take
	shift float64   // that all of them take
}

// A phase is an exponential part of a service.
type phase struct{ share, rate float64 }

// service returns a law with mean time and coefficient of variation cv, as a fixed
// time and phases: below 1 a fixed time (1−cv)·mean and an exponential one, above 1
// two phases with balanced means (Whitt 1982, eq. 3.5).
func service(time, cv float64) (shift float64, phases [2]phase) {
	switch {
	case cv == 0:
		return time, phases
	case cv <= 1:
		return time * (1 - cv), [2]phase{{1, 1 / float64(time*cv)}}
	}
	c2 := float64(cv * cv)
	p := (1 + math.Sqrt((c2-1)/(c2+1))) / 2
	return 0, [2]phase{{p, 2 * p / time}, {1 - p, 2 * (1 - p) / time}}
}

// A leaf is one service in a queue: it waits with a chance, and then an exponential
// time with a rate.
type leaf struct {
	waits, rate float64
	shift       float64
	phases      [2]phase
}

// tail returns P(wait + service > t): of each phase of rate μ, with C the chance of a
// wait and δ its rate,
//
//	e^{−μt} + C·μ·(e^{−δt} − e^{−μt})/(μ − δ)
//
// as in MMc.ResponseTail, in the portable functions.
func (l *leaf) tail(t float64) float64 {
	t -= l.shift
	if t < 0 {
		return 1
	}
	if l.phases[0].share == 0 {
		return l.waits * portable.Exp(-float64(l.rate*t))
	}
	r := 0.0
	for _, f := range l.phases {
		if f.share == 0 {
			break
		}
		gap := math.Abs(f.rate - l.rate)
		wide, down := t, 0.0
		if gap*t > 0 {
			down = fallen(float64(gap * t))
			wide = down / gap
		}
		slow := portable.Exp(-float64(min(f.rate, l.rate) * t))
		served := slow
		if f.rate > l.rate {
			served = float64(slow * (1 - down))
		}
		r += float64(f.share * (served + float64(l.waits*f.rate*slow*wide)))
	}
	return r
}

// fallen returns 1 − e^{−x} for x ≥ 0, to 1e-15 of itself.
func fallen(x float64) float64 {
	if x > 0.05 {
		return 1 - portable.Exp(-x)
	}
	term, r := x, x
	for k := 2.0; k < 12; k++ {
		term = float64(term * (-x / k))
		r += term
	}
	return r
}

// waiting returns Erlang's C by the inverse of B; 0 below 1e-20.
func waiting(c int, a float64) float64 {
	n := float64(c)
	if a >= n {
		return 1
	}
	b := 1 / fewerBusy(c, a)
	if b <= 1e-20 {
		return 0
	}
	return b / ((n-a)/n + float64(a/n*b))
}

// at returns a stage at so many arrivals; false where it never catches up.
func (p *Path) at(s *Stage, x float64, servers int) (solved, bool) {
	if s.Queue >= 0 {
		return s.finite(x, servers), true
	}
	switch {
	case s.Hedge > 0:
		x *= 2 - s.Hedge
	case s.Retries > 0 && x > 0:
		all, ok := p.attempts(s, x, servers)
		if !ok {
			return solved{}, false
		}
		x = all
	}
	l, ok := s.leaf(x, servers)
	if !ok {
		return solved{}, false
	}
	return s.around(l), true
}

// varied is the factor of Allen & Cunneen.
func (s *Stage) varied() float64 {
	return (float64(s.CV*s.CV) + float64(s.ArrivalCV*s.ArrivalCV)) / 2
}

// leaf returns one service at so many of them.
func (s *Stage) leaf(x float64, servers int) (*leaf, bool) {
	n := float64(servers)
	a := float64(x * s.Time)
	if !(a < n) {
		return nil, false
	}
	l := &leaf{waits: waiting(servers, a)}
	varied := s.varied()
	if l.rate = (n - a) / s.Time / varied; varied == 0 {
		l.waits, l.rate = 0, 1/s.Time
	}
	l.shift, l.phases = service(s.Time, s.CV)
	return l, true
}

// attempts returns the load that retries make of so many first ones: the least that
// keeps up, by bisection.
func (p *Path) attempts(s *Stage, first float64, servers int) (float64, bool) {
	r := Retry{Queue: MMc{Mu: 1, C: servers}, Timeout: s.Timeout / s.Time, Retries: s.Retries}
	scan := p.retries(s, servers)
	first *= s.Time
	for i, f := range scan.firsts {
		if f < first {
			continue
		}
		lo, hi := 0.0, scan.loads[i]
		if i > 0 {
			lo = scan.loads[i-1]
		}
		short := func(x float64) float64 { return r.first(x) - first }
		return root(short, lo, hi, short(lo), max(0, f-first), 1e-14) / s.Time, true
	}
	return 0, false
}

// around puts around one service what the stage does with it: a second copy after the
// delay, attempts that are given up, or copies of which some must answer, and then all that
// a request asks for at once. Those at once are taken as independent.
func (s *Stage) around(l *leaf) solved {
	out := solved{tail: l.tail, leaf: l, scale: s.Time, shift: l.shift}
	if l.shift > 0 {
		out.kinks = append(out.kinks, l.shift)
	}
	switch {
	case s.Hedge > 0:
		delay := fall(l.tail, s.Time, 1-s.Hedge)
		out.tail, out.leaf = HedgedTail(l.tail, delay), nil
		out.kinks = append(out.kinks, delay, delay+l.shift)
	case s.Timeout > 0:
		out.tail, out.leaf = s.givenUp(l.tail), nil
		for k := range s.Retries + 1 {
			at := float64(float64(k) * s.Timeout)
			out.kinks = append(out.kinks, at+l.shift, at+s.Timeout)
		}
		out.gone = out.tail(float64(s.Retries+2) * s.Timeout)
	}
	if s.Copies > 1 {
		one, late := out.tail, make([]float64, s.Copies)
		out.tail = func(t float64) float64 {
			p := one(t)
			for i := range late {
				late[i] = p
			}
			return QuorumTail(s.Agree, late)
		}
		out.leaf = nil
	}
	if n := s.FanOut; n > 1 {
		one := out.tail
		out.tail, out.leaf = func(t float64) float64 { return anyOf(one(t), n) }, nil
		out.gone = anyOf(out.gone, n)
	}
	if out.leaf == nil {
		out.shift = 0
		return out
	}
	out.mean = s.Time + l.waits/l.rate
	return out
}

// average returns the mean of those answered.
func (s *solved) average() float64 {
	if s.mean == 0 {
		s.mean = area(s.tail, s.gone, s.kinks, s.scale)
	}
	return s.mean
}

// anyOf is FanOut, in the portable functions.
func anyOf(p float64, n int) float64 {
	switch {
	case p >= 1:
		return 1
	case p <= 0:
		return 0
	}
	return fallen(-float64(n) * portable.Log1p(-p))
}

// givenUp is the tail of a request that is tried again whenever an attempt takes
// longer than the timeout: with τ the timeout, p = S(τ) and k = ⌊t/τ⌋ ≤ r
//
//	P(T > t) = p^k·S(t − kτ)
//
// and p^{r+1} beyond: those are never answered. Attempts are late independently.
func (s *Stage) givenUp(one func(t float64) float64) func(t float64) float64 {
	late := one(s.Timeout)
	return func(t float64) float64 {
		k := math.Floor(t / s.Timeout)
		r := 1.0
		for range min(int(min(k, 1e6)), s.Retries+1) {
			r *= late
		}
		if k > float64(s.Retries) {
			return r
		}
		return float64(r * one(t-float64(k*s.Timeout)))
	}
}

// area returns the mean of what has a tail that ends at gone, given that it ends:
// ∫ (S − gone) dt ÷ (1 − gone), by Gauss & Legendre with 8 points on panels that
// widen from every kink on. Relative error is below 1e-9 (latency_test.go).
func area(tail func(t float64) float64, gone float64, kinks []float64, scale float64) float64 {
	nodes := [4][2]float64{{0.1834346424956498, 0.3626837833783620}, {0.5255324099163290, 0.3137066458778873}, {0.7966664774136267, 0.2223810344533745}, {0.9602898564975363, 0.1012285362903763}}
	r, at := 0.0, 0.0
	for {
		next := math.Inf(1)
		for _, k := range kinks {
			if k > at {
				next = min(next, k)
			}
		}
		for wide := scale / 16; at < next; wide *= 1.5 {
			half := min(wide, next-at) / 2
			mid := at + half
			panel := 0.0
			for _, x := range nodes {
				d := float64(half * x[0])
				panel += float64(x[1] * ((tail(mid-d) - gone) + (tail(mid+d) - gone)))
			}
			r += float64(half * panel)
			if wide >= next-at {
				at = next
				break
			}
			at += 2 * half
			if tail(at)-gone <= 1e-15 {
				return r / (1 - gone)
			}
		}
		if tail(at)-gone <= 1e-15 {
			return r / (1 - gone)
		}
	}
}
