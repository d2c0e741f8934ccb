// Package capplan compares server fleets on cost, reliability and peak throughput.
//
// A scenario file is read once into a plan (Load); a plan and a seed give a result
// (Compare) in which every figure says how well it is known. The command
// cmd/capplan is a shell around this package:
//
//	s, err := capplan.Load("capplan.yaml", capplan.LoadOptions{})
//	result, err := capplan.Compare(ctx, s, capplan.Options{})
//
// A plan goes through the house in one direction: package fleets reads it, package
// model says what its words mean, the packages under model find how it behaves
// (demand, exact, simulate, throughput), pricing what it costs, and model/decide
// asks them all in trials and answers.
package capplan

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/capplan/capplan/fleets"
	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/decide"
	"github.com/capplan/capplan/model/fit"
)

// Version of the program.
const Version = "0.1.0"

// The parts of an answer; see package decide.
type (
	Result          = decide.Result
	FleetResult     = decide.FleetResult
	PoolResult      = decide.PoolResult
	WorkloadResult  = decide.WorkloadResult
	Metric          = decide.Metric
	Cause           = decide.Cause
	Cost            = decide.Cost
	Charge          = decide.Charge
	TrafficRow      = decide.TrafficRow
	Stop            = decide.Stop
	MovedTraffic    = decide.MovedTraffic
	TrafficMonths   = decide.TrafficMonths
	TrafficMonth    = decide.TrafficMonth
	ReceivedTraffic = decide.ReceivedTraffic
	SourceMonths    = decide.SourceMonths
	EventPeak       = decide.EventPeak
	Exceedance      = decide.Exceedance
	LoadCurve       = decide.LoadCurve
	Fan             = decide.Fan
	Bill            = decide.Bill
	BillLine        = decide.BillLine
	BillMonth       = decide.BillMonth
	Comparison      = decide.Comparison
	Reversal        = decide.Reversal
	CashSum         = decide.CashSum
	CostStep        = decide.CostStep
	PhaseResult     = decide.PhaseResult
	PhaseRunResult  = decide.PhaseRunResult
	Assumption      = decide.Assumption
	Warning         = decide.Warning
	Sentence        = decide.Sentence
	Figure          = decide.Figure
	Answer          = decide.Answer
	Input           = decide.Input
	Tool            = decide.Tool
	Catalog         = decide.Catalog

	Question    = decide.Question
	Explanation = decide.Explanation
	Formula     = decide.Formula
	Term        = decide.Term
	Stand       = decide.Stand

	AssertionResult = decide.AssertionResult
	Waived          = decide.Waived
	Observed        = decide.Observed
	Location        = decide.Location
)

// Verdicts of assertions; see package decide.
const (
	Pass         = decide.Pass
	Fail         = decide.Fail
	Inconclusive = decide.Inconclusive
	Unanswered   = decide.Unanswered
	Skipped      = decide.Skipped
)

// The parts of a verification; see package decide.
type (
	VerifyOptions = decide.VerifyOptions
	Verification  = decide.Verification
	Proof         = decide.Proof
)

// The parts of a fit; see package fit.
type (
	FitOptions = fit.Options
	FitGroup   = fit.Group
	FitLaw     = fit.Law
	FitFigure  = fit.Figure
	FitNamed   = fit.Named
)

// Options say how to answer; see decide.Options.
type Options = decide.Options

// MaxTrials is the most trials that a run takes.
const MaxTrials = decide.MaxTrials

// Limits that are found before a run begins; see package decide.
type (
	TooBig        = decide.TooBig
	TooManyTrials = decide.TooManyTrials
)

// DefaultMemory is what a run may need where nothing is said, in bytes.
const DefaultMemory = decide.DefaultMemory

// MostKept is how many trials a run may have whose percentiles are order statistics.
const MostKept = decide.MostKept

// MaxKeptTrials is the most of one that keeps each trial: of check, size, sweep, sensitivity
// and diff.
const MaxKeptTrials = decide.MaxKeptTrials

// EffectNoise is the share of a spread that an input which does nothing seems to explain
// once in a thousand times, in so many trials.
func EffectNoise(trials int) float64 { return decide.EffectNoise(trials) }

// ErrInterrupted says that the context ended a run.
var ErrInterrupted = decide.ErrInterrupted

// ErrNothingToCheck says that a scenario has no assertions.
var ErrNothingToCheck = decide.ErrNothingToCheck

// ErrNoFigure says that a fleet has no such figure.
var ErrNoFigure = decide.ErrNoFigure

// ErrCorrelations says that no joint law has all the ranks of a plan.
var ErrCorrelations = decide.ErrCorrelations

// A Panic is a bug met while answering.
type Panic = decide.Panic

// An Obstacle says why a plan has no exact answer.
type Obstacle = decide.Obstacle

// A Crowd is more fleets than are compared at once.
type Crowd = decide.Crowd

// A TooMuch says that the money of a fleet is more than a bill holds.
type TooMuch = decide.TooMuch

