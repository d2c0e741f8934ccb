package throughput

import (
	"errors"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/capplan/capplan/model"
)

// has says from the words of model/state.go alone whether a pool has what it needs with
// some units lost: lost units leave their places, and of the units that wait the first in
// order takes the first place that is empty.
func has(p *model.PoolSystem, lost map[int]bool, need, called float64) bool {
	place := make([]bool, p.Count)
	for i := range place {
		place[i] = !lost[i]
	}
	for u := p.Count; u < p.Count+p.Standby; u++ {
		if k := slices.Index(place, false); k >= 0 && !lost[u] {
			place[k] = true
		}
	}
	up := 0
	for _, ok := range place {
		if ok {
			up++
		}
	}
	if p.Size == 0 {
		switch {
		case p.Mode != model.Shared:
			return up >= 1
		case p.Needs < 0:
			return p.Capacity[up] >= need && (len(p.Walls) == 0 || p.Walls[0].Capacity[up] >= called)
		}
		return up >= p.Needs
	}
	working := 0
	for g := range p.Count / p.Size {
		n := 0
		for m := range p.Size {
			if place[g*p.Size+m] {
				n++
			}
		}
		if n >= p.GroupNeeds || p.Mode != model.Shared && n > 0 {
			working++
		}
	}
	if p.Needs < 0 {
		return float64(working)*p.Capacity[0] >= need
	}
	return working >= p.Needs
}

// TestSurvivesIsFullEnumeration holds small random systems, with trees that cross,
// spread, groups, modes and standby, against all ways to lose n of what they have.
func TestSurvivesIsFullEnumeration(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	died, lived, grouped, walled := 0, 0, 0, 0
	for k := range 4000 {
		s := &model.System{Levels: []model.Level{{Name: "room", Total: 1 + r.IntN(3)}}}
		s.Levels = append(s.Levels, model.Level{Name: "rack", Total: s.Levels[0].Total * (1 + r.IntN(4))})
		s.Levels = append(s.Levels, model.Level{Name: "pod", Total: 1 + r.IntN(5), Tree: 1})
		var need []float64 // of the pools, then of their walls at 2 and 3
		for i := range 1 + r.IntN(2) {
			p := model.PoolSystem{Name: "p", Count: 1 + r.IntN(9), Place: 1 + r.IntN(s.Levels[1].Total)}
			if r.IntN(2) == 0 {
				p.Size = 1 + r.IntN(4)
				p.Count = p.Size * (1 + r.IntN(4))
				p.GroupNeeds = 1 + r.IntN(p.Size)
			}
			groups := p.Count
			if p.Size > 0 {
				groups = p.Groups()
			}
			switch r.IntN(4) {
			case 0:
				p.Mode = model.Mode(1 + r.IntN(2))
				p.GroupNeeds = min(p.GroupNeeds, 1)
			case 1:
				p.Standby = 1 + r.IntN(3)
			}
			p.Needs = 1 + r.IntN(groups)
			if r.IntN(3) == 0 {
				p.Needs = groups
			}
			p.Capacity = []float64{100}
			if p.Size == 0 {
				p.Capacity[0] = 0
				for range p.Count {
					p.Capacity = append(p.Capacity, p.Capacity[len(p.Capacity)-1]+100)
				}
			}
			if p.Mode == model.Shared && r.IntN(3) == 0 {
				p.Needs = -1
				if p.Size == 0 && r.IntN(2) == 0 {
					x := model.Wall{Weight: []float64{2: 0, 3: 0}}
					x.Weight[2+i] = 1
					units := r.IntN(p.Count + 1)
					for k := range p.Count + 1 {
						x.Capacity = append(x.Capacity, 100*float64(min(k, units)))
					}
					p.Walls, walled = []model.Wall{x}, walled+1
				}
			}
			p.Weight = []float64{3: 0}
			p.Weight[i] = 1
			s.Pools, need = append(s.Pools, p), append(need, float64(r.IntN(100*groups)))
		}
		called := []float64{float64(r.IntN(300)), float64(r.IntN(300))}
		level, pool, total := r.IntN(4)-1, r.IntN(len(s.Pools)), 0
		units := func(i, d int) []int { // of pool i in instance d
			if level < 0 {
				if i != pool {
					return nil
				}
				return []int{d}
			}
			p, l := &s.Pools[i], &s.Levels[level]
			var out []int
			for u := range p.Units() {
				if l.Tree == 0 && u%p.Place%l.Total == d || l.Tree == 1 && (u+u/s.Levels[0].Total)%l.Total == d {
					out = append(out, u)
				}
			}
			return out
		}
		if total = s.Pools[pool].Units(); level >= 0 {
			total = s.Levels[level].Total
		}
		n := 1 + r.IntN(total)
		want := true
		for set := range uint64(1) << total {
			if bits.OnesCount64(set) != n {
				continue
			}
			for i := range s.Pools {
				lost := map[int]bool{}
				for d := range total {
					if set>>d&1 == 1 {
						for _, u := range units(i, d) {
							lost[u] = true
						}
					}
				}
				if level < 0 && i != pool {
					continue
				}
				want = want && has(&s.Pools[i], lost, need[i], called[i])
			}
		}
		loss, err := Survives(s, level, pool, n, func(weight []float64) (x float64) {
			for i := range need {
				x += weight[i]*need[i] + weight[2+i]*called[i]
			}
			return x
		})
		if err != nil || (loss == nil) != want {
			t.Fatalf("system %d: level %d n %d: %+v %v, want survival %v\n%+v need %v", k, level, n, loss, err, want, s.Pools, need)
		}
		if want {
			lived++
			continue
		}
		died++
		// The way that is named is one: so many, and the pool does not survive it.
		lost := map[int]bool{}
		bad := false
		for i := range s.Pools {
			if s.Pools[i].Size > 0 {
				grouped++
			}
			clear(lost)
			for _, d := range loss.Which {
				for _, u := range units(i, d) {
					lost[u] = true
				}
			}
			bad = bad || !has(&s.Pools[i], lost, need[i], called[i])
		}
		if !bad || len(loss.Which) > n {
			t.Fatalf("system %d: losing %v of level %d is survived, or more than %d", k, loss.Which, level, n)
		}
	}
	if died < 500 || lived < 500 || grouped < 300 || walled < 100 {
		t.Errorf("%d losses and %d survivals of which %d with groups and %d with walls tell little", died, lived, grouped, walled)
	}
}

