package decide

import (
	"context"
	"errors"
	"math"
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/exact"
)

// ExplanationSchema names the version of an explanation's JSON form.
const ExplanationSchema = "capplan/explanation/v1"

// A Question names a figure of a plan, or the placement of a fleet.
type Question struct {
	Fleet          string
	Workload, Pool string // at most one of them
	Metric         string // "placement": where the units stand

	At   model.Moment // of which the figure is; zero: the one that it has without
	When string       // the same as written: end
}

// assertion is the question as one about the figure.
func (q Question) assertion() *model.Assertion {
	return &model.Assertion{Fleet: q.Fleet, Workload: q.Workload, Pool: q.Pool, Metric: q.Metric, At: q.At, When: q.When, Factor: 1}
}

// placement is the Metric that asks where the units of a fleet stand.
const placement = "placement"

// costWarnings are about money only.
var costWarnings = []string{"W206", "W209", "W212", "W213", "W254", "W257", "W258", "W259"}

// ErrNoFigure says that a fleet has no such figure.
var ErrNoFigure = errors.New("no such figure")

// An Explanation says why a figure is what it is.
type Explanation struct {
	Schema     string       `json:"schema"`
	Tool       Tool         `json:"tool"`
	Inputs     []Input      `json:"inputs"`
	Catalog    Catalog      `json:"catalog"`
	Scenario   Scenario     `json:"scenario"`
	Seed       uint64       `json:"seed"`
	Trials     int          `json:"trials"`
	Asked      string       `json:"asked"` // method: auto, exact, simulate
	Of         string       `json:"of"`
	Fleet      string       `json:"fleet"`
	Workload   string       `json:"workload,omitempty"`
	Pool       string       `json:"pool,omitempty"`
	Metric     string       `json:"metric"`
	Definition string       `json:"definition"`
	Basis      string       `json:"basis"`            // of availability: time or requests
	Value      *Metric      `json:"value"`            // null: the placement alone is asked for
	Likely     *Likely      `json:"at_likely_values"` // null: no exact method, or nothing of the kind
	Formulas   []Formula    `json:"formulas"`
	Enters     []Assumption `json:"enters"`                 // the inputs that decide the figure
	Causes     []Cause      `json:"causes"`                 // of the fleet's downtime
	Cuts       []Cut        `json:"cuts"`                   // the worst minimal cuts of the fleet, to first order
	Bill       *Bill        `json:"bill"`                   // of figures of money; else null
	Against    string       `json:"against,omitempty"`      // the fleet that a paired figure holds this one against
	Other      *Bill        `json:"against_bill,omitempty"` // of that fleet
	Placement  []Stand      `json:"placement"`
	Assumed    []string     `json:"assumed"`
	Missing    []string     `json:"not_modelled"`
	Answer     Answer       `json:"answer"`
	Warnings   []Warning    `json:"warnings"`
}

// Likely is the figure with every input at its likely value, by an exact method.
type Likely struct {
	Value  float64 `json:"value"`
	Method string  `json:"method"`
	Why    string  `json:"why"`
}

// A Formula is a part of how a figure comes about.
type Formula struct {
	Of      string   `json:"of"`      // fleet web, pool web, rack, incident deploy
	Words   string   `json:"words"`   // what it says
	Symbols []string `json:"symbols"` // the same in symbols; empty where words say all
	Terms   []Term   `json:"terms"`   // at likely values
}

// A Term is a symbol of a formula at likely values.
type Term struct {
	Symbol string  `json:"symbol"`
	Means  string  `json:"means"`
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"`
	Text   string  `json:"as_written,omitempty"` // where it stands in an input
	From   string  `json:"from,omitempty"`       // file:line or catalog:ID
}

// An explainer explains a figure of a result.
type explainer struct {
	q      Question
	plan   *model.Plan
	fleet  *model.Fleet
	stage  *stage // at likely values
	sys    *model.System
	res    *Result
	solved *exact.Result // at likely values; nil: no exact method
	out    *Explanation
}

// Explain says why a figure is what it is: its value as Compare gives it, and where
// that comes from. A figure that is not there is ErrNoFigure.
func Explain(ctx context.Context, p *model.Plan, q Question, o Options) (*Explanation, error) {
	if slices.ContainsFunc(p.Migrations, func(m model.Migration) bool { return m.Name == q.Fleet }) {
		return explainPlan(ctx, p, q, o)
	}
	i := slices.IndexFunc(p.Fleets, func(f model.Fleet) bool { return f.Name == q.Fleet })
	if i < 0 {
		return nil, ErrNoFigure
	}
	bare := *p
	bare.Assertions = nil // they are another question
	p = &bare
	if o.Fleets = []string{q.Fleet}; slices.Contains(paired, q.Metric) || slices.Contains(maturityFigures, q.Metric) {
		o.Fleets = nil // it is held against the others
	}
	o.asked = []model.Assertion{*q.assertion()}
	r, err := begin(ctx, p, o)
	if err != nil {
		return nil, err
	}
	x := &explainer{q: q, plan: p, fleet: &p.Fleets[i], stage: newStage(p, &p.Fleets[i])}
	x.sys = &x.stage.sys
	x.out = explanation(r, q)
	x.out.Basis = basis(x.byRequests())
	x.out.Placement = x.stands()
	if q.Metric == placement {
		x.out.Assumed, x.out.Missing = []string{}, []string{}
		x.sayPlacement()
		return x.out, nil
	}
	if err := r.trials(ctx); err != nil {
		return nil, err
	}
	x.res = r.result(ctx)
	m, _, ok := r.figureOf(x.res, q.Fleet, q.assertion())
	if !ok {
		return nil, ErrNoFigure
	}
	x.out.Value = &m
	for _, w := range x.res.Warnings {
		if !reliabilityFigure(q.Metric) || !slices.Contains(costWarnings, w.Code) {
			x.out.Warnings = append(x.out.Warnings, w)
		}
	}
	x.solve()
	x.explain()
	return x.out, nil
}

