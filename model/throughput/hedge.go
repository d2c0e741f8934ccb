package throughput

import (
	"errors"
	"math"
)

// HedgedTail returns the tail of a request that is sent once more after delay, to
// another replica, and done with the first answer:
//
//	P(T > t) = S(t) for t < delay, S(t)·S(t − delay) from there on
//
// S is the tail of one copy; copies are independent (Dean & Barroso 2013; what is
// slow for both, as the request itself, is not helped).
func HedgedTail(tail func(t float64) float64, delay float64) func(t float64) float64 {
	return func(t float64) float64 {
		if t < delay {
			return tail(t)
		}
		return tail(t) * tail(t-delay)
	}
}

// A Hedged is an M/M/c queue at the load of its requests and of their second copies.
type Hedged struct {
	Queue MMc     // at that load
	Delay float64 // after which a second copy is sent
	Extra float64 // second copies per request
}

// HedgeAt returns q with second copies of all requests that are not answered by the
// level quantile of one copy's response, 0 < level < 1, that quantile being measured
// at the load which the copies themselves make, λ(2 − level). Assumed: copies are
// independent, arrive as Poisson's, and the slower one is worked off too; where it is
// cancelled the load is less. The error is an Overload where the copies are too much.
func HedgeAt(q MMc, level float64) (Hedged, error) {
	if !(level > 0 && level < 1) {
		panic("throughput: HedgeAt a level outside 0..1")
	}
	h := Hedged{Queue: q, Extra: 1 - level}
	h.Queue.Lambda *= 2 - level
	if err := h.Queue.Err(); err != nil {
		var over *Overload
		if errors.As(err, &over) {
			return Hedged{}, &Overload{Offered: q.Lambda, Carries: over.Carries / (2 - level)}
		}
		return Hedged{}, err
	}
	h.Delay = h.Queue.Response(level)
	return h, nil
}

// HedgeAfter returns what q can come to with second copies after a fixed delay: all
// stable fixed points of x = λ(1 + P(response > delay) at load x), the least first.
// The load feeds itself as one of retries does, once per request; where a second
// point is there, or only one beyond capacity, Overload is what its Queue.Err says.
// Assumptions are those of HedgeAt; delay > 0.
func HedgeAfter(q MMc, delay float64) []Hedged {
	var out []Hedged
	for _, p := range (Retry{Queue: q, Timeout: delay, Retries: 1}).FixedPoints() {
		if p.Stable {
			at := q
			at.Lambda = p.Load
			out = append(out, Hedged{Queue: at, Delay: delay, Extra: p.Late})
		}
	}
	return out
}

// Tail returns P(T > t) of a hedged request.
func (h Hedged) Tail(t float64) float64 {
	return h.tail()(t)
}

func (h Hedged) tail() func(t float64) float64 {
	if !h.Queue.stable() {
		return func(float64) float64 { return 1 }
	}
	waits := h.Queue.Waits()
	return HedgedTail(func(t float64) float64 { return h.Queue.tail(waits, t) }, h.Delay)
}

// Quantile returns the level quantile of a hedged request, 0 ≤ level < 1, by
// bisection on Tail; +Inf where the servers do not keep up.
func (h Hedged) Quantile(level float64) float64 {
	if !(level >= 0 && level < 1) {
		panic("throughput: Quantile at a level outside 0..1")
	}
	if !h.Queue.stable() {
		return math.Inf(1)
	}
	return quantile(h.tail(), 1/h.Queue.Mu, 1-level)
}
