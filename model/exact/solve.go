package exact

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/capplan/capplan/model"
)

// A Result is the long-run state of a System.
type Result struct {
	Unavailability float64 // of the fleet, by its basis
	ByTime         float64 // share of time in which the fleet is not up
	// OutageRate is how often, per hour, the fleet stops being up; NaN where outages count
	// in some hours only. Demand rising above
	// capacity is looked for every quarter of an hour, and two incidents that take
	// domains at once count as one.
	OutageRate float64
	MeanOutage float64   // hours; 0 without outages
	Workloads  []float64 // unavailability of each workload, by its own basis
	Served     []float64 // share of each workload served, outages of gateways included
	UnitsUp    []float64 // mean units up of each pool
	Causes     []float64 // parts of Unavailability, as in System.Causes; they sum to it
	Method     model.Method
	Error      float64 // bound on the numerical error of Unavailability; 0 if there is none
	Why        string  // which method, and why, in a sentence
}

// Solve returns the long-run state of a system, without sampling. Where it cannot,
// the error is an *Obstacle.
//
// Units and domains fail and are repaired independently, so only the means of
// their laws matter (insensitivity; Takács 1962 for one unit). Groups and pools
// that share domains are joined through the law of which domains are up.
func Solve(s *model.System) (*Result, error) {
	r, _, err := solve(s, 0)
	if err == nil {
		r.clamp()
		r.within(s)
	}
	return r, err
}

// clamp takes rounding below nothing for nothing.
func (r *Result) clamp() {
	if !(r.OutageRate > 1e-13*r.ByTime) {
		r.OutageRate, r.MeanOutage = 0, 0
	}
	for i, c := range r.Causes {
		if c < 0 && c > -1e-12 {
			r.Causes[i] = 0
		}
	}
}

// within leaves out how often outages are where they count in some hours only: one that
// begins before these counts if it is not over. What share of the time is lost within
// them is that of all time, as the law of what is up knows no hours.
func (r *Result) within(s *model.System) {
	if !s.Hours.Always() {
		r.OutageRate, r.MeanOutage = math.NaN(), math.NaN()
	}
}

// SolveCounting is Solve, and counts the floating point operations it took, about.
func SolveCounting(s *model.System) (r *Result, ops float64, err error) {
	return SolveWithin(s, 0)
}

// SolveWithin is SolveCounting, and gives up with a *TooLong where a chain takes more
// operations than most to lay out; 0: it never does.
func SolveWithin(s *model.System, most float64) (r *Result, ops float64, err error) {
	if r, ops, err = solve(s, most); err == nil {
		r.within(s)
	}
	return r, ops, err
}

// A TooLong says that an answer takes more operations than it may.
type TooLong struct{ Ops float64 }

func (t *TooLong) Error() string {
	return fmt.Sprintf("an exact answer takes more than %.2g operations", t.Ops)
}

// spent reports whether more operations were taken than there may be.
func (w *work) spent() bool { return w.most > 0 && w.ops > w.most }

// Cost returns how many floating point operations Solve takes, about; +Inf where it
// cannot solve. It counts them while it solves once.
func Cost(s *model.System) float64 {
	_, ops, err := solve(s, 0)
	if err != nil {
		return math.Inf(1)
	}
	return ops
}

func solve(s *model.System, most float64) (*Result, float64, error) {
	for _, err := range []error{collapses(s), hourly(s)} {
		if err != nil {
			return nil, 0, err
		}
	}
	if s.Grows() || s.Maturity != nil {
		return solvePieces(s, most)
	}
	if s.Load != nil {
		own := *s
		own.Load = remember(s.Load)
		s = &own
	}
	if hangTogether(s) {
		return solveTied(s, most)
	}
	r, ops, err := solveFleet(s, nil)
	if err == nil && r.Method == model.Approximation && takesDomains(s) {
		if w, more, err := solveWhole(s, fewStates, 0); err == nil && w.Method < r.Method {
			return w, ops + more, nil
		}
	}
	return r, ops, err
}

// takesDomains reports whether an incident takes one of several domains.
func takesDomains(s *model.System) bool {
	return slices.ContainsFunc(s.Incidents, func(in model.Incident) bool { return in.Reach == model.ReachDomain })
}

// fewStates are worth while to have a bounded answer exactly.
const fewStates = 5000

// solveTied answers where units are not independent: by the law of those that share
// crews, placed among the domains, or by one chain of all.
func solveTied(s *model.System, most float64) (*Result, float64, error) {
	if err := moving(s); err != nil {
		return nil, 0, err
	}
	ok, exactly := tieable(s)
	var near *Result
	var cost float64
	if ok && exactly && (s.Load != nil || fallible(s)) {
		r, ops, err := byTies(s, "", most)
		if err == nil && r.Error <= 1e-9*r.Unavailability && r.Method != model.Approximation {
			return r, ops, nil
		}
		near, cost = r, ops
	}
	states, spend := maxLumped, most
	if near != nil {
		states, spend = fewStates, 0
	}
	r, ops, err := solveWhole(s, states, spend)
	if near != nil && (err != nil || near.Method < r.Method || near.Method == r.Method && near.Error < r.Error) {
		return near, ops + cost, nil
	}
	var long *TooLong
	if err != nil && !errors.As(err, &long) && ok && !exactly {
		return byTies(s, "a common cause is taken to strike units in domains that are out, too", most)
	}
	return r, ops, err
}

