package demand

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// Half of the requests visit a limit of 40 req/s under a load of 100: of these
// 1 − 40/50 are refused, and 0.1 of all.
func TestVisitByHand(t *testing.T) {
	c := curve(1, source{0, 100, 0})
	half := model.Limit{Weight: []float64{0.5}, Capacity: 40, Visit: []float64{0.5}}
	all := model.Limit{Weight: []float64{1}, Capacity: 95}
	most := model.Limit{Weight: []float64{1}, Capacity: 80, Visit: []float64{0.9}}
	shut := model.Limit{Weight: []float64{0.25}, Visit: []float64{0.25}}
	none := model.Limit{Weight: []float64{1}, Visit: []float64{0}}
	for _, x := range []struct {
		name   string
		limits []model.Limit
		share  float64
	}{
		{"half", []model.Limit{half}, 0.1},
		{"the largest share counts", []model.Limit{half, all}, 0.1},
		{"and not the fullest limit", []model.Limit{half, all, most}, 0.18},
		{"nothing carried of a quarter", []model.Limit{shut}, 0.25},
		{"and more than others refuse", []model.Limit{half, shut, all}, 0.25},
		{"visited by none", []model.Limit{none}, 0},
	} {
		near(t, x.name, c.Refused(0, x.limits, 5, 15), x.share*100*36000, 1e-13)
	}
}

// Limits that bind different shares, with every kind of kink, against Gauss's rule
// with two nodes in each of 200,000 parts: the kinks are in few of them, which are
// off by the square of their length.
func TestUnevenAgainstParts(t *testing.T) {
	const n, end = 200000, 4 * year
	sources := []source{{0, 100, 0.5}, {1, 80, -0.4}, {0, 40, 0}, {1, 5, 3}}
	c := curve(2, sources...)
	limits := []model.Limit{
		{Weight: []float64{1, 0.5}, Capacity: 220, Visit: []float64{1, 1}},
		{Weight: []float64{0.3, 0}, Capacity: 45, Visit: []float64{0.3, 0}},
		{Weight: []float64{0.4, 0.4}, Capacity: 60, Visit: []float64{0.4, 0.8}},
	}
	shut := model.Limit{Weight: []float64{0.1, 0.1}, Visit: []float64{0.1, 0.05}}
	for name, limits := range map[string][]model.Limit{"two": limits[:2], "three": limits, "and one shut": append(limits[:3:3], shut)} {
		for w := range 2 {
			var want float64
			h := end / n
			for i := range n {
				for _, x := range []float64{-1, 1} {
					at := h * (float64(i) + 0.5 + x/2/math.Sqrt(3))
					share := 0.0
					for _, l := range limits {
						need := l.Weight[0]*rate(sources, 0, at) + l.Weight[1]*rate(sources, 1, at)
						if l.Weight[w] > 0 && need > l.Capacity {
							share = max(share, l.Visit[w]*(1-l.Capacity/need))
						}
					}
					want += 1800 * h * share * rate(sources, w, at)
				}
			}
			near(t, name, c.Refused(w, limits, 0, end), want, 1e-8)
		}
	}
}
