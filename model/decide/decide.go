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
	"slices"
	"sync"
	"sync/atomic"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
	"github.com/capplan/capplan/model/invoice"
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

	// Lean leaves out what takes work beyond the trials and moves no other figure:
	// reliability and mttf, shares of luck and ignorance, effects of inputs, crossovers,
	// maturity, and events that no history saw.
	Lean bool
	// MaxTrials is the most that Check takes; 0: MaxTrials. Trials are those of its first
	// look. Static: it takes none.
	MaxTrials int
	Static    bool

	// MaxMemory is what the run may need, in bytes; 0: DefaultMemory. It never changes a figure.
	MaxMemory int64

	// Rare looks for events that no history saw even so.
	Rare bool
	// Keep keeps the values of each trial: Metric.Trials.
	Keep bool

	Parts *Parts // of Compare and Take; nil: all trials are taken, and none is stored
	Book  *Book  // of Check, Size and Sweep, which are many runs; nil: nothing is kept
	// Partial has Compare answer by the first trials where it is ended early, and Check,
	// Size and Sweep by what is decided until then.
	Partial bool

	noMissions bool    // reliability and mttf are not asked for
	noCuts     bool    // nor which losses together bring a fleet down
	operations float64 // that exact answers of a fleet may take; 0: what the method may
	from       int     // trials that are left out before the first
	likely     int     // trials that methods are chosen for; 0: Trials
	need       *needs
	asked      []model.Assertion // figures that are asked for beside those of assertions
	points     []point           // what the trials draw; nil: see [drawer]
	beside     int               // runs at the same time as this one, itself among them; 0: 1
	part       int               // trials of a part of a run that is summed up, which all longer ones are; 0: partTrials
}

// A point is where a trial is held: the levels of the unknowns, and whose luck it has.
type point struct {
	levels model.Draw
	luck   uint64
}

const (
	// MaxTrials is the most trials that a run takes which sums them up.
	MaxTrials = 1_000_000_000
	// MaxKeptTrials is the most of one that keeps each.
	MaxKeptTrials = 1_000_000
)

// exactBudget is the number of floating point operations that auto spends on exact
// answers at the draws of one fleet. It is counted, never timed, so that the
// method never depends on the machine.
const exactBudget = 1e9

// spentLooking is what finding out whether a fleet has an exact answer may take at
// least: some tens of milliseconds.
const spentLooking = 2e7

// exactLimit is what --method exact spends at most: some ten minutes of one core.
const exactLimit = 5e11

// block is the number of trials that a worker takes at a time.
const block = 16

// ErrInterrupted says that the context ended a run; the result holds nothing then.
var ErrInterrupted = errors.New("interrupted")

// ErrCorrelations says that no joint law has all the ranks of a plan.
var ErrCorrelations = errors.New("the ranks under correlate contradict each other: no joint law has them all")

// A Panic is a bug of a stage, met by a worker.
type Panic struct{ Value any }

func (p *Panic) Error() string { return fmt.Sprint("bug: ", p.Value) }

// A TooMuch says that the money of a fleet is more than a bill holds.
type TooMuch struct{ Fleet, Currency string }

func (t *TooMuch) Error() string {
	return "the money of fleet " + t.Fleet + " adds up to more than a bill holds, 9e12 " + t.Currency + " paid and credited"
}

// MaxFleets is how many fleets and plans are answered at once: every two of them are held
// against each other.
const MaxFleets = 200

// A Crowd is more fleets than are compared at once.
type Crowd struct{ Fleets int }

func (c *Crowd) Error() string {
	return fmt.Sprintf("%d fleets and plans are compared, and at most %d are", c.Fleets, MaxFleets)
}

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
	plan     *model.Plan
	fleets   []*model.Fleet
	opt      Options
	stages   []*stage   // at likely values, for what does not depend on the draw
	journeys []*journey // of plans; nil: a fleet
	sheets   []*sheet
	twins    []*sheet    // of second histories; none: nothing to tell apart
	draws    [][]float64 // of the first trials
	solve    []bool      // exact at each draw
	once     []bool      // exact, and the same at each draw
	sim      bool
	need     *needs

	moments    []momentColumn // that assertions speak of
	survivals  []survivalColumn
	shortfalls []shortfallColumn
	base       int // the baseline among the fleets; −1: it was not asked for
	keeper     *keeper

	long bool  // a part of a long run; see [longRun]
	all  *sums // of a long run's first part: what all said; nil: the columns do
}

