package capplan

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/capplan/capplan/fleets"
	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/decide"
)

// The parts of a size; see package decide.
type (
	SizeResult     = decide.SizeResult
	SizeRow        = decide.SizeRow
	SizeAxis       = decide.SizeAxis
	SizeWinner     = decide.SizeWinner
	SizeMiss       = decide.SizeMiss
	SizePoint      = decide.SizePoint
	SizeNine       = decide.SizeNine
	SizeRejections = decide.SizeRejections
	Uncosted       = decide.Uncosted
)

// CountMetric is what is minimised where money does not count; see package decide.
const CountMetric = decide.CountMetric

// MaxCandidates is the most candidates that Size takes.
const MaxCandidates = decide.MaxCandidates

// ErrNoObjective says that nothing is asked of a fleet.
var ErrNoObjective = decide.ErrNoObjective

// ErrNoSpace says that a fleet has nothing that Size would vary by itself.
var ErrNoSpace = errors.New("nothing to vary")

// A TooMany says that a search is larger than one is.
type TooMany struct{ Candidates int }

func (t *TooMany) Error() string {
	if t.Candidates < 0 {
		return fmt.Sprintf("more than %d candidates", MaxCandidates)
	}
	return fmt.Sprintf("%d candidates", t.Candidates)
}

// SizeOptions say what is searched, and for what.
type SizeOptions struct {
	Options
	Fleet    string
	Vary     []fleets.Vary // empty: the counts of the fleet's pools
	Require  []string      // assertions beside the scenario's
	Minimize string        // metric whose mean is least; empty: cost.pv
	Whole    bool          // every candidate is answered
}

// Size finds the cheapest fleet that meets what the scenario asserts of it, and what
// Require does. Where neither asks for anything, the objectives of the workloads that
// it serves are asked for, and that it carries its load. It returns ErrNoObjective where
// there is none, ErrNoSpace where there is nothing to vary, a *TooMany where the
// search is too large, an *Uncosted where no candidate has what is minimised, and the
// *fleets.Errors of input that is wrong.
func Size(ctx context.Context, s *Scenario, o SizeOptions) (*SizeResult, error) {
	base, asked, err := s.objectives(o)
	if err != nil {
		return nil, err
	}
	if err := base.kept(o.Fleet); err != nil {
		return nil, err
	}
	space, given, err := base.space(o)
	if err != nil {
		return nil, err
	}
	o.Fleets = nil
	r, err := decide.Size(ctx, base.Plan, space, decide.SizeOptions{Options: o.Options, Minimize: o.Minimize, Whole: o.Whole})
	if err != nil {
		return nil, err
	}
	for i := range r.Objectives {
		if !asked {
			r.Objectives[i].From = "slo"
		}
	}
	r.Space.Default = !given
	if r.Winner != nil {
		r.Winner.YAML = base.fragment(o.Fleet, r.Winner.Row.Set)
	}
	r.Tool, r.Inputs = base.signed()
	c, err := fleets.Catalogue()
	if err != nil {
		return nil, err
	}
	r.Catalog = Catalog{Version: c.Version, SHA256: c.SHA256}
	r.Finish()
	r.Answer.Next = s.pasted(r.Answer.Next)
	return r, nil
}

// objectives reads the scenario with what is required, or what its workloads were
// promised where nothing is asked for.
func (s *Scenario) objectives(o SizeOptions) (base *Scenario, asked bool, err error) {
	opt := s.opt
	opt.Require = slices.Concat(s.opt.Require, o.Require)
	if base, err = s.again(opt); err != nil {
		return nil, false, err
	}
	for i := range base.Plan.Assertions {
		if a := &base.Plan.Assertions[i]; a.Fleet == o.Fleet && !a.Warn {
			return base, true, nil
		}
	}
	for i := range base.Plan.Fleets {
		if f := &base.Plan.Fleets[i]; f.Name == o.Fleet {
			opt.Require = append(opt.Require, promised(base.Plan, f)...)
		}
	}
	base, err = s.again(opt)
	return base, false, err
}

