package throughput

import (
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// chain solves a closed network of exponential stations by its Markov chain: all
// ways to place n customers, and the linear equations of their balance. Station 0
// is the one whose departures are rounds; route[i][j] is the chance to go from i to
// j.
func chain(n int, mu []float64, servers []int, route [][]float64) (x float64, queue []float64) {
	var states [][]int
	index := map[[4]int]int{}
	key := func(s []int) (k [4]int) { copy(k[:], s); return k }
	var place func(left int, s []int)
	place = func(left int, s []int) {
		if len(s) == len(mu)-1 {
			s = append(append([]int{}, s...), left)
			index[key(s)] = len(states)
			states = append(states, s)
			return
		}
		for k := 0; k <= left; k++ {
			place(left-k, append(append([]int{}, s...), k))
		}
	}
	place(n, nil)
	size := len(states)
	a, b := mat.NewDense(size, size, nil), mat.NewVecDense(size, nil)
	for at, s := range states {
		for i := range mu {
			rate := mu[i] * float64(min(s[i], servers[i]))
			if rate == 0 {
				continue
			}
			for j, p := range route[i] {
				to := append([]int{}, s...)
				to[i]--
				to[j]++
				a.Set(index[key(to)], at, a.At(index[key(to)], at)+rate*p)
				a.Set(at, at, a.At(at, at)-rate*p)
			}
		}
	}
	for at := range states { // one equation is that of all the others: the sum is 1
		a.Set(0, at, 1)
	}
	b.SetVec(0, 1)
	var p mat.VecDense
	if err := p.SolveVec(a, b); err != nil {
		panic(err)
	}
	queue = make([]float64, len(mu))
	for at, s := range states {
		x += p.AtVec(at) * mu[0] * float64(min(s[0], servers[0]))
		for i := range mu {
			queue[i] += p.AtVec(at) * float64(s[i])
		}
	}
	return x, queue
}

// 60 random networks of 2 to 4 stations, 1 to 7 customers and 1 to 4 servers, with
// random routing; in every other one, station 0 is thinking.
func TestClosedAgainstChain(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 8))
	for trial := range 60 {
		m, n := 2+r.IntN(3), 1+r.IntN(7)
		mu, servers, route := make([]float64, m), make([]int, m), make([][]float64, m)
		for i := range m {
			mu[i], servers[i], route[i] = 0.2+3*r.Float64(), 1+r.IntN(4), make([]float64, m)
			sum := 0.0
			for j := range m {
				route[i][j] = 0.05 + r.Float64()
				sum += route[i][j]
			}
			for j := range m {
				route[i][j] /= sum
			}
		}
		if trial%2 == 0 {
			servers[0] = n
		}
		visits := mat.NewVecDense(m, nil) // v = v·route, v[0] = 1
		eq, one := mat.NewDense(m, m, nil), mat.NewVecDense(m, nil)
		for i := range m {
			for j := range m {
				eq.Set(j, i, route[i][j])
			}
		}
		for i := range m {
			eq.Set(i, i, eq.At(i, i)-1)
			eq.Set(0, i, 0)
		}
		eq.Set(0, 0, 1)
		one.SetVec(0, 1)
		if err := visits.SolveVec(eq, one); err != nil {
			t.Fatal(err)
		}
		c, skip := Closed{}, 0
		if trial%2 == 0 {
			c.Think, skip = 1/mu[0], 1
		}
		for i := skip; i < m; i++ {
			c.Stations = append(c.Stations, Station{Demand: visits.AtVec(i) / mu[i], Servers: servers[i]})
		}
		x, queue := chain(n, mu, servers, route)
		s := c.Solve(n)
		near(t, "X", s.X, x, 1e-11)
		nears(t, "Q", s.Queue, queue[skip:], 1e-11)
	}
}
