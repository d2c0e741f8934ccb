package report

import (
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan"
)

// TestDates: days that may lie beyond the horizon, with and without a first day.
func TestDates(t *testing.T) {
	begin := time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		start         *time.Time
		p10, p50, p90 *float64
		want          string
	}{
		{nil, p(0), p(0), p(0), "median from the start"},
		{nil, p(4380), p(8760), nil, "median after 1 year, after 0.5 years, not in 2 years"},
		{nil, nil, nil, nil, "not in 2 years"},
		{&begin, p(0), p(8760), nil, "median 2010-01, 2009-01, not before 2011-01"},
		{&begin, p(8760), nil, nil, "not before 2011-01, 2010-01, not before 2011-01"},
		{&begin, nil, nil, nil, "not in 2 years"},
	} {
		r := &capplan.Result{Fleets: map[string]capplan.FleetResult{"f": {Metrics: map[string]capplan.Metric{"exhaustion": {P10: c.p10, P50: c.p50, P90: c.p90}}}}}
		r.Scenario.Start, r.Scenario.HorizonHours, r.Scenario.HoursPerYear = c.start, 2*8760, 8760
		s := &sheet{r: r, names: names(r)}
		var got []string
		for _, row := range s.dates("exhausted", "exhaustion") {
			if text := row.cells[0].text; text != "" {
				got = append(got, soft(text))
			}
		}
		if text := strings.Join(got, ", "); text != c.want {
			t.Errorf("%s, want %s", text, c.want)
		}
	}
}
