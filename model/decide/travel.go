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
		for _, r := range j.phases[k].runs {
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
	each := servedBy(all)
	o := x.join(all, tight)
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
	each := servedBy(all)
	o := x.join(all, tight)
	if j.errs() {
		o.wrong = x.wrongIn(g, d, x.exactLaws(g), each, o.served, nil)
	}
	return &o, nil
}

// join puts the fleets of a phase together, those that have a fallback with it where it
// carries what both do.
func (x *phaseLaid) join(all []outcome, tight []float64) outcome {
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
		for _, x := range j.phases[k].runs {
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

// A tally adds up the legs of a plan.
type tally struct {
	weight, unavailability, down, outages, planned, brownout, blast float64
	durations, years                                                []float64
	workloads, weights, lost, offered                               []float64
	yearly                                                          [][2][]float64 // by workload: loss and weight of each year
	causes                                                          map[string]float64
	method                                                          model.Method
	why                                                             string
}

func (y *tally) open(s *stage) {
	n, years := len(s.sys.Workloads), int(math.Ceil(s.sys.Horizon/model.HoursPerYear))
	y.causes = map[string]float64{}
	y.workloads, y.weights, y.lost, y.offered = make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	y.years, y.yearly = make([]float64, years), make([][2][]float64, n)
	for w := range y.yearly {
		y.yearly[w] = [2][]float64{make([]float64, years), make([]float64, years)}
	}
}

// dueIn is what a leg weighs: its requests or, by time, its hours.
func dueIn(s *stage, w int, g *leg, byRequests bool) float64 {
	if byRequests {
		return s.sys.Load.Offered(w, g.from, g.to)
	}
	return g.to - g.from
}

func (g *leg) weight(s *stage) float64 {
	if !s.sys.ByRequests {
		return g.to - g.from
	}
	var sum float64
	for w := range s.sys.Workloads {
		sum += s.sys.Load.Offered(w, g.from, g.to)
	}
	return sum
}

func (y *tally) add(o *outcome, g *leg, s *stage) {
	hours, weight := g.to-g.from, g.weight(s)
	y.weight += weight
	y.unavailability += float64(weight * o.unavailability)
	y.planned += float64(weight * o.planned)
	y.down += float64(hours * o.down)
	y.brownout += float64(hours * o.brownout)
	y.outages += o.outages
	y.blast = max(y.blast, o.blast)
	y.durations = append(y.durations, o.durations...)
	y.years[g.year] += float64(hours * o.unavailability)
	for c, v := range o.causes {
		y.causes[c] += float64(weight * v)
	}
	for w := range y.workloads {
		due := dueIn(s, w, g, s.sys.Workloads[w].ByRequests)
		y.workloads[w] += float64(due * o.workloads[w])
		y.weights[w] += due
		y.yearly[w][0][g.year] += float64(due * o.workloads[w])
		y.yearly[w][1][g.year] += due
		n := s.sys.Load.Offered(w, g.from, g.to)
		y.offered[w] += n
		y.lost[w] += float64(n * (1 - o.served[w]))
	}
	if o.method > y.method || y.why == "" {
		y.method, y.why = max(y.method, o.method), o.why
	}
}

func (y *tally) servedShare() float64 {
	var lost, offered float64
	for w := range y.lost {
		lost += y.lost[w]
		offered += y.offered[w]
	}
	if offered == 0 {
		return 1
	}
	return 1 - lost/offered
}

// putTally writes what histories of a plan saw.
func (h *sheet) putTally(t int, s *stage, y *tally) {
	h.unavailability[t], h.down[t], h.outages[t] = y.unavailability/y.weight, y.down, y.outages
	h.planned[t], h.brownout[t], h.blast[t] = y.planned/y.weight, y.brownout, y.blast
	h.durations[t] = y.durations
	for _, x := range y.years {
		h.worstYear[t] = max(h.worstYear[t], x)
	}
	for i, c := range s.causes {
		h.causes[i][t] = y.causes[c] / y.weight
	}
	h.served[t] = y.servedShare()
	for w := range h.workloads {
		c, ws := &h.workloads[w], &s.sys.Workloads[w]
		c.unavailability[t], c.served[t] = y.workloads[w]/y.weights[w], 1-y.lost[w]/y.offered[w]
		if ws.Objective == 0 || ws.Window != model.HoursPerYear || !s.sys.Steady {
			continue
		}
		for k := range int(s.sys.Horizon / model.HoursPerYear) {
			c.windows[t]++
			if y.yearly[w][0][k] > (1-ws.Objective)*y.yearly[w][1][k] {
				c.badWindows[t]++
			}
		}
	}
}

func (c *solvedColumns) putTally(t int, s *stage, y *tally) {
	c.unavailability[t], c.notUp[t], c.outageRate[t] = y.unavailability/y.weight, y.down/s.sys.Horizon, y.outages/s.sys.Horizon
	c.served[t] = y.servedShare()
	for w := range c.workloads {
		c.workloads[w][t], c.workloadServed[w][t] = y.workloads[w]/y.weights[w], 1-y.lost[w]/y.offered[w]
	}
	for i, name := range s.causes {
		c.causes[i][t] = y.causes[name] / y.weight
	}
	if t == 0 {
		c.method, c.why = y.method, "leg by leg of the phases: "+y.why
	}
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
