package decide

import (
	"math"
	"testing"
	"time"

	"github.com/capplan/capplan/model"
)

// carried is one fleet of two pools that never fail and carry 100 and 300 req/s, over
// two years of 8,760 h from Thursday, 1 January 2009.
func carried(workloads ...model.Workload) *model.Plan {
	p := &model.Plan{
		Name: "test", Horizon: model.Horizon{Hours: 2 * model.HoursPerYear, Begin: time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC), Steady: true},
		Finance: model.Finance{MonthHours: 730}, Run: model.Run{Trials: 64, Seed: 1, Level: 0.9, Method: "auto"},
		Workloads: workloads,
	}
	f := model.Fleet{Name: "f", Site: -1}
	for w := range workloads {
		f.Serves = append(f.Serves, w)
		p.Workloads[w].SLO = model.SLO{Set: true, Availability: quantity(0.99), Basis: "requests", Window: 8760}
	}
	for i, name := range []string{"web", "db"} {
		f.Pools = append(f.Pools, model.Pool{
			Name: name, Site: -1, Count: 10, Needs: model.Needs{Count: -1}, ShareAll: quantity(1),
			Life: model.RandomTime{Kind: model.NeverLaw}, Repair: exponential(quantity(24)),
			Throughput: &model.Throughput{PerUnit: quantity(10 + 20*float64(i))},
		})
	}
	p.Fleets = []model.Fleet{f}
	return p
}

func flat(name string, peak float64) model.Workload {
	return model.Workload{Name: name, Sources: []model.Source{{Name: "all", Peak: quantity(peak)}}}
}

// value returns a figure of the only fleet, with nothing but rounding in its interval.
func value(t *testing.T, r *Result, metric string) float64 {
	t.Helper()
	m := r.Fleets["f"].Metrics[metric]
	if m.Mean == nil {
		t.Fatalf("no %s in %+v", metric, r.Fleets["f"].Metrics)
	}
	return *m.Mean
}

// bothSay compares what figures are by the exact law and by histories, which must be one:
// nothing fails, so that nothing is by chance.
func bothSay(t *testing.T, p *model.Plan, what string, metrics map[string]float64, tolerance float64) {
	t.Helper()
	for _, method := range []string{"exact", "simulate"} {
		r := answered(t, p, Options{Method: method})
		for m, want := range metrics {
			if got := value(t, r, m); math.Abs(got-want) > tolerance {
				t.Errorf("%s, %s: %s = %.12g, want %.12g", what, method, m, got, want)
			}
		}
	}
}

// TestEventInAPlan: on one day of 730 demand is 250 where 100 fits.
func TestEventInAPlan(t *testing.T) {
	w := flat("pages", 80)
	w.Events = []model.Event{{Name: "sale", Year: 2010, Month: 11, Day: 11, Lasts: quantity(24), Times: []model.YearValue{{Value: quantity(3.125)}}}}
	p := carried(w)
	lost := 150. / (80*729 + 250)
	bothSay(t, p, "event", map[string]float64{"served": 1 - lost, "availability": 1 - lost, "overload": 1. / 730, "demand.peak": 80, "headroom": 100./250 - 1, "capacity.multiple": 1.25}, 1e-9)
	r := answered(t, p, Options{})
	near(t, "exhausted", value(t, r, "exhaustion"), 8760+24*314, 1e-6) // 31+28+31+30+31+30+31+31+30+31+10 days into 2010
}

// TestDayInAPlan: a day, or a week, of depth 1/2 about its mean, in overload while
// above a level.
func TestDayInAPlan(t *testing.T) {
	x := math.Asin(2 * (100./80 - 1)) // 80·(1 + sin/2)
	above := 1 - 2*(x+math.Pi/2)/(2*math.Pi)
	// ∫ (80 + 40 sin − 100) over the hours above, a period = 2π
	lost := (-20*(math.Pi-2*x) + 80*math.Cos(x)) / (2 * math.Pi) / 80
	for what, profile := range map[string]model.Profile{"day": {Daily: quantity(0.5)}, "week": {Weekly: quantity(0.5)}} {
		w := flat("pages", 120)
		w.Profile = profile
		p := carried(w)
		p.Horizon.Hours = 104 * 168
		bothSay(t, p, what, map[string]float64{"overload": above, "served": 1 - lost, "utilization": 0.8, "headroom": 100./120 - 1}, 1e-9)
	}
}

