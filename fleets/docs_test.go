package fleets

import (
	"os"
	"regexp"
	"testing"
)

// TestScenarioReference loads every YAML block of the reference, and applies its
// examples of --set.
func TestScenarioReference(t *testing.T) {
	doc, err := os.ReadFile("../docs/scenario.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(doc, -1)
	if len(blocks) == 0 {
		t.Fatal("no block")
	}
	sets := regexp.MustCompile("`--set ([^`]+=[^`]+)`").FindAllSubmatch(doc, -1)
	if len(sets) < 3 {
		t.Errorf("found %d examples of --set", len(sets))
	}
	for i, b := range blocks {
		if err := load(string(b[1])); err != nil {
			t.Errorf("block %d: %v", i, err)
		}
		for _, s := range sets[1:] { // the first is the pattern itself
			if err := load(string(b[1]), string(s[1])); err != nil {
				t.Errorf("--set %s: %v", s[1], err)
			}
		}
	}
}