// TestSurvivesLargeSystems: what decides without enumeration, and what is refused.
func TestSurvivesLargeSystems(t *testing.T) {
	s := &model.System{Levels: []model.Level{{Name: "rack", Total: 100}}}
	s.Pools = []model.PoolSystem{{Name: "ledger", Count: 1500, Place: 100, Size: 3, GroupNeeds: 2, Needs: 500}}
	for _, c := range []struct {
		n, needs int
		lives    bool
	}{{1, 500, true}, {2, 500, false}, {2, 499, false}, {20, 500, false}, {20, 350, true}} {
		s.Pools[0].Needs = c.needs
		l, err := Survives(s, 0, -1, c.n, func([]float64) float64 { return 0 })
		if err != nil || (l == nil) != c.lives {
			t.Errorf("%d racks of 100, %d groups needed: %+v, %v", c.n, c.needs, l, err)
		}
	}
	s.Pools[0].Needs = 420 // 20 racks: between what a greedy loss kills and what all members could
	if l, err := Survives(s, 0, -1, 20, func([]float64) float64 { return 0 }); l == nil && !errors.Is(err, ErrTooMany) {
		t.Errorf("20 of 100 racks: %+v, %v", l, err)
	}
}

// TestLeftIsTheWorst holds the units left against the loss that is named.
func TestLeftIsTheWorst(t *testing.T) {
	s := &model.System{Levels: []model.Level{{Name: "rack", Total: 4}}}
	s.Pools = []model.PoolSystem{{Name: "web", Count: 10, Place: 4, Needs: 10}, {Name: "db", Count: 6, Place: 4, Size: 3}, {Name: "few", Count: 3, Place: 4, Standby: 1, Needs: 3}}
	if got := Left(s, 0, -1, 2); !slices.Equal(got, []int{4, -1, 2}) { // racks of 3, 3, 2, 2
		t.Errorf("two racks leave %v", got)
	}
	if got := Left(s, -1, 2, 1); !slices.Equal(got, []int{-1, -1, 3}) {
		t.Errorf("a unit leaves %v", got)
	}
}
