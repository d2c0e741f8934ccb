package decide

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"time"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/capplan/capplan/model"
)

// ErrNothingToCheck says that a plan has no assertions.
var ErrNothingToCheck = errors.New("no assertions")

// gateLevel is the coverage of the interval that decides an assertion: a verdict on
// a sampled statistic is wrong at most 1 time in 100.
const gateLevel = 0.99

// An AssertionResult is what the trials say of a promise.
type AssertionResult struct {
	ID       string   `json:"id"`
	That     string   `json:"that"`
	Because  string   `json:"because,omitempty"`
	Severity string   `json:"severity"` // error or warn
	Fleet    string   `json:"fleet"`
	Metric   string   `json:"metric"`
	Verdict  string   `json:"verdict"` // pass, fail, inconclusive, unanswered
	Value    *float64 `json:"value"`
	Lo       *float64 `json:"lo"`
	Hi       *float64 `json:"hi"`
	Level    float64  `json:"level"` // of lo..hi; 1 when exact
	Limit    float64  `json:"limit"`
	Against  string   `json:"against,omitempty"` // the fleet that the limit is a part of
	Relation string   `json:"relation"`
	Unit     string   `json:"unit"`
	Method   string   `json:"method"`
	Why      string   `json:"why"`
	Location Location `json:"location"`
	Waived   *Waived  `json:"waived,omitempty"` // it does not hold, and may for now

	Survival bool   `json:"-"` // the value is 1 for yes, 0 for no
	Dates    *Dates `json:"-"` // the value is a day; nil: it is not
	lenient  bool   // on_inconclusive: warn
}

// Dates are what days in hours from the start are counted from, and where what is known
// of them ends: a day that is not there lies beyond.
type Dates struct {
	Begin time.Time
	Hours float64
}

// Waived says why an assertion passes that does not hold, and until when.
type Waived struct {
	Verdict string `json:"verdict"` // without the waiver
	Reason  string `json:"reason"`
	Until   string `json:"until"` // the last day
	Ticket  string `json:"ticket,omitempty"`
}

// A Location is a place in a file.
type Location struct {
	File  string `json:"file"`
	Line  int    `json:"line"`
	Col   int    `json:"col"`
	Width int    `json:"-"` // in characters
}

// Verdicts of assertions, and of a result.
const (
	Pass         = "pass"
	Fail         = "fail"
	Inconclusive = "inconclusive"
	Unanswered   = "unanswered" // no figure, or none of its statistic
)

// trialed is what an assertion needs of a figure beside its summary.
type trialed struct {
	trials  column // a value for each trial; nil: percentiles are not known
	mean    column // whose mean it is; nil: of none
	share   bool   // a proportion of hits in n
	hits, n float64
	se      float64 // standard error of a mean of n that has no column
	within  *[2]float64
}

// assert answers the assertions about the fleets of a result.
func (r *run) assert(out *Result) {
	out.Assertions = []AssertionResult{}
	for i := range r.plan.Assertions {
		a := &r.plan.Assertions[i]
		if _, ok := out.Fleets[a.Fleet]; ok {
			out.Assertions = append(out.Assertions, waived(r.answerTo(out, a), a.Waiver))
		}
	}
	if len(out.Assertions) == 0 {
		return
	}
	verdict := Pass
	for i := range out.Assertions {
		a := &out.Assertions[i]
		broken := a.Verdict != Pass
		soft := a.Severity == "warn" || a.Verdict == Inconclusive && a.lenient
		switch {
		case broken && soft:
			out.Warnings = append(out.Warnings, Warning{Code: "W230", Text: a.That + ": " + a.Verdict, Fleet: "", File: a.Location.File, Line: a.Location.Line})
		case a.Verdict == Fail:
			verdict = Fail
		case broken && verdict == Pass:
			verdict = Inconclusive
		}
	}
	out.Verdict = &verdict
}

