package fit

import (
	"cmp"
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// A row is n lives with the same ages.
type row struct {
	entry, exit     float64
	lnEntry, lnExit float64 // lnEntry is not used where entry is 0
	ended           bool
	n               float64
}

// A sample is a log with equal rows counted together, in order of exit.
type sample struct {
	rows      []row
	units     float64
	ends      float64
	exposure  float64 // hours watched
	oldest    float64 // largest age seen
	truncated bool
}

// gather counts equal lives together. Lives that were watched for no time say nothing
// and are left out.
func gather(lives []model.Lifetime) *sample {
	type key struct {
		entry, exit float64
		ended       bool
	}
	count := map[key]float64{}
	for _, l := range lives {
		if l.Exit > l.Entry {
			count[key{l.Entry, l.Exit, l.Ended}]++
		}
	}
	s := &sample{}
	for k, n := range count {
		s.add(k.entry, k.exit, k.ended, n)
	}
	slices.SortFunc(s.rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.exit, b.exit), cmp.Compare(a.entry, b.entry), cmp.Compare(one(b.ended), one(a.ended)))
	})
	s.count()
	return s
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *sample) add(entry, exit float64, ended bool, n float64) {
	r := row{entry: entry, exit: exit, lnExit: math.Log(exit), ended: ended, n: n}
	if entry > 0 {
		r.lnEntry = math.Log(entry)
	}
	s.rows = append(s.rows, r)
}

// count sums up the rows, in their order.
func (s *sample) count() {
	s.units, s.ends, s.exposure, s.oldest, s.truncated = 0, 0, 0, 0, false
	for i := range s.rows {
		r := &s.rows[i]
		s.units += r.n
		s.exposure += r.n * (r.exit - r.entry)
		s.oldest = max(s.oldest, r.exit)
		s.truncated = s.truncated || r.entry > 0
		if r.ended {
			s.ends += r.n
		}
	}
}

// distinct returns how many different ages lives ended at, at most 2.
func (s *sample) distinct() int {
	n, last := 0, -1.0
	for i := range s.rows {
		if r := &s.rows[i]; r.ended && r.exit != last {
			n, last = n+1, r.exit
		}
		if n == 2 {
			break
		}
	}
	return n
}
