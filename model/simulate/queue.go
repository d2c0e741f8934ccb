package simulate

import (
	"math"

	"github.com/capplan/capplan/model"
)

// A queue is a crew that serves first come first served and only flows. When a unit
// fails, it is known when it is back: a job begins when it comes or when the first of
// the crew is free, whichever is later (Kiefer & Wolfowitz 1955), so that nothing has
// to wait for the end of another's repair.
type queue struct {
	free  []float64 // when each of the crew is free, a heap
	flows []int     // that it serves
	from  float64   // when it began
}

func (r *Runner) couples(p *model.PoolSystem) bool {
	return couples(r.s, p) || r.noQueues && p.Crew > 0
}

// couples reports whether the units of a pool depend on one another in a way that a
// flow cannot tell ahead.
func couples(s *model.System, p *model.PoolSystem) bool {
	return ties(s, p) || p.Crew > 0 && !queues(s, p.Crew)
}

// ties reports whether anything but a crew makes units depend on one another.
func ties(s *model.System, p *model.PoolSystem) bool {
	return p.Spares != nil || p.Standby > 0 || p.Beta > 0 || p.Freeze || s.Freeze ||
		p.Gray.Life.Kind != model.NeverLaw || p.Upkeep != nil
}

// queues reports whether all that a crew repairs are flows.
func queues(s *model.System, crew int) bool {
	if s.Crews[crew-1].Sharing {
		return false
	}
	stands := false
	for i := range s.Pools {
		if p := &s.Pools[i]; p.Crew == crew {
			if !waits(s, p) {
				return false
			}
			stands = stands || p.Place > 0
		}
	}
	return !stands || foreseen(s)
}

// waits reports whether nothing but a crew makes the units of a pool depend on one
// another, and they have no memory. What a failover stops before the history begins
// is seen on the calendar only.
func waits(s *model.System, p *model.PoolSystem) bool {
	switch {
	case ties(s, p), counts(p), len(p.Arrivals) > 0:
		return false
	case p.Life.Kind == model.NeverLaw, p.Count == 0:
		return true
	}
	return p.Life.Kind == model.Exponential && p.Mode != model.ActiveStandby && !p.Cover.On
}

// foreseen reports whether domains go out at times drawn ahead, units wait for crews
// or not.
func foreseen(s *model.System) bool {
	for i := range s.Pools {
		if p := &s.Pools[i]; ties(s, p) || p.Crew > 0 && (s.Crews[p.Crew-1].Sharing || !waits(s, p)) {
			return false
		}
	}
	for l := range s.Levels {
		if s.Levels[l].Tree > 0 || shocked(&s.Levels[l]) {
			return false
		}
	}
	for i := range s.Incidents {
		if s.Incidents[i].Reach == model.ReachDomain && changes(s, i) {
			return false
		}
	}
	return true
}

// openQueues lets the flows with crews join their queues and lives through their
// warm-up.
func (r *Runner) openQueues() {
	r.queues = resize(r.queues, len(r.s.Crews))
	for c := range r.queues {
		q := &r.queues[c]
		q.flows, q.from = q.flows[:0], 0
		jobs := 0
		for i := range r.flows {
			if p := r.flows[i].p; p.Crew == c+1 {
				q.flows = append(q.flows, i)
				jobs += p.Count
				r.flows[i].until = zeroed(r.flows[i].until, p.Count)
				if r.steady {
					q.from = min(q.from, -settles(r.s, p.PoolSystem))
				}
			}
		}
		q.free = resize(q.free, min(r.s.Crews[c].Count, jobs))
		for i := range q.free {
			q.free[i] = q.from
		}
		if q.from < 0 {
			r.warmQueue(q)
		}
	}
}

// warmQueue lives through the time before the history. What is down at time 0 failed
// in the past and waits for its return.
func (r *Runner) warmQueue(q *queue) {
	for _, i := range q.flows {
		f := &r.flows[i]
		f.t = q.from
		for u := range f.busy {
			f.busy[u] = q.from
		}
		f.more(0)
	}
	for f := r.nextInQueue(q, 0); f != nil; f = r.nextInQueue(q, 0) {
		f.prepare(1)
		t, u := f.times[f.at], f.who[f.at]
		if f.busy[u] <= t {
			f.busy[u] = r.serve(q, f, t, f.hours[f.used])
			f.used++
			r.h.Events += 2
			if f.busy[u] > 0 {
				r.past = append(r.past, event{t, lost | uint64(f.p.index)<<sourceShift | uint64(u)})
			}
		}
		if f.at++; f.at == len(f.times) && f.t < 0 {
			f.more(0)
		}
	}
	for _, i := range q.flows {
		f := &r.flows[i]
		f.t, f.at, f.times, f.who = 0, 0, f.times[:0], f.who[:0] // the next failure comes as late as any
		for u, end := range f.busy {
			if f.busy[u] = 0; end > 0 {
				f.until[u] = r.repairing(f, uint32(u), 0, end)
			}
		}
	}
}

// nextInQueue returns the flow whose next failure drawn is the earliest before a time,
// nil when none is.
func (r *Runner) nextInQueue(q *queue, before float64) *flow {
	var first *flow
	for _, i := range q.flows {
		if f := &r.flows[i]; f.at < len(f.times) && f.times[f.at] < before {
			first, before = f, f.times[f.at]
		}
	}
	return first
}

// serve returns when a unit that fails at t and takes some hours to repair is back.
func (r *Runner) serve(q *queue, f *flow, t, hours float64) float64 {
	begins := max(t, q.free[0])
	if begins >= 0 && begins < r.horizon {
		r.h.Repairs[f.p.index]++
	}
	back := begins + hours
	q.replaceFirst(back)
	return back
}

// replaceFirst lets the one of the crew that is free first be busy until t.
func (q *queue) replaceFirst(t float64) {
	h, i := q.free, 0
	for k := 1; k < len(h); k = 2*i + 1 {
		if k+1 < len(h) && h[k+1] < h[k] {
			k++
		}
		if !(h[k] < t) {
			break
		}
		h[i] = h[k]
		i = k
	}
	h[i] = t
}

// queueUp finds when the failures that are due in a bucket are over, where they wait
// for a crew: f.hours then holds times.
func (r *Runner) queueUp() {
	for c := range r.queues {
		q := &r.queues[c]
		if len(q.flows) == 1 {
			f := &r.flows[q.flows[0]]
			for i := f.at; i < f.at+f.due; i++ {
				r.queueOne(q, f, i)
			}
			continue
		}
		for f := r.nextDue(q); f != nil; f = r.nextDue(q) {
			r.queueOne(q, f, f.at+f.seen)
			f.seen++
		}
	}
}

func (r *Runner) nextDue(q *queue) *flow {
	var first *flow
	before := math.Inf(1)
	for _, i := range q.flows {
		if f := &r.flows[i]; f.seen < f.due && f.times[f.at+f.seen] < before {
			first, before = f, f.times[f.at+f.seen]
		}
	}
	return first
}

// queueOne finds when failure i of a flow is over; of a unit that is down it is none.
func (r *Runner) queueOne(q *queue, f *flow, i int) {
	t, u := f.times[i], f.who[i]
	if f.until[u] > t {
		return
	}
	k := f.used + f.queued
	f.queued++
	f.hours[k] = r.serve(q, f, t, f.hours[k])
	f.until[u] = min(f.hours[k], r.horizon)
}
