package exact

import "github.com/capplan/capplan/model"

// A tally gathers what one workload loses.
type tally struct {
	f      *fleet
	w      int
	read   []reading // pools in the key
	marks  []mark
	groups []*pool // with groups, whose reachable members are in the key
	reach  []field
	later  []bool             // by pool: it may limit, and what it loses itself is looked at with what is up
	whole  []float64          // by pool: the chance that an incident takes it all
	taken  []float64          // by number of pools: the chance that one takes a group of theirs
	loss   []float64          // by pool, in the state looked at
	lost   float64            // but for demand above capacity
	at     map[uint64]float64 // weight of each state of the pools that may limit
	order  []uint64
	limits []limiting
	joint  []*tie // with more than one pool that the workload uses
}

type reading struct {
	*pool
	units field // reachable
	limit int   // index into limits; −1: it never limits
}

// A limiting pool may carry less than the highest demand.
type limiting struct {
	*pool
	up    field        // in the keys of tally.at: units up; beyond Count, none of what is left visits it
	fixed *model.Limit // of a pool that carries this or nothing; up is then 0, or 1 as if beyond
}

// bound is the number from which on what is up refuses nothing.
func (l *limiting) bound() int {
	if l.fixed != nil {
		return 1
	}
	return l.enough
}

// away is the number that says that none of what is left visits the pool.
func (l *limiting) away() int {
	if l.fixed != nil {
		return 1
	}
	return l.Count + 1
}

// requests returns the share of a workload's requests that is lost, but for what
// gateways lose.
func (f *fleet) requests(w int) (float64, error) {
	f.floor, f.dropped = 1e-26, 0
	defer func() { f.fault += f.dropped * float64(f.used) }()
	var l, states layout
	t := &tree{levels: f.s.Levels, q: f.q, used: f.used, hits: f.reachesDomain()}
	y := &tally{f: f, w: w, at: map[uint64]float64{}, later: make([]bool, len(f.pools))}
	for i := range f.pools {
		p := &f.pools[i]
		uses := p.Uses[w]
		switch {
		case uses && p.kind == grouped:
			if err := y.drained(p, &states); err != nil {
				return 0, err
			}
			y.groups = append(y.groups, p)
			y.reach = append(y.reach, l.field(p.Size))
			if p.stopsAll() {
				y.read = append(y.read, reading{p, l.field(p.Count), -1})
			}
		case uses && p.kind == counted || p.stopsFleet():
			r := reading{p, field{}, -1}
			if uses && p.Capacity != nil && p.enough > 0 && p.Weight[w] > 0 {
				r.limit = len(y.limits)
				y.later[i] = true
				y.limits = append(y.limits, limiting{pool: p, up: states.field(p.Count + 1)})
			}
			if r.limit >= 0 || p.stop > 0 || uses && (p.Capacity == nil || p.takes()) {
				r.units = l.field(p.Count)
				y.read = append(y.read, r)
			}
		}
	}
	q := &question{f: f}
	q.standbysOf(&l, t, func(p *pool) bool { return p.Uses[w] })
	y.marks = q.marks
	if err := y.fixed(&states); err != nil {
		return 0, err
	}
	y.partly()
	y.joint = f.jointTies(w)
	if l.full() || states.full() {
		return 0, obstacle("pools that share domains have too many states")
	}
	units := func(d int) (key uint64) {
		for _, r := range y.read {
			key += r.units.key(r.in(d))
		}
		return key
	}
	y.incidents()
	if err := y.overGroups(t, units); err != nil {
		return 0, err
	}
	refused, err := y.refused()
	if err != nil {
		return 0, err
	}
	return union(y.lost+refused, y.constant()), nil
}

// constant returns what is lost whatever the domains do, of all requests.
func (y *tally) constant() float64 {
	lost := 0.0
	for i := range y.f.s.Incidents {
		switch in := &y.f.s.Incidents[i]; in.Reach {
		case model.ReachFleet:
			lost = union(lost, inForce(in))
		case model.ReachShare:
			lost = union(lost, inForce(in)*in.Share)
		}
	}
	return lost
}

