package throughput

import (
	"errors"
	"math"
	"math/rand/v2"
	"sort"
	"testing"
)

// One server answers exponentially with ν = μ − λ(2−q) at the load of both copies;
// second copies go out from d = −ln(1−q)/ν on, and beyond it the tail is e^{−ν(2t−d)}.
func TestHedgeAt(t *testing.T) {
	for _, level := range []float64{0.5, 0.95, 0.99} {
		h, err := HedgeAt(MMc{Lambda: 40, Mu: 100, C: 1}, level)
		if err != nil {
			t.Fatal(err)
		}
		nu := 100 - 40*(2-level)
		d := -math.Log(1-level) / nu
		near(t, "delay", h.Delay, d, 1e-13)
		near(t, "load", h.Queue.Lambda, 40*(2-level), 1e-15)
		near(t, "extra", h.Extra, 1-level, 1e-15)
		near(t, "before", h.Tail(d/2), math.Exp(-nu*d/2), 1e-13)
		near(t, "after", h.Tail(3*d), math.Exp(-5*nu*d), 1e-12)
		near(t, "p99.9", h.Quantile(0.999), (d+math.Log(1000)/nu)/2, 1e-13)
	}
	var over *Overload
	if _, err := HedgeAt(MMc{Lambda: 70, Mu: 100, C: 1}, 0.5); !errors.As(err, &over) || over.Offered != 70 || math.Abs(over.Carries-200./3) > 1e-12 {
		t.Errorf("a load of 105 is carried: %v", err)
	}
	if _, err := HedgeAt(MMc{Lambda: 70}, 0.5); err == nil {
		t.Error("no queue is hedged")
	}
}

// A fixed delay: each point is one of its equation, and the delay that HedgeAt
// chooses leads back to its load.
func TestHedgeAfter(t *testing.T) {
	for _, q := range []MMc{{40, 100, 1}, {5, 1, 10}, {85, 1, 100}} {
		h, err := HedgeAt(q, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		points := HedgeAfter(q, h.Delay)
		near(t, "load", points[0].Queue.Lambda, h.Queue.Lambda, 1e-12)
		near(t, "extra", points[0].Extra, 0.05, 1e-9)
		near(t, "p99", points[0].Quantile(0.99), h.Quantile(0.99), 1e-11)
		for _, p := range points {
			near(t, "fixed point", p.Queue.Lambda, q.Lambda*(1+p.Queue.ResponseTail(h.Delay)), 1e-12)
		}
	}
	points := HedgeAfter(MMc{Lambda: 70, Mu: 100, C: 1}, 0.2) // and a burst leaves it at 140
	if len(points) != 2 || points[1].Queue.Lambda != 140 || points[1].Queue.Err() == nil || points[1].Tail(9) != 1 || !math.IsInf(points[1].Quantile(0.5), 1) {
		t.Errorf("metastable hedging: %+v", points)
	}
}

// 400,000 pairs of sampled responses: how many are within each quantile,
// |z| < 4.5 of a binomial. Notices an error of P(T > t) of 1.5 % at the median, 15 %
// at p99 and 45 % at p99.9.
func TestHedgedTailSampled(t *testing.T) {
	const n = 400_000
	h, err := HedgeAt(MMc{Lambda: 5, Mu: 1, C: 8}, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(11, 6))
	waits, delta := h.Queue.Waits(), 8-h.Queue.Lambda
	one := func() float64 {
		x := r.ExpFloat64()
		if r.Float64() < waits {
			x += r.ExpFloat64() / delta
		}
		return x
	}
	times := make([]float64, n)
	second := 0
	for i := range times {
		times[i] = one()
		if times[i] > h.Delay {
			second++
			times[i] = min(times[i], h.Delay+one())
		}
	}
	sort.Float64s(times)
	for _, level := range []float64{0.5, 0.9, 0.99, 0.999} {
		k := float64(sort.SearchFloat64s(times, h.Quantile(level)))
		if z := (k - level*n) / math.Sqrt(n*level*(1-level)); !(math.Abs(z) < 4.5) {
			t.Errorf("p%g: z = %.2f", 100*level, z)
		}
	}
	if z := (float64(second) - 0.1*n) / math.Sqrt(0.09*n); !(math.Abs(z) < 4.5) {
		t.Errorf("second copies: z = %.2f", z)
	}
}
