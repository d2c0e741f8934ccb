package exact

import (
	"math/rand/v2"
	"slices"
	"sort"
	"testing"

	"github.com/capplan/capplan/model"
)

// What is found from a place near is what bisection finds.
func TestFrom(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		list := make([]float64, 1+rng.IntN(40))
		for i := range list {
			list[i] = float64(rng.IntN(30))
		}
		slices.Sort(list)
		for near := range len(list) + 1 {
			x := float64(rng.IntN(34) - 2)
			want := sort.SearchFloat64s(list, x)
			if got := from(list, x, near); got != want {
				t.Fatalf("from(%v, %g, %d) = %d, want %d", list, x, near, got, want)
			}
		}
	}
}

// Rises are counted as one after another of each number of units.
func TestCrossingsAreCountedSingly(t *testing.T) {
	for _, walled := range []bool{false, true} {
		f, p := risingFleet(walled)
		p.cross = nil
		got := make([]float64, p.enough)
		for k := range got {
			got[k] = f.crossings(p, k)
		}
		if slices.Max(got) == 0 {
			t.Fatal("demand never rises")
		}
		want := make([]float64, p.Count+1)
		step := max(0.25, f.s.Horizon/60000)
		last := p.Count + 1
		for x := 0.5 * step; x < f.s.Horizon; x += step {
			need := func(weight []float64) float64 { return weight[0] * f.s.Load.Rate(0, x) }
			now := p.Walled(sort.Search(p.Count+1, func(k int) bool { return p.Capacity[k] >= need(p.Weight) }), need)
			for k := last; k < now && k <= p.Count; k++ {
				want[k] += 1 / f.s.Horizon
			}
			last = now
		}
		for k := range got {
			if got[k] != want[k] {
				t.Errorf("%d units: %g an hour, one by one %g", k, got[k], want[k])
			}
		}
	}
}

// risingFleet is a pool whose demand rises and falls every day, also by a wall.
func risingFleet(walled bool) (*fleet, *pool) {
	s := &model.System{Horizon: 60 * 24, Steady: true, Load: waveLoad{900}}
	q := model.PoolSystem{Count: 1000, Needs: -1, Weight: []float64{1}}
	w := model.Wall{Units: 950, Weight: []float64{1}}
	for k := range q.Count + 1 {
		q.Capacity = append(q.Capacity, float64(k))
		w.Capacity = append(w.Capacity, 0.98*float64(min(k, w.Units)))
	}
	if walled {
		q.Walls = []model.Wall{w}
	}
	s.Pools = []model.PoolSystem{q}
	f := &fleet{s: s}
	p := &pool{PoolSystem: &s.Pools[0], needs: -1}
	f.demandOf(p)
	return f, p
}

func BenchmarkCrossings(b *testing.B) {
	f, p := risingFleet(false)
	b.ReportAllocs()
	for b.Loop() {
		p.cross = nil
		f.crossings(p, 500)
	}
}
