package throughput

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// steady is a load that never changes.
type steady []float64

func (l steady) Rate(w int, _ float64) float64                      { return l[w] }
func (l steady) Offered(w int, a, b float64) float64                { return l[w] * 3600 * (b - a) }
func (steady) Refused(int, []model.Limit, float64, float64) float64 { panic("not asked") }
func (steady) Above([]model.Limit, float64, float64) float64        { panic("not asked") }

func (l steady) Need(of *model.Limit, a, b float64) float64 {
	return l.Peak(of.Weight, a, b) * math.Exp(max(-of.Growth*a, -of.Growth*b))
}

func (l steady) Peak(weight []float64, _, _ float64) (s float64) {
	for w, x := range weight {
		s += x * l[w]
	}
	return s
}

// TestAtPeakNeedsWhatCarries: units of a scaling law, groups, sets with one active, a pool
// without a capacity, one that nobody visits, and dependencies.
func TestAtPeakNeedsWhatCarries(t *testing.T) {
	s := &model.System{Horizon: 100, Load: steady{10, 0}, Workloads: make([]model.WorkloadSystem, 2)}
	one := []float64{1, 1}
	both, second := []bool{true, true}, []bool{false, true}
	s.Pools = []model.PoolSystem{
		{Name: "web", Count: 4, Needs: 4, Capacity: []float64{0, 6, 9, 11, 12}, Weight: one, Uses: both},
		{Name: "ledger", Count: 9, Size: 3, GroupNeeds: 2, Needs: 3, Capacity: []float64{5}, Weight: one, Uses: both},
		{Name: "db", Count: 2, Mode: model.ActiveStandby, Capacity: []float64{0, 15, 15}, Weight: one, Uses: both},
		{Name: "cache", Count: 3, Needs: 2, Weight: []float64{0, 0}, Uses: both},
		{Name: "other", Count: 3, Needs: 3, Capacity: []float64{0, 1, 2, 3}, Weight: one, Uses: second},
	}
	s.Incidents = []model.Incident{{Reach: model.ReachPool, Index: 4}, {Reach: model.ReachPool, Index: 0}}
	s.Gateways = []model.Gateway{{Name: "bank", Limit: model.Limit{Weight: one, Capacity: 10}}}
	at, short := AtPeak(s, 50)
	if short {
		t.Error("all up carries it")
	}
	for i, want := range []int{3, 2, 0, 2, 0} {
		if at.Pools[i].Needs != want {
			t.Errorf("pool %s needs %d, want %d", at.Pools[i].Name, at.Pools[i].Needs, want)
		}
	}
	if s.Pools[0].Needs != 4 || s.Incidents[0].Reach != model.ReachPool || s.Pools[0].Capacity == nil || !(s.Gateways[0].Limit.Capacity == 10) {
		t.Error("the system itself has changed")
	}
	if at.Incidents[0].Reach != model.ReachShare || at.Incidents[1].Reach != model.ReachPool {
		t.Errorf("incidents %+v", at.Incidents)
	}
	for _, broken := range []func(){
		func() { s.Gateways[0].Limit.Capacity = 9.9 },
		func() { s.Gateways[0].Limit.Capacity = math.Inf(1); s.Pools[0].Capacity[4] = 9.9 },
		func() { s.Pools[0].Capacity[4] = 12; s.Pools[1].Capacity[0] = 3 },
		func() { s.Pools[1].Capacity[0] = 5; s.Pools[2].Capacity = []float64{0, 9, 9} },
	} {
		broken()
		if _, short := AtPeak(s, 50); !short {
			t.Error("all up does not carry it")
		}
	}
}
