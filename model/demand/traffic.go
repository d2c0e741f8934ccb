package demand

import (
	"math"
	"slices"
	"time"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/portable"
)

var _ model.Load = (*Traffic)(nil)

// A Traffic is the load of a Spec over time. It is written over in each trial
// without allocations; it holds memory for intermediate results and serves one
// goroutine at a time.
//
// Between the times at which something begins or ends, midnights where there is
// noise and the nodes of measured profiles, a load is a sum of exponentials times a
// smooth shape, and over two hours a polynomial (to 2e-12, slot_test.go). All questions
// are answered piece by piece: integrals by closed forms, antiderivatives or Gauss and
// Legendre's rule, crossings and peaks by subdivision that bounds of
// the second derivative steer, so that none is missed.
type Traffic struct {
	found   float64 // when the largest value was found
	start   time.Time
	horizon float64
	morning float64 // hours from the last UTC midnight to hour 0
	weekday int     // of hour 0, from Monday
	general bool    // days are never looked up
	answers []answer
	one     []float64
	links   []link // per workload
	roots   []root // workloads with sources of their own

	rows       []row // of the limits asked about
	difference row
	entered    int // counts the cells entered
	slotted    bool
	tags       []int64 // of the slots: see tag; less than 0 where they are not smooth
	filling    int64   // counts the loads that the slots held
	recent     []reply
	oldest     int
	last       question    // about hours above
	above      []exceeding // what was exceeded then

	spike  []float64
	grams  []gram // by number of terms
	coefs  []float64
	cuts   []float64
	events []happening // memory of Reset
	marks  []float64
	order  []int
	queues queues
}

// A link says which root's load a workload is a share of.
type link struct {
	root  int
	share float64
}

// A root is a workload with sources of its own.
type root struct {
	workload int
	shape    shape
	sources  int
	sigma    float64
	noise    []float64 // factor of each UTC day from that of hour 0 on; empty: none
	pieces   []piece
	spans    []span // in order, the first from −∞, the last to +∞
	flows    []flow // of the spans
	growth   float64
	span     int // of the time looked at last
	cell     *cell
	own      cell   // where none of the slots is right
	slots    []cell // see Traffic.slot
	waves    waving
	noon     dayLevel
	laid     int // what is known of the days below
	days     dayTable
	blocks   []block
	loads    []dayLoad // by day
	only     flow      // with source and giver of the flows that count; both all: every one
}

// A piece is the part of a source that begins at one time: its own, or what another
// handed on.
type piece struct {
	source   int
	giver    int // the source itself, or the one that handed it on
	from, to float64
	level    float64 // at from, req/s
	rate     float64 // growth per hour
}

// A span is a time in which no source and no event begins or ends.
type span struct {
	from, to  float64
	lo, hi    int     // its flows
	times     float64 // of the events; it is in the flows' levels
	stretch   int     // spans between which no source begins or ends have the same
	spike     bool    // the load is constant: the flows have no rate and no shape
	day       int     // of the spike's event
	lift      float64 // spike's multiple of the day's highest load
	reference float64 // time from which levels are counted
	// Its blocks: the first, how many, when they begin, how many an hour.
	block, blocks   int
	begin, perBlock float64
}

// A flow is what a source has in a span: level·e^(rate·(t − reference)).
type flow struct {
	source, giver int
	level, rate   float64
}

// all sources, or all givers.
const all = -1

var everything = flow{source: all, giver: all}

// counts reports whether a flow is one of those asked for.
func (r *root) counts(f *flow) bool {
	return (r.only.source == all || r.only.source == f.source) && (r.only.giver == all || r.only.giver == f.giver)
}

// A happening is one occurrence of an event.
type happening struct {
	from, to, times float64
	lifted          float64 // end of the spike
	lift            float64
}

