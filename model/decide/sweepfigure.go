package decide

import (
	"context"
	"maps"
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
	for _, list := range [][]model.Assertion{s.opt.Figures, p.Assertions} {
		for i := range list {
			if against(list[i].Metric) {
				return true
			}
		}
	}
	return false
}

// keep takes what is asked for out of the answer to a cell.
func (s *sweep) keep(i int, p *model.Plan, res *Result) {
	c := s.cells[i]
	for name := range res.Fleets {
		k := answerKey{name, c.fleets[name]}
		if s.answers[k] != nil {
			continue
		}
		s.answers[k] = map[int]SweepValue{}
		for n := range s.of {
			if a := &s.of[n]; a.Fleet == name {
				m, ok := asked(res, a)
				v := valueOf(m, ok, a)
				if i == s.base {
					s.bases[n] = m
					v.Difference = &SweepDifference{Value: ptr(0), Lo: ptr(0), Hi: ptr(0), Level: 1, Method: model.Exact.String()}
				} else {
					v.Difference = differ(m, s.bases[n], a)
				}
				s.answers[k][n] = v
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
			s.held[c.promises[x].key] = res.Assertions[at]
		}
		at++
	}
}

// asked is the figure of a result that is asked for.
func asked(res *Result, a *model.Assertion) (Metric, bool) {
	f := res.Fleets[a.Fleet]
	set := f.Metrics
	if a.Pool != "" {
		set = f.Pools[a.Pool].Metrics
	}
	if a.Workload != "" {
		set = f.Workloads[a.Workload].Metrics
	}
	m, ok := set[a.Metric]
	return m, ok
}

// valueOf is a statistic of a figure with its interval: of the mean that which the figure
// has.
func valueOf(m Metric, ok bool, a *model.Assertion) SweepValue {
	if !ok {
		return SweepValue{Why: "the cell has no such figure"}
	}
	if a.Stat == model.Mean {
		return SweepValue{Value: m.Mean, Lo: m.Lo, Hi: m.Hi, Level: m.Level, Method: m.Method, Why: m.Why}
	}
	st, known := statistic(&m, a, level)
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

// What a few trials of a few cells say of the time that all take.
const (
	fewTrials  = 16
	someTrials = 64
)

// measure answers a few trials of some cells, to know what is there and how long all
// will take.
func (s *sweep) measure(ctx context.Context) (*SweepEstimate, error) {
	p, err := s.plan(s.base)
	if err != nil {
		return nil, err
	}
	if len(s.opt.Figures) > 0 {
		s.of = s.opt.Figures
	}
	few, err := s.few(ctx, p, s.opt.Fleets, fewTrials)
	if err != nil {
		return nil, err
	}
	s.choose(few)
	for i := range s.of {
		if _, ok := asked(few, &s.of[i]); !ok && s.of[i].Metric != "outage_duration" {
			return nil, &NoFigure{nameOf(&s.of[i])}
		}
	}
	est := &SweepEstimate{Trials: s.opt.Trials, each: map[string]float64{}}
	if est.Trials == 0 {
		est.Trials = p.Run.Trials
	}
	if s.opt.Clock == nil {
		return est, nil
	}
	cells := s.samples()
	for name := range s.cells[s.base].fleets {
		for _, i := range cells {
			sec, err := s.seconds(ctx, i, name, est.Trials)
			if err != nil {
				return nil, err
			}
			est.each[name] += sec / float64(len(cells))
		}
	}
	return est, nil
}

// samples are the cells that are measured.
func (s *sweep) samples() []int {
	out := []int{s.base}
	if len(s.cells) < 5 {
		return out
	}
	for _, i := range []int{0, len(s.cells) / 2, len(s.cells) - 1} {
		if s.cells[i].refused == nil && !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	return out
}

// seconds estimates what the trials of a fleet take: what any number takes, and what
// each more does.
func (s *sweep) seconds(ctx context.Context, i int, fleet string, trials int) (float64, error) {
	p, err := s.plan(i)
	if err != nil {
		return 0, err
	}
	var took [2]float64
	for k, n := range []int{fewTrials, someTrials} {
		start := s.opt.Clock()
		if _, err := s.few(ctx, p, []string{fleet}, n); err != nil {
			return 0, err
		}
		took[k] = (s.opt.Clock() - start).Seconds()
	}
	slope := max(0, took[1]-took[0]) / (someTrials - fewTrials)
	return max(0, took[0]-slope*fewTrials) + slope*float64(trials), nil
}

func (s *sweep) few(ctx context.Context, p *model.Plan, fleets []string, n int) (*Result, error) {
	o := s.opt.Options
	o.Trials, o.Progress, o.Fleets = n, nil, fleets
	if s.of == nil {
		o.Lean = true
		return Compare(ctx, p, o)
	}
	if o.likely = s.opt.Trials; o.likely == 0 {
		o.likely = p.Run.Trials
	}
	return s.trials(ctx, p, o)
}

// choose takes the figures that are asked for, or those that there are of the usual two.
func (s *sweep) choose(res *Result) {
	if len(s.of) > 0 {
		return
	}
	s.of = []model.Assertion{}
	for _, metric := range []string{"cost.pv", "unavailability"} {
		for _, name := range fleetNames(res) {
			if m, ok := res.Fleets[name].Metrics[metric]; ok && m.Mean != nil {
				s.of = append(s.of, model.Assertion{Fleet: name, Metric: metric, Factor: 1})
			}
		}
	}
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
	if a.Stat == model.Probability {
		return "P(" + figure + " " + string(a.Within) + " " + digits(a.Bound) + ")"
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
	for n := range s.of {
		v := s.answers[answerKey{s.of[n].Fleet, c.fleets[s.of[n].Fleet]}][n]
		if i == s.base {
			v.Difference = nil
		}
		out.Figures = append(out.Figures, v)
	}
	var list []AssertionResult
	for _, q := range c.promises {
		a := s.held[q.key]
		list = append(list, a)
		out.Assertions = append(out.Assertions, SweepPromise{ID: a.ID, That: a.That, Severity: a.Severity, Verdict: a.Verdict, Value: a.Value, Lo: a.Lo, Hi: a.Hi})
	}
	if len(list) > 0 {
		out.Verdict, _ = jointly(list)
	}
	return out
}

// figure says of a figure where it is least and most, and what moves it.
func (s *sweep) figure(n int, r *SweepResult) SweepFigure {
	a := &s.of[n]
	out := SweepFigure{Name: nameOf(a), Fleet: a.Fleet, Workload: a.Workload, Pool: a.Pool, Metric: a.Metric, Statistic: statName(a), MovedBy: []int{}, Unit: s.bases[n].Unit}
	if a.Stat == model.Probability {
		out.Unit = "1"
	}
	distinct := map[key]bool{}
	for _, c := range s.cells {
		if c.refused == nil {
			distinct[c.fleets[a.Fleet]] = true
		}
	}
	least, most := -1, -1
	for i := range r.Cells {
		if x := r.value(i, n); x != nil {
			if least < 0 || *x < *r.value(least, n) {
				least = i
			}
			if most < 0 || *x > *r.value(most, n) {
				most = i
			}
		}
	}
	if len(distinct) < 2 || least < 0 || *r.value(least, n) == *r.value(most, n) {
		return out
	}
	out.Moves, out.Least, out.Most = true, &least, &most
	for k := range r.Axes {
		if s.moves(n, k, r) {
			out.MovedBy = append(out.MovedBy, k)
		}
	}
	if k := s.mover(n, r); k >= 0 {
		out.Axis = &k
	}
	return out
}

// value is figure n of cell i; nil where it is not known.
func (r *SweepResult) value(i, n int) *float64 {
	if r.Cells[i].Reason != nil {
		return nil
	}
	return r.Cells[i].Figures[n].Value
}

// moves reports whether a figure changes along an axis anywhere, in the 12 digits that
// exact figures carry.
func (s *sweep) moves(n, k int, r *SweepResult) bool {
	first := map[int]float64{} // by the cell whose value of this axis is its first
	stride := 1
	for _, a := range r.Axes[k+1:] {
		stride *= len(a.Values)
	}
	for i := range r.Cells {
		x := r.value(i, n)
		if x == nil {
			continue
		}
		at := i - s.grid.At(i)[k]*stride
		if y, ok := first[at]; ok && !constant([]float64{*x, y}) {
			return true
		} else if !ok {
			first[at] = *x
		}
	}
	return false
}

// mover returns the axis over which the mean of a figure, over the others, ranges most.
// Cells that are no scenario are left out of the means. −1: none does.
func (s *sweep) mover(n int, r *SweepResult) int {
	best, widest := -1, 0.0
	for k := range r.Axes {
		sums, counts := make([]float64, len(r.Axes[k].Values)), make([]float64, len(r.Axes[k].Values))
		for i := range r.Cells {
			if x := r.value(i, n); x != nil {
				v := s.grid.At(i)[k]
				sums[v] += *x
				counts[v]++
			}
		}
		means := map[int]float64{}
		for v := range sums {
			if counts[v] > 0 {
				means[v] = sums[v] / counts[v]
			}
		}
		list := slices.Sorted(maps.Values(means))
		if wide := list[len(list)-1] - list[0]; wide > widest {
			best, widest = k, wide
		}
	}
	return best
}
