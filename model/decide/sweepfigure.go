package decide

import (
	"slices"
	"strconv"

	"github.com/capplan/capplan/model"
)

// promises are the assertions about the fleets of a cell.
func promises(p *model.Plan, fleets map[string]key) []promise {
	var out []promise
	for i := range p.Assertions {
		a := &p.Assertions[i]
		k, ok := fleets[a.Fleet]
		if !ok {
			continue
		}
		x := promise{promiseKey{i, digest(p, *a), k, key{}}, []string{a.Fleet}}
		if a.Of != "" {
			x.key.of = fleets[a.Of]
			x.names = append(x.names, a.Of)
		}
		out = append(out, x)
	}
	return out
}

// relative reports whether something that is asked for holds fleets against each other,
// so that each hangs on all.
func (s *sweep) relative(p *model.Plan) bool {
	for n, list := range [][]model.Assertion{s.opt.Figures, p.Assertions} {
		for i := range list {
			if against(list[i].Metric) || list[i].Of != "" && n == 0 {
				return true
			}
		}
	}
	return false
}

// A cellSaid is what the trials of a cell say of what is asked for.
type cellSaid struct {
	Values map[string]map[int]SweepValue // by fleet and figure
	Held   map[int]writtenAnswer         // by promise
	Units  map[int]string                // by figure, of the base
}

// keep takes what is asked for out of the answer to a cell.
func (s *sweep) keep(i int, p *model.Plan, r *run, res *Result) *cellSaid {
	c := s.cells[i]
	said := &cellSaid{map[string]map[int]SweepValue{}, map[int]writtenAnswer{}, map[int]string{}}
	for name := range res.Fleets {
		values := map[int]SweepValue{}
		said.Values[name] = values
		for n := range s.of {
			if a := &s.of[n]; a.Fleet == name {
				m, a := r.asked(res, a)
				v := valueOf(m, a)
				if m == nil {
					m = &Metric{}
				}
				if i == s.base {
					s.bases[n], said.Units[n] = *m, m.Unit
					v.Difference = &SweepDifference{Value: ptr(0), Lo: ptr(0), Hi: ptr(0), Level: 1, Method: model.Exact.String()}
				} else {
					v.Difference = differ(*m, s.bases[n], a)
				}
				values[n] = v
			}
		}
	}
	at := 0
	for k := range p.Assertions {
		if _, ok := res.Fleets[p.Assertions[k].Fleet]; !ok {
			continue
		}
		x := slices.IndexFunc(c.promises, func(q promise) bool { return q.key.index == k })
		whole := x >= 0
		for _, name := range c.promises[x].names {
			_, there := res.Fleets[name]
			_, wanted := c.fleets[name]
			whole = whole && (there || !wanted)
		}
		if whole {
			said.Held[x] = written(&res.Assertions[at])
		}
		at++
	}
	return said
}

// put takes what the trials of a cell said for all cells that are the same.
func (s *sweep) put(i int, said *cellSaid) {
	c := s.cells[i]
	for n, unit := range said.Units {
		if _, ok := s.bases[n]; !ok { // nothing is left to be paired with it
			s.bases[n] = Metric{Unit: unit}
		}
	}
	for name, values := range said.Values {
		if k := (answerKey{name, c.fleets[name]}); s.answers[k] == nil {
			s.answers[k] = values
		}
	}
	for x, a := range said.Held {
		s.held[c.promises[x].key] = a.read()
	}
}

// asked is the figure of a result that is asked for, nil where there is none, and what is
// asked of it. Held against another fleet's it is whether it keeps to it, 1 or 0 in each
// of the paired trials.
func (r *run) asked(res *Result, a *model.Assertion) (*Metric, *model.Assertion) {
	m, _, ok := r.figureOf(res, a.Fleet, a)
	if !ok {
		return nil, a
	}
	if a.Of == "" {
		return &m, a
	}
	hit := *a
	hit.Of, hit.Within, hit.Bound = "", model.AtLeast, 1
	n, _, ok := r.figureOf(res, a.Of, a)
	x, y := m.trialed().trials, n.trialed().trials
	if !ok || x == nil || y == nil {
		return nil, a
	}
	x, y = aligned(x, y)
	held := Metric{Unit: "1", Method: model.MonteCarlo.String(), of: &trialed{trials: make(column, len(x))}}
	for t := range x {
		if a.Within.Holds(x[t], float64(a.Factor*y[t])) {
			held.of.trials[t] = 1
		}
	}
	if exactTrials(&m, x) && exactTrials(&n, y) {
		held.Method, held.Why = worse(&m, &n), m.Why
	}
	return &held, &hit
}

// valueOf is a statistic of a figure with its interval: of the mean that which the figure
// has.
func valueOf(m *Metric, a *model.Assertion) SweepValue {
	if m == nil {
		return SweepValue{Why: "the cell has no such figure"}
	}
	if a.Stat == model.Mean {
		return SweepValue{Value: m.Mean, Lo: m.Lo, Hi: m.Hi, Level: m.Level, Method: m.Method, Why: m.Why}
	}
	st, known := statistic(m, a, level)
	if !known {
		return SweepValue{Method: m.Method, Why: "no trials of it are known"}
	}
	v := SweepValue{Value: ptr(st.value), Lo: ptr(st.lo), Hi: ptr(st.hi), Level: level, Method: st.method, Why: st.why}
	if st.method != model.MonteCarlo.String() {
		v.Level = 1
	}
	return v
}

