package throughput

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
)

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

// One server at a load of 0.8 makes requests of 1 wait 4 on average: ρ/(1 − ρ).
func TestOneServerWaits(t *testing.T) {
	near(t, "M/M/1", MMc{Lambda: 0.8, Mu: 1, C: 1}.Wait(), 4, 1e-13)
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

func TestMMc(t *testing.T) {
	slides := MMc{Lambda: 9, Mu: 5, C: 2} // ETH Zürich, Advanced Systems Lab
	near(t, "mean wait", slides.Wait(), 0.8526315789473684, 1e-13)
	big := MMc{Lambda: 95, Mu: 1, C: 100}
	near(t, "chance to wait", big.WaitTail(0), 0.5064568539130206, 1e-13)
	near(t, "mean wait", big.Wait(), 0.10129137078260413, 1e-13)
	near(t, "p99 of the wait", big.WaitTail(0.784970808458868), 0.01, 1e-11)
	near(t, "p99 of the response", big.Response(0.99), 4.724387048949152, 1e-12)
	near(t, "p99.9 of the response", big.Response(0.999), 7.026972142640728, 1e-12)
	full := MMc{Lambda: 100, Mu: 1, C: 100}
	if full.Wait() != math.Inf(1) || full.Response(0.5) != math.Inf(1) || full.WaitTail(9) != 1 || full.ResponseTail(9) != 1 {
		t.Error("a full system is not refused")
	}
	if got := big.Response(0); !(got >= 0 && got <= 1e-15) {
		t.Errorf("least response time %g", got)
	}
}

// The response is the service and, for a part, an exponential wait before it: the
// tail as a convolution, and the mean as the tail's integral. δ < μ, = μ and > μ.
func TestResponseTail(t *testing.T) {
	for _, q := range []MMc{{95, 1, 100}, {3.5, 1, 4}, {9, 1, 10}, {9 - 1e-9, 1, 10}, {20, 2, 11}, {0.5, 1, 1}} {
		delta := float64(q.C)*q.Mu - q.Lambda
		waits := q.WaitTail(0)
		for _, at := range []float64{0, 0.01, 1, 7, 40} {
			waited := func(x float64) float64 { return delta * math.Exp(-delta*x-q.Mu*(at-x)) }
			want := (1-waits)*math.Exp(-q.Mu*at) + waits*(math.Exp(-delta*at)+quad.Fixed(waited, 0, at, 200, nil, 0))
			near(t, "tail", q.ResponseTail(at), want, 1e-11)
		}
		var mean float64
		for i := range 200 {
			mean += quad.Fixed(q.ResponseTail, float64(i), float64(i+1), 20, nil, 0)
		}
		near(t, "mean of the tail", mean, q.Wait()+1/q.Mu, 1e-12)
	}
}
