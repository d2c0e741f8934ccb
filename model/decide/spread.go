package decide

// mostTwins is the number of draws that are given a second history: it knows the share
// of luck in a spread to about 0.05.
const mostTwins = 1000

// twinTrial is the index of a draw's second history, which no trial has.
func twinTrial(t int) uint64 { return 1<<48 | uint64(t) }

// planTwins lays out the second histories; without uncertain inputs all is luck, and
// without histories nothing.
func (r *run) planTwins() {
	if !r.sim || r.opt.Lean || len(r.plan.Unknowns) == 0 {
		return
	}
	n := min(r.opt.Trials, mostTwins)
	for i, s := range r.stages {
		h := newSheet(s, n)
		h.cost.years = r.sheets[i].cost.years
		h.cost.byYear = columns(len(h.cost.years), n)
		r.twins = append(r.twins, h)
	}
}

// twin runs a second history of a fleet at the draw of a trial.
func (w *worker) twin(i, t int) error {
	if w.journeys[i] != nil || i >= len(w.run.twins) || t >= len(w.run.twins[i].down) {
		return nil
	}
	s, h := w.stages[i], w.run.twins[i]
	if s.noisy { // its days are luck too
		s.luck(w.run.opt.Seed, twinTrial(t))
		s.resolveLoad(w.draw)
		defer func() {
			s.luck(w.run.opt.Seed, w.run.at(t))
			s.resolveLoad(w.draw)
		}()
	}
	w.runner.Run(&s.sys, w.run.opt.Seed, twinTrial(t), &w.history)
	h.putHistory(t, &s.sys, &w.history)
	h.load.peak[t] = w.run.sheets[i].load.peak[t]
	return w.money(i, t, h)
}

// spreads says of each figure of a fleet what share of its variance comes from the
// inputs. The rest is luck: with two histories x, y of each draw,
//
//	luck = E[(x − y)²]/2,  inputs = 1 − luck/variance
//
// (the law of total variance, both from the same draws).
func (r *run) spreads(i int, fr *FleetResult) {
	if r.opt.Lean {
		return
	}
	if !r.sim {
		return
	}
	if len(r.plan.Unknowns) == 0 {
		fr.each(func(_ string, m *Metric) {
			if t := m.trialed().trials; t != nil && m.SD != nil && *m.SD > 0 {
				m.Inputs = ptr(0)
			}
		})
		return
	}
	if r.journeys[i] != nil {
		return
	}
	h := r.twins[i]
	n := len(h.down)
	h.load, h.split = r.sheets[i].load.first(n), r.sheets[i].split.first(n)
	for p := range h.pools {
		h.pools[p].utilization, h.pools[p].spares = r.sheets[i].pools[p].utilization[:n], r.sheets[i].pools[p].spares[:n]
	}
	a := &assembler{plan: r.plan, stage: r.stages[i], sheet: h, sim: true, pure: true, priced: true, emits: true}
	twin := a.assemble(i)
	second := map[string]column{}
	twin.each(func(key string, m *Metric) { second[key] = m.trialed().trials })
	fr.each(func(key string, m *Metric) { m.Inputs = inputsShare(m.trialed().trials, second[key]) })
}

// inputsShare is the share of the inputs in the variance of x, of whose first draws y
// holds another history each; nil where it is not known.
func inputsShare(x, y column) *float64 {
	n := len(y)
	if n < 2 || len(x) < n || !finite(x[:n]) || !finite(y) {
		return nil
	}
	x = x[:n]
	var luck float64
	for t := range y {
		d := x[t] - y[t]
		luck += float64(d * d)
	}
	luck /= 2 * float64(n)
	_, a := meanSD(x)
	_, b := meanSD(y)
	whole := (float64(a*a) + float64(b*b)) / 2
	if whole == 0 {
		return nil
	}
	return ptr(max(0, min(1, 1-luck/whole)))
}

// each visits every figure of a fleet, of its workloads and of its pools.
func (f *FleetResult) each(visit func(key string, m *Metric)) {
	walk := func(prefix string, all map[string]Metric) {
		for name, m := range all {
			visit(prefix+name, &m)
			all[name] = m
		}
	}
	walk("", f.Metrics)
	for name, w := range f.Workloads {
		walk(name+"/", w.Metrics)
	}
	for name, p := range f.Pools {
		walk("pools/"+name+"/", p.Metrics)
	}
}

// first is the part of the columns that the first trials wrote.
func (c *loadColumns) first(n int) loadColumns {
	return loadColumns{
		demand: c.demand[:n], peak: c.peak[:n], own: c.own[:n], degraded: c.degraded[:n], headroom: c.headroom[:n],
		multiple: c.multiple[:n], utilization: c.utilization[:n], overload: c.overload[:n], exhaustion: c.exhaustion[:n],
		bottleneck: c.bottleneck[:n], degradedBy: c.degradedBy[:n], next: c.next[:n], nextBy: c.nextBy[:n],
	}
}
