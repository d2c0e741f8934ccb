package exact

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/capplan/capplan/model"
)

// A named is a state of a small system in which every unit has a name: the text of
// model/state.go once more, with nothing counted and nothing lumped. Units of both
// pools are numbered on, the first eight.
type named struct {
	does   [8]byte // w orks, p art, c rew, r epair
	stage  [8]byte
	role   [8]byte // c arries, s tands by, t akes a place, f ull pace but gone, d ormant and gone
	holds  [8]bool
	gray   [8]bool
	line   [8]byte // units that wait, by order of failure, 1 on
	rack   [3]bool // out
	stops  [2]byte
	orders [2]byte
	act    [2]byte // c arries, t akes over, r ecovers, w aits, e mpty
	who    [2]byte
	inc    byte // the incident's pool or domain + 1
}

type namedModel struct {
	s     *model.System
	base  [2]int
	yield func(named, float64)
}

func (m *namedModel) pool(i int) *model.PoolSystem { return &m.s.Pools[i] }
func (m *namedModel) units(i int) int              { return m.pool(i).Units() }

func (m *namedModel) rackOf(u int) int { return u % m.s.Levels[0].Total }

func (m *namedModel) reach(s *named, i, u int) bool {
	if m.groupTaken(s, i, u) {
		return false
	}
	if len(m.s.Levels) == 0 {
		return true
	}
	r := m.rackOf(u)
	if s.rack[r] {
		return false
	}
	return !(len(m.s.Incidents) > 0 && m.s.Incidents[0].Reach == model.ReachDomain && int(s.inc) == r+1)
}

// groupTaken reports whether the incident has the group of unit u of pool i: groups are
// numbered on from pool to pool.
func (m *namedModel) groupTaken(s *named, i, u int) bool {
	in, p := m.s.Incidents, m.pool(i)
	if len(in) == 0 || in[0].Reach != model.ReachGroup || s.inc == 0 || p.Size == 0 {
		return false
	}
	g := u / p.Size
	for k := range i {
		g += m.pool(k).Groups()
	}
	return int(s.inc) == g+1
}

// working returns how many groups of a pool work.
func (m *namedModel) working(s *named, i int) (n int) {
	p := m.pool(i)
	for g := range p.Groups() {
		up := 0
		for u := g * p.Size; u < (g+1)*p.Size; u++ {
			if m.upUnit(s, i, u) {
				up++
			}
		}
		if up >= p.GroupNeeds {
			n++
		}
	}
	return n
}

func (m *namedModel) upUnit(s *named, i, u int) bool {
	return s.does[m.base[i]+u] == 'w' && m.reach(s, i, u)
}

func (m *namedModel) carrying(s *named, i int) (n int) {
	for u := range m.units(i) {
		if m.upUnit(s, i, u) && s.role[m.base[i]+u] == 'c' {
			n++
		}
	}
	return n
}

// upUnits is how many units of a pool count as up.
func (m *namedModel) upUnits(s *named, i int) float64 {
	if m.pool(i).Standby > 0 {
		return float64(m.carrying(s, i))
	}
	n := 0
	for u := range m.units(i) {
		if m.upUnit(s, i, u) {
			n++
		}
	}
	return float64(n)
}

func (m *namedModel) switches(i int) bool {
	p := m.pool(i)
	return p.Mode == model.ActiveStandby
}

func (m *namedModel) stopped(s *named, i int) bool {
	for u := range m.units(i) {
		if s.holds[m.base[i]+u] {
			return true
		}
	}
	in := m.s.Incidents
	return s.stops[i] > 0 || len(in) > 0 && in[0].Reach == model.ReachPool && s.inc > 0 && in[0].Index == i
}

// allStopped reports whether an incident, a failure or a switch stops all of the fleet.
func (m *namedModel) allStopped(s *named) bool {
	for i := range m.s.Pools {
		if m.pool(i).Cover.Scope != model.ScopeFleet {
			continue
		}
		if m.switches(i) && s.act[i] != 'c' && s.act[i] != 'e' || s.stops[i] > 0 {
			return true
		}
		for u := range m.units(i) {
			if s.holds[m.base[i]+u] {
				return true
			}
		}
	}
	return len(m.s.Incidents) > 0 && m.s.Incidents[0].Reach == model.ReachFleet && s.inc > 0
}

