package demand

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/portable"
)

// queues remembers when the queues before limits lose requests, for one load.
type queues struct {
	known []queue
}

// A queue is what a limit with a Wait does to a load, hours throughout.
type queue struct {
	limit  model.Limit // with weights of its own
	wait   model.Wait
	spells []spell // in order
	back   float64 // longest time that a request waits
	backAt float64 // when it arrives
}

// A spell is a time in which a queue loses what it is beyond its limit, or everything.
type spell struct {
	from, to float64
	all      bool
}

// waits reports whether what is above one of the limits waits.
func waits(limits []model.Limit) bool {
	for i := range limits {
		if limits[i].Wait != nil {
			return true
		}
	}
	return false
}

// each goes through [a, b) with the limits that lose requests in each part of it.
func (q *queues) each(load model.Turning, limits []model.Limit, a, b float64, part func(limits []model.Limit, a, b float64)) {
	for a < b {
		to := b
		now := make([]model.Limit, 0, len(limits))
		for i := range limits {
			l := limits[i]
			if l.Wait == nil {
				now = append(now, l)
				continue
			}
			spells := q.of(load, &l).spells
			k, _ := slices.BinarySearchFunc(spells, a, func(s spell, x float64) int {
				if s.to <= x {
					return -1
				}
				return 1
			})
			if k == len(spells) {
				continue
			}
			s := &spells[k]
			if s.from > a {
				to = min(to, s.from)
				continue
			}
			to = min(to, s.to)
			if l.Wait = nil; s.all {
				l.Capacity, l.Growth = 0, 0
			}
			now = append(now, l)
		}
		if len(now) > 0 {
			part(now, a, to)
		}
		a = to
	}
}

// sum adds up what load answers for the parts of [a, b).
func (q *queues) sum(load model.Turning, limits []model.Limit, a, b float64, of func(limits []model.Limit, a, b float64) float64) float64 {
	var sum float64
	q.each(load, limits, a, b, func(now []model.Limit, from, to float64) { sum += of(now, from, to) })
	return sum
}

// losing is model.Queueing's.
func (q *queues) losing(load model.Turning, l *model.Limit, a, b float64) float64 {
	var most float64
	q.each(load, []model.Limit{*l}, a, b, func(now []model.Limit, from, to float64) {
		if now[0].Capacity == 0 {
			most = math.Inf(1)
			return
		}
		most = max(most, load.Need(&now[0], from, to))
	})
	return most
}

// of returns the queue before a limit.
func (q *queues) of(load model.Turning, l *model.Limit) *queue {
	for i := range q.known {
		k := &q.known[i]
		if k.wait == *l.Wait && k.limit.Capacity == l.Capacity && k.limit.Growth == l.Growth && slices.Equal(k.limit.Weight, l.Weight) {
			return k
		}
	}
	if len(q.known) >= 64 {
		q.known = q.known[:0]
	}
	n := queue{limit: model.Limit{Weight: slices.Clone(l.Weight), Capacity: l.Capacity, Growth: l.Growth}, wait: *l.Wait}
	n.fill(load)
	q.known = append(q.known, n)
	return &q.known[len(q.known)-1]
}

// arrive returns the work that arrives in [a, b), in hours of 1 of the limit's units.
func (q *queue) arrive(load model.Load, a, b float64) float64 {
	var sum float64
	for w, weight := range q.limit.Weight {
		if weight > 0 {
			sum += float64(weight * load.Offered(w, a, b))
		}
	}
	return sum / 3600
}

// serve returns the work that the limit takes in [a, b) while some waits.
func (q *queue) serve(a, b float64) float64 {
	if g := q.limit.Growth; g != 0 {
		return q.limit.Capacity * portable.Exp(g*a) * portable.Expm1(g*(b-a)) / g
	}
	return float64(q.limit.Capacity * (b - a))
}

// gain is by how much what waits grows in [a, b).
func (q *queue) gain(load model.Load, a, b float64) float64 {
	if !(a < b) {
		return 0
	}
	return q.arrive(load, a, b) - q.serve(a, b)
}

