package model

import "math"

// A Fleet is one way to carry the workloads.
type Fleet struct {
	Name, Description string
	Site              int      // index into Plan.Sites; −1 without
	Serves            []int    // workloads
	Domains           []Domain // tree by tree, outermost first
	Pools             []Pool
	Crew              *Crew // shared by the pools without their own; nil: none
	Freeze            bool  // no unit ages while the fleet is not up
	Incidents         []IncidentSpec
	Learns            *Learns       // of all incidents; nil: their rates stay
	Maturity          *MaturitySpec // nil: nothing changes over the years
	Support           Quantity      // share of the hardware's price per year
	Staff             []StaffLine
	Engineering       Engineering
	Licences          []Licence // of the whole fleet
	OneOff, Recurring []NamedPrice
	Network           Network
	Origin            Origin
}

// A Domain is a level of a tree of failure domains; Count is per parent.
type Domain struct {
	Name   string
	Count  int
	Tree   int // of structures that cross, from 0
	Life   RandomTime
	Repair RandomTime
	Paths  int // 0 without redundant paths
	Needs  int // paths that must work; 0 without
	Beta   Quantity
	// Destroys is the share of its outages that destroy the data inside; not Set: none.
	Destroys Quantity
	Apart    Quantity // hours there and back between two instances; not Set: none that count
	Parts    []DomainPart
	Origin   Origin
}

// A DomainPart is hardware that each instance of a domain brings along.
type DomainPart struct {
	Name  string
	Price Price
	Count int
}

// A Pool is a set of identical units.
type Pool struct {
	Name     string
	Hardware *Hardware // nil: no price and no power
	Site     int       // index into Plan.Sites; −1 without
	Count    int
	CountQ   Quantity // as written
	Sized    bool     // Count is the least that carries the load of all fleets
	Needs    Needs
	Mode     Mode
	Place    int // innermost domains in use; 0 without domains
	Failover *Failover
	Groups   *Groups
	Life     RandomTime
	Repair   RandomTime
	Standby  *Standby    // nil: none
	Crew     *Crew       // its own; nil: the fleet's, if that has one
	Spares   *SparesSpec // nil: parts are always at hand
	Beta     Quantity    // of common_cause
	Freeze   bool        // its units do not age while it is down
	Gray     *GraySpec   // nil: units do not go half dead
	Upkeep   *UpkeepSpec // nil: no maintenance
	Grow     *Growth     // nil: its count stays

	Throughput *Throughput
	Service    *Service         // nil: how long requests take is not known
	Overload   *OverloadSpec    // nil: what is too much is shed
	Vote       *VoteSpec        // nil: nothing is compared
	Corruption *CorruptionSpec  // nil: nothing is known of wrong results
	Data       DataSpec         // what destroys what its units keep
	Share      map[int]Quantity // by workload: share of requests that visit; missing: all
	ShareAll   Quantity         // for workloads not in Share
	Writes     map[int]Quantity // by workload: share of the visiting requests that are writes; missing: WritesAll
	WritesAll  Quantity         // for workloads not in Writes; not Set: none
	Copies     int              // how often the pool does each write; 0: once

	Support  Quantity // share of the price per year; absent: the fleet's
	Licences []Licence
	Rent     RentalPrice // replaces price and rental
	Lease    *Lease      // nil: none
	Owned    *Owned      // nil: bought at the start
	Network  Network
	Origin   Origin
}

// Units returns the units of the pool, those that stand by included.
func (p *Pool) Units() int {
	if p.Standby == nil {
		return p.Count
	}
	return p.Count + p.Standby.Count
}

// ShareOf returns the share of a workload's requests that visit the pool, as written.
func (p *Pool) ShareOf(workload int, d Draw) float64 {
	if q, ok := p.Share[workload]; ok {
		return q.At(d)
	}
	if p.ShareAll.Set {
		return p.ShareAll.At(d)
	}
	return 1
}

// WritesOf returns the share of a workload's visiting requests that are writes.
func (p *Pool) WritesOf(workload int, d Draw) float64 {
	if q, ok := p.Writes[workload]; ok {
		return q.At(d)
	}
	return p.WritesAll.At(d)
}

// WorkOf returns how often the pool does the work of one visiting request, on average:
//
//	1 − w + w·copies
//
// w the share of writes: a read is done once, a write copies times. Of a group that agrees
// a read is done by its quorum, and a write by all members where copies does not say:
//
//	(1 − w)·read + w·copies
//
// A vote replaces both.
func (p *Pool) WorkOf(workload int, d Draw) float64 {
	if l := p.Ledger(); l != nil && p.Vote == nil {
		w := p.WritesOf(workload, d)
		return float64((1-w)*float64(l.Read)) + float64(w*float64(p.WriteCopies()))
	}
	return 1 + float64(p.WritesOf(workload, d)*float64(max(1, p.Copies)-1))
}

