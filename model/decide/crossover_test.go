package decide

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/capplan/capplan/model"
)

// rivals are two fleets for one load that never fail: units that carry so much at such
// a price, nothing left of it at the end of two years, and b pays once beside them.
func rivals(peak, carryA, priceA, carryB, priceB, once float64) *model.Plan {
	never := model.RandomTime{Kind: model.NeverLaw}
	p := &model.Plan{
		Currency: "USD", Baseline: "a", Horizon: model.Horizon{Hours: 2 * model.HoursPerYear, Steady: true},
		Finance:   model.Finance{MonthHours: 730, NoResidual: true, Life: quantity(10 * model.HoursPerYear)},
		Run:       model.Run{Trials: 40, Seed: 1, Level: 0.9, Method: "auto"},
		Workloads: []model.Workload{{Name: "shop", Sources: []model.Source{{Name: "all", Peak: quantity(peak), Growth: quantity(0)}}}},
	}
	for i, name := range []string{"a", "b"} {
		p.Fleets = append(p.Fleets, model.Fleet{Name: name, Site: -1, Serves: []int{0}, Pools: []model.Pool{{
			Name: "web", Site: -1, Count: 4, Needs: model.Needs{Count: -1}, Life: never, Repair: never, ShareAll: quantity(1),
			Throughput: &model.Throughput{PerUnit: quantity([]float64{carryA, carryB}[i])},
			Hardware:   &model.Hardware{Price: money([]float64{priceA, priceB}[i])},
		}}})
	}
	p.Fleets[1].OneOff = []model.NamedPrice{{Name: "software", Price: money(once)}}
	return p
}

func crossing(t *testing.T, p *model.Plan) (Metric, FleetResult) {
	t.Helper()
	r, err := Compare(context.Background(), p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Fleets["b"].Metrics["crossover"], r.Fleets["b"]
}

// TestCrossoverByHand: units of 1,000 req/s at 100k against units of 20 req/s at 1.2k
// and 1M once, one more of each for a loss. At 21,000 req/s a costs 22 · 100k = 2.2M
// and b 1M + 1051 · 1.2k = 2.2612M; with one request more a takes a unit more and costs
// 2.3M. Just above 20,000, the step before, it was 2.2M against 2.2024M.
func TestCrossoverByHand(t *testing.T) {
	m, f := crossing(t, rivals(1000, 1000, 100e3, 20, 1200, 1e6))
	if m.Mean == nil || !(math.Abs(*m.Mean-21000) <= 1e-6) || m.Method != "numerical" || *m.Lo != *m.Hi || f.Beyond != "b" {
		t.Errorf("%+v, cheaper beyond: %q, want 21000 and b", m, f.Beyond)
	}
	if m, _ = crossing(t, rivals(200, 1000, 100e3, 20, 1200, 1e6)); m.Mean != nil || !strings.Contains(m.Why, "100 times") {
		t.Errorf("21,000 req/s are 105 times 200: %+v", m)
	}
	if m, _ = crossing(t, rivals(1000, 20, 1000, 20, 1000, 0)); m.Mean != nil || !strings.Contains(m.Why, "both cost the same") {
		t.Errorf("the same fleet twice: %+v", m)
	}
	p := rivals(1000, 1000, 100e3, 20, 1200, 1e6)
	p.Fleets[1].Pools[0].Throughput.Coherency = quantity(1e-5) // most at 316 units: 1,530 of 20 req/s each
	if m, _ = crossing(t, p); m.Mean != nil || !strings.Contains(m.Why, "no size of web of b carries more than") {
		t.Errorf("beyond the law's peak: %+v", m)
	}
	p.Fleets[0].Pools[0].Owned = &model.Owned{Book: model.Money{Quantity: quantity(1e5), Currency: "USD"}}
	if m, _ = crossing(t, p); m.Mean != nil || !strings.Contains(m.Why, "greenfield") {
		t.Errorf("owned as it stands: %+v", m)
	}
}

// TestCrossoverWithinAStep: two units of each carry every load, a costs 200k, b 100k
// and 1e-9 USD for each of the requests of two years, which are the same at
//
//	100k ÷ (1e-9 · 2 · 8760 · 3600) = 1.5855e6 req/s
func TestCrossoverWithinAStep(t *testing.T) {
	p := rivals(1e5, 1e8, 100e3, 1e8, 50e3, 0)
	p.Fleets[1].Network = model.Network{Request: quantity(1), PerByte: money(1e-9)}
	m, f := crossing(t, p)
	want := 100e3 / (1e-9 * 2 * 8760 * 3600)
	if m.Mean == nil || !(math.Abs(*m.Mean/want-1) <= 1e-7) || f.Beyond != "a" {
		t.Errorf("%v, cheaper beyond: %q, want %v and a", m.Mean, f.Beyond, want)
	}
}

// TestCrossoverIsSmallest holds the search against all steps of random fleets, one by
// one, with prices that are uncertain, groups and pairs: the same to 1e-8, unless what
// turns at a step turns back within 0.5 %.
func TestCrossoverIsSmallest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	met, passed := 0, 0
	for n := range 60 {
		p := rivals(100, 20+200*r.Float64(), 1000*(1+9*r.Float64()), 3+20*r.Float64(), 100*(1+3*r.Float64()), 4e4*r.Float64())
		p.Fleets[0].Pools[0].Hardware.Price = cash(ranged(p, "price", 800, 1000*(1+9*r.Float64()), 12000), "USD")
		switch web := &p.Fleets[0].Pools[0]; n % 3 {
		case 1:
			web.Groups = &model.Groups{Size: 3, Needs: 2}
			web.Count = 3
		case 2:
			web.Mode, web.Count = model.ActiveStandby, 2
		}
		draws := make([]model.Draw, 5)
		for i := range draws {
			draws[i] = model.Draw{r.Float64()}
		}
		cost := func(i int) *loadCost { return newLoadCost(p, &p.Fleets[i], draws) }
		s := search{ctx: context.Background(), a: cost(1), b: cost(0), jobs: 1, limit: mostTimes}
		s.sign, _ = s.difference(instant)
		got, ok := s.find()

		all := search{ctx: s.ctx, a: cost(1), b: cost(0), jobs: 1, sign: s.sign}
		want, found := 0.0, false
		for x := instant; x < mostTimes && !found; x = want * (1 + 1e-9) {
			if want = all.end(x); want < mostTimes {
				found = all.turned(all.moved(want * (1 + 1e-9)))
			}
		}
		switch {
		case ok != found:
			t.Errorf("%d: found %v at %v, every step: %v at %v", n, ok, got, found, want)
		case !ok:
		case math.Abs(got/want-1) <= 1e-8:
			met++
		case got > want && undone(&all, want):
			passed++
		default:
			t.Errorf("%d: %v, step by step %v", n, got, want)
		}
	}
	if met < 20 || passed > met/10 {
		t.Errorf("%d crossings are the same, %d within 0.5 %%", met, passed)
	}
}

