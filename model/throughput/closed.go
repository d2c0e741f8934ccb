package throughput

import (
	"fmt"
	"math"
)

// A Station of a closed network has Servers with exponential service, or one server
// that is shared among all who are there, with any law.
type Station struct {
	Demand  float64 // visits × time of service, per round of a customer
	Servers int     // ≥ 1
}

// A Closed network is one in which a fixed number of customers go round: each
// thinks, visits the stations by any routing, and thinks again (Gordon & Newell
// 1967; Baskett, Chandy, Muntz & Palacios 1975). Times are in one unit.
type Closed struct {
	Stations []Station
	Think    float64 // mean time outside of the stations, any law, ≥ 0
}

// Err says why n customers cannot go round.
func (c Closed) Err(n int) error {
	if n < 1 {
		return fmt.Errorf("no closed network: %d customers", n)
	}
	total := c.Think
	if !(c.Think >= 0) {
		return fmt.Errorf("no closed network: think time %g", c.Think)
	}
	for _, s := range c.Stations {
		if !(s.Demand >= 0) || s.Servers < 1 {
			return fmt.Errorf("no closed network: demand %g at %d servers", s.Demand, s.Servers)
		}
		total += s.Demand
	}
	if !(total > 0) || math.IsInf(total, 1) {
		return fmt.Errorf("no closed network: a round takes %g", total)
	}
	return nil
}

func (c Closed) must(n int) {
	if err := c.Err(n); err != nil {
		panic("throughput: " + err.Error())
	}
}

// ClosedBounds are what no closed network is above or below.
type ClosedBounds struct {
	X, XLeast float64 // throughput: at most, at least
	RLeast    float64 // response time: at least
	Knee      float64 // customers from which on somebody must wait, N* = (ΣD + Z)·min(m/D)
}

// Bounds returns the asymptotic bounds of n customers,
//
//	N/(N·ΣD + Z) ≤ X ≤ min(min m/D, N/(ΣD + Z)),  R ≥ max(ΣD, N·max D/m − Z)
//
// for any laws of service (Denning & Buzen 1978; the first as if all waited for
// each other at every visit). It panics where Err says something.
func (c Closed) Bounds(n int) ClosedBounds {
	c.must(n)
	var sum, slow float64
	for _, s := range c.Stations {
		sum += s.Demand
		slow = max(slow, s.Demand/float64(s.Servers))
	}
	k := float64(n)
	return ClosedBounds{
		X:      min(1/slow, k/(sum+c.Think)),
		XLeast: k / (float64(k*sum) + c.Think),
		RLeast: max(sum, float64(k*slow)-c.Think),
		Knee:   (sum + c.Think) / slow,
	}
}

// A ClosedSteady is the steady state of a closed network.
type ClosedSteady struct {
	X           float64   // rounds per unit of time
	Response    float64   // time in the stations per round
	Queue       []float64 // mean customers at each station, waiting and served
	Residence   []float64 // time at each station per round
	Utilization []float64 // share of its servers that is busy
}

func (c Closed) steady(x float64, queue []float64) ClosedSteady {
	s := ClosedSteady{X: x, Queue: queue}
	for i, q := range queue {
		st := c.Stations[i]
		s.Residence = append(s.Residence, q/x)
		s.Utilization = append(s.Utilization, x*st.Demand/float64(st.Servers))
		s.Response += q / x
	}
	return s
}

