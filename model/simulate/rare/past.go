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

// live plays the past of a batch.
func (w *walker) live(seed uint64, batch int, horizon float64) *past {
	w.stream.Open(seed, pastPurpose, uint64(batch))
	p, t, sum := &past{}, 0.0, 0.0
	w.x.whole()
	for t < horizon && w.x.out == 0 && w.steps < w.limit {
		var total float64
		w.list, total = w.moves(w.x, w.list)
		hours := w.stream.Exponential() / total
		if w.x.all == 0 {
			p.from, p.to, p.sum = append(p.from, t), append(p.to, t+hours), append(p.sum, sum)
			sum += hours
		}
		t += hours
		w.make(w.drawn(total))
	}
	return p
}

// allUp returns the hours up to t in which all is up, before any outage.
func (p *past) allUp(t float64) float64 {
	i, _ := slices.BinarySearch(p.from, t)
	if i == 0 {
		return 0
	}
	return p.sum[i-1] + (min(t, p.to[i-1]) - p.from[i-1])
}

// pastLimit is how many events the pasts of all batches have at most.
const pastLimit = 40_000_000

// liveAll plays a past for every batch.
func (s *sampler) liveAll(horizon float64) error {
	s.horizon = horizon
	w := s.newWalker()
	for b := range s.past {
		w.steps, w.limit = 0, pastLimit/batches
		if s.past[b] = w.live(s.seed, b, horizon); w.steps >= w.limit {
			return obstacle("over %d events in the horizon", pastLimit/batches)
		}
	}
	return nil
}
