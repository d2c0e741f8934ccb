package exact

import (
	"fmt"
	"math"
	"sort"
	"strings"

	"github.com/capplan/capplan/model"
)

// A Cut is a kind of minimal cut: the least that must be out together for the fleet
// not to be up.
type Cut struct {
	Parts          []CutPart
	Unavailability float64 // of all cuts of the kind, to first order
}

// A CutPart is so many of what is out.
type CutPart struct {
	Count int    // 0: there is only one
	What  string // "feed", "db unit", "incident change"
}

func (p CutPart) String() string {
	switch p.Count {
	case 0:
		return p.What
	case 1:
		return "1 " + p.What
	}
	if head, tail, ok := strings.Cut(p.What, " of "); ok {
		return fmt.Sprintf("%d %ss of %s", p.Count, head, tail)
	}
	return fmt.Sprintf("%d %ss", p.Count, p.What)
}

func (c Cut) String() string { return written(c.Parts) }

func written(parts []CutPart) string {
	words := make([]string, len(parts))
	for i, p := range parts {
		words[i] = p.String()
	}
	return strings.Join(words, " + ")
}

func one(what string) CutPart { return CutPart{What: what} }

// Cuts returns the kinds of minimal cuts of a fleet, the worst first:
//
//	U ≈ Σ over cuts of Π over its parts of their unavailability,
//
// the first term of inclusion and exclusion (Barlow & Proschan 1975, 2.2), an upper
// bound where parts are independent, domains take equally many units and repairs by crews
// are exponential. Of many units, m or more count as one part; pools
// that keep one crew busy together wait for one another more often than this knows. It tells what an outage is made of and how rare
// it is, for any law and size; within 3 % where every part is down less than 0.1 % of
// the time (cuts_test.go). Domains of crossing trees are taken one tree at a time, and
// what a fleet needs is what it needs at the largest demand.
func Cuts(s *model.System) []Cut {
	s = s.StillOver(0, s.Horizon)
	c := &cutting{s: s, tails: map[[3]int][]float64{}, domains: map[string]*Cut{}, units: map[string]*Cut{}}
	c.levels()
	for i := range s.Pools {
		p := &s.Pools[i]
		switch n := c.needs(p); {
		case n < 0: // cannot carry the demand, whatever is up
			c.put(c.domains, 1, one(model.DemandCause))
		case p.Size > 0 && p.Standby > 0:
			c.places(p, n)
		case p.Size > 0:
			c.groups(p, n)
		default:
			c.pool(p, n, func(int) float64 { return 1 })
		}
		c.covered(p)
	}
	c.alone()
	var out []Cut
	for _, set := range []map[string]*Cut{c.domains, c.units} {
		for _, k := range set {
			if k.Unavailability > 0 {
				out = append(out, *k)
			}
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Unavailability != out[j].Unavailability {
			return out[i].Unavailability > out[j].Unavailability
		}
		return out[i].String() < out[j].String()
	})
	return out
}

// A selection is so many instances of each level of one tree, none under another.
type selection struct {
	count []int
	sum   int
	ways  float64 // choices, times their unavailability

	most, least int     // units that they take, where domains hold unlike many
	full        float64 // share of the domains of a lone choice that take the most
}

// pool adds the cuts of a pool without groups: so many domains of each level, and so
// many of the units that are left. fatal is the chance that so many lost beside those
// that stand by are too many.
func (c *cutting) pool(p *model.PoolSystem, needs int, fatal func(empty int) float64) {
	n := p.Count
	c.visit(p, func(x selection) bool {
		fullest := 1.0 // share of the choices that take the most units
		if x.least < x.most && x.sum == 1 {
			fullest = x.full
		}
		open := c.cut(p, needs, x, x.most, fullest, fatal)
		if fullest < 1 {
			open = c.cut(p, needs, x, x.least, 1-fullest, fatal)
		}
		return open
	})
	if p.Beta > 0 && needs > 0 {
		crews := math.MaxInt
		if p.Crew > 0 {
			crews = c.s.Crews[p.Crew-1].Count
		}
		hit, cold := n+p.Standby, 0
		if p.Standby > 0 && p.Dormancy == 0 {
			hit, cold = n, p.Standby
		}
		if cold < needs {
			c.put(c.units, p.Beta*p.Repair.Mean/p.Life.Mean*backAgain(hit, needs-cold, crews), one("common cause of "+p.Name))
		}
	}
}

// places adds the cuts of groups beside standby: as many units as leave k empty places
// in each of d groups, where k lacking members stop a group and d groups the fleet. Which
// places are empty is even:
//
//	P(e empty places are fatal) ≈ min(1, C(G,d)·C(m,k)^d·C(e,dk) ÷ C(Gm,dk))
//
// for G groups of m, a union bound that is exact for e = dk.
func (c *cutting) places(p *model.PoolSystem, needs int) {
	d, k := p.Groups()-needs+1, p.Size-p.GroupNeeds+1
	least := ways(p.Groups(), d) * math.Pow(ways(p.Size, k), float64(d)) / ways(p.Count, d*k)
	c.pool(p, p.Count-d*k+1, func(empty int) float64 { return min(1, least*ways(empty, d*k)) })
}

