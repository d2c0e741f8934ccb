package fit

import (
	"cmp"
	"math"
	"slices"
)

// atLeast is how many units must be watched at an age for it to count, in a log in
// which units enter at an age: with fewer, one early failure would throw the
// product-limit curve to nothing for good (Lai & Ying 1991).
const atLeast = 5

// An event changes who is watched, or is a failure.
type event struct {
	age   float64
	order int // at one age: failures, then leaving, then entering
	n     float64
}

// distance returns the largest distance between the product-limit estimate of S
// (Kaplan & Meier 1958) and a law, over the ages at which enough units are watched:
//
//	Ŝ = Π (1 − d/Y),   S* = e^−H*,   H*(t) = ∫ 1[Y ≥ m] dH
//
// m is 1, or atLeast where units enter at an age.
func (f *family) distance(s *sample, t theta, buf []event) (float64, []event) {
	least, watched := 1.0, 0.0
	buf = buf[:0]
	for i := range s.rows {
		r := &s.rows[i]
		if r.entry > 0 {
			buf = append(buf, event{r.entry, 2, r.n})
			least = atLeast
		} else {
			watched += r.n
		}
		buf = append(buf, event{r.exit, 1 - one(r.ended), r.n})
	}
	slices.SortFunc(buf, func(a, b event) int { return cmp.Or(cmp.Compare(a.age, b.age), a.order-b.order) })
	var far, hazard, last float64 // last: H at the last age looked at
	curve := 1.0
	for i := 0; i < len(buf); {
		e := buf[i]
		n := 0.0
		for ; i < len(buf) && buf[i].age == e.age && buf[i].order == e.order; i++ {
			n += buf[i].n
		}
		after := watched - n
		if e.order == 2 {
			after = watched + n
		}
		if e.order == 0 || (watched >= least) != (after >= least) {
			now := f.hazard(t, e.age)
			if watched >= least {
				hazard += now - last
			}
			last = now
		}
		if e.order == 0 && watched >= least {
			law := math.Exp(-hazard)
			far = max(far, math.Abs(curve-law))
			curve *= after / watched
			far = max(far, math.Abs(curve-law))
		}
		watched = after
	}
	return far, buf
}
