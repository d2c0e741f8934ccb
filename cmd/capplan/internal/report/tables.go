package report

import (
	"sort"
	"strings"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/pricing"
)

// metrics are the columns of the summary, and the order in which every table lists
// metrics. A new one goes to the end; what is not here follows by its name.
var metrics = func() []string {
	m := []string{"cost.pv", "cost.total", "cost.capex", "cost.opex"}
	for _, c := range pricing.Categories() {
		m = append(m, "cost."+c.String())
	}
	return append(m, "cost.cash_peak", "cost.run_rate", "cost.lost_revenue", "cost.with_losses",
		"power.peak", "racks", "heads", "replacements",
		"availability", "unavailability", "downtime", "downtime.worst_year", "outages", "outage_duration", "objective", "served",
		"demand.peak", "capacity.peak", "capacity.own", "capacity.degraded", "capacity.multiple", "headroom", "utilization", "overload", "exhaustion",
		"reliability", "unreliability", "mttf", "brownout", "blast", "failures", "spares_needed",
		"downtime.failure", "downtime.shortage", "downtime.planned", "units_up",
		"cost.month", "cost.write_off", "cost.per_request", "cost.per_tps", "saving", "payback", "irr", "regret",
		"carbon", "carbon.operational", "carbon.embodied", "crossover", "shortfall",
		"latency.mean", "latency.p50", "latency.p99", "load.safe", "load.vulnerable",
		"headroom.now", "headroom.growth", "headroom.failure", "headroom.correlated", "headroom.maintenance", "headroom.left", "units_end", "units_bought", "growth_stops", "capacity.next", "order_by")
}()

func table(r *capplan.Result, name string) [][]value {
	switch name {
	case "", "summary":
		return summary(r)
	case "metrics":
		return metricsTable(r)
	case "costs":
		return costs(r)
	case "cashflow":
		return cashflow(r)
	case "phases":
		return phases(r)
	case "traffic":
		return traffic(r)
	case "level":
		return level(r)
	case "assertions":
		return assertionTable(r)
	case "samples":
		return samples(r)
	case "observed":
		return observedTable(r)
	}
	panic("report: no table " + name)
}

func texts(list ...string) []value {
	out := make([]value, len(list))
	for i, s := range list {
		out[i] = value{text: s}
	}
	return out
}

// figure is a number, or an empty cell where it is not known.
func figure(x *float64) value {
	if x == nil {
		return value{}
	}
	return value{data(*x), true}
}

// others returns the names of a set that the list of metrics lacks, by name.
func others[V any](sets ...map[string]V) []string {
	more := map[string]bool{}
	for _, set := range sets {
		for n := range set {
			if !contains(metrics, n) {
				more[n] = true
			}
		}
	}
	return keys(more)
}

// summary has a row for each fleet: the mean of each metric under its name.
func summary(r *capplan.Result) [][]value {
	var all []map[string]capplan.Metric
	for _, n := range names(r) {
		all = append(all, r.Fleets[n].Metrics)
	}
	columns := append(append([]string(nil), metrics...), others(all...)...)
	out := [][]value{texts(append([]string{"fleet"}, columns...)...)}
	for _, n := range names(r) {
		row := texts(n)
		for _, c := range columns {
			row = append(row, figure(r.Fleets[n].Metrics[c].Mean))
		}
		out = append(out, row)
	}
	return out
}

// metricsTable has a row for each statistic of each metric.
func metricsTable(r *capplan.Result) [][]value {
	out := [][]value{texts("scenario", "fleet", "pool", "metric", "statistic", "value", "unit", "method", "workload")}
	add := func(fleet, pool, workload string, set map[string]capplan.Metric) {
		for _, name := range ordered(set) {
			m := set[name]
			for _, s := range []struct {
				name  string
				value *float64
			}{{"mean", m.Mean}, {"lo", m.Lo}, {"hi", m.Hi}, {"sd", m.SD}, {"p10", m.P10}, {"p50", m.P50}, {"p90", m.P90}, {"p99", m.P99}} {
				row := append(texts(r.Scenario.Name, fleet, pool, name, s.name), figure(s.value))
				out = append(out, append(row, texts(m.Unit, m.Method, workload)...))
			}
		}
	}
	for _, n := range names(r) {
		f := r.Fleets[n]
		add(n, "", "", f.Metrics)
		for _, p := range keys(f.Pools) {
			add(n, p, "", f.Pools[p].Metrics)
		}
		for _, w := range keys(f.Workloads) {
			add(n, "", w, f.Workloads[w].Metrics)
		}
	}
	return out
}

// ordered returns the names of a set of metrics in the order of the tables.
func ordered(set map[string]capplan.Metric) []string {
	place := map[string]int{}
	for i, m := range metrics {
		place[m] = i - len(metrics)
	}
	out := keys(set)
	sort.SliceStable(out, func(i, j int) bool { return place[out[i]] < place[out[j]] })
	return out
}

// costs has the charges of every fleet under the names of the FinOps FOCUS
// specification. Amounts are decimals as they were billed, never floats.
func costs(r *capplan.Result) [][]value {
	out := [][]value{texts(strings.Fields("ChargePeriodStart ChargePeriodEnd ChargeCategory ChargeFrequency ChargeDescription ServiceCategory ResourceName PricingQuantity PricingUnit BilledCost EffectiveCost BillingCurrency x_fleet x_tax")...)}
	for _, n := range names(r) {
		for _, c := range r.Fleets[n].Charges {
			row := texts(c.PeriodStart, c.PeriodEnd, c.Category, c.Frequency, c.Description, c.Service, c.Resource)
			row = append(row, value{data(c.Quantity), true}, value{text: c.PricingUnit},
				value{c.BilledCost, true}, value{c.EffectiveCost, true})
			out = append(out, append(append(row, texts(r.Scenario.Currency, n)...), value{c.Tax, true}))
		}
	}
	return out
}
