package rare

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

func exponential(mean float64) model.Law { return model.NewLaw(model.Exponential, mean, 0, 0) }

// computing is the computing system of Goyal et al. 1992 without propagation.
func computing() *model.System {
	s := &model.System{Horizon: 1000, Crews: []model.Crew{{Count: 1}}}
	repair := model.Law{Kind: model.Hyperexponential, Mean: 1.5, Phases: []model.LawPhase{{Share: 0.5, Mean: 1}, {Share: 0.5, Mean: 2}}}
	for i := range 10 {
		p := model.PoolSystem{Name: string(rune('a' + i)), Count: 2, Needs: 1, Life: exponential(2000), Repair: repair, Crew: 1}
		if i >= 4 {
			p.Count, p.Needs, p.Life = 4, 3, exponential(6000)
		}
		s.Pools = append(s.Pools, p)
	}
	return s
}

// machines is n machines of which fatal down are an outage, with crews; 0: each its own.
func machines(n, fatal, crews int, lambda, mu, horizon float64) *model.System {
	s := &model.System{Horizon: horizon, Pools: []model.PoolSystem{
		{Name: "m", Count: n, Needs: n - fatal + 1, Life: exponential(1 / lambda), Repair: exponential(1 / mu)},
	}}
	if crews > 0 {
		s.Crews, s.Pools[0].Crew = []model.Crew{{Count: crews}}, 1
	}
	return s
}

// database is the database of Villén-Altamirano 2007 with own repairs (Budde, Monti &
// D'Argenio 2016): each unit has a quick and a slow way to fail.
func database(red int) *model.System {
	s := &model.System{Horizon: 1000}
	repair := model.Law{Kind: model.Hyperexponential, Mean: 1.5, Phases: []model.LawPhase{{Share: 0.5, Mean: 1}, {Share: 0.5, Mean: 2}}}
	for i := range 10 {
		p := model.PoolSystem{Name: string(rune('a' + i)), Count: red, Needs: 1, Life: exponential(1000 * float64(red)), Repair: repair}
		if i >= 4 {
			p.Count, p.Needs, p.Life = red+2, 3, exponential(3000*float64(red))
		}
		s.Pools = append(s.Pools, p)
	}
	return s
}

// TestKnownAnswers holds estimates to the exact values of chains and birth–death
// products in 40 digits.
func TestKnownAnswers(t *testing.T) {
	for _, c := range []struct {
		name                      string
		s                         *model.System
		unavailability, mttf, unr float64
	}{
		{"computing system", computing(), 1.022773e-05, 165037.86, 0.006030694694},
		{"twenty machines, two crews", machines(20, 7, 2, 1e-3, 1, 1000), 6.023005089e-15, 0, 0},
		{"3 of 3, one crew", machines(3, 3, 1, 1e-4, 1, 8760), 5.998200180017994e-12, 166733351666.66666, 5.2526983250107444e-08},
		{"3 of 3", machines(3, 3, 0, 1e-4, 1, 8760), 9.997000599900015e-13, 333450018333.3333, 2.6266305678414942e-08},
		{"4 of 4, one crew", machines(4, 4, 1, 1e-3, 1, 8760), 2.3904096191806465e-11, 41875752083.333336, 2.0911861085214982e-07},
		{"4 of 7", machines(7, 4, 0, 1e-4, 0.1, 8760), 3.47768376057627e-11, 72026221880.95238, 1.2136833002982796e-07},
		{"3 of 5, one crew", machines(5, 3, 1, 1e-5, 0.05, 8760), 4.797119424576345e-10, 41733411666.666664, 2.0894565765316693e-07},
		{"3 of 5", machines(5, 3, 0, 1e-5, 0.05, 8760), 7.992804030208691e-11, 83441745000.0, 1.0462406503022623e-07},
		{"database 2", database(2), 4.494745797967557e-06, 0, 0},
		{"database 5", database(5), 1.0964593436725632e-17, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Estimate(c.s, Options{Seed: 1, Mission: true})
			if err != nil {
				t.Fatal(err)
			}
			t.Log(r.Why, r.Refused)
			near(t, "unavailability", r.Unavailability, c.unavailability)
			near(t, "MTTF", r.MTTF, c.mttf)
			near(t, "unreliability", r.Unreliability, c.unr)
		})
	}
}

