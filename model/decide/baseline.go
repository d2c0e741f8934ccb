package decide

import (
	"context"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/capplan/capplan/model"
)

// A Standing is how an assertion stands against a baseline.
type Standing struct {
	Verdict string   `json:"verdict"` // of the baseline; new: it has no such assertion
	Value   *float64 `json:"value"`
	Lo      *float64 `json:"lo"`
	Hi      *float64 `json:"hi"`
	Worse   bool     `json:"worse"` // beyond the noise
	Known   bool     `json:"known"` // it did not hold before, and is not worse: it keeps no gate closed
	Why     string   `json:"why"`

	index int // of the baseline's assertion; −1: none
}

// Unmet is the verdict of a baseline that has no such assertion.
const Unmet = "new"

// Known reports whether an assertion that does not hold did not hold in the baseline
// either, and is not worse.
func (a *AssertionResult) Known() bool { return a.Baseline != nil && a.Baseline.Known }

// Hold holds the assertions of a result against those of a baseline: what failed already
// there, and is not worse beyond the noise of both, is known and fails no more. The two
// are taken for unpaired. base may be nil: all is new.
func (r *Result) Hold(base *Result) {
	for i := range r.Assertions {
		a := &r.Assertions[i]
		a.Baseline = &Standing{Verdict: Unmet, index: -1, Why: "the baseline has no such assertion"}
		if base == nil {
			continue
		}
		k := slices.IndexFunc(base.Assertions, func(b AssertionResult) bool { return sameId(a, &b) })
		if k < 0 {
			k = slices.IndexFunc(base.Assertions, func(b AssertionResult) bool { return spaced(a.That) == spaced(b.That) })
		}
		if k < 0 {
			continue
		}
		b := &base.Assertions[k]
		a.Baseline.Verdict, a.Baseline.index = b.Verdict, k
		a.Baseline.Value, a.Baseline.Lo, a.Baseline.Hi = b.Value, b.Lo, b.Hi
		lo, hi := apartBy(a, b)
		why := "from the intervals of both"
		if a.Level == 1 && b.Level == 1 {
			why = "both known without trials"
		}
		a.Baseline.judge(a, lo, hi, why)
	}
	r.regate()
}

// judge says whether an assertion is worse, by the interval of what it changed.
func (s *Standing) judge(a *AssertionResult, lo, hi float64, why string) {
	s.Worse = lo > 0
	if strings.HasPrefix(a.Relation, ">") || a.Survival {
		s.Worse = hi < 0
	}
	s.Known = !s.Worse && (a.Verdict == Fail && s.Verdict == Fail || a.Verdict == Inconclusive && (s.Verdict == Fail || s.Verdict == Inconclusive))
	switch s.Why = why; {
	case s.Worse:
		s.Why = "worse than in the baseline, " + why
	case s.Known:
		s.Why = "not worse than in the baseline, " + why
	}
}

// regate is the verdict of what is not known.
func (r *Result) regate() {
	if r.Verdict != nil {
		r.Verdict, _ = jointly(r.Assertions)
	}
}

var numbered = regexp.MustCompile(`^assertions\.[0-9]+$`)

// sameId reports whether two assertions have one id, and speak of the same statistic of
// the same figure, whatever their limits are.
func sameId(a, b *AssertionResult) bool {
	subject := func(x *AssertionResult) string {
		if i := strings.LastIndex(x.That, x.Relation); x.Relation != "" && i > 0 {
			return spaced(x.That[:i])
		}
		return spaced(x.That)
	}
	return a.ID == b.ID && !numbered.MatchString(a.ID) && a.Unit == b.Unit && a.Relation == b.Relation && subject(a) == subject(b)
}

func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }

// apartBy is the interval of by how much a value grew, or its distance from a limit that
// is of another fleet; what is exact on both sides has none. See DiffFigure.unpaired.
func apartBy(a, b *AssertionResult) (lo, hi float64) {
	x, xlo, xhi := bounds(b)
	y, ylo, yhi := bounds(a)
	d := y - x
	switch {
	case math.IsNaN(d), x == y && xlo == ylo && xhi == yhi:
		return 0, 0
	case math.IsInf(d, 0):
		return ylo - xhi, yhi - xlo
	case math.Abs(d) <= rounded*max(math.Abs(x), math.Abs(y)):
		return 0, 0
	}
	return d - joined(xhi-x, y-ylo), d + joined(x-xlo, yhi-y)
}

// bounds are a value and its interval; a day that is not there lies beyond all.
func bounds(a *AssertionResult) (value, lo, hi float64) {
	or := func(p *float64, other float64) float64 {
		if p == nil {
			return other
		}
		return *p
	}
	none := math.NaN()
	if a.Unit == hoursFromStart {
		none = math.Inf(1)
	}
	value = or(a.Value, none)
	lo, hi = or(a.Lo, math.Inf(-1)), or(a.Hi, math.Inf(1))
	if a.Value == nil && a.Lo == nil && !math.IsNaN(none) {
		lo = none
	}
	if a.Against != "" {
		value, lo, hi = value-a.Limit, lo-a.Limit, hi-a.Limit
	}
	return value, lo, hi
}

