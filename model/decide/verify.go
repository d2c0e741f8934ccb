package decide

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/capplan/capplan/model"
)

// VerifySchema names the version of a verification's JSON form.
const VerifySchema = "capplan/verify/v1"

// VerifyOptions say how to verify. Zero values: seed 1, all processors.
type VerifyOptions struct {
	Seed     uint64
	SeedSet  bool // Seed counts even when it is 0
	Jobs     int  // bounds parallelism and never changes a result
	Progress func(done, total int)
	Partial  bool // ended early it answers for the fleets that it was done with
}

// A Verification holds known answers against what this machine computes.
type Verification struct {
	Schema string `json:"schema"`
	// Complete is false where it was ended: what was not looked at stands nowhere in it.
	Complete bool         `json:"complete"`
	Tool     Tool         `json:"tool"`
	Verdict  string       `json:"verdict"` // pass or fail
	Summary  string       `json:"summary"`
	Seed     uint64       `json:"seed"`
	Bound    float64      `json:"z_bound"` // of |z|, for every sampled row
	Known    Count        `json:"known"`   // expectations, and known numbers
	Agree    Count        `json:"agree"`   // exact figures against the sampler
	Rows     []Proof      `json:"rows"`
	Failed   []Unverified `json:"failed"`
}

// A Count is how many of all hold.
type Count struct {
	Hold int `json:"hold"`
	All  int `json:"all"`
}

// A Proof is one figure, once.
type Proof struct {
	Scenario  string   `json:"scenario"`
	Fleet     string   `json:"fleet"`
	Pool      string   `json:"pool,omitempty"`
	Metric    string   `json:"metric"`
	Against   string   `json:"against"` // known: a known answer; exact: another method
	Method    string   `json:"method"`  // of Got
	Expected  float64  `json:"expected"`
	Got       *float64 `json:"got"`
	Error     *float64 `json:"relative_error"` // of Got, signed
	Tolerance *float64 `json:"tolerance"`      // of |Error|; null where z decides
	Z         *float64 `json:"z"`
	Faster    float64  `json:"rates_times"` // failure rates of the copy, 1: the plan itself
	Verdict   string   `json:"verdict"`     // holds, fails, or not judged
	Why       string   `json:"why,omitempty"`
	Source    string   `json:"source,omitempty"`

	plan  *model.Plan
	order int // of its expectation, −1: none
}