// TestNoiseInAPlan: days of lognormal noise about a level; what a capacity refuses of
// them is the price of a call in Black's formula. The mean over 730 days of 64 trials
// scatters by about 0.1 %: an error of the variance of 1 % would pass, a factor's would not.
func TestNoiseInAPlan(t *testing.T) {
	w := flat("pages", 95)
	w.Profile = model.Profile{Noise: quantity(0.2)}
	p := carried(w)
	sigma := math.Sqrt(math.Log1p(0.04))
	d := math.Log(95./100)/sigma + sigma/2
	normal := func(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }
	lost := normal(d) - 100./95*normal(d-sigma)
	for _, method := range []string{"exact", "simulate"} {
		r := answered(t, p, Options{Method: method, Trials: 400})
		for metric, want := range map[string]float64{"served": 1 - lost, "overload": normal(d - sigma)} {
			m := r.Fleets["f"].Metrics[metric]
			sd := (*m.Hi - *m.Lo) / 2 / 1.97
			if z := (*m.Mean - want) / sd; !(math.Abs(z) < 4) || !(sd < want/100) {
				t.Errorf("%s: %s = %.9g ± %.2g, want %.9g: z = %.2f", method, metric, *m.Mean, sd, want, z)
			}
		}
	}
	if r := answered(t, p, Options{Method: "simulate", Trials: 64}); value(t, r, "demand.peak") < 130 {
		t.Errorf("the highest of 365 noisy days is %v", value(t, r, "demand.peak"))
	}
}

// TestShareInAPlan: a share of another workload is as if its sources were written out.
func TestShareInAPlan(t *testing.T) {
	pages := flat("pages", 80)
	pages.Sources[0].Growth = quantity(0.3)
	pages.Profile = model.Profile{Daily: quantity(0.6), Weekly: quantity(0.2)}
	pay := model.Workload{Name: "pay", Of: 1, Share: quantity(0.25)}
	own := pages
	own.Name, own.Sources = "pay", []model.Source{{Name: "all", Peak: quantity(20), Growth: quantity(0.3)}}
	for _, method := range []string{"exact", "simulate"} {
		a, b := answered(t, carried(pages, pay), Options{Method: method}), answered(t, carried(pages, own), Options{Method: method})
		for _, m := range []string{"served", "availability", "overload", "demand.peak", "capacity.peak", "headroom", "exhaustion", "utilization"} {
			near(t, method+" "+m, value(t, a, m), value(t, b, m), 1e-9)
		}
		if value(t, a, "served") > 1-1e-3 {
			t.Error("nothing is refused: the test shows nothing")
		}
	}
	alone := carried(pages, pay)
	alone.Fleets[0].Serves = []int{1} // the fleet has only the payments
	near(t, "payments alone", value(t, answered(t, alone, Options{}), "demand.peak"), 20*1.3, 1e-2)
}

// TestOffloadInAPlan: what goes elsewhere spares the pools named and no other.
func TestOffloadInAPlan(t *testing.T) {
	pages := flat("pages", 150)
	pages.Offload = &model.Offload{Share: quantity(0.5), Pools: []string{"web"}, To: 0}
	p := carried(pages)
	p.Dependencies = []model.Dependency{{Name: "partner", UsedByAll: true, UsedBy: []int{0}, Share: quantity(1), Repair: quantity(1), Limit: quantity(60)}}
	// web has 75 of 100, db 150 of 300; the partner gets 75 and takes 60: a fifth of one half is lost
	bothSay(t, p, "offload", map[string]float64{"served": 1 - 0.2*0.5, "capacity.own": 200, "capacity.peak": 120, "utilization": 75. / 60}, 1e-9)
	pages.Offload = nil
	p = carried(pages)
	bothSay(t, p, "all here", map[string]float64{"served": 100. / 150, "capacity.own": 100}, 1e-9)
}

// TestBrownoutOfAPartner: a partner is out 1 % of the time, and on one day its limit binds.
// The outages that end the calm between them do not darken it.
func TestBrownoutOfAPartner(t *testing.T) {
	pages := flat("pages", 100)
	pages.Offload = &model.Offload{Share: quantity(0.5), Pools: []string{"web"}, To: 0}
	pages.Events = []model.Event{{Name: "sale", Month: 11, Day: 11, Lasts: quantity(24), Times: []model.YearValue{{Value: quantity(1.5)}}}}
	p := carried(pages)
	p.Dependencies = []model.Dependency{{Name: "partner", UsedByAll: true, UsedBy: []int{0}, Share: quantity(1), Availability: quantity(0.99), Repair: quantity(2), Limit: quantity(60)}}
	m := answered(t, p, Options{Method: "simulate", Trials: 200}).Fleets["f"].Metrics["brownout"]
	day, sd := 1./365, (*m.Hi-*m.Lo)/2/1.97
	if z := (*m.Mean - 525600*(day+0.01*(1-day))) / sd; !(math.Abs(z) < 4) || !(sd < 100) {
		t.Errorf("brownout %v ± %.3g min/year: z = %.2f", *m.Mean, sd, z)
	}
}

