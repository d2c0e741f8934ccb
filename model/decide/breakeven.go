package decide

import (
	"context"
	"errors"
	"slices"

	"github.com/capplan/capplan/model"
)

// A BreakEven is where the mean difference between two fleets is zero as one value
// changes and everything else stays. Values are in the unit that they are written in.
type BreakEven struct {
	Path    string  `json:"path"`
	Value   float64 `json:"value"` // as the file has it
	Unit    string  `json:"unit"`  // of the value
	Written string  `json:"written"`
	File    string  `json:"file,omitempty"`
	Line    int     `json:"line,omitempty"`
	Whole   bool    `json:"whole"` // only whole values are possible

	Fleet      string `json:"fleet"`
	Against    string `json:"against"`
	Metric     string `json:"metric"`
	MetricUnit string `json:"metric_unit"`

	Roots   []Root `json:"roots"`   // smallest first
	Now     Ranged `json:"now"`     // the difference as the file is
	Moves   bool   `json:"moves"`   // the difference is not the same, in 12 digits, at all values that were looked at
	Less    string `json:"less"`    // without a root: the fleet with less everywhere; empty: neither
	Looks   []Look `json:"looks"`   // where the difference was looked at, smallest first
	Stopped string `json:"stopped"` // why no further value was looked at; empty: the bounds
	Trials  int    `json:"trials"`  // paired, at a root
	Method  string `json:"method"`
	Why     string `json:"why"`
}

// A Root is a value at which the difference changes sign: for whole values the smallest
// behind the change. Its interval is that of the paired difference divided by its slope;
// null where the slope does not tell.
type Root struct {
	Value float64  `json:"value"`
	Lo    *float64 `json:"lo"`
	Hi    *float64 `json:"hi"`
	Below string   `json:"below"` // the fleet with less of the metric at smaller values
	Above string   `json:"above"`
}

// A Look is the difference at a value, fleet less the other.
type Look struct {
	Value      float64 `json:"value"`
	Difference Ranged  `json:"difference"`
}

// BreakEvenOptions say where to look. Trials is of the paired differences at a root; to
// find it fewer are taken.
type BreakEvenOptions struct {
	Options
	About  BreakEven   // what is known of it: the path, its value and unit, the fleets, the metric
	Bounds *[2]float64 // nil: around the value
	Range  *[2]float64 // in which the value may lie; nil: not known
}

// A Setter is the plan with another value. Its error says that it is not possible;
// ErrNotWhole that only whole ones are.
type Setter func(value float64) (*model.Plan, error)

// ErrNotWhole says that a value is a fraction of what is whole.
var ErrNotWhole = errors.New("only whole values are possible")

// ErrFromZero says that no values around 0 can be looked at without bounds.
var ErrFromZero = errors.New("the value is 0: where to look is not known")

// An even is a break-even in the making.
type even struct {
	ctx   context.Context
	opt   BreakEvenOptions
	at    Setter
	m     mode
	out   *BreakEven
	asked int
	seen  map[[2]float64]estimate // by value and trials
}

// Even finds where two fleets of a plan are equal. A monotone difference is not assumed:
// all changes of sign between the values that are looked at are roots.
func Even(ctx context.Context, p *model.Plan, at Setter, o BreakEvenOptions) (*Sensitivity, error) {
	o.Options.Fleets = []string{o.About.Fleet, o.About.Against}
	s, err := newSensing(ctx, p, SensitivityOptions{Options: o.Options, Against: o.About.Against})
	if err != nil {
		return nil, err
	}
	e := &even{ctx: ctx, opt: o, at: at, out: &o.About, seen: map[[2]float64]estimate{}}
	if e.m, err = s.modeOf(o.About.Metric); err != nil {
		return nil, err
	}
	e.opt.Options = s.opt.Options
	if a, err := s.probe(e.m); err != nil {
		return nil, err
	} else if len(p.Unknowns) == 0 && e.m != byHistory && !a.noisy() {
		e.opt.Trials = 2 // they are all the same
	}
	e.out.Method, e.out.Why = model.MonteCarlo.String(), drawNames[e.m]+"; paired trials, the same draws and luck at each value"
	e.out.Trials = e.opt.Trials
	e.opt.Progress = nil
	e.out.Roots, e.out.Looks = []Root{}, []Look{}
	if err := e.search(p); err != nil {
		return nil, err
	}
	s.out.BreakEven, s.out.Evaluations = e.out, s.asked+e.asked
	return s.out, nil
}

