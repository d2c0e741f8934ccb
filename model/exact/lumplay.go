package exact

import (
	"fmt"
	"slices"

	"github.com/capplan/capplan/model"
)

// A forest is where the units of a chain stand.
type forest struct {
	first   []int // levels of the first tree that matter, outermost first
	further []int // of the other trees
	hit     map[int]bool
	cells   [][]lumpedCell // of each pool
	under   []bool         // pools that stand under what fails
	named   bool           // units under domains are told apart
	domains map[place]int
}

// maxCells bounds the sets of units that a chain tells apart.
const maxCells = 2000

// trees finds the domains that may be out and the units that are alike below them.
func (g *lumped) trees() (*forest, error) {
	t := &forest{hit: map[int]bool{}, domains: map[place]int{}, under: make([]bool, len(g.pools))}
	for i := range g.s.Incidents {
		if in := &g.s.Incidents[i]; in.Reach == model.ReachDomain {
			t.hit[in.Index] = true
		}
	}
	for l := range g.s.Levels {
		lv := &g.s.Levels[l]
		if lv.Life.Kind == model.NeverLaw && !t.hit[l] {
			continue
		}
		if lv.Tree == 0 {
			t.first = append(t.first, l)
		} else {
			t.further = append(t.further, l)
		}
	}
	if err := g.domainLaws(append(slices.Clip(t.first), t.further...)); err != nil {
		return nil, err
	}
	total := 0
	for i := range g.pools {
		t.cells = append(t.cells, g.sort(t, &g.pools[i]))
		t.under[i] = len(t.first)+len(t.further) > 0
		if total += len(t.cells[i]); total > maxCells {
			return nil, obstacle("the states of %d units, each by itself, are too many", total)
		}
	}
	return t, nil
}

// domainLaws looks whether domains have laws of exponential stages. In the long run
// others count by their means, exactly unless what the units do depends on domains.
func (g *lumped) domainLaws(levels []int) error {
	depends := g.s.Freeze
	for i := range g.pools {
		p := &g.pools[i]
		depends = depends || p.Freeze || p.Standby > 0 || p.switches || p.Beta > 0
	}
	for _, l := range levels {
		lv := &g.s.Levels[l]
		life, ok := stagesOf(lv.Life)
		repair, also := stagesOf(lv.Repair)
		switch simple := ok && also && (lv.Beta == 0 || life.simple() && repair.simple()); {
		case simple:
		case g.mission || lv.Beta > 0:
			return obstacle("the laws of level %s are not made of exponential stages", lv.Name)
		case depends:
			g.rough = append(g.rough, "level "+lv.Name+" is solved with exponential laws of the same means")
		}
	}
	return nil
}

// sort divides the units of a pool into those that are alike.
func (g *lumped) sort(t *forest, p *lumpedPool) []lumpedCell {
	for _, apart := range []bool{p.switches, true} {
		var cells []lumpedCell
		at := map[string]int{}
		for u := range p.Units() {
			c := lumpedCell{pool: p.index, first: u, units: 1, group: -1}
			if p.Size > 0 {
				c.group = u / p.Size
			}
			for _, l := range append(slices.Clip(t.first), t.further...) {
				c.domains = append(c.domains, l, g.above(p, u, l))
			}
			key := fmt.Sprint(c.group, c.domains)
			if apart {
				key = fmt.Sprint(u)
			}
			if k, ok := at[key]; ok {
				cells[k].units++
				continue
			}
			at[key] = len(cells)
			cells = append(cells, c)
		}
		ordered := p.Standby > 0 && (len(cells) > 1 || p.life.len() > 1 || p.graying > 0) ||
			p.shock > 0 && len(cells) > 1 && (p.crew >= 0 || p.Spares != nil) // struck together, they wait in unit order
		if apart || !ordered {
			t.named = t.named || (apart || p.Size > 0) && len(t.first)+len(t.further) > 0
			return cells
		}
	}
	panic("exact: unreachable")
}

