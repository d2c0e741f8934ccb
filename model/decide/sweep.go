package decide

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/capplan/capplan/model"
)

// SweepSchema names the version of a sweep's JSON form.
const SweepSchema = "capplan/sweep/v1"

// SweepOptions say how a grid is answered. Lean and Keep are its own affair.
type SweepOptions struct {
	Options
	Figures  []model.Assertion    // what is asked of each cell; none: the means of cost.pv and unavailability
	Most     time.Duration        // what a grid may take; 0: a day
	Clock    func() time.Duration // since any moment; nil: no estimate is made, and none refused
	Announce func(*SweepEstimate) // told before the work; may be nil. It changes no figure.
}

// longest is what a grid may take where nothing is said.
const longestSweep = 24 * time.Hour

// A Grid is the cells of a sweep. Plan reads one: its plan, or why there is none. It is
// called for a cell more than once, and from several goroutines at a time.
type Grid struct {
	Axes []SweepAxis
	Plan func(cell int) (*model.Plan, *Refusal, error)
	File *model.Plan // without any value varied
}

// Size is the number of cells.
func (g *Grid) Size() int {
	n := 1
	for i := range g.Axes {
		n *= len(g.Axes[i].Values)
	}
	return n
}

// At returns which value of each axis a cell has; the last axis goes round first.
func (g *Grid) At(cell int) []int {
	at := make([]int, len(g.Axes))
	for i := len(at) - 1; i >= 0; i-- {
		n := len(g.Axes[i].Values)
		at[i], cell = cell%n, cell/n
	}
	return at
}

// A NoCell is the error of a grid no cell of which is a scenario.
type NoCell struct{ Refused []*Refusal }

func (n *NoCell) Error() string { return "no cell of the grid is a scenario" }

// A TooLong is the error of a grid that would take too long.
type TooLong struct {
	Estimate *SweepEstimate
	Most     time.Duration
}

func (t *TooLong) Error() string {
	return fmt.Sprintf("%d cells would take about %s", t.Estimate.Cells, t.Estimate.Time().Round(time.Minute))
}

// A NoFigure is the error of a figure that no fleet of the first cell has.
type NoFigure struct{ Name string }

func (n *NoFigure) Error() string { return "there is no figure " + n.Name }

// A sweep is a grid in the making.
type sweep struct {
	grid  *Grid
	opt   SweepOptions
	cells []*gridCell
	plans []*model.Plan // of cells, while there is room for them
	base  int
	of    []model.Assertion // figures

	mu      sync.Mutex
	answers map[answerKey]map[int]SweepValue // by figure
	held    map[promiseKey]AssertionResult
	bases   map[int]Metric // by figure, with their trials
}

// A gridCell is what the reading of a cell leaves.
type gridCell struct {
	refused  *Refusal
	fleets   map[string]key
	whole    key
	promises []promise // of the plan's assertions, in order
	run      []string  // fleets that are answered for this cell; the others are for another
}

type answerKey struct {
	fleet string
	key   key
}

// A promise is an assertion of the fleets that it names.
type promise struct {
	key   promiseKey
	names []string
}

// A promiseKey is an assertion of a plan with all that it hangs on.
type promiseKey struct {
	index     int
	assertion key
	fleet, of key
}

// mostPlans is how many plans are kept between reading and answering.
const mostPlans = 1000

// Sweep answers a grid: what is asked for in each cell, on the same luck. A fleet that
// is the same in several cells is answered once. The errors are those of Compare, a
// *NoCell, a *NoFigure and a *TooLong.
func Sweep(ctx context.Context, g *Grid, o SweepOptions) (*SweepResult, error) {
	s := &sweep{grid: g, opt: o, answers: map[answerKey]map[int]SweepValue{}, held: map[promiseKey]AssertionResult{}, bases: map[int]Metric{}}
	if err := s.read(ctx); err != nil {
		return nil, err
	}
	est, err := s.measure(ctx)
	if err != nil {
		return nil, err
	}
	s.share()
	est.count(s)
	if s.opt.Most == 0 {
		s.opt.Most = longestSweep
	}
	if o.Announce != nil {
		o.Announce(est)
	}
	if est.Time() > s.opt.Most {
		return nil, &TooLong{est, s.opt.Most}
	}
	if err := s.answer(ctx); err != nil {
		return nil, err
	}
	return s.result(), nil
}

