package throughput

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// A Write is a write to a group: its leader, the first of the members, sends it to all, and
// it is done when Quorum of them have answered, the leader, at distance 0, among them.
//
//	T = X_(Quorum), X_i = D_i + S_i
//
// the order statistic of the members' times, D_i the time there and back and S_i the time in
// the member's queue (Lamport 1998; Ongaro & Ousterhout 2014: one round trip). With three
// phases (Castro & Liskov 1999) a commit follows: each member sends it when a quorum has
// prepared, and it takes half a way there and back:
//
//	T = X_(Quorum) + D_(Quorum) ÷ 2
//
// in which all members are taken to have prepared when the leader has: a lower bound where
// some are far from all others. Members are taken as independent, though each gets the same
// writes at the same moments.
type Write struct {
	Quorum    int
	Distances []float64               // of each member from the leader, there and back; the leader's is 0
	Serves    func(t float64) float64 // P(a member's service takes longer); nil: no time
	Phases    bool
	Scale     float64 // about how long a service takes
}

// tail returns P(the write takes longer than t).
func (w *Write) tail(t float64) float64 {
	t -= w.commit()
	late := make([]float64, len(w.Distances))
	for i, d := range w.Distances {
		switch {
		case t < d:
			late[i] = 1
		case w.Serves != nil:
			late[i] = w.Serves(t - d)
		}
	}
	return QuorumTail(w.Quorum, late)
}

func (w *Write) commit() float64 {
	if !w.Phases {
		return 0
	}
	d := slices.Sorted(slices.Values(w.Distances))
	return d[w.Quorum-1] / 2
}

// Writes returns the mean and quantiles of the time of a write to one of several groups,
// Shares of the writes each. Relative error is below 1e-9 (write_test.go); +Inf where a
// member never catches up.
func Writes(of []Write, shares []float64) Times {
	tail := func(t float64) float64 {
		r := 0.0
		for i := range of {
			r += float64(shares[i] * of[i].tail(t))
		}
		return r
	}
	var kinks []float64
	scale, fixed := 0.0, true
	for i := range of {
		w := &of[i]
		c := w.commit()
		for _, d := range w.Distances {
			kinks = append(kinks, d+c)
			scale = max(scale, d+c)
		}
		scale = max(scale, w.Scale)
		fixed = fixed && w.Serves == nil
	}
	if scale == 0 {
		return Times{}
	}
	out := Times{P50: first(tail, kinks, 0.5, fixed, scale), P99: first(tail, kinks, 0.99, fixed, scale)}
	if !fixed {
		out.Mean = area(tail, 0, kinks, scale)
		return out
	}
	slices.Sort(kinks)
	at := 0.0
	for _, k := range kinks { // the tail is steps
		out.Mean += float64((k - at) * tail(at+float64((k-at)/2)))
		at = k
	}
	return out
}

// first returns the quantile of a tail: of steps, the first at which it is low enough.
func first(tail func(float64) float64, kinks []float64, level float64, fixed bool, scale float64) float64 {
	if !fixed {
		return quantile(tail, scale, 1-level)
	}
	for _, k := range slices.Sorted(slices.Values(kinks)) {
		if tail(k) <= 1-level+1e-12 {
			return k
		}
	}
	return math.Inf(1)
}

// Member returns the tail of the time of one service of a member of a group that is asked
// for so many a second; false where it never catches up.
func Member(s Stage, rate float64) (tail func(t float64) float64, ok bool) {
	l, ok := s.leaf(rate, s.Servers)
	if !ok {
		return nil, false
	}
	return l.tail, true
}

// PeakLoads returns the load of each workload at the busiest hour of the first 365 days, in
// req/s, together as large as demand.peak.
func PeakLoads(s *model.System) []float64 {
	if s.Load == nil || len(s.Workloads) == 0 {
		return make([]float64, len(s.Workloads))
	}
	var a Answer
	m := newMix(s, &a)
	out := make([]float64, len(m.load))
	for w := range out {
		if m.total > 0 {
			out[w] = m.load[w] / m.total * a.Demand
		}
	}
	return out
}

// Arrivals returns the services a second that a load asks a stage for.
func Arrivals(s *Stage, load []float64) float64 { return s.arrivals(load) }
