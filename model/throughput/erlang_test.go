package throughput

import "testing"

// Recursion in 40 digits; B(10, 10) also by the defining sum.
func TestErlang(t *testing.T) {
	for _, x := range []struct {
		a    float64
		c    int
		b, w float64
	}{
		{1, 1, 0.5, 1},
		{5, 10, 0.018384570336648132, 0.03610535915832019},
		{10, 10, 0.21458234310734733, 1},
		{100, 117, 0.009790071125371362, 0.06370976519997655},
		{18000, 18400, 3.573372455881487e-05, 0.0016411123920869837},
		{100, 110, 0.027463448449822916, 0},
		{20000, 20100, 0.0028789313861073062, 0},
		{8, 10, 0, 0.40918015079644354},
		{90, 100, 0, 0.2169404809063664},
		{19800, 20000, 0, 0.10058898749273909},
	} {
		if x.b > 0 {
			near(t, "Erlang B", ErlangB(x.c, x.a), x.b, 1e-11)
		}
		if x.w > 0 {
			near(t, "Erlang C", ErlangC(x.c, x.a), x.w, 1e-11)
		}
	}
}

// 1/B = Σ c!/(c−k)!·a^−k, from the other end, where the recursion runs longest.
func TestErlangBMillion(t *testing.T) {
	for _, a := range []float64{1e3, 0.99e6, 0.999e6, 1e6, 1.1e6, 1e9} {
		const c = 1_000_000
		if a < c/2 {
			if b := ErlangB(c, a); b != 0 {
				t.Errorf("B(1e6, %g) = %g, want less than the least number", a, b)
			}
			continue
		}
		term, sum := 1.0, 1.0
		for k := 1; k <= c && term > sum*1e-18; k++ {
			term *= float64(c-k+1) / a
			sum += term
		}
		near(t, "B of a million", ErlangB(c, a), 1/sum, 1e-12)
	}
}

// Halfin & Whitt 1981: the fewest servers at which at most 1 % of requests wait.
func TestErlangCStaffing(t *testing.T) {
	for a, want := range map[float64]int{100: 125, 1000: 1077, 20000: 20338} {
		if at, below := ErlangC(want, a), ErlangC(want-1, a); !(at <= 0.01 && below > 0.01) {
			t.Errorf("load %g: %g wait with %d servers and %g with one less", a, at, want, below)
		}
	}
}

func BenchmarkErlangC20000(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		ErlangC(20_000, 19_800)
	}
}
