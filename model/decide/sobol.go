package decide

import (
	"math"
)

// Sobol' indices say which share of the variance of a figure Y comes from an input X_i:
//
//	S_i = Var(E[Y|X_i])/Var(Y)        what would be gone if X_i were known
//	T_i = E[Var(Y|all but X_i)]/Var(Y)   what would be left if all others were
//
// T_i − S_i is what X_i does together with others. The S_i of independent inputs sum to
// at most 1 (Sobol' 1993; Homma & Saltelli 1996). With two independent samples A and B,
// and A in which X_i is taken from B,
//
//	S_i Var(Y) = E[f(B) (f(A_B^i) − f(A))]      Saltelli et al. 2010, table 2 (b)
//	T_i Var(Y) = E[(f(A) − f(A_B^i))²]/2        Jansen 1999; ibid. (f)
//
// where f is taken less its mean, which changes no expectation and lessens the error.
// Both are without bias, and so is Var(Y) but for the estimate of the mean, 1/n of it.
// Inputs that are correlated have no indices of their own: one stands for their group.

// randomisations is the number of independent randomisations of the points. Their
// scatter is the error of an index.
const randomisations = 16

// A design is where the figure is asked for, to know the indices of its groups.
type design struct {
	unknowns int
	groups   [][]int // of unknowns; each has indices of its own
	luck     bool    // and so has the luck of the history, as the last
	base     int     // points of A in a randomisation, a power of two
}

// sources is the number of indices.
func (d *design) sources() int {
	if d.luck {
		return len(d.groups) + 1
	}
	return len(d.groups)
}

// size is the number of points.
func (d *design) size() int { return randomisations * d.base * (d.sources() + 2) }

// newDesign is as large as so many points allow; base is 0 where they are too few.
func newDesign(unknowns int, groups [][]int, luck bool, points int) *design {
	d := &design{unknowns: unknowns, groups: groups, luck: luck, base: 1}
	for d.base < 1<<16 && 2*d.size() <= points {
		d.base *= 2
	}
	if d.base < fewestBase {
		d.base = 0
	}
	return d
}

// fewestBase is the least number of points of A in a randomisation.
const fewestBase = 4

// fewestPoints is the least number of points for which there are indices.
func (d *design) fewestPoints() int { return randomisations * fewestBase * (d.sources() + 2) }

// points lays the design out: for each randomisation and point of it A, B, and A with
// each source from B.
func (d *design) points(seed uint64) []point {
	n := newNet(seed, "indices", 2*d.unknowns)
	out := make([]point, 0, d.size())
	raw := make([][]float64, d.base)
	for i := range raw {
		raw[i] = make([]float64, 2*d.unknowns)
	}
	all := randomisations * d.base
	for r := range randomisations {
		n.fill(raw, r)
		for i := range raw {
			var a, b point
			for u := range d.unknowns { // pairs of neighbouring dimensions are the most even ones
				a.levels, b.levels = append(a.levels, raw[i][2*u]), append(b.levels, raw[i][2*u+1])
			}
			if d.luck {
				a.luck, b.luck = uint64(r*d.base+i), uint64(all+r*d.base+i)
			}
			out = append(out, a.clone(), b.clone())
			for _, g := range d.groups {
				m := a.clone()
				for _, u := range g {
					m.levels[u] = b.levels[u]
				}
				out = append(out, m)
			}
			if d.luck {
				m := a.clone()
				m.luck = b.luck
				out = append(out, m)
			}
		}
	}
	return out
}

func (p point) clone() point {
	p.levels = append([]float64(nil), p.levels...)
	return p
}

// row is where the values of one point of A begin.
func (d *design) row(randomisation, i int) int {
	return (randomisation*d.base + i) * (d.sources() + 2)
}

// An estimate is a number with the bounds of its interval.
type estimate struct{ value, lo, hi float64 }

func (e estimate) ranged() Ranged { return Ranged{ptr(e.value), ptr(e.lo), ptr(e.hi)} }

// indices estimates first-order and total indices from the values at the points, in the
// order of the groups, luck last, and mean and variance. Where the variance is 0 there
// are no indices: ok is false.
func (d *design) indices(v []float64) (first, total []estimate, mean estimate, variance float64, ok bool) {
	means := make([]float64, randomisations)
	for r := range means {
		for i := range d.base {
			at := d.row(r, i)
			means[r] += v[at] + v[at+1]
		}
		means[r] /= float64(2 * d.base)
	}
	mu, sd := meanSD(means)
	h := halfWidth(sd, randomisations)
	mean = estimate{mu, mu - h, mu + h}
	spread := make([]float64, randomisations)
	for r := range spread {
		for i := range d.base {
			at := d.row(r, i)
			a, b := v[at]-mu, v[at+1]-mu
			spread[r] += float64(a*a) + float64(b*b)
		}
		spread[r] /= float64(2 * d.base)
	}
	variance, _ = meanSD(spread)
	if !(variance > 1e-24*mu*mu) { // rounding
		return nil, nil, mean, 0, false
	}
	for g := range d.sources() {
		s, t := make([]float64, randomisations), make([]float64, randomisations)
		for r := range s {
			for i := range d.base {
				at := d.row(r, i)
				a, b, m := v[at]-mu, v[at+1]-mu, v[at+2+g]-mu
				s[r] += float64(b * (m - a))
				t[r] += float64((a - m) * (a - m))
			}
			s[r] /= float64(d.base)
			t[r] /= float64(2 * d.base)
		}
		first, total = append(first, ratioOf(s, spread)), append(total, ratioOf(t, spread))
	}
	return first, total, mean, variance, true
}

// ratioOf is the ratio of two means over the randomisations with Student's interval of
// the delta method: r = ā/b̄ has the error of mean(a − r·b)/b̄.
func ratioOf(a, b []float64) estimate {
	ma, _ := meanSD(a)
	mb, _ := meanSD(b)
	r := ma / mb
	rest := make([]float64, len(a))
	for i := range a {
		rest[i] = a[i] - float64(r*b[i])
	}
	_, sd := meanSD(rest)
	h := halfWidth(sd, len(a)) / math.Abs(mb)
	return estimate{r, r - h, r + h}
}
