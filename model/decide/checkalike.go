package decide

import (
	"context"
	"math"
	"slices"
	"strconv"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/simulate"
)

// A figure that is the same in every trial passes for exact, and is, where it depends on
// nothing uncertain. It may also be a figure that moves in few draws, of which the trials
// had none: an overload, a rack more, a loss. Before such a figure decides an assertion it
// is worked out at the ends of the uncertain inputs, each by itself and together; unless it
// is the same there too, the trials are n of n that are alike, and by Clopper and Pearson's
// interval another is so with a chance of at most q:
//
//	|E X − c| ≤ q · (the furthest that X may be from c)
//
// A share that is always 0 or 1 is never taken for exact: what is cut off moves last.
const (
	probeEnd     = 1e-6 // the level of an end
	probeCorners = 64   // in which each input is at an end by chance
	probeSeed    = 0x616c696b65
)

// alike reports whether a statistic of a figure passes for exact for being the same in all
// of several trials.
func (m *Metric) alike(stat model.Stat) bool {
	v := m.aspect(stat)
	return len(v) > 1 && (m.Method == model.Exact.String() || m.Method == model.Numerical.String()) && constant(v)
}

// aspect is the column that a statistic is of.
func (m *Metric) aspect(stat model.Stat) column {
	if t := m.trialed(); stat == model.Mean {
		return t.mean
	}
	return m.trialed().trials
}

// doubt looks at figures that are the same in each of the first trials, and takes those for
// sampled that might be another in others.
func (g *gate) doubt(ctx context.Context, r *run) error {
	var list []*model.Assertion
	var of []*heldCase
	for i := range g.cases {
		c := &g.cases[i]
		if !c.open || c.known.lack != "" || !(c.known.of.alike(c.a.Stat) || c.known.than != nil && c.known.than.alike(c.a.Stat)) {
			continue
		}
		if r.travels(c.a) || c.a.Metric == "crossover" || r.certain(c.a) && !r.sim {
			continue
		}
		list, of = append(list, c.a), append(of, c)
	}
	if list == nil {
		return nil
	}
	o, need := g.opt, askedOf(g.plan, list, &g.opt)
	need.histories, need.rare, need.missions, need.shortfalls = false, false, false, false
	o.points = g.ends()
	o.Trials, o.likely, o.need, o.Fleets, o.Lean, o.Keep, o.noCuts, o.Progress = len(o.points), g.looks.first, need, need.fleets, true, true, true, nil
	p, err := begin(ctx, g.plan, o)
	if err != nil {
		return err
	}
	if err := p.trials(ctx); err != nil {
		return err
	}
	res := p.figures(ctx)
	for _, c := range of {
		q := p.pairOf(res, c.a)
		c.known.of = c.known.of.doubted(c.a, q.of, q.lack, r.revenue(c.a.Fleet))
		if c.known.than != nil {
			c.known.than = c.known.than.doubted(c.a, q.than, q.lack, r.revenue(c.a.Of))
		}
	}
	return nil
}

// travels reports whether an assertion is about a plan.
func (r *run) travels(a *model.Assertion) bool {
	for i, f := range r.fleets {
		if r.journeys[i] != nil && (f.Name == a.Fleet || f.Name == a.Of || against(a.Metric)) {
			return true
		}
	}
	return false
}

// ends are the points at which figures are looked at: the middle, each input at either end,
// all of them, and some corners.
func (g *gate) ends() (out []point) {
	n := len(g.plan.Unknowns)
	at := func(level func(i int) float64) {
		d := make(model.Draw, n)
		for i := range d {
			d[i] = level(i)
		}
		out = append(out, point{d, uint64(len(out))})
	}
	end := func(high bool) float64 {
		if high {
			return 1 - probeEnd
		}
		return probeEnd
	}
	at(func(int) float64 { return .5 })
	if n == 0 {
		return out
	}
	for _, high := range []bool{false, true} {
		at(func(int) float64 { return end(high) })
		for k := range n {
			at(func(i int) float64 {
				if i == k {
					return end(high)
				}
				return .5
			})
		}
	}
	paths := make([]string, n)
	for i := range paths {
		paths[i] = strconv.Itoa(i)
	}
	var by model.Draw
	for c := range probeCorners {
		by = simulate.Draws(by, probeSeed, paths, uint64(c))
		at(func(i int) float64 { return end(by[i] > .5) })
	}
	return out
}

// doubted is a figure as it is taken after it was looked at elsewhere.
func (m *Metric) doubted(a *model.Assertion, there *Metric, lack string, revenue float64) *Metric {
	if !m.alike(a.Stat) {
		return m
	}
	v := m.aspect(a.Stat)
	least, most := v[0], v[0]
	t := *m.trialed()
	cut := t.within != nil && t.clipped && (v[0] == t.within[0] || v[0] == t.within[1])
	var w column
	if there != nil && lack == "" {
		if w = there.aspect(a.Stat); w == nil {
			w = there.aspect(model.Mean)
		}
	}
	switch {
	case comes(a.Metric) == fromLoss:
		most += revenue
	case w == nil:
		least, most = math.Inf(-1), math.Inf(1)
	default:
		least, most = min(least, slices.Min(w)), max(most, slices.Max(w))
	}
	out := *m
	if !cut && constant(append(column{least, most}, v[0])) {
		out.Why += "; the same at the ends of what is uncertain"
		return &out
	}
	if t.within != nil {
		least, most = t.within[0], t.within[1]
	}
	t.alike = &[2]float64{least, most}
	out.Method, out.Lo, out.Hi, out.of = model.MonteCarlo.String(), nil, nil, &t
	return &out
}

// revenue is about the most that a fleet may lose: all that its requests are worth at likely
// values.
func (r *run) revenue(fleet string) (sum float64) {
	for i, f := range r.fleets {
		if f.Name != fleet {
			continue
		}
		s := newStage(r.plan, r.fleets[i])
		for k, w := range f.Serves {
			if load := &r.plan.Workloads[w]; load.Value.Set {
				sum += float64(s.sys.Load.Offered(k, 0, s.sys.Horizon) * load.Value.Value * (1 - load.Returns.At(nil)))
			}
		}
	}
	return sum
}

// alikeBounds bounds the mean of trials that are nearly all alike, false where they are not:
// another is away with a chance of at most Clopper and Pearson's bound for those that are.
func (t *trialed) alikeBounds(level float64) (lo, hi float64, ok bool) {
	v := t.mean
	if t.alike == nil || len(v) == 0 {
		return 0, 0, false
	}
	away, least, most := 0.0, t.alike[0], t.alike[1]
	for _, x := range v {
		if !constant([]float64{v[0], x}) {
			away++
		}
		least, most = min(least, x), max(most, x)
	}
	if away >= fewNonzero {
		return 0, 0, false
	}
	lo, hi = t.about(away, least, most, level)
	return lo, hi, true
}

// about bounds the mean of trials of which all but so many are as the first.
func (t *trialed) about(away, least, most, level float64) (lo, hi float64) {
	c := t.mean[0]
	_, q := clopperPearson(away, float64(len(t.mean)), level)
	return c - float64((c-least)*q), c + float64((most-c)*q)
}
