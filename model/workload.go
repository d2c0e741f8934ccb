package model

import (
	"slices"
	"time"
)

// A Workload is a stream of requests with its promise: the sum of its sources, shaped by
// profile, events and noise, or a share of another workload.
type Workload struct {
	Name         string
	Sources      []Source
	Of           int      // 1 + index of the workload that this one is a share of; 0: its own sources
	Share        Quantity // of its load at every instant
	Profile      Profile
	Events       []Event
	Offload      *Offload // nil: all of its requests visit the pools
	Value        Money    // margin of a request
	Calculations Quantity // of a request, for the chances of a wrong result only; 1 when absent
	Returns      Quantity
	SLO          SLO
	Origin       Origin
}

// A Source is one origin of a workload's requests.
type Source struct {
	Name   string
	Peak   Quantity  // req/s at the horizon's start or at From
	Growth Quantity  // per year, (1+Growth)^years
	From   time.Time // its first day; zero: there from the start
	Until  time.Time // the day it is gone; zero: it stays
	Moves  []Move    // of its level at Until
}

// A Move hands a share of a source's level to another source of the same workload.
type Move struct {
	To    int
	Share Quantity
}

// A Profile is the shape of ordinary days: sines, or a measured table.
type Profile struct {
	Daily, Weekly Quantity  // depths
	Noise         Quantity  // cv of each day's factor
	Table         []float64 // at equal steps over Period, from Monday 00:00 UTC; nil: sines
	Period        float64   // of the table: 24 or 168 hours
}

// An Event multiplies the load of its date.
type Event struct {
	Name  string
	Year  int // 0: every year
	Month time.Month
	Day   int
	Lasts Quantity    // hours
	Times []YearValue // by year, ascending; one with year 0: always
	Spike Quantity    // of the day's highest load, at its beginning; not Set: none
	// SpikeLasts is for how many hours; not Set: 10 minutes.
	SpikeLasts Quantity
}

// An Offload takes a share of a workload's requests off some pools, to a dependency.
type Offload struct {
	Share Quantity
	Pools []string
	To    int // dependency
}

// CalculationsAt returns the calculations of a request.
func (w *Workload) CalculationsAt(d Draw) float64 {
	if !w.Calculations.Set {
		return 1
	}
	return w.Calculations.At(d)
}

// An SLO is what is promised for a workload.
type SLO struct {
	Set          bool
	Availability Quantity // 0..1; not Set without such an objective
	Latency      LatencySLO
	Wrong        Quantity // most wrong results per request; not Set: no such objective
	DataLoss     Quantity // most expected loss events per year; not Set: no such objective
	Basis        string   // "time", "requests" or empty for the default
	Window       float64  // hours; 8,760 when absent
	Hours        Hours    // in which availability is promised
}

// Calls returns the share of a workload's requests in a fleet that a dependency gets;
// false where it gets none. One that requests are offloaded to, and that nothing else is
// said to use, gets what the pools of the fleet are spared.
func (p *Plan) Calls(f *Fleet, dependency, workload int) (*Quantity, bool) {
	dep := &p.Dependencies[dependency]
	target := slices.ContainsFunc(p.Workloads, func(w Workload) bool { return w.Offload != nil && w.Offload.To == dependency })
	if !dep.UsedByAll || !target {
		return &dep.Share, slices.Contains(dep.UsedBy, workload)
	}
	o := p.Workloads[workload].Offload
	if o == nil || o.To != dependency {
		return nil, false
	}
	return &o.Share, slices.ContainsFunc(f.Pools, func(p Pool) bool { return slices.Contains(o.Pools, p.Name) })
}
