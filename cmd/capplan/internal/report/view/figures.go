package view

import (
	"fmt"
	"sort"
	"strings"

	"github.com/capplan/capplan"
)

// fleets are the names of a result's fleets and plans, in the order of the scenario.
func fleets(r *capplan.Result) []string {
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

// mean is a figure's expectation, where it is known.
func mean(r *capplan.Result, fleet, metric string) (float64, bool) {
	m := r.Fleets[fleet].Metrics[metric]
	if m.Mean == nil {
		return 0, false
	}
	return *m.Mean, true
}

// luck says how many trials a result has, and with which seed.
func luck(r *capplan.Result) string { return trials(r.Trials, r.Seed) }

func trials(n int, seed uint64) string {
	if n == 1 {
		return fmt.Sprintf("1 trial, seed %d", seed)
	}
	return fmt.Sprintf("%d trials, seed %d", n, seed)
}

// methods are the ways in which the figures of a list of metrics were found.
func methods(list ...capplan.Metric) string {
	var out []string
	seen := map[string]bool{}
	for _, m := range list {
		if m.Method != "" && !seen[m.Method] {
			seen[m.Method] = true
			out = append(out, m.Method)
		}
	}
	return strings.Join(out, ", ")
}

// figure is a cell of a number that may not be known.
func (w Words) figure(x *float64, unit string) Cell {
	if x == nil {
		return Cell{Text: "–"}
	}
	return Cell{Text: w.Value(*x, unit), Data: w.Data(*x)}
}

// knownColumns are those of a figure: its mean with its bounds, and its percentiles.
func knownColumns(name, unit string) []Column {
	out := []Column{{Name: name, Unit: unit, Number: true}}
	for _, c := range []string{"lo", "hi", "P10", "P90"} {
		out = append(out, Column{Name: name + " " + c, Unit: unit, Number: true})
	}
	return out
}

// known are the cells of knownColumns.
func (w Words) known(m capplan.Metric) []Cell {
	unit := m.Unit
	if unit == "1" {
		unit = ""
	}
	var out []Cell
	for _, x := range []*float64{m.Mean, m.Lo, m.Hi, m.P10, m.P90} {
		out = append(out, w.figure(x, unit))
	}
	return out
}

const monteCarlo = "monte-carlo"

func text(s string) Cell { return Cell{Text: s, Data: s} }

// spread writes P10..P90 of a figure; empty where it is not known.
func (w Words) spread(m capplan.Metric) string {
	if m.P10 == nil || m.P90 == nil {
		return ""
	}
	return ", P10..P90 " + w.Number(*m.P10) + ".." + w.Value(*m.P90, m.Unit)
}

// positive is a bound on a scale that has no zero.
func positive(x *float64) *float64 {
	if x == nil || !(*x > 0) {
		return nil
	}
	return x
}

// workloads are those of a result's fleets, in the order of the alphabet.
func workloads(r *capplan.Result) []string {
	seen := map[string]bool{}
	var out []string
	for _, f := range r.Fleets {
		for n := range f.Workloads {
			if !seen[n] {
				seen[n] = true
				out = append(out, n)
			}
		}
	}
	sort.Strings(out)
	return out
}

// chance is a probability that was sampled, never 0 % or 100 %: where no trial or each has
// it, its bound.
func (w Words) chance(share, lo, hi float64) string {
	switch {
	case share <= 0:
		return "< " + w.Share(hi)
	case share >= 1:
		return "> " + w.Share(lo)
	}
	return w.Share(share)
}

// sampled is a metric that is a probability.
func (w Words) sampled(m *capplan.Metric) string {
	if m.Method != monteCarlo || m.Lo == nil || m.Hi == nil {
		return w.Share(*m.Mean)
	}
	return w.chance(*m.Mean, *m.Lo, *m.Hi)
}

// cell is that of a number that is known.
func (w Words) cell(x float64, unit string) Cell {
	return Cell{Text: w.Value(x, unit), Data: w.Data(x)}
}

// mostTold are the fleets that a title speaks of.
const mostTold = 3

// told is a title of what is said of each fleet; of many, the rest is in the table.
func told(said []string) string {
	text := strings.Join(said[:min(len(said), mostTold)], "; ")
	switch left := len(said) - mostTold; {
	case left == 1:
		text += "; one more in the table"
	case left > 1:
		text += fmt.Sprintf("; %d more in the table", left)
	}
	return text
}
