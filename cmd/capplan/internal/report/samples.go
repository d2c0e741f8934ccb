package report

import (
	"math"
	"strconv"

	"github.com/capplan/capplan"
)

// samples has a row for each trial of each fleet: what each figure was in it. Trials of
// one number have the same draw of the inputs in all fleets. What a trial does not have,
// as when a fleet pays back that never does, is empty; figures that no trial has by itself
// are left out.
func samples(r *capplan.Result) [][]value {
	sets := map[string]capplan.Metric{}
	for _, f := range r.Fleets {
		for name, m := range f.Metrics {
			if m.Trials() != nil {
				sets[name] = m
			}
		}
	}
	columns := ordered(sets)
	out := [][]value{texts(append([]string{"fleet", "trial"}, columns...)...)}
	for _, n := range names(r) {
		trials := make([][]float64, len(columns))
		for i, c := range columns {
			m := r.Fleets[n].Metrics[c]
			trials[i] = m.Trials()
		}
		for t := range r.Trials {
			row := append(texts(n), value{strconv.Itoa(t + 1), true})
			for _, v := range trials {
				row = append(row, sampleOf(v, t))
			}
			out = append(out, row)
		}
	}
	return out
}

// sampleOf is a value of a column; what is the same in every trial may stand once.
func sampleOf(v []float64, t int) value {
	if len(v) == 1 {
		t = 0
	}
	if t >= len(v) || math.IsNaN(v[t]) || math.IsInf(v[t], 0) {
		return value{}
	}
	return figure(&v[t])
}