// kept refuses what no fleet keeps, before any candidate is answered.
func (s *Scenario) kept(fleet string) error {
	var list []model.Assertion
	for _, a := range s.Plan.Assertions {
		if a.Fleet == fleet && !a.Warn {
			list = append(list, a)
		}
	}
	first, second := model.Contradicting(list)
	if first == nil {
		return nil
	}
	d := fleets.Diagnostic{
		Code: "E495", Message: first.That + " and " + second.That + " contradict each other", Label: "no fleet keeps both",
		Help: "ask for one of them, or for a range: the lower limit first, the upper one above it",
		File: second.Origin.File, Line: second.Origin.Line, Col: second.Origin.Col, Width: second.Width,
		Note: "the other", Related: fmt.Sprintf("%s:%d:%d", first.Origin.File, first.Origin.Line, first.Origin.Col),
	}
	texts := append(slices.Clone(s.Files), fleets.Source{Path: fleets.RequireFlag, Text: second.That})
	return &fleets.Errors{List: []fleets.Diagnostic{d.In(texts)}}
}

// promised are the objectives of the workloads that a fleet serves, as assertions, and
// that it carries them.
func promised(p *model.Plan, f *model.Fleet) []string {
	var out []string
	for _, i := range f.Serves {
		w := &p.Workloads[i]
		whose := f.Name + "." + w.Name + "."
		add := func(figure, sign string, q model.Quantity, scale float64, unit string) {
			if q.Set {
				out = append(out, "mean("+figure+") "+sign+" "+strconv.FormatFloat(scale*q.Value, 'g', 12, 64)+unit)
			}
		}
		add(whose+"availability", ">=", w.SLO.Availability, 100, " %")
		add(whose+"latency.mean", "<=", w.SLO.Latency.Mean, 1, " ms")
		add(whose+"latency.p50", "<=", w.SLO.Latency.P50, 1, " ms")
		add(whose+"latency.p99", "<=", w.SLO.Latency.P99, 1, " ms")
		add(whose+"wrong_results.per_request", "<=", w.SLO.Wrong, 1, "/request")
		add(f.Name+".data_loss", "<=", w.SLO.DataLoss, 1, "/year")
	}
	if len(out) > 0 && slices.ContainsFunc(f.Pools, func(q model.Pool) bool { return q.Throughput != nil }) {
		out = append(out, "mean("+f.Name+".headroom) >= 0 %")
	}
	return out
}

// space is what is searched: what the caller varies, or the counts of the pools.
func (s *Scenario) space(o SizeOptions) (space decide.SizeSpace, given bool, err error) {
	space = decide.SizeSpace{Fleet: o.Fleet, Read: s.candidate}
	for _, v := range o.Vary {
		space.Axes = append(space.Axes, SizeAxis{Path: v.Path, Values: v.Values, Pool: s.counted(o.Fleet, v)})
	}
	if given = len(space.Axes) > 0; !given {
		for _, r := range decide.SizeRanges(s.Plan, o.Fleet) {
			a := SizeAxis{Path: o.Fleet + ".pools." + r.Pool + "." + r.Key}
			if len(s.fleet(o.Fleet).Pools) == 1 {
				a.Path = o.Fleet + "." + r.Key
			}
			if r.Ordered {
				a.Pool = r.Pool
			}
			for n := r.From; n <= r.To; n += r.Step {
				a.Values = append(a.Values, strconv.Itoa(n))
			}
			space.Axes = append(space.Axes, a)
		}
	}
	if len(space.Axes) == 0 {
		return space, given, ErrNoSpace
	}
	n := 1
	for _, a := range space.Axes {
		if n *= len(a.Values); n > MaxCandidates*1000 {
			return space, given, &TooMany{-1}
		}
	}
	if n > MaxCandidates {
		return space, given, &TooMany{n}
	}
	return space, given, nil
}

