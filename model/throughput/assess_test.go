package throughput

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/demand"
)

// capacities is the table of a shared pool that scales linearly.
func capacities(count int) []float64 {
	c := make([]float64, count+1)
	for k := range c {
		c[k] = float64(k)
	}
	return c
}

func load(workloads int, peakAndGrowth ...float64) *demand.Curve {
	c := new(demand.Curve)
	c.Reset(workloads)
	for w := range workloads {
		c.Add(w, peakAndGrowth[2*w], peakAndGrowth[2*w+1])
	}
	return c
}

// Two racks under one room, five web units of 40 req/s (three in rack 0), a pair of
// databases of 300 req/s, and a gateway for a tenth of the requests.
func small() *model.System {
	return &model.System{
		Horizon: 3 * model.HoursPerYear,
		Levels:  []model.Level{{Name: "room", Total: 1}, {Name: "rack", Total: 2}},
		Pools: []model.PoolSystem{
			{Name: "web", Count: 5, Place: 2, Needs: -1, Capacity: capacities(5), Weight: []float64{1. / 40}, Uses: []bool{true}},
			{Name: "db", Count: 2, Place: 2, Needs: 1, Mode: model.ActiveStandby, Capacity: []float64{0, 1, 1}, Weight: []float64{1. / 300}, Uses: []bool{true}},
		},
		Gateways:  []model.Gateway{{Name: "bank", Limit: model.Limit{Weight: []float64{0.1}, Capacity: 19}}},
		Workloads: make([]model.WorkloadSystem, 1),
		Load:      load(1, 80, 0.5),
	}
}

func TestAssessByHand(t *testing.T) {
	s := small()
	a := NewTopology(s).Assess(s)
	near(t, "demand", a.Demand, 120, 1e-14)
	near(t, "own", a.Own, 200, 1e-14)
	near(t, "peak", a.Peak, 190, 1e-14)
	if a.Bottleneck != "bank" || a.DegradedBy != "room" || a.Degraded != 0 {
		t.Errorf("limited by %q, degraded to %g by %q", a.Bottleneck, a.Degraded, a.DegradedBy)
	}
	near(t, "headroom", a.Headroom, 190./(80*1.5*1.5*1.5)-1, 1e-13)
	near(t, "multiple", a.Multiple, 190./(80*math.Pow(1.5, 168./8760)), 1e-13) // the first week's end
	full := math.Log(190./80) / math.Log(1.5) * model.HoursPerYear
	near(t, "exhaustion", a.Exhaustion, full, 1e-12)
	near(t, "overload", a.Overload, 1-full/s.Horizon, 1e-11)
	near(t, "utilization", a.Utilization, 80*(math.Pow(1.5, 3)-1)/math.Log(1.5)/3/190, 1e-12)

	s.Levels, s.Pools[0].Place, s.Pools[1].Place = nil, 0, 0
	a = NewTopology(s).Assess(s)
	near(t, "degraded by a unit", a.Degraded, 160, 1e-14)
	if a.DegradedBy != "web unit" {
		t.Errorf("degraded by %q", a.DegradedBy)
	}
	s.Pools[1].Count, s.Pools[1].Capacity = 1, []float64{0, 1}
	if a = NewTopology(s).Assess(s); a.Degraded != 0 || a.DegradedBy != "db unit" {
		t.Errorf("a lone database: degraded to %g by %q", a.Degraded, a.DegradedBy)
	}
	if at, ok := load(1, 80, 0.5).Exceeds(s.Gateways[0].Limit, s.Horizon); !ok || math.Abs(at-a.Exhaustion) > 1e-7 {
		t.Errorf("exhausted after %.12g h, by the curve itself %.12g", a.Exhaustion, at)
	}
}

