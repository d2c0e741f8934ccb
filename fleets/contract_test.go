package fleets

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestContractLoads: each file of the contract and each sketch, nothing of which is refused.
func TestContractLoads(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.yaml")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, more := range []string{"templates/*.yaml", "textbook/*.yaml", "published/*.yaml", "../examples/*/*.yaml"} {
		m, err := filepath.Glob(more)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, m...)
	}
	for _, f := range files {
		name := strings.TrimPrefix(filepath.ToSlash(f), "testdata/")
		if strings.HasPrefix(name, "errors/") || filepath.Base(f) == "fits.yaml" || filepath.Base(f)[0] == '.' { // a file of fits, or of another program
			continue
		}
		t.Run(name, func(t *testing.T) {
			plan, sources, err := Load(f, Options{})
			if len(sources) == 0 || len(sources[0].SHA256) != 64 {
				t.Errorf("sources: %v", sources)
			}
			if err != nil {
				t.Fatalf("%v", err)
			}
			if len(plan.Fleets) == 0 || len(plan.Inputs) == 0 {
				t.Error("a plan without fleets or inputs")
			}
		})
	}
}
