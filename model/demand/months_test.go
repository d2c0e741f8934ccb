package demand

import (
	"fmt"
	"math"
	"testing"
	"time"
)

// A source of 100 stops in the middle of July and hands 30 % on to one of 50 that
// doubles in a year: by hand.
func TestMonthsByHand(t *testing.T) {
	start := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)
	stop := hours(start, time.Date(2010, 7, 16, 0, 0, 0, 0, time.UTC))
	s := &Spec{Start: start, Horizon: year, Workloads: []Workload{
		{Sources: []Source{{Peak: 100, Ends: true, Until: stop, Moves: []Move{{1, 0.3}}}, {Peak: 50, Growth: 1}}},
		{Of: 1, Share: 0.1},
	}}
	months, m := traffic(s, nil).Months(1)
	if len(months) != 13 || months[7].From != stop || months[7].Month != time.July || months[6].Month != time.July || months[12].To != year {
		t.Fatalf("months %+v", months)
	}
	own := func(x float64) float64 { return 5 * math.Pow(2, x/year) }
	given := func(x float64) float64 { return 3 * math.Pow(2, (x-stop)/year) }
	for _, x := range []struct {
		name      string
		got, want float64
	}{
		{"before it stops", m[0][6].End, 10},
		{"and after", m[0][7].Begin, 0},
		{"sends", m[0][6].Offered, 10 * 15 * 86400},
		{"the other at its start", m[1][0].Begin, 5},
		{"before it takes over", m[1][6].End, own(stop)},
		{"when it takes over", m[1][7].Begin, own(stop) + 3},
		{"of it received", m[1][7].Received[0].Begin, 3},
		{"at the end", m[1][12].End, own(year) + given(year)},
		{"of it received", m[1][12].Received[0].End, given(year)},
		{"nothing from itself", m[1][12].Received[1].End, 0},
		{"the peak", months[12].Peak, own(year) + given(year)},
	} {
		near(t, x.name, x.got, x.want, 1e-12)
	}
}

// Months add up to the years of the matrix, and the levels of a flat profile are the
// mean loads.
func TestMonthsAddUp(t *testing.T) {
	s := fiveYears(0)
	c := traffic(s, nil)
	months, m := c.Months(0)
	for k, years := range c.Matrix(0) {
		for _, y := range years {
			var sum, peak float64
			for i, x := range months {
				if x.Year == y.Year {
					sum += m[k][i].Offered
					peak = max(peak, x.Peak)
				}
			}
			near(t, fmt.Sprint("offered by ", k, " in ", y.Year), sum, y.Offered, 1e-12)
			if peak < y.Peak {
				t.Errorf("%d: peak %g of a month below %g of a source", y.Year, peak, y.Peak)
			}
		}
	}
	s.Workloads[0].Profile, s.Workloads[0].Events = Profile{}, nil
	months, m = traffic(s, nil).Months(0)
	for k := range m {
		for i, x := range months { // the mean of an exponential is between its ends
			mean, lo, hi := m[k][i].Offered/3600/(x.To-x.From), min(m[k][i].Begin, m[k][i].End), max(m[k][i].Begin, m[k][i].End)
			if mean < lo*(1-1e-12) || mean > hi*(1+1e-12) {
				t.Errorf("source %d, %d-%02d: mean %g outside %g..%g", k, x.Year, x.Month, mean, lo, hi)
			}
		}
	}
}
