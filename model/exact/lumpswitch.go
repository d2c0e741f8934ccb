package exact

// What an active-standby pool does: 0 carries; then stages of a takeover; then of a
// recovery; then it waits for the lost unit; then nobody is up.
func (p *lumpedPool) waits() int32 { return int32(1 + p.take.len() + p.stopped.len()) }
func (p *lumpedPool) empty() int32 { return p.waits() + 1 }

// switching lets takeovers and recoveries of an active-standby pool get on.
func (m *mover) switching(s *lumpSpot, p *lumpedPool) {
	act := int(s.v[p.act])
	law, stage := &p.take, act-1
	if stage >= law.len() {
		law, stage = &p.stopped, stage-law.len()
	}
	if act == 0 || stage >= law.len() {
		return
	}
	m.event(s, law.rate[stage], true, func(t *lumpSpot) {
		if t.v[p.act]++; law.ends(stage) {
			t.v[p.act] = 0
		}
	})
}

// carryOn lets the next unit take over in active-standby pools whose active unit, or
// the one chosen, is not up any more.
func (m *mover) carryOn(s *lumpSpot, rate float64, from int) {
	for i := from; i < len(m.pools); i++ {
		p := &m.pools[i]
		if !p.switches {
			continue
		}
		m.reaches(s, m.all, m.then)
		who := int(s.v[p.who])
		switch act := s.v[p.act]; {
		case act == p.waits():
			if m.unitUp(s, p, who) {
				s.v[p.act] = 0
			} else if !m.anyUp(s, p) {
				s.v[p.act], s.v[p.who] = p.empty(), 0
			}
		case act == p.empty():
			for u := range p.cells {
				if m.unitUp(s, p, u) {
					s.v[p.act], s.v[p.who] = 0, int32(u)
					break
				}
			}
		case !m.unitUp(s, p, who):
			m.takeOver(s, p, who, rate, i)
			return
		}
	}
	m.canonical(s)
	m.yield(s, rate)
}

func (m *mover) anyUp(s *lumpSpot, p *lumpedPool) bool {
	for u := range p.cells {
		if m.unitUp(s, p, u) {
			return true
		}
	}
	return false
}

func (m *mover) unitUp(s *lumpSpot, p *lumpedPool, u int) bool {
	ci := p.cells[u]
	if !m.then.reach[ci] {
		return false
	}
	for k := range p.statuses {
		if p.statuses[k].does == works && s.v[m.cells[ci].at+k] > 0 {
			return true
		}
	}
	return false
}

func (m *mover) takeOver(s *lumpSpot, p *lumpedPool, lost int, rate float64, pool int) {
	next := -1
	for k := 1; k < len(p.cells) && next < 0; k++ {
		if u := (lost + k) % len(p.cells); m.unitUp(s, p, u) {
			next = u
		}
	}
	on := func(t *lumpSpot, r float64) { m.carryOn(t, r, pool+1) }
	if next < 0 {
		s.v[p.act], s.v[p.who] = p.empty(), 0
		on(s, rate)
		return
	}
	set := func(act int32, who int) func(*lumpSpot) {
		return func(t *lumpSpot) { t.v[p.act], t.v[p.who] = act, int32(who) }
	}
	good := rate * p.Cover.Success
	if p.take.len() == 0 {
		m.branch(s, good, on, set(0, next))
	}
	for i, q := range p.take.start {
		m.branch(s, good*q, on, set(int32(1+i), next))
	}
	bad := rate * (1 - p.Cover.Success)
	if !p.Cover.HasRecovery {
		m.branch(s, bad, on, set(p.waits(), lost))
		return
	}
	for i, q := range p.stopped.start {
		m.branch(s, bad*q, on, set(int32(1+p.take.len()+i), next))
	}
}
