package decide

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

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
// It returns ErrNothingUncertain, *NoTrials, or what Compare does.
func Sense(ctx context.Context, p *model.Plan, o SensitivityOptions) (*Sensitivity, error) {
	if len(p.Unknowns) == 0 {
		return nil, ErrNothingUncertain
	}
	s, err := newSensing(ctx, p, o)
	if err != nil {
		return nil, err
	}
	if err := s.subjects(); err != nil {
		return nil, err
	}
	if err := s.information(); err != nil {
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

// A table holds the values of figures at points.
type answers struct {
	run *run
	res *Result
}

// ask evaluates the fleets at points. Methods are chosen as for the whole budget, so that
// a figure is known in one way at all points; nil where a fleet is not solved so.
func (s *sensing) ask(points []point, m mode) (*answers, error) {
	o := s.opt.Options
	o.Trials, o.points, o.likely = len(points), points, s.budget(m)
	o.need = &needs{histories: m == byHistory, longRun: m != byDraw, money: true, shortfalls: m != byDraw}
	if m != byHistory {
		o.Method = "auto"
	}
	r, err := newRun(s.plan, o)
	if err != nil {
		return nil, err
	}
	if m == bySolving && slices.Contains(r.solve, false) {
		return nil, nil
	}
	if err := r.trials(s.ctx); err != nil {
		return nil, err
	}
	s.asked += len(points)
	return &answers{r, r.result(s.ctx)}, nil
}

// beyondSolving are figures that speak of lost requests: without histories they are known
// where the fleet is solved.
var beyondSolving = []string{"cost.with_losses", "cost.lost_revenue", "cost.per_request"}

// column returns the values of a figure at the points, its unit and why it is so.
func (a *answers) column(fleet, metric string) (v column, m Metric, err error) {
	f := a.res.Fleets[fleet]
	m, ok := f.find(metric)
	if !ok {
		return nil, m, &NoTrials{Fleet: fleet, Metric: metric, Why: "there is no such figure", Absent: true}
	}
	n := a.run.opt.Trials
	if v = m.trialed().mean; v == nil {
		v = m.trialed().trials
	}
	if i := slices.IndexFunc(a.run.fleets, func(f *model.Fleet) bool { return f.Name == fleet }); !a.run.sim && !a.run.solve[i] && slices.Contains(beyondSolving, metric) {
		v = nil
	}
	if len(v) == 1 && n > 1 {
		v = slices.Repeat(v, n)
	}
	switch {
	case len(v) != n:
		return nil, m, &NoTrials{Fleet: fleet, Metric: metric, Why: "it has no value at each draw"}
	case !finite(v):
		return nil, m, &NoTrials{Fleet: fleet, Metric: metric, Why: "at some draws it has no value, or none that is finite"}
	}
	return v, m, nil
}

// find returns a figure of a fleet: METRIC, pools.POOL.METRIC or WORKLOAD.METRIC.
func (f *FleetResult) find(metric string) (Metric, bool) {
	if m, ok := f.Metrics[metric]; ok {
		return m, true
	}
	if rest, ok := strings.CutPrefix(metric, "pools."); ok {
		pool, name, _ := strings.Cut(rest, ".")
		m, ok := f.Pools[pool].Metrics[name]
		return m, ok
	}
	workload, name, _ := strings.Cut(metric, ".")
	m, ok := f.Workloads[workload].Metrics[name]
	return m, ok
}

// modeOf finds how a figure of all fleets is known, from the cheapest way on.
func (s *sensing) modeOf(metric string) (mode, error) {
	var last error
	for m := byDraw; m <= byHistory; m++ {
		if m == byHistory && s.opt.Method == "exact" || m != byHistory && s.opt.Method == "simulate" {
			continue
		}
		a, err := s.probe(m)
		if err != nil {
			return 0, err
		}
		if a == nil {
			last = &NoTrials{Fleet: s.fleets()[0], Metric: metric, Why: "an exact answer at each draw takes too long, or there is none"}
			continue
		}
		last = nil
		for _, f := range s.fleets() {
			if _, _, err := a.column(f, metric); err != nil && last == nil {
				last = err
			}
		}
		if last == nil {
			return m, nil
		}
	}
	return 0, last
}

// probe asks at two points, once.
func (s *sensing) probe(m mode) (*answers, error) {
	if a, ok := s.probes[m]; ok {
		return a, nil
	}
	a, err := s.ask(s.likely(2), m)
	if err == nil {
		s.probes[m] = a
	}
	return a, err
}

// likely is n points at likely values with different luck.
func (s *sensing) likely(n int) []point {
	out := make([]point, n)
	for i := range out {
		out[i] = point{s.middle(), uint64(i)}
	}
	return out
}

func (s *sensing) middle() model.Draw {
	d := make(model.Draw, len(s.plan.Unknowns))
	for u := range d {
		d[u] = math.NaN()
	}
	return d
}

// drawNames says how each mode knows a figure.
var drawNames = [...]string{"closed form of the inputs, expected failures", "exact method at the inputs", "histories"}

// noisy reports whether luck moves figures without histories: the demand of days.
func (a *answers) noisy() bool {
	for i, st := range a.run.stages {
		if st.noisy {
			return true
		}
		if j := a.run.journeys[i]; j != nil {
			for k := range j.phases {
				for _, x := range j.phases[k].runs {
					if x.noisy {
						return true
					}
				}
			}
		}
	}
	return false
}

func (s *sensing) fleets() []string { return namesAsked(s.plan, s.opt.Fleets) }

// metrics are the figures asked for; by default those of cost.pv and availability that
// all fleets have.
func (s *sensing) metrics() ([]string, []mode, error) {
	asked := s.opt.Metrics
	if len(asked) == 0 {
		asked = []string{"cost.pv", "availability"}
	}
	var out []string
	var modes []mode
	for _, name := range asked {
		m, err := s.modeOf(name)
		var none *NoTrials
		if errors.As(err, &none) && len(s.opt.Metrics) == 0 {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		out, modes = append(out, name), append(modes, m)
	}
	if len(out) == 0 {
		return nil, nil, &NoTrials{Fleet: s.fleets()[0], Metric: "cost.pv", Why: "neither cost.pv nor availability is known of all fleets", Absent: true}
	}
	return out, modes, nil
}

// subjects answers for every figure and difference.
func (s *sensing) subjects() error {
	names, modes, err := s.metrics()
	if err != nil {
		return err
	}
	for m := byDraw; m <= byHistory; m++ {
		var list []string
		for i, n := range names {
			if modes[i] == m {
				list = append(list, n)
			}
		}
		if len(list) == 0 {
			continue
		}
		if err := s.answer(list, m); err != nil {
			return err
		}
	}
	order := func(x *Subject) int {
		k := slices.Index(names, x.Metric) * 2
		if x.Against == "" {
			k++
		}
		return k
	}
	slices.SortStableFunc(s.out.Subjects, func(a, b Subject) int { return order(&a) - order(&b) })
	return nil
}

// answer fills the subjects of figures that are known in one way, from one run.
func (s *sensing) answer(list []string, m mode) error {
	probe, err := s.probe(m)
	if err != nil {
		return err
	}
	luck := m == byHistory || probe.noisy()
	t := s.newTornado(luck)
	d := newDesign(len(s.plan.Unknowns), s.groups, luck, s.budget(m))
	points := t.points()
	if d.base > 0 {
		for _, p := range d.points(s.opt.Seed) {
			p.levels = s.joiner.join(p.levels)
			points = append(points, p)
		}
	}
	a, err := s.ask(points, m)
	if err != nil {
		return err
	}
	if a == nil {
		panic("decide: a fleet that is solved no more")
	}
	for _, name := range list {
		for _, pair := range s.pairs {
			sub, err := s.subject(a, t, d, name, pair)
			if err != nil {
				return err
			}
			sub.Method = model.MonteCarlo.String()
			sub.Why = drawNames[m]
			s.out.Subjects = append(s.out.Subjects, *sub)
		}
	}
	return nil
}

// subject summarises one figure.
func (s *sensing) subject(a *answers, t *tornado, d *design, name string, pair [2]string) (*Subject, error) {
	v, m, err := a.column(pair[0], name)
	if err != nil {
		return nil, err
	}
	if pair[1] != "" {
		w, _, err := a.column(pair[1], name)
		if err != nil {
			return nil, err
		}
		v = less(v, w)
	}
	sub := &Subject{Metric: name, Fleet: pair[0], Against: pair[1], Unit: m.Unit, Indices: []Index{}}
	t.fill(sub, s.out.Unknowns, v[:t.size()])
	if d.base == 0 {
		sub.Lacking = fmt.Sprintf("%d trials are too few for indices of %d inputs: take --trials %d", s.opt.Trials, d.sources(), d.fewestPoints())
		return sub, nil
	}
	s.index(sub, d, v[t.size():])
	return sub, nil
}

func less(v, w column) column {
	out := make(column, len(v))
	for i := range v {
		out[i] = v[i] - w[i]
	}
	return out
}

// index puts the Sobol' indices.
func (s *sensing) index(sub *Subject, d *design, v column) {
	first, total, mean, variance, ok := d.indices(v)
	sub.Mean, sub.SD = mean.ranged(), ptr(math.Sqrt(variance))
	if !ok {
		sub.Lacking = "no input moves it"
		return
	}
	sum := 0.0
	for g := range first {
		x := Index{Input: Luck, Inputs: []string{}, First: first[g].ranged(), Total: total[g].ranged()}
		if g < len(s.groups) {
			x.Inputs = s.named(s.groups[g])
			x.Input = strings.Join(x.Inputs, " + ")
		}
		sum += first[g].value
		sub.Indices = append(sub.Indices, x)
	}
	sub.First = ptr(sum)
	slices.SortStableFunc(sub.Indices, func(a, b Index) int { return descending(*a.Total.Value, *b.Total.Value) })
}

func descending(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}

func (s *sensing) named(group []int) (out []string) {
	for _, u := range group {
		out = append(out, s.plan.Unknowns[u].Path)
	}
	return out
}
