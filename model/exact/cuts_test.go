package exact

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

// TestCutsAgainstEnumeration: where everything is rare the first order is the whole,
// for systems whose domains take equally many units.
func TestCutsAgainstEnumeration(t *testing.T) {
	seen, deep := 0, 0
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 11))
		s := randomSystem(r)
		s.Load, s.Workloads, s.ByRequests = nil, nil, false
		if !regular(s) {
			continue
		}
		for i := range s.Pools {
			s.Pools[i].Name = fmt.Sprint("p", i)
			s.Pools[i].Life = exponentialLaw(s.Pools[i].Life.Mean * 1e4)
		}
		for l := range s.Levels {
			s.Levels[l].Name = fmt.Sprint("d", l)
			s.Levels[l].Life = exponentialLaw(s.Levels[l].Life.Mean * 1e4)
		}
		for i := range s.Incidents {
			s.Incidents[i].Rate *= 1e-6
		}
		want, _, _ := newBrute(s).run()
		var got float64
		cuts := Cuts(s)
		for _, c := range cuts {
			got += c.Unavailability
		}
		if seen++; len(cuts) > 1 && strings.Contains(cuts[0].String(), " + ") {
			deep++
		}
		if !(math.Abs(got-want) <= 0.03*want) {
			t.Fatalf("seed %d: cuts %v sum to %g, want %g of %+v", seed, cuts, got, want, s)
		}
	}
	if seen < 1000 || deep < 10 {
		t.Errorf("only %d systems, %d whose worst cut has two parts", seen, deep)
	}
}

// regular reports whether every domain takes as many units of each pool, and that no
// group's fate hangs on several others at once.
func regular(s *model.System) bool {
	for i := range s.Pools {
		p := &s.Pools[i]
		if p.Needs < 0 || p.Size > 0 && (p.Needs != p.Groups() || p.Mode != model.Shared) {
			return false
		}
		for l := range s.Levels {
			if n := s.Levels[l].Total; p.Place%n != 0 || p.Size == 0 && p.Count%n != 0 {
				return false
			}
		}
	}
	return true
}

// TestCutsOfCrews: units that wait for few repairers are down together more often; the
// exact chain agrees.
func TestCutsOfCrews(t *testing.T) {
	for _, crews := range []int{1, 2, 5} {
		s := &model.System{Steady: true, Horizon: 1000, Crews: []model.Crew{{Count: crews}}, Pools: []model.PoolSystem{{
			Name: "db", Count: 4, Needs: 2, Life: exponentialLaw(1e6), Repair: exponentialLaw(10), Crew: 1, Standby: 1, Dormancy: 0.3,
		}}}
		r, err := Solve(s)
		if err != nil {
			t.Fatal(err)
		}
		c := Cuts(s)
		if len(c) != 1 || c[0].String() != "4 db units" || !(math.Abs(c[0].Unavailability/r.Unavailability-1) < 1e-3) {
			t.Errorf("%d crews: %v, want %g", crews, c, r.Unavailability)
		}
	}
}

