package report

import (
	"strconv"
	"strings"

	"github.com/capplan/capplan"
)

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
	add(head(s.latency("write to a ledger, mean", "latency.write")))
	add(under(s.latency("P99", "latency.write.p99")))
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
	add(s.each(s.label("costs as "+s.r.Scenario.Baseline+" at", "crossover"), "crossover", func(f *capplan.FleetResult, m *capplan.Metric) string { return s.crossed(f, m) }))
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
	if s.has("order_by") {
		out.rows = append(out.rows, s.dates("to order by", "order_by")...)
	}
	if s.has("growth_stops") {
		out.rows = append(out.rows, s.dates("cannot buy from", "growth_stops")...)
	}
	return out
}
