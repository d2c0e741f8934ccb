package decide

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/pricing"
)

func quantity(v float64) model.Quantity { return model.Certain(v) }

func ranged(p *model.Plan, path string, lo, v, hi float64) model.Quantity {
	q := model.Quantity{Value: v, Lo: lo, Hi: hi, Level: 0.9, Scale: model.Log, Set: true, ID: len(p.Unknowns) + 1}
	q.Prepare()
	p.Unknowns = append(p.Unknowns, model.Unknown{Path: path, Quantity: q})
	return q
}

func money(v float64) model.Price { return cash(quantity(v), "USD") }

func cash(q model.Quantity, currency string) model.Price {
	return model.Price{Money: model.Money{Quantity: q, Currency: currency}}
}

func exponential(mean model.Quantity) model.RandomTime {
	return model.RandomTime{Kind: model.Exponential, Mean: mean}
}

// plan is two fleets with something uncertain in each: life, repair, price, demand.
func plan() *model.Plan {
	p := &model.Plan{
		Name: "test", Currency: "USD", Baseline: "a",
		Horizon: model.Horizon{Hours: 2 * model.HoursPerYear, Steady: true},
		Finance: model.Finance{MonthHours: 730, DiscountRate: quantity(0.1)},
		Run:     model.Run{Trials: 200, Seed: 1, Level: 0.9, Method: "auto"},
	}
	p.Workloads = []model.Workload{{
		Name: "web", Sources: []model.Source{{Name: "all", Peak: ranged(p, "peak", 70, 80, 95), Growth: quantity(0.1)}},
		SLO: model.SLO{Set: true, Availability: quantity(0.999), Basis: "requests"},
	}}
	for _, name := range []string{"a", "b"} {
		p.Fleets = append(p.Fleets, model.Fleet{
			Name: name, Site: -1, Serves: []int{0},
			Domains: []model.Domain{{Name: "rack", Count: 5, Life: exponential(quantity(9000)), Repair: exponential(quantity(4))}},
			Pools: []model.Pool{{
				Name: "web", Site: -1, Count: 20, Place: 5, Needs: model.Needs{Count: -1},
				Life:       exponential(ranged(p, name+".mttf", 200, 400, 600)),
				Repair:     exponential(quantity(24)),
				Throughput: &model.Throughput{PerUnit: quantity(6)},
				ShareAll:   quantity(1),
				Hardware:   &model.Hardware{Price: cash(ranged(p, name+".price", 4000, 5000, 8000), "USD")},
			}},
		})
	}
	return p
}

