package simulate

import (
	"testing"
	"time"

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

// BenchmarkAgainstVariates puts histories of 20,000 servers over five years beside
// drawing the numbers that they need alone: the time to each failure, which server it
// is, and how long its repair takes; two events are three numbers.
func BenchmarkAgainstVariates(b *testing.B) {
	s := floor(20000, 5, 400, 5)
	p := &s.Pools[0]
	r, h := NewRunner(), &History{}
	r.Run(s, 1, 0, h)
	var f flow
	times, who := make([]float64, blockSize), make([]uint32, blockSize)
	events, failures := 0, 0
	var history, drawing time.Duration
	trial := uint64(1)
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		r.Run(s, 1, trial, h)
		history += time.Since(start)
		events += h.Events
		start = time.Now()
		f.open(r, &renewal{n: p.Count, life: &p.Life, repair: &p.Repair}, "pool/", p.Name)
		for n := 0; n < h.Failures[0]; n += blockSize {
			f.lives.exponentials(times)
			f.units.indices(who, uint32(f.n))
			f.repairs.times(times, f.repair)
			failures += blockSize
		}
		drawing += time.Since(start)
		trial++
	}
	alone := 2 * float64(failures) / drawing.Seconds()
	rate := float64(events) / history.Seconds()
	b.ReportMetric(rate/1e6, "Mevents/s")
	b.ReportMetric(alone/1e6, "Mevents/s-drawing-alone")
	b.ReportMetric(100*rate/alone, "%ofdrawing")
	b.ReportMetric(history.Seconds()/float64(b.N)*1e3, "ms/trial")
}

// crewed is the servers of a floor that wait for technicians, busy three quarters of the time.
func crewed(servers int, years float64) *model.System {
	s := floor(servers, 5, servers/50, years)
	s.Crews = []model.Crew{{Count: max(2, servers/500)}}
	s.Pools[0].Crew = 1
	return s
}

func BenchmarkCrews20000(b *testing.B) { benchmark(b, crewed(20000, 5)) }
