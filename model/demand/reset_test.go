package demand

import (
	"fmt"
	"hash/fnv"
	"testing"
	"time"

	"github.com/capplan/capplan/model"
)

// asked puts every question to a traffic.
func asked(c *Traffic, s *Spec) []float64 {
	n := len(s.Workloads)
	weight := make([]float64, n)
	for w := range weight {
		weight[w] = 1 / float64(w+1)
	}
	limits := []model.Limit{{Weight: weight, Capacity: 9000}}
	one := []model.Limit{{Weight: make([]float64, n), Capacity: 12000}}
	one[0].Weight[0] = 1
	var out []float64
	for _, ab := range [][2]float64{{0, s.Horizon}, {100.5, min(1200, s.Horizon)}, {30, 31}} {
		a, b := ab[0], ab[1]
		out = append(out, c.Above(limits, a, b), c.Above(one, a, b), c.Peak(weight, a, b), c.Peak(one[0].Weight, a, b))
		for w := range n {
			out = append(out, c.Rate(w, a), c.Offered(w, a, b), c.Refused(w, limits, a, b), c.Refused(w, one, a, b))
		}
	}
	at, _ := c.First(limits[0], s.Horizon)
	return append(out, at)
}

func specs() []*Spec {
	flat := &Spec{Horizon: 9000, Workloads: []Workload{{Sources: []Source{{Peak: 11000, Growth: 0.3}, {Peak: 500, Growth: -0.3, From: 700}}}}}
	none := &Spec{Horizon: 9000, Workloads: []Workload{{}, {Of: 1, Share: 2}}}
	short := fiveYears(0.1)
	short.Horizon = 9000
	other := fiveYears(0)
	other.Horizon, other.Workloads[0].Profile = 9000, Profile{Daily: 0.45, Weekly: 0.1}
	return []*Spec{busy(starts[1]), short, flat, busy(starts[2]), other, none, short}
}

// A traffic that is written over remembers nothing, and takes no new memory, not
// even for another profile.
func TestTrafficReset(t *testing.T) {
	c := new(Traffic)
	for i, s := range specs() {
		c.Reset(s, variates())
		got, want := asked(c, s), asked(traffic(s, variates()), s)
		for k := range got {
			if got[k] != want[k] {
				t.Errorf("specification %d, answer %d: %.17g after others, %.17g alone", i, k, got[k], want[k])
			}
		}
	}
	s, normal := fiveYears(0.1), variates()
	s.Horizon = 9000
	limits := capacities()
	weight := []float64{1}
	d := 0.5
	if n := testing.AllocsPerRun(5, func() {
		d += 0.01
		s.Workloads[0].Profile.Daily = d
		c.Reset(s, normal)
		for _, l := range limits {
			c.Above(l, 0, s.Horizon)
			c.Refused(0, l, 0, s.Horizon)
			c.Refused(0, l, 3, 40)
			c.First(l[0], s.Horizon)
		}
		c.Peak(weight, 0, s.Horizon)
		c.Offered(0, 0, s.Horizon)
	}); n != 0 {
		t.Errorf("a trial allocates %g times", n)
	}
}

// TestPinnedTraffic holds answers to bits that are the same on every processor.
func TestPinnedTraffic(t *testing.T) {
	f := fnv.New64a()
	normal := func(w, day int) float64 { return float64((day*37+w*11)%41-20) / 9 }
	for _, s := range specs() {
		fmt.Fprintf(f, "%x\n", asked(traffic(s, normal), s))
	}
	if got, want := f.Sum64(), uint64(0x8185e5c7ad75fd78); got != want {
		t.Errorf("answers hash to %#x, want %#x", got, want)
	}
}

// A horizon of centuries, and one without a start, are laid out.
func TestLongHorizon(t *testing.T) {
	s := fiveYears(0)
	s.Horizon = 400 * year
	for k := range s.Workloads[0].Sources {
		s.Workloads[0].Sources[k].Growth /= 100
	}
	c := traffic(s, nil)
	at := hours(s.Start, time.Date(2400, 11, 11, 12, 0, 0, 0, time.UTC))
	near(t, "an event in 2400", c.Rate(0, at)/c.Rate(0, at-7*24), 10, 1e-2)
	s.Start = time.Time{}
	c = traffic(s, nil)
	near(t, "a Wednesday at 14:00 against its peak", c.Rate(0, 62), c.Peak([]float64{1}, 0, 168), 1e-6)
}
