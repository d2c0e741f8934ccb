package decide

import (
	"context"
	"sync"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/throughput"
)

// put writes the throughput figures of a trial.
func (c *loadColumns) put(t int, a throughput.Answer) {
	c.demand[t], c.peak[t], c.own[t], c.degraded[t] = a.Demand, a.Peak, a.Own, a.Degraded
	c.headroom[t], c.multiple[t], c.utilization[t] = a.Headroom, a.Multiple, a.Utilization
	c.overload[t], c.exhaustion[t] = a.Overload, a.Exhaustion
	c.bottleneck[t], c.degradedBy[t], c.next[t], c.nextBy[t] = a.Bottleneck, a.DegradedBy, a.Next, a.NextBy
}

// result puts the answer together from what the trials wrote.
func (r *run) result(ctx context.Context) *Result {
	out := r.head()
	out.Warnings = append(out.Warnings, r.put(ctx, out)...)
	out.Traffic, out.Stops, out.Months = matrix(r.plan)
	r.savings(out)
	if r.all != nil {
		r.tellSavings(out)
	}
	r.beyond(ctx, out)
	if !r.opt.Lean {
		r.effects(out)
		r.reversals(out)
		r.leftOut(out)
	}
	if r.opt.need == nil || r.need.judged { // whoever needs less judges itself
		r.assert(out)
	}
	out.Comparison = r.comparisons(out)
	out.Warnings = append(out.Warnings, unlike(out)...)
	return out
}

// figures are the fleets of a result alone.
func (r *run) figures(ctx context.Context) *Result {
	out := &Result{Fleets: map[string]FleetResult{}}
	r.put(ctx, out)
	r.savings(out)
	r.beyond(ctx, out)
	return out
}

// head is a result without an answer.
func (r *run) head() *Result {
	p := r.plan
	return &Result{
		Schema: Schema, Complete: true, Seed: r.opt.Seed, Trials: r.taken(), Method: r.opt.Method,
		Scenario:   scenario(p),
		Fleets:     map[string]FleetResult{},
		Inputs:     []Input{},
		Assumption: assumptions(p),
		Warnings:   warnings(p, r.opt.Fleets),
	}
}

// put answers for each fleet.
func (r *run) put(ctx context.Context, out *Result) (warned []Warning) {
	parts, said := make([]FleetResult, len(r.fleets)), make([][]Warning, len(r.fleets))
	each(r.opt.Jobs, len(parts), func(i int) { parts[i], said[i] = r.fleet(ctx, i) })
	for i, f := range r.fleets {
		out.Fleets[f.Name] = parts[i]
		warned = append(warned, said[i]...)
	}
	return warned
}

// beyond puts what is found by a search over the draws.
func (r *run) beyond(ctx context.Context, out *Result) {
	if r.need.crossovers {
		r.crossovers(ctx, out)
	}
	if r.need.maturities {
		r.maturities(ctx, out)
	}
}

// fleet puts one fleet's part together.
func (r *run) fleet(ctx context.Context, i int) (FleetResult, []Warning) {
	f := r.fleets[i]
	a, unpriced := r.assembler(i)
	fr := a.assemble(i)
	fr.Unpriced = unpriced
	if !r.need.loads {
		fr.glance(newStage(r.plan, f))
	}
	fr.Sized = sized(f)
	if c := r.shortfallAt(i, model.Moment{Kind: model.Worst, To: r.plan.Horizon.Hours}); c != nil {
		fr.Metrics["shortfall"] = c.metric()
	}
	r.spreads(i, &fr)
	if r.all != nil {
		r.all.rest(a, &fr)
	}
	r.bill(i, &fr)
	if r.journeys[i] == nil && !r.opt.noCuts {
		fr.Cuts, _ = newStage(r.plan, f).cuts()
	}
	var rarely *rarity
	if r.need.rare && r.unseen(i) {
		if rarely = r.rare(ctx, i); rarely != nil {
			rarely.tell(&fr, r.plan.Horizon.Steady)
		}
	}
	if r.need.pictures {
		a.exceedances(&fr, r.all)
		if fr.Fan = r.sheets[i].fan.summary(); r.journeys[i] == nil {
			fr.LoadCurve = loadCurve(r.plan, f)
		}
	}
	if why := r.stages[i].why; why != "" && r.sim {
		note(&fr, why)
	}
	var lost []Warning
	if r.need.data {
		lost = r.putData(ctx, i, &fr)
	}
	if !r.opt.Keep && !r.asserted(f.Name) {
		fr.forget()
	}
	lost = append(lost, wrongPromises(r.plan, f, &fr)...)
	return fr, append(append(r.fleetWarnings(i, rarely), r.tight(i)...), lost...)
}

// assembler is that of a fleet, and what of it has no price.
func (r *run) assembler(i int) (a *assembler, unpriced []string) {
	a = &assembler{journey: r.journeys[i], plan: r.plan, stage: r.stages[i], sheet: r.sheets[i], sim: r.sim, pure: r.opt.Method == "simulate", unbilled: !r.need.money, unloaded: !r.need.loads, unwatched: !r.need.brownouts, long: r.long}
	v := invoiceOf(r.plan, r.fleets[i], r.journeys[i])
	a.priced, a.emits = v.Priced(), v.Emits()
	return a, append([]string{}, v.Unpriced()...)
}

