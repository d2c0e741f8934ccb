package exact

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/stat"
	"github.com/capplan/capplan/model/simulate"
)

// lawsOf returns exponential laws of a thing that is down a share q of the time.
func lawsOf(q, mttr float64) (life, repair model.Law) {
	if q == 0 {
		return model.Law{}, exponentialLaw(mttr)
	}
	return exponentialLaw(mttr * (1 - q) / q), exponentialLaw(mttr)
}

// memberSystems are systems whose law of members up is known by enumeration.
func memberSystems() map[string]*model.System {
	level := func(name string, total, tree int, q float64) model.Level {
		l := model.Level{Name: name, Total: total, Tree: tree}
		l.Life, l.Repair = lawsOf(q, 3)
		return l
	}
	pool := func(count, size, place int, q float64) model.PoolSystem {
		p := model.PoolSystem{Name: "p", Count: count, Size: size, GroupNeeds: 1, Place: place, CountMembers: max(1, size)}
		p.Life, p.Repair = lawsOf(q, 2)
		return p
	}
	paths := level("feed", 2, 0, 0.2)
	paths.Paths, paths.Needs = 3, 2
	other := pool(4, 2, 0, 0.1)
	other.Name, other.CountMembers = "other", 0
	systems := map[string]*model.System{
		"alone":               {Pools: []model.PoolSystem{pool(6, 3, 0, 0.1)}},
		"rooms":               {Levels: []model.Level{level("room", 3, 0, 0.1)}, Pools: []model.PoolSystem{pool(6, 3, 3, 0.15)}},
		"3 and 2":             {Levels: []model.Level{level("zone", 2, 0, 0.05)}, Pools: []model.PoolSystem{pool(5, 5, 2, 0.1)}},
		"nested, uneven":      {Levels: []model.Level{level("site", 2, 0, 0.1), level("rack", 6, 0, 0.2)}, Pools: []model.PoolSystem{pool(8, 4, 5, 0.1)}},
		"paths":               {Levels: []model.Level{paths, level("rack", 4, 0, 0.1)}, Pools: []model.PoolSystem{pool(6, 3, 4, 0.1)}},
		"crossing":            {Levels: []model.Level{level("room", 2, 0, 0.1), level("rack", 4, 0, 0.1), level("pod", 2, 1, 0.2), level("switch", 4, 1, 0.15)}, Pools: []model.PoolSystem{pool(8, 4, 4, 0.1)}},
		"no groups":           {Levels: []model.Level{level("rack", 3, 0, 0.1)}, Pools: []model.PoolSystem{pool(5, 0, 3, 0.2)}},
		"incident of a room":  {Levels: []model.Level{level("room", 3, 0, 0.1)}, Pools: []model.PoolSystem{pool(6, 3, 3, 0.15)}, Incidents: []model.Incident{{Name: "i", Rate: 0.05, Duration: exponentialLaw(3), Reach: model.ReachDomain, Index: 0}}},
		"incident of a group": {Levels: []model.Level{level("room", 3, 0, 0.1)}, Pools: []model.PoolSystem{pool(6, 3, 3, 0.15), other}, Incidents: []model.Incident{{Name: "i", Rate: 0.05, Duration: exponentialLaw(3), Reach: model.ReachGroup}, {Name: "j", Rate: 0.02, Duration: exponentialLaw(9), Reach: model.ReachGroup}}},
		"incident, crossing":  {Levels: []model.Level{level("room", 2, 0, 0.1), level("pod", 3, 1, 0.2)}, Pools: []model.PoolSystem{pool(6, 3, 2, 0.1)}, Incidents: []model.Incident{{Name: "i", Rate: 0.1, Duration: exponentialLaw(3), Reach: model.ReachDomain, Index: 1}}},
	}
	systems["no groups"].Pools[0].CountMembers = 3
	for _, s := range systems {
		s.Horizon, s.Steady = 2000, true
	}
	return systems
}

