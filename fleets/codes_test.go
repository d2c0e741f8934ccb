package fleets_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/capplan/capplan/fleets"
)

// TestEveryCodeIsExplained: whatever the program can print has its row in the
// table, once.
func TestEveryCodeIsExplained(t *testing.T) {
	known := map[string]bool{}
	for _, c := range fleets.Codes {
		if known[c.Code] {
			t.Errorf("%s stands twice", c.Code)
		}
		known[c.Code] = true
		if c.Title == "" || c.Explanation == "" {
			t.Errorf("%s has no explanation", c.Code)
		}
	}
	code := regexp.MustCompile(`"([EW][0-9]{3})"`)
	found := 0
	for _, pattern := range []string{"*.go", "../cmd/capplan/*.go", "../model/decide/*.go", "../model/fit/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			src, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range code.FindAllStringSubmatch(string(src), -1) {
				found++
				if _, ok := fleets.Explain(m[1]); !ok {
					t.Errorf("%s uses %s, which nothing explains", f, m[1])
				}
			}
		}
	}
	if found < 100 {
		t.Errorf("found only %d codes: the search is broken", found)
	}
}
