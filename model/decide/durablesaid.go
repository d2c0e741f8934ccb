package decide

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/capplan/capplan/model"
)

// dataCaveat is said with every figure of data.
const dataCaveat = "correlated loss and people (software, deletion) dominate beyond about eleven nines"

// putData puts what is lost, pool by pool and of the fleet.
func (r *run) putData(ctx context.Context, i int, f *FleetResult) []Warning {
	if r.journeys[i] != nil {
		return r.putPlanData(ctx, i, f)
	}
	list, err := r.data(ctx, i)
	if err != nil || len(list) == 0 {
		return nil
	}
	all := dataColumns{}
	rate := column(nil)
	for j := range list {
		c := &list[j]
		name := r.stages[i].sys.Pools[c.keep.pool].Name
		p := f.Pools[name]
		c.put(p.Metrics)
		for _, part := range c.parts {
			p.Losses = append(p.Losses, Losing{part.What, part.Events * model.HoursPerYear / r.stages[i].sys.Horizon})
		}
		f.Pools[name] = p
		all.join(c)
		rate = added(cut(rate, len(c.mttdl)), inverse(c.mttdl))
	}
	if all.refused == "" {
		all.mttdl = inverse(rate)
	}
	if len(list) > 1 && all.meanBy < model.Approximation {
		all.meanBy, all.meanWhy = model.Approximation, "approximation: the pools' rates of losses add up; "+all.meanWhy
	}
	all.put(f.Metrics)
	return r.keptPromise(i, f)
}

// cut is the beginning of a column; nil stays nil.
func cut(c column, n int) column { return c[:min(len(c), n)] }

func inverse(c column) column {
	out := make(column, len(c))
	for t, x := range c {
		out[t] = 1 / x
	}
	return out
}

// join adds a pool to the fleet.
func (c *dataColumns) join(p *dataColumns) {
	first := c.events == nil && c.refused == ""
	if p.refused != "" || c.refused != "" {
		c.refused += p.refused
		return
	}
	if first {
		c.bytes = slices.Clone(p.bytes)
		c.why, c.meanWhy = p.why, p.meanWhy
	} else if c.bytes == nil || p.bytes == nil {
		c.bytes = nil
	} else {
		c.bytes = added(cut(c.bytes, len(p.bytes)), cut(p.bytes, len(c.bytes)))
	}
	if first {
		c.events = slices.Clone(p.events)
	} else {
		c.events = added(cut(c.events, len(p.events)), cut(p.events, len(c.events)))
		if p.why != c.why {
			c.why += "; " + p.why
		}
	}
	c.method, c.meanBy, c.off = max(c.method, p.method), max(c.meanBy, p.meanBy), max(c.off, p.off)
	c.se, c.n = math.Hypot(c.se, p.se), p.n
}

func (c *dataColumns) put(to map[string]Metric) {
	if c.refused != "" {
		for name, unit := range map[string]string{"data_loss": "1/year", "mttdl": "h"} {
			to[name] = Metric{Unit: unit, Level: level, Method: model.Approximation.String(), Why: "not known: " + c.refused}
		}
		return
	}
	to["data_loss"] = c.figure("1/year", c.events, c.method, c.why+"; "+dataCaveat)
	if c.bytes != nil {
		to["bytes_lost"] = c.figure("B/year", c.bytes, c.method, "loss events, each of all the data of a group; "+c.why)
	}
	if !finite(c.mttdl) {
		why := c.meanWhy
		for _, x := range c.mttdl {
			if math.IsInf(x, 1) {
				why = "not known: no loss ever comes"
			}
		}
		to["mttdl"] = Metric{Unit: "h", Level: level, Method: c.meanBy.String(), Why: why}
		return
	}
	m := c.plain("h", c.mttdl)
	known(&m, c.mttdl, c.meanBy, c.meanWhy)
	to["mttdl"] = m
}

func (c *dataColumns) plain(unit string, v column) Metric {
	if len(v) > 1 {
		return computed(unit, v, "")
	}
	return Metric{Unit: unit, Level: level}
}

// figure is a metric with the interval that its method leaves.
func (c *dataColumns) figure(unit string, v column, method model.Method, why string) Metric {
	m := c.plain(unit, v)
	known(&m, v, method, why)
	if len(v) == 1 && c.se > 0 {
		se := c.se * v[0] / c.events[0]
		h := se * student(level, c.n)
		m.Mean, m.Lo, m.Hi = ptr(v[0]), ptr(max(0, v[0]-h)), ptr(v[0]+h)
		m.of = &trialed{n: c.n, se: se}
	}
	if len(v) > 1 {
		m.Why = strconv.Itoa(len(v)) + " draws: " + m.Why
	}
	if m.Method == model.Approximation.String() && m.Mean != nil && c.off > 0 {
		m.Lo, m.Hi = ptr(*m.Mean/(1+2*c.off)), ptr(*m.Mean*(1+2*c.off))
	}
	return m
}

// keptPromise says whether what a workload was promised of its data is kept.
func (r *run) keptPromise(i int, f *FleetResult) []Warning {
	s := r.stages[i]
	m := f.Metrics["data_loss"]
	for _, w := range s.fleet.Serves {
		wl := &r.plan.Workloads[w]
		if !wl.SLO.DataLoss.Set || m.Mean == nil {
			continue
		}
		limit := wl.SLO.DataLoss.Value
		f.Promised = append(f.Promised, DataPromise{Workload: wl.Name, Limit: limit, Kept: *m.Mean <= limit})
		if *m.Mean > limit {
			return []Warning{{Code: "W398", Fleet: s.fleet.Name, Text: fmt.Sprintf("%s expects %s losses of data a year, and %s was promised %s", s.fleet.Name, short(*m.Mean), wl.Name, short(limit))}}
		}
	}
	return nil
}
