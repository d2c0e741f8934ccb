package throughput

import (
	"cmp"
	"math"
	"slices"

	"github.com/capplan/capplan/model/internal/portable"
)

// How many steps a lattice has up to p99.9, and up to a goal.
const cells, goalCells = 128, 64

// A route is the time of a workload's requests: those of the queues they visit, and of
// the dependencies they call, each with its chance.
type route struct {
	parts  []*solved
	visits []float64
	fixed  []offset
	gone   float64 // share that is never answered
	scale  float64
	random func(t float64) float64 // tail of the queues alone
}

// An offset is a fixed time with its chance.
type offset struct{ time, share float64 }

// routeOf puts the time of a workload's requests together. Of several queues the tail is
// right up to within; 0: up to the largest quantile that At asks for.
func (p *Path) routeOf(w int, stages []solved, within float64) route {
	s := route{fixed: []offset{{0, 1}}}
	stay := 1.0
	for i := range p.Stages {
		st := &p.Stages[i]
		v := st.Visit[w]
		switch {
		case !(v > 0):
		case st.Fixed > 0:
			s.call(st.Fixed, v)
		default:
			s.parts, s.visits = append(s.parts, &stages[i]), append(s.visits, v)
			s.scale += stages[i].scale
			stay *= 1 - float64(v*stages[i].gone)
		}
	}
	s.gone = 1 - stay
	switch {
	case len(s.parts) == 0:
		s.random, s.scale = func(float64) float64 { return 0 }, 1e-3
	case len(s.parts) == 1:
		one, v := s.parts[0].tail, s.visits[0]
		s.random = func(t float64) float64 { return v * one(t) }
	case within < 0: // only the mean is asked for
	case s.transforms():
	default:
		steps := goalCells
		if within == 0 {
			within, steps = s.farthest(0.001), cells
		}
		s.random = s.lattice(within, steps)
	}
	return s
}

// call adds a dependency's time. Beyond 64 combinations they are put together by twos
// with their mean.
func (s *route) call(time, share float64) {
	n := len(s.fixed)
	for i := range n {
		o := s.fixed[i]
		if share < 1 {
			s.fixed = append(s.fixed, offset{o.time, float64(o.share * (1 - share))})
		}
		s.fixed[i] = offset{o.time + time, float64(o.share * share)}
	}
	if len(s.fixed) <= 64 {
		return
	}
	slices.SortFunc(s.fixed, func(a, b offset) int { return cmp.Compare(a.time, b.time) })
	for i := range len(s.fixed) / 2 {
		a, b := s.fixed[2*i], s.fixed[2*i+1]
		both := a.share + b.share
		s.fixed[i] = offset{(float64(a.time*a.share) + float64(b.time*b.share)) / both, both}
	}
	s.fixed = s.fixed[:len(s.fixed)/2]
}

func (s *route) mean() float64 {
	r := 0.0
	for i := range s.parts {
		r += float64(s.visits[i] * s.parts[i].average())
	}
	for _, o := range s.fixed {
		r += float64(o.time * o.share)
	}
	return r
}

// tail returns P(T > t).
func (s *route) tail(t float64) float64 {
	r := 0.0
	for _, o := range s.fixed {
		if t < o.time {
			r += o.share
		} else {
			r += float64(o.share * s.random(t-o.time))
		}
	}
	return r
}

// quantile returns +Inf where more requests than the level leaves are never answered.
func (s *route) quantile(level float64) float64 {
	if s.gone > 1-level {
		return math.Inf(1)
	}
	if len(s.parts) == 0 && len(s.fixed) == 1 {
		return s.fixed[0].time
	}
	return fall(s.tail, s.scale, 1-level)
}

// farthest returns a time that no more than a share beyond of requests take longer
// than in the queues: each stage may exceed its own for a part of it.
func (s *route) farthest(beyond float64) float64 {
	r := 0.0
	n := float64(len(s.parts))
	for i := range s.parts {
		v, one := s.visits[i], s.parts[i].tail
		part := beyond / n
		if v <= part {
			continue
		}
		if s.parts[i].gone > part/v {
			part = min(v, float64(v*s.parts[i].gone*(1+1e-9))+1e-12)
		}
		r += fall(one, s.parts[i].scale, min(1, part/v))
	}
	return r
}

