package simulate

import (
	"slices"

	"github.com/capplan/capplan/model"
)

const yearHours = model.HoursPerYear

// A ledger keeps what has been lost so far in a history.
type ledger struct {
	from     float64   // accounted for up to here
	calm     float64   // nothing was bad from there up to here
	over     bool      // the demand exceeds a gateway's limit at some time
	marks    []float64 // where a year or a window ends
	offered  []float64 // by workload: in the piece of time looked at
	limits   []model.Limit
	serving  []float64 // by pool: part of its own requests, at the view looked at last
	shares   []float64 // by workload: part of its requests before any limit, likewise
	visits   []float64 // by pool and workload: see visitsLeft
	always   bool      // something may be lost with nothing broken
	gatePeak []float64 // by gateway with a limit

	years   []tally   // by year, on the fleet's basis
	windows [][]tally // by workload with an objective, by window

	timed    bool   // something is promised in some hours only
	promised bool   // the fleet's availability is, in the piece looked at
	owed     []bool // by workload: and that of the workload
	downIn   []float64

	outageFrom, outageTo, outage float64 // the latest outage, and its hours so far
}

// A tally is hours or requests lost, and requests that do not count.
type tally struct{ lost, excluded float64 }

// open empties the ledger.
func (r *Runner) open() {
	s, h := r.s, r.h
	r.from, r.calm, r.over = 0, 0, false
	r.outageFrom, r.outageTo, r.outage = -1, -1, 0
	if r.mission { // nothing is added up
		h.reset(len(s.Pools), 0, 0, 0)
	} else {
		r.openParts()
	}
	r.gatePeak = zeroed(r.gatePeak, len(s.Gateways))
	for g := range s.Gateways {
		if l := &s.Gateways[g].Limit; s.Load != nil && l.Capacity < maxMean && positive(l.Weight) {
			r.gatePeak[g] = s.Load.Need(l, 0, r.horizon)
			r.over = r.over || r.gatePeak[g] > l.Capacity
		}
	}
	r.always = r.losesAlways()
}

// losesAlways reports whether something may be lost with nothing broken.
func (r *Runner) losesAlways() bool {
	v := view{}
	if r.over || r.down(&v) || r.bindNeeds(&v, nil) {
		return true
	}
	r.findShares(&v)
	r.bindAll(&v)
	return len(r.limits) > 0 || slices.ContainsFunc(r.shares, func(f float64) bool { return f < 1 })
}

// openParts empties the years and windows.
func (r *Runner) openParts() {
	s, h := r.s, r.h
	h.reset(len(s.Pools), len(s.Workloads), pieces(r.horizon, yearHours), countCauses(s))
	r.offered = resize(r.offered, len(s.Workloads))
	r.years = zeroed(r.years, len(h.ByYear))
	r.marks = r.mark(r.marks[:0], yearHours)
	r.windows = resize(r.windows, len(s.Workloads))
	for w := range s.Workloads {
		h.Windows[w] = 0
		if l := &s.Workloads[w]; l.Objective > 0 && l.Window > 0 {
			h.Windows[w] = int(r.horizon / l.Window)
			r.marks = r.mark(r.marks, l.Window)
		}
		r.windows[w] = zeroed(r.windows[w], h.Windows[w])
	}
	r.openHours()
	slices.Sort(r.marks)
}

// pieces returns how many pieces of a length the horizon has, the last perhaps short.
func pieces(horizon, length float64) int {
	n := int(horizon / length)
	if float64(float64(n)*length) < horizon {
		n++
	}
	return n
}

func (r *Runner) mark(marks []float64, length float64) []float64 {
	for k := 1.0; k*length < r.horizon; k++ {
		marks = append(marks, k*length)
	}
	return marks
}

// account takes [a, b), in which the state did not change or, calm, nothing was bad,
// into the ledger.
func (r *Runner) account(a, b float64, calm bool) {
	piece := r.accountCalm
	if !calm {
		piece = func(a, b float64) { r.through(a, b, r.accountPiece) }
	}
	i, _ := slices.BinarySearch(r.marks, a)
	for ; i < len(r.marks) && r.marks[i] < b; i++ {
		if r.marks[i] > a {
			piece(a, r.marks[i])
			a = r.marks[i]
		}
	}
	piece(a, b)
}

