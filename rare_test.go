package capplan_test

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
	"github.com/capplan/capplan/model/simulate/rare"
)

func lasting(mean float64) model.Law { return model.NewLaw(model.Exponential, mean, 0, 0) }

func erlang(mean float64, k int) model.Law { return model.NewLaw(model.Gamma, mean, float64(k), 0) }

func twoWays(a, b float64) model.Law {
	return model.Law{Kind: model.Hyperexponential, Mean: (a + 3*b) / 4, Phases: []model.LawPhase{{Share: 0.25, Mean: a}, {Share: 0.75, Mean: b}}}
}

// units is a pool that fails once in 500 h and comes back in 4 on average.
func units(name string, n, needs, crew int, repair model.Law) model.PoolSystem {
	return model.PoolSystem{Name: name, Count: n, Needs: needs, Crew: crew, Life: lasting(500), Repair: repair}
}

// rareSystems is one system for each thing that a rare outage may depend on.
func rareSystems() map[string]*model.System {
	one := func(p ...model.PoolSystem) *model.System { return &model.System{Horizon: 2000, Steady: true, Pools: p} }
	crewed := func(c model.Crew, p ...model.PoolSystem) *model.System {
		s := one(p...)
		s.Crews = []model.Crew{c}
		return s
	}
	with := func(p model.PoolSystem, f func(*model.PoolSystem)) model.PoolSystem { f(&p); return p }
	standby := func(d float64, crew int) model.PoolSystem {
		return with(units("a", 4, 4, crew, lasting(4)), func(p *model.PoolSystem) { p.Standby, p.Dormancy = 3, d })
	}
	shocked := func(p *model.PoolSystem) { p.Beta = 0.05 }
	return map[string]*model.System{
		"own":                   one(units("a", 6, 3, 0, lasting(4)), units("b", 4, 1, 0, lasting(8))),
		"sharing":               crewed(model.Crew{Count: 2, Sharing: true}, units("a", 6, 3, 1, lasting(4)), units("b", 5, 2, 1, lasting(8))),
		"sharing, two ways":     crewed(model.Crew{Count: 1, Sharing: true}, units("a", 5, 3, 1, twoWays(10, 2)), units("b", 4, 2, 1, erlang(4, 2))),
		"first come":            crewed(model.Crew{Count: 1}, units("a", 5, 3, 1, twoWays(10, 2)), units("b", 4, 2, 1, erlang(3, 3))),
		"two crews":             crewed(model.Crew{Count: 2}, units("a", 5, 2, 1, twoWays(20, 1)), units("b", 4, 1, 1, lasting(4))),
		"erlang, one crew":      crewed(model.Crew{Count: 1}, units("a", 5, 2, 1, erlang(4, 8))),
		"erlang":                one(units("a", 6, 3, 0, erlang(4, 5))),
		"never mind b":          crewed(model.Crew{Count: 1}, units("a", 5, 3, 1, lasting(4)), with(units("b", 8, 0, 1, lasting(4)), shocked)),
		"common cause":          crewed(model.Crew{Count: 2}, with(units("a", 5, 2, 1, lasting(4)), shocked)),
		"common cause, own":     one(with(units("a", 5, 2, 0, twoWays(10, 2)), shocked), units("b", 3, 1, 0, lasting(4))),
		"only common cause":     one(with(units("a", 5, 2, 0, lasting(4)), func(p *model.PoolSystem) { p.Beta = 1 })),
		"cold":                  crewed(model.Crew{Count: 1}, standby(0, 1)),
		"warm":                  one(standby(0.3, 0)),
		"hot":                   crewed(model.Crew{Count: 2}, standby(1, 1)),
		"cold and common cause": one(with(standby(0, 0), func(p *model.PoolSystem) { p.Beta = 0.01; p.Standby = 5 })),
		"groups":                crewed(model.Crew{Count: 1}, with(units("a", 9, 3, 1, lasting(4)), func(p *model.PoolSystem) { p.Size, p.GroupNeeds = 3, 1 })),
		"mirrored":              crewed(model.Crew{Count: 1}, with(units("a", 3, 3, 1, lasting(4)), func(p *model.PoolSystem) { p.Mode = model.Mirrored })),
		"active":                crewed(model.Crew{Count: 1}, with(units("a", 3, 1, 1, lasting(4)), func(p *model.PoolSystem) { p.Mode = model.ActiveStandby })),
		"lognormal":             one(units("a", 6, 3, 0, model.NewLaw(model.Lognormal, 4, 0, 1.5)), units("b", 4, 1, 0, model.NewLaw(model.Deterministic, 8, 0, 0))),
		"weibull":               one(units("a", 5, 3, 0, model.NewLaw(model.Weibull, 4, 0.7, 0))),
		"incident": also(one(units("a", 5, 3, 0, lasting(4))), func(s *model.System) {
			s.Incidents = []model.Incident{{Name: "i", Rate: 1e-6, Duration: twoWays(10, 2), Reach: model.ReachFleet}, {Name: "j", Rate: 1e-3, Duration: lasting(1), Reach: model.ReachShare}}
			s.Gateways = []model.Gateway{{Name: "g", Availability: 0.999999, Repair: 2, Counts: true}}
		}),
		"hall and rooms": also(one(units("a", 6, 4, 0, lasting(4))), func(s *model.System) {
			s.Levels = []model.Level{
				{Name: "hall", Total: 1, Life: lasting(2e6), Repair: lasting(6)},
				{Name: "room", Total: 2, Life: lasting(1e6), Repair: lasting(6)},
			}
			s.Pools[0].Place = 2
		}),
		"busy":   crewed(model.Crew{Count: 2}, with(units("a", 12, 5, 1, lasting(12)), func(p *model.PoolSystem) { p.Life = lasting(120) })),
		"single": one(units("a", 3, 3, 0, lasting(4))),
	}
}

