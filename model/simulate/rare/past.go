package rare

import (
	"slices"

	"github.com/capplan/capplan/model/simulate"
)

// A past is one history from all up to the horizon or the first outage.
type past struct {
	from []float64 // when all is up again
	to   []float64 // and no more
	sum  []float64 // hours all up before from
}

var pastPurpose = simulate.Purpose("rare/", "past", "")

// live plays a past.
func (w *walker) live(seed, trial uint64, horizon float64) *past {
	w.stream.Open(seed, pastPurpose, trial)
	p, t, sum := &past{}, 0.0, 0.0
	w.x.whole()
	for t < horizon && w.x.out == 0 && w.steps < w.limit {
		whole := w.x.all == 0
		hours := w.stepDrawn()
		if whole {
			p.from, p.to, p.sum = append(p.from, t), append(p.to, t+hours), append(p.sum, sum)
			sum += hours
		}
		t += hours
	}
	return p
}

// stepDrawn is step with the hours drawn.
func (w *walker) stepDrawn() float64 {
	if whole := w.x.all == 0; w.timed {
		hours := w.race()
		if whole { // the mean
			hours *= w.stream.Exponential()
		}
		return hours
	}
	var total float64
	w.list, total = w.moves(w.x, w.list)
	return w.take(w.drawn(total), total)
}

// allUp returns the hours up to t in which all is up, before any outage.
func (p *past) allUp(t float64) float64 {
	i, _ := slices.BinarySearch(p.from, t)
	if i == 0 {
		return 0
	}
	return p.sum[i-1] + (min(t, p.to[i-1]) - p.from[i-1])
}

// pastLimit is how many all-up times the pasts of all batches have at most.
const pastLimit = 2_000_000

// plan decides how many pasts every batch plays: 0 where the horizon is too long.
// Outages within it cut a share U of them short at a time that is uniform, about, so
// that their mean is off by √(U/3n); a sixth of the target is asked for.
func (s *sampler) plan(horizon, target float64) {
	t := s.all()
	s.horizon = horizon
	cycles := 1 + horizon/(t.length/float64(t.plain))
	chance := min(1, float64(cycles*t.hits.sum)/float64(t.weighted))
	n := 1 + float64(min(12*chance/(target*target), pastLimit/cycles)/batches)
	if batches*cycles <= pastLimit {
		s.pasts = int(min(n, 1e5))
	}
}
