package report

import (
	"time"

	"github.com/capplan/capplan"
)

func p(x float64) *float64 { return &x }

// sampled is a figure of histories whose error is a share of it.
func sampled(unit string, mean, err float64) capplan.Metric {
	return capplan.Metric{
		Unit: unit, Mean: p(mean), Lo: p(mean * (1 - err)), Hi: p(mean * (1 + err)), Level: 0.95, SD: p(mean / 2),
		P10: p(mean * 0.5), P50: p(mean * 0.9), P90: p(mean * 1.5), P99: p(mean * 3),
		Method: "monte-carlo", PercentileMethod: "histories", Why: "mean of 20000 histories",
	}
}

func known(unit string, x float64) capplan.Metric {
	return capplan.Metric{Unit: unit, Mean: p(x), Lo: p(x), Hi: p(x), Level: 1, Method: "exact"}
}

// sample is a small result with a figure of every kind.
func sample() *capplan.Result {
	start := time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC)
	r := &capplan.Result{
		Schema: "capplan/result/v1", Complete: true, Seed: 1, Trials: 20000, Method: "auto",
		Tool:    capplan.Tool{Name: "capplan", Version: "0.1.0"},
		Catalog: capplan.Catalog{Version: "2026.11", SHA256: "ab"},
		Fleets:  map[string]capplan.FleetResult{"premium": premium(), "commodity": commodity()},
		Answer: capplan.Answer{
			Verdict: capplan.Sentence{Text: "commodity is cheaper (present value 91M against 312M CNY); premium is steadier (down 52.1 against 61 min/year)."},
			Why:     []capplan.Sentence{{Text: "commodity: 62 % of its downtime is deploy (37.8 min/year)."}, {Text: "premium: losing one database leaves 50k of the 20.4k req/s needed at the peak; database limits it."}},
			Next:    "capplan compare capplan.yaml --fleet commodity --method simulate",
		},
		Assumption: []capplan.Assumption{
			{Path: "fleets.premium.pools.web.count", Value: "980", File: "capplan.yaml", Line: 44},
			{Path: "fleets.premium.pools.db.price", Value: "7k USD (4.5k..12k)", Entry: "ibm-power-595", Date: "2008-07", Uncertain: true},
		},
		Warnings: []capplan.Warning{{Code: "W230", Text: "premium carries 50k, commodity 76k req/s: compare at the same load"}},
	}
	r.Scenario.Name, r.Scenario.Currency, r.Scenario.Start = "shop", "CNY", &start
	r.Scenario.HorizonHours, r.Scenario.HoursPerYear, r.Scenario.MonthHours = 5*8760, 8760, 730
	r.Scenario.Steady, r.Scenario.Interval, r.Scenario.Uncertain = true, 0.9, 12
	return r
}

func premium() capplan.FleetResult {
	obj := 0.9995
	pv := sampled("CNY", 312.4e6, 0.002)
	pv.PercentileMethod = "draws"
	return capplan.FleetResult{
		Order: 0, Basis: "requests", Objective: &obj, Bottleneck: "database", DegradedBy: "database",
		Metrics: map[string]capplan.Metric{
			"cost.pv": pv, "cost.year.2009": sampled("CNY", 120e6, 0.001),
			"availability": known("1", 0.99990088), "unavailability": known("1", 9.912e-5), "downtime": known("min/year", 52.1),
			"objective": {Unit: "1", Mean: p(0.982), Lo: p(0.980), Hi: p(0.984), Level: 0.95, Method: "monte-carlo"},
			"outages":   sampled("1/year", 1.31, 0.004), "outage_duration": sampled("min", 39.8, 0.01),
			"demand.peak": known("req/s", 20440), "capacity.peak": known("req/s", 50000), "capacity.degraded": known("req/s", 50000),
			"headroom": known("1", 1.446), "exhaustion": {Unit: "h from start", P10: p(20000), P50: p(26280), P90: p(40000), Method: "monte-carlo"},
		},
		Pools:     map[string]capplan.PoolResult{"web": {Count: 980, Metrics: map[string]capplan.Metric{"units_up": known("1", 979.2)}}},
		Workloads: map[string]capplan.WorkloadResult{"pay": {Basis: "requests", Metrics: map[string]capplan.Metric{"availability": known("1", 0.99995)}}},
		Causes:    []capplan.Cause{{Cause: "database", Downtime: 40, Share: 0.768, Method: "exact"}, {Cause: "hall", Downtime: 12.1, Share: 0.232, Method: "exact"}},
		Costs:     []capplan.Cost{{Category: "hardware", PV: 250e6}, {Category: "staff", PV: 62.4e6}, {Category: "one_off"}},
		Charges:   []capplan.Charge{{PeriodStart: "2009-01-01", PeriodEnd: "2009-02-01", Category: "Purchase", Frequency: "One-Time", Description: "price", Service: "hardware", Resource: "web", Quantity: 980, PricingUnit: "server", BilledCost: "46852000.5", EffectiveCost: "0", Tax: "0"}},
	}
}

func commodity() capplan.FleetResult {
	obj := 0.9995
	pv := sampled("CNY", 91.04e6, 0.003)
	pv.PercentileMethod = "draws"
	never := capplan.Metric{Unit: "1", Mean: p(0), Lo: p(0), Hi: p(0.000184), Level: 0.95, Method: "monte-carlo"}
	return capplan.FleetResult{
		Order: 1, Basis: "requests", Objective: &obj, Bottleneck: "web", DegradedBy: "room",
		Metrics: map[string]capplan.Metric{
			"cost.pv":      pv,
			"availability": sampled("1", 0.999884, 1e-5), "unavailability": sampled("1", 1.16e-4, 0.2), "downtime": sampled("min/year", 61, 0.2),
			"objective": never, "outages": sampled("1/year", 9.4, 0.01),
			"demand.peak": known("req/s", 20440), "capacity.peak": known("req/s", 76000), "capacity.degraded": known("req/s", 60800),
			"headroom": known("1", 2.718), "exhaustion": {Unit: "h from start", Method: "monte-carlo"},
		},
		Pools: map[string]capplan.PoolResult{}, Workloads: map[string]capplan.WorkloadResult{},
		Causes: []capplan.Cause{{Cause: "deploy", Downtime: 37.8, Share: 0.62, Method: "monte-carlo"}, {Cause: "demand above full capacity, nothing broken", Downtime: 23.2, Share: 0.38, Method: "monte-carlo"}},
		Costs:  []capplan.Cost{{Category: "hardware", PV: 60e6}, {Category: "staff", PV: 1.04e6}, {Category: "one_off", PV: 30e6}},
	}
}
