package exact

import (
	"slices"

	"github.com/capplan/capplan/model"
)

// A question is what decides whether a fleet is up, as parts that are independent
// given the key of a state.
type question struct {
	f     *fleet
	rate  bool
	parts []part
	marks []mark // active-standby pools
	alone map[uint64]state
}

// A part is down with some chance, and stops being up at some rate while it is.
type part func(key uint64) state

// A mark is an active-standby pool in a key: bits of its domains.
type mark struct {
	*standby
	index int   // of the pool
	bits  []int // position in the key of each of its domains
}

// local returns the states of the pool's own domains.
func (m *mark) local(key uint64) int {
	b := 0
	for i, at := range m.bits {
		b |= int(key>>at&1) << i
	}
	return b
}

// down returns the share of time in which the fleet is not up and how often per
// hour it stops being up.
//
// Given which domains are up, everything else is independent: units, incidents,
// gateways, and an active-standby pool, whose history depends on its own domains
// and its own units only.
func (f *fleet) down(rate bool) (down, leaves float64, err error) {
	q := &question{f: f, rate: rate, alone: map[uint64]state{}}
	joint, err := f.joint(rate)
	if err != nil {
		return 0, 0, err
	}
	var l layout
	f.dropped = 0
	t := &tree{levels: f.s.Levels, q: f.q, used: f.used, hits: rate || f.reachesDomain()}
	q.counts(&l, t, joint)
	q.constants()
	q.standbysOf(&l, t, func(*pool) bool { return true })
	groups := q.groups(&l)
	who := l.field(len(groups))
	if l.full() {
		return 0, 0, obstacle("pools that share domains have too many states")
	}
	var a answer
	var leave law
	var failed func(uint64) bool
	if len(groups) == 0 {
		a = f.above(t)
		if f.floor > floor { // what is dropped below counts once for every domain at most
			f.leave(f.dropped * float64(f.used))
		}
	} else {
		r, err := f.ring(t, groups, who)
		if err != nil {
			return 0, 0, err
		}
		failed = r.failed
		got, err := f.walk(r)
		if err != nil {
			return 0, 0, err
		}
		a, leave = got.answer, got.leave
		f.leave(got.dropped)
	}
	mix, weights, err := f.mix(&a, q.downOf)
	if err != nil {
		return 0, 0, err
	}
	down = q.downOf(mix)
	if !rate {
		return down, 0, nil
	}
	leaves = q.leaves(mix) + q.domainsMixed(t, &a, weights, len(groups) > 0) + f.hitRates(&a, weights, q.downOf)
	for _, x := range leave {
		if !failed(x.key) {
			leaves += x.p * q.grouped(x.key, groups, who)
		}
	}
	return down, leaves, nil
}

// leave bounds what was left out.
func (f *fleet) leave(p float64) {
	f.fault += p
	f.numeric = true
}

// joint returns the pools that are counted in the joint law. Those much less
// likely to fall short than the others are left out, and bounded.
func (f *fleet) joint(rate bool) ([]int, error) {
	var all []int
	chance := make([]float64, len(f.pools))
	most := 0.0
	for i := range f.pools {
		p := &f.pools[i]
		if p.kind == switched || p.kind == grouped && !p.stopsAll() {
			continue
		}
		t := &tree{levels: f.s.Levels, q: f.q, used: f.used, leaf: func(d int) uint64 { return uint64(p.in(d)) }}
		units := f.above(t).law
		if p.mayFollow() {
			chances := make([]float64, p.Count+1)
			for _, x := range units {
				f.upTo(p, int(x.key), p.enough, func(k int, b float64) { chances[k] += x.p * b })
			}
			f.fill(p, chances)
		}
		for _, x := range units {
			chance[i] += x.p * f.short(p, int(x.key), false).down
		}
		most = max(most, chance[i])
		if chance[i] > 0 {
			all = append(all, i)
		}
	}
	most = max(most, f.groupsAlone())
	var keep []int
	following := 0
	for _, i := range all {
		if len(all)+len(f.s.Pools) > 1 && chance[i] < 1e-13*most {
			f.leave(chance[i])
			continue
		}
		keep = append(keep, i)
		if f.pools[i].mayFollow() {
			following++
		}
	}
	if len(keep) > 1 { // the joint law may leave out what is far rarer than the outage
		f.floor = max(floor, 1e-19*most)
	}
	for _, i := range keep {
		p := &f.pools[i]
		if p.mayFollow() && slices.ContainsFunc(keep, func(k int) bool { return k != i && p.tie != nil && f.pools[k].tie == p.tie }) {
			return nil, obstacle("pool %s shares a crew and follows the demand of the moment", p.Name)
		}
	}
	if following > 1 {
		return nil, obstacle("%d pools fall short of the demand of the moment", following)
	}
	return keep, nil
}

