package decide

import (
	"math"
	"slices"
	"strings"

	"github.com/capplan/capplan/model"
)

// Answers hold the values of figures at points.
type answers struct {
	run *run
	res *Result
}

// ask evaluates the fleets at points. Methods are chosen as for the whole budget, so that
// a figure is known in one way at all points; nil where a fleet is not solved so.
func (s *sensing) ask(points []point, m mode) (*answers, error) {
	o := s.opt.Options
	o.Trials, o.points, o.likely = len(points), points, s.budget(m)
	o.need = &needs{histories: m == byHistory, longRun: m != byDraw, money: true, loads: true, brownouts: true, shortfalls: m != byDraw}
	if m != byHistory {
		o.Method = "auto"
	}
	r, err := begin(s.ctx, s.plan, o)
	if err != nil {
		return nil, err
	}
	if m == bySolving && slices.Contains(r.solve, false) {
		return nil, nil
	}
	if err := r.trials(s.ctx); err != nil {
		return nil, err
	}
	s.asked += len(points)
	return &answers{r, r.result(s.ctx)}, nil
}

// beyondSolving are figures that speak of lost requests: without histories they are known
// where the fleet is solved.
var beyondSolving = []string{"cost.with_losses", "cost.lost_revenue", "cost.per_request"}

// column returns the values of a figure at the points, its unit and why it is so.
func (a *answers) column(fleet, metric string) (v column, m Metric, err error) {
	f := a.res.Fleets[fleet]
	m, ok := f.find(metric)
	if !ok {
		return nil, m, &NoTrials{Fleet: fleet, Metric: metric, Why: "there is no such figure", Absent: true}
	}
	n := a.run.opt.Trials
	if v = m.trialed().mean; v == nil {
		v = m.trialed().trials
	}
	if i := slices.IndexFunc(a.run.fleets, func(f *model.Fleet) bool { return f.Name == fleet }); !a.run.sim && !a.run.solve[i] && slices.Contains(beyondSolving, metric) {
		v = nil
	}
	if len(v) == 1 && n > 1 {
		v = slices.Repeat(v, n)
	}
	switch {
	case len(v) != n:
		return nil, m, &NoTrials{Fleet: fleet, Metric: metric, Why: "it has no value at each draw"}
	case !finite(v):
		return nil, m, &NoTrials{Fleet: fleet, Metric: metric, Why: "at some draws it has no value, or none that is finite"}
	}
	return v, m, nil
}

// find returns a figure of a fleet: METRIC, pools.POOL.METRIC or WORKLOAD.METRIC.
func (f *FleetResult) find(metric string) (Metric, bool) {
	if m, ok := f.Metrics[metric]; ok {
		return m, true
	}
	if rest, ok := strings.CutPrefix(metric, "pools."); ok {
		pool, name, _ := strings.Cut(rest, ".")
		m, ok := f.Pools[pool].Metrics[name]
		return m, ok
	}
	workload, name, _ := strings.Cut(metric, ".")
	m, ok := f.Workloads[workload].Metrics[name]
	return m, ok
}

// modeOf finds how a figure of all fleets is known, from the cheapest way on.
func (s *sensing) modeOf(metric string) (mode, error) {
	var last error
	for m := byDraw; m <= byHistory; m++ {
		if m == byHistory && s.opt.Method == "exact" || m != byHistory && s.opt.Method == "simulate" {
			continue
		}
		if m != byHistory && strings.HasPrefix(metric, "cost.") && s.agesFromNew() {
			last = &NoTrials{Fleet: s.fleets()[0], Metric: metric, Why: newAges}
			continue
		}
		a, err := s.probe(m)
		if err != nil {
			return 0, err
		}
		if a == nil {
			last = &NoTrials{Fleet: s.fleets()[0], Metric: metric, Why: "an exact answer at each draw takes too long, or there is none"}
			continue
		}
		last = nil
		for _, f := range s.fleets() {
			if _, _, err := a.column(f, metric); err != nil && last == nil {
				last = err
			}
		}
		if last == nil {
			return m, nil
		}
	}
	return 0, last
}

const newAges = "what fails within the horizon is not what fails in the long run: units begin new and age"

// agesFromNew reports whether bills follow failures of units that begin new and age, or
// stay away: the long run's rate is not theirs.
func (s *sensing) agesFromNew() bool {
	if s.plan.Horizon.Steady {
		return false
	}
	for i := range s.plan.Fleets {
		if f := &s.plan.Fleets[i]; wanted(f.Name, s.opt.Fleets) && slices.ContainsFunc(f.Pools, func(p model.Pool) bool {
			return p.Life.Kind != model.NeverLaw && (p.Life.Kind != model.Exponential || p.Repair.Kind == model.NeverLaw)
		}) {
			return billsFailures(s.plan, s.opt.Fleets)
		}
	}
	return false
}

// probe asks at two points, once.
func (s *sensing) probe(m mode) (*answers, error) {
	if a, ok := s.probes[m]; ok {
		return a, nil
	}
	a, err := s.ask(s.likely(2), m)
	if err == nil {
		s.probes[m] = a
	}
	return a, err
}

// likely is n points at likely values with different luck.
func (s *sensing) likely(n int) []point {
	out := make([]point, n)
	for i := range out {
		out[i] = point{s.middle(), uint64(i)}
	}
	return out
}

func (s *sensing) middle() model.Draw {
	d := make(model.Draw, len(s.plan.Unknowns))
	for u := range d {
		d[u] = math.NaN()
	}
	return d
}

// drawNames says how each mode knows a figure.
var drawNames = [...]string{"closed form of the inputs, expected failures", "exact method at the inputs", "histories"}

// noisy reports whether luck moves figures without histories: the demand of days.
func (a *answers) noisy() bool {
	for i, st := range a.run.stages {
		if st.noisy {
			return true
		}
		if j := a.run.journeys[i]; j != nil {
			for k := range j.phases {
				for _, x := range j.phases[k].runs {
					if x.noisy {
						return true
					}
				}
			}
		}
	}
	return false
}

func (s *sensing) fleets() []string { return namesAsked(s.plan, s.opt.Fleets) }
