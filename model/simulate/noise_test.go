package simulate

import (
	"math"
	"testing"
)

// Noise is standard normal, the same whatever the order of days, and other in each
// trial, workload and seed. 40,000 variates see errors of 0.025 in mean and variance.
func TestNoise(t *testing.T) {
	a, again := NewNoise(1, "web"), NewNoise(1, "web")
	var sum, squares float64
	const trials, days = 20, 2000
	for trial := range uint64(trials) {
		for day := range days {
			z := a.At(trial, day)
			sum += z
			squares += z * z
		}
		for day := days - 1; day >= 0; day -= 7 {
			if again.At(trial, day) != a.At(trial, day) {
				t.Fatalf("day %d of trial %d depends on the order", day, trial)
			}
		}
	}
	n := float64(trials * days)
	if mean, variance := sum/n, squares/n; !(math.Abs(mean) < 5/math.Sqrt(n) && math.Abs(variance-1) < 5*math.Sqrt(2/n)) {
		t.Errorf("mean %v, variance %v", mean, variance)
	}
	for name, other := range map[string]float64{"trial": a.At(1, 3), "workload": NewNoise(1, "api").At(0, 3), "seed": NewNoise(2, "web").At(0, 3)} {
		if other == again.At(0, 3) {
			t.Errorf("another %s has the same noise", name)
		}
	}
}
