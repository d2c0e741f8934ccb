package exact

import (
	"math"
	"slices"
	"sort"
	"strconv"

	"github.com/capplan/capplan/model"
)

// ripe is into how many pieces the time is cut in which failover and incidents mature.
const ripe = 8

// ripening returns when pieces of the horizon begin: where units join, and so many times
// evenly while failover and incidents mature. In each piece these are as in its mean and
// the system in its long run.
//
// Unavailability is all but linear in both, so that the mean of a piece is that of the
// middle of its range: the midpoint rule, whose error is about a 24th of the second
// differences of the pieces. A state lasts for some τ hours, the longest mean of what
// ends what maturity makes rarer, so that what is lost at t is what would be in the long
// run some τ before: of the mean over the horizon H that is at most
// τ·|U(0) − U(H)| ÷ H. Both bounds are said.
func ripening(s *model.System) []float64 {
	marks := s.Pieces(nil)
	m := s.Maturity
	if m == nil {
		return marks
	}
	from, to := max(0, m.Begin), min(s.Horizon, m.Begin+m.Over)
	for k := range ripe + 1 {
		if t := from + (to-from)*float64(k)/ripe; to > from && t > 0 && t < s.Horizon {
			marks = append(marks, t)
		}
	}
	sort.Float64s(marks)
	return slices.Compact(marks)
}

// ripened bounds what the pieces do not know, and says so.
func (x *pieces) ripened() {
	var bends, way float64
	for k := 1; k < len(x.each); k++ {
		way += math.Abs(x.each[k] - x.each[k-1])
		if k > 1 {
			bends += math.Abs(x.each[k] - 2*x.each[k-1] + x.each[k-2])
		}
	}
	r := x.r
	hidden := way*lasting(x.s)/x.s.Horizon + bends/24/float64(len(x.each))
	r.Error += hidden
	r.Method = max(r.Method, model.Numerical)
	words := "failover and incidents mature: " + strconv.Itoa(len(x.each)) + " pieces of the horizon, each in its long run"
	if hidden > 1e-3*r.Unavailability {
		r.Method = model.Approximation
		words = "approximation: " + words
	}
	r.Why = words + "; " + r.Why
}

// lasting is the longest mean of what ends the states that maturity makes rarer, hours.
func lasting(s *model.System) float64 {
	most := 0.0
	for i := range s.Incidents {
		most = max(most, s.Incidents[i].Duration.Mean)
	}
	for i := range s.Pools {
		p := &s.Pools[i]
		if !p.Cover.On {
			continue
		}
		if most = max(most, p.Cover.Time.Mean, p.Cover.Recovery.Mean); !p.Cover.HasRecovery || tied(s, p) {
			most = max(most, p.Repair.Mean)
		}
	}
	return most
}
