package decide

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"

	"github.com/capplan/capplan/model"
)

// TestSparesNeeded holds the tails of parts on order to 40-digit values, and the shelf
// to a sum of them: 20,000 servers and parts that take a week.
func TestSparesNeeded(t *testing.T) {
	const mean = 20000. / 38544 * 168
	for n, want := range map[int]float64{90: 0.354999383550419, 100: 0.07918315761184282, 110: 0.007867641386753818, 120: 0.00035078700078928625} {
		if got := mathext.GammaIncReg(float64(n+1), mean); !(math.Abs(got-want) <= 1e-11*want) {
			t.Errorf("P(N > %d) = %.12g, want %.12g", n, got, want)
		}
	}
	for _, c := range []struct {
		units    int
		resupply float64
	}{{20000, 168}, {10, 168}, {400, 1000}, {1, 1}, {300000, 500}} {
		s := &model.System{Horizon: 8760, Pools: []model.PoolSystem{{
			Count: c.units, Life: model.NewLaw(model.Exponential, 38544, 0, 0), Repair: model.NewLaw(model.Exponential, 1e-9, 0, 0),
			Spares: &model.Spares{Resupply: model.NewLaw(model.Deterministic, c.resupply, 0, 0), Share: 1},
		}}}
		m := float64(c.units) / 38544 * c.resupply
		below, least := 0.0, 0.0
		for ; 1-below > 0.05; least++ {
			logs, _ := math.Lgamma(least + 1)
			below += math.Exp(least*math.Log(m) - m - logs)
		}
		if got := sparesNeeded(s, 0); got != least {
			t.Errorf("%d units: %g parts, want %g", c.units, got, least)
		}
	}
}