func (m *namedModel) has(s *named, i int) bool {
	if m.switches(i) {
		return s.act[i] == 'c'
	}
	if m.pool(i).Size > 0 {
		return m.working(s, i) >= m.pool(i).Needs
	}
	if p := m.pool(i); p.Needs < 0 {
		return p.Capacity[m.carrying(s, i)] >= 1
	}
	return m.carrying(s, i) >= m.pool(i).Needs
}

func (m *namedModel) up(s named) bool {
	for i := range m.s.Pools {
		if !m.has(&s, i) || m.stopped(&s, i) {
			return false
		}
	}
	return !(len(m.s.Incidents) > 0 && m.s.Incidents[0].Reach == model.ReachFleet && s.inc > 0)
}

func (m *namedModel) start() named {
	s := named{act: [2]byte{'c', 'c'}}
	for i := range m.s.Pools {
		for u := range m.units(i) {
			k := m.base[i] + u
			s.does[k], s.role[k] = 'w', 'c'
			if u >= m.pool(i).Count {
				s.role[k] = 's'
			}
		}
	}
	return s
}

// settle puts places and active units right, then yields.
func (m *namedModel) settle(s named, rate float64, back bool) {
	for i := range m.s.Pools {
		p, b := m.pool(i), m.base[i]
		if p.Standby == 0 {
			continue
		}
		taken := 0
		for u := range m.units(i) {
			up := m.upUnit(&s, i, u)
			switch {
			case up && (s.role[b+u] == 'c' || s.role[b+u] == 't'):
				taken++
			case !up && s.role[b+u] == 'c':
				s.role[b+u] = 'f'
			case !up && (s.role[b+u] == 't' || s.role[b+u] == 's'):
				s.role[b+u] = 'd'
			case up && (s.role[b+u] == 'f' || s.role[b+u] == 'd'):
				s.role[b+u] = 's'
			}
			if s.does[b+u] != 'w' {
				s.role[b+u] = 'd'
			}
		}
		for u := 0; u < m.units(i) && taken < p.Count; u++ {
			if s.role[b+u] == 's' {
				s.role[b+u] = 'c'
				if !back && p.Cover.Time.Kind != model.NeverLaw {
					s.role[b+u] = 't'
				}
				taken++
			}
		}
	}
	m.carry(s, rate, 0)
}

func (m *namedModel) carry(s named, rate float64, from int) {
	for i := from; i < len(m.s.Pools); i++ {
		if !m.switches(i) {
			continue
		}
		p, n := m.pool(i), m.units(i)
		switch {
		case s.act[i] == 'w':
			if m.upUnit(&s, i, int(s.who[i])) {
				s.act[i] = 'c'
				continue
			}
			any := false
			for u := range n {
				any = any || m.upUnit(&s, i, u)
			}
			if !any {
				s.act[i], s.who[i] = 'e', 0
			}
			continue
		case s.act[i] == 'e':
			for u := range n {
				if m.upUnit(&s, i, u) {
					s.act[i], s.who[i] = 'c', byte(u)
					break
				}
			}
			continue
		case m.upUnit(&s, i, int(s.who[i])):
			continue
		}
		lost := int(s.who[i])
		for k := 1; k < n; k++ {
			if v := (lost + k) % n; m.upUnit(&s, i, v) {
				good, bad := s, s
				good.act[i], good.who[i] = 't', byte(v)
				if p.Cover.Time.Kind == model.NeverLaw {
					good.act[i] = 'c'
				}
				bad.act[i], bad.who[i] = 'r', byte(v)
				if !p.Cover.HasRecovery {
					bad.act[i], bad.who[i] = 'w', byte(lost)
				}
				m.carry(good, rate*p.Cover.Success, i+1)
				m.carry(bad, rate*(1-p.Cover.Success), i+1)
				return
			}
		}
		s.act[i], s.who[i] = 'e', 0
	}
	if rate > 0 {
		m.yield(s, rate)
	}
}

