package throughput

import (
	"errors"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/integrate/quad"
)

// One server at a load of 0.8 makes requests of 1 wait 4 on average: ρ/(1 − ρ).
func TestOneServerWaits(t *testing.T) {
	near(t, "M/M/1", MMc{Lambda: 0.8, Mu: 1, C: 1}.Wait(), 4, 1e-13)
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

// mmc-eth-a and mmc-p99: the slides of ETH Zürich's Advanced Systems Lab (as in the
// tests of octave's queueing package); the closed form in 40 digits, equal to the
// convolution integral.
func TestMMcMeans(t *testing.T) {
	slides := MMc{Lambda: 9, Mu: 5, C: 2}
	near(t, "chance to wait", slides.Waits(), 0.8526315789473684, 1e-13)
	near(t, "number waiting", slides.Waiting(), 7.673684210526316, 1e-13)
	near(t, "mean response", slides.MeanResponse(), 1.0526315789473684, 1e-13)
	near(t, "utilization", slides.Utilization(), 0.9, 1e-15)
	big := MMc{Lambda: 95, Mu: 1, C: 100}
	near(t, "p99 of the wait", big.WaitQuantile(0.99), 0.784970808458868, 1e-12)
	if got := big.WaitQuantile(0.4); got != 0 {
		t.Errorf("half do not wait: p40 = %g", got)
	}
	if got := (MMc{Mu: 1, C: 3}); got.Wait() != 0 || got.Waiting() != 0 || got.MeanResponse() != 1 || got.Waits() != 0 {
		t.Error("an empty queue waits")
	}
}

// A queue at its capacity or beyond says so, with the load that would be caught up
// with; what is no queue says that.
func TestNeverCatchesUp(t *testing.T) {
	for _, lambda := range []float64{100, 120, math.Inf(1)} {
		q := MMc{Lambda: lambda, Mu: 10, C: 10}
		var over *Overload
		if err := q.Err(); !errors.As(err, &over) || over.Carries != 100 || !strings.HasPrefix(err.Error(), "never catches up") {
			t.Errorf("load %g: %v", lambda, err)
		}
		for _, x := range []float64{q.Wait(), q.MeanResponse(), q.Waiting(), q.Response(0.5), q.WaitQuantile(0.5)} {
			if !math.IsInf(x, 1) {
				t.Errorf("load %g: %g, want +Inf", lambda, x)
			}
		}
	}
	if err := (MMc{Lambda: math.Nextafter(100, 0), Mu: 10, C: 10}).Err(); err != nil {
		t.Error(err)
	}
	for _, q := range []MMc{{-1, 1, 1}, {math.NaN(), 1, 1}, {1, 0, 1}, {1, math.Inf(1), 1}, {1, 1, 0}} {
		var over *Overload
		if err := q.Err(); err == nil || errors.As(err, &over) {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

// At 1 − 1e-9 of capacity nearly all wait, and what they wait is 1/(cμ − λ) of the
// numbers as they are stored; one server has λ/μ/(μ−λ) and the tail e^{−(μ−λ)t}. A
// million servers do not overflow.
func TestMMcNearCapacity(t *testing.T) {
	for _, c := range []int{1, 2, 7, 20_000, 1_000_000} {
		q := MMc{Lambda: 0.3 * float64(c) * (1 - 1e-9), Mu: 0.3, C: c}
		delta := math.FMA(float64(c), q.Mu, -q.Lambda)
		if wait := q.Wait(); !(wait > 0.99/delta && wait < 1/delta) {
			t.Errorf("%d servers: wait %g of %g", c, wait, 1/delta)
		}
		p99 := q.Response(0.99)
		if c == 1 {
			near(t, "one server", q.Wait(), q.Lambda/q.Mu/delta, 1e-13)
			near(t, "one server's p99", p99, math.Log(100)/delta, 1e-13)
		}
		if !(p99 > 4.59/delta && p99 < 4.61/delta+60/q.Mu) {
			t.Errorf("%d servers: p99 %g with δ = %g", c, p99, delta)
		}
	}
}

// One server: the response is exponential with rate μ − λ at every load. Two, where
// μ = δ exactly: e^{−μt}(1 + C·μ·t).
func TestMMcDegenerate(t *testing.T) {
	for _, lambda := range []float64{0, 1e-12, 0.3, 0.999} {
		q := MMc{Lambda: lambda, Mu: 1, C: 1}
		near(t, "one server's tail", q.ResponseTail(3), math.Exp(-3*(1-lambda)), 1e-14)
		near(t, "one server's p99.9", q.Response(0.999), math.Log(1000)/(1-lambda), 1e-13)
	}
	q := MMc{Lambda: 1, Mu: 1, C: 2}
	near(t, "μ = δ", q.ResponseTail(2), math.Exp(-2)*(1+2./3), 1e-14)
	for _, gap := range []float64{1e-14, 1e-9, 1e-4} { // and on both sides of it
		for _, s := range []float64{-1, 1} {
			x := MMc{Lambda: 1 + s*gap, Mu: 1, C: 2}
			near(t, "μ ≈ δ", x.ResponseTail(2), math.Exp(-2)*(1+2./3), 3*gap+1e-14)
		}
	}
}

func BenchmarkMMcResponse20000(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		MMc{Lambda: 19_800, Mu: 1, C: 20_000}.Response(0.99)
	}
}
