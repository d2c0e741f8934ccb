package fleets

import (
	"maps"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/capplan/capplan/model"
)

const observedForm = "write `{fleet: a, metric: outages, value: 7, over: 24 months, source: incident log}`"

var (
	// overTime are the figures of histories: how they scatter depends on how long these are.
	overTime = strings.Fields("availability unavailability downtime downtime.failure downtime.planned downtime.shortage downtime.worst_year brownout blast served outages failures replacements units_up")

	// lawless are those that have no value of their own in each trial.
	lawless = strings.Fields("objective reliability unreliability mttf mttdl data_loss bytes_lost detection wrong_results wrong_results.per_request wrong_results.objective executions rejected outage_duration shortfall availability.read availability.write unavailability.read unavailability.write crossover payback saving irr regret exhaustion growth_stops order_by cheaper_from maturity.overtakes maturity.failover maturity.incidents")

	// What happened may be written as a total within over, too.
	someTimes = &kind{name: "a number of events, or a frequency", example: "7", units: with(limitOften.units, map[string]conv{"": is(1)}), scale: model.Linear}
	someTime  = &kind{name: "a time within over, or a time a year", example: "340 min", units: with(limitYearly.units, scaledUnits(durationUnits, 60)), scale: model.Linear}
)

// mostObserved bounds the length of an observation, in hours.
const mostObserved = 100 * model.HoursPerYear