// TestCutsByHand: one feed of two and one rack under the other leave 18 of 20.
func TestCutsByHand(t *testing.T) {
	s := &model.System{
		Levels: []model.Level{
			{Name: "feed", Total: 2, Life: exponentialLaw(1e5), Repair: exponentialLaw(10)},
			{Name: "rack", Total: 10, Life: exponentialLaw(1e4), Repair: exponentialLaw(1)},
		},
		Pools:     []model.PoolSystem{{Name: "web", Count: 40, Place: 10, Needs: 19, Life: exponentialLaw(1e6), Repair: exponentialLaw(1)}},
		Incidents: []model.Incident{{Name: "change", Rate: 1e-9, Duration: exponentialLaw(1), Reach: model.ReachFleet}},
	}
	got := fmt.Sprint(Cuts(s)[:2])
	feed, rack, unit := 10/100010.0, 1/10001.0, 1e-6
	if want := "1 feed + 1 rack"; !strings.Contains(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
	c := Cuts(s)
	near := func(i int, name string, u float64) {
		if c[i].String() != name || !(math.Abs(c[i].Unavailability/u-1) < 1e-3) {
			t.Errorf("cut %d is %v of %g, want %s of %g", i, c[i], c[i].Unavailability, name, u)
		}
	}
	near(0, "1 feed + 1 rack", 2*feed*5*rack)
	near(1, "2 feeds", feed*feed)
	near(2, "incident change", 1e-9)
	near(3, "1 feed + 2 web units", 2*feed*190*unit*unit)
}

// Groups of one beside standby are units; groups of three lose a second member of one
// group in 2 of 11 cases (2 empty places of 12).
func TestCutsOfPlaces(t *testing.T) {
	units := model.PoolSystem{Name: "db", Count: 12, Needs: 11, Life: exponentialLaw(1e5), Repair: exponentialLaw(10), Standby: 2, Dormancy: 0.5}
	cut := func(p model.PoolSystem) Cut {
		return Cuts(&model.System{Steady: true, Horizon: 1000, Pools: []model.PoolSystem{p}})[0]
	}
	want := cut(units)
	single, three := units, units
	single.Size, single.GroupNeeds = 1, 1
	three.Size, three.GroupNeeds, three.Needs = 3, 2, 4
	if got := cut(single); got.String() != "4 db units" || got.Unavailability != want.Unavailability {
		t.Errorf("groups of one: %v of %g, want %g", got, got.Unavailability, want.Unavailability)
	}
	if got := cut(three); got.String() != "4 db units" || math.Abs(got.Unavailability/(want.Unavailability*2/11)-1) > 1e-9 {
		t.Errorf("groups of three: %v of %g, want %g", got, got.Unavailability, want.Unavailability*2/11)
	}
}

// TestCutsOfUnlikeDomains: one rack of three holds three of seven units, so that its
// loss alone is fatal; a room that holds all groups is fatal though two may be out; an
// uncovered failure that stops a group of two is not.
func TestCutsOfUnlikeDomains(t *testing.T) {
	level := func(name string, n int) model.Level {
		return model.Level{Name: name, Total: n, Life: exponentialLaw(10000), Repair: exponentialLaw(5)}
	}
	x := model.PoolSystem{Name: "x", Life: exponentialLaw(1e5), Repair: exponentialLaw(5)}
	seven, pairs, stopped := x, x, x
	seven.Count, seven.Place, seven.Needs = 7, 3, 5
	pairs.Count, pairs.Place, pairs.Size, pairs.GroupNeeds, pairs.Needs = 4, 1, 2, 1, 1
	stopped.Count, stopped.Size, stopped.GroupNeeds, stopped.Needs = 6, 3, 2, 1
	stopped.Cover = model.Cover{On: true, Success: 0.8, Recovery: exponentialLaw(4), HasRecovery: true, Scope: model.ScopeGroup}
	for _, c := range []struct {
		p     model.PoolSystem
		l     []model.Level
		worst string
	}{
		{seven, []model.Level{level("rack", 3)}, "1 rack"},
		{pairs, []model.Level{level("room", 1)}, "1 room"},
		{stopped, nil, "2 groups of x"},
	} {
		s := &model.System{Steady: true, Horizon: 1000, Levels: c.l, Pools: []model.PoolSystem{c.p}}
		r, err := Solve(s)
		if err != nil {
			t.Fatal(err)
		}
		var sum float64
		cuts := Cuts(s)
		for _, k := range cuts {
			sum += k.Unavailability
		}
		if cuts[0].String() != c.worst || !(math.Abs(sum/r.Unavailability-1) < 0.05) {
			t.Errorf("%v sum to %g, want %s of %g", cuts, sum, c.worst, r.Unavailability)
		}
	}
}

// TestTailOfMany holds the tails of cuts, whose terms grow beyond double precision before
// they are put to 1, to the same birth and death in logarithms.
func TestTailOfMany(t *testing.T) {
	for _, c := range []struct{ n, crews, at int }{{100_000, 3, 87_000}, {20_000, 1, 15_700}, {5000, 5000, 3}} {
		s := onePool(c.n, 1, 105_000, 24)
		s.Pools[0].Crew, s.Crews = 1, []model.Crew{{Count: c.crews}}
		tail := (&cutting{s: s}).tail(&s.Pools[0], c.n, 0)
		want := Crews(c.n, c.crews, 105_000, 24)
		for _, m := range []int{0, c.at - 1, c.at, c.at + 1} {
			near(t, "tail", tail[m], want.Tail(m), 1e-8)
		}
	}
}
