package capplan

import (
	"context"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/decide"
)

// A Gate says how the assertions of a result were held; see package decide.
type Gate = decide.Gate

// What helps an assertion that does not hold; see package decide.
type (
	Help       = decide.Help
	HelpCause  = decide.HelpCause
	HelpChange = decide.HelpChange
)

// Check holds the assertions of a scenario: exact figures without trials, the others by
// as many as tell them from their limits, at most Options.MaxTrials. It returns
// ErrNothingToCheck where nothing is asserted of the fleets asked for. The result's
// Verdict says whether they hold; an assertion that is Unanswered asks for a figure
// that is not there. Its figures are those of the first look, and only of what
// assertions ask.
func Check(ctx context.Context, s *Scenario, o Options) (*Result, error) {
	r, err := decide.Check(ctx, s.Plan, o)
	if err != nil {
		return nil, err
	}
	return s.finish(r)
}

// Advise adds to the assertions of a check that do not hold what stands behind them, and
// the smallest change that mends each, as far as one is found; see decide.Advise.
func Advise(ctx context.Context, s *Scenario, r *Result, o Options) error {
	return decide.Advise(ctx, r, s.Plan, o, func(set string) (*model.Plan, error) {
		v, err := s.Vary(set)
		if err != nil {
			return nil, err
		}
		return v.Plan, nil
	})
}