// HoldPaired is Hold against the check of another plan, and judges what is close on paired
// trials: both plans are answered with the seed of r and as many trials as it decided by.
// Where the trials of a statistic are not known, or of a percentile, its intervals stay.
func (r *Result) HoldPaired(ctx context.Context, p, before *model.Plan, base *Result, o Options) error {
	r.Hold(base)
	trials := 0
	for i := range r.Assertions {
		a := &r.Assertions[i]
		if s := a.Baseline; s.index >= 0 && a.Method == model.MonteCarlo.String() && a.Verdict != Pass && !a.Survival {
			trials = max(trials, a.Trials, r.Trials)
		}
	}
	if trials == 0 {
		return nil
	}
	o.Trials, o.Seed, o.SeedSet, o.Lean, o.Rare, o.Keep, o.Static = trials, r.Seed, true, true, true, true, false
	now, err := pairsOf(ctx, p, o)
	if err != nil {
		return err
	}
	then, err := pairsOf(ctx, before, o)
	if err != nil {
		return err
	}
	for i := range r.Assertions {
		a := &r.Assertions[i]
		if a.Baseline.index < 0 || a.Verdict == Pass || a.Method != model.MonteCarlo.String() {
			continue
		}
		x, y := then[base.Assertions[a.Baseline.index].ID], now[a.ID]
		if d := steps(x, y); d != nil {
			mean, _, h := meanInterval(d, gateLevel)
			if nonzero(d) == 0 {
				h = 0
			}
			a.Baseline.judge(a, mean-h, mean+h, "on "+strconv.Itoa(len(d))+" paired trials")
		}
	}
	r.regate()
	return nil
}

// An asserted is an assertion with the figures that it speaks of.
type asserted struct {
	a *model.Assertion
	pair
}

// pairsOf answers a plan and finds what its assertions speak of, by id.
func pairsOf(ctx context.Context, p *model.Plan, o Options) (map[string]asserted, error) {
	o.Fleets = slices.DeleteFunc(slices.Clone(o.Fleets), func(n string) bool { return !named(p, n) })
	r, err := begin(ctx, p, o)
	if err != nil {
		return nil, err
	}
	if err := r.trials(ctx); err != nil {
		return nil, err
	}
	res := r.result(ctx)
	out := map[string]asserted{}
	for i := range p.Assertions {
		a := &p.Assertions[i]
		if _, ok := res.Fleets[a.Fleet]; ok && a.Survives == nil {
			if q := r.pairOf(res, a); q.lack == "" {
				out[a.ID] = asserted{a, q}
			}
		}
	}
	return out, nil
}

func named(p *model.Plan, fleet string) bool {
	return slices.ContainsFunc(p.Fleets, func(f model.Fleet) bool { return f.Name == fleet }) ||
		slices.ContainsFunc(p.Migrations, func(m model.Migration) bool { return m.Name == fleet })
}

// steps are by how much what an assertion's statistic is the mean of grew in each trial;
// nil where it is the mean of nothing.
func steps(then, now asserted) column {
	x, y := then.each(), now.each()
	if x == nil || y == nil || !finite(x) || !finite(y) {
		return nil
	}
	x, y = aligned(x, y)
	d := make(column, len(x))
	for t := range d {
		d[t] = y[t] - x[t]
	}
	if dominatedBy(d) {
		return nil
	}
	return d
}

// each is what the statistic is the mean of.
func (s asserted) each() column {
	if s.a == nil {
		return nil
	}
	switch s.a.Stat {
	case model.Mean:
		x := s.of.trialed().mean
		if s.than == nil || x == nil {
			return x
		}
		y := s.than.trialed().mean
		if y == nil {
			return nil
		}
		x, y = aligned(x, y)
		d := make(column, len(x))
		for t := range d {
			d[t] = x[t] - float64(s.a.Factor*y[t])
		}
		return d
	case model.Probability:
		return s.hits()
	}
	return nil
}

// hits is 1 for each trial in which the comparison inside P(…) holds.
func (s asserted) hits() column {
	x := s.of.trialed().trials
	if x == nil {
		return nil
	}
	y := column{s.a.Bound}
	if s.than != nil {
		if y = s.than.trialed().trials; y == nil {
			return nil
		}
		y = scaled(y, s.a.Factor)
	}
	x, y = aligned(x, y)
	d := make(column, len(x))
	for t := range d {
		if s.a.Within.Holds(x[t], y[t]) {
			d[t] = 1
		}
	}
	return d
}
