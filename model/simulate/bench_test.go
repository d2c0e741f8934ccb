package simulate

import (
	"testing"

	"github.com/capplan/capplan/model"
)

// floor is a fleet of servers at 55 % failures a year in racks in rooms.
func floor(servers, rooms, racks int, years float64) *model.System {
	return &model.System{
		Horizon: years * yearHours,
		Steady:  true,
		Levels: []model.Level{
			{Name: "room", Total: rooms, Life: exponential(4 * yearHours), Repair: exponential(4)},
			{Name: "rack", Total: racks, Life: exponential(5 * yearHours), Repair: exponential(3)},
		},
		Pools: []model.PoolSystem{{
			Name: "web", Count: servers, Place: racks, Needs: servers * 7 / 10,
			Life: exponential(yearHours / 0.55), Repair: lognormal(24, 1),
			Weight: []float64{1}, Uses: []bool{true},
			Capacity: linear(servers, 12),
		}},
		Workloads:  []model.WorkloadSystem{{Name: "site", ByRequests: true, Objective: 0.999, Window: yearHours}},
		Load:       constant{float64(servers) * 12 * 0.75},
		ByRequests: true,
	}
}

func benchmark(b *testing.B, s *model.System) {
	r, h := NewRunner(), &History{}
	for trial := range uint64(20) {
		r.Run(s, 1, trial, h)
	}
	b.ReportAllocs()
	events, trial := 0, uint64(20)
	for b.Loop() {
		r.Run(s, 1, trial, h)
		events += h.Events
		trial++
	}
	b.ReportMetric(float64(events)/b.Elapsed().Seconds()/1e6, "Mevents/s")
}

func BenchmarkYear5000(b *testing.B)       { benchmark(b, floor(5000, 5, 100, 1)) }
func BenchmarkFiveYears20000(b *testing.B) { benchmark(b, floor(20000, 5, 400, 5)) }
func BenchmarkGroups1500(b *testing.B) {
	s := floor(1500, 5, 100, 1)
	p := &s.Pools[0]
	p.Size, p.GroupNeeds, p.Needs, p.Repair, p.Capacity = 3, 2, 500, exponential(1), []float64{36}
	p.Cover = model.Cover{On: true, Success: 0.995, Recovery: exponential(8.0 / 60), HasRecovery: true}
	benchmark(b, s)
}

func BenchmarkWeibull5000(b *testing.B) {
	s := floor(5000, 5, 100, 1)
	s.Pools[0].Life = model.NewLaw(model.Weibull, yearHours/0.55, 0.8, 0)
	benchmark(b, s)
}
