package decide

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model/internal/portable"
)

// nodes are where the levels of a group are held, and what each counts.
type nodes struct {
	levels  [innerSets][][]float64 // by randomisation and node
	between bool                   // the same in all, and means are interpolated between them
}

func (s *sensing) nodesOf(group []int) *nodes {
	n := &nodes{between: len(group) == 1}
	if n.between {
		for z := -outerEnd; z <= outerEnd; z++ {
			n.levels[0] = append(n.levels[0], []float64{portable.NormCDF(float64(z))})
		}
		for r := range n.levels {
			n.levels[r] = n.levels[0]
		}
		return n
	}
	net := newNet(s.opt.Seed, "nodes/"+s.plan.Unknowns[group[0]].Path, len(group))
	for r := range n.levels {
		n.levels[r] = make([][]float64, groupNodes)
		for i := range n.levels[r] {
			n.levels[r][i] = make([]float64, len(group))
		}
		net.fill(n.levels[r], r)
	}
	return n
}

func (n *nodes) count() int { return len(n.levels[0]) }

// worth estimates the value of knowing where among the nodes the truth is, from the costs
// of each fleet by randomisation, node and point, and the means over all inputs.
func (n *nodes) worth(costs []column, inner int, means []estimate) estimate {
	at := n.count()
	cond := make([][]column, innerSets) // by randomisation and fleet, at the nodes
	for r := range cond {
		for _, v := range costs {
			c := make(column, at)
			for k := range c {
				first := (r*at + k) * inner
				c[k], _ = meanSD(v[first : first+inner])
			}
			cond[r] = append(cond[r], c)
		}
	}
	all := make([]int, innerSets)
	for r := range all {
		all[r] = r
	}
	var whole, h float64
	if n.between {
		whole = n.value(pooled(cond, all), means, -1)
		left := make(column, innerSets)
		for r := range left {
			left[r] = n.value(pooled(cond, slices.Delete(slices.Clone(all), r, r+1)), means, -1)
		}
		_, sd := meanSD(left)
		h = float64(student(level, innerSets)*sd) * (innerSets - 1) / math.Sqrt(innerSets)
	} else {
		each := make(column, innerSets)
		for r := range each {
			each[r] = n.value(cond[r], means, -1)
		}
		var sd float64
		whole, sd = meanSD(each)
		h = halfWidth(sd, innerSets)
	}
	off := 0.0
	for d := range means {
		off = max(off, math.Abs(n.value(pooled(cond, all), means, d)-n.value(pooled(cond, all), means, -1)))
	}
	h = math.Sqrt(float64(h*h) + float64(off*off))
	return estimate{whole, max(0, whole-h), whole + h}
}

// pooled are the means of some randomisations, by fleet and node.
func pooled(cond [][]column, of []int) []column {
	out := make([]column, len(cond[0]))
	for d := range out {
		out[d] = make(column, len(cond[0][d]))
		for k := range out[d] {
			for _, r := range of {
				out[d][k] += cond[r][d][k]
			}
			out[d][k] /= float64(len(of))
		}
	}
	return out
}

// value is the value of knowing for conditional means at the nodes, shifted to the means
// over all inputs: the mean of what the fleet that is best without knowing costs more
// than the cheapest. The mean of fleet high, if any, is taken at the end of its interval.
func (n *nodes) value(c []column, means []estimate, high int) float64 {
	weights, at := n.outer()
	values := make([]column, len(c))
	best, least := 0, math.Inf(1)
	for d := range c {
		values[d] = at(c[d])
		var mean float64
		for i, w := range weights {
			mean += float64(w * values[d][i])
		}
		to := means[d].value
		if d == high {
			to = means[d].hi
		}
		for i := range values[d] {
			values[d][i] += to - mean
		}
		if to < least {
			best, least = d, to
		}
	}
	var sum float64
	for i, w := range weights {
		least := values[best][i]
		for d := range values {
			least = min(least, values[d][i])
		}
		sum += float64(w * (values[best][i] - least))
	}
	return sum
}

// outer is the rule of the outer mean: weights, and what values at the nodes become.
func (n *nodes) outer() (weights []float64, at func(column) column) {
	if !n.between {
		for range n.count() {
			weights = append(weights, 1/float64(n.count()))
		}
		return weights, slices.Clone[column]
	}
	weights = append(weights, portable.NormCDF(-outerEnd))
	for i := range 2 * outerEnd * outerCells {
		a := -outerEnd + float64(float64(i)/outerCells)
		weights = append(weights, portable.NormCDF(a+1.0/outerCells)-portable.NormCDF(a))
	}
	weights = append(weights, portable.NormCDF(-outerEnd))
	return weights, func(c column) column {
		out := column{c[0]}
		for i := range 2 * outerEnd * outerCells {
			out = append(out, cubic(c, (float64(i)+0.5)/outerCells))
		}
		return append(out, c[len(c)-1])
	}
}

// cubic is Lagrange's cubic through the four values around x; values are at 0, 1, 2 …
func cubic(c column, x float64) float64 {
	k := min(max(int(x)-1, 0), len(c)-4)
	u := x - float64(k)
	l0 := -float64(float64((u-1)*(u-2))*(u-3)) / 6
	l1 := float64(float64(u*(u-2))*(u-3)) / 2
	l2 := -float64(float64(u*(u-1))*(u-3)) / 2
	l3 := float64(float64(u*(u-1))*(u-2)) / 6
	return float64(l0*c[k]) + float64(l1*c[k+1]) + float64(l2*c[k+2]) + float64(l3*c[k+3])
}
