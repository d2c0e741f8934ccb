package decide

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
	"github.com/capplan/capplan/model/integrity"
	"github.com/capplan/capplan/model/simulate"
)

// A wrongLeg is what is wrong in a leg of a plan: numbers, not rates.
type wrongLeg struct {
	wrong, count       float64
	asked, executions  float64 // calculations, and copies of them
	detection          float64 // hours; NaN: no defective units
	by                 []wrongPart
	requests, rejected []float64 // by workload: served, and given up
}

// errs reports whether a fleet of the plan compares or gets results wrong.
func (j *journey) errs() bool {
	for k := range j.phases {
		for _, r := range j.phases[k].runs {
			if slices.ContainsFunc(r.fleet.Pools, func(p model.Pool) bool { return errs(&p) }) {
				return true
			}
		}
	}
	return false
}

// newPlanWrongs lays out what is wrong in a plan: of it all, and of its workloads.
func newPlanWrongs(s *stage, j *journey, trials int) *wrongColumns {
	if !j.errs() {
		return nil
	}
	c := &wrongColumns{}
	for range 1 + len(s.sys.Workloads) {
		c.sampled = append(c.sampled, make([]wrongPart, trials))
		c.exact = append(c.exact, make([]wrongPart, trials))
	}
	for l := range j.legs {
		g := &j.legs[l]
		x := &j.phases[g.phase]
		for k, r := range x.runs {
			v := x.view(k, g.from, g.to)
			for p := range v.Pools {
				if n := v.Pools[p].CountMembers; ladder(&r.fleet.Pools[p]) {
					if _, err := exact.Members(v, p, n); err != nil {
						c.why = err.Error()
					}
				}
			}
		}
	}
	return c
}

// wrongIn adds up a leg. Each fleet of it has the laws of its members up and what it serves
// of each workload; all is what they serve together. toss is as that of [stage.wrongs],
// nil: none. What a fallback carries is not counted again.
func (x *phaseLaid) wrongIn(g *leg, d model.Draw, laws [][][]float64, served [][]float64, all []float64, toss func(k int) func(pool int, n, chance float64) float64) *wrongLeg {
	n := len(x.runs[0].sys.Workloads)
	out := &wrongLeg{detection: math.NaN(), by: make([]wrongPart, n), requests: make([]float64, n), rejected: make([]float64, n)}
	years := (g.to - g.from) / model.HoursPerYear
	given := make([]float64, n) // share of a request's chances to be given up
	for k, r := range x.runs {
		at := *r
		at.sys = *x.view(k, g.from, g.to)
		var draw func(pool int, n, chance float64) float64
		if toss != nil {
			draw = toss(k)
		}
		share := func(w int) float64 { return max(0, served[k][w]) }
		parts, asked := at.wrongs(d, laws[k], share, draw)
		out.wrong += float64(parts[0].wrong * years)
		out.count += float64(parts[0].count * years)
		out.asked += float64(asked * years)
		if asked > 0 {
			out.executions += float64(float64(parts[0].executions*asked) * years)
		}
		if t := parts[0].detection; !math.IsNaN(t) && !(t <= out.detection) {
			out.detection = t
		}
		for w := range n {
			p := &parts[1+len(r.fleet.Pools)+w]
			out.by[w].wrong += float64(p.wrong * years)
			out.by[w].count += float64(p.count * years)
			if x.shares != nil {
				requests := float64(at.sys.Load.Offered(w, 0, at.sys.Horizon) * share(w))
				out.requests[w] += requests
				out.rejected[w] += float64(requests * p.rejected)
				continue
			}
			given[w] = over(given[w], p.rejected)
			out.requests[w] = at.sys.Load.Offered(w, 0, at.sys.Horizon) * all[w]
			out.rejected[w] = out.requests[w] * given[w]
		}
	}
	return out
}

// wrongTally adds up the legs of a plan in a trial.
type wrongTally struct {
	all  wrongLeg
	some bool
}

func (y *wrongTally) add(l *wrongLeg) {
	if l == nil {
		return
	}
	if !y.some {
		n := len(l.by)
		y.all = wrongLeg{detection: math.NaN(), by: make([]wrongPart, n), requests: make([]float64, n), rejected: make([]float64, n)}
		y.some = true
	}
	a := &y.all
	a.wrong += l.wrong
	a.count += l.count
	a.asked += l.asked
	a.executions += l.executions
	if !math.IsNaN(l.detection) && !(l.detection <= a.detection) {
		a.detection = l.detection
	}
	for w := range l.by {
		a.by[w].wrong += l.by[w].wrong
		a.by[w].count += l.by[w].count
		a.requests[w] += l.requests[w]
		a.rejected[w] += l.rejected[w]
	}
}

// parts are the figures of a plan over so many years: of it all, then of its workloads.
func (y *wrongTally) parts(years float64) wrongs {
	a := &y.all
	out := make(wrongs, 1+len(a.by))
	var requests, rejected float64
	for w := range a.by {
		p := &out[1+w]
		p.wrong, p.count = a.by[w].wrong/years, a.by[w].count/years
		p.each, p.rejected = a.by[w].wrong/a.requests[w], a.rejected[w]/a.requests[w]
		requests += a.requests[w]
		rejected += a.rejected[w]
	}
	out[0] = wrongPart{
		wrong: a.wrong / years, count: a.count / years, each: a.wrong / requests,
		executions: a.executions / a.asked, rejected: rejected / requests, detection: a.detection,
	}
	return out
}

// put writes the figures of a plan in a trial.
func (y *wrongTally) put(to [][]wrongPart, t int, s *stage) {
	if to != nil && y.some {
		put(to, t, y.parts(s.sys.Horizon/model.HoursPerYear))
	}
}

// seen and solved are the columns of histories and of exact laws; nil: there are none.
func (c *wrongColumns) seen() [][]wrongPart {
	if c == nil {
		return nil
	}
	return c.sampled
}

func (c *wrongColumns) solved() [][]wrongPart {
	if c == nil {
		return nil
	}
	return c.exact
}

// seenLaws are the laws of the members up of a fleet in the history that was just run.
func (w *worker) seenLaws(r *stage) [][]float64 {
	return r.memberLaws(func(p int) []float64 { return shares(w.history.Members[p]) })
}

// tossFor draws the counts of a leg: with the luck of the fleet that it is compared with in
// the first leg.
func (w *worker) tossFor(x *phaseLaid, l, t int) func(k int) func(pool int, n, chance float64) float64 {
	return func(k int) func(pool int, n, chance float64) float64 {
		streams := make([]simulate.Stream, len(x.runs[k].sys.Pools))
		for p := range streams {
			streams[p].Open(w.run.opt.Seed, simulate.Purpose("pool/", x.runs[k].sys.Pools[p].Name, "/wrong"), legTrial(w.run.at(t), l|k<<20))
		}
		return func(p int, n, chance float64) float64 { return integrity.Count(n, chance, streams[p].Uniform) }
	}
}

// exactLaws are the laws of the members up of the fleets of a leg.
func (x *phaseLaid) exactLaws(g *leg) [][][]float64 {
	out := make([][][]float64, len(x.runs))
	for k, r := range x.runs {
		v := x.view(k, g.from, g.to)
		out[k] = r.memberLaws(func(p int) []float64 {
			law, _ := exact.Members(v, p, v.Pools[p].CountMembers) // it answered at likely values
			return law
		})
	}
	return out
}