// waived lets an assertion pass that is known not to hold. One that asks for what is not
// there is still wrong.
func waived(a AssertionResult, w *model.Waiver) AssertionResult {
	if w != nil && (a.Verdict == Fail || a.Verdict == Inconclusive) {
		a.Waived = &Waived{a.Verdict, w.Reason, w.Until.Format(time.DateOnly), w.Ticket}
		a.Verdict = Pass
	}
	return a
}

// Blocks reports whether an assertion keeps its result from passing: it fails or is
// inconclusive, and nobody said that this only warns.
func (a *AssertionResult) Blocks() bool {
	switch a.Verdict {
	case Fail, Unanswered:
		return a.Severity != "warn"
	case Inconclusive:
		return a.Severity != "warn" && !a.lenient
	}
	return false
}

// forget drops what only assertions need.
func (f *FleetResult) forget() {
	sets := []map[string]Metric{f.Metrics}
	for _, p := range f.Pools {
		sets = append(sets, p.Metrics)
	}
	for _, w := range f.Workloads {
		sets = append(sets, w.Metrics)
	}
	for _, set := range sets {
		for name, m := range set {
			m.of = nil
			set[name] = m
		}
	}
}

func (r *run) answerTo(res *Result, a *model.Assertion) AssertionResult {
	out := AssertionResult{
		ID: a.ID, That: a.That, Because: a.Because, Severity: "error", Fleet: a.Fleet, Metric: a.Metric,
		Level: gateLevel, Limit: a.Limit, Relation: string(a.Relation), Unit: a.Unit, lenient: a.WarnInconclusive,
		Location: Location{a.Origin.File, a.Origin.Line, a.Origin.Col, a.Width},
	}
	if a.Warn {
		out.Severity = "warn"
	}
	if a.Survives != nil {
		r.survival(&out, a)
		return out
	}
	m, whose, ok := r.figureOf(res, a.Fleet, a)
	if !ok {
		out.Verdict, out.Why = Unanswered, whose+" has no figure "+a.Metric
		return out
	}
	if m.Unit != a.Unit {
		panic(fmt.Sprintf("%s is in %s, its limits in %s", a.Metric, m.Unit, a.Unit))
	}
	if a.Stat == model.Probability {
		out.Unit = "1"
	}
	var s stated
	if a.Of == "" {
		s, ok = statistic(&m, a)
	} else {
		var limit float64
		n, other, there := r.figureOf(res, a.Of, a)
		if !there {
			out.Verdict, out.Why = Unanswered, other+" has no figure "+a.Metric+" to compare with"
			return out
		}
		if s, limit, ok = versus(&m, &n, a); ok && math.IsInf(limit, 0) {
			ok = false
		}
		out.Limit, out.Against = limit, a.Of
	}
	if !ok {
		out.Verdict, out.Why = Unanswered, a.Metric+" of "+whose+" has a mean, but no trials of it are known"
		if m.Mean == nil {
			if out.Why = a.Metric + " of " + whose + " has no mean"; m.Why != "" {
				out.Why += ": " + m.Why
			}
		}
		return out
	}
	out.Value, out.Lo, out.Hi, out.Method, out.Why = ptr(s.value), ptr(s.lo), ptr(s.hi), s.method, s.why
	if s.method != model.MonteCarlo.String() {
		out.Level = 1
	}
	if m.Unit == hoursFromStart && a.Stat != model.Probability {
		h := &r.plan.Horizon
		out.Dates = &Dates{h.Begin, h.Hours}
		if math.IsInf(s.value, 1) {
			out.Why += "; not before " + h.Begin.Add(time.Duration(h.Hours*float64(time.Hour))).Format(time.DateOnly) + ", the horizon's end"
		}
	}
	out.Verdict = verdictOf(s, a.Relation, out.Limit)
	if out.Verdict == Inconclusive {
		out.Why += "; so many trials do not tell it from the limit"
	}
	return out
}

