package exact

import (
	"sort"

	"github.com/capplan/capplan/model"
)

// Out returns how many units of a pool (with groups: how many groups do not work) are out
// by themselves, domains up, at the p-quantile of their long-run law: the least k with
// P(more than k out) ≤ 1 − p. That is the binomial law where units fail and are repaired
// independently, a birth–death law where exponential ones share crews of their own; false
// where the units are tied otherwise and are taken as independent for it, or are never
// repaired. Shocks that take the whole pool are no failures of units by themselves.
func Out(s *model.System, pool int, p float64) (k int, ok bool) {
	x := &s.Pools[pool]
	n := x.Units()
	if x.Life.Kind == model.NeverLaw || n == 0 {
		return 0, true
	}
	if x.Repair.Kind == model.NeverLaw {
		return 0, false
	}
	free := x.Spares == nil && x.Standby == 0 && !x.Freeze && !s.Freeze && len(x.Arrivals) == 0 && s.Steady
	life := x.Life.Mean / (1 - x.Beta)
	if x.Crew > 0 && x.Size == 0 && n <= 10000 {
		own := true
		for i := range s.Pools {
			own = own && (i == pool || s.Pools[i].Crew != x.Crew)
		}
		b := Crews(n, s.Crews[x.Crew-1].Count, life, x.Repair.Mean)
		k = sort.Search(n, func(k int) bool { return b.Tail(k+1) <= 1-p })
		return k, free && own && x.Life.Kind == model.Exponential && x.Repair.Kind == model.Exponential
	}
	u := x.Repair.Mean / (life + x.Repair.Mean)
	if x.Size > 0 {
		u, n = Unavailability(x.Size, max(1, x.GroupNeeds), u), x.Groups()
	}
	k = sort.Search(n, func(k int) bool { return Unavailability(n, n-k, u) <= 1-p })
	return k, free && x.Crew == 0
}

// Rebuilt returns how many units of a pool are failed, and rebuilt, at the p-quantile of
// their long-run law, each by itself.
func Rebuilt(x *model.PoolSystem, p float64) int {
	n, u := x.Units(), model.Unavailability(x.Life, x.Repair)
	if !(u > 0) {
		return 0
	}
	return sort.Search(n, func(k int) bool { return Unavailability(n, n-k, u) <= 1-p })
}
