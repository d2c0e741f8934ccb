package model

import "slices"

// Holders returns the pools of a fleet whose units hold the connections of a dependency,
// and whether the fleet calls it at all: those that are named or, where none is, of each
// workload that uses it the first with a throughput that it visits.
func (p *Plan) Holders(f *Fleet, dependency int) (pools []int, called bool) {
	dep := &p.Dependencies[dependency]
	for _, w := range f.Serves {
		if _, ok := p.Calls(f, dependency, w); !ok {
			continue
		}
		called = true
		if i := slices.IndexFunc(f.Pools, func(q Pool) bool { return q.works(w) }); dep.HeldBy == nil && i >= 0 && !slices.Contains(pools, i) {
			pools = append(pools, i)
		}
	}
	for i := range f.Pools {
		if called && slices.Contains(dep.HeldBy, f.Pools[i].Name) {
			pools = append(pools, i)
		}
	}
	return pools, called
}

// Holds reports whether the calls of a workload to a dependency go through a pool: one
// that is named or, where none is, the first with a throughput that it visits.
func (p *Plan) Holds(f *Fleet, dependency, workload int, pool string) bool {
	if named := p.Dependencies[dependency].HeldBy; named != nil {
		return slices.Contains(named, pool)
	}
	i := slices.IndexFunc(f.Pools, func(q Pool) bool { return q.works(workload) })
	return i >= 0 && f.Pools[i].Name == pool
}

// works reports whether a workload visits the pool and its throughput is known.
func (p *Pool) works(workload int) bool {
	t := p.Throughput
	if t == nil || !(p.ShareOf(workload, nil) > 0) {
		return false
	}
	return t.PerWorkload == nil || t.PerWorkload[workload].Set
}
