package simulate

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/stat"
)

// twoGroups is a fleet that never fails by itself: two pools, one with two groups
// of two in four racks of two rooms, and one workload by requests.
func twoGroups() *model.System {
	return &model.System{
		Horizon: 2000, Steady: true, ByRequests: true,
		Levels: []model.Level{{Name: "room", Total: 2}, {Name: "rack", Total: 4}},
		Pools: []model.PoolSystem{
			{Name: "cells", Count: 4, Place: 4, Size: 2, GroupNeeds: 2, Needs: 1, Uses: []bool{true}},
			{Name: "web", Count: 2, Place: 4, Needs: 1, Uses: []bool{true}},
		},
		Load: constant{2}, Workloads: []model.WorkloadSystem{{Name: "w", ByRequests: true}},
	}
}

// TestIncidents holds every reach to share of time in force × what it takes then.
// An incident is in force 10/(90+10) of the time. It notices 0.004.
func TestIncidents(t *testing.T) {
	for _, c := range []struct {
		name      string
		in        model.Incident
		lost      float64 // of the requests while in force
		down      float64 // of the time while in force
		wantUnits float64 // units of cells up while in force
		wantWeb   float64 // units of web
	}{
		{"fleet", model.Incident{Reach: model.ReachFleet}, 1, 1, 4, 2},
		{"share", model.Incident{Reach: model.ReachShare, Share: 0.3}, 0.3, 0, 4, 2},
		{"pool", model.Incident{Reach: model.ReachPool, Index: 1}, 1, 1, 4, 2},
		{"group", model.Incident{Reach: model.ReachGroup}, 0.5, 0, 4, 2},
		// A room has one member of each group and one web unit; racks 0, 1 have a
		// web unit and a member of group 0, racks 2, 3 a member of group 1.
		{"room", model.Incident{Reach: model.ReachDomain, Index: 0}, 1, 1, 2, 1},
		{"rack", model.Incident{Reach: model.ReachDomain, Index: 1}, 0.5, 0, 3, 1.5},
	} {
		s := twoGroups()
		c.in.Name, c.in.Rate, c.in.Duration = c.name, 1.0/90, lognormal(10, 1)
		s.Incidents = []model.Incident{c.in}
		var lost, down, units, web stat.Sample
		run(s, 3000, func(h *History) {
			lost.Add(h.Unavailability)
			down.Add(h.Down / s.Horizon)
			units.Add(h.UnitHours[0] / s.Horizon)
			web.Add(h.UnitHours[1] / s.Horizon)
			if d := h.Causes[len(h.Causes)-1] - h.Unavailability; math.Abs(d) > 1e-12 {
				t.Fatalf("%s: the incident is not the cause of %g", c.name, d)
			}
		})
		if c.lost > 0 {
			stat.Near(t, c.name+" lost", &lost, 0.1*c.lost, 0.008)
		}
		if c.down > 0 {
			stat.Near(t, c.name+" down", &down, 0.1*c.down, 0.008)
		} else if down.Mean != 0 {
			t.Errorf("%s takes the fleet down for %g of the time", c.name, down.Mean)
		}
		if want := 4 - 0.1*(4-c.wantUnits); c.wantUnits < 4 {
			stat.Near(t, c.name+" units", &units, want, 0.016)
			stat.Near(t, c.name+" web", &web, 2-0.1*(2-c.wantWeb), 0.012)
		} else if units.Mean != 4 {
			t.Errorf("%s takes units: %g are up", c.name, units.Mean)
		}
	}
}

// TestGateway holds a gateway that half the requests need, counted or not, on both
// bases. It is out a tenth of the time; the test notices 0.004.
func TestGateway(t *testing.T) {
	for _, c := range []struct {
		name                   string
		counts, byRequests     bool
		unavailable, ownCounts float64 // of the fleet; lost ÷ offered
	}{
		{"not ours", false, true, 0, 0},
		{"not ours, by time", false, false, 0, 0},
		{"ours", true, true, 0.05, 0.05},
		{"ours, by time", true, false, 0.1, 0.05},
	} {
		s := twoGroups()
		s.ByRequests = c.byRequests
		s.Gateways = []model.Gateway{{Name: "bank", Availability: 0.9, Repair: 5, Share: []float64{0.5}, Counts: c.counts, Limit: model.Limit{Capacity: math.Inf(1)}}}
		var u, own, served, excluded, down stat.Sample
		run(s, 3000, func(h *History) {
			u.Add(h.Unavailability)
			own.Add(h.Lost[0] / h.Offered[0])
			down.Add(h.Down / s.Horizon)
			served.Add(h.LostServed[0] / h.Offered[0])
			excluded.Add(h.Excluded[0] / h.Offered[0])
		})
		near := func(what string, x *stat.Sample, want float64) {
			if want > 0 {
				stat.Near(t, c.name+" "+what, x, want, 0.008)
			} else if x.Mean != 0 {
				t.Errorf("%s %s = %g, want 0", c.name, what, x.Mean)
			}
		}
		near("unavailability", &u, c.unavailable)
		near("lost", &own, c.ownCounts)
		if c.byRequests {
			near("hours not up", &down, 0)
		} else {
			near("hours not up", &down, c.unavailable)
		}
		near("lost in all", &served, 0.05)
		near("excluded", &excluded, 0.05-c.ownCounts)
	}
}

// TestExcludedLeaveBoth: while the gateway is out and an incident loses 30 %, of the
// half that is due 30 % are lost, whatever the gateway does. It notices 0.004.
func TestExcludedLeaveBoth(t *testing.T) {
	s := twoGroups()
	s.Gateways = []model.Gateway{{Name: "bank", Availability: 0.5, Repair: 5, Share: []float64{0.5}, Limit: model.Limit{Capacity: math.Inf(1)}}}
	s.Incidents = []model.Incident{{Name: "deploy", Rate: 1.0 / 15, Duration: fixed(5), Reach: model.ReachShare, Share: 0.3}}
	var lost, due, all stat.Sample
	run(s, 3000, func(h *History) {
		lost.Add(h.Lost[0] / h.Offered[0])
		due.Add(1 - h.Excluded[0]/h.Offered[0])
		all.Add(h.LostServed[0] / h.Offered[0])
	})
	stat.Near(t, "due", &due, 0.75, 0.008)
	stat.Near(t, "lost", &lost, 0.25*0.3*0.75, 0.008)
	stat.Near(t, "lost in all", &all, 1-(1-0.25*0.3)*0.75, 0.008)
}

// TestGatewayLimit: what is over the limit is refused, whatever works.
func TestGatewayLimit(t *testing.T) {
	s := twoGroups()
	s.Gateways = []model.Gateway{{Name: "bank", Availability: 1, Repair: 5, Share: []float64{0.5}, Limit: model.Limit{Capacity: 0.8, Weight: []float64{0.5}}}}
	run(s, 1, func(h *History) {
		if math.Abs(h.Unavailability-0.2) > 1e-12 || math.Abs(h.Causes[0]-0.2) > 1e-12 || h.Down != 0 {
			t.Errorf("unavailability %g of which demand %g, %g h down; want 0.2, 0.2, 0", h.Unavailability, h.Causes[0], h.Down)
		}
	})
}
