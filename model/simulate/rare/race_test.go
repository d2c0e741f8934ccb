package rare

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// timed is an estimate with the times of all repairs drawn, whatever their laws.
func timed(t *testing.T, s *model.System, o Options) *Result {
	t.Helper()
	c := &chain{crews: s.Crews, timed: true}
	if err := c.lay(pools(s)); err != nil {
		t.Fatal(err)
	}
	r, err := c.estimate(s.Horizon, o)
	if err != nil || r.Refused != "" {
		t.Fatal(err, r.Refused)
	}
	return r
}

// TestRaceIsTheChain holds races of drawn times to exact values of chains, where laws
// without memory give both. It notices 5 %.
func TestRaceIsTheChain(t *testing.T) {
	for _, c := range []struct {
		name                      string
		s                         *model.System
		unavailability, mttf, unr float64
	}{
		{"computing system", computing(), 1.022773e-05, 165037.86, 0.006030694694},
		{"twenty machines, two crews", machines(20, 7, 2, 1e-3, 1, 1000), 6.023005089e-15, 0, 0},
		{"4 of 4, one crew", machines(4, 4, 1, 1e-3, 1, 8760), 2.3904096191806465e-11, 41875752083.333336, 2.0911861085214982e-07},
		{"4 of 7", machines(7, 4, 0, 1e-4, 0.1, 8760), 3.47768376057627e-11, 72026221880.95238, 1.2136833002982796e-07},
		{"database 2", database(2), 4.494745797967557e-06, 0, 0},
		{"database 5", database(5), 1.0964593436725632e-17, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := timed(t, c.s, Options{Seed: 1, Mission: true, Target: 0.02})
			t.Log(r.Why)
			near(t, "unavailability", r.Unavailability, c.unavailability)
			near(t, "MTTF", r.MTTF, c.mttf)
			near(t, "unreliability", r.Unreliability, c.unr)
		})
	}
}

// TestTwoUnitsOneCrew holds two units of which one must be up, and one repairer, to what
// can be written down for any law of the repair X, φ = E exp(−λX): the other fails during
// a repair with p = 1 − φ, is down for E(X−T)⁺ = E X − p/λ of it, and 1/φ repairs make a
// busy period:
//
//	unavailability = (E X − p/λ)/φ ÷ (1/2λ + E X/φ),  MTTF = (1/2λ + p/λ) ÷ p
func TestTwoUnitsOneCrew(t *testing.T) {
	const lambda = 1e-4
	for name, c := range map[string]struct {
		law model.Law
		phi float64
	}{
		"deterministic": {model.NewLaw(model.Deterministic, 5, 0, 0), math.Exp(-5 * lambda)},
		"uniform":       {model.Law{Kind: model.Uniform, Lo: 1, Hi: 9, Mean: 5}, (math.Exp(-lambda) - math.Exp(-9*lambda)) / (8 * lambda)},
		"gamma":         {model.NewLaw(model.Gamma, 5, 0.4, 0), math.Pow(1+5*lambda/0.4, -0.4)},
		"empirical":     {model.Law{Kind: model.Empirical, Sample: []float64{1, 2, 40}, Sums: []float64{1, 3, 43}, Mean: 43.0 / 3}, (math.Exp(-lambda) + math.Exp(-2*lambda) + math.Exp(-40*lambda)) / 3},
	} {
		t.Run(name, func(t *testing.T) {
			s := machines(2, 2, 1, lambda, 1, 1000)
			s.Pools[0].Repair = c.law
			r, err := Estimate(s, Options{Seed: 1})
			if err != nil || r.Refused != "" {
				t.Fatal(err, r.Refused)
			}
			p, x := 1-c.phi, c.law.Mean
			near(t, "unavailability", r.Unavailability, (x-p/lambda)/c.phi/(1/(2*lambda)+x/c.phi))
			near(t, "MTTF", r.MTTF, (1/(2*lambda)+p/lambda)/p)
		})
	}
}

// TestRaceAgainstSplitting: long and short repairs, with a crew that is shared and
// without, by both methods. It notices a factor 2.
func TestRaceAgainstSplitting(t *testing.T) {
	long := model.NewLaw(model.Lognormal, 4, 0, 1.5)
	for crew, s := range []*model.System{machines(5, 3, 0, 1e-3, 1, 1000), machines(5, 3, 1, 1e-3, 1, 1000), machines(5, 3, 2, 1e-3, 1, 1000)} {
		s.Pools[0].Repair = long
		s.Pools = append(s.Pools, model.PoolSystem{Name: "b", Count: 4, Needs: 2, Life: exponential(2000), Repair: model.NewLaw(model.Deterministic, 9, 0, 0), Crew: s.Pools[0].Crew})
		if crew == 2 {
			s.Crews[0].Sharing = true
		}
		r, err := Estimate(s, Options{Seed: 1})
		if err != nil || r.Refused != "" {
			t.Fatal(err, r.Refused)
		}
		x := split(t, s, 1500)
		a, b := r.Unavailability, x.Unavailability
		se := math.Hypot(a.Hi-a.Value, b.Hi-b.Value) / student
		if z := (a.Value - b.Value) / se; !(math.Abs(z) < 4.5 && 4.5*se < 0.8*a.Value) {
			t.Errorf("%d: %g, by splitting %g ± %g, z = %.2f", crew, a.Value, b.Value, b.Hi-b.Value, z)
		} else {
			t.Logf("%d: %g, by splitting %g ± %g, z = %.2f, %s", crew, a.Value, b.Value, b.Hi-b.Value, z, r.Why)
		}
	}
}
