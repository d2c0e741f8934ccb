package decide

import (
	"context"
	"math"
	"slices"
	"strconv"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
)

const (
	maturityDraws  = 200 // at most, of what is not known
	fewestMatured  = 30  // exact answers at fewer draws say less than those at likely values
	maturityBudget = 1e9 // operations of exact answers, of all draws and dials of a fleet
	mostOften      = 1.0 // incidents per hour that are looked at
)

// maturityFigures are how mature a fleet is when it is as available as another.
var maturityFigures = []string{"maturity.failover", "maturity.incidents", "maturity.overtakes"}

// maturities says of each fleet that matures from which failover, incidents and moment on
// it is more available than the baseline; of the baseline, than the first other fleet.
func (r *run) maturities(ctx context.Context, out *Result) {
	for i, f := range r.fleets {
		if ctx.Err() != nil {
			return
		}
		j := r.rival(i)
		if j < 0 || r.stages[i].sys.Maturity == nil {
			continue
		}
		fr := out.Fleets[f.Name]
		fr.Rival = r.fleets[j].Name
		for name, m := range r.matured(ctx, i, j) {
			fr.Metrics[name] = m
		}
		out.Fleets[f.Name] = fr
	}
}

// rival is the fleet that a fleet is held against, never a plan; −1: none.
func (r *run) rival(i int) int {
	if r.base < 0 || r.journeys[i] != nil {
		return -1
	}
	if r.base != i && r.journeys[r.base] == nil {
		return r.base
	}
	for j := range r.fleets {
		if j != i && r.journeys[j] == nil {
			return j
		}
	}
	return -1
}

// A probe fixes how mature a fleet is: by failover or by incidents, the other going on
// along its curve, or by a moment, of the rival too. NaN: not by this.
type probe struct {
	success, incidents, moment float64
	mean                       bool // what goes on does so at its mean over the horizon, for good: all but the same, and solved at once
}

// A ripeness tells in each draw how much more of the time, or of the requests, a fleet
// loses than its rival.
type ripeness interface {
	diff(p probe) column
	// roots are where each draw by itself turns; nil where no draw alone tells.
	roots(d *dial) column
	method() model.Method
	how() string // it is known
}

// matured returns the figures of fleet i against fleet j.
func (r *run) matured(ctx context.Context, i, j int) map[string]Metric {
	out := map[string]Metric{}
	sys := &r.stages[i].sys
	var list []*dial
	from := max(0, sys.Maturity.Begin)
	to := min(sys.Horizon, sys.Maturity.Begin+sys.Maturity.Over)
	ripe, why := r.ripeness(ctx, i, j)
	if slices.ContainsFunc(sys.Pools, func(p model.PoolSystem) bool { return p.Cover.On }) {
		list = append(list, failoverDial())
	}
	if len(sys.Incidents) > 0 {
		list = append(list, incidentDial())
	}
	if to > from {
		list = append(list, momentDial(from, to))
	}
	for _, d := range list {
		if ripe == nil {
			out[d.name] = Metric{Unit: d.unit, Level: level, Method: model.Exact.String(), Why: "not known: " + why}
			continue
		}
		d.fleet, d.rival = r.fleets[i].Name, r.fleets[j].Name
		m := d.metric(ripe)
		if ctx.Err() != nil { // it ended within a search
			return nil
		}
		out[d.name] = m
	}
	return out
}

// ripeness chooses between exact answers at draws and the parts of the causes that
// histories saw; nil, and why, where there is neither.
func (r *run) ripeness(ctx context.Context, i, j int) (ripeness, string) {
	why := "histories were asked for"
	if r.opt.Method != "simulate" {
		x, err := r.solvedRipeness(ctx, i, j)
		if err == nil {
			return x, ""
		}
		why = err.Error()
	}
	if !r.sim {
		return nil, why
	}
	return r.seenRipeness(i, j), ""
}

// A solvedRipe answers exactly at each draw.
type solvedRipe struct {
	ctx   context.Context // of the answer that it is for
	r     *run
	i, j  int
	n     int
	pairs [][2]*stage // by job
	rival column      // what it loses as it matures, or does not
	best  model.Method
	words string
}

