// Package decide asks the stages of the model in trials and turns what they say
// into answers: which fleet is cheaper, steadier, stronger.
//
// A trial is one draw of everything uncertain and one history of each fleet over
// the horizon, on the same luck. Where an exact method applies it gives the means
// at each draw, and the histories the percentiles.
package decide

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
	"github.com/capplan/capplan/model/simulate"
	"github.com/capplan/capplan/model/throughput"
	"github.com/capplan/capplan/pricing"
)

// Options say how to answer. Zero values take the plan's own settings.
type Options struct {
	Trials   int
	Seed     uint64
	SeedSet  bool   // Seed counts even when it is 0
	Jobs     int    // bounds parallelism and never changes a result; 0: all processors
	Method   string // auto, exact, simulate
	Fleets   []string
	Progress func(done, total int) // called from one goroutine at a time; may be nil
}

// MaxTrials is the most trials a run takes: every trial is kept.
const MaxTrials = 1_000_000

// exactBudget is the number of floating point operations that auto spends on exact
// answers at the draws of one fleet. It is counted, never timed, so that the
// method never depends on the machine.
const exactBudget = 1e9

// exactLimit is what --method exact spends at most: some ten minutes of one core.
const exactLimit = 5e11

// block is the number of trials that a worker takes at a time.
const block = 16

// ErrInterrupted says that the context ended a run; the result holds nothing then.
var ErrInterrupted = errors.New("interrupted")

// An Obstacle says why a plan has no exact answer.
type Obstacle struct {
	Fleet string
	Err   error
}

func (o *Obstacle) Error() string {
	return "no exact method for fleet " + o.Fleet + ": " + o.Err.Error()
}

func (o *Obstacle) Unwrap() error { return o.Err }

// A run is one answer in the making.
type run struct {
	plan   *model.Plan
	fleets []*model.Fleet
	opt    Options
	stages []*stage // at likely values, for what does not depend on the draw
	sheets []*sheet
	solve  []bool // exact at each draw
	once   []bool // exact, and the same at each draw
	sim    bool
}

// Compare answers a plan.
func Compare(ctx context.Context, p *model.Plan, o Options) (*Result, error) {
	r, err := newRun(p, o)
	if err != nil {
		return nil, err
	}
	if err := r.trials(ctx); err != nil {
		return nil, err
	}
	return r.result(), nil
}

func newRun(p *model.Plan, o Options) (*run, error) {
	r := &run{plan: p, opt: o, sim: true}
	r.defaults()
	if r.opt.Trials > MaxTrials {
		return nil, fmt.Errorf("%d trials are more than the limit of %d", r.opt.Trials, MaxTrials)
	}
	for i := range p.Fleets {
		if wanted(p.Fleets[i].Name, o.Fleets) {
			r.fleets = append(r.fleets, &p.Fleets[i])
		}
	}
	r.sim = r.opt.Method != "exact"
	for _, f := range r.fleets {
		s := newStage(p, f)
		r.stages = append(r.stages, s)
		h := newSheet(s, r.opt.Trials)
		h.cost.years = newInvoice(p, s).bill.Years()
		h.cost.byYear = columns(len(h.cost.years), r.opt.Trials)
		r.sheets = append(r.sheets, h)
		solve, once, err := r.choose(s)
		if err != nil {
			return nil, err
		}
		r.solve, r.once = append(r.solve, solve), append(r.once, once)
		if solve {
			h.solved.alloc(s, r.opt.Trials)
		}
	}
	return r, nil
}

func (r *run) defaults() {
	if r.opt.Trials == 0 {
		r.opt.Trials = r.plan.Run.Trials
	}
	if !r.opt.SeedSet && r.opt.Seed == 0 {
		r.opt.Seed = r.plan.Run.Seed
	}
	if r.opt.Method == "" {
		r.opt.Method = r.plan.Run.Method
	}
	if r.opt.Jobs == 0 {
		r.opt.Jobs = runtime.GOMAXPROCS(0)
	}
}

func wanted(name string, list []string) bool {
	for _, n := range list {
		if n == name {
			return true
		}
	}
	return len(list) == 0
}

// choose decides whether a fleet is answered exactly. The whole system is the same
// at each draw when nothing of it is uncertain; it is then solved once.
func (r *run) choose(s *stage) (solve, once bool, err error) {
	if r.opt.Method == "simulate" {
		return false, false, nil
	}
	once = len(r.plan.Unknowns) == 0
	n := float64(r.opt.Trials)
	if once {
		n = 1
	}
	cost := exact.Cost(&s.sys) * n
	if math.IsInf(cost, 1) {
		_, err := exact.Solve(&s.sys)
		if r.opt.Method == "exact" {
			return false, false, &Obstacle{s.fleet.Name, err}
		}
		s.why = "histories: " + err.Error()
		return false, false, nil
	}
	if cost > exactLimit && r.opt.Method == "exact" {
		return false, false, &Obstacle{s.fleet.Name, fmt.Errorf("answers at %d draws would take %.2g operations, hours; take fewer trials (%d), or method auto",
			r.opt.Trials, cost, max(1, int(n*exactLimit/cost/2)))}
	}
	if cost > exactBudget && r.opt.Method != "exact" {
		s.why = fmt.Sprintf("histories: an exact answer at each of %d draws would take %.2g operations", r.opt.Trials, cost)
		return false, false, nil
	}
	return true, once, nil
}

