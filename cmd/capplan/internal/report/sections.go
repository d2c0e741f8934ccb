package report

import (
	"slices"
	"sort"
	"strings"

	"github.com/capplan/capplan"
)

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
	add(s.ledgers())
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
	add(s.maturity())
	return out
}

// ledgers are how often groups that agree have the quorum of a write and of a read.
func (s *sheet) ledgers() []row {
	of := func(what string) []row {
		return s.marked(s.each("ledgers, "+what, "availability."+what, func(_ *capplan.FleetResult, m *capplan.Metric) string {
			if m.Mean == nil {
				return ""
			}
			return available(m)
		}), "unavailability."+what, false)
	}
	return append(head(of("write")), under(of("read"))...)
}

// maturity is how mature a fleet is when it is as available as the one it is held against.
func (s *sheet) maturity() []row {
	part := func(label, metric string, text func(f *capplan.FleetResult, m *capplan.Metric) string) []row {
		return s.each(label, metric, func(f *capplan.FleetResult, m *capplan.Metric) string {
			switch word, _, _ := strings.Cut(m.Why, ":"); {
			case m.Mean != nil:
				return text(f, m)
			case word == "never" || word == "always":
				return word
			}
			return ""
		})
	}
	out := head(part("overtakes", "maturity.overtakes", func(f *capplan.FleetResult, m *capplan.Metric) string {
		return f.Rival + " " + moment(*m.Mean, s.r)
	}))
	out = append(out, under(part("failover success from", "maturity.failover", func(_ *capplan.FleetResult, m *capplan.Metric) string { return percent(*m.Mean) }))...)
	return append(out, under(part(s.label("incidents up to", "maturity.incidents"), "maturity.incidents", func(_ *capplan.FleetResult, m *capplan.Metric) string {
		return withUnit(short(*m.Mean), s.unit(m))
	}))...)
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

// has reports whether some fleet has a metric.
func (s *sheet) has(metric string) bool {
	return slices.ContainsFunc(s.names, func(n string) bool { _, ok := s.r.Fleets[n].Metrics[metric]; return ok })
}

// dates are those of a metric that may lie beyond the horizon.
func (s *sheet) dates(label, metric string) []row {
	never := "not in " + span(s.r.Scenario.HorizonHours, s.r.Scenario.HoursPerYear)
	end := never
	if s.r.Scenario.Start != nil {
		end = "not before " + moment(s.r.Scenario.HorizonHours, s.r)
	}
	when := func(hours *float64) string {
		if hours == nil {
			return end
		}
		return moment(*hours, s.r)
	}
	out := head(s.each(label, metric, func(_ *capplan.FleetResult, m *capplan.Metric) string {
		if m.P10 == nil {
			return never
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