// read reads every cell, and finds the one that others are held against: that with the
// values of the file, else the first.
func (s *sweep) read(ctx context.Context) error {
	n := s.grid.Size()
	s.cells, s.plans, s.base = make([]*gridCell, n), make([]*model.Plan, n), -1
	err := s.parallel(ctx, n, func(i int) error {
		p, why, err := s.grid.Plan(i)
		if err != nil {
			return err
		}
		c := &gridCell{refused: why}
		if s.cells[i] = c; why != nil {
			return nil
		}
		c.fleets, c.whole = keys(p, s.opt.Fleets)
		if s.relative(p) {
			for name := range c.fleets {
				c.fleets[name] = c.whole
			}
		}
		c.promises = promises(p, c.fleets)
		if n <= mostPlans {
			s.plans[i] = p
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, file := keys(s.grid.File, s.opt.Fleets)
	for i, c := range s.cells {
		if c.refused == nil && (s.base < 0 || c.whole == file) {
			s.base = i
			if c.whole == file {
				break
			}
		}
	}
	if s.base < 0 {
		out := &NoCell{}
		for _, c := range s.cells {
			out.Refused = append(out.Refused, c.refused)
		}
		return out
	}
	return nil
}

// plan returns the plan of a cell that has one.
func (s *sweep) plan(i int) (*model.Plan, error) {
	if p := s.plans[i]; p != nil {
		return p, nil
	}
	p, why, err := s.grid.Plan(i)
	if err == nil && why != nil {
		err = errors.New("a file has changed while it was read: " + why.Message)
	}
	return p, err
}

// parallel calls f for 0..n−1, as many at a time as there are jobs.
func (s *sweep) parallel(ctx context.Context, n int, f func(int) error) error {
	var mu sync.Mutex
	var wg sync.WaitGroup
	var failed error
	next := 0
	for range min(s.jobs(), n) {
		wg.Go(func() {
			for {
				mu.Lock()
				i := next
				next++
				stop := failed != nil || i >= n || ctx.Err() != nil
				mu.Unlock()
				if stop {
					return
				}
				if err := guard(func() error { return f(i) }); err != nil {
					mu.Lock()
					if failed == nil {
						failed = err
					}
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	if failed == nil && ctx.Err() != nil {
		return ErrInterrupted
	}
	return failed
}

func (s *sweep) jobs() int {
	if s.opt.Jobs > 0 {
		return s.opt.Jobs
	}
	return runtime.GOMAXPROCS(0)
}

func guard(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &Panic{v}
		}
	}()
	return f()
}

// share decides which cell answers for which fleets: the first that has them, the base
// before all others.
func (s *sweep) share() {
	seen, held := map[answerKey]bool{}, map[promiseKey]bool{}
	order := []int{s.base}
	for i := range s.cells {
		if i != s.base && s.cells[i].refused == nil {
			order = append(order, i)
		}
	}
	for _, i := range order {
		c := s.cells[i]
		missing := map[string]bool{}
		for name, k := range c.fleets {
			if a := (answerKey{name, k}); !seen[a] {
				seen[a], missing[name] = true, true
			}
		}
		for _, p := range c.promises {
			if !held[p.key] {
				held[p.key] = true
				for _, name := range p.names {
					if _, ok := c.fleets[name]; ok {
						missing[name] = true
					}
				}
			}
		}
		for name := range missing {
			c.run = append(c.run, name)
		}
		slices.Sort(c.run)
	}
}

// answer runs the trials: of the base first, whose trials the others are paired with.
func (s *sweep) answer(ctx context.Context) error {
	var todo []int
	for i, c := range s.cells {
		if len(c.run) > 0 && i != s.base {
			todo = append(todo, i)
		}
	}
	done, total := 0, len(todo)+1
	tick := func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if done++; s.opt.Progress != nil {
			s.opt.Progress(done, total)
		}
	}
	if err := s.one(ctx, s.base, s.opt.Jobs); err != nil {
		return err
	}
	tick()
	if jobs := s.jobs(); len(todo) < 2*jobs {
		for _, i := range todo {
			if err := s.one(ctx, i, s.opt.Jobs); err != nil {
				return err
			}
			tick()
		}
		return nil
	}
	return s.parallel(ctx, len(todo), func(k int) error {
		defer tick()
		return s.one(ctx, todo[k], 1)
	})
}

// one answers a cell for what no other answers.
func (s *sweep) one(ctx context.Context, i, jobs int) error {
	p, err := s.plan(i)
	if err != nil {
		return err
	}
	o := s.opt.Options
	o.Jobs, o.Progress, o.Fleets = jobs, nil, s.cells[i].run
	res, err := s.trials(ctx, p, o)
	if err != nil {
		return err
	}
	s.plans[i] = nil
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep(i, p, res)
	return nil
}
