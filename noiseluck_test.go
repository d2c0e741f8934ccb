package capplan_test

import (
	"testing"

	"github.com/capplan/capplan"
)

// TestNoiseIsLuck: what days differ by is luck of a history, and no input: of what is
// above capacity inputs make nothing where only a price is uncertain, and of the cost all.
func TestNoiseIsLuck(t *testing.T) {
	r := compare(t, scenario(t, `version: 1
currency: USD
horizon: {start: 2027-01, years: 1}
workloads: {w: {peak: 100 req/s, profile: {noise: 20 %}}}
fleets: {a: {hardware: {price: 8k USD (4k..16k), failures: {mttf: 9 y}, repair: 24 h}, count: 4, throughput: 32 req/s}}
`), capplan.Options{Trials: 400, Method: "simulate"})
	share := func(name string) float64 {
		m := r.Fleets["a"].Metrics[name]
		if m.Inputs == nil {
			t.Fatalf("%s has no share", name)
		}
		return *m.Inputs
	}
	if s := share("served"); !(s < 0.2) {
		t.Errorf("inputs make %.3f of the spread of what is served", s)
	}
	if s := share("cost.pv"); !(s > 0.9) {
		t.Errorf("inputs make %.3f of the spread of the cost", s)
	}
}
