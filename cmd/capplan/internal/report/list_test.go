package report

import (
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// TestListOfOthers: a fleet listed by itself has no heading for figures that only others
// have.
func TestListOfOthers(t *testing.T) {
	num := func(x float64) capplan.Metric { return capplan.Metric{Unit: "1/year", Mean: &x, Method: "exact"} }
	r := &capplan.Result{Fleets: map[string]capplan.FleetResult{
		"a": {Order: 0, Metrics: map[string]capplan.Metric{"outages": num(1)}},
		"b": {Order: 1, Metrics: map[string]capplan.Metric{"outages": num(2), "data_loss": num(3)}},
	}}
	s := sheet{r: r, names: names(r)}
	text := s.list(&pen{width: 60})
	if n := strings.Count(text, "DATA"); n != 1 || !strings.Contains(text[strings.Index(text, "\nb"):], "DATA") {
		t.Errorf("%d headings of data in\n%s", n, text)
	}
	if n := strings.Count(text, "RELIABILITY"); n != 2 {
		t.Errorf("%d headings of reliability in\n%s", n, text)
	}
}
