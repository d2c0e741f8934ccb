package simulate

import "github.com/capplan/capplan/model"

// A memberState follows how many members of each group of a pool are up or, without
// groups, how many of its units.
type memberState struct {
	on    bool
	since []float64 // by group: from when on it has so many
	up    []int32   // by group; 1 + most more where it is stopped
	hours []float64 // by that

	taking, takingHours float64 // since when takeovers were as many, and their hours
}

// counts reports whether a system asks for the members up of a pool. Such a pool is
// stepped through event by event.
func counts(p *model.PoolSystem) bool { return p.CountMembers > 0 }

// resetMembers lets all that is there be up.
func (p *poolState) resetMembers(r *Runner) {
	m := &p.members
	if m.on = counts(p.PoolSystem) && !r.mission; !m.on {
		if p.index < len(r.h.Members) {
			r.h.Members[p.index], r.h.Stopped[p.index], r.h.Taking[p.index] = nil, nil, 0
		}
		return
	}
	h := r.h
	for len(h.Members) < len(r.s.Pools) {
		h.Members, h.Stopped, h.Taking = append(h.Members, nil), append(h.Stopped, nil), append(h.Taking, 0)
	}
	n, most := 1, p.CountMembers
	if p.Size > 0 {
		n, most = p.now/p.Size, p.Size
	}
	h.Members[p.index], h.Stopped[p.index], h.Taking[p.index] = zeroed(h.Members[p.index], most+1), zeroed(h.Stopped[p.index], most+1), 0
	m.hours = zeroed(m.hours, 2*(most+1))
	m.taking, m.takingHours = 0, 0
	m.since, m.up = m.since[:0], m.up[:0]
	for range n {
		m.since, m.up = append(m.since, 0), append(m.up, int32(most))
	}
	if p.Size == 0 {
		m.up[0] = int32(min(most, p.now))
	}
}

// countMembers notes what set i, or a pool without groups, has up from now on.
func (r *Runner) countMembers(p *poolState, i int) {
	m := &p.members
	if i >= len(m.up) {
		return
	}
	now := r.upOf(p, i)
	if r.halted(p, i) {
		now += int32(len(m.hours) / 2)
	}
	if now != m.up[i] {
		t := max(0, min(r.clock, r.horizon))
		m.hours[m.up[i]] += t - m.since[i]
		m.since[i], m.up[i] = t, now
	}
}

// joinMembers begins to count the groups that join a pool.
func (r *Runner) joinMembers(p *poolState) {
	m := &p.members
	if !m.on || p.Size == 0 {
		return
	}
	for len(m.up) < p.now/p.Size {
		m.since = append(m.since, max(0, r.clock))
		m.up = append(m.up, r.upOf(p, len(m.up)))
	}
}

// closeMembers counts what lasts to the end.
func (p *poolState) closeMembers(r *Runner) {
	m := &p.members
	for i := range m.up {
		m.hours[m.up[i]] += r.horizon - m.since[i]
		m.since[i] = r.horizon
	}
	all := r.h.Members[p.index]
	copy(all, m.hours)
	copy(r.h.Stopped[p.index], m.hours[len(all):])
	for j, x := range r.h.Stopped[p.index] {
		all[j] += x
	}
	r.countTaking(p)
	r.h.Taking[p.index] = m.takingHours
}

// countTaking adds up the takeovers that run until now; of a history that is closed until
// its end.
func (r *Runner) countTaking(p *poolState) {
	m := &p.members
	t := max(0, min(r.clock, r.horizon))
	m.takingHours += float64(float64(p.takeovers) * (t - m.taking))
	m.taking = t
}

// countStops notes what stops more than one group begins or ends to stop.
func (r *Runner) countStops() {
	for i := range r.pools {
		if p := &r.pools[i]; p.members.on {
			for k := range p.members.up {
				r.countMembers(p, k)
			}
		}
	}
}

// halted reports whether anything stops set i of a pool, or a pool without groups.
func (r *Runner) halted(p *poolState, i int) bool {
	if p.stops > 0 || p.Size > 0 && p.sets[i].stops > 0 {
		return true
	}
	for k := range r.pools {
		if r.pools[k].allStops > 0 {
			return true
		}
	}
	for k := range r.incidents {
		in := &r.s.Incidents[k]
		if r.incidents[k].inForce && (in.Reach == model.ReachFleet || in.Reach == model.ReachPool && in.Index == p.index) {
			return true
		}
	}
	return false
}

// upOf returns the members up of set i, or the units of a pool without groups, as
// many as are asked for.
func (r *Runner) upOf(p *poolState, i int) int32 {
	if p.Size == 0 {
		v := r.full()
		return int32(min(v.up(p), p.CountMembers))
	}
	s := &p.sets[i]
	switch {
	case int(s.taken) < r.seen:
		return 0
	case p.seated():
		n := int32(0)
		for _, at := range p.coupled.filledAt[i*p.size : (i+1)*p.size] {
			if int(at[1]) >= r.seen {
				n++
			}
		}
		return n
	case p.Upkeep == nil:
		return s.up
	}
	n := int32(0)
	for u := i * p.size; u < (i+1)*p.size; u++ {
		if int(r.unitRank(p, u)) >= r.seen {
			n++
		}
	}
	return n
}
