package exact

import "fmt"

// A Chain is a small continuous-time Markov chain: row i holds the rates per hour
// from state i to every other; its diagonal is ignored.
type Chain [][]float64

// NewChain returns a chain of n states without transitions.
func NewChain(n int) Chain {
	c, flat := make(Chain, n), make([]float64, n*n)
	for i := range c {
		c[i] = flat[i*n : (i+1)*n]
	}
	return c
}

// Steady returns the long-run probabilities of an irreducible chain, by state
// reduction without a subtraction (Grassmann, Taksar & Heyman 1985), so that the
// smallest is as precise as the largest. States that lead nowhere else but cannot
// be reached from state 0 must not be there. It uses the chain up.
// It panics where a state has no way to any lower one.
func (c Chain) Steady() []float64 {
	n := len(c)
	for k := n - 1; k > 0; k-- {
		var out float64
		for _, r := range c[k][:k] {
			out += r
		}
		if !(out > 0) {
			panic(fmt.Sprintf("exact: chain state %d of %d is never left", k, n))
		}
		for i := range k {
			into := c[i][k]
			if into == 0 {
				continue
			}
			into /= out
			c[i][k] = into
			row := c[i][:k]
			for j, r := range c[k][:k] {
				row[j] += into * r
			}
		}
	}
	p := make([]float64, n)
	p[0] = 1
	for k := 1; k < n; k++ {
		for i := range k {
			p[k] += p[i] * c[i][k]
		}
		rescale(p[:k+1])
	}
	total := sum(p)
	for k := range p {
		p[k] /= total
	}
	return p
}

// rescale keeps chances that grow to the last within double precision; what is that much
// rarer than the last is 0.
func rescale(p []float64) {
	last := p[len(p)-1]
	if last < 1e100 {
		return
	}
	for i := range p {
		p[i] /= last
	}
}
