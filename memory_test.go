package capplan_test

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"github.com/capplan/capplan"
)

// TestMemoryForeseen holds what a run is said to need to what the heap holds within it,
// when a history has just been followed: it is never less, and at most five times as much.
func TestMemoryForeseen(t *testing.T) {
	for what, fleet := range map[string]string{
		"plain":   "count: 300k, needs: 280k, failures: {mttf: 5 y}, repair: 24 h",
		"groups":  "count: 300k, groups: {size: 4, needs: 2}, failures: {mttf: 5 y}, repair: 24 h",
		"ageing":  "count: 100k, needs: 90k, failures: {law: weibull, shape: 2, mean: 1 y}, repair: 24 h",
		"domains": "failure_domains: {rack: {count: 20k, failures: {mttf: 0.5 y}, repair: 1 h}}, count: 100k, needs: 90k, failures: {mttf: 5 y}, repair: 24 h",
	} {
		s := scenario(t, "version: 1\nhorizon: {years: 5}\nfleets: {a: {"+fleet+"}}\n")
		o := capplan.Options{Trials: 2, Jobs: 1, Method: "simulate", MaxMemory: 1}
		var big *capplan.TooBig
		if _, err := capplan.Compare(context.Background(), s, o); !errors.As(err, &big) {
			t.Fatalf("%s: %v", what, err)
		}
		heap := func() float64 {
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			return float64(m.HeapAlloc)
		}
		before, held := heap(), 0.0
		o.MaxMemory = 0
		o.Progress = func(int, int) { held = max(held, heap()-before) }
		if _, err := capplan.Compare(context.Background(), s, o); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %.3g MB foreseen, %.3g MB held", what, float64(big.Need)/1e6, held/1e6)
		if need := float64(big.Need); !(held <= need && need <= 5*held) {
			t.Errorf("%s: %.3g bytes foreseen, %.3g held", what, need, held)
		}
	}
}
