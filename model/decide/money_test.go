package decide

import (
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// spenders are a baseline that pays as it goes and a fleet that is bought: prices and
// support a year as given, nothing left at the end, two years, nothing fails.
func spenders(price, support float64) *model.Plan {
	never := model.RandomTime{Kind: model.NeverLaw}
	p := &model.Plan{
		Currency: "USD", Baseline: "rent", Horizon: model.Horizon{Hours: 2 * model.HoursPerYear, Steady: true},
		Finance: model.Finance{MonthHours: 730, NoResidual: true, Life: quantity(10 * model.HoursPerYear)},
		Run:     model.Run{Trials: 50, Seed: 1, Level: 0.9, Method: "auto"},
	}
	for _, name := range []string{"rent", "own"} {
		p.Fleets = append(p.Fleets, model.Fleet{
			Name: name, Site: -1,
			Pools: []model.Pool{{Name: "web", Site: -1, Count: 1, Needs: model.Needs{Count: 1}, Life: never, Repair: never, Hardware: &model.Hardware{}}},
		})
	}
	p.Fleets[0].Pools[0].Rent = model.RentalPrice{Price: money(1200), Per: "server"}
	own := p.Fleets[1].Pools[0].Hardware
	own.Price, own.Support = money(price), quantity(support)
	return p
}

// TestAppraisal works out by hand what buying costs against renting at 100 a month.
func TestAppraisal(t *testing.T) {
	for _, tt := range []struct {
		price, support, payback float64
		saving                  float64
	}{
		{1200, 0, 12, 1200},         // 100 a month comes back
		{600, 0.2, 7, 1560},         // 90 a month: 630 after seven
		{1200, 0.5, 24, 0},          // 50 a month: just at the end
		{3000, 0, math.NaN(), -600}, // never
	} {
		f := answered(t, spenders(tt.price, tt.support), Options{}).Fleets["own"]
		near(t, "saving", *f.Metrics["saving"].Mean, tt.saving, 1e-7)
		near(t, "regret", *f.Metrics["regret"].Mean, math.Max(0, -tt.saving), 1e-7)
		m := f.Metrics["payback"]
		if math.IsNaN(tt.payback) {
			if m.Mean != nil || m.P50 != nil {
				t.Errorf("price %v comes back after %v", tt.price, m)
			}
			continue
		}
		near(t, "payback", *m.Mean, tt.payback, 1e-12)
		// The rate is that of an annuity of what a month saves.
		monthly, n := 100-tt.price*tt.support/12, 24.0
		i := math.Pow(1+*f.Metrics["irr"].Mean, 1./12) - 1
		if i != 0 {
			near(t, "annuity at the rate of return", monthly*(1-math.Pow(1+i, -n))/i, tt.price, 1e-6)
		}
	}
	// Without a first payment there is nothing to return.
	f := answered(t, spenders(0, 0), Options{}).Fleets["own"]
	if m := f.Metrics["irr"]; m.Mean != nil || *f.Metrics["payback"].Mean != 0 {
		t.Errorf("a gift has the rate %v and is paid back after %v", m.Mean, *f.Metrics["payback"].Mean)
	}
}

// TestSpreadOfInputsAndLuck holds the shares to the law of total variance: N failures,
// Poisson of mean m, each with a part whose price has the mean c and the variance v, cost
//
//	Var = m²·v + m·(c² + v),  inputs m²·v.
//
// With 1,000 pairs the share of luck is known to about √(2/1000)·(1 + …): 0.1 is seen.
func TestSpreadOfInputsAndLuck(t *testing.T) {
	for _, years := range []float64{1, 4} {
		p := &model.Plan{
			Currency: "USD", Baseline: "a", Horizon: model.Horizon{Hours: 2 * model.HoursPerYear, Steady: true},
			Finance: model.Finance{MonthHours: 730}, Run: model.Run{Trials: 4000, Seed: 1, Level: 0.9, Method: "auto"},
		}
		price := ranged(p, "part", 60, 100, 150)
		p.Fleets = []model.Fleet{{Name: "a", Site: -1, Pools: []model.Pool{{
			Name: "web", Site: -1, Count: 10, Needs: model.Needs{Count: 1}, Life: exponential(quantity(years * model.HoursPerYear)), Repair: exponential(quantity(1e-6)),
			Hardware: &model.Hardware{Price: money(1), PartShare: quantity(1), PartPrice: cash(price, "USD")},
		}}}}
		m := 10 * 2 / years
		var c, v float64
		const n = 200000
		for k := range n {
			x := price.At(model.Draw{(float64(k) + 0.5) / n})
			c += x / n
			v += x * x / n
		}
		v -= c * c
		want := m * m * v / (m*m*v + m*(c*c+v))
		r := answered(t, p, Options{}).Fleets["a"]
		if got := *r.Metrics["cost.replacements"].Inputs; !(math.Abs(got-want) < 0.1) || want < 0.1 || want > 0.9 {
			t.Errorf("%v failures: inputs make %.3f of the variance, want %.3f", m, got, want)
		}
		if got := r.Metrics["cost.hardware"].Inputs; got != nil {
			t.Errorf("a cost that is certain has a spread by inputs of %v", *got)
		}
		p.Fleets[0].Pools[0].Hardware.PartPrice, p.Unknowns = money(100), nil
		if got := answered(t, p, Options{}).Fleets["a"].Metrics["cost.replacements"].Inputs; got == nil || *got != 0 {
			t.Errorf("without uncertain inputs they make %v of the variance", got)
		}
	}
}

// TestEffectsOfAssumptions: of a sum of two prices each explains its share of the
// variance, and what enters another fleet nothing. Ranks see the shares of near-normal
// sums to a few hundredths.
func TestEffectsOfAssumptions(t *testing.T) {
	p := spenders(1000, 0)
	p.Run.Trials = 4000
	own := &p.Fleets[1]
	own.Pools[0].Hardware.Price = cash(ranged(p, "price", 900, 1000, 1110), "USD")
	own.OneOff = []model.NamedPrice{{Name: "move", Price: cash(ranged(p, "move", 450, 500, 555), "USD")}}
	p.Fleets[0].OneOff = []model.NamedPrice{{Name: "other", Price: cash(ranged(p, "other", 90, 100, 111), "USD")}}
	for _, path := range []string{"move", "price", "other"} {
		p.Inputs = append(p.Inputs, model.Input{Path: path, Unknown: map[string]int{"price": 1, "move": 2, "other": 3}[path]})
	}
	r := answered(t, p, Options{})
	order := []string{}
	for _, a := range r.Assumption {
		order = append(order, a.Path)
		want := map[string][2]float64{"price": {0.8, 0}, "move": {0.2, 0}, "other": {0, 1}}[a.Path]
		if got := a.Effects; !(math.Abs(got["own"]-want[0]) < 0.05 && math.Abs(got["rent"]-want[1]) < 0.05) {
			t.Errorf("%s explains %v, want %v of own and rent", a.Path, got, want)
		}
	}
	if order[0] != "other" || order[1] != "price" || order[2] != "move" {
		t.Errorf("assumptions in the order %v", order)
	}
}

// TestCostPerUnit: what a request served and a request a second cost, by hand.
func TestCostPerUnit(t *testing.T) {
	p := plan()
	r := answered(t, p, Options{Trials: 300})
	for name, f := range r.Fleets {
		total, peak := *f.Metrics["cost.total"].P50, *f.Metrics["capacity.peak"].P50
		if got := *f.Metrics["cost.per_tps"].P50; !(got > 0.5*total/peak && got < 2*total/peak) {
			t.Errorf("%s: %v for a request a second, total %v, capacity %v", name, got, total, peak)
		}
	}
	certain := *p
	certain.Unknowns = nil
	for i := range certain.Fleets {
		pool := &certain.Fleets[i].Pools[0]
		pool.Hardware.Price.ID, pool.Life.Mean.ID = 0, 0
	}
	certain.Workloads[0].Sources[0].Peak.ID = 0
	f := answered(t, &certain, Options{Method: "exact", Trials: 1}).Fleets["a"]
	near(t, "a request a second", *f.Metrics["cost.per_tps"].Mean, *f.Metrics["cost.total"].Mean/120, 1e-9)
	offered := 80 * 3600 * 8760 * (math.Pow(1.1, 2) - 1) / math.Log(1.1)
	near(t, "a request", *f.Metrics["cost.per_request"].Mean, *f.Metrics["cost.total"].Mean/(offered**f.Metrics["served"].Mean), 1e-9)
}
