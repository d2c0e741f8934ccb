package decide

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/mathext"

	"github.com/capplan/capplan/model"
)

// parts puts what downtime is made of: planned maintenance, demand above what the
// fleet carries with nothing broken, and failures, which are the rest.
func (a *assembler) parts() {
	h, x := a.sheet, &a.sheet.solved
	var shortage, planned, failure [2]column // of histories, exact
	for k, cols := range [2][]column{h.causes, x.causes} {
		if cols == nil || k == 0 && !a.sim {
			continue
		}
		shortage[k], failure[k] = cols[0], make(column, len(cols[0]))
		for i, name := range a.stage.causes {
			switch {
			case i == 0:
			case name == model.MaintenanceCause:
				planned[k] = cols[i]
				if k == 0 { // also of what does not count
					planned[k] = h.planned
				}
			default:
				for t, v := range cols[i] {
					failure[k][t] += v
				}
			}
		}
	}
	put := func(name string, c [2]column) {
		a.out.Metrics[name] = a.figure("min/year", scaledOrNil(c[0], minutesPerYear), scaledOrNil(c[1], minutesPerYear))
	}
	put("downtime.failure", failure)
	if len(a.stage.sys.Workloads) > 0 {
		put("downtime.shortage", shortage)
	}
	if planned[0] != nil || planned[1] != nil {
		put("downtime.planned", planned)
	}
}

// waitingRepairs is the share of repairs that may wait for a part.
const waitingRepairs = 0.05

const sparesWhy = "approximation: parts on order are Poisson with the mean of those ordered within a resupply; at most 5 % of repairs wait"

// approximated labels what is a closed form only in the limit.
func approximated(m Metric) Metric {
	if m.Method == model.Exact.String() {
		m.Method = model.Approximation.String()
	}
	return m
}

// added returns the sums of two columns; nil counts as 0.
func added(a, b column) column {
	out := append(column(nil), b...)
	for i, x := range a {
		out[i] += x
	}
	return out
}

// sparesNeeded returns the smallest shelf with which at most 5 % of the repairs of
// a pool wait for a part:
//
//	the least s with P(N ≥ s) ≤ 0.05, N Poisson with mean λ·E[resupply]
//
// N is the parts on order, M/G/∞ where failures come at a rate λ that the number of
// failed units hardly changes (Palm 1938), and a failure sees it as it is.
func sparesNeeded(s *model.System, pool int) float64 {
	p := &s.Pools[pool]
	mean := expectedFailures(s, pool) / s.Horizon * p.Spares.Share * p.Spares.Resupply.Mean
	if p.Spares.Resupply.Kind == model.NeverLaw {
		mean = expectedFailures(s, pool) * p.Spares.Share
	}
	if mean == 0 {
		return 0
	}
	return 1 + float64(sort.Search(int(mean+float64(20*math.Sqrt(mean)))+50, func(n int) bool {
		return mathext.GammaIncReg(float64(n+1), mean) <= waitingRepairs // P(N > n)
	}))
}
