package decide

import (
	"slices"
	"sort"
)

// mostRanked is the number of draws whose inputs are kept: a share of the variance is
// then known to about ±2·√(share/4000).
const mostRanked = 4000

// effects says of each uncertain input what share of the variance of each fleet's cost.pv
// its rank explains (Spearman's ρ²). Shares of independent inputs sum to at most about
// 1; inputs joined by correlate share theirs. Assumptions are sorted by the largest.
func (r *run) effects(out *Result) {
	n := min(r.opt.Trials, mostRanked)
	if len(r.plan.Unknowns) == 0 || n < 100 {
		return
	}
	inputs := make([]column, len(r.plan.Unknowns))
	shares := make([]map[string]float64, len(inputs))
	for u := range inputs {
		v := make(column, n)
		for t := range v {
			v[t] = r.draws[t][u]
		}
		inputs[u], shares[u] = ranks(v), map[string]float64{}
	}
	for i, f := range r.fleets {
		pv := r.sheets[i].cost.pv[:n]
		if !priced(out, f.Name) || constant(pv) {
			continue
		}
		cost := ranks(pv)
		for u := range inputs {
			_, rho := regression(cost, inputs[u])
			shares[u][f.Name] = rho * rho
		}
	}
	for k := range out.Assumption {
		if u := r.plan.Inputs[k].Unknown; u > 0 {
			out.Assumption[k].Effects = shares[u-1]
		}
	}
	sort.SliceStable(out.Assumption, func(i, j int) bool { return out.Assumption[i].Effect() > out.Assumption[j].Effect() })
}

// EffectNoise is what the effect of an input that does nothing exceeds once in a
// thousand times: ρ² of n ranks is about χ²₁/n.
func EffectNoise(trials int) float64 { return 10.83 / float64(min(trials, mostRanked)) }

// Effect is the largest share of the variance of a fleet's cost that an assumption
// explains; −1 where nothing is known of it.
func (a *Assumption) Effect() float64 {
	most := -1.0
	for _, share := range a.Effects {
		most = max(most, share)
	}
	return most
}

// ranks returns the rank of each value, the mean rank of equals, from 1.
func ranks(v column) column {
	at := make([]int, len(v))
	for i := range at {
		at[i] = i
	}
	slices.SortFunc(at, func(i, j int) int {
		switch {
		case v[i] < v[j]:
			return -1
		case v[i] > v[j]:
			return 1
		}
		return i - j
	})
	out := make(column, len(v))
	for from := 0; from < len(at); {
		to := from + 1
		for to < len(at) && v[at[to]] == v[at[from]] {
			to++
		}
		for k := from; k < to; k++ {
			out[at[k]] = float64(from+to+1) / 2
		}
		from = to
	}
	return out
}

// kept is the memory of the first draws.
func keptDraws(n, unknowns int) [][]float64 {
	all := make([]float64, n*unknowns)
	out := make([][]float64, n)
	for t := range out {
		out[t] = all[t*unknowns : (t+1)*unknowns]
	}
	return out
}
