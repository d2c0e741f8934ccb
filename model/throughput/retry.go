package throughput

import (
	"fmt"
	"math"
)

// A Retry is an M/M/c queue whose users give up an attempt after Timeout and try
// again, at most Retries times. The queue's Lambda counts first attempts; its load x
// counts all of them:
//
//	x = λ·Σ_{i=0}^{r} p(x)^i,  p(x) = P(response > timeout) at load x, 1 from x ≥ cμ on
//
// Assumed: an attempt that was given up is worked off all the same; attempts are
// late independently of each other; all of them together arrive as Poisson's, that
// is, retries are spread in time; users never leave for good. With pauses of a
// thousand services that is so within 1 %. Retries at once meet the queue that made
// the attempt before them late: loads are 5 to 50 % higher where more than 5 % of
// attempts are late, and vulnerable loads tip over sooner (retry_test.go). (The shape is that of Bronson et al. 2021,
// Metastable Failures in Distributed Systems; the law of the queue is Erlang's.)
type Retry struct {
	Queue   MMc
	Timeout float64 // in the unit of time of the queue, > 0
	Retries int     // r ≥ 0
}

// Err says what is no such queue. A load that is never caught up with is no error:
// Region says so.
func (r Retry) Err() error {
	if q := r.Queue; !(q.Lambda >= 0) || math.IsInf(q.Lambda, 1) {
		return fmt.Errorf("no queue: arrivals %g", q.Lambda)
	}
	idle := r.Queue
	idle.Lambda = 0
	if err := idle.Err(); err != nil {
		return err
	}
	if !(r.Timeout > 0) || r.Retries < 0 {
		return fmt.Errorf("no retries: %d after a timeout of %g", r.Retries, r.Timeout)
	}
	return nil
}

func (r Retry) must() {
	if err := r.Err(); err != nil {
		panic("throughput: " + err.Error())
	}
}

// late returns p(x).
func (r Retry) late(x float64) float64 { return r.lateAt(x, waiting(r.Queue.C, x/r.Queue.Mu)) }

// lateAt is late with the chance of a wait known.
func (r Retry) lateAt(x, waits float64) float64 {
	q := r.Queue
	q.Lambda = x
	if !q.stable() {
		return 1
	}
	l := leaf{waits: waits, rate: q.spare(), phases: [2]phase{{1, q.Mu}}}
	return l.tail(r.Timeout)
}

// first returns the first attempts that make a load of x, x/Σp(x)^i: the fixed
// points at λ are where it is λ.
func (r Retry) first(x float64) float64 { return r.firstOf(x, r.late(x)) }

func (r Retry) firstOf(x, p float64) float64 {
	sum := 1.0
	for range r.Retries {
		sum = 1 + float64(sum*p)
	}
	return x / sum
}

// capacity returns cμ.
func (r Retry) capacity() float64 { return float64(r.Queue.C) * r.Queue.Mu }

// scanned returns the utilizations that are scanned, from 0 to 1, denser towards it,
// and the chance of a wait at each.
func scanned(c int) (loads, waits []float64) {
	const steps = 400
	for i := range steps {
		loads = append(loads, float64(i)/steps)
	}
	for gap := 1.0 / (2 * steps); gap > 1e-13; gap /= 2 {
		loads = append(loads, 1-gap)
	}
	for _, x := range loads {
		waits = append(waits, waiting(c, float64(c)*x))
	}
	return loads, waits
}

// scan returns loads from 0 up to capacity and the first attempts of each, by what
// scanned says of its servers; with the load of the most first attempts among them,
// found to the last bits that count by golden section.
func (r Retry) scan() (loads, firsts []float64) { return r.scanAt(scanned(r.Queue.C)) }

