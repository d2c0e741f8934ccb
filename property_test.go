package capplan_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
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
	few(t, "8")
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

// few bounds how many scenarios each property is held on: a longer look is
// go test . -run Property -rapid.checks=1000.
func few(t *testing.T, n string) {
	t.Helper()
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		if err := f.Value.Set(n); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := f.Value.Set(f.DefValue); err != nil {
				t.Error(err)
			}
		})
	}
}
