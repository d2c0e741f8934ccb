package model

// A System is one fleet with every quantity drawn: what fails, how it comes back,
// what must be up and how much each state carries. It is what exact and simulate
// both answer for. Topology (places, groups) is shared between the draws.
type System struct {
	Horizon   float64 // hours
	Steady    bool    // starts in the long-run state; else all new and up
	Levels    []Level // failure domains, outermost first
	Pools     []PoolSystem
	Incidents []Incident
	Gateways  []Gateway // dependencies
	Workloads []WorkloadSystem
	Load      Load // nil without workloads

	// ByRequests says that the fleet's availability is good ÷ offered requests;
	// else it is the share of time up.
	ByRequests bool
}

// A Level is one level of the tree of failure domains. Instances of a level are
// numbered with the outermost index changing fastest, so instance i of the
// innermost level stands under instance i mod Total of every other level.
type Level struct {
	Name   string
	Total  int // instances in the fleet: the product of the counts down to here
	Life   Law
	Repair Law
}

// A PoolSystem is a pool of a System.
type PoolSystem struct {
	Name  string
	Count int // units
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
	// Capacity[k] is what k units up carry, in the units of Limit.Capacity, for
	// k = 0..Count; with groups Capacity[0] is what one working group carries.
	// nil: the pool never limits.
	Capacity []float64
	// Weight[w] is the load on the pool of 1 req/s of workload w.
	// All zero where nothing is known of the pool's throughput.
	Weight []float64
	// Uses[w] says that requests of workload w visit the pool.
	Uses []bool
	// Visit[w] is the share of them that do, 1 where all. nil: 1 for every workload
	// that uses the pool.
	Visit []float64
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

// Groups returns the number of replica groups, 0 without groups.
func (p *PoolSystem) Groups() int {
	if p.Size == 0 {
		return 0
	}
	return p.Count / p.Size
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

// A Scope is what an uncovered failure stops.
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

// An Incident kind alternates by itself: exponential 1/Rate up, then Duration.
type Incident struct {
	Name     string
	Rate     float64 // per hour
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
}

// A WorkloadSystem is what the reliability of a workload is held against.
type WorkloadSystem struct {
	Name       string
	ByRequests bool
	Objective  float64 // availability objective 0..1; 0 without one
	Window     float64 // hours
}
