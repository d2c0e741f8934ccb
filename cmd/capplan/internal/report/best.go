package report

import "github.com/capplan/capplan"

// marked writes best beside the best mean of a metric, and ~ beside those that the
// sampling error does not tell apart. Equal figures that are known get no mark.
func (s *sheet) marked(rows []row, metric string, more bool) []row {
	if len(rows) == 0 {
		return rows
	}
	best := -1
	var with []int
	for i, n := range s.names {
		m, ok := s.r.Fleets[n].Metrics[metric]
		if !ok || m.Mean == nil {
			continue
		}
		if metric == "cost.pv" && len(s.r.Fleets[n].Unpriced) > 0 {
			return rows // of a part of the fleet
		}
		with = append(with, i)
		if best < 0 || before(*m.Mean, s.value(best, metric), more) {
			best = i
		}
	}
	if len(with) < 2 {
		return rows
	}
	word := "best"
	for _, i := range with {
		if i == best || s.separate(best, i, metric, more) {
			continue
		}
		word = "~"
		if s.same(best, i, metric) {
			word = ""
			break
		}
		rows[0].cells[i].mark = "~"
	}
	rows[0].cells[best].mark = word
	return rows
}

func before(a, b float64, more bool) bool {
	if more {
		return a > b
	}
	return a < b
}

func (s *sheet) value(i int, metric string) float64 {
	return *s.r.Fleets[s.names[i]].Metrics[metric].Mean
}

func (s *sheet) same(a, b int, metric string) bool {
	known := func(i int) bool { return s.r.Fleets[s.names[i]].Metrics[metric].Method != monteCarlo }
	return known(a) && known(b) && s.value(a, metric) == s.value(b, metric)
}

// separate reports whether the sampling error tells two fleets apart: by the
// interval of their difference on the same trials, or because their own intervals
// are apart, which are narrower where a mean is exact at each draw. An unknown bound
// tells nothing apart.
func (s *sheet) separate(best, other int, metric string, more bool) bool {
	if d, ok := s.difference(best, other, metric); ok && d.Lo != nil && d.Hi != nil && (*d.Lo > 0 || *d.Hi < 0) {
		return true
	}
	a, b := s.r.Fleets[s.names[best]].Metrics[metric], s.r.Fleets[s.names[other]].Metrics[metric]
	if a.Lo == nil || a.Hi == nil || b.Lo == nil || b.Hi == nil {
		return false
	}
	if more {
		return *a.Lo > *b.Hi
	}
	return *a.Hi < *b.Lo
}

func (s *sheet) difference(a, b int, metric string) (capplan.Metric, bool) {
	for _, c := range s.r.Comparison {
		if c.Fleet == s.names[a] && c.Against == s.names[b] && c.Metric == metric {
			return c.Difference, true
		}
	}
	return capplan.Metric{}, false
}
