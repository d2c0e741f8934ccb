package model

import (
	"math"
	"testing"
)

// Hours by hand, and each of their answers against minutes.
func TestHours(t *testing.T) {
	for _, x := range []struct {
		h     Hours
		share float64
	}{{Hours{7, 23}, 16. / 24}, {Hours{22, 6}, 8. / 24}, {Hours{0, 24}, 1}, {Hours{}, 1}, {Hours{22.5, 24}, 1.5 / 24}, {Hours{23, 0}, 1. / 24}} {
		if math.Abs(x.h.Share()-x.share) > 1e-15 {
			t.Errorf("%v: share %v, want %v", x.h, x.h.Share(), x.share)
		}
		for _, ab := range [][2]float64{{0, 24}, {3, 100}, {22, 23}, {5.5, 6.5}, {23.5, 24.25}, {0, 8760}} {
			minutes := 0.0
			for m := ab[0] * 60; m < ab[1]*60; m++ {
				if x.h.Holds((m + 0.5) / 60) {
					minutes++
				}
			}
			each, last := 0.0, ab[0]
			x.h.Each(ab[0], ab[1], func(from, to float64) {
				if from < last || to > ab[1] || !x.h.Holds((from+to)/2) {
					t.Errorf("%v: %v..%v in %v", x.h, from, to, ab)
				}
				each, last = each+to-from, to
			})
			for _, got := range []float64{x.h.Between(ab[0], ab[1]), each} {
				if math.Abs(got-minutes/60) > 1e-9 {
					t.Errorf("%v has %v h in %v, by minutes %v", x.h, got, ab, minutes/60)
				}
			}
		}
	}
}
