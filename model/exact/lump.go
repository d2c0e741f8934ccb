package exact

import (
	"fmt"
	"slices"

	"github.com/capplan/capplan/model"
)

// A lumped is a System, or the part of one that hangs together, as one Markov chain in
// which what is alike is counted, not named (lumping; Kemeny & Snell 1960): units of a
// pool by the domain they stand in and what they do, domains and groups that hold
// alike, pools that are alike and share a crew.
//
// A state is a row of counts in slots, and lists of who waits for a part or a crew in
// the order of failure where that order matters. What each transition does is the
// text of model/state.go.
type lumped struct {
	s        *model.System
	mission  bool // an outage ends it
	requests bool // what is lost of requests matters: nothing alike is told apart by them
	pools    []lumpedPool
	domains  []lumpedDomain
	groups   []lumpedGroup
	kinds    []lumpedIncident
	cells    []lumpedCell
	lists    []lumpedList
	crews    []lumpedCrew
	blocks   []block  // of parts that are alike, the inner ones first
	width    int      // slots
	deep     []int32  // 1 for slots that count what is broken
	most     int      // largest count of a state
	plain    bool     // parts alike are not lumped
	rough    []string // what is not exact, in words
}

// A lumpedPool is a pool in a chain.
type lumpedPool struct {
	*model.PoolSystem
	index    int
	statuses []status
	cells    []int // by the first unit of each
	life     stages
	repair   stages
	graying  float64
	detect   stages
	stopped  stages // recovery
	take     stages // takeover
	resupply stages
	needs    int
	switches bool // active-standby, one by one
	stop     int  // slot of the stops of the pool or the fleet, by stage; −1
	most     int  // stops told apart
	taking   int  // slot of the takeovers that lose requests; −1
	mostTake int
	order    int // slot of the parts on order, by stage; −1
	act, who int // slots of an active-standby pool
	crew     int // index; −1: each has its own
	list     int // index; −1: the order does not matter
	own      float64
	shock    float64
	served   [2][]int
}

// A status is what a unit does.
type status struct {
	does  doing
	pace  pace
	life  int // stage
	gray  int // 0, or 1 + stage of its detection
	stage int // of its repair, or of a takeover by it
	holds bool
}

type doing uint8

const (
	works doing = iota
	wantsPart
	wantsCrew
	inRepair
)

type pace uint8

const (
	carries pace = iota
	standsBy
	chosen // takes a place soon
)

// A lumpedCell is a set of units of a pool that are alike.
type lumpedCell struct {
	pool    int
	at      int // slot of the first status
	first   int // unit
	units   int
	group   int // index, or −1
	domains []int
}

type lumpedDomain struct {
	level        int
	at           int // slots: paths by stage of life, then of repair
	life, repair stages
	paths, needs int
	beta         float64
	shock        float64
	hits         []int // slots of incidents that take it
}

type lumpedGroup struct {
	pool  int
	stop  int // slot of its stops; −1
	hits  []int
	cells []int
}

// A lumpedIncident is an incident kind that takes one of several parts, or stops what
// freezes.
type lumpedIncident struct {
	index    int // of System.Incidents; −1−g: gateway g
	rate     float64
	duration stages
	at       []int // slots that it may be in: 1 + its stage
}

type lumpedList struct{ crew int } // −1: of a pool without crew

type lumpedCrew struct {
	count   int
	sharing bool
	pools   []int
}

// A block is parts that are alike: consecutive slots and cells.
type block struct {
	slots, cells int // of each
	at, cell     []int
	pools        []int // where each is a pool
}

// An arrangement is a part of the layout while it is made.
type arrangement struct {
	sign string // alike parts have the same
	pool *lumpedPool
	own  func()
	kids []*arrangement
}

