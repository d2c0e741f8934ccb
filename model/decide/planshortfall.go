package decide

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/throughput"
)

// A plan falls short of a moment's demand where one of the fleets that run then does of
// its part; fleets fail independently at one draw. Of a moment that touches several phases
// it is the one in which the least is left over.

// hardest is the phase of a plan in which a moment is hardest, with the moment as it lies
// in the phase; −1: none that anything limits.
func (j *journey) hardest(at model.Moment) (phase int, within model.Moment) {
	phase, ratio := -1, math.Inf(1)
	for k := range j.phases {
		x := &j.phases[k]
		from, to := max(x.from, at.From), min(x.to, at.To)
		if !(from < to) {
			continue
		}
		for i := range x.runs {
			if r := throughput.Tight(x.view(i, x.from, x.to), -1, from-x.from, to-x.from).Ratio; r < ratio {
				phase, ratio, within = k, r, model.Moment{Kind: at.Kind, From: from - x.from, To: to - x.from}
			}
		}
	}
	return phase, within
}

// journeyShortfall decides how the shortfall of a plan is answered.
func (r *run) journeyShortfall(i int, at model.Moment) {
	j := r.journeys[i]
	if k, _ := j.hardest(at); k < 0 {
		return
	}
	c := shortfallColumn{fleet: i, at: at, once: true, exact: true}
	events, runs := 1.0, 0
	for k := range j.phases {
		for _, s := range j.phases[k].runs {
			c.once = c.once && r.same(s)
			runs++
		}
	}
	draws := r.opt.Trials
	if c.once {
		draws = 1
	}
	var err error
	for k := range j.phases {
		x := &j.phases[k]
		from, to := max(x.from, at.From), min(x.to, at.To)
		if !(from < to) {
			continue
		}
		for n := range x.runs {
			v := x.view(n, x.from, x.to)
			peak, _, short := peakOf(v, model.Moment{Kind: at.Kind, From: from - x.from, To: to - x.from})
			if e := r.shortfallExact(&c, &peak, draws*runs, short); e != nil && err == nil {
				err = e
			}
			events += expectedEvents(v)
		}
	}
	switch {
	case err == nil:
		c.values = make(column, draws)
		if c.once {
			c.values[0] = c.solveJourney(j)
		}
	case r.sim:
		c.once, c.exact, c.why = false, false, err.Error()
		c.values = make(column, min(r.opt.Trials, mostMissions, max(fewestDraws, int(missionEvents/events))))
	default:
		c.exact, c.why = false, err.Error()
	}
	r.shortfalls = append(r.shortfalls, c)
}

// solveJourney answers at the draw of a plan.
func (c *shortfallColumn) solveJourney(j *journey) float64 {
	k, at := j.hardest(c.at)
	x := &j.phases[k]
	short := 0.0
	for n := range x.runs {
		peak, _, all := peakOf(x.view(n, x.from, x.to), at)
		short = over(short, c.solve(&peak, all))
	}
	return short
}

// journeyShortfalls writes those of a plan in a trial.
func (w *worker) journeyShortfalls(i, t int) {
	for q := range w.run.shortfalls {
		c := &w.run.shortfalls[q]
		if c.fleet != i || c.once || t >= len(c.values) {
			continue
		}
		j := w.journeys[i]
		if c.exact {
			if c.values[t] = c.solveJourney(j); !math.IsNaN(c.values[t]) {
				continue
			}
		}
		k, at := j.hardest(c.at)
		x := &j.phases[k]
		c.values[t] = 0
		for n := range x.runs {
			luck := w.run.at(t)
			if n > 0 {
				luck = legTrial(luck, 1<<25|n)
			}
			c.values[t] = over(c.values[t], w.shortOf(x.view(n, x.from, x.to), at, luck))
		}
	}
}

// shortOf is the share of time in which a history of what is up carries less than the
// demand of a moment. A history of what stays alike in time tells by all of it, of what
// does not by the hour from the moment on.
func (w *worker) shortOf(s *model.System, at model.Moment, luck uint64) float64 {
	peak, when, short := peakOf(s, at)
	if short {
		return 1
	}
	from, to := 0.0, s.Horizon
	if !stationary(s) {
		to = min(s.Horizon, when+1)
		from = max(0, to-1)
	}
	return w.runner.Short(&peak, w.run.opt.Seed, luck, from, to)
}
