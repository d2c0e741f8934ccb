package simulate

// openHours marks where what is promised begins and ends to be.
func (r *Runner) openHours() {
	s := r.s
	r.timed = !s.Hours.Always()
	for w := range s.Workloads {
		r.timed = r.timed || !s.Workloads[w].Hours.Always()
	}
	r.promised = true
	r.owed, r.downIn = resize(r.owed, len(s.Workloads)), zeroed(r.downIn, len(s.Workloads))
	for w := range r.owed {
		r.owed[w] = true
	}
	if !r.timed {
		return
	}
	edge := func(from, to float64) {
		if from > 0 {
			r.marks = append(r.marks, from)
		}
		if to < r.horizon {
			r.marks = append(r.marks, to)
		}
	}
	if !s.Hours.Always() {
		s.Hours.Each(0, r.horizon, edge)
	}
	for w := range s.Workloads {
		if h := s.Workloads[w].Hours; !h.Always() && h != s.Hours {
			h.Each(0, r.horizon, edge)
		}
	}
}

// promise notes what counts at a time.
func (r *Runner) promise(t float64) {
	if !r.timed {
		return
	}
	r.promised = r.s.Hours.Holds(t)
	for w := range r.owed {
		r.owed[w] = r.s.Workloads[w].Hours.Holds(t)
	}
}

// downPromised counts hours down for the workloads to which they are owed.
func (r *Runner) downPromised(hours float64) {
	for w := range r.owed {
		if r.owed[w] {
			r.downIn[w] += hours
		}
	}
}

// downOf returns the hours down that count for a workload.
func (r *Runner) downOf(w int) float64 {
	if r.timed {
		return r.downIn[w]
	}
	return r.h.Down
}

// owes returns the requests of a workload in [a, b) that count.
func (r *Runner) owes(w int, a, b float64) float64 {
	if r.s.Workloads[w].Hours.Always() {
		return r.s.Load.Offered(w, a, b)
	}
	sum := 0.0
	r.s.Workloads[w].Hours.Each(a, b, func(from, to float64) { sum += r.s.Load.Offered(w, from, to) })
	return sum
}
