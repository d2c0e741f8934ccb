package throughput

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestFits: five units of 40 req/s and from a year on eight, a dependency whose limit grows,
// and what Tight finds over a moment.
func TestFits(t *testing.T) {
	s := small()
	s.Levels, s.Pools = nil, s.Pools[:1]
	web := &s.Pools[0]
	web.Place, web.Capacity = 0, capacities(8)
	web.Arrivals = []model.Arrival{{At: model.HoursPerYear, Count: 8}}
	s.Gateways[0].Limit.Growth = math.Log(2) / model.HoursPerYear
	top := NewTopology(s)
	top.Assess(s)
	for _, x := range []struct{ years, total, capacity float64 }{
		{0, 80, 190}, {0.5, 80 * math.Sqrt(1.5), 200}, {1.5, 80 * math.Pow(1.5, 1.5), 320},
	} {
		at := x.years * model.HoursPerYear
		total, ratio := top.Fits(s, at)
		near(t, "load", total, x.total, 1e-12)
		near(t, "capacity", total*ratio, x.capacity, 1e-9)
		near(t, "by Tight", ratio, Tight(s, -1, at, at).Ratio, 1e-9)
	}
	if at := Busiest(s, 100, 2000); at != 2000 {
		t.Errorf("a load that grows is busiest after %v h", at)
	}
	s.Load = load(1, 80, -0.5)
	if at := Busiest(s, 100, 2000); at != 100 {
		t.Errorf("a load that shrinks is busiest after %v h", at)
	}
	s.Pools, s.Gateways = nil, nil
	if _, ratio := top.Fits(s, 0); !math.IsInf(ratio, 1) {
		t.Errorf("nothing limits, and %v times fit", ratio)
	}
}

// TestFitsOfQueue: what the time of requests lets through limits each moment.
func TestFitsOfQueue(t *testing.T) {
	s := small()
	s.Pools, s.Gateways, s.Levels = s.Pools[:1], nil, nil
	s.Pools[0].Place = 0
	top := NewTopology(s)
	top.Draw(&Path{Workloads: 1, Stages: []Stage{{Name: "web", Visit: []float64{1}, Servers: 5, Each: 1, Time: 1. / 30, CV: 1, ArrivalCV: 1, Queue: -1, FanOut: 1}}})
	top.Assess(s)
	total, ratio := top.Fits(s, 0)
	near(t, "capacity of five workers", total*ratio, 150, 1e-9)
}
