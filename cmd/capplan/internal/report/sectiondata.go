package report

import (
	"sort"

	"github.com/capplan/capplan"
)

// data is how often stored data is lost, where that is asked for.
func (s *sheet) data() section {
	out := section{title: "DATA"}
	lost := head(s.marked(s.mean("data lost", "data_loss"), "data_loss", false))
	if len(lost) == 0 {
		return out
	}
	out.rows = append(out.rows, lost...)
	out.rows = append(out.rows, s.losses()...)
	out.rows = append(out.rows, s.promises()...)
	out.rows = append(out.rows, head(s.mean("mean time to first loss", "mttdl"))...)
	out.rows = append(out.rows, head(s.mean("bytes lost", "bytes_lost"))...)
	return out
}

// shownLosses is how many ways to lose data the screen names.
const shownLosses = 4

// losses are the shares of what ends in a loss, over the pools of each fleet.
func (s *sheet) losses() []row {
	shares := make([]map[string]float64, len(s.names))
	most := map[string]float64{}
	for i, n := range s.names {
		shares[i] = map[string]float64{}
		sum := 0.0
		pools := s.r.Fleets[n].Pools
		for _, p := range keys(pools) { // in order: so are the sums, to the last bit
			for _, l := range pools[p].Losses {
				shares[i][l.What] += l.Events
				sum += l.Events
			}
		}
		for what := range shares[i] {
			shares[i][what] /= sum
			most[what] = max(most[what], shares[i][what])
		}
	}
	order := keys(most)
	sort.SliceStable(order, func(i, j int) bool { return most[order[i]] > most[order[j]] })
	var out []row
	for k, what := range order {
		if k == shownLosses || most[what] < 0.001 {
			break
		}
		line := row{label: "by " + what, under: true, cells: make([]cell, len(s.names))}
		for i, n := range s.names {
			if x, ok := shares[i][what]; ok {
				line.cells[i] = cell{text: percent(x), method: s.r.Fleets[n].Metrics["data_loss"].Method}
			}
		}
		out = append(out, line)
	}
	return out
}

// promises are what workloads were promised of their data.
func (s *sheet) promises() []row {
	var out []row
	at := map[string]int{}
	for i, n := range s.names {
		for _, p := range s.r.Fleets[n].Promised {
			k, ok := at[p.Workload]
			if !ok {
				k = len(out)
				at[p.Workload] = k
				out = append(out, row{label: "promised for " + p.Workload, under: true, cells: make([]cell, len(s.names))})
			}
			verdict := "kept"
			if !p.Kept {
				verdict = "broken"
			}
			m := capplan.Metric{Mean: &p.Limit, Unit: "1/year", Method: "exact"}
			out[k].cells[i].text = "≤" + hard + quantity(&m, s.unit(&m), false) + ": " + verdict
		}
	}
	return out
}
