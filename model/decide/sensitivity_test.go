package decide

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"testing"

	"github.com/capplan/capplan/model"
)

// duel is two fleets of ten and of eight machines that never fail and whose only cost is
// their prices, which are lognormal: cost.pv = count · price, with closed forms for all.
func duel() *model.Plan {
	p := &model.Plan{
		Name: "duel", Currency: "USD", Baseline: "a",
		Horizon: model.Horizon{Hours: model.HoursPerYear, Steady: true},
		Finance: model.Finance{MonthHours: 730, DiscountRate: quantity(0), NoResidual: true},
		Run:     model.Run{Trials: 4000, Seed: 1, Level: 0.9, Method: "auto"},
	}
	for _, f := range []struct {
		name     string
		count    int
		price, w float64
	}{{"a", 10, 5000, 1.5}, {"b", 8, 6300, 1.2}} {
		p.Fleets = append(p.Fleets, model.Fleet{Name: f.name, Site: -1, Pools: []model.Pool{{
			Name: "web", Site: -1, Count: f.count, Needs: model.Needs{Count: 1}, ShareAll: quantity(1),
			Hardware: &model.Hardware{Price: cash(ranged(p, f.name+".price", f.price/f.w, f.price, f.price*f.w), "USD")},
		}}})
	}
	ranged(p, "nothing", 1, 2, 4) // moves nothing
	return p
}

// law is the lognormal law of a fleet's cost: median and σ. The ends of a range are its
// 5th and 95th percentiles.
func duelLaw(p *model.Plan, i int) (median, sigma float64) {
	q := &p.Unknowns[i].Quantity
	return q.Value * float64(p.Fleets[i].Pools[0].Count), math.Log(q.Hi/q.Value) / 1.6448536269514722
}

