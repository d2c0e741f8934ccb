package exact

import (
	"slices"
	"sort"
)

// crossings returns how often per hour demand rises above what k units carry,
// counted where it is looked at: every quarter of an hour, at most 60,000 times.
func (f *fleet) crossings(p *pool, k int) float64 {
	if k >= p.enough {
		return 0
	}
	if p.cross == nil {
		f.countCrossings(p)
	}
	return p.cross[k]
}

// countCrossings counts rises from one moment to the next by their ends only, as each is
// of all numbers of units between them.
func (f *fleet) countCrossings(p *pool) {
	step := max(0.25, f.s.Horizon/60000)
	turns := make([]int, p.Count+2) // how many rises begin at a number less those that end
	rising := slices.IsSorted(p.Capacity[:p.Count+1])
	near, last := 0, p.Count+1
	for t := 0.5 * step; t < f.s.Horizon; t += step {
		need := func(weight []float64) (s float64) {
			for w, v := range weight {
				if v > 0 {
					s += v * f.s.Load.Rate(w, t)
				}
			}
			return s
		}
		if whole := need(p.Weight); rising {
			near = from(p.Capacity[:p.Count+1], whole, near)
		} else {
			near = sort.Search(p.Count+1, func(k int) bool { return p.Capacity[k] >= whole })
		}
		// need units: those from last up to it carried the moment before
		now := p.Walled(near, need)
		if now > last {
			turns[min(last, p.Count+1)]++
			turns[min(now, p.Count+1)]--
		}
		last = now
	}
	p.cross = make([]float64, p.Count+1)
	times := []float64{0} // n rises, an hour
	n := 0
	for k := range p.cross {
		for n += turns[k]; len(times) <= n; {
			times = append(times, times[len(times)-1]+1/f.s.Horizon)
		}
		p.cross[k] = times[n]
	}
	f.ops += 50 * f.s.Horizon / step
}

// from returns the first place of a sorted list with at least x, found from a place near it.
func from(list []float64, x float64, near int) int {
	lo, hi := near, near // list[lo−1] < x <= list[hi]
	for by := 1; lo > 0 && list[lo-1] >= x; by *= 2 {
		hi = lo - 1
		lo = max(0, lo-by)
	}
	for by := 1; hi < len(list) && list[hi] < x; by *= 2 {
		lo = hi + 1
		hi = min(len(list), hi+by)
	}
	return lo + sort.Search(hi-lo, func(k int) bool { return list[lo+k] >= x })
}
