package simulate

import "github.com/capplan/capplan/model"

// look notes how bad a piece of time is for all requests together. r.limits are
// bound and r.shares found at the view.
func (r *Runner) look(v *view, a, b float64) {
	if len(r.s.Workloads) == 0 || r.s.Unwatched {
		return
	}
	var offered, constant float64 // requests; those lost throughout
	for w := range r.s.Workloads {
		o := r.offered[w]
		f := float64(r.shares[w] * r.reached(v.gateways, w, false))
		offered += o
		constant += float64((1 - f) * o)
	}
	if !(offered > 0) {
		return
	}
	r.lookAtWorst(v, offered, a, b)
	switch {
	case constant > offered*(1-1e-12): // dark
	case constant > 0:
		r.h.Brownout += b - a
	case len(r.limits) > 0 && r.carriesSome():
		r.h.Brownout += r.s.Load.Above(r.limits, a, b)
	}
}

// lookAtWorst notes the largest share of the requests that is lost at a time, and asks
// for that only where a bound lets it be larger than before.
func (r *Runner) lookAtWorst(v *view, offered, a, b float64) {
	lost := func(need func(l *model.Limit, a, b float64) float64) float64 {
		var sum float64
		for w := range r.s.Workloads {
			f := float64(r.shares[w] * r.reached(v.gateways, w, false))
			sum += float64((1 - float64(f*(1-r.refusedAt(w, a, b, need)))) * r.offered[w])
		}
		return sum / offered
	}
	if l, ok := r.s.Load.(interface {
		Ceiling(l *model.Limit, a, b float64) float64
	}); ok && len(r.limits) > 0 && lost(l.Ceiling) < r.h.Blast*(1-1e-12) {
		return
	}
	r.h.Blast = max(r.h.Blast, lost(r.s.Load.Need))
}

// refusedAt returns the share of a workload's requests that the limits refuse where the
// load they bind needs so much in [a, b).
func (r *Runner) refusedAt(w int, a, b float64, need func(l *model.Limit, a, b float64) float64) float64 {
	most := 0.0
	for i := range r.limits {
		l := &r.limits[i]
		if !(l.Weight[w] > 0) {
			continue
		}
		n := 0.0
		if l.Wait != nil {
			n = r.s.Load.(model.Queueing).Losing(l, a, b)
		} else {
			n = need(l, a, b)
		}
		if n > l.Capacity {
			most = max(most, float64(l.VisitOf(w)*(1-l.Capacity/n)))
		}
	}
	return most
}

// carriesSome reports whether the limits let something through.
func (r *Runner) carriesSome() bool {
	for w := range r.s.Workloads {
		open := 1.0
		for i := range r.limits {
			if l := &r.limits[i]; l.Weight[w] > 0 && l.Capacity == 0 {
				open = min(open, 1-l.VisitOf(w))
			}
		}
		if open > 0 {
			return true
		}
	}
	return false
}
