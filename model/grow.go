package model

import (
	"math"
	"sort"

	"github.com/capplan/capplan/model/internal/portable"
)

// A Growth is how a pool buys ahead of demand, as written: at every instant it orders
// as many whole steps as keep the headroom at the largest demand expected until the
// order arrives, units on order counted.
type Growth struct {
	Headroom Quantity // capacity ÷ expected demand − 1 that is kept
	Lead     Quantity // hours from an order to its arrival
	Step     int      // units; whole groups where there are groups
	Max      int      // units in all
	Origin   Origin
}

// An Arrival is units that join a pool within the horizon: from At on it has Count of
// them, and needs so many. They are new and up, and stand where their numbers say.
type Arrival struct {
	At    float64 // hours, above 0 and below the horizon
	Count int     // of the pool from then on
	Needs int     // as PoolSystem.Needs, from then on
}

// Most returns the units of a pool in the end, those that stand by included.
func (p *PoolSystem) Most() int { return p.CountAt(math.Inf(1)) + p.Standby }

// CountAt returns the units that a pool has at a time.
func (p *PoolSystem) CountAt(t float64) int {
	n, _ := p.at(t)
	return n
}

func (p *PoolSystem) at(t float64) (count, needs int) {
	k := sort.Search(len(p.Arrivals), func(i int) bool { return p.Arrivals[i].At > t })
	if k == 0 {
		return p.Count, p.Needs
	}
	return p.Arrivals[k-1].Count, p.Arrivals[k-1].Needs
}

// Grows reports whether units join a pool of the system within the horizon.
func (s *System) Grows() bool {
	for i := range s.Pools {
		if len(s.Pools[i].Arrivals) > 0 {
			return true
		}
	}
	return false
}

// Pieces appends to dst the times at which pieces of the horizon begin, in each of
// which the counts stay: 0, then each time at which units join.
func (s *System) Pieces(dst []float64) []float64 {
	first := len(dst)
	dst = append(dst, 0)
	for i := range s.Pools {
		for _, a := range s.Pools[i].Arrivals {
			if a.At > 0 && a.At < s.Horizon {
				dst = append(dst, a.At)
			}
		}
	}
	out := dst[first:]
	sort.Float64s(out)
	n := 1
	for _, t := range out[1:] {
		if t > out[n-1] {
			out[n] = t
			n++
		}
	}
	return dst[:first+n]
}

// At returns the system with the units that it has at a time, for good. It is s itself
// where nothing joins it.
func (s *System) At(t float64) *System {
	if !s.Grows() {
		return s
	}
	out := *s
	out.Pools = append([]PoolSystem(nil), s.Pools...)
	for i := range out.Pools {
		out.Pools[i].settle(t)
	}
	return &out
}

// settle gives a pool the units that it has at a time, for good.
func (p *PoolSystem) settle(t float64) {
	if len(p.Arrivals) == 0 {
		return
	}
	p.Count, p.Needs = p.at(t)
	p.Arrivals = nil
	if p.Size == 0 && len(p.Capacity) > p.Count+1 {
		p.Capacity = p.Capacity[:p.Count+1]
		p.Walls = append([]Wall(nil), p.Walls...)
		for i := range p.Walls {
			p.Walls[i].Capacity = p.Walls[i].Capacity[:p.Count+1]
		}
	}
}

// End returns the system with the units that it has at the horizon's end.
func (s *System) End() *System { return s.At(s.Horizon) }

// During returns the system of a piece [a, b) as one of its own, whose horizon is the
// piece and whose load is that of then.
func (s *System) During(a, b float64) *System {
	out := *s.At(a)
	out.Horizon = b - a
	out.Gateways = append([]Gateway(nil), s.Gateways...)
	for i := range out.Gateways {
		l := &out.Gateways[i].Limit
		l.Capacity = s.Gateways[i].Limit.At(a)
		l.Wait = l.Wait.later(a)
	}
	if s.Load != nil {
		out.Load = &Window{s.Load, a}
	}
	if s.Maturity != nil {
		m := *s.Maturity
		m.Begin -= a
		out.Maturity = &m
	}
	return &out
}