// groupsAlone returns a lower bound of the chance that groups fall short: that of
// those that must all work, by their own units.
func (f *fleet) groupsAlone() float64 {
	most := 0.0
	for i := range f.pools {
		if p := &f.pools[i]; p.kind == grouped && p.needs == p.Groups() {
			x, _ := p.group(p.Size)
			most = max(most, lost(x, p.Groups()))
		}
	}
	return most
}

// short returns the chance that a pool lacks what it needs or is stopped with n of
// its units reachable, and how often it comes to that.
func (f *fleet) short(p *pool, n int, rate bool) state {
	if s := p.known[n]; s.known {
		return s
	}
	var s state
	switch {
	case p.kind == grouped: // only what stops it all
		s.rate = float64(n) * (1 - p.q) * p.fail * p.open
	case p.needs >= 0:
		s.down = p.falls(n, p.needs)
		if rate && p.own != nil {
			s.rate = p.tiedLeaves(n, p.needs)
		} else if rate {
			s.rate = p.leaves(n, p.needs, true)
		}
		f.ops += 400
	default:
		s.down, s.rate = f.follow(p, n, rate)
	}
	if p.stopsAll() {
		s = state{down: union(lost(p.stop, n), s.down), rate: alive(p.stop, n) * s.rate}
	}
	s.known = rate
	if s.known {
		p.known[n] = s
	}
	return s
}

// counts adds the pools of which only the number of units up matters.
func (q *question) counts(l *layout, t *tree, joint []int) {
	var later []*tie
	fields := make([]field, len(joint))
	for j, i := range joint {
		p := &q.f.pools[i]
		n := l.field(p.Count)
		fields[j] = n
		if q.together(p, joint[:j]) {
			continue
		}
		if q.together(p, joint) {
			later = append(later, p.tie)
			continue
		}
		q.parts = append(q.parts, func(key uint64) state { return q.f.short(p, n.of(key), q.rate) })
	}
	for _, t := range later {
		var pools []int
		var at []field
		for j, i := range joint {
			if q.f.pools[i].tie == t {
				pools, at = append(pools, i), append(at, fields[j])
			}
		}
		q.parts = append(q.parts, q.tiedPart(pools, at))
	}
	t.leaf = func(d int) (key uint64) {
		for j, i := range joint {
			key += fields[j].key(q.f.pools[i].in(d))
		}
		return key
	}
}

// together reports whether one of these pools, but for p, shares p's tie.
func (q *question) together(p *pool, pools []int) bool {
	return p.tie != nil && slices.ContainsFunc(pools, func(i int) bool { return i != p.index && q.f.pools[i].tie == p.tie })
}

// constants adds what does not depend on the domains.
func (q *question) constants() {
	s := q.f.s
	for i := range s.Incidents {
		in := &s.Incidents[i]
		if in.Reach == model.ReachFleet || in.Reach == model.ReachPool {
			q.constant(inForce(in), in.Duration.Mean)
		}
	}
	for i := range s.Gateways {
		if g := &s.Gateways[i]; g.Counts && !s.ByRequests {
			q.constant(gatewayOut(g), g.Repair)
		}
	}
}

func (q *question) constant(out, mean float64) {
	if out > 0 {
		c := state{down: out, rate: out / mean}
		q.parts = append(q.parts, func(uint64) state { return c })
	}
}

// standbysOf marks the domains of active-standby pools.
func (q *question) standbysOf(l *layout, t *tree, of func(*pool) bool) {
	t.marks = map[place]uint64{}
	at := map[place]int{}
	for i := range q.f.pools {
		s := q.f.pools[i].standby
		if s == nil || !of(&q.f.pools[i]) {
			continue
		}
		m := mark{standby: s, index: i}
		for _, d := range s.domains {
			if _, ok := at[d]; !ok {
				f := l.field(1)
				at[d] = f.shift
				t.marks[d] = f.key(1)
				t.marked |= f.key(1)
				t.order = append(t.order, d)
			}
			m.bits = append(m.bits, at[d])
		}
		q.marks = append(q.marks, m)
	}
}

// all returns the chance that the fleet is not up in a state, and the rate at which
// it stops being so because of units, incidents and gateways. without leaves out
// the active-standby pools.
func (q *question) all(key uint64, without bool) state {
	s := state{}
	add := func(p state) {
		s.rate = s.rate*(1-p.down) + p.rate*(1-s.down)
		s.down = union(s.down, p.down)
	}
	if known, ok := q.alone[key]; ok {
		s = known
	} else {
		for _, p := range q.parts {
			add(p(key))
		}
		q.alone[key] = s
	}
	if !without {
		for i := range q.marks {
			b := q.marks[i].local(key)
			add(state{down: q.marks[i].idle[b], rate: q.marks[i].own[b]})
		}
	}
	return s
}

func (q *question) downOf(l law) float64 {
	var s float64
	for _, x := range l {
		s += x.p * q.all(x.key, false).down
	}
	return s
}

func (q *question) leaves(l law) float64 {
	var s float64
	for _, x := range l {
		s += x.p * q.all(x.key, false).rate
	}
	return s
}
