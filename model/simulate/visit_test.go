package simulate

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/stat"
)

// TestHalfVisit: half of the requests visit what fails or limits; the others never
// notice. What fails is held to 0.002, what limits to rounding.
func TestHalfVisit(t *testing.T) {
	half, uses := []float64{0.5}, []bool{true}
	pool := func(n int) model.PoolSystem {
		return model.PoolSystem{Name: "p", Count: n, Life: exponential(90), Repair: exponential(10), Weight: []float64{0}, Uses: uses, Visit: half}
	}
	one, groups, small, whole := pool(1), pool(2), pool(1), pool(1)
	one.Needs = 1
	groups.Size, groups.GroupNeeds, groups.Needs = 1, 1, 2
	small.Life, small.Weight, small.Capacity = model.Law{}, half, []float64{0, 40}
	whole.Life = model.Law{}
	gate := model.Gateway{Name: "g", Availability: 1, Repair: 1, Share: half, Limit: model.Limit{Weight: half, Capacity: 40, Visit: half}}
	incident := model.Incident{Name: "i", Rate: 1. / 90, Duration: exponential(10), Reach: model.ReachPool}
	for _, x := range []struct {
		name   string
		pool   model.PoolSystem
		system model.System
		served float64
	}{
		{"a unit", one, model.System{}, 0.95},
		{"a pool of 40 req/s", small, model.System{}, 0.9},
		{"two groups of one", groups, model.System{}, 0.95},
		{"a dependency of 40 req/s", whole, model.System{Gateways: []model.Gateway{gate}}, 0.9},
		{"an incident", whole, model.System{Incidents: []model.Incident{incident}}, 0.95},
	} {
		s := x.system
		s.Horizon, s.Steady, s.ByRequests, s.Load = 2000, true, true, constant{100}
		s.Workloads = []model.WorkloadSystem{{Name: "w", ByRequests: true}}
		s.Pools = []model.PoolSystem{x.pool}
		var lost stat.Sample
		run(&s, 8000, func(h *History) { lost.Add(h.Unavailability) })
		if x.served == 0.9 {
			if !(math.Abs(lost.Mean-0.1) <= 1e-12) {
				t.Errorf("%s: lost %g, want 0.1", x.name, lost.Mean)
			}
			continue
		}
		stat.Near(t, x.name, &lost, 1-x.served, 0.002)
	}
}
