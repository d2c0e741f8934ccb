package report

import "github.com/capplan/capplan"

// integrity is how often results are wrong, where anything is said of that.
func (s *sheet) integrity() section {
	out := section{title: "INTEGRITY"}
	add := func(rows []row) { out.rows = append(out.rows, rows...) }
	add(head(s.marked(s.mean("wrong results", "wrong_results"), "wrong_results", false)))
	add(s.rightPromises())
	add(head(s.mean("executions of a calculation", "executions")))
	add(under(s.each("requests given up", "rejected", func(_ *capplan.FleetResult, m *capplan.Metric) string {
		if m.Mean == nil || *m.Mean == 0 && s.silent("rejected") {
			return ""
		}
		return quantity(m, s.unit(m), !s.terse)
	})))
	add(head(s.each(s.label("detection of a defective unit", "detection"), "detection", func(_ *capplan.FleetResult, m *capplan.Metric) string {
		if m.Mean == nil {
			return "never"
		}
		return quantity(m, s.unit(m), !s.terse)
	})))
	return out
}

// silent reports whether a figure is 0 wherever it is.
func (s *sheet) silent(metric string) bool {
	for _, n := range s.names {
		if m, ok := s.r.Fleets[n].Metrics[metric]; ok && (m.Mean == nil || *m.Mean != 0) {
			return false
		}
	}
	return true
}

// rightPromises are what workloads were promised of their results.
func (s *sheet) rightPromises() []row {
	var out []row
	at := map[string]int{}
	for i, n := range s.names {
		f := s.r.Fleets[n]
		for _, w := range keys(f.Workloads) {
			x := f.Workloads[w]
			m, ok := x.Metrics["wrong_results.per_request"]
			if x.Right == nil || !ok || m.Mean == nil {
				continue
			}
			k, ok := at[w]
			if !ok {
				k = len(out)
				at[w] = k
				out = append(out, row{label: "promised for " + w, under: true, cells: make([]cell, len(s.names))})
			}
			verdict := "kept"
			if *m.Mean > *x.Right {
				verdict = "broken"
			}
			text := "≤" + hard + significant(*x.Right, 3) + hard + "/request: " + verdict
			if p, ok := x.Metrics["wrong_results.objective"]; ok && p.Mean != nil && *p.Mean > 0 && *p.Mean < 1 {
				text += ", P" + hard + "=" + hard + probability(&p, s.r.Trials)
			}
			out[k].cells[i] = cell{text: text, method: m.Method}
		}
	}
	return out
}