// cut adds a choice of domains, a share of which take so many units, with the units that
// must fail beside it; false where none must.
func (c *cutting) cut(p *model.PoolSystem, needs int, x selection, loss int, share float64, fatal func(int) float64) bool {
	left := max(0, p.Count+p.Standby-loss)
	m, parts := left-needs+1, c.name(x.count)
	if m <= 0 {
		c.put1(x.ways*share*fatal(p.Count-left), parts)
		return false
	}
	u := x.ways * share * fatal(p.Count-needs+1) * c.together(p, min(p.Count, left), max(0, left-p.Count), m)
	c.put(c.units, u, append(parts, CutPart{m, p.Name + " unit"})...)
	return true
}

// visit calls f with every choice of domains, more of a level only while f says that
// the choice is no cut yet.
func (c *cutting) visit(p *model.PoolSystem, f func(x selection) bool) {
	levels := c.s.Levels
	if p.Place == 0 {
		levels = nil
	}
	x := selection{count: make([]int, len(levels)), ways: 1}
	budget := 100_000
	var from func(l int)
	from = func(l int) {
		if budget--; budget < 0 {
			return
		}
		c.choices(p, &x)
		if !(x.ways > 1e-60) || !f(x) {
			return
		}
		for k := l; k < len(levels); k++ {
			if c.q[k] == 0 || x.count[k] == c.used(p, k) {
				continue
			}
			x.count[k]++
			x.sum++
			from(k)
			x.count[k]--
			x.sum--
		}
	}
	from(0)
}

// used returns the instances of a level that hold units of a pool.
func (c *cutting) used(p *model.PoolSystem, l int) int {
	if c.s.Levels[l].Tree > 0 {
		return min(c.s.Levels[l].Total, p.Count)
	}
	return min(c.s.Levels[l].Total, p.Place, p.Count)
}

// choices fills in how many ways so many domains of each level are out, none under
// another, times the chance of each, and the units that they take.
func (c *cutting) choices(p *model.PoolSystem, x *selection) {
	x.ways, x.most, x.least, x.full = 1, 0, 0, 1
	free := map[int]float64{} // by tree: share not under a domain that is out
	for l, a := range x.count {
		tree := c.s.Levels[l].Tree
		if _, ok := free[tree]; !ok {
			free[tree] = 1
		}
		if a == 0 {
			continue
		}
		used, units := c.used(p, l), p.Count+p.Standby
		open := float64(used) * free[tree]
		for i := range a {
			x.ways *= max(0, open-float64(i)) / float64(i+1) * c.q[l]
		}
		x.most += a * ((units + used - 1) / used)
		x.least += a * (units / used)
		x.full = float64(units%used) / float64(used)
		free[tree] = max(0, free[tree]*(1-float64(a)/open))
	}
}

func (c *cutting) name(count []int) []CutPart {
	var out []CutPart
	for l, a := range count {
		if a > 0 {
			out = append(out, CutPart{a, c.s.Levels[l].Name})
		}
	}
	return out
}

// covered adds what takeovers and uncovered failures stop.
func (c *cutting) covered(p *model.PoolSystem) {
	v := &p.Cover
	if !v.On || p.Life.Kind == model.NeverLaw {
		return
	}
	rate, wait := 1/p.Life.Mean, p.Repair.Mean
	if v.HasRecovery {
		wait = v.Recovery.Mean
	}
	if p.Size > 0 && c.needs(p) < p.Groups() && (v.Scope == model.ScopeDefault || v.Scope == model.ScopeGroup) {
		return // it stops one of the groups that may be out: see someGroups
	}
	carrying := float64(p.Count)
	if p.Mode == model.ActiveStandby {
		carrying = 1
		if p.Size > 0 {
			carrying = float64(p.Groups())
		}
		c.put(c.units, carrying*rate*v.Success*v.Time.Mean, one("takeover of "+p.Name))
	}
	c.put(c.units, carrying*rate*(1-v.Success)*wait, one("uncovered failure of "+p.Name))
}

// alone adds what stops the fleet whatever else is out.
func (c *cutting) alone() {
	for i := range c.s.Incidents {
		in := &c.s.Incidents[i]
		steady := *in
		steady.Rate = c.s.RateAt(i, c.s.Horizon/2)
		switch in.Reach {
		case model.ReachFleet, model.ReachPool:
			c.put(c.units, inForce(&steady), one("incident "+in.Name))
		case model.ReachGroup:
			all, vital := 0, 0
			for k := range c.s.Pools {
				p := &c.s.Pools[k]
				if all += p.Groups(); p.Needs == p.Groups() {
					vital += p.Groups()
				}
			}
			c.put(c.units, inForce(&steady)*float64(vital)/float64(max(1, all)), one("incident "+in.Name))
		}
	}
	for i := range c.s.Gateways {
		if g := &c.s.Gateways[i]; g.Counts && !c.s.ByRequests {
			c.put(c.units, gatewayOut(g), one(g.Name))
		}
	}
}
