package decide

import (
	"context"
	"errors"
	"slices"

	"github.com/capplan/capplan/model"
)

// SensitivitySchema names the version of the JSON form of a sensitivity.
const SensitivitySchema = "capplan/sensitivity/v1"

// SensitivityOptions say what to ask. Trials bounds the points of the indices, and once
// more those of the value of information; 0 takes [drawPoints] where histories are not
// needed, and nothing is solved, and what the plan says elsewhere.
type SensitivityOptions struct {
	Options
	Metrics []string // none: cost.pv and availability, where they are known
	Against string   // the fleet that the others are held against; empty: the baseline
}

// ErrNothingUncertain says that a plan has no uncertain input.
var ErrNothingUncertain = errors.New("nothing is uncertain")

// A NoTrials says that a figure has no value at each draw.
type NoTrials struct {
	Fleet, Metric, Why string
	Absent             bool // the fleet has no such figure at all
}

func (n *NoTrials) Error() string { return n.Metric + " of " + n.Fleet + ": " + n.Why }

// A Sensitivity says which inputs decide.
type Sensitivity struct {
	Schema   string   `json:"schema"`
	Complete bool     `json:"complete"`
	Tool     Tool     `json:"tool"`
	Scenario Scenario `json:"scenario"`
	Inputs   []Input  `json:"inputs"`
	Catalog  Catalog  `json:"catalog"`
	Seed     uint64   `json:"seed"`
	Trials   int      `json:"trials"`
	Method   string   `json:"method"` // as asked for
	// Evaluations is how often each fleet was asked.
	Evaluations int         `json:"evaluations"`
	Unknowns    []Uncertain `json:"uncertain"`
	Subjects    []Subject   `json:"subjects"`
	Knowing     *Knowing    `json:"information"`
	BreakEven   *BreakEven  `json:"break_even"`
	Answer      Answer      `json:"answer"`
	Warnings    []Warning   `json:"warnings"`
}

// An Uncertain is one uncertain input: a place in a file, whoever uses it.
type Uncertain struct {
	Input  string   `json:"input"` // the first path that uses it
	Paths  []string `json:"paths"`
	Value  string   `json:"value"` // as written
	File   string   `json:"file,omitempty"`
	Line   int      `json:"line,omitempty"`
	Entry  string   `json:"catalog,omitempty"`
	Source string   `json:"source,omitempty"`
	Group  []string `json:"correlated_with,omitempty"` // other inputs of its group
}

// A Ranged is a number and its interval; null where it is not known.
type Ranged struct {
	Value *float64 `json:"value"`
	Lo    *float64 `json:"lo"`
	Hi    *float64 `json:"hi"`
}

// A Subject is a figure of a fleet, or its difference to that of another.
type Subject struct {
	Metric  string   `json:"metric"`
	Fleet   string   `json:"fleet"`
	Against string   `json:"against,omitempty"`
	Unit    string   `json:"unit"`
	Method  string   `json:"method"`
	Why     string   `json:"why"`
	Likely  Ranged   `json:"likely"` // at likely values
	Mean    Ranged   `json:"mean"`   // over the inputs
	SD      *float64 `json:"sd"`
	Tornado []Swing  `json:"tornado"` // widest first
	Indices []Index  `json:"indices"` // largest total first; empty: see no_indices
	First   *float64 `json:"first_sum"`
	Lacking string   `json:"no_indices,omitempty"`
}

// A Swing is what one input moves between the ends of its range, all others at likely
// values. Low and high are the ends as they are written.
type Swing struct {
	Input    string `json:"input"`
	Low      Ranged `json:"low"`
	High     Ranged `json:"high"`
	Width    Ranged `json:"width"`    // high less low
	Reverses *bool  `json:"reverses"` // another fleet is ahead at an end; null: no difference, or not told apart
}

// An Index holds the Sobol' indices of an input, a group of correlated ones, or luck.
type Index struct {
	Input  string   `json:"input"`
	Inputs []string `json:"inputs"` // none: luck
	First  Ranged   `json:"first"`
	Total  Ranged   `json:"total"`
}

// Luck is the name of the index of what no input decides.
const Luck = "luck"

// A sensing is a sensitivity in the making.
type sensing struct {
	ctx    context.Context
	plan   *model.Plan
	opt    SensitivityOptions
	groups [][]int
	joiner *drawer
	out    *Sensitivity
	pairs  [][2]string // fleet and the one that it is held against
	asked  int         // evaluations so far
	probes map[mode]*answers
	given  bool // the number of trials was asked for
}

// drawPoints is how many points are asked for by default where the figures are closed
// forms of the inputs.
const drawPoints = 1 << 15

// budget is how many points are asked for.
func (s *sensing) budget(m mode) int {
	if m == byDraw && !s.given {
		return drawPoints
	}
	return s.opt.Trials
}

// A mode is how a figure is known at a point.
type mode int

