package throughput

import (
	"math"
	"testing"
)

// BenchmarkLatency is what a trial costs of a fleet with two queues in series and a
// promise of p99, all times drawn anew: how long requests take at the peak, how far the
// load reaches with all up, and how far after the loss of a unit of either pool. In µs on
// one machine, on a lattice throughout and by bisection, and now: exponential 970 → 41,
// regular 620 → 36, varied 2600 → 92, full 9400 → 320, hedged 1200 → 320, retried 380 →
// 135, fanned out 360 → 70.
func BenchmarkLatency(b *testing.B) {
	for _, kind := range []struct {
		name string
		set  func(s *Stage)
	}{
		{"exponential", func(*Stage) {}},
		{"regular", func(s *Stage) { s.CV, s.ArrivalCV = 0.4, 0.8 }},
		{"varied", func(s *Stage) { s.CV = 2 }},
		{"full", func(s *Stage) { s.Queue = 100 }},
		{"hedged", func(s *Stage) { s.Hedge = 0.95 }},
		{"retried", func(s *Stage) { s.Timeout, s.Retries = 0.2, 2 }},
		{"fanned out", func(s *Stage) { s.FanOut = 3 }},
	} {
		b.Run(kind.name, func(b *testing.B) {
			b.ReportAllocs()
			lost := [][]int{{1, 0}, {0, 1}}
			var t Topology
			for i := range b.N {
				u := math.Mod(float64(i)*0.6180339887498949, 1)
				web, db := queue(160, 0.012*(0.8+0.4*u)), queue(48, 0.004*(1.2-0.4*u))
				web.Each, db.Each, db.Pool = 16, 8, 1
				kind.set(&web)
				p := through(web, db)
				p.Goals = []Goal{{Level: 0.99, Within: 0.15}}
				load := []float64{1000}
				t.Draw(p)
				f := p.found(load, load)
				for _, l := range lost {
					p.Reach(load, l, f.all.Load)
				}
			}
		})
	}
}
