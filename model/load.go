package model

import "github.com/capplan/capplan/model/internal/portable"

// A Limit bounds what can be served at one moment: the workloads that use a pool
// or a dependency need Σ Weight[w]·load_w of it and find At(t). Where the
// weighted sum is larger, every one of them is served the same share of what visits.
type Limit struct {
	Weight   []float64 // per workload, in units of Capacity per req/s; 0: does not use it
	Capacity float64   // at the start of the horizon
	// Growth of the capacity per hour, as a natural logarithm; 0: it stays.
	Growth float64
	// Visit[w] is the share of a workload's requests that the limit binds; the
	// others pass it by. nil: all.
	Visit []float64
	// Wait keeps what is above until there is room; nil: it is refused at once.
	Wait *Wait
}

// A Wait is the queue before a limit, as a fluid: what arrives above the limit waits, and
// is taken in the order of arrival as the limit lets it, until none is left.
type Wait struct {
	Patience float64 // hours that a request waits at most, else it is lost as it arrives; +Inf: without end
	From, To float64 // hours: nothing waits at first, and what still waits without end at last is lost
}

// VisitOf returns the share of a workload's requests that the limit binds.
func (l *Limit) VisitOf(w int) float64 {
	if l.Visit == nil {
		return 1
	}
	return l.Visit[w]
}

// At returns the capacity t hours after the start of the horizon: Capacity·e^(Growth·t).
func (l *Limit) At(t float64) float64 {
	if l.Growth == 0 {
		return l.Capacity
	}
	return l.Capacity * portable.Exp(l.Growth*t)
}

// A Load is the demand of one trial over its history. Workloads are indexed as in
// the fleet's System; times are hours from the start of the horizon.
type Load interface {
	// Rate returns the load of a workload in requests per second.
	Rate(w int, t float64) float64
	// Offered returns the requests of a workload in [a, b).
	Offered(w int, a, b float64) float64
	// Peak returns the largest value of Σ weight[w]·Rate(w, t) on [a, b].
	Peak(weight []float64, a, b float64) float64
	// Need returns the largest value of Σ Weight[w]·Rate(w, t)·e^(−Growth·t) on [a, b]:
	// the Capacity that a limit would have to have. Without Growth it is Peak.
	Need(l *Limit, a, b float64) float64
	// Refused returns the requests of a workload in [a, b) that the limits
	// refuse: ∫ rate_w(t)·max over the limits it uses of
	// Visit[w]·(1 − min(1, At(t)/Σ Weight·rate)) dt, a limit with a Wait only while
	// what waits would wait too long.
	Refused(w int, limits []Limit, a, b float64) float64
	// Above returns the hours in [a, b) in which some limit is exceeded, one with a Wait
	// so that requests are lost.
	Above(limits []Limit, a, b float64) float64
}

// A Queueing load tells how much a limit with a Wait would have had to take at once
// to lose nothing: the largest Need in the parts of [a, b) in which it loses requests,
// 0 without such. Those of package demand do.
type Queueing interface {
	Losing(l *Limit, a, b float64) float64
}

// A Turning load tells when it crosses limits. Those of package demand do.
type Turning interface {
	Load
	// Next returns the first time in [a, b) from which on some limit is exceeded or,
	// with exceeded false, none is; false where there is none.
	Next(limits []Limit, exceeded bool, a, b float64) (t float64, ok bool)
}