// Modes: from the draw alone, by an exact method at the draw, by a history.
const (
	byDraw mode = iota
	bySolving
	byHistory
)

// Sense says which inputs of a plan decide its figures and the choice among its fleets.
// It returns ErrNothingUncertain, *NoTrials, or what Compare does. Ended early, with
// Partial, it says what is known of the figures that it was done with.
func Sense(ctx context.Context, p *model.Plan, o SensitivityOptions) (*Sensitivity, error) {
	if len(p.Unknowns) == 0 {
		return nil, ErrNothingUncertain
	}
	s, err := newSensing(ctx, p, o)
	if err != nil {
		return nil, err
	}
	err = s.subjects()
	if err == nil {
		if err = s.information(); errors.Is(err, ErrInterrupted) {
			s.out.Knowing = nil // a part of it would be another figure
		}
	}
	if errors.Is(err, ErrInterrupted) && o.Partial && len(s.out.Subjects) > 0 {
		s.out.Complete, err = false, nil
	}
	if err != nil {
		return nil, err
	}
	s.out.Evaluations = s.asked
	return s.out, nil
}

func newSensing(ctx context.Context, p *model.Plan, o SensitivityOptions) (*sensing, error) {
	s := &sensing{ctx: ctx, plan: p, opt: o, given: o.Trials > 0, probes: map[mode]*answers{}}
	r := &run{plan: p, opt: o.Options}
	r.defaults()
	s.opt.Options = r.opt
	s.opt.SeedSet = true
	s.opt.Lean, s.opt.Keep = true, true
	s.opt.Options.Progress = nil
	joiner, err := newDrawer(p, r.opt.Seed)
	if err != nil {
		return nil, err
	}
	s.joiner = joiner
	s.groups = correlated(p)
	s.out = &Sensitivity{
		Schema: SensitivitySchema, Complete: true, Scenario: scenario(p), Inputs: []Input{}, Seed: r.opt.Seed, Trials: r.opt.Trials,
		Method: r.opt.Method, Unknowns: s.uncertain(), Subjects: []Subject{}, Warnings: warnings(p, o.Fleets),
	}
	s.pair()
	return s, nil
}

// pair says which fleets are held against which.
func (s *sensing) pair() {
	names := namesAsked(s.plan, s.opt.Fleets)
	base := s.opt.Against
	if base == "" {
		base = s.plan.Baseline
	}
	if !slices.Contains(names, base) {
		if s.opt.Against != "" {
			names = append(names, base)
			s.opt.Fleets = append(slices.Clone(s.opt.Fleets), base)
		} else {
			base = names[0]
		}
	}
	for _, n := range names {
		if n != base {
			s.pairs = append(s.pairs, [2]string{n, base})
		}
	}
	for _, n := range names {
		s.pairs = append(s.pairs, [2]string{n, ""})
	}
}

// namesAsked are the fleets and plans asked for, all where none is.
func namesAsked(p *model.Plan, list []string) (out []string) {
	for i := range p.Fleets {
		if wanted(p.Fleets[i].Name, list) {
			out = append(out, p.Fleets[i].Name)
		}
	}
	for i := range p.Migrations {
		if wanted(p.Migrations[i].Name, list) {
			out = append(out, p.Migrations[i].Name)
		}
	}
	return out
}

// correlated groups the unknowns: those joined by correlations, directly or by others,
// are one.
func correlated(p *model.Plan) [][]int {
	of := make([]int, len(p.Unknowns))
	for u := range of {
		of[u] = u
	}
	for changed := true; changed; {
		changed = false
		for _, c := range p.Correlations {
			if a, b := of[c.A], of[c.B]; a != b {
				of[c.A], of[c.B], changed = min(a, b), min(a, b), true
			}
		}
	}
	var out [][]int
	at := map[int]int{}
	for u, g := range of {
		if _, ok := at[g]; !ok {
			at[g] = len(out)
			out = append(out, nil)
		}
		out[at[g]] = append(out[at[g]], u)
	}
	return out
}

func (s *sensing) uncertain() []Uncertain {
	out := make([]Uncertain, len(s.plan.Unknowns))
	for u := range out {
		q := &s.plan.Unknowns[u]
		out[u] = Uncertain{Input: q.Path, Paths: []string{}, Value: q.Quantity.Text, File: q.Quantity.Origin.File, Line: q.Quantity.Origin.Line, Entry: q.Quantity.Origin.Entry}
		if out[u].Entry != "" {
			out[u].File, out[u].Line = "", 0
		}
	}
	for i := range s.plan.Inputs {
		in := &s.plan.Inputs[i]
		if in.Unknown == 0 {
			continue
		}
		x := &out[in.Unknown-1]
		x.Paths = append(x.Paths, in.Path)
		x.Source = in.Source
	}
	for _, g := range s.groups {
		for _, u := range g {
			for _, v := range g {
				if v != u {
					out[u].Group = append(out[u].Group, out[v].Input)
				}
			}
		}
	}
	return out
}