// lattice returns the tail of the sum of the queues by convolution on so many steps h
// up to within. Each time is split between its two neighbours so that means stay; that
// adds about h²/6 to the variance of each, which is taken out again about the mean. The
// tail is taken in the middle of a neighbour's mass. Quantiles are within 2e-3, and the
// tail at a goal moves its load as little (latency_test.go, reach_test.go).
func (s *route) lattice(within float64, steps int) func(t float64) float64 {
	if !(within > 0) {
		return func(float64) float64 { return 0 }
	}
	h := within / float64(steps)
	var all []float64
	added := 0.0
	for i := range s.parts {
		one := split(s.parts[i], s.visits[i], h, steps)
		if s.parts[i].scale > h/4 {
			added += float64(s.visits[i] * h * h / 6)
		}
		if all == nil {
			all = one
			continue
		}
		next := make([]float64, len(all))
		for j, x := range all {
			if x == 0 {
				continue
			}
			to := next[j:]
			for k, y := range one[:len(to)] {
				to[k] += float64(x * y)
			}
		}
		all = next
	}
	mean, square := 0.0, 0.0
	tails := make([]float64, len(all))
	up := 0.0
	for k, x := range all {
		t := float64(float64(k) * h)
		mean += float64(t * x)
		square += float64(t * t * x)
		tails[k] = max(0, 1-(up+x/2))
		up += x
	}
	mean /= up
	wider := 1.0
	if v := square/up - float64(mean*mean); v > 2*added {
		wider = math.Sqrt(v / (v - added))
	}
	last := len(tails) - 1
	eighth := last / 8
	falls := tails[last] / tails[last-eighth] // beyond, it goes on falling so
	return func(t float64) float64 {
		x := max(0, mean+float64((t-mean)*wider)) / h
		k := math.Floor(x)
		if !(k < float64(last)) {
			return max(s.gone, float64(tails[last]*portable.Pow(falls, (x-float64(last))/float64(eighth))))
		}
		a, b := tails[int(k)], tails[int(k)+1]
		if a > 0 && b > 0 { // it falls about exponentially
			return float64(a * portable.Pow(b/a, x-k))
		}
		return a + float64((b-a)*(x-k))
	}
}

// split returns the mass of a part that so many visit on the steps of a lattice, by the
// integrals of its tail over the steps: through the four nearest points where it is
// smooth, by Simpson's rule where it has kinks. A fixed time at its start is added
// afterwards.
func split(part *solved, v, h float64, steps int) []float64 {
	out := make([]float64, steps+1)
	whole := math.Floor(part.shift / h)
	late := part.shift/h - whole
	n := steps - int(min(whole, float64(steps+1)))
	means := stepMeans(part, h, n+1)
	before := 1.0
	for k := 0; k <= n; k++ {
		mass := float64(v * max(0, before-means[k]))
		at := k + int(whole)
		if out[at] += float64(mass * (1 - late)); at < steps {
			out[at+1] += float64(mass * late)
		}
		before = means[k]
	}
	out[0] += 1 - v
	return out
}

// stepMeans returns the mean of a part's tail, without the shift, over each of n steps.
func stepMeans(part *solved, h float64, n int) []float64 {
	tail := func(k float64) float64 { return part.tail(float64(k*h) + part.shift) }
	out := make([]float64, n)
	if len(part.kinks) > 0 && part.leaf == nil || n < 3 {
		left := tail(0)
		for k := range out {
			right := tail(float64(k + 1))
			out[k] = (left + float64(4*tail(float64(k)+0.5)) + right) / 6
			left = right
		}
		return out
	}
	a, b := tail(0), tail(1)
	out[0] = (a + float64(4*tail(0.5)) + b) / 6
	c := tail(2)
	for k := 1; k < n; k++ {
		next := tail(float64(k + 2))
		out[k] = (float64(13*(b+c)) - a - next) / 24
		a, b, c = b, c, next
	}
	return out
}
