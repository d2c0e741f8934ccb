package decide

import (
	"context"

	"github.com/capplan/capplan/model"
)

// exactly decides what needs no trials: survivals, and figures of fleets of which nothing
// is uncertain where an exact method, or no luck at all, stands behind them.
func (g *gate) exactly(ctx context.Context) error {
	need := askedOf(g.plan, g.left(), &g.opt)
	certain := len(g.plan.Unknowns) == 0 && g.opt.Method != "simulate"
	need.histories, need.rare = false, false
	if !certain {
		*need = needs{fleets: need.fleets}
	}
	o := g.opt
	o.Trials, o.need, o.Fleets, o.Lean, o.Keep, o.Progress = 1, need, need.fleets, true, true, nil
	if !certain {
		o.Method = "auto" // of nothing
	}
	r, err := begin(ctx, g.plan, o)
	if err != nil {
		return err
	}
	r.survivals = nil
	if !certain {
		g.out = r.nothing()
		g.survivals(r)
		return nil
	}
	if err := r.trials(ctx); err != nil {
		return err
	}
	g.out = r.result(ctx)
	g.out.Trials = 0
	g.survivals(r)
	failures := need.money && billsFailures(g.plan, need.fleets)
	for i := range g.cases {
		c := &g.cases[i]
		if !c.open || !r.certain(c.a) {
			continue
		}
		if k := comes(c.a.Metric); k == fromLoss || k == fromBill && failures || k == fromHistory && c.a.Stat != model.Mean {
			continue
		}
		p := r.pairOf(g.out, c.a)
		if c.result.judge(&g.plan.Horizon, &p, c.a, gateLevel); c.result.Level == 1 && (c.result.Verdict == Pass || c.result.Verdict == Fail) {
			c.settle(0)
			continue
		}
		c.result = blank(c.a)
	}
	r.strip(g.out, failures)
	return nil
}

func (g *gate) survivals(r *run) {
	for i := range g.cases {
		if c := &g.cases[i]; c.a.Survives != nil {
			r.survival(&c.result, c.a)
			c.open = false
		}
	}
}

// certain reports whether the fleets that an assertion speaks of are the same in every trial.
func (r *run) certain(a *model.Assertion) bool {
	for i, f := range r.fleets {
		if (f.Name == a.Fleet || f.Name == a.Of || against(a.Metric)) && (r.journeys[i] != nil || !r.same(r.stages[i])) {
			return false
		}
	}
	return true
}

// nothing is a result in which no fleet has a figure.
func (r *run) nothing() *Result {
	out := r.head()
	out.Trials = 0
	for i, f := range r.fleets {
		out.Fleets[f.Name] = r.bare(i)
	}
	return out
}

func (r *run) bare(i int) FleetResult {
	return FleetResult{
		Order: i, Description: r.fleets[i].Description, Basis: basis(r.stages[i].sys.ByRequests),
		Metrics: map[string]Metric{}, Pools: map[string]PoolResult{}, Workloads: map[string]WorkloadResult{},
		Causes: []Cause{}, Cuts: []Cut{}, Costs: []Cost{}, Charges: []Charge{}, Unpriced: []string{},
	}
}

// strip takes away what one trial without a history does not know.
func (r *run) strip(out *Result, failures bool) {
	for i, f := range r.fleets {
		if r.journeys[i] != nil || !r.same(r.stages[i]) {
			out.Fleets[f.Name] = r.bare(i)
			continue
		}
		if !failures {
			continue
		}
		fr := out.Fleets[f.Name]
		for name := range fr.Metrics {
			if k := comes(name); k == fromBill || k == fromLoss {
				delete(fr.Metrics, name)
			}
		}
		fr.Costs = []Cost{}
		out.Fleets[f.Name] = fr
	}
}
