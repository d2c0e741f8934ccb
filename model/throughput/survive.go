package throughput

import (
	"errors"
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// ErrTooMany says that a loss has more ways than are looked at.
var ErrTooMany = errors.New("there are too many ways to lose so many: they cannot all be looked at")

// mostWays is how many ways of a loss are enumerated.
const mostWays = 2e6

// A Loss is a way to lose some of something that a pool does not survive.
type Loss struct {
	Pool  string
	Which []int // the instances of the level, or units of the pool, in order
	Left  int   // units (groups) of the pool that are left
	Needs int   // units (groups) that it needs
}

// Survives returns a way to lose n instances of a level (−1: n units of a pool) after
// which some pool lacks what it needs while all else is up; nil where there is none.
// A pool whose needs follow demand has to carry what a weighted load needs of it, through
// its walls too. Units that stand by have taken over where the pool has them
// (model/state.go).
//
// Each pool is looked at by itself, as the fleet fails when one of them does. Without
// groups what counts is how many units are lost, and the instances with the most of them
// are the worst. With groups a group is lost with Size−GroupNeeds+1 members: units of
// the pool are lost group by group; of instances all ways are enumerated, of those alike
// one, unless the members in the n largest are too few for it or all groups are needed,
// where each group is looked at by itself. The error is ErrTooMany.
func Survives(s *model.System, level, pool, n int, need func(weight []float64) float64) (*Loss, error) {
	var late error
	for i := range s.Pools {
		if level < 0 && i != pool {
			continue
		}
		v := newVictim(s, i, level, need)
		l, err := v.worst(n)
		if l != nil {
			return l, nil
		}
		if err != nil {
			late = err
		}
	}
	return nil, late
}

// Left returns how many units of each pool without groups the worst loss leaves; −1 of
// pools with groups and of those that lose none of theirs.
func Left(s *model.System, level, pool, n int) []int {
	out := make([]int, len(s.Pools))
	for i := range s.Pools {
		out[i] = -1
		if s.Pools[i].Size > 0 || level < 0 && i != pool {
			continue
		}
		lost := n
		if v := newVictim(s, i, level, func([]float64) float64 { return 0 }); v.at != nil {
			lost = 0
			for _, d := range v.largest(n) {
				lost += len(v.at[d])
			}
		}
		out[i] = max(0, min(s.Pools[i].Count, s.Pools[i].Units()-lost))
	}
	return out
}

// A victim is a pool about to lose something.
type victim struct {
	*model.PoolSystem
	needs int     // units, or groups
	kill  int     // members whose loss stops a group
	at    [][]int // by instance: the units in it; nil: each unit is its own
}

func newVictim(s *model.System, i, level int, need func(weight []float64) float64) *victim {
	p := &s.Pools[i]
	v := &victim{PoolSystem: p, needs: needed(p, need), kill: p.Size - p.GroupNeeds + 1}
	if p.Mode != model.Shared && p.Size > 0 { // a set works while one member is up
		v.kill = p.Size
	}
	if level < 0 {
		return v
	}
	v.at = unitsAt(s, p, level)
	return v
}

// unitsAt returns the units of a pool in each instance of a level.
func unitsAt(s *model.System, p *model.PoolSystem, level int) [][]int {
	l := &s.Levels[level]
	inner := level
	for inner+1 < len(s.Levels) && s.Levels[inner+1].Tree == l.Tree {
		inner++
	}
	place := make([]int, p.Units())
	held := make([]int, l.Total)
	for u := range place {
		switch {
		case l.Tree > 0:
			place[u] = s.Under(u, s.Levels[inner].Total) % l.Total
		case p.Place > 0:
			place[u] = u % p.Place % l.Total
		default:
			place[u] = -1
			continue
		}
		held[place[u]]++
	}
	all, out := make([]int, len(place)), make([][]int, l.Total)
	for d, n := range held {
		out[d], all = all[:0:n], all[n:]
	}
	for u, d := range place {
		if d >= 0 {
			out[d] = append(out[d], u)
		}
	}
	return out
}

// needed returns the units or groups that a pool needs at a need of its capacity.
func needed(p *model.PoolSystem, need func(weight []float64) float64) int {
	switch {
	case p.Mode != model.Shared && p.Size == 0:
		return 1
	case p.Needs >= 0 || p.Capacity == nil:
		return p.Needs
	}
	return p.Walled(enough(p, need(p.Weight)), need)
}

// enough returns the least number of units or groups that carry a need, one more than
// there are where none do.
func enough(p *model.PoolSystem, need float64) int {
	if groups := p.Groups(); groups > 0 {
		for k := range groups + 1 {
			if float64(p.Capacity[0]*float64(k)) >= need {
				return k
			}
		}
		return groups + 1
	}
	for k, c := range p.Capacity {
		if c >= need {
			return k
		}
	}
	return p.Count + 1
}

// worst returns a loss of n that the pool does not survive.
func (v *victim) worst(n int) (*Loss, error) {
	if left := v.left(nil); left < v.needs {
		return v.loss(nil, left), nil
	}
	if v.at == nil {
		return v.units(n), nil
	}
	order := v.largest(n)
	members := 0
	for _, d := range order {
		members += len(v.at[d])
	}
	switch {
	case v.Size == 0:
		return v.try(order), nil
	case v.Groups()-max(0, members-v.Standby)/v.kill >= v.needs: // even if no member were lost in vain
		return nil, nil
	case v.needs == v.Groups() && v.Standby == 0:
		return v.oneGroup(n), nil
	}
	if l := v.try(order); l != nil {
		return l, nil
	}
	return v.enumerate(n)
}

// largest are the n instances that hold the most units, the first of equals.
func (v *victim) largest(n int) []int {
	order := make([]int, len(v.at))
	for d := range order {
		order[d] = d
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(v.at[b]) - len(v.at[a]) })
	return order[:min(n, len(order))]
}

