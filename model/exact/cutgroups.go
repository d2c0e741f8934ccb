package exact

import (
	"math"
	"sort"
	"strconv"
	"strings"

	"github.com/capplan/capplan/model"
)

// mostGroups bounds the groups that are looked at one by one; of more, every so many.
const mostGroups = 2000

// groups adds the cuts of a pool with groups, of which so many must work: for each
// group its minimal cuts of domains and members.
func (c *cutting) groups(p *model.PoolSystem, needs int) {
	out := p.Groups() - needs + 1
	if needs <= 0 {
		return
	}
	if out > 1 {
		c.someGroups(p, out)
		return
	}
	g := &groupCuts{cutting: c, p: p, seen: map[string]bool{}, unit: c.together(p, 1, 0, 1)}
	if p.Mode != model.Shared || p.GroupNeeds == 0 {
		g.needs = 1
	} else {
		g.needs = p.GroupNeeds
	}
	step := max(1, p.Groups()/mostGroups)
	sum := map[string]*Cut{}
	for k := 0; k < p.Groups(); k += step {
		g.group(k, sum)
	}
	scale := float64(p.Groups()) / float64((p.Groups()+step-1)/step)
	for _, x := range sum {
		u := x.Unavailability * scale
		parts := x.Parts
		if strings.HasSuffix(parts[len(parts)-1].What, " of a group") {
			c.put(c.units, u, parts...)
		} else {
			c.put1(u, parts)
		}
	}
}

type groupCuts struct {
	*cutting
	p     *model.PoolSystem
	needs int
	unit  float64         // unavailability of a unit
	seen  map[string]bool // cuts of domains alone, of the groups before
}

// An instance is a domain: level and index.
type instance struct{ level, index int }

// above returns the domains that unit i stands in and that may be out.
func (g *groupCuts) above(i int) []instance {
	var out []instance
	if g.p.Place == 0 {
		return nil
	}
	levels := g.s.Levels
	last := map[int]int{} // by tree: instances of its innermost level
	for l := range levels {
		last[levels[l].Tree] = levels[l].Total
	}
	for l := range levels {
		if g.q[l] == 0 {
			continue
		}
		in := i % g.p.Place
		if t := levels[l].Tree; t > 0 {
			in = g.s.Under(i, last[t])
		}
		out = append(out, instance{l, in % levels[l].Total})
	}
	return out
}

// group adds the minimal cuts of a group: of its domains up to three at once, and
// members that are left.
func (g *groupCuts) group(k int, sum map[string]*Cut) {
	size := g.p.Size
	touch := map[instance]uint64{} // members under each
	var list []instance
	for m := range min(size, 64) {
		for _, x := range g.above(k*size + m) {
			if touch[x] == 0 {
				list = append(list, x)
			}
			touch[x] |= 1 << m
		}
	}
	sort.Slice(list, func(i, j int) bool {
		return list[i].level < list[j].level || list[i].level == list[j].level && list[i].index < list[j].index
	})
	var from func(at int, set []instance, gone uint64, q float64)
	from = func(at int, set []instance, gone uint64, q float64) {
		left := size - ones(gone)
		m := left - g.needs + 1
		names := g.names(set)
		if m <= 0 {
			if key := keyOf(set); !g.seen[key] {
				g.seen[key] = true
				g.put(sum, q, names...)
			}
			return
		}
		g.put(sum, q*ways(left, m)*math.Pow(g.unit, float64(m)), append(names, CutPart{m, g.p.Name + " unit of a group"})...)
		if len(set) == 3 {
			return
		}
		for i := at; i < len(list); i++ {
			x := list[i]
			if !minimal(touch, set, x) {
				continue
			}
			from(i+1, append(set[:len(set):len(set)], x), gone|touch[x], q*g.q[x.level])
		}
	}
	from(0, nil, 0, 1)
}

// minimal reports whether each domain of the set and x takes a member that no other
// does.
func minimal(touch map[instance]uint64, set []instance, x instance) bool {
	all := append(append([]instance(nil), set...), x)
	for i := range all {
		var others uint64
		for j := range all {
			if j != i {
				others |= touch[all[j]]
			}
		}
		if touch[all[i]]&^others == 0 {
			return false
		}
	}
	return true
}

func ones(x uint64) (n int) {
	for ; x != 0; x &= x - 1 {
		n++
	}
	return n
}

func keyOf(set []instance) string {
	var b strings.Builder
	for _, x := range set {
		b.WriteString(strconv.Itoa(x.level) + "." + strconv.Itoa(x.index) + " ")
	}
	return b.String()
}

func (g *groupCuts) names(set []instance) []CutPart {
	count := make([]int, len(g.s.Levels))
	for _, x := range set {
		count[x.level]++
	}
	return g.name(count)
}