// Within returns the system of a part [a, b) of the horizon as one of its own: as [System.During],
// but units that join within it do so still.
func (s *System) Within(a, b float64) *System {
	out := *s.During(a, b)
	for i := range s.Pools {
		p := &s.Pools[i]
		var later []Arrival
		for _, x := range p.Arrivals {
			if x.At > a && x.At < b {
				later = append(later, Arrival{At: x.At - a, Count: x.Count, Needs: x.Needs})
			}
		}
		if later == nil {
			continue
		}
		q := *p
		q.Count, q.Needs = p.at(a)
		q.Arrivals = later
		if last := later[len(later)-1].Count; p.Size == 0 && len(p.Capacity) > last+1 {
			q.Capacity = p.Capacity[:last+1]
			q.Walls = append([]Wall(nil), p.Walls...)
			for k := range q.Walls {
				q.Walls[k].Capacity = q.Walls[k].Capacity[:last+1]
			}
		}
		out.Pools[i] = q
	}
	return &out
}

// A Window is a load seen from a later time on: its hour 0 is hour From, of limits too.
type Window struct {
	Load
	From float64
}

// whole returns limits as they are from the start of the horizon on.
func (w *Window) whole(limits []Limit) []Limit {
	grows := false
	for i := range limits {
		grows = grows || limits[i].Growth != 0 || limits[i].Wait != nil
	}
	if !grows {
		return limits
	}
	out := append([]Limit(nil), limits...)
	for i := range out {
		out[i].Capacity = limits[i].At(-w.From)
		out[i].Wait = limits[i].Wait.later(-w.From)
	}
	return out
}

// later is a wait on a clock that began so many hours later.
func (w *Wait) later(hours float64) *Wait {
	if w == nil {
		return nil
	}
	return &Wait{w.Patience, w.From - hours, w.To - hours}
}

// Losing is [Queueing]'s. It panics where Load is not.
func (w *Window) Losing(l *Limit, a, b float64) float64 {
	x := w.Load.(Queueing).Losing(&w.whole([]Limit{*l})[0], w.From+a, w.From+b)
	return x * portable.Exp(l.Growth*w.From)
}

// Need is what a limit has to have at hour From.
func (w *Window) Need(l *Limit, a, b float64) float64 {
	x := w.Load.Need(l, w.From+a, w.From+b)
	if l.Growth != 0 {
		x *= portable.Exp(l.Growth * w.From)
	}
	return x
}

// Rate is that of Load, as are the others.
func (w *Window) Rate(k int, t float64) float64 { return w.Load.Rate(k, w.From+t) }

// Offered returns the requests of a workload in [a, b).
func (w *Window) Offered(k int, a, b float64) float64 { return w.Load.Offered(k, w.From+a, w.From+b) }

// Peak returns the largest weighted load on [a, b].
func (w *Window) Peak(weight []float64, a, b float64) float64 {
	return w.Load.Peak(weight, w.From+a, w.From+b)
}

// Refused returns the requests that the limits refuse in [a, b).
func (w *Window) Refused(k int, limits []Limit, a, b float64) float64 {
	return w.Load.Refused(k, w.whole(limits), w.From+a, w.From+b)
}

// Above returns the hours in [a, b) in which some limit is exceeded.
func (w *Window) Above(limits []Limit, a, b float64) float64 {
	return w.Load.Above(w.whole(limits), w.From+a, w.From+b)
}

// Next returns the first time in [a, b) from which on some limit is exceeded, or none
// is. It panics where Load is not [Turning].
func (w *Window) Next(limits []Limit, exceeded bool, a, b float64) (t float64, ok bool) {
	t, ok = w.Load.(Turning).Next(w.whole(limits), exceeded, w.From+a, w.From+b)
	return t - w.From, ok
}
