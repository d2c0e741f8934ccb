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
