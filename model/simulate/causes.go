package simulate

import "github.com/capplan/capplan/model"

// countCauses returns len(s.Causes()) without making the names.
func countCauses(s *model.System) int {
	n := 1 + len(s.Pools) + len(s.Levels) + len(s.Incidents)
	for i := range s.Pools {
		if s.Pools[i].Cover.On {
			n++
		}
		if hasGray(&s.Pools[i]) {
			n++
		}
	}
	for i := range s.Gateways {
		if s.Gateways[i].Counts {
			n++
		}
	}
	for i := range s.Pools {
		if s.Pools[i].Overload != nil {
			n++
		}
	}
	for i := range s.Pools {
		if s.Pools[i].Upkeep != nil {
			return n + 1
		}
	}
	return n
}

// explain divides what was lost in a piece among the nested causes. Stages at
// which nothing new is broken are not evaluated.
func (r *Runner) explain(a, b, total float64) {
	e := explanation{r: r, a: a, b: b, last: -1}
	e.add(r.always)
	for i := range r.pools {
		p := &r.pools[i]
		e.v.pools, e.v.tau = i+1, 1
		e.add(p.bad && p.at[0] > 0) // what is not bad loses nothing, whatever is whole
	}
	for k := range r.levels {
		e.v.tau = k + 2
		e.add(r.anyAt(k + 1))
	}
	for i := range r.pools {
		if e.v.covers = i + 1; r.pools[i].Cover.On {
			e.add(true)
		}
	}
	for i := range r.pools {
		if e.v.grays = i + 1; hasGray(r.pools[i].PoolSystem) {
			e.add(r.pools[i].grays > 0)
		}
	}
	for i := range r.incidents {
		e.v.incidents, e.v.tau = i+1, len(r.levels)+2+i
		e.add(r.incidents[i].inForce)
	}
	for g := range r.out {
		if e.v.gateways = g + 1; r.s.Gateways[g].Counts {
			e.add(r.out[g])
		}
	}
	for i := range r.pools {
		if e.v.falls = i + 1; r.pools[i].Overload != nil {
			e.add(r.pools[i].fall.on)
		}
	}
	if r.whole > r.counted {
		e.v.tau = r.seen
		e.add(r.planning > 0)
	}
	e.put(total)
}

// An explanation walks through the stages of one piece of time. The last at which
// something broke is the state itself, whose loss is known.
type explanation struct {
	r    *Runner
	a, b float64
	v    view
	n    int     // causes so far
	last int     // that broke something, −1 for none
	at   view    // with it
	loss float64 // before it
}

// add lets the next cause join, which broke something or not.
func (e *explanation) add(broke bool) {
	if broke {
		if e.last >= 0 {
			e.put(e.r.loss(&e.at, e.a, e.b))
		}
		e.last, e.at = e.n, e.v
	}
	e.n++
}

// put gives the last cause that broke something what it adds to the loss.
func (e *explanation) put(loss float64) {
	if e.last >= 0 {
		e.r.h.Causes[e.last] += loss - e.loss
		e.loss = loss
	}
}

// anyAt reports whether some units have a rank, in pools that may lose something.
func (r *Runner) anyAt(rank int) bool {
	for i := range r.pools {
		if r.pools[i].bad && r.pools[i].at[rank] > 0 {
			return true
		}
	}
	return false
}

// close ends the history: what was added up becomes shares.
func (r *Runner) close() {
	s, h := r.s, r.h
	r.endOutageAt(r.horizon)
	all := 0.0
	for w := range s.Workloads {
		h.Offered[w] = s.Load.Offered(w, 0, r.horizon)
		due := r.owes(w, 0, r.horizon) - h.Excluded[w]
		all += due
		if s.Workloads[w].ByRequests {
			h.WorkloadUnavailability[w] = ratio(h.Lost[w], due)
		} else {
			h.WorkloadUnavailability[w] = r.downOf(w) / s.Workloads[w].Hours.Between(0, r.horizon)
		}
		r.judgeWindows(w)
	}
	for i := range r.pools {
		if r.pools[i].members.on {
			r.clock = r.horizon
			r.pools[i].closeMembers(r)
		}
		if h.UnitHours[i] = r.pools[i].upHours; !r.pools[i].coupled.on && r.pools[i].Crew == 0 {
			h.Repairs[i] = h.Failures[i]
		}
	}
	basis := s.Hours.Between(0, r.horizon)
	h.Unavailability = h.Down / basis
	if s.ByRequests {
		basis = all
		h.Unavailability = ratio(sum(h.Lost), all)
	}
	for i := range h.Causes {
		h.Causes[i] = ratio(h.Causes[i], basis)
	}
	h.Planned = ratio(h.Planned, basis)
	r.closeYears()
}

// closeYears turns what was lost in each year into hours.
func (r *Runner) closeYears() {
	for y := range r.years {
		a := float64(float64(y) * yearHours)
		b := min(a+yearHours, r.horizon)
		lost := r.years[y].lost
		if r.s.ByRequests && lost > 0 {
			due := -r.years[y].excluded
			for w := range r.s.Workloads {
				due += r.owes(w, a, b)
			}
			lost = float64(ratio(lost, due) * (b - a))
		} else if r.timed && lost > 0 {
			lost = float64(ratio(lost, r.s.Hours.Between(a, b)) * (b - a))
		}
		r.h.ByYear[y] = lost
	}
}

// judgeWindows counts the windows in which a workload's objective was missed.
func (r *Runner) judgeWindows(w int) {
	l := &r.s.Workloads[w]
	for k, win := range r.windows[w] {
		if !(win.lost > 0) {
			continue
		}
		from, to := float64(float64(k)*l.Window), float64(float64(k+1)*l.Window)
		due := l.Hours.Between(from, to)
		if l.ByRequests {
			due = r.owes(w, from, to) - win.excluded
		}
		if 1-ratio(win.lost, due) < l.Objective {
			r.h.WindowBad[w]++
		}
	}
}

// endOutageAt files the last outage unless the end of the history cuts it off.
func (r *Runner) endOutageAt(t float64) {
	if r.outageTo < t {
		r.endOutage()
	}
}

func ratio(a, b float64) float64 {
	if !(b > 0) {
		return 0
	}
	return a / b
}

func sum(s []float64) float64 {
	t := 0.0
	for _, x := range s {
		t += x
	}
	return t
}
