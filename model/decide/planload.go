package decide

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/throughput"
)

// met are the times of a phase, kept while its fleets say the same.
type met struct {
	of  []*throughput.Responses
	all throughput.Responses
}

// paths gives the fleets of a phase what requests go through at a draw.
func (x *phaseLaid) paths(d model.Draw) {
	for k, r := range x.runs {
		x.tops[k].Draw(r.path(d))
	}
}

// knows reports whether anything is known of the time of requests in a phase: where
// fleets share them, of each fleet.
func (x *phaseLaid) knows() bool {
	lacks := func(r *stage) bool { return r.path(nil) == nil }
	if x.shares != nil {
		return !slices.ContainsFunc(x.runs, lacks)
	}
	return slices.ContainsFunc(x.runs, func(r *stage) bool { return !lacks(r) })
}

// joint is the path of requests that take pools of several fleets, one after another.
func (x *phaseLaid) joint(of func(k int) *throughput.Path) *throughput.Path {
	var out *throughput.Path
	for k := range x.runs {
		p := of(k)
		switch {
		case p == nil:
		case out == nil:
			out = &throughput.Path{Workloads: p.Workloads, Stages: slices.Clone(p.Stages), Goals: p.Goals}
		default:
			out.Stages = append(out.Stages, p.Stages...)
		}
	}
	return out
}

// exactTimes reports whether means and quantiles of a phase are exact.
func (x *phaseLaid) exactTimes() [2]bool {
	if x.shares == nil {
		p := x.joint(func(k int) *throughput.Path { return x.runs[k].path(nil) })
		return [2]bool{p.ExactMean(), p.ExactTail()}
	}
	out := [2]bool{true, true}
	for _, r := range x.runs {
		p := r.path(nil)
		out[0], out[1] = out[0] && p.ExactMean(), out[1] && p.ExactTail()
	}
	return out
}

// responses are how long requests take in a phase at its demand.peak; nil where nothing is
// known of it. Each of its fleets was assessed, and said of.
func (x *phaseLaid) responses(of []*throughput.Responses) *throughput.Responses {
	if len(of) == 1 {
		return of[0]
	}
	if slices.Equal(x.met.of, of) && len(of) > 0 {
		return &x.met.all
	}
	if x.shares != nil {
		var ways []throughput.Way
		for k := range x.runs {
			p, load := x.tops[k].Met()
			if p == nil {
				return nil
			}
			ways = append(ways, throughput.Way{Path: p, Load: load})
		}
		x.met = met{slices.Clone(of), throughput.Mixed(ways)}
		return &x.met.all
	}
	var load []float64
	p := x.joint(func(k int) *throughput.Path {
		p, l := x.tops[k].Met()
		if p != nil {
			load = l
		}
		return p
	})
	if p == nil {
		return nil
	}
	x.met = met{slices.Clone(of), p.At(load)}
	return &x.met.all
}

// newPlanLatency lays out the times of a plan whose every phase tells of them.
func newPlanLatency(s *stage, j *journey, trials int) latencyColumns {
	out := latencyColumns{}
	for k := range j.phases {
		if !j.phases[k].knows() {
			return out
		}
	}
	out = emptyLatency(len(s.fleet.Serves), trials)
	out.exact = [2]bool{true, true}
	for k := range j.phases {
		e := j.phases[k].exactTimes()
		out.exact[0], out.exact[1] = out.exact[0] && e[0], out.exact[1] && e[1]
	}
	return out
}

// meet puts the times of a phase of a plan: each figure is that of the phase in which it
// is worst.
func (c *latencyColumns) meet(t int, r *throughput.Responses, first bool) {
	if !c.known || r == nil {
		return
	}
	const ms = 1000
	if first {
		c.carries[t], c.safe[t], c.most[t] = math.Inf(1), math.Inf(1), math.Inf(1)
	}
	if r.Carries < c.carries[t] {
		c.carries[t], c.slowest[t] = r.Carries, r.Slowest
	}
	c.mean[t], c.p50[t], c.p99[t] = max(c.mean[t], r.Mean*ms), max(c.p50[t], r.P50*ms), max(c.p99[t], r.P99*ms)
	for w, x := range r.By {
		b := &c.by[w]
		b.mean[t], b.p50[t], b.p99[t] = max(b.mean[t], x.Mean*ms), max(b.p50[t], x.P50*ms), max(b.p99[t], x.P99*ms)
	}
	c.safe[t], c.most[t] = min(c.safe[t], r.Safe), min(c.most[t], r.Vulnerable)
	c.shed[t], c.lost[t] = max(c.shed[t], r.Shed), max(c.lost[t], r.Lost)
	if r.Crowded != "" {
		c.crowded[t] = r.Crowded
	}
	if r.Missed {
		c.missed[t] = 1
	}
}
