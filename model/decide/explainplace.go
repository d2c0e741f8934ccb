package decide

import (
	"strconv"
	"strings"

	"github.com/capplan/capplan/model"
)

// A Stand is where the units of a pool stand in a level of domains.
type Stand struct {
	Pool      string   `json:"pool"`
	Level     string   `json:"level"`
	Tree      int      `json:"tree"` // of structures that cross, from 0
	Instances int      `json:"instances"`
	Used      int      `json:"used"`  // instances with units of the pool
	Least     int      `json:"least"` // units in one that is used
	Most      int      `json:"most"`
	Apart     *bool    `json:"apart"` // members of each group in different ones; null without groups
	Units     [][]int  `json:"units"` // by instance, from 0
	Path      []string `json:"path"`  // of the first units: their domains, outermost first
}

// firstUnits are shown by name.
const firstUnits = 8

// stands lays out the units of the fleet's pools, or of the one asked for.
func (x *explainer) stands() []Stand {
	out := []Stand{}
	for i := range x.sys.Pools {
		p := &x.sys.Pools[i]
		if x.q.Pool != "" && p.Name != x.q.Pool {
			continue
		}
		for l := range x.sys.Levels {
			out = append(out, x.stand(p, l))
		}
	}
	return out
}

func (x *explainer) stand(p *model.PoolSystem, level int) Stand {
	lv := &x.sys.Levels[level]
	s := Stand{Pool: p.Name, Level: lv.Name, Tree: lv.Tree, Instances: lv.Total, Units: make([][]int, lv.Total), Path: []string{}}
	for u := range p.Units() {
		d := x.domain(p, u, level)
		s.Units[d] = append(s.Units[d], u)
		if u < firstUnits {
			s.Path = append(s.Path, x.path(p, u, level))
		}
	}
	for i, units := range s.Units {
		if len(units) == 0 {
			s.Units[i] = []int{}
			continue
		}
		s.Used++
		if s.Least == 0 || len(units) < s.Least {
			s.Least = len(units)
		}
		s.Most = max(s.Most, len(units))
	}
	if p.Size > 0 {
		apart := x.apart(p, level)
		s.Apart = &apart
	}
	return s
}

// domain returns the instance of a level that a unit stands in.
func (x *explainer) domain(p *model.PoolSystem, unit, level int) int {
	innermost := level
	for innermost+1 < len(x.sys.Levels) && x.sys.Levels[innermost+1].Tree == x.sys.Levels[level].Tree {
		innermost++
	}
	at := unit % max(1, p.Place)
	if x.sys.Levels[level].Tree > 0 {
		at = x.sys.Under(unit, x.sys.Levels[innermost].Total)
	}
	return at % x.sys.Levels[level].Total
}

// path names the domains of a unit from the outermost of the tree down to a level.
func (x *explainer) path(p *model.PoolSystem, unit, level int) string {
	var names []string
	for l := range x.sys.Levels {
		if l <= level && x.sys.Levels[l].Tree == x.sys.Levels[level].Tree {
			names = append(names, x.sys.Levels[l].Name+" "+strconv.Itoa(x.domain(p, unit, l)))
		}
	}
	return strings.Join(names, " / ")
}

// apart reports whether the members of each group stand in different instances.
func (x *explainer) apart(p *model.PoolSystem, level int) bool {
	for g := range p.Groups() {
		seen := map[int]bool{}
		for m := range p.Size {
			d := x.domain(p, g*p.Size+m, level)
			if seen[d] {
				return false
			}
			seen[d] = true
		}
	}
	return true
}
