package exact

// more counts one more of what is told apart up to a number.
func (m *mover) more(s *lumpSpot, at, stages, i, most int) {
	n := int32(0)
	for _, x := range s.v[at : at+stages] {
		n += x
	}
	if int(n) < most {
		s.v[at+i]++
	}
}

// wantPart lets a failed unit take a part where it needs one, or wait for it.
func (m *mover) wantPart(s *lumpSpot, ci, hold int, rate float64, then func(*lumpSpot, float64)) {
	p := &m.pools[m.cells[ci].pool]
	if !(rate > 0) {
		return
	}
	if p.Spares == nil {
		m.ready(s, ci, hold, rate, then)
		return
	}
	if p.Spares.Share < 1 {
		t := m.borrow(s)
		m.ready(t, ci, hold, rate*(1-p.Spares.Share), then)
		m.give(t)
	}
	rate *= p.Spares.Share
	n := int32(0)
	for i := range p.resupply.rate {
		n += s.v[p.order+i]
	}
	for i, q := range p.resupply.start {
		if !(q*rate > 0) {
			continue
		}
		t := m.borrow(s)
		t.v[p.order+i]++
		if int(n) < p.Spares.OnSite {
			m.ready(t, ci, hold, rate*q, then)
		} else {
			t.v[m.cells[ci].at+p.find(status{does: wantsPart, holds: hold == 1})]++
			if p.list >= 0 {
				t.q[p.list] = append(t.q[p.list], entry(ci, hold, 1))
			}
			then(t, rate*q)
		}
		m.give(t)
	}
}

func entry(cell, hold, part int) int32 { return int32(cell*4 + hold*2 + part) }

// ready lets a failed unit that has its part wait for a crew, and take one that is free.
func (m *mover) ready(s *lumpSpot, ci, hold int, rate float64, then func(*lumpSpot, float64)) {
	p := &m.pools[m.cells[ci].pool]
	if p.crew < 0 || m.crews[p.crew].sharing {
		m.begun(s, ci, hold, rate, then)
		return
	}
	s.v[m.cells[ci].at+p.find(status{does: wantsCrew, holds: hold == 1})]++
	if p.list >= 0 {
		s.q[p.list] = append(s.q[p.list], entry(ci, hold, 0))
	}
	m.assign(s, p.crew, rate, then)
}

// assign gives free crews work.
func (m *mover) assign(s *lumpSpot, crew int, rate float64, then func(*lumpSpot, float64)) {
	c := &m.crews[crew]
	if m.busy(s, c) >= c.count {
		then(s, rate)
		return
	}
	for _, i := range c.pools {
		p := &m.pools[i]
		if p.list >= 0 {
			q := s.q[p.list]
			for k, e := range q {
				if e&1 == 0 {
					s.q[p.list] = append(q[:k], q[k+1:]...)
					m.called(s, int(e>>2), int(e>>1&1), crew, rate, then)
					return
				}
			}
			break
		}
		for _, ci := range p.cells {
			for h := range 2 {
				if h == 1 && !p.holding() {
					break
				}
				if s.v[m.cells[ci].at+p.find(status{does: wantsCrew, holds: h == 1})] > 0 {
					m.called(s, ci, h, crew, rate, then)
					return
				}
			}
		}
	}
	then(s, rate)
}

func (m *mover) called(s *lumpSpot, ci, hold, crew int, rate float64, then func(*lumpSpot, float64)) {
	p := &m.pools[m.cells[ci].pool]
	s.v[m.cells[ci].at+p.find(status{does: wantsCrew, holds: hold == 1})]--
	m.begun(s, ci, hold, rate, func(t *lumpSpot, r float64) { m.assign(t, crew, r, then) })
}

// begun starts a repair.
func (m *mover) begun(s *lumpSpot, ci, hold int, rate float64, then func(*lumpSpot, float64)) {
	p := &m.pools[m.cells[ci].pool]
	at := m.cells[ci].at
	if p.repair.simple() {
		s.v[at+p.served[hold][0]]++
		then(s, rate)
		return
	}
	for i, q := range p.repair.start {
		m.branch(s, rate*q, then, func(t *lumpSpot) { t.v[at+p.served[hold][i]]++ })
	}
}

