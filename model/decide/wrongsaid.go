package decide

import (
	"fmt"

	"github.com/capplan/capplan/model"
)

// wrongs puts how often results are wrong, of a fleet whose pools compare or err.
func (a *assembler) wrongs() {
	c, s := a.sheet.wrong, a.stage
	if c == nil {
		return
	}
	if a.journey != nil {
		a.planWrongs()
		return
	}
	known := len(s.sys.Workloads) > 0
	if !known {
		a.noWrongs()
		return
	}
	pools := len(s.fleet.Pools)
	errors := false
	for i := range pools {
		p := &s.fleet.Pools[i]
		if !errs(p) {
			continue
		}
		errors = errors || p.Corruption != nil
		a.wrongPart(a.out.Pools[p.Name].Metrics, 1+i, p.Corruption != nil)
		if s.defective(i) {
			a.detection(a.out.Pools[p.Name].Metrics, 1+i, "no vote of three or more and no checksum shows which unit is wrong")
		}
	}
	a.wrongPart(a.out.Metrics, 0, errors)
	for i := range pools {
		if s.defective(i) {
			a.detection(a.out.Metrics, 0, "in a pool no vote of three or more and no checksum shows which unit is wrong")
			break
		}
	}
	for w := range s.sys.Workloads {
		if errors {
			a.promise(w, 1+pools+w)
		}
	}
}

// planWrongs puts those of a plan: over all its phases, and of its workloads.
func (a *assembler) planWrongs() {
	if len(a.stage.sys.Workloads) == 0 {
		a.noWrongs()
		return
	}
	corrupt, defective := false, false
	for k := range a.journey.phases {
		for _, r := range a.journey.phases[k].runs {
			for p := range r.fleet.Pools {
				corrupt, defective = corrupt || r.fleet.Pools[p].Corruption != nil, defective || r.defective(p)
			}
		}
	}
	a.wrongPart(a.out.Metrics, 0, corrupt)
	if defective {
		a.detection(a.out.Metrics, 0, "in a pool no vote of three or more and no checksum shows which unit is wrong")
	}
	for w := range a.stage.sys.Workloads {
		if corrupt {
			a.promise(w, 1+w)
		}
	}
}

// noWrongs is of a fleet without a workload, in which nothing is calculated.
func (a *assembler) noWrongs() {
	m := Metric{Unit: "1/year", Level: level, Method: model.Exact.String(), Why: "not known: without a workload nothing says how many calculations there are"}
	a.out.Metrics["wrong_results"] = m
}

// wrongColumn is one figure of a part, by histories and exactly; nil where there is none.
func (a *assembler) wrongColumn(part int, of func(*wrongPart) float64) (histories, exactly column) {
	pick := func(from []wrongPart) column {
		out := make(column, len(from))
		for t := range from {
			out[t] = of(&from[t])
		}
		return out
	}
	c := a.sheet.wrong
	if a.sim {
		histories = pick(c.sampled[part])
	}
	if a.sheet.solved.unavailability != nil && c.why == "" {
		exactly = pick(c.exact[part])
	}
	return histories, exactly
}

// chance is a figure that is the expectation at the draw and the members up of each trial.
func (a *assembler) chance(unit, words string, part int, of func(*wrongPart) float64) Metric {
	histories, exactly := a.wrongColumn(part, of)
	switch {
	case exactly != nil:
		m := computed(unit, exactly, words)
		known(&m, exactly, model.Exact, words)
		if histories != nil {
			percentiles(&m, histories)
			m.PercentileMethod, m.of.shown = "histories", histories
		}
		return m
	case histories != nil:
		if constant(histories) && !a.long {
			return computed(unit, histories, words)
		}
		m := sampled(unit, histories)
		m.Why = words + "; " + m.Why
		m.of.random, m.of.words = true, words // what is the same in all trials hangs on no luck
		return m
	}
	m := a.unknown(unit)
	if m.Why == "" {
		m.Method, m.Why = model.Exact.String(), "not known: "+a.sheet.wrong.why
	}
	return m
}