// above returns the instance of a level that unit u of a pool stands in.
func (g *lumped) above(p *lumpedPool, u, l int) int {
	last := l // innermost level of the tree
	for k := range g.s.Levels {
		if g.s.Levels[k].Tree == g.s.Levels[l].Tree {
			last = k
		}
	}
	inner := g.s.Levels[last].Total
	d := u % inner
	if g.s.Levels[l].Tree > 0 {
		d = g.s.Under(u, inner)
	} else if p.Place > 0 {
		d = u % min(p.Place, inner)
	}
	return d % g.s.Levels[l].Total
}

// listing finds where the order of those who wait matters.
func (g *lumped) listing(t *forest) {
	classes := make([]int, len(g.crews))
	for i := range g.pools {
		p := &g.pools[i]
		n := len(t.cells[i])
		if p.holding() {
			n *= 2
		}
		if p.Life.Kind == model.NeverLaw {
			p.crew = -1
			continue
		}
		if p.crew >= 0 {
			c := &g.crews[p.crew]
			c.pools = append(c.pools, i)
			classes[p.crew] += n
		}
		if n > 1 && p.Spares != nil && (p.crew < 0 || g.crews[p.crew].sharing) {
			p.list = len(g.lists)
			g.lists = append(g.lists, lumpedList{-1})
		}
	}
	for c, n := range classes {
		if n > 1 && !g.crews[c].sharing {
			for _, i := range g.crews[c].pools {
				g.pools[i].list = len(g.lists)
			}
			g.lists = append(g.lists, lumpedList{c})
		}
	}
	for i := range g.pools { // those struck together wait in the order of the units
		if p := &g.pools[i]; p.shock > 0 && p.list >= 0 && len(t.cells[i]) > 1 {
			g.plain = true
		}
	}
}

// root returns the layout.
func (g *lumped) root(t *forest) (*arrangement, error) {
	root := &arrangement{}
	names := 0
	unique := func() string { names++; return fmt.Sprintf("~%06d", names) }
	kinds, err := g.incidents(t)
	if err != nil {
		return nil, err
	}
	g.kinds = kinds
	root.own = func() {
		for i := range g.kinds {
			if k := &g.kinds[i]; k.at == nil && k.alone(g.s) {
				k.at = []int{g.slots(1, true, k.duration.len())}
			}
		}
		for i := range g.pools {
			if t.under[i] {
				g.ofPool(&g.pools[i])
				for k := range g.pools[i].Groups() {
					g.ofGroup(&g.pools[i], k)
				}
			}
		}
		for _, l := range t.further {
			for i := range g.s.Levels[l].Total {
				g.domain(t, l, i)
			}
		}
	}
	for i := range g.pools {
		if !t.under[i] {
			root.kids = append(root.kids, g.poolPart(t, &g.pools[i], unique))
		}
	}
	if len(t.first) > 0 {
		for i := range g.s.Levels[t.first[0]].Total {
			if a := g.domainPart(t, 0, i, unique); a != nil {
				root.kids = append(root.kids, a)
			}
		}
	} else if len(t.further) > 0 {
		root.kids = append(root.kids, &arrangement{sign: unique(), own: func() {
			for i := range g.pools {
				for _, c := range t.cells[i] {
					g.cell(t, c)
				}
			}
		}})
	}
	return root, nil
}

// alone reports whether the incident is a part of its own.
func (k *lumpedIncident) alone(s *model.System) bool {
	return k.index < 0 || s.Incidents[k.index].Reach == model.ReachFleet || s.Incidents[k.index].Reach == model.ReachPool
}

