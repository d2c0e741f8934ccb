package decide

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/throughput"
)

// carries is what a fleet of the plan carries after its worst loss, at likely values.
func carries(p *model.Plan, i int) (degraded, demand float64) {
	s := newStage(p, &p.Fleets[i])
	a := throughput.NewTopology(&s.sys).Assess(&s.sys)
	return a.Degraded, a.Demand
}

// TestSameLoadByHand: 80 req/s growing by 10 % take 15 units of 6 req/s at the first
// year's end, and 19 have 15 left when one of five racks is lost, 18 have 14.
func TestSameLoadByHand(t *testing.T) {
	p := plan()
	web := &p.Fleets[0].Pools[0]
	web.Count = 0
	got := SameLoad(p, false)
	if len(got) != 1 || got[0] != (model.Sizing{Count: 19}) {
		t.Errorf("%+v, want 19 units", got)
	}
	web.Needs = model.Needs{Count: 30, Explicit: true, Fixed: true}
	if got = SameLoad(p, false); got[0].Count != 30 {
		t.Errorf("needs: 30 is below %d units", got[0].Count)
	}
	web.Needs = model.Needs{Count: -1}
	if got = SameLoad(p, true); len(got) != 2 || got[1].Fleet != 1 || got[1].Count != 19 {
		t.Errorf("with the flag all are counted: %+v", got)
	}
	web.Mode, web.Count, web.Place = model.ActiveStandby, 2, 5
	if got = SameLoad(p, true); got[0].Count != 30 || got[0].Set != 2 { // racks 0 and 1, 2 and 3, 4 and 0: no loss takes a pair
		t.Errorf("15 pairs carry 90 req/s: %+v", got[0])
	}
	web.Owned = &model.Owned{}
	if got = SameLoad(p, true); !strings.Contains(got[0].Why, "owned") {
		t.Errorf("%+v is bought to what is owned", got[0])
	}
	web.Owned, web.Mode, web.Count = nil, model.Shared, 20
	web.Throughput.Contention, web.Throughput.Coherency = quantity(0.1), quantity(0.05)
	if got = SameLoad(p, true); !strings.Contains(got[0].Why, "scaling law 4 units carry most") {
		t.Errorf("%+v carries what the law does not reach", got[0])
	}
	web.Throughput = &model.Throughput{PerUnit: quantity(6)}
	web.ShareAll = quantity(0)
	if web.Count = 0; SameLoad(p, false)[0].Why == "" {
		t.Error("a pool that no request visits got a count")
	}
}

// TestSameLoadIsLeast holds the counts of random fleets against capacity.degraded: it
// carries the load with them, and not with one step less in any pool. A room that holds
// everything is not held against a size.
func TestSameLoadIsLeast(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 150 {
		p := plan()
		f := &p.Fleets[0]
		p.Fleets = p.Fleets[:1]
		racks := 2 + r.IntN(6)
		f.Domains[0].Count = racks
		f.Pools[0].Place = racks
		ledger := f.Pools[0]
		ledger.Name, ledger.Throughput = "ledger", &model.Throughput{PerUnit: quantity(2 + 5*r.Float64()), Contention: quantity(0.05)}
		size := 1 + r.IntN(min(3, racks))
		ledger.Groups = &model.Groups{Size: size, Needs: 1 + r.IntN(size)}
		ledger.Count, f.Pools[0].Count = 0, 0
		f.Pools[0].Throughput = &model.Throughput{PerUnit: quantity(1 + 9*r.Float64())}
		f.Pools = append(f.Pools, ledger)
		if size == racks && ledger.Groups.Needs == size {
			continue // any rack stops all groups
		}
		step := []int{1, size}
		for _, s := range SameLoad(p, false) {
			if s.Why != "" || s.Count == 0 {
				t.Fatalf("%d: %+v", n, s)
			}
			f.Pools[s.Pool].Count = s.Count
		}
		if degraded, demand := carries(p, 0); degraded < demand*(1-rounding) {
			t.Errorf("%d: %d and %d units carry %v of %v", n, f.Pools[0].Count, f.Pools[1].Count, degraded, demand)
		}
		for i := range f.Pools {
			f.Pools[i].Count -= step[i]
			if degraded, demand := carries(p, 0); f.Pools[i].Count > 0 && degraded >= demand {
				t.Errorf("%d: %s carries %v of %v with one step less than was chosen", n, f.Pools[i].Name, degraded, demand)
			}
			f.Pools[i].Count += step[i]
		}
	}
}
