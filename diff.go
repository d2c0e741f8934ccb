package capplan

import (
	"context"
	"maps"
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/decide"
)

// The parts of a difference; see package decide.
type (
	Difference = decide.Difference
	DiffFigure = decide.DiffFigure
	DiffText   = decide.DiffText
	Change     = decide.Change
	Context    = decide.Context
	Presence   = decide.Presence
	Attributed = decide.Attributed
	DiffPart   = decide.DiffPart
	Unrelated  = decide.Unrelated
)

// Verdicts of figures that are held against what they were; see package decide.
const (
	Moved     = decide.Moved
	Same      = decide.Same
	Noise     = decide.Noise
	Tolerated = decide.Tolerated
	Appeared  = decide.Appeared
	Vanished  = decide.Vanished
)

// A Side is one of two that are held against each other: a scenario, or a saved result.
type Side struct {
	Name     string
	Scenario *Scenario // nil: Result counts
	Result   *Result
}

// DiffOptions say how two sides are held against each other.
type DiffOptions struct {
	Options
	Tolerance float64 // relative change up to which a figure counts as unchanged
}

// Diff says what the step from before to after did. Two scenarios are answered with one
// seed and as many trials, those of after where o leaves them out, and held against each
// other trial by trial; a saved result has no trials, and is held by its intervals. It
// returns an *Unrelated where there is nothing to hold.
func Diff(ctx context.Context, before, after Side, o DiffOptions) (*Difference, error) {
	if err := decide.Related(before.currency(), after.currency(), before.Fleets(), after.Fleets()); err != nil {
		return nil, err
	}
	o.Keep = true
	o.settle(before, after)
	a, err := o.answer(ctx, &before)
	if err != nil {
		return nil, err
	}
	b, err := o.answer(ctx, &after)
	if err != nil {
		return nil, err
	}
	paired := before.Scenario != nil && after.Scenario != nil
	d, err := decide.Diff(a, b, decide.DiffOptions{Tolerance: o.Tolerance, Paired: paired})
	if err != nil {
		return nil, err
	}
	d.Tool = Tool{Name: "capplan", Version: Version}
	d.Before.Name, d.After.Name = before.Name, after.Name
	d.Before.Saved, d.After.Saved = before.Scenario == nil, after.Scenario == nil
	if paired {
		vary := func(set ...string) (*model.Plan, error) {
			s, err := before.Scenario.Vary(set...)
			if err != nil {
				return nil, err
			}
			return s.Plan, nil
		}
		if err := d.Attribute(ctx, a, b, o.Options, vary); err != nil {
			return nil, err
		}
	}
	d.Finish()
	return d, nil
}

// settle takes what o leaves out from the saved result, or from the scenario of after.
func (o *DiffOptions) settle(before, after Side) {
	trials, seed, method := 0, uint64(0), ""
	switch {
	case after.Scenario != nil && before.Result != nil:
		trials, seed, method = before.Result.Trials, before.Result.Seed, before.Result.Method
	case after.Scenario != nil:
		run := &after.Scenario.Plan.Run
		trials, seed, method = run.Trials, run.Seed, run.Method
	case after.Result != nil:
		trials, seed, method = after.Result.Trials, after.Result.Seed, after.Result.Method
	}
	if o.Trials == 0 {
		o.Trials = trials
	}
	if !o.SeedSet && o.Seed == 0 {
		o.Seed, o.SeedSet = seed, true
	}
	if o.Method == "" {
		o.Method = method
	}
}

// answer is the result of a side, for the fleets that are asked for.
func (o *DiffOptions) answer(ctx context.Context, s *Side) (*Result, error) {
	if s.Scenario == nil {
		return only(s.Result, o.Fleets), nil
	}
	q := o.Options
	if len(o.Fleets) > 0 {
		q.Fleets = nil
		for _, n := range o.Fleets {
			if s.Scenario.Has(n) {
				q.Fleets = append(q.Fleets, n)
			}
		}
		if q.Fleets == nil {
			return nil, &Unrelated{
				Why:  s.Name + " has none of the fleets asked for",
				Help: "leave --fleet out, and the difference says what was added and removed",
			}
		}
	}
	return Compare(ctx, s.Scenario, q)
}

// Has reports whether a scenario has a fleet or a plan of that name.
func (s *Scenario) Has(fleet string) bool {
	return slices.ContainsFunc(s.Plan.Fleets, func(f model.Fleet) bool { return f.Name == fleet }) ||
		slices.ContainsFunc(s.Plan.Migrations, func(m model.Migration) bool { return m.Name == fleet })
}

// only keeps some fleets of a result.
func only(r *Result, names []string) *Result {
	if len(names) == 0 {
		return r
	}
	out := *r
	out.Fleets = maps.Clone(r.Fleets)
	maps.DeleteFunc(out.Fleets, func(n string, _ FleetResult) bool { return !slices.Contains(names, n) })
	return &out
}

// Fleets are the names of the fleets and plans of a side, in their order.
func (s *Side) Fleets() []string {
	var out []string
	if s.Scenario == nil {
		for n := range s.Result.Fleets {
			out = append(out, n)
		}
		slices.SortFunc(out, func(a, b string) int { return s.Result.Fleets[a].Order - s.Result.Fleets[b].Order })
		return out
	}
	for i := range s.Scenario.Plan.Fleets {
		out = append(out, s.Scenario.Plan.Fleets[i].Name)
	}
	for i := range s.Scenario.Plan.Migrations {
		out = append(out, s.Scenario.Plan.Migrations[i].Name)
	}
	return out
}

func (s *Side) currency() string {
	if s.Scenario == nil {
		return s.Result.Scenario.Currency
	}
	return s.Scenario.Plan.Currency
}
