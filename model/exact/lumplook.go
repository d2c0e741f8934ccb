package exact

import "github.com/capplan/capplan/model"

// A glance is what a state of a chain means.
type glance struct {
	reach []bool // by cell: every domain above works, and no incident has it
	pools []poolGlance
	up    bool
	all   bool // an incident, a failure or a switch stops all of the fleet
}

type poolGlance struct {
	carry   int  // units, in a place, that are up
	waiting int  // that are up and wait
	chosen  int  // that take a place soon
	groups  int  // that work
	stopped bool // by an uncovered failure or an incident
	idle    bool // no active unit
	has     bool // what it needs
	gray    float64
}

func (g *lumped) newGlance() *glance {
	return &glance{reach: make([]bool, len(g.cells)), pools: make([]poolGlance, len(g.pools))}
}

// A scene is which causes are at work, in the order of System.Causes.
type scene struct {
	units, failover, gray []bool // by pool
	levels                []bool
	incidents             []bool
	gateways              []bool
}

// everything has all causes at work.
func everything(s *model.System) *scene { return sceneOf(s, len(s.Causes())) }

// sceneOf has the causes up to number last at work.
func sceneOf(s *model.System, last int) *scene {
	n := 1
	join := func(to []bool, i int) { to[i] = n <= last; n++ }
	c := &scene{
		units: make([]bool, len(s.Pools)), failover: make([]bool, len(s.Pools)), gray: make([]bool, len(s.Pools)),
		levels: make([]bool, len(s.Levels)), incidents: make([]bool, len(s.Incidents)), gateways: make([]bool, len(s.Gateways)),
	}
	for i := range s.Pools {
		join(c.units, i)
	}
	for i := len(s.Levels) - 1; i >= 0; i-- {
		join(c.levels, i)
	}
	for i := range s.Pools {
		if s.Pools[i].Cover.On {
			join(c.failover, i)
		}
	}
	for i := range s.Pools {
		if s.Pools[i].Gray.Life.Kind != model.NeverLaw {
			join(c.gray, i)
		}
	}
	for i := range s.Incidents {
		join(c.incidents, i)
	}
	for i := range s.Gateways {
		if s.Gateways[i].Counts {
			join(c.gateways, i)
		}
	}
	return c
}

// look fills what a state means with the causes of a scene at work.
func (g *lumped) look(s *lumpSpot, c *scene, to *glance) {
	g.reaches(s, c, to)
	to.up, to.all = true, false
	for i := range g.pools {
		p, x := &g.pools[i], &to.pools[i]
		*x = poolGlance{}
		g.count(s, c, p, to)
		if p.stop >= 0 && c.failover[i] {
			x.stopped = g.any(s, p.stop, p.stopped.len())
		}
		to.all = to.all || x.stopped && p.Cover.Scope == model.ScopeFleet
	}
	g.stopped(s, c, to)
	for i := range g.pools {
		p, x := &g.pools[i], &to.pools[i]
		switch {
		case p.Size > 0:
			x.has = x.groups >= p.needs
		case p.switches && c.failover[i]:
			x.idle = s.v[p.act] != 0
			x.has = !x.idle
			to.all = to.all || x.idle && s.v[p.act] != p.empty() && p.Cover.Scope == model.ScopeFleet
		default:
			x.has = x.carry >= p.needs
		}
		to.up = to.up && x.has && !x.stopped
	}
}

func (g *lumped) any(s *lumpSpot, at, n int) bool {
	for _, x := range s.v[at : at+n] {
		if x > 0 {
			return true
		}
	}
	return false
}

// reaches finds the cells that can be reached.
func (g *lumped) reaches(s *lumpSpot, c *scene, to *glance) {
	for i := range g.cells {
		cell := &g.cells[i]
		up := true
		for _, d := range cell.domains {
			if g.out(s, c, d) {
				up = false
				break
			}
		}
		if up && cell.group >= 0 {
			up = !g.taken(s, c, g.groups[cell.group].hits)
		}
		to.reach[i] = up
	}
}

// out reports whether a domain is out.
func (g *lumped) out(s *lumpSpot, c *scene, d int) bool {
	x := &g.domains[d]
	if c.levels[x.level] {
		work := int32(0)
		for k := range x.life.rate {
			work += s.v[x.at+k]
		}
		if int(work) < x.needs {
			return true
		}
	}
	return g.taken(s, c, x.hits)
}

// taken reports whether an incident is in one of these slots.
func (g *lumped) taken(s *lumpSpot, c *scene, hits []int) bool {
	n := 0
	for _, at := range hits {
		if s.v[at] == 0 {
			continue
		}
		for i := range g.kinds {
			for _, k := range g.kinds[i].at {
				if k == at && c.incidents[g.kinds[i].index] {
					n++
				}
			}
		}
	}
	return n > 0
}

// stopped marks what incidents and gateways of the chain stop.
func (g *lumped) stopped(s *lumpSpot, c *scene, to *glance) {
	for i := range g.kinds {
		k := &g.kinds[i]
		if !k.alone(g.s) || s.v[k.at[0]] == 0 {
			continue
		}
		if k.index < 0 {
			to.up = to.up && !c.gateways[-1-k.index]
			continue
		}
		if !c.incidents[k.index] {
			continue
		}
		if in := &g.s.Incidents[k.index]; in.Reach == model.ReachPool {
			to.pools[in.Index].stopped = true
		} else {
			to.up, to.all = false, true
		}
	}
}

// count fills how many units of a pool are up, or groups that work.
func (g *lumped) count(s *lumpSpot, c *scene, p *lumpedPool, to *glance) {
	x := &to.pools[p.index]
	broken := c.units[p.index]
	up, group, groupUp := 0, -1, 0
	groupGray := 0
	var groupStop bool
	close := func() {
		if group >= 0 && groupUp >= p.members() && !groupStop {
			x.groups++
			if groupUp > 0 {
				x.gray += float64(groupGray) / float64(groupUp)
			}
		}
	}
	for _, ci := range p.cells {
		cell := &g.cells[ci]
		if cell.group != group {
			close()
			group, groupUp, groupGray = cell.group, 0, 0
			r := &g.groups
			groupStop = group >= 0 && c.failover[p.index] && (*r)[group].stop >= 0 && g.any(s, (*r)[group].stop, p.stopped.len())
		}
		for k := range p.statuses {
			n := int(s.v[cell.at+k])
			if n == 0 {
				continue
			}
			st := &p.statuses[k]
			if st.holds && c.failover[p.index] && broken {
				if p.ofGroup() {
					groupStop = true
				} else {
					x.stopped = true
				}
			}
			if !to.reach[ci] || st.does != works && broken {
				continue
			}
			up += n
			groupUp += n
			if st.does != works {
				continue
			}
			switch st.pace {
			case standsBy:
				x.waiting += n
			case chosen:
				x.chosen += n
			}
			if st.gray > 0 && st.pace == carries {
				if p.Size > 0 {
					groupGray += n
				} else {
					x.gray += float64(n)
				}
			}
		}
	}
	close()
	x.carry = up
	if p.Standby > 0 {
		x.carry = min(p.Count, up)
		if c.failover[p.index] {
			x.carry -= x.chosen
		}
	}
}

// members returns how many members a group needs.
func (p *lumpedPool) members() int {
	if p.Mode != model.Shared {
		return 1
	}
	return p.GroupNeeds
}
