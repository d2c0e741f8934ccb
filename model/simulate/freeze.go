package simulate

import "math"

// freeze stops and starts the clocks of units that do not age while their pool, or
// the fleet, is down. Where the demand of the moment decides, an hour counts by its
// share up: a failure may come up to an hour off.
func (r *Runner) freeze(t float64) {
	if r.bad == 0 && !r.slowed {
		return
	}
	v := r.actual()
	fleet, next := 1.0, t
	if r.s.Freeze {
		fleet, next = r.shareUp(&v, nil, t)
	}
	r.slowed = false
	for i := range r.pools {
		p := &r.pools[i]
		c := &p.coupled
		if !c.on {
			continue
		}
		pace, until := fleet, next
		if p.Freeze && pace > 0 {
			own, n := r.shareUp(&v, p, t)
			pace, until = min(pace, own), max(until, n)
		}
		r.slowed = r.slowed || pace < 1
		if pace != c.work.pace || pace > 0 && pace < 1 && until != c.work.next {
			r.setPace(p, pace, until, t)
		}
	}
}

// shareUp returns the share of the time from t to the next full hour in which a pool
// has what it needs, or with p nil the fleet is up, and that hour. Where nothing but
// the demand could change it, it looks again then.
func (r *Runner) shareUp(v *view, p *poolState, t float64) (share, next float64) {
	switch {
	case p == nil && r.down(v), p != nil && (!v.has(p) || r.stopped(v, p)):
		return 0, t
	case !r.bindNeeds(v, p):
		return 1, t
	}
	next = math.Floor(t) + 1
	if next-t < hair {
		next++
	}
	a := t
	if a < 0 { // before the history, as in its first week
		a += float64(math.Ceil(-a/168) * 168)
	}
	if next != r.lookAt {
		r.lookAt = next
		r.later(back, pending{t: next, what: looksAgain})
	}
	return 1 - r.s.Load.Above(r.limits, a, a+(next-t))/(next-t), next
}

// beginCoupled starts the lives of coupled pools, as long before the history as its
// warm-up says, and returns when.
func (r *Runner) beginCoupled() float64 {
	from := 0.0
	if r.steady {
		from = -WarmUp(r.s)
	}
	r.thaws = false
	for i := range r.pools {
		if p := &r.pools[i]; p.coupled.on {
			r.begin(p, from)
			r.thaws = r.thaws || p.Freeze || r.s.Freeze
		}
	}
	return from
}
