package exact

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/capplan/capplan/model"
)

func missionOf(t *testing.T, s *model.System) *MissionResult {
	t.Helper()
	r, err := Mission(s, 0)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func crewPool(n, k, crews int, mttf, mttr, horizon float64) *model.System {
	s := onePool(n, k, mttf, mttr)
	s.Horizon = horizon
	if crews > 0 {
		s.Pools[0].Crew, s.Crews = 1, []model.Crew{{Count: crews}}
	}
	return s
}

// Values computed independently, by closed forms and 40-digit chains.
func TestMission(t *testing.T) {
	for _, c := range []struct {
		name            string
		s               *model.System
		mttf, unreliab  float64
		tolMTTF, tolUnr float64
	}{
		{"8 of 10, 1 crew", crewPool(10, 8, 1, 1000, 10, 1), 16725, 0, 1e-11, 0},
		{"3 of 5, 1 crew", crewPool(5, 3, 1, 2000, 8, 1), 2151566.6666666665, 0, 1e-11, 0},
		{"3 of 5, own", crewPool(5, 3, 0, 2000, 8, 1), 4276566.666666667, 0, 1e-11, 0},
		{"95 of 100, 1 crew", crewPool(100, 95, 1, 38544, 24, 1), 543822437.0084695, 0, 1e-11, 0},
		{"95 of 100, own", crewPool(100, 95, 100, 38544, 24, 1), 62009288878.71323, 0, 1e-11, 0},
		{"990 of 1000, 2 crews", crewPool(1000, 990, 2, 38544, 24, 1), 6551287.18814996, 0, 1e-11, 0},
		{"990 of 1000, own", crewPool(1000, 990, 1000, 38544, 24, 1), 33522138176.02988, 0, 1e-11, 0},
		{"19950 of 20000, 20 crews", crewPool(20000, 19950, 20, 38544, 24, 1), 624708928.7103283, 0, 1e-10, 0},
		{"RAID-5 of 8", crewPool(8, 7, 0, 1e6, 24, 1), 744315476.1904762, 0, 1e-11, 0},
		{"RAID-5 of 10", crewPool(10, 9, 0, 30000, 1, 1), 10006333.333333334, 0, 1e-11, 0},
		{"RAID-5 of 5", crewPool(5, 4, 0, 500000, 10, 1), 1250225000, 0, 1e-11, 0},
		{"RAID-6 of 10, 1 crew", crewPool(10, 8, 1, 1e6, 24, 1), 2412307434876.543, 0, 1e-11, 0},
		{"RAID-6 of 10, own", crewPool(10, 8, 99, 1e6, 24, 1), 4824151570679.013, 0, 1e-11, 0},
		{"TMR repaired", crewPool(3, 2, 1, 1000, 24, 1), 7777.777777777777, 0, 1e-12, 0},
		{"3 of 3, 1 crew", crewPool(3, 1, 1, 1e4, 1, 8760), 166733351666.66666, 5.2526983250107444e-08, 1e-11, 1e-11},
		{"3 of 3, own", crewPool(3, 1, 99, 1e4, 1, 8760), 333450018333.3333, 2.6266305678414942e-08, 1e-11, 1e-11},
		{"3 of 3, own, durable", crewPool(3, 1, 99, 1e6, 24, 8760), 578752316648148, 1.5073807991759133e-11, 1e-12, 1e-10},
		{"4 of 4, 1 crew", crewPool(4, 1, 1, 1000, 1, 8760), 41875752083.333336, 2.0911861085214982e-07, 1e-11, 1e-11},
		{"4 of 7, own", crewPool(7, 4, 99, 1e4, 10, 8760), 72026221880.95238, 1.2136833002982796e-07, 1e-11, 1e-11},
		{"3 of 5, 1 crew, rare", crewPool(5, 3, 1, 1e5, 20, 8760), 41733411666.666664, 2.0894565765316693e-07, 1e-11, 1e-11},
		{"3 of 5, own, rare", crewPool(5, 3, 99, 1e5, 20, 8760), 83441745000, 1.0462406503022623e-07, 1e-11, 1e-11},
		{"computing system", computing(), 165037.86, 0.006030694694, 3e-6, 3e-6},
	} {
		r := missionOf(t, c.s)
		near(t, c.name+": MTTF", r.MTTF, c.mttf, c.tolMTTF)
		if c.tolUnr > 0 {
			near(t, c.name+": unreliability", r.Unreliability, c.unreliab, c.tolUnr)
		}
		near(t, c.name+": sum", r.Unreliability+r.Reliability, 1, 1e-9)
		if r.Method == model.Approximation {
			t.Error(r.Why)
		}
	}
}

// Units that live once: closed forms of triple redundancy, and with cold spares a sum
// of exponential times.
func TestMissionUnrepaired(t *testing.T) {
	once := func(n, k int, hours float64) *model.System {
		s := onePool(n, k, 1000, 1)
		s.Pools[0].Repair, s.Horizon = model.Law{}, hours
		return s
	}
	for _, c := range []struct {
		n, k    int
		t, r, m float64
	}{
		{3, 2, 10, 0.9997049528232496, 833.3333333333334},
		{3, 2, 100, 0.9745558178705098, 833.3333333333334},
		{3, 2, 500, 0.6573780032174673, 833.3333333333334},
		{3, 2, 1000, 0.3064317129741102, 833.3333333333334},
		{5, 3, 100, 0.9925654745583897, 783.3333333333334},
		{7, 4, 100, 0.997734646139828, 759.5238095238095},
	} {
		r := missionOf(t, once(c.n, c.k, c.t))
		near(t, "R", r.Reliability, c.r, 1e-12)
		near(t, "F", r.Unreliability, 1-c.r, 1e-10)
		near(t, "MTTF", r.MTTF, c.m, 1e-10)
	}
	for _, c := range []struct {
		spares            int
		r100, r1000, f, m float64
	}{
		{1, 0.9975400798390631, 0.520998591979419, 0.00245992016093692, 1166.6666666666667},
		{3, 0.999989300030148, 0.8553830634892476, 1.0699969851980986e-05, 1833.3333333333333},
	} {
		s := once(3, 2, 100)
		s.Pools[0].Standby = c.spares
		r := missionOf(t, s)
		near(t, "R(100)", r.Reliability, c.r100, 1e-12)
		near(t, "F(100)", r.Unreliability, c.f, 1e-11)
		near(t, "MTTF", r.MTTF, c.m, 1e-11)
		s.Horizon = 1000
		near(t, "R(1000)", missionOf(t, s).Reliability, c.r1000, 1e-12)
	}
	// a voter in series: R_TMR(1000)·e^−0.01
	s := once(3, 2, 1000)
	voter := s.Pools[0]
	voter.Name, voter.Count, voter.Needs, voter.Life = "voter", 1, 1, exponentialLaw(1e5)
	s.Pools = append(s.Pools, voter)
	near(t, "voter", missionOf(t, s).Reliability, 0.30338266648549056, 1e-12)
	// other laws: Weibull series has the closed mean scale·n^(−1/k)·Γ(1+1/k)
	s = once(2, 2, 500)
	s.Pools[0].Life = model.NewLaw(model.Weibull, 1000, 0.7, 0)
	near(t, "Weibull", missionOf(t, s).MTTF, 1000*math.Pow(2, -1/0.7), 1e-10)
	s.Pools[0].Life = model.Law{Kind: model.Uniform, Lo: 100, Hi: 300, Mean: 200}
	near(t, "uniform", missionOf(t, s).MTTF, 100+200./3, 1e-10)
	s.Pools[0].Needs = 1
	near(t, "uniform", missionOf(t, s).MTTF, 100+400./3, 1e-10)
	s.Pools[0].Life = model.NewLaw(model.Deterministic, 70, 0, 0)
	near(t, "deterministic", missionOf(t, s).MTTF, 70, 1e-10)
	s.Pools[0].Life = model.NewLaw(model.Lognormal, 1000, 0, 1)
	s.Pools[0].Count, s.Pools[0].Needs = 1, 1
	near(t, "lognormal", missionOf(t, s).MTTF, 1000, 1e-10)
	s.Pools[0].Life = model.NewLaw(model.Gamma, 1000, 2.5, 0)
	near(t, "gamma", missionOf(t, s).MTTF, 1000, 1e-10)
}

// Beta factors: closed forms of a shock that strikes all, and a chain of 40 digits.
func TestMissionCommonCause(t *testing.T) {
	for _, c := range []struct {
		n, k    int
		beta, f float64
	}{{3, 2, 0.1, 0.02494997581540782}, {2, 1, 0.1, 0.014419107139098936}, {3, 2, 0, 0.019923883673746905}} {
		s := onePool(c.n, c.k, 1e5, 1)
		s.Pools[0].Repair, s.Pools[0].Beta, s.Horizon = model.Law{}, c.beta, 8760
		near(t, "unreliability", missionOf(t, s).Unreliability, c.f, 1e-10)
	}
	s := crewPool(5, 3, 1, 2000, 8, 1000)
	s.Pools[0].Beta = 0.05
	near(t, "MTTF", missionOf(t, s).MTTF, 39371.664342890086, 1e-11)
	near(t, "unavailability", solved(t, s).Unavailability, 0.0006076229219547204, 1e-11)
	// three replicas in one rack that is lost as one
	s = onePool(3, 1, 35040, 6)
	s.Levels = []model.Level{{Name: "rack", Total: 1, Life: exponentialLaw(1e7), Repair: exponentialLaw(6)}}
	s.Pools[0].Place, s.Horizon = 1, 8760
	r := missionOf(t, s)
	near(t, "MTTF", r.MTTF, 9999749.123545585, 1e-11)
	near(t, "one year", -math.Expm1(-8760/r.MTTF), 0.0008756383820971791, 1e-11)
	if !(r.Unreliability < 0.0008756383820971791*(1-2e-8)) { // a new group cannot be lost at once
		t.Errorf("one year: %g", r.Unreliability)
	}
}

// The first outage of small systems against the chain in which every unit has a name.
func TestMissionAgainstNamedUnits(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for i := range 150 {
		s := randomTied(r)
		s.Load, s.Workloads = nil, nil
		for k := range s.Pools { // redundancy, so that the first failure is not the outage
			p := &s.Pools[k]
			if p.Capacity, p.Weight = nil, nil; p.Needs < 0 {
				p.Needs = 1
			}
			if p.Count > 1 && p.Needs == p.Count && p.Mode == model.Shared {
				p.Needs--
			}
		}
		m := namedOf(s)
		if !m.within(8000) {
			continue
		}
		c := newSparse()
		states, at := []named{m.start()}, map[named]int{m.start(): 0}
		for j := 0; j < len(states); j++ {
			var moves []move
			lost := 0.0
			m.moves(states[j], func(x named, rate float64) {
				if !m.up(x) {
					lost += rate
					return
				}
				if _, ok := at[x]; !ok {
					at[x] = len(states)
					states = append(states, x)
				}
				moves = append(moves, move{at[x], rate})
			})
			c.add(moves)
			c.lost = append(c.lost, lost)
		}
		if len(states) > 4000 {
			continue
		}
		s.Horizon = 0.3 + 20*r.Float64()
		mttf, _ := c.meanToLoss(&work{})
		lost, _, _ := c.lostBy(&work{}, s.Horizon, 1e12)
		got := missionOf(t, s)
		near(t, "MTTF", got.MTTF, mttf, 1e-9)
		near(t, "unreliability", got.Unreliability, lost, 1e-9)
		if t.Failed() {
			t.Fatalf("system %d, %d states: %s %+v", i, len(states), got.Why, *s)
		}
	}
}

// Parts in series: the product, and its integral, against the one chain of all.
func TestMissionInSeries(t *testing.T) {
	s := crewPool(6, 4, 1, 300, 10, 200)
	for i, n := range []int{4, 3} {
		p := s.Pools[0]
		p.Name, p.Crew, p.Count, p.Needs = string(rune('x'+i)), 0, n, n-1
		s.Pools = append(s.Pools, p)
	}
	s.Incidents = []model.Incident{{Name: "i", Rate: 1e-4, Duration: exponentialLaw(1)}}
	m := &missions{full: s, limit: missionLimit}
	m.reduce()
	one, err := m.part(m.s)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := m.answer([]*missionPart{one})
	if again, _ := m.answer([]*missionPart{one}); *again != *want {
		t.Errorf("asked again: %+v, not %+v", again, want)
	}
	var parts []*missionPart
	for _, x := range m.divide() {
		p, err := m.part(x)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, p)
	}
	got, _ := m.answer(parts)
	if len(parts) != 3 {
		t.Errorf("%d parts", len(parts))
	}
	near(t, "unreliability", got.Unreliability, want.Unreliability, 1e-11)
	near(t, "reliability", got.Reliability, want.Reliability, 1e-11)
	near(t, "MTTF", got.MTTF, want.MTTF, 1e-10)
}

// A fleet too large for a chain, with a rare outage: within what the first hours and
// outages in a row can do of the truth for the part that has one.
func TestMissionRare(t *testing.T) {
	s := onePool(8, 7, 1e6, 24)
	s.Pools[0].Repair, s.Horizon = model.NewLaw(model.Lognormal, 24, 0, 1), 8760
	r := missionOf(t, s)
	near(t, "MTTF", r.MTTF, 744315476.1904762, 1e-3)
	if r.Method != model.Approximation {
		t.Error(r.Why)
	}
	s.Pools[0].Life = model.NewLaw(model.Weibull, 1e6, 2, 0)
	if _, err := Mission(s, 0); err == nil {
		t.Error("a new fleet that ages is not as in the long run")
	}
}