// Compare answers a plan.
func Compare(ctx context.Context, p *model.Plan, o Options) (*Result, error) {
	if r := (&run{plan: p, opt: o}); r.isLong() {
		return r.compareLong(ctx)
	}
	r, err := begin(ctx, p, o)
	if err != nil {
		return nil, err
	}
	var seen []Observed
	if err = r.trials(ctx); err == nil {
		seen, err = r.backtest(ctx)
	}
	if errors.Is(err, ErrInterrupted) && o.Partial && r.keeper.first() > 0 {
		return r.partial(ctx, r.keeper.first()), nil
	}
	if err != nil {
		return nil, err
	}
	out := r.result(ctx)
	out.Observed = seen
	out.Warnings = append(out.Warnings, surprises(seen)...)
	if ctx.Err() != nil { // searches ended early
		if !o.Partial {
			return nil, ErrInterrupted
		}
		out.Complete = false
	}
	return out, nil
}

// partial answers by the first n trials alone, and begins no search.
func (r *run) partial(ctx context.Context, n int) *Result {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	r.cut(n)
	out := r.result(ctx)
	out.Complete = false
	return out
}

func newRun(p *model.Plan, o Options) (*run, error) {
	r := &run{plan: p, opt: o, sim: true}
	r.need = needed(o)
	r.defaults()
	if r.opt.Trials > MaxKeptTrials {
		return nil, &TooManyTrials{r.opt.Trials, MaxKeptTrials}
	}
	for i := range p.Fleets {
		if wanted(p.Fleets[i].Name, o.Fleets) {
			r.fleets = append(r.fleets, &p.Fleets[i])
		}
	}
	fleets := len(r.fleets)
	for i := range p.Migrations {
		if wanted(p.Migrations[i].Name, o.Fleets) {
			r.fleets = append(r.fleets, route(&p.Migrations[i]))
		}
	}
	if len(r.fleets) > MaxFleets {
		return nil, &Crowd{len(r.fleets)}
	}
	r.journeys = make([]*journey, len(r.fleets))
	for i := fleets; i < len(r.fleets); i++ {
		k := slices.IndexFunc(p.Migrations, func(m model.Migration) bool { return m.Name == r.fleets[i].Name })
		r.journeys[i] = newJourney(p, &p.Migrations[k])
	}
	r.base = slices.IndexFunc(r.fleets, func(f *model.Fleet) bool { return f.Name == p.Baseline })
	r.sim = r.opt.Method != "exact" && r.need.histories
	n := len(r.fleets)
	r.stages, r.sheets = make([]*stage, n), make([]*sheet, n)
	r.solve, r.once = make([]bool, n), make([]bool, n)
	each(r.opt.Jobs, n, r.prepare)
	for i, s := range r.stages {
		if r.opt.Method == "exact" && !r.solve[i] {
			if !r.sheets[i].missions.answered() {
				return nil, s.obstacle
			}
			s.why = s.obstacle.Err.Error()
		}
	}
	if r.need.means && r.allSolved() {
		r.sim = false
	}
	r.planTwins()
	r.planMoments()
	if r.opt.need == nil || r.need.judged {
		r.planSurvivals()
	}
	r.planShortfalls()
	r.draws = keptDraws(min(r.opt.Trials, mostRanked), len(p.Unknowns))
	return r, r.opt.fits(r.weight() + r.following())
}

