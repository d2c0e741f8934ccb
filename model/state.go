package model

// What a state of a System means. exact and simulate both answer for exactly this.
//
// A unit is up when it works, every domain above it works (in every tree), it is not
// out for maintenance and no incident that reaches its domain or its group is in
// force. A group works while GroupNeeds members are up and no uncovered failure stops
// it. A domain of redundant paths works while Needs of its Paths do.
//
// A pool with standby has Count places. A carrying unit that is lost, by itself or
// with its domain, is replaced by the first in unit order that is up and waits: at
// once or, where Cover has a Time, after it (drawn anew when the one chosen is lost
// meanwhile; the place is empty until then). Where none waits, the unit keeps its place
// and takes it up again when it is back, unless another was back before (of those back at
// one moment, one before it in unit order). What comes back to no place waits. With
// groups a place is one of a group, Size in order to each, and the group's members are
// those in its places: a unit that is back takes the place that it had last if that is
// empty, else the first empty one. Only units in a place count as up in what follows. A unit that waits ages Dormancy
// times as fast; one that has lost its place keeps its pace until it is up again.
//
// Repair. A failed unit takes a part where the pool has Spares and the failure takes
// one (by order of failure over the pool's shelf). A new part is ordered at once when
// a failure needs one, whether or not one is on the shelf, so that OnSite less the
// failures waiting plus the parts on order never changes (base stock, S−1,S; with
// OnSite 0 every such failure waits for its own order). Then it takes a crew: fcfs, whoever is free
// takes the unit that failed first among those that have their part and is not
// interrupted; sharing, each of j units is repaired at min(1, crews/j) of the full
// pace. Domains, incidents and gateways need no crew.
//
// A shock of Beta takes every unit of the pool that is up or waits up, but no cold
// one, at once; each is then a failure of its own for crews, parts and cover.
//
// Ageing. A unit's life runs while it works and is not out for maintenance, at the
// pace above; it stands still while Freeze says so (its pool lacks what it needs, is
// stopped, by itself or with the fleet, or has no active unit; of the fleet: the fleet is not up), shocks and gray
// failures with it. Repairs, domains and incidents never stand still.
//
// A gray unit is up, but loses 1−Works of its share of the requests: those of the pool
// ÷ units up or, in a group, those of the group ÷ members up; of an active-standby set,
// all while it carries. When it is detected it fails as any other unit does, and
// comes back whole.
//
// Maintenance takes each unit out for the time of its batch, failed or not, standby
// too. An active unit hands over first: from the batch's start its set is down for
// Cover.Time, always with success, then the next that is up carries; when no other is
// up it just goes. What no Upkeep with Counts takes is up as if there were none:
// availability, outages and causes are those of the history looked at without it (its
// units neither out nor missing, but what they are in repair), and Planned tells what
// it adds.
//
// A pool has what it needs: shared, when Needs units (groups) are up (work); with
// Needs −1, when it carries the demand of the moment, its walls' too; mirrored, when one unit is
// up; active-standby, when its active unit carries. Nothing may stop it. A switch of an
// active-standby set, by maintenance too, and its wait for the lost unit stop Cover.Scope
// as long as they last; that none is up does not. Once none is up, a set waits no longer
// for the unit it lost: the first that is back carries. Of members back at one moment, when
// none was up, the first in unit order carries.
//
// A group that agrees (model.Ledger) works while the quorum of a write is up; it can be
// read while that of a read is, and nothing stops it. CountMembers has a History count it.
//
// The fleet is up while every pool has what it needs, no stop of the fleet and no
// incident that reaches a pool or the fleet is in force, and, by time, no gateway
// that Counts is out.
//
// The served share of a workload is the product of
//
//	0 while the fleet is stopped, by an incident, an uncovered failure or a switch;
//	1 − Visit·(1 − f), for each pool it uses: what the pool loses, it loses of the
//	  requests that visit it. Its f is the product of
//	    0 while it is stopped: by an incident, by an uncovered failure or a switch, or
//	      because an active-standby pool has no active unit;
//	    0 while it has no Capacity and no groups and lacks what it needs;
//	    1 − lost/up, lost the sum of 1 − Works over its gray units;
//	    working groups ÷ groups, with groups: a group carries its share of the
//	      requests and no other group can;
//	    1 − u/Count, shared, while u takeovers of Cover.Time run;
//	1 − Share, for each incident in force that loses a share of requests;
//	1 − the largest of v·(1 − min(1, Capacity/need)) over the pools and gateway
//	  limits it uses, need = Σ Weight·load: a limit refuses the same share of what
//	  visits from every workload, and the largest refused share counts; a pool with
//	  groups has the Capacity of all its groups, less Drain of a group's for each of
//	  its units that has failed by itself and is rebuilt. v = Visit·f/(1 − Visit·(1 − f)) is
//	  the share of what a pool's own loss leaves that visits it; v = Visit of a
//	  gateway. So a request is lost once in a pool: one by itself serves
//	  1 − Visit·(1 − f·min(1, Capacity/need)), and with f = 0 it refuses no more.
//	  A wall of a pool is one of its limits, with the Capacity of the units that are
//	  up and v·Calls of those that visit.
//
// Availability by requests is served ÷ offered over the history; the requests that
// a gateway with Counts false would have taken while it is out leave both. They
// are lost in Served all the same.
//
// A pool with Overload has collapsed from when its load, Σ Weight·load, exceeds the
// Capacity of the units up (with groups: of all of them), stops and incidents looked away
// from; at time 0 it has not. While it has, it carries Left of its Capacity, as a limit
// and where what it needs follows the demand. The load is safe while it does not exceed
// that Capacity; once it has been so without a break for a time Recovery, the pool has
// recovered. Both limits are nearer where users try again: see Collapse.
//
// Arrivals. A unit that joins is not there before: it neither is up nor fails, and counts in
// no group, number or share; an incident that reaches a group or a domain is drawn among
// those there are. From its time on it is, new and up, in the place of its number, and the
// pool's Needs are those of then. Of what happens at one moment units join first.
//
// Hours. Availability by time, outages and causes are those of the time within the Hours of
// the System; availability by requests that of the requests offered within the Hours of
// each workload, and so are windows. An outage that lasts from one day's hours to the
// next is one; it counts where some of it lies within, and so long as that. What is
// served goes by all hours, and so does when the fleet is first not up.
//
// Causes are nested. Loss (unavailability by the fleet's basis) is looked at with
// nothing broken, then with the units of the pools failing (in the order of the
// plan), then with the domains, innermost level first, then with what takeovers
// and uncovered failures add (pool by pool), then gray units (pool by pool), then the
// incidents, then gateways, then what pools
// that have collapsed lose more than if they refused what is too much (pool by pool), then maintenance; a cause's part is what the loss grows by
// when it joins. So parts sum to the whole. A pool with standby has its places filled
// from what is up at the stage looked at, those empty in order, without delay before
// failover joins.

