package report

import (
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// TestSweepDifference: ~ stands where the paired interval holds 0, its ends included, and
// only there.
func TestSweepDifference(t *testing.T) {
	at := func(x float64) *float64 { return &x }
	for _, c := range []struct {
		value, lo, hi *float64
		want          string
	}{
		{at(5), at(-1), at(11), "~"},
		{at(5), at(0), at(10), "~"},
		{at(-5), at(-10), at(0), "~"},
		{at(0), at(-1), at(1), "~"},
		{at(5), at(0.001), at(9.999), "+5 ± 5"},
		{at(-5), at(-5.5), at(-4.5), "−5 ± 0.5"},
		{at(5), at(5), at(5), "+5"}, // exact
		{at(0), at(0), at(0), "0"},  // exactly the same
		{at(5), nil, nil, "+5 ± ?"}, // too few trials to say how sure
		{at(5), at(1), nil, "+5 ± ?"},
		{nil, nil, nil, ""},
	} {
		r := &capplan.SweepResult{Base: 1, Figures: []capplan.SweepFigure{{Metric: "cost.pv", Unit: "USD"}}}
		r.Cells = []capplan.SweepCell{{Answered: true, Figures: []capplan.SweepValue{{Value: at(9), Difference: &capplan.SweepDifference{Value: c.value, Lo: c.lo, Hi: c.hi}}}}, {}}
		g := &gridSheet{r: r, pen: &pen{}}
		if got := strings.ReplaceAll(g.difference(0, 0), hard, " "); got != c.want {
			t.Errorf("%s %s..%s: %q, want %q", orNull(c.value), orNull(c.lo), orNull(c.hi), got, c.want)
		}
	}
}

func orNull(x *float64) string {
	if x == nil {
		return "null"
	}
	return short(*x)
}
