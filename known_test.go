package capplan_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// TestKnownAnswers holds every embedded scenario to its expect: values, and the
// exact methods to the sampler: what `capplan verify` does, by the same code.
func TestKnownAnswers(t *testing.T) {
	t.Parallel()
	known, err := capplan.KnownAnswers()
	if err != nil {
		t.Fatal(err)
	}
	v := verify(t, known, capplan.VerifyOptions{})
	for _, f := range v.Failed {
		t.Errorf("%s %s %s %s: %s", f.Scenario, f.Fleet, f.Pool, f.Metric, f.Why)
	}
	if v.Verdict != "pass" || v.Known.All < 20 || v.Agree.All < 30 || v.Known.Hold != v.Known.All || v.Agree.Hold != v.Agree.All {
		t.Errorf("%s: %s", v.Verdict, v.Summary)
	}
	for _, r := range v.Rows {
		if r.Verdict != "holds" {
			t.Errorf("%s %s %s %s by %s: %s, %s", r.Scenario, r.Fleet, r.Pool, r.Metric, r.Method, r.Verdict, r.Why)
		}
	}
}

// TestJobsNeverChangeAVerification: nor the order in which its answers come.
func TestJobsNeverChangeAVerification(t *testing.T) {
	known, err := capplan.KnownAnswers()
	if err != nil {
		t.Fatal(err)
	}
	var first []byte
	for _, jobs := range []int{1, 3} {
		again, err := json.Marshal(verify(t, known[:4], capplan.VerifyOptions{Jobs: jobs}))
		if first == nil {
			first = again
		}
		if err != nil || len(again) < 1000 || !bytes.Equal(first, again) {
			t.Errorf("%d jobs change the verification (%v)", jobs, err)
		}
	}
}

// TestWrongAnswersFail: an expectation that is wrong by a millionth is found by the
// exact method, one that is wrong by a third by the sampler alone, and one that no
// figure answers is no success.
func TestWrongAnswersFail(t *testing.T) {
	const fleet = "version: 1\nname: wrong\nfleets: {a: {count: 5, needs: 3, failures: {mttf: 200 h}, repair: 8 h}}\n"
	const young = "version: 1\nname: wrong\nstart: new\nhorizon: 1000 h\nfleets: {a: {count: 1, failures: {law: weibull, shape: 2, mean: 200 h}, repair: 20 h}}\n"
	for _, c := range []struct{ text, metric, value, why string }{
		{fleet, "units_up, pool: servers", "4.80770", "exact gives 4.80769"},
		{young, "unavailability", "0.12", "monte-carlo gives"},
		{fleet, "load.safe", "1", "no method gives this figure"},
	} {
		text := c.text + "expect: [{fleet: a, metric: " + c.metric + ", value: " + c.value + "}]\n"
		s, err := capplan.Load("wrong.yaml", capplan.LoadOptions{ReadFile: func(string) ([]byte, error) { return []byte(text), nil }})
		if err != nil {
			t.Fatal(err)
		}
		v := verify(t, []*capplan.Scenario{s}, capplan.VerifyOptions{})
		if v.Verdict != "fail" || len(v.Failed) != 1 || !strings.Contains(v.Failed[0].Why, c.why) {
			t.Errorf("%s = %s: %s, %+v", c.metric, c.value, v.Verdict, v.Failed)
		}
	}
}

func verify(t *testing.T, list []*capplan.Scenario, o capplan.VerifyOptions) *capplan.Verification {
	t.Helper()
	v, err := capplan.Verify(context.Background(), list, o)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func compare(t *testing.T, s *capplan.Scenario, o capplan.Options) *capplan.Result {
	t.Helper()
	r, err := capplan.Compare(context.Background(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
