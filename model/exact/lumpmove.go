package exact

import "github.com/capplan/capplan/model"

// A mover yields what follows a state.
type mover struct {
	*lumped
	all   *scene
	now   *glance
	then  *glance
	to    *lumpSpot // the state in the making
	yield func(*lumpSpot, float64)
	spare []*lumpSpot
}

func (g *lumped) newMover(yield func(*lumpSpot, float64)) *mover {
	return &mover{lumped: g, all: everything(g.s), now: g.newGlance(), then: g.newGlance(), to: g.newSpot(), yield: yield}
}

// borrow returns a copy of a state, for a branch; give takes it back.
func (m *mover) borrow(s *lumpSpot) *lumpSpot {
	var c *lumpSpot
	if n := len(m.spare); n > 0 {
		c, m.spare = m.spare[n-1], m.spare[:n-1]
	} else {
		c = m.newSpot()
	}
	c.copyFrom(s)
	return c
}

func (m *mover) give(s *lumpSpot) { m.spare = append(m.spare, s) }

// event lets something happen to a copy of s, at a rate; back says that it can only
// bring units back.
func (m *mover) event(s *lumpSpot, rate float64, back bool, do func(to *lumpSpot)) {
	if !(rate > 0) {
		return
	}
	to := m.borrow(s)
	do(to)
	m.close(to, rate, back)
	m.give(to)
}

// from yields every transition out of s.
func (m *mover) from(s *lumpSpot) {
	m.look(s, m.all, m.now)
	for i := range m.pools {
		m.unitsOf(s, &m.pools[i])
		m.wholeOf(s, &m.pools[i])
	}
	for d := range m.domains {
		m.domainOf(s, &m.domains[d])
	}
	for i := range m.kinds {
		m.incidentOf(s, &m.kinds[i])
	}
}

// frozen reports whether the units of a pool stand still.
func (m *mover) frozen(p *lumpedPool) bool {
	x := &m.now.pools[p.index]
	return m.s.Freeze && !m.now.up || p.Freeze && (!x.has || x.stopped || m.now.all)
}

// sharing returns how fast a unit in repair gets on.
func (m *mover) sharing(s *lumpSpot, p *lumpedPool) float64 {
	if p.crew < 0 || !m.crews[p.crew].sharing {
		return 1
	}
	c := &m.crews[p.crew]
	return min(1, float64(c.count)/float64(m.busy(s, c)))
}

// busy returns how many units of a crew's pools are in repair.
func (m *mover) busy(s *lumpSpot, c *lumpedCrew) int {
	n := int32(0)
	for _, i := range c.pools {
		q := &m.pools[i]
		for _, ci := range q.cells {
			for h := range 2 {
				for _, k := range q.served[h] {
					n += s.v[m.cells[ci].at+k]
				}
			}
		}
	}
	return int(n)
}

func (m *mover) unitsOf(s *lumpSpot, p *lumpedPool) {
	if p.Life.Kind == model.NeverLaw {
		return
	}
	frozen, share := m.frozen(p), m.sharing(s, p)
	for _, ci := range p.cells {
		at := m.cells[ci].at
		for k := range p.statuses {
			n := float64(s.v[at+k])
			if n == 0 {
				continue
			}
			switch st := &p.statuses[k]; st.does {
			case works:
				m.workingUnit(s, p, ci, k, n, frozen)
			case inRepair:
				m.repairing(s, p, ci, k, n*share)
			}
		}
	}
}

func (m *mover) workingUnit(s *lumpSpot, p *lumpedPool, ci, k int, n float64, frozen bool) {
	st := p.statuses[k]
	pace := n
	if st.pace != carries {
		pace *= p.Dormancy
	}
	if frozen {
		pace = 0
	}
	if r := pace * p.own * p.life.rate[st.life]; r > 0 {
		if p.life.ends(st.life) {
			m.failing(s, ci, k, r)
		} else {
			next := st
			next.life++
			m.shift(s, p, ci, k, p.find(next), r)
		}
	}
	if p.graying > 0 && st.gray == 0 && pace > 0 {
		for i, q := range p.detect.start {
			next := st
			next.gray = 1 + i
			if q > 0 {
				m.shift(s, p, ci, k, p.find(next), pace*p.graying*q)
			}
		}
	}
	if st.gray > 0 {
		r := n * p.detect.rate[st.gray-1]
		if p.detect.ends(st.gray - 1) {
			m.failing(s, ci, k, r)
		} else {
			next := st
			next.gray++
			m.shift(s, p, ci, k, p.find(next), r)
		}
	}
	if st.pace == chosen {
		r := n * p.take.rate[st.stage]
		next := st
		if next.stage++; p.take.ends(st.stage) {
			next.pace, next.stage = carries, 0
		}
		m.shift(s, p, ci, k, p.find(next), r)
	}
}

// shift moves one unit from one status to another.
func (m *mover) shift(s *lumpSpot, p *lumpedPool, ci, from, to int, rate float64) {
	m.event(s, rate, true, func(t *lumpSpot) {
		at := m.cells[ci].at
		t.v[at+from]--
		t.v[at+to]++
	})
}

// failing lets a unit of a cell fail.
func (m *mover) failing(s *lumpSpot, ci, k int, rate float64) {
	if !(rate > 0) {
		return
	}
	to := m.borrow(s)
	m.fail(to, ci, k, m.now.reach[ci], rate, func(t *lumpSpot, r float64) { m.close(t, r, false) })
	m.give(to)
}

// branch goes on with a copy.
func (m *mover) branch(s *lumpSpot, rate float64, then func(*lumpSpot, float64), change func(*lumpSpot)) {
	if !(rate > 0) {
		return
	}
	t := m.borrow(s)
	change(t)
	then(t, rate)
	m.give(t)
}

// fail takes a unit down: it may stop its scope, takes a part or waits for one, then a
// crew.
func (m *mover) fail(s *lumpSpot, ci, k int, reach bool, rate float64, then func(*lumpSpot, float64)) {
	cell := &m.cells[ci]
	p := &m.pools[cell.pool]
	st := p.statuses[k]
	s.v[cell.at+k]--
	covered := rate
	carrying := reach && st.pace == carries
	if p.holding() && carrying {
		covered = rate * p.Cover.Success
		t := m.borrow(s)
		m.wantPart(t, ci, 1, rate*(1-p.Cover.Success), then)
		m.give(t)
	}
	if p.stopping() && carrying {
		at := p.stop
		if p.ofGroup() {
			at = m.groups[cell.group].stop
		}
		covered = rate * p.Cover.Success
		for i, q := range p.stopped.start {
			t := m.borrow(s)
			m.more(t, at, p.stopped.len(), i, p.most)
			m.wantPart(t, ci, 0, rate*(1-p.Cover.Success)*q, then)
			m.give(t)
		}
	}
	if p.taking >= 0 && carrying {
		for i, q := range p.take.start {
			t := m.borrow(s)
			m.more(t, p.taking, p.take.len(), i, p.mostTake)
			m.wantPart(t, ci, 0, covered*q, then)
			m.give(t)
		}
		return
	}
	m.wantPart(s, ci, 0, covered, then)
}
