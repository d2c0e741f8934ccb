package decide

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

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
	Verdict  string   `json:"verdict"` // pass, fail, inconclusive, unanswered, skipped
	Value    *float64 `json:"value"`
	Lo       *float64 `json:"lo"`
	Hi       *float64 `json:"hi"`
	Level    float64  `json:"level"`            // of lo..hi; 1 when exact
	Trials   int      `json:"trials,omitempty"` // that a check decided it by; 0: none were needed
	Limit    float64  `json:"limit"`
	Against  string   `json:"against,omitempty"` // the fleet that the limit is a part of
	Relation string   `json:"relation"`
	Unit     string   `json:"unit"`
	Method   string   `json:"method"`
	Why      string   `json:"why"`
	Location Location `json:"location"`
	Waived   *Waived  `json:"waived,omitempty"`       // it does not hold, and may for now
	Ended    *Waived  `json:"waiver_ended,omitempty"` // it does not hold, and might until then
	Help     *Help    `json:"help,omitempty"`         // of one that does not hold, by Advise

	Baseline *Standing `json:"baseline,omitempty"` // where it is held against one

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

// Waived says why an assertion passes that does not hold, or passed, and until when.
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
	Skipped      = "skipped"    // it needs trials, which were not to be taken
)

// trialed is what an assertion needs of a figure beside its summary.
type trialed struct {
	trials  column // a value for each trial; nil: percentiles are not known
	mean    column // whose mean it is; nil: of none
	share   bool   // a proportion of hits in n
	hits, n float64
	se      float64 // standard error of a mean of n that has no column
	within  *[2]float64
	clipped bool        // a value at an end of within stands for all that is cut off there
	alike   *[2]float64 // the trials were alike, and another may lie in here; see [gate.doubt]

	// Of what more trials may be added to; see [Metric.join].
	num, den column            // a ratio of sums,
	scale    float64           // times this
	ends     bool              // a proportion where every value of mean is 0 or 1
	tells    func(column) bool // whether trials like these give a mean an interval; nil: any

	// Of what the sums of a long run are told by; see [sums.tell].
	said   string   // how many histories there were, as Why says it
	words  string   // what Why says beside
	lack   string   // why some trials have no value
	random bool     // of histories, unless it is the same in all
	tail   bool     // nearly always 1: what is missing is summed up
	short  bool     // and Why says of that only if it is too little
	shown  column   // whose percentiles it has, where not those of trials
	every  column   // the same, of which a trial has any number
	each   clusters // the same by trial, in hours
	told   *told    // what all trials said; nil: the columns do
}

// assert answers the assertions about the fleets of a result.
func (r *run) assert(out *Result) {
	out.Assertions = []AssertionResult{}
	for i := range r.plan.Assertions {
		a := &r.plan.Assertions[i]
		if _, ok := out.Fleets[a.Fleet]; ok {
			out.Assertions = append(out.Assertions, waived(r.answerTo(out, a), a))
		}
	}
	out.conclude()
}

// conclude joins the verdicts of assertions, and warns of those that do not count.
func (out *Result) conclude() {
	if len(out.Assertions) == 0 {
		return
	}
	verdict, soft := jointly(out.Assertions)
	for _, a := range soft {
		out.Warnings = append(out.Warnings, Warning{Code: "W230", Text: a.That + ": " + a.Verdict, Fleet: "", File: a.Location.File, Line: a.Location.Line})
	}
	out.Verdict = verdict
}

// jointly is the verdict of several assertions, and those that do not hold and only warn.
func jointly(list []AssertionResult) (*string, []*AssertionResult) {
	verdict := Pass
	var warn []*AssertionResult
	for i := range list {
		a := &list[i]
		broken := a.Verdict != Pass && a.Verdict != Skipped && !a.Known()
		soft := a.Severity == "warn" || a.Verdict == Inconclusive && a.lenient
		switch {
		case broken && soft:
			warn = append(warn, a)
		case broken && a.Verdict == Fail:
			verdict = Fail
		case broken && verdict == Pass:
			verdict = Inconclusive
		case a.Verdict == Skipped && verdict == Pass:
			verdict = Skipped
		}
	}
	return &verdict, warn
}

// waived lets an assertion pass that is known not to hold, and says of one whose waiver is
// over that it had one. One that asks for what is not there is still wrong.
func waived(out AssertionResult, a *model.Assertion) AssertionResult {
	if out.Verdict != Fail && out.Verdict != Inconclusive {
		return out
	}
	by := func(w *model.Waiver) *Waived {
		return &Waived{out.Verdict, w.Reason, w.Until.Format(time.DateOnly), w.Ticket}
	}
	switch {
	case a.Waiver != nil:
		out.Waived, out.Verdict = by(a.Waiver), Pass
	case a.Ended != nil:
		out.Ended = by(a.Ended)
	}
	return out
}

