package capplan_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

const varied = `version: 1
currency: USD
fleets:
  small: {hardware: {price: 9k USD (8k..10k), part: {share: 0 %, price: 0 USD}, failures: {mttf: 2 y}, repair: 24 h}, count: 4, needs: 3}
`

// TestVary reads a scenario again without its files, with other values on the same luck.
func TestVary(t *testing.T) {
	file := filepath.Join(t.TempDir(), "s.yaml")
	if err := os.WriteFile(file, []byte(varied), 0o600); err != nil {
		t.Fatal(err)
	}
	loaded, err := capplan.Load(file, capplan.LoadOptions{Set: []string{"small.count=5"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	piped, err := capplan.Load("-", capplan.LoadOptions{Stdin: strings.NewReader(varied), Set: []string{"small.count=5"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []*capplan.Scenario{loaded, piped} {
		if s, err = s.Vary("small.count=6"); err != nil {
			t.Fatal(err)
		}
		if s, err = s.Vary("small.count=10"); err != nil {
			t.Fatal(err)
		}
		if n := s.Plan.Fleets[0].Pools[0].Count; n != 10 {
			t.Fatalf("count %d, want 10", n)
		}
		one, err := capplan.Compare(context.Background(), loaded, capplan.Options{Trials: 50, Lean: true, Keep: true})
		if err != nil {
			t.Fatal(err)
		}
		two, err := capplan.Compare(context.Background(), s, capplan.Options{Trials: 50, Lean: true, Keep: true})
		if err != nil {
			t.Fatal(err)
		}
		a, b := one.Fleets["small"].Metrics["cost.capex"], two.Fleets["small"].Metrics["cost.capex"]
		if len(a.Trials()) != 50 {
			t.Fatalf("%d trials kept, want 50", len(a.Trials()))
		}
		for i, x := range a.Trials() {
			if y := b.Trials()[i]; !(y > 1.99999*x && y < 2.00001*x) {
				t.Fatalf("trial %d: ten servers cost %g, five %g", i, y, x)
			}
		}
	}
}