func (s *named) push(k int) {
	for j := range s.line {
		if s.line[j] == 0 {
			s.line[j] = byte(k + 1)
			return
		}
	}
}

func (s *named) drop(j int) {
	copy(s.line[j:], s.line[j+1:])
	s.line[len(s.line)-1] = 0
}

// fail lets unit u of pool i fail; then goes on with every outcome.
func (m *namedModel) fail(s named, i, u int, rate float64, then func(named, float64)) {
	p, k := m.pool(i), m.base[i]+u
	carries := m.upUnit(&s, i, u) && s.role[k] == 'c'
	s.does[k], s.gray[k] = 'p', false
	s.push(k)
	part := func(s named, rate float64) {
		if p.Spares == nil {
			m.wantCrew(s, i, u, rate, then)
			return
		}
		if p.Spares.Share < 1 {
			m.wantCrew(s, i, u, rate*(1-p.Spares.Share), then)
		}
		s.orders[i]++
		if int(s.orders[i]) <= p.Spares.OnSite {
			m.wantCrew(s, i, u, rate*p.Spares.Share, then)
		} else {
			then(s, rate*p.Spares.Share)
		}
	}
	if c := &p.Cover; c.On && carries && !m.switches(i) {
		t := s
		if c.HasRecovery {
			t.stops[i] = min(t.stops[i]+1, 8)
		} else {
			t.holds[k] = true
		}
		part(t, rate*(1-c.Success))
		rate *= c.Success
	}
	part(s, rate)
}

func (m *namedModel) wantCrew(s named, i, u int, rate float64, then func(named, float64)) {
	s.does[m.base[i]+u] = 'c'
	m.assign(s, rate, then)
}

// poolOf returns whose unit k is.
func (m *namedModel) poolOf(k int) int {
	if len(m.s.Pools) > 1 && k >= m.base[1] {
		return 1
	}
	return 0
}

func (m *namedModel) inRepair(s *named, crew int) (n int) {
	for k, d := range s.does {
		if d == 'r' && m.pool(m.poolOf(k)).Crew == crew {
			n++
		}
	}
	return n
}

func (m *namedModel) assign(s named, rate float64, then func(named, float64)) {
	for j, w := range s.line {
		if w == 0 {
			break
		}
		k := int(w - 1)
		p := m.pool(m.poolOf(k))
		if s.does[k] != 'c' || p.Crew > 0 && !m.s.Crews[p.Crew-1].Sharing && m.inRepair(&s, p.Crew) >= m.s.Crews[p.Crew-1].Count {
			continue
		}
		s.drop(j)
		s.does[k] = 'r'
		law, _ := stagesOf(p.Repair)
		for g, q := range law.start {
			t := s
			t.stage[k] = byte(g)
			m.assign(t, rate*q, then)
		}
		return
	}
	if rate > 0 {
		then(s, rate)
	}
}

