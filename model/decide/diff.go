package decide

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// DiffSchema names the version of the JSON form of a difference.
const DiffSchema = "capplan/diff/v1"

// A Difference says what a change did: before against after.
type Difference struct {
	Schema    string       `json:"schema"`
	Complete  bool         `json:"complete"`
	Changed   bool         `json:"changed"` // beyond the noise and the tolerance
	Paired    bool         `json:"paired"`  // both on the same draws and the same luck
	Why       string       `json:"why"`     // how the two are held against each other
	Tolerance float64      `json:"tolerance"`
	Tool      Tool         `json:"tool"`
	Before    DiffSide     `json:"before"`
	After     DiffSide     `json:"after"`
	Context   []Context    `json:"context"` // what differs beside the inputs
	Changes   []Change     `json:"changes"` // of inputs, in the order of the files
	Presence  []Presence   `json:"presence"`
	Figures   []DiffFigure `json:"figures"`
	Parts     []Attributed `json:"attribution"`
	Answer    Answer       `json:"answer"`
	Warnings  []Warning    `json:"warnings"`
}

// A DiffSide is one of the two that are held against each other.
type DiffSide struct {
	Name     string   `json:"name"`
	Saved    bool     `json:"saved"` // a result, not a scenario
	Tool     Tool     `json:"tool"`
	Catalog  Catalog  `json:"catalog"`
	Inputs   []Input  `json:"inputs"`
	Seed     uint64   `json:"seed"`
	Trials   int      `json:"trials"`
	Method   string   `json:"method"`
	Scenario Scenario `json:"scenario"`
}

