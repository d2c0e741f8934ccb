package capplan_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/fleets"
)

// explained are examples that between them have every kind of figure, quick ones first.
var explained = []string{
	"examples/hello/capplan.yaml", "examples/gate/capplan.yaml", "examples/tpcc/capplan.yaml", "examples/own-or-rent/capplan.yaml",
	"examples/rocket/capplan.yaml", "examples/leave-ioe/capplan.yaml", "examples/traffic-matrix/capplan.yaml", "examples/fit/shop.yaml",
	"examples/double-11/capplan.yaml", "examples/bank/capplan.yaml", "examples/bank-gateway/capplan.yaml",
}

// TestEveryFigureIsExplained: each metric of the results of the examples has a definition
// with the unit of the result, and explain says of it what it is, how it is known and by
// what: it is asked of the first scenario that has it, for fleets, plans, workloads and
// pools alike.
func TestEveryFigureIsExplained(t *testing.T) {
	t.Parallel()
	asked := map[string]bool{}
	for _, f := range explained {
		s, err := capplan.Load(f, capplan.LoadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		o := capplan.Options{Trials: 10}
		r, err := capplan.Compare(context.Background(), s, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range slices.Sorted(maps.Keys(r.Fleets)) {
			fr := r.Fleets[name]
			kind := "fleet"
			if len(fr.Phases) > 0 {
				kind = "plan"
			}
			ask := func(q capplan.Question, kind string, set map[string]capplan.Metric) {
				defined(t, set, s.Plan.Currency)
				for _, metric := range slices.Sorted(maps.Keys(set)) {
					if key := kind + " " + metric; !asked[key] && !strings.HasPrefix(metric, "cost.year.") && !strings.HasPrefix(metric, "units_bought.") {
						asked[key] = true
						q.Metric = metric
						says(t, f, s, q, set[metric])
					}
				}
			}
			ask(capplan.Question{Fleet: name}, kind, fr.Metrics)
			for _, pool := range slices.Sorted(maps.Keys(fr.Pools)) {
				ask(capplan.Question{Fleet: name, Pool: pool}, "pool of a "+kind, fr.Pools[pool].Metrics)
			}
			for _, w := range slices.Sorted(maps.Keys(fr.Workloads)) {
				ask(capplan.Question{Fleet: name, Workload: w}, "workload of a "+kind, fr.Workloads[w].Metrics)
			}
		}
	}
	if len(asked) < 100 {
		t.Errorf("only %d figures asked", len(asked))
	}
	t.Logf("%d figures explained", len(asked))
}

// says asks explain for a figure.
func says(t *testing.T, file string, s *capplan.Scenario, q capplan.Question, m capplan.Metric) {
	t.Helper()
	e, err := capplan.Explain(context.Background(), s, q, capplan.Options{Trials: 10, Lean: true})
	if errors.Is(err, capplan.ErrNoFigure) { // one that a lean answer leaves out
		e, err = capplan.Explain(context.Background(), s, q, capplan.Options{Trials: 10})
	}
	switch {
	case err != nil:
		t.Errorf("%s: %s: %v", file, q, err)
	case e.Definition == "" || e.Value == nil || e.Value.Unit != m.Unit:
		t.Errorf("%s: %s: definition %q, value %v", file, q, e.Definition, e.Value)
	case e.Value.Mean != nil && e.Value.Method == "" && e.Value.PercentileMethod == "":
		t.Errorf("%s: %s says no method", file, q)
	case len(e.Formulas) == 0 && len(e.Assumed) == 0 && e.Bill == nil && e.Value.Why == "":
		t.Errorf("%s: %s: neither formula nor assumption nor bill nor reason", file, q)
	}
}

// TestEveryWordIsExplained: each code and each term has a text.
func TestEveryWordIsExplained(t *testing.T) {
	for _, c := range fleets.Codes {
		if e, ok := fleets.Explain(c.Code); !ok || len(e.Explanation) < 20 || e.Title == "" {
			t.Errorf("%s: %q: %q", c.Code, e.Title, e.Explanation)
		}
	}
	for _, name := range fleets.TermNames() {
		if term, ok := fleets.FindTerm(name); !ok || !strings.HasSuffix(term.Text, ".") {
			t.Errorf("%s: %q", name, term.Text)
		}
	}
}