// incidents finds what incidents take of each pool as a whole, and the chance that
// they take one group or another of so many pools, of each the one looked at.
func (y *tally) incidents() {
	all := 0
	for i := range y.f.pools {
		all += y.f.pools[i].Groups()
	}
	y.whole, y.loss = make([]float64, len(y.f.pools)), make([]float64, len(y.f.pools))
	y.taken = make([]float64, len(y.groups)+1)
	for i := range y.f.s.Incidents {
		in := &y.f.s.Incidents[i]
		switch in.Reach {
		case model.ReachPool:
			y.whole[in.Index] = union(y.whole[in.Index], inForce(in))
		case model.ReachGroup:
			for j := range y.taken {
				y.taken[j] = union(y.taken[j], inForce(in)*float64(j)/float64(all))
			}
		}
	}
}

// overGroups takes the mean over the groups of each pool with groups: a group
// serves its own share, so only the domains of one group of each pool matter at a
// time. Groups that stand alike are taken once.
func (y *tally) overGroups(t *tree, units func(int) uint64) error {
	starts, err := y.starts()
	if err != nil {
		return err
	}
	t.leaf = units
	classes := t.places()
	known := map[string]float64{}
	var names []string
	kept := map[string][]int{}
	for _, s := range starts {
		name := t.name(classes, y.stand(s.at))
		if _, ok := known[name]; !ok {
			names = append(names, name)
			kept[name] = s.at
		}
		known[name] += s.share
	}
	for _, name := range names {
		add := map[int]uint64{}
		for _, m := range y.stand(kept[name]) {
			add[m.domain] += m.key
		}
		t.leaf = func(d int) uint64 { return units(d) + add[d] }
		a := y.f.above(t)
		mix, _, err := y.f.mix(&a, y.fails)
		if err != nil {
			return err
		}
		for _, x := range mix {
			y.each(known[name]*x.p, func(p float64) { y.add(x.key, p) })
		}
	}
	return nil
}

type start struct {
	at    []int // innermost domain of the first member, for each pool with groups
	share float64
}

// maxTogether bounds the states of pools that fall short of the demand together.
const maxTogether = 20000

// maxStarts bounds the combinations of groups of several pools.
const maxStarts = 20000

func (y *tally) starts() ([]start, error) {
	out := []start{{share: 1}}
	for _, p := range y.groups {
		var more []start
		counts := make([]int, p.place)
		for g := range p.Groups() {
			counts[g*p.Size%p.place]++
		}
		for _, s := range out {
			for d, n := range counts {
				if n > 0 {
					at := append(append([]int{}, s.at...), d)
					more = append(more, start{at, s.share * float64(n) / float64(p.Groups())})
				}
			}
		}
		if out = more; len(out) > maxStarts {
			return nil, obstacle("a workload uses groups of %d pools: too many states", len(y.groups))
		}
	}
	return out, nil
}

// A member is a member of a group in a domain.
type member struct {
	domain int
	key    uint64
}

func (y *tally) stand(at []int) []member {
	var out []member
	for i, p := range y.groups {
		for j := range p.Size {
			out = append(out, member{(at[i] + j) % p.place, y.reach[i].key(1)})
		}
	}
	return out
}

