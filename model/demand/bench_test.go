package demand

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/capplan/capplan/model"
)

// fiveYears is the traffic matrix of the scenario reference: six sources, one that
// stops and moves, daily and weekly profile, a day a year that is a multiple.
func fiveYears(noise float64) *Spec {
	return &Spec{
		Start: time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC), Horizon: 5 * year,
		Workloads: []Workload{{
			Sources: []Source{
				{Peak: 9000, Ends: true, Until: 4344, Moves: []Move{{1, 0.3}}},
				{Peak: 6200, Growth: 0.45},
				{Peak: 2000, Growth: 0.6, From: 1416},
				{Peak: 1200, Growth: 1},
				{Peak: 800, Growth: -0.2},
				{Peak: 500, Growth: 0.1},
			},
			Profile: Profile{Daily: 0.6, Weekly: 0.15}, Noise: noise,
			Events: []Event{{Month: 11, Day: 11, Lasts: 24, Times: []YearTimes{{2009, 1.3}, {2010, 2.5}, {2012, 10}}, Spike: 2}},
		}},
	}
}

// capacities from well below to well above what the five years bring.
func capacities() [][]model.Limit {
	var out [][]model.Limit
	for _, c := range []float64{9000, 14000, 20000, 30000, 60000} {
		out = append(out, []model.Limit{{Weight: []float64{1}, Capacity: c}})
	}
	return out
}

func variates() func(w, day int) float64 {
	r := rand.New(rand.NewPCG(9, 9))
	z := make([]float64, 4000)
	for i := range z {
		z[i] = r.NormFloat64()
	}
	return func(w, day int) float64 { return z[day] }
}

func BenchmarkTraffic(b *testing.B) {
	limits := capacities()
	for _, x := range []struct {
		name  string
		noise float64
	}{{"plain", 0}, {"noise", 0.1}} {
		s, normal := fiveYears(x.noise), variates()
		c := new(Traffic)
		c.Reset(s, normal)
		b.Run(x.name+"/reset", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Reset(s, normal)
			}
		})
		b.Run(x.name+"/offered", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Offered(0, 0, s.Horizon)
			}
		})
		b.Run(x.name+"/peak", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Peak(limits[0][0].Weight, 0, s.Horizon)
			}
		})
		b.Run(x.name+"/above", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, l := range limits {
					c.Above(l, 0, s.Horizon)
				}
			}
		})
		b.Run(x.name+"/refused", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, l := range limits {
					c.Refused(0, l, 0, s.Horizon)
				}
			}
		})
		b.Run(x.name+"/first", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, l := range limits {
					c.First(l[0], s.Horizon)
				}
			}
		})
		b.Run(x.name+"/a-day-refused", func(b *testing.B) {
			b.ReportAllocs()
			at := 0.0
			for b.Loop() {
				c.Refused(0, limits[1], at, at+24)
				if at += 24; at > 40000 {
					at = 0
				}
			}
		})
	}
}

// BenchmarkTrial is what demand adds to a trial: written over, and held against five
// capacities over five years.
func BenchmarkTrial(b *testing.B) {
	limits := capacities()
	for _, x := range []struct {
		name  string
		noise float64
	}{{"plain", 0}, {"noise", 0.1}} {
		b.Run(x.name, func(b *testing.B) {
			s, normal := fiveYears(x.noise), variates()
			c := new(Traffic)
			trial := func() {
				s.Workloads[0].Sources[1].Growth += 1e-9 // drawn anew
				c.Reset(s, normal)
				for _, l := range limits {
					c.Above(l, 0, s.Horizon)
					c.Refused(0, l, 0, s.Horizon)
				}
			}
			trial()
			b.ReportAllocs()
			for b.Loop() {
				trial()
			}
		})
	}
}
