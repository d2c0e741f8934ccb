package integrity

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	"github.com/capplan/capplan/model"
)

// beyond returns P(more than k of n), each with chance p: I_p(k+1, n−k).
func beyond(n, k int, p float64) float64 {
	switch {
	case k < 0:
		return 1
	case k >= n:
		return 0
	}
	return mathext.RegIncBeta(float64(k+1), float64(n-k), p)
}

// lossParts adds up losses by what ends them.
type lossParts struct {
	d                    *model.Durability
	units, shock, latent float64
	blasts               []float64
}

func newParts(d *model.Durability) *lossParts {
	return &lossParts{d: d, blasts: make([]float64, len(d.Blasts))}
}

// Names of parts.
const (
	PartUnits  = "more members destroyed than a group can lose"
	PartLatent = "an unreadable sector in the last rebuild"
	PartShock  = "common cause"
)

func (x *lossParts) sorted() []LossPart {
	var out []LossPart
	put := func(what string, v float64) {
		if v > 0 {
			out = append(out, LossPart{what, v})
		}
	}
	put(PartUnits, x.units)
	put(PartLatent, x.latent)
	put(PartShock, x.shock)
	for i, v := range x.blasts {
		put(x.d.Blasts[i].Name, v)
	}
	slices.SortStableFunc(out, func(a, b LossPart) int { return cmp.Compare(b.Events, a.Events) })
	return out
}

// parts shares the losses of a chain by its long run; scale is events ÷ rate.
func (g *group) parts(x *lossParts, share []float64, scale float64) {
	d := g.d
	for i, s := range g.state {
		missing := 0
		for _, k := range s {
			missing += int(k)
		}
		w := share[i] * scale
		if missing == d.Spare() {
			for c, size := range g.cells {
				left := float64(size - int(s[c]))
				x.units += w * left * g.rate
				x.latent += w * d.Latent * g.back(int(s[c]), missing)
			}
			g.lone(x, w, s)
		}
		for b := range g.blasts {
			x.blasts[g.blasts[b].level] += w * g.blasts[b].rate * g.hit[b][i]
		}
		if d.Beta > 0 && d.Life.Kind != model.NeverLaw {
			x.shock += w * d.Beta / d.Life.Mean * beyond(d.Size-missing, d.Spare()-missing, d.Destroys)
		}
	}
}

// lone shares what domains that hold one member each take with the last one.
func (g *group) lone(x *lossParts, w float64, s []uint32) {
	up := 0
	for c, size := range g.cells {
		up += size - int(s[c])
	}
	for l := range g.d.Blasts {
		if g.alone(l) {
			x.blasts[l] += w * float64(up) * g.d.Blasts[l].Rate
		}
	}
}

// alone reports whether each instance of a level holds one member of the group.
func (g *group) alone(level int) bool {
	for _, b := range g.blasts {
		if b.level == level {
			return false
		}
	}
	return true
}

// harmonic returns 1 + 1/2 + … + 1/n, at least 1.
func harmonic(n int) float64 {
	h := 1.0
	for k := 2; k <= n; k++ {
		h += 1 / float64(k)
	}
	return math.Max(1, h)
}
