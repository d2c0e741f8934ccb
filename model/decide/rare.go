package decide

import (
	"context"
	"strings"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/simulate/rare"
)

// What importance sampling takes of a run, counted.
const (
	rareCycles     = 500_000 // where every draw is the same
	rareDraws      = 200     // else at so many draws,
	rareDrawCycles = 20_000  // each with so many
	rareDrawTarget = 0.1     // or until its half-width is this part of it
)

// tooRare is the share of time down, to first order, below which nothing is sampled:
// what is not in the plan comes first.
const tooRare = 1e-24

// A rarity is what importance sampling says of a fleet whose outages the histories do
// not see.
type rarity struct {
	unavailability, outages, outageMinutes, unreliability, mttf *Metric
	refused                                                     string
}

// unseen reports whether the histories of a fleet hold too few outages for a mean.
func (r *run) unseen(i int) bool {
	n, all := r.down(i)
	return r.journeys[i] == nil && r.sim && !r.solve[i] && n < fewNonzero && 2*n < all && !r.stages[i].sys.ByRequests
}

// down is how many histories of a fleet were down at all, and how many there were.
func (r *run) down(i int) (n, all int) {
	if r.all != nil {
		if w := r.all.whole(r.fleets[i].Name+"/unavailability", false); w != nil {
			return w.nonzero(), int(w.n)
		}
	}
	return nonzero(r.sheets[i].unavailability), len(r.sheets[i].unavailability)
}

// rare looks for the outages of a fleet that histories do not see. nil: the method has
// no states for the fleet.
func (r *run) rare(ctx context.Context, i int) *rarity {
	if r.stages[i].collapses() { // which no cut is
		return nil
	}
	if _, sum := r.stages[i].cuts(); sum < tooRare && !r.stages[i].sys.Grows() {
		return beyond(sum)
	}
	if r.same(r.stages[i]) {
		res, err := rare.Estimate(&newStage(r.plan, r.fleets[i]).sys, rare.Options{Seed: r.opt.Seed, MaxCycles: rareCycles, Mission: r.need.missions, Workers: r.opt.Jobs})
		if err != nil {
			return nil
		}
		out := rarityOf(res)
		if !r.stages[i].sys.Hours.Always() {
			out.outages, out.outageMinutes = nil, nil
		}
		return out
	}
	d, err := newDrawer(r.plan, r.opt.Seed)
	if err != nil {
		return nil
	}
	n := min(r.opt.Trials, rareDraws)
	s := newStage(r.plan, r.fleets[i])
	u, rate := make(column, n), make(column, n)
	var draw model.Draw
	why := ""
	for t := range n {
		draw = d.draw(draw, r.at(t))
		s.resolve(draw)
		res, err := r.rareDraw(&s.sys, r.opt.Seed+r.at(t)<<32)
		if err != nil || ctx.Err() != nil {
			return nil
		}
		if res.Refused != "" {
			return &rarity{refused: res.Refused}
		}
		u[t], rate[t], why = res.Unavailability.Value, res.OutageRate.Value, res.Why
	}
	a, b, l := sampled("1", u), sampled("1/year", scaled(rate, model.HoursPerYear)), ratio("min", u, rate, 60)
	for _, m := range []*Metric{&a, &b, &l} {
		onlyMean(m)
		m.Why = "at " + short(float64(n)) + " draws, " + why
	}
	out := &rarity{unavailability: &a, outages: &b, outageMinutes: &l}
	if !s.sys.Hours.Always() { // how often outages reach into them is another figure
		out.outages, out.outageMinutes = nil, nil
	}
	return out
}

// rareDraw estimates at one draw. Of so many, some give rise to doubts by chance: those
// get more cycles, of other luck.
func (r *run) rareDraw(s *model.System, seed uint64) (res *rare.Result, err error) {
	target := rareDrawTarget
	for cycles := rareDrawCycles; cycles <= rareCycles; cycles, target = cycles*10, target/3 {
		res, err = rare.Estimate(s, rare.Options{Seed: seed + uint64(cycles-rareDrawCycles), Target: target, MaxCycles: cycles, Workers: r.opt.Jobs})
		if err != nil || res.Refused == "" {
			break
		}
	}
	return res, err
}

func onlyMean(m *Metric) {
	m.SD, m.P1, m.P5, m.P10, m.P50, m.P90, m.P95, m.P99, m.PercentileMethod = nil, nil, nil, nil, nil, nil, nil, nil, ""
}

// beyond tells what is too rare to sample: the first order of its minimal cuts.
func beyond(sum float64) *rarity {
	return &rarity{unavailability: &Metric{
		Unit: "1", Level: level, Method: model.Approximation.String(), Mean: ptr(sum),
		Why: "approximation: minimal cuts to first order, at likely values; too rare to sample",
	}}
}

