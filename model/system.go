package model

import (
	"math"
	"sort"

	"github.com/capplan/capplan/model/internal/portable"
)

// A System is one fleet with every quantity drawn: what fails, how it comes back,
// what must be up and how much each state carries. It is what exact and simulate
// both answer for. Topology (places, groups) is shared between the draws.
type System struct {
	Horizon   float64 // hours
	Steady    bool    // starts in the long-run state; else all new and up
	Levels    []Level // failure domains, outermost first
	Pools     []PoolSystem
	Crews     []Crew // repair crews; pools share one by their index
	Incidents []Incident
	Gateways  []Gateway // dependencies
	Workloads []WorkloadSystem
	Load      Load // nil without workloads
	Unwatched bool // nobody asks when it is dark in part: a History may leave Brownout and Blast at 0
	Uncaused  bool // nobody asks what takes it down: an exact method may leave the causes at 0

	// Freeze says that no unit of any pool ages while the fleet is not up.
	Freeze bool
	// Maturity moves failover and incidents over the first years; nil: they stay.
	Maturity *Maturity

	// ByRequests says that the fleet's availability is good ÷ offered requests;
	// else it is the share of time up.
	ByRequests bool
	// Hours are those in which the fleet's availability by time and its outages count.
	Hours Hours
}

// A Level is one level of a tree of failure domains. Instances of a level are
// numbered with the outermost index changing fastest, so instance i of the
// innermost level stands under instance i mod Total of every other level of its tree.
type Level struct {
	Name   string
	Total  int // instances in the fleet: the product of the counts down to here
	Life   Law // of each path
	Repair Law // of each path
	// An instance of redundant Paths is out while fewer than Needs of them work. 0:
	// one path, which is the instance itself.
	Paths, Needs int
	// Beta is the share of a path's failures that take every path of the instance
	// that is up: shocks at Beta/mttf, and (1−Beta)/mttf is left to each path.
	Beta float64
	// Tree numbers the trees of structures that cross; levels of one tree follow one
	// another. Places in the trees after the first: see System.Under.
	Tree int
}

// A Crew is a number of repairers that pools share.
type Crew struct {
	Count   int
	Sharing bool // j failed units share the crews alike; else first come, first served
}

// A Spares is a shelf of parts: each failure that takes a part takes one from it, or
// waits for one, and orders another at once.
type Spares struct {
	OnSite   int
	Resupply Law
	Share    float64 // of failures take a part
}

// A Gray is how a unit goes half dead: from an end of Life on it loses 1−Works of
// the requests it gets until it is detected; then it has failed like any other.
type Gray struct {
	Life   Law // NeverLaw: it does not
	Works  float64
	Detect Law
}

// An Upkeep is planned maintenance of the units of a pool (SCENARIO "Maintenance"):
// from k·Every on, batches of AtOnce units in order are out for Duration each, one
// batch after another, within the hours From..To of a day; a batch longer than these
// begins with them.
type Upkeep struct {
	Every    float64 // hours
	Duration Law     // of a batch
	AtOnce   int
	From, To float64 // hours of the day, UTC; 0, 24: any. To < From goes over midnight
	Counts   bool    // false: what would be up without it is up
}

