package throughput

import "math"

// A Way is what of a load takes a path of its own.
type Way struct {
	Path *Path
	Load []float64 // by workload, req/s
}

// Mixed returns how long requests take that go one of several ways, each its part of
// them: means by their loads, quantiles of the mixture of all. Where the load grows, its
// parts stay: what the ways would catch up with, and safe and impossible loads, are those
// of the whole at which the first of them gets there.
func Mixed(ways []Way) Responses {
	n := ways[0].Path.Workloads
	out := Responses{By: make([]Times, n), Carries: math.Inf(1), Safe: math.Inf(1), Vulnerable: math.Inf(1)}
	var total float64
	for i := range ways {
		total += together(ways[i].Load)
	}
	var routes []route
	var load []float64
	var by []Times
	stuck := false
	for i := range ways {
		r, of := ways[i].Path.answer(ways[i].Load)
		part := together(ways[i].Load) / total
		if x := r.Carries / part; x < out.Carries {
			out.Carries, out.Slowest = x, r.Slowest
		}
		out.Safe, out.Vulnerable = min(out.Safe, r.Safe/part), min(out.Vulnerable, r.Vulnerable/part)
		out.Shed += float64(part * r.Shed)
		out.Lost += float64(part * r.Lost)
		out.Missed = out.Missed || r.Missed
		if r.Crowded != "" {
			out.Crowded = r.Crowded
		}
		stuck = stuck || of == nil
		routes, load, by = append(routes, of...), append(load, ways[i].Load...), append(by, r.By...)
	}
	if stuck {
		out.Mean, out.P50, out.P99 = math.Inf(1), math.Inf(1), math.Inf(1)
		for w := range out.By {
			out.By[w] = Times{out.Mean, out.P50, out.P99}
		}
		return out
	}
	for k, t := range by {
		out.Mean += float64(load[k] / total * t.Mean)
	}
	out.P50, out.P99 = mixed(routes, load, total, by, 0.5), mixed(routes, load, total, by, 0.99)
	for w := range out.By {
		var of []route
		var l []float64
		var b []Times
		var all float64
		for k := w; k < len(load); k += n {
			of, l, b, all = append(of, routes[k]), append(l, load[k]), append(b, by[k]), all+load[k]
		}
		if !(all > 0) {
			continue
		}
		for k, t := range b {
			out.By[w].Mean += float64(l[k] / all * t.Mean)
		}
		out.By[w].P50, out.By[w].P99 = mixed(of, l, all, b, 0.5), mixed(of, l, all, b, 0.99)
	}
	return out
}

func together(v []float64) float64 {
	var s float64
	for _, x := range v {
		s += x
	}
	return s
}