func (r Retry) scanAt(parts, waits []float64) (loads, firsts []float64) {
	whole := r.capacity()
	loads, firsts = make([]float64, len(parts)), make([]float64, len(parts))
	most := 0
	for i, part := range parts {
		x := whole * part
		loads[i], firsts[i] = x, r.firstOf(x, r.lateAt(x, waits[i]))
		if firsts[i] > firsts[most] {
			most = i
		}
	}
	if most == 0 || most == len(loads)-1 {
		return loads, firsts
	}
	lo, hi := loads[most-1], loads[most+1]
	const golden = 0.6180339887498949
	a, b := hi-float64(golden*(hi-lo)), lo+float64(golden*(hi-lo))
	fa, fb := r.first(a), r.first(b)
	for range 38 {
		if fa < fb {
			lo, a, fa = a, b, fb
			b = lo + float64(golden*(hi-lo))
			fb = r.first(b)
		} else {
			hi, b, fb = b, a, fa
			a = hi - float64(golden*(hi-lo))
			fa = r.first(a)
		}
	}
	if x := lo + (hi-lo)/2; r.first(x) >= firsts[most] {
		loads[most], firsts[most] = x, r.first(x)
	}
	return loads, firsts
}

// A FixedPoint is a load that retries keep up. One that is not Stable is the edge: a
// load above it goes on to the next, one below it falls back.
type FixedPoint struct {
	Load    float64 // attempts per unit of time
	Late    float64 // share of attempts that is given up
	Goodput float64 // requests answered in time, λ(1 − p^{r+1})
	Stable  bool
}

// FixedPoints returns all fixed points in order: by a scan of 400 loads and 31 more
// towards capacity, split at the most first attempts that any load stands for, and
// bisection of every change of sign. With one server there are at most two below
// capacity, on either side of the split, so that none is missed; with more, none was
// in a scan 50 times as fine (retry_test.go). Beyond capacity there is λ(r+1), if it
// is there. It panics where Err says something.
func (r Retry) FixedPoints() []FixedPoint {
	r.must()
	lambda, whole := r.Queue.Lambda, r.capacity()
	var points []FixedPoint
	add := func(x float64, stable bool) {
		p := r.late(x)
		points = append(points, FixedPoint{Load: x, Late: p, Goodput: lambda * (0 - math.Expm1(float64(r.Retries+1)*math.Log(p))), Stable: stable})
	}
	if lambda == 0 {
		add(0, true)
		return points
	}
	loads, firsts := r.scan()
	loads = append(loads, whole)
	firsts = append(firsts, whole/float64(r.Retries+1))
	for i := 1; i < len(loads); i++ {
		rises := firsts[i-1] < lambda && firsts[i] >= lambda
		falls := firsts[i-1] >= lambda && firsts[i] < lambda
		if !rises && !falls || rises && loads[i] == whole && firsts[i] == lambda { // the last is beyond capacity
			continue
		}
		lo, hi := loads[i-1], loads[i]
		for range 80 {
			if x := lo + (hi-lo)/2; (r.first(x) < lambda) == rises {
				lo = x
			} else {
				hi = x
			}
		}
		add(hi, rises)
	}
	if x := lambda * float64(r.Retries+1); x >= whole {
		add(x, true)
	}
	return points
}

// A Region says what a load does.
type Region int

const (
	Safe       Region = iota // after any burst the load falls back
	Vulnerable               // carried, but a burst can leave all attempts late for good
	Impossible               // retries grow until all attempts are late
)

func (r Region) String() string { return [...]string{"safe", "vulnerable", "impossible"}[r] }

// Limits returns the first attempts below which a load is Safe, and above which it is
// Impossible; between them it is Vulnerable. With exponential response (one server)
// safe = cμ/(r+1), and carried is the most of x/Σp(x)^i. Without retries they are
// one. It panics where Err says something.
func (r Retry) Limits() (safe, carried float64) {
	r.must()
	_, firsts := r.scan()
	return r.limits(firsts)
}

func (r Retry) limits(firsts []float64) (safe, carried float64) {
	safe = r.capacity() / float64(r.Retries+1)
	carried = safe
	most, dip := 0.0, math.Inf(1)
	for _, x := range firsts {
		if x < most {
			dip = min(dip, x)
		}
		most = max(most, x)
	}
	return min(safe, dip), max(carried, most)
}

// Region returns what the queue's load does.
func (r Retry) Region() Region {
	switch safe, carried := r.Limits(); {
	case r.Queue.Lambda < safe:
		return Safe
	case r.Queue.Lambda < carried:
		return Vulnerable
	}
	return Impossible
}