// prepare lays out a fleet and decides how it is answered.
func (r *run) prepare(i int) {
	s := newStage(r.plan, r.fleets[i])
	j := r.journeys[i]
	if j != nil {
		j.represent(s)
	}
	h := newSheet(s, r.opt.Trials)
	if j != nil {
		for range j.phases {
			h.phases = append(h.phases, newPhaseColumns(r.opt.Trials))
		}
		h.latency, h.wrong = newPlanLatency(s, j, r.opt.Trials), newPlanWrongs(s, j, r.opt.Trials)
	}
	bill := invoice.New(r.plan, s.fleet).Bill
	h.cost.years, h.cost.terms = bill.Years(), bill.Terms()
	h.cost.byYear = columns(len(h.cost.years), r.opt.Trials)
	h.bought = newBoughtColumns(s, len(h.cost.years), r.opt.Trials)
	r.stages[i], r.sheets[i] = s, h
	if j != nil {
		r.solve[i], r.once[i] = r.chooseJourney(j, s)
		for k := range h.phases {
			h.phases[k].exact = r.solve[i]
		}
	} else {
		r.solve[i], r.once[i] = r.choose(s)
	}
	if r.need.pictures {
		h.fan = newFanColumns(s, j, r.opt.Trials)
	}
	if r.solve[i] {
		h.solved.alloc(s, r.opt.Trials)
	}
	switch {
	case !r.need.missions:
	case j != nil:
		h.missions.planJourney(r, j)
	default:
		h.missions.plan(r, s)
	}
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

// at is the number of a trial in its own right, which its luck follows from.
func (r *run) at(t int) uint64 {
	if r.opt.points != nil {
		return r.opt.points[t].luck
	}
	return uint64(r.opt.from + t)
}

// chosenFor is for how many trials methods are chosen.
func (r *run) chosenFor() float64 {
	if r.opt.likely > 0 {
		return float64(r.opt.likely)
	}
	return float64(r.opt.Trials)
}

func wanted(name string, list []string) bool {
	for _, n := range list {
		if n == name {
			return true
		}
	}
	return len(list) == 0
}

// choose decides whether the long-run figures of a fleet are answered exactly; the
// stage keeps why not. The whole system is the same at each draw when nothing of it is
// uncertain; it is then solved once.
func (r *run) choose(s *stage) (solve, once bool) {
	if r.opt.Method == "simulate" || !r.need.longRun {
		return false, false
	}
	once = r.same(s)
	n := r.chosenFor()
	if once {
		n = 1
	}
	refuse := func(err error) (bool, bool) {
		s.obstacle, s.why = &Obstacle{s.fleet.Name, err}, "histories: "+err.Error()+s.rarity()
		return false, false
	}
	var res *exact.Result
	cost, err := 0.0, error(nil)
	if s.sys.Grows() { // as many times what the last number of units takes, before all are solved
		cost = manyCost(&s.sys, r.spend(n))
	}
	if limit := r.most(); !(cost*n > limit) {
		if res, cost, err = exact.SolveWithin(&s.sys, r.spend(n)); err == nil {
			err = s.mayNotGrow(r.spend(n))
		}
	}
	var long *exact.TooLong
	if math.IsInf(cost, 1) {
		long = &exact.TooLong{Ops: r.spend(n)}
	}
	if long != nil || errors.As(err, &long) {
		return refuse(fmt.Errorf("an exact answer at each of %.0f draws would take more than %.2g operations", n, long.Ops*n))
	}
	cost *= n
	switch {
	case err != nil:
		return refuse(err)
	case cost > r.most() && r.opt.Method == "exact":
		return refuse(fmt.Errorf("answers at %d draws would take %.2g operations, hours; take fewer trials (%d), or method auto",
			r.opt.Trials, cost, max(1, int(n*r.most()/cost/2))))
	case cost > r.most() && r.opt.Method != "exact":
		return refuse(fmt.Errorf("an exact answer at each of %d draws would take %.2g operations", r.opt.Trials, cost))
	}
	if once {
		s.solved = res
	}
	return true, once
}

// spend is how many operations an answer at one of n draws may take at most to be worth
// its while: of more, no more is found out than that it takes them.
func (r *run) spend(n float64) float64 { return max(r.most()/n, spentLooking) }

// most is how many operations exact answers of a fleet may take.
func (r *run) most() float64 {
	if r.opt.operations > 0 {
		return r.opt.operations
	}
	if r.opt.Method == "exact" {
		return exactLimit
	}
	return exactBudget
}

func (r *run) trials(ctx context.Context) error {
	k, err := newKeeper(r)
	if r.keeper = k; err != nil {
		return err
	}
	var next, done atomic.Int64
	var wg sync.WaitGroup
	var mu sync.Mutex
	var failed error
	fail := func(err error) {
		mu.Lock()
		defer mu.Unlock()
		if failed == nil {
			failed = err
		}
	}
	for _, p := range k.stored {
		done.Add(int64(p.To - p.From))
	}
	ended := func() bool { return r.opt.isOver(ctx) }
	for range max(1, min(r.opt.Jobs, len(k.todo))) {
		w, err := r.newWorker()
		if err != nil {
			return err
		}
		w.runner.Ended = ended
		wg.Add(1)
		go func() {
			defer wg.Done()
			for !ended() {
				i := int(next.Add(1)) - 1
				if i >= len(k.todo) {
					return
				}
				for t := k.todo[i][0]; t < k.todo[i][1]; t++ {
					switch err := w.guarded(t); {
					case errors.Is(err, ErrInterrupted):
						return
					case err != nil:
						fail(err)
						return
					}
					k.took(i, t)
					n := int(done.Add(1))
					if r.opt.Progress != nil {
						mu.Lock()
						r.opt.Progress(n, r.opt.Trials)
						mu.Unlock()
					}
					if t+1 < k.todo[i][1] && ended() {
						return
					}
				}
				if err := k.did(i); err != nil {
					fail(err)
					return
				}
			}
		}()
	}
	all := make(chan struct{})
	go func() {
		wg.Wait()
		close(all)
	}()
	if !r.opt.await(ctx, all, k.leave) {
		if err := k.end(); err != nil {
			return err
		}
		return ErrInterrupted
	}
	if failed != nil {
		return failed
	}
	if err := k.end(); err != nil {
		return err
	}
	if ctx.Err() != nil || slices.Contains(k.done, false) {
		return ErrInterrupted
	}
	return nil
}
