package demand

import (
	"fmt"
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// Days of a table against the general route on a load that grows by one rate.
func TestDayTable(t *testing.T) {
	for _, x := range []struct{ daily, weekly, growth, tol float64 }{
		{0.6, 0.15, 0, 2e-10},
		{0.6, 0, 0, 2e-10},
		{1, 0.3, 0, 2e-10},
		{0.2, 0.05, 0, 2e-10},
		{0.6, 0.15, 0.45, 2e-9},
		{0.6, 0.15, -0.5, 5e-9},
		{0.4, 0.1, 1, 5e-8},
		{0.9, 0, 1, 1e-9},
	} {
		s := &Spec{Horizon: 2000, Workloads: []Workload{{
			Sources: []Source{{Peak: 1, Growth: x.growth}}, Profile: Profile{Daily: x.daily, Weekly: x.weekly},
		}}}
		c := traffic(s, nil)
		r := &c.roots[0]
		var d dayTable
		d.make(&r.shape)
		if !d.usable {
			t.Errorf("%+v: no table", x)
			continue
		}
		g := math.Log1p(x.growth) / year
		var worstHours, worstExcess float64
		var where string
		for day := range 7 {
			cell := &d.cells[day%len(d.cells)]
			for i := range 400 {
				y := 1.01 * (float64(i) + 0.5) / 400
				from := float64(24 * day)
				level := math.Exp(g * (from + cell.at))
				limit := []model.Limit{{Weight: []float64{1}, Capacity: y * level}}
				hours, excess := cell.above(y, g, g*g)
				dh := math.Abs(hours - c.Above(limit, from, from+24))
				de := math.Abs(excess - c.Refused(0, limit, from, from+24)/3600/level)
				if dh > worstHours {
					worstHours, where = dh, fmt.Sprintf("day %d, y %g of %g to %g", day, y, cell.trough, cell.top)
				}
				worstExcess = max(worstExcess, de)
			}
		}
		if !(worstHours <= 24*x.tol && worstExcess <= x.tol) {
			t.Errorf("%+v: hours off by %.3g (%s), excess by %.3g", x, worstHours, where, worstExcess)
		}
		t.Logf("%+v: %.3g h, %.3g", x, worstHours, worstExcess)
	}
}