func (s *Scenario) fleet(name string) *model.Fleet {
	i := slices.IndexFunc(s.Plan.Fleets, func(f model.Fleet) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return &s.Plan.Fleets[i]
}

// counted returns the pool whose count alone a path changes, from the least to the most.
func (s *Scenario) counted(fleet string, v fleets.Vary) string {
	path := strings.TrimPrefix(v.Path, "fleets.")
	rest, ok := strings.CutPrefix(path, fleet+".")
	f := s.fleet(fleet)
	if !ok || f == nil {
		return ""
	}
	last := 0
	for _, text := range v.Values {
		n, err := strconv.Atoi(text)
		if err != nil || n <= last {
			return ""
		}
		last = n
	}
	for i := range f.Pools {
		p := f.Pools[i].Name
		if rest == "pools."+p+".count" || rest == "count" && len(f.Pools) == 1 {
			return p
		}
	}
	return ""
}

// candidate reads the scenario with values set. What it says of them makes the candidate
// no fleet; a path that is not there is wrong with the search.
func (s *Scenario) candidate(set []string) (*model.Plan, error) {
	v, err := s.Vary(set...)
	var input *fleets.Errors
	if errors.As(err, &input) && len(input.List) > 0 {
		for i := range input.List {
			if c := input.List[i].Code; c == "E060" || c == "E061" {
				return nil, err
			}
		}
		d := &input.List[0]
		c, _ := fleets.Explain(d.Code)
		return nil, &decide.NoFleet{Code: d.Code, Title: c.Title, Reason: d.Message}
	}
	if err != nil {
		return nil, err
	}
	return v.Plan, nil
}

// fragment writes values that are set as a file that --with merges; empty where no such
// file says the same.
func (s *Scenario) fragment(fleet string, set []string) string {
	want, err := s.Vary(set...)
	if err != nil {
		return ""
	}
	for _, list := range [][]string{set, s.spelt(fleet, set)} {
		const name = "<size>"
		text := fleets.Overlay(list)
		o := s.opt
		o.With = append(slices.Clone(o.With), name)
		read := o.ReadFile
		o.ReadFile = func(path string) ([]byte, error) {
			switch {
			case path == name:
				return []byte(text), nil
			case read != nil:
				return read(path)
			}
			return os.ReadFile(path)
		}
		if got, err := s.again(o); text != "" && err == nil && alike(got.Plan, want.Plan) {
			return text
		}
	}
	return ""
}

// spelt names the pool in paths that leave it out.
func (s *Scenario) spelt(fleet string, set []string) []string {
	f := s.fleet(fleet)
	if len(f.Pools) != 1 {
		return set
	}
	out := slices.Clone(set)
	for i, arg := range out {
		rest, ok := strings.CutPrefix(strings.TrimPrefix(arg, "fleets."), fleet+".")
		if ok && !strings.HasPrefix(rest, "pools.") {
			out[i] = fleet + ".pools." + f.Pools[0].Name + "." + rest
		}
	}
	return out
}

// alike reports whether two plans have the same fleets, as far as a search changes them.
func alike(a, b *model.Plan) bool {
	shape := func(p *model.Plan) string {
		var out strings.Builder
		for i := range p.Fleets {
			f := &p.Fleets[i]
			fmt.Fprintln(&out, f.Name, len(f.Domains), f.Site)
			for j := range f.Pools {
				q := &f.Pools[j]
				fmt.Fprintln(&out, q.Name, q.Units(), q.Place, q.Needs, q.Mode)
				if q.Groups != nil {
					fmt.Fprintln(&out, q.Groups.Size, q.Groups.Needs, q.Groups.Rebuild != nil)
				}
				if q.Hardware != nil {
					fmt.Fprintln(&out, q.Hardware.CatalogueEntry, q.Hardware.Price.Value)
				}
			}
		}
		return out.String()
	}
	return shape(a) == shape(b)
}