// enumerated goes through every state of every path, unit and incident.
func enumerated(s *model.System, most int) []float64 {
	p := &s.Pools[0]
	size := p.Size
	if size == 0 {
		size = p.Count
	} else {
		most = size
	}
	stands := func(l, u int) int {
		if s.Levels[l].Tree > 0 {
			return (u + u/s.Levels[0].Total) % s.Levels[len(s.Levels)-1].Total % s.Levels[l].Total
		}
		return u % p.Place % s.Levels[l].Total
	}
	at := func(in *model.Incident, u int) int {
		if in.Reach == model.ReachGroup {
			return u / size
		}
		return stands(in.Index, u)
	}
	type part struct {
		q     []float64 // chance of each state; 0 is whole
		level int       // −1 unit, −2 incident
		of    int
	}
	var parts []part
	for l := range s.Levels {
		lv := &s.Levels[l]
		for i := range lv.Total * max(1, lv.Paths) {
			u := model.Unavailability(lv.Life, lv.Repair)
			parts = append(parts, part{[]float64{1 - u, u}, l, i / max(1, lv.Paths)})
		}
	}
	for i := range p.Count {
		u := model.Unavailability(p.Life, p.Repair)
		parts = append(parts, part{[]float64{1 - u, u}, -1, i})
	}
	for i := range s.Incidents {
		in := &s.Incidents[i]
		x := in.Rate * in.Duration.Mean / (1 + in.Rate*in.Duration.Mean)
		n := allGroups(s)
		if in.Reach == model.ReachDomain {
			n = s.Levels[in.Index].Total
		}
		holds := make([]bool, n)
		for u := range p.Count {
			holds[at(in, u)] = true
		}
		if in.Reach == model.ReachGroup {
			holds = slices.Repeat([]bool{true}, n)
		}
		many := 0.0
		for _, h := range holds {
			if h {
				many++
			}
		}
		c := part{q: []float64{1 - x}, level: -2, of: i}
		for _, h := range holds {
			if h {
				c.q = append(c.q, x/many)
			} else {
				c.q = append(c.q, 0)
			}
		}
		parts = append(parts, c)
	}
	out := make([]float64, most+1)
	working := make([][]int, len(s.Levels))
	failed := make([]bool, p.Count)
	hit := make([]int, len(s.Incidents)) // 1 + what it takes
	for l := range working {
		working[l] = make([]int, s.Levels[l].Total)
	}
	upIn := func(l, i int) bool {
		needs := max(1, s.Levels[l].Needs)
		for k := range s.Incidents {
			if s.Incidents[k].Reach == model.ReachDomain && s.Incidents[k].Index == l && hit[k] == 1+i {
				return false
			}
		}
		return working[l][i] >= needs
	}
	up := func(u int) bool {
		if failed[u] {
			return false
		}
		for k := range s.Incidents {
			if s.Incidents[k].Reach == model.ReachGroup && hit[k] == 1+u/size {
				return false
			}
		}
		for l := range s.Levels {
			if p.Place == 0 {
				break
			}
			if !upIn(l, stands(l, u)) {
				return false
			}
		}
		return true
	}
	var walk func(i int, x float64)
	walk = func(i int, x float64) {
		if i == len(parts) {
			for g := range p.Count / size {
				n := 0
				for u := g * size; u < (g+1)*size; u++ {
					if up(u) {
						n++
					}
				}
				out[min(n, most)] += x * float64(size) / float64(p.Count)
			}
			return
		}
		for k, q := range parts[i].q {
			switch c := &parts[i]; c.level {
			case -1:
				failed[c.of] = k == 1
				walk(i+1, x*q)
			case -2:
				hit[c.of] = k
				walk(i+1, x*q)
			default:
				working[c.level][c.of] += 1 - k
				walk(i+1, x*q)
				working[c.level][c.of] -= 1 - k
			}
		}
	}
	walk(0, 1)
	return out
}

// TestMembersEnumerated holds the law of members up to every state gone through.
func TestMembersEnumerated(t *testing.T) {
	for name, s := range memberSystems() {
		most := s.Pools[0].CountMembers
		got, err := Members(s, 0, most)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for j, want := range enumerated(s, most) {
			if !(math.Abs(got[j]-want) <= 1e-12*want) {
				t.Errorf("%s: P(%d up) = %.15g, want %.15g", name, j, got[j], want)
			}
		}
	}
}

