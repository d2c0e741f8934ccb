package decide

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
)

// A plan has no outage if none of its phases has one. Each phase begins with all that it
// runs up and new, so that a plan of one phase is its fleet; fleets of a phase that run
// side by side fail independently at one draw.

// planJourney decides how the missions of a plan are answered.
func (m *missionColumns) planJourney(r *run, j *journey) {
	m.limitHours = r.plan.Horizon.Hours
	draws, events := r.opt.Trials, 1.0
	same := true
	for k := range j.phases {
		for i, s := range j.phases[k].parts() {
			same = same && r.same(s)
			events += expectedEvents(j.phases[k].view(i, j.phases[k].from, j.phases[k].to))
		}
	}
	if same {
		draws = 1
	}
	if r.opt.Method != "simulate" {
		limit := missionBudget
		if r.opt.Method == "exact" {
			limit *= 20
		}
		err := m.exactJourney(j, draws, limit)
		if err == nil {
			return
		}
		m.why = err.Error()
	}
	if r.sim {
		m.n = min(r.opt.Trials, mostMissions, max(fewestDraws, int(missionEvents/events)))
		m.first = make(column, m.n)
	}
}

// exactJourney answers at so many draws, or once where all are the same.
func (m *missionColumns) exactJourney(j *journey, draws int, limit float64) error {
	each := limit / float64(min(draws, fewestDraws))
	var cost float64
	for k := range j.phases {
		x := &j.phases[k]
		for i := range x.parts() {
			v := x.view(i, x.from, x.to)
			c := exact.MissionCost(v, each)
			if math.IsInf(c, 1) {
				_, err := exact.Mission(v, each)
				return err
			}
			cost += c
		}
	}
	if cost > each {
		return errCostly
	}
	m.alloc(int(min(float64(draws), max(1, limit/cost))), each)
	if draws > 1 {
		return nil
	}
	res, err := j.mission(each)
	if err == nil {
		m.put(0, res)
		m.done = true
	}
	return err
}

// mission answers the mission of a plan at its draw. The mean time of several phases takes
// the rate of a phase's outages as constant within it.
func (j *journey) mission(limit float64) (*exact.MissionResult, error) {
	out := &exact.MissionResult{Reliability: 1, Method: model.Exact}
	for k := range j.phases {
		x := &j.phases[k]
		hours, last := x.to-x.from, k+1 == len(j.phases)
		phase := exact.MissionResult{Reliability: 1}
		var rate float64 // of first outages, of all fleets, after the horizon
		for i := range x.parts() {
			res, err := exact.Mission(x.view(i, x.from, x.to), limit)
			if err != nil {
				return nil, &Obstacle{x.parts()[i].fleet.Name, err}
			}
			if len(j.phases) == 1 && len(x.parts()) == 1 {
				return res, nil
			}
			phase.Unreliability = over(phase.Unreliability, res.Unreliability)
			phase.Reliability *= res.Reliability
			rate += 1 / res.MTTF
			out.Method = max(out.Method, res.Method)
			out.Why = res.Why
		}
		whole := 1 / rate
		if !last {
			whole = hours
			if phase.Unreliability > 0 {
				whole = phase.Unreliability * hours / -math.Log1p(-phase.Unreliability)
			}
		}
		out.MTTF += float64(out.Reliability * whole)
		out.Unreliability = over(out.Unreliability, phase.Unreliability)
		out.Reliability *= phase.Reliability
	}
	out.Why = "product over the phases, each all up and new as it begins: " + out.Why
	out.MeanMethod, out.MeanWhy = model.Approximation, "approximation: outages of a phase come at a constant rate; after the horizon the last phase goes on"
	return out, nil
}

// journeyMission answers one mission of a plan into its sheet.
func (w *worker) journeyMission(i, t int) {
	m, j := &w.run.sheets[i].missions, w.journeys[i]
	if t >= m.n || m.done {
		return
	}
	if m.exact {
		if res, err := j.mission(20 * m.limit); err == nil {
			m.put(t, res)
			return
		}
		m.mttf[t], m.reliability[t] = math.NaN(), 1
		if w.firstOutage(j, t) < m.limitHours {
			m.unreliability[t], m.reliability[t] = 1, 0
		}
		return
	}
	m.first[t] = w.firstOutage(j, t)
}

// firstOutage is the hour of a plan's first outage in a history of missions, one for each
// fleet of each phase; +Inf where none comes.
func (w *worker) firstOutage(j *journey, t int) float64 {
	for k := range j.phases {
		x := &j.phases[k]
		hours, first := x.to-x.from, math.Inf(1)
		for i := range x.parts() {
			luck := w.run.at(t)
			if k > 0 || i > 0 {
				luck = legTrial(luck, 1<<24|k<<12|i)
			}
			first = min(first, w.runner.Mission(x.view(i, x.from, x.to), w.run.opt.Seed, luck, hours))
		}
		if first < hours {
			return x.from + first
		}
	}
	return math.Inf(1)
}