const wrongWords = "served requests · calculations · chance that one passes every vote and check"

// wrongPart puts the figures of a part.
func (a *assembler) wrongPart(to map[string]Metric, part int, errors bool) {
	if errors {
		to["wrong_results"] = a.wrongResults(part)
	}
	to["executions"] = a.chance("1", "copies of a calculation, repeats in", part, func(p *wrongPart) float64 { return p.executions })
	to["rejected"] = a.chance("1", "share of requests given up: found wrong, or past the deadline of a vote", part, func(p *wrongPart) float64 { return p.rejected })
}

// wrongResults has the mean of expectations, and percentiles of what is drawn for each
// history: most have none where few are wrong.
func (a *assembler) wrongResults(part int) Metric {
	m := a.chance("1/year", wrongWords, part, func(p *wrongPart) float64 { return p.wrong })
	if a.sim {
		counts, _ := a.wrongColumn(part, func(p *wrongPart) float64 { return p.count })
		percentiles(&m, counts)
		m.PercentileMethod = "histories"
		m.of = &trialed{trials: counts, mean: m.trialed().mean, tells: m.trialed().tells}
	}
	return m
}

// detection puts the mean time until a defective unit is excluded.
func (a *assembler) detection(to map[string]Metric, part int, never string) {
	of := func(p *wrongPart) float64 { return p.detection }
	histories, exactly := a.wrongColumn(part, of)
	for _, v := range []column{histories, exactly} {
		if v != nil && !finite(v) {
			to["detection"] = Metric{Unit: "h", Level: level, Method: model.Exact.String(), Why: "never found: " + never}
			return
		}
	}
	to["detection"] = a.chance("h", "mean time until a vote or a checksum shows which unit is defective", part, of)
}

// promise puts a workload's wrong results and holds them against what is promised.
func (a *assembler) promise(w, part int) {
	name := a.stage.sys.Workloads[w].Name
	r := a.out.Workloads[name]
	to := r.Metrics
	to["wrong_results"] = a.wrongResults(part)
	to["wrong_results.per_request"] = a.chance("1/request", "wrong results ÷ served requests", part, func(p *wrongPart) float64 { return p.each })
	to["rejected"] = a.chance("1", "share of requests given up: found wrong, or past the deadline of a vote", part, func(p *wrongPart) float64 { return p.rejected })
	limit := &a.plan.Workloads[a.stage.fleet.Serves[w]].SLO.Wrong
	if !limit.Set {
		return
	}
	histories, exactly := a.wrongColumn(part, func(p *wrongPart) float64 { return p.each })
	v := exactly
	if v == nil {
		v = histories
	}
	r.Right = ptr(limit.Value)
	a.out.Workloads[name] = r
	if v == nil {
		return
	}
	var kept float64
	for _, x := range v {
		if x <= limit.Value*(1+1e-12) {
			kept++
		}
	}
	m := proportion(kept, float64(len(v)), "share of draws with at most "+limit.Text+" wrong")
	if constant(v) {
		of := m.of
		m = certainly(kept > 0, m.Why)
		m.of = of
	}
	to["wrong_results.objective"] = m
}

// certainly is a chance that is 0 or 1, the same in every trial.
func certainly(yes bool, why string) Metric {
	x := 0.0
	if yes {
		x = 1
	}
	return computed("1", column{x}, why)
}

// wrongPromises says which promises of right results are broken, on the mean.
func wrongPromises(p *model.Plan, f *model.Fleet, of *FleetResult) []Warning {
	for _, w := range f.Serves {
		wl := &p.Workloads[w]
		m, ok := of.Workloads[wl.Name].Metrics["wrong_results.per_request"]
		if ok && m.Mean != nil && wl.SLO.Wrong.Set && *m.Mean > wl.SLO.Wrong.Value*(1+1e-12) {
			return []Warning{{Code: "W380", Fleet: f.Name, Text: fmt.Sprintf("%s expects %.3g wrong results of each request, and %s was promised %s", f.Name, *m.Mean, wl.Name, wl.SLO.Wrong.Text)}}
		}
	}
	return nil
}
