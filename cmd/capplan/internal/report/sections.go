package report

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/capplan/capplan"
)

func (s *sheet) cost() section {
	out := section{title: "COST"}
	if c := s.r.Scenario.Currency; c != "" {
		out.title += ", present value in " + c
	}
	pv := s.mean("present value", "cost.pv")
	if pv == nil {
		return out
	}
	out.rows = append(out.rows, head(s.marked(pv, "cost.pv", false))...)
	percentiles := func(label string, text func(*capplan.Metric) string) {
		rows := s.each(label, "cost.pv", func(_ *capplan.FleetResult, m *capplan.Metric) string {
			if m.P50 == nil {
				return ""
			}
			return withUnit(text(m), s.unit(m))
		})
		out.rows = append(out.rows, head(under(sampledPercentiles(s, rows, "cost.pv")))...)
	}
	percentiles("median", func(m *capplan.Metric) string { return percentile(m.P50) })
	percentiles("P10..P90", func(m *capplan.Metric) string { return percentile(m.P10) + ".." + percentile(m.P90) })
	out.rows = append(out.rows, under(s.each("spread by inputs", "cost.pv", func(_ *capplan.FleetResult, m *capplan.Metric) string {
		if m.Inputs == nil {
			return ""
		}
		return roughly(*m.Inputs)
	}))...)
	out.rows = append(out.rows, s.categories()...)
	return out
}

// categories are the parts of the present value, with bars on one scale.
func (s *sheet) categories() []row {
	var order []string
	largest := map[string]float64{}
	var longest float64
	for _, n := range s.names {
		for _, c := range s.r.Fleets[n].Costs {
			if _, ok := largest[c.Category]; !ok {
				order = append(order, c.Category)
			}
			largest[c.Category] = max(largest[c.Category], c.PV, -c.PV)
			longest = max(longest, c.PV)
		}
	}
	var out []row
	for _, category := range order {
		if largest[category] == 0 {
			continue
		}
		line := row{label: word(category), under: true, cells: make([]cell, len(s.names))}
		for i, n := range s.names {
			for _, c := range s.r.Fleets[n].Costs {
				if c.Category == category {
					line.cells[i] = cell{text: short(c.PV), bar: max(c.PV/longest, 0), method: s.r.Fleets[n].Metrics["cost.pv"].Method}
				}
			}
		}
		out = append(out, line)
	}
	return out
}

// worth is what finance asks beside the present value: it is not part of that.
func (s *sheet) worth() section {
	out := section{title: "MONEY, other views"}
	if c := s.r.Scenario.Currency; c != "" {
		out.title += ", in " + c
	}
	add := func(rows []row) { out.rows = append(out.rows, rows...) }
	add(s.mean("cash over the horizon", "cost.total"))
	add(under(s.mean("of it invested", "cost.capex")))
	add(s.cashByYear())
	add(s.mean("running costs, last year", "cost.run_rate"))
	add(head(s.mean("a month, level", "cost.month")))
	add(head(s.mean("largest cash need", "cost.cash_peak")))
	if s.any("cost.write_off") {
		add(s.mean("written off at the end", "cost.write_off"))
	}
	add(head(s.mean("saving against "+s.r.Scenario.Baseline, "saving")))
	add(under(s.each("paid back, median", "payback", func(_ *capplan.FleetResult, m *capplan.Metric) string {
		switch {
		case m.P50 == nil:
			return "not in " + span(s.r.Scenario.HorizonHours, s.r.Scenario.HoursPerYear)
		case *m.P50 == 0:
			return "from the start"
		}
		return withUnit(percentile(m.P50), s.unit(m))
	})))
	add(under(s.each("rate of return, median", "irr", func(_ *capplan.FleetResult, m *capplan.Metric) string {
		if m.P50 == nil {
			return ""
		}
		return percent(*m.P50)
	})))
	add(head(s.mean("regret of choosing it", "regret")))
	if s.any("cost.lost_revenue") {
		add(s.mean("lost revenue, beside it", "cost.lost_revenue"))
	}
	add(s.mean("a request served", "cost.per_request"))
	add(s.mean("a request a second", "cost.per_tps"))
	add(head(s.mean("carbon", "carbon")))
	return out
}

// shownYears is how many years the screen has room for.
const shownYears = 6

// cashByYear has the cash of each year where they are few.
func (s *sheet) cashByYear() []row {
	years := years(s.r)
	if len(years) < 2 || len(years) > shownYears {
		return nil
	}
	label := "in "
	switch {
	case s.r.Scenario.Start == nil:
		label = "in year "
	case s.r.Scenario.FiscalMonth > 1:
		label = "in fiscal "
	}
	var out []row
	for _, y := range years {
		out = append(out, under(s.mean(label+strconv.Itoa(y), "cost.year."+strconv.Itoa(y)))...)
	}
	return out
}

