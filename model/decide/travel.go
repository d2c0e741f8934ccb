package decide

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
	"github.com/capplan/capplan/model/throughput"
)

// legTrial is the index of the history of a leg of a plan in a trial: the first leg has
// the luck of the fleets that it is compared with.
func legTrial(t uint64, leg int) uint64 { return t | uint64(leg)<<32 }

// travel runs a plan in one trial, leg by leg.
func (w *worker) travel(i, t int) error {
	j, s := w.journeys[i], w.stages[i]
	for k := range j.phases {
		for _, r := range j.phases[k].parts() {
			r.luck(w.run.opt.Seed, w.run.at(t))
			r.resolve(w.draw)
		}
	}
	if w.run.sim {
		j.broken = map[[2]int]float64{}
	}
	h := w.run.sheets[i]
	tight := make([][]float64, len(j.phases))
	for k := range j.phases {
		j.phases[k].paths(w.draw)
		var times *throughput.Responses
		tight[k], times = h.phases[k].assess(t, &j.phases[k])
		h.latency.meet(t, times, k == 0)
	}
	h.load.travel(t, j, s, h.phases)
	var seenAll, solvedAll tally
	seenAll.open(s)
	solvedAll.open(s)
	var wrongSeen, wrongSolved wrongTally
	for l := range j.legs {
		g := &j.legs[l]
		if w.run.solve[i] {
			o, err := w.solveLeg(i, l, tight[g.phase])
			if err != nil {
				return err
			}
			solvedAll.add(o, g, s)
			wrongSolved.add(o.wrong)
			h.phases[g.phase].solve(t, o, g, s)
		}
		if w.run.sim {
			o := w.playLeg(j, l, t, tight[g.phase])
			seenAll.add(&o, g, s)
			wrongSeen.add(o.wrong)
			h.phases[g.phase].see(t, &o, g, s)
		}
	}
	for k := range h.phases {
		h.phases[k].close(t)
	}
	j.lost = solvedAll.lost
	if w.run.sim {
		h.putTally(t, s, &seenAll)
		wrongSeen.put(h.wrong.seen(), t, s)
		j.lost = seenAll.lost
	}
	if w.run.solve[i] {
		h.solved.putTally(t, s, &solvedAll)
		wrongSolved.put(h.wrong.solved(), t, s)
	}
	return nil
}

// playLeg runs the histories of a leg's fleets.
func (w *worker) playLeg(j *journey, l, t int, tight []float64) outcome {
	g := &j.legs[l]
	x := &j.phases[g.phase]
	all, laws := make([]outcome, len(x.runs)), make([][][]float64, len(x.runs))
	for k, r := range x.runs {
		v := x.view(k, g.from, g.to)
		w.runner.Run(v, w.run.opt.Seed, legTrial(w.run.at(t), l), &w.history)
		all[k], laws[k] = seen(r, &w.history, g.to-g.from), w.seenLaws(r)
		j.breaks(w.run.plan, r, w.history.Failures)
	}
	var outside *outcome
	if x.outside != nil {
		w.runner.Run(x.view(len(x.runs), g.from, g.to), w.run.opt.Seed, legTrial(w.run.at(t), l), &w.history)
		o := seen(x.outside, &w.history, g.to-g.from)
		outside = &o
	}
	each := servedBy(all, outside)
	o := x.join(g, all, tight, outside)
	if j.errs() {
		o.wrong = x.wrongIn(g, w.draw, laws, each, o.served, w.tossFor(x, l, t))
	}
	return o
}

// solveLeg answers a leg exactly.
func (w *worker) solveLeg(i, l int, tight []float64) (*outcome, error) {
	if done := w.run.journeys[i].solved; done != nil {
		return done[l], nil
	}
	return w.journeys[i].solve(l, tight, w.draw)
}

func (j *journey) solve(l int, tight []float64, d model.Draw) (*outcome, error) {
	g := &j.legs[l]
	x := &j.phases[g.phase]
	all := make([]outcome, len(x.runs))
	for k, r := range x.runs {
		res, err := exact.Solve(x.view(k, g.from, g.to))
		if err != nil {
			return nil, &Obstacle{r.fleet.Name, err}
		}
		all[k] = solvedIn(r, res, g.to-g.from)
	}
	var outside *outcome
	if x.outside != nil {
		res, err := exact.Solve(x.view(len(x.runs), g.from, g.to))
		if err != nil {
			return nil, err
		}
		o := solvedIn(x.outside, res, g.to-g.from)
		outside = &o
	}
	each := servedBy(all, outside)
	o := x.join(g, all, tight, outside)
	if j.errs() {
		o.wrong = x.wrongIn(g, d, x.exactLaws(g), each, o.served, nil)
	}
	return &o, nil
}

