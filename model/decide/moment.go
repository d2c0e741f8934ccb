package decide

import (
	"slices"

	"github.com/capplan/capplan/model"
)

// A momentColumn is a figure of a moment that an assertion asks for, by trial.
type momentColumn struct {
	fleet, pool int // pool −1: of the fleet
	metric      string
	at          model.Moment
	values      column
}

// spoken are the figures that assertions speak of, and those that are asked for.
func (r *run) spoken() []*model.Assertion {
	var out []*model.Assertion
	for _, list := range [][]model.Assertion{r.plan.Assertions, r.opt.asked} {
		for i := range list {
			out = append(out, &list[i])
		}
	}
	return out
}

// planMoments lays out the moments that are spoken of.
func (r *run) planMoments() {
	for _, a := range r.spoken() {
		for _, fleet := range []string{a.Fleet, a.Of} {
			if k, pool, ok := r.momentOf(fleet, a); ok && r.moment(k, pool, a) == nil {
				r.moments = append(r.moments, momentColumn{k, pool, a.Metric, a.At, make(column, r.opt.Trials)})
			}
		}
	}
}

// momentOf returns of which of the fleets and pools the moment of an assertion is;
// false where it has none.
func (r *run) momentOf(fleet string, a *model.Assertion) (k, pool int, ok bool) {
	if a.At.Kind == model.Whole || a.Workload != "" || a.Metric == "shortfall" || a.Pool != "" && splitPart(a.Metric) >= 0 {
		return 0, 0, false
	}
	for k, f := range r.fleets {
		if f.Name != fleet {
			continue
		}
		pool := -1
		for i := range f.Pools {
			if f.Pools[i].Name == a.Pool {
				pool = i
			}
		}
		return k, pool, true
	}
	return 0, 0, false
}

func (r *run) moment(fleet, pool int, a *model.Assertion) *momentColumn {
	for i := range r.moments {
		if m := &r.moments[i]; m.fleet == fleet && m.pool == pool && m.metric == a.Metric && m.at == a.At {
			return m
		}
	}
	return nil
}

func (m *momentColumn) of(c *momentColumn) bool {
	return m.fleet == c.fleet && m.pool == c.pool && m.metric == c.metric && m.at == c.at
}

// moments writes the figures of moments of a fleet in a trial.
func (w *worker) moments(i, t int) {
	for k := range w.run.moments {
		m := &w.run.moments[k]
		if m.fleet != i {
			continue
		}
		if j := w.journeys[i]; j != nil {
			m.values[t] = j.moment(m)
			continue
		}
		if k := splitPart(m.metric); k >= 0 {
			out, _ := w.stages[i].out()
			x := w.splitAt(i, m.at.From, m.at.To, out)
			m.values[t] = splitParts[k].of(&x)
			continue
		}
		x := w.tops[i].Tight(&w.stages[i].sys, m.pool, m.at.From, m.at.To).Ratio
		switch m.metric {
		case "headroom":
			m.values[t] = x - 1
		case "utilization":
			m.values[t] = 1 / x
		}
	}
}

// metricOf is what a moment's figure is in a result; false where nothing limits.
func (m *momentColumn) metricOf() (Metric, bool) {
	if !finite(m.values) {
		return Metric{}, false
	}
	if k := splitPart(m.metric); k >= 0 {
		return computed("1", m.values, splitParts[k].words+", of "+momentWords(m.at)), true
	}
	what := "capacity ÷ demand − 1"
	if m.metric == "utilization" {
		what = "demand ÷ capacity"
	}
	return computed("1", m.values, what+", all up, at "+momentWords(m.at)), true
}

func momentWords(m model.Moment) string {
	switch m.Kind {
	case model.End:
		return "the highest demand of the horizon's last day"
	case model.Day:
		return "the highest demand of that day"
	}
	return "the worst moment of the horizon"
}

// figureOf is the figure that an assertion speaks of, of a fleet; false where it has
// none. Utilization without a limit is none, not 0.
func (r *run) figureOf(res *Result, fleet string, a *model.Assertion) (m Metric, whose string, ok bool) {
	f, there := res.Fleets[fleet]
	if whose = "fleet " + fleet; !there {
		return Metric{}, whose, false
	}
	set := f.Metrics
	if a.Pool != "" {
		set, whose = f.Pools[a.Pool].Metrics, "pool "+a.Pool+" of "+whose
	}
	if a.Workload != "" {
		set, whose = f.Workloads[a.Workload].Metrics, "workload "+a.Workload+" of "+whose
	}
	if k, pool, of := r.momentOf(fleet, a); of {
		c := r.moment(k, pool, a)
		if m, ok = c.metricOf(); ok && a.Metric == "utilization" && constant(c.values) && c.values[0] == 0 {
			ok = false
		}
		if ok && r.all != nil {
			ok = r.all.tell(momentKey(slices.IndexFunc(r.moments, func(x momentColumn) bool { return x.of(c) })), &m)
		}
		return m, whose, ok
	}
	if a.Metric == "shortfall" && a.Pool == "" && a.Workload == "" {
		for k := range r.fleets {
			if c := r.shortfallAt(k, a.At); c != nil && r.fleets[k].Name == fleet {
				return c.metric(), whose, true
			}
		}
	}
	m, ok = set[a.Metric]
	return m, whose, ok
}