// DemandCause is the loss with nothing broken.
const DemandCause = "demand above full capacity, nothing broken"

// MaintenanceCause is what planned maintenance adds.
const MaintenanceCause = "maintenance"

// Causes returns the names of the causes of downtime of a system, in the order in
// which they join.
func (s *System) Causes() []string {
	names := []string{DemandCause}
	for i := range s.Pools {
		names = append(names, s.Pools[i].Name+" units")
	}
	for i := len(s.Levels) - 1; i >= 0; i-- {
		names = append(names, s.Levels[i].Name)
	}
	for i := range s.Pools {
		if s.Pools[i].Cover.On {
			names = append(names, s.Pools[i].Name+" failover")
		}
	}
	for i := range s.Pools {
		if s.Pools[i].Gray.Life.Kind != NeverLaw {
			names = append(names, s.Pools[i].Name+" gray failures")
		}
	}
	for i := range s.Incidents {
		names = append(names, "incident "+s.Incidents[i].Name)
	}
	for i := range s.Gateways {
		if s.Gateways[i].Counts {
			names = append(names, s.Gateways[i].Name)
		}
	}
	for i := range s.Pools {
		if s.Pools[i].Overload != nil {
			names = append(names, s.Pools[i].Name+" collapse")
		}
	}
	for i := range s.Pools {
		if s.Pools[i].Upkeep != nil {
			return append(names, MaintenanceCause)
		}
	}
	return names
}
