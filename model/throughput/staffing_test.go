package throughput

import (
	"math"
	"testing"
)

// halfin-whitt: the root of their function, and Erlang's C in 40 digits.
func TestStaffing(t *testing.T) {
	near(t, "β", HalfinWhitt(0.01), 2.3748881475350503, 1e-14)
	for a, want := range map[float64][2]int{100: {125, 124}, 1000: {1077, 1076}, 20000: {20338, 20336}} {
		exact, rule := Staffing(a, 0.01), int(math.Ceil(SquareRootStaffing(a, 0.01)))
		if exact != want[0] || rule != want[1] {
			t.Errorf("load %g: %d servers, by rule %d, want %v", a, exact, rule, want)
		}
	}
}

// The fewest: at them the promise holds, with one less it does not.
func TestStaffingIsTheFewest(t *testing.T) {
	for _, a := range []float64{0, 1e-9, 0.4, 1, 7, 99.5, 4321} {
		for _, p := range []float64{1e-9, 0.01, 0.2, 0.9, 1} {
			c := Staffing(a, p)
			if ErlangC(c, a) > p*(1+1e-12) || c > 1 && !(ErlangC(c-1, a) > p*(1-1e-12)) && p < 1 {
				t.Errorf("load %g, %g may wait: %d servers", a, p, c)
			}
		}
	}
	if c := Staffing(7, 1); c != 8 {
		t.Errorf("all may wait at a load of 7: %d servers", c)
	}
	if HalfinWhitt(1) != 0 {
		t.Error("at no reserve all wait")
	}
}

func BenchmarkStaffing20000(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Staffing(20_000, 0.01)
	}
}
