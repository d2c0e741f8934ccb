package decide

import (
	"fmt"
	"math"
	"strconv"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
	"github.com/capplan/capplan/model/internal/portable"
)

// Missions start all up and new and end with the first outage. What they take of a
// run is counted, never timed.
const (
	missionBudget = 4e8  // operations of exact missions of a fleet
	missionEvents = 5e6  // events of sampled ones
	fewestDraws   = 100  // exact missions at fewer draws than this say less than sampled ones
	mostMissions  = 4000 // sampled: 1.5 % of the horizon's chance of an outage
)

// missionColumns hold the first outages of a fleet: exact at the first draws, or of
// sampled missions.
type missionColumns struct {
	n     int
	exact bool
	done  bool    // solved before the trials
	limit float64 // operations of one exact mission

	unreliability, reliability, mttf column  // exact at each draw; mttf NaN where it is not known
	first                            column  // sampled: hours to the first outage, +Inf where none came
	limitHours                       float64 // of a sampled mission

	methods            [][2]model.Method // of each draw: of the chance, of the mttf
	method, meanMethod model.Method      // the least sure of them
	why, meanWhy       string
}

// plan decides how the missions of a fleet are answered.
func (m *missionColumns) plan(r *run, s *stage) {
	m.limitHours = s.sys.Horizon
	draws := r.opt.Trials
	if r.same(s) {
		draws = 1
	}
	if r.opt.Method != "simulate" {
		limit := missionBudget
		if r.opt.Method == "exact" {
			limit *= 20
		}
		err := m.planExact(s, draws, limit)
		if err == nil {
			return
		}
		m.why = err.Error()
	}
	if r.sim {
		m.n = min(r.opt.Trials, mostMissions, max(fewestDraws, int(missionEvents/(1+expectedEvents(&s.sys)))))
		m.first = make(column, m.n)
	}
}

// planExact answers once where every draw is the same, else at as many draws as the
// limit allows.
func (m *missionColumns) planExact(s *stage, draws int, limit float64) error {
	if draws == 1 {
		res, err := exact.Mission(&s.sys, limit)
		if err == nil {
			m.alloc(1, limit)
			m.put(0, res)
			m.done = true
		}
		return err
	}
	limit /= float64(min(draws, fewestDraws))
	cost := exact.MissionCost(&s.sys, limit)
	if math.IsInf(cost, 1) {
		_, err := exact.Mission(&s.sys, limit)
		return err
	}
	if cost > limit {
		return fmt.Errorf("exact missions at %d draws would take %.2g operations", min(draws, fewestDraws), cost*float64(min(draws, fewestDraws)))
	}
	m.alloc(int(min(float64(draws), limit/cost*fewestDraws)), limit) // nothing fails: no cost
	return nil
}

// alloc makes room for exact missions at n draws.
func (m *missionColumns) alloc(n int, limit float64) {
	m.n, m.exact, m.limit = n, true, limit
	m.unreliability, m.reliability, m.mttf = make(column, n), make(column, n), make(column, n)
	m.methods = make([][2]model.Method, n)
}

func (m *missionColumns) put(t int, r *exact.MissionResult) {
	m.unreliability[t], m.reliability[t], m.mttf[t] = r.Unreliability, r.Reliability, r.MTTF
	m.methods[t] = [2]model.Method{r.Method, r.MeanMethod}
	if t == 0 {
		m.why, m.meanWhy = r.Why, r.MeanWhy
	}
}

// answered reports whether missions are known exactly.
func (m *missionColumns) answered() bool {
	return m.exact && (!m.done || m.method != model.Approximation || m.meanMethod != model.Approximation)
}

// asked reports whether missions were looked at.
func (m *missionColumns) asked() bool { return m.limitHours > 0 }

// expectedEvents is about how often anything changes over the horizon.
func expectedEvents(s *model.System) float64 {
	var n float64
	for i := range s.Pools {
		n += 2 * expectedFailures(s, i)
	}
	for i := range s.Levels {
		if l := &s.Levels[i]; l.Life.Kind != model.NeverLaw {
			n += 2 * float64(l.Total) * float64(max(1, l.Paths)) * s.Horizon / (l.Life.Mean + l.Repair.Mean)
		}
	}
	return n
}

