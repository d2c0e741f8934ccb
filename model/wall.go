package model

import "sort"

// A Wall is a limit on those requests of a pool that call a dependency (SCENARIO
// "connections"). Each unit that is up holds so many connections, and the dependency
// takes at most so many in all, so only the first Units of those that are up can call
// it: of k units up they carry Capacity[k] of Σ Weight·load, and more than Units add
// nothing. The pool's own Capacity holds for all that visit it beside that.
type Wall struct {
	Name     string    // as a limit is named: "connections of D"
	Units    int       // that can call at one time
	Weight   []float64 // per workload, in units of Capacity per req/s
	Capacity []float64 // of k = 0..Count units up
	// Calls[w] is the share of the requests of workload w that visit the pool which the
	// wall binds, Visit[w] that of all its requests.
	Calls, Visit []float64
}

// At returns the limit with k units up.
func (x *Wall) At(k int) Limit {
	return Limit{Weight: x.Weight, Capacity: x.Capacity[k], Visit: x.Visit}
}

// Enough returns the least number of units up that carries a need; one more than there
// are where none does.
func (x *Wall) Enough(need float64) int {
	return sort.Search(len(x.Capacity), func(k int) bool { return x.Capacity[k] >= need })
}

// Walled returns the least number of units of a pool from k on that all its walls let
// carry their need: Count+1 where none does.
func (p *PoolSystem) Walled(k int, need func(weight []float64) float64) int {
	for i := range p.Walls {
		k = max(k, p.Walls[i].Enough(need(p.Walls[i].Weight)))
	}
	return k
}

// AppendWalls appends the limits of the walls of a pool with k units up.
func (p *PoolSystem) AppendWalls(dst []Limit, k int) []Limit {
	for i := range p.Walls {
		dst = append(dst, p.Walls[i].At(k))
	}
	return dst
}
