package decide

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/capplan/capplan/model"
)

const (
	// crossoverDraws is how many draws of the money a load is judged by, the same at
	// each load.
	crossoverDraws = 500

	mostTimes = 100   // today's load
	coarse    = 1.25  // between loads at which all draws are billed
	fine      = 1.005 // between loads at which likely values are, where counts are dense
	instant   = 1e-9  // of today's load: both fleets at their least
	tries     = 8     // guesses within a coarse step that turn out wrong
)

// crossovers puts from which load on each fleet is cheaper, or dearer, than the
// baseline.
func (r *run) crossovers(ctx context.Context, out *Result) {
	if r.base < 0 || !priced(out, r.plan.Baseline) {
		return
	}
	draws := make([]model.Draw, min(crossoverDraws, len(r.draws)))
	for i := range draws {
		draws[i] = r.draws[i]
	}
	if len(r.plan.Unknowns) == 0 {
		draws = draws[:1]
	}
	costs := make([]*loadCost, len(r.fleets))
	base := r.fleets[r.base]
	each(r.opt.Jobs, len(r.fleets), func(i int) {
		f := r.fleets[i]
		if len(f.Serves) > 0 && priced(out, f.Name) && sameWork(f, base) {
			costs[i] = newLoadCost(r.plan, f, draws)
		}
	})
	for i, f := range r.fleets {
		if i == r.base || costs[i] == nil || costs[r.base] == nil {
			continue
		}
		s := search{ctx: ctx, a: costs[i], b: costs[r.base], jobs: r.opt.Jobs}
		for _, n := range []string{r.plan.Baseline, f.Name} {
			if u := out.Fleets[n].Unpriced; len(u) > 0 {
				s.why = "not known: " + u[0] + " of " + n + " has no price"
			}
		}
		if m, ok := s.metric(); ok {
			fr := out.Fleets[f.Name]
			fr.Metrics["crossover"] = m
			if fr.Beyond = s.beyond(); m.Mean == nil {
				fr.Beyond = ""
			}
			out.Fleets[f.Name] = fr
		}
	}
}