// mission answers one mission of a fleet into its sheet.
func (w *worker) mission(i, t int) {
	m, sys := &w.run.sheets[i].missions, &w.stages[i].sys
	switch {
	case t >= m.n || m.done:
	case m.exact:
		res, err := exact.Mission(sys, 20*m.limit)
		if err == nil {
			m.put(t, res)
			return
		}
		// One history has the expectation of what no chain answered for this draw.
		m.mttf[t], m.reliability[t] = math.NaN(), 1
		if w.runner.Mission(sys, w.run.opt.Seed, w.run.at(t), m.limitHours) < m.limitHours {
			m.unreliability[t], m.reliability[t] = 1, 0
		}
	default:
		m.first[t] = w.runner.Mission(sys, w.run.opt.Seed, w.run.at(t), m.limitHours)
	}
}

// missions puts what a new fleet does until its first outage.
func (a *assembler) missions() {
	m, to := &a.sheet.missions, a.out.Metrics
	switch {
	case m.n == 0:
		for name, unit := range map[string]string{"reliability": "1", "unreliability": "1", "mttf": "h"} {
			to[name] = Metric{Unit: unit, Level: level, Method: model.Exact.String(), Why: "not known: " + m.why}
		}
	case m.exact:
		m.atDraws(to)
	default:
		m.sampled(to)
	}
}

func (m *missionColumns) atDraws(to map[string]Metric) {
	for _, k := range m.methods {
		m.method, m.meanMethod = max(m.method, k[0]), max(m.meanMethod, k[1])
	}
	put := func(name, unit string, v column, method model.Method, why string) {
		var k Metric
		if len(v) > 1 {
			k = computed(unit, v, "")
		} else {
			k = Metric{Unit: unit, Level: level}
		}
		known(&k, v, method, why)
		if len(v) > 1 {
			k.Why = strconv.Itoa(len(v)) + " draws: " + k.Why
		}
		to[name] = k
	}
	put("unreliability", "1", m.unreliability, m.method, m.why)
	put("reliability", "1", m.reliability, m.method, m.why)
	if finite(m.mttf) {
		put("mttf", "h", m.mttf, m.meanMethod, m.meanWhy)
		return
	}
	to["mttf"] = Metric{Unit: "h", Level: level, Method: m.method.String(), Why: "not known: " + m.unbounded()}
}

// unbounded says why there is no mean time.
func (m *missionColumns) unbounded() string {
	for _, x := range m.mttf {
		if math.IsInf(x, 1) {
			return "the outage may never come"
		}
	}
	return "at some draws no method gives it; " + m.why
}

func (m *missionColumns) sampled(to map[string]Metric) {
	var outages, hours float64
	for _, t := range m.first {
		if t < m.limitHours {
			outages++
		}
		hours += min(t, m.limitHours)
	}
	n := float64(m.n)
	why := strconv.Itoa(m.n) + " missions, all up and new"
	if m.why != "" {
		why += "; " + m.why
	}
	to["unreliability"], to["reliability"] = proportion(outages, n, why), proportion(n-outages, n, why)
	mttf := Metric{Unit: "h", Level: level, Method: model.MonteCarlo.String(), Why: why}
	switch outages {
	case 0:
		mttf.Lo = ptr(m.limitHours * portable.Exp(portable.Log(1-level)/n))
		mttf.Why = "no outage in " + why
	case n:
		mttf = sampled("h", m.first)
		mttf.Why = why
	default:
		mttf.Mean, mttf.Lo = ptr(hours/outages), ptr(m.atLeast())
		mttf.Method = model.Approximation.String()
		mttf.Why = "approximation: time at risk ÷ outages, as if the rate of outages stayed what it is within the horizon; it is at least the mean time within the horizon; " + why
	}
	to["mttf"] = mttf
}

// atLeast is the lower bound of the mean of min(T, horizon), which bounds that of T
// whatever its law.
func (m *missionColumns) atLeast() float64 {
	cut := make(column, len(m.first))
	for i, t := range m.first {
		cut[i] = min(t, m.limitHours)
	}
	mean, _, h := meanInterval(cut, level)
	return max(0, mean-h)
}