// glance says what limits a fleet at likely values, where nobody asks for it in each trial.
func (f *FleetResult) glance(s *stage) {
	if len(s.sys.Workloads) == 0 {
		return
	}
	a := throughput.NewTopology(&s.sys).Assess(&s.sys)
	f.peak, f.Bottleneck, f.DegradedBy = a.Peak, a.Bottleneck, a.DegradedBy
	f.Limits = s.limitedTo(f.Bottleneck)
}

// each calls f for 0..n−1, at the same time where there may be several jobs. What one
// of them panics with, its caller does.
func each(jobs, n int, f func(i int)) {
	if jobs == 1 || n == 1 {
		for i := range n {
			f(i)
		}
		return
	}
	var wg sync.WaitGroup
	panics := make([]any, n)
	for i := range n {
		wg.Go(func() {
			defer func() { panics[i] = recover() }()
			f(i)
		})
	}
	wg.Wait()
	for _, v := range panics {
		if v != nil {
			panic(v)
		}
	}
}

// asserted reports whether the plan promises anything of a fleet.
func (r *run) asserted(fleet string) bool {
	for i := range r.plan.Assertions {
		if a := &r.plan.Assertions[i]; a.Fleet == fleet || a.Of == fleet {
			return true
		}
	}
	return false
}

// Finish writes the sentences, which name the files and so need the inputs.
func (r *Result) Finish() { r.Answer = answer(r) }

// note says why the means of reliability come from histories.
func note(f *FleetResult, why string) {
	for _, name := range []string{"availability", "unavailability", "downtime", "outages"} {
		if m, ok := f.Metrics[name]; ok {
			m.Why += "; " + why
			f.Metrics[name] = m
		}
	}
}

func scenario(p *model.Plan) Scenario {
	s := Scenario{
		Name: p.Name, Description: p.Description, Currency: p.Currency,
		HorizonHours: p.Horizon.Hours, Steady: p.Horizon.Steady,
		HoursPerYear: model.HoursPerYear, MonthHours: p.Finance.MonthHours,
		Baseline: p.Baseline, Interval: p.Run.Level, Uncertain: len(p.Unknowns),
	}
	if !p.Horizon.Begin.IsZero() {
		b := p.Horizon.Begin
		s.Start, s.FiscalMonth = &b, int(p.Finance.FiscalStart)
	}
	return s
}

func assumptions(p *model.Plan) []Assumption {
	out := make([]Assumption, 0, len(p.Inputs))
	for i := range p.Inputs {
		in := &p.Inputs[i]
		a := Assumption{
			Path: in.Path, Value: in.Text, Source: in.Source, Date: in.Date, Confidence: in.Confidence,
			Uncertain: in.Unknown > 0, Entry: in.Origin.Entry,
		}
		if in.Origin.Entry == "" {
			a.File, a.Line = in.Origin.File, in.Origin.Line
		}
		out = append(out, a)
	}
	return out
}

// comparisons holds every two fleets against each other on paired trials.
func (r *run) comparisons(res *Result) []Comparison {
	out := []Comparison{}
	r.pairs(res, func(i, j int, metric, unit string, a, b column) {
		if r.all != nil {
			out = append(out, r.comparedBy(r.all.whole(pairKey(i, j, metric), false), i, j, metric, unit))
			return
		}
		out = append(out, r.compare(i, j, metric, unit, a, b))
	})
	return out
}

// pairs visits what is compared of every two fleets.
func (r *run) pairs(res *Result, visit func(i, j int, metric, unit string, a, b column)) {
	for i := range r.fleets {
		for j := range r.fleets {
			if i == j {
				continue
			}
			if priced(res, r.fleets[i].Name) && priced(res, r.fleets[j].Name) {
				visit(i, j, "cost.pv", r.plan.Currency, r.sheets[i].cost.pv, r.sheets[j].cost.pv)
			}
			if r.sim {
				visit(i, j, "unavailability", "1", r.sheets[i].unavailability, r.sheets[j].unavailability)
			}
		}
	}
}

func (r *run) compare(i, j int, metric, unit string, a, b column) Comparison {
	diff := make(column, len(a))
	var hits float64
	for t := range a {
		diff[t] = a[t] - b[t]
		if diff[t] < 0 {
			hits++
		}
	}
	c := Comparison{
		Fleet: r.fleets[i].Name, Against: r.fleets[j].Name, Metric: metric,
		Less:       proportion(hits, float64(len(a)), "paired trials"),
		Difference: sampled(unit, diff),
	}
	if constant(diff) {
		c.Less, c.Difference = exactly("1", float64(min(hits, 1))), exactly(unit, diff[0])
	}
	return c
}

func exactly(unit string, x float64) Metric {
	return computed(unit, column{x}, "the same in every trial")
}

func priced(r *Result, fleet string) bool {
	_, ok := r.Fleets[fleet].Metrics["cost.pv"]
	return ok
}
