package integrity

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/capplan/capplan/model"
)

// shock strikes every member that is there, each with the chance Destroys; it returns
// the rate of losses. P(more than k of n) = I_p(k+1, n−k).
func (g *group) shock(s []uint32, missing int, to func(float64) error) (float64, error) {
	if g.d.Beta == 0 || g.d.Life.Kind == model.NeverLaw {
		return 0, nil
	}
	rate := g.d.Beta / g.d.Life.Mean
	up, left := g.d.Size-missing, g.d.Spare()-missing
	err := g.some(s, 0, left, rate, to)
	return rate * mathext.RegIncBeta(float64(left+1), float64(up-left), g.d.Destroys), err
}

// some goes through what a shock may leave that loses nothing.
func (g *group) some(s []uint32, c, left int, rate float64, to func(float64) error) error {
	if c == len(g.cells) {
		return to(rate)
	}
	n, d := g.cells[c]-int(s[c]), g.d.Destroys
	for k := 0; k <= min(n, left); k++ {
		p := math.Exp(combinations(n, k)) * math.Pow(d, float64(k)) * math.Pow(1-d, float64(n-k))
		s[c] += uint32(k)
		err := g.some(s, c+1, left-k, rate*p, to)
		s[c] -= uint32(k)
		if err != nil {
			return err
		}
	}
	return nil
}

// combinations returns ln C(n, k).
func combinations(n, k int) float64 {
	lg := func(x int) float64 { v, _ := math.Lgamma(float64(x + 1)); return v }
	return lg(n) - lg(k) - lg(n-k)
}
