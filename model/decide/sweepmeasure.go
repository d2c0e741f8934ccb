package decide

import (
	"context"
	"slices"

	"github.com/capplan/capplan/model"
)

// What a few trials of a few cells say of the time that all take.
const (
	fewTrials  = 16
	someTrials = 64
)

// measure answers a few trials of some cells, to know what is there and how long all
// will take.
func (s *sweep) measure(ctx context.Context) (*SweepEstimate, error) {
	p, err := s.plan(s.base)
	if err != nil {
		return nil, err
	}
	if len(s.opt.Figures) > 0 {
		s.of = s.opt.Figures
	}
	r, few, err := s.few(ctx, p, s.opt.Fleets, fewTrials)
	if err != nil {
		return nil, err
	}
	s.choose(few)
	for i := range s.of {
		if r == nil { // they were found there
			break
		}
		if m, _ := r.asked(few, &s.of[i]); m == nil && s.of[i].Metric != "outage_duration" {
			return nil, &NoFigure{nameOf(&s.of[i])}
		}
	}
	est := &SweepEstimate{Trials: s.opt.Trials, each: map[string]float64{}}
	if est.Trials == 0 {
		est.Trials = p.Run.Trials
	}
	if s.opt.Clock == nil {
		return est, nil
	}
	cells := s.samples()
	for name := range s.cells[s.base].fleets {
		for _, i := range cells {
			sec, err := s.seconds(ctx, i, name, est.Trials)
			if err != nil {
				return nil, err
			}
			est.each[name] += sec / float64(len(cells))
		}
	}
	return est, nil
}

// samples are the cells that are measured.
func (s *sweep) samples() []int {
	out := []int{s.base}
	if len(s.cells) < 5 {
		return out
	}
	for _, i := range []int{0, len(s.cells) / 2, len(s.cells) - 1} {
		if s.cells[i].refused == nil && !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	return out
}

// seconds estimates what the trials of a fleet take: what any number takes, and what
// each more does.
func (s *sweep) seconds(ctx context.Context, i int, fleet string, trials int) (float64, error) {
	p, err := s.plan(i)
	if err != nil {
		return 0, err
	}
	var took [2]float64
	for k, n := range []int{fewTrials, someTrials} {
		start := s.opt.Clock()
		if _, _, err := s.few(ctx, p, []string{fleet}, n); err != nil {
			return 0, err
		}
		took[k] = (s.opt.Clock() - start).Seconds()
	}
	slope := max(0, took[1]-took[0]) / (someTrials - fewTrials)
	return max(0, took[0]-slope*fewTrials) + slope*float64(trials), nil
}

func (s *sweep) few(ctx context.Context, p *model.Plan, fleets []string, n int) (*run, *Result, error) {
	o := s.opt.Options
	o.Trials, o.Progress, o.Fleets = n, nil, fleets
	if s.of == nil {
		o.Lean = true
		res, err := Compare(ctx, p, o)
		return nil, res, err
	}
	if o.likely = s.opt.Trials; o.likely == 0 {
		o.likely = p.Run.Trials
	}
	return s.trials(ctx, p, o)
}

// choose takes the figures that are asked for, or those that there are of the usual two.
func (s *sweep) choose(res *Result) {
	if len(s.of) > 0 {
		return
	}
	s.of = []model.Assertion{}
	for _, metric := range []string{"cost.pv", "unavailability"} {
		for _, name := range fleetNames(res) {
			if m, ok := res.Fleets[name].Metrics[metric]; ok && m.Mean != nil {
				s.of = append(s.of, model.Assertion{Fleet: name, Metric: metric, Factor: 1})
			}
		}
	}
}
