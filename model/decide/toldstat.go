package decide

import (
	"math"
	"sort"
	"strconv"

	"gonum.org/v1/gonum/mathext"

	"github.com/capplan/capplan/model"
)

// told reports whether an assertion's figures are those of all trials of a long run.
func (p *pair) told(a *model.Assertion) bool {
	known := func(m *Metric) bool { return m != nil && m.of != nil && m.of.told != nil }
	if a.Of == "" {
		return a.Stat != model.Mean && known(p.of) // means: see [meanOf]
	}
	return known(p.of) || known(p.than)
}

// statistic is [statistic] by the bins.
func (p *pair) statistic(a *model.Assertion, level float64) (s stated, ok bool) {
	m := p.of
	w := m.of.told.trials
	if w == nil {
		return s, false
	}
	s = stated{method: model.MonteCarlo.String(), why: strconv.FormatInt(w.n, 10) + " trials"}
	if m.Method != s.method && w.constant() && m.Mean != nil {
		v := column{*m.Mean}
		s.method, s.why = m.Method, m.Why
		switch a.Stat {
		case model.Quantile:
			s.quantile(v, a.Level, level)
		case model.SD:
			s.deviation(v, level)
		case model.Probability:
			s.probability(v, a, level)
		}
		return s, true
	}
	switch a.Stat {
	case model.Quantile:
		s.ranked(w, a.Level, level)
	case model.SD:
		s.spread(w, level)
	case model.Probability:
		return s, s.holds(p.whole, level)
	}
	return s, true
}

// versus is [versus] by the bins: quantiles and deviations each by its own bounds, which
// hold together.
func (p *pair) versus(a *model.Assertion, level float64) (s stated, limit float64, ok bool) {
	m, n := p.of, p.than
	if a.Stat == model.Mean {
		if m.Mean == nil || n.Mean == nil {
			return s, 0, false
		}
		if s, limit, ok = versusMean(m, n, a.Factor, level); p.whole != nil && s.method == model.MonteCarlo.String() && m.Lo != nil && n.Lo != nil && m.Hi != nil && n.Hi != nil {
			_, _, h := p.whole.interval(level)
			s.lo, s.hi = s.value-h, s.value+h
			s.why = "difference of " + strconv.FormatInt(p.whole.n, 10) + " paired trials; " + m.Why
		}
		return s, limit, ok
	}
	s = stated{method: model.MonteCarlo.String(), why: strconv.FormatInt(p.all.n, 10) + " paired trials"}
	if a.Stat == model.Probability {
		return s, a.Limit, s.holds(p.whole, level)
	}
	own := *a
	own.Of = ""
	x, there := (&pair{of: m}).statistic(&own, halfMiss(level))
	y, also := (&pair{of: n}).statistic(&own, halfMiss(level))
	if !there || !also {
		return s, 0, false
	}
	s.value, limit = x.value, float64(a.Factor*y.value)
	s.between(x, y, a.Factor, limit)
	s.why += ", each by its own bounds"
	return s, limit, true
}

// holds fills the share of trials in which a comparison holds, which are 1, and others 0.
func (s *stated) holds(w *binned, level float64) bool {
	if w == nil {
		return false
	}
	hits, n := float64(w.n-w.zeros), float64(w.n)
	s.value = hits / n
	s.lo, s.hi = clopperPearson(hits, n, level)
	return true
}

// ranked is quantile by the bins, whose edges the bounds lie on.
func (s *stated) ranked(w *binned, p, level float64) {
	n, tail := float64(w.n), (1-level)/2
	below := func(k int) float64 { // P(B < k)
		switch {
		case k <= 0:
			return 0
		case k > int(w.n):
			return 1
		}
		return mathext.RegIncBeta(n-float64(k)+1, float64(k), 1-p)
	}
	s.value = w.order(p)
	l := sort.Search(int(w.n), func(k int) bool { return below(k+1) > tail })
	u := sort.Search(int(w.n)+1, func(k int) bool { return 1-below(k) <= tail })
	s.lo, s.hi = math.Inf(-1), math.Inf(1)
	if l >= 1 {
		_, s.lo, _ = w.at(int64(l))
	}
	if u <= int(w.n) {
		_, _, s.hi = w.at(int64(u))
	}
}

// spread is deviation by the bins, of which the fourth moment is.
func (s *stated) spread(w *binned, level float64) {
	mean, sd := w.bins.meanSD()
	s.value = sd
	n := float64(w.n)
	var fourth, most float64
	for i, k := range w.keys {
		d := square(w.middle(k) - mean)
		fourth += float64(float64(w.counts[i]) * float64(d*d))
		most = max(most, d)
	}
	few := w.nonzero() < fewNonzero && 2*w.nonzero() < int(w.n)
	if w.n < 2 || sd == 0 || few || float64(2*mostTop*most) > float64(sd*sd)*(n-1) {
		s.lo, s.hi = 0, math.Inf(1)
		return
	}
	h := float64(student(level, n)*math.Sqrt(max(0, fourth/n-float64(square(square(sd))))/n)) / (2 * sd)
	s.lo, s.hi = max(sd-h, 0), sd+h
}

// meanOf is [meanOf] of a mean of all trials of a long run.
func (w *binned) meanOf(m *Metric, level float64) stated {
	s := stated{value: *m.Mean, lo: math.Inf(-1), hi: math.Inf(1), method: m.Method, why: m.Why}
	within := m.of.within
	least, atLeast, most, atMost := w.ends()
	n := float64(w.n)
	switch {
	case within != nil && (m.Lo == nil || m.Hi == nil || w.constant()): // see [rareBounds]
		var low, high float64
		if least == within[0] {
			low = float64(atLeast)
		}
		if most == within[1] {
			high = float64(atMost)
		}
		_, away := clopperPearson(n-max(low, high), n, level)
		if room := float64((within[1] - within[0]) * away); low >= high {
			s.lo, s.hi = within[0], within[0]+room
		} else {
			s.lo, s.hi = within[1]-room, within[1]
		}
	case m.Lo == nil || m.Hi == nil:
	default:
		_, _, h := w.interval(level)
		s.lo, s.hi = s.value-h, s.value+h
		if least >= 0 {
			s.lo = max(s.lo, 0)
		}
		if within != nil {
			s.lo, s.hi = max(s.lo, within[0]), min(s.hi, within[1])
		}
	}
	return s
}
