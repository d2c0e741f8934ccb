package simulate

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// A flow is the failures and returns of a pool that nothing influences. Together n units with exponential lives fail at n times the
// rate of one, each time one of them alike; one that is down then does not fail.
//
// Time is cut into buckets. The failures of a bucket are drawn when the history comes
// to it; a return waits in its bucket. Where nothing can be lost through the pool even
// if all of a bucket's failures came before all of its returns (all are covered, and
// pool and groups keep what they need), the bucket is passed over: nothing is sorted and no state is stepped through, only the number of units
// down changes. Their hours are added up as they are drawn. So every failure is drawn
// and counted whatever a pool spares: failures, unit hours and replacements keep their
// law, and only the order within a bucket, which nothing sees, is left open.
type flow struct {
	p      *poolState
	n      int
	mean   float64 // hours between two failures of units that never rest
	repair *model.Law
	block  int // numbers to draw at once

	lives, units, repairs, tosses stream

	t     float64 // of the latest failure drawn
	times []float64
	who   []uint32
	coins []float64 // whether a failure is covered; empty without failover
	at    int       // failures before it have happened
	hours []float64
	used  int // repairs before it have been taken

	due    int       // failures in the bucket
	queued int       // of these, those that wait for a crew or were repaired by one
	seen   int       // of these, those that the crew was asked for
	until  []float64 // busy, with those of the bucket

	busy []float64 // by unit: until when it is in repair, at most the horizon
	next []int32   // by unit: 1 + the next in its list
	back []list    // by bucket: who returns in it

	less    []int32 // by group: members that leave with their domains in the bucket
	lacking bool    // some group is left with too few by that
}

// A list is 1 + its first unit, and how many are in it.
type list struct{ head, n int32 }

const (
	failuresPerBucket = 16
	mostBuckets       = 1 << 14
	blockSize         = 128
)

// openFlows cuts time into buckets and prepares the flows.
func (r *Runner) openFlows() {
	n, expected := 0, 0.0
	for i := range r.pools {
		if p := &r.pools[i]; p.flows {
			n++
			expected = max(expected, float64(p.Count)*r.horizon/p.Life.Mean)
		}
	}
	r.flows = resize(r.flows, n)
	r.buckets = int(max(1, min(expected/failuresPerBucket, mostBuckets)))
	r.scale = float64(r.buckets) / r.horizon
	n = 0
	for i := range r.pools {
		if p := &r.pools[i]; p.flows {
			r.openFlow(&r.flows[n], p)
			n++
		}
	}
	r.openQueues()
}

// openFlow draws what of a pool is in repair at time 0.
func (r *Runner) openFlow(f *flow, p *poolState) {
	w := renewal{source: p.index, n: p.Count, joins: p, life: &p.Life, repair: &p.Repair}
	f.p = p
	f.open(r, &w, "pool/", p.Name)
	f.tosses.open(r.seed, purpose("pool/", p.Name, "/covered"), r.trial)
	f.less = zeroed(f.less, len(p.sets))
	f.busy, f.next = zeroed(f.busy, f.n), resize(f.next, f.n)
	f.back = zeroed(f.back, r.buckets+1)
	if f.until = f.until[:0]; p.Crew == 0 && r.steady {
		for _, e := range r.inRepair(&w, f.busy, "pool/", p.Name) {
			u := uint32(e.key & itemMask)
			r.repairing(f, u, 0, f.busy[u])
		}
	}
	for u := p.now; u < p.Count; u++ { // as good as in repair until it comes
		r.repairing(f, uint32(u), 0, p.joins(u))
	}
}

// open starts the streams of a flow.
func (f *flow) open(r *Runner, w *renewal, kind, name string) {
	f.n, f.mean, f.repair = w.n, w.life.Mean/float64(w.n), w.repair
	f.lives.open(r.seed, purpose(kind, name, "/life"), r.trial)
	f.units.open(r.seed, purpose(kind, name, "/unit"), r.trial)
	f.repairs.open(r.seed, purpose(kind, name, "/repair"), r.trial)
	f.t, f.at, f.used = 0, 0, 0
	f.times, f.who, f.hours = f.times[:0], f.who[:0], f.hours[:0]
	f.coins = f.coins[:0]
	f.block = int(min(blockSize, 4+1.1*r.horizon/f.mean)) &^ 1
}

// bucketOf returns the bucket of a time in [0, horizon]; r.buckets may come out.
func (r *Runner) bucketOf(t float64) int { return int(t * r.scale) }

// repairing takes unit u out of the bookkeeping of hours from t to end and lets it
// wait in the bucket of its return. It returns when it is back, at most the horizon.
func (r *Runner) repairing(f *flow, u uint32, t, end float64) float64 {
	end = min(end, r.horizon)
	f.busy[u] = end
	f.p.upHours -= end - t
	if end < r.horizon {
		l := &f.back[r.bucketOf(end)]
		f.next[u], l.head = l.head, int32(u)+1
		l.n++
	}
	return end
}

