package simulate

// look notes how bad a piece of time is for all requests together. r.limits are
// bound and r.shares found.
func (r *Runner) look(a, b float64) {
	if len(r.s.Workloads) == 0 {
		return
	}
	var offered, constant, worst float64 // requests; those lost throughout; at the worst
	for w := range r.s.Workloads {
		o := r.offered[w]
		f := float64(r.shares[w] * r.reached(len(r.out), w, false))
		offered += o
		constant += float64((1 - f) * o)
		worst += float64((1 - float64(f*(1-r.refusedAtPeak(w, a, b)))) * o)
	}
	if !(offered > 0) {
		return
	}
	r.h.Blast = max(r.h.Blast, worst/offered)
	switch {
	case constant > offered*(1-1e-12): // dark
	case constant > 0:
		r.h.Brownout += b - a
	case len(r.limits) > 0 && r.carriesSome():
		r.h.Brownout += r.s.Load.Above(r.limits, a, b)
	}
}

// refusedAtPeak returns the share of a workload's requests that the limits refuse
// where the load they bind is largest in [a, b).
func (r *Runner) refusedAtPeak(w int, a, b float64) float64 {
	most := 0.0
	for i := range r.limits {
		l := &r.limits[i]
		if !(l.Weight[w] > 0) {
			continue
		}
		if need := r.s.Load.Need(l, a, b); need > l.Capacity {
			most = max(most, float64(l.VisitOf(w)*(1-l.Capacity/need)))
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