// TestFeeds holds domains of redundant paths of which the fleet can lose none to
// independence: P(both paths of any of two feeds, or two of four machines, are out). It
// notices 2 %.
func TestFeeds(t *testing.T) {
	s := machines(4, 2, 0, 1e-4, 0.1, 1000)
	s.Pools[0].Place = 2
	s.Levels = []model.Level{{Name: "feed", Total: 2, Paths: 2, Needs: 1, Life: exponential(5000), Repair: exponential(5)}}
	r, err := Estimate(s, Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	const feed, unit = 5. / 5005, 10. / 10010
	feeds, units := 1-math.Pow(1-feed*feed, 2), 6*unit*unit*(1-unit)*(1-unit)+4*math.Pow(unit, 3)*(1-unit)+math.Pow(unit, 4)
	near(t, "unavailability", r.Unavailability, feeds+units-feeds*units)
}

// near holds an estimate to a value, 0 where none is known. It notices 2 %.
func near(t *testing.T, name string, e model.Estimate, want float64) {
	t.Helper()
	if want == 0 {
		return
	}
	z := score(e, want)
	if t.Logf("%s %.6g, want %.6g ± %.2g %%, z = %.2f", name, e.Value, want, 100*(e.Hi-e.Lo)/2/e.Value, z); !(math.Abs(z) < 4.5) {
		t.Errorf("%s = %.6g, want %.6g, z = %.2f", name, e.Value, want, z)
	}
}

func score(e model.Estimate, want float64) float64 {
	return (e.Value - want) / ((e.Hi - e.Lo) / 2 / student)
}

// TestFiftySeeds holds what is printed with every estimate: each of fifty seeds within
// 4.5 standard errors of the exact value, the sum of their squares in its 99.9 % interval
// (Student's law with 63 degrees of freedom makes its mean 51.6). An error of 0.3 % or
// an interval that is a third too short or half too long is noticed. None needs more than
// 15,000 cycles for 1 %: hundredths of a second.
func TestFiftySeeds(t *testing.T) {
	const lo, hi = 24.67, 86.66 // χ² with 50 degrees of freedom
	for _, c := range []struct {
		name string
		s    *model.System
		want float64
	}{
		{"computing system", computing(), 1.022773e-05},
		{"twenty machines", machines(20, 7, 2, 1e-3, 1, 1000), 6.023005089e-15},
		{"3 of 5, one crew", machines(5, 3, 1, 1e-5, 0.05, 8760), 4.797119424576345e-10},
		{"database 5", database(5), 1.0964593436725632e-17},
	} {
		t.Run(c.name, func(t *testing.T) {
			sum, off := 0.0, 0.0
			for seed := range uint64(50) {
				r, err := Estimate(c.s, Options{Seed: seed})
				if err != nil || r.Refused != "" {
					t.Fatal(err, r.Refused)
				}
				if half := r.Unavailability.Hi - r.Unavailability.Value; r.Cycles > 15_000 || !(half <= 0.01*r.Unavailability.Value) {
					t.Errorf("seed %d: %d cycles for %.2g %%", seed, r.Cycles, 100*half/r.Unavailability.Value)
				}
				z := score(r.Unavailability, c.want)
				if !(math.Abs(z) < 4.5) {
					t.Errorf("seed %d: z = %.2f", seed, z)
				}
				sum += z * z
				off += (r.Unavailability.Value/c.want - 1) / 50
			}
			if t.Logf("Σz² = %.1f, on average off by %.2g", sum, off); !(lo < sum && sum < hi) {
				t.Errorf("Σz² = %.1f", sum)
			}
		})
	}
}