// A Context is a condition of an answer that is no input and differs.
type Context struct {
	What   string `json:"what"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// A Presence is a fleet, plan, pool or workload that only one side has.
type Presence struct {
	Kind   string `json:"kind"`   // fleet, plan, pool, workload
	Change string `json:"change"` // added, removed
	Fleet  string `json:"fleet"`
	Name   string `json:"name"`
}

// DiffOptions say how results are held against each other.
type DiffOptions struct {
	// Tolerance is the relative change up to which a figure counts as unchanged.
	Tolerance float64
	// Paired says that the results keep their trials (Options.Keep), of one seed.
	Paired bool
}

// An Unrelated says why two results cannot be held against each other.
type Unrelated struct{ Why, Help string }

func (u *Unrelated) Error() string { return u.Why }

// Diff holds one result against another. It returns an *Unrelated where they have no
// fleet in common or are in different currencies.
func Diff(before, after *Result, o DiffOptions) (*Difference, error) {
	if err := Related(before.Scenario.Currency, after.Scenario.Currency, namesOf(before), namesOf(after)); err != nil {
		return nil, err
	}
	d := &Difference{
		Schema: DiffSchema, Complete: true, Paired: o.Paired, Tolerance: o.Tolerance,
		Before: sideOf(before), After: sideOf(after), Presence: []Presence{}, Figures: []DiffFigure{},
		Parts: []Attributed{}, Warnings: []Warning{},
	}
	d.Why = pairedWhy
	if !o.Paired {
		d.Why = unpairedWhy
	}
	d.Context = contexts(before, after)
	d.Changes = changes(before, after)
	for _, n := range eitherNames(before, after) {
		d.fleet(n, before, after)
	}
	if len(d.Changes)+len(d.Context)+len(d.Presence) == 0 && sameTexts(before.Inputs, after.Inputs) {
		d.untouched()
	}
	for i := range d.Figures {
		d.Changed = d.Changed || d.Figures[i].Verdict == Moved || d.Figures[i].Verdict == Appeared || d.Figures[i].Verdict == Vanished
	}
	d.Changed = d.Changed || len(d.Presence) > 0
	if a, b := &before.Scenario, &after.Scenario; a.HorizonHours != b.HorizonHours {
		d.Warnings = append(d.Warnings, Warning{Code: "W450", Text: "the horizons differ: totals over the horizon, such as cost.pv, are of different lengths of time"})
	}
	return d, nil
}

// untouched calls the same what no trial saw on either side: it is one scenario.
func (d *Difference) untouched() {
	for i := range d.Figures {
		if f := &d.Figures[i]; f.Verdict == Noise && f.Difference != nil && *f.Difference == 0 {
			f.Verdict = Same
		}
	}
}

const (
	pairedWhy   = "paired: both on the same draws and the same luck, trial by trial"
	unpairedWhy = "unpaired: a saved result keeps no trials, so that each difference has the errors of both sides and is less sure than a paired one"
)

func sideOf(r *Result) DiffSide {
	return DiffSide{Tool: r.Tool, Catalog: r.Catalog, Inputs: r.Inputs, Seed: r.Seed, Trials: r.Trials, Method: r.Method, Scenario: r.Scenario}
}

// Related returns an *Unrelated where two sides with these currencies and fleets cannot be
// held against each other.
func Related(a, b string, before, after []string) error {
	if err := SameMoney(a, b); err != nil {
		return err
	}
	if slices.ContainsFunc(before, func(n string) bool { return slices.Contains(after, n) }) {
		return nil
	}
	return &Unrelated{
		"no fleet stands in both: " + strings.Join(before, ", ") + " before, " + strings.Join(after, ", ") + " after",
		"fleets are held against each other by name; two fleets of one scenario `capplan compare` holds against each other",
	}
}

// SameMoney returns an *Unrelated where two sides are in different currencies.
func SameMoney(a, b string) error {
	if a == b || a == "" || b == "" {
		return nil
	}
	return &Unrelated{"the money of one is " + a + ", of the other " + b, "write both in one currency, with a rate under fx"}
}

// namesOf are the fleets and plans of a result in their order.
func namesOf(r *Result) []string {
	out := make([]string, 0, len(r.Fleets))
	for n := range r.Fleets {
		out = append(out, n)
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := r.Fleets[out[i]].Order, r.Fleets[out[j]].Order
		return a < b || a == b && out[i] < out[j]
	})
	return out
}

// eitherNames are those of after, then those that are gone.
func eitherNames(before, after *Result) []string {
	out := namesOf(after)
	for _, n := range namesOf(before) {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// contexts are the conditions of the answers that differ.
func contexts(before, after *Result) []Context {
	out := []Context{}
	add := func(what string, a, b any) {
		if x, y := fmt.Sprint(a), fmt.Sprint(b); x != y {
			out = append(out, Context{what, x, y})
		}
	}
	digest := func(c Catalog, other Catalog) string {
		if c.Version == other.Version && c.SHA256 != other.SHA256 {
			return c.Version + " (sha256 " + c.SHA256[:min(12, len(c.SHA256))] + ")"
		}
		return c.Version
	}
	begin := func(s *Scenario) string {
		if s.Start == nil {
			return "none"
		}
		return s.Start.Format("2006-01-02")
	}
	a, b := &before.Scenario, &after.Scenario
	add("tool", before.Tool.Name+" "+before.Tool.Version, after.Tool.Name+" "+after.Tool.Version)
	add("catalogue", digest(before.Catalog, after.Catalog), digest(after.Catalog, before.Catalog))
	add("seed", before.Seed, after.Seed)
	add("trials", before.Trials, after.Trials)
	add("method", before.Method, after.Method)
	add("horizon", digits(a.HorizonHours)+" h", digits(b.HorizonHours)+" h")
	add("start", begin(a), begin(b))
	add("state at the start", steadyWord(a), steadyWord(b))
	add("baseline", a.Baseline, b.Baseline)
	return out
}

func steadyWord(s *Scenario) string {
	if s.Steady {
		return "steady"
	}
	return "new"
}

// fleet holds one fleet or plan against what it was.
func (d *Difference) fleet(name string, before, after *Result) {
	a, was := before.Fleets[name]
	b, is := after.Fleets[name]
	kind := "fleet"
	if a.Phases != nil || b.Phases != nil {
		kind = "plan"
	}
	if !d.both(kind, name, name, was, is) {
		return
	}
	d.metrics(DiffFigure{Fleet: name}, a.Metrics, b.Metrics)
	for _, w := range union(a.Workloads, b.Workloads) {
		x, was := a.Workloads[w]
		y, is := b.Workloads[w]
		if d.both("workload", name, w, was, is) {
			d.metrics(DiffFigure{Fleet: name, Workload: w}, x.Metrics, y.Metrics)
		}
	}
	for _, p := range union(a.Pools, b.Pools) {
		x, was := a.Pools[p]
		y, is := b.Pools[p]
		if d.both("pool", name, p, was, is) {
			d.metrics(DiffFigure{Fleet: name, Pool: p}, x.Metrics, y.Metrics)
		}
	}
}

// both reports whether there is a before and an after, and notes where there is one only.
func (d *Difference) both(kind, fleet, name string, was, is bool) bool {
	switch {
	case !was:
		d.Presence = append(d.Presence, Presence{kind, "added", fleet, name})
	case !is:
		d.Presence = append(d.Presence, Presence{kind, "removed", fleet, name})
	}
	return was && is
}

func (d *Difference) metrics(at DiffFigure, a, b map[string]Metric) {
	for _, n := range union(a, b) {
		x, was := a[n]
		y, is := b[n]
		at.Metric = n
		f := at
		switch {
		case !was:
			f.oneSided(&y, Appeared)
		case !is:
			f.oneSided(&x, Vanished)
		default:
			f.hold(&x, &y, d.Paired, d.Tolerance)
		}
		if f.Statistic != "" {
			d.Figures = append(d.Figures, f)
		}
	}
}

// union are the keys of two maps, sorted.
func union[V any](a, b map[string]V) []string {
	var out []string
	for k := range a {
		out = append(out, k)
	}
	for k := range b {
		if _, ok := a[k]; !ok {
			out = append(out, k)
		}
	}
	sort.Strings(out)
	return out
}