// Solve returns the exact steady state of n customers by convolution (Buzen 1973):
// with F(k) = D^k/Π_{j=1}^{k} min(j, m) of each station and Z^k/k! of thinking,
//
//	G = F_1 * F_2 * …,  X = G(n−1)/G(n),  P(k at i) = F_i(k)·G_{−i}(n−k)/G(n)
//
// All terms are positive (mean value analysis of several servers subtracts, and is
// nowhere used), and all are tilted by the k-th power of the asymptotic bound of X,
// so that nothing overflows and G(n) is the largest. Time is n·Σ min(m, n), once
// more for each station with several servers. Relative error is below 1e-12 for
// n ≤ 3000 (closed_test.go, closed_chain_test.go). It panics where Err says
// something.
func (c Closed) Solve(n int) ClosedSteady {
	theta := c.Bounds(n).X
	g := c.constants(n, theta, -1)
	queue := make([]float64, len(c.Stations))
	for i, s := range c.Stations {
		if s.Servers == 1 {
			r, power := theta*s.Demand, 1.0
			for k := 1; k <= n; k++ {
				power *= r
				queue[i] += float64(power * g[n-k] / g[n])
			}
			continue
		}
		rest := c.constants(n, theta, i)
		f := stationTerms(theta*s.Demand, s.Servers, n)
		sum := 0.0
		for k, x := range f {
			sum += float64(x * rest[n-k])
			queue[i] += float64(float64(k) * x * rest[n-k])
		}
		queue[i] /= sum
	}
	return c.steady(theta*g[n-1]/g[n], queue)
}

// constants returns G(0..n) of all stations but one, tilted by theta, up to a
// factor.
func (c Closed) constants(n int, theta float64, but int) []float64 {
	g := stationTerms(theta*c.Think, n, n)
	for i, s := range c.Stations {
		if i == but || s.Demand == 0 {
			continue
		}
		g = convolve(g, theta*s.Demand, s.Servers)
		most := 0.0
		for _, x := range g {
			most = max(most, x)
		}
		for k := range g {
			g[k] /= most
		}
	}
	return g
}

// convolve returns g with a station of demand d and m servers beside it: from m on
// its terms fall by r = d/m, so that what they add is r of what they added before.
func convolve(g []float64, d float64, m int) []float64 {
	n := len(g) - 1
	m = min(m, n)
	f := stationTerms(d, m, m)
	r := d / float64(max(m, 1))
	h := make([]float64, n+1)
	full := 0.0
	for k := range h {
		sum := 0.0
		for j := 0; j < min(m, k+1); j++ {
			sum += float64(f[j] * g[k-j])
		}
		if k >= m {
			full = float64(r*full) + float64(f[m]*g[k-m])
			sum += full
		}
		h[k] = sum
	}
	return h
}

// stationTerms returns d^k/Π_{j≤k} min(j, m) for k = 0..n up to a factor: 1 at the
// largest, and the others by ratios of at most 1 from it.
func stationTerms(d float64, m, n int) []float64 {
	f := make([]float64, n+1)
	mode := n
	if d < float64(m) {
		mode = min(n, int(d))
	}
	f[mode] = 1
	for k := mode + 1; k <= n; k++ {
		f[k] = f[k-1] * (d / float64(min(k, m)))
	}
	for k := mode; k > 0; k-- {
		f[k-1] = f[k] * (float64(min(k, m)) / d)
	}
	return f
}

// Schweitzer returns an APPROXIMATION of n customers at stations of one server, in
// time that does not grow with n: an arriving customer is taken to see (n−1)/n of
// the mean queue,
//
//	R_i = D_i·(1 + (n−1)/n·Q_i),  Q_i = X·R_i,  n = X·Z + ΣQ_i
//
// (Schweitzer 1979; Bard 1979), solved for X by bisection: the last rises with X.
// On the networks of closed_test.go its X is within 5 % of the exact one. It panics
// where Err says something, and for stations with several servers.
func (c Closed) Schweitzer(n int) ClosedSteady {
	seen := float64(n-1) / float64(n)
	queue := make([]float64, len(c.Stations))
	total := func(x float64) float64 {
		sum := x * c.Think
		for i, s := range c.Stations {
			if u := x * s.Demand; u*seen < 1 {
				queue[i] = u / (1 - float64(u*seen))
			} else {
				queue[i] = math.Inf(1)
			}
			sum += queue[i]
		}
		return sum
	}
	for _, s := range c.Stations {
		if s.Servers != 1 {
			panic("throughput: Schweitzer at a station with several servers")
		}
	}
	lo, hi := 0.0, c.Bounds(n).X
	for range 100 {
		if x := lo + (hi-lo)/2; total(x) < float64(n) {
			lo = x
		} else {
			hi = x
		}
	}
	total(lo)
	return c.steady(lo, queue)
}