// verdictOf holds an interval against a limit.
func verdictOf(s stated, relation model.Relation, limit float64) string {
	lo, hi := relation.Holds(s.lo, limit), relation.Holds(s.hi, limit)
	switch {
	case lo && hi:
		return Pass
	case !lo && !hi:
		return Fail
	}
	return Inconclusive
}

// A stated is a statistic with its bounds, ±Inf where they are not known.
type stated struct {
	value, lo, hi float64
	method, why   string
}

// statistic returns what an assertion speaks of, false where it is not known.
func statistic(m *Metric, a *model.Assertion) (stated, bool) {
	known := m.Method != model.MonteCarlo.String()
	if a.Stat == model.Mean {
		if m.Mean == nil {
			return stated{}, false
		}
		switch {
		case m.Method == model.Approximation.String() && m.Lo != nil && m.Hi != nil && *m.Lo < *m.Hi:
			return stated{*m.Mean, *m.Lo, *m.Hi, m.Method, m.Why}, true
		case m.Method == model.Approximation.String(): // of which nobody knows how far it is off
			return stated{*m.Mean, math.Inf(-1), math.Inf(1), m.Method, m.Why + "; an approximation decides nothing, --method simulate may"}, true
		case known:
			return stated{*m.Mean, *m.Mean, *m.Mean, m.Method, m.Why}, true
		}
		return meanOf(m, gateLevel), true
	}
	v := m.trialed().trials
	if v == nil {
		return stated{}, false
	}
	s := stated{method: model.MonteCarlo.String(), why: strconv.Itoa(len(v)) + " trials"}
	if known && constant(v) {
		if v = v[:1]; m.Mean != nil {
			v = column{*m.Mean}
		}
		s.method, s.why = m.Method, m.Why
	}
	switch a.Stat {
	case model.Quantile:
		s.quantile(v, a.Level, gateLevel)
	case model.SD:
		s.deviation(v)
	case model.Probability:
		s.probability(v, a)
	}
	return s, true
}

// Trials returns the value of each trial in their order, in the metric's unit; nil where
// they are not kept (Options.Keep) or not known. A figure that is exact keeps, beside its
// mean, what the histories of the trials said.
func (m *Metric) Trials() []float64 { return m.trialed().trials }

func (m *Metric) trialed() *trialed {
	if m.of == nil {
		return &trialed{}
	}
	return m.of
}

// meanOf is the mean of a sampled figure with Student's interval. Where the summary has
// none, because the law of the trials is too skewed for it, the bounds hold that follow
// from how many trials are at the end of what is possible.
func meanOf(m *Metric, level float64) stated {
	s := stated{value: *m.Mean, lo: math.Inf(-1), hi: math.Inf(1), method: m.Method, why: m.Why}
	t := m.trialed()
	switch {
	case t.share:
		s.lo, s.hi = clopperPearson(t.hits, t.n, level)
	case m.Lo == nil || m.Hi == nil:
		if t.within != nil && t.mean != nil {
			s.lo, s.hi = rareBounds(t.mean, t.within[0], t.within[1], level)
		}
	case t.mean != nil:
		_, _, h := meanInterval(t.mean, level)
		s.lo, s.hi = s.value-h, s.value+h
		if slices.Min(t.mean) >= 0 {
			s.lo = max(s.lo, 0)
		}
		if t.within != nil {
			s.lo, s.hi = max(s.lo, t.within[0]), min(s.hi, t.within[1])
		}
	case t.n > 0:
		s.studentAt(t.se, t.n, level)
	}
	return s
}

// rareBounds bounds the mean of what lies between least and most and is nearly always
// the one or the other: with k of n values away from that end
//
//	|E x − end| ≤ (most − least) · P(x ≠ end)
//
// of which Clopper and Pearson's interval holds an upper bound at the level.
func rareBounds(v column, least, most, level float64) (lo, hi float64) {
	var low, high float64
	for _, x := range v {
		if x == least {
			low++
		}
		if x == most {
			high++
		}
	}
	n := float64(len(v))
	_, away := clopperPearson(n-max(low, high), n, level)
	if low >= high {
		return least, least + float64((most-least)*away)
	}
	return most - float64((most-least)*away), most
}