// LoadOptions say what to change while reading; see fleets.Options.
type LoadOptions = fleets.Options

// A Scenario is a plan together with the files that it was read from.
type Scenario struct {
	Plan  *model.Plan
	Files []fleets.Source

	path string
	opt  LoadOptions
}

// Load reads a scenario file, or standard input when path is "-". Its error is a
// *fleets.Errors with every mistake of the file.
//
// Pools that have no count, or with SameLoad all with throughput, are given the least
// that carries the load.
func Load(path string, o LoadOptions) (*Scenario, error) {
	if o.Size == nil {
		o.Size = decide.SameLoad
	}
	p, files, err := fleets.Load(path, o)
	if err != nil {
		return nil, err
	}
	return &Scenario{Plan: p, Files: files, path: path, opt: o}, nil
}

// Vary reads the scenario again with more values set: each is PATH=VALUE, and the last
// of a path counts. No file is read twice: the scenario keeps their texts. Draws of
// values that are in both have the same luck.
func (s *Scenario) Vary(set ...string) (*Scenario, error) {
	o := s.opt
	o.Set = append(slices.Clone(o.Set), set...)
	return s.again(o)
}

// again reads the scenario with other options, from the texts that it keeps.
func (s *Scenario) again(o LoadOptions) (*Scenario, error) {
	texts := make(map[string]string, len(s.Files))
	for _, f := range s.Files {
		texts[f.Path] = f.Text
	}
	read := o.ReadFile
	if read == nil {
		read = os.ReadFile
	}
	o.ReadFile = func(path string) ([]byte, error) {
		if text, ok := texts[path]; ok {
			return []byte(text), nil
		}
		return read(path)
	}
	if s.path == "-" {
		o.Stdin = strings.NewReader(s.Files[0].Text)
	}
	v, err := Load(s.path, o)
	if err != nil {
		return nil, err
	}
	v.opt = o
	return v, nil
}

// Compare answers a scenario: the cost, reliability and throughput of each fleet.
// It returns ErrInterrupted when ctx ends first, and an *Obstacle when an exact
// answer is asked for that no method gives.
func Compare(ctx context.Context, s *Scenario, o Options) (*Result, error) {
	r, err := decide.Compare(ctx, s.Plan, o)
	if err != nil {
		return nil, err
	}
	return s.finish(r)
}

// finish says what a result is of.
func (s *Scenario) finish(r *Result) (*Result, error) {
	r.Tool, r.Inputs = s.signed()
	c, err := fleets.Catalogue()
	if err != nil {
		return nil, err
	}
	r.Catalog = Catalog{Version: c.Version, SHA256: c.SHA256}
	for i := range r.Reversals {
		inTheirUnit(&r.Reversals[i])
	}
	r.Finish()
	r.Answer.Next = s.pasted(r.Answer.Next)
	return r, nil
}

// inTheirUnit says at which value the order turns as the file writes values.
func inTheirUnit(v *Reversal) {
	w, ok := fleets.ReadWritten(v.Written)
	if !ok {
		return
	}
	v.AtUnit = w.Unit
	for _, p := range []struct{ times, at **float64 }{{&v.Times.Value, &v.At.Value}, {&v.Times.Lo, &v.At.Lo}, {&v.Times.Hi, &v.At.Hi}} {
		if *p.times != nil {
			x := **p.times * w.Value
			*p.at = &x
		}
	}
}

// Explain says why a figure of a scenario is what it is. It returns ErrNoFigure where
// the fleet has no such figure.
func Explain(ctx context.Context, s *Scenario, q Question, o Options) (*Explanation, error) {
	e, err := decide.Explain(ctx, s.Plan, q, o)
	if err != nil {
		return nil, err
	}
	if t, ok := fleets.FindTerm(q.Metric); ok {
		e.Definition = t.Text
	}
	e.Tool, e.Inputs = s.signed()
	c, err := fleets.Catalogue()
	if err != nil {
		return nil, err
	}
	e.Catalog = Catalog{Version: c.Version, SHA256: c.SHA256}
	e.Finish()
	e.Answer.Next = s.pasted(e.Answer.Next)
	return e, nil
}

// signed says which program answers and what it read.
func (s *Scenario) signed() (Tool, []Input) {
	var in []Input
	for _, f := range s.Files {
		in = append(in, Input{Path: f.Path, SHA256: f.SHA256})
	}
	return Tool{Name: "capplan", Version: Version}, in
}

