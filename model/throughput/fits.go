package throughput

import (
	"math"

	"github.com/capplan/capplan/model"
)

// Busiest returns the first time in [a, b] at which all workloads together are largest.
func Busiest(s *model.System, a, b float64) float64 {
	ones := make([]float64, len(s.Workloads))
	for w := range ones {
		ones[w] = 1
	}
	return when(s.Load, &model.Limit{Weight: ones}, a, b)
}

// Fits returns the load of a moment, in req/s of all workloads together, and how often
// it fits what limits the system that was assessed last, all up, with the units of then;
// +Inf where nothing does.
func (t *Topology) Fits(s *model.System, at float64) (total, ratio float64) {
	loads := make([]float64, len(s.Workloads))
	for w := range loads {
		loads[w] = s.Load.Rate(w, at)
		total += loads[w]
	}
	ratio = math.Inf(1)
	if s.Grows() {
		s = s.At(at)
	}
	for _, l := range limitsOf(s) {
		var need float64
		for w, weight := range l.Weight {
			need += float64(weight * loads[w])
		}
		if need > 0 {
			ratio = min(ratio, l.At(at)/need)
		}
	}
	if t.path != nil && t.path.last != nil && total > 0 {
		ratio = min(ratio, t.path.last.all.Load/total)
	}
	return total, ratio
}
