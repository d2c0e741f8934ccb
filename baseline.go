package capplan

import (
	"context"
	"errors"
	"slices"

	"github.com/capplan/capplan/model/decide"
)

// Standing is how an assertion stands against a baseline; see package decide.
type Standing = decide.Standing

// CheckAgainst is Check, but what failed in a baseline already and is not worse is known,
// and keeps the verdict from being a fail no more. The baseline is a saved result, or the
// scenario as it was, which is answered with the same options and held on paired trials.
// nil: there is none.
func CheckAgainst(ctx context.Context, s *Scenario, base *Side, o Options) (*Result, error) {
	if base != nil {
		if err := decide.SameMoney(base.currency(), s.Plan.Currency); err != nil {
			return nil, err
		}
	}
	r, err := Check(ctx, s, o)
	if err != nil || base == nil {
		return r, err
	}
	if base.Scenario == nil {
		r.Hold(base.Result)
		return r, nil
	}
	q := o
	q.Fleets = slices.DeleteFunc(slices.Clone(o.Fleets), func(n string) bool { return !base.Scenario.Has(n) })
	q.Seed, q.SeedSet = r.Seed, true
	var was *Result
	if len(o.Fleets) == 0 || len(q.Fleets) > 0 {
		was, err = Check(ctx, base.Scenario, q)
	}
	switch {
	case errors.Is(err, ErrNothingToCheck), was == nil && err == nil:
		r.Hold(nil)
		return r, nil
	case err != nil:
		return nil, err
	case o.Static:
		r.Hold(was)
		return r, nil
	}
	return r, r.HoldPaired(ctx, s.Plan, base.Scenario.Plan, was, o)
}