func also(s *model.System, f func(*model.System)) *model.System { f(s); return s }

// TestRareAgainstExact holds importance sampling to the exact chains of the same systems.
// It notices 2 %.
func TestRareAgainstExact(t *testing.T) {
	for name, s := range rareSystems() {
		t.Run(name, func(t *testing.T) {
			r, err := rare.Estimate(s, rare.Options{Seed: 7, Mission: true, Target: 0.008})
			if err != nil || r.Refused != "" {
				t.Fatal(err, r.Refused)
			}
			x, err := exact.Solve(s)
			if err != nil {
				t.Fatal(err)
			}
			m, err := exact.Mission(s, 0)
			if err != nil {
				t.Fatal(err)
			}
			t.Log(r.Why)
			t.Log(x.Why)
			for _, c := range []struct {
				metric string
				got    model.Estimate
				want   float64
			}{
				{"unavailability", r.Unavailability, x.Unavailability},
				{"outage rate", r.OutageRate, x.OutageRate},
				{"unreliability", r.Unreliability, m.Unreliability},
				{"MTTF", r.MTTF, m.MTTF},
			} {
				if (c.metric == "unreliability" || c.metric == "MTTF") && m.Method == model.Approximation {
					continue // outages in a row count as several
				}
				half := max((c.got.Hi-c.got.Lo)/2, 1e-9*c.want)
				if z := (c.got.Value - c.want) / (half / 2); !(math.Abs(z) < 4.5 && half < 0.02/4.5*2*c.want) {
					t.Errorf("%s = %.6g ± %.2g %%, want %.6g, z = %.2f", c.metric, c.got.Value, 100*half/c.want, c.want, z)
				} else {
					t.Logf("%s = %.6g ± %.2g %%, want %.6g, z = %.2f", c.metric, c.got.Value, 100*half/c.want, c.want, z)
				}
			}
		})
	}
}
