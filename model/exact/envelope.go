package exact

import "fmt"

// An envelope holds the transitions of a sparse chain for elimination: state k has
// to do with states first[k]..k−1 only, and with state 0, which is kept aside since
// losses lead there from everywhere.
type envelope struct {
	first        []int
	lower, upper [][]float64 // lower[k][j−first[k]]: rate k→j; upper: j→k
	home         []float64   // rate k→0
	start        []float64   // rate 0→k
	size, ops    float64
}

// envelope finds the outline. Elimination from the last state down fills it, never
// more, once first[i] ≤ first[k] for all first[k] ≤ i < k.
func (c *sparse) envelope() *envelope {
	n := c.len()
	e := &envelope{first: make([]int, n)}
	for k := range e.first {
		e.first[k] = k
	}
	for i := 1; i < n; i++ {
		for k := c.row[i]; k < c.row[i+1]; k++ {
			if j := int(c.to[k]); j > 0 {
				hi, lo := max(i, j), min(i, j)
				e.first[hi] = min(e.first[hi], lo)
			}
		}
	}
	least := n
	for k := n - 1; k > 0; k-- {
		least = min(least, e.first[k])
		e.first[k] = min(e.first[k], least)
		wide := float64(k - e.first[k])
		e.size += 2 * wide
		e.ops += 2*wide*wide + 6*wide
	}
	return e
}

// eliminate returns the long-run probabilities by state reduction (Grassmann, Taksar &
// Heyman 1985) inside an envelope. Nothing is subtracted: each probability is right to
// about n units in its last place, however small.
func (c *sparse) eliminate(e *envelope) []float64 {
	n := c.len()
	e.fill(c)
	into := make([]float64, n)
	for k := n - 1; k > 0; k-- {
		first, low, up := e.first[k], e.lower[k], e.upper[k]
		out := e.home[k]
		for _, r := range low {
			out += r
		}
		if !(out > 0) {
			panic(fmt.Sprintf("exact: chain state %d of %d is never left", k, n))
		}
		e.start[k] /= out
		for x := range up {
			up[x] /= out
		}
		e.reduce(k, first, low, up)
	}
	into[0] = 1
	for k := 1; k < n; k++ {
		p := into[0] * e.start[k]
		for x, r := range e.upper[k] {
			p += into[e.first[k]+x] * r
		}
		into[k] = p
		rescale(into[:k+1])
	}
	total := sum(into)
	for k := range into {
		into[k] /= total
	}
	return into
}

// reduce hands on what went through state k.
func (e *envelope) reduce(k, first int, low, up []float64) {
	if f := e.start[k]; f > 0 {
		for x, r := range low {
			e.start[first+x] += f * r
		}
	}
	for x, f := range up {
		if f == 0 {
			continue
		}
		i := first + x
		e.home[i] += f * e.home[k]
		row := e.lower[i][first-e.first[i]:]
		for j, r := range low[:x] {
			row[j] += f * r
		}
	}
	for y, r := range low { // from i to j > i: column j
		if r == 0 {
			continue
		}
		j := first + y
		col := e.upper[j][first-e.first[j]:]
		for x, f := range up[:y] {
			col[x] += f * r
		}
	}
}

func (e *envelope) fill(c *sparse) {
	n := c.len()
	flat := make([]float64, int(e.size))
	take := func(w int) []float64 {
		s := flat[:w:w]
		flat = flat[w:]
		return s
	}
	e.lower, e.upper = make([][]float64, n), make([][]float64, n)
	e.home, e.start = make([]float64, n), make([]float64, n)
	for k := 1; k < n; k++ {
		e.lower[k], e.upper[k] = take(k-e.first[k]), take(k-e.first[k])
	}
	for i := range n {
		for k := c.row[i]; k < c.row[i+1]; k++ {
			j, r := int(c.to[k]), c.rate[k]
			switch {
			case i == 0:
				e.start[j] += r
			case j == 0:
				e.home[i] += r
			case j < i:
				e.lower[i][j-e.first[i]] += r
			default:
				e.upper[j][i-e.first[j]] += r
			}
		}
	}
}