// Reset makes the traffic that of a specification. normal returns the standard
// normal variate that the noise of a workload takes on a UTC day, counted from that
// of hour 0; the day's factor is e^(σz − σ²/2), σ² = ln(1 + cv²). Without normal, or
// where the noise is 0, all factors are 1. It panics where s.Check finds an error
// that would be met.
func (t *Traffic) Reset(s *Spec, normal func(workload, day int) float64) {
	start := s.Start.UTC()
	midnight := start.Truncate(24 * time.Hour)
	t.start, t.horizon, t.morning = start, s.Horizon, hours(midnight, start)
	t.weekday = (int(start.Weekday()) + 6) % 7
	offset := float64(24*t.weekday) + t.morning
	t.answers, t.recent, t.oldest, t.last = t.answers[:0], t.recent[:0], 0, question{a: 1}
	if t.answers == nil {
		t.answers = make([]answer, 0, 32)
	}
	t.queues.known = t.queues.known[:0]
	t.links = t.links[:0]
	n := 0
	for w := range s.Workloads {
		k := s.root(w)
		if k < 0 {
			panic("demand: a workload is a share of itself or of nothing")
		}
		if k == w {
			if n++; n > len(t.roots) {
				t.roots = append(t.roots, root{})
			}
			t.roots[n-1].workload = w
		}
	}
	t.roots = t.roots[:n]
	for len(t.one) < n {
		t.one = append(t.one, 0)
	}
	for w := range s.Workloads {
		l := link{share: 1}
		k := w
		for ; s.Workloads[k].Of != 0; k = s.Workloads[k].Of - 1 {
			l.share *= s.Workloads[k].Share
		}
		l.root = slices.IndexFunc(t.roots, func(r root) bool { return r.workload == k })
		t.links = append(t.links, l)
	}
	for i := range t.roots {
		r := &t.roots[i]
		w := &s.Workloads[r.workload]
		r.only, r.laid = everything, unknown
		r.shape.set(&w.Profile, offset)
		t.draw(r, w.Noise, normal)
		t.pieces(r, w)
		t.happen(w, midnight)
		t.spans(r)
	}
	t.open()
	for i := range t.roots {
		t.spikes(i)
	}
}

// draw fills the factors of the days.
func (t *Traffic) draw(r *root, cv float64, normal func(w, day int) float64) {
	r.noise = r.noise[:0]
	variance := portable.Log1p(cv * cv)
	if r.sigma = math.Sqrt(variance); cv == 0 || normal == nil {
		return
	}
	days := int(math.Ceil((t.horizon + t.morning) / 24))
	for d := range days {
		r.noise = append(r.noise, portable.Exp(float64(r.sigma*normal(r.workload, d))-float64(variance/2)))
	}
}