// reach draws failures until the first after bucket b and returns how many of those
// that have not happened are before it.
func (f *flow) reach(r *Runner, b int) int {
	after := float64(b + 1)
	for f.t < r.horizon && f.t*r.scale < after {
		f.more(r.horizon)
	}
	times, scale, i := f.times[f.at:], r.scale, 0
	for i < len(times) && times[i]*scale < after {
		i++
	}
	return i
}

// more draws a block of failures. The first at or after the horizon ends them.
func (f *flow) more(horizon float64) {
	n := copy(f.times, f.times[f.at:])
	copy(f.who, f.who[f.at:])
	f.at = 0
	f.times, f.who = slices.Grow(f.times[:n], f.block)[:n+f.block], slices.Grow(f.who[:n], f.block)[:n+f.block]
	f.lives.exponentials(f.times[n:])
	f.units.indices(f.who[n:], uint32(f.n))
	t, mean, times := f.t, f.mean, f.times[n:]
	for i, x := range times {
		t += float64(mean * x)
		times[i] = t
	}
	if f.p != nil && f.p.Cover.On {
		f.coins = slices.Grow(f.coins[:copy(f.coins, f.coins[len(f.coins)-n:])], f.block)
		for range f.block {
			f.coins = append(f.coins, f.tosses.uniform())
		}
	}
	if f.t = t; !(t < horizon) {
		i, _ := slices.BinarySearch(f.times, horizon)
		f.times, f.who = f.times[:i], f.who[:i]
	}
}

// prepare draws repairs for n failures.
func (f *flow) prepare(n int) {
	for len(f.hours)-f.used < n {
		m := copy(f.hours, f.hours[f.used:])
		f.used = 0
		f.hours = slices.Grow(f.hours[:m], f.block)[:m+f.block]
		f.repairs.times(f.hours[m:], f.repair)
	}
}

// live runs through the history bucket by bucket.
func (r *Runner) live() {
	others := r.sorted
	r.passed, r.watched = 0, zeroed(r.watched, r.domains)
	for b := 0; b <= r.buckets; b++ {
		r.beat()
		n, moved := 0, false
		for n < len(others) && r.bucketOf(others[n].t) <= b {
			moved = moved || r.moves(&others[n])
			n++
		}
		r.batch = r.batch[:0]
		for i := range r.flows {
			f := &r.flows[i]
			f.due, f.queued, f.seen = f.reach(r, b), 0, 0
			f.prepare(f.due)
		}
		r.queueUp()
		for i := range r.flows {
			f := &r.flows[i]
			due, leave := f.due, 0
			f.lacking = false
			if moved && f.p.base == 0 {
				leave = f.watch(r, others[:n], b)
			}
			switch spared := r.spares(f, due, leave) && !r.joinsIn(f.p, b); {
			case r.stepAll || !spared:
				r.unfold(f, due, b, allOf)
			case (moved || r.astray > 0) && f.p.base == 0:
				r.unfold(f, due, b, inMotion)
			case !f.p.plain:
				r.unfold(f, due, b, noneOf)
			default:
				r.pass(f, due, b)
			}
			if moved {
				clear(f.less)
			}
			r.passed += one(len(r.batch) == 0)
		}
		r.stepThrough(others[:n])
		others = others[n:]
	}
}

// spares reports whether nothing can be lost through a pool in a bucket with so many
// failures, and members that leave with their domains.
func (r *Runner) spares(f *flow, due, leave int) bool {
	p := f.p
	switch {
	case p.fall.on, int(p.at[r.whole])-due-leave < int(p.good):
		return false
	case p.plain:
		return true
	case p.bad || p.held > 0:
		return false
	}
	for i := f.at; i < f.at+due; i++ {
		if r.uncovered(f, i) {
			return false
		}
	}
	return len(p.sets) == 0 || f.groupsKeep(due)
}

// groupsKeep reports whether every group keeps the members that it needs.
func (f *flow) groupsKeep(due int) bool {
	keep := !f.lacking
	for _, u := range f.who[f.at : f.at+due] {
		keep = f.lessOne(int(u)) && keep
	}
	for _, u := range f.who[f.at : f.at+due] {
		f.less[int(u)/f.p.size]--
	}
	return keep
}

// lessOne reports whether the group of unit u works without it and those before.
func (f *flow) lessOne(u int) bool {
	g := u / f.p.size
	f.less[g]++
	return u >= f.p.now || f.p.sets[g].up-f.less[g] >= f.p.setNeeds
}

// uncovered reports whether failure i of a flow is.
func (r *Runner) uncovered(f *flow, i int) bool {
	return f.p.Cover.On && !(f.coins[i] < r.success(&f.p.Cover, f.times[i]))
}