func TestAssessWithoutLimits(t *testing.T) {
	s := small()
	s.Gateways, s.Pools = nil, s.Pools[:1]
	s.Pools[0].Capacity, s.Pools[0].Weight, s.Pools[0].Needs = nil, []float64{0}, 4
	a := NewTopology(s).Assess(s)
	if !math.IsInf(a.Peak, 1) || !math.IsInf(a.Own, 1) || a.Bottleneck != "" || !math.IsNaN(a.Exhaustion) || a.Overload != 0 || a.Utilization != 0 {
		t.Errorf("nothing limits, and yet %+v", a)
	}
	if a.Degraded != 0 || a.DegradedBy != "rack" {
		t.Errorf("four of five in two racks: degraded to %g by %q", a.Degraded, a.DegradedBy)
	}
	s.Load = load(1, 0, 0)
	if a = NewTopology(s).Assess(s); !math.IsInf(a.Degraded, 1) || a.Demand != 0 {
		t.Errorf("no load, and yet %+v", a)
	}
	s.Load, s.Workloads = nil, nil
	if a = NewTopology(s).Assess(s); !math.IsInf(a.Peak, 1) || !math.IsNaN(a.Exhaustion) {
		t.Errorf("no workload, and yet %+v", a)
	}
}

// broken is what the pools carry, by the meaning of a state (model/state.go), while
// the units for which gone is true are away.
func broken(s *model.System, at float64, gone func(pool, unit int) bool) float64 {
	var total float64
	for w := range s.Workloads {
		total += s.Load.Rate(w, at)
	}
	least := math.Inf(1)
	for i := range s.Pools {
		p := &s.Pools[i]
		var need float64
		visited := false
		for w, q := range p.Weight {
			need += q * s.Load.Rate(w, at)
			visited = visited || p.Uses[w]
		}
		if !visited {
			continue
		}
		up, working := 0, 0
		members := 0
		for u := range p.Count {
			if !gone(i, u) {
				up++
				members++
			}
			if p.Size > 0 && (u+1)%p.Size == 0 {
				if members >= p.GroupNeeds {
					working++
				}
				members = 0
			}
		}
		switch {
		case p.Capacity != nil && p.Size > 0:
			least = min(least, float64(working)*p.Capacity[0]/need)
		case p.Capacity != nil:
			least = min(least, p.Capacity[up]/need)
		case p.Size > 0 && working < p.Needs, p.Size == 0 && up < p.Needs:
			least = 0
		}
	}
	return least * total
}

func drawSystem(r *rapid.T) *model.System {
	s := &model.System{Horizon: rapid.Float64Range(100, 50000).Draw(r, "horizon")}
	total := 1
	for _, name := range []string{"hall", "room", "rack"}[:rapid.IntRange(0, 3).Draw(r, "levels")] {
		total *= rapid.IntRange(1, 4).Draw(r, name)
		s.Levels = append(s.Levels, model.Level{Name: name, Total: total})
	}
	n := rapid.IntRange(1, 2).Draw(r, "workloads")
	s.Workloads = make([]model.WorkloadSystem, n)
	var sources []float64
	for range n {
		sources = append(sources, rapid.Float64Range(1, 100).Draw(r, "peak"), rapid.Float64Range(-0.5, 1).Draw(r, "growth"))
	}
	s.Load = load(n, sources...)
	for _, name := range []string{"a", "b", "c"}[:rapid.IntRange(1, 3).Draw(r, "pools")] {
		p := model.PoolSystem{Name: name, Count: rapid.IntRange(1, 30).Draw(r, "count"), Weight: make([]float64, n), Uses: make([]bool, n)}
		if len(s.Levels) > 0 {
			p.Place = rapid.IntRange(1, total).Draw(r, "place")
		}
		units := p.Count
		if rapid.Bool().Draw(r, "groups") {
			p.Size = rapid.IntRange(1, 4).Draw(r, "size")
			p.GroupNeeds = rapid.IntRange(1, p.Size).Draw(r, "members")
			p.Count *= p.Size
		} else if rapid.Bool().Draw(r, "standby") {
			p.Mode = model.ActiveStandby
		}
		p.Needs = rapid.IntRange(1, units).Draw(r, "needs")
		limits := rapid.Bool().Draw(r, "limits")
		switch {
		case p.Mode == model.ActiveStandby:
			p.Needs = 1
			if limits {
				p.Capacity = capacities(p.Count)
				for k := range p.Capacity {
					p.Capacity[k] = min(1, p.Capacity[k])
				}
			}
		case limits && p.Size > 0:
			p.Capacity = []float64{float64(p.Size)}
		case limits:
			p.Capacity = capacities(p.Count)
		}
		for w := range n {
			p.Uses[w] = rapid.IntRange(0, 3).Draw(r, "uses") > 0
			if p.Uses[w] && limits {
				p.Weight[w] = rapid.Float64Range(0.01, 1).Draw(r, "weight")
			}
		}
		s.Pools = append(s.Pools, p)
	}
	return s
}

