package capplan

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/capplan/capplan/model/decide"
)

// Standing is how an assertion stands against a baseline; see package decide.
type Standing = decide.Standing

// A Baseline is what a check keeps for later ones; see package decide.
type Baseline = decide.Baseline

// ReadBaseline reads what `check -o baseline=PATH` wrote, or a whole result, for Side.Result
// of CheckAgainst. Its errors are those of ReadResult.
func ReadBaseline(path string) (*Result, error) {
	data, err := readSaved(path)
	if err != nil {
		return nil, err
	}
	again := "save it again: `capplan check -o baseline=" + path + "`"
	schema, err := schemaOf(path, data, again)
	switch {
	case err != nil:
		return nil, err
	case strings.HasPrefix(schema, "capplan/baseline/") && schema != decide.BaselineSchema:
		return nil, notResult("E452", path, path+" is a baseline of another version: "+schema, "this program reads "+decide.BaselineSchema+"; "+again)
	case schema != decide.BaselineSchema:
		return ParseResult(path, data)
	}
	var b Baseline
	if err := decodeSaved(path, data, &b, again); err != nil {
		return nil, err
	}
	if what := b.Wrong(); what != "" {
		return nil, notResult("E453", path, path+": "+what, "it was changed by hand or damaged; "+again)
	}
	return b.Result(), nil
}

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
	if !r.Complete && base.Scenario != nil {
		return nil, ErrInterrupted // nothing of it may count without the other
	}
	if base.Scenario == nil {
		r.Hold(base.Result)
		return r, nil
	}
	q := o
	q.Fleets = slices.DeleteFunc(slices.Clone(o.Fleets), func(n string) bool { return !base.Scenario.Has(n) })
	q.Seed, q.SeedSet, q.Book, q.Partial = r.Seed, true, o.Book.Under("baseline"), false
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
