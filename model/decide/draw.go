package decide

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/portable"
	"github.com/capplan/capplan/model/simulate"
)

// A drawer draws the unknowns of a plan: each has a stream of its own, named by
// its path, so that a new unknown moves no other draw.
type drawer struct {
	seed  uint64
	paths []string
	order []int       // unknowns that are correlated
	chol  [][]float64 // lower triangle over order
	z     []float64
}

// newDrawer prepares the Gaussian copula of the correlated unknowns. Spearman's
// ρ of a Gaussian pair is (6/π)·asin(r/2), so r = 2·sin(πρ/6) (Pearson 1907).
func newDrawer(p *model.Plan, seed uint64) (*drawer, error) {
	d := &drawer{seed: seed}
	for i := range p.Unknowns {
		d.paths = append(d.paths, p.Unknowns[i].Path)
	}
	at := map[int]int{}
	for _, c := range p.Correlations {
		for _, u := range []int{c.A, c.B} {
			if _, ok := at[u]; !ok {
				at[u] = len(d.order)
				d.order = append(d.order, u)
			}
		}
	}
	n := len(d.order)
	r := make([][]float64, n)
	for i := range r {
		r[i] = make([]float64, n)
		r[i][i] = 1
	}
	for _, c := range p.Correlations {
		v := 2 * sin(math.Pi*c.Rank/6)
		r[at[c.A]][at[c.B]], r[at[c.B]][at[c.A]] = v, v
	}
	d.z = make([]float64, n)
	if !cholesky(r) {
		return nil, ErrCorrelations
	}
	d.chol = r
	return d, nil
}

// sin is Taylor's series for |x| ≤ π/6, with the same bits on every processor; the
// first term left out is below 1e-20.
func sin(x float64) float64 {
	term, sum := x, x
	for k := 2.0; k < 18; k += 2 {
		term = float64(term * (-x * x / (k * (k + 1))))
		sum += term
	}
	return sum
}

// cholesky overwrites a with its lower factor and reports whether a is positive
// definite (semidefinite pivots count as zero).
func cholesky(a [][]float64) bool {
	for j := range a {
		for i := j; i < len(a); i++ {
			s := a[i][j]
			for k := range j {
				s -= float64(a[i][k] * a[j][k])
			}
			switch {
			case i == j && s < -1e-12:
				return false
			case i == j:
				a[j][j] = math.Sqrt(max(s, 0))
			case a[j][j] == 0:
				a[i][j] = 0
			default:
				a[i][j] = s / a[j][j]
			}
		}
		for k := j + 1; k < len(a); k++ {
			a[j][k] = 0
		}
	}
	return true
}

// draw fills dst with the levels of one trial.
func (d *drawer) draw(dst model.Draw, trial uint64) model.Draw {
	return d.join(simulate.Draws(dst, d.seed, d.paths, trial))
}

// join gives independent levels the ranks of the correlated unknowns.
func (d *drawer) join(dst model.Draw) model.Draw {
	for i, u := range d.order {
		d.z[i] = portable.NormQuantile(dst[u])
	}
	for i, u := range d.order {
		var s float64
		for k := 0; k <= i; k++ {
			s += float64(d.chol[i][k] * d.z[k])
		}
		dst[u] = portable.NormCDF(s)
	}
	return dst
}
