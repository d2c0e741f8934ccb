package capplan

import (
	"context"

	"github.com/capplan/capplan/model/decide"
)

// A Gate says how the assertions of a result were held; see package decide.
type Gate = decide.Gate

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
