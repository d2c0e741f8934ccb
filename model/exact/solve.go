package exact

import (
	"math"
	"strings"

	"github.com/capplan/capplan/model"
)

// A Result is the long-run state of a System.
type Result struct {
	Unavailability float64 // of the fleet, by its basis
	ByTime         float64 // share of time in which the fleet is not up
	// OutageRate is how often, per hour, the fleet stops being up. Demand rising above
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
	r, _, err := solve(s)
	return r, err
}

// Cost returns how many floating point operations Solve takes, about; +Inf where it
// cannot solve. It counts them while it solves once.
func Cost(s *model.System) float64 {
	_, ops, err := solve(s)
	if err != nil {
		return math.Inf(1)
	}
	return ops
}

func solve(s *model.System) (*Result, float64, error) {
	if s.Load != nil {
		own := *s
		own.Load = remember(s.Load)
		s = &own
	}
	if hangTogether(s) {
		return solveWhole(s)
	}
	f, err := newFleet(s)
	if err != nil {
		return nil, 0, err
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
	more, err := r.causes(s)
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
	switch {
	case len(f.rough) > 0:
		r.Method, r.Why = model.Approximation, "approximation: "+strings.Join(f.rough, "; ")
	case r.Error > 1e-3*r.Unavailability:
		r.Method, r.Why = model.Approximation, "approximation: the overlap of rare events is bounded, not computed"
	case f.s.Load == nil && (f.numeric || f.blur > 0):
		r.Method, r.Why = model.Numerical, "numerical: failures are independent, so only their means matter; what is left out is bounded"
	case f.numeric || f.blur > 0 || f.s.Load != nil:
		r.Method, r.Why = model.Numerical, "numerical: the law of what is up is exact, demand above capacity is integrated over it"
	default:
		r.Method, r.Why = model.Exact, "exact: failures are independent, so only their means matter"
	}
}

// mean returns the mean number of units up with every domain above them up.
func (f *fleet) mean(p *pool) float64 {
	a := float64(p.Count) * f.reachable() * (1 - model.Unavailability(p.Life, p.Repair))
	for i := range f.s.Incidents {
		in := &f.s.Incidents[i]
		if in.Reach == model.ReachDomain {
			total := f.s.Levels[in.Index].Total
			a *= 1 - inForce(in)/float64(min(f.used, total))
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
