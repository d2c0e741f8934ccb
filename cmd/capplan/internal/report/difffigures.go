package report

import (
	"slices"
	"sort"
	"strings"

	"github.com/capplan/capplan"
)

// shownFigures are what a screen shows of each fleet where they are not the same.
var shownFigures = []string{
	"cost.pv", "cost.capex", "cost.opex", "cost.with_losses", "availability", "downtime", "outages", "objective", "reliability", "data_loss", "wrong_results",
	"demand.peak", "capacity.peak", "capacity.degraded", "headroom", "latency.p99", "exhaustion", "racks", "power.peak", "carbon",
}

// moved lists the figures that are not what they were.
func (p *pen) moved(d *capplan.Difference, all bool) {
	rows := figureRows(d, all)
	if len(rows) > 1 {
		p.fitted(rows, []string{"95 % interval", "relative"})
	}
	if text := restText(d, rows, all); text != "" {
		p.paragraph(text, 0)
	}
	for i := range d.Presence {
		p.line(presenceText(&d.Presence[i]))
	}
	p.line("")
}

// figureRows has a line for each figure that the screen shows.
func figureRows(d *capplan.Difference, all bool) [][]string {
	rows := [][]string{{"FIGURE", "before", "after", "difference", "95 % interval", "relative"}}
	last := ""
	for _, f := range inOrder(d) {
		if f.Verdict == capplan.Same || !all && !shown(f) {
			continue
		}
		if f.Fleet != last {
			if last != "" {
				rows = append(rows, make([]string, 6))
			}
			rows = append(rows, []string{f.Fleet, "", "", "", "", ""})
			last = f.Fleet
		}
		before, after := bothText(d, f)
		rows = append(rows, []string{"  " + figureName(f), before, after, differenceText(f), intervalText(f), relativeText(f)})
	}
	return rows
}

func shown(f *capplan.DiffFigure) bool {
	return f.Pool == "" && f.Workload == "" && slices.Contains(shownFigures, f.Metric)
}

func figureName(f *capplan.DiffFigure) string {
	switch {
	case f.Pool != "":
		return f.Pool + ": " + f.Metric
	case f.Workload != "":
		return f.Workload + ": " + f.Metric
	}
	return f.Metric
}

// inOrder are the figures of each fleet in the order of every table.
func inOrder(d *capplan.Difference) []*capplan.DiffFigure {
	order := map[string]int{}
	for i, m := range metrics {
		order[m] = i
	}
	place := func(m string) int {
		if i, ok := order[m]; ok {
			return i
		}
		return len(order)
	}
	fleet := map[string]int{}
	out := make([]*capplan.DiffFigure, len(d.Figures))
	for i := range d.Figures {
		out[i] = &d.Figures[i]
		if _, ok := fleet[d.Figures[i].Fleet]; !ok {
			fleet[d.Figures[i].Fleet] = len(fleet)
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		switch {
		case a.Fleet != b.Fleet:
			return fleet[a.Fleet] < fleet[b.Fleet]
		case a.Workload+"/"+a.Pool != b.Workload+"/"+b.Pool:
			return a.Workload+"/"+a.Pool < b.Workload+"/"+b.Pool
		}
		return place(a.Metric) < place(b.Metric)
	})
	return out
}

// restText counts what the screen does not show.
func restText(d *capplan.Difference, rows [][]string, all bool) string {
	n := map[string]int{}
	for i := range d.Figures {
		if f := &d.Figures[i]; f.Verdict == capplan.Same || !all && !shown(f) {
			n[f.Verdict]++
		}
	}
	var parts []string
	for _, x := range []struct{ verdict, words string }{
		{capplan.Moved, "changed"}, {capplan.Appeared, "added"}, {capplan.Vanished, "removed"}, {capplan.Tolerated, "within the tolerance"}, {capplan.Noise, "~, inside the noise"}, {capplan.Same, "the same"},
	} {
		if n[x.verdict] > 0 {
			parts = append(parts, thousands(float64(n[x.verdict]))+" "+x.words)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	lead := "other figures: "
	if len(rows) == 1 {
		lead = "figures: "
	}
	return lead + strings.Join(parts, ", ")
}
