package exact

import (
	"testing"

	"github.com/capplan/capplan/model"
)

// Half of the requests visit what fails or limits; the others never notice.
func TestHalfVisit(t *testing.T) {
	half, uses := []float64{0.5}, []bool{true}
	pool := func(n int) model.PoolSystem {
		return model.PoolSystem{Name: "p", Count: n, Life: exponentialLaw(90), Repair: exponentialLaw(10), Weight: []float64{0}, Uses: uses, Visit: half}
	}
	one, groups, small := pool(1), pool(2), pool(1)
	one.Needs = 1
	groups.Size, groups.GroupNeeds, groups.Needs = 1, 1, 2
	small.Life, small.Repair, small.Weight, small.Capacity = model.Law{}, model.Law{}, half, []float64{0, 40}
	standby := pool(1)
	standby.Mode = model.ActiveStandby
	gate := model.Gateway{Name: "g", Availability: 1, Repair: 1, Share: half, Limit: model.Limit{Weight: half, Capacity: 40, Visit: half}}
	hit := pool(1)
	hit.Life = model.Law{}
	incident := model.Incident{Name: "i", Rate: 1. / 90, Duration: exponentialLaw(10), Reach: model.ReachPool}
	for _, x := range []struct {
		name   string
		pool   model.PoolSystem
		system model.System
		served float64
	}{
		{"a unit", one, model.System{}, 0.95},
		{"a pool of 40 req/s", small, model.System{}, 0.9},
		{"two groups of one", groups, model.System{}, 0.95},
		{"a pair", standby, model.System{}, 0.95},
		{"a dependency of 40 req/s", hit, model.System{Gateways: []model.Gateway{gate}}, 0.9},
		{"an incident", hit, model.System{Incidents: []model.Incident{incident}}, 0.95},
		{"an incident, one group of two", func() model.PoolSystem { p := groups; p.Life = model.Law{}; return p }(), model.System{Incidents: []model.Incident{{Name: "i", Rate: 1. / 90, Duration: exponentialLaw(10), Reach: model.ReachGroup}}}, 0.975},
	} {
		s := x.system
		s.Horizon, s.Steady, s.ByRequests, s.Load = 1000, true, true, steadyLoad{100}
		s.Workloads = []model.WorkloadSystem{{Name: "w", ByRequests: true}}
		s.Pools = []model.PoolSystem{x.pool}
		near(t, x.name, solved(t, &s).Served[0], x.served, 1e-14)
	}
}
