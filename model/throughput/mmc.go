package throughput

import (
	"fmt"
	"math"
)

// An Overload is the error of a queue that is offered as much as it serves or
// more: it grows for as long as the load lasts.
type Overload struct {
	Offered float64 // requests per unit of time
	Carries float64 // any load below it is caught up with
}

func (o *Overload) Error() string {
	return fmt.Sprintf("never catches up: %.6g requests arrive where %.6g are served; a load below %.6g would be caught up with", o.Offered, o.Carries, o.Carries)
}

// An MMc is a queue with Poisson arrivals, C servers with exponential service, and
// waiting in the order of arrival, without end of places or patience. Rates are per
// the same unit of time, which is that of its times too. Means are +Inf and tails 1
// where the servers do not keep up. What is left of capacity, cμ − λ, is rounded
// once: a load of 1 − 1e-9 of capacity has its digits.
//
// Formulas: Erlang 1917; Gross & Harris 1998, Fundamentals of Queueing Theory,
// ch. 2. Relative error is below 1e-10 for c ≤ 1e6 (mmc_test.go, mmck_test.go).
type MMc struct {
	Lambda float64 // arrivals, ≥ 0
	Mu     float64 // service rate of one server, > 0
	C      int     // servers, ≥ 1
}

// Err is nil where the servers keep up, an Overload with the load that they would
// keep up with where they do not, and another error for what is no queue.
func (q MMc) Err() error {
	switch {
	case !(q.Lambda >= 0) || !(q.Mu > 0) || math.IsInf(q.Mu, 1) || q.C < 1:
		return fmt.Errorf("no queue: arrivals %g, service rate %g, %d servers", q.Lambda, q.Mu, q.C)
	case !q.stable():
		return &Overload{Offered: q.Lambda, Carries: float64(q.C) * q.Mu}
	}
	return nil
}

// stable reports whether the servers keep up.
func (q MMc) stable() bool { return q.spare() > 0 }

// spare returns δ = cμ − λ, rounded once.
func (q MMc) spare() float64 { return math.FMA(float64(q.C), q.Mu, -q.Lambda) }

// Waits returns the chance that a request waits, Erlang's C.
func (q MMc) Waits() float64 {
	if !q.stable() {
		return 1
	}
	whole := float64(q.C) * q.Mu
	b := ErlangB(q.C, q.Lambda/q.Mu)
	return b / (q.spare()/whole + float64(q.Lambda/whole*b))
}

// Utilization returns the share of time that a server is busy, min(1, λ/(cμ)).
func (q MMc) Utilization() float64 { return min(1, q.Lambda/(float64(q.C)*q.Mu)) }

// Wait returns the mean time in the queue, C(c, λ/μ)/(cμ − λ).
func (q MMc) Wait() float64 {
	if !q.stable() {
		return math.Inf(1)
	}
	return q.Waits() / q.spare()
}

// MeanResponse returns the mean time in the queue and in service, Wait + 1/μ.
func (q MMc) MeanResponse() float64 { return q.Wait() + 1/q.Mu }

// Waiting returns the mean number that wait, λ·Wait (Little 1961).
func (q MMc) Waiting() float64 {
	if q.Lambda == 0 {
		return 0
	}
	return q.Lambda * q.Wait()
}

// WaitTail returns P(wait > t) = C·e^{−(cμ−λ)t} for t ≥ 0.
func (q MMc) WaitTail(t float64) float64 {
	if !q.stable() {
		return 1
	}
	return q.Waits() * math.Exp(-q.spare()*t)
}

// WaitQuantile returns the level quantile of the wait, 0 ≤ level < 1: WaitTail
// inverted, ln(C/(1−level))/(cμ−λ), and 0 where no more than 1−level wait at all.
func (q MMc) WaitQuantile(level float64) float64 {
	if !(level >= 0 && level < 1) {
		panic("throughput: WaitQuantile at a level outside 0..1")
	}
	if !q.stable() {
		return math.Inf(1)
	}
	return max(0, math.Log(q.Waits()/(1-level))/q.spare())
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
	return q.tail(q.Waits(), t)
}

func (q MMc) tail(waits, t float64) float64 {
	delta := q.spare()
	slow, gap := min(q.Mu, delta), math.Abs(q.Mu-delta)
	between := t
	if gap*t > 0 {
		between = -math.Expm1(-gap*t) / gap
	}
	return math.Exp(-q.Mu*t) + float64(waits*q.Mu*math.Exp(-slow*t)*between)
}

// Response returns the level quantile of the response time, 0 ≤ level < 1, by
// bisection on its tail to the last bits.
func (q MMc) Response(level float64) float64 {
	if !(level >= 0 && level < 1) {
		panic("throughput: Response at a level outside 0..1")
	}
	if !q.stable() {
		return math.Inf(1)
	}
	waits := q.Waits()
	return quantile(func(t float64) float64 { return q.tail(waits, t) }, 1/q.Mu, 1-level)
}

// quantile returns where a tail that falls from 1 to 0 over t ≥ 0 comes down to
// beyond, 0 < beyond ≤ 1, by doubling from start and bisection to the last bits;
// +Inf where it does not come down before the numbers end.
func quantile(tail func(t float64) float64, start, beyond float64) float64 {
	lo, hi := 0.0, start
	for tail(hi) > beyond {
		if lo, hi = hi, 2*hi; math.IsInf(hi, 1) {
			return hi
		}
	}
	for range 1100 { // 53 steps are enough, except for a tail that falls long before start
		t := lo + (hi-lo)/2
		if t == lo || t == hi {
			break
		}
		if tail(t) > beyond {
			lo = t
		} else {
			hi = t
		}
	}
	return hi
}
