package rare

import (
	"testing"

	"github.com/capplan/capplan/model"
)

// TestSplit holds splitting to exact values. It notices 10 %.
func TestSplit(t *testing.T) {
	for _, c := range []struct {
		name                 string
		r                    *Result
		unavailability, mttf float64
	}{
		{"computing system", split(t, computing(), 1000), 1.022773e-05, 165037.86},
		{"twenty machines", split(t, machines(20, 7, 2, 1e-3, 1, 1000), 1000), 6.023005089e-15, 0},
		{"4 of 4, one crew", split(t, machines(4, 4, 1, 1e-3, 1, 8760), 1000), 2.3904096191806465e-11, 41875752083.333336},
		{"database 2", split(t, database(2), 1000), 4.494745797967557e-06, 0},
	} {
		t.Log(c.name, c.r.Why)
		if c.r.Refused != "" {
			t.Fatal(c.name, c.r.Refused)
		}
		near(t, "unavailability", c.r.Unavailability, c.unavailability)
		near(t, "MTTF", c.r.MTTF, c.mttf)
	}
}

func split(t *testing.T, s *model.System, n int) *Result {
	t.Helper()
	r, err := Split(s, Options{Seed: 1, MaxCycles: n})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