// pieces lays out the sources, those that end first first: what they hand on is
// then known when a receiver ends.
func (t *Traffic) pieces(r *root, w *Workload) {
	r.pieces, r.sources = r.pieces[:0], len(w.Sources)
	t.order = t.order[:0]
	r.growth = 0
	for k := range w.Sources {
		t.order = append(t.order, k)
		r.add(w, k, k, w.Sources[k].From, w.Sources[k].Peak)
	}
	slices.SortStableFunc(t.order, func(a, b int) int {
		x, y := w.Sources[a].end(), w.Sources[b].end()
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	for _, k := range t.order {
		s := &w.Sources[k]
		if !s.Ends {
			break
		}
		level := 0.0
		for i := range r.pieces {
			if p := &r.pieces[i]; p.source == k {
				level += float64(p.level * grown(p.rate, s.Until-p.from))
			}
		}
		for _, m := range s.Moves {
			r.add(w, m.To, k, max(s.Until, w.Sources[m.To].From), level*m.Share)
		}
	}
}

func (s *Source) end() float64 {
	if s.Ends {
		return s.Until
	}
	return math.Inf(1)
}

// add adds to a source a level from a time on.
func (r *root) add(w *Workload, k, giver int, from, level float64) {
	s := &w.Sources[k]
	if !(level > 0) || s.Growth <= -1 || !(from < s.end()) {
		return
	}
	p := piece{source: k, giver: giver, from: from, to: s.end(), level: level, rate: portable.Log1p(s.Growth) / model.HoursPerYear}
	r.pieces = append(r.pieces, p)
	r.growth = max(r.growth, math.Abs(p.rate))
}

// hours returns the time from a to b, however long.
func hours(a, b time.Time) float64 {
	return float64(b.Unix()-a.Unix())/3600 + float64(b.Nanosecond()-a.Nanosecond())/3600e9
}

// happen lists the occurrences of a workload's events from a year before hour 0 to
// the day after the horizon.
func (t *Traffic) happen(w *Workload, midnight time.Time) {
	t.events = t.events[:0]
	last := midnight.AddDate(0, 0, int(t.horizon/24)+2).Year()
	for i := range w.Events {
		e := &w.Events[i]
		first, end := midnight.Year()-1, last
		if e.Year != 0 {
			first, end = e.Year, e.Year
		}
		for y := first; y <= end; y++ {
			date := time.Date(y, e.Month, e.Day, 0, 0, 0, 0, time.UTC)
			if date.Day() != e.Day {
				continue // 29 February of another year
			}
			h := happening{from: hours(midnight, date) - t.morning, times: e.times(y), lift: e.Spike}
			h.to = h.from + e.Lasts
			if h.lifted = h.from; e.Spike > 0 {
				lasts := e.SpikeLasts
				if lasts == 0 {
					lasts = 1.0 / 6
				}
				h.lifted = h.from + min(lasts, e.Lasts)
			}
			if h.to > 0 && h.from < t.horizon+24 {
				t.events = append(t.events, h)
			}
		}
	}
}

// spans cuts the time at all that begins or ends.
func (t *Traffic) spans(r *root) {
	t.marks = append(t.marks[:0], math.Inf(-1), math.Inf(1))
	for i := range r.pieces {
		t.marks = append(t.marks, r.pieces[i].from, r.pieces[i].to)
	}
	for _, h := range t.events {
		t.marks = append(t.marks, h.from, h.lifted, h.to)
	}
	slices.Sort(t.marks)
	t.marks = slices.Compact(t.marks)
	r.spans, r.flows = r.spans[:0], r.flows[:0]
	stretch := 0
	for i, from := range t.marks[:len(t.marks)-1] {
		if r.turns(from) {
			stretch++
		}
		s := span{stretch: stretch, from: from, to: t.marks[i+1], times: 1, reference: max(from, 0)}
		if from < 0 && s.to > 0 {
			s.reference = 0
		}
		for _, h := range t.events {
			if h.from <= from && from < h.to {
				s.times *= h.times
			}
			if h.from <= from && from < h.lifted {
				s.lift = max(s.lift, h.lift)
				s.day = int(math.Floor((h.from + t.morning + 1e-6) / 24))
			}
		}
		r.settle(&s)
		r.spans = append(r.spans, s)
	}
}

// turns reports whether a source begins or ends at a time.
func (r *root) turns(x float64) bool {
	for i := range r.pieces {
		if r.pieces[i].from == x || r.pieces[i].to == x {
			return true
		}
	}
	return false
}

// settle makes the flows of a span.
func (r *root) settle(s *span) {
	s.lo = len(r.flows)
	for i := range r.pieces {
		p := &r.pieces[i]
		if p.from <= s.from && s.from < p.to {
			level := float64(p.level * grown(p.rate, s.reference-p.from) * s.times)
			k := slices.IndexFunc(r.flows[s.lo:], func(f flow) bool { return f.source == p.source && f.giver == p.giver })
			if k < 0 {
				r.flows = append(r.flows, flow{source: p.source, giver: p.giver, level: level, rate: p.rate})
			} else {
				r.flows[s.lo+k].level += level
			}
		}
	}
	s.hi = len(r.flows)
}

// spikes makes a root's load constant where one of its events begins with a spike.
// Sources share it as they did when the spike began.
func (t *Traffic) spikes(i int) {
	r := &t.roots[i]
	t.clear()
	for k := range t.roots {
		t.coefs = append(t.coefs, 0)
		if k == i {
			t.coefs[k] = 1
		}
	}
	t.rows = append(t.rows, row{coef: t.coefs})
	t.spike = t.spike[:0]
	for k := range r.spans {
		top := 0.0
		if s := &r.spans[k]; s.lift > 0 {
			from := float64(24*float64(s.day)) - t.morning
			if tabled, ok := r.dayTop(t, k, from); ok {
				top = tabled * r.factor(s.day) * s.lift
			} else {
				top = t.peak(&t.rows[0], max(0, from), from+24, 0) * s.lift
			}
		}
		t.spike = append(t.spike, top)
	}
	for k, top := range t.spike {
		if s := &r.spans[k]; s.lift > 0 {
			s.spike = true
			r.fix(s, top/r.factor(s.day))
			t.open()
		}
	}
}

// fix makes the load of a span constant, but for its noise.
func (r *root) fix(s *span, load float64) {
	now := r.level(s, s.from)
	for i := s.lo; i < s.hi; i++ {
		f := &r.flows[i]
		share := 1 / float64(s.hi-s.lo)
		if now > 0 {
			share = f.level * grown(f.rate, s.from-s.reference) / now
		}
		f.level, f.rate = load*share, 0
	}
}
