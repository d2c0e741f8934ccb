package decide

import (
	"math"
	"strconv"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
	"github.com/capplan/capplan/model/throughput"
)

// A shortfallColumn is, by trial, the chance that a fleet carries less than the demand of
// a moment: over the exact law of what is up, or as the share of time in a history.
type shortfallColumn struct {
	fleet  int
	at     model.Moment
	values column // of the first trials
	exact  bool
	once   bool // the same in each trial, and solved
	method model.Method
	why    string
}

// shortfallBudget is the number of operations that auto spends on the exact shortfalls of
// a fleet.
const shortfallBudget = exactBudget / 4

// planShortfalls lays out the shortfall of each fleet that something limits, at the worst
// moment, and those at other moments that assertions speak of.
func (r *run) planShortfalls() {
	if !r.need.shortfalls {
		return
	}
	for i, s := range r.stages {
		worst := model.Moment{Kind: model.Worst, To: r.plan.Horizon.Hours}
		if r.journeys[i] == nil && math.IsInf(throughput.Tight(&s.sys, -1, worst.From, worst.To).Ratio, 1) {
			continue
		}
		r.shortfall(i, worst)
		for _, a := range r.spoken() {
			if f := r.fleets[i].Name; a.Metric == "shortfall" && a.Pool == "" && a.Workload == "" && (a.Fleet == f || a.Of == f) && r.shortfallAt(i, a.At) == nil {
				r.shortfall(i, a.At)
			}
		}
	}
}

func (r *run) shortfallAt(fleet int, at model.Moment) *shortfallColumn {
	for i := range r.shortfalls {
		if c := &r.shortfalls[i]; c.fleet == fleet && c.at == at {
			return c
		}
	}
	return nil
}

// shortfall decides how one is answered.
func (r *run) shortfall(i int, at model.Moment) {
	if r.journeys[i] != nil {
		r.journeyShortfall(i, at)
		return
	}
	s := r.stages[i]
	c := shortfallColumn{fleet: i, at: at}
	peak, _, short := peakOf(&s.sys, at)
	draws := r.opt.Trials
	if c.once = r.same(s); c.once {
		draws = 1
	}
	switch err := r.shortfallExact(&c, &peak, draws, short); {
	case err == nil:
		c.exact = true
		c.values = make(column, draws)
		if c.once {
			c.values[0] = c.solve(&peak, short)
		}
	case r.sim:
		c.once, c.why = false, err.Error()
		c.values = make(column, min(r.opt.Trials, mostMissions, max(fewestDraws, int(missionEvents/(1+expectedEvents(&s.sys))))))
	default:
		c.why = err.Error()
	}
	r.shortfalls = append(r.shortfalls, c)
}

// shortfallExact reports why a shortfall is not solved at each draw; nil: it is.
func (r *run) shortfallExact(c *shortfallColumn, peak *model.System, draws int, short bool) error {
	if r.opt.Method == "simulate" {
		return errAsked
	}
	if !stationary(peak) {
		return &Obstacle{r.fleets[c.fleet].Name, errMoves}
	}
	if short {
		c.method, c.why = model.Exact, "demand is above what all carries"
		if c.once {
			return nil
		}
	}
	limit := shortfallBudget
	if r.opt.Method == "exact" {
		limit = exactLimit
	}
	res, cost, err := exact.SolveWithin(peak, max(limit/float64(draws), spentLooking))
	if err != nil {
		return err
	}
	if cost*float64(draws) > limit {
		return errCostly
	}
	if !short {
		c.method, c.why = res.Method, res.Why
	}
	return nil
}

type reason string

func (e reason) Error() string { return string(e) }

const (
	errAsked  = reason("histories were asked for")
	errMoves  = reason("what is up at one time depends on when")
	errCostly = reason("an exact answer at each draw would take too long")
)

// stationary reports whether what is up has the same law at all times.
func stationary(s *model.System) bool {
	for i := range s.Pools {
		if s.Pools[i].Upkeep != nil {
			return false
		}
	}
	for i := range s.Incidents {
		if s.Incidents[i].HalfLife > 0 {
			return false
		}
	}
	return s.Steady && s.Maturity == nil
}

// peakOf is what a drawn system has to carry at a moment's highest demand.
func peakOf(s *model.System, at model.Moment) (peak model.System, when float64, short bool) {
	when = throughput.Tight(s, -1, at.From, at.To).When
	peak, short = throughput.AtPeak(s.At(when), when)
	return peak, when, short
}

func (c *shortfallColumn) solve(peak *model.System, short bool) float64 {
	if short {
		return 1
	}
	res, err := exact.Solve(peak)
	if err != nil {
		return math.NaN()
	}
	return res.ByTime
}

// shortfalls writes those of a fleet in a trial.
func (w *worker) shortfalls(i, t int) {
	for k := range w.run.shortfalls {
		c := &w.run.shortfalls[k]
		if c.fleet != i || c.once || t >= len(c.values) {
			continue
		}
		sys := &w.stages[i].sys
		if c.exact {
			peak, _, short := peakOf(sys, c.at)
			if c.values[t] = c.solve(&peak, short); !math.IsNaN(c.values[t]) {
				continue
			}
		}
		c.values[t] = w.shortOf(sys, c.at, w.run.at(t))
	}
}

// metric is a shortfall in a result.
func (c *shortfallColumn) metric() Metric {
	what := "P(capacity left < demand) at " + momentWords(c.at) + "; "
	switch {
	case c.values == nil:
		return Metric{Unit: "1", Level: level, Method: model.Exact.String(), Why: "not known: " + c.why}
	case c.exact:
		m := computed("1", c.values, "").within(0, 1)
		known(&m, c.values, c.method, what+c.why)
		return m.within(0, 1)
	}
	m := sampled("1", c.values).within(0, 1)
	m.Why = what + strconv.Itoa(len(c.values)) + " histories, as " + c.why
	return m
}