func answered(t *testing.T, p *model.Plan, o Options) *Result {
	t.Helper()
	r, err := Compare(context.Background(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWorkersNeverChangeAByte(t *testing.T) {
	for _, method := range []string{"auto", "simulate", "exact"} {
		var want string
		for _, jobs := range []int{1, 2, 3, 8} {
			b, err := json.Marshal(answered(t, plan(), Options{Jobs: jobs, Method: method, Trials: 77}))
			if err != nil {
				t.Fatal(err)
			}
			if want == "" {
				want = string(b)
			}
			if string(b) != want {
				t.Errorf("%s: %d workers give other bytes than 1", method, jobs)
			}
		}
	}
	a, b := answered(t, plan(), Options{Seed: 1}), answered(t, plan(), Options{Seed: 2})
	if *a.Fleets["a"].Metrics["cost.pv"].Mean == *b.Fleets["a"].Metrics["cost.pv"].Mean {
		t.Error("two seeds draw the same prices")
	}
}

// certain takes likely values for everything that is uncertain.
func certain(p *model.Plan) *model.Plan {
	p.Unknowns = nil
	p.Workloads[0].Sources[0].Peak.ID = 0
	for i := range p.Fleets {
		pool := &p.Fleets[i].Pools[0]
		pool.Life.Mean.ID, pool.Hardware.Price.ID = 0, 0
	}
	return p
}

// TestExactAndSampledMeansAgree: demand that grows through the capacity of failure
// states, in racks, by requests.
func TestExactAndSampledMeansAgree(t *testing.T) {
	exact := answered(t, certain(plan()), Options{Method: "exact", Trials: 1})
	sim := answered(t, certain(plan()), Options{Method: "simulate", Trials: 1500})
	for _, metric := range []string{"unavailability", "outages", "served"} {
		e, s := exact.Fleets["a"].Metrics[metric], sim.Fleets["a"].Metrics[metric]
		if s.Lo == nil || s.Hi == nil {
			t.Fatalf("%s: no interval", metric)
		}
		se := (*s.Hi - *s.Lo) / 2 / 1.96
		if effect := 0.15 * *e.Mean; metric != "served" && !(4.5*se < effect) {
			t.Errorf("%s: the sample only sees errors above %.2g, the test claims %.2g", metric, 4.5*se, effect)
		}
		if z := (*s.Mean - *e.Mean) / se; !(math.Abs(z) < 4.5) {
			t.Errorf("%s: sampled %.5g ± %.2g, exact %.5g: z = %.1f", metric, *s.Mean, se, *e.Mean, z)
		}
	}
}

func TestPartsSumToWholes(t *testing.T) {
	for _, method := range []string{"exact", "simulate"} {
		r := answered(t, plan(), Options{Method: method})
		for name, f := range r.Fleets {
			var causes, cash, pv float64
			for _, c := range f.Causes {
				causes += c.Downtime
			}
			near(t, method+" "+name+" causes", causes, *f.Metrics["downtime"].Mean, 1e-9)
			for _, c := range pricing.Categories() {
				cash += *f.Metrics["cost."+c.String()].Mean
			}
			near(t, name+" categories", cash, *f.Metrics["cost.total"].Mean, 1e-12)
			near(t, name+" capex and opex", *f.Metrics["cost.capex"].Mean+*f.Metrics["cost.opex"].Mean, *f.Metrics["cost.total"].Mean, 1e-12)
			for _, c := range f.Costs {
				pv += c.PV
			}
			near(t, name+" present values", pv, *f.Metrics["cost.pv"].Mean, 1e-12)
		}
	}
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s: %.15g, want %.15g", what, got, want)
	}
}

// TestBillByHand is a small fleet whose every line is worked out here.
func TestBillByHand(t *testing.T) {
	p := &model.Plan{
		Currency: "CNY", Horizon: model.Horizon{Hours: 2 * model.HoursPerYear, Begin: time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC), Steady: true},
		Finance: model.Finance{MonthHours: 730, Life: quantity(4 * model.HoursPerYear), Salary: cash(quantity(100e3), "CNY")},
		FX:      []model.Rate{{Currency: "USD", Values: []model.YearValue{{Year: 2009, Value: quantity(7)}, {Year: 2010, Value: quantity(6)}}}},
		Sites: []model.Site{{
			Name: "hall", PUE: quantity(2), EnergyPrice: cash(quantity(0.5), "CNY"),
			Space: cash(quantity(50e3), "CNY"), RackSize: quantity(42), RackPower: quantity(5000),
		}},
	}
	hardware := &model.Hardware{
		Price: money(1000), Typical: quantity(400), Size: quantity(2), Cores: quantity(8),
		PartPrice: money(10), PartShare: quantity(0.5),
	}
	p.Fleets = []model.Fleet{{
		Name: "f", Site: 0, Support: quantity(0.1),
		Staff: []model.StaffLine{{Role: "admin", ServersPerAdmin: quantity(16), AtLeast: quantity(1)}},
		Pools: []model.Pool{{
			Name: "web", Site: -1, Count: 40, Hardware: hardware, Needs: model.Needs{Count: 40},
			Life: exponential(quantity(8736)), Repair: exponential(quantity(24)),
			Licences: []model.Licence{{Name: "db", Price: money(100), Per: "core", Factor: quantity(0.5), Discount: quantity(0.25), Support: quantity(0.2)}},
		}},
	}}
	r := answered(t, p, Options{Method: "exact", Trials: 1})
	m := r.Fleets["f"].Metrics
	price := 1000.0 * 7 * 40
	licence := 100.0 * 7 * 8 * 0.5 * 40 * 0.75
	for name, want := range map[string]float64{
		"cost.hardware":     price - price/2,                         // half of a four-year life is left
		"cost.licences":     licence,                                 // kept for ever, worth nothing at the end
		"cost.support":      (0.1*price + 0.2*licence) * (7 + 6) / 7, // in dollars, at each year's rate
		"cost.energy":       2 * 0.4 * 40 * 2 * 8760 * 0.5,           // kW × PUE × h × price
		"racks":             4,                                       // 12 of 400 W in 5 kW, 21 of 2 U in 42 U: 40/12
		"cost.space":        2 * 4 * 50e3,                            //
		"heads":             3,                                       // 40/16, rounded up
		"cost.staff":        2 * 3 * 100e3,                           //
		"cost.replacements": 40 * 0.5 * (10*7 + 10*6),                // a failure a year each, half with a part, at each year's rate
		"power.peak":        16,                                      //
		"replacements":      20,                                      //
		"cost.year.2010":    cashOf2010(price, licence),              //
	} {
		near(t, name, *m[name].Mean, want, 1e-8)
		if m[name].Method != "exact" {
			t.Errorf("%s is %s", name, m[name].Method)
		}
	}
}

func cashOf2010(price, licence float64) float64 {
	running := (0.1*price+0.2*licence)*6/7 + 0.4*40*2*8760*0.5 + 4*50e3 + 3*100e3 + 40*0.5*10*6
	return running - price/2
}

func TestRankCorrelation(t *testing.T) {
	for _, rank := range []float64{0.9, 0.3, -0.6} {
		p := plan()
		p.Correlations = []model.Correlation{{A: 0, B: 2, Rank: rank}}
		d, err := newDrawer(p, 1)
		if err != nil {
			t.Fatal(err)
		}
		const n = 20000
		var sum float64 // Spearman's ρ of uniform levels is 12·E[(u−½)(v−½)]
		var dst model.Draw
		for i := range uint64(n) {
			dst = d.draw(dst, i)
			sum += (dst[0] - 0.5) * (dst[2] - 0.5)
		}
		tol := 5 * 12 * (1. / 12) / math.Sqrt(n) // sees errors of 0.035
		if got := 12 * sum / n; !(math.Abs(got-rank) < tol) {
			t.Errorf("rank correlation %.3f, want %.2f ± %.3f", got, rank, tol)
		}
	}
	p := plan()
	p.Correlations = []model.Correlation{{A: 0, B: 1, Rank: 0.9}, {A: 1, B: 2, Rank: 0.9}, {A: 0, B: 2, Rank: -0.9}}
	if _, err := newDrawer(p, 1); err == nil {
		t.Error("ranks that contradict each other are taken")
	}
}

// TestArrange holds what is read of arranged values to sorted ones: many equal, few,
// with infinities and with what is no number.
func TestArrange(t *testing.T) {
	shares := []float64{.01, .05, .1, .5, .9, .95, .99}
	rnd := rand.New(rand.NewPCG(1, 2))
	for i := range 400 {
		v := make([]float64, 1+rnd.IntN(1000))
		for k := range v {
			v[k] = math.Floor(rnd.ExpFloat64() * math.Pow(10, float64(i%6)-1))
			switch {
			case i%7 == 0 && rnd.IntN(5) == 0:
				v[k] = math.Inf(1)
			case i%50 == 0 && rnd.IntN(90) == 0:
				v[k] = math.NaN()
			case i%9 == 0:
				v[k] = float64(k)
			}
		}
		want := slices.Clone(v)
		slices.Sort(want)
		arrange(v, shares)
		for _, p := range shares {
			if a, b := order(v, p), order(want, p); a != b && !(math.IsNaN(a) && math.IsNaN(b)) {
				t.Fatalf("%d values: the %g-quantile is %g, sorted %g", len(v), p, a, b)
			}
		}
	}
}
