package capplan_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/internal/fuzzing"
)

// endsAfter is a context that is over when it was asked so many times.
type endsAfter struct {
	context.Context
	left *atomic.Int64
}

func (c endsAfter) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

func endingAfter(n int) context.Context {
	left := &atomic.Int64{}
	left.Store(int64(n))
	return endsAfter{context.Background(), left}
}

// TestSensitivityEnded: ended at any moment, a sensitivity says nothing, or the figures of
// the whole one and that it is not complete.
func TestSensitivityEnded(t *testing.T) {
	s := scenario(t, `version: 1
currency: USD
fleets:
  a: {count: 4, needs: 3, hardware: {price: 9k USD (8k..12k)}, failures: {mttf: 90 d (60..200)}, repair: 10 h}
  b: {count: 2, needs: 1, hardware: {price: 20k USD (15k..30k)}, failures: {mttf: 90 d}, repair: 10 h}
`)
	o := capplan.SensitivityOptions{Options: capplan.Options{Trials: 512, Jobs: 1, Partial: true}}
	whole, err := capplan.Sense(context.Background(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	nothing, parts, done := 0, 0, false
	for n := 1; !done; n += 1 + n/4 {
		r, err := capplan.Sense(endingAfter(n), s, o)
		switch {
		case errors.Is(err, capplan.ErrInterrupted):
			nothing++
		case err != nil:
			t.Fatalf("ended after %d: %v", n, err)
		case r.Complete:
			done = true
		default:
			parts++
			if r.Knowing != nil || len(r.Subjects) == 0 || len(r.Subjects) > len(whole.Subjects) {
				t.Fatalf("ended after %d: %d figures, %v", n, len(r.Subjects), r.Knowing)
			}
			for i := range r.Subjects {
				if got, want := inJSON(t, r.Subjects[i]), inJSON(t, whole.Subjects[i]); got != want {
					t.Errorf("ended after %d, figure %d is %s, want %s", n, i, got, want)
				}
			}
		}
	}
	if nothing == 0 || parts == 0 {
		t.Errorf("%d ended with nothing and %d with a part: the test sees little", nothing, parts)
	}
}

// TestVerifyEnded: a verification that is ended has the rows of the fleets that were done.
func TestVerifyEnded(t *testing.T) {
	list, err := capplan.KnownAnswers()
	if err != nil {
		t.Fatal(err)
	}
	list = list[:3]
	whole, err := capplan.Verify(context.Background(), list, capplan.VerifyOptions{Jobs: 1})
	if err != nil || !whole.Complete {
		t.Fatal(err)
	}
	rows := map[string]bool{}
	for i := range whole.Rows {
		r := whole.Rows[i]
		r.Verdict = "" // its bound hangs on how many there are
		rows[inJSON(t, r)] = true
	}
	ctx, cancel := context.WithCancel(context.Background())
	part, err := capplan.Verify(ctx, list, capplan.VerifyOptions{Jobs: 1, Partial: true, Progress: func(int, int) { cancel() }})
	if err != nil {
		t.Fatal(err)
	}
	if part.Complete || len(part.Rows) >= len(whole.Rows) || part.Verdict != "pass" || part.Known.All == 0 {
		t.Errorf("complete %v, %d rows of %d, %s", part.Complete, len(part.Rows), len(whole.Rows), part.Summary)
	}
	for i := range part.Rows {
		r := part.Rows[i]
		if r.Verdict = ""; !rows[inJSON(t, r)] {
			t.Errorf("a row that the whole has not: %+v", r)
		}
	}
	if _, err := capplan.Verify(ctx, list, capplan.VerifyOptions{Jobs: 1, Partial: true}); !errors.Is(err, capplan.ErrInterrupted) {
		t.Errorf("ended before anything was done: %v", err)
	}
}

func inJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// slowTrials is a scenario of which each trial is a history of some hundred events.
const slowTrials = `version: 1
fleets:
  a: {count: 40, needs: 38, failures: {mttf: 60 d (50..90)}, repair: {law: weibull, shape: 2, mean: 10 h}, repair_crews: 2}
`

// TestEndedWithinBlock: a run that is ended answers by the trials that were done, and not
// by whole blocks of them alone; it says of them what a run of as many says.
func TestEndedWithinBlock(t *testing.T) {
	s := scenario(t, slowTrials)
	for _, at := range []int{1, 5, 16, 21} {
		ctx, cancel := context.WithCancel(context.Background())
		o := capplan.Options{Trials: 64, Jobs: 1, Method: "simulate", Partial: true, Progress: func(n, _ int) {
			if n == at {
				cancel()
			}
		}}
		r, err := capplan.Compare(ctx, s, o)
		cancel()
		if err != nil {
			t.Fatalf("ended after %d: %v", at, err)
		}
		if r.Complete || r.Trials != at {
			t.Fatalf("ended after %d: %d trials, complete %v", at, r.Trials, r.Complete)
		}
		few, err := capplan.Compare(context.Background(), s, capplan.Options{Trials: at, Jobs: 1, Method: "simulate"})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := *r.Fleets["a"].Metrics["unavailability"].Mean, *few.Fleets["a"].Metrics["unavailability"].Mean; got != want {
			t.Errorf("ended after %d: %v, and %v of a run of as many", at, got, want)
		}
	}
}

// TestEndedWithinTrial: a run is ended within its first trial too, and before it, however
// long they take: with nothing known, nobody waits for them.
func TestEndedWithinTrial(t *testing.T) {
	defer fuzzing.Watch()()
	for name, text := range map[string]string{
		"a history of a hundred million events": `version: 1
fleets: {a: {count: 1000, needs: 3, maintenance: {every: 1 h, duration: 1e-9 h, at_once: 1}, failures: {afr: 8 %}, repair: 24 h}}
`,
		"ten million units in 997 racks": `version: 1
fleets: {a: {failure_domains: {rack: {count: 997, failures: {afr: 1 %}, repair: 1 h}}, count: 9999990, groups: {size: 10, needs: 7, apart: rack}, failures: {afr: 8 %}, repair: 24 h}}
`,
	} {
		s := scenario(t, text)
		for _, asked := range []int64{0, 3} {
			var left atomic.Int64
			left.Store(asked)
			over := func() bool { return left.Add(-1) < 0 }
			_, err := capplan.Compare(context.Background(), s, capplan.Options{Trials: 10, Jobs: 1, Method: "simulate", Partial: true, Parts: &capplan.Parts{Ended: over}})
			if !errors.Is(err, capplan.ErrInterrupted) {
				t.Errorf("%s, ended: %v", name, err)
			}
		}
	}
}

// TestEndedBeforeSearches: what is found by a search over the draws, which may take longer
// than the trials, is left out of the answer of a run that was ended.
func TestEndedBeforeSearches(t *testing.T) {
	s, err := capplan.Load("examples/leave-ioe/capplan.yaml", capplan.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	asked := capplan.Options{Trials: 64, Jobs: 1, Partial: true}
	whole, err := capplan.Compare(context.Background(), s, asked)
	if err != nil {
		t.Fatal(err)
	}
	asked.Progress = func(n, _ int) {
		if n >= 32 {
			cancel()
		}
	}
	part, err := capplan.Compare(ctx, s, asked)
	if err != nil || part.Complete {
		t.Fatalf("%v, complete %v", err, part.Complete)
	}
	found := 0
	for name, f := range whole.Fleets {
		for _, figure := range []string{"maturity.failover", "maturity.incidents", "maturity.overtakes"} {
			if _, ok := f.Metrics[figure]; !ok {
				continue
			}
			found++
			if _, ok := part.Fleets[name].Metrics[figure]; ok {
				t.Errorf("%s.%s was searched for after the end", name, figure)
			}
		}
	}
	if found == 0 {
		t.Error("the whole answer has no such figure")
	}
}
