package report

import (
	"slices"
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
	add(under(s.each(s.label("paid back, median", "payback"), "payback", func(_ *capplan.FleetResult, m *capplan.Metric) string {
		switch {
		case m.P50 == nil:
			return "not in " + span(s.r.Scenario.HorizonHours, s.r.Scenario.HoursPerYear)
		case *m.P50 == 0:
			return "from the start"
		}
		return withUnit(percentile(m.P50), s.unit(m))
	})))
	if s.has("cheaper_from") {
		add(s.dates("has cost less from", "cheaper_from"))
	}
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
