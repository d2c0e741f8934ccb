package capplan

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/capplan/capplan/fleets"
	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/decide"
)

// The parts of a sweep; see packages decide and fleets.
type (
	Vary            = fleets.Vary
	SweepResult     = decide.SweepResult
	SweepAxis       = decide.SweepAxis
	SweepFigure     = decide.SweepFigure
	SweepCell       = decide.SweepCell
	SweepValue      = decide.SweepValue
	Refusal         = decide.Refusal
	SweepDifference = decide.SweepDifference
	SweepEstimate   = decide.SweepEstimate
	SweepOptions    = decide.SweepOptions
	NoCell          = decide.NoCell
	TooLong         = decide.TooLong
	NoFigure        = decide.NoFigure
	Asked           = model.Assertion // of each cell
)

// ParseVary reads an argument of --vary; see fleets.ParseVary.
func ParseVary(arg string) (Vary, error) { return fleets.ParseVary(arg) }

// SweepFigures reads what is asked of each cell: METRIC, STAT(FLEET.METRIC) and so on; a
// metric without a fleet is that of each fleet named, or of all. The error is a
// *fleets.Errors.
func SweepFigures(s *Scenario, flag string, texts, names []string) ([]model.Assertion, error) {
	var all []string
	for i := range s.Plan.Fleets {
		all = append(all, s.Plan.Fleets[i].Name)
	}
	for i := range s.Plan.Migrations {
		all = append(all, s.Plan.Migrations[i].Name)
	}
	if len(names) > 0 {
		all = slices.DeleteFunc(all, func(n string) bool { return !slices.Contains(names, n) })
	}
	var out []model.Assertion
	for _, text := range texts {
		list, err := fleets.ReadStatistic(s.Plan, flag, text, all)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// Sweep answers a scenario over the grid of all values of the varied paths. Its errors
// are those of decide.Sweep, and a *fleets.Errors where a path leads nowhere.
func Sweep(ctx context.Context, s *Scenario, vary []Vary, o SweepOptions) (*SweepResult, error) {
	if o.Clock == nil {
		begun := time.Now()
		o.Clock = func() time.Duration { return time.Since(begun) }
	}
	r, err := decide.Sweep(ctx, s.grid(vary), o)
	if err != nil {
		return nil, err
	}
	return s.finishSweep(r)
}

func (s *Scenario) finishSweep(r *SweepResult) (*SweepResult, error) {
	r.Tool, r.Inputs = s.signed()
	c, err := fleets.Catalogue()
	if err != nil {
		return nil, err
	}
	r.Catalog = Catalog{Version: c.Version, SHA256: c.SHA256}
	r.Finish()
	r.Answer.Next = s.pasted(r.Answer.Next)
	return r, nil
}

// grid is the scenario with every combination of values.
func (s *Scenario) grid(vary []Vary) *decide.Grid {
	g := &decide.Grid{File: s.Plan}
	for i := range vary {
		g.Axes = append(g.Axes, decide.SweepAxis{Path: vary[i].Path, Values: vary[i].Values})
	}
	g.Plan = func(cell int) (*model.Plan, *decide.Refusal, error) {
		var set []string
		for i, v := range g.At(cell) {
			set = append(set, vary[i].Set(v)...)
		}
		varied, err := s.Vary(set...)
		if err == nil {
			return varied.Plan, nil, nil
		}
		var input *fleets.Errors
		if !errors.As(err, &input) {
			return nil, nil, err
		}
		for i := range input.List {
			if d := input.List[i]; d.Code == "E060" { // no value makes the path lead anywhere
				return nil, nil, &fleets.Errors{List: []fleets.Diagnostic{d}}
			}
		}
		d := input.List[0]
		return nil, &decide.Refusal{Code: d.Code, Message: d.Message, Help: d.Help}, nil
	}
	return g
}
