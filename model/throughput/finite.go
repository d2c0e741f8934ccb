package throughput

import (
	"math"

	"github.com/capplan/capplan/model/internal/portable"
)

// finite returns a queue with an end of places, M/M/c/K as in MMcK, at so many
// arrivals: the time of those accepted, by uniformization at the rate ν = c/time of
// departures. An accepted request that finds j before it in the queue waits for j+1 of
// them, and then ends with each with chance 1/c, so that the chance to be there after n
// is, with w_j the chance to find j,
//
//	a_n = Σ_{j≥n} w_j + v_n,  v_{n+1} = v_n·(1 − 1/c) + w_n
//
// and P(T > t) = Σ Poisson(νt; n)·a_n: positive terms only, at any load. Exact; relative
// error is below 1e-11 (latency_test.go).
func (s *Stage) finite(x float64, servers int) solved {
	n, a := float64(servers), float64(x*s.Time)
	rho := a / n
	found := make([]float64, s.Queue+1) // ∝ P[c+j], the last one is shed
	fewer := fewerBusy(servers, a)      // Σ_{i≤c} P[i]/P[c]
	unit := 1.0
	if rho > 1 {
		unit = portable.Exp(-float64(float64(s.Queue) * portable.Log(rho)))
	}
	sum := float64(unit * (fewer - 1))
	idle := sum
	for j := range found {
		found[j] = unit
		sum += unit
		unit *= rho
	}
	shed := found[s.Queue] / sum
	accepted := sum - found[s.Queue]
	q := &finiteQueue{rate: n / s.Time, stay: 1 - 1/n, wait: found[:s.Queue]}
	mean := s.Time
	for j := range q.wait {
		q.wait[j] /= accepted
		mean += float64(q.wait[j]*float64(j+1)) / q.rate
		q.behind += q.wait[j]
	}
	q.serves = idle / accepted
	q.there = append(q.there, q.behind+q.serves)
	return solved{tail: q.tail, mean: mean, shed: shed, scale: s.Time}
}

// fewerBusy returns the inverse of Erlang's B,
//
//	1/B = Σ_j Π_{i<j} (c−i)/a
//
// whose terms fall from the (c−a)th on: about 10·√c of them count. It stops at 1e20,
// where no request waits.
func fewerBusy(c int, a float64) float64 {
	n := float64(c)
	if a == 0 {
		return 1e20
	}
	term, r := 1.0, 1.0
	for i := 0.0; i < n; i++ {
		term = float64(term * ((n - i) / a))
		r += term
		if r > 1e20 {
			return 1e20
		}
		if n-i < a && term < 1e-17*r {
			break
		}
	}
	return r
}

// A finiteQueue extends a_n as it is asked for.
type finiteQueue struct {
	rate, stay     float64
	wait           []float64
	behind, serves float64   // Σ_{j≥n} w_j and v_n
	there          []float64 // a_n
	amount         float64   // ln of what served falls from
}

func (q *finiteQueue) at(n int) float64 {
	for k := len(q.there) - 1; k < n; k++ {
		w := 0.0
		if k < len(q.wait) {
			w = q.wait[k]
		}
		q.serves = float64(q.serves*q.stay) + w
		if q.behind -= w; k+1 >= len(q.wait) || q.behind < 0 {
			q.behind = 0
		}
		q.there = append(q.there, q.behind+q.serves)
	}
	return q.there[n]
}

// served returns the tail where all that wait have begun long ago, and a_n falls by
// 1 − 1/c: v_K·(1 − 1/c)^{−K}·e^{−m/c}. What is left out is below e^{−42} of it (Chernoff
// for n < K, in the law of m and in that of m·(1 − 1/c)).
func (q *finiteQueue) served(m float64) (float64, bool) {
	k, later := float64(len(q.wait)), float64(m*q.stay)
	if !(later > k) || float64((later-k)*(later-k)) < 84*later {
		return 0, false
	}
	if q.amount == 0 {
		q.at(len(q.wait))
		q.amount = portable.Log(q.there[len(q.wait)]) - float64(k*portable.Log(q.stay))
	}
	log := q.amount - float64(m*(1-q.stay))
	if float64((m-k)*(m-k)) < 2*m*(42-log) {
		return 0, false
	}
	return portable.Exp(log), true
}

// inverse holds 1/n of the first n: a product is quicker than a quotient.
var inverse = func() (r [4096]float64) {
	for n := range r {
		r[n] = 1 / float64(n)
	}
	return r
}()

// tail sums over the Poisson law outwards from its mode, normalized by its own sum.
func (q *finiteQueue) tail(t float64) float64 {
	m := float64(q.rate * t)
	if !(m > 0) {
		return 1
	}
	if r, ok := q.served(m); ok {
		return r
	}
	mode := int(m)
	q.at(mode + int(12*math.Sqrt(m)) + 40)
	r, all := q.there[mode], 1.0
	every := 1 / m
	for p, n := 1.0, mode; n > 0 && p > 1e-17; n-- {
		p *= float64(float64(n) * every)
		r += float64(p * q.there[n-1])
		all += p
	}
	for p, n := 1.0, mode+1; ; n++ {
		if n < len(inverse) {
			p *= float64(m * inverse[n])
		} else {
			p *= m / float64(n)
		}
		if p < 1e-17 {
			break
		}
		r += float64(p * q.at(n))
		all += p
	}
	return r / all
}
