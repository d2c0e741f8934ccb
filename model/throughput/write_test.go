package throughput

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/capplan/capplan/model/internal/stat"
)

// TestWritesKnown holds a write to order statistics of exponential times, to steps of
// distances alone, and to phases.
func TestWritesKnown(t *testing.T) {
	serves := func(t float64) float64 { return math.Exp(-t) }
	for _, c := range []struct {
		n, k      int
		mean, p99 float64 // k-th order statistic of n of mean 1
	}{
		{3, 2, 0.8333333333333334, 2.831860950723147},
		{5, 3, 0.7833333333333333, 2.2477196725200885},
		{3, 3, 1.8333333333333333, 5.700436103784897},
	} {
		got := Writes([]Write{{Quorum: c.k, Distances: make([]float64, c.n), Serves: serves, Scale: 1}}, []float64{1})
		if !(math.Abs(got.Mean-c.mean) <= 1e-9*c.mean) || !(math.Abs(got.P99-c.p99) <= 1e-9*c.p99) {
			t.Errorf("%d of %d: %+v, want mean %g, p99 %g", c.k, c.n, got, c.mean, c.p99)
		}
	}
	one := Write{Quorum: 2, Distances: []float64{0, 2, 5}}
	if got, want := Writes([]Write{one}, []float64{1}), (Times{2, 2, 2}); got != want {
		t.Errorf("distances alone: %+v, want %+v", got, want)
	}
	far := Write{Quorum: 2, Distances: []float64{0, 8, 8}}
	if got := Writes([]Write{one, far}, []float64{0.75, 0.25}); math.Abs(got.Mean-3.5) > 1e-12 || got.P50 != 2 || got.P99 != 8 {
		t.Errorf("two kinds of groups: %+v, want 3.5, 2, 8", got)
	}
	four := Write{Quorum: 3, Distances: []float64{0, 2, 4, 6}, Phases: true}
	if got, want := Writes([]Write{four}, []float64{1}), (Times{6, 6, 6}); got != want { // 4, and half of it
		t.Errorf("phases: %+v, want %+v", got, want)
	}
	if got := Writes([]Write{{Quorum: 2, Distances: make([]float64, 3)}}, []float64{1}); got != (Times{}) {
		t.Errorf("no time at all: %+v", got)
	}
}

// TestWritesSampled holds distances with services to 200,000 draws. It notices 1 %.
func TestWritesSampled(t *testing.T) {
	s := Stage{Servers: 1, Time: 1, CV: 1, ArrivalCV: 1, Queue: -1, FanOut: 1}
	tail, ok := Member(s, 0.5)
	if !ok || math.Abs(tail(2)-math.Exp(-1)) > 1e-12 { // M/M/1: rate μ − λ
		t.Fatal("a member's queue")
	}
	if _, ok := Member(s, 1); ok {
		t.Error("a queue that never catches up")
	}
	d := []float64{0, 1, 1, 3, 3}
	got := Writes([]Write{{Quorum: 3, Distances: d, Serves: tail, Scale: 1}}, []float64{1})
	rng := rand.New(rand.NewPCG(1, 2))
	var mean, late stat.Sample
	for range 200000 {
		var x []float64
		for _, at := range d {
			x = append(x, at+2*rng.ExpFloat64())
		}
		for range 2 {
			least := 0
			for i := range x {
				if x[i] < x[least] {
					least = i
				}
			}
			x[least] = math.Inf(1)
		}
		third := math.Inf(1)
		for _, v := range x {
			third = min(third, v)
		}
		mean.Add(third)
		v := 0.0
		if third > got.P99 {
			v = 1
		}
		late.Add(v)
	}
	stat.Near(t, "mean", &mean, got.Mean, 0.02*got.Mean)
	stat.Near(t, "later than p99", &late, 0.01, 0.003)
}