// Unverified is a known answer that no method confirms.
type Unverified struct {
	Scenario string `json:"scenario"`
	Fleet    string `json:"fleet"`
	Pool     string `json:"pool,omitempty"`
	Metric   string `json:"metric"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	Why      string `json:"why"`
}

// Verdicts of a proof.
const (
	holds     = "holds"
	fails     = "fails"
	notJudged = "not judged"
)

// falseAlarm is the chance that a whole run of fair samplers shows a failure, by the
// normal law. Its bound on |z| is Bonferroni's over the sampled rows. Means of
// skewed histories have heavier tails than the normal law, by up to ten times at
// this many trials, so that the run stays below 1 in 1,000.
const falseAlarm = 1e-4

// Verify holds the expectations of plans against every method that applies, and each
// exact answer against the sampler.
func Verify(ctx context.Context, plans []*model.Plan, o VerifyOptions) (*Verification, error) {
	if !o.SeedSet && o.Seed == 0 {
		o.Seed = 1
	}
	var tasks []*proving
	for _, p := range plans {
		for i := range p.Fleets {
			tasks = append(tasks, &proving{plan: p, fleet: i, seed: o.Seed, ctx: ctx})
		}
	}
	if err := proveAll(tasks, o); err != nil && !errors.Is(err, ErrInterrupted) {
		return nil, err
	}
	v := &Verification{Schema: VerifySchema, Complete: true, Seed: o.Seed, Rows: knownNumbers(), Failed: []Unverified{}}
	open := map[*model.Plan]bool{}
	some := false
	for _, t := range tasks {
		if some = some || t.done; !t.done {
			v.Complete, open[t.plan] = false, true
			continue
		}
		v.Rows = append(v.Rows, t.rows...)
	}
	if !v.Complete && !(o.Partial && some) {
		return nil, ErrInterrupted
	}
	v.judge()
	v.conclude(slices.DeleteFunc(slices.Clone(plans), func(p *model.Plan) bool { return open[p] }))
	return v, nil
}

// proveAll runs the tasks on so many workers; each writes only what is its own.
func proveAll(tasks []*proving, o VerifyOptions) error {
	jobs := o.Jobs
	if jobs <= 0 {
		jobs = runtime.GOMAXPROCS(0)
	}
	errs := make([]error, len(tasks))
	var next, done atomic.Int64
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range min(jobs, len(tasks)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				i := int(next.Add(1)) - 1
				if i >= len(tasks) || tasks[i].ctx.Err() != nil {
					return
				}
				errs[i] = tasks[i].guarded()
				tasks[i].done = tasks[i].ctx.Err() == nil
				n := int(done.Add(1))
				if o.Progress != nil {
					mu.Lock()
					o.Progress(n, len(tasks))
					mu.Unlock()
				}
			}
		}()
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// judge decides the rows that z decides, by one bound for all of them.
func (v *Verification) judge() {
	sampled := 0
	for i := range v.Rows {
		if v.Rows[i].Z != nil {
			sampled++
		}
	}
	v.Bound = zBound(sampled)
	for i := range v.Rows {
		if r := &v.Rows[i]; r.Z != nil && r.Verdict == "" {
			r.Verdict = holds
			if !(math.Abs(*r.Z) < v.Bound) {
				r.Verdict = fails
			}
		}
	}
}

// zBound is Bonferroni's bound on n two-sided z, in tenths.
func zBound(n int) float64 {
	z := distuv.UnitNormal.Quantile(1 - falseAlarm/2/float64(max(n, 1)))
	return math.Ceil(z*10) / 10
}

// conclude counts, and names what no method confirms.
func (v *Verification) conclude(plans []*model.Plan) {
	for i := range v.Rows {
		r := &v.Rows[i]
		switch {
		case r.Against == "exact" && r.Verdict != notJudged:
			v.Agree.add(r.Verdict == holds)
			if r.Verdict == fails {
				v.fail(r, model.Origin{}, fmt.Sprintf("sampled %s, exact %s, z = %.1f", short(*r.Got), short(r.Expected), *r.Z))
			}
		case r.Against == "known" && r.order < 0:
			v.Known.add(r.Verdict == holds)
			if r.Verdict == fails {
				v.fail(r, model.Origin{}, fmt.Sprintf("got %.12g, known is %.12g", *r.Got, r.Expected))
			}
		}
	}
	for _, p := range plans {
		for k := range p.Expect {
			v.expectation(p, k)
		}
	}
	v.Verdict = "pass"
	if len(v.Failed) > 0 {
		v.Verdict = "fail"
	}
	v.Summary = fmt.Sprintf("%d of %d known answers hold; %d of %d exact figures agree with the sampler, |z| < %.1f",
		v.Known.Hold, v.Known.All, v.Agree.Hold, v.Agree.All, v.Bound)
	if !v.Complete {
		v.Summary = "ended early: " + v.Summary
	}
}

func (c *Count) add(hold bool) {
	c.All++
	if hold {
		c.Hold++
	}
}

func (v *Verification) fail(r *Proof, at model.Origin, why string) {
	v.Failed = append(v.Failed, Unverified{Scenario: r.Scenario, Fleet: r.Fleet, Pool: r.Pool, Metric: r.Metric, File: at.File, Line: at.Line, Why: why})
}

// expectation counts one: it holds where some method judges it and none denies it.
func (v *Verification) expectation(p *model.Plan, k int) {
	e := &p.Expect[k]
	judged, why := false, "no method gives this figure"
	hold := true
	for i := range v.Rows {
		r := &v.Rows[i]
		if r.Against != "known" || r.order != k || r.plan != p {
			continue
		}
		switch r.Verdict {
		case notJudged:
			why = r.Why
		case fails:
			judged, hold = true, false
			why = fmt.Sprintf("%s gives %.12g, expected is %.12g", r.Method, *r.Got, e.Value)
			if r.Z != nil {
				why += fmt.Sprintf(", z = %.1f", *r.Z)
			}
		default:
			judged = true
		}
	}
	hold = hold && judged
	v.Known.add(hold)
	if !hold {
		v.fail(&Proof{Scenario: p.Name, Fleet: e.Fleet, Pool: e.Pool, Metric: e.Metric}, e.Origin, why)
	}
}
