package exact

import (
	"math"
	"sort"

	"github.com/capplan/capplan/model"
)

// A someGroups is a pool of which several groups must be out together.
type someGroups struct {
	*groupCuts
	out   int
	base  float64 // chance that a group is out by itself
	under map[instance]map[int]uint64
	list  []instance
}

// someGroups adds the cuts of a pool of which out groups must be out together: by
// themselves, or with one or two domains, which take some of them and members of others.
func (c *cutting) someGroups(p *model.PoolSystem, out int) {
	g := &someGroups{groupCuts: &groupCuts{cutting: c, p: p, unit: c.together(p, 1, 0, 1), needs: 1}, out: out, under: map[instance]map[int]uint64{}}
	if p.Mode == model.Shared && p.GroupNeeds > 0 {
		g.needs = p.GroupNeeds
	}
	g.base = g.alone(p.Size)
	if v := &p.Cover; v.On && p.Life.Kind != model.NeverLaw && (v.Scope == model.ScopeDefault || v.Scope == model.ScopeGroup) {
		wait := p.Repair.Mean
		if v.HasRecovery {
			wait = v.Recovery.Mean
		}
		g.base += float64(p.Size) / p.Life.Mean * (1 - v.Success) * wait
	}
	for u := range p.Count {
		for _, x := range g.above(u) {
			if g.under[x] == nil {
				g.under[x] = map[int]uint64{}
				g.list = append(g.list, x)
			}
			g.under[x][u/p.Size] |= 1 << min(u%p.Size, 63)
		}
	}
	sort.Slice(g.list, func(i, j int) bool {
		return g.list[i].level < g.list[j].level || g.list[i].level == g.list[j].level && g.list[i].index < g.list[j].index
	})
	g.choose()
}

// alone is the chance that a group of which so many members are left is out.
func (g *someGroups) alone(left int) float64 {
	m := left - g.needs + 1
	return ways(left, m) * math.Pow(g.unit, float64(m))
}

// with returns how many groups must still be out when a set of domains is, and the
// chance of that to first order.
func (g *someGroups) with(set ...instance) (more int, chance float64) {
	gone := map[int]uint64{}
	for _, x := range set {
		for k, m := range g.under[x] {
			gone[k] |= m
		}
	}
	whole := float64(g.p.Groups() - len(gone))
	more, sum, squares := g.out, whole*g.base, whole*g.base*g.base
	for k := range g.p.Groups() { // in order: sums have one value
		if m, ok := gone[k]; !ok {
			continue
		} else if left := g.p.Size - ones(m); left < g.needs {
			more--
		} else {
			sum += g.alone(left)
			squares += g.alone(left) * g.alone(left)
		}
	}
	if more <= 0 {
		return 0, 1
	}
	chance = 1
	like := sum * sum / squares // so many groups of like chance
	for i := range more {
		chance *= sum / float64(i+1) * max(0, 1-float64(i)/like)
	}
	return more, chance
}

// mostPairs bounds the domains of which pairs are looked at.
const mostPairs = 150

// choose adds no, one and two domains, a domain only where it makes a difference.
func (g *someGroups) choose() {
	more, none := g.with()
	g.put(g.units, none, CutPart{more, "group of " + g.p.Name})
	domains := map[string]*Cut{}
	add := func(q float64, more int, chance float64, set ...instance) {
		if names := g.names(set); more > 0 {
			g.put(g.units, q*chance, append(names, CutPart{more, "group of " + g.p.Name})...)
		} else {
			g.put(domains, q, names...)
		}
	}
	one := make([]float64, len(g.list))
	for i, x := range g.list {
		var more int
		if more, one[i] = g.with(x); one[i] > 2*none {
			add(g.q[x.level], more, one[i], x)
		}
	}
	for i, x := range g.list {
		for j := i + 1; j < len(g.list) && len(g.list) <= mostPairs; j++ {
			y := g.list[j]
			if one[i] == 1 || one[j] == 1 {
				continue
			}
			if more, both := g.with(x, y); both > 2*max(one[i], one[j]) {
				add(g.q[x.level]*g.q[y.level], more, both, x, y)
			}
		}
	}
	for _, k := range domains {
		g.put1(k.Unavailability, k.Parts)
	}
}
