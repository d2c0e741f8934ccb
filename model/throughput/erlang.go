package throughput

import "math"

// ErlangB returns the chance that a call finds all c servers busy and is lost, at
// offered load a in Erlangs (B = 1 at c = 0):
//
//	B(n) = a·B(n−1)/(n + a·B(n−1))
//
// (Erlang 1917; the recursion Jagerman 1974). Poisson arrivals, any law of
// service. All terms are positive and at most 1, so nothing overflows; relative
// error is below 1e-12 for c ≤ 1e6 (erlang_test.go). It panics unless c ≥ 0 and
// a ≥ 0.
func ErlangB(c int, a float64) float64 {
	if c < 0 || !(a >= 0) {
		panic("throughput: ErlangB of no system")
	}
	b := 1.0
	for n := 1; n <= c; n++ {
		x := a * b
		b = x / (float64(n) + x)
	}
	return b
}

// ErlangC returns the chance that a request waits for one of c servers at offered
// load a, from Erlang's B: C = B/(1 − ρ(1 − B)), ρ = a/c. It is 1 where the load
// is as large as the servers. Poisson arrivals, exponential service. It panics
// unless c ≥ 1 and a ≥ 0.
func ErlangC(c int, a float64) float64 {
	if c < 1 {
		panic("throughput: ErlangC without servers")
	}
	if a >= float64(c) {
		return 1
	}
	b := ErlangB(c, a)
	return b / ((float64(c)-a)/float64(c) + a/float64(c)*b)
}

// An MMc is a queue with Poisson arrivals, C servers with exponential service, and
// waiting in the order of arrival. Rates are per the same unit of time, which is
// that of its times too.
type MMc struct {
	Lambda float64 // arrivals
	Mu     float64 // service rate of one server
	C      int
}

// stable reports whether the servers keep up.
func (q MMc) stable() bool { return q.Lambda < float64(q.C)*q.Mu }

// Wait returns the mean time in the queue, C(c, λ/μ)/(cμ − λ); +Inf where the
// servers do not keep up.
func (q MMc) Wait() float64 {
	if !q.stable() {
		return math.Inf(1)
	}
	return ErlangC(q.C, q.Lambda/q.Mu) / (float64(q.C)*q.Mu - q.Lambda)
}

// WaitTail returns P(wait > t) = C·e^{−(cμ−λ)t} for t ≥ 0.
func (q MMc) WaitTail(t float64) float64 {
	if !q.stable() {
		return 1
	}
	return ErlangC(q.C, q.Lambda/q.Mu) * math.Exp(-(float64(q.C)*q.Mu-q.Lambda)*t)
}

// ResponseTail returns P(wait + service > t) for t ≥ 0:
//
//	e^{−μt} + C·μ·(e^{−δt} − e^{−μt})/(μ − δ),  δ = cμ − λ
//
// with the fraction's limit t·e^{−μt} at μ = δ (Gross & Harris 1998, ch. 2). It is
// kept as a tail; all terms are positive.
func (q MMc) ResponseTail(t float64) float64 {
	if !q.stable() {
		return 1
	}
	return q.tail(ErlangC(q.C, q.Lambda/q.Mu), t)
}

func (q MMc) tail(waits, t float64) float64 {
	delta := float64(q.C)*q.Mu - q.Lambda
	slow, gap := min(q.Mu, delta), math.Abs(q.Mu-delta)
	between := t
	if gap*t > 0 {
		between = -math.Expm1(-gap*t) / gap
	}
	return math.Exp(-q.Mu*t) + waits*q.Mu*math.Exp(-slow*t)*between
}

// Response returns the level quantile of the response time, 0 ≤ level < 1, by
// bisection on its tail to the last bits; +Inf where the servers do not keep up.
func (q MMc) Response(level float64) float64 {
	if !(level >= 0 && level < 1) {
		panic("throughput: Response at a level outside 0..1")
	}
	if !q.stable() {
		return math.Inf(1)
	}
	waits, beyond := ErlangC(q.C, q.Lambda/q.Mu), 1-level
	lo, hi := 0.0, 1/q.Mu
	for q.tail(waits, hi) > beyond {
		lo, hi = hi, 2*hi
	}
	for range 60 {
		if t := lo + (hi-lo)/2; q.tail(waits, t) > beyond {
			lo = t
		} else {
			hi = t
		}
	}
	return hi
}