func byTies(s *model.System, rough string, most float64) (*Result, float64, error) {
	ties, err := newTies(s, most)
	if err != nil {
		return nil, 0, err
	}
	r, ops, err := solveFleet(s, ties)
	if err == nil && rough != "" {
		r.Method, r.Why = model.Approximation, "approximation: "+rough
	}
	return r, ops, err
}

// fallible reports whether a domain may be out.
func fallible(s *model.System) bool {
	for i := range s.Levels {
		if s.Levels[i].Life.Kind != model.NeverLaw {
			return true
		}
	}
	return slices.ContainsFunc(s.Incidents, func(i model.Incident) bool { return i.Reach == model.ReachDomain })
}

// solveFleet answers where units are independent, but for those tied.
func solveFleet(s *model.System, ties []*tie) (*Result, float64, error) {
	f, err := newFleet(s, ties)
	if err != nil {
		return nil, 0, err
	}
	for _, t := range ties {
		if t.chain != nil {
			f.ops += t.chain.ops
			f.fault += t.chain.missing
		}
	}
	r := &Result{}
	if r.ByTime, r.OutageRate, err = f.down(true); err != nil {
		return nil, 0, err
	}
	if r.OutageRate > 0 {
		r.MeanOutage = r.ByTime / r.OutageRate
	}
	timed := f.fault
	f.fault = 0
	if err := f.workloads(r); err != nil {
		return nil, 0, err
	}
	if !s.ByRequests {
		r.Unavailability, f.fault = r.ByTime, timed
	}
	for i := range f.pools {
		r.UnitsUp = append(r.UnitsUp, f.mean(&f.pools[i]))
	}
	ops := f.ops
	more, err := r.causes(s, ties)
	if err != nil {
		return nil, 0, err
	}
	r.finish(f)
	return r, ops + more, nil
}

// hangTogether reports whether the units of a pool are not independent.
func hangTogether(s *model.System) bool {
	for i := range s.Pools {
		if tied(s, &s.Pools[i]) {
			return true
		}
	}
	return false
}

// finish says how the result is known.
func (r *Result) finish(f *fleet) {
	r.Error = f.fault + f.blur
	if len(f.ties) > 0 {
		defer func() { r.Why += "; " + f.tiedWords() }()
	}
	switch {
	case len(f.rough) > 0:
		r.Method, r.Why = model.Approximation, "approximation: "+strings.Join(f.rough, "; ")
	case r.Error > 1e-3*r.Unavailability:
		r.Method, r.Why = model.Approximation, "approximation: the overlap of rare events is bounded, not computed"
	case f.s.Load == nil && (f.numeric || f.blur > 0):
		r.Method, r.Why = model.Numerical, "numerical: failures are independent, so only their means matter; what is left out is bounded"
	case f.numeric || f.blur > 0 || f.s.Load != nil:
		r.Method, r.Why = model.Numerical, "numerical: the law of what is up is exact, demand above capacity is integrated over it"
	case len(f.ties) > 0:
		r.Method, r.Why = model.Exact, "exact: the law of what is up"
	default:
		r.Method, r.Why = model.Exact, "exact: failures are independent, so only their means matter"
	}
}

func allGroups(s *model.System) (n int) {
	for i := range s.Pools {
		n += s.Pools[i].Groups()
	}
	return n
}

// mean returns the mean number of units up with every domain above them up.
func (f *fleet) mean(p *pool) float64 {
	a := float64(p.Count) * f.reachable() * (1 - model.Unavailability(p.Life, p.Repair))
	if p.own != nil {
		a = f.meanTied(p)
	}
	for i := range f.s.Incidents {
		in := &f.s.Incidents[i]
		if in.Reach == model.ReachDomain {
			total := f.s.Levels[in.Index].Total
			a *= 1 - inForce(in)/float64(min(f.used, total))
		}
		if in.Reach == model.ReachGroup && p.Size > 0 {
			a *= 1 - inForce(in)/float64(allGroups(f.s))
		}
	}
	return a
}

// workloads fills what goes by requests.
func (f *fleet) workloads(r *Result) error {
	if f.s.Load == nil {
		return nil
	}
	var bad, all float64
	for w := range f.s.Workloads {
		loss, err := f.requests(w)
		if err != nil {
			return err
		}
		left := 1.0
		for i := range f.s.Gateways {
			g := &f.s.Gateways[i]
			if g.Counts {
				loss = union(loss, gatewayOut(g)*g.Share[w])
			} else {
				left *= 1 - gatewayOut(g)*g.Share[w]
			}
		}
		offered := f.s.Load.Offered(w, 0, f.s.Horizon) * left
		bad += offered * loss
		all += offered
		r.Served = append(r.Served, left*(1-loss))
		if !f.s.Workloads[w].ByRequests {
			loss = r.ByTime
		}
		r.Workloads = append(r.Workloads, loss)
	}
	if f.s.ByRequests && all > 0 {
		r.Unavailability = bad / all
	}
	return nil
}
