package integrity

import "math"

// longRun returns the rate of losses in the long run and the share of time in each
// state, by elimination without subtraction (Grassmann, Taksar & Heyman 1985). With a
// loss that leads back to the whole group, 1 ÷ rate is the mean time between losses
// and, as each begins whole, the mean time to the first.
func (g *group) longRun() (rate float64, share []float64) {
	n := len(g.state)
	a := make([][]float64, n)
	for i := range a {
		a[i] = make([]float64, n)
		for _, m := range g.moves[i] {
			a[i][m.to] += m.rate
		}
		if i > 0 {
			a[i][0] += g.loss[i]
		}
	}
	for k := n - 1; k > 0; k-- {
		out := 0.0
		for j := range k {
			out += a[k][j]
		}
		for i := range k {
			if a[i][k] == 0 {
				continue
			}
			a[i][k] /= out
			for j := range k {
				a[i][j] += a[i][k] * a[k][j]
			}
		}
	}
	share = make([]float64, n)
	share[0] = 1
	sum := 1.0
	for k := 1; k < n; k++ {
		for i := range k {
			share[k] += share[i] * a[i][k]
		}
		sum += share[k]
	}
	for i := range share {
		share[i] /= sum
		rate += share[i] * g.loss[i]
	}
	return rate, share
}

// lost returns the expected number of losses by time t, a lost group starting whole
// again, the chance of one at least, and the rate at which the first comes once the group
// has forgotten that it began whole. Both come by uniformization, sums of positive terms:
//
//	E = Σ_k ℓ_k P(N > k), N Poisson with mean qt, ℓ_k the chance that jump k+1 loses
//
// After some jumps ℓ_k is that of the long run, and the rest of the sum is known.
func (g *group) lost(t, longRun float64) (expected, chance, first float64) {
	q := 0.0
	for i := range g.moves {
		out := g.loss[i]
		for _, m := range g.moves[i] {
			out += m.rate
		}
		q = math.Max(q, out)
	}
	if q == 0 || t == 0 {
		return 0, 0, 0
	}
	q *= 1.1
	mean := q * t
	most := int(mean+float64(12*math.Sqrt(mean))) + 60
	again, once := newWalk(g, q, true), newWalk(g, q, false)
	var ell, died []float64
	kept, calm := 1.0, 0
	for k := 0; k < most; k++ {
		a, _, d1 := again.step()
		h, left, d2 := once.step() // of those that are left
		ell, died = append(ell, a), append(died, kept*h)
		kept *= left
		first = q * h
		if calm++; d1 > 2e-15 || d2 > 2e-15 {
			calm = 0
		}
		if calm >= 30 && float64(k) < mean-float64(12*math.Sqrt(mean))-60 {
			break
		}
	}
	n := float64(len(ell))
	if len(ell) == most {
		return poissonSum(ell, mean), poissonSum(died, mean), first
	}
	for k := range ell {
		expected += ell[k]
		chance += died[k]
	}
	h := first / q
	expected += longRun / q * (mean - n)
	chance -= kept * math.Expm1(-mean*h-n*math.Log1p(-h))
	return expected, chance, first
}

// A walk is the law of the state after so many jumps.
type walk struct {
	g      *group
	q      float64
	again  bool // a lost group starts whole; else only groups that lost nothing are looked at
	v, new []float64
	stay   []float64
}

func newWalk(g *group, q float64, again bool) *walk {
	n := len(g.state)
	w := &walk{g, q, again, make([]float64, n), make([]float64, n), make([]float64, n)}
	w.v[0] = 1
	for i := range w.stay {
		out := g.loss[i]
		for _, m := range g.moves[i] {
			out += m.rate
		}
		w.stay[i] = 1 - out/q
	}
	return w
}

// step returns the chance of a loss with the next jump, the rest, and the largest
// relative change of the law.
func (w *walk) step() (lost, left, change float64) {
	clear(w.new)
	for i, x := range w.v {
		if x == 0 {
			continue
		}
		w.new[i] += x * w.stay[i]
		for _, m := range w.g.moves[i] {
			w.new[m.to] += x * m.rate / w.q
		}
		lost += x * w.g.loss[i] / w.q
	}
	left = 1
	if w.again {
		w.new[0] += lost
	} else {
		left = 0
		for _, x := range w.new {
			left += x
		}
		for i := range w.new {
			w.new[i] /= left
		}
	}
	for i, x := range w.new {
		if d := math.Abs(x - w.v[i]); d > 0 {
			change = math.Max(change, d/x)
		}
	}
	w.v, w.new = w.new, w.v
	return lost, left, change
}

// poissonSum returns Σ_k x_k P(N > k), N Poisson with a mean.
func poissonSum(x []float64, mean float64) float64 {
	n := len(x) + 1
	p := make([]float64, n)
	top := min(int(mean), n-1)
	lg, _ := math.Lgamma(float64(top + 1))
	p[top] = math.Exp(float64(top)*math.Log(mean) - mean - lg)
	for k := top + 1; k < n; k++ {
		p[k] = p[k-1] * mean / float64(k)
	}
	for k := top; k > 0; k-- {
		p[k-1] = p[k] * float64(k) / mean
	}
	sum, beyond := 0.0, 0.0
	for k := n - 1; k > 0; k-- {
		beyond += p[k] // P(N ≥ k), but for what lies beyond n
		sum += x[k-1] * beyond
	}
	return sum
}
