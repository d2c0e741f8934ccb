package exact

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/capplan/capplan/model"
)

// alternating returns laws of life and repair with unavailability u.
func alternating(u float64) (life, repair model.Law) {
	return exponentialLaw((1 - u) / u), exponentialLaw(1)
}

// bigTree is the fleet of 20,000 servers of METHODS section 7.
func bigTree() *model.System {
	s := &model.System{Horizon: 43800, Steady: true}
	total := 1
	for i, n := range []int{4, 5, 25} {
		total *= n
		l := model.Level{Total: total}
		l.Life, l.Repair = alternating([]float64{1e-5, 1e-4, 5e-4}[i])
		s.Levels = append(s.Levels, l)
	}
	p := model.PoolSystem{Count: 20000, Place: 500, Needs: 14500}
	p.Life, p.Repair = alternating(3e-3)
	s.Pools = []model.PoolSystem{p}
	return s
}

func TestTwentyThousandServers(t *testing.T) {
	r := solved(t, bigTree())
	near(t, "P(up < 14,500)", r.ByTime, 6.055621147205257e-08, 1e-11)
	more := bigTree()
	more.Pools[0].Needs = 19800
	near(t, "P(up < 19,800)", solved(t, more).ByTime, 0.0021788785105379305, 1e-11)
	if r.Method != model.Exact {
		t.Errorf("method %v: %s", r.Method, r.Why)
	}
}

