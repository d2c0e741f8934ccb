package demand

import (
	"slices"
	"time"
)

// A Month is a calendar month as far as the horizon reaches into it; where a source
// begins or ends in it, each part is one of its own.
type Month struct {
	Year     int
	Month    time.Month
	From, To float64 // hours
	Peak     float64 // req/s, the workload's largest load, events and noise in
}

// A SourceMonth is what one source sends in a Month. Levels are the highest loads of
// ordinary days, profile in, events and noise not, in req/s.
type SourceMonth struct {
	Begin, End float64   // level at From, and just before To
	Offered    float64   // requests
	Received   []Segment // the part of the level that came from each source that moved to it
}

// A Segment is a level at the two ends of a Month.
type Segment struct{ Begin, End float64 }

// Months returns the traffic matrix by months, [source][month]: a level is, between
// the ends of a month, an exponential for each piece of a source, so that the two
// ends say all that a picture shows. Of a derived workload these are the sources of
// the one that it is a share of.
func (t *Traffic) Months(w int) ([]Month, [][]SourceMonth) {
	r := &t.roots[t.links[w].root]
	share := t.links[w].share
	defer func() { r.only = everything }()
	weight := make([]float64, len(t.links))
	weight[w] = 1
	months := t.months(r)
	for i := range months {
		m := &months[i]
		m.Peak = t.Peak(weight, m.From, m.To)
	}
	out := make([][]SourceMonth, r.sources)
	for k := range out {
		for _, m := range months {
			r.only = flow{source: k, giver: all}
			s := SourceMonth{Offered: t.Offered(w, m.From, m.To), Received: make([]Segment, r.sources)}
			for i := range r.pieces {
				p := &r.pieces[i]
				if p.source != k || p.from > m.From || p.to < m.To {
					continue
				}
				level := float64(share * p.level)
				begin, end := float64(level*grown(p.rate, m.From-p.from)), float64(level*grown(p.rate, m.To-p.from))
				s.Begin, s.End = s.Begin+begin, s.End+end
				if p.giver != k {
					s.Received[p.giver].Begin += begin
					s.Received[p.giver].End += end
				}
			}
			out[k] = append(out[k], s)
		}
	}
	return months, out
}

// months cuts the horizon at the first of each month and where a source begins or ends.
func (t *Traffic) months(r *root) []Month {
	marks := []float64{0, t.horizon}
	inside := func(x float64) {
		if x > 0 && x < t.horizon {
			marks = append(marks, x)
		}
	}
	for i := range r.pieces {
		inside(r.pieces[i].from)
		inside(r.pieces[i].to)
	}
	first := time.Date(t.start.Year(), t.start.Month(), 1, 0, 0, 0, 0, time.UTC)
	for n := 1; ; n++ {
		x := hours(t.start, first.AddDate(0, n, 0))
		if x >= t.horizon {
			break
		}
		inside(x)
	}
	slices.Sort(marks)
	marks = slices.Compact(marks)
	var out []Month
	n := 0
	for i, from := range marks[:len(marks)-1] {
		for hours(t.start, first.AddDate(0, n+1, 0)) <= from {
			n++
		}
		month := first.AddDate(0, n, 0)
		out = append(out, Month{Year: month.Year(), Month: month.Month(), From: from, To: marks[i+1]})
	}
	return out
}
