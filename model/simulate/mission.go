package simulate

import (
	"math"

	"github.com/capplan/capplan/model"
)

// Mission returns when a fleet that starts all up and new is first not up, +Inf when
// it is up until limit, in hours. No domain, incident or gateway is out at the start,
// and maintenance begins with its second period. Everything is decided on the way,
// so that nothing is drawn of what comes later. Its streams are its own: a mission is
// not the history of the same trial.
func (r *Runner) Mission(s *model.System, seed, trial uint64, limit float64) float64 {
	r.s, r.h, r.seed, r.trial = s, &r.unseen, seed, trial
	r.horizon, r.steady, r.mission = limit, false, true
	r.firstDown = math.Inf(1)
	r.reset()
	r.makeEvents(r.beginCoupled())
	r.awaitArrivals()
	for e := r.due.peek(); e != nil; e = r.due.peek() {
		if r.settle(e.t); r.firstDown < limit {
			return r.firstDown
		}
		r.endNext()
	}
	r.settle(limit)
	return r.firstDown
}

// watchUp looks for the first moment in [a, b) at which the fleet is not up.
func (r *Runner) watchUp(a, b float64) {
	v := r.full()
	if r.firstDown < a { // already
		return
	}
	if r.down(&v) {
		r.firstDown = a
		return
	}
	if !(r.hoursDown(&v, a, b) > 0) {
		return
	}
	for lo := a; ; { // the demand rises above what the fleet carries
		mid := (a + b) / 2
		if !(b-a > 1e-6) || mid == a || mid == b {
			r.firstDown = max(lo, a)
			return
		}
		if r.hoursDown(&v, lo, mid) > 0 {
			b = mid
		} else {
			a = mid
		}
	}
}