func (r *run) trials(ctx context.Context) error {
	var next, done atomic.Int64
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failed error
	total := r.opt.Trials
	for range max(1, min(r.opt.Jobs, (total+block-1)/block)) {
		w, err := r.newWorker()
		if err != nil {
			return err
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			for ctx.Err() == nil {
				from := int(next.Add(block)) - block
				if from >= total {
					return
				}
				to := min(from+block, total)
				for t := from; t < to; t++ {
					if err := w.trial(t); err != nil {
						mu.Lock()
						if failed == nil {
							failed = err
						}
						mu.Unlock()
						return
					}
				}
				n := int(done.Add(int64(to - from)))
				if r.opt.Progress != nil {
					mu.Lock()
					r.opt.Progress(n, total)
					mu.Unlock()
				}
			}
		}()
	}
	wg.Wait()
	if failed != nil {
		return failed
	}
	if ctx.Err() != nil {
		return ErrInterrupted
	}
	return nil
}

// A worker runs trials with memory of its own.
type worker struct {
	run     *run
	drawer  *drawer
	draw    model.Draw
	stages  []*stage
	tops    []*throughput.Topology
	bills   []*invoice
	runner  *simulate.Runner
	history simulate.History
	solved  []*exact.Result
}

func (r *run) newWorker() (*worker, error) {
	d, err := newDrawer(r.plan, r.opt.Seed)
	if err != nil {
		return nil, err
	}
	w := &worker{run: r, drawer: d, runner: simulate.NewRunner(), solved: make([]*exact.Result, len(r.fleets))}
	for _, f := range r.fleets {
		s := newStage(r.plan, f)
		w.stages = append(w.stages, s)
		w.tops = append(w.tops, throughput.NewTopology(&s.sys))
		w.bills = append(w.bills, newInvoice(r.plan, s))
	}
	return w, nil
}

// trial runs one trial of every fleet into the sheets.
func (w *worker) trial(t int) error {
	w.draw = w.drawer.draw(w.draw, uint64(t))
	for i, s := range w.stages {
		s.resolve(w.draw)
		h := w.run.sheets[i]
		if w.run.solve[i] {
			if err := w.solve(i, t); err != nil {
				return err
			}
		}
		if w.run.sim {
			w.runner.Run(&s.sys, w.run.opt.Seed, uint64(t), &w.history)
			h.putHistory(t, &s.sys, &w.history)
		}
		h.load.put(t, w.tops[i].Assess(&s.sys))
		w.money(i, t)
	}
	return nil
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

// failures returns the failures of a pool in the trial: those of its history or,
// without one, the expected ones.
func (w *worker) failures(i, pool int) float64 {
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
	return float64(p.Count) * s.Horizon / (p.Life.Mean + p.Repair.Mean)
}

func (w *worker) money(i, t int) {
	v := w.bills[i]
	c := &w.run.sheets[i].cost
	v.d = w.draw
	v.fill()
	fail := func(pool int) float64 { return w.failures(i, pool) }
	v.replacements(fail)
	var parts float64
	for p := range v.fleet.Pools {
		parts += fail(p) * partShare(&v.fleet.Pools[p], w.draw)
	}
	c.put(t, v, parts/(w.run.plan.Horizon.Hours/model.HoursPerYear))
	if w.run.sim {
		c.lost[t] = w.lostRevenue(i)
		c.withLosses[t] = c.pv[t] + c.lost[t]*v.meanDiscount()
	}
}

// lostRevenue is the margin of the requests that were not served and do not come
// back.
func (w *worker) lostRevenue(i int) float64 {
	s := w.stages[i]
	var sum float64
	for k, wl := range s.fleet.Serves {
		load := &w.run.plan.Workloads[wl]
		if load.Value.Set {
			sum += w.history.LostServed[k] * w.bills[i].amount(&load.Value, 0) * (1 - load.Returns.At(w.draw))
		}
	}
	return sum
}

func (h *sheet) putHistory(t int, sys *model.System, r *simulate.History) {
	h.unavailability[t] = r.Unavailability
	h.down[t] = r.Down
	h.outages[t] = float64(r.Outages)
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
		served += o * r.Served[i]
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

func (c *costColumns) put(t int, v *invoice, parts float64) {
	b := v.bill
	c.pv[t], c.total[t] = b.PresentValue().Float(), b.Total().Float()
	c.capex[t], c.opex[t] = b.Capex().Float(), b.Opex().Float()
	c.peak[t], c.runRate[t] = b.CashPeak().Float(), b.RunRate().Float()
	for i, cat := range pricing.Categories() {
		c.byCategory[i][t] = b.ByCategory(cat).Float()
		c.pvByCategory[i][t] = b.PresentValueByCategory(cat).Float()
	}
	for i, y := range b.ByYear() {
		c.byYear[i][t] = y.Float()
	}
	c.power[t], c.racks[t], c.heads[t] = v.kilowatts, v.racks, v.heads
	c.replacements[t] = parts
}
