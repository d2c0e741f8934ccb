package throughput

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// mmck-1 and mmck-3: the tests of octave's queueing package (p0 .255037, R .036517;
// p0 .179334, pk .085113, Q 2.00595, Wq .230857), by stationary distribution.
func TestMMcK(t *testing.T) {
	for _, x := range []struct {
		q                           MMcK
		p0, block, l, r, throughput float64
	}{
		{MMcK{40, 30, 3, 7}, 0.255036877675725, 0.003931315238981448, 1.4549379229391188, 0.036517007943287424, 39.84274739044074},
		{MMcK{3, 2, 2, 5}, 0.17933450087565675, 0.0851138353765324, 2.005954465849387, 0.7308575803981623, 2.7446584938704026},
	} {
		s := x.q.Steady()
		near(t, "p0", s.P[0], x.p0, 1e-13)
		near(t, "blocking", s.Blocking, x.block, 1e-13)
		near(t, "in system", s.InSystem, x.l, 1e-13)
		near(t, "response", s.Response, x.r, 1e-13)
		near(t, "throughput", s.Throughput, x.throughput, 1e-13)
		near(t, "accepted", x.q.Lambda*(1-s.Blocking), x.throughput, 1e-13)
		near(t, "wait", s.Wait, x.r-1/x.q.Mu, 1e-12)
	}
}

// No place to wait is Erlang's B, many places are Erlang's C, and one server has
// ρ^n(1−ρ)/(1−ρ^{K+1}); a million servers do not overflow at any load.
func TestMMcKLimits(t *testing.T) {
	for _, c := range []int{1, 10, 1000, 1_000_000} {
		for _, rho := range []float64{0.5, 0.99, 1, 1.2, 50} {
			a := float64(c) * rho
			s := MMcK{Lambda: a, Mu: 1, C: c, K: c}.Steady()
			if b := ErlangB(c, a); b > 1e-300 {
				near(t, "Erlang B", s.Blocking, b, 1e-11)
			}
			near(t, "served", s.Throughput, a*(1-s.Blocking), 1e-9)
		}
	}
	for _, q := range []MMc{{8, 1, 10}, {95, 1, 100}, {990, 1, 1000}, {0, 1, 3}} {
		s := MMcK{Lambda: q.Lambda, Mu: q.Mu, C: q.C, K: q.C + 8000}.Steady()
		near(t, "wait", s.Wait, q.Wait(), 1e-12)
		near(t, "response", s.Response, q.MeanResponse(), 1e-12)
		for _, at := range []float64{0, 0.1, 0.7, 2, 5} {
			near(t, "tail of the wait", s.WaitTail(at), q.WaitTail(at), 1e-11)
		}
		if q.Lambda > 0 {
			near(t, "p99 of the wait", s.WaitQuantile(0.999), q.WaitQuantile(0.999), 1e-11)
		}
	}
	q := MMc{Lambda: 999_500, Mu: 1, C: 1_000_000} // e^−50 of it is beyond 100,000 waiting
	s := MMcK{Lambda: q.Lambda, Mu: 1, C: q.C, K: q.C + 100_000}.Steady()
	near(t, "wait of a million", s.Wait, q.Wait(), 1e-10)
	near(t, "tail of a million", s.WaitTail(0.01), q.WaitTail(0.01), 1e-10)
	for _, rho := range []float64{0.2, 0.9, 3} {
		s := MMcK{Lambda: rho, Mu: 1, C: 1, K: 40}.Steady()
		near(t, "one server", s.Blocking, math.Pow(rho, 40)*(1-rho)/(1-math.Pow(rho, 41)), 1e-13)
	}
}

// Overloaded, the queue is full: those accepted wait for K − c departures and shed
// is all above capacity. The mean is the integral of the tail.
func TestMMcKOverload(t *testing.T) {
	s := MMcK{Lambda: 1e6, Mu: 1, C: 10, K: 60}.Steady()
	near(t, "throughput", s.Throughput, 10, 1e-12)
	near(t, "shed", s.Blocking, 1-1e-5, 1e-12)
	near(t, "wait", s.Wait, 5, 1e-4)
	for _, q := range []MMcK{{3, 2, 2, 5}, {12, 1, 10, 60}, {10, 1, 10, 11}} {
		s := q.Steady()
		const h = 1. / 256
		mean := s.WaitTail(0) / 2
		for i := 1; i < 60*256; i++ {
			mean += s.WaitTail(float64(i) * h)
		}
		near(t, "mean of the tail", mean*h, s.Wait, 2e-4) // trapezoids: h²/12 of the slope at 0
		if s.WaitQuantile(0.99) <= s.WaitQuantile(0.9) || s.WaitTail(s.WaitQuantile(0.99)) > 0.01+1e-12 {
			t.Error("quantiles of the wait")
		}
	}
	if x := (MMcK{3, 2, 2, 2}).Steady(); x.WaitTail(0) != 0 || x.Wait != 0 || x.WaitQuantile(0.99) != 0 {
		t.Error("without places to wait somebody waits")
	}
}

// gonum's law, and sums near 1 far out, where x^k/k! has no digits by logarithms.
func TestPoissons(t *testing.T) {
	for _, x := range []float64{1e-9, 0.3, 5, 40, 800} {
		for j, got := range poissons(x, 90) {
			if want := (distuv.Poisson{Lambda: x}).Prob(float64(j)); want > 1e-290 {
				near(t, "Poisson", got, want, 2e-12)
			}
		}
	}
	for _, x := range []float64{1e2, 1e4, 1e6} {
		sum := 0.0
		for _, p := range poissons(x, int(x+40*math.Sqrt(x))) {
			sum += p
		}
		near(t, "sum of Poisson", sum, 1, 2e-13)
	}
}

func TestMMcKRefuses(t *testing.T) {
	for _, q := range []MMcK{{-1, 1, 1, 1}, {math.Inf(1), 1, 1, 1}, {1, 0, 1, 1}, {1, 1, 0, 1}, {1, 1, 2, 1}, {math.NaN(), 1, 1, 1}} {
		if q.Err() == nil {
			t.Errorf("%+v is a queue", q)
		}
	}
}