// Rebuilt reports whether the pool's units are rebuilt in their groups, so that
// neither crew nor parts decide when one is back.
func (p *Pool) Rebuilt() bool { return p.Groups != nil && p.Groups.Rebuild != nil }

// Standby is units beside the pool's count that carry nothing.
type Standby struct {
	Count    int
	Kind     string   // cold, warm or hot
	Dormancy Quantity // how fast one that waits ages: 0 cold, 1 hot
}

// A SparesSpec is a shelf of parts as written.
type SparesSpec struct {
	OnSite   int
	Resupply RandomTime
}

// A GraySpec is how units go half dead, as written.
type GraySpec struct {
	Life   RandomTime
	Works  Quantity
	Detect RandomTime
}

// An OverloadSpec is how a pool collapses under more than it carries, as written.
type OverloadSpec struct {
	Left     Quantity
	Recovery RandomTime // NeverLaw: at once
}

// An UpkeepSpec is planned maintenance as written.
type UpkeepSpec struct {
	Every    Quantity // hours
	Duration RandomTime
	AtOnce   int
	From, To float64 // hours of the day, UTC; 0, 24: any
	Counts   bool
}

// Learns halves the rates of incidents every so often.
type Learns struct {
	HalfLife Quantity // hours
	Floor    Quantity // per hour, of each kind
}

// A MaturitySpec moves linearly from the first of each pair to the second over the
// first Over hours, as written.
type MaturitySpec struct {
	Over        Quantity // hours
	Success     [2]Quantity
	Incidents   [2]Quantity // sum of all rates, per hour
	Engineering [2]Price    // per year
}

// A Sizing is a count that a pool takes so that it carries the load.
type Sizing struct {
	Fleet, Pool int
	Count       int
	Set         int    // units of a set, where a pool becomes several of them; 0: it does not
	Why         string // why no count does it; empty: Count does
}

// Needs is how many units (groups) of a pool must be up.
type Needs struct {
	Count    int     // resolved; −1: what carries the demand of the moment
	Explicit bool    // written in the file
	Fixed    bool    // written as a number, which goes with any count
	Share    float64 // written as a share of all; 0: not
}

// Of returns what must be up of another total of units (groups) than Count is of.
func (n Needs) Of(total, before int) int {
	switch {
	case n.Count < 0, n.Fixed:
		return n.Count
	case n.Share > 0:
		return max(1, int(math.Ceil(float64(n.Share*float64(total))-1e-9)))
	}
	return total - (before - n.Count) // all, or all but some
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
	Explicit    bool        // Needs is written in the file
	Rebuild     *RandomTime // nil: a member is missing for the hardware's repair
	Data        Quantity    // bytes of a unit; not Set: not known
	Drain       Quantity    // share of what a group carries that one rebuild takes; not Set: nothing
	Ledger      *Ledger     // nil: its members agree on nothing
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
	Price             Price
	Idle, Typical     Quantity // watts
	Max               Quantity
	Size              Quantity // rack units
	Sockets, Cores    Quantity
	UsefulLife        Quantity // hours
	Support           Quantity // share of the price per year
	PartShare         Quantity // share of failures that use a part; 1 when absent
	PartPrice         Price
	PartLabour        Quantity // hours of work with each part
	Warranty          Quantity // hours after purchase that need no support
	EmbodiedCarbon    Quantity // kg of carbon dioxide of making one
	PartWritten       bool
	CatalogueEntry    string
	CatalogueDate     string
	SourceConfidence  string
	FailuresFromEntry bool
}

// A Licence is a product that is paid per something.
type Licence struct {
	Name       string
	Price      Price
	Kind       LicenceKind
	Term       Quantity // hours, of a term licence
	Per        string   // core, socket, server, user, fleet
	Users      Quantity // with Per user
	Factor     Quantity
	Discount   Quantity
	ActiveOnly bool     // units: active
	Support    Quantity // share of the price after discount per year
}

// Counts reports whether the licence counts machines or their parts, so that more
// machines take more of it.
func (l *Licence) Counts() bool { return l.Per != "user" && l.Per != "fleet" }

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
	Salary          Price // absent: finance.salary
	Overhead        Quantity
}

// Engineering is what the software costs that carries what hardware did.
type Engineering struct {
	OneOff  Price
	PerYear Price
}
