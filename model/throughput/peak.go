package throughput

import "math"

// A Limit says what keeps a peak from being larger.
type Limit int

const (
	Latency     Limit = iota // the objective would be missed
	Metastable               // above it a burst could leave all attempts late for good; without retries, capacity
	Unreachable              // service alone misses the objective, at no load
)

func (l Limit) String() string {
	return [...]string{"latency", "metastable", "unreachable"}[l]
}

// Peak returns the largest load of first attempts, the queue's own Lambda aside, that
// is Safe and at which a share level of attempts is answered within t, with the load
// of retries in it: the largest x with P(response > t) ≤ 1 − level by bisection, and
// the first attempts that make it, x/Σp(x)^i, or the safe limit if that is less.
// Where Metastable limits, it is the edge itself, which only lesser loads keep. The
// assumptions are those of Retry and MMc. It panics where Err says something, and
// unless 0 ≤ level < 1 and t > 0.
func (r Retry) Peak(t, level float64) (float64, Limit) {
	r.must()
	if !(level >= 0 && level < 1) || !(t > 0) {
		panic("throughput: Peak of no objective")
	}
	late := func(x float64) float64 {
		q := r.Queue
		q.Lambda = x
		return q.ResponseTail(t)
	}
	if late(0) > 1-level {
		return 0, Unreachable
	}
	lo, hi := 0.0, r.capacity()
	for range 60 {
		if x := lo + (hi-lo)/2; late(x) <= 1-level {
			lo = x
		} else {
			hi = x
		}
	}
	safe, _ := r.Limits()
	if first := r.first(lo); first < math.Nextafter(safe, 0) {
		return first, Latency
	}
	return safe, Metastable
}
