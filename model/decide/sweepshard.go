package decide

import (
	"context"
	"fmt"
	"strconv"
)

// An Unswept says which cells of a grid are in no shard.
type Unswept struct{ Cells []int }

func (u *Unswept) Error() string { return fmt.Sprintf("%d cells are in no shard", len(u.Cells)) }

// ShardRange is part i of n of so many, i from 0 on: as many in each, to one.
func ShardRange(all, i, n int) (from, to int) { return all * i / n, all * (i + 1) / n }

func cellName(i int) string { return "cell " + strconv.Itoa(i) }

// recall takes what is written down of a cell that others are not paired with.
func (s *sweep) recall(i int) bool {
	var said cellSaid
	if !s.opt.Book.recall(cellName(i), &said) || !s.fits(i, &said) {
		return false
	}
	s.put(i, &said)
	return true
}

// known reports whether a cell is written down.
func (s *sweep) known(i int) bool {
	var said cellSaid
	return s.opt.Book.recall(cellName(i), &said) && s.fits(i, &said)
}

// fits reports whether what is written down speaks of the fleets and promises of a cell.
func (s *sweep) fits(i int, said *cellSaid) bool {
	c := s.cells[i]
	for _, name := range c.run {
		if said.Values[name] == nil {
			return false
		}
	}
	for name := range said.Values {
		if _, ok := c.fleets[name]; !ok {
			return false
		}
	}
	for x := range said.Held {
		if x < 0 || x >= len(c.promises) {
			return false
		}
	}
	return true
}

// sameBase takes the first trial of the base again, which whoever wrote down anything of
// the grid took, and what is known of the base where nothing is left to be paired with it.
func (s *sweep) sameBase(ctx context.Context, more bool) error {
	if !s.opt.Book.keeps() {
		return nil
	}
	p, err := s.plan(s.base)
	if err != nil {
		return err
	}
	o := s.opt.Options
	o.Fleets, o.Jobs, o.Progress = s.cells[s.base].run, 1, nil
	o.need, o.Lean, o.Keep, o.Trials, o.likely = s.needOf(p, o.Fleets), true, true, 1, s.trialsAsked()
	r, err := begin(ctx, p, o)
	if err != nil {
		return err
	}
	first, err := r.retrace()
	if err != nil {
		return err
	}
	if err := s.opt.Book.same("first", first); err != nil {
		return err
	}
	var said cellSaid
	if !more && s.opt.Book.recall("base", &said) && s.fits(s.base, &said) {
		s.put(s.base, &said)
		s.based = true
	}
	if ctx.Err() != nil {
		return ErrInterrupted
	}
	return nil
}

func (s *sweep) trialsAsked() int {
	if s.opt.Trials > 0 {
		return s.opt.Trials
	}
	return s.grid.File.Run.Trials
}

// unswept names the cells that a merge lacks.
func (s *sweep) unswept() error {
	out := &Unswept{}
	for _, i := range s.work() {
		if !s.known(i) {
			out.Cells = append(out.Cells, i)
		}
	}
	if out.Cells != nil {
		return out
	}
	return nil
}