// repairing lets a repair get on, or end.
func (m *mover) repairing(s *lumpSpot, p *lumpedPool, ci, k int, n float64) {
	st := p.statuses[k]
	rate := n * p.repair.rate[st.stage]
	if !(rate > 0) {
		return
	}
	if !p.repair.ends(st.stage) {
		next := st
		next.stage++
		m.shift(s, p, ci, k, p.find(next), rate)
		return
	}
	for life, q := range p.life.start {
		if q == 0 {
			continue
		}
		t := m.borrow(s)
		at := m.cells[ci].at
		t.v[at+k]--
		next := status{life: life}
		if p.Standby > 0 {
			next.pace = standsBy
		}
		t.v[at+p.find(next)]++
		done := func(x *lumpSpot, r float64) { m.close(x, r, true) }
		if p.crew >= 0 && !m.crews[p.crew].sharing {
			m.assign(t, p.crew, rate*q, done)
		} else {
			done(t, rate*q)
		}
		m.give(t)
	}
}

// wholeOf yields what happens to a pool as a whole.
func (m *mover) wholeOf(s *lumpSpot, p *lumpedPool) {
	if p.shock > 0 && !m.frozen(p) {
		m.strike(s, p)
	}
	m.running(s, p.stop, &p.stopped)
	m.running(s, p.taking, &p.take)
	if p.Size > 0 && p.stopping() && p.ofGroup() {
		for i := range m.groups {
			if m.groups[i].pool == p.index {
				m.running(s, m.groups[i].stop, &p.stopped)
			}
		}
	}
	if p.order >= 0 {
		for i := range p.resupply.rate {
			m.arriving(s, p, i)
		}
	}
	if p.switches {
		m.switching(s, p)
	}
}

// running lets times that are counted by stage get on.
func (m *mover) running(s *lumpSpot, at int, law *stages) {
	if at < 0 {
		return
	}
	for i, r := range law.rate {
		m.event(s, float64(s.v[at+i])*r, true, func(t *lumpSpot) {
			if t.v[at+i]--; !law.ends(i) {
				t.v[at+i+1]++
			}
		})
	}
}

// arriving lets a part come: the unit that failed first takes it, or it goes to the
// shelf.
func (m *mover) arriving(s *lumpSpot, p *lumpedPool, i int) {
	rate := float64(s.v[p.order+i]) * p.resupply.rate[i]
	if !(rate > 0) {
		return
	}
	t := m.borrow(s)
	defer m.give(t)
	done := func(x *lumpSpot, r float64) { m.close(x, r, true) }
	if t.v[p.order+i]--; !p.resupply.ends(i) {
		t.v[p.order+i+1]++
		done(t, rate)
		return
	}
	ci, hold, ok := m.firstWithoutPart(t, p)
	if !ok {
		done(t, rate)
		return
	}
	t.v[m.cells[ci].at+p.find(status{does: wantsPart, holds: hold == 1})]--
	if p.crew < 0 || m.crews[p.crew].sharing {
		m.begun(t, ci, hold, rate, done)
		return
	}
	t.v[m.cells[ci].at+p.find(status{does: wantsCrew, holds: hold == 1})]++
	m.assign(t, p.crew, rate, done)
}

// firstWithoutPart finds the unit of a pool that has waited longest for a part. In a
// crew's list it keeps its place.
func (m *mover) firstWithoutPart(s *lumpSpot, p *lumpedPool) (ci, hold int, ok bool) {
	if p.list >= 0 {
		q := s.q[p.list]
		for k, e := range q {
			if c := int(e >> 2); e&1 == 1 && m.cells[c].pool == p.index {
				if m.lists[p.list].crew >= 0 {
					q[k] &^= 1
				} else {
					s.q[p.list] = append(q[:k], q[k+1:]...)
				}
				return c, int(e >> 1 & 1), true
			}
		}
		return 0, 0, false
	}
	for _, ci := range p.cells {
		if s.v[m.cells[ci].at+p.find(status{does: wantsPart})] > 0 {
			return ci, 0, true
		}
	}
	return 0, 0, false
}
