package decide

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// warnings are those of reading that concern the fleets asked for.
func warnings(p *model.Plan, fleets []string) []Warning {
	out := []Warning{}
	for _, w := range p.Warnings {
		if w.Fleet != "" && !wanted(w.Fleet, fleets) {
			continue
		}
		out = append(out, Warning{Code: w.Code, Text: w.Text, Fleet: w.Fleet, File: w.Origin.File, Line: w.Origin.Line})
	}
	return out
}

func (r *run) fleetWarnings(i int, rarely *rarity) []Warning {
	var out []Warning
	f, h := r.fleets[i], r.sheets[i]
	add := func(code, format string, args ...any) {
		out = append(out, Warning{Code: code, Text: fmt.Sprintf(format, args...), Fleet: f.Name})
	}
	if r.sim && r.need.longRun && !r.solve[i] && (rarely == nil || rarely.refused != "") {
		if n, all := r.down(i); n == 0 {
			add("W211", "no downtime was seen in %d histories: at most %.2g of them have any (95 %% confidence); that does not bound its length%s", all, 3/float64(all), rarely.silent())
		} else if n < fewNonzero {
			add("W210", "downtime was seen in only %d of %d histories: its figures are rough", n, all)
		}
	}
	r.cramped(i, add)
	h.latency.warnings(f.Name, &h.load, add)
	r.overruns(i, add)
	if r.plan.Currency != "" {
		for _, gap := range r.gaps(i) {
			add("W212", "%s", gap)
		}
	}
	return out
}

// unlike warns when fleets that are compared carry very different loads.
func unlike(r *Result) []Warning {
	all := fleetNames(r)
	for _, n := range all[1:] {
		if a, b := r.Fleets[all[0]].Workloads, r.Fleets[n].Workloads; len(a) != len(b) || !slices.Equal(sortedKeys(a), sortedKeys(b)) {
			return []Warning{{Code: "W213", Text: n + " serves other workloads than " + all[0] + ": cost and availability compare unlike things"}}
		}
	}
	names := slices.DeleteFunc(slices.Clone(all), func(n string) bool { return !(r.carries(n) > 0) })
	if len(names) < 2 {
		return nil
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(r.carries(b), r.carries(a)) })
	most, least := names[0], names[len(names)-1]
	a, b := r.carries(most), r.carries(least)
	if !(a > 2*b) || math.IsInf(a, 0) {
		return nil
	}
	return []Warning{{Code: "W213", Text: fmt.Sprintf("%s carries %s, %s %s req/s: compare at the same load (--same-load)", least, short(b), most, short(a))}}
}

// carries is the load that a fleet carries, on the mean or at likely values; 0: not known.
func (r *Result) carries(fleet string) float64 {
	f := r.Fleets[fleet]
	if m, ok := f.Metrics["capacity.peak"]; ok && m.Mean != nil {
		return *m.Mean
	}
	return f.peak
}

func sortedKeys(m map[string]WorkloadResult) []string { return slices.Sorted(maps.Keys(m)) }