// accountPiece takes a piece within one year and one window of every length.
func (r *Runner) accountPiece(a, b float64) {
	v, h, mid := r.full(), r.h, (a+b)/2
	hours := r.hoursDown(&v, a, b)
	r.promise(mid)
	r.watchDown(a, b, hours)
	r.outages(a, b, hours)
	if r.timed {
		r.downPromised(hours)
	}
	all := hours
	if !r.promised {
		hours = 0
	}
	h.Down += hours
	year := &r.years[int(mid/yearHours)]
	total := hours
	if r.s.ByRequests {
		total = 0
	} else {
		year.lost += hours
	}
	r.findShares(&v)
	r.bindAll(&v)
	r.offer1(a, b)
	r.look(&v, a, b)
	for w := range r.s.Workloads {
		lost, excluded := r.accountWorkload(w, a, b)
		if !r.owed[w] {
			continue
		}
		if win := r.window(w, mid); win != nil && r.s.Workloads[w].ByRequests {
			win.lost += lost
			win.excluded += excluded
		} else if win != nil {
			win.lost += all
		}
		if r.s.ByRequests {
			total += lost
			year.lost += lost
			year.excluded += excluded
		}
	}
	if total > 0 {
		r.explain(a, b, total)
	}
	if r.planning > 0 {
		with, without := r.actual(), r.actual()
		without.tau = r.counted
		h.Planned += r.loss(&with, a, b) - r.loss(&without, a, b)
	}
}

// window returns the window of a workload at t; nil where it has none that is whole.
func (r *Runner) window(w int, t float64) *tally {
	if len(r.windows[w]) > 0 {
		if k := int(t / r.s.Workloads[w].Window); k < len(r.windows[w]) {
			return &r.windows[w][k]
		}
	}
	return nil
}

// accountCalm takes a piece in which the demand exceeds limits of gateways and
// nothing else loses anything.
func (r *Runner) accountCalm(a, b float64) {
	var total float64
	calm := view{} // what is out now was not out then
	r.findShares(&calm)
	r.bindAll(&calm)
	r.offer1(a, b)
	r.look(&calm, a, b)
	r.promise((a + b) / 2)
	for w := range r.s.Workloads {
		lost := r.s.Load.Refused(w, r.limits, a, b)
		r.h.LostServed[w] += lost
		if !r.owed[w] {
			continue
		}
		r.h.Lost[w] += lost
		total += lost
		if win := r.window(w, (a+b)/2); win != nil && r.s.Workloads[w].ByRequests {
			win.lost += lost
		}
	}
	if r.s.ByRequests {
		r.years[int((a+b)/2/yearHours)].lost += total
		r.h.Causes[0] += total
	}
}

// offer1 notes what is offered in a piece.
func (r *Runner) offer1(a, b float64) {
	for w := range r.offered {
		r.offered[w] = r.s.Load.Offered(w, a, b)
	}
}

// accountWorkload takes the requests of a workload in a piece.
func (r *Runner) accountWorkload(w int, a, b float64) (lost, excluded float64) {
	h := r.h
	lost, everything := r.lostOf(w, a, b, r.offered[w])
	excluded = float64((1 - r.reached(len(r.out), w, false)) * r.offered[w])
	h.LostServed[w] += everything
	if r.owed[w] {
		h.Lost[w] += lost
		h.Excluded[w] += excluded
	}
	return lost, excluded
}

// outages follows the outages through a piece with so many hours down. Where the
// demand decides, it goes from one crossing of a limit to the next.
func (r *Runner) outages(a, b, hours float64) {
	switch {
	case !(hours > 0):
	case !r.promised:
		if a == r.outageTo && hours >= (b-a)*(1-1e-9) { // it lasts
			r.outageTo = b
		}
	case hours >= (b-a)*(1-1e-9):
		r.outAgain(a, b)
	default:
		v, load := r.full(), r.s.Load.(model.Turning)
		r.bindNeeds(&v, nil)
		for a < b {
			from, ok := load.Next(r.limits, true, a, b)
			if !ok {
				return
			}
			if a, ok = load.Next(r.limits, false, from, b); !ok {
				a = b
			}
			r.outAgain(from, a)
		}
	}
}

// outAgain begins an outage, or goes on with the one that has lasted until then.
func (r *Runner) outAgain(a, b float64) {
	if a != r.outageTo {
		r.endOutage()
		r.outageFrom, r.outage = a, 0
		if a > 0 {
			r.h.Outages++
		}
	}
	r.outage += b - a
	r.outageTo = b
}

// endOutage files the latest outage if it was seen from its beginning.
func (r *Runner) endOutage() {
	if r.outageFrom > 0 {
		r.h.Durations = append(r.h.Durations, r.outage)
	}
}
