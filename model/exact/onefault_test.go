package exact

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestOneFault holds mirrors and arrays that bear one fault to the transform of the
// law of repairs, φ(s): MTTF = (1/(nλ) + (1 − φ(b))/b)/(1 − φ(b)), b = (n−1)λ; and
// exponential and Erlang repairs to their chains.
func TestOneFault(t *testing.T) {
	const mttr = 24.
	laws := map[string]struct {
		law model.Law
		phi func(s float64) float64 // nil: by the chain
	}{
		"exponential":   {exponentialLaw(mttr), nil},
		"erlang":        {model.NewLaw(model.Gamma, mttr, 3, 0), nil},
		"deterministic": {model.NewLaw(model.Deterministic, mttr, 0, 0), func(s float64) float64 { return -math.Expm1(-s * mttr) }},
		"uniform": {model.Law{Kind: model.Uniform, Lo: 12, Hi: 36, Mean: mttr}, func(s float64) float64 {
			return 1 - (math.Exp(-12*s)-math.Exp(-36*s))/(24*s)
		}},
		"empirical": {model.Law{Kind: model.Empirical, Sample: []float64{10, 20, 42}, Mean: mttr}, func(s float64) float64 {
			return -(math.Expm1(-10*s) + math.Expm1(-20*s) + math.Expm1(-42*s)) / 3
		}},
	}
	for name, c := range laws {
		for _, n := range []int{2, 8} {
			for _, other := range []float64{0, 1e-5} {
				s := onePool(n, n-1, 40000, mttr)
				s.Pools[0].Repair = c.law
				if other > 0 {
					s.Incidents = []model.Incident{{Name: "i", Rate: other, Duration: exponentialLaw(1)}}
				}
				m := &missions{full: s, limit: missionLimit}
				m.reduce()
				got := m.oneFault()
				if c.phi == nil {
					want, err := m.chain()
					if err != nil {
						t.Fatal(err)
					}
					near(t, name, got.MTTF, want.MTTF, 1e-9)
					near(t, name+", one year", got.Unreliability, want.Unreliability, 0.01)
					continue
				}
				l := float64(n) / 40000
				b := float64(n-1)/40000 + other
				lost, own := c.phi(b), l/(l+other)
				near(t, name, got.MTTF, (1/(l+other)+own*lost/b)/(other/(l+other)+own*lost), 1e-9)
			}
		}
	}
	s := onePool(2, 1, 1000, 24) // computed independently
	s.Pools[0].Repair = model.NewLaw(model.Lognormal, 24, 0, 1)
	r := missionOf(t, s)
	near(t, "lognormal mirror", r.MTTF, 22329.59484107984, 1e-9)
	if r.MeanMethod != model.Exact || r.Method != model.Approximation {
		t.Errorf("%v, %v", r.MeanMethod, r.Method)
	}
	s.Pools = append(s.Pools, s.Pools[0])
	if m := (&missions{full: s, limit: missionLimit}); func() bool { m.reduce(); return m.oneFault() != nil }() {
		t.Error("two pools that bear one fault each are not one")
	}
}
