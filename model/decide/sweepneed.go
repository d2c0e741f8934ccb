package decide

import (
	"context"

	"github.com/capplan/capplan/model"
)

// needOf is what the figures and the assertions of some fleets of a cell take. What
// compare says of them must come out, so that of histories all ways to answer are open.
func (s *sweep) needOf(p *model.Plan, fleets []string) *needs {
	var list []*model.Assertion
	for i := range s.of {
		if wanted(s.of[i].Fleet, fleets) {
			list = append(list, &s.of[i])
		}
	}
	for i := range p.Assertions {
		if wanted(p.Assertions[i].Fleet, fleets) {
			list = append(list, &p.Assertions[i])
		}
	}
	o := s.opt.Options
	o.Fleets = fleets
	n := askedOf(p, list, &o)
	if n.money && n.means && billsFailures(p, n.fleets) { // compare bills those of histories
		n.histories, n.means = true, false
	}
	n.longRun = n.longRun || n.histories
	n.rare, n.judged = n.longRun, true
	return n
}

// trials answers so many trials of some fleets of a cell.
func (s *sweep) trials(ctx context.Context, p *model.Plan, o Options) (*run, *Result, error) {
	o.asked, o.need, o.Lean, o.Keep = s.of, s.needOf(p, o.Fleets), true, true
	r, err := oneTrial(p, o)
	if err != nil {
		return nil, nil, err
	}
	if r == nil {
		if r, err = begin(ctx, p, o); err != nil {
			return nil, nil, err
		}
	}
	if err := r.trials(ctx); err != nil {
		return nil, nil, err
	}
	return r, r.result(ctx), nil
}

// oneTrial is a run of one trial, where all others would say the same: nothing is
// uncertain, and no histories are asked for. nil: they may differ.
func oneTrial(p *model.Plan, o Options) (*run, error) {
	if len(p.Unknowns) > 0 || o.Method == "simulate" || len(p.Migrations) > 0 {
		return nil, nil
	}
	r := &run{plan: p, opt: o}
	r.defaults()
	o.Trials, o.likely = 1, r.opt.Trials
	r, err := newRun(p, o)
	if err != nil || r.sim {
		return nil, err
	}
	for _, stage := range r.stages {
		if !r.same(stage) {
			return nil, nil
		}
	}
	return r, nil
}
