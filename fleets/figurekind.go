package fleets

import (
	"strings"

	"github.com/capplan/capplan/model"
)

// A figureKind is how the limit of a figure is written.
type figureKind struct {
	*kind
	what string // the figure's name, for messages
	unit string // of the figure in a result
	date bool   // its limits are days
}

func (k *figureKind) shown() string {
	if k.unit == "1" {
		if has(k.units, "%") {
			return "measured in %"
		}
		return "a plain number"
	}
	return "measured in " + k.unit
}

// whole reports whether the figure is a part of a whole: more than 100 % is never reached.
func (k *figureKind) whole() bool {
	return contains(wholes, k.what)
}

var wholes = strings.Fields("availability unavailability objective reliability unreliability served blast shortfall maturity.failover")

// units of limits; each conversion is to the unit of the result.
var (
	limitShare  = &kind{name: "a share", example: "99.9 %", units: map[string]conv{"%": {exp: -2, factor: 1}}, scale: model.Linear}
	limitNumber = &kind{name: "a number", example: "20", units: map[string]conv{"": is(1)}, scale: model.Linear}
	limitYearly = &kind{name: "a time a year", example: "60 min/year", scale: model.Linear, units: map[string]conv{
		"s/year": is(1. / 60), "min/year": is(1), "h/year": is(60), "d/year": is(1440), "s/y": is(1. / 60), "min/y": is(1), "h/y": is(60), "d/y": is(1440),
	}}
	limitLoad   = &kind{name: "a rate of requests", example: "1200 req/s", units: aLoad.units, scale: model.Linear}
	limitPower  = &kind{name: "a power", example: "40 kW", units: scaledUnits(aPower.units, 1e-3), scale: model.Linear}
	limitOften  = &kind{name: "a frequency", example: "2/year", units: scaledUnits(aFreq.units, 8760), scale: model.Linear}
	limitEvent  = &kind{name: "a chance of a request", example: "1e-9/request", units: map[string]conv{"/request": is(1), "/req": is(1)}, scale: model.Linear}
	limitHours  = &kind{name: "a duration", example: "720 h", units: durationUnits, scale: model.Linear}
	limitMin    = &kind{name: "a duration", example: "30 min", units: scaledUnits(durationUnits, 60), scale: model.Linear}
	limitMS     = &kind{name: "a duration", example: "200 ms", units: scaledUnits(durationUnits, 3.6e6), scale: model.Linear}
	limitBytes  = &kind{name: "an amount of data a year", example: "1 MB/year", units: bytesPer("/year"), scale: model.Linear}
	limitMonths = &kind{name: "a number of months", example: "24 months", units: map[string]conv{"months": is(1), "month": is(1), "y": is(12), "year": is(12), "years": is(12)}, scale: model.Linear}
	limitTonnes = &kind{name: "a mass of carbon dioxide", example: "120 t", units: map[string]conv{"t": is(1), "kg": is(1e-3)}, scale: model.Linear}
	limitEach   = &kind{name: "money a request", example: "0.004 CNY/request", units: map[string]conv{"": is(1), "/request": is(1), "/req": is(1)}, money: true, scale: model.Linear}
	limitRun    = &kind{name: "money a year", example: "10k USD/year", units: map[string]conv{"": is(1), "/year": is(1), "/y": is(1), "/month": is(12)}, money: true, scale: model.Linear}
	limitMonth  = &kind{name: "money a month", example: "3k USD/month", units: map[string]conv{"": is(1), "/month": is(1), "/year": is(1. / 12), "/y": is(1. / 12)}, money: true, scale: model.Linear}
	limitDate   = &kind{name: "a day", example: "2027-11-11"}
	limitAmount = &kind{name: "money", example: "14k USD", units: map[string]conv{"": is(1)}, money: true, scale: model.Linear}

	chanceFigure = figureKind{kind: limitShare, what: "a probability", unit: "1"}
)

// scaledUnits are the same units, converted to one that is smaller by a factor.
func scaledUnits(units map[string]conv, by float64) map[string]conv {
	out := make(map[string]conv, len(units))
	for u, c := range units {
		c.factor *= by
		switch { // whole numbers stay whole
		case u == "min" && by == 60, u == "/year" && by == 8760, u == "/y" && by == 8760:
			c.factor = 1
		case u == "s" && by == 3.6e6:
			c.factor = 1000
		case u == "ms" && by == 3.6e6:
			c.exp, c.factor = 0, 1
		}
		out[u] = c
	}
	return out
}

func knownMetric(name string) bool {
	return contains(metricNames, name) || yearCost.MatchString(name) || yearBought.MatchString(name)
}

// figureKinds are the kinds by metric; cost.* is money.
var figureKinds = []struct {
	names string
	kind  *kind
	unit  string
}{
	{"availability unavailability objective reliability unreliability served blast headroom headroom.now headroom.growth headroom.failure headroom.correlated headroom.maintenance headroom.left overload utilization shortfall availability.read availability.write unavailability.read unavailability.write rejected wrong_results.objective irr maturity.failover", limitShare, "1"},
	{"units_up units_end units_bought racks heads spares_needed capacity.multiple executions", limitNumber, "1"},
	{"downtime downtime.failure downtime.planned downtime.shortage brownout", limitYearly, "min/year"},
	{"downtime.worst_year outage_duration", limitMin, "min"},
	{"outages failures replacements data_loss wrong_results maturity.incidents", limitOften, "1/year"},
	{"wrong_results.per_request", limitEvent, "1/request"},
	{"mttf mttdl detection", limitHours, "h"},
	{"demand.peak capacity.peak capacity.own capacity.next capacity.degraded crossover load.safe load.vulnerable", limitLoad, "req/s"},
	{"power.peak", limitPower, "kW"},
	{"payback", limitMonths, "months"},
	{"carbon carbon.operational carbon.embodied", limitTonnes, "t"},
	{"latency.mean latency.p50 latency.p99 latency.write latency.write.p50 latency.write.p99", limitMS, "ms"},
}

// figureKind returns how a limit of a metric is written.
func (r *reader) figureKind(metric string) *figureKind {
	for _, f := range figureKinds {
		if contains(strings.Fields(f.names), metric) {
			return &figureKind{kind: f.kind, what: metric, unit: f.unit}
		}
	}
	switch metric {
	case "exhaustion", "order_by", "growth_stops", "maturity.overtakes", "cheaper_from":
		return &figureKind{kind: limitDate, what: metric, unit: "h from start", date: true}
	case "cost.per_request":
		return &figureKind{kind: limitEach, what: metric, unit: r.plan.Currency}
	case "cost.run_rate":
		return &figureKind{kind: limitRun, what: metric, unit: r.plan.Currency}
	case "cost.month":
		return &figureKind{kind: limitMonth, what: metric, unit: r.plan.Currency}
	case "bytes_lost":
		return &figureKind{kind: limitBytes, what: metric, unit: "B/year"}
	}
	if yearBought.MatchString(metric) {
		return &figureKind{kind: limitNumber, what: metric, unit: "1"}
	}
	return &figureKind{kind: limitAmount, what: metric, unit: r.plan.Currency}
}