func TestAssessAgainstEveryLoss(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := drawSystem(r)
		a := NewTopology(s).Assess(s)
		first, last := 0.0, 0.0
		at := min(s.Horizon, model.HoursPerYear)
		for w := range s.Workloads {
			first += s.Load.Rate(w, 0)
			last += s.Load.Rate(w, at)
		}
		if first >= last {
			at = 0
		}
		same := func(what string, got, want float64) {
			if got != want && !(math.Abs(got-want) <= 1e-12*want) {
				r.Fatalf("%s %.15g, by every loss %.15g", what, got, want)
			}
		}
		same("peak", a.Peak, broken(s, at, func(int, int) bool { return false }))
		worst := a.Peak
		for i := range s.Pools {
			for u := range s.Pools[i].Count {
				worst = min(worst, broken(s, at, func(pool, unit int) bool { return pool == i && unit == u }))
			}
		}
		for _, l := range s.Levels {
			for d := range l.Total {
				worst = min(worst, broken(s, at, func(pool, unit int) bool { return unit%s.Pools[pool].Place%l.Total == d }))
			}
		}
		same("degraded", a.Degraded, worst)
		if (a.DegradedBy == "") != (a.Degraded == a.Peak) {
			r.Fatalf("%g after the loss of %q, %g before", a.Degraded, a.DegradedBy, a.Peak)
		}
		for i := range s.Pools {
			for k := range s.Pools[i].Capacity {
				s.Pools[i].Capacity[k] *= 3
			}
		}
		more := NewTopology(s).Assess(s)
		same("peak with three times the capacity", more.Peak, 3*a.Peak)
		same("degraded with three times the capacity", more.Degraded, 3*a.Degraded)
		if !(more.Overload <= a.Overload && more.Utilization <= a.Utilization) {
			r.Fatalf("more capacity, more load on it: %+v after %+v", more, a)
		}
	})
}

// A hundred racks in five rooms, 3,500 units that share and 500 groups of three.
func BenchmarkAssess(b *testing.B) {
	s := &model.System{
		Horizon: 5 * model.HoursPerYear,
		Levels:  []model.Level{{Name: "room", Total: 5}, {Name: "rack", Total: 100}},
		Pools: []model.PoolSystem{
			{Name: "web", Count: 3500, Place: 100, Needs: -1, Capacity: capacities(3500), Weight: []float64{1. / 12, 1. / 15}, Uses: []bool{true, true}},
			{Name: "ledger", Count: 1500, Place: 100, Size: 3, GroupNeeds: 2, Needs: 500, Capacity: []float64{2.9}, Weight: []float64{1. / 110, 0}, Uses: []bool{true, false}},
		},
		Gateways:  []model.Gateway{{Name: "bank", Limit: model.Limit{Weight: []float64{0, 1}, Capacity: 900}}},
		Workloads: make([]model.WorkloadSystem, 2),
		Load:      load(2, 17000, 0.45, 500, 0.6),
	}
	t := NewTopology(s)
	b.ReportAllocs()
	for b.Loop() {
		t.Assess(s)
	}
}
