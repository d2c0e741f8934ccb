package simulate

import "github.com/capplan/capplan/model"

// Where trees of structures cross, the units of a pool stand in cells: unit i in cell
// i mod n, n the least number of units after which their places in all trees repeat,
// or all units. Each pool has its own.

// seatAll lays out the domains, or the cells of every pool, in r.rank.
func (r *Runner) seatAll() {
	s := r.s
	r.crossed, r.seats = false, 0
	r.domains = 0
	for l := range s.Levels {
		r.crossed = r.crossed || s.Levels[l].Tree > 0
	}
	cells := 0
	for i := range s.Pools {
		p := &s.Pools[i]
		r.domains = max(r.domains, p.Place)
		if r.crossed {
			cells += r.cells(p)
		}
	}
	if r.crossed {
		r.domains = cells
	}
	r.rank, r.tally = resize(r.rank, r.domains+1), resize(r.tally, r.whole+1)
	for d := range r.rank {
		r.rank[d] = int32(r.whole)
	}
	r.astray = 0
	r.seatLevels()
}

// seat returns where the ranks of a pool begin and how many there are.
func (r *Runner) seat(p *model.PoolSystem) (base, place int) {
	switch {
	case p.Place == 0:
		return len(r.rank) - 1, 1
	case !r.crossed:
		return 0, p.Place
	}
	base = r.seats
	r.seats += r.cells(p)
	return base, r.cells(p)
}

// cells returns the number of cells of a pool.
func (r *Runner) cells(p *model.PoolSystem) int {
	n := p.Place
	if n == 0 {
		return 0
	}
	levels := r.s.Levels
	for l := range levels {
		if levels[l].Tree > 0 && (l+1 == len(levels) || levels[l+1].Tree != levels[l].Tree) {
			period := levels[0].Total * levels[l].Total
			if n = n / divisor(n, period) * period; n >= p.Most() {
				return max(1, p.Most())
			}
		}
	}
	return n
}

// divisor returns the greatest common divisor.
func divisor(a, b int) int {
	for b > 0 {
		a, b = b, a%b
	}
	return a
}

// seatLevels makes all levels whole and finds their instances with units.
func (r *Runner) seatLevels() {
	s := r.s
	r.levels = resize(r.levels, len(s.Levels))
	inner := 0
	for l := len(s.Levels) - 1; l >= 0; l-- {
		lv, m := &r.levels[l], &s.Levels[l]
		if l+1 == len(s.Levels) || s.Levels[l+1].Tree != m.Tree {
			inner = m.Total
		}
		lv.inner = inner
		lv.out, lv.paths = zeroed(lv.out, m.Total), resize(lv.paths, m.Total)
		for x := range lv.paths {
			lv.paths[x] = int32(m.Paths)
		}
	}
	r.occupy(0)
}

// occupy finds the instances with units, and how many groups there are, at t.
func (r *Runner) occupy(t float64) {
	r.occupied, r.groups = 0, 0
	for i := range r.s.Pools {
		p := &r.s.Pools[i]
		n := p.CountAt(t)
		r.occupied = max(r.occupied, min(p.Place, n+p.Standby))
		if p.Size > 0 {
			r.groups += n / p.Size
		}
	}
	for l := range r.levels {
		if lv := &r.levels[l]; r.s.Levels[l].Tree > 0 {
			r.findSeats(lv, t)
		}
	}
}

// findSeats lists the instances of a level of a further tree that hold units.
func (r *Runner) findSeats(lv *levelState, t float64) {
	lv.seats = lv.seats[:0]
	lv.holds = zeroed(lv.holds, len(lv.out))
	for i := range r.s.Pools {
		p := &r.s.Pools[i]
		for u := 0; p.Place > 0 && u < p.CountAt(t)+p.Standby; u++ {
			lv.holds[r.s.Under(u, lv.inner)%len(lv.holds)] = true
		}
	}
	for x, has := range lv.holds {
		if has {
			lv.seats = append(lv.seats, int32(x))
		}
	}
}

// instance returns the instance of level l that domain or cell d of a pool stands in.
func (r *Runner) instance(p *poolState, d, l int) int {
	lv := &r.levels[l]
	switch {
	case r.s.Levels[l].Tree > 0:
		d = r.s.Under(d, lv.inner)
	case r.crossed:
		d %= p.Place
	}
	return d % len(lv.out)
}

// reseat gives the cells of a pool in instance x of level l the rank they now have.
func (r *Runner) reseat(p *poolState, l, x int) {
	r.moved = r.moved[:0]
	for d := range p.place {
		if r.instance(p, d, l) != x {
			continue
		}
		if rank := r.domainRank(p, d); rank != r.rank[p.base+d] {
			r.moved = append(r.moved, move{d, r.rank[p.base+d]})
			r.rank[p.base+d] = rank
		}
	}
}

// occupant draws one of the instances of a level that hold units.
func (r *Runner) occupant(l int, s *stream) int {
	if lv := &r.levels[l]; r.s.Levels[l].Tree > 0 {
		if len(lv.seats) == 0 {
			return 0
		}
		return int(lv.seats[s.below(len(lv.seats))])
	}
	return s.below(max(1, min(r.occupied, r.s.Levels[l].Total)))
}
