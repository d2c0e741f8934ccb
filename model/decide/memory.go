package decide

import (
	"fmt"
	"math"

	"github.com/capplan/capplan/model"
)

// DefaultMemory is what a run may need where nothing is said, in bytes.
const DefaultMemory = 4_000_000_000

// A TooBig says that a run would need more memory than it may. It is found before any
// trial is taken.
type TooBig struct{ Need, Most int64 } // bytes

func (t *TooBig) Error() string {
	return "it would need about " + bytesOf(t.Need) + " of memory, more than " + bytesOf(t.Most)
}

func bytesOf(n int64) string {
	if n < 1e9 {
		return fmt.Sprintf("%.3g MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.3g GB", float64(n)/1e9)
}

// A TooManyTrials says that a run which keeps each trial asks for more of them than it may.
type TooManyTrials struct{ Trials, Most int }

func (t *TooManyTrials) Error() string {
	return fmt.Sprintf("%d trials are more than the limit of %d", t.Trials, t.Most)
}

// garbage is how many times what is held a process takes, since what is let go of is
// collected later.
const garbage = 2

// fits reports a need, in bytes that are held, which is more than a run may have.
func (o *Options) fits(held int64) error {
	most := o.MaxMemory
	if most == 0 {
		most = DefaultMemory
	}
	if need := garbage * held * int64(max(1, o.beside)); need > most {
		return &TooBig{need, most}
	}
	return nil
}

// weight is about what the trials of a run take, in bytes. Nothing is written to it yet, so
// that the system has not given it either.
func (r *run) weight() (n int64) {
	for _, l := range r.lanes() {
		n += int64(l.len()) * int64(l.size)
	}
	return n
}

// What a history holds, bytes: of a unit, in a group as much again, and of each failure that
// is known before its time, as those of lives that are not exponential and of domains.
const (
	unitHeld    = 35
	failureHeld = 60
)

// following is about what the workers hold of the largest fleet while they follow its
// histories, in bytes.
func (r *run) following() int64 {
	if !r.sim {
		return 0
	}
	d, most := model.Draw(nil), 0.0
	fails := func(t *model.RandomTime) float64 {
		if t.Kind == model.NeverLaw {
			return 0
		}
		return r.plan.Horizon.Hours / t.At(d).Mean
	}
	for _, f := range r.fleets {
		n, instances := 0.0, 1.0
		for i := range f.Domains {
			if i > 0 && f.Domains[i].Tree != f.Domains[i-1].Tree {
				instances = 1
			}
			instances *= float64(f.Domains[i].Count)
			n += instances * (unitHeld + failureHeld*fails(&f.Domains[i].Life))
		}
		for i := range f.Pools {
			p := &f.Pools[i]
			each := float64(unitHeld)
			if p.Groups != nil {
				each += unitHeld
			}
			if p.Life.Kind != model.Exponential {
				each += failureHeld * fails(&p.Life)
			}
			n += each * float64(p.Count)
		}
		most = max(most, n)
	}
	workers := max(1, min(r.opt.Jobs, (r.opt.Trials+block-1)/block))
	return int64(min(most*float64(workers), math.MaxInt64/1e6))
}

// weight is about what the parts and the sums of a run take: a figure follows from about a
// lane, and has bins of 16 bytes.
func (l *longRun) weight() (n int64) {
	n = l.rest.weight() + int64(len(l.rest.lanes()))*mostBins*16
	if l.plan != nil {
		n += l.plan.weight()
	}
	return n
}