// A PoolSystem is a pool of a System.
type PoolSystem struct {
	Name  string
	Count int // units at the start
	// Arrivals are the units that join it later, in order; nil: none. They may only
	// stand in shared pools without standby. Maintenance takes those that are there when a
	// batch begins.
	Arrivals []Arrival
	// Place is the number of innermost domains in use: unit i stands in innermost
	// domain i mod Place. 0 when the fleet has no domains.
	Place int
	// Needs is what must be up for the fleet to be up: units, or groups where
	// Size > 0. −1: what carries the demand of the moment.
	Needs      int
	Size       int // units of a group; 0 without groups. Members are consecutive units.
	GroupNeeds int // members that must be up for a group to work
	Mode       Mode
	Life       Law // of a unit
	Repair     Law // of a unit; the rebuild where groups have one
	Cover      Cover

	// Standby units beside Count carry nothing: units Count..Count+Standby−1. One that
	// is up takes the place of a carrying unit that is lost; while it waits it ages, and
	// fails, Dormancy times as fast.
	Standby  int
	Dormancy float64
	// Crew is 1 + the index into System.Crews of those who repair the pool's units. 0:
	// each has a repairer of its own.
	Crew   int
	Spares *Spares // nil: parts are always at hand
	// Beta is the share of a unit's failures that take every unit of the pool that is
	// up, but for cold standby: shocks at Beta/mttf, and (1−Beta)/mttf is left to each.
	Beta   float64
	Freeze bool // its units do not age while it lacks what it needs
	Gray   Gray
	Upkeep *Upkeep // nil: none

	// CountMembers asks a History for the law of how many members of a group are up or,
	// without groups, of how many units, at most so many. 0: it does not ask. It changes no
	// other figure by more than chance.
	CountMembers int

	// Capacity[k] is what k units up carry, in the units of Limit.Capacity, for
	// k = 0..Count (of the last arrival, where there are some); with groups Capacity[0]
	// is what one working group carries.
	// nil: the pool never limits.
	Capacity []float64
	// Drain is the share of what one group carries that each of its units which has failed
	// takes from the pool while it is rebuilt: see Carries. Only of pools with groups.
	Drain float64
	// Room is how much the pool must carry, in groups, for the fleet to be up, where Drain
	// takes from that. 0: Needs says all.
	Room float64
	// Peaked says that one unit more would carry no more, by the law that it scales by.
	Peaked bool
	// Walls are what its units can call of dependencies. Only of pools with Capacity that
	// share their work, without groups.
	Walls []Wall
	// Weight[w] is the load on the pool of 1 req/s of workload w.
	// All zero where nothing is known of the pool's throughput.
	Weight []float64
	// Uses[w] says that requests of workload w visit the pool.
	Uses []bool
	// Visit[w] is the share of them that do, 1 where all. nil: 1 for every workload
	// that uses the pool.
	Visit []float64
	// Overload is what more than the pool carries does to it; nil: what is too much is
	// refused.
	Overload *Collapse
}

// A Collapse is what a pool does with more than it carries where that leaves it little:
// from when the load exceeds its capacity on it carries Left of it. When the load has
// been safe for a time Recovery, drawn anew each time that it becomes so, it carries all
// again.
type Collapse struct {
	Left     float64 // of the capacity of the moment, 0..1
	Recovery Law     // NeverLaw: at once

	// Where users try again, a load is safe only where no retries can keep it up, and
	// exceeds what the pool carries where retries alone do so. Region returns both, in
	// services per second of all units, with so many of them up (with groups: all); nil
	// without retries: both are the capacity. Services[w] are those of 1 req/s of a workload.
	Services []float64
	Region   func(units int) (safe, impossible float64)
}

// VisitOf returns the share of a workload's requests that visit the pool.
func (p *PoolSystem) VisitOf(w int) float64 {
	switch {
	case !p.Uses[w]:
		return 0
	case p.Visit == nil:
		return 1
	}
	return p.Visit[w]
}

// Carry leaves a pool a share of the requests that visit it.
func (p *PoolSystem) Carry(share float64) {
	if share == 1 {
		return
	}
	for len(p.Visit) < len(p.Weight) {
		p.Visit = append(p.Visit, 1)
	}
	for w := range p.Weight {
		p.Weight[w] *= share
		p.Visit[w] *= share
	}
}

// Units returns the units of the pool, those that stand by included.
func (p *PoolSystem) Units() int { return p.Count + p.Standby }

// Carries returns what a pool with groups carries in the units of its Capacity, so many
// of them taken into account, while so many of its units are rebuilt: all groups bear what
// rebuilding takes alike, so that
//
//	C = c·max(0, groups − Drain·rebuilt),  c = Capacity[0]
func (p *PoolSystem) Carries(groups, rebuilt int) float64 {
	return p.Capacity[0] * max(0, float64(groups)-float64(p.Drain*float64(rebuilt)))
}