func sameWork(a, b *model.Fleet) bool {
	x, y := slices.Clone(a.Serves), slices.Clone(b.Serves)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// A search looks for the load from which on the sign of the difference between what
// two fleets cost is another one than at the smallest load.
//
// Costs are a step function of the load, linear within a step. From below, all draws
// are billed at loads a factor 1.25 apart. In between the bill of likely values, times
// the ratio of the mean to it at both ends, says where the sign may turn: at both ends
// of each step, or where these are closer than 0.5 % at every such distance. Where it
// seems to, all draws are billed, and the place is found by bisection over the steps.
// So a crossing is where all draws say that the means are equal, or where one step
// takes them past each other; it may not be the smallest where two more lie within
// 0.5 % of the load of each other.
type search struct {
	ctx  context.Context
	a, b *loadCost
	jobs int
	why  string  // why there is none
	edge float64 // half widths, with their sign, that the difference is moved by

	limit float64 // the largest load that is looked at
	sign  float64 // at the smallest load
}

// difference is the mean of what a costs more than b at so many times the load, and its
// half width at level.
func (s *search) difference(times float64) (mean, h float64) {
	var of [2]column
	each(s.jobs, 2, func(i int) { of[i] = []*loadCost{s.a, s.b}[i].mean(times) })
	d := make(column, len(of[0]))
	for t := range d {
		d[t] = of[0][t] - of[1][t]
	}
	if len(d) == 1 {
		return d[0], 0
	}
	mean, _, h = meanInterval(d, level)
	return mean, h
}

// moved is the difference with its edge.
func (s *search) moved(times float64) float64 {
	d, h := s.difference(times)
	return d + float64(s.edge*h)
}

func (s *search) turned(x float64) bool { return x == 0 || x > 0 != (s.sign > 0) }

// end returns the largest load that the counts for one carry in both fleets.
func (s *search) end(times float64) float64 { return min(s.a.reach(times), s.b.reach(times)) }

// find returns the crossing, false where there is none up to the limit.
func (s *search) find() (times float64, ok bool) {
	last := instant
	for next := min(s.end(instant), s.limit); s.ctx.Err() == nil; next = min(next*coarse, s.limit) {
		lo, hi, found := s.within(last, next)
		if s.over() {
			return 0, false
		}
		if found {
			return s.bisect(lo, hi), true
		}
		if last = next; next >= s.limit {
			break
		}
	}
	return 0, false
}

// over reports whether the money at some load was more than a bill holds.
func (s *search) over() bool { return s.a.over || s.b.over }

// within looks for a turn between two loads at which all draws are billed; it has none
// at lo.
func (s *search) within(lo, hi float64) (from, to float64, found bool) {
	g := s.between(lo, hi)
	from = lo
	wrong := 0
	for x := lo; x < hi && wrong < tries; {
		x = g.next(x)
		if x >= hi {
			break
		}
		if !s.turned(g.at(x)) {
			from = x
			continue
		}
		if s.turned(s.moved(x)) {
			return from, x, true
		}
		from = x
		wrong++
	}
	return from, hi, s.turned(s.moved(hi))
}

// A guess is the difference between two loads from the bill of likely values.
type guess struct {
	s      *search
	lo, hi float64
	ratio  [2][2]float64 // of the mean to the likely value: fleet, end
	wide   [2]float64    // half widths
}

func (s *search) between(lo, hi float64) *guess {
	g := &guess{s: s, lo: lo, hi: hi}
	for k, x := range []float64{lo, hi} {
		_, g.wide[k] = s.difference(x)
		for f, c := range []*loadCost{s.a, s.b} {
			mean, _ := meanSD(c.mean(x))
			if g.ratio[f][k] = 1; c.guess(x) != 0 {
				g.ratio[f][k] = mean / c.guess(x)
			}
		}
	}
	return g
}

func (g *guess) at(x float64) float64 {
	w := (x - g.lo) / (g.hi - g.lo)
	mix := func(v [2]float64) float64 { return v[0] + float64(w*(v[1]-v[0])) }
	return float64(g.s.a.guess(x)*mix(g.ratio[0])) - float64(g.s.b.guess(x)*mix(g.ratio[1])) + float64(g.s.edge*mix(g.wide))
}

// next returns the next load to look at: the end of the counts for x, or the beginning
// of the next ones, but no less than a fine step on where one was just taken.
func (g *guess) next(x float64) float64 {
	e := g.s.end(x)
	if e <= x*(1+2*rounding) { // x is the end of its counts
		e = x * (1 + 1e-9)
	}
	if e < x*fine && x > g.s.end(instant)*dense {
		e = x * fine
	}
	return e
}

// dense is from how many times the least size on steps are passed over that are closer
// than a fine step.
const dense = 400

// bisect narrows a turn to a step, or to the place within one.
func (s *search) bisect(lo, hi float64) float64 {
	for s.ctx.Err() == nil && hi > lo*(1+4e-9) {
		e := s.end(lo)
		if e >= hi { // the same counts: linear
			a, b := s.moved(lo), s.moved(hi)
			return lo + (hi-lo)*a/(a-b)
		}
		if lo < e*(1-2*rounding) {
			if s.turned(s.moved(e)) {
				hi = e
				continue
			}
			lo = e
		}
		if up := e * (1 + 1e-9); up >= hi || s.turned(s.moved(up)) {
			return e
		}
		mid := s.end(math.Sqrt(lo * hi))
		if mid >= hi {
			mid = math.Sqrt(lo * hi)
		}
		if s.turned(s.moved(mid)) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return min(hi, s.end(lo))
}

// metric is the crossing with the bounds that the draws leave; false where none can be
// asked for.
func (s *search) metric() (Metric, bool) {
	m := Metric{Unit: "req/s", Level: level, Method: model.MonteCarlo.String()}
	for _, c := range []*loadCost{s.b, s.a} {
		if why := c.fixed(); why != "" && s.why == "" {
			s.why = "not known: " + why
		}
	}
	if s.why != "" {
		m.Why = s.why
		return m, true
	}
	n := len(s.a.draws)
	today := s.b.fit.demand
	var ends string
	s.limit = mostTimes
	for _, c := range []*loadCost{s.b, s.a} {
		if times, pool := c.farthest(s.limit); times < s.limit {
			s.limit = times * (1 - 1e-9)
			ends = fmt.Sprintf("no size of %s of %s carries more than %s req/s", pool, c.fleet.Name, short(times*today))
		}
	}
	how := "both fleets sized for each load as by --same-load; mean cost.pv of " + strconv.Itoa(n) + " draws of the money, the same at each load; bisection over the steps"
	if n == 1 {
		m.Method, m.Level = model.Numerical.String(), 1
		how = "both fleets sized for each load as by --same-load; bisection over the steps of the cost"
	}
	if s.sign, _ = s.difference(instant); s.sign == 0 {
		m.Why = "none: both cost the same at the smallest load; " + how
		return m, true
	}
	times, ok := s.find()
	switch {
	case s.ctx.Err() != nil:
		return m, false
	case !ok && s.over():
		m.Why = "none as far as a bill holds the money; " + how
		return m, true
	case !ok && ends != "":
		m.Why = "none as far as both can go: " + ends + "; " + how
		return m, true
	case !ok:
		m.Why = "none up to " + strconv.Itoa(mostTimes) + " times today's demand; " + how
		return m, true
	}
	m.Mean, m.Why = ptr(round12(times*today)), how
	if n == 1 {
		m.Lo, m.Hi = m.Mean, m.Mean
		return m, true
	}
	m.Lo, m.Hi = s.bound(-1, today), s.bound(1, today)
	m.of = &trialed{n: float64(n), se: math.Inf(1)}
	if m.Lo != nil && m.Hi != nil {
		m.of.se = (*m.Hi - *m.Lo) / 2 / student(level, float64(n))
	}
	return m, s.ctx.Err() == nil
}

// beyond is the fleet that costs less above the crossing: the one that costs more at
// the smallest load.
func (s *search) beyond() string {
	if s.sign > 0 {
		return s.a.fleet.Name
	}
	return s.b.fleet.Name
}

// bound is the crossing of the difference moved towards the other sign (−1) or away
// from it (1) by its half width; null where there is none.
func (s *search) bound(side, today float64) *float64 {
	t := *s
	t.edge = side * math.Copysign(1, s.sign)
	if t.turned(t.moved(instant)) {
		return ptr(0)
	}
	times, ok := t.find()
	if !ok {
		return nil
	}
	return ptr(round12(times * today))
}