func rarityOf(res *rare.Result) *rarity {
	if res.Refused != "" {
		return &rarity{refused: res.Refused}
	}
	of := func(unit string, e model.Estimate, scale float64) *Metric {
		if !(e.Value > 0) {
			return nil
		}
		return &Metric{
			Unit: unit, Level: level, Method: e.Method.String(), Why: res.Why,
			Mean: ptr(e.Value * scale), Lo: ptr(e.Lo * scale), Hi: ptr(e.Hi * scale),
		}
	}
	out := &rarity{
		unavailability: of("1", res.Unavailability, 1), outages: of("1/year", res.OutageRate, model.HoursPerYear),
		unreliability: of("1", res.Unreliability, 1), mttf: of("h", res.MTTF, 1),
	}
	if u, o := res.Unavailability.Value, res.OutageRate.Value; o > 0 {
		out.outageMinutes = &Metric{
			Unit: "min", Level: level, Method: model.MonteCarlo.String(), Mean: ptr(u / o * 60),
			Why: "unavailability ÷ rate of outages, without an interval of its own; " + res.Why,
		}
	}
	return out
}

// tell puts the means that importance sampling knows over those of the histories, whose
// percentiles stay.
func (x *rarity) tell(f *FleetResult, steady bool) {
	put := func(name string, m *Metric) {
		if m == nil {
			return
		}
		old := f.Metrics[name]
		old.Unit, old.Level, old.Method, old.Mean, old.Lo, old.Hi, old.Why = m.Unit, m.Level, m.Method, m.Mean, m.Lo, m.Hi, m.Why
		old.of = m.told(old.of)
		f.Metrics[name] = old
	}
	if !steady { // what is drawn is the long run
		x.unavailability, x.outages, x.outageMinutes = nil, nil, nil
	}
	put("unavailability", x.unavailability)
	put("outages", x.outages)
	put("outage_duration", x.outageMinutes)
	if x.unavailability != nil {
		put("downtime", rescaled(x.unavailability, "min/year", minutesPerYear))
		put("availability", x.unavailability.complement())
		x.causes(f)
	}
	if x.unreliability != nil && f.Metrics["unreliability"].Method == model.MonteCarlo.String() {
		put("unreliability", x.unreliability)
		put("reliability", x.unreliability.complement())
		put("mttf", x.mttf)
	}
}

// rareBatches is the least number of values behind an interval of importance sampling.
const rareBatches = 200

// told is what an assertion needs: the error of the mean as it is known now, and the
// trials as they were.
func (m *Metric) told(before *trialed) *trialed {
	out := &trialed{}
	if before != nil {
		out.trials, out.within, out.told = before.trials, before.within, before.told
	}
	if m.Lo != nil && m.Hi != nil {
		out.n = rareBatches
		out.se = (*m.Hi - *m.Lo) / 2 / student(level, out.n)
	}
	return out
}

func rescaled(m *Metric, unit string, by float64) *Metric {
	out := *m
	out.Unit = unit
	for _, p := range []**float64{&out.Mean, &out.Lo, &out.Hi} {
		if *p != nil {
			*p = ptr(**p * by)
		}
	}
	return &out
}

func (m *Metric) complement() *Metric {
	out := *m
	out.Mean, out.Lo, out.Hi = ptr(1-*m.Mean), nil, nil
	if m.Hi != nil {
		out.Lo = ptr(1 - *m.Hi)
	}
	if m.Lo != nil {
		out.Hi = ptr(1 - *m.Lo)
	}
	return &out
}

// causes shares the downtime by the minimal cuts of each pool.
func (x *rarity) causes(f *FleetResult) {
	var sum float64
	by := map[string]float64{}
	var order []string
	for i := range f.Cuts {
		last := f.Cuts[i].Parts[len(f.Cuts[i].Parts)-1].What
		pool := last
		for name := range f.Pools {
			if last == name+" unit" || last == name+" unit of a group" || last == "common cause of "+name {
				pool = name + " units"
			}
		}
		if by[pool] == 0 {
			order = append(order, pool)
		}
		by[pool] += f.Cuts[i].Unavailability
		sum += f.Cuts[i].Unavailability
	}
	f.Causes = []Cause{}
	for _, name := range order {
		share := by[name] / sum
		f.Causes = append(f.Causes, Cause{Cause: name, Share: share, Downtime: share * *x.unavailability.Mean * minutesPerYear, Method: model.Approximation.String()})
	}
}

// silent says of what was not seen, and not estimated, what could tell.
func (x *rarity) silent() string {
	switch {
	case x == nil:
		return "; importance sampling has no states for this fleet; its minimal cuts tell how rare outages are"
	case x.refused != "":
		return "; importance sampling refuses an estimate: " + strings.TrimSuffix(x.refused, ".")
	}
	return ""
}
