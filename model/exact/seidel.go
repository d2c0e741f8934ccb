package exact

import "math"

// faint is the probability under which a state is not looked at: nothing is so rare.
const faint = 1e-250

// maxSweeping bounds the operations of an iteration: what is left then is its fault.
const maxSweeping = 2e10

// iterate returns the long-run probabilities by Gauss–Seidel sweeps,
//
//	p_j = Σ_i p_i q_ij / q_j,
//
// from the start outward, with the levels put right against one another after each
// (aggregation; Koury, McAllister & Stewart 1984). Only positive terms are added. The
// second value is the relative error that is left, judged from how fast the sweeps
// still move the probabilities: it is held against elimination in sparse_test.go.
func (c *sparse) iterate(w *work) (p []float64, fault float64) {
	n := c.len()
	from := c.transposed()
	out := make([]float64, n)
	for i := range out {
		out[i] = c.out(i)
	}
	p = make([]float64, n)
	p[0] = 1
	for i := 1; i < n; i++ {
		p[i] = 2 * faint
	}
	g := c.gathering()
	last := math.Inf(1)
	for sweep := range int(maxSweeping / (5 * float64(len(c.to)+1))) {
		moved := 0.0
		for j := range n {
			var s float64
			for k := from.row[j]; k < from.row[j+1]; k++ {
				s += p[from.to[k]] * from.rate[k]
			}
			s /= out[j]
			if s > faint {
				moved = max(moved, math.Abs(s-p[j])/s)
			}
			p[j] = s
		}
		moved = max(g.level(p), moved)
		w.ops += 5 * float64(len(c.to))
		if moved < 1e-14 {
			return p, 1e-14
		}
		if sweep > 3 {
			shrink := min(moved/last, 0.9999)
			if fault = moved * max(shrink, 0.1) / (1 - shrink); fault < 1e-12 {
				return p, max(fault, 1e-14)
			}
		}
		last = moved
	}
	return p, fault
}

// transposed returns the chain with every transition turned round.
func (c *sparse) transposed() *sparse {
	n := c.len()
	t := &sparse{row: make([]int, n+1), to: make([]int32, len(c.to)), rate: make([]float64, len(c.to))}
	for _, j := range c.to {
		t.row[j+1]++
	}
	for j := range n {
		t.row[j+1] += t.row[j]
	}
	at := append([]int(nil), t.row...)
	for i := range n {
		for k := c.row[i]; k < c.row[i+1]; k++ {
			j := c.to[k]
			t.to[at[j]], t.rate[at[j]] = int32(i), c.rate[k]
			at[j]++
		}
	}
	return t
}

// A gathering is a chain of the levels of another.
type gathering struct {
	c     *sparse
	of    []int32
	n     int
	chain Chain
	mass  []float64
}

// maxGathered bounds the levels told apart.
const maxGathered = 400

func (c *sparse) gathering() *gathering {
	g := &gathering{c: c, of: c.level}
	if g.of == nil {
		g.of = make([]int32, c.len())
	}
	for _, l := range g.of {
		g.n = max(g.n, int(l)+1)
	}
	if g.n > maxGathered {
		of := make([]int32, len(g.of))
		for i, l := range g.of {
			of[i] = int32(int(l) * maxGathered / g.n)
		}
		g.of, g.n = of, maxGathered
	}
	g.mass = make([]float64, g.n)
	return g
}

// weigh adds up the levels, and returns how many there are before a faint one.
func (g *gathering) weigh(p []float64) (n int) {
	clear(g.mass)
	for i, l := range g.of {
		g.mass[l] += p[i]
	}
	for n < g.n && g.mass[n] > faint {
		n++
	}
	return n
}

// level scales the levels so that they balance one another, and returns the largest
// relative change.
func (g *gathering) level(p []float64) float64 {
	n := g.weigh(p)
	if n == 0 { // of where it starts nearly nothing is left: all is put to 1
		total := sum(p)
		for i := range p {
			p[i] /= total
		}
		if n = g.weigh(p); n == 0 {
			return 0
		}
	}
	g.chain = NewChain(n)
	for i, l := range g.of {
		if int(l) >= n {
			continue
		}
		for k := g.c.row[i]; k < g.c.row[i+1]; k++ {
			if m := g.of[g.c.to[k]]; m != l && int(m) < n {
				g.chain[l][m] += p[i] * g.c.rate[k] / g.mass[l]
			}
		}
	}
	var total float64
	for _, m := range g.mass[:n] {
		total += m
	}
	right := g.chain.Steady()
	moved := 0.0
	for l := range right {
		moved = max(moved, math.Abs(right[l]*total/g.mass[l]-1))
		right[l] /= g.mass[l]
	}
	for i, l := range g.of {
		if int(l) < n {
			p[i] *= right[l]
		}
	}
	return moved
}
