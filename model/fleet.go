package model

// A Fleet is one way to carry the workloads.
type Fleet struct {
	Name, Description string
	Site              int   // index into Plan.Sites; −1 without
	Serves            []int // workloads
	Domains           []Domain
	Pools             []Pool
	Incidents         []IncidentSpec
	Support           Quantity // share of the hardware's price per year
	Staff             []StaffLine
	Engineering       Engineering
	Licences          []Licence // of the whole fleet
	OneOff, Recurring []NamedMoney
	Origin            Origin
}

// A Domain is a level of the tree of failure domains; Count is per parent.
type Domain struct {
	Name   string
	Count  int
	Life   RandomTime
	Repair RandomTime
	Parts  []DomainPart
	Origin Origin
}

// A DomainPart is hardware that each instance of a domain brings along.
type DomainPart struct {
	Name  string
	Price Money
	Count int
}

// A Pool is a set of identical units.
type Pool struct {
	Name     string
	Hardware *Hardware // nil: no price and no power
	Site     int       // index into Plan.Sites; −1 without
	Count    int
	CountQ   Quantity // as written
	Needs    Needs
	Mode     Mode
	Place    int // innermost domains in use; 0 without domains
	Failover *Failover
	Groups   *Groups
	Life     RandomTime
	Repair   RandomTime

	Throughput *Throughput
	Share      map[int]Quantity // by workload: share of requests that visit; missing: all
	ShareAll   Quantity         // for workloads not in Share

	Support  Quantity // share of the price per year; absent: the fleet's
	Licences []Licence
	Rent     RentalPrice // replaces price and rental
	Origin   Origin
}

// Needs is how many units (groups) of a pool must be up.
type Needs struct {
	Count    int  // resolved; −1: what carries the demand of the moment
	Explicit bool // written in the file
}

// A Failover is what happens when a carrying unit is lost.
type Failover struct {
	Time     *RandomTime // nil: at once
	Success  Quantity    // 1 when absent
	Recovery *RandomTime // nil: until the lost unit is back
	Scope    Scope
}

// Groups splits a pool into replica groups of consecutive units.
type Groups struct {
	Size, Needs int
	Rebuild     *RandomTime // nil: a member is missing for the hardware's repair
}

// A Throughput is what one unit carries and how units scale together: the
// Universal Scalability Law (Gunther 2007), per_unit·N/(1+α(N−1)+βN(N−1)).
type Throughput struct {
	PerUnit     Quantity         // req/s; absent with PerWorkload
	PerWorkload map[int]Quantity // by workload
	Contention  Quantity         // α
	Coherency   Quantity         // β
}

// Hardware is what a unit is made of.
type Hardware struct {
	Name              string // catalogue entry, if any
	Price             Money
	Idle, Typical     Quantity // watts
	Max               Quantity
	Size              Quantity // rack units
	Sockets, Cores    Quantity
	UsefulLife        Quantity // hours
	Support           Quantity // share of the price per year
	PartShare         Quantity // share of failures that use a part; 1 when absent
	PartPrice         Money
	PartWritten       bool
	CatalogueEntry    string
	CatalogueDate     string
	SourceConfidence  string
	FailuresFromEntry bool
}

// A Licence is a product that is paid per something.
type Licence struct {
	Name         string
	Price        Money
	Per          string // core, socket, server, fleet
	Factor       Quantity
	Discount     Quantity
	ActiveOnly   bool     // units: active
	Support      Quantity // share of the price after discount per year
	Subscription bool     // Price is per year
}

// An IncidentSpec is an incident kind as written.
type IncidentSpec struct {
	Name     string
	Rate     Quantity // per hour
	Duration RandomTime
	Reach    ReachKind
	Index    int // pool or domain level
	Share    Quantity
	Origin   Origin
}

// A StaffLine is people by heads or by servers.
type StaffLine struct {
	Role            string
	Heads           Quantity
	ServersPerAdmin Quantity
	AtLeast         Quantity
	Salary          Money // absent: finance.salary
	Overhead        Quantity
}

// Engineering is what the software costs that carries what hardware did.
type Engineering struct {
	OneOff  Money
	PerYear Money
}

// NamedMoney is a cost line of the user's own: once, or per year.
type NamedMoney struct {
	Name  string
	Money Money
}
