package decide

import (
	"maps"
	"slices"

	"github.com/capplan/capplan/model"
)

// figure says of a figure where it is least and most, and what moves it.
func (s *sweep) figure(n int, r *SweepResult) SweepFigure {
	a := &s.of[n]
	out := SweepFigure{Name: nameOf(a), Fleet: a.Fleet, Workload: a.Workload, Pool: a.Pool, Metric: a.Metric, Statistic: statName(a), MovedBy: []int{}, Unit: s.bases[n].Unit}
	if a.Stat == model.Probability {
		out.Unit = "1"
	}
	distinct := map[key]bool{}
	for _, c := range s.cells {
		if c.refused == nil {
			distinct[c.fleets[a.Fleet]] = true
		}
	}
	least, most := -1, -1
	for i := range r.Cells {
		if x := r.value(i, n); x != nil {
			if least < 0 || *x < *r.value(least, n) {
				least = i
			}
			if most < 0 || *x > *r.value(most, n) {
				most = i
			}
		}
	}
	if len(distinct) < 2 || least < 0 || *r.value(least, n) == *r.value(most, n) {
		return out
	}
	out.Moves, out.Least, out.Most = true, &least, &most
	for k := range r.Axes {
		if s.moves(n, k, r) {
			out.MovedBy = append(out.MovedBy, k)
		}
	}
	if k := s.mover(n, r); k >= 0 {
		out.Axis = &k
	}
	return out
}

// value is figure n of cell i; nil where it is not known.
func (r *SweepResult) value(i, n int) *float64 {
	if r.Cells[i].Reason != nil {
		return nil
	}
	return r.Cells[i].Figures[n].Value
}

// moves reports whether a figure changes along an axis anywhere, in the 12 digits that
// exact figures carry.
func (s *sweep) moves(n, k int, r *SweepResult) bool {
	first := map[int]float64{} // by the cell whose value of this axis is its first
	stride := 1
	for _, a := range r.Axes[k+1:] {
		stride *= len(a.Values)
	}
	for i := range r.Cells {
		x := r.value(i, n)
		if x == nil {
			continue
		}
		at := i - s.grid.At(i)[k]*stride
		if y, ok := first[at]; ok && !constant([]float64{*x, y}) {
			return true
		} else if !ok {
			first[at] = *x
		}
	}
	return false
}

// mover returns the axis over which the mean of a figure, over the others, ranges most.
// Cells that are no scenario are left out of the means. −1: none does.
func (s *sweep) mover(n int, r *SweepResult) int {
	best, widest := -1, 0.0
	for k := range r.Axes {
		sums, counts := make([]float64, len(r.Axes[k].Values)), make([]float64, len(r.Axes[k].Values))
		for i := range r.Cells {
			if x := r.value(i, n); x != nil {
				v := s.grid.At(i)[k]
				sums[v] += *x
				counts[v]++
			}
		}
		means := map[int]float64{}
		for v := range sums {
			if counts[v] > 0 {
				means[v] = sums[v] / counts[v]
			}
		}
		list := slices.Sorted(maps.Values(means))
		if wide := list[len(list)-1] - list[0]; wide > widest {
			best, widest = k, wide
		}
	}
	return best
}