// Blocks reports whether an assertion keeps its result from passing: it fails or is
// inconclusive, and nobody said that this only warns.
func (a *AssertionResult) Blocks() bool {
	if a.Known() {
		return false
	}
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

// blank is the answer to an assertion before anything is known of it.
func blank(a *model.Assertion) AssertionResult {
	out := AssertionResult{
		ID: a.ID, That: a.That, Because: a.Because, Severity: "error", Fleet: a.Fleet, Metric: a.Metric,
		Level: gateLevel, Limit: a.Limit, Relation: string(a.Relation), Unit: a.Unit, lenient: a.WarnInconclusive,
		Location: Location{a.Origin.File, a.Origin.Line, a.Origin.Col, a.Width},
	}
	if a.Warn {
		out.Severity = "warn"
	}
	return out
}

func (r *run) answerTo(res *Result, a *model.Assertion) AssertionResult {
	out := blank(a)
	if a.Survives != nil {
		r.survival(&out, a)
		return out
	}
	p := r.pairOf(res, a)
	if p.all = r.all; p.all != nil {
		p.whole = p.all.whole(assertionKey(slices.IndexFunc(r.plan.Assertions, func(b model.Assertion) bool { return b.ID == a.ID && b.Origin == a.Origin })), false)
	}
	out.judge(&r.plan.Horizon, &p, a, gateLevel)
	return out
}

// A pair is the figure that an assertion speaks of, and the one of another fleet that its
// limit is a part of.
type pair struct {
	of, than *Metric // than nil: the limit is a value
	whose    string
	lack     string // what is not there; empty: nothing

	all   *sums   // of a long run; nil: figures have columns
	whole *binned // of what [pair.held] tells of each trial; nil: not known
}

func (r *run) pairOf(res *Result, a *model.Assertion) (p pair) {
	m, whose, ok := r.figureOf(res, a.Fleet, a)
	p.of, p.whose = &m, whose
	if !ok {
		p.lack = r.lacks(whose, a.Fleet, a.Metric)
		return p
	}
	if m.Unit != a.Unit {
		panic(fmt.Sprintf("%s is in %s, its limits in %s", a.Metric, m.Unit, a.Unit))
	}
	if a.Of == "" {
		return p
	}
	n, other, there := r.figureOf(res, a.Of, a)
	if p.than = &n; !there {
		p.lack = r.lacks(other, a.Of, a.Metric+" to compare with")
	}
	return p
}

// lacks says that a figure is not there. Where that of a plan is, its fleets may have it.
func (r *run) lacks(whose, name, what string) string {
	for i, f := range r.fleets {
		if f.Name == name && r.journeys[i] != nil {
			return strings.Replace(whose, "fleet ", "plan ", 1) + " has no figure " + what + ": ask one of its fleets for it"
		}
	}
	return whose + " has no figure " + what
}

// judge holds figures against a limit, with the interval of a level.
func (out *AssertionResult) judge(h *model.Horizon, p *pair, a *model.Assertion, level float64) {
	if out.Level = level; p.lack != "" {
		out.Verdict, out.Why = Unanswered, p.lack
		return
	}
	if a.Stat == model.Probability {
		out.Unit = "1"
	}
	m := p.of
	var s stated
	var ok bool
	if a.Of == "" {
		if s, ok = statistic(m, a, level); p.told(a) {
			s, ok = p.statistic(a, level)
		}
	} else {
		limit := 0.0
		if p.told(a) {
			s, limit, ok = p.versus(a, level)
		} else {
			s, limit, ok = versus(m, p.than, a, level)
		}
		if ok && math.IsInf(limit, 0) {
			ok = false
		}
		out.Limit, out.Against = limit, a.Of
	}
	if !ok {
		out.Verdict, out.Why = Unanswered, a.Metric+" of "+p.whose+" has a mean, but no trials of it are known"
		if m.Mean == nil {
			if out.Why = a.Metric + " of " + p.whose + " has no mean"; m.Why != "" {
				out.Why += ": " + m.Why
			}
		}
		return
	}
	out.Value, out.Lo, out.Hi, out.Method, out.Why = ptr(s.value), ptr(s.lo), ptr(s.hi), s.method, s.why
	if s.method != model.MonteCarlo.String() {
		out.Level = 1
	}
	if m.Unit == hoursFromStart && a.Stat != model.Probability {
		out.Dates = &Dates{h.Begin, h.Hours}
		if math.IsInf(s.value, 1) {
			out.Why += "; not before " + h.Begin.Add(time.Duration(h.Hours*float64(time.Hour))).Format(time.DateOnly) + ", the horizon's end"
		}
	}
	out.Verdict = verdictOf(s, a.Relation, out.Limit)
	if out.Verdict == Inconclusive {
		out.Why += "; so many trials do not tell it from the limit"
	}
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
