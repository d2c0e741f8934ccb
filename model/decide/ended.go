package decide

import (
	"context"
	"time"

	"github.com/capplan/capplan/model"
)

// Work that holds nothing yet is left to itself where a run is ended: nobody waits for a
// layout of millions of units, or for a first trial, of which nothing would be told. What
// is left ends by itself, at the latest with that one step.

// lookEvery is how long an end may go unseen.
const lookEvery = 20 * time.Millisecond

// isOver reports whether a run is to end.
func (o *Options) isOver(ctx context.Context) bool {
	p := o.Parts
	return ctx.Err() != nil || p != nil && p.Ended != nil && p.Ended()
}

// await waits for done; false: the run is to end, and leave says that nothing is lost by it.
func (o *Options) await(ctx context.Context, done <-chan struct{}, leave func() bool) bool {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-done:
			return true
		case <-look.C:
			if o.isOver(ctx) && leave() {
				return false
			}
		}
	}
}

// begin lays out a run as newRun does, unless it is ended before that is done.
func begin(ctx context.Context, p *model.Plan, o Options) (*run, error) {
	var r *run
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if v := recover(); v != nil {
				r, err = nil, &Panic{v}
			}
		}()
		r, err = newRun(p, o)
	}()
	if !o.await(ctx, done, func() bool { return true }) {
		return nil, ErrInterrupted
	}
	return r, err
}