// TestOffloadIsPaid: a partner is paid for what a fleet hands on, not where a fleet has
// no pool that is spared.
func TestOffloadIsPaid(t *testing.T) {
	pages := flat("pages", 50)
	pages.Offload = &model.Offload{Share: quantity(0.4), Pools: []string{"web"}, To: 0}
	p := carried(pages)
	p.Currency = "USD"
	p.Dependencies = []model.Dependency{{Name: "partner", UsedByAll: true, UsedBy: []int{0}, Share: quantity(1), Repair: quantity(1), Price: cash(quantity(1e-6), "USD")}}
	near(t, "two years of 20 req/s", value(t, answered(t, p, Options{}), "cost.other"), 20*3600*2*8760*1e-6, 1e-9)
	p.Fleets[0].Pools[0].Name = "pages"
	if m := answered(t, p, Options{}).Fleets["f"].Metrics["cost.other"]; m.Mean != nil && *m.Mean != 0 {
		t.Errorf("nothing is handed on, and %v paid", *m.Mean)
	}
}

// TestSourceStopsInAPlan: 90 req/s until half of the time, of which a third moves to a
// source of 60 that grows to its double in a year.
func TestSourceStopsInAPlan(t *testing.T) {
	w := flat("pages", 90)
	w.Sources[0].Until = time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)
	w.Sources[0].Moves = []model.Move{{To: 1, Share: quantity(1. / 3)}}
	w.Sources = append(w.Sources, model.Source{Name: "other", Peak: quantity(60), From: time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC), Growth: quantity(1)})
	// 90 for a year, then 90·2^t: above 100 from log2(10/9) on
	x := math.Log2(100. / 90)
	lost := 90*(2-math.Exp2(x))/math.Ln2 - 100*(1-x)
	bothSay(t, carried(w), "moves", map[string]float64{"served": 1 - lost/(90+90/math.Ln2), "overload": (1 - x) / 2, "exhaustion": 8760 * (1 + x), "headroom": 100./180 - 1}, 1e-7)
}

// TestExactIsSampledUnderLoad: units fail, the day swings, an event strikes and days
// differ; the law of the units and 300 histories agree within chance.
func TestExactIsSampledUnderLoad(t *testing.T) {
	w := flat("pages", 92)
	w.Profile = model.Profile{Daily: quantity(0.3), Weekly: quantity(0.1), Noise: quantity(0.05)}
	w.Events = []model.Event{{Name: "sale", Month: 6, Day: 18, Lasts: quantity(24), Times: []model.YearValue{{Value: quantity(1.4)}}, Spike: quantity(1.5)}}
	p := carried(w)
	p.Fleets[0].Pools[0].Life = exponential(quantity(900))
	got := map[string][2]float64{}
	for _, method := range []string{"exact", "simulate"} {
		r := answered(t, p, Options{Method: method, Trials: 300})
		for _, metric := range []string{"served", "availability"} {
			m := r.Fleets["f"].Metrics[metric]
			sd := (*m.Hi - *m.Lo) / 2 / 1.96
			x := got[metric]
			got[metric] = [2]float64{*m.Mean - x[0], math.Hypot(sd, x[1])}
		}
	}
	for metric, x := range got {
		t.Logf("%s: %.3g ± %.2g", metric, x[0], x[1])
		if z := x[0] / x[1]; !(math.Abs(z) < 4) || !(x[1] > 0) {
			t.Errorf("%s: histories less law: %.3g ± %.2g: z = %.2f", metric, x[0], x[1], z)
		}
	}
}

// TestOutagesOfADay: demand rises above what is up each afternoon, and near the edge a unit
// that fails or returns parts one outage in two. Histories count them from crossing to
// crossing: an outage an hour too coarse would be 4 % too few, 40 standard errors.
func TestOutagesOfADay(t *testing.T) {
	w := flat("pages", 500)
	w.Profile = model.Profile{Daily: quantity(0.5)}
	p := carried(w)
	web := &p.Fleets[0].Pools[0]
	web.Count, web.Life, web.Repair = 45, exponential(quantity(600)), exponential(quantity(30))
	p.Fleets[0].Pools[1].Throughput = nil
	want := value(t, answered(t, p, Options{Method: "exact"}), "outages")
	m := answered(t, p, Options{Method: "simulate", Trials: 60}).Fleets["f"].Metrics["outages"]
	sd := (*m.Hi - *m.Lo) / 2 / 2
	if z := (*m.Mean - want) / sd; !(math.Abs(z) < 4.5) || !(sd < want/1000) || !(want > 370) {
		t.Errorf("outages %v ± %.3g a year, exact %v: z = %.2f", *m.Mean, sd, want, z)
	}
}
