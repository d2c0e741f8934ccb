package decide

import (
	"math/bits"
	"strconv"
	"strings"

	"github.com/capplan/capplan/model/simulate"
)

// netBits is the number of binary digits in which points are laid out: there may be
// 2^netBits of them.
const netBits = 32

// A net lays out randomised Sobol' points (Sobol' 1967): of 2^m of them each dimension
// has one in every 2^-m, and pairs and more of dimensions are filled evenly too. The
// randomisation is a linear matrix scramble with a digital shift (Matoušek 1998, On the
// L2-discrepancy for anchored boxes): each point alone is uniform, so that a mean over
// the points has no bias, and means of several randomisations are independent.
//
// Dimensions beyond the table of direction numbers are Latin hypercube columns: the
// points of one dimension in random order. All of it is in whole numbers: the points are
// the same on every processor.
type net struct {
	seed    uint64
	purpose string
	columns [][netBits]uint32 // by dimension
}

// newNet prepares points of so many dimensions.
func newNet(seed uint64, purpose string, dims int) *net {
	n := &net{seed: seed, purpose: purpose}
	table := strings.Split(joeKuo, "\n")
	for d := range min(dims, len(table)+1) {
		n.columns = append(n.columns, directions(table, d))
	}
	return n
}

// directions are the direction numbers v_1, v_2 … of a dimension, high bit first. The
// first one is van der Corput's; the others follow from the recurrence of their
// polynomial (Bratley & Fox 1988, Algorithm 659).
func directions(table []string, dim int) (v [netBits]uint32) {
	if dim == 0 {
		for j := range v {
			v[j] = 1 << (netBits - 1 - j)
		}
		return v
	}
	words := strings.Fields(table[dim-1])
	number := func(i int) uint32 {
		x, err := strconv.ParseUint(words[i], 10, netBits)
		if err != nil {
			panic("decide: direction numbers: " + err.Error())
		}
		return uint32(x)
	}
	polynomial, degree := number(0), len(words)-1
	for j := range v {
		if j < degree {
			v[j] = number(j+1) << (netBits - 1 - j)
			continue
		}
		v[j] = v[j-degree] ^ v[j-degree]>>degree
		for k := 1; k < degree; k++ {
			if polynomial>>(degree-k)&1 == 1 {
				v[j] ^= v[j-k]
			}
		}
	}
	return v
}

// random returns 52 random bits.
func (n *net) random(kind string, dim, index int) uint64 {
	u := simulate.Uniform(n.seed, "net/"+n.purpose+"/"+kind+"/"+strconv.Itoa(dim), uint64(index))
	return uint64(u * (1 << 52))
}

// fill writes the points of one randomisation: to[i][d] in (0, 1). Their number is a
// power of two.
func (n *net) fill(to [][]float64, randomisation int) {
	if len(to)&(len(to)-1) != 0 {
		panic("decide: the number of points is no power of two")
	}
	if len(to) == 0 {
		return
	}
	for d := range to[0] {
		columns := n.columns[d%len(n.columns)]
		n.scramble(&columns, d, randomisation)
		shift := n.random("shift", d, randomisation)
		order := n.order(d, len(to), randomisation)
		for i := range to {
			var x uint32
			for k, rest := 0, uint(order[i]); rest != 0; k, rest = k+1, rest>>1 {
				if rest&1 == 1 {
					x ^= columns[k]
				}
			}
			x52 := uint64(x)<<(52-netBits) ^ shift
			to[i][d] = float64((float64(x52) + 0.5) * (1.0 / (1 << 52)))
		}
	}
}

// scramble multiplies the columns by a random lower triangular matrix over GF(2) whose
// diagonal is 1: digit b becomes itself plus a random sum of those before it.
func (n *net) scramble(columns *[netBits]uint32, dim, randomisation int) {
	var row [netBits]uint32
	for b := range row {
		diagonal := uint32(1) << (netBits - 1 - b)
		before := ^(diagonal | (diagonal - 1))
		row[b] = diagonal | uint32(n.random("matrix", dim, randomisation*netBits+b))&before
	}
	for j, v := range columns {
		var out uint32
		for b := range row {
			out |= uint32(bits.OnesCount32(row[b]&v)&1) << (netBits - 1 - b)
		}
		columns[j] = out
	}
}

// order is the identity, and a random order of the points in a dimension that repeats
// another one.
func (n *net) order(dim, points, randomisation int) []int {
	at := make([]int, points)
	for i := range at {
		at[i] = i
	}
	if dim < len(n.columns) {
		return at
	}
	for i := points - 1; i > 0; i-- { // Fisher & Yates 1938
		j, _ := bits.Mul64(n.random("order", dim, randomisation<<netBits|i)<<12, uint64(i+1))
		at[i], at[j] = at[j], at[i]
	}
	return at
}