func explanation(r *run, q Question) *Explanation {
	return &Explanation{
		Schema: ExplanationSchema, Inputs: []Input{}, Scenario: scenario(r.plan), Seed: r.opt.Seed, Trials: r.opt.Trials, Asked: r.opt.Method,
		Fleet: q.Fleet, Workload: q.Workload, Pool: q.Pool, Metric: q.Metric, Of: q.String(),
		Formulas: []Formula{}, Enters: []Assumption{}, Causes: []Cause{}, Cuts: []Cut{}, Placement: []Stand{}, Warnings: []Warning{},
		Assumed: []string{}, Missing: []string{},
	}
}

func (q Question) String() string {
	s := q.Fleet + "."
	switch {
	case q.Pool != "":
		s += "pools." + q.Pool + "."
	case q.Workload != "":
		s += q.Workload + "."
	}
	if s += q.Metric; q.When != "" {
		s += " @ " + q.When
	}
	return s
}

// byRequests reports whether the figure goes by requests.
func (x *explainer) byRequests() bool {
	if w := x.workload(); w >= 0 {
		return x.sys.Workloads[w].ByRequests
	}
	return x.sys.ByRequests
}

func (x *explainer) workload() int {
	return slices.IndexFunc(x.sys.Workloads, func(w model.WorkloadSystem) bool { return w.Name == x.q.Workload })
}

func (x *explainer) pool() int {
	return slices.IndexFunc(x.sys.Pools, func(p model.PoolSystem) bool { return p.Name == x.q.Pool })
}

// solve answers at likely values where an exact method does.
func (x *explainer) solve() {
	if !reliabilityFigure(x.q.Metric) || x.sys.Grows() && manyCost(x.sys, exactBudget) > exactBudget {
		return
	}
	s, _, err := exact.SolveWithin(x.sys, 4*exactBudget)
	if err != nil {
		return
	}
	x.solved = s
	if v, ok := x.likely(s); ok {
		x.out.Likely = &Likely{Value: round12(v), Method: s.Method.String(), Why: s.Why}
	}
}

// likely picks the figure from an answer at likely values.
func (x *explainer) likely(s *exact.Result) (float64, bool) {
	u := s.Unavailability
	if w := x.workload(); w >= 0 {
		u = s.Workloads[w]
		if x.q.Metric == "served" {
			return s.Served[w], true
		}
	}
	switch x.q.Metric {
	case "availability":
		return 1 - u, true
	case "unavailability":
		return u, true
	case "downtime":
		return u * minutesPerYear, true
	case "outages":
		return s.OutageRate * model.HoursPerYear, !math.IsNaN(s.OutageRate)
	case "outage_duration":
		return s.MeanOutage * 60, s.OutageRate > 0
	case "units_up":
		return s.UnitsUp[x.pool()], true
	}
	return math.NaN(), false
}

// reliabilityFigure reports whether a figure is one that failures make.
func reliabilityFigure(metric string) bool {
	_, ok := wholes[metric]
	return ok
}

func (x *explainer) explain() {
	if moneyFigure(x.q.Metric) {
		x.explainMoney()
		return
	}
	if ledgerFigure(x.q.Metric) {
		x.explainLedger()
		return
	}
	if _, ok := loadFigures[loadFigure(x.q.Metric)]; ok {
		x.explainLoad()
		return
	}
	if _, ok := dataFigures[x.q.Metric]; ok {
		x.explainData()
		return
	}
	if _, ok := wrongFigures[x.q.Metric]; ok {
		x.explainWrong()
		return
	}
	if slices.Contains(maturityFigures, x.q.Metric) {
		x.explainMaturity()
		return
	}
	if !reliabilityFigure(x.q.Metric) {
		x.out.Assumed, x.out.Missing = []string{}, []string{"why this figure is what it is: so far figures of reliability, of load and of money are explained"}
		x.say()
		return
	}
	x.formulas()
	x.enters()
	if x.q.Pool == "" && x.q.Workload == "" {
		x.out.Causes, x.out.Cuts = x.res.Fleets[x.q.Fleet].Causes, x.res.Fleets[x.q.Fleet].Cuts
	}
	x.assumptions()
	x.say()
}
