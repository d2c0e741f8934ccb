package rare

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/integrity"
)

func disksOf(size, needs int, life model.Law, rebuild float64, years float64) *model.Durability {
	return &model.Durability{
		Horizon: years * 8760, Size: size, Needs: needs, Destroys: 1, Life: life,
		Rebuild:  model.NewLaw(model.Exponential, rebuild, 0, 0),
		Patterns: []model.Pattern{{Groups: 1}},
	}
}

func lives(k model.LawKind, mean, shape, cv float64) model.Law {
	return model.NewLaw(k, mean, shape, cv)
}

// TestLossesForced holds forced losses to chains where these are exact, and to the
// crossings of ageing units, where a 6+3 code loses data once in some 1e16 years; each
// would notice 10 %, most 5 %.
func TestLossesForced(t *testing.T) {
	burning := disksOf(6, 3, lives(model.Exponential, 1e5, 0, 0), 24, 5)
	burning.Blasts = []model.Blast{{Name: "room", Rate: 2e-8, Instances: 2}, {Name: "rack", Rate: 1e-8, Instances: 6}}
	burning.Patterns = []model.Pattern{
		{Groups: 3, Under: [][]int{{0, 1, 0, 1, 0, 1}, {0, 1, 2, 3, 4, 5}}},
		{Groups: 1, Under: [][]int{{0, 0, 0, 0, 1, 1}, {0, 0, 1, 1, 2, 2}}},
	}
	burning.Latent, burning.Beta, burning.Destroys = 0.02, 1e-4, 0.3
	crews := disksOf(10, 8, lives(model.Exponential, 1e5, 0, 0), 24, 3)
	crews.Crews = 1
	wearing := disksOf(9, 6, lives(model.Weibull, 1e6, 1.5, 0), 24, 1)
	slow := disksOf(9, 6, lives(model.Weibull, 1e6, 1.5, 0), 24, 1)
	slow.Rebuild = model.NewLaw(model.Lognormal, 24, 0, 1)
	for name, c := range map[string]struct {
		d       *model.Durability
		samples int
	}{
		"3 copies": {disksOf(3, 1, lives(model.Exponential, 35040, 0, 0), 6, 1), 100_000},
		"17+3":     {disksOf(20, 17, lives(model.Exponential, 8760/0.00405, 0, 0), 156, 1), 50_000},
		"domains":  {burning, 100_000},
		"one crew": {crews, 100_000},
		"wearing":  {wearing, 50_000},
		"slow":     {slow, 20_000},
		"infants":  {disksOf(9, 6, lives(model.Weibull, 2e6, 0.8, 0), 24, 1), 15_000},
		"log":      {disksOf(3, 1, lives(model.Lognormal, 2e5, 0, 1), 10, 5), 15_000},
	} {
		t.Run(name, func(t *testing.T) {
			want, err := integrity.Losses(c.d)
			if err != nil {
				t.Fatal(err)
			}
			got := Losses(c.d, LossOptions{Seed: 1, Name: name, Samples: c.samples})
			if got.Refused != "" {
				t.Fatal(got.Refused)
			}
			z, off := (got.Events.Value-want.Events)/got.SE, got.Events.Value/want.Events-1
			t.Logf("%.5g ± %.2g %%, want %.5g, z %.2f", got.Events.Value, 100*got.SE/got.Events.Value, want.Events, z)
			if !(math.Abs(off) <= 0.05) || !(math.Abs(z) < 4) && math.Abs(off) > 2*want.Error || !(got.SE < 0.025*got.Events.Value) {
				t.Errorf("off by %.2g, z %.2f, standard error %.2g", off, z, got.SE/got.Events.Value)
			}
		})
	}
}

// TestLossesInflated holds forced losses to histories as they come, where both see
// plenty: |z| < 4.
func TestLossesInflated(t *testing.T) {
	wild := disksOf(6, 4, lives(model.Weibull, 3000, 1.6, 0), 60, 0.5)
	wild.Rebuild = model.NewLaw(model.Lognormal, 60, 0, 2)
	wild.Destroys, wild.Latent, wild.Beta = 0.7, 0.1, 0.05
	wild.Blasts = []model.Blast{{Name: "room", Rate: 1e-5, Instances: 3}}
	wild.Patterns = []model.Pattern{{Groups: 2, Under: [][]int{{0, 1, 2, 0, 1, 2}}}}
	crews := disksOf(5, 3, lives(model.Hyperexponential, 0, 0, 0), 40, 0.5)
	crews.Life = model.Law{Kind: model.Hyperexponential, Mean: 2000, Phases: []model.LawPhase{{Share: 0.3, Mean: 500}, {Share: 0.7, Mean: 1850. / 0.7}}}
	crews.Rebuild, crews.Crews = model.NewLaw(model.Deterministic, 40, 0, 0), 1
	uniform := disksOf(4, 2, model.Law{Kind: model.Uniform, Lo: 500, Hi: 3500, Mean: 2000}, 60, 0.3)
	for name, d := range map[string]*model.Durability{"wild": wild, "crews": crews, "uniform": uniform} {
		t.Run(name, func(t *testing.T) {
			plain := Losses(d, LossOptions{Seed: 2, Name: name, Samples: 40_000, Plain: true})
			g := newLossGroup(d)
			o := LossOptions{Seed: 2, Name: name}
			tally := g.sample(o, 40_000, "forced", g.forced)
			forced := g.result(tally, tally.trouble(), "")
			if plain.Refused+forced.Refused != "" {
				t.Fatalf("%s %s", plain.Refused, forced.Refused)
			}
			se := math.Hypot(plain.SE, forced.SE)
			z := (plain.Events.Value - forced.Events.Value) / se
			t.Logf("%.5g as they come, %.5g forced, z %.2f, sees %.2g %%", plain.Events.Value, forced.Events.Value, z, 400*se/plain.Events.Value)
			if !(math.Abs(z) < 4) || !(se < 0.08*plain.Events.Value) {
				t.Errorf("%g as they come, %g forced, z %.2f", plain.Events.Value, forced.Events.Value, z)
			}
		})
	}
}

// TestLossesRefused: what too few samples met is bounded, not estimated.
func TestLossesRefused(t *testing.T) {
	d := disksOf(3, 1, lives(model.Exponential, 35040, 0, 0), 6, 1)
	got := Losses(d, LossOptions{Seed: 1, Name: "few", Samples: 10_000, Plain: true})
	if got.Refused == "" || got.Events.Value != 0 || !(got.Events.Hi > 2e-4 && got.Events.Hi < 4e-4) { // 3 ÷ 10,000
		t.Errorf("%+v", got)
	}
}
