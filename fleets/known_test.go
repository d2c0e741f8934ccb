package fleets

import (
	"os"
	"path/filepath"
	"testing"
)

// TestKnownAnswersAreEmbedded: every file of textbook/ and published/ can be
// verified, carries its answers, and no name stands twice.
func TestKnownAnswersAreEmbedded(t *testing.T) {
	var want []string
	for _, dir := range []string{"textbook", "published"} {
		m, err := filepath.Glob(dir + "/*.yaml")
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, m...)
	}
	seen := map[string]bool{}
	got := KnownAnswers()
	if len(got) != len(want) || len(got) < 10 {
		t.Errorf("%d embedded, %d files", len(got), len(want))
	}
	for _, k := range got {
		if seen[k.Name] {
			t.Errorf("%s stands twice", k.Name)
		}
		seen[k.Name] = true
		if text, err := os.ReadFile(k.Path); err != nil || string(text) != k.Text {
			t.Errorf("%s: not what is embedded (%v)", k.Path, err)
		}
		plan, _, err := Load(k.Path, Options{})
		if err != nil {
			t.Error(err)
			continue
		}
		if len(plan.Expect) == 0 || plan.Name != k.Name {
			t.Errorf("%s: name %q, %d expectations", k.Path, plan.Name, len(plan.Expect))
		}
	}
}
