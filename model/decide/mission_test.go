package decide

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

// young is a fleet of 3 units of which needs must be up, with mean lives of 1,000 h and
// repairs of 50 h, over a horizon.
func young(needs int, hours float64) *model.Plan {
	return &model.Plan{
		Name: "young", Baseline: "a", Horizon: model.Horizon{Hours: hours, Steady: true},
		Run: model.Run{Trials: 100, Seed: 1, Level: 0.9, Method: "auto"},
		Fleets: []model.Fleet{{Name: "a", Site: -1, Pools: []model.Pool{{
			Name: "db", Site: -1, Count: 3, Needs: model.Needs{Count: needs},
			Life: exponential(quantity(1000)), Repair: exponential(quantity(50)),
		}}}},
	}
}

// TestMissionAgainstClosedForm: 2 of 3 with λ = 1e-3, μ = 0.02 have
//
//	MTTF = (5λ + μ)/(6λ²),  R(t) = (a·e^(−bt) − b·e^(−at))/(a − b)
//
// with a, b the roots of x² − (5λ+μ)x + 6λ² (Rausand & Høyland 2004, 8.7).
func TestMissionAgainstClosedForm(t *testing.T) {
	const l, mu, hours = 1e-3, 0.02, 2000.0
	root := math.Sqrt((5*l+mu)*(5*l+mu) - 24*l*l)
	a, b := (5*l+mu+root)/2, (5*l+mu-root)/2
	wantR, wantT := (a*math.Exp(-b*hours)-b*math.Exp(-a*hours))/(a-b), (5*l+mu)/(6*l*l)
	m := figuresOf(t, young(2, hours), Options{Method: "exact"})
	for name, want := range map[string]float64{"reliability": wantR, "unreliability": 1 - wantR, "mttf": wantT} {
		if got := *m[name].Mean; !(math.Abs(got-want) <= 1e-10*want) || m[name].Method != "exact" {
			t.Errorf("%s = %.12g by %s, want %.12g", name, got, m[name].Method, want)
		}
	}
	const n = 4000
	m = figuresOf(t, young(2, hours), Options{Method: "simulate", Trials: n})
	tol := 4.5 * math.Sqrt(wantR*(1-wantR)/n) // sees errors above 7 % of it
	if got := *m["reliability"].Mean; !(math.Abs(got-wantR) <= tol) || !(math.Abs(*m["unreliability"].Mean-1+got) < 1e-15) {
		t.Errorf("sampled reliability %.4g, want %.4g ± %.2g", got, wantR, tol)
	}
	if x := m["reliability"]; !(*x.Lo < wantR && wantR < *x.Hi) {
		t.Errorf("the interval %g..%g misses %g", *x.Lo, *x.Hi, wantR)
	}
	if x := m["mttf"]; x.Method != "approximation" || !(math.Abs(*x.Mean/wantT-1) < 0.12) || x.Hi != nil || !(*x.Lo < wantT && *x.Lo > 1000) {
		t.Errorf("mttf %g, at least %g by %s, want about %g", *x.Mean, *x.Lo, x.Method, wantT)
	}
}

// TestMissionWithoutOutage bounds what was never seen, and says so.
func TestMissionWithoutOutage(t *testing.T) {
	p := young(1, 10)
	p.Fleets[0].Pools[0].Life = model.RandomTime{Kind: model.Weibull, Mean: quantity(1000), Shape: quantity(2)} // no chain
	m := figuresOf(t, p, Options{Method: "simulate", Trials: 1000})
	if x := m["unreliability"]; *x.Mean != 0 || !(*x.Hi > 3.6e-3 && *x.Hi < 3.8e-3) { // 1 − 0.025^(1/1000)
		t.Errorf("unreliability %g..%g", *x.Lo, *x.Hi)
	}
	if x := m["mttf"]; x.Mean != nil || x.Hi != nil || !(math.Abs(*x.Lo-10*math.Pow(0.05, 1e-3)) < 1e-9) {
		t.Errorf("mttf %v, at least %g h", x.Mean, *x.Lo)
	}
}

// TestMissionAtDraws: with an uncertain mean life the closed form at each draw and
// missions of the same plan agree.
func TestMissionAtDraws(t *testing.T) {
	p := young(2, 2000)
	p.Fleets[0].Pools[0].Life.Mean = ranged(p, "life", 500, 1000, 2000)
	exact := figuresOf(t, p, Options{Trials: 4000})["reliability"]
	seen := figuresOf(t, p, Options{Trials: 4000, Method: "simulate"})["reliability"]
	if exact.SD == nil || *exact.SD == 0 {
		t.Fatalf("not at draws: %+v", exact)
	}
	if tol := 4.5 * math.Sqrt(0.25/4000); !(math.Abs(*exact.Mean-*seen.Mean) <= tol) {
		t.Errorf("at draws %g, seen %g", *exact.Mean, *seen.Mean)
	}
}

func figuresOf(t *testing.T, p *model.Plan, o Options) map[string]Metric {
	t.Helper()
	return answered(t, p, o).Fleets["a"].Metrics
}

// TestMissionsAlone: a fleet that is never repaired has no long run, but its missions
// are exact: 2 of 3 have R(t) = 3e^(−2λt) − 2e^(−3λt) and MTTF 5/(6λ). What is not
// known is null and says why.
func TestMissionsAlone(t *testing.T) {
	p := young(2, 100)
	p.Horizon.Steady = false
	p.Fleets[0].Pools[0].Repair = model.RandomTime{}
	m := figuresOf(t, p, Options{Method: "exact"})
	for name, want := range map[string]float64{"reliability": 3*math.Exp(-0.2) - 2*math.Exp(-0.3), "mttf": 2500. / 3} {
		if got := *m[name].Mean; !(math.Abs(got-want) <= 1e-11*want) || m[name].Method != "exact" {
			t.Errorf("%s = %.12g by %s, want %.12g", name, got, m[name].Method, want)
		}
	}
	if x := m["unavailability"]; x.Mean != nil || !strings.Contains(x.Why, "start: new") {
		t.Errorf("unavailability of the long run: %v, %s", x.Mean, x.Why)
	}
	p.Fleets[0].Pools[0].Upkeep = &model.UpkeepSpec{Every: quantity(100), Duration: exponential(quantity(1)), AtOnce: 1}
	var obstacle *Obstacle
	if _, err := Compare(context.Background(), p, Options{Method: "exact"}); !errors.As(err, &obstacle) {
		t.Errorf("maintenance has exact missions: %v", err)
	}
}
