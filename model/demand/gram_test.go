package demand

import (
	"math"
	"testing"
)

// Sums of powers and of a square root that begins before the first term.
func TestGram(t *testing.T) {
	for _, n := range []int{13, 16, 37, 256, 2000} {
		g := newGram(n)
		for k := range 12 {
			f := func(x float64) float64 { return math.Pow(x/float64(n)-0.4, float64(k)) }
			var got, want, size float64
			for _, p := range g {
				got += p.weight * f(p.x)
			}
			for i := range n {
				want += f(float64(i))
				size += math.Abs(f(float64(i)))
			}
			if !(math.Abs(got-want) <= 1e-13*size) {
				t.Errorf("%d terms, power %d: %.17g, want %.17g", n, k, got, want)
			}
		}
		var got, want float64
		for _, p := range g {
			got += p.weight * math.Sqrt(p.x+float64(n))
		}
		for i := range n {
			want += math.Sqrt(float64(i + n))
		}
		near(t, "sum of roots", got, want, 1e-10)
	}
}
