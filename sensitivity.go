package capplan

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/capplan/capplan/fleets"
	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/decide"
)

// The parts of a sensitivity; see package decide.
type (
	Sensitivity        = decide.Sensitivity
	SensitivityOptions = decide.SensitivityOptions
	Subject            = decide.Subject
	Swing              = decide.Swing
	Index              = decide.Index
	Ranged             = decide.Ranged
	Uncertain          = decide.Uncertain
	Knowing            = decide.Knowing
	BreakEven          = decide.BreakEven
	Root               = decide.Root
)

// Luck is the name of the index of what no input decides.
const Luck = decide.Luck

// Errors of a sensitivity.
var (
	ErrNothingUncertain = decide.ErrNothingUncertain
	ErrFromZero         = decide.ErrFromZero
)

// A NoTrials says that a figure has no value at each draw.
type NoTrials = decide.NoTrials

// A NoNumber says that no number is written at a path. Near are paths with one.
type NoNumber struct {
	Path string
	Near []string
}

func (n *NoNumber) Error() string { return "no number is written at " + n.Path }

// Sense says which inputs of a scenario decide its figures and the choice among its
// fleets. Its errors are those of decide.Sense.
func Sense(ctx context.Context, s *Scenario, o SensitivityOptions) (*Sensitivity, error) {
	r, err := decide.Sense(ctx, s.Plan, o)
	if err != nil {
		return nil, err
	}
	return r, s.finishSensitivity(r)
}

func (s *Scenario) finishSensitivity(r *Sensitivity) error {
	r.Tool, r.Inputs = s.signed()
	c, err := fleets.Catalogue()
	if err != nil {
		return err
	}
	r.Catalog = Catalog{Version: c.Version, SHA256: c.SHA256}
	r.Finish()
	r.Answer.Next = s.pasted(r.Answer.Next)
	return nil
}

// A BreakEvenQuestion asks for the value of a path at which two fleets are equal. From
// and To, in the unit of the value, bound where to look; nil: around the value.
type BreakEvenQuestion struct {
	Path, Fleet, Against, Metric string
	From, To                     *float64
}

// Even finds where two fleets are equal as one value of the scenario changes. Its errors
// are a *NoNumber, those of decide.Even, and a *fleets.Errors where the scenario does
// not take the value that it has.
func Even(ctx context.Context, s *Scenario, q BreakEvenQuestion, o Options) (*Sensitivity, error) {
	in, w, err := s.written(q.Path)
	if err != nil {
		return nil, err
	}
	eo := decide.BreakEvenOptions{Options: o, About: decide.BreakEven{
		Path: in.Path, Value: w.Value, Unit: w.Unit, Written: in.Text, File: in.Origin.File, Line: in.Origin.Line,
		Fleet: q.Fleet, Against: q.Against, Metric: q.Metric,
	}}
	if in.Origin.Entry != "" {
		eo.About.File, eo.About.Line = "", 0
	}
	if w.Ranged {
		eo.Range = &w.Range
	}
	if q.From != nil && q.To != nil {
		eo.Bounds = &[2]float64{*q.From, *q.To}
	}
	at := func(x float64) (*model.Plan, error) {
		v, err := s.Vary(in.Path + "=" + strings.TrimSpace(strconv.FormatFloat(x, 'f', -1, 64)+" "+w.Unit))
		var wrong *fleets.Errors
		if errors.As(err, &wrong) && slices.ContainsFunc(wrong.List, func(d fleets.Diagnostic) bool { return d.Code == "E017" }) {
			return nil, decide.ErrNotWhole
		}
		if err != nil {
			return nil, err
		}
		return v.Plan, nil
	}
	r, err := decide.Even(ctx, s.Plan, at, eo)
	if err != nil {
		return nil, err
	}
	return r, s.finishSensitivity(r)
}

// Number reads a number in the unit of the value at a path; without a unit it is meant.
func (s *Scenario) Number(path, text string) (float64, error) {
	_, w, err := s.written(path)
	if err != nil {
		return 0, err
	}
	x, ok := fleets.ReadWritten(text)
	if !ok || x.Ranged || x.Unit != "" && x.Unit != w.Unit {
		return 0, errors.New("a number in " + w.Unit + " is needed, as in " + w.in(w.Value))
	}
	return x.Value, nil
}

// writtenNumber is a number of the file.
type writtenNumber struct{ fleets.Written }

func (w writtenNumber) in(x float64) string {
	return strings.TrimSpace(strconv.FormatFloat(x, 'f', -1, 64) + " " + w.Unit)
}

// written finds the number at a path, which may leave out what --set may.
func (s *Scenario) written(path string) (*model.Input, writtenNumber, error) {
	for i := range s.Plan.Inputs {
		in := &s.Plan.Inputs[i]
		if !s.same(in.Path, path) {
			continue
		}
		if w, ok := fleets.ReadWritten(in.Text); ok {
			return in, writtenNumber{w}, nil
		}
		return nil, writtenNumber{}, &NoNumber{Path: path}
	}
	var near []string
	for i := range s.Plan.Inputs {
		if _, ok := fleets.ReadWritten(s.Plan.Inputs[i].Text); ok {
			near = append(near, s.Plan.Inputs[i].Path)
		}
	}
	return nil, writtenNumber{}, &NoNumber{path, near}
}

// same reports whether a path is a full one that may be written shorter: without fleets.,
// and in a fleet with one pool without pools.NAME.
func (s *Scenario) same(full, path string) bool {
	if full == path || full == "fleets."+path {
		return true
	}
	name, rest, _ := strings.Cut(strings.TrimPrefix(path, "fleets."), ".")
	for i := range s.Plan.Fleets {
		f := &s.Plan.Fleets[i]
		if f.Name != name || len(f.Pools) != 1 {
			continue
		}
		inner := "fleets." + name + ".pools." + f.Pools[0].Name + "."
		return full == inner+rest || "fleets."+name+"."+strings.TrimPrefix(rest, "pools."+f.Pools[0].Name+".") == full
	}
	return false
}
