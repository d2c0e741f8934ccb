package fleets

import "testing"

// TestLimitsHaveTheUnitOfTheirFigure: what a definition says of a figure's unit is what
// its limits are read in, and no name is defined twice.
func TestLimitsHaveTheUnitOfTheirFigure(t *testing.T) {
	r := newReader(Options{})
	r.plan.Currency = money
	for _, m := range metricTerms {
		if k := r.figureKind(m.Name); k.unit != m.Unit && !(k.date && m.Unit == "date") {
			t.Errorf("%s is in %s, its limits in %s", m.Name, m.Unit, k.unit)
		}
	}
	seen := map[string]bool{}
	for _, term := range Terms {
		if seen[term.Name] || term.Text == "" {
			t.Errorf("%s is defined twice, or as nothing", term.Name)
		}
		seen[term.Name] = true
	}
}
