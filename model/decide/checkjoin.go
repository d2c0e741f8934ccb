package decide

import (
	"slices"
	"strconv"

	"github.com/capplan/capplan/model"
)

// extends reports whether more trials tell more of a statistic of a figure. What is
// exact, an approximation, or estimated at one time, is known as well as it will be.
func (m *Metric) extends(stat model.Stat) bool {
	t := m.trialed()
	if stat != model.Mean {
		return t.trials != nil || t.each != nil
	}
	return m.Mean != nil && m.Method == model.MonteCarlo.String() && (t.mean != nil || t.share || t.num != nil)
}

// own gives a figure memory of its own for what a statistic needs, and lets go of the rest.
func (m *Metric) own(stat model.Stat) *Metric {
	out, t := *m, *m.trialed()
	if stat == model.Mean {
		t.trials, t.each = nil, nil
	} else {
		t.mean, t.num, t.den = nil, nil, nil
	}
	t.trials, t.mean, t.num, t.den = slices.Clone(t.trials), slices.Clone(t.mean), slices.Clone(t.num), slices.Clone(t.den)
	t.each, t.every = slices.Clone(t.each), nil
	out.of = &t
	return &out
}

// join adds what later trials say of the same figure, in their order. Bounds are kept only
// as known or not; the statistic finds them from the trials. False: the later trials do not
// have the figure.
func (m *Metric) join(n *Metric, stat model.Stat) bool {
	if n.Method == model.MonteCarlo.String() {
		m.Method = n.Method
	}
	a, b := m.of, n.trialed()
	switch {
	case stat != model.Mean && a.each != nil:
		a.each = append(a.each, b.each...)
		return b.each != nil
	case stat != model.Mean:
		return appendTo(&a.trials, b.trials)
	}
	switch {
	case m.Mean == nil || n.Mean == nil:
		return false
	case a.mean == nil && b.mean == nil && m.Method != model.MonteCarlo.String():
		return *m.Mean == *n.Mean
	case a.num != nil:
		if !appendTo(&a.num, b.num) || !appendTo(&a.den, b.den) {
			return false
		}
		r := ratio(m.Unit, a.num, a.den, a.scale)
		m.Mean, m.Lo, m.Hi, m.Why, m.of = r.Mean, r.Lo, r.Hi, r.Why, r.of
	case a.share && a.mean == nil:
		if !b.share {
			return false
		}
		a.hits, a.n = a.hits+b.hits, a.n+b.n
		m.Mean, m.Why = ptr(a.hits/a.n), strconv.Itoa(int(a.n))+" trials"
	default:
		k, more := float64(len(a.mean)), float64(len(b.mean))
		if !appendTo(&a.mean, b.mean) {
			return false
		}
		if len(a.mean) > int(k) { // each part's own mean: it may have a control variate
			m.Mean = ptr((float64(*m.Mean*k) + float64(*n.Mean*more)) / (k + more))
			m.Why = "mean of " + strconv.Itoa(len(a.mean)) + " trials"
		}
		m.reckon()
	}
	return true
}

// reckon finds again whether a mean has an interval.
func (m *Metric) reckon() {
	t := m.of
	if t.ends {
		t.hits, t.n = 0, float64(len(t.mean))
		t.share = !slices.ContainsFunc(t.mean, func(x float64) bool { return x != 0 && x != 1 })
		for _, x := range t.mean {
			t.hits += x
		}
	}
	if m.Lo, m.Hi = m.Mean, m.Mean; t.tells != nil && !t.tells(t.mean) {
		m.Lo, m.Hi = nil, nil
	}
	if _, _, ok := t.alikeBounds(level); ok {
		m.Lo, m.Hi = nil, nil
	}
}

// appendTo appends a column; what is the same in every trial may stand once.
func appendTo(to *column, more column) bool {
	if more == nil {
		return false
	}
	if v := *to; len(v) != 1 || len(more) != 1 || v[0] != more[0] {
		*to = append(v, more...)
	}
	return true
}

// telling reports whether the mean of histories has an interval.
func telling(v column) bool {
	n := nonzero(v)
	return n > 0 && (n >= fewNonzero || 2*n >= len(v)) && !dominated(v)
}

func notDominated(v column) bool { return !dominated(v) }

// missing makes of a test of what is lost one of what is there.
func missing(tells func(column) bool) func(column) bool {
	if tells == nil {
		return nil
	}
	return func(v column) bool { return tells(complement(v)) }
}
