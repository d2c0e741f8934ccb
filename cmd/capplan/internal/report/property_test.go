package report

import (
	"flag"
	"io"
	"testing"

	"pgregory.net/rapid"

	"github.com/capplan/capplan/internal/fuzzing"
)

// TestPropertyReport: the answer of a random scenario, saved and read again, is rendered
// in every format.
func TestPropertyReport(t *testing.T) {
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		if err := f.Value.Set("15"); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		choices := rapid.SliceOfN(rapid.IntRange(0, 59), 80, 80).Draw(r, "choices")
		next := 0
		text := fuzzing.Scenario(func(n int) int { next++; return choices[(next-1)%len(choices)] % n }, choices[0]%2)
		saved := resultOf(t, "capplan.yaml", text, 8)
		for _, format := range append(append([]string{}, Formats...), "xlsx") {
			if err := Write(io.Discard, saved, format, Options{Width: 80}); err != nil {
				r.Fatalf("%s: %v\n%s", format, err, text)
			}
		}
		for _, table := range Tables {
			if err := Write(io.Discard, saved, "csv", Options{Table: table}); err != nil {
				r.Fatalf("%s: %v\n%s", table, err, text)
			}
		}
	})
}
