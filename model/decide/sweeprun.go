package decide

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"

	"github.com/capplan/capplan/model"
)

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

// work is the cells that trials are run for beside the base.
func (s *sweep) work() []int {
	var todo []int
	for i, c := range s.cells {
		if len(c.run) > 0 && i != s.base {
			todo = append(todo, i)
		}
	}
	if o := s.opt; o.Of > 0 {
		from, to := ShardRange(len(todo), o.Shard, o.Of)
		todo = todo[from:to]
	}
	return todo
}

// answer runs the trials: of the base first, whose trials the others are paired with.
func (s *sweep) answer(ctx context.Context) error {
	todo := slices.DeleteFunc(s.work(), s.recall)
	if err := s.sameBase(ctx, len(todo) > 0); err != nil {
		return err
	}
	done, total := 0, len(todo)+1
	tick := func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if done++; s.opt.Progress != nil {
			s.opt.Progress(done, total)
		}
	}
	if !s.based {
		if err := s.one(ctx, s.base, s.opt.Jobs); err != nil || s.late() {
			return err
		}
	}
	tick()
	if jobs := s.jobs(); len(todo) < 2*jobs {
		for _, i := range todo {
			if err := s.one(ctx, i, s.opt.Jobs); err != nil || s.late() {
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

// late reports whether the time is over.
func (s *sweep) late() bool {
	return s.opt.Clock != nil && s.opt.Clock()-s.begun > s.opt.Most
}

// one answers a cell for what no other answers. When the time is over it ends at the end
// of a block of trials, and the cell stays unanswered: a part of its trials would not be
// paired with those of the others.
func (s *sweep) one(ctx context.Context, i, jobs int) error {
	if s.late() {
		return nil
	}
	p, err := s.plan(i)
	if err != nil {
		return err
	}
	o := s.opt.Options
	o.Jobs, o.Fleets, o.beside = jobs, s.cells[i].run, s.jobs()/max(1, jobs)
	within, stop := context.WithCancel(ctx)
	defer stop()
	o.Progress = func(int, int) {
		if s.late() {
			stop()
		}
	}
	o.Parts = s.opt.Book.Under(cellName(i)).run("trials")
	r, res, err := s.trials(within, p, o)
	switch {
	case ctx.Err() != nil: // also where the trials were done, and what looks further was not
		return ErrInterrupted
	case within.Err() != nil:
		return nil
	case err != nil:
		return err
	}
	s.plans[i] = nil
	s.mu.Lock()
	said := s.keep(i, p, r, res)
	s.put(i, said)
	s.mu.Unlock()
	if i == s.base {
		s.based = true
		return s.opt.Book.keep("base", said) // its trials stay: others are paired with them
	}
	return s.opt.Book.keep(cellName(i), said)
}
