package decide

import (
	"slices"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestVerdictCountsLosses: the small fleet costs less and refuses a third of what is
// asked of it; what that is worth turns the order, or does not.
func TestVerdictCountsLosses(t *testing.T) {
	pages := flat("pages", 150)
	for value, want := range map[float64]string{1e-3: "; with the revenue that each loses, large is cheaper (", 1e-9: "", 0: ""} {
		pages.Value = money(value).Money
		p := carried(pages)
		p.Currency = "USD"
		small := &p.Fleets[0]
		large := *small
		small.Name, large.Name = "small", "large"
		large.Pools = slices.Clone(small.Pools)
		large.Pools[0].Count = 100
		p.Fleets = append(p.Fleets, large)
		for i := range p.Fleets {
			for k := range p.Fleets[i].Pools {
				p.Fleets[i].Pools[k].Hardware = &model.Hardware{Price: money(5000)}
			}
		}
		r := answered(t, p, Options{Trials: 20})
		text := answer(r).Verdict.Text
		if !strings.HasPrefix(text, "small is cheaper") || (want == "") == strings.Contains(text, "revenue") || !strings.Contains(text, want) {
			t.Errorf("a request worth %v: %s", value, text)
		}
	}
}
