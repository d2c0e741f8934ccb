package demand

// A gram is Gauss's rule for sums: Σ f(i) over i = 0…n−1 is Σ weight·f(x), exact for
// polynomials of degree 11. Its nodes are the zeros of the Gram (discrete Chebyshev)
// polynomial of degree 6.
type gram [gramNodes]node

const gramNodes = 6

// newGram makes the rule for n > 2·gramNodes terms. With t = i − (n−1)/2 the monic
// polynomials obey p_{k+1} = t·p_k − b_k·p_{k−1}, b_k = k²(n² − k²)/(4(4k² − 1)), and
// a node's weight is n·b_1⋯b_5/(p₅·p₆′) (Szegő 1939, 2.8; Golub & Welsch 1969).
func newGram(n int) (g gram) {
	var b [gramNodes]float64
	total := float64(n)
	for k := 1; k < gramNodes; k++ {
		k2, n2 := float64(k*k), float64(float64(n)*float64(n))
		b[k] = k2 * (n2 - k2) / (4 * (float64(4*k2) - 1))
		total *= b[k]
	}
	half := float64(float64(n) / 2)
	for i := range g {
		x := float64(half * legendre6[i])
		for range 20 {
			_, p, d := gramAt(&b, x)
			x -= p / d
		}
		before, _, d := gramAt(&b, x)
		g[i] = node{x + half - 0.5, total / (before * d)}
	}
	return g
}

// gramAt returns p₅, p₆ and p₆′ at x.
func gramAt(b *[gramNodes]float64, x float64) (before, p, d float64) {
	p, dBefore := 1.0, 0.0
	for k := range gramNodes {
		next := float64(x*p) - float64(b[k]*before)
		dNext := p + float64(x*d) - float64(b[k]*dBefore)
		before, p, dBefore, d = p, next, d, dNext
	}
	return before, p, d
}

// legendre6 are the zeros of Legendre's polynomial of degree 6, which those of Gram's
// approach.
var legendre6 = [gramNodes]float64{-0.9324695142031521, -0.6612093864662645, -0.2386191860831969, 0.2386191860831969, 0.6612093864662645, 0.9324695142031521}

// rule returns the rule for n terms, remembered.
func (t *Traffic) rule(n int) *gram {
	for len(t.grams) <= n {
		t.grams = append(t.grams, gram{})
	}
	if t.grams[n][0].weight == 0 {
		t.grams[n] = newGram(n)
	}
	return &t.grams[n]
}
