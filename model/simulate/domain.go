package simulate

import "github.com/capplan/capplan/model"

// A levelState is one level of the tree of failure domains during a history.
type levelState struct {
	out   []bool  // by instance
	paths []int32 // by instance: those that work, where there are some
	seats []int32 // instances with units, of a tree that crosses the first
	holds []bool  // by instance: units stand in it, likewise
	inner int     // innermost instances of its tree
}

// An incidentState is one kind of incident during a history.
type incidentState struct {
	life    model.Law // at its largest rate
	most    float64   // that rate, where it changes
	inForce bool
	target  int // instance of its level, or group counted over all pools
	aim     stream
}

// domainRank returns the rank of what stands in domain or cell d of a pool and works.
func (r *Runner) domainRank(p *poolState, d int) int32 {
	n := len(r.levels)
	for l := n - 1; l >= 0; l-- {
		if r.levels[l].out[r.instance(p, d, l)] {
			return int32(n - l)
		}
	}
	for i := range r.incidents {
		in := &r.s.Incidents[i]
		if r.incidents[i].inForce && in.Reach == model.ReachDomain && r.instance(p, d, in.Index) == r.incidents[i].target {
			return int32(n + 1 + i)
		}
	}
	return int32(r.whole)
}

// domain takes item x of level l, an instance or one of its paths, out or brings it
// back.
func (r *Runner) domain(l, x int, t float64, out bool) {
	lv, s := &r.levels[l], &r.s.Levels[l]
	if s.Paths > 0 {
		if x /= s.Paths; out {
			lv.paths[x]--
		} else {
			lv.paths[x]++
		}
		out = int(lv.paths[x]) < s.Needs
	}
	if lv.out[x] != out {
		lv.out[x] = out
		r.regard(l, x, t)
	}
}

// regard gives the innermost domains under instance x of level l the rank they
// now have and counts the units in them accordingly. All ranks change before any
// active unit is replaced, so that none is chosen that goes with it.
func (r *Runner) regard(l, x int, t float64) {
	if r.crossed {
		for i := range r.pools {
			if p := &r.pools[i]; p.Place > 0 {
				r.reseat(p, l, x)
				r.moveUnits(p, t)
			}
		}
		return
	}
	r.moved = r.moved[:0]
	for d := x; d < r.domains; d += r.s.Levels[l].Total {
		if rank := r.domainRank(nil, d); rank != r.rank[d] {
			r.moved = append(r.moved, move{d, r.rank[d]})
			r.astray += one(r.rank[d] == int32(r.whole)) - one(rank == int32(r.whole))
			r.rank[d] = rank
		}
	}
	for i := range r.pools {
		if p := &r.pools[i]; p.Place > 0 {
			r.moveUnits(p, t)
		}
	}
}

// moveUnits counts the units of a pool whose domains moved.
func (r *Runner) moveUnits(p *poolState, t float64) {
	if len(r.moved) == 0 {
		return
	}
	for _, m := range r.moved {
		if m.d < p.place {
			r.count(p, m, t)
		}
	}
	r.moveSets(p, t)
	r.moveRoles(p, t)
	if p.Standby == 0 && p.Upkeep != nil {
		r.recount(p, t)
	}
	r.judge(p)
}

// A move is an innermost domain and the rank it had.
type move struct {
	d   int
	old int32
}

// count counts the working units of a domain at its new rank.
func (r *Runner) count(p *poolState, m move, t float64) {
	n, rank := p.alive[m.d], r.rank[p.base+m.d]
	if p.Upkeep != nil {
		away := p.upkeep.away[m.d]
		p.at[min(m.old, p.planRank)] -= away
		p.at[min(rank, p.planRank)] += away
		n -= away
	}
	p.at[m.old] -= n
	p.at[rank] += n
	switch whole := int32(r.whole); {
	case p.Standby > 0, p.Upkeep != nil: // see recount
	case whole == m.old:
		p.upHours -= float64(float64(n) * (r.horizon - max(t, 0)))
	case whole == rank:
		p.upHours += float64(float64(n) * (r.horizon - max(t, 0)))
	}
}

// moveSets tells the sets of a pool of the members whose domains moved.
func (r *Runner) moveSets(p *poolState, t float64) {
	if len(p.sets) == 0 || p.seated() {
		return
	}
	for _, m := range r.moved {
		for u := m.d; m.d < p.place && u < p.Count; u += p.place {
			switch whole := int32(r.whole); {
			case p.failed[u]:
			case p.isOut(u):
				r.rerank(p, u/p.size)
			case m.old == whole:
				r.setChange(p, u, t, false)
			case r.rank[p.base+m.d] == whole:
				r.setChange(p, u, t, true)
			default:
				r.rerank(p, u/p.size)
			}
		}
	}
}

// incident begins or ends incident kind i.
func (r *Runner) incident(i int, t float64, begins bool) {
	s, in := &r.incidents[i], &r.s.Incidents[i]
	s.inForce = begins
	if begins {
		r.bad++
	} else {
		r.bad--
	}
	switch in.Reach {
	case model.ReachDomain:
		if begins {
			s.target = r.occupant(in.Index, &s.aim)
		}
		r.regard(in.Index, s.target, t)
	case model.ReachGroup:
		if begins {
			s.target = r.groupAt(s.aim.below(max(1, r.groups)))
		}
		r.takeGroup(s.target)
	case model.ReachFleet, model.ReachPool:
		r.countStops()
	}
}

// groupAt counts the k-th group that is there among those of all pools, to join too.
func (r *Runner) groupAt(k int) int {
	g := k
	for i := range r.pools {
		p := &r.pools[i]
		if p.Size == 0 {
			continue
		}
		if k -= p.now / p.Size; k < 0 {
			break
		}
		g += p.Groups() - p.now/p.Size
	}
	return g
}

// takeGroup finds the first incident that has group g, counted over all pools.
func (r *Runner) takeGroup(g int) {
	first := r.whole
	for i := len(r.incidents) - 1; i >= 0; i-- {
		if r.s.Incidents[i].Reach == model.ReachGroup && r.incidents[i].inForce && r.incidents[i].target == g {
			first = len(r.levels) + 1 + i
		}
	}
	for i := range r.pools {
		p := &r.pools[i]
		if g < p.Groups() {
			p.sets[g].taken = int32(first)
			r.rerank(p, g)
			r.judge(p)
			return
		}
		g -= p.Groups()
	}
}
