package simulate

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/capplan/capplan/model"
)

// flowing is a random fleet with pools that are flows, some near the edge of what
// they need, beside pools that are not.
func flowing(r *rand.Rand) *model.System {
	laws := []model.Law{exponential(30), lognormal(48, 2), fixed(7), model.NewLaw(model.Weibull, 20, 0.7, 0), lognormal(2000, 1), fixed(0)}
	s := floor(1+r.IntN(400), 1+r.IntN(4), 12, 0.2+r.Float64())
	s.Steady, s.ByRequests = r.IntN(2) == 0, r.IntN(2) == 0
	s.Levels[0].Life, s.Levels[1].Life = exponential(100+3000*r.Float64()), exponential(500+20000*r.Float64())
	s.Levels[1].Total = s.Levels[0].Total * (1 + r.IntN(4))
	s.Load = constant{1000}
	for i := range 1 + r.IntN(3) {
		n := 1 + r.IntN(300)
		p := model.PoolSystem{
			Name: string(rune('a' + i)), Count: n, Place: r.IntN(2) * min(n, s.Levels[1].Total), Needs: n - r.IntN(1+n/4),
			Life: exponential(200 + 20000*r.Float64()), Repair: laws[r.IntN(len(laws))],
			Weight: []float64{1}, Uses: []bool{true}, Capacity: linear(n, 1000/float64(n)*(0.98+0.3*r.Float64())),
		}
		if r.IntN(3) == 0 {
			p.Size = 1 + r.IntN(min(n, 5))
			p.Count -= n % p.Size
			p.GroupNeeds, p.Needs, p.Capacity = 1+r.IntN(p.Size), p.Count/p.Size-r.IntN(2), []float64{1000 * float64(p.Size) / float64(p.Count) * (0.9 + 0.3*r.Float64())}
			p.Place = min(p.Place, p.Count)
		}
		switch r.IntN(9) {
		case 0:
			p.Cover = model.Cover{On: true, Success: 0.9}
		case 3:
			p.Cover = model.Cover{On: true, Success: 0.97, Recovery: lognormal(1, 1), HasRecovery: true}
		case 4:
			p.Cover = model.Cover{On: true, Success: 0.9, Time: fixed(0.1)}
		case 5:
			p.Mode = model.Mirrored
		case 1:
			p.Life = model.NewLaw(model.Weibull, 3000, 1.5, 0)
		case 2:
			p.Needs = -1 // the demand decides
		}
		if r.IntN(3) == 0 && !p.Cover.On {
			s.Crews = []model.Crew{{Count: 1 + r.IntN(3)}}
			p.Crew = 1
		}
		s.Pools = append(s.Pools, p)
	}
	s.Pools[0].Place, s.Pools[0].Life = min(s.Pools[0].Count, s.Levels[1].Total), exponential(3000)
	s.Incidents = []model.Incident{
		{Name: "room", Rate: 1.0 / 2000, Duration: exponential(50), Reach: model.ReachDomain, Index: r.IntN(2)},
		{Name: "deploy", Rate: 1.0 / 300, Duration: lognormal(2, 1), Reach: model.ReachShare, Share: 0.1},
		{Name: "pool", Rate: 1.0 / 900, Duration: exponential(3), Reach: model.ReachPool, Index: r.IntN(len(s.Pools))},
	}
	return s
}

// TestPassedOver: a history that passes over buckets is, to the bit, the history that
// steps through all of them.
func TestPassedOver(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	quick, slow := NewRunner(), NewRunner()
	slow.stepAll = true
	a, b := &History{}, &History{}
	passed, lossy := 0, 0
	for i := range uint64(400) {
		s := flowing(rnd)
		quick.Run(s, 1, i, a)
		slow.Run(s, 1, i, b)
		passed += quick.passed
		lossy += one(a.Unavailability > 0)
		if got, want := clone(a), clone(b); !reflect.DeepEqual(got, want) {
			t.Fatalf("system %d:\n%+v\nstepped through:\n%+v\n%+v", i, got, want, s)
		}
	}
	if passed < 5000 || lossy < 200 {
		t.Errorf("%d buckets passed over, %d histories with losses: too few to tell", passed, lossy)
	}
}

// TestCalm: what the demand alone loses at a gateway is the same where it is accounted
// for at once between what else is lost.
func TestCalm(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 10))
	calm, busy := NewRunner(), NewRunner()
	busy.stepAll = true
	a, b := &History{}, &History{}
	for i := range uint64(200) {
		s := flowing(rnd)
		s.Workloads[0].ByRequests, s.Workloads[0].Window = rnd.IntN(3) > 0, 100
		s.Gateways = []model.Gateway{
			{Name: "bank", Availability: 0.999, Repair: 2, Share: []float64{0.5}, Limit: model.Limit{Capacity: 900, Weight: []float64{1}}},
			{Name: "own", Availability: 0.999, Repair: 2, Share: []float64{0.1}, Counts: true, Limit: model.Limit{Capacity: 800 + 150*rnd.Float64(), Weight: []float64{1}}},
		}
		calm.Run(s, 1, i, a)
		busy.Run(s, 1, i, b)
		near := func(what string, x, y []float64) {
			for k := range x {
				if !(math.Abs(x[k]-y[k]) <= 1e-10*(1+math.Abs(y[k]))) {
					t.Fatalf("system %d: %s %v, at once %v", i, what, x, y)
				}
			}
		}
		near("lost", a.Lost, b.Lost)
		near("lost in all", a.LostServed, b.LostServed)
		near("excluded", a.Excluded, b.Excluded)
		near("causes", a.Causes, b.Causes)
		near("years", a.ByYear, b.ByYear)
		near("down", []float64{a.Down, a.Unavailability}, []float64{b.Down, b.Unavailability})
		if a.WindowBad[0] != b.WindowBad[0] || a.Outages != b.Outages || a.Lost[0] == 0 {
			t.Fatalf("system %d: %d windows and %d outages, at once %d and %d; %g lost", i, a.WindowBad[0], a.Outages, b.WindowBad[0], b.Outages, a.Lost[0])
		}
	}
}

// TestBlocks: what is drawn in blocks is what is drawn one by one.
func TestBlocks(t *testing.T) {
	for _, c := range lawCases() {
		var one, all stream
		one.open(1, purpose("test/", c.name, ""), 4)
		all.open(1, purpose("test/", c.name, ""), 4)
		for n := range 300 {
			x := make([]float64, n)
			all.times(x, &c.law)
			for i := range x {
				if want := one.draw(&c.law); x[i] != want {
					t.Fatalf("%s: number %d of %d is %v, want %v", c.name, i, n, x[i], want)
				}
			}
		}
	}
	var s, u stream
	s.open(1, 2, 3)
	u.open(1, 2, 3)
	x, y := make([]uint32, 3000), make([]uint32, 3000)
	s.indices(x, 3<<29)
	for i := 0; i < len(y); i += 2 * (1 + i%3) {
		u.indices(y[i:min(len(y), i+2*(1+i%3))], 3<<29)
	}
	counts := [3]int{}
	for i := range x {
		if x[i] != y[i] {
			t.Fatalf("index %d is %d, in other blocks %d", i, x[i], y[i])
		}
		counts[x[i]%3]++
	}
	for k, n := range counts { // 1125, 1125 and 750 if none were drawn anew; sd 26
		if n < 890 || n > 1110 {
			t.Errorf("%d of 3000 indices are %d more than a multiple of 3", n, k)
		}
	}
}
