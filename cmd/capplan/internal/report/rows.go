package report

import (
	"sort"
	"strings"

	"github.com/capplan/capplan"
)

// A section is a part of the screen's table.
type section struct {
	title string
	rows  []row
}

// A row is one figure of every fleet.
type row struct {
	label string
	under bool // belongs to the row above
	head  bool // stays where there is room for a few figures only
	cells []cell
}

// A cell is a figure of one fleet; without text where it does not apply.
type cell struct {
	text   string
	bar    float64 // 0..1 of the longest bar; 0: none
	mark   string  // best, or ~ where the sampling error hides which is
	method string
}

// A sheet builds the rows of a result.
type sheet struct {
	r     *capplan.Result
	names []string
	terse bool // no sampling errors; units stand in the labels
}

// names returns the fleets in the order of the scenario.
func names(r *capplan.Result) []string {
	out := make([]string, 0, len(r.Fleets))
	for n := range r.Fleets {
		out = append(out, n)
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := r.Fleets[out[i]].Order, r.Fleets[out[j]].Order
		return a < b || a == b && out[i] < out[j]
	})
	return out
}

// sections returns what the table says, sections without a figure left out.
func (s *sheet) sections() []section {
	var out []section
	for _, c := range []section{s.cost(), s.worth(), s.reliability(), s.integrity(), s.data(), s.throughput(), s.headroom(), s.growth()} {
		if len(c.rows) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// each makes a row from a metric of every fleet; no row where none has it.
func (s *sheet) each(label, metric string, text func(*capplan.FleetResult, *capplan.Metric) string) []row {
	out := row{label: label, cells: make([]cell, len(s.names))}
	found := false
	for i, n := range s.names {
		f := s.r.Fleets[n]
		m, ok := f.Metrics[metric]
		if !ok {
			continue
		}
		t := ""
		if m.Why != capplan.Redacted {
			t = text(&f, &m)
		} else if m.Mean == nil {
			t = capplan.Redacted
		}
		if t != "" {
			out.cells[i] = cell{text: t, method: m.Method}
			found = true
		}
	}
	if !found {
		return nil
	}
	return []row{out}
}

// mean makes a row of means with their unit.
func (s *sheet) mean(label, metric string) []row {
	return s.each(s.label(label, metric), metric, func(_ *capplan.FleetResult, m *capplan.Metric) string {
		if m.Mean == nil {
			return ""
		}
		return quantity(m, s.unit(m), !s.terse)
	})
}

// unit is the unit that stands in a cell.
func (s *sheet) unit(m *capplan.Metric) string {
	if s.terse {
		return ""
	}
	return m.Unit
}

// label ends with the unit where cells have none.
func (s *sheet) label(label, metric string) string {
	for _, n := range s.names {
		if m, ok := s.r.Fleets[n].Metrics[metric]; ok && s.terse && unitWord(m.Unit) != "" {
			return label + ", " + unitWord(m.Unit)
		}
	}
	return label
}

func under(rows []row) []row {
	for i := range rows {
		rows[i].under = true
	}
	return rows
}

func head(rows []row) []row {
	for i := range rows {
		rows[i].head = true
	}
	return rows
}

// sampledPercentiles sets the method of a row of percentiles: they describe trials,
// whatever the mean is known by.
func sampledPercentiles(s *sheet, rows []row, metric string) []row {
	for i := range rows {
		for k := range rows[i].cells {
			m := s.r.Fleets[s.names[k]].Metrics[metric]
			switch m.PercentileMethod {
			case "", "draws":
			default:
				if rows[i].cells[k].text != "" && m.PercentileMethod != "numerical" {
					rows[i].cells[k].method = monteCarlo
				}
			}
		}
	}
	return rows
}

func keys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// methods returns the distinct methods of a row in the order of the fleets.
func (r *row) methods() []string {
	var out []string
	for _, c := range r.cells {
		if c.method != "" && !contains(out, c.method) {
			out = append(out, c.method)
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// bracket is the short mark behind a figure.
func bracket(method string) string {
	if method == "" {
		return ""
	}
	return hard + "[" + letter(method) + "]"
}

// letter is the short mark of a method.
func letter(method string) string {
	if method == "" {
		return ""
	}
	return strings.ToUpper(method[:1])
}
