package decide

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
	"github.com/capplan/capplan/model/invoice"
	"github.com/capplan/capplan/model/simulate"
	"github.com/capplan/capplan/model/throughput"
)

// A worker runs trials with memory of its own.
type worker struct {
	run      *run
	drawer   *drawer
	draw     model.Draw
	stages   []*stage
	tops     []*throughput.Topology
	bills    []*invoice.Invoice
	usage    []invoice.Usage
	cash     flows // of the baseline
	saved    flows // the baseline's less a fleet's
	runner   *simulate.Runner
	history  simulate.History
	solved   []*exact.Result
	wrongs   []wrongs            // by fleet, by the exact law of the last draw
	journeys []*journey          // of plans; nil: a fleet
	standing [][]exact.Standing  // of ledgers, by fleet and pool
	splits   []*throughput.Split // of headrooms that are the same in each trial
	busy     [][]float64         // busiest moments of the steps of fans, of the last trial
}

func (r *run) newWorker() (*worker, error) {
	d, err := newDrawer(r.plan, r.opt.Seed)
	if err != nil {
		return nil, err
	}
	w := &worker{run: r, drawer: d, runner: simulate.NewRunner(), solved: make([]*exact.Result, len(r.fleets)), wrongs: make([]wrongs, len(r.fleets)), splits: make([]*throughput.Split, len(r.fleets)), busy: make([][]float64, len(r.fleets))}
	for i, f := range r.fleets {
		s := newStage(r.plan, f)
		s.sys.Uncaused = r.need.judged // figures and verdicts know no causes
		s.sys.Unwatched = !r.need.brownouts
		var j *journey
		if r.journeys[i] != nil {
			j = newJourney(r.plan, r.journeys[i].plan)
			j.represent(s)
		}
		w.journeys = append(w.journeys, j)
		w.solved[i] = r.stages[i].solved
		w.stages = append(w.stages, s)
		w.tops = append(w.tops, throughput.NewTopology(&s.sys))
		w.bills = append(w.bills, invoiceOf(r.plan, s.fleet, j))
		u := s.usage()
		u.Failures = func(pool int) float64 { return w.failures(i, pool) }
		w.usage = append(w.usage, u)
	}
	return w, nil
}

// guarded runs a trial and makes a panic of a stage an error, which no other
// goroutine could catch.
func (w *worker) guarded(t int) (err error) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case simulate.Stopped:
			err = ErrInterrupted
		default:
			err = &Panic{v}
		}
	}()
	return w.trial(t)
}

// trial runs one trial of every fleet into the sheets.
func (w *worker) trial(t int) error {
	if at := w.run.opt.points; at != nil {
		w.draw = append(w.draw[:0], at[t].levels...)
	} else {
		w.draw = w.drawer.draw(w.draw, w.run.at(t))
	}
	if t < len(w.run.draws) {
		copy(w.run.draws[t], w.draw)
	}
	for i, s := range w.stages {
		s.luck(w.run.opt.Seed, w.run.at(t))
		s.resolve(w.draw)
		h := w.run.sheets[i]
		if w.journeys[i] != nil {
			if err := w.travel(i, t); err != nil {
				return err
			}
			w.moments(i, t)
			w.journeyShortfalls(i, t)
			w.journeyMission(i, t)
			w.fan(i, t)
			if err := w.money(i, t, h); err != nil {
				return err
			}
			continue
		}
		if w.run.solve[i] {
			if err := w.solve(i, t); err != nil {
				return err
			}
		}
		w.assess(i, t)
		w.moments(i, t)
		w.survivals(i, t)
		w.shortfalls(i, t)
		if w.run.sim {
			if err := w.twin(i, t); err != nil {
				return err
			}
			w.runner.Run(&s.sys, w.run.opt.Seed, w.run.at(t), &w.history)
			h.putHistory(t, &s.sys, &w.history)
		}
		w.ledgers(i, t)
		w.wrong(i, t)
		w.mission(i, t)
		for p := range h.pools {
			h.pools[p].utilization[t], _ = s.utilization(p)
			if up, ok := exact.MeanUp(&s.sys, p); ok {
				h.pools[p].meanUp[t] = up
			} else {
				h.pools[p].meanUp[t] = math.NaN()
			}
			if s.sys.Pools[p].Spares != nil {
				h.pools[p].spares[t] = sparesNeeded(&s.sys, p)
			}
		}
		w.purchases(i, t)
		if !w.run.need.money {
			continue
		}
		if err := w.money(i, t, h); err != nil {
			return err
		}
	}
	if w.run.need.money {
		w.appraise(t)
	}
	return nil
}

