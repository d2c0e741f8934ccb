package rare

import (
	"testing"

	"github.com/capplan/capplan/model"
)

// BenchmarkOnePercent is what a half-width of 1 % of the unavailability takes, and how
// many cycles as they come would: (1.96/1 %)² ÷ the chance that one has an outage.
func BenchmarkOnePercent(b *testing.B) {
	for _, c := range []struct {
		name string
		s    *model.System
	}{
		{"8e-11", machines(5, 3, 0, 1e-5, 0.05, 8760)},
		{"6e-15", machines(20, 7, 2, 1e-3, 1, 1000)},
		{"1e-17,ten-pools", database(5)},
		{"computing-system", computing()},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				r, err := Estimate(c.s, Options{Seed: uint64(i), Workers: 1})
				if err != nil || r.Refused != "" {
					b.Fatal(err, r.Refused)
				}
				if i == 0 {
					const need = 1.96 * 1.96 * 1e4
					b.ReportMetric(float64(r.Cycles), "cycles")
					b.ReportMetric(need*r.MTTF.Value/(1/leaving(b, c.s)), "crude-cycles")
				}
			}
		})
	}
}

func leaving(b *testing.B, s *model.System) float64 {
	b.Helper()
	c, err := newChain(s)
	if err != nil {
		b.Fatal(err)
	}
	return c.leaving()
}