// fill follows the queue from one crossing of the limit to the next: with Λ(t) what
// arrives and C(t) the limit,
//
//	Q′ = Λ − C,  0 ≤ Q ≤ C·patience
//
// Requests are lost while Q is at its upper bound and Λ > C, just as many as without a
// queue then (the growth of C in that time, which makes a little room, is left out).
// Without end to the patience, what waits last is lost: all that has come since
// the time whose arrivals it is.
func (q *queue) fill(load model.Turning) {
	const step = 1e-6 // hours, where two crossings are taken for none
	one, to := []model.Limit{q.limit}, q.wait.To
	room := func(t float64) float64 { return float64(q.wait.Patience * q.limit.At(t)) }
	var held float64
	for t := q.wait.From; t < to; {
		if held == 0 {
			x, ok := load.Next(one, true, t, to)
			if !ok {
				break
			}
			t = x
		}
		start := t
		top, ok := load.Next(one, false, t, to) // the queue grows until then
		if !ok {
			top = to
		}
		more := q.gain(load, t, top)
		if held+more > room(top) {
			full := find(t, top, func(x float64) float64 { return held + q.gain(load, t, x) - room(x) })
			q.lose(full, top)
			q.longest(q.wait.Patience, full)
			held = room(top)
		} else {
			held = max(0, held+more)
			q.longest(held/q.limit.At(top), top)
		}
		t = top
		again, ok := load.Next(one, true, t, to) // and shrinks until then
		if !ok {
			again = to
		}
		if less := q.gain(load, t, again); held+less <= 0 {
			t = find(t, again, func(x float64) float64 { return -(held + q.gain(load, t, x)) })
			held = 0
		} else {
			held += less
			t = again
		}
		if next := min(to, start+step); t < next {
			held = max(0, held+q.gain(load, t, next))
			t = next
		}
	}
	if held > 0 && math.IsInf(q.wait.Patience, 1) {
		rest := find(q.wait.From, to, func(x float64) float64 { return held - q.arrive(load, x, to) })
		q.spells = append(q.spells, spell{rest, to, true})
	}
}

func (q *queue) lose(from, to float64) {
	if n := len(q.spells); n > 0 && q.spells[n-1].to >= from {
		q.spells[n-1].to = to
	} else if from < to {
		q.spells = append(q.spells, spell{from, to, false})
	}
}

func (q *queue) longest(wait, at float64) {
	if wait > q.back {
		q.back, q.backAt = wait, at
	}
}

// find returns where a growing function from below 0 reaches 0 in [a, b], to 1e-10 hours,
// by false position with halved ends (Illinois) and halving in between.
func find(a, b float64, f func(float64) float64) float64 {
	fa, fb := f(a), f(b)
	if !(fa < 0) || !(fb > 0) {
		if fa < 0 {
			return b
		}
		return a
	}
	for k := 0; k < 200 && b-a > 1e-10; k++ {
		x := middle(a, b)
		if k%3 < 2 {
			x = min(max(a+float64((b-a)*(fa/(fa-fb))), a+float64((b-a)*1e-9)), b-float64((b-a)*1e-9))
		}
		y := f(x)
		switch {
		case y == 0:
			return x
		case y < 0:
			a, fa, fb = x, y, fb/2
		default:
			b, fb, fa = x, y, fa/2
		}
	}
	return b
}

// A Backlog is the most that the queue before a limit with a Wait holds.
type Backlog struct {
	Wait float64 // hours that a request then waits, at the limit of that time
	At   float64 // hours from the start
}

// Backlog returns the most that waits before a limit with a Wait.
func (c *Curve) Backlog(l *model.Limit) Backlog { return c.queues.backlog(c, l) }

// Backlog returns the most that waits before a limit with a Wait.
func (t *Traffic) Backlog(l *model.Limit) Backlog { return t.queues.backlog(t, l) }

func (q *queues) backlog(load model.Turning, l *model.Limit) Backlog {
	k := q.of(load, l)
	return Backlog{k.back, k.backAt}
}

// Losing is [model.Queueing]'s.
func (c *Curve) Losing(l *model.Limit, a, b float64) float64 { return c.queues.losing(c, l, a, b) }

// Losing is [model.Queueing]'s.
func (t *Traffic) Losing(l *model.Limit, a, b float64) float64 { return t.queues.losing(t, l, a, b) }
