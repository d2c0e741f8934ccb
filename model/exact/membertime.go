package exact

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// overTime returns the mean law over the horizon of what starts new, by Gauss and
// Legendre on panels that grow with the time since then.
func (m *memberLaws) overTime() ([]float64, error) {
	scale, ends := m.shortest()
	ends = append(ends, m.s.Horizon)
	slices.Sort(ends)
	out := make([]float64, m.most+2)
	var err error
	take := func(a, b float64) {
		mid, half := (a+b)/2, (b-a)/2
		for i, x := range gaussNodes {
			for _, t := range []float64{mid - half*x, mid + half*x} {
				law, e := m.at(t)
				if e != nil {
					err = e
					return
				}
				for j := range law {
					out[j] += gaussWeights[i] * half / m.s.Horizon * law[j]
				}
			}
		}
	}
	a := 0.0
	for b := 1e-6 * scale; a < m.s.Horizon && err == nil; b *= math.Sqrt2 {
		for len(ends) > 0 && ends[0] <= b {
			if ends[0] > a && ends[0] <= m.s.Horizon {
				take(a, ends[0])
				a = ends[0]
			}
			ends = ends[1:]
		}
		if b > a && a < m.s.Horizon {
			take(a, b)
			a = b
		}
	}
	return out, err
}

// shortest returns the shortest time in which something changes, and when laws jump.
func (m *memberLaws) shortest() (scale float64, jumps []float64) {
	scale = m.s.Horizon
	look := func(life, repair model.Law) {
		if life.Kind == model.NeverLaw {
			return
		}
		scale = min(scale, life.Mean)
		if repair.Kind != model.NeverLaw {
			scale = min(scale, repair.Mean)
		}
		switch life.Kind {
		case model.Deterministic:
			jumps = append(jumps, life.Mean)
		case model.Uniform:
			jumps = append(jumps, life.Lo, life.Hi)
		case model.Empirical:
			jumps = append(jumps, life.Sample...)
		}
	}
	look(m.p.Life, m.p.Repair)
	for i := range m.s.Levels {
		look(m.s.Levels[i].Life, m.s.Levels[i].Repair)
	}
	for i := range m.s.Incidents {
		scale = min(scale, m.s.Incidents[i].Duration.Mean)
	}
	return scale, jumps
}
