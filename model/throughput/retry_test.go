package throughput

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"
)

// retry-metastable: stable, unstable, stable, by bisection in 40 digits; the last is
// λ(r+1). It is never metastable below μ/(r+1).
func TestRetryMetastable(t *testing.T) {
	r := Retry{Queue: MMc{Lambda: 80, Mu: 100, C: 1}, Timeout: 0.5, Retries: 3}
	got := r.FixedPoints()
	if len(got) != 3 || !got[0].Stable || got[1].Stable || !got[2].Stable {
		t.Fatalf("fixed points %+v", got)
	}
	for i, want := range []float64{80.0036387739, 96.47333159845303, 320} {
		near(t, "fixed point", got[i].Load, want, 1e-11)
	}
	if got[2].Goodput != 0 || got[2].Late != 1 {
		t.Errorf("collapsed, %g are served", got[2].Goodput)
	}
	near(t, "served", got[0].Goodput, 80*(1-math.Pow(got[0].Late, 4)), 1e-15)
	safe, carried := r.Limits()
	near(t, "never metastable below", safe, 25, 1e-15)
	if !(carried > 80 && carried < 100) {
		t.Errorf("carried %g", carried)
	}
	for lambda, want := range map[float64]Region{24.9: Safe, 25.1: Vulnerable, 80: Vulnerable, carried * 1.0001: Impossible, 1e4: Impossible, 0: Safe} {
		r.Queue.Lambda = lambda
		if got := r.Region(); got != want {
			t.Errorf("at %g it is %v, want %v", lambda, got, want)
		}
	}
}

// The number of fixed points changes where Limits says, and nowhere else: one, three
// and one, up to a part in 1e9 of the edges, where two of them meet.
func TestRetryLimits(t *testing.T) {
	const near1 = 1e-9
	for _, r := range []Retry{
		{MMc{0, 100, 1}, 0.5, 3},
		{MMc{0, 100, 1}, 0.05, 1},
		{MMc{0, 1, 1}, 40, 10},
		{MMc{0, 10, 10}, 0.6, 2},
		{MMc{0, 1, 100}, 7, 5},
	} {
		safe, carried := r.Limits()
		if !(safe < carried) {
			t.Fatalf("%+v: limits %g and %g", r, safe, carried)
		}
		for lambda, want := range map[float64]int{safe / 2: 1, safe * (1 - near1): 1, safe * (1 + near1): 3, (safe + carried) / 2: 3, carried * (1 - near1): 3, carried * (1 + near1): 1, 3 * carried: 1} {
			r.Queue.Lambda = lambda
			if got := r.FixedPoints(); len(got) != want {
				t.Errorf("%+v, limits %g and %g: %d fixed points, want %d: %+v", r, safe, carried, len(got), want, got)
			}
		}
	}
	for _, r := range []Retry{{MMc{0, 100, 1}, 0.5, 3}, {MMc{0, 10, 10}, 0.6, 2}} {
		_, carried := r.Limits() // the most of 200,000 loads, of their curve from above
		most := 0.0
		for i := range 200_000 {
			most = max(most, r.first(r.capacity()*float64(i)/200_000))
		}
		near(t, "carried", carried, most, 1e-8)
		if carried < most*(1-1e-15) {
			t.Errorf("carried %.17g, but %.17g is", carried, most)
		}
	}
	none := Retry{Queue: MMc{Lambda: 3, Mu: 1, C: 4}, Timeout: 2}
	safe, carried := none.Limits()
	near(t, "without retries", safe, 4, 1e-15)
	near(t, "without retries", carried, 4, 1e-12)
	if got := none.FixedPoints(); len(got) != 1 || math.Abs(got[0].Load-3) > 1e-14 || none.Region() != Safe {
		t.Errorf("without retries: %+v", got)
	}
}

// None is missed: all changes of sign of the equation itself in 20,000 loads, of 100
// random queues of up to 20 servers; and each point is one.
func TestRetryFixedPointsAreAll(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 1))
	for range 100 {
		r := Retry{Queue: MMc{Mu: 1, C: 1 + rnd.IntN(20)}, Timeout: 0.2 + 20*rnd.Float64(), Retries: rnd.IntN(6)}
		r.Queue.Lambda = float64(r.Queue.C) * rnd.Float64()
		next := func(x float64) float64 {
			p, sum := 1.0, 0.0
			if x < r.capacity() {
				q := r.Queue
				q.Lambda = x
				p = q.ResponseTail(r.Timeout)
			}
			for i := range r.Retries + 1 {
				sum += math.Pow(p, float64(i))
			}
			return r.Queue.Lambda * sum
		}
		const steps = 20_000
		count, was := 0, false
		for i := range steps {
			x := r.capacity() * (float64(i) + 0.5) / steps
			if is := next(x) < x; is != was {
				count, was = count+1, is
			}
		}
		if over := r.Queue.Lambda * float64(r.Retries+1); over >= r.capacity() {
			count++ // beyond it
		} else if !was {
			count++ // between the last step and capacity
		}
		got := r.FixedPoints()
		if len(got) != count {
			t.Errorf("%+v: %d fixed points, %d changes of sign: %+v", r, len(got), count, got)
		}
		for i, p := range got {
			near(t, "fixed point", next(p.Load), p.Load, 1e-9)
			if p.Stable != (i%2 == 0) {
				t.Errorf("%+v: stable and unstable do not take turns: %+v", r, got)
			}
		}
	}
}

