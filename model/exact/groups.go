package exact

import "github.com/capplan/capplan/model"

// A grouping is a pool with groups in a question.
type grouping struct {
	*pool
	failed field // groups that do not work
	most   int   // that may not
}

// groups adds the pools with groups and the incidents that take one group.
func (q *question) groups(l *layout) []grouping {
	var out []grouping
	for i := range q.f.pools {
		p := &q.f.pools[i]
		if p.kind != grouped || p.needs <= 0 {
			continue
		}
		if x, _ := p.group(p.Size); x == 0 && q.f.quiet() && !q.f.reachesGroup() && !q.f.reachesDomain() {
			continue
		}
		most := p.Groups() - p.needs
		out = append(out, grouping{p, l.field(most + 1), most})
	}
	if len(out) > 0 {
		q.parts = append(q.parts, func(key uint64) state { return q.taken(key, out) })
	}
	return out
}

func (f *fleet) reachesGroup() bool {
	for i := range f.s.Incidents {
		if f.s.Incidents[i].Reach == model.ReachGroup {
			return true
		}
	}
	return false
}

// taken returns the chance that too few groups work, with the incidents that each
// take one group of the fleet, and the rate at which such an incident does it.
func (q *question) taken(key uint64, g []grouping) state {
	failed := make([]int, len(g))
	for i := range g {
		failed[i] = g[i].failed.of(key)
	}
	s := state{down: q.f.hit(failed, g, 0, -1, false)}
	for i := range q.f.s.Incidents {
		in := &q.f.s.Incidents[i]
		if in.Reach == model.ReachGroup && q.rate {
			d := q.f.hit(failed, g, 0, i, true) - q.f.hit(failed, g, 0, i, false)
			s.rate += inForce(in) / in.Duration.Mean * max(d, 0)
		}
	}
	return s
}

// hit returns the chance that too few groups work when incidents from number i on
// take groups at random; incident fixed is in force or not, as given.
func (f *fleet) hit(failed []int, g []grouping, i, fixed int, on bool) float64 {
	for j := range g {
		if failed[j] > g[j].most {
			return 1
		}
	}
	for ; i < len(f.s.Incidents); i++ {
		if f.s.Incidents[i].Reach == model.ReachGroup {
			break
		}
	}
	if i == len(f.s.Incidents) {
		return 0
	}
	x := inForce(&f.s.Incidents[i])
	if i == fixed {
		x = 0
		if on {
			x = 1
		}
	}
	all := 0
	for j := range f.pools {
		all += f.pools[j].Groups()
	}
	rest, still := 0.0, 1.0
	for j := range g {
		works := float64(g[j].Groups()-failed[j]) / float64(all)
		if works <= 0 || x == 0 {
			continue
		}
		failed[j]++
		rest += x * works * f.hit(failed, g, i+1, fixed, on)
		failed[j]--
		still -= x * works
	}
	return rest + still*f.hit(failed, g, i+1, fixed, on)
}

// grouped returns how much one more group out, of the pool that who names, adds to
// the chance that the fleet is down.
func (q *question) grouped(key uint64, g []grouping, who field) float64 {
	i := who.of(key)
	key -= who.key(i)
	return max(q.all(key+g[i].failed.key(1), false).down-q.all(key, false).down, 0)
}

// ring returns the walk along the domains of the groups.
func (f *fleet) ring(t *tree, g []grouping, who field) (*ring, error) {
	r := &ring{tree: t, size: g[0].place}
	for i := range g {
		p := g[i].pool
		if p.place != r.size {
			return nil, obstacle("groups of pools %s and %s are spread over different domains", g[0].Name, p.Name)
		}
		w := ringPool{size: p.Size, starts: make([]int, r.size), short: g[i].failed, most: g[i].most, who: who.key(i)}
		for j := range p.Groups() {
			w.starts[j*p.Size%r.size]++
		}
		for m := range p.Size + 1 {
			x, rate := p.group(m)
			w.fails, w.leaves = append(w.fails, x), append(w.leaves, rate)
		}
		r.pools = append(r.pools, w)
		r.memory = max(r.memory, min(p.Size, r.size))
	}
	return r, nil
}
