package capplan_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/internal/fuzzing"
)

// drawn is a random scenario that is valid; the same choices with other spares are the
// same scenario with more or fewer of them.
func drawn(t *rapid.T, spares ...int) []*capplan.Scenario {
	choices := rapid.SliceOfN(rapid.IntRange(0, 59), 80, 80).Draw(t, "choices")
	var out []*capplan.Scenario
	for _, n := range spares {
		next := 0
		text := fuzzing.Scenario(func(n int) int { next++; return choices[(next-1)%len(choices)] % n }, n)
		s, err := capplan.Load("capplan.yaml", capplan.LoadOptions{ReadFile: func(string) ([]byte, error) { return []byte(text), nil }})
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		out = append(out, s)
	}
	return out
}

func answerOf(t *rapid.T, s *capplan.Scenario, o capplan.Options) *capplan.Result {
	r, err := capplan.Compare(context.Background(), s, o)
	if err != nil {
		t.Fatalf("%v\n%s", err, s.Files[0].Text)
	}
	return r
}

// TestPropertyWorkers: a random scenario is answered with the same bytes by one, two and
// five workers.
func TestPropertyWorkers(t *testing.T) {
	few(t, 8)
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t, rapid.IntRange(0, 1).Draw(t, "spares"))[0]
		var first []byte
		for _, jobs := range []int{1, 2, 5} {
			data, err := json.Marshal(answerOf(t, s, capplan.Options{Trials: 40, Jobs: jobs}))
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = data
			}
			if !bytes.Equal(first, data) {
				t.Fatalf("%d workers answer otherwise\n%s", jobs, s.Files[0].Text)
			}
		}
	})
}

// TestPropertyExactIsSampled: where a random scenario has an exact answer, histories give
// the same unavailability within five standard errors of theirs. With 400 of them an error
// of a fifth of it is seen, on the scenarios that are out often enough to be counted.
func TestPropertyExactIsSampled(t *testing.T) {
	if testing.Short() {
		t.Skip("too few scenarios to compare")
	}
	few(t, 6)
	compared := 0
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t, rapid.IntRange(0, 1).Draw(t, "spares"))[0]
		exact, err := capplan.Compare(context.Background(), s, capplan.Options{Trials: 2, Method: "exact"})
		var none *capplan.Obstacle
		if errors.As(err, &none) {
			t.Skip("no exact answer")
		}
		if err != nil {
			t.Fatal(err)
		}
		const trials = 400
		sampled := answerOf(t, s, capplan.Options{Trials: trials, Method: "simulate"})
		for name, f := range exact.Fleets {
			want, got := f.Metrics["unavailability"], sampled.Fleets[name].Metrics["unavailability"]
			if want.Mean == nil || got.Mean == nil || got.SD == nil || want.Method == "approximation" {
				continue
			}
			tol := 5 * *got.SD / math.Sqrt(trials)
			if !(tol > 0 && tol <= *want.Mean/5) {
				continue // too few outages to say anything
			}
			compared++
			if !(math.Abs(*got.Mean-*want.Mean) <= tol) {
				t.Fatalf("%s: %.6g by histories, %.6g ± %.2g exactly (%s)\n%s", name, *got.Mean, *want.Mean, tol, want.Method, s.Files[0].Text)
			}
		}
	})
	if !t.Failed() && compared == 0 {
		t.Errorf("only %d fleets were compared", compared)
	}
	t.Logf("%d fleets were compared", compared)
}

// TestPropertyHotSpare: one more hot unit that stands by never makes a fleet less
// available, exactly.
func TestPropertyHotSpare(t *testing.T) {
	few(t, 20)
	compared, better := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		pair := drawn(t, 0, 1)
		var us [2]map[string]capplan.FleetResult
		for i, s := range pair {
			r, err := capplan.Compare(context.Background(), s, capplan.Options{Trials: 2, Method: "exact"})
			var none *capplan.Obstacle
			if errors.As(err, &none) {
				t.Skip("no exact answer")
			}
			if err != nil {
				t.Fatal(err)
			}
			us[i] = r.Fleets
		}
		for name := range us[0] {
			without, with := us[0][name].Metrics["unavailability"], us[1][name].Metrics["unavailability"]
			if us[0][name].Basis != "time" || without.Mean == nil || with.Mean == nil {
				continue
			}
			compared++
			if *with.Mean < *without.Mean {
				better++
			}
			if !(*with.Mean <= *without.Mean+1e-12) {
				t.Fatalf("%s: %.15g without, %.15g with a hot spare\n%s", name, *without.Mean, *with.Mean, pair[1].Files[0].Text)
			}
		}
	})
	if !t.Failed() && (better == 0) {
		t.Errorf("%d fleets were compared, and %d are better with a spare", compared, better)
	}
	t.Logf("%d fleets were compared, %d are better with a spare", compared, better)
}

// few bounds how many scenarios each property is held on: a longer look is
// go test . -run Property -rapid.checks=1000.
func few(t *testing.T, n int) {
	t.Helper()
	if err := flag.Set("rapid.seed", "1"); err != nil { // the same ones each time
		t.Fatal(err)
	}
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		if err := f.Value.Set(strconv.Itoa(n)); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := f.Value.Set(f.DefValue); err != nil {
				t.Error(err)
			}
		})
	}
}
