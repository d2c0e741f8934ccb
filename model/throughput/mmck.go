package throughput

import (
	"fmt"
	"math"
)

// An MMcK is a queue with Poisson arrivals, C servers with exponential service, and
// K places in all, those in service with them: who finds no place is shed. It is
// steady at any load.
//
// Formulas: Gross & Harris 1998, Fundamentals of Queueing Theory, ch. 2. Relative
// error is below 1e-11 for K ≤ 9000, below 1e-10 for K ≤ 1e6 (mmck_test.go).
type MMcK struct {
	Lambda float64 // arrivals, ≥ 0, the shed with them
	Mu     float64 // service rate of one server, > 0
	C      int     // servers, ≥ 1
	K      int     // places, ≥ C
}

// Err says what is no such queue.
func (q MMcK) Err() error {
	if !(q.Lambda >= 0) || math.IsInf(q.Lambda, 1) || !(q.Mu > 0) || math.IsInf(q.Mu, 1) || q.C < 1 || q.K < q.C {
		return fmt.Errorf("no queue: arrivals %g, service rate %g, %d servers, %d places", q.Lambda, q.Mu, q.C, q.K)
	}
	return nil
}

// An MMcKSteady is the steady state of an MMcK.
type MMcKSteady struct {
	P          []float64 // P[n] is the chance of n = 0..K in the system
	Blocking   float64   // share of requests that is shed, P[K]
	Throughput float64   // requests served per unit of time, λ(1 − P[K])
	InSystem   float64   // mean number in the system
	Waiting    float64   // mean number that wait
	Wait       float64   // mean wait of those accepted
	Response   float64   // mean wait and service of those accepted
	q          MMcK
}

// Steady solves the queue in time and space K:
//
//	P[n] ∝ Π_{j=1}^{n} λ/(μ·min(j, c))
//
// taken from the likeliest n outwards, where every factor is at most 1: nothing
// overflows, and what falls below the least number is 0. It panics where Err says
// something.
func (q MMcK) Steady() MMcKSteady {
	if err := q.Err(); err != nil {
		panic("throughput: " + err.Error())
	}
	up := func(n int) float64 { return q.Lambda / (q.Mu * float64(min(n, q.C))) } // P[n]/P[n−1]
	mode := q.K
	if a := q.Lambda / q.Mu; a < float64(q.C) {
		mode = int(a)
	}
	s := MMcKSteady{P: make([]float64, q.K+1), q: q}
	s.P[mode] = 1
	sum := 1.0
	for n := mode + 1; n <= q.K; n++ {
		s.P[n] = s.P[n-1] * up(n)
		sum += s.P[n]
	}
	for n := mode; n > 0; n-- {
		s.P[n-1] = s.P[n] / up(n)
		sum += s.P[n-1]
	}
	busy := 0.0
	for n := range s.P {
		s.P[n] /= sum
		busy += float64(float64(min(n, q.C)) * s.P[n])
		s.Waiting += float64(float64(max(0, n-q.C)) * s.P[n])
	}
	s.Blocking = s.P[q.K]
	s.InSystem = busy + s.Waiting
	s.Throughput = q.Mu * busy // λ(1 − P[K]) without its subtraction
	s.Response = 1 / q.Mu
	if s.Throughput > 0 {
		s.Wait = s.Waiting / s.Throughput
		s.Response += s.Wait
	}
	return s
}

// WaitTail returns P(wait > t) of a request that is accepted, t ≥ 0: it waits for
// n − c + 1 departures at rate cμ if it finds n ≥ c before it,
//
//	P(W > t) = Σ_{n=c}^{K−1} P[n]/(1 − P[K]) · P(Poisson(cμt) ≤ n − c)
//
// in the order of arrival. Time is that of K − c additions; all are positive.
func (s MMcKSteady) WaitTail(t float64) float64 {
	waits := s.P[s.q.C:s.q.K] // by n − c
	if len(waits) == 0 {
		return 0
	}
	p := poissons(float64(s.q.C)*s.q.Mu*t, len(waits))
	accepted := 0.0
	for _, x := range s.P[:s.q.K] {
		accepted += x
	}
	var tail, beyond float64 // beyond = Σ_{n−c ≥ j} P[n]
	for j := len(waits) - 1; j >= 0; j-- {
		beyond += waits[j]
		tail += float64(p[j] * beyond)
	}
	return tail / accepted
}

// WaitQuantile returns the level quantile of the wait of those accepted, 0 ≤ level
// < 1, by bisection on WaitTail; 0 where no more than 1 − level wait at all.
func (s MMcKSteady) WaitQuantile(level float64) float64 {
	if !(level >= 0 && level < 1) {
		panic("throughput: WaitQuantile at a level outside 0..1")
	}
	if s.WaitTail(0) <= 1-level {
		return 0
	}
	return quantile(s.WaitTail, 1/(float64(s.q.C)*s.q.Mu), 1-level)
}

// poissons returns P(Poisson(x) = j) for j = 0..n−1: one term by Stirling's series
// with the deviance (Loader 2000), the others by ratios of at most 1 from it.
func poissons(x float64, n int) []float64 {
	p := make([]float64, n)
	if !(x > 0) {
		p[0] = 1
		return p
	}
	m := n - 1
	if x < float64(m) {
		m = int(x)
	}
	p[m] = poisson(x, m)
	for j := m + 1; j < n; j++ {
		p[j] = p[j-1] * (x / float64(j))
	}
	for j := m; j > 0; j-- {
		p[j-1] = p[j] * (float64(j) / x)
	}
	return p
}

func poisson(x float64, m int) float64 {
	k := float64(m)
	if m < 16 {
		lg, _ := math.Lgamma(k + 1)
		return math.Exp(float64(k*math.Log(x)) - x - lg)
	}
	d := (x - k) / k
	k2 := k * k
	stirling := (1./12 - (1./360-(1./1260-1/(1680*k2))/k2)/k2) / k
	return math.Exp(-k*(d-math.Log1p(d))-stirling) / math.Sqrt(2*math.Pi*k)
}
