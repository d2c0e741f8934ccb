package decide

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// bank is what both fleets of a plan call, out a share of the time for 2 h in the mean.
func bank(out float64, counts bool) []model.Dependency {
	return []model.Dependency{{Name: "bank", UsedByAll: true, UsedBy: []int{0}, Share: quantity(1), Availability: quantity(1 - out), Repair: quantity(2), Counts: counts}}
}

// TestPlanOfASharedDependency: two machines and a bank that both call, over the eight
// states by hand. While the bank is out nobody carries for the other.
func TestPlanOfASharedDependency(t *testing.T) {
	u, g, share := []float64{0.02, 0.1}, 0.04, 0.5
	for _, c := range []struct {
		name, basis                     string
		pools, falls, counts, histories bool
	}{
		{"shares", "requests", false, true, true, true},
		{"shares by time", "time", false, true, true, true},
		{"shares without fallback", "time", false, false, true, false},
		{"shares, not ours", "requests", false, true, false, false},
		{"pools", "requests", true, true, true, true},
		{"pools by time", "time", true, true, true, true},
		{"pools, not ours", "requests", true, true, false, false},
		{"pools without fallback", "time", true, false, true, false},
	} {
		var lost, missed, down float64 // share of the requests, of those that count, of the time
		for state := range 8 {
			a, b, out := state&1 > 0, state&2 > 0, state&4 > 0
			p := 1.0
			for i, x := range []float64{u[0], u[1], g} {
				if state>>i&1 > 0 {
					p *= x
				} else {
					p *= 1 - x
				}
			}
			loses := 0.0 // beside the bank
			if a && (b || !c.falls) {
				loses += share
			}
			if b {
				loses += 1 - share
			}
			if out {
				lost += p
			} else {
				lost += float64(p * loses)
			}
			if out && c.counts {
				missed += p
			} else {
				missed += float64(p * loses)
			}
			if (out && c.counts) || b || (a && !c.falls) {
				down += p
			}
		}
		p := machines(u...)
		p.Workloads[0].SLO.Basis = c.basis
		for i := range p.Fleets {
			p.Fleets[i].Pools[0].Throughput.PerUnit = quantity(200)
		}
		p.Dependencies = bank(g, c.counts)
		half, rest := whole(0, share), whole(1, 1-share)
		want := missed
		if c.pools {
			half, rest = byPool(0, share), byPool(1, 1-share)
			if c.basis == "time" {
				want = down
			}
		}
		if c.falls {
			half.Fallback = 2
		}
		p = phased(p, running(0, half, rest))
		m := answered(t, p, Options{Method: "exact", Trials: 1}).Fleets["move"]
		near(t, c.name, *m.Metrics["unavailability"].Mean, want, 1e-12)
		near(t, c.name+": served", *m.Metrics["served"].Mean, 1-lost, 1e-12)
		var causes float64
		for _, x := range m.Causes {
			causes += x.Downtime
		}
		near(t, c.name+": causes", causes, want*minutesPerYear, 1e-9)
		if !c.falls && c.basis == "time" { // each machine's, and the bank's, while nothing else is down
			each := []float64{0.01, 0.01, g / 2}
			downs := []float64{u[0], u[1], g}
			var rate float64
			for i := range each {
				others := 1.0
				for k := range downs {
					if k != i {
						others *= 1 - downs[k]
					}
				}
				rate += float64(each[i] * others)
			}
			near(t, c.name+": outages", *m.Metrics["outages"].Mean, rate*model.HoursPerYear, 1e-9)
			near(t, c.name+": first outage", *m.Metrics["mttf"].Mean, 1/(1/(100*(1-u[0]))+1/(100*(1-u[1]))+g/(1-g)/2), 1e-6)
		}
		if !c.histories {
			continue
		}
		const n = 1000
		m = answered(t, p, Options{Method: "simulate", Trials: n}).Fleets["move"]
		for name, want := range map[string]float64{"unavailability": want, "served": 1 - lost} {
			x := m.Metrics[name]
			se, small := *x.SD/math.Sqrt(n), min(want, 1-want)
			if z := (*x.Mean - want) / se; !(math.Abs(z) < 4.5) || !(4.5*se < 0.05*small) {
				t.Errorf("%s: %s is %g ± %g in histories, by hand %g", c.name, name, *x.Mean, se, want)
			}
		}
	}
}