// assess puts what a fleet carries, and how long its requests take, in a trial.
func (w *worker) assess(i, t int) {
	h, s := w.run.sheets[i], w.stages[i]
	w.tops[i].Draw(s.path(w.draw))
	if !w.run.need.loads {
		return
	}
	a := w.tops[i].Assess(&s.sys)
	h.load.put(t, a)
	h.latency.put(t, &a)
	w.split(i, t)
	w.fan(i, t)
}

func (w *worker) solve(i, t int) error {
	if w.solved[i] == nil || !w.run.once[i] {
		res, err := exact.Solve(&w.stages[i].sys)
		if err != nil {
			return &Obstacle{w.stages[i].fleet.Name, err}
		}
		w.solved[i] = res
	}
	w.run.sheets[i].solved.put(t, &w.stages[i].sys, w.solved[i])
	return nil
}

// failures returns the failures of a pool in the trial that are repaired: those of its
// history or, without one, the expected ones.
func (w *worker) failures(i, pool int) float64 {
	if w.stages[i].sys.Pools[pool].Repair.Kind == model.NeverLaw {
		return 0
	}
	if w.run.sim {
		return float64(w.history.Failures[pool])
	}
	return expectedFailures(&w.stages[i].sys, pool)
}

// expectedFailures is the long-run mean number of failures of a pool's units over
// the horizon.
func expectedFailures(s *model.System, pool int) float64 {
	p := &s.Pools[pool]
	if p.Life.Kind == model.NeverLaw || p.Repair.Kind == model.NeverLaw {
		return 0
	}
	ageing := float64(p.Count) + float64(float64(p.Standby)*p.Dormancy)
	before := p.Count
	for _, a := range p.Arrivals {
		ageing += float64(float64(a.Count-before) * (s.Horizon - a.At) / s.Horizon)
		before = a.Count
	}
	return ageing * s.Horizon / (p.Life.Mean + p.Repair.Mean)
}

func (h *sheet) putHistory(t int, sys *model.System, r *simulate.History) {
	h.unavailability[t] = r.Unavailability
	h.down[t] = r.Down
	h.outages[t] = float64(r.Outages)
	h.planned[t], h.brownout[t], h.blast[t] = r.Planned, r.Brownout, r.Blast
	h.durations[t] = append([]float64(nil), r.Durations...)
	for _, y := range r.ByYear {
		h.worstYear[t] = math.Max(h.worstYear[t], y)
	}
	for i := range h.causes {
		h.causes[i][t] = r.Causes[i]
	}
	var lost, offered float64
	for i := range h.workloads {
		c := &h.workloads[i]
		c.unavailability[t] = r.WorkloadUnavailability[i]
		c.served[t] = 1 - r.LostServed[i]/r.Offered[i]
		c.badWindows[t], c.windows[t] = float64(r.WindowBad[i]), float64(r.Windows[i])
		lost += r.LostServed[i]
		offered += r.Offered[i]
	}
	if offered > 0 {
		h.served[t] = 1 - lost/offered
	}
	for i := range h.pools {
		h.pools[i].unitsUp[t] = r.UnitHours[i] / sys.Horizon
		h.pools[i].failures[t] = float64(r.Failures[i])
	}
}

func (c *solvedColumns) put(t int, sys *model.System, r *exact.Result) {
	c.unavailability[t], c.notUp[t], c.outageRate[t] = r.Unavailability, r.ByTime, r.OutageRate
	var served, offered float64
	for i := range c.workloads {
		c.workloads[i][t], c.workloadServed[i][t] = r.Workloads[i], r.Served[i]
		o := sys.Load.Offered(i, 0, sys.Horizon)
		served += float64(o * r.Served[i])
		offered += o
	}
	if offered > 0 {
		c.served[t] = served / offered
	}
	for i := range c.unitsUp {
		c.unitsUp[i][t] = r.UnitsUp[i]
	}
	for i := range c.causes {
		c.causes[i][t] = r.Causes[i]
	}
	if t == 0 {
		c.method, c.why = r.Method, r.Why
	}
}
