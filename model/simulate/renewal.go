package simulate

import (
	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/portable"
)

// A renewal is a set of n like things that fail and come back by themselves, each
// alternating between a life and a repair.
type renewal struct {
	source       int
	n            int
	joins        *poolState // whose units may come later; nil: all are there
	life, repair *model.Law
	failures     int // in the history
}

// alternate appends the failures and returns of a renewal to the list, those that
// a steady start finds in progress to the past too. Random numbers come from the
// streams life, unit, repair and start of its name.
func (r *Runner) alternate(w *renewal, kind, name string) {
	if w.life.Kind == model.NeverLaw && (w.joins == nil || w.joins.now == w.n) || w.n == 0 {
		return
	}
	r.busy = zeroed(r.busy, w.n)
	if p := w.joins; p != nil {
		for u := p.now; u < w.n; u++ {
			r.busy[u] = p.joins(u)
			r.comeBack(w, u, r.busy[u])
		}
	}
	if w.life.Kind == model.NeverLaw {
		return
	}
	if r.steady {
		for _, e := range r.inRepair(w, r.busy, kind, name) {
			i := int(e.key & itemMask)
			r.comeBack(w, i, r.busy[i])
		}
	}
	if w.life.Kind == model.Exponential {
		r.superpose(w, kind, name)
		return
	}
	r.lives.open(r.seed, purpose(kind, name, "/life"), r.trial)
	r.repairs.open(r.seed, purpose(kind, name, "/repair"), r.trial)
	for i := range w.n {
		r.renew(w, i)
	}
}

// inRepair draws which of the things are down at time 0 in the long-run state,
// each by itself, and since when and until when. It returns their failures.
func (r *Runner) inRepair(w *renewal, busy []float64, kind, name string) []event {
	r.start.open(r.seed, purpose(kind, name, "/start"), r.trial)
	n := w.n
	if w.joins != nil {
		n = w.joins.now
	}
	q := model.Unavailability(*w.life, *w.repair)
	if !(q > 0) {
		return nil
	}
	from, step := len(r.past), -portable.Log1p(-q)
	for i := -1; ; {
		skip := r.start.exponential() / step // its floor is geometric
		if !(skip < float64(n-1-i)) {
			return r.past[from:]
		}
		i += 1 + int(skip)
		age, left := r.start.inProgress(w.repair)
		busy[i] = left
		r.past = append(r.past, event{-age, lost | w.key(i)})
	}
}

func (w *renewal) key(i int) uint64 { return uint64(w.source)<<sourceShift | uint64(i) }

func (r *Runner) comeBack(w *renewal, i int, t float64) {
	if t < r.horizon {
		r.list = append(r.list, event{t, back | w.key(i)})
	}
}

// superpose makes the failures of things with exponential lives: see flow.
func (r *Runner) superpose(w *renewal, kind, name string) {
	f := &r.passing
	f.open(r, w, kind, name)
	for f.t < r.horizon {
		r.beat()
		f.at = len(f.times)
		f.more(r.horizon)
		f.prepare(len(f.times))
		for k, t := range f.times {
			if i := int(f.who[k]); r.busy[i] <= t {
				r.busy[i] = r.fail(w, i, t, f.hours[f.used])
				f.used++
			}
		}
	}
}

// fail takes thing i down at t for some hours and returns when it is back. A repair
// that takes no time leaves no trace but the failure.
func (r *Runner) fail(w *renewal, i int, t, hours float64) float64 {
	w.failures++
	u := t + hours
	if u > t {
		r.list = append(r.list, event{t, lost | w.key(i)})
		r.comeBack(w, i, u)
	}
	return u
}

// renew follows one thing with any law of life.
func (r *Runner) renew(w *renewal, i int) {
	t := r.busy[i]
	if t == 0 && r.steady {
		_, t = r.start.inProgress(w.life)
	} else {
		t += r.lives.draw(w.life)
	}
	for t < r.horizon {
		r.beat()
		t = r.fail(w, i, t, r.repairs.draw(w.repair)) + r.lives.draw(w.life)
	}
}
