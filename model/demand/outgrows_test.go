package demand

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// TestOutgrowsClosedForm: one source of 1,000 req/s that grows by 30 % a year, asked at
// 0.01 a request, is above 16 after ln(1.6)/ln(1.3) years.
func TestOutgrowsClosedForm(t *testing.T) {
	var c Curve
	c.Reset(1)
	c.Add(0, 1000, .3)
	want := math.Log(1.6) / math.Log(1.3) * 8760
	if got, ok := c.Outgrows([]float64{.01}, 16, 0, 43800); !ok || math.Abs(got-want) > 1e-9 {
		t.Errorf("outgrown after %v h, want %v", got, want)
	}
	if _, ok := c.Outgrows([]float64{.01}, 16, 0, want-1); ok {
		t.Error("outgrown within less time than it takes")
	}
	if got, ok := c.Outgrows([]float64{.01}, 9, 100, 43800); !ok || got != 100 {
		t.Errorf("what is above from the start is so from %v on, want 100", got)
	}
	if _, ok := c.Outgrows([]float64{.01}, 10, 0, 0); ok {
		t.Error("outgrown in no time")
	}
}

// TestOutgrowsFollowsFirst: of many sources, that the moment found is where the load
// passes the capacity, and that it is not above before; at later starts too.
func TestOutgrowsFollowsFirst(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 1))
	for range 300 {
		var c Curve
		c.Reset(2)
		for range 1 + rng.IntN(4) {
			c.Add(rng.IntN(2), 100+900*rng.Float64(), rng.Float64()*.8-.3)
		}
		weight := []float64{rng.Float64(), rng.Float64()}
		from := 20000 * rng.Float64()
		capacity := c.Peak(weight, from, from) * (.8 + 1.5*rng.Float64())
		x, ok := c.Outgrows(weight, capacity, from, 60000)
		if top := c.Peak(weight, from, 60000); ok != (top > capacity) {
			t.Fatalf("outgrown %v, and the largest is %v of %v", ok, top, capacity)
		}
		if !ok {
			continue
		}
		if x > from && math.Abs(c.Peak(weight, x, x)/capacity-1) > 1e-12 {
			t.Errorf("at %v the load is %v of %v", x, c.Peak(weight, x, x), capacity)
		}
		if x > from && c.Peak(weight, from, from+(x-from)*.999) > capacity {
			t.Errorf("above %v before %v", capacity, x)
		}
	}
}

// TestOutgrowsTraffic: profiles, events with spikes, sources that come and go, held
// against the load in steps of a minute; from 0 on it is what First says.
func TestOutgrowsTraffic(t *testing.T) {
	s := &Spec{Start: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), Horizon: 2 * 8760, Workloads: []Workload{{
		Sources: []Source{{Peak: 500, Growth: .6}, {Peak: 200, From: 3000, Ends: true, Until: 9000}},
		Profile: Profile{Daily: .5, Weekly: .2},
		Events:  []Event{{Month: time.November, Day: 11, Lasts: 24, Times: []YearTimes{{Times: 1.8}}, Spike: 1.5}},
	}}}
	tr := traffic(s, nil)
	weight := []float64{1}
	for _, capacity := range []float64{400, 520, 700, 850, 1000, 1400, 2000, 3000} {
		for _, from := range []float64{0, 2500, 7000, 9500} {
			x, ok := tr.Outgrows(weight, capacity, from, s.Horizon)
			first, found := math.NaN(), false
			for m := from; m < s.Horizon; m += 1.0 / 60 {
				if tr.Rate(0, m) > capacity {
					first, found = m, true
					break
				}
			}
			if ok != found || ok && math.Abs(x-first) > 1.0/60 {
				t.Errorf("above %v from %v on: %v at %v, by steps %v at %v", capacity, from, ok, x, found, first)
			}
		}
	}
}
