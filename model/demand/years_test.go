package demand

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/capplan/capplan/model"
)

// compare holds days looked up to the general route.
func compare(t interface{ Errorf(string, ...any) }, s *Spec, seed uint64, capacity, a, b, tol float64) {
	c := traffic(s, seeded(seed))
	c.rows = append(c.rows[:0], row{coef: []float64{1}})
	if _, ok := c.single(a, b); !ok {
		t.Errorf("no days are looked up")
	}
	limits := []model.Limit{{Weight: []float64{1}, Capacity: capacity}, {Weight: []float64{0.5}, Capacity: 10 * capacity}}
	above, refused := c.Above(limits, a, b), c.Refused(0, limits, a, b)
	c.general = true
	wantAbove, wantRefused := c.Above(limits, a, b), c.Refused(0, limits, a, b)
	offered := c.Offered(0, a, b)
	if !(math.Abs(above-wantAbove) <= tol*(b-a)) {
		t.Errorf("capacity %g, %g to %g: above %.12g h, by the general route %.12g", capacity, a, b, above, wantAbove)
	}
	if !(math.Abs(refused-wantRefused) <= tol*offered) {
		t.Errorf("capacity %g, %g to %g: refused %.12g of %.12g, by the general route %.12g", capacity, a, b, refused, offered, wantRefused)
	}
}

func TestYears(t *testing.T) {
	for _, noise := range []float64{0, 0.1} {
		s := fiveYears(noise)
		for _, capacity := range []float64{3000, 9000, 14000, 20000, 30000, 60000} {
			compare(t, s, 1, capacity, 0, s.Horizon, 1e-9)
			compare(t, s, 1, capacity, 1007.3, 20011.9, 1e-9)
		}
	}
}

func TestYearsOfAnyKind(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := Workload{
			Profile: Profile{Daily: rapid.SampledFrom([]float64{0.2, 0.6, 1}).Draw(r, "daily"), Weekly: rapid.SampledFrom([]float64{0, 0.05, 0.15}).Draw(r, "weekly")},
			Noise:   rapid.SampledFrom([]float64{0, 0.2}).Draw(r, "noise"),
		}
		for range rapid.IntRange(1, 3).Draw(r, "sources") {
			w.Sources = append(w.Sources, Source{
				Peak: rapid.Float64Range(1, 100).Draw(r, "peak"), Growth: rapid.Float64Range(-0.5, 1).Draw(r, "growth"),
				From: rapid.SampledFrom([]float64{0, 0, 777.7}).Draw(r, "from"),
			})
		}
		if rapid.Bool().Draw(r, "ends") {
			w.Sources[0].Ends, w.Sources[0].Until = true, rapid.Float64Range(1000, 3000).Draw(r, "until")
		}
		if rapid.Bool().Draw(r, "event") {
			w.Events = []Event{{Month: 3, Day: 1, Lasts: rapid.Float64Range(0.1, 50).Draw(r, "lasts"), Times: []YearTimes{{2010, 3}}, Spike: 1.5}}
		}
		start := time.Date(2012, 2, 1, rapid.IntRange(0, 23).Draw(r, "hour"), 0, 0, 0, time.UTC)
		s := &Spec{Start: start, Horizon: 6000, Workloads: []Workload{w}}
		a := rapid.SampledFrom([]float64{0, 100, 513.7}).Draw(r, "a")
		b := a + rapid.Float64Range(600, 5000).Draw(r, "length")
		compare(r, s, 2, rapid.Float64Range(1, 200).Draw(r, "capacity"), a, b, 2e-7)
	})
}

// Measured profiles of a day and of a week, with jumps, flat parts and nothing in them.
func TestMeasuredYears(t *testing.T) {
	week, day := make([]float64, 168), make([]float64, 48)
	for i := range week {
		week[i] = float64(40 + (i*i*5+i*3)%53)
	}
	for i := range day {
		day[i] = float64(max(0, i-10) * (50 - i) / 3)
	}
	for _, noise := range []float64{0, 0.1} {
		for _, p := range []Profile{{Table: week, Period: 168}, {Table: day, Period: 24}} {
			s := fiveYears(noise)
			s.Horizon = 9000
			s.Workloads[0].Profile = p
			for _, capacity := range []float64{3000, 9000, 14000, 30000} {
				compare(t, s, 1, capacity, 0, s.Horizon, 1e-9)
				compare(t, s, 1, capacity, 1007.3, 3011.9, 1e-9)
			}
		}
	}
}

// Limits of one load that bind different shares of a workload, in any order, against the
// general route.
func TestEnvelope(t *testing.T) {
	for _, noise := range []float64{0, 0.1} {
		s := fiveYears(noise)
		s.Horizon = year
		c := traffic(s, seeded(1))
		for _, order := range [][3]int{{0, 1, 2}, {2, 1, 0}, {1, 0, 2}} {
			all := []model.Limit{
				{Weight: []float64{1}, Capacity: 8000, Visit: []float64{0.3}},
				{Weight: []float64{2}, Capacity: 19000, Visit: []float64{0.8}},
				{Weight: []float64{0.5}, Capacity: 5250, Visit: []float64{1}},
			}
			limits := []model.Limit{all[order[0]], all[order[1]], all[order[2]]}
			got := c.Refused(0, limits, 0, s.Horizon)
			c.general = true
			want := c.Refused(0, limits, 0, s.Horizon)
			c.general = false
			near(t, "refused", got, want, 1e-9)
			alone := 0.0
			for i := range limits {
				alone = max(alone, c.Refused(0, limits[i:i+1], 0, s.Horizon))
			}
			if !(got > alone*1.01) {
				t.Errorf("together %g, alone at most %g: the limits do not take turns", got, alone)
			}
		}
	}
}
