package decide

import (
	"slices"
	"strings"
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
	if s.agesFromNew() {
		k.Metric, k.Lacking = "cost.pv", newAges
		return 0, false, nil
	}
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
