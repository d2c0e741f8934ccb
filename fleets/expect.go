package fleets

import (
	"strconv"

	"github.com/capplan/capplan/model"
)

// expectedStatistic reads which statistic is known.
func (r *reader) expectedStatistic(n *node, e *model.Expectation) {
	e.Stat = model.Mean
	if n == nil || !r.scalar(n, "a statistic") {
		return
	}
	e.Statistic = n.text
	m := quantileWord.FindStringSubmatch(n.text)
	switch {
	case n.text == "mean":
	case n.text == "sd":
		e.Stat = model.SD
	case n.text == "median":
		e.Stat, e.Level = model.Quantile, 0.5
	case m != nil:
		level, err := strconv.ParseFloat(m[1], 64)
		if e.Stat, e.Level = model.Quantile, level/100; err != nil || !(level >= 1 && level <= 99.9) {
			r.failNode("E018", n, n.text+" is no percentile", "p1 to p99.9", "write p90")
		}
	default:
		r.failNode("E018", n, n.text+" is none of the words for statistic", "", hint(n.text, []string{"mean", "median", "sd", "p10", "p50", "p90", "p99"}))
	}
}

func (r *reader) expectations(n *node) {
	if n == nil {
		return
	}
	if n.shape != listShape {
		r.failNode("E100", n, "expect is a list", "", "write `[{fleet: a, metric: availability, value: 0.999, source: …}]`")
		return
	}
	for i, it := range n.items {
		o := r.object(it, item("expect", i), "an expectation")
		e := model.Expectation{Origin: it.origin(), Tolerance: 1e-9, Statistic: "mean"}
		e.Fleet, e.Pool, e.Metric, e.Source = o.text("fleet"), o.text("pool"), o.text("metric"), o.text("source")
		r.expectedStatistic(o.get("statistic"), &e)
		if m := o.get("metric"); m != nil && m.shape == textShape && !yearCost.MatchString(m.text) {
			r.find(m, "metric", m.text, metricNames)
		}
		value := o.quantity("value", anyNumber)
		e.Value = value.Value
		if q := o.quantity("tolerance", anyNumber); q.Set {
			e.Tolerance = q.Value
		}
		for _, k := range []string{"fleet", "metric", "value"} {
			if o.get(k) == nil {
				o.missing(k, "an expectation is `{fleet: a, metric: availability, value: 0.999, source: …}`")
			}
		}
		o.done()
		if f := o.get("fleet"); f != nil {
			switch j := r.find(f, "fleet", e.Fleet, r.compared()); {
			case j < 0 || e.Pool == "":
			case j >= len(r.plan.Fleets):
				r.failNode("E043", o.get("pool"), "a plan has no pools of its own", "", "name a pool of one of the fleets that it runs")
			default:
				r.find(o.get("pool"), "pool", e.Pool, poolNames(&r.plan.Fleets[j]))
			}
		}
		r.plan.Expect = append(r.plan.Expect, e)
	}
}
