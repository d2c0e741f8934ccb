package simulate

import (
	"cmp"
	"slices"
)

// An event is a change at a time. Its key orders what happens at one time: what
// comes back before what a takeover decides before what is lost, then by source
// (pools, levels, incidents, gateways in the order of the plan), then by item.
type event struct {
	t   float64
	key uint64
}

const (
	kindShift   = 62
	sourceShift = 40
	itemMask    = uncovered - 1
	sourceMask  = 1<<(kindShift-sourceShift) - 1

	back = uint64(0) << kindShift
	end  = uint64(1) << kindShift // of a takeover or a stop; never in the list
	lost = uint64(2) << kindShift

	uncovered = uint64(1) << (sourceShift - 1) // of a failure of a flow
)

func before(a, b event) bool { return a.t < b.t || a.t == b.t && a.key < b.key }

func compare(a, b event) int {
	if c := cmp.Compare(a.t, b.t); c != 0 {
		return c
	}
	return cmp.Compare(a.key, b.key)
}

// order sorts r.list, whose times lie in [0, horizon), into r.sorted: into as
// many buckets of equal width as there are events, then within each. Linear where
// events are spread over the history.
func (r *Runner) order() {
	n := len(r.list)
	r.sorted = resize(r.sorted, n)
	buckets := max(n, 1)
	r.bucket = resize(r.bucket, buckets+1)
	clear(r.bucket)
	scale := float64(buckets) / r.horizon
	for i := range r.list {
		r.bucket[index(r.list[i].t, scale, buckets)]++
	}
	sum := int32(0)
	for i, c := range r.bucket {
		r.bucket[i] = sum
		sum += c
	}
	for _, e := range r.list {
		b := &r.bucket[index(e.t, scale, buckets)]
		r.sorted[*b] = e
		*b++
	}
	from := int32(0)
	for _, to := range r.bucket[:buckets] {
		sortBucket(r.sorted[from:to])
		from = to
	}
}

func index(t, scale float64, buckets int) int { return min(int(t*scale), buckets-1) }

func sortBucket(s []event) {
	if len(s) > 32 {
		slices.SortFunc(s, compare)
		return
	}
	for i := 1; i < len(s); i++ {
		e, j := s[i], i
		for ; j > 0 && before(e, s[j-1]); j-- {
			s[j] = s[j-1]
		}
		s[j] = e
	}
}

// resize returns s with length n, kept where it is long enough; its content is
// anything.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// zeroed returns s with length n and all zero.
func zeroed[T any](s []T, n int) []T {
	s = resize(s, n)
	clear(s)
	return s
}