// years are those of the figures cost.year.*.
func years(r *capplan.Result) []int {
	var out []int
	for _, f := range r.Fleets {
		for name := range f.Metrics {
			if y, ok := strings.CutPrefix(name, "cost.year."); ok {
				if n, err := strconv.Atoi(y); err == nil && !slices.Contains(out, n) {
					out = append(out, n)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

func (s *sheet) reliability() section {
	out := section{title: "RELIABILITY"}
	add := func(rows []row) { out.rows = append(out.rows, rows...) }
	add(head(s.marked(s.each("availability", "availability", func(_ *capplan.FleetResult, m *capplan.Metric) string {
		if m.Mean == nil {
			return ""
		}
		return available(m)
	}), "unavailability", false)))
	add(s.workloads())
	add(head(s.mean("downtime", "downtime")))
	add(under(sampledPercentiles(s, s.each(s.label("median, P90, P99", "downtime"), "downtime", func(_ *capplan.FleetResult, m *capplan.Metric) string {
		if m.P50 == nil {
			return ""
		}
		return withUnit(percentile(m.P50)+", "+percentile(m.P90)+", "+percentile(m.P99), s.unit(m))
	}), "downtime")))
	add(s.causes())
	add(head(s.marked(s.each("P(objective)", "objective", func(_ *capplan.FleetResult, m *capplan.Metric) string {
		if m.Mean == nil {
			return ""
		}
		return probability(m, s.r.Trials)
	}), "objective", true)))
	add(s.objectives())
	add(head(s.mean("outages", "outages")))
	add(under(s.mean("mean length", "outage_duration")))
	add(head(s.each("P(no outage)", "reliability", func(_ *capplan.FleetResult, m *capplan.Metric) string {
		if m.Mean == nil {
			return ""
		}
		return probability(m, s.r.Trials)
	})))
	add(under(s.mean("mean time to first", "mttf")))
	add(head(s.mean("brownout", "brownout")))
	add(under(s.each("blast, P99", "blast", func(_ *capplan.FleetResult, m *capplan.Metric) string {
		if m.P99 == nil {
			return ""
		}
		return percent(*m.P99)
	})))
	return out
}

// objectives are what P(objective) speaks of, as the scenario says it.
func (s *sheet) objectives() []row {
	out := row{label: "objective", under: true, cells: make([]cell, len(s.names))}
	for i, n := range s.names {
		if o := s.r.Fleets[n].Objective; o != nil {
			out.cells[i].text = "≥" + hard + significant(*o*100, 12) + hard + "%"
		}
	}
	for _, c := range out.cells {
		if c.text != "" {
			return []row{out}
		}
	}
	return nil
}

// workloads are the availabilities of each, where a fleet serves several.
func (s *sheet) workloads() []row {
	all := map[string]bool{}
	for _, n := range s.names {
		for w := range s.r.Fleets[n].Workloads {
			all[w] = true
		}
	}
	if len(all) < 2 {
		return nil
	}
	var out []row
	for _, w := range keys(all) {
		line := row{label: "of " + w, under: true, cells: make([]cell, len(s.names))}
		for i, n := range s.names {
			if m, ok := s.r.Fleets[n].Workloads[w].Metrics["availability"]; ok && m.Mean != nil {
				line.cells[i] = cell{text: available(&m), method: m.Method}
				if basis := s.r.Fleets[n].Workloads[w].Basis; basis != s.r.Fleets[n].Basis {
					line.label = "of " + w + ", by " + basis
				}
			}
		}
		out = append(out, line)
	}
	return out
}

// shownCauses is how many causes of downtime the screen names.
const shownCauses = 5

func (s *sheet) causes() []row {
	total := map[string]float64{}
	for _, n := range s.names {
		for _, c := range s.r.Fleets[n].Causes {
			total[c.Cause] = max(total[c.Cause], c.Share)
		}
	}
	order := keys(total)
	sort.SliceStable(order, func(i, j int) bool { return total[order[i]] > total[order[j]] })
	rest := row{label: "all other causes", under: true, cells: make([]cell, len(s.names))}
	sums, shares := make([]float64, len(s.names)), make([]float64, len(s.names))
	var out []row
	for k, cause := range order {
		line := row{label: "by " + cause, under: true, cells: make([]cell, len(s.names))}
		for i, n := range s.names {
			for _, c := range s.r.Fleets[n].Causes {
				if c.Cause != cause {
					continue
				}
				line.cells[i] = cell{text: s.part(c.Share, c.Downtime), method: c.Method}
				if k >= shownCauses {
					sums[i] += c.Downtime
					shares[i] += c.Share
					rest.cells[i] = cell{text: s.part(shares[i], sums[i]), method: c.Method}
				}
			}
		}
		if k < shownCauses {
			out = append(out, line)
		}
	}
	if len(order) > shownCauses {
		out = append(out, rest)
	}
	return out
}

// part writes a part of the downtime.
func (s *sheet) part(share, minutes float64) string {
	if s.terse {
		return percent(share)
	}
	return percent(share) + ", " + withUnit(short(minutes), "min/year")
}

func (s *sheet) throughput() section {
	out := section{title: "THROUGHPUT"}
	add := func(rows []row) { out.rows = append(out.rows, rows...) }
	add(head(s.mean("peak demand", "demand.peak")))
	add(head(s.marked(s.mean("peak capacity", "capacity.peak"), "capacity.peak", true)))
	named := func(label, metric string, name func(*capplan.FleetResult) string) {
		rows := s.each(label, metric, func(f *capplan.FleetResult, _ *capplan.Metric) string { return name(f) })
		add(under(rows))
	}
	named("limited by", "capacity.peak", func(f *capplan.FleetResult) string {
		if len(f.Limits) > 0 {
			return f.Bottleneck + " (" + strings.Join(f.Limits, ", ") + ")"
		}
		return f.Bottleneck
	})
	named("next limit", "capacity.next", func(f *capplan.FleetResult) string { return f.Next })
	add(under(s.mean("reached at", "capacity.next")))
	add(head(s.marked(s.mean("capacity degraded", "capacity.degraded"), "capacity.degraded", true)))
	named("after losing one", "capacity.degraded", func(f *capplan.FleetResult) string { return f.DegradedBy })
	add(head(s.latency("latency, mean", "latency.mean")))
	add(under(s.latency("median", "latency.p50")))
	add(head(under(s.latency("P99", "latency.p99"))))
	add(s.mean("safe for retries", "load.safe"))
	add(under(s.mean("impossible from", "load.vulnerable")))
	add(head(s.each("headroom", "headroom", func(_ *capplan.FleetResult, m *capplan.Metric) string {
		if m.Mean == nil {
			return ""
		}
		return percent(*m.Mean)
	})))
	if s.mayBeShort() {
		add(head(s.each("P(short at the peak)", "shortfall", func(_ *capplan.FleetResult, m *capplan.Metric) string {
			if m.Mean == nil {
				return ""
			}
			return probability(m, s.r.Trials)
		})))
	}
	add(s.exhausted())
	add(s.each("costs as "+s.r.Scenario.Baseline+" at", "crossover", func(f *capplan.FleetResult, m *capplan.Metric) string { return s.crossed(f, m) }))
	return out
}

// headroom divides that of the first year among what it is there for.
func (s *sheet) headroom() section {
	out := section{title: "HEADROOM"}
	part := func(label, metric string, takes bool, name func(*capplan.FleetResult) string) []row {
		return s.each(label, metric, func(f *capplan.FleetResult, m *capplan.Metric) string {
			if m.Mean == nil || takes && *m.Mean == 0 {
				return ""
			}
			text := percent(*m.Mean)
			if takes {
				text = percent(-*m.Mean)
			}
			if name != nil && !s.terse && name(f) != "" {
				text += ", one " + name(f)
			}
			return text
		})
	}
	out.rows = append(out.rows, head(part("at the first peak", "headroom.now", false, nil))...)
	for _, p := range []struct {
		label, metric string
		name          func(*capplan.FleetResult) string
	}{
		{"growth", "headroom.growth", nil},
		{"units out, P99", "headroom.failure", nil},
		{"largest domain", "headroom.correlated", func(f *capplan.FleetResult) string { return f.DomainLost }},
		{"maintenance", "headroom.maintenance", nil},
	} {
		out.rows = append(out.rows, under(part(p.label, p.metric, true, p.name))...)
	}
	out.rows = append(out.rows, head(part("left", "headroom.left", false, nil))...)
	return out
}

// crossed says from which load on a fleet is cheaper or dearer than the baseline.
func (s *sheet) crossed(f *capplan.FleetResult, m *capplan.Metric) string {
	switch {
	case m.Mean == nil && strings.HasPrefix(m.Why, "none"):
		return "no load"
	case m.Mean == nil:
		return ""
	case f.Beyond == s.r.Scenario.Baseline:
		return withUnit(short(*m.Mean), s.unit(m)) + ", then dearer"
	}
	return withUnit(short(*m.Mean), s.unit(m)) + ", then cheaper"
}

// mayBeShort reports whether some fleet is ever short at the peak, as far as anyone
// would see: by more than 1e-10 %, or histories saw none of it.
func (s *sheet) mayBeShort() bool {
	for _, n := range s.names {
		if m, ok := s.r.Fleets[n].Metrics["shortfall"]; ok && m.Mean != nil && (*m.Mean >= 1e-12 || *m.Mean == 0 && m.Method == monteCarlo) {
			return true
		}
	}
	return false
}

// latency makes a row of times at the peak.
func (s *sheet) latency(label, metric string) []row {
	return s.each(s.label(label, metric), metric, func(_ *capplan.FleetResult, m *capplan.Metric) string {
		if m.Mean == nil {
			return "no end"
		}
		return quantity(m, s.unit(m), !s.terse)
	})
}

// exhausted says when demand first exceeds capacity in the median trial, and in the first
// and last tenth of them; one in which it never does counts as later than the horizon.
func (s *sheet) exhausted() []row {
	return s.dates("exhausted", "exhaustion")
}

// grownYears is up to how many years the purchases of each are shown.
const grownYears = 15

// growth is what the pools that grow buy; empty where none does.
func (s *sheet) growth() section {
	out := section{title: "GROWTH, units bought ahead of demand"}
	span := func(label, metric string) []row {
		return s.each(label, metric, func(_ *capplan.FleetResult, m *capplan.Metric) string {
			switch {
			case m.P10 == nil:
				return short(*m.Mean)
			case *m.P10 == *m.P90:
				return short(*m.P50)
			}
			return short(*m.P50) + " (" + short(*m.P10) + ".." + short(*m.P90) + ")"
		})
	}
	out.rows = append(out.rows, head(span("bought, median, P10..P90", "units_bought"))...)
	if list := years(s.r); len(list) <= grownYears {
		for _, y := range list {
			if metric := "units_bought." + strconv.Itoa(y); s.any(metric) {
				out.rows = append(out.rows, under(span("in "+strconv.Itoa(y), metric))...)
			}
		}
	}
	out.rows = append(out.rows, head(span("units at the end", "units_end"))...)
	if s.has("growth_stops") {
		out.rows = append(out.rows, s.dates("cannot buy from", "growth_stops")...)
	}
	return out
}

// has reports whether some fleet has a metric.
func (s *sheet) has(metric string) bool {
	return slices.ContainsFunc(s.names, func(n string) bool { _, ok := s.r.Fleets[n].Metrics[metric]; return ok })
}

// dates are those of a metric that may lie beyond the horizon.
func (s *sheet) dates(label, metric string) []row {
	end := "not before " + moment(s.r.Scenario.HorizonHours, s.r)
	when := func(hours *float64) string {
		if hours == nil {
			return end
		}
		return moment(*hours, s.r)
	}
	out := head(s.each(label, metric, func(_ *capplan.FleetResult, m *capplan.Metric) string {
		if m.P10 == nil {
			return "not in " + span(s.r.Scenario.HorizonHours, s.r.Scenario.HoursPerYear)
		}
		if m.P50 == nil {
			return end
		}
		return "median " + when(m.P50)
	}))
	for _, q := range []struct {
		label string
		of    func(m *capplan.Metric) *float64
	}{{"P10", func(m *capplan.Metric) *float64 { return m.P10 }}, {"P90", func(m *capplan.Metric) *float64 { return m.P90 }}} {
		out = append(out, under(s.each(q.label, metric, func(_ *capplan.FleetResult, m *capplan.Metric) string {
			if m.P10 == nil || m.P90 != nil && *m.P10 == *m.P90 {
				return ""
			}
			return when(q.of(m))
		}))...)
	}
	return out
}

// any reports whether a metric is anything but 0 for a fleet.
func (s *sheet) any(metric string) bool {
	for _, n := range s.names {
		if m, ok := s.r.Fleets[n].Metrics[metric]; ok && m.Mean != nil && *m.Mean != 0 {
			return true
		}
	}
	return false
}

// roughly writes a share that is known to a few hundredths.
func roughly(x float64) string {
	switch {
	case x > 0.99:
		return ">" + hard + "99" + hard + "%"
	case x < 0.01:
		return "<" + hard + "1" + hard + "%"
	}
	return percent(x)
}
