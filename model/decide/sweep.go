package decide

import (
	"context"
	"errors"
	"fmt"
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
	Most     time.Duration        // what a grid may take: it is not begun if it would take more, and ends with what is known when that is over; 0: a day
	Clock    func() time.Duration // since any moment; nil: no estimate is made, none refused, and it does not end early
	Announce func(*SweepEstimate) // told before the work; may be nil. It changes no figure.

	// Shard and Of take a part of the cells, for another sweep to answer from: what they
	// say is left in the Book, and the result is nil. Of 0: all of them.
	Shard, Of int
	Merging   bool // no cell is answered that is not in the Book: an *Unswept otherwise
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
	begun time.Duration     // by the clock

	mu      sync.Mutex
	answers map[answerKey]map[int]SweepValue // by figure
	held    map[promiseKey]AssertionResult
	bases   map[int]Metric // by figure, with their trials
	based   bool           // the base is answered
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
// *NoCell, a *NoFigure and a *TooLong. When the time is over what
// is known is the answer, and not complete.
func Sweep(ctx context.Context, g *Grid, o SweepOptions) (*SweepResult, error) {
	s := &sweep{grid: g, opt: o, answers: map[answerKey]map[int]SweepValue{}, held: map[promiseKey]AssertionResult{}, bases: map[int]Metric{}}
	if s.opt.Most == 0 {
		s.opt.Most = longestSweep
	}
	if o.Clock != nil {
		s.begun = o.Clock()
	}
	if err := s.read(ctx); err != nil {
		return nil, err
	}
	est, err := s.measure(ctx)
	if err != nil {
		return nil, err
	}
	s.share()
	est.count(s)
	if o.Announce != nil {
		o.Announce(est)
	}
	if est.Time() > s.opt.Most {
		return nil, &TooLong{est, s.opt.Most}
	}
	if o.Merging {
		if err := s.unswept(); err != nil {
			return nil, err
		}
	}
	err = s.answer(ctx)
	if errors.Is(err, ErrInterrupted) && o.Partial && s.based {
		err = nil
	}
	switch {
	case err != nil:
		return nil, err
	case !s.based:
		return nil, &TooLong{est, s.opt.Most} // not even the cell that the others are held against
	case o.Of > 0:
		return nil, nil
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
