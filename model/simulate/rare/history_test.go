package rare

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/stat"
	"github.com/capplan/capplan/model/simulate"
)

// TestAgainstHistories holds repairs of any law with crews to histories of the same
// systems, not so rare that these see nothing. It notices 10 %.
func TestAgainstHistories(t *testing.T) {
	for name, crew := range map[string]model.Crew{"first come": {Count: 1}, "two": {Count: 2}, "sharing": {Count: 1, Sharing: true}} {
		t.Run(name, func(t *testing.T) {
			a, b := model.PoolSystem{Name: "a", Count: 4, Needs: 3, Crew: 1, Life: exponential(300), Repair: model.NewLaw(model.Lognormal, 6, 0, 1.5)}, model.PoolSystem{Name: "b", Count: 3, Needs: 1, Crew: 1, Life: exponential(300), Repair: model.NewLaw(model.Weibull, 9, 2, 0), Beta: 0.1}
			s := &model.System{Horizon: 1000, Steady: true, Pools: []model.PoolSystem{a, b}, Crews: []model.Crew{crew}}
			r, err := Estimate(s, Options{Seed: 2, Mission: true})
			if err != nil || r.Refused != "" {
				t.Fatal(err, r.Refused)
			}
			var down, outages, lost stat.Sample
			x, h := simulate.NewRunner(), &simulate.History{}
			for trial := range uint64(4000) {
				x.Run(s, 1, trial, h)
				down.Add(h.Unavailability)
				outages.Add(float64(h.Outages) / s.Horizon)
				gone := 0.0
				if x.Mission(s, 1, trial, s.Horizon) < s.Horizon {
					gone = 1
				}
				lost.Add(gone)
			}
			for metric, c := range map[string]struct {
				e model.Estimate
				s *stat.Sample
			}{"unavailability": {r.Unavailability, &down}, "outage rate": {r.OutageRate, &outages}, "unreliability": {r.Unreliability, &lost}} {
				se := math.Hypot((c.e.Hi-c.e.Value)/1.97, stat.StdErr(c.s.SD(), c.s.N))
				z := (c.e.Value - c.s.Mean) / se
				if t.Logf("%s %g, by histories %g, z = %.2f", metric, c.e.Value, c.s.Mean, z); !(math.Abs(z) < 4.5 && 4.5*se < 0.2*c.e.Value) {
					t.Errorf("%s = %g, by histories %g, z = %.2f, sees %.2g", metric, c.e.Value, c.s.Mean, z, 4.5*se/c.e.Value)
				}
			}
		})
	}
}