func sense(t *testing.T, p *model.Plan, o SensitivityOptions) *Sensitivity {
	t.Helper()
	s, err := Sense(context.Background(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *Sensitivity) about(t *testing.T, metric, fleet, against string) *Subject {
	t.Helper()
	for i := range s.Subjects {
		if x := &s.Subjects[i]; x.Metric == metric && x.Fleet == fleet && x.Against == against {
			return x
		}
	}
	t.Fatalf("nothing about %s of %s against %q", metric, fleet, against)
	return nil
}

func phi(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

// TestSensitivityClosedForm holds tornado, indices and mean of the difference of two
// lognormal costs against their closed forms.
func TestSensitivityClosedForm(t *testing.T) {
	p := duel()
	s := sense(t, p, SensitivityOptions{Metrics: []string{"cost.pv"}})
	x := s.about(t, "cost.pv", "b", "a")
	ma, sa := duelLaw(p, 0)
	mb, sb := duelLaw(p, 1)
	moments := func(m, sigma float64) (mean, variance float64) {
		mean = m * math.Exp(sigma*sigma/2)
		return mean, mean * mean * math.Expm1(sigma*sigma)
	}
	ea, va := moments(ma, sa)
	eb, vb := moments(mb, sb)
	if got := *x.Likely.Value; math.Abs(got-(mb-ma)) > 1e-3 {
		t.Errorf("at likely values %.6g, want %.6g", got, mb-ma)
	}
	if got, h := *x.Mean.Value, *x.Mean.Hi-*x.Mean.Value; math.Abs(got-(eb-ea)) > 2*h || h > 0.001*ea {
		t.Errorf("mean %.6g ± %.2g, want %.6g", got, h, eb-ea)
	}
	want := map[string]float64{"a.price": va / (va + vb), "b.price": vb / (va + vb), "nothing": 0}
	for _, i := range x.Indices {
		e := func(r Ranged) estimate { return estimate{*r.Value, *r.Lo, *r.Hi} }
		estimated(t, "S of "+i.Input, e(i.First), want[i.Input], 0.02)
		estimated(t, "T of "+i.Input, e(i.Total), want[i.Input], 0.02)
	}
	if x.Indices[0].Input != "a.price" || len(x.Indices) != 3 {
		t.Errorf("indices %+v", x.Indices)
	}
	ends := map[string][2]float64{"a.price": {mb - ma/1.5, mb - ma*1.5}, "b.price": {mb/1.2 - ma, mb*1.2 - ma}, "nothing": {mb - ma, mb - ma}}
	reverses := map[string]bool{"a.price": true, "b.price": true, "nothing": false}
	for _, w := range x.Tornado {
		e := ends[w.Input]
		if math.Abs(*w.Low.Value-e[0]) > 1e-3 || math.Abs(*w.High.Value-e[1]) > 1e-3 {
			t.Errorf("%s moves it from %.6g to %.6g, want %.6g to %.6g", w.Input, *w.Low.Value, *w.High.Value, e[0], e[1])
		}
		if w.Reverses == nil || *w.Reverses != reverses[w.Input] {
			t.Errorf("%s reverses: %v", w.Input, w.Reverses)
		}
	}
	if x.Tornado[0].Input != "a.price" || x.Tornado[2].Input != "nothing" {
		t.Errorf("tornado %+v", x.Tornado)
	}
}

// TestKnowingClosedForm holds the value of knowing prices against Black's and Margrabe's
// formulas: E[min(X, k)] of a lognormal X, and E[min(X, Y)] of two.
func TestKnowingClosedForm(t *testing.T) {
	p := duel()
	k := sense(t, p, SensitivityOptions{Metrics: []string{"cost.pv"}}).Knowing
	ma, sa := duelLaw(p, 0)
	mb, sb := duelLaw(p, 1)
	ea, eb := ma*math.Exp(sa*sa/2), mb*math.Exp(sb*sb/2)
	least := func(mean, sigma, k float64) float64 {
		d := (math.Log(mean/k) + sigma*sigma/2) / sigma
		return mean*phi(-d) + k*phi(d-sigma)
	}
	best := math.Min(ea, eb)
	want := map[string]float64{"a.price": best - least(ea, sa, eb), "b.price": best - least(eb, sb, ea), "nothing": 0}
	check := func(what string, r Ranged, want, sees float64) {
		t.Helper()
		estimated(t, what, estimate{*r.Value, *r.Lo, *r.Hi}, want, sees)
	}
	for _, i := range k.Inputs {
		if i.Input == "nothing" && *i.Value.Value != 0 {
			t.Errorf("what moves nothing is worth %g", *i.Value.Value)
		}
		check("worth of "+i.Input, i.Value, want[i.Input], 0.03*want[i.Input]+1)
	}
	check("worth of everything", k.Perfect, best-least(ea, math.Hypot(sa, sb), eb), 150)
	if k.Best != "b" || k.Metric != "cost.pv" || k.Inputs[0].Input != "a.price" {
		t.Errorf("%+v", k)
	}
	dear := duel() // b costs more whatever happens
	dear.Fleets[1].Pools[0].Count = 80
	k = sense(t, dear, SensitivityOptions{Metrics: []string{"cost.pv"}}).Knowing
	if *k.Perfect.Value != 0 || *k.Flips.Value != 0 || *k.Inputs[0].Value.Value != 0 {
		t.Errorf("a choice that never flips: %+v", k)
	}
}

// TestSensitivityCorrelated holds that correlated inputs have one index, and their group
// all of the variance.
func TestSensitivityCorrelated(t *testing.T) {
	p := duel()
	p.Correlations = []model.Correlation{{A: 0, B: 1, Rank: 0.8}}
	s := sense(t, p, SensitivityOptions{Metrics: []string{"cost.pv"}, Options: Options{Trials: 4000}})
	x := s.about(t, "cost.pv", "b", "a")
	if len(x.Indices) != 2 || x.Indices[0].Input != "a.price + b.price" {
		t.Fatalf("indices %+v", x.Indices)
	}
	ma, sa := duelLaw(p, 0)
	mb, sb := duelLaw(p, 1)
	ea, eb := ma*math.Exp(sa*sa/2), mb*math.Exp(sb*sb/2)
	rho := 2 * math.Sin(math.Pi*0.8/6)
	v := ea*ea*math.Expm1(sa*sa) + eb*eb*math.Expm1(sb*sb) - 2*ea*eb*math.Expm1(rho*sa*sb)
	if got := *x.SD * *x.SD; math.Abs(got/v-1) > 0.05 {
		t.Errorf("variance %.5g, want %.5g", got, v)
	}
	estimated(t, "S", estimate{*x.Indices[0].First.Value, *x.Indices[0].First.Lo, *x.Indices[0].First.Hi}, 1, 0.1)
	// the pair is worth what everything is
	got := s.Knowing.Inputs[0].Value
	estimated(t, "worth", estimate{*got.Value, *got.Lo, *got.Hi}, *s.Knowing.Perfect.Value, 0.2**s.Knowing.Perfect.Value)
}

// TestSensitivityLuck holds that histories are told as luck where only they know the
// figure, and that luck and inputs are the whole of the variance.
func TestSensitivityLuck(t *testing.T) {
	p := plan()
	p.Horizon.Hours = 1460
	s := sense(t, p, SensitivityOptions{Metrics: []string{"availability"}, Options: Options{Trials: 1500, Method: "simulate"}})
	x := s.about(t, "availability", "b", "a")
	if len(x.Indices) != len(p.Unknowns)+1 {
		t.Fatalf("%d indices of %d inputs", len(x.Indices), len(p.Unknowns))
	}
	seen := false
	for _, i := range x.Indices {
		if i.Input == Luck {
			seen = *i.Total.Value > 0.02
		}
	}
	if !seen {
		b, _ := json.Marshal(x.Indices)
		t.Errorf("no luck in %s", b)
	}
	exact := sense(t, p, SensitivityOptions{Metrics: []string{"availability"}, Options: Options{Trials: 1500}}).about(t, "availability", "b", "a")
	if len(exact.Indices) != len(p.Unknowns) || exact.Why != drawNames[bySolving] {
		t.Errorf("%d indices, %s", len(exact.Indices), exact.Why)
	}
	for i := range x.Tornado { // ends by histories against exact ones
		for k := range exact.Tornado {
			a, b := &x.Tornado[i], &exact.Tornado[k]
			if a.Input != b.Input || a.Low.Lo == nil {
				continue
			}
			if d := math.Abs(*a.Low.Value - *b.Low.Value); d > 2*(*a.Low.Hi-*a.Low.Value)+1e-12 {
				t.Errorf("%s low: histories %.6g (%.6g..%.6g), exact %.6g", a.Input, *a.Low.Value, *a.Low.Lo, *a.Low.Hi, *b.Low.Value)
			}
		}
	}
}

// TestSensitivityJobs holds that the number of workers changes nothing.
func TestSensitivityJobs(t *testing.T) {
	var first []byte
	for _, jobs := range []int{1, 3} {
		s := sense(t, plan(), SensitivityOptions{Options: Options{Trials: 1500, Jobs: jobs}})
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = b
		} else if string(b) != string(first) {
			t.Error("another number of workers, another answer")
		}
	}
}

// TestSensitivityRefusals holds what has no answer.
func TestSensitivityRefusals(t *testing.T) {
	sure := duel()
	sure.Unknowns = nil
	if _, err := Sense(context.Background(), sure, SensitivityOptions{}); !errors.Is(err, ErrNothingUncertain) {
		t.Errorf("nothing uncertain: %v", err)
	}
	var none *NoTrials
	for _, name := range []string{"cost.pw", "pools.web.nothing", "outage_duration"} {
		if _, err := Sense(context.Background(), duel(), SensitivityOptions{Metrics: []string{name}}); !errors.As(err, &none) {
			t.Errorf("%s: %v", name, err)
		}
	}
	few := sense(t, duel(), SensitivityOptions{Metrics: []string{"cost.pv"}, Options: Options{Trials: 100}})
	if x := few.about(t, "cost.pv", "b", "a"); len(x.Indices) != 0 || x.Lacking == "" || len(x.Tornado) != 3 {
		t.Errorf("few trials: %+v", x)
	}
}

// TestBreakEvenClosedForm holds the price at which two fleets cost the same against its
// closed form: 10·x = 8·E[price of b], x a certain price of a.
func TestBreakEvenClosedForm(t *testing.T) {
	p := duel()
	_, sb := duelLaw(p, 1)
	mb, _ := duelLaw(p, 1)
	want := mb * math.Exp(sb*sb/2) / 10
	at := func(x float64) (*model.Plan, error) {
		q := duel()
		q.Fleets[0].Pools[0].Hardware.Price = cash(quantity(x), "USD")
		return q, nil
	}
	about := BreakEven{Path: "a.price", Value: 5000, Fleet: "b", Against: "a", Metric: "cost.pv"}
	s, err := Even(context.Background(), p, at, BreakEvenOptions{About: about})
	if err != nil {
		t.Fatal(err)
	}
	b := s.BreakEven
	if len(b.Roots) != 1 {
		t.Fatalf("%d roots", len(b.Roots))
	}
	r := b.Roots[0]
	if h := *r.Hi - r.Value; math.Abs(r.Value-want) > 2*h || h > 0.01*want || r.Below != "a" || r.Above != "b" {
		t.Errorf("root %.6g ± %.3g below %s above %s, want %.6g", r.Value, h, r.Below, r.Above, want)
	}
	// the mean difference there is 0 on the very trials
	q, _ := at(r.Value)
	res := answered(t, q, Options{Trials: 4000, Keep: true})
	x, y := res.Fleets["b"].Metrics["cost.pv"], res.Fleets["a"].Metrics["cost.pv"]
	if d := *x.Mean - *y.Mean; math.Abs(d) > 1e-4*want {
		t.Errorf("the difference at the root is %.3g", d)
	}
	// no root in bounds that leave it out
	s, err = Even(context.Background(), p, at, BreakEvenOptions{About: about, Bounds: &[2]float64{6000, 9000}})
	if err != nil || len(s.BreakEven.Roots) != 0 || s.BreakEven.Less != "b" {
		t.Errorf("beyond the root: %+v, %v", s.BreakEven, err)
	}
}

// TestBreakEvenWhole: 5000·n = 8·6300 USD for whole n only; and a difference with two
// roots has both.
func TestBreakEvenWhole(t *testing.T) {
	sure := func() *model.Plan {
		p := duel()
		p.Unknowns = nil
		for i := range p.Fleets {
			p.Fleets[i].Pools[0].Hardware.Price.ID = 0
		}
		return p
	}
	whole := func(x float64) (*model.Plan, error) {
		if x != math.Trunc(x) {
			return nil, ErrNotWhole
		}
		p := sure()
		p.Fleets[0].Pools[0].Count = int(x)
		return p, nil
	}
	s, err := Even(context.Background(), sure(), whole, BreakEvenOptions{About: BreakEven{Value: 10, Fleet: "b", Against: "a", Metric: "cost.pv"}})
	if err != nil {
		t.Fatal(err)
	}
	if b := s.BreakEven; len(b.Roots) != 1 || b.Roots[0].Value != 11 || !b.Whole || b.Roots[0].Below != "a" || *b.Roots[0].Lo != 11 {
		t.Errorf("%+v", b)
	}
	twice := func(x float64) (*model.Plan, error) { // a costs 50.4k at 2 and at 6
		p := sure()
		p.Fleets[0].Pools[0].Hardware.Price = cash(quantity(5040+100*(x-2)*(x-6)), "USD")
		return p, nil
	}
	s, err = Even(context.Background(), sure(), twice, BreakEvenOptions{About: BreakEven{Value: 4, Fleet: "b", Against: "a", Metric: "cost.pv"}, Bounds: &[2]float64{1, 9}})
	if err != nil {
		t.Fatal(err)
	}
	if b := s.BreakEven; len(b.Roots) != 2 || math.Abs(b.Roots[0].Value-2) > 1e-5 || math.Abs(b.Roots[1].Value-6) > 1e-5 || b.Roots[0].Below != "b" || b.Roots[1].Above != "b" {
		t.Errorf("%+v", b)
	}
	if _, err := Even(context.Background(), sure(), twice, BreakEvenOptions{About: BreakEven{Fleet: "b", Against: "a", Metric: "cost.pv"}}); !errors.Is(err, ErrFromZero) {
		t.Errorf("from 0: %v", err)
	}
}

// TestSensesNewUnits: where units begin new and wear out, what is spent on them is that of
// histories and not of the long run's rate: in one year 1 − exp(−(1/η)³) parts for each
// machine, η = 4/Γ(4/3) years, where a long run takes a quarter. What it is worth to know
// is then not said.
func TestSensesNewUnits(t *testing.T) {
	p := duel()
	p.Horizon.Steady = false
	for i := range p.Fleets {
		h := &p.Fleets[i].Pools[0]
		h.Life = model.RandomTime{Kind: model.Weibull, Mean: model.Certain(4 * model.HoursPerYear), Shape: model.Certain(3)}
		h.Repair = model.RandomTime{Kind: model.Exponential, Mean: model.Certain(24)}
		h.Hardware.PartWritten, h.Hardware.PartShare, h.Hardware.PartPrice = true, quantity(1), cash(quantity(5e4), "USD")
	}
	s := sense(t, p, SensitivityOptions{Metrics: []string{"cost.pv"}, Against: "a"})
	x := s.about(t, "cost.pv", "b", "a")
	if x.Why != drawNames[byHistory] {
		t.Errorf("known by %q", x.Why)
	}
	ma, sa := duelLaw(p, 0)
	mb, sb := duelLaw(p, 1)
	fail := -math.Expm1(-math.Pow(math.Gamma(4.0/3)/4, 3))
	want := mb*math.Exp(sb*sb/2) - ma*math.Exp(sa*sa/2) - 2*5e4*fail
	if got, h := *x.Mean.Value, *x.Mean.Hi-*x.Mean.Value; !(math.Abs(got-want) < 2*h) || !(h < 5e4/4) {
		t.Errorf("mean %.6g ± %.2g, want %.6g", got, h, want)
	}
	if s.Knowing.Lacking == "" || len(s.Knowing.Inputs) != 0 {
		t.Errorf("worth of knowing: %+v", s.Knowing)
	}
}