// units loses units, group after group from the last on where standby, which takes the
// first places that are empty, does not reach.
func (v *victim) units(n int) *Loss {
	var which []int
	for u := range min(v.Standby, n) {
		which = append(which, v.Count+u)
	}
	rest := min(n-len(which), v.Count)
	if v.Size == 0 {
		for u := range rest {
			which = append(which, u)
		}
		return v.try(which)
	}
	for g := v.Groups() - 1; g >= 0 && rest > 0; g-- {
		for m := range min(v.kill, rest) {
			which = append(which, g*v.Size+m)
			rest--
		}
	}
	for u := 0; u < v.Count && rest > 0; u++ { // all groups are hit already
		if !slices.Contains(which, u) {
			which = append(which, u)
			rest--
		}
	}
	return v.tryUnits(which)
}

// try loses whole instances, or units where the pool stands in none.
func (v *victim) try(which []int) *Loss {
	if v.at == nil {
		return v.tryUnits(which)
	}
	var units []int
	for _, d := range which {
		units = append(units, v.at[d]...)
	}
	if left := v.left(units); left < v.needs {
		return v.loss(which, left)
	}
	return nil
}

func (v *victim) tryUnits(units []int) *Loss {
	if left := v.left(units); left < v.needs {
		return v.loss(units, left)
	}
	return nil
}

func (v *victim) loss(which []int, left int) *Loss {
	which = slices.Clone(which)
	slices.Sort(which)
	return &Loss{v.Name, which, left, v.needs}
}

// left returns the units or groups that are left without some units.
func (v *victim) left(lost []int) int {
	if v.Size == 0 {
		return min(v.Count, v.Units()-len(lost))
	}
	standing, empty := v.Standby, []int(nil)
	for _, u := range lost {
		if u >= v.Count {
			standing--
		} else {
			empty = append(empty, u)
		}
	}
	slices.Sort(empty)
	empty = empty[min(standing, len(empty)):]
	left := v.Groups()
	for i := 0; i < len(empty); {
		g, n := empty[i]/v.Size, 0
		for ; i < len(empty) && empty[i]/v.Size == g; i++ {
			n++
		}
		if n >= v.kill {
			left--
		}
	}
	return left
}

// oneGroup looks for a group that n instances can stop.
func (v *victim) oneGroup(n int) *Loss {
	place := make([]int, v.Units())
	for d, units := range v.at {
		for _, u := range units {
			place[u] = d
		}
	}
	which, in := make([]int, 0, v.Size), make([]int, len(v.at)) // of a group: its instances, and its members in each
	for g := range v.Groups() {
		which = which[:0]
		for _, d := range place[g*v.Size : (g+1)*v.Size] {
			if in[d]++; in[d] == 1 {
				which = append(which, d)
			}
		}
		slices.SortStableFunc(which, func(a, b int) int { return in[b] - in[a] })
		members := 0
		for i, d := range which {
			if i < n {
				members += in[d]
			}
			in[d] = 0
		}
		if members < v.kill {
			continue
		}
		if l := v.try(which[:min(n, len(which))]); l != nil {
			for d := 0; len(l.Which) < n; d++ { // whichever others go with them
				if !slices.Contains(l.Which, d) {
					l.Which = append(l.Which, d)
				}
			}
			if more := v.try(l.Which); more != nil {
				return more
			}
		}
	}
	return nil
}

// enumerate tries every way to lose n instances.
func (v *victim) enumerate(n int) (*Loss, error) {
	total := len(v.at)
	ways := 1.0
	for i := range n {
		ways *= float64(total-i) / float64(i+1)
	}
	if ways*float64(1+v.Units()*n/total) > mostWays*100 || ways > mostWays || math.IsInf(ways, 1) {
		return nil, ErrTooMany
	}
	which := make([]int, n)
	for i := range which {
		which[i] = i
	}
	for {
		if l := v.try(which); l != nil {
			return l, nil
		}
		i := n - 1
		for i >= 0 && which[i] == total-n+i {
			i--
		}
		if i < 0 {
			return nil, nil
		}
		which[i]++
		for j := i + 1; j < n; j++ {
			which[j] = which[j-1] + 1
		}
	}
}
