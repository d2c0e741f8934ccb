package decide

import (
	"math"
	"slices"
	"strings"

	"github.com/capplan/capplan/model/internal/portable"
)

// A Knowing is what it is worth to know inputs before a fleet is chosen: how much less the
// cheapest fleet costs on the mean when it may be chosen for what the inputs turn out to
// be. It is an upper bound on what measuring them may cost (Howard 1966).
type Knowing struct {
	Metric  string  `json:"metric"`
	Unit    string  `json:"unit"`
	Best    string  `json:"best"`    // the fleet with the least mean
	Perfect Ranged  `json:"perfect"` // everything known
	Flips   Ranged  `json:"flips"`   // share of draws in which another fleet costs less
	Inputs  []Known `json:"inputs"`  // most first
	Method  string  `json:"method"`
	Why     string  `json:"why"`
	Lacking string  `json:"unknown,omitempty"` // why nothing is known of the inputs
}

// A Known is what it is worth to know one input, or a group of correlated ones.
type Known struct {
	Input  string   `json:"input"`
	Inputs []string `json:"inputs"`
	Value  Ranged   `json:"value"`
}

// The value of knowing X_i is, of all fleets d with cost C_d,
//
//	EVPPI_i = min_d E[C_d] − E[min_d E[C_d | X_i]]
//
// The conditional means are taken at nodes of X_i over the same points of all other
// inputs (common random numbers: what they are off by is nearly the same at each node,
// and is taken off by shifting each fleet's to its mean over all inputs), and as cubics
// between them; the outer mean is that of the normal law that X_i is drawn by, by
// midpoints. A group of correlated inputs has Sobol' points as nodes, others in each
// randomisation.
//
// The minimum of noisy means is too small on the mean, so that the value is too large by
// what the noise could flip, of the order of variance ÷ points; it is exactly 0 where no
// node flips the choice. The interval is the jackknife's over the randomisations, of a
// group Student's, with the error of the means over all inputs.
const (
	innerSets  = 8  // randomisations of the points of all others
	mostInner  = 32 // points in each
	outerEnd   = 4  // nodes of an input are at −4 … 4 standard deviations
	outerCells = 32 // midpoints between two nodes
	groupNodes = 32
	jointBase  = 256 // points in a randomisation of all inputs
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

// information puts what knowing is worth for the choice among the fleets; nothing where
// there is one fleet only.
func (s *sensing) information() error {
	if len(s.fleets()) < 2 {
		return nil
	}
	k := &Knowing{Inputs: []Known{}, Method: "monte-carlo", Unit: s.plan.Currency}
	s.out.Knowing = k
	m, ok, err := s.decisive(k)
	if err != nil || !ok {
		return err
	}
	means, err := s.perfect(k, m)
	if err != nil || means == nil {
		return err
	}
	return s.partial(k, m, means)
}

// decisive finds the cost that decides: with losses where it is known of all fleets, else
// the present value.
func (s *sensing) decisive(k *Knowing) (mode, bool, error) {
	for _, name := range []string{"cost.with_losses", "cost.pv"} {
		for m := byDraw; m < byHistory; m++ {
			a, err := s.probe(m)
			if err != nil {
				return 0, false, err
			}
			if a == nil {
				continue
			}
			if _, ok := a.costs(s.fleets(), name); ok {
				k.Metric, k.Why = name, drawNames[m]+"; nested randomised quasi-Monte Carlo"
				return m, true, nil
			}
		}
	}
	k.Metric, k.Lacking = "cost.pv", "the cost of a fleet is not known"
	return 0, false, nil
}

// costs are those of all fleets at each point.
func (a *answers) costs(fleets []string, name string) ([]column, bool) {
	out := make([]column, len(fleets))
	for i, f := range fleets {
		v, _, err := a.column(f, name)
		if err != nil {
			return nil, false
		}
		out[i] = v
	}
	return out, true
}

// perfect puts what it is worth to know everything, over points of all inputs, and
// returns the mean costs of the fleets.
func (s *sensing) perfect(k *Knowing, m mode) ([]estimate, error) {
	base := jointBase
	for base > 1 && base*randomisations > s.budget(m) {
		base /= 2
	}
	n := newNet(s.opt.Seed, "joint", len(s.plan.Unknowns))
	var points []point
	for r := range randomisations {
		raw := make([][]float64, base)
		for i := range raw {
			raw[i] = make([]float64, len(s.plan.Unknowns))
		}
		n.fill(raw, r)
		for i := range raw {
			points = append(points, point{s.joiner.join(raw[i]), uint64(r*base + i)})
		}
	}
	a, err := s.ask(points, m)
	if err != nil {
		return nil, err
	}
	c, ok := a.costs(s.fleets(), k.Metric)
	if !ok {
		k.Lacking = k.Metric + " is not known at each draw"
		return nil, nil
	}
	best := leastOf(c, func(v column) float64 { mean, _ := meanSD(v); return mean })
	k.Best = s.fleets()[best]
	worth, flips := make(column, randomisations), make(column, randomisations)
	for r := range worth {
		for t := r * base; t < (r+1)*base; t++ {
			least := c[leastOf(c, func(v column) float64 { return v[t] })][t]
			if least < c[best][t] {
				flips[r]++
			}
			worth[r] += c[best][t] - least
		}
		worth[r] /= float64(base)
		flips[r] /= float64(base)
	}
	k.Perfect = positive(worth).ranged()
	k.Flips = positive(flips).ranged()
	means := make([]estimate, len(c))
	for d := range c {
		v := make(column, randomisations)
		for r := range v {
			v[r], _ = meanSD(c[d][r*base : (r+1)*base])
		}
		mean, sd := meanSD(v)
		h := halfWidth(sd, len(v))
		means[d] = estimate{mean, mean - h, mean + h}
	}
	return means, nil
}

// positive is the mean over randomisations of what is never negative.
func positive(v column) estimate {
	mean, sd := meanSD(v)
	h := halfWidth(sd, len(v))
	return estimate{mean, max(0, mean-h), mean + h}
}

// leastOf is the first of those with the least cost.
func leastOf(c []column, cost func(column) float64) int {
	best := 0
	for d := range c {
		if cost(c[d]) < cost(c[best]) {
			best = d
		}
	}
	return best
}

// partial puts what it is worth to know each input.
func (s *sensing) partial(k *Knowing, m mode, means []estimate) error {
	all := make([]*nodes, len(s.groups))
	held := 0
	for g, group := range s.groups {
		all[g] = s.nodesOf(group)
		held += all[g].count()
	}
	inner := mostInner
	for inner > 1 && held*innerSets*inner > s.budget(m) {
		inner /= 2
	}
	n := newNet(s.opt.Seed, "others", len(s.plan.Unknowns))
	var points []point
	for g, group := range s.groups {
		for r := range innerSets {
			raw := make([][]float64, inner)
			for i := range raw {
				raw[i] = make([]float64, len(s.plan.Unknowns))
			}
			n.fill(raw, r)
			for _, at := range all[g].levels[r] {
				for i := range raw {
					p := point{raw[i], uint64(r*inner + i)}.clone()
					for j, u := range group {
						p.levels[u] = at[j]
					}
					p.levels = s.joiner.join(p.levels)
					points = append(points, p)
				}
			}
		}
	}
	a, err := s.ask(points, m)
	if err != nil {
		return err
	}
	c, ok := a.costs(s.fleets(), k.Metric)
	if !ok {
		k.Lacking = k.Metric + " is not known at each draw"
		return nil
	}
	from := 0
	for g, group := range s.groups {
		size := innerSets * all[g].count() * inner
		part := make([]column, len(c))
		for d := range c {
			part[d] = c[d][from : from+size]
		}
		from += size
		names := s.named(group)
		k.Inputs = append(k.Inputs, Known{strings.Join(names, " + "), names, all[g].worth(part, inner, means).ranged()})
	}
	slices.SortStableFunc(k.Inputs, func(a, b Known) int { return descending(*a.Value.Value, *b.Value.Value) })
	return nil
}

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

// A BreakEven is where two fleets are equal.
type BreakEven struct{}