func (m *namedModel) moves(s named, yield func(named, float64)) {
	m.yield = yield
	lost := func(t named, r float64) { m.settle(t, r, false) }
	back := func(t named, r float64) { m.settle(t, r, true) }
	fleetUp := m.up(s)
	for i := range m.s.Pools {
		p := m.pool(i)
		still := m.s.Freeze && !fleetUp || p.Freeze && (!m.has(&s, i) || m.stopped(&s, i) || m.allStopped(&s))
		law, _ := stagesOf(p.Repair)
		var struck []int
		for u := range m.units(i) {
			k := m.base[i] + u
			pace := 1.0
			if s.role[k] == 's' || s.role[k] == 't' || s.role[k] == 'd' {
				pace = p.Dormancy
			}
			if m.upUnit(&s, i, u) && pace > 0 {
				struck = append(struck, u)
			}
			if still {
				pace = 0
			}
			switch s.does[k] {
			case 'w':
				m.fail(s, i, u, pace*(1-p.Beta)/p.Life.Mean, lost)
				if g := &p.Gray; g.Life.Kind != model.NeverLaw {
					if s.gray[k] {
						m.fail(s, i, u, 1/g.Detect.Mean, lost)
					} else {
						t := s
						t.gray[k] = true
						back(t, pace/g.Life.Mean)
					}
				}
				if s.role[k] == 't' {
					t := s
					t.role[k] = 'c'
					back(t, 1/p.Cover.Time.Mean)
				}
			case 'r':
				r := law.rate[s.stage[k]]
				if p.Crew > 0 && m.s.Crews[p.Crew-1].Sharing {
					r *= min(1, float64(m.s.Crews[p.Crew-1].Count)/float64(m.inRepair(&s, p.Crew)))
				}
				t := s
				if !law.ends(int(s.stage[k])) {
					t.stage[k]++
					back(t, r)
					continue
				}
				t.does[k], t.stage[k], t.holds[k] = 'w', 0, false
				m.assign(t, r, back)
			}
		}
		if p.Beta > 0 && !still && len(struck) > 0 {
			strike := lost
			for j := len(struck) - 1; j >= 0; j-- {
				u, next := struck[j], strike
				strike = func(t named, r float64) { m.failStruck(t, s, i, u, r, next) }
			}
			strike(s, p.Beta/p.Life.Mean)
		}
		m.poolMoves(s, i, back)
	}
	m.outside(s, lost, back)
}

// failStruck fails a unit of a shock that found the pool as it was.
func (m *namedModel) failStruck(t, was named, i, u int, r float64, next func(named, float64)) {
	t.role[m.base[i]+u] = was.role[m.base[i]+u]
	m.fail(t, i, u, r, next)
}

func (m *namedModel) poolMoves(s named, i int, back func(named, float64)) {
	p := m.pool(i)
	if s.stops[i] > 0 {
		t := s
		t.stops[i]--
		back(t, float64(s.stops[i])/p.Cover.Recovery.Mean)
	}
	if s.orders[i] > 0 {
		t := s
		t.orders[i]--
		for _, w := range t.line {
			if w > 0 && m.poolOf(int(w-1)) == i && t.does[w-1] == 'p' {
				t.does[w-1] = 'c'
				break
			}
		}
		m.assign(t, float64(s.orders[i])/p.Spares.Resupply.Mean, back)
	}
	t := s
	t.act[i] = 'c'
	switch s.act[i] {
	case 't':
		back(t, 1/p.Cover.Time.Mean)
	case 'r':
		back(t, 1/p.Cover.Recovery.Mean)
	}
}

// outside lets racks and the incident change.
func (m *namedModel) outside(s named, lost, back func(named, float64)) {
	if len(m.s.Levels) > 0 && m.s.Levels[0].Life.Kind != model.NeverLaw {
		for r := range m.s.Levels[0].Total {
			t := s
			if t.rack[r] = !s.rack[r]; t.rack[r] {
				lost(t, m.s.Levels[0].Life.Rate())
			} else {
				back(t, m.s.Levels[0].Repair.Rate())
			}
		}
	}
	if len(m.s.Incidents) == 0 {
		return
	}
	in := &m.s.Incidents[0]
	t := s
	if s.inc > 0 {
		t.inc = 0
		back(t, 1/in.Duration.Mean)
		return
	}
	n := 1
	if in.Reach == model.ReachDomain {
		n = 0
		for i := range m.s.Pools {
			n = max(n, min(m.units(i), m.s.Levels[0].Total))
		}
	} else if in.Reach == model.ReachGroup {
		n = 0
		for i := range m.s.Pools {
			n += m.pool(i).Groups()
		}
	}
	for k := range n {
		t.inc = byte(k + 1)
		lost(t, in.Rate/float64(n))
	}
}

