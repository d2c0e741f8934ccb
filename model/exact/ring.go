package exact

import (
	"cmp"
	"slices"
)

// A ring is groups of consecutive units over the innermost domains, which their
// members go round. Given the outer domains, groups that share no innermost
// domain are independent, and a group sees size consecutive ones: so the law
// follows from a walk along the ring that remembers the last few domains.
type ring struct {
	*tree
	size   int     // innermost domains that hold members
	least  float64 // states of the outer domains less likely are left out
	memory int     // domains remembered, the newest included
	pools  []ringPool
}

// A ringPool is the groups of one pool.
type ringPool struct {
	size   int
	starts []int     // groups whose first member stands in each innermost domain
	fails  []float64 // by members reachable: P(a group does not work)
	leaves []float64 // by members reachable: rate at which a group stops working
	short  field     // number of groups that do not work, at most the field's cap
	most   int       // groups that may fail
	who    uint64    // marks what leaves because of this pool
}

// A cell is what is known at one place of the walk, for one memory.
type cell struct {
	law   law
	hit   law // with one more innermost domain out
	leave law // rate at which one more group stops working, by the state before
}

const (
	maxMemory = 8    // domains remembered
	maxOuter  = 5000 // states of the outer domains
	ringFloor = 1e-28
	maxWork   = 5e8 // operations: a few seconds
)

// ringAnswer is an answer with the rate at which groups stop working.
type ringAnswer struct {
	answer
	leave   law
	dropped float64 // probability not looked at
}

// walk returns the law of the keys: units reachable, groups that do not work.
func (w *work) walk(r *ring) (*ringAnswer, error) {
	last := len(r.levels) - 1
	if r.memory > maxMemory {
		return nil, obstacle("groups of %d over %d domains: too many states", r.memory, r.size)
	}
	outer, dropped, err := r.outer()
	if err != nil {
		return nil, err
	}
	out := &ringAnswer{dropped: dropped}
	out.hit, out.n = make([]law, last+1), make([]float64, last+1)
	for l := range out.n {
		out.n[l] = r.holding(l)
	}
	left := 0.0
	for i := range outer {
		left += outer[i].p
	}
	var bad float64
	for i := range outer {
		o := &outer[i]
		if i > 0 && left < 1e-11*bad {
			out.dropped += left
			break
		}
		if left -= o.p; w.ops > maxWork {
			return nil, obstacle("groups under %d domains of level %s: too much work", r.levels[last].Total, r.levels[last].Name)
		}
		c := w.along(r, o)
		out.law = plus(1, out.law, o.p, c.law)
		out.leave = plus(1, out.leave, o.p, c.leave)
		for l := range last {
			out.hit[l] = plus(1, out.hit[l], o.hit[l], c.law)
		}
		out.hit[last] = plus(1, out.hit[last], o.p, c.hit)
		for _, x := range c.law {
			if r.failed(x.key) {
				bad += o.p * x.p
			}
		}
	}
	return out, nil
}

// failed reports whether a pool has more groups out than it may.
func (r *ring) failed(key uint64) bool {
	for i := range r.pools {
		if r.pools[i].short.of(key) > r.pools[i].most {
			return true
		}
	}
	return false
}

// holding returns the number of unmarked domains of a level that hold units.
func (r *ring) holding(l int) float64 {
	n := 0
	for i := range min(r.used, r.levels[l].Total) {
		if r.marks[place{l, i}] == 0 {
			n++
		}
	}
	return float64(n)
}

// An outerState is which innermost domains can be reached through the levels above.
type outerState struct {
	reach []bool // by innermost domain
	marks uint64
	p     float64
	hit   []float64 // Σ over domains of a level: P(this state, given that one is out)
}

// outer returns the states of all levels but the innermost, the likeliest first,
// and the probability of those left out because there would be too many.
func (r *ring) outer() (states []outerState, dropped float64, err error) {
	for _, r.least = range []float64{ringFloor, 1e-20, 1e-16, 1e-13} {
		if states, dropped = r.outerFrom(); states != nil {
			return states, dropped, nil
		}
	}
	return nil, 0, obstacle("groups under %d domains: too many states", r.levels[len(r.levels)-2].Total)
}

// outerFrom returns the states that are likelier than least; nil if too many.
func (r *ring) outerFrom() (states []outerState, dropped float64) {
	last := len(r.levels) - 1
	states = []outerState{{reach: make([]bool, max(r.used, r.size)), p: 1, hit: make([]float64, last+1)}}
	for i := range states[0].reach {
		states[0].reach[i] = true
	}
	for l := range last {
		for i := range min(r.used, r.levels[l].Total) {
			var gone float64
			if states, gone = r.split(states, l, i); len(states) > maxOuter {
				return nil, 0
			}
			dropped += gone
		}
	}
	slices.SortStableFunc(states, func(a, b outerState) int { return cmp.Compare(b.p, a.p) })
	return states, dropped
}

// split lets one more outer domain be up or out.
func (r *ring) split(states []outerState, l, i int) (out []outerState, dropped float64) {
	bit, q := r.marks[place{l, i}], r.q[l]
	for _, s := range states {
		if !s.reach[i] && !s.under(i, r.levels[l].Total) && bit == 0 {
			s.hit[l] += s.p // whatever it does, nothing changes
			out = append(out, s)
			continue
		}
		gone := outerState{reach: slices.Clone(s.reach), marks: s.marks, p: s.p * q, hit: slices.Clone(s.hit)}
		for j := i; j < len(gone.reach); j += r.levels[l].Total {
			gone.reach[j] = false
		}
		for k := range gone.hit {
			gone.hit[k] *= q
			s.hit[k] *= 1 - q
		}
		if bit == 0 {
			gone.hit[l] += s.p
		}
		s.p *= 1 - q
		s.marks |= bit
		out = append(out, s)
		if gone.p > r.least || q == 0 && slices.Max(gone.hit) > r.least {
			out = append(out, gone)
		} else {
			dropped += gone.p
		}
	}
	return out, dropped
}

// under reports whether any innermost domain below is still reachable.
func (s *outerState) under(i, step int) bool {
	for ; i < len(s.reach); i += step {
		if s.reach[i] {
			return true
		}
	}
	return false
}