// differ is a figure less that of the base, on paired trials.
func differ(m, base Metric, a *model.Assertion) *SweepDifference {
	d := &SweepDifference{Level: level, Method: model.MonteCarlo.String()}
	if a.Stat == model.Probability {
		return d.chances(&m, &base, a)
	}
	st, limit, ok := versus(&m, &base, a, level)
	if !ok {
		return nil
	}
	d.Value, d.Lo, d.Hi, d.Method = ptr(st.value-limit), ptr(st.lo-limit), ptr(st.hi-limit), st.method
	if st.method != model.MonteCarlo.String() {
		d.Level = 1
	}
	return d
}

// chances is the difference of two probabilities: the mean over paired trials of one
// comparison less the other.
func (d *SweepDifference) chances(m, base *Metric, a *model.Assertion) *SweepDifference {
	x, y := m.trialed().trials, base.trialed().trials
	if x == nil || y == nil {
		return nil
	}
	x, y = aligned(x, y)
	v := make(column, len(x))
	for t := range v {
		if a.Within.Holds(x[t], a.Bound) {
			v[t]++
		}
		if a.Within.Holds(y[t], a.Bound) {
			v[t]--
		}
	}
	mean, _, h := meanInterval(v, level)
	d.Value, d.Lo, d.Hi = ptr(mean), ptr(mean-h), ptr(mean+h)
	if exactTrials(m, x) && exactTrials(base, y) {
		d.Lo, d.Hi, d.Level, d.Method = d.Value, d.Value, 1, worse(m, base)
	} else if k := nonzero(v); k < fewNonzero { // too few trials differ for Student's interval
		_, hi := clopperPearson(float64(k), float64(len(v)), level)
		d.Lo, d.Hi = ptr(-hi), ptr(hi)
	}
	return d
}

// nameOf writes a figure as it is asked for.
func nameOf(a *model.Assertion) string {
	figure := a.Fleet
	switch {
	case a.Workload != "":
		figure += "." + a.Workload
	case a.Pool != "":
		figure += ".pools." + a.Pool
	}
	figure += "." + a.Metric
	if a.When != "" {
		figure += " @ " + a.When
	}
	if a.Stat == model.Probability {
		limit := digits(a.Bound)
		if a.Of != "" {
			limit = digits(a.Factor) + " x " + a.Of
		}
		return "P(" + figure + " " + string(a.Within) + " " + limit + ")"
	}
	return statName(a) + "(" + figure + ")"
}

func statName(a *model.Assertion) string {
	switch a.Stat {
	case model.Quantile:
		return "p" + strconv.FormatFloat(round12(a.Level*100), 'f', -1, 64)
	case model.SD:
		return "sd"
	case model.Probability:
		if a.Of != "" {
			return "P(" + string(a.Within) + " " + digits(a.Factor) + " x " + a.Of + ")"
		}
		return "P(" + string(a.Within) + " " + strconv.FormatFloat(a.Bound, 'g', -1, 64) + ")"
	}
	return "mean"
}

// result puts the grid together.
func (s *sweep) result() *SweepResult {
	p := s.grid.File
	out := &SweepResult{
		Schema: SweepSchema, Complete: true, Scenario: scenario(p), Seed: s.opt.Seed, Trials: s.opt.Trials, Method: s.opt.Method,
		Axes: s.grid.Axes, Base: s.base, Inputs: []Input{}, Figures: []SweepFigure{}, Warnings: warnings(p, s.opt.Fleets),
	}
	r := run{plan: p, opt: s.opt.Options}
	r.defaults()
	out.Seed, out.Trials, out.Method = r.opt.Seed, r.opt.Trials, r.opt.Method
	_, file := keys(p, s.opt.Fleets)
	out.AsFile = s.cells[s.base].whole == file
	for i, c := range s.cells {
		out.Answers += len(c.run)
		out.Cells = append(out.Cells, s.cell(i, c))
		out.Complete = out.Complete && (c.refused != nil || out.Cells[i].Answered)
	}
	for n := range s.of {
		out.Figures = append(out.Figures, s.figure(n, out))
	}
	return out
}

func (s *sweep) cell(i int, c *gridCell) SweepCell {
	out := SweepCell{Index: i, Reason: c.refused, Values: []string{}, Assertions: []SweepPromise{}, Figures: []SweepValue{}}
	for k, v := range s.grid.At(i) {
		out.Values = append(out.Values, s.grid.Axes[k].Values[v])
	}
	if c.refused != nil {
		return out
	}
	out.Answered = true
	for n := range s.of {
		known, ok := s.answers[answerKey{s.of[n].Fleet, c.fleets[s.of[n].Fleet]}]
		v := known[n]
		if !ok {
			out.Answered, v.Why = false, "the run ended before"
		}
		if i == s.base {
			v.Difference = nil
		}
		out.Figures = append(out.Figures, v)
	}
	var list []AssertionResult
	for _, q := range c.promises {
		a, ok := s.held[q.key]
		if !ok {
			out.Answered = false
			continue
		}
		list = append(list, a)
		out.Assertions = append(out.Assertions, SweepPromise{ID: a.ID, That: a.That, Severity: a.Severity, Verdict: a.Verdict, Value: a.Value, Lo: a.Lo, Hi: a.Hi})
	}
	if len(list) > 0 && len(list) == len(c.promises) {
		out.Verdict, _ = jointly(list)
	}
	return out
}
