package simulate

// Standby beside groups: a place is one of a group, and a set is Size places in order
// instead of units. A lost member's place goes to the first that waits; a unit that is
// back takes the place it had last or, where that is taken, the first empty one.

// seated reports whether the sets of a pool are made of places that change hands.
func (p *poolState) seated() bool { return p.PoolSystem.Standby > 0 && p.Size > 0 }

// setOf returns the set of unit u: the one it is in, or was in last.
func (p *poolState) setOf(u int) int {
	switch {
	case p.size == 0:
		return 0
	case p.seated():
		return int(p.coupled.units[u].seat) / p.size
	}
	return u / p.size
}

// resetSeats lets the first Count units sit in the places of their numbers.
func (r *Runner) resetSeats(p *poolState) {
	c := &p.coupled
	c.holder, c.filledAt, c.odd = c.holder[:0], c.filledAt[:0], c.odd[:0]
	if !p.seated() {
		return
	}
	whole := int32(r.whole)
	for u := range p.Count {
		c.units[u].seat = int32(u)
		c.holder = append(c.holder, int32(u)+1)
		c.filledAt = append(c.filledAt, [2]int32{whole, whole})
	}
}

// leave empties the place of unit u.
func (p *poolState) leave(u int) {
	if p.seated() {
		p.coupled.holder[p.coupled.units[u].seat] = 0
	}
}

// sit gives an empty place to unit u.
func (p *poolState) sit(u int, seat int32) {
	if p.seated() {
		p.coupled.holder[seat], p.coupled.units[u].seat = int32(u)+1, seat
	}
}

// emptySeat returns the place wanted if it is empty, else the first that is.
func (p *poolState) emptySeat(want int32) int32 {
	if !p.seated() || p.coupled.holder[want] == 0 {
		return want
	}
	for i, u := range p.coupled.holder {
		if u == 0 {
			return int32(i)
		}
	}
	panic("simulate: no place is empty")
}

// rankSeats finds from which stages on the places are filled, and counts the sets
// where they now belong: those with an empty place or one that is being taken, those
// that had one, and set also. At a stage empty places are filled, in order, from what
// is up then; what takes a place soon has it until takeovers are looked at.
func (r *Runner) rankSeats(p *poolState, also int) {
	c, whole := &p.coupled, int32(r.whole)
	before := len(c.odd)
	for _, k := range c.odd {
		c.filledAt[k] = [2]int32{whole, whole}
	}
	if c.carry < p.Count {
		r.findOdd(p)
	}
	for i, k := range c.odd {
		if i < before || i == before || c.odd[i-1]/int32(p.size) != k/int32(p.size) {
			r.rankSeatsOf(p, int(k)/p.size)
		}
	}
	if also >= 0 {
		r.rankSeatsOf(p, also)
	}
	c.odd = c.odd[:copy(c.odd, c.odd[before:])]
}

// findOdd appends the places that are empty or being taken, in order.
func (r *Runner) findOdd(p *poolState) {
	c, whole := &p.coupled, int32(r.whole)
	rank, left := whole, int32(0) // of what is not up, the last of the highest rank
	for k, u := range c.holder {
		at := [2]int32{whole, whole}
		switch {
		case u == 0:
			for left == 0 && rank > 0 {
				rank--
				left = p.at[rank]
			}
			left--
			at = [2]int32{rank, rank}
		case c.units[u-1].role == carries:
			continue
		case c.units[u-1].plan:
			at = [2]int32{p.planRank, p.planRank}
		default:
			at[1] = -1
		}
		c.filledAt[k] = at
		c.odd = append(c.odd, int32(k))
	}
}

// rankSeatsOf counts set i by the places that are filled.
func (r *Runner) rankSeatsOf(p *poolState, i int) {
	s := &p.sets[i]
	rank := min(s.taken, r.nthFilled(p, i, 0))
	covered := min(s.taken, r.nthFilled(p, i, 1))
	if s.stops > 0 {
		covered = -1
	}
	p.recast(s, rank, covered)
	if p.members.on {
		r.countMembers(p, i)
	}
}

// nthFilled returns the setNeeds-th largest rank of the places of set i, −1 where too
// few are ever filled.
func (r *Runner) nthFilled(p *poolState, i, which int) int32 {
	clear(r.tally)
	for _, at := range p.coupled.filledAt[i*p.size : (i+1)*p.size] {
		if at[which] >= 0 {
			r.tally[at[which]]++
		}
	}
	n := int32(0)
	for rank := int32(r.whole); rank >= 0; rank-- {
		if n += r.tally[rank]; n >= p.setNeeds {
			return rank
		}
	}
	return -1
}
