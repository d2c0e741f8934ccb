package decide

import (
	"slices"

	"github.com/capplan/capplan/model"
)

// What several fleets of a phase call is one thing: while it is out, the requests of all
// of them are lost, and none can carry for another. Its outages therefore stand outside of
// the fleets, as a system of their own that every request takes; its limit stays with them.

// A taken run is a fleet of a phase that carries something.
type taken struct {
	run   *model.PhaseRun
	fleet *model.Fleet
	role  role
}

// take lists the runs of a phase that carry something.
func (x *phaseLaid) take(ph *model.MigrationPhase) []taken {
	var out []taken
	for i := range ph.Runs {
		run, as := &ph.Runs[i], role{from: x.from, to: x.to}
		f := new(model.Fleet)
		*f = *run.Fleet
		if run.Pools != nil {
			f, as.carries = withPools(run)
		} else if as.share = run.Share.Value; as.share == 0 {
			continue
		}
		if len(f.Pools) == 0 {
			continue
		}
		if run.Pools == nil {
			x.shares = append(x.shares, as.share)
		}
		f.Serves = slices.Sorted(slices.Values(f.Serves)) // in one order for all
		out = append(out, taken{run, f, as})
	}
	return out
}

// calls says for which workloads a fleet calls a dependency; nil: for none.
func calls(p *model.Plan, f *model.Fleet, dependency int) []int {
	var out []int
	for _, w := range f.Serves {
		if _, takes := p.Calls(f, dependency, w); takes {
			out = append(out, w)
		}
	}
	return out
}

// callTogether names the dependencies that strike all fleets of a phase at once: with
// shares those that all call alike, else those that a request may meet in several.
func callTogether(p *model.Plan, all []taken, shares bool) []string {
	var out []string
	for d := range p.Dependencies {
		n, alike := 0, true
		for i := range all {
			c := calls(p, all[i].fleet, d)
			if c != nil {
				n++
			}
			alike = alike && slices.Equal(c, calls(p, all[0].fleet, d))
		}
		if n > 1 && (alike || !shares) {
			out = append(out, p.Dependencies[d].Name)
		}
	}
	return out
}

// calledByOthers names the dependencies that a run of a phase with shares by pool leaves
// to another: one of them calls for all, the first that none carries for.
func calledByOthers(p *model.Plan, all []taken, run int) []string {
	var out []string
	for d := range p.Dependencies {
		by := -1
		for i := range all {
			if calls(p, all[i].fleet, d) == nil {
				continue
			}
			if by < 0 || all[by].run.Fallback > 0 && all[i].run.Fallback == 0 {
				by = i
			}
		}
		if by >= 0 && by != run {
			out = append(out, p.Dependencies[d].Name)
		}
	}
	return out
}

// outside is the stage of nothing but the outages of dependencies, for what a fleet of
// the phase calls of them: units that never fail stand for its pools.
func outside(p *model.Plan, caller *taken, names []string) *stage {
	never := model.RandomTime{Kind: model.NeverLaw}
	f := &model.Fleet{Name: "dependencies", Site: -1, Serves: caller.fleet.Serves, Origin: caller.fleet.Origin}
	for i := range caller.fleet.Pools { // by their names an offload finds them
		f.Pools = append(f.Pools, model.Pool{Name: caller.fleet.Pools[i].Name, Count: 1, Needs: model.Needs{Count: 1}, Life: never, Repair: never})
	}
	as := role{share: caller.role.share, from: caller.role.from, to: caller.role.to, outside: true}
	for d := range p.Dependencies {
		if !slices.Contains(names, p.Dependencies[d].Name) {
			as.called = append(as.called, p.Dependencies[d].Name)
		}
	}
	return newStageOf(p, f, as)
}

// parts are the fleets of a phase and what stands outside of them.
func (x *phaseLaid) parts() []*stage {
	if x.outside == nil {
		return x.runs
	}
	return append(slices.Clip(x.runs), x.outside)
}

// beside puts what all fleets of a phase call beside what they did in a leg. By requests,
// each workload weighs what is due of it while nothing is out that does not count.
func (x *phaseLaid) beside(g *leg, o outcome, out *outcome) outcome {
	s := &x.outside.sys
	split := &splitting{byRequests: s.ByRequests, of: []int{0, 1}}
	requests := s.ByRequests
	for _, ws := range s.Workloads {
		split.workloads = append(split.workloads, ws.ByRequests)
		requests = requests && ws.ByRequests
	}
	both := together([]outcome{o, *out}, nil, split)
	both.wrong = o.wrong
	if !requests {
		return both
	}
	var bad, due float64
	for w := range s.Workloads {
		n := s.Load.Offered(w, g.from, g.to)
		if counted := 1 - out.workloads[w]; counted > 0 {
			n = float64(n * (out.served[w] / counted))
		}
		bad, due = bad+float64(n*both.workloads[w]), due+n
	}
	if u := bad / due; due > 0 && both.unavailability > 0 {
		for c := range both.causes {
			both.causes[c] *= u / both.unavailability
		}
		both.unavailability = u
	}
	return both
}