// incidents returns the kinds that take one part of several and, where units stand
// still while the fleet is down, those that stop it.
func (g *lumped) incidents(t *forest) ([]lumpedIncident, error) {
	var out []lumpedIncident
	still := g.s.Freeze
	for i := range g.pools {
		still = still || g.pools[i].Freeze
	}
	for i := range g.s.Incidents {
		in := &g.s.Incidents[i]
		if in.HalfLife > 0 {
			return nil, obstacle("incident %s becomes rarer", in.Name)
		}
		stops := in.Reach == model.ReachFleet || in.Reach == model.ReachPool
		if in.Rate == 0 || in.Reach == model.ReachShare || stops && (!still || g.mission) {
			continue
		}
		d, ok := stagesOf(in.Duration)
		if !ok {
			if g.mission || still {
				return nil, obstacle("the duration of incident %s is not made of exponential stages", in.Name)
			}
			d = stages{start: []float64{1}, rate: []float64{1 / in.Duration.Mean}} // only its mean matters
		}
		out = append(out, lumpedIncident{index: i, rate: in.Rate, duration: d})
	}
	for i := range g.s.Gateways {
		if w := &g.s.Gateways[i]; g.s.Freeze && w.Counts && !g.s.ByRequests && !g.mission && w.Availability < 1 {
			out = append(out, lumpedIncident{index: -1 - i, rate: gatewayOut(w) / w.Availability / w.Repair, duration: stages{start: []float64{1}, rate: []float64{1 / w.Repair}}})
		}
	}
	return out, nil
}

// ofPool hands out what a pool has as a whole.
func (g *lumped) ofPool(p *lumpedPool) {
	if p.stopping() && !p.ofGroup() {
		p.most = atOnce(float64(p.Count) * p.Life.Rate() * (1 - p.Cover.Success) * p.Cover.Recovery.Mean)
		p.stop = g.slots(p.stopped.len(), true, p.most)
	}
	if p.Spares != nil && p.Life.Kind != model.NeverLaw {
		p.order = g.slots(p.resupply.len(), true, p.Spares.OnSite+p.Units())
	}
	if p.switches {
		p.act = g.slots(1, false, 3+p.take.len()+p.stopped.len())
		p.who = g.slots(1, false, p.Count)
	}
	if g.requests && p.take.len() > 0 && p.Mode == model.Shared && p.Standby == 0 && p.Cover.Success > 0 && p.Life.Kind != model.NeverLaw {
		p.mostTake = atOnce(float64(p.Count) * p.Life.Rate() * p.Cover.Time.Mean)
		p.taking = g.slots(p.take.len(), true, p.mostTake)
	}
}

// ofGroup hands out what a group has as a whole.
func (g *lumped) ofGroup(p *lumpedPool, number int) int {
	r := lumpedGroup{pool: p.index, stop: -1}
	if p.stopping() && p.ofGroup() {
		p.most = atOnce(float64(p.Size) * p.Life.Rate() * (1 - p.Cover.Success) * p.Cover.Recovery.Mean)
		r.stop = g.slots(p.stopped.len(), true, p.most)
	}
	for i := range g.kinds {
		if k := &g.kinds[i]; k.index >= 0 && g.s.Incidents[k.index].Reach == model.ReachGroup {
			at := g.slots(1, true, k.duration.len())
			k.at, r.hits = append(k.at, at), append(r.hits, at)
		}
	}
	g.groups = append(g.groups, r)
	return len(g.groups) - 1
}

func (g *lumped) cell(t *forest, c lumpedCell) {
	p := &g.pools[c.pool]
	c.at = g.width
	for i := range p.statuses {
		g.slots(1, p.statuses[i].does != works, p.Units())
	}
	var above []int
	for i := 0; i+1 < len(c.domains); i += 2 {
		above = append(above, t.domains[place{c.domains[i], c.domains[i+1]}])
	}
	c.domains = above
	if c.group >= 0 { // groups of a pool follow one another
		for k := range g.groups {
			if g.groups[k].pool == p.index {
				c.group += k
				break
			}
		}
		g.groups[c.group].cells = append(g.groups[c.group].cells, len(g.cells))
	}
	g.cells = append(g.cells, c)
}

