package simulate

import "github.com/capplan/capplan/model"

// goGray makes unit u half dead until it is detected.
func (r *Runner) goGray(p *poolState, u int, t float64) {
	c := &p.coupled
	x := &c.units[u]
	r.settle(t)
	x.gray = true
	x.grayed++
	p.grays++
	r.bad++
	r.age(p, u, t)
	r.later(end, pending{t: t + c.gray.draw(&p.Gray.Detect), what: grayDetected, pool: int32(p.index), item: int32(u), number: x.grayed})
}

// heal ends a unit's gray time.
func (r *Runner) heal(p *poolState, u int, t float64) {
	r.settle(t)
	x := &p.coupled.units[u]
	x.gray = false
	x.grayed++
	p.grays--
	r.bad--
}

// lostToGray returns the part of a pool's requests that its gray units lose, of what
// its working groups serve.
func (r *Runner) lostToGray(v *view, p *poolState) float64 {
	lost, tau, sets := 0.0, int32(v.tau), 0
	if len(p.sets) > 0 {
		sets = v.working(p)
	}
	for u := range p.coupled.units {
		x := &p.coupled.units[u]
		if !x.gray || x.role != carries || r.liveRank(p, u) < tau {
			continue
		}
		if len(p.sets) == 0 {
			lost += 1 / float64(max(1, v.up(p)))
			continue
		}
		if s := &p.sets[p.setOf(u)]; s.covered < tau {
			continue
		} else if !p.standby() {
			lost += 1 / float64(float64(r.membersUp(p, p.setOf(u), tau))*float64(sets))
		} else if s.active == int32(u) {
			lost += 1 / float64(sets)
		}
	}
	return min(1, float64(lost*(1-p.Gray.Works)))
}

// membersUp returns the members of set i that are up at a stage.
func (r *Runner) membersUp(p *poolState, i int, tau int32) int {
	n := 0
	for u := i * p.size; u < (i+1)*p.size; u++ { // units or, with standby, places
		switch {
		case p.seated():
			n += one(p.coupled.filledAt[u][1] >= tau)
		case r.unitRank(p, u) >= tau:
			n++
		}
	}
	return max(1, n)
}

// liveRank is the rank of a unit that works.
func (r *Runner) liveRank(p *poolState, u int) int32 {
	rank := r.rank[p.base+u%p.place]
	if p.isOut(u) {
		rank = min(rank, p.planRank)
	}
	return rank
}

// hasGray reports whether units of a pool go half dead.
func hasGray(p *model.PoolSystem) bool { return p.Gray.Life.Kind != model.NeverLaw }