func with(a, b map[string]conv) map[string]conv {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// observations reads what happened.
func (r *reader) observations(n *node) {
	if n == nil {
		return
	}
	if n.shape != listShape {
		r.failNode("E100", n, "observed is a list", "", "write `observed: [{fleet: a, metric: outages, value: 7, over: 24 months}]`")
		return
	}
	for i, it := range n.items {
		o := r.object(it, item("observed", i), "an observation")
		seen, ok := r.observation(o)
		o.done()
		if ok {
			r.plan.Observed = append(r.plan.Observed, seen)
		}
	}
}

func (r *reader) observation(o *object) (seen model.Observation, ok bool) {
	before := len(r.diags)
	seen = model.Observation{Fleet: o.text("fleet"), Workload: o.text("workload"), Pool: o.text("pool"), Metric: o.text("metric"), Source: o.text("source")}
	value, over := o.get("value"), o.get("over")
	for _, k := range []string{"fleet", "metric", "value"} {
		if o.get(k) == nil {
			o.missing(k, observedForm)
		}
	}
	if o.n.shape != mapShape || seen.Fleet == "" || seen.Metric == "" || value == nil {
		return seen, false
	}
	r.observedOf(o, &seen)
	if len(r.diags) == before {
		r.observedOver(o, &seen, over)
	}
	if len(r.diags) == before {
		r.observedValue(value, &seen)
	}
	return seen, len(r.diags) == before
}

// observedOf finds whose figure was seen.
func (r *reader) observedOf(o *object, seen *model.Observation) {
	j := r.find(o.get("fleet"), "fleet", seen.Fleet, r.compared())
	if m := o.get("metric"); !knownMetric(seen.Metric) {
		r.find(m, "metric", seen.Metric, metricNames)
	} else if contains(lawless, seen.Metric) {
		r.failNode("E483", m, seen.Metric+" has no value of its own in each trial", "no law to hold it against", "observe outages, failures, downtime or availability")
	}
	switch {
	case j < 0:
	case j >= len(r.plan.Fleets):
		r.failNode("E485", o.get("fleet"), seen.Fleet+" is a plan", "other fleets in each phase", "name one of the fleets that it runs")
	case seen.Pool != "" && seen.Workload != "":
		r.failNode("E020", o.get("workload"), "a figure is of a pool or of a workload", "", "keep one of them")
	case seen.Pool != "":
		r.find(o.get("pool"), "pool", seen.Pool, poolNames(&r.plan.Fleets[j]))
	case seen.Workload != "":
		p := assertionParser{r: r}
		r.find(o.get("workload"), "workload", seen.Workload, p.serves(&r.plan.Fleets[j]))
	}
}

// observedOver reads how long was watched.
func (r *reader) observedOver(o *object, seen *model.Observation, n *node) {
	if n == nil {
		if contains(overTime, seen.Metric) {
			r.reportNode("E481", o.get("metric"), Diagnostic{Message: seen.Metric + " was observed, and over how long is not said", Label: "histories decide it", Help: "add `over: 24 months`"})
		}
		return
	}
	if !r.scalar(n, "a duration such as 24 months") {
		return
	}
	w, p := parseValue(n.text)
	if p == nil && (w.ranged || w.bare) {
		p = &problem{"E482", "an observation has one length", "", "write `over: 24 months`", 0, utf8.RuneCountInString(n.text)}
	}
	if p != nil {
		r.problem(n, p)
		return
	}
	hours, p := r.single(&w.likely, aDuration)
	switch {
	case p != nil:
		r.problem(n, p)
	case !(hours > 0):
		r.failNode("E482", n, "an observation over "+n.text, "nothing can have been seen", "write how long was watched, as in `over: 24 months`")
	case hours > mostObserved:
		r.failNode("E482", n, "an observation of more than 100 years", "", "write how long was watched, as in `over: 24 months`")
	}
	seen.Over, seen.Written = hours, n.text
}

// single converts one number.
func (r *reader) single(l *literal, k *kind) (float64, *problem) {
	c, _, p := r.convert(k, l)
	if p != nil {
		return 0, p
	}
	v, ok := l.value(c.exp)
	if v *= c.factor * math.Pow(r.month, float64(c.months)); !ok || math.IsInf(v, 0) {
		return 0, &problem{"E016", l.digits + " is too large", "more than a computer's number holds", "", l.off, l.width}
	}
	return v, nil
}

// observedValue reads what was seen, in the unit of the metric or of its total.
func (r *reader) observedValue(n *node, seen *model.Observation) {
	f := r.figureKind(seen.Metric)
	k := f.kind
	switch k {
	case limitOften:
		k = someTimes
	case limitYearly:
		k = someTime
	}
	if !r.scalar(n, k.name+" such as "+k.example) {
		return
	}
	whole := utf8.RuneCountInString(n.text)
	w, p := parseValue(n.text)
	switch {
	case p != nil:
	case w.ranged || w.bare || w.spread > 0:
		p = &problem{"E480", "what happened is one value, not a range", "", "write " + k.example, 0, whole}
	case k.money && r.plan.Currency == "":
		p = &problem{"E480", seen.Metric + " is money, and the file names no currency", "", "add `currency: USD` at the top", 0, whole}
	}
	if p == nil {
		seen.Value, p = r.single(&w.likely, k)
		if p != nil && strings.HasPrefix(p.code, "E01") && p.code != "E014" && p.code != "E016" {
			p.code, p.message = "E480", seen.Metric+" is "+f.shown()+": "+p.message
		}
	}
	if _, currency := cut(w.likely.unit); p == nil && k.money && currency != r.plan.Currency {
		p = &problem{"E480", "what happened is in the scenario's currency, " + r.plan.Currency, currency, "write the amount in " + r.plan.Currency, 0, whole}
	}
	if p != nil {
		r.problem(n, p)
		return
	}
	seen.Unit = f.unit
	switch unit := w.likely.unit; {
	case k == someTimes && unit == "":
		seen.Unit, seen.Total = "1", true
	case k == someTime && has(durationUnits, unit):
		seen.Unit, seen.Total = "min", true
	}
	r.possible(n, seen, f)
	at := n.where()
	seen.Origin, seen.Width = n.origin(), at.width
}

// possible refuses what cannot have happened.
func (r *reader) possible(n *node, seen *model.Observation, f *figureKind) {
	v := seen.Value
	switch negative := strings.Fields("headroom headroom.now headroom.growth headroom.failure headroom.correlated headroom.maintenance headroom.left"); {
	case v < 0 && !contains(negative, seen.Metric):
		r.failNode("E484", n, "less than nothing", "", "write what was seen, 0 or more")
	case seen.Total && seen.Unit == "1" && v != math.Trunc(v):
		r.failNode("E484", n, "a part of an event", "", "write the whole number within over, or a rate such as "+n.text+"/year")
	case f.whole() && v > 1:
		r.failNode("E484", n, seen.Metric+" lies between 0 % and 100 %", "", "write 99.95 %")
	case seen.Unit == "min" && seen.Total && v > seen.Over*60, seen.Unit == "min/year" && v > 525600:
		r.failNode("E484", n, "more time than there was", "", "write the time within over, or a time a year")
	}
}