// student fills the interval of a mean of n values with a standard error.
func (s *stated) student(se, n float64) { s.studentAt(se, n, gateLevel) }

func (s *stated) studentAt(se, n, level float64) {
	h := float64(student(level, n) * se)
	s.lo, s.hi = s.value-h, s.value+h
}

// student returns the half width of a mean's interval of n values in standard errors,
// to the digits that are the same on every processor.
func student(level, n float64) float64 {
	if n < 2 {
		return math.Inf(1)
	}
	return round12(distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(0.5 + level/2))
}

// quantile fills the p-quantile with the interval of order statistics:
//
//	x_(l) ≤ q ≤ x_(u),  P(B < l) ≤ α/2,  P(B ≥ u) ≤ α/2,  B ~ Binomial(n, p)
//
// which holds for any law (David & Nagaraja 2003, 7.1), at the level or more.
func (s *stated) quantile(v column, p, level float64) {
	x := slices.Clone(v)
	slices.Sort(x)
	s.value = order(x, p)
	s.lo, s.hi = s.value, s.value
	if len(v) == 1 {
		if s.method == model.MonteCarlo.String() {
			s.lo, s.hi = math.Inf(-1), math.Inf(1)
		}
		return
	}
	n, tail := float64(len(x)), (1-level)/2
	below := func(k int) float64 { // P(B < k)
		switch {
		case k <= 0:
			return 0
		case k > len(x):
			return 1
		}
		return mathext.RegIncBeta(n-float64(k)+1, float64(k), 1-p)
	}
	l := sort.Search(len(x), func(k int) bool { return below(k+1) > tail })
	u := sort.Search(len(x)+1, func(k int) bool { return 1-below(k) <= tail })
	s.lo, s.hi = math.Inf(-1), math.Inf(1)
	if l >= 1 {
		s.lo = x[l-1]
	}
	if u <= len(x) {
		s.hi = x[u-1]
	}
}

// deviation fills the standard deviation with the interval of the delta method,
// se(s) = √((m₄ − s⁴)/n)/(2s); none where a few trials make most of it.
func (s *stated) deviation(v column) {
	mean, sd := meanSD(v)
	s.value, s.lo, s.hi = sd, sd, sd
	if s.method != model.MonteCarlo.String() {
		return
	}
	square := make(column, len(v))
	for i, x := range v {
		square[i] = (x - mean) * (x - mean)
	}
	if len(v) < 2 || sd == 0 || dominated(square) || nonzero(v) < fewNonzero && 2*nonzero(v) < len(v) {
		s.lo, s.hi = 0, math.Inf(1)
		return
	}
	_, spread := meanSD(square)
	n := float64(len(v))
	h := student(gateLevel, n) * spread / math.Sqrt(n) / (2 * sd)
	s.lo, s.hi = max(sd-h, 0), sd+h
}

// probability fills the share of trials in which a comparison holds.
func (s *stated) probability(v column, a *model.Assertion) {
	var hits float64
	for _, x := range v {
		if a.Within.Holds(x, a.Bound) {
			hits++
		}
	}
	n := float64(len(v))
	s.value, s.lo, s.hi = hits/n, hits/n, hits/n
	if s.method == model.MonteCarlo.String() {
		s.lo, s.hi = clopperPearson(hits, n, gateLevel)
	}
}

// clopperPearson returns the interval of a probability of which hits in n were seen
// (Clopper & Pearson 1934), to the digits that are the same on every processor; it
// holds at the level or more.
func clopperPearson(hits, n, level float64) (lo, hi float64) {
	a := (1 - level) / 2
	hi = 1
	if hits > 0 {
		lo = round12(mathext.InvRegIncBeta(hits, n-hits+1, a))
	}
	if hits < n {
		hi = round12(mathext.InvRegIncBeta(hits+1, n-hits, 1-a))
	}
	return lo, hi
}