// join puts the fleets of a phase together in a leg, those that have a fallback with it
// where it carries what both do, and what they all call beside them. outside is what that
// did; nil: there is none.
func (x *phaseLaid) join(g *leg, all []outcome, tight []float64, outside *outcome) outcome {
	whole := append([]outcome(nil), all...)
	for k := range whole { // a rescue writes into these
		whole[k].workloads, whole[k].served = slices.Clone(all[k].workloads), slices.Clone(all[k].served)
	}
	split := x.splitting()
	for k, by := range x.fallback {
		switch {
		case by < 0:
		case x.shares == nil:
			if x.carriesBoth(k, by) {
				all[k].rescuePools(whole[by].down, split)
			}
		case tight[by] >= (x.shares[k]+x.shares[by])/x.shares[by]:
			all[k].rescue(&whole[by])
		}
	}
	o := together(all, x.shares, split)
	if x.shares == nil && len(all) > 1 {
		o.method = max(o.method, model.Approximation)
		o.why = "fleets of one phase lose requests independently of one another at one draw; " + o.why
	}
	if outside != nil {
		o = x.beside(g, o, outside)
	}
	return o
}

// carriesBoth reports whether each namesake of a run's pools can carry what both do, at
// the worst moment of the phase.
func (x *phaseLaid) carriesBoth(run, by int) bool {
	v := x.view(by, x.from, x.to)
	for i := range x.runs[run].fleet.Pools {
		at := slices.IndexFunc(x.runs[by].fleet.Pools, func(q model.Pool) bool { return q.Name == x.runs[run].fleet.Pools[i].Name })
		own := x.runs[by].role.carries[at]
		if !(throughput.Tight(v, at, 0, v.Horizon).Ratio >= (own+x.runs[run].role.carries[i])/own) {
			return false
		}
	}
	return true
}

// chooseJourney decides whether a plan is answered exactly, with what it takes.
func (r *run) chooseJourney(j *journey, s *stage) (solve, once bool) {
	if r.opt.Method == "simulate" {
		return false, false
	}
	once = len(r.plan.Unknowns) == 0
	for k := range j.phases {
		for _, x := range j.phases[k].parts() {
			once = once && r.same(x)
		}
	}
	n := r.chosenFor()
	if once {
		n = 1
	}
	var cost float64
	for l := range j.legs {
		g := &j.legs[l]
		x := &j.phases[g.phase]
		for k, f := range x.runs {
			_, c, err := exact.SolveWithin(x.view(k, g.from, g.to), r.spend(n))
			if cost += float64(c * n); err == nil && cost > r.most() {
				err = errCostly
			}
			if err != nil {
				s.obstacle, s.why = &Obstacle{f.fleet.Name + " in " + s.fleet.Name, err}, "histories: "+f.fleet.Name+": "+err.Error()
				return false, false
			}
		}
	}
	if once {
		for l := range j.legs {
			o, err := j.solve(l, j.phases[j.legs[l].phase].tight(), nil)
			if err != nil {
				s.obstacle, s.why = &Obstacle{s.fleet.Name, err}, "histories: "+err.Error()
				return false, false
			}
			j.solved = append(j.solved, o)
		}
	}
	return true, once
}

// tight is the capacity ÷ need of each fleet of a phase at its worst moment.
func (x *phaseLaid) tight() []float64 {
	out := make([]float64, len(x.runs))
	for k := range x.runs {
		v := x.view(k, x.from, x.to)
		out[k] = throughput.Tight(v, -1, 0, v.Horizon).Ratio
	}
	return out
}

// moment is the headroom or the utilization of a plan at a moment, the worst over the phases
// that it touches; NaN for what plans do not tell.
func (j *journey) moment(m *momentColumn) float64 {
	ratio := math.Inf(1)
	for k := range j.phases {
		x := &j.phases[k]
		from, to := max(x.from, m.at.From), min(x.to, m.at.To)
		if !(from < to) {
			continue
		}
		for i := range x.runs {
			v := x.view(i, x.from, x.to)
			ratio = min(ratio, x.tops[i].Tight(v, -1, from-x.from, to-x.from).Ratio)
		}
	}
	switch m.metric {
	case "headroom":
		return ratio - 1
	case "utilization":
		return 1 / ratio
	}
	return math.NaN()
}
