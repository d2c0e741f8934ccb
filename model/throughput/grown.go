package throughput

import (
	"math"

	"github.com/capplan/capplan/model"
)

// instant is how long before units join, in hours, the demand of before is looked at last,
// so that a moment that is found lies before them.
const instant = 1e-9

// eachPiece visits the pieces of [a, b] in which the counts of a system stay, each with
// the system of then. The last piece has its end.
func eachPiece(s *model.System, a, b float64, visit func(now *model.System, from, to float64)) {
	marks := s.Pieces(nil)
	for k, from := range marks {
		to := b
		if k+1 < len(marks) {
			to = min(b, marks[k+1]-instant)
		}
		if from = max(a, from); from <= to {
			visit(s.At(from), from, to)
		}
	}
}

// grown assesses a system that units join: as it is at the end, and through time.
func (t *Topology) grown(s *model.System) Answer {
	end := s.End()
	last := NewTopology(end)
	last.path = t.path
	a := last.Assess(end)
	a.Headroom, a.Utilization, a.Overload, a.Exhaustion = math.Inf(1), 0, 0, math.NaN()
	var used []float64
	eachPiece(s, 0, s.Horizon, func(now *model.System, from, to float64) {
		limits := limitsOf(now)
		if used == nil {
			used = make([]float64, len(limits))
		}
		for i, l := range limits {
			if math.IsInf(l.Capacity, 1) {
				continue
			}
			if from < to {
				used[i] += float64(meanNeed(now, &l, from, to) / l.Capacity * (to - from))
			}
			if need := s.Load.Need(&l, from, to); need > 0 {
				a.Headroom = min(a.Headroom, l.Capacity/need)
			}
		}
		if x, ok := s.Load.(model.Turning).Next(limits, true, from, to); ok {
			if math.IsNaN(a.Exhaustion) {
				a.Exhaustion = x
			}
			a.Overload += s.Load.Above(limits, from, to) / s.Horizon
		}
	})
	a.Headroom--
	for _, x := range used {
		a.Utilization = max(a.Utilization, x/s.Horizon)
	}
	return a
}