// MostRebuilt returns how many units of a pool with so many groups can be rebuilt at a
// time while it carries at least so much, at most count of them; −1: not even with none.
func (p *PoolSystem) MostRebuilt(groups, count int, least float64) int {
	return sort.Search(count+1, func(k int) bool { return p.Carries(groups, k) < least }) - 1
}

// Groups returns the number of replica groups, 0 without groups.
func (p *PoolSystem) Groups() int {
	if p.Size == 0 {
		return 0
	}
	return p.Count / p.Size
}

// Under returns the innermost domain of a further tree (1, 2, …) that unit i of any
// pool stands in: (i + ⌊i/n⌋) mod total, n the instances of the outermost level of
// the first tree. In the first tree it is i mod the pool's Place.
func (s *System) Under(i, total int) int { return (i + i/s.Levels[0].Total) % total }

// RateAt returns the rate per hour of incident kind i at time t.
func (s *System) RateAt(i int, t float64) float64 {
	in := &s.Incidents[i]
	switch m := s.Maturity; {
	case m != nil && m.IncidentsSet:
		var sum float64
		for k := range s.Incidents {
			sum += s.Incidents[k].Rate
		}
		return m.At(m.Incidents[0], m.Incidents[1], t) * (in.Rate / sum)
	case in.HalfLife > 0:
		return max(min(in.Floor, in.Rate), in.Rate*portable.Exp(-float64(math.Ln2*max(t, 0))/in.HalfLife))
	}
	return in.Rate
}

// A Mode says how the units of a pool share its work.
type Mode int

// Modes of a pool.
const (
	Shared        Mode = iota // all carry
	ActiveStandby             // one carries, the others wait in order
	Mirrored                  // all take every write; one unit's capacity
)

func (m Mode) String() string { return [...]string{"shared", "active-standby", "mirrored"}[m] }

// A Scope is what an uncovered failure stops and, of an active-standby set, a switch.
type Scope int

// Scopes of an uncovered failure.
const (
	ScopeDefault Scope = iota // the group where there are groups, else the pool
	ScopeGroup
	ScopePool
	ScopeFleet
)

// Cover says what happens when a carrying unit is lost (SCENARIO "Taking over").
type Cover struct {
	On          bool
	Success     float64
	Time        Law  // takeover; NeverLaw: at once
	Recovery    Law  // after an uncovered failure
	HasRecovery bool // else the pool or scope waits for the lost unit
	Scope       Scope
}

// A ReachKind says what an incident takes.
type ReachKind int

// Reaches of an incident.
const (
	ReachFleet  ReachKind = iota
	ReachShare            // loses Share of the requests; the fleet stays up
	ReachPool             // Index is the pool
	ReachGroup            // one group, drawn evenly among all groups of the fleet
	ReachDomain           // one instance of level Index, drawn evenly among those with units
)

// An Incident kind alternates by itself: up with hazard rate Rate, then Duration.
type Incident struct {
	Name     string
	Rate     float64 // per hour, at time 0
	HalfLife float64 // hours in which the rate halves; 0: it stays
	Floor    float64 // per hour; the rate does not fall below it
	Duration Law
	Reach    ReachKind
	Index    int
	Share    float64
}

// A Gateway is a dependency as a fleet sees it. It alternates between up and down,
// both exponential.
type Gateway struct {
	Name         string
	Availability float64
	Repair       float64 // mean outage, hours
	Limit        Limit   // Capacity +Inf where there is none
	Share        []float64
	Counts       bool // an outage of it is ours
	Wall         bool // it is what a pool can call of a dependency, whatever is up; never out
}

// A WorkloadSystem is what the reliability of a workload is held against.
type WorkloadSystem struct {
	Name       string
	ByRequests bool
	Objective  float64 // availability objective 0..1; 0 without one
	Window     float64 // hours
	Hours      Hours   // in which it is promised
}