// poolPart is a pool under nothing that fails.
func (g *lumped) poolPart(t *forest, p *lumpedPool, unique func() string) *arrangement {
	a := &arrangement{sign: unique(), pool: p}
	if !g.requests && !g.stoppedAlone(p.index) {
		like := *p.PoolSystem
		like.Name, like.Capacity, like.Weight, like.Uses, like.Visit, like.Walls = "", nil, nil, nil, nil, nil
		like.Spares = nil
		a.sign = fmt.Sprintf("pool %+v", like)
		if p.Spares != nil {
			a.sign += fmt.Sprintf(" %+v", *p.Spares)
		}
	}
	a.own = func() {
		g.ofPool(p)
		if p.Size > 0 {
			return
		}
		for _, c := range t.cells[p.index] {
			g.cell(t, c)
		}
	}
	for k := range p.Groups() {
		a.kids = append(a.kids, &arrangement{sign: "group", own: func() {
			g.ofGroup(p, k)
			for _, c := range t.cells[p.index] {
				if c.group == k {
					g.cell(t, c)
				}
			}
		}})
	}
	return a
}

// stoppedAlone reports whether an incident of the chain stops just this pool.
func (g *lumped) stoppedAlone(pool int) bool {
	return slices.ContainsFunc(g.kinds, func(k lumpedIncident) bool {
		return k.index >= 0 && g.s.Incidents[k.index].Reach == model.ReachPool && g.s.Incidents[k.index].Index == pool
	})
}

// domainPart is a domain of the first tree with what it holds; nil: nothing.
func (g *lumped) domainPart(t *forest, depth, i int, unique func() string) *arrangement {
	l := t.first[depth]
	a := &arrangement{}
	var here []lumpedCell
	if depth == len(t.first)-1 {
		for p := range t.cells {
			for _, c := range t.cells[p] {
				if c.domains[2*depth+1] == i && c.domains[2*depth] == l {
					here = append(here, c)
				}
			}
		}
		if len(here) == 0 {
			return nil
		}
	} else {
		for k := i; k < g.s.Levels[t.first[depth+1]].Total; k += g.s.Levels[l].Total {
			if kid := g.domainPart(t, depth+1, k, unique); kid != nil {
				a.kids = append(a.kids, kid)
			}
		}
		if len(a.kids) == 0 {
			return nil
		}
	}
	a.own = func() {
		g.domain(t, l, i)
		for _, c := range here {
			g.cell(t, c)
		}
	}
	if a.sign = "domain"; t.named || len(t.further) > 0 {
		a.sign = unique()
		return a
	}
	for _, c := range here {
		a.sign += fmt.Sprintf(" %d×%d", c.pool, c.units)
	}
	var signs []string
	for _, k := range a.kids {
		signs = append(signs, k.sign)
	}
	slices.Sort(signs)
	a.sign += fmt.Sprint(signs)
	return a
}

// domain hands out what an instance of a level has.
func (g *lumped) domain(t *forest, l, i int) {
	lv := &g.s.Levels[l]
	d := lumpedDomain{level: l, paths: max(lv.Paths, 1), needs: max(lv.Needs, 1)}
	law := func(x model.Law) stages {
		if s, ok := stagesOf(x); ok {
			return s
		}
		return stages{start: []float64{1}, rate: []float64{1 / x.Mean}}
	}
	d.life, d.repair, d.beta = law(lv.Life), law(lv.Repair), 0
	if lv.Beta > 0 && lv.Life.Kind != model.NeverLaw {
		d.beta, d.shock = lv.Beta, lv.Beta/lv.Life.Mean
	}
	d.at = g.slots(d.life.len(), false, d.paths)
	g.slots(d.repair.len(), true, d.paths)
	for k := range g.kinds {
		if n := &g.kinds[k]; n.index >= 0 && g.s.Incidents[n.index].Reach == model.ReachDomain && g.s.Incidents[n.index].Index == l {
			at := g.slots(1, true, n.duration.len())
			n.at, d.hits = append(n.at, at), append(d.hits, at)
		}
	}
	t.domains[place{l, i}] = len(g.domains)
	g.domains = append(g.domains, d)
}