func (r *run) solvedRipeness(ctx context.Context, i, j int) (*solvedRipe, error) {
	x := &solvedRipe{ctx: ctx, r: r, i: i, j: j, n: min(maturityDraws, len(r.draws))}
	x.best = model.Numerical
	ops := 0.0
	for _, k := range []int{i, j} {
		s := r.stages[k]
		var cost float64
		var res *exact.Result
		var err error
		if s.sys.Grows() && manyCost(&s.sys, maturityBudget) > maturityBudget {
			return nil, &Obstacle{s.fleet.Name, errCostly}
		}
		if res, cost, err = exact.SolveWithin(&s.sys, maturityBudget); err != nil {
			return nil, &Obstacle{s.fleet.Name, err}
		}
		x.best = max(x.best, res.Method)
		ops += cost
	}
	if r.same(r.stages[i]) && r.same(r.stages[j]) {
		x.n = 1
	}
	if per := 20 * ops; x.n > 1 && per*float64(x.n) > maturityBudget {
		x.n = int(maturityBudget / per)
	} else if x.n == 1 && per > maturityBudget {
		return nil, errCostly
	}
	x.words = "exact at each of " + strconv.Itoa(x.n) + " draws"
	switch {
	case x.n < fewestMatured && len(r.plan.Unknowns) > 0:
		if x.n == 0 {
			return nil, errCostly
		}
		x.n, x.words, x.best = 1, "at likely values: answers at each draw would take too long", model.Approximation
	case x.n == 1:
		x.words = x.best.String()
	}
	for range max(1, min(r.opt.Jobs, x.n)) {
		x.pairs = append(x.pairs, [2]*stage{newStage(r.plan, r.fleets[i]), newStage(r.plan, r.fleets[j])})
	}
	return x, nil
}

func (x *solvedRipe) method() model.Method { return x.best }
func (x *solvedRipe) how() string          { return x.words }

// over fills a column, a draw at a time, in as many jobs as there are pairs.
func (x *solvedRipe) over(f func(draw int, a, b *model.System) float64) column {
	out := make(column, x.n)
	jobs := len(x.pairs)
	each(x.r.opt.Jobs, jobs, func(job int) {
		p := x.pairs[job]
		for t := job; t < x.n && x.ctx.Err() == nil; t += jobs {
			for _, s := range p {
				if x.n > 1 {
					s.luck(x.r.opt.Seed, x.r.at(t))
					s.resolve(x.r.draws[t])
				}
			}
			out[t] = f(t, &p[0].sys, &p[1].sys)
		}
	})
	return out
}

func (x *solvedRipe) diff(p probe) column {
	if x.rival == nil {
		x.rival = x.over(func(_ int, _, b *model.System) float64 { return lost(b) })
	}
	return x.over(func(t int, a, b *model.System) float64 { return lost(p.of(a)) - x.against(t, b, p) })
}

// against is what the rival loses.
func (x *solvedRipe) against(t int, b *model.System, p probe) float64 {
	if b.Maturity == nil || math.IsNaN(p.moment) {
		return x.rival[t]
	}
	return lost(b.StillAt(p.moment))
}

func (x *solvedRipe) roots(d *dial) column {
	if x.n == 1 {
		return nil
	}
	return x.over(func(t int, a, b *model.System) float64 {
		return d.root(func(v float64, mean bool) float64 {
			p := d.probe(v)
			p.mean = mean
			return lost(p.of(a)) - x.against(t, b, p)
		})
	})
}

// lost is the unavailability of a system; NaN where a draw has no exact answer.
func lost(s *model.System) float64 {
	res, err := exact.Solve(s)
	if err != nil {
		return math.NaN()
	}
	return res.Unavailability
}

// of returns a system so mature.
func (p probe) of(s *model.System) *model.System {
	switch {
	case !math.IsNaN(p.moment):
		return s.StillAt(p.moment)
	case !math.IsNaN(p.success):
		s = s.Still(&p.success, nil)
	default:
		s = s.Still(nil, &p.incidents)
	}
	if p.mean {
		return s.StillOver(0, s.Horizon)
	}
	return s
}