func solved(t testing.TB, s *model.System) *Result {
	t.Helper()
	r, err := Solve(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// One pool of n units with known means.
func onePool(n, needs int, mttf, mttr float64) *model.System {
	return &model.System{Horizon: 8760, Steady: true, Pools: []model.PoolSystem{
		{Name: "p", Count: n, Needs: needs, Life: exponentialLaw(mttf), Repair: exponentialLaw(mttr)},
	}}
}

func TestKnownPools(t *testing.T) {
	for _, c := range []struct {
		id                  string
		n, needs            int
		mttf, mttr          float64
		unavailability, tol float64
		rate                float64
	}{
		{"A01", 1, 1, 8760, 24, 0.00273224043715847, 1e-12, 1. / 8784},
		{"A06", 1000, 998, 38544, 24, 0.02532860718744448, 1e-11, 0},
		{"B01-8of10-c10", 10, 8, 1000, 10, 0.00011055854159995921, 1e-12, 3.25903303689474e-05},
		{"B01-3of5-c5", 5, 3, 2000, 8, 6.286078859058297e-07, 1e-12, 2.3525706667003938e-07},
		{"B01-95of100-c100", 100, 95, 38544, 24, 6.583108433277221e-11, 1e-12, 1.6320314644584168e-11},
		{"B01-990of1000-c1000", 1000, 990, 38544, 24, 7.313398015837621e-11, 1e-11, 3.180670753184362e-11},
		{"H07-n3-f3", 3, 1, 1e4, 1, 9.997000599900015e-13, 1e-12, 0},
		{"H07-n7-f4", 7, 4, 1e4, 10, 3.47768376057627e-11, 1e-12, 0},
		{"H07-n5-f3", 5, 3, 1e5, 20, 7.992804030208691e-11, 1e-12, 0},
		{"I01-2of3", 3, 2, 999, 1, 2.998e-06, 1e-12, 0},
		{"I01-3of5", 5, 3, 999, 1, 9.985006e-09, 1e-12, 0},
		{"I01-4of7", 7, 4, 999, 1, 3.491606998e-11, 1e-12, 0},
	} {
		r := solved(t, onePool(c.n, c.needs, c.mttf, c.mttr))
		near(t, c.id, r.Unavailability, c.unavailability, c.tol)
		if c.rate > 0 {
			near(t, c.id+" rate", r.OutageRate, c.rate, 1e-9)
			near(t, c.id+" alone", OutageRate(c.n, c.needs, c.mttf, c.mttr), c.rate, 1e-9)
			near(t, c.id+" mean outage", r.MeanOutage, c.unavailability/c.rate, 1e-9)
		}
	}
}

// Only means matter: A03 has Weibull lives and lognormal repairs.
func TestAnyLaw(t *testing.T) {
	s := onePool(1, 1, 1, 1)
	s.Pools[0].Life = model.NewLaw(model.Weibull, 38544, 0.7, 0)
	s.Pools[0].Repair = model.NewLaw(model.Lognormal, 24, 0, 1)
	near(t, "A03", solved(t, s).Unavailability, 0.0006222775357809583, 1e-12)
}

func TestRacksOfFifty(t *testing.T) { // I03
	for _, c := range []struct {
		needs int
		want  float64
	}{{950, 0.004079197516037737}, {949, 0.0011158699493690647}, {900, 1.6945170084334577e-05}, {990, 0.009088780822264799}} {
		s := onePool(1000, c.needs, 38544, 24)
		s.Levels = []model.Level{{Name: "rack", Total: 20, Life: exponentialLaw(8760), Repair: exponentialLaw(4)}}
		s.Pools[0].Place = 20
		r := solved(t, s)
		near(t, "I03", r.ByTime, c.want, 1e-10)
		near(t, "mean up", r.UnitsUp[0], 998.9215938825384, 1e-12)
	}
}

func TestSeries(t *testing.T) {
	s := onePool(3, 1, 100, 1) // H06
	s.Pools = append(s.Pools, onePool(2, 1, 200, 1).Pools[0])
	near(t, "H06", solved(t, s).ByTime, 2.5722428701672654e-05, 1e-9)

	s = onePool(2, 1, 1, 1) // I05
	for i, u := range []float64{5e-4, 1e-4, 1e-4} {
		p := s.Pools[0]
		p.Count = []int{2, 1, 2}[i]
		p.Mode = []model.Mode{model.ActiveStandby, model.Shared, model.Mirrored}[i]
		p.Life, p.Repair = alternating(u)
		s.Pools = append(s.Pools, p)
	}
	s.Pools = s.Pools[1:]
	near(t, "I05", solved(t, s).ByTime, 1-0.9998997400260025, 1e-12/1e-4)
}

func TestBirthDeath(t *testing.T) {
	for _, c := range []struct {
		id                  string
		n, k, crews         int
		mttf, mttr          float64
		u, down, passage, f float64
	}{
		{"8of10-c1", 10, 8, 1, 1000, 10, 0.0006970623972739775, 0.1084704781538343, 16725, 6.487809874427076e-05},
		{"8of10-c2", 10, 8, 2, 1000, 10, 0.0001688205857271722, 0.09918304843575722, 32002.777777777777, 3.258843137973184e-05},
		{"3of5-c1", 5, 3, 1, 2000, 8, 3.793739410215242e-06, 0.02024028260491433, 2151566.6666666665, 4.7043886134260145e-07},
		{"95of100-c1", 100, 95, 1, 38544, 24, 4.982290743112709e-08, 0.06630723244597754, 543822437.0084695, 1.954528049744934e-09},
		{"990of1000-c2", 1000, 990, 2, 38544, 24, 3.825692698101275e-06, 0.6886671867736263, 6551287.18814996, 2.206884259374884e-07},
		{"19950of20000-c20", 20000, 19950, 20, 38544, 24, 1.3379436215367046e-08, 12.501161180888756, 624708928.7103283, 4.225379783504347e-09},
		{"D02", 3, 2, 1, 1000, 24, -1, -1, 7777.777777777777, -1},
		{"C02", 10, 8, 1, 1e6, 24, -1, -1, 2412307434876.543, -1},
	} {
		b := Crews(c.n, c.crews, c.mttf, c.mttr)
		m := c.n - c.k + 1
		near(t, c.id+" passage", b.FirstPassage(m), c.passage, 1e-9)
		if c.u > 0 {
			near(t, c.id+" unavailability", b.Tail(m), c.u, 1e-9)
			near(t, c.id+" mean", b.Mean(), c.down, 1e-9)
			near(t, c.id+" rate", b.Rate(m), c.f, 1e-9)
		}
	}
	near(t, "METHODS", Crews(20, 2, 1000, 1).Tail(7), 6.023005088999398e-15, 1e-12)
	near(t, "five of twenty", Crews(20, 2, 1000, 1).Tail(5), 1.1483943830253601e-10, 1e-12)
}

// spares is B03: n carry, s wait cold.
func TestColdSpares(t *testing.T) {
	n, s, crews, mttf, mttr := 100, 3, 2, 38544.0, 168.0
	up, down := make([]float64, n+s), make([]float64, n+s)
	for i := range up {
		up[i], down[i] = float64(min(n, n+s-i))/mttf, float64(min(i+1, crews))/mttr
	}
	near(t, "B03-N100-S3", NewBirthDeath(up, down).Tail(s+1), 0.0036911720482569106, 1e-9)
}

// E03: three of five with shocks that take all that are up, one crew.
func TestShocks(t *testing.T) {
	c := NewChain(6) // failed units
	lambda, mu, beta := 1./2000, 1./8, 0.05
	for i := range 5 {
		c[i][i+1] += float64(5-i) * lambda * (1 - beta)
		c[i][5] += lambda * beta
		c[i+1][i] += mu
	}
	p := c.Steady()
	near(t, "E03", p[3]+p[4]+p[5], 0.0006076229219547204, 1e-8)
}

func TestBinomial(t *testing.T) {
	for _, n := range []int{1, 5, 40, 3800, 20000} {
		for _, q := range []float64{1e-4, 0.02, 0.5} {
			var s float64
			for k := range n + 1 {
				s += binomial(n, k, 1-q, q)
			}
			near(t, "sum", s, 1, 1e-12)
			m := n - n/50
			near(t, "tail", Unavailability(n, m, q), func() (s float64) {
				for k := range m {
					s += binomial(n, k, 1-q, q)
				}
				return s
			}(), 1e-9)
		}
	}
}

func BenchmarkBirthDeath20001(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		c := Crews(20000, 20, 38544, 24)
		c.FirstPassage(51)
	}
	within(b, 10*time.Millisecond)
}

// within reports which share of the time that is allowed an answer took.
func within(b *testing.B, limit time.Duration) {
	b.ReportMetric(100*b.Elapsed().Seconds()/float64(b.N)/limit.Seconds(), "%oflimit")
}

func BenchmarkTwentyThousand(b *testing.B) {
	b.ReportAllocs()
	s := bigTree()
	for b.Loop() {
		solved(b, s)
	}
	within(b, 20*time.Millisecond)
}

// waveLoad has a daily wave; the integrals go by the hour.
type waveLoad []float64

func (l waveLoad) Rate(w int, t float64) float64 {
	return l[w] * (1 + 0.6*math.Sin(2*math.Pi*t/24)) / 1.6
}
func (l waveLoad) Offered(w int, a, b float64) float64 { return l[w] / 1.6 * 3600 * (b - a) }
func (l waveLoad) Peak(weight []float64, a, b float64) float64 {
	return steadyLoad(l).Peak(weight, a, b)
}

func (l waveLoad) Need(of *model.Limit, a, b float64) float64 {
	return steadyLoad(l).Need(of, a, b)
}

func (l waveLoad) Refused(w int, limits []model.Limit, a, b float64) float64 {
	var s float64
	for h := range 96 {
		f := (1 + 0.6*math.Sin(2*math.Pi*(float64(h)+0.5)/96)) / 1.6
		now := make(steadyLoad, len(l))
		for i := range l {
			now[i] = l[i] * f
		}
		least := 1.0
		for _, m := range limits {
			if m.Weight[w] > 0 {
				least = min(least, m.Capacity/now.Peak(m.Weight, a, b))
			}
		}
		s += now.Offered(w, a, b) * (1 - least) / 96
	}
	return s
}

func (l waveLoad) Above(limits []model.Limit, a, b float64) float64 {
	var s float64
	for h := range 96 {
		f := (1 + 0.6*math.Sin(2*math.Pi*(float64(h)+0.5)/96)) / 1.6
		for _, m := range limits {
			if m.Capacity < f*l.Peak(m.Weight, a, b) {
				s += (b - a) / 96
				break
			}
		}
	}
	return s
}

// floorOf2009 is the fleet of rented servers of the shopping site: a web pool that
// follows demand beside a ledger in 400 groups.
func floorOf2009() *model.System {
	s := &model.System{Horizon: 8760, Steady: true, ByRequests: true, Load: waveLoad{20200, 240, 1200}}
	s.Levels = []model.Level{
		{Name: "room", Total: 5, Life: exponentialLaw(35040), Repair: exponentialLaw(4)},
		{Name: "rack", Total: 100, Life: exponentialLaw(43800), Repair: exponentialLaw(3)},
	}
	web := model.PoolSystem{
		Name: "web", Count: 3800, Place: 100, Needs: -1, Life: exponentialLaw(15927), Repair: model.NewLaw(model.Lognormal, 48, 0, 2),
		Weight: []float64{1. / 20, 0, 1. / 30}, Uses: []bool{true, false, true},
	}
	for k := range web.Count + 1 {
		web.Capacity = append(web.Capacity, 0.32*float64(k))
	}
	ledger := model.PoolSystem{
		Name: "ledger", Count: 1200, Place: 100, Needs: 400, Size: 3, GroupNeeds: 2, Life: exponentialLaw(15927), Repair: exponentialLaw(1),
		Weight: []float64{1, 1, 1}, Uses: []bool{true, true, true}, Capacity: []float64{80},
		Cover: model.Cover{On: true, Success: 0.97, Recovery: exponentialLaw(8. / 60), HasRecovery: true},
	}
	s.Pools = []model.PoolSystem{web, ledger}
	s.Incidents = []model.Incident{
		{Name: "deploy", Rate: 10. / 8760, Duration: model.NewLaw(model.Lognormal, 47./60, 0, 1.1), Reach: model.ReachShare, Share: 0.05},
		{Name: "sharding", Rate: 5. / 8760, Duration: model.NewLaw(model.Lognormal, 47./60, 0, 1.1), Reach: model.ReachPool, Index: 1},
	}
	s.Gateways = []model.Gateway{{Name: "bank", Availability: 0.999, Repair: 1, Limit: model.Limit{Weight: []float64{0, 1, 0}, Capacity: 1200}, Share: []float64{0, 1, 0}}}
	s.Workloads = []model.WorkloadSystem{{Name: "channel", ByRequests: true}, {Name: "pay", ByRequests: true}, {Name: "campus", ByRequests: true}}
	return s
}

func BenchmarkFloor(b *testing.B) {
	b.ReportAllocs()
	s := floorOf2009()
	for b.Loop() {
		solved(b, s)
	}
}

// hallOf2009 is the premium room of the same site.
func hallOf2009() *model.System {
	s := floorOf2009()
	s.Levels = []model.Level{
		{Name: "hall", Total: 1, Life: exponentialLaw(20 * 8760), Repair: exponentialLaw(6)},
		{Name: "rack", Total: 50, Life: exponentialLaw(87600), Repair: exponentialLaw(3)},
	}
	web := s.Pools[0]
	web.Count, web.Place, web.Life, web.Repair, web.Capacity = 980, 50, exponentialLaw(87600), exponentialLaw(8), nil
	for k := range 981 {
		web.Capacity = append(web.Capacity, 1.08*float64(k))
	}
	db := model.PoolSystem{
		Name: "database", Count: 2, Place: 50, Mode: model.ActiveStandby, Life: exponentialLaw(3 * 8760), Repair: exponentialLaw(6),
		Weight: []float64{1, 1, 1}, Uses: []bool{true, true, true}, Capacity: []float64{0, 5e4, 5e4},
		Cover: model.Cover{On: true, Success: 0.95, Time: exponentialLaw(4. / 60), Recovery: exponentialLaw(0.75), HasRecovery: true},
	}
	storage := model.PoolSystem{
		Name: "storage", Count: 2, Place: 50, Needs: 1, Life: exponentialLaw(8 * 8760), Repair: exponentialLaw(8),
		Weight: []float64{0, 0, 0}, Uses: []bool{true, true, true},
	}
	s.Pools = []model.PoolSystem{web, db, storage}
	s.Incidents = []model.Incident{{Name: "change", Rate: 2. / 8760, Duration: model.NewLaw(model.Lognormal, 47./60, 0, 1.1)}}
	return s
}

func BenchmarkHall(b *testing.B) {
	b.ReportAllocs()
	s := hallOf2009()
	for b.Loop() {
		solved(b, s)
	}
}

// TestSite holds the two fleets' figures against what their parts come to.
func TestSite(t *testing.T) {
	floor, hall := solved(t, floorOf2009()), solved(t, hallOf2009())
	if floor.Method != model.Approximation || hall.Method != model.Numerical { // groups' stops end with their domain
		t.Errorf("floor %s, hall %s", floor.Why, hall.Why)
	}
	for name, r := range map[string]*Result{"floor": floor, "hall": hall} {
		var sum float64
		for _, x := range r.Causes {
			sum += x
			if x < 0 {
				t.Errorf("%s: negative cause in %v", name, r.Causes)
			}
		}
		near(t, name+" causes", sum, r.Unavailability, 1e-12)
		if !(r.Error < 1e-5*r.Unavailability) {
			t.Errorf("%s: %v with error %g: %s", name, r.Method, r.Error, r.Why)
		}
	}
	change := 2. / 8760 * 47 / 60
	near(t, "incident", hall.Causes[7], change/(1+change), 1e-3)
	lost := 1 - 0.95 // of the losses of a database that carries, by itself or with its rack
	near(t, "failover", hall.Causes[6], (1./26280+1./87600)*(lost*0.75+(1-lost)*4/60), 0.01)
	near(t, "hall", hall.Causes[5], 6./(20*8760), 0.01)
}

// A gateway that counts loses its share of the requests; one that does not leaves
// good and offered alike.
func TestGateways(t *testing.T) {
	s := onePool(2, 1, 100, 10)
	s.Pools[0].Weight, s.Pools[0].Uses = []float64{0, 0}, []bool{true, true}
	s.Load, s.Workloads = steadyLoad{3, 1}, []model.WorkloadSystem{{ByRequests: true}, {ByRequests: true}}
	limit := model.Limit{Weight: []float64{0.5, 0}, Capacity: 1.2}
	s.Gateways = []model.Gateway{
		{Name: "ours", Availability: 0.9, Repair: 2, Limit: limit, Share: []float64{0.5, 0}, Counts: true},
		{Name: "theirs", Availability: 0.8, Repair: 2, Limit: model.Limit{Capacity: math.Inf(1)}, Share: []float64{0, 1}},
	}
	u := math.Pow(10./110, 2)
	s.ByRequests = true
	r := solved(t, s)
	near(t, "limited", r.Workloads[0], 1-(1-u)*(1-0.05)*(1.2/1.5), 1e-12)
	near(t, "left out", r.Workloads[1], u, 1e-12)
	near(t, "served", r.Served[1], 0.8*(1-u), 1e-12)
	near(t, "fleet", r.Unavailability, (3*r.Workloads[0]+0.8*u)/3.8, 1e-12)
	near(t, "up", r.ByTime, u, 1e-12)
	s.ByRequests = false
	near(t, "by time", solved(t, s).ByTime, 1-0.9*(1-u), 1e-12)
}

// The demand of the moment, summed over the states by hand.
func TestDemandOfTheMoment(t *testing.T) {
	s := onePool(4, -1, 50, 5)
	p := &s.Pools[0]
	s.Horizon, s.Load, s.Workloads = 480, waveLoad{10}, []model.WorkloadSystem{{}}
	p.Weight, p.Uses, p.Capacity = []float64{1}, []bool{true}, []float64{0, 3, 6, 9, 12}
	var down, rate float64
	for k := range 5 {
		b := binomial(4, k, 50./55, 5./55)
		x := waveLoad{10}.Above([]model.Limit{{Weight: p.Weight, Capacity: p.Capacity[k]}}, 0, 1)
		down += b * x
		if k > 0 {
			rate += b * float64(k) / 50 * (waveLoad{10}.Above([]model.Limit{{Weight: p.Weight, Capacity: p.Capacity[k-1]}}, 0, 1) - x)
		}
		if k > 0 && k < 4 && p.Capacity[k] > 10*0.4/1.6 {
			rate += b / 24 // demand rises above it once a day
		}
	}
	r := solved(t, s)
	near(t, "ByTime", r.ByTime, down, 1e-12)
	near(t, "OutageRate", r.OutageRate, rate, 1e-9)
}

func TestObstacles(t *testing.T) {
	s := onePool(2, 1, 100, 10)
	s.Steady = false
	_, err := Solve(s)
	var o *Obstacle
	if !errors.As(err, &o) || o.What != "start: new" || !math.IsInf(Cost(s), 1) {
		t.Errorf("a new fleet: %v, cost %g", err, Cost(s))
	}
	if c := Cost(bigTree()); !(c > 1e4 && c < 1e8) {
		t.Errorf("cost %g", c)
	}
}

// A counter counts what is asked of a load.
type counter struct {
	model.Load
	above, refused int
}

func (c *counter) Above(l []model.Limit, a, b float64) float64 {
	c.above++
	return c.Load.Above(l, a, b)
}

func (c *counter) Refused(w int, l []model.Limit, a, b float64) float64 {
	c.refused++
	return c.Load.Refused(w, l, a, b)
}

// TestFewQuestions holds how often the load is asked: an integral over a horizon
// costs much more than a state.
func TestFewQuestions(t *testing.T) {
	s := floorOf2009()
	c := &counter{Load: s.Load}
	s.Load = c
	solved(t, s)
	if c.above > 100 || c.refused > 250 {
		t.Errorf("asked for %d shares of time and %d refusals", c.above, c.refused)
	}
}