// undone reports whether a turn at a step is back within a fine step.
func undone(s *search, at float64) bool {
	for x := at * (1 + 1e-9); x < at*fine; x = s.end(x) * (1 + 1e-9) {
		if !s.turned(s.moved(x)) {
			return true
		}
	}
	return false
}

// TestLoadCost holds the money at another load against a comparison at that load, with
// the counts of SameLoad: energy, network, parts and repairs among it.
func TestLoadCost(t *testing.T) {
	for _, times := range []float64{1, 0.3, 7} {
		p := plan()
		p.Run.Method = "exact"
		p.Workloads[0].SLO = model.SLO{}
		p.Sites = []model.Site{{Name: "hall", EnergyPrice: money(0.1), PUE: quantity(1.5)}}
		f := &p.Fleets[0]
		f.Network = model.Network{Request: quantity(1000), PerByte: money(1e-9)}
		web := &f.Pools[0]
		web.Site, web.Mode = 0, model.Shared
		web.Hardware.Idle, web.Hardware.Max, web.Hardware.PartShare = quantity(100), quantity(300), quantity(1)
		web.Hardware.PartPrice = money(50)
		d, err := newDrawer(p, 1)
		if err != nil {
			t.Fatal(err)
		}
		draws := make([]model.Draw, 60)
		for i := range draws {
			draws[i] = append(model.Draw{}, d.draw(nil, uint64(i))...)
		}
		mean, _ := meanSD(newLoadCost(p, f, draws).mean(times))

		src := &p.Workloads[0].Sources[0].Peak
		src.Value, src.Lo, src.Hi = src.Value*times, src.Lo*times, src.Hi*times
		src.Prepare()
		for _, s := range SameLoad(p, true) {
			p.Fleets[s.Fleet].Pools[s.Pool].Count = s.Count
		}
		r, err := Compare(context.Background(), p, Options{Trials: len(draws), noMissions: true})
		if err != nil {
			t.Fatal(err)
		}
		if want := *r.Fleets["a"].Metrics["cost.pv"].Mean; !(math.Abs(mean/want-1) <= 1e-9) {
			t.Errorf("at %v times the load: %v, compared at it: %v", times, mean, want)
		}
	}
}

// TestCrossoverIsPromised: an uncertain price leaves bounds, and an assertion holds it.
func TestCrossoverIsPromised(t *testing.T) {
	p := rivals(1000, 1000, 100e3, 20, 1200, 1e6)
	p.Fleets[0].Pools[0].Hardware.Price = cash(ranged(p, "price", 80e3, 100e3, 125e3), "USD")
	p.Assertions = []model.Assertion{
		{That: "far", Fleet: "b", Metric: "crossover", Unit: "req/s", Relation: model.AtMost, Limit: 90000},
		{That: "near", Fleet: "b", Metric: "crossover", Unit: "req/s", Relation: model.AtLeast, Limit: 90000},
	}
	r, err := Compare(context.Background(), p, Options{Trials: 400})
	if err != nil {
		t.Fatal(err)
	}
	m := r.Fleets["b"].Metrics["crossover"]
	if m.Mean == nil || m.Lo == nil || m.Hi == nil || !(*m.Lo <= *m.Mean && *m.Mean <= *m.Hi && *m.Lo < *m.Hi) {
		t.Fatalf("%+v", m)
	}
	if r.Assertions[0].Verdict != Pass || r.Assertions[1].Verdict != Fail {
		t.Errorf("%+v", r.Assertions)
	}
}
