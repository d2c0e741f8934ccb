package exact

import "slices"

// sandwich returns Σ_k weight_k·loss(k) over the states of the one pool that may
// limit. As a function of capacity the loss is convex and falls, so between two
// states that were asked it lies under their chord and over the chords beside,
// drawn on; a stretch is halved until the gap no longer matters. The gap is added
// to the error.
func (y *tally) sandwich(ask func(uint64) float64) float64 {
	l := &y.limits[0]
	slices.Sort(y.order)
	var total float64
	if k := len(y.order) - 1; k >= 0 && l.up.of(y.order[k]) == l.away() { // not by capacity
		total, y.order = y.at[y.order[k]]*ask(y.order[k]), y.order[:k]
	}
	n := len(y.order)
	if n == 0 {
		return total
	}
	if len(l.Walls) > 0 && !concave(l.Capacity) { // fewer than a vote takes carry nothing
		for _, s := range y.order {
			total += y.at[s] * ask(s)
		}
		return total
	}
	capacity, loss := make([]float64, n), make([]float64, n)
	var sure float64 // what the states asked for lose
	know := func(i int) {
		loss[i] = ask(y.order[i])
		sure += y.at[y.order[i]] * loss[i]
	}
	for i, s := range y.order {
		k := min(l.up.of(s), l.Count)
		if capacity[i] = l.carried(k); len(l.Walls) > 0 { // the capacity and the walls are concave in the number
			capacity[i] = float64(k)
		}
	}
	know(0)
	if n > 1 {
		know(n - 1)
	}
	total += y.at[y.order[0]] * loss[0]
	if n > 1 {
		total += y.at[y.order[n-1]] * loss[n-1]
	}
	// gap is how far the loss may lie under the chord.
	type stretch struct {
		a, b int
		gap  float64
	}
	for open := []stretch{{0, n - 1, loss[0] - loss[n-1]}}; len(open) > 0; {
		s := open[0]
		open = open[1:]
		if s.b-s.a < 2 {
			continue
		}
		slope := 0.0
		if wide := capacity[s.b] - capacity[s.a]; wide > 0 {
			slope = (loss[s.a] - loss[s.b]) / wide
		}
		var mass, chord float64
		for i := s.a + 1; i < s.b; i++ {
			p := y.at[y.order[i]]
			mass += p
			chord += p * (loss[s.b] + slope*(capacity[s.b]-capacity[i]))
		}
		if gap := mass * s.gap; !(gap > 1e-10*(sure+y.lost)) {
			total += chord
			y.f.leave(max(gap, 0))
			continue
		}
		m := (s.a + s.b) / 2
		know(m)
		total += y.at[y.order[m]] * loss[m]
		before, after := capacity[m]-capacity[s.a], capacity[s.b]-capacity[m]
		if !(before > 0 && after > 0) { // no slope to go by
			open = append(open, stretch{s.a, m, loss[s.a] - loss[m]}, stretch{m, s.b, loss[m] - loss[s.b]})
			continue
		}
		bend := (loss[s.a]-loss[m])/before - (loss[m]-loss[s.b])/after
		open = append(open, stretch{s.a, m, min(s.gap, bend*before)}, stretch{m, s.b, min(s.gap, bend*after)})
	}
	return total
}

// concave reports whether each step of a sequence is at most the one before, but for
// rounding.
func concave(x []float64) bool {
	for k := 2; k < len(x); k++ {
		if x[k]-x[k-1] > (x[k-1]-x[k-2])+1e-9*x[k] {
			return false
		}
	}
	return true
}
