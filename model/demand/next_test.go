package demand

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/capplan/capplan/model"
)

// alternate goes from crossing to crossing through [a, b) and returns the hours in which
// some limit is exceeded, and how many crossings there are.
func alternate(l model.Turning, limits []model.Limit, a, b float64) (hours float64, crossings int) {
	for crossings = 0; a < b && crossings < 10000; crossings++ {
		from, ok := l.Next(limits, true, a, b)
		if !ok {
			break
		}
		to, ok := l.Next(limits, false, from, b)
		if !ok {
			to = b
		}
		if to <= from {
			return math.NaN(), crossings
		}
		hours += to - from
		a = to
	}
	return hours, crossings
}

// What lies between the crossings is what Above integrates by other means, whether days
// are looked up or gone through; and the first of them is First.
func TestNextAgainstAbove(t *testing.T) {
	for _, start := range starts {
		s := busy(start)
		c := traffic(s, seeded(2))
		limits := []model.Limit{
			{Weight: []float64{1, 0, 0.4, 0, 2}, Capacity: 1500},
			{Weight: []float64{0.5, 20, 0, 0, 0}, Capacity: 560},
		}
		for _, l := range [][]model.Limit{limits, limits[:1], limits[1:], {{Weight: limits[0].Weight, Capacity: 0}}, {{Weight: limits[0].Weight, Capacity: math.Inf(1)}}} {
			got, n := alternate(c, l, 0, s.Horizon)
			if want := c.Above(l, 0, s.Horizon); !(math.Abs(got-want) < 1e-7) {
				t.Errorf("%d crossings leave %.12g h above, want %.12g", n, got, want)
			}
			if l[0].Capacity == 1500 && len(l) == 1 && n < 5 {
				t.Errorf("only %d crossings are looked at", n)
			}
		}
		if at, ok := c.First(limits[0], s.Horizon); ok {
			if got, found := c.Next(limits[:1], true, 0, s.Horizon); !found || math.Abs(got-at) > 1e-9 {
				t.Errorf("next %v (%v), first %v", got, found, at)
			}
		}
	}
}

func TestNextOfACurve(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := drawProblem(r)
		c := curve(p.workloads, p.sources...)
		got, n := alternate(c, p.limits, p.a, p.b)
		if want := c.Above(p.limits, p.a, p.b); !(math.Abs(got-want) <= 1e-8+1e-12*p.b) || n > 2 {
			r.Fatalf("%d crossings leave %.12g h above, want %.12g", n, got, want)
		}
	})
}