// newLumped lays a chain out. The error names what it has no states for.
func newLumped(s *model.System, mission, requests bool) (*lumped, error) {
	g := &lumped{s: s, mission: mission, requests: requests}
	for i := range s.Crews {
		g.crews = append(g.crews, lumpedCrew{count: s.Crews[i].Count, sharing: s.Crews[i].Sharing})
	}
	g.pools = make([]lumpedPool, len(s.Pools))
	for i := range g.pools {
		g.pools[i].PoolSystem, g.pools[i].index = &s.Pools[i], i
		if err := g.pool(&g.pools[i]); err != nil {
			return nil, err
		}
	}
	t, err := g.trees()
	if err != nil {
		return nil, err
	}
	g.listing(t)
	root, err := g.root(t)
	if err != nil {
		return nil, err
	}
	g.lay(root)
	for i := range g.cells {
		p := &g.pools[g.cells[i].pool]
		p.cells = append(p.cells, i)
	}
	for i := range g.pools {
		slices.SortFunc(g.pools[i].cells, func(a, b int) int { return g.cells[a].first - g.cells[b].first })
	}
	return g, nil
}

// lay gives out slots and cells depth first, so that each part has consecutive ones.
func (g *lumped) lay(a *arrangement) {
	if a.own != nil {
		a.own()
	}
	slices.SortStableFunc(a.kids, func(x, y *arrangement) int {
		switch {
		case x.sign < y.sign:
			return -1
		case x.sign > y.sign:
			return 1
		}
		return 0
	})
	for i := 0; i < len(a.kids); {
		var b block
		sign := a.kids[i].sign
		for ; i < len(a.kids) && a.kids[i].sign == sign; i++ {
			at, cell := g.width, len(g.cells)
			g.lay(a.kids[i])
			b.at, b.cell = append(b.at, at), append(b.cell, cell)
			b.slots, b.cells = g.width-at, len(g.cells)-cell
			if a.kids[i].pool != nil {
				b.pools = append(b.pools, a.kids[i].pool.index)
			}
		}
		if len(b.at) > 1 && !g.plain {
			g.blocks = append(g.blocks, b)
		}
	}
}

// slots hands out consecutive slots.
func (g *lumped) slots(n int, broken bool, most int) int {
	at := g.width
	g.width += n
	deep := int32(0)
	if broken {
		deep = 1
	}
	for range n {
		g.deep = append(g.deep, deep)
	}
	g.most = max(g.most, most)
	return at
}

// pool reads a pool.
func (g *lumped) pool(p *lumpedPool) error {
	if p.Upkeep != nil {
		return obstacle("pool %s has maintenance", p.Name)
	}
	var ok bool
	if c := &p.Cover; !g.mission && !tied(g.s, p.PoolSystem) && (!c.On || c.Success == 1 && c.Time.Kind == model.NeverLaw) {
		own := *p.PoolSystem // independent units: only means matter
		for _, l := range []*model.Law{&own.Life, &own.Repair} {
			if l.Kind != model.NeverLaw {
				*l = model.NewLaw(model.Exponential, l.Mean, 0, 0)
			}
		}
		p.PoolSystem = &own
	}
	if p.life, ok = stagesOf(p.Life); !ok {
		return notExponential("lives", p)
	}
	if p.repair, ok = stagesOf(p.Repair); !ok {
		return notExponential("repairs", p)
	}
	p.crew, p.list, p.stop, p.taking, p.order = p.Crew-1, -1, -1, -1, -1
	p.needs = p.Needs
	if p.Mode != model.Shared && p.Size == 0 {
		p.needs = 1
	}
	p.own = 1
	if p.Beta > 0 && p.Life.Kind != model.NeverLaw {
		if !p.life.simple() {
			return obstacle("units of pool %s fail of a common cause and their law is not exponential", p.Name)
		}
		p.own, p.shock = 1-p.Beta, p.Beta/p.Life.Mean
	}
	p.detect = stages{start: []float64{1}, rate: []float64{0}}
	if p.Gray.Life.Kind != model.NeverLaw && p.Life.Kind != model.NeverLaw {
		l, ok := stagesOf(p.Gray.Life)
		if !ok || !l.simple() {
			return notExponential("half failures", p)
		}
		p.graying = l.rate[0]
		if p.detect, ok = stagesOf(p.Gray.Detect); !ok {
			return notExponential("times to detect", p)
		}
	}
	if err := g.cover(p); err != nil {
		return err
	}
	p.states()
	return nil
}

