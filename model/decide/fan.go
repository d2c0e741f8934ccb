package decide

import (
	"math"
	"slices"
	"time"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/throughput"
)

// What a fan is made of at most.
const (
	fanTrials = 200 // whose months are looked at, the first ones
	fanSteps  = 120 // months, or several months in one where there are more
)

// A Fan holds the demand of each month against what the fleet carries then, over the
// first trials (at most 200): quantiles of each alone. Demand is the largest load of the
// month, events and noise in. Capacity is what the fleet carries at that moment, all up:
// the load that its mix may grow to before the tightest limit binds, with the units and
// the limits of dependencies of then; of a plan, of the fleets that run in that phase.
type Fan struct {
	Unit   string    `json:"unit"`       // of loads: req/s
	Months int       `json:"months"`     // in one step
	From   []float64 `json:"from_hours"` // of each step, from the start
	To     float64   `json:"to_hours"`   // of the last step

	DemandP10   []float64 `json:"demand_p10"`
	DemandP50   []float64 `json:"demand_p50"`
	DemandP90   []float64 `json:"demand_p90"`
	CapacityP10 []float64 `json:"capacity_p10"`
	CapacityP50 []float64 `json:"capacity_p50"`
	CapacityP90 []float64 `json:"capacity_p90"`

	// Bounds on the medians at Level, by order statistics, for each month alone.
	DemandLo   []*float64 `json:"demand_p50_lo"` // null: of too few trials
	DemandHi   []*float64 `json:"demand_p50_hi"`
	CapacityLo []*float64 `json:"capacity_p50_lo"`
	CapacityHi []*float64 `json:"capacity_p50_hi"`
	Level      float64    `json:"level"`

	Trials int    `json:"trials"`
	Method string `json:"method"` // exact where nothing is uncertain
}

// fanColumns are the loads of each step, by trial.
type fanColumns struct {
	from             []float64 // and the end of the last
	months           int
	demand, capacity []column
}

// newFanColumns lays out the steps of a fleet or plan; nil where nothing limits it.
func newFanColumns(s *stage, j *journey, trials int) *fanColumns {
	if j == nil && !s.limits() || j != nil && !j.limits() {
		return nil
	}
	c := &fanColumns{months: 1}
	for c.from = monthsFrom(s.plan, 1); len(c.from) > fanSteps+1; c.from = monthsFrom(s.plan, c.months) {
		c.months++
	}
	n := min(trials, fanTrials)
	c.demand, c.capacity = columns(len(c.from)-1, n), columns(len(c.from)-1, n)
	return c
}

// monthsFrom are the beginnings of every so many months of the horizon, and its end.
func monthsFrom(p *model.Plan, each int) []float64 {
	h := &p.Horizon
	var out []float64
	for k := 0; ; k += each {
		at := float64(k) * p.Finance.MonthHours
		if !h.Begin.IsZero() && k > 0 {
			at = time.Date(h.Begin.Year(), h.Begin.Month()+time.Month(k), 1, 0, 0, 0, 0, time.UTC).Sub(h.Begin).Hours()
		}
		if at >= h.Hours {
			return append(out, h.Hours)
		}
		out = append(out, at)
	}
}

// fan writes the months of a fleet in a trial.
func (w *worker) fan(i, t int) {
	c, s := w.run.sheets[i].fan, w.stages[i]
	if c == nil || t >= len(c.demand[0]) {
		return
	}
	for k, at := range w.busiest(i) {
		load, fits := w.tops[i].Fits(&s.sys, at)
		if j := w.journeys[i]; j != nil {
			fits = j.fits(at)
		}
		c.demand[k][t], c.capacity[k][t] = load, float64(load*fits)
	}
}

// fits is how often the load of a moment fits what limits the fleets that run then.
func (j *journey) fits(at float64) float64 {
	ratio := math.Inf(1)
	for k := range j.phases {
		if x := &j.phases[k]; x.from <= at && (at < x.to || k+1 == len(j.phases)) {
			for i, r := range x.runs {
				_, fits := x.tops[i].Fits(&r.sys, at)
				ratio = min(ratio, fits)
			}
		}
	}
	return ratio
}

// limits reports whether something limits each phase.
func (j *journey) limits() bool {
	for k := range j.phases {
		if !slices.ContainsFunc(j.phases[k].runs, (*stage).limits) {
			return false
		}
	}
	return true
}

// busiest are the busiest moments of the steps: those of the first fleet that serves the
// same workloads.
func (w *worker) busiest(i int) []float64 {
	for k, f := range w.run.sheets[:i] {
		if f.fan != nil && slices.Equal(w.stages[k].fleet.Serves, w.stages[i].fleet.Serves) {
			return w.busy[k]
		}
	}
	from := w.run.sheets[i].fan.from
	out := w.busy[i][:0]
	for k := range len(from) - 1 {
		to := from[k+1]
		if k+2 < len(from) {
			to -= hair
		}
		out = append(out, throughput.Busiest(&w.stages[i].sys, from[k], to))
	}
	w.busy[i] = out
	return out
}

// summary is nil where a month has no load, or no limit binds in one.
func (c *fanColumns) summary() *Fan {
	if c == nil {
		return nil
	}
	last := len(c.from) - 1
	out := &Fan{Unit: "req/s", Months: c.months, From: c.from[:last], To: c.from[last], Level: level, Trials: len(c.demand[0]), Method: model.Exact.String()}
	put := func(of column, lo, hi *[]*float64, to ...*[]float64) bool {
		v := slices.Clone(of)
		slices.Sort(v)
		median := stated{method: model.MonteCarlo.String()}
		if median.quantile(v, .5, level); constant(v) {
			median.lo, median.hi = v[0], v[0]
		} else {
			out.Method = median.method
		}
		*lo, *hi = append(*lo, digits12(median.lo)), append(*hi, digits12(median.hi))
		for i, p := range []float64{.1, .5, .9} {
			x := order(v, p)
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return false
			}
			*to[i] = append(*to[i], round12(x))
		}
		return true
	}
	for k := range c.demand {
		if !put(c.demand[k], &out.DemandLo, &out.DemandHi, &out.DemandP10, &out.DemandP50, &out.DemandP90) ||
			!put(c.capacity[k], &out.CapacityLo, &out.CapacityHi, &out.CapacityP10, &out.CapacityP50, &out.CapacityP90) {
			return nil
		}
	}
	return out
}
