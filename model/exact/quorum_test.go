package exact

import (
	"errors"
	"math"
	"testing"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/stat"
	"github.com/capplan/capplan/model/simulate"
)

// replicas are so many groups whose members are down a share q of the time.
func replicas(groups, size int, q float64) *model.System {
	s := &model.System{Horizon: 5000, Steady: true, Pools: []model.PoolSystem{{Name: "p", Count: groups * size, Size: size, GroupNeeds: size/2 + 1, CountMembers: size}}}
	s.Pools[0].Life, s.Pools[0].Repair = lawsOf(q, 2)
	return s
}

// TestQuorumPlaced holds five replicas over zones, three of which must be up, to sums over
// the states of the zones: all in two zones they hang on the one with three.
func TestQuorumPlaced(t *testing.T) {
	const q, z = 0.001, 0.0005
	binomial := func(n, j int) float64 { // j of n up
		x := 1.0
		for i := range j {
			x *= float64(n-i) / float64(i+1)
		}
		return x * math.Pow(1-q, float64(j)) * math.Pow(q, float64(n-j))
	}
	for zones, in := range map[int][]int{2: {3, 2}, 3: {2, 2, 1}, 5: {1, 1, 1, 1, 1}} {
		law := []float64{1}
		for _, n := range in {
			next := make([]float64, len(law)+n)
			for i, x := range law {
				next[i] += x * z
				for j := range n + 1 {
					next[i+j] += x * (1 - z) * binomial(n, j)
				}
			}
			law = next
		}
		want := law[0] + law[1] + law[2]
		s := replicas(4, 5, q)
		s.Pools[0].Place = zones
		s.Levels = []model.Level{{Name: "zone", Total: zones}}
		s.Levels[0].Life, s.Levels[0].Repair = lawsOf(z, 1)
		a, err := Quorum(s, 0, 3, nil)
		if err != nil || !(math.Abs(a.Lacking-want) <= 1e-12*want) || a.Electing != 0 || a.Rough {
			t.Errorf("%d zones: %+v, %v, want %.15g", zones, a, err, want)
		}
	}
}

// TestQuorumStops holds a group of one that an uncovered failure stops until it is back, and
// incidents, to their closed forms.
func TestQuorumStops(t *testing.T) {
	s := replicas(6, 3, 1e-4)
	p := &s.Pools[0]
	p.Cover = model.Cover{On: true, Success: 1, Time: exponentialLaw(0.01)}
	a, err := Quorum(s, 0, 2, nil)
	rate := 1 / (p.Life.Mean + p.Repair.Mean)
	if err != nil || !(math.Abs(a.Electing-rate*0.01) <= 1e-12*a.Electing) || !(math.Abs(a.Lacking-Unavailability(3, 2, 1e-4)) <= 1e-12*a.Lacking) {
		t.Errorf("elections: %+v, %v, want λT = %g", a, err, rate*0.01)
	}
	s.Incidents = []model.Incident{{Name: "i", Rate: 1e-4, Duration: exponentialLaw(2), Reach: model.ReachFleet}, {Name: "j", Rate: 1, Duration: exponentialLaw(2), Reach: model.ReachPool, Index: 1}}
	s.Pools = append(s.Pools, model.PoolSystem{Name: "other", Count: 1})
	a, err = Quorum(s, 0, 2, nil)
	x := 2e-4 / (1 + 2e-4)
	if want := x + (1-x)*Unavailability(3, 2, 1e-4); err != nil || !(math.Abs(a.Lacking-want) <= 1e-12*want) {
		t.Errorf("incidents: %+v, %v, want %g", a, err, want)
	}
	s.Pools[1].Cover = model.Cover{On: true, Success: 0.5, Scope: model.ScopeFleet}
	var o *Obstacle
	if _, err = Quorum(s, 0, 2, nil); !errors.As(err, &o) {
		t.Errorf("another pool that stops the fleet: %v", err)
	}
}

// TestQuorumSampled holds histories with elections, failed takeovers of a group and of the
// pool, rooms and incidents to the answer: |z| < 4, and 8 % would be seen.
func TestQuorumSampled(t *testing.T) {
	room := func(s *model.System) {
		s.Levels = []model.Level{{Name: "room", Total: 3}}
		s.Levels[0].Life, s.Levels[0].Repair = lawsOf(0.03, 3)
		s.Pools[0].Place = 3
	}
	for name, set := range map[string]func(s *model.System, p *model.PoolSystem){
		"elections": func(s *model.System, _ *model.PoolSystem) { room(s) },
		"a group":   func(_ *model.System, p *model.PoolSystem) { p.Cover.Success = 0.7 },
		"the pool": func(_ *model.System, p *model.PoolSystem) {
			p.Cover.Success, p.Cover.Scope, p.Cover.HasRecovery = 0.97, model.ScopePool, true
			p.Cover.Recovery = exponentialLaw(1)
		},
		"incidents": func(s *model.System, _ *model.PoolSystem) {
			room(s)
			s.Incidents = []model.Incident{{Name: "i", Rate: 0.02, Duration: exponentialLaw(2), Reach: model.ReachFleet}, {Name: "j", Rate: 0.02, Duration: exponentialLaw(3), Reach: model.ReachPool}}
		},
	} {
		s := replicas(4, 3, 0.05)
		s.Pools[0].Cover = model.Cover{On: true, Success: 1, Time: exponentialLaw(0.5)}
		set(s, &s.Pools[0])
		a, err := Quorum(s, 0, 2, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var lacking, electing stat.Sample
		r, h := simulate.NewRunner(), &simulate.History{}
		for trial := range uint64(400) {
			r.Run(s, 8, trial, h)
			down := h.Members[0][0] + h.Members[0][1] + h.Stopped[0][2] + h.Stopped[0][3]
			lacking.Add(down / (4 * s.Horizon))
			electing.Add(h.Taking[0] / (12 * s.Horizon))
		}
		for what, x := range map[string]struct {
			s    *stat.Sample
			want float64
		}{"lacking": {&lacking, a.Lacking}, "electing": {&electing, a.Electing}} {
			se := stat.StdErr(x.s.SD(), x.s.N)
			if z := (x.s.Mean - x.want) / se; !(math.Abs(z) < 4) {
				t.Errorf("%s, %s: %.6g ± %.2g, want %.6g (z = %.1f)", name, what, x.s.Mean, se, x.want, z)
			}
			if !(4*se < 0.08*x.want) {
				t.Errorf("%s, %s sees %.2g of %.3g only", name, what, 4*se, x.want)
			}
		}
	}
}