// served is what a state serves of one workload that visits all pools.
func (m *namedModel) served(s named) float64 {
	f, refused := 1.0, 0.0
	for i := range m.s.Pools {
		p := m.pool(i)
		g := 1.0
		switch {
		case m.stopped(&s, i) || p.Capacity == nil && p.Size == 0 && !m.has(&s, i):
			g = 0
		case p.Size > 0:
			g = float64(m.working(&s, i)) / float64(p.Groups())
		}
		grays, up := 0, 0
		for u := range m.units(i) {
			k := m.base[i] + u
			if m.switches(i) && u != int(s.who[i]) {
				continue
			}
			if m.upUnit(&s, i, u) && s.role[k] == 'c' {
				up++
				if s.gray[k] {
					grays++
				}
			}
		}
		if grays > 0 {
			g *= 1 - (1-p.Gray.Works)*float64(grays)/float64(up)
		}
		own := 1 - p.Visit[0]*(1-g)
		f *= own
		if p.Capacity != nil && g > 0 {
			refused = max(refused, p.Visit[0]*g/own*(1-p.Capacity[m.carrying(&s, i)]))
		}
	}
	if m.allStopped(&s) {
		return 0
	}
	return f * (1 - refused)
}

// randomTied draws a small system whose units are tied together.
func randomTied(r *rand.Rand) *model.System {
	s := &model.System{Horizon: 100, Steady: true, Crews: []model.Crew{{Count: 1 + r.IntN(2), Sharing: r.IntN(3) == 0}}}
	mean := func(lo, hi float64) model.Law { return exponentialLaw(lo + (hi-lo)*r.Float64()) }
	chance := func(n int) bool { return r.IntN(n) == 0 }
	if chance(3) {
		s.Levels = []model.Level{{Name: "rack", Total: 2, Life: mean(10, 50), Repair: mean(1, 5)}}
	}
	s.Freeze = chance(8)
	pools, units := 1+r.IntN(2), 0
	for i := range pools {
		p := model.PoolSystem{Name: string(rune('a' + i)), Count: 1 + r.IntN(3), Life: mean(5, 30), Repair: mean(1, 5), Weight: []float64{0}, Uses: []bool{true}, Visit: []float64{0.3 + 0.7*r.Float64()}}
		if pools == 2 && len(s.Levels) > 0 {
			p.Count = 1 + r.IntN(2)
		}
		if len(s.Levels) > 0 {
			p.Place = 2
		}
		p.Needs = 1 + r.IntN(p.Count)
		if chance(3) {
			p.Repair = model.Law{Kind: model.Hyperexponential, Mean: 2, Phases: []model.LawPhase{{Share: 0.5, Mean: 1}, {Share: 0.5, Mean: 3}}}
		} else if chance(4) {
			p.Repair = model.NewLaw(model.Gamma, 2, 2, 0)
		}
		if !chance(3) {
			p.Crew = 1
		}
		if chance(4) && (len(s.Levels) == 0 || pools == 1) {
			p.Spares = &model.Spares{OnSite: r.IntN(3), Resupply: mean(2, 10), Share: []float64{1, 0.6}[r.IntN(2)]}
		}
		if chance(4) {
			p.Beta = 0.2
		}
		p.Freeze = chance(6)
		if chance(5) {
			p.Gray = model.Gray{Life: mean(5, 30), Works: 0.3, Detect: mean(0.5, 2)}
		}
		switch r.IntN(5) {
		case 0:
			p.Standby, p.Dormancy = 1, []float64{0, 0.3, 1}[r.IntN(3)]
			if chance(2) {
				p.Cover = model.Cover{On: true, Success: 1, Time: mean(0.2, 2)}
			}
		case 1:
			p.Cover = model.Cover{On: true, Success: 0.8, HasRecovery: chance(2)}
			if p.Cover.HasRecovery {
				p.Cover.Recovery = mean(0.02, 0.1)
			}
		case 2:
			p.Mode, p.Needs = model.ActiveStandby, 1
			p.Cover = model.Cover{On: true, Success: 0.8, HasRecovery: chance(2)}
			if p.Cover.HasRecovery {
				p.Cover.Recovery = mean(0.5, 3)
			}
			if chance(2) {
				p.Cover.Time = mean(0.2, 1)
			}
		}
		if p.Cover.On && p.Mode == model.Shared && p.Standby == 0 && chance(2) {
			p.Cover.Scope = model.ScopeFleet
		}
		if p.Mode == model.Shared && p.Standby == 0 && chance(2) {
			p.Weight[0] = 1
			for k := range p.Count + 1 {
				p.Capacity = append(p.Capacity, float64(k)*1.4/float64(p.Count))
			}
			if !p.Freeze && !s.Freeze && chance(2) {
				p.Needs = -1
			}
		}
		if p.Mode == model.Shared && p.Standby == 0 && !p.Cover.On && p.Gray.Life.Kind == model.NeverLaw && chance(2) {
			p.Capacity, p.Weight[0] = nil, 0
			if p.Count = 2; pools == 1 {
				p.Count = 4
			}
			p.Size = p.Count / 2
			p.GroupNeeds, p.Needs = 1+r.IntN(p.Size), 1+r.IntN(2)
			if p.Crew > 0 && chance(2) {
				p.Beta = 0.2
			}
		}
		if units += p.Units(); units > 6 {
			break
		}
		s.Pools = append(s.Pools, p)
	}
	if chance(4) {
		s.Incidents = []model.Incident{{Name: "i", Rate: 0.05, Duration: mean(1, 3), Reach: model.ReachFleet}}
		switch {
		case chance(2):
			s.Incidents[0].Reach, s.Incidents[0].Index = model.ReachPool, r.IntN(len(s.Pools))
		case len(s.Levels) > 0:
			s.Incidents[0].Reach = model.ReachDomain
		case slices.ContainsFunc(s.Pools, func(p model.PoolSystem) bool { return p.Size > 0 }):
			s.Incidents[0].Reach = model.ReachGroup
		}
	}
	s.Load, s.Workloads = steadyLoad{1}, []model.WorkloadSystem{{ByRequests: true}}
	return s
}