// state returns what is lost in a state but for demand above capacity.
func (y *tally) state(key uint64) float64 {
	copy(y.loss, y.whole)
	add := func(i int, x float64) { y.loss[i] = union(y.loss[i], x) }
	for i, p := range y.groups {
		add(p.index, p.groupLoses(y.reach[i].of(key), y.f.reachable()))
	}
	var all float64
	for _, r := range y.read {
		n := r.units.of(key)
		switch {
		case r.stopsFleet():
			all = union(all, lost(r.stop, n))
		case r.stopsAll() && r.Uses[y.w]:
			add(r.index, lost(r.stop, n))
		}
		if !r.Uses[y.w] || r.kind == grouped || r.limit >= 0 && r.takes() { // the last: see spread
			continue
		}
		needs := 0
		if r.Capacity == nil && r.needs > 0 {
			needs = r.needs
		}
		add(r.index, r.falls(n, needs)+r.taking(n, needs))
	}
	for i := range y.marks {
		add(y.marks[i].index, y.marks[i].idle[y.marks[i].local(key)])
	}
	for i := range y.f.pools {
		if p := &y.f.pools[i]; p.kind != grouped && y.loss[i] > 0 && !y.later[i] {
			all = union(all, p.VisitOf(y.w)*y.loss[i])
		}
	}
	y.f.ops += 400
	return union(all, y.ofGroups())
}

// ofGroups returns what is lost through the pools with groups. An incident takes
// one group of the fleet, so it never takes those looked at of two pools. With c_j
// the chance that the requests visit j of these pools whose groups work but for
// such incidents, and no other of them, Σ c_j·P(none of the j is taken) is served.
func (y *tally) ofGroups() float64 {
	n := len(y.groups)
	if n == 0 {
		return 0
	}
	c := make([]float64, n+1) // by pools visited
	c[0] = 1
	var out float64 // visits a group that does not work
	for m, p := range y.groups {
		if y.later[p.index] { // it is the only one, or no incident takes a group
			y.loss[p.index] = union(y.loss[p.index], y.taken[1])
			continue
		}
		visit := p.VisitOf(y.w)
		works := visit * (1 - y.loss[p.index])
		for j := m + 1; j >= 0; j-- {
			c[j] *= 1 - visit
			if j > 0 {
				c[j] += c[j-1] * works
			}
		}
		out = union(out, visit*y.loss[p.index])
	}
	for j, taken := range y.taken {
		out += c[j] * taken
	}
	return out
}

// takes reports whether takeovers of the pool lose requests.
func (p *pool) takes() bool { return p.takingUp+p.takingDown > 0 }

// taking returns the share of the pool's requests in takeovers, counted while at
// least needs of n reachable units are up.
func (p *pool) taking(n, needs int) float64 {
	if !p.takes() {
		return 0
	}
	return (p.takingUp*p.upWhen(n, needs) + p.takingDown*p.downWhen(n, needs)) / float64(p.Count)
}

// takingAt is the same while k of n reachable units are up.
func (p *pool) takingAt(n, k int) float64 {
	return (p.takingUp*float64(k) + p.takingDown*float64(n-k)) / float64(p.Count)
}

// groupLoses returns the chance that a request for a group with so many members
// reachable is lost: the group does not work, or a takeover of its own members or
// of others', which are reachable with the chance given, loses it.
func (p *pool) groupLoses(reach int, reachable float64) float64 {
	fails, _ := p.group(reach)
	if !p.takes() {
		return fails
	}
	x := short(reach, p.members, p.q)
	others := (p.takingUp*(1-p.q) + p.takingDown*p.q) * reachable * float64(p.Count-p.Size) / float64(p.Count)
	x += p.taking(reach, p.members) + (1-x)*others
	if p.stopsAll() {
		return x
	}
	return union(lost(p.stop, reach), x)
}

// reachable returns the chance that all domains above a unit are up.
func (f *fleet) reachable() float64 {
	a := 1.0
	for _, q := range f.q {
		a *= 1 - q
	}
	return a
}

// fails returns the loss in a law when nothing limits.
func (y *tally) fails(l law) float64 {
	var s float64
	for _, x := range l {
		y.each(x.p, func(p float64) {
			lost := y.state(x.key)
			for i := range y.limits {
				lost = union(lost, y.limits[i].VisitOf(y.w)*y.loss[y.limits[i].index])
			}
			s += p * lost
		})
	}
	return s
}