func notExponential(what string, p *lumpedPool) error {
	return obstacle("the law of the %s of pool %s is not made of exponential stages: mean and variation matter here", what, p.Name)
}

// cover reads what follows a loss.
func (g *lumped) cover(p *lumpedPool) error {
	c := &p.Cover
	slow := c.On && (c.Success < 1 || c.Time.Kind != model.NeverLaw)
	var ok bool
	p.stopped, p.take = stages{}, stages{}
	if c.On && c.HasRecovery && c.Success < 1 {
		if p.stopped, ok = stagesOf(c.Recovery); !ok {
			return notExponential("recoveries", p)
		}
	}
	if c.On && c.Time.Kind != model.NeverLaw {
		if p.take, ok = stagesOf(c.Time); !ok {
			return notExponential("takeovers", p)
		}
	}
	switch p.switches = p.Mode == model.ActiveStandby && slow && p.Life.Kind != model.NeverLaw; {
	case p.Mode == model.ActiveStandby && slow && p.Size > 0:
		return obstacle("groups of pool %s are active-standby", p.Name)
	case slow && sweeping(g.s, p.PoolSystem):
		return obstacle("a switch of pool %s stops requests that do not visit it", p.Name)
	case p.Mode == model.ActiveStandby && p.Standby > 0, p.Size > 0 && p.Standby > 0:
		return obstacle("pool %s has standby beside its groups or its active unit", p.Name)
	}
	if p.Mode == model.ActiveStandby && slow && p.Life.Kind == model.NeverLaw {
		p.switches = fallible(g.s)
	}
	if p.Spares != nil {
		if p.resupply, ok = stagesOf(p.Spares.Resupply); !ok {
			return notExponential("times of resupply", p)
		}
	}
	return nil
}

// holding reports whether an uncovered failure stops until its unit is back.
func (p *lumpedPool) holding() bool {
	return p.Cover.On && !p.switches && p.Mode != model.ActiveStandby && p.Cover.Success < 1 && !p.Cover.HasRecovery
}

// stopping reports whether one stops for a recovery.
func (p *lumpedPool) stopping() bool {
	return p.Cover.On && !p.switches && p.Mode != model.ActiveStandby && p.Cover.Success < 1 && p.Cover.HasRecovery && p.Life.Kind != model.NeverLaw
}

func (p *lumpedPool) ofGroup() bool {
	return p.Size > 0 && (p.Cover.Scope == model.ScopeDefault || p.Cover.Scope == model.ScopeGroup)
}

// states lists what a unit may do.
func (p *lumpedPool) states() {
	paces := []status{{pace: carries}}
	if p.Standby > 0 {
		paces = append(paces, status{pace: standsBy})
		for k := range p.take.rate {
			paces = append(paces, status{pace: chosen, stage: k})
		}
	}
	grays := 1
	if p.graying > 0 {
		grays += p.detect.len()
	}
	add := func(s status) int {
		p.statuses = append(p.statuses, s)
		return len(p.statuses) - 1
	}
	for _, s := range paces {
		for l := range p.life.rate {
			for y := range grays {
				s.life, s.gray = l, y
				add(s)
			}
		}
	}
	if p.Life.Kind == model.NeverLaw {
		return
	}
	for h := range 2 {
		if h == 1 && !p.holding() {
			break
		}
		if p.Spares != nil {
			add(status{does: wantsPart, holds: h == 1})
		}
		if p.crew >= 0 {
			add(status{does: wantsCrew, holds: h == 1})
		}
		for k := range p.repair.rate {
			p.served[h] = append(p.served[h], add(status{does: inRepair, stage: k, holds: h == 1}))
		}
	}
}

// find returns the index of a status.
func (p *lumpedPool) find(s status) int {
	i := slices.Index(p.statuses, s)
	if i < 0 {
		panic(fmt.Sprintf("exact: pool %s has no status %+v", p.Name, s))
	}
	return i
}