// impatient samples one server whose users retry, from a backlog of work, and
// returns attempts and requests answered in time, per unit of time, in the second
// half of the history. Between a timeout and the next attempt is a random pause.
func impatient(r Retry, backlog, pause, horizon float64, seed uint64) (load, goodput float64) {
	type attempt struct {
		at   float64
		left int
	}
	rnd := rand.New(rand.NewPCG(seed, 4))
	var again []attempt // in order
	free, next := backlog, rnd.ExpFloat64()/r.Queue.Lambda
	for {
		a := attempt{next, r.Retries}
		if len(again) > 0 && again[0].at < next {
			a, again = again[0], again[1:]
		} else {
			next += rnd.ExpFloat64() / r.Queue.Lambda
		}
		if a.at > horizon {
			return load / horizon * 2, goodput / horizon * 2
		}
		free = max(free, a.at) + rnd.ExpFloat64()/r.Queue.Mu
		late := free-a.at > r.Timeout
		if a.at > horizon/2 {
			load++
			if !late {
				goodput++
			}
		}
		if late && a.left > 0 {
			at := a.at + r.Timeout + pause*rnd.ExpFloat64()
			i := sort.Search(len(again), func(i int) bool { return again[i].at > at })
			again = slices.Insert(again, i, attempt{at, a.left - 1})
		}
	}
}

// One queue, 80 requests a second where 100 are served, ends in either of its stable
// points, by where it starts from: empty at 80.004 attempts, from a backlog of 20
// seconds at 320. Below μ/(r+1) it falls back from there. Retries are spread; at once,
// it tips over from empty within the hour. Notices 2 % of the load.
func TestRetrySampled(t *testing.T) {
	r := Retry{Queue: MMc{Lambda: 80, Mu: 100, C: 1}, Timeout: 0.5, Retries: 3}
	points := r.FixedPoints()
	hold := func(what string, backlog float64, want FixedPoint) {
		t.Helper()
		load, goodput := impatient(r, backlog, 10, 4000, 77)
		if tol := 0.02 * want.Load; !(math.Abs(load-want.Load) < tol && math.Abs(goodput-want.Goodput) < tol) {
			t.Errorf("%s: %g attempts and %g in time, want %+v", what, load, goodput, want)
		}
	}
	hold("from empty", 0, points[0])
	hold("from a backlog", 20, points[2])
	r.Queue.Lambda = 22
	hold("safe, from a backlog", 20, r.FixedPoints()[0])
}

// What the fixed points assume, and what it costs where it is not so: attempts that
// pause for a thousand services make the load that they say, within 1 %, also where
// half of them are late; those at once meet the queue that made the last one late,
// and make more.
func TestRetrySpread(t *testing.T) {
	for _, x := range []struct {
		lambda, timeout float64
		retries         int
		atOnce          float64 // at least this part of the load more
	}{{40, 0.05, 1, 0.04}, {20, 0.03, 3, 0.2}, {20, 0.01, 3, 0.4}, {50, 0.1, 3, 0}} {
		r := Retry{Queue: MMc{Lambda: x.lambda, Mu: 100, C: 1}, Timeout: x.timeout, Retries: x.retries}
		want := r.FixedPoints()[0]
		load, goodput := impatient(r, 0, 10, 20_000, 5)
		near(t, "spread load", load, want.Load, 0.01)
		near(t, "spread goodput", goodput, want.Goodput, 0.01)
		if load, _ := impatient(r, 0, 0, 20_000, 5); !(load >= want.Load*(1+x.atOnce)) {
			t.Errorf("%+v: at once %g attempts, spread %g", x, load, want.Load)
		}
	}
}

func TestRetryRefuses(t *testing.T) {
	for _, r := range []Retry{{}, {MMc{-1, 1, 1}, 1, 1}, {MMc{1, 1, 1}, 0, 1}, {MMc{1, 1, 1}, 1, -1}, {MMc{math.Inf(1), 1, 1}, 1, 1}, {MMc{1, 1, 0}, 1, 1}} {
		if r.Err() == nil {
			t.Errorf("%+v is a queue", r)
		}
	}
}
