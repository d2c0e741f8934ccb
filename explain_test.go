package capplan_test

import (
	"context"
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/fleets"
)

// TestExplanationProse ties every number of an explanation's sentences to its JSON, for
// figures of every fleet of the examples, and holds that every figure of a result has
// a definition.
func TestExplanationProse(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("examples/*/capplan.yaml")
	if err != nil || len(files) < 4 {
		t.Fatalf("found %d examples (%v)", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			s, err := capplan.Load(file, capplan.LoadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			o := capplan.Options{Trials: 20, Seed: 3}
			r := compare(t, s, o)
			for fleet, f := range r.Fleets {
				if len(f.Pools) == 0 { // a plan, which is told of phase by phase
					continue
				}
				asked := []capplan.Question{{Fleet: fleet, Metric: "downtime"}, {Fleet: fleet, Metric: "cost.pv"}, {Fleet: fleet, Metric: "placement"}}
				for _, pool := range slices.Sorted(maps.Keys(f.Pools))[:1] {
					asked = append(asked, capplan.Question{Fleet: fleet, Pool: pool, Metric: "units_up"})
				}
				for _, workload := range slices.Sorted(maps.Keys(f.Workloads))[:min(1, len(f.Workloads))] {
					asked = append(asked, capplan.Question{Fleet: fleet, Workload: workload, Metric: "availability"})
				}
				if f.Rival != "" {
					asked = append(asked, capplan.Question{Fleet: fleet, Metric: "maturity.incidents"}, capplan.Question{Fleet: fleet, Metric: "maturity.overtakes"})
				}
				for _, q := range asked {
					explanationProse(t, s, q, o)
				}
				sets := []map[string]capplan.Metric{f.Metrics}
				for _, p := range f.Pools {
					sets = append(sets, p.Metrics)
				}
				for _, w := range f.Workloads {
					sets = append(sets, w.Metrics)
				}
				for _, set := range sets {
					defined(t, set, r.Scenario.Currency)
				}
			}
		})
	}
}

// defined holds that every figure has a definition, with its unit.
func defined(t *testing.T, set map[string]capplan.Metric, currency string) {
	t.Helper()
	for metric, m := range set {
		term, ok := fleets.FindTerm(metric)
		if term.Unit == "date" {
			continue
		}
		if unit := strings.Replace(term.Unit, "currency", currency, 1); !ok || unit != m.Unit {
			t.Errorf("%s is in %s; its definition is %+v", metric, m.Unit, term)
		}
	}
}

func explanationProse(t *testing.T, s *capplan.Scenario, q capplan.Question, o capplan.Options) {
	t.Helper()
	e, err := capplan.Explain(context.Background(), s, q, o)
	if err != nil {
		t.Fatalf("%v: %v", q, err)
	}
	data, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(data, &tree); err != nil {
		t.Fatal(err)
	}
	words := []string{e.Of, e.Fleet}
	for _, c := range e.Causes {
		words = append(words, c.Cause)
	}
	for _, p := range e.Placement {
		words = append(words, p.Pool, p.Level)
	}
	if e.Answer.Verdict.Text == "" {
		t.Errorf("%v: no answer", q)
	}
	for _, sentence := range append([]capplan.Sentence{e.Answer.Verdict}, e.Answer.Why...) {
		checkSentence(t, tree, sentence, words)
	}
	if q.Metric == "cost.pv" || q.Metric == "placement" {
		return
	}
	if e.Definition == "" || len(e.Formulas) == 0 || len(e.Enters) == 0 || len(e.Assumed) == 0 {
		t.Errorf("%v: %d formulas, %d inputs, %d assumptions, definition %q", q, len(e.Formulas), len(e.Enters), len(e.Assumed), e.Definition)
	}
	for _, in := range e.Enters {
		if in.Line == 0 && in.Entry == "" {
			t.Errorf("%v: nothing says where %s is from", q, in.Path)
		}
	}
}

// TestExplainedDays: when a fleet is exhausted is told as a day, or as hours where the
// horizon has no start.
func TestExplainedDays(t *testing.T) {
	for start, want := range map[string]string{"start: 2027-01-01, ": "2029-0", "": " h from start"} {
		s := scenario(t, `version: 1
horizon: {`+start+`years: 5}
workloads: {w: {peak: 100 req/s, growth: 30 %/year (29 %..31 %)}}
fleets: {a: {count: 4, throughput: 45 req/s, failures: never}}
`)
		e, err := capplan.Explain(context.Background(), s, capplan.Question{Fleet: "a", Metric: "exhaustion"}, capplan.Options{Trials: 50})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(e.Answer.Verdict.Text, want) {
			t.Errorf("start %q: %s", start, e.Answer.Verdict.Text)
		}
	}
}
