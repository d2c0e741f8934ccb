package simulate

import (
	"math"

	"github.com/capplan/capplan/model"
)

// Short returns the share of [from, to) in which a fleet is not up in the history of a
// trial, which ends at to.
func (r *Runner) Short(s *model.System, seed, trial uint64, from, to float64) float64 {
	whole := *s
	whole.Horizon = to
	r.watch, r.watchedHours = from, 0
	r.Run(&whole, seed, trial, &r.unseen)
	r.watch = math.Inf(1)
	return min(1, r.watchedHours/(to-from))
}

// watchDown adds up what of the hours down in [a, b) is in the time watched.
func (r *Runner) watchDown(a, b, hours float64) {
	if b > r.watch && hours > 0 {
		r.watchedHours += float64(hours * (b - max(a, r.watch)) / (b - a))
	}
}
