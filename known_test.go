package capplan_test

import (
	"context"
	"math"
	"path/filepath"
	"testing"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/model"
)

// TestKnownAnswers holds every scenario of fleets/textbook to its expect: values by
// the exact method, and the exact method to the sampler. Where outages are too rare
// to be seen, both answer for a copy whose failure rates are raised until they are
// not.
func TestKnownAnswers(t *testing.T) {
	files, err := filepath.Glob("fleets/textbook/*.yaml")
	if err != nil || len(files) < 10 {
		t.Fatalf("found %d textbook scenarios (%v)", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			s, err := capplan.Load(file, capplan.LoadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if len(s.Plan.Expect) == 0 {
				t.Fatal("nothing is expected")
			}
			if !s.Plan.Horizon.Steady { // a deterministic time line: one history is the answer
				r := compare(t, s, capplan.Options{Method: "simulate", Trials: 1})
				for _, e := range s.Plan.Expect {
					holds(t, r, e)
				}
				return
			}
			r := compare(t, s, capplan.Options{Method: "exact", Trials: 1})
			for _, e := range s.Plan.Expect {
				holds(t, r, e)
			}
			for i := range s.Plan.Fleets {
				sampledAgrees(t, s, i)
			}
		})
	}
}

func compare(t *testing.T, s *capplan.Scenario, o capplan.Options) *capplan.Result {
	t.Helper()
	r, err := capplan.Compare(context.Background(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func holds(t *testing.T, r *capplan.Result, e model.Expectation) {
	t.Helper()
	metrics := r.Fleets[e.Fleet].Metrics
	if e.Pool != "" {
		metrics = r.Fleets[e.Fleet].Pools[e.Pool].Metrics
	}
	m, ok := metrics[e.Metric]
	if !ok || m.Mean == nil {
		t.Errorf("%s %s: no such figure", e.Fleet, e.Metric)
		return
	}
	if !(math.Abs(*m.Mean-e.Value) <= e.Tolerance*math.Abs(e.Value)) {
		t.Errorf("%s %s = %.15g, want %.15g within %.0e relative", e.Fleet, e.Metric, *m.Mean, e.Value, e.Tolerance)
	}
	if m.Method == "monte-carlo" && r.Method == "exact" {
		t.Errorf("%s %s: method %s under --method exact", e.Fleet, e.Metric, m.Method)
	}
}

// sampledAgrees compares one fleet's exact and sampled unavailability and outages,
// over histories of about one outage each.
func sampledAgrees(t *testing.T, s *capplan.Scenario, fleet int) {
	t.Helper()
	const trials = 400     // sees errors above 4.5/√400 ≈ 23 %; exact and simulate hold more
	const affordable = 2e6 // failures
	plan := *s.Plan
	f := plan.Fleets[fleet]
	plan.Fleets = []model.Fleet{f}
	plan.Baseline = f.Name
	copied := &capplan.Scenario{Plan: &plan, Files: s.Files}
	var want *capplan.Result
	for faster := 1.0; ; faster *= 1.5 {
		plan.Fleets[0] = inflated(f, faster)
		want = compare(t, copied, capplan.Options{Method: "exact", Trials: 1})
		m := want.Fleets[f.Name].Metrics
		hours := model.HoursPerYear / *m["outages"].Mean
		if hours*trials*failureRate(&plan.Fleets[0]) <= affordable {
			plan.Horizon.Hours = hours
			break
		}
		if *m["unavailability"].Mean > 0.5 {
			t.Fatalf("%s: no rate makes outages visible", f.Name)
		}
	}
	got := compare(t, copied, capplan.Options{Method: "simulate", Trials: trials, Seed: 7})
	for _, metric := range []string{"unavailability", "outages"} {
		w, g := want.Fleets[f.Name].Metrics[metric], got.Fleets[f.Name].Metrics[metric]
		if g.Lo == nil || g.Hi == nil {
			t.Errorf("%s %s: too few outages were seen", f.Name, metric)
			continue
		}
		se := (*g.Hi - *g.Lo) / 2 / 1.96
		if z := (*g.Mean - *w.Mean) / se; !(math.Abs(z) < 4.5) {
			t.Errorf("%s %s: sampled %.5g ± %.2g, exact %.5g, z = %.1f", f.Name, metric, *g.Mean, se, *w.Mean, z)
		}
	}
}

// inflated returns a fleet that fails so many times faster.
func inflated(f model.Fleet, faster float64) model.Fleet {
	f.Pools = append([]model.Pool(nil), f.Pools...)
	for i := range f.Pools {
		f.Pools[i].Life.Mean.Value /= faster
	}
	f.Domains = append([]model.Domain(nil), f.Domains...)
	for i := range f.Domains {
		f.Domains[i].Life.Mean.Value /= faster
	}
	return f
}

func failureRate(f *model.Fleet) (perHour float64) {
	for i := range f.Pools {
		p := &f.Pools[i]
		perHour += float64(p.Count) / (p.Life.Mean.Value + p.Repair.Mean.Value)
	}
	return perHour
}
