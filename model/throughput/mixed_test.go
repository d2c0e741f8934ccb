package throughput

import (
	"math"
	"testing"
)

// TestMixed: requests that take one of two M/M/1 queues wait as the mixture of two
// exponential laws.
func TestMixed(t *testing.T) {
	queue := func(time float64) Stage {
		return Stage{Name: "q", Visit: []float64{1}, Servers: 1, Each: 1, Time: time, CV: 1, ArrivalCV: 1, Queue: -1, FanOut: 1}
	}
	ways := []Way{
		{&Path{Workloads: 1, Stages: []Stage{queue(0.01)}}, []float64{30}}, // leaves at 100 − 30 = 70
		{&Path{Workloads: 1, Stages: []Stage{queue(0.02)}}, []float64{20}}, // at 50 − 20 = 30
	}
	r := Mixed(ways)
	tail := func(x float64) float64 { return .6*math.Exp(-70*x) + .4*math.Exp(-30*x) }
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"mean", r.Mean, .6/70 + .4/30},
		{"median", tail(r.P50), .5},
		{"p99", tail(r.P99), .01},
		{"p99 of the workload", tail(r.By[0].P99), .01},
		{"carries", r.Carries, 50 / .4},
	} {
		if math.Abs(c.got-c.want) > 1e-6*c.want {
			t.Errorf("%s %g, want %g", c.what, c.got, c.want)
		}
	}
	ways[1].Load[0] = 60
	if r = Mixed(ways); !math.IsInf(r.Mean, 1) || !math.IsInf(r.P99, 1) {
		t.Errorf("one way never catches up: %+v", r)
	}
}