// within reports whether there are at most so many states.
func (m *namedModel) within(most int) bool {
	all := []named{m.start()}
	seen := map[named]bool{all[0]: true}
	for i := 0; i < len(all) && len(all) <= most; i++ {
		m.moves(all[i], func(x named, _ float64) {
			if !seen[x] {
				seen[x] = true
				all = append(all, x)
			}
		})
	}
	return len(all) <= most
}

func namedOf(s *model.System) *namedModel {
	m := &namedModel{s: s}
	if len(s.Pools) > 1 {
		m.base[1] = s.Pools[0].Units()
	}
	return m
}

func TestAgainstNamedUnits(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for i := range 200 {
		s := randomTied(r)
		if !hangTogether(s) {
			continue
		}
		m := namedOf(s)
		if !m.within(4000) {
			continue
		}
		w := explored(m.start(), m.moves)
		down, rate := w.down(m.up)
		lost := w.mean(func(x named) float64 { return 1 - m.served(x) })
		for _, load := range []bool{true, false} {
			if !load {
				s.Load, s.Workloads = nil, nil
				for k := range s.Pools {
					load = load || s.Pools[k].Needs < 0
				}
			}
			if load && s.Load == nil {
				break
			}
			got, err := Solve(s)
			if err != nil {
				t.Fatalf("system %d: %v", i, err)
			}
			near(t, "ByTime", got.ByTime, down, 1e-9)
			near(t, "OutageRate", got.OutageRate, rate, 1e-9)
			for k := range s.Pools {
				near(t, "UnitsUp", got.UnitsUp[k], w.mean(func(x named) float64 { return m.upUnits(&x, k) }), 1e-9)
			}
			if load {
				near(t, "Served", 1-got.Served[0], lost, 1e-9)
			}
			var sum float64
			for _, c := range got.Causes {
				sum += c
			}
			near(t, "sum of causes", sum, got.Unavailability, 1e-12)
			if t.Failed() {
				t.Fatalf("system %d: %d states, %s\n%+v", i, len(w.states), got.Why, *s)
			}
		}
	}
}
