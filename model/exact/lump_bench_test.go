package exact

import (
	"testing"
	"time"

	"github.com/capplan/capplan/model"
)

// sharedCrew is two pools of n and m units with one crew, first come first served or
// shared.
func sharedCrew(n, m int, sharing bool) *model.System {
	s := &model.System{Horizon: 43800, Steady: true, Crews: []model.Crew{{Count: 2, Sharing: sharing}}}
	for i, c := range []int{n, m} {
		s.Pools = append(s.Pools, model.PoolSystem{
			Name: string(rune('a' + i)), Count: c, Needs: c - 3, Life: exponentialLaw(20000 * float64(i+1)), Repair: exponentialLaw(8), Crew: 1,
		})
	}
	return s
}

func benchmarkSolve(b *testing.B, s *model.System, least int) {
	b.ReportAllocs()
	for range b.N {
		h := &hanging{s: s, most: maxLumped}
		if err := h.divide(); err != nil {
			b.Fatal(err)
		}
		if n := len(h.parts[0].p); n < least {
			b.Fatalf("%d states", n)
		}
		b.ReportMetric(float64(len(h.parts[0].p)), "states")
	}
}

func BenchmarkSharedCrew(b *testing.B) {
	benchmarkSolve(b, sharedCrew(23, 24, true), 600)
	within(b, 50*time.Millisecond)
}

// BenchmarkSharedCrewLarge is a chain of more than 200,000 states.
func BenchmarkSharedCrewLarge(b *testing.B) {
	b.ReportAllocs()
	g, err := newLumped(sharedCrew(400, 500, true), false, true)
	if err != nil {
		b.Fatal(err)
	}
	for range b.N {
		w := &work{}
		c, _ := g.explore(w, -1, maxLumped)
		_, fault := c.steady(w)
		if !(fault < 1e-10) {
			b.Fatal(fault)
		}
		b.ReportMetric(float64(c.len()), "states")
	}
	within(b, 5*time.Second)
}

// A web tier of a thousand units in fifty racks, with a database and one crew for both.
func BenchmarkTied(b *testing.B) {
	s := sharedCrew(1000, 4, false)
	s.Crews[0].Count = 3
	s.Pools[0].Needs, s.Pools[1].Needs = 960, 3
	s.Levels = []model.Level{{Name: "rack", Total: 50, Life: exponentialLaw(80000), Repair: exponentialLaw(3)}}
	for i := range s.Pools {
		s.Pools[i].Place = 50
	}
	for range b.N {
		r, err := Solve(s)
		if err != nil {
			b.Fatal(err)
		}
		b.Log(r.Why)
	}
}
