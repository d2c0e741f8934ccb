package stat

import (
	"fmt"
	"strings"
	"testing"
)

type recorder struct{ said []string }

func (r *recorder) Helper() {}
func (r *recorder) Errorf(f string, a ...any) {
	r.said = append(r.said, fmt.Sprintf(f, a...))
}

func TestNear(t *testing.T) {
	var s Sample
	for i := range 10000 {
		s.Add(float64(i % 2)) // mean 0.5, sd 0.5, five standard errors 0.025
	}
	for _, c := range []struct {
		want, effect float64
		says         string
	}{
		{0.5, 0.06, ""},
		{0.52, 0.06, ""},
		{0.53, 0.06, "want 0.53"},
		{0.5, 0.04, "the test claims 0.04"},
	} {
		var r recorder
		Near(&r, "x", &s, c.want, c.effect)
		if got := strings.Join(r.said, "; "); !strings.Contains(got, c.says) || (c.says == "") != (got == "") {
			t.Errorf("Near(0.5 ± 0.025, %g, %g) says %q, want %q", c.want, c.effect, got, c.says)
		}
	}
	var r recorder
	if Near(&r, "empty", &Sample{}, 0, 1); len(r.said) == 0 {
		t.Error("an empty sample passes")
	}
}
