package simulate

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestMembersAddUp holds what is counted by group to the hours of units up, which are kept
// on their own, whatever ties units together; without groups likewise. The law itself is
// held to its closed form in exact/members_test.go.
func TestMembersAddUp(t *testing.T) {
	base := func(size int) model.PoolSystem {
		return model.PoolSystem{
			Name: "p", Count: 12, Size: size, GroupNeeds: 2, Needs: 1, Place: 4, CountMembers: max(size, 14),
			Life: exponential(50), Repair: lognormal(5, 1),
		}
	}
	for name, set := range map[string]func(p *model.PoolSystem, s *model.System){
		"plain": func(*model.PoolSystem, *model.System) {},
		"crew":  func(p *model.PoolSystem, _ *model.System) { p.Crew = 1 },
		"spares": func(p *model.PoolSystem, _ *model.System) {
			p.Spares = &model.Spares{OnSite: 1, Resupply: fixed(30), Share: 1}
		},
		"shocks":  func(p *model.PoolSystem, _ *model.System) { p.Beta = 0.3 },
		"standby": func(p *model.PoolSystem, _ *model.System) { p.Standby, p.Dormancy = 2, 0.5 },
		"switches": func(p *model.PoolSystem, _ *model.System) {
			p.Standby, p.Dormancy, p.Cover = 2, 1, model.Cover{On: true, Success: 1, Time: fixed(1)}
		},
		"upkeep": func(p *model.PoolSystem, _ *model.System) {
			p.Upkeep = &model.Upkeep{Every: 100, Duration: fixed(3), AtOnce: 2, To: 24, Counts: true}
		},
		"not counts": func(p *model.PoolSystem, _ *model.System) {
			p.Upkeep = &model.Upkeep{Every: 100, Duration: fixed(3), AtOnce: 2, To: 24}
		},
		"joins": func(p *model.PoolSystem, _ *model.System) {
			p.Arrivals = []model.Arrival{{At: 300, Count: 15, Needs: 1}, {At: 500, Count: 24, Needs: 1}}
		},
		"crossing": func(_ *model.PoolSystem, s *model.System) {
			s.Levels = append(s.Levels, model.Level{Name: "pod", Total: 3, Tree: 1, Life: exponential(90), Repair: exponential(4)})
		},
		"gray": func(p *model.PoolSystem, _ *model.System) {
			p.Gray = model.Gray{Life: exponential(70), Works: 0.5, Detect: exponential(9)}
		},
		"new": func(_ *model.PoolSystem, s *model.System) { s.Steady = false },
	} {
		for _, size := range []int{3, 0} {
			s := &model.System{Horizon: 900, Steady: true, Crews: []model.Crew{{Count: 1}}, Levels: []model.Level{{Name: "room", Total: 4, Life: exponential(100), Repair: exponential(8)}}, Pools: []model.PoolSystem{base(size)}}
			if set(&s.Pools[0], s); size == 0 && s.Pools[0].Arrivals != nil {
				s.Pools[0].CountMembers = 24
			}
			run(s, 20, func(h *History) {
				sum, all := 0.0, 0.0
				for j, x := range h.Members[0] {
					sum += float64(float64(j) * x)
					all += x
					if x < 0 {
						t.Errorf("%s, groups of %d: %g hours with %d up", name, size, x, j)
					}
				}
				want := s.Horizon * float64(max(1, s.Pools[0].Groups()))
				if s.Pools[0].Arrivals != nil && size > 0 {
					want = 900*4 + 600 + 3*400
				}
				if !(math.Abs(sum-h.UnitHours[0]) <= 1e-9*sum) || !(math.Abs(all-want) <= 1e-9*want) {
					t.Errorf("%s, groups of %d: %g unit hours of %g, %g hours of %g", name, size, sum, h.UnitHours[0], all, want)
				}
			})
		}
	}
}

// TestMembersAskedFor changes nothing of pools that it is not asked of, in memory that
// others have used.
func TestMembersAskedFor(t *testing.T) {
	s := &model.System{Horizon: 900, Steady: true, Pools: []model.PoolSystem{
		{Name: "p", Count: 6, Size: 3, GroupNeeds: 2, Needs: 2, Life: exponential(50), Repair: exponential(5), CountMembers: 3},
		{Name: "q", Count: 6, Needs: 5, Life: exponential(50), Repair: exponential(5)},
	}}
	r, h := NewRunner(), &History{}
	r.Run(s, 1, 7, h)
	if h.Members[1] != nil || len(h.Members[0]) != 4 {
		t.Errorf("members: %v", h.Members)
	}
	failures := h.Failures[1]
	s.Pools[0].CountMembers = 0
	r.Run(s, 1, 7, h)
	if h.Members[0] != nil || h.Failures[1] != failures {
		t.Errorf("members %v, failures %d, before %d", h.Members[0], h.Failures[1], failures)
	}
}