// fewPaired is how many trials find a root that the rest of them then settle.
const fewPaired = 1000

func (e *even) few() int { return min(e.opt.Trials, fewPaired) }

// difference is the mean difference of the fleets in a plan, over n trials.
func (e *even) difference(p *model.Plan, n int) (estimate, error) {
	o := e.opt.Options
	o.Trials, o.likely, o.Fleets, o.Lean, o.Keep = n, e.opt.Trials, []string{e.out.Fleet, e.out.Against}, true, true
	o.need = &needs{histories: e.m == byHistory, longRun: e.m != byDraw, money: true, loads: true, brownouts: true, data: e.m != byDraw, shortfalls: e.m != byDraw}
	if e.m != byHistory {
		o.Method = "auto"
	}
	r, err := begin(e.ctx, p, o)
	if err != nil {
		return estimate{}, err
	}
	if err := r.trials(e.ctx); err != nil {
		return estimate{}, err
	}
	e.asked += n
	a := &answers{r, r.result(e.ctx)}
	v, m, err := a.column(e.out.Fleet, e.out.Metric)
	if err != nil {
		return estimate{}, err
	}
	w, _, err := a.column(e.out.Against, e.out.Metric)
	if err != nil {
		return estimate{}, err
	}
	e.out.MetricUnit = m.Unit
	return centre(less(v, w)), nil
}

// value is the difference where the value is x; not possible values are errors of the
// setter.
func (e *even) value(x float64, n int) (estimate, error) {
	key := [2]float64{x, float64(n)}
	if d, ok := e.seen[key]; ok {
		return d, nil
	}
	p, err := e.at(x)
	if err != nil {
		return estimate{}, &impossible{err}
	}
	d, err := e.difference(p, n)
	if err != nil {
		return d, err
	}
	e.seen[key] = d
	if n == e.few() {
		e.out.Looks = append(e.out.Looks, Look{x, d.ranged()})
	}
	return d, nil
}

// An impossible is a value that the plan does not take.
type impossible struct{ error }

func (i *impossible) Unwrap() error { return i.error }

// search looks for changes of sign and settles each.
func (e *even) search(p *model.Plan) error {
	now, err := e.difference(p, e.opt.Trials)
	if err != nil {
		return err
	}
	e.out.Now = now.ranged()
	xs, err := e.grid()
	if err != nil {
		return err
	}
	xs, err = e.possible(xs)
	if err != nil {
		return err
	}
	last := -1 // the last with a sign
	for i, x := range xs {
		d := e.looked(x)
		if d == 0 {
			continue
		}
		if last >= 0 && (d > 0) != (e.looked(xs[last]) > 0) {
			if err := e.settle(xs[last], x); err != nil {
				return err
			}
		}
		last = i
	}
	slices.SortFunc(e.out.Looks, func(a, b Look) int { return -descending(a.Value, b.Value) })
	for i := range e.out.Looks {
		e.out.Moves = e.out.Moves || !constant([]float64{*e.out.Looks[0].Difference.Value, *e.out.Looks[i].Difference.Value})
	}
	if len(e.out.Roots) == 0 && last >= 0 {
		e.out.Less = e.lessAt(e.seen[[2]float64{xs[last], float64(e.few())}])
	}
	return nil
}

// looked is the difference where it was looked at by few trials.
func (e *even) looked(x float64) float64 { return e.seen[[2]float64{x, float64(e.few())}].value }

func (e *even) lessAt(d estimate) string {
	switch {
	case d.value < 0:
		return e.out.Fleet
	case d.value > 0:
		return e.out.Against
	}
	return ""
}