// TestMembersSampled holds histories to the exact law: |z| < 4, and 10 % of the smallest
// entry above 0.01 would be seen.
func TestMembersSampled(t *testing.T) {
	systems := memberSystems()
	shocked := &model.System{Horizon: 2000, Steady: true, Pools: []model.PoolSystem{{Name: "p", Count: 6, Size: 3, GroupNeeds: 2, Beta: 0.2, CountMembers: 3}}}
	shocked.Pools[0].Life, shocked.Pools[0].Repair = lawsOf(0.1, 2)
	systems["shocks"] = shocked
	fresh := *systems["rooms"]
	fresh.Steady, fresh.Horizon = false, 6
	systems["new"] = &fresh
	mortal := *systems["rooms"]
	mortal.Pools = []model.PoolSystem{mortal.Pools[0]}
	mortal.Steady, mortal.Horizon, mortal.Pools[0].Repair, mortal.Pools[0].Life = false, 40, model.Law{}, model.NewLaw(model.Weibull, 50, 2, 0)
	systems["never repaired"] = &mortal
	for name, s := range systems {
		want, err := Members(s, 0, s.Pools[0].CountMembers)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		trials := uint64(400)
		if s.Horizon < 100 {
			trials = 20000
		}
		held(t, name, s, want, trials)
	}
}

func held(t *testing.T, name string, s *model.System, want []float64, trials uint64) {
	t.Helper()
	r, h := simulate.NewRunner(), &simulate.History{}
	samples := make([]stat.Sample, len(want))
	for trial := range trials {
		r.Run(s, 3, trial, h)
		hours, all := h.Members[0], 0.0
		for _, x := range hours {
			all += x
		}
		groups := float64(max(1, s.Pools[0].Groups()))
		if !(math.Abs(all-groups*s.Horizon) <= 1e-9*all) {
			t.Fatalf("%s: %g hours of %g", name, all, groups*s.Horizon)
		}
		for j, x := range hours {
			samples[j].Add(x / all)
		}
	}
	for j := range want {
		x := &samples[j]
		se := stat.StdErr(x.SD(), x.N)
		if z := (x.Mean - want[j]) / se; !(math.Abs(z) < 4) && !(se == 0 && x.Mean == want[j]) {
			t.Errorf("%s: P(%d up) = %.6g ± %.2g, want %.6g (z = %.1f)", name, j, x.Mean, se, want[j], z)
		}
		if want[j] > 0.01 && !(4*se < 0.1*want[j]) {
			t.Errorf("%s: P(%d up) sees %.2g of %.3g only", name, j, 4*se, want[j])
		}
	}
}

