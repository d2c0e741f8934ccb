package model

// What a state of a System means. exact and simulate both answer for exactly this.
//
// A unit is up when it works, every domain above it works and no incident that
// reaches its domain or its group is in force. A group works while GroupNeeds
// members are up and no uncovered failure stops it.
//
// A pool has what it needs: shared, when Needs units (groups) are up (work); with
// Needs −1, when it carries the demand of the moment; mirrored, when one unit is
// up; active-standby, when its active unit carries. Nothing may stop it.
//
// The fleet is up while every pool has what it needs, no stop of the fleet and no
// incident that reaches a pool or the fleet is in force, and, by time, no gateway
// that Counts is out.
//
// The served share of a workload is the product of
//
//	0 while the fleet is stopped, by an incident or by an uncovered failure;
//	1 − Visit·(1 − f), for each pool it uses: what the pool loses, it loses of the
//	  requests that visit it. Its f is the product of
//	    0 while it is stopped: by an incident, by an uncovered failure, or because
//	      an active-standby pool has no active unit;
//	    0 while it has no Capacity and no groups and lacks what it needs;
//	    working groups ÷ groups, with groups: a group carries its share of the
//	      requests and no other group can;
//	    1 − u/Count, shared, while u takeovers of Cover.Time run;
//	1 − Share, for each incident in force that loses a share of requests;
//	1 − the largest of Visit·(1 − min(1, Capacity/need)) over the pools and gateway
//	  limits it uses, need = Σ Weight·load: a limit refuses the same share of what
//	  visits from every workload, and the largest refused share counts; a pool with
//	  groups has the Capacity of all its groups.
//
// Availability by requests is served ÷ offered over the history; the requests that
// a gateway with Counts false would have taken while it is out leave both. They
// are lost in Served all the same.
//
// Causes are nested. Loss (unavailability by the fleet's basis) is looked at with
// nothing broken, then with the units of the pools failing (in the order of the
// plan), then with the domains, innermost level first, then with what takeovers
// and uncovered failures add (pool by pool), then the incidents, then gateways; a
// cause's part is what the loss grows by when it joins. So parts sum to the whole.

// DemandCause is the loss with nothing broken.
const DemandCause = "demand above full capacity, nothing broken"

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
	for i := range s.Incidents {
		names = append(names, "incident "+s.Incidents[i].Name)
	}
	for i := range s.Gateways {
		if s.Gateways[i].Counts {
			names = append(names, s.Gateways[i].Name)
		}
	}
	return names
}
