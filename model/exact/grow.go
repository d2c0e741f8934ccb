package exact

import (
	"fmt"
	"math"

	"github.com/capplan/capplan/model"
)

// solvePieces answers a system that units join: between two arrivals it is one of its
// own in its long run, and the figures over the horizon are the means of the pieces,
// weighted by their time or, of requests, by what is offered.
//
// What joins is new and up, so that for about a repair after an arrival less is down
// than in the long run. Of units with exponential lives that are independent a share
// g(s) = 1 − e^(−s/τ), τ ≤ MTTR, of their unavailability is there after s hours. A state
// that is bad with M of n new units down is then as likely as g^M, so that a piece has
// at most
//
//	∫ 1 − g(s)^M ds = τ·(1 + 1/2 + … + 1/M) ≤ τ·(1 + 1/2 + … + 1/n)
//
// hours of its unavailability less. The bound is said; the figure is pessimistic by no
// more.
//
// While failover and incidents mature there are more pieces: see ripening.
func solvePieces(s *model.System, most float64) (*Result, float64, error) {
	if s.Grows() {
		if err := foreseeable(s); err != nil {
			return nil, 0, err
		}
	}
	if !s.Steady {
		return nil, 0, obstacle("start: new")
	}
	marks := append(ripening(s), s.Horizon)
	out := &pieces{s: s, most: most, r: &Result{Method: model.Exact}}
	for k := range marks[1:] {
		if err := out.add(marks[k], marks[k+1]); err != nil {
			return nil, 0, err
		}
	}
	return out.result(), out.ops, nil
}

// foreseeable reports why units that join are not answered exactly; nil: they are.
func foreseeable(s *model.System) error {
	if hangTogether(s) {
		return obstacle("units join a pool while others of the fleet depend on one another")
	}
	if inHours(s) {
		return obstacle("units join, and something is promised in some hours only")
	}
	for i := range s.Pools {
		p := &s.Pools[i]
		switch {
		case len(p.Arrivals) == 0 || p.Life.Kind == model.NeverLaw:
		case p.Life.Kind != model.Exponential:
			return obstacle("new units join pool %s, whose lives have a memory", p.Name)
		case !even(&p.Repair):
			return obstacle("new units join pool %s, whose repairs vary more than exponential ones", p.Name)
		}
	}
	return nil
}

// even reports whether what is left of a time in progress is at most about its mean: it
// varies no more than the exponential law.
func even(l *model.Law) bool {
	switch l.Kind {
	case model.Exponential, model.Deterministic, model.Uniform:
		return true
	case model.Gamma, model.Weibull:
		return l.Shape >= 1
	}
	return false
}

// pieces adds up the long runs of the pieces of a horizon.
type pieces struct {
	s    *model.System
	r    *Result
	ops  float64
	most float64 // ops of each piece

	offered []float64 // by workload
	due     float64   // requests that count, of all
	hidden  float64   // hours·unavailability by which new units may make the figure too large
	each    []float64 // unavailability of each piece
}

func (x *pieces) add(from, to float64) error {
	piece := x.s.During(from, to).StillOver(0, to-from)
	r, ops, err := solve(piece, x.most)
	if x.ops += ops; err != nil {
		return err
	}
	if x.offered == nil {
		x.offered = make([]float64, len(r.Served))
		x.r.Workloads, x.r.Served = make([]float64, len(r.Served)), make([]float64, len(r.Served))
		x.r.UnitsUp, x.r.Causes = make([]float64, len(r.UnitsUp)), make([]float64, len(r.Causes))
	}
	hours := to - from
	x.r.ByTime += hours * r.ByTime
	x.r.OutageRate += hours * r.OutageRate
	due := 0.0
	for w := range x.offered {
		n := piece.Load.Offered(w, 0, hours)
		x.offered[w] += n
		x.r.Served[w] += n * r.Served[w]
		if x.s.Workloads[w].ByRequests {
			x.r.Workloads[w] += n * r.Workloads[w]
		} else {
			x.r.Workloads[w] += hours * r.Workloads[w]
		}
		due += n * counting(x.s, w)
	}
	for i, u := range r.UnitsUp {
		x.r.UnitsUp[i] += hours * u
	}
	weight := hours
	if x.s.ByRequests {
		weight = due
	}
	x.due += weight
	x.r.Unavailability += weight * r.Unavailability
	for i, c := range r.Causes {
		x.r.Causes[i] += weight * c
	}
	x.r.Error += weight * r.Error
	x.each = append(x.each, r.Unavailability)
	if from > 0 {
		x.hidden += weight * r.Unavailability * min(1, unsettled(x.s, from)/hours)
	}
	if r.Method > x.r.Method || x.r.Why == "" {
		x.r.Method, x.r.Why = r.Method, r.Why
	}
	return nil
}

// counting is the share of a workload's requests that no gateway which does not count
// takes.
func counting(s *model.System, w int) float64 {
	left := 1.0
	for i := range s.Gateways {
		if g := &s.Gateways[i]; !g.Counts {
			left *= 1 - gatewayOut(g)*g.Share[w]
		}
	}
	return left
}

// unsettled returns for how many hours, all in all, units that join at a time may be
// better than in the long run.
func unsettled(s *model.System, t float64) float64 {
	hours := 0.0
	for i := range s.Pools {
		p := &s.Pools[i]
		before := p.Count
		for _, a := range p.Arrivals {
			if a.At == t && p.Life.Kind != model.NeverLaw {
				h := 0.0
				for k := 1; k <= a.Count-before; k++ {
					h += 1 / float64(k)
				}
				hours += p.Repair.Mean * h
			}
			before = a.Count
		}
	}
	return hours
}

// result divides the sums.
func (x *pieces) result() *Result {
	r, h := x.r, x.s.Horizon
	r.ByTime /= h
	r.OutageRate /= h
	if r.OutageRate > 0 {
		r.MeanOutage = r.ByTime / r.OutageRate
	}
	for w, n := range x.offered {
		r.Served[w] = share(r.Served[w], n)
		if x.s.Workloads[w].ByRequests {
			r.Workloads[w] = share(r.Workloads[w], n)
		} else {
			r.Workloads[w] /= h
		}
	}
	for i := range r.UnitsUp {
		r.UnitsUp[i] /= h
	}
	r.Unavailability = share(r.Unavailability, x.due)
	r.Error = share(r.Error, x.due)
	for i := range r.Causes {
		r.Causes[i] = share(r.Causes[i], x.due)
	}
	hidden := share(x.hidden, x.due)
	r.Error += hidden
	if x.s.Grows() {
		r.Why += "; units join, and each number of them is in its long run"
	}
	if x.s.Maturity != nil {
		x.ripened()
	}
	if hidden > 1e-3*r.Unavailability {
		r.Method = model.Approximation
		r.Why = fmt.Sprintf("approximation: each number of units is in its long run, where those that join are new and up: at most %.2g %% too large; %s", math.Ceil(1e3*hidden/r.Unavailability)/10, r.Why)
	}
	return r
}

func share(a, b float64) float64 {
	if !(b > 0) {
		return 0
	}
	return a / b
}