// TestMembersTails holds quorums to their closed forms at nine and more nines, and five
// replicas over zones to the enumeration of zones.
func TestMembersTails(t *testing.T) {
	short := func(s *model.System, k int) (u float64) {
		law, err := Members(s, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range law[:k] {
			u += x
		}
		return u
	}
	for _, c := range []struct {
		n, k int
		want float64
	}{
		{3, 2, 2.998e-06}, {5, 3, 9.985006e-09}, {7, 4, 3.491606998e-11},
	} {
		s := &model.System{Horizon: 1e5, Steady: true, Pools: []model.PoolSystem{{Name: "p", Count: 2 * c.n, Size: c.n}}}
		s.Pools[0].Life, s.Pools[0].Repair = lawsOf(0.001, 1)
		if got := short(s, c.k); !(math.Abs(got-c.want) <= 1e-12*c.want) {
			t.Errorf("%d of %d: %.15g, want %.15g", c.k, c.n, got, c.want)
		}
	}
}

// TestMembersCrowds holds many units without groups to the binomial law and large groups
// with shocks to a sum of one.
func TestMembersCrowds(t *testing.T) {
	s := &model.System{Horizon: 1e5, Steady: true, Pools: []model.PoolSystem{{Name: "p", Count: 300}}}
	s.Pools[0].Life, s.Pools[0].Repair = lawsOf(0.3, 1)
	law, err := Members(s, 0, 300)
	if err != nil {
		t.Fatal(err)
	}
	for j, x := range law {
		if want := binomial(300, j, 0.7, 0.3); !(math.Abs(x-want) <= 1e-11*want) {
			t.Errorf("P(%d of 300) = %.15g, want %.15g", j, x, want)
		}
	}
	few, err := Members(s, 0, 3)
	if err != nil {
		t.Fatal(err)
	}
	for j := range 3 {
		if !(math.Abs(few[j]-law[j]) <= 1e-11*law[j]) {
			t.Errorf("P(%d of 300), capped = %g, want %g", j, few[j], law[j])
		}
	}
	s.Pools[0].Beta = 0.1
	law, err = Members(s, 0, 300)
	sum, mean := 0.0, 0.0
	for j, x := range law {
		sum, mean = sum+x, mean+float64(j)*x
	}
	if err != nil || !(math.Abs(sum-1) < 1e-12) || !(math.Abs(mean-210) < 1e-9) {
		t.Errorf("shocks: sum %.15g, mean %.15g, %v; each unit is down as often as without", sum, mean, err)
	}
}

// TestMembersRefused names what stands in the way.
func TestMembersRefused(t *testing.T) {
	base := func() *model.System {
		s := &model.System{Horizon: 1e5, Steady: true, Crews: []model.Crew{{Count: 1}}, Levels: []model.Level{{Name: "room", Total: 3}}, Pools: []model.PoolSystem{{Name: "p", Count: 6, Size: 3, Place: 3}}}
		s.Levels[0].Life, s.Levels[0].Repair = lawsOf(0.1, 1)
		s.Pools[0].Life, s.Pools[0].Repair = lawsOf(0.1, 1)
		return s
	}
	for what, set := range map[string]func(p *model.PoolSystem, s *model.System){
		"crew":           func(p *model.PoolSystem, _ *model.System) { p.Crew = 1 },
		"parts":          func(p *model.PoolSystem, _ *model.System) { p.Spares = &model.Spares{} },
		"stand by":       func(p *model.PoolSystem, _ *model.System) { p.Standby = 1 },
		"common cause":   func(p *model.PoolSystem, _ *model.System) { p.Beta = 0.1 },
		"maintenance":    func(p *model.PoolSystem, _ *model.System) { p.Upkeep = &model.Upkeep{} },
		"never repaired": func(p *model.PoolSystem, _ *model.System) { p.Repair = model.Law{} },
		"units join":     func(p *model.PoolSystem, _ *model.System) { p.Arrivals = []model.Arrival{{At: 1, Count: 9}} },
		"start new": func(p *model.PoolSystem, s *model.System) {
			s.Steady, p.Life = false, model.NewLaw(model.Weibull, 9, 2, 0)
		},
		"do not age": func(_ *model.PoolSystem, s *model.System) { s.Freeze = true },
		"fail half":  func(p *model.PoolSystem, _ *model.System) { p.Gray.Life = exponentialLaw(1) },
		"becomes rarer": func(_ *model.PoolSystem, s *model.System) {
			s.Incidents = []model.Incident{{Name: "i", Rate: 1, HalfLife: 5, Duration: exponentialLaw(1), Reach: model.ReachGroup}}
		},
		"too many states": func(p *model.PoolSystem, s *model.System) {
			p.Count, p.Size, p.Place, p.Beta, s.Levels = 900, 900, 0, 0.1, nil
		},
	} {
		s := base()
		set(&s.Pools[0], s)
		_, err := Members(s, 0, 0)
		var o *Obstacle
		if !errors.As(err, &o) || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func ExampleMembers() {
	s := &model.System{Horizon: 8760, Steady: true, Pools: []model.PoolSystem{{Name: "ledger", Count: 9, Size: 3}}}
	s.Pools[0].Life, s.Pools[0].Repair = exponentialLaw(99), exponentialLaw(1)
	law, _ := Members(s, 0, 0)
	fmt.Printf("%.6f\n", law)
	// Output: [0.000001 0.000297 0.029403 0.970299]
}