// pass lets a bucket's failures and returns happen in no order.
func (r *Runner) pass(f *flow, due, b int) {
	p, horizon, scale, downs, used := f.p, r.horizon, r.scale, 0, 0
	up, busy, next, back := p.upHours, f.busy, f.next, f.back
	times, who, hours, queued := f.times[f.at:f.at+due], f.who[f.at:f.at+due], f.hours[f.used:], p.Crew > 0
	who, next = who[:len(times)], next[:len(busy)]
	for i, t := range times {
		u := who[i]
		if busy[u] > t {
			continue
		}
		end := hours[used]
		if used++; !queued {
			end += t
		}
		if !(end < horizon) {
			end = horizon
		} else if end > t {
			l := &back[int(end*scale)]
			next[u], l.head = l.head, int32(u)+1
			l.n++
		} else {
			continue
		}
		busy[u] = end
		up -= end - t
		downs++
	}
	r.h.Failures[p.index] += used
	f.at, f.used, p.upHours = f.at+due, f.used+used, up
	returns := int(back[b].n)
	p.at[r.whole] += int32(returns - downs)
	p.at[0] += int32(downs - returns)
	r.h.Events += downs + returns
}

// A choice is of a bucket's failures and returns.
type choice int

const (
	noneOf   choice = iota
	inMotion        // in domains that are out or watched
	allOf
)

// unfold appends those chosen of a bucket's failures and returns to the batch that is
// to be stepped through in order; the others happen in no order.
func (r *Runner) unfold(f *flow, due, b int, which choice) {
	key, net := uint64(f.p.index)<<sourceShift, int32(0)
	add := func(u uint32, t float64, kind uint64, by int32) {
		if which == allOf || which == inMotion && r.inMotion(f.p, u) {
			r.batch = append(r.batch, event{t, kind | key | uint64(u)})
			return
		}
		r.h.Events++
		net += by
		if !f.p.plain {
			f.p.breaks(int(u), by < 0)
			if len(f.p.sets) > 0 {
				g := int(u) / f.p.size
				f.p.sets[g].up += by
				if by > 0 && f.p.sets[g].up == f.p.setNeeds { // it works again
					r.rerank(f.p, g)
				}
			}
		}
	}
	for i := f.back[b].head; i > 0; i = f.next[i-1] {
		add(uint32(i-1), f.busy[i-1], back, 1)
	}
	for i := f.at; i < f.at+due; i++ {
		t, u := f.times[i], f.who[i]
		if f.busy[u] > t {
			continue
		}
		r.h.Failures[f.p.index]++
		end := f.hours[f.used]
		if f.used++; f.p.Crew == 0 {
			end += t
		}
		end = r.repairing(f, u, t, end)
		if !(end > t) {
			continue
		}
		kind := lost
		if which == allOf && r.uncovered(f, i) {
			kind |= uncovered
		}
		add(u, t, kind, -1)
		if end < r.horizon && r.bucketOf(end) == b {
			add(u, end, back, 1)
		}
	}
	f.at += due
	f.p.at[r.whole] += net
	f.p.at[0] -= net
}

// inMotion reports whether the domain of unit u is out or moves in the bucket.
func (r *Runner) inMotion(p *poolState, u uint32) bool {
	d := u % uint32(p.place)
	return r.watched[d] || r.rank[d] != int32(r.whole)
}

// stepThrough steps through the batch and the other events of a bucket, which are in
// order, together.
func (r *Runner) stepThrough(others []event) {
	sortBucket(r.batch)
	i := 0
	for k := range others {
		for i < len(r.batch) && before(r.batch[i], others[k]) {
			r.step(&r.batch[i])
			i++
		}
		r.step(&others[k])
	}
	for ; i < len(r.batch); i++ {
		r.step(&r.batch[i])
	}
}

// moves reports whether an event may change the ranks of domains.
func (r *Runner) moves(e *event) bool {
	i := int(e.key>>sourceShift&sourceMask) - len(r.pools)
	if i < len(r.levels) {
		return i >= 0
	}
	i -= len(r.levels)
	return i < len(r.incidents) && r.s.Incidents[i].Reach == model.ReachDomain
}

// watch makes alive right at the start of bucket b for the domains that events in it
// take out, so that their units are stepped through, and returns how many of them are
// alive. Buckets passed over leave alive behind; from a domain's way out to its return
// it is kept.
func (f *flow) watch(r *Runner, events []event, b int) (leave int) {
	clear(r.watched)
	for k := range events {
		e := &events[k]
		if e.key < lost || !r.moves(e) {
			continue
		}
		first, step := int(e.key&itemMask), 1
		if l := int(e.key>>sourceShift&sourceMask) - len(r.pools); l < len(r.levels) {
			step = r.s.Levels[l].Total
			first /= max(1, r.s.Levels[l].Paths)
		}
		for d := first; d < f.p.place; d += step {
			f.p.alive[d] = f.alive(r, d, b)
			leave += int(f.p.alive[d])
			r.watched[d] = true
			for u := d; u < f.n && len(f.p.sets) > 0; u += f.p.place {
				f.lacking = !f.lessOne(u) || f.lacking
			}
		}
	}
	return leave
}

// alive counts the units of innermost domain d that are not in repair when bucket b
// begins: returns in it are still to come.
func (f *flow) alive(r *Runner, d, b int) int32 {
	from, n := float64(b), int32(0)
	if b == 0 {
		from = math.SmallestNonzeroFloat64 // 0 is no repair
	}
	for u := d; u < len(f.busy); u += f.p.place {
		if f.busy[u]*r.scale >= from {
			n++
		}
	}
	return f.p.standing(d) - n
}