// KnownAnswers loads the scenarios with known answers that are embedded, by name.
func KnownAnswers() ([]*Scenario, error) {
	var out []*Scenario
	for _, k := range fleets.KnownAnswers() {
		text := func(string) ([]byte, error) { return []byte(k.Text), nil }
		s, err := Load(k.Path, LoadOptions{ReadFile: text})
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// Verify holds the expectations of scenarios against every method that applies, and
// the exact methods against the sampler. It returns ErrInterrupted when ctx ends
// first.
func Verify(ctx context.Context, list []*Scenario, o VerifyOptions) (*Verification, error) {
	plans := make([]*model.Plan, len(list))
	for i, s := range list {
		named := *s.Plan
		if named.Name == "" {
			named.Name = s.Files[0].Path
		}
		plans[i] = &named
	}
	v, err := decide.Verify(ctx, plans, o)
	if err != nil {
		return nil, err
	}
	v.Tool = Tool{Name: "capplan", Version: Version}
	return v, nil
}

// A LawKind is a family of laws.
type LawKind = model.LawKind

// FittedLaws are the laws that Fit knows.
var FittedLaws = []LawKind{model.Exponential, model.Weibull, model.Lognormal, model.Gamma}

// LogOptions say how a log is read; see fleets.LogOptions.
type LogOptions = fleets.LogOptions

// A Log is a log of lives or repairs together with the file that it was read from.
type Log struct {
	*model.LifeLog
	Name  string // of the file, without its extension
	Files []fleets.Source
}

// ReadLog reads a log of lives or repairs from a CSV file, or standard input when path
// is "-". Its error is a *fleets.Errors with every mistake of the file.
func ReadLog(path string, o LogOptions) (*Log, error) {
	lives, files, err := fleets.ReadLog(path, o)
	if err != nil {
		return nil, err
	}
	l := &Log{LifeLog: lives, Name: "failures", Files: files}
	switch name := filepath.Base(path); {
	case path != "-":
		l.Name = strings.TrimSuffix(name, filepath.Ext(name))
	case o.Repairs:
		l.Name = "repairs"
	}
	return l, nil
}

// A LogFit is the laws that a log holds. A group that is the whole log has its name.
type LogFit struct {
	Schema   string  `json:"schema"`
	Complete bool    `json:"complete"`
	Tool     Tool    `json:"tool"`
	Inputs   []Input `json:"inputs"`
	Next     string  `json:"next"` // what to do with it
	fit.Result
}

// Fit fits laws to a log by maximum likelihood. It returns ErrInterrupted when ctx ends
// first.
func Fit(ctx context.Context, l *Log, o FitOptions) (*LogFit, error) {
	r, err := fit.Fit(ctx, *l.LifeLog, o)
	if errors.Is(err, context.Canceled) {
		err = ErrInterrupted
	}
	if err != nil {
		return nil, err
	}
	f := &LogFit{Schema: "capplan/fit/v1", Complete: true, Tool: Tool{Name: "capplan", Version: Version}, Result: *r}
	for _, s := range l.Files {
		f.Inputs = append(f.Inputs, Input{Path: s.Path, SHA256: s.SHA256})
	}
	for i := range f.Groups {
		if f.Groups[i].Name == "" {
			f.Groups[i].Name = l.Name
		}
	}
	for i := range f.Warnings {
		if f.Warnings[i].Group == "" {
			f.Warnings[i].Group = l.Name
		}
	}
	return f, nil
}

// SeriesOptions say how a measured load is read; see fleets.SeriesOptions.
type SeriesOptions = fleets.SeriesOptions

// LoadTestOptions say how a load test is read; see fleets.LoadTestOptions.
type LoadTestOptions = fleets.LoadTestOptions

// A SheetFit is what a measured load or a load test says.
type SheetFit struct {
	Schema   string  `json:"schema"`
	Complete bool    `json:"complete"`
	Tool     Tool    `json:"tool"`
	Inputs   []Input `json:"inputs"`
	Next     string  `json:"next"` // what to do with it
	fit.Sheet

	Files []fleets.Source `json:"-"`
}

// FitTraffic fits peak, growth, profile and noise to a measured load, at the end of the
// series or on the day start. Its error is a *fleets.Errors.
func FitTraffic(path string, o SeriesOptions, start time.Time) (*SheetFit, error) {
	s, files, err := fleets.ReadSeries(path, o)
	if err != nil {
		return nil, err
	}
	return sheetOf(path, "traffic", files, fit.Traffic(s, fit.TrafficOptions{Start: start, Profile: fleets.ProfileKeys(path, o)})), nil
}

// FitThroughput fits the Universal Scalability Law to a load test. Its error is a
// *fleets.Errors.
func FitThroughput(path string, o LoadTestOptions) (*SheetFit, error) {
	t, files, err := fleets.ReadLoadTest(path, o)
	if err != nil {
		return nil, err
	}
	return sheetOf(path, "throughput", files, fit.Throughput(t, 0)), nil
}

func sheetOf(path, kind string, files []fleets.Source, s *fit.Sheet) *SheetFit {
	s.Name = kind
	if path != "-" {
		s.Name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	}
	for i := range s.Warnings {
		s.Warnings[i].Group = s.Name
	}
	f := &SheetFit{Schema: "capplan/fit/v1", Complete: true, Tool: Tool{Name: "capplan", Version: Version}, Sheet: *s, Files: files}
	for _, in := range files {
		f.Inputs = append(f.Inputs, Input{Path: in.Path, SHA256: in.SHA256})
	}
	return f
}
