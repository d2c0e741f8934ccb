package fleets

import (
	"os"
	"regexp"
	"testing"
)

// TestScenarioReference loads every YAML block of the reference, and applies each of its
// examples of --set to one that has the path.
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
	applied := make([]bool, len(sets))
	for i, b := range blocks {
		if err := load(string(b[1])); err != nil {
			t.Errorf("block %d: %v", i, err)
		}
		for j, s := range sets {
			applied[j] = applied[j] || load(string(b[1]), string(s[1])) == nil
		}
	}
	for j, s := range sets {
		if !applied[j] && string(s[1]) != "PATH=VALUE" {
			t.Errorf("--set %s is no setting of any block", s[1])
		}
	}
}
