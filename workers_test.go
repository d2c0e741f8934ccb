package capplan_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// TestWorkersNeverChangeBytes holds a plan with crews, groups and incidents, and one of
// rare outages, to the same bytes for 1, 2, 3 and 8 workers.
func TestWorkersNeverChangeBytes(t *testing.T) {
	for _, c := range []struct{ file, method, has string }{
		{"workers", "simulate", "histories"},
		{"workers", "auto", "histories"},
		{"rare", "simulate", "importance sampling"},
		{"rare", "auto", "importance sampling"},
	} {
		var first []byte
		for _, jobs := range []int{1, 2, 3, 8} {
			s, err := capplan.Load("testdata/"+c.file+".yaml", capplan.LoadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			r, err := capplan.Compare(t.Context(), s, capplan.Options{Jobs: jobs, Method: c.method, Trials: 60})
			if err != nil {
				t.Fatal(err)
			}
			b, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = b
			}
			if !bytes.Equal(b, first) {
				t.Errorf("%s by %s: %d workers give other bytes than 1", c.file, c.method, jobs)
			}
			if !strings.Contains(string(b), c.has) {
				t.Errorf("%s by %s: nothing says %q", c.file, c.method, c.has)
			}
		}
	}
}
