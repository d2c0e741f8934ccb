package exact

// A struck is units that a shock takes.
type struck struct{ cell, status, n int }

// strike takes every unit of a pool that is up, but no cold one, at once.
func (m *mover) strike(s *lumpSpot, p *lumpedPool) {
	var all []struck
	for _, ci := range p.cells {
		if !m.now.reach[ci] {
			continue
		}
		for k := range p.statuses {
			st := &p.statuses[k]
			if n := int(s.v[m.cells[ci].at+k]); n > 0 && st.does == works && (st.pace == carries || p.Dormancy > 0) {
				all = append(all, struck{ci, k, n})
			}
		}
	}
	if len(all) == 0 {
		return
	}
	// One after another; what has become the same is taken together.
	type weighed struct {
		s *lumpSpot
		p float64
	}
	now := []weighed{{s.clone(), p.shock}}
	var buf []byte
	for _, x := range all {
		for range x.n {
			var next []weighed
			at := map[string]int{}
			for _, w := range now {
				m.fail(w.s, x.cell, x.status, true, w.p, func(t *lumpSpot, r float64) {
					buf = m.key(t, buf)
					if i, ok := at[string(buf)]; ok {
						next[i].p += r
						return
					}
					at[string(buf)] = len(next)
					next = append(next, weighed{t.clone(), r})
				})
			}
			now = next
		}
	}
	for _, w := range now {
		m.close(w.s, w.p, false)
	}
}

// domainOf yields what happens to the paths of a domain.
func (m *mover) domainOf(s *lumpSpot, d *lumpedDomain) {
	n := d.life.len()
	for i, r := range d.life.rate {
		rate := float64(s.v[d.at+i]) * r * (1 - d.beta)
		if !d.life.ends(i) {
			m.domainEvent(s, rate, func(t *lumpSpot) { t.v[d.at+i]--; t.v[d.at+i+1]++ })
			continue
		}
		for k, q := range d.repair.start {
			m.domainEvent(s, rate*q, func(t *lumpSpot) { t.v[d.at+i]--; t.v[d.at+n+k]++ })
		}
	}
	if d.shock > 0 && s.v[d.at] > 0 { // exponential lives and repairs
		m.domainEvent(s, d.shock, func(t *lumpSpot) { t.v[d.at+n] += t.v[d.at]; t.v[d.at] = 0 })
	}
	for i, r := range d.repair.rate {
		rate := float64(s.v[d.at+n+i]) * r
		if !d.repair.ends(i) {
			m.domainEvent(s, rate, func(t *lumpSpot) { t.v[d.at+n+i]--; t.v[d.at+n+i+1]++ })
			continue
		}
		for k, q := range d.life.start {
			m.domainEvent(s, rate*q, func(t *lumpSpot) { t.v[d.at+n+i]--; t.v[d.at+k]++ })
		}
	}
}

// domainEvent is an event that may change what can be reached.
func (m *mover) domainEvent(s *lumpSpot, rate float64, do func(*lumpSpot)) {
	if !(rate > 0) {
		return
	}
	t := m.borrow(s)
	do(t)
	m.reaches(t, m.all, m.then)
	back := true
	for ci := range m.cells {
		switch was, is := m.now.reach[ci], m.then.reach[ci]; {
		case was && !is:
			back = false
			m.vacate(t, ci)
		case !was && is:
			m.offer(t, ci)
		}
	}
	m.close(t, rate, back)
	m.give(t)
}

// vacate lets those who were to take a place wait: they are not up any more.
func (m *mover) vacate(s *lumpSpot, ci int) {
	cell := &m.cells[ci]
	p := &m.pools[cell.pool]
	for k := range p.statuses {
		if st := p.statuses[k]; st.pace == chosen && st.does == works && s.v[cell.at+k] > 0 {
			st.pace, st.stage = standsBy, 0
			s.v[cell.at+p.find(st)] += s.v[cell.at+k]
			s.v[cell.at+k] = 0
		}
	}
}

// offer lets units that are up again wait; settle gives them the empty places.
func (m *mover) offer(s *lumpSpot, ci int) {
	cell := &m.cells[ci]
	p := &m.pools[cell.pool]
	if p.Standby == 0 {
		return
	}
	for k := range p.statuses {
		if st := p.statuses[k]; st.pace == carries && st.does == works && s.v[cell.at+k] > 0 {
			st.pace = standsBy
			s.v[cell.at+p.find(st)] += s.v[cell.at+k]
			s.v[cell.at+k] = 0
		}
	}
}

// incidentOf yields the beginning and the end of an incident.
func (m *mover) incidentOf(s *lumpSpot, k *lumpedIncident) {
	for _, at := range k.at {
		if stage := int(s.v[at]); stage > 0 {
			m.domainEvent(s, k.duration.rate[stage-1], func(t *lumpSpot) {
				if t.v[at]++; k.duration.ends(stage - 1) {
					t.v[at] = 0
				}
			})
			return
		}
	}
	for _, at := range k.at {
		for i, q := range k.duration.start {
			m.domainEvent(s, k.rate*q/float64(len(k.at)), func(t *lumpSpot) { t.v[at] = int32(i + 1) })
		}
	}
}

// close brings places and active units in order and yields the state.
func (m *mover) close(s *lumpSpot, rate float64, back bool) {
	for i := range m.pools {
		if p := &m.pools[i]; p.Standby > 0 {
			m.fillPlaces(s, p, back)
		}
	}
	m.carryOn(s, rate, 0)
}

// fillPlaces gives empty places to units that wait: after a loss once the takeover is
// over, on a return at once.
func (m *mover) fillPlaces(s *lumpSpot, p *lumpedPool, back bool) {
	m.reaches(s, m.all, m.then)
	empty := int32(p.Count)
	for _, ci := range p.cells {
		if !m.then.reach[ci] {
			continue
		}
		for k := range p.statuses {
			if st := &p.statuses[k]; st.does == works && st.pace != standsBy {
				empty -= s.v[m.cells[ci].at+k]
			}
		}
	}
	for _, ci := range p.cells {
		at := m.cells[ci].at
		for k := 0; k < len(p.statuses) && empty > 0; k++ {
			st := p.statuses[k]
			if n := min(s.v[at+k], empty); n > 0 && st.does == works && st.pace == standsBy && m.then.reach[ci] {
				if st.pace = carries; !back && p.take.len() > 0 {
					st.pace = chosen
				}
				s.v[at+k] -= n
				s.v[at+p.find(st)] += n
				empty -= n
			}
		}
	}
}
