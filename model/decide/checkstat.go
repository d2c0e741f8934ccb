package decide

import (
	"math"
	"slices"
	"sort"
	"strconv"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/capplan/capplan/model"
)

// A stated is a statistic with its bounds, ±Inf where they are not known.
type stated struct {
	value, lo, hi float64
	method, why   string
}

// statistic returns what an assertion speaks of, false where it is not known.
func statistic(m *Metric, a *model.Assertion, level float64) (stated, bool) {
	known := m.Method != model.MonteCarlo.String()
	if a.Stat == model.Mean {
		if m.Mean == nil {
			return stated{}, false
		}
		switch {
		case m.Method == model.Approximation.String() && m.Lo != nil && m.Hi != nil && *m.Lo < *m.Hi:
			return stated{*m.Mean, *m.Lo, *m.Hi, m.Method, m.Why}, true
		case m.Method == model.Approximation.String(): // of which nobody knows how far it is off
			return stated{*m.Mean, math.Inf(-1), math.Inf(1), m.Method, m.Why + "; an approximation decides nothing, --method simulate may"}, true
		case known:
			return stated{*m.Mean, *m.Mean, *m.Mean, m.Method, m.Why}, true
		}
		return meanOf(m, level), true
	}
	v := m.trialed().trials
	if each := m.trialed().each; each != nil {
		return clustered(each, 60, a, level)
	}
	if v == nil {
		return stated{}, false
	}
	s := stated{method: model.MonteCarlo.String(), why: strconv.Itoa(len(v)) + " trials"}
	if m.of.alike != nil && constant(v) {
		s.why = alikeWords(v)
	}
	if known && constant(v) {
		if v = v[:1]; m.Mean != nil {
			v = column{*m.Mean}
		}
		s.method, s.why = m.Method, m.Why
	}
	switch a.Stat {
	case model.Quantile:
		s.quantile(v, a.Level, level)
	case model.SD:
		if s.deviation(v, level); m.of.alike != nil && constant(v) { // E(X−c)² ≤ q·range²
			_, q := clopperPearson(0, float64(len(v)), level)
			s.hi = max(m.of.alike[1]-v[0], v[0]-m.of.alike[0]) * math.Sqrt(q)
		}
	case model.Probability:
		s.probability(v, a, level)
	}
	return s, true
}

// Trials returns the value of each trial in their order, in the metric's unit; nil where
// they are not kept (Options.Keep) or not known. A figure that is exact keeps, beside its
// mean, what the histories of the trials said.
func (m *Metric) Trials() []float64 { return m.trialed().trials }

func (m *Metric) trialed() *trialed {
	if m.of == nil {
		return &trialed{}
	}
	return m.of
}

// meanOf is the mean of a sampled figure with Student's interval. Where the summary has
// none, because the law of the trials is too skewed for it, the bounds hold that follow
// from how many trials are at the end of what is possible.
func meanOf(m *Metric, level float64) stated {
	s := stated{value: *m.Mean, lo: math.Inf(-1), hi: math.Inf(1), method: m.Method, why: m.Why}
	t := m.trialed()
	if t.told != nil && t.told.mean != nil && !t.share {
		return t.told.mean.meanOf(m, level)
	}
	if lo, hi, ok := t.alikeBounds(level); ok {
		if s.lo, s.hi = lo, hi; constant(t.mean) {
			s.why = alikeWords(t.mean)
		}
		return s
	}
	switch {
	case t.share:
		s.lo, s.hi = clopperPearson(t.hits, t.n, level)
	case m.Lo == nil || m.Hi == nil:
		if t.within != nil && t.mean != nil {
			s.lo, s.hi = rareBounds(t.mean, t.within[0], t.within[1], level)
		}
	case t.mean != nil && t.within != nil && len(t.mean) > 1 && constant(t.mean):
		s.lo, s.hi = t.about(0, t.within[0], t.within[1], level)
	case t.mean != nil:
		_, _, h := meanInterval(t.mean, level)
		s.lo, s.hi = s.value-h, s.value+h
		if slices.Min(t.mean) >= 0 {
			s.lo = max(s.lo, 0)
		}
		if t.within != nil {
			s.lo, s.hi = max(s.lo, t.within[0]), min(s.hi, t.within[1])
		}
	case t.n > 0:
		s.student(t.se, t.n, level)
	}
	return s
}

func alikeWords(v column) string {
	return "the same in all " + strconv.Itoa(len(v)) + " trials, which it need not be in others"
}

// rareBounds bounds the mean of what lies between least and most and is nearly always
// the one or the other: with k of n values away from that end
//
//	|E x − end| ≤ (most − least) · P(x ≠ end)
//
// of which Clopper and Pearson's interval holds an upper bound at the level.
func rareBounds(v column, least, most, level float64) (lo, hi float64) {
	var low, high float64
	for _, x := range v {
		if x == least {
			low++
		}
		if x == most {
			high++
		}
	}
	n := float64(len(v))
	_, away := clopperPearson(n-max(low, high), n, level)
	if low >= high {
		return least, least + float64((most-least)*away)
	}
	return most - float64((most-least)*away), most
}

// student fills the interval of a mean of n values with a standard error.
func (s *stated) student(se, n, level float64) {
	h := float64(student(level, n) * se)
	s.lo, s.hi = s.value-h, s.value+h
}

// student returns the half width of a mean's interval of n values in standard errors,
// to the digits that are the same on every processor.
func student(level, n float64) float64 {
	if n < 2 {
		return math.Inf(1)
	}
	return round12(distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n - 1}.Quantile(0.5 + level/2))
}

// quantile fills the p-quantile with the interval of order statistics:
//
//	x_(l) ≤ q ≤ x_(u),  P(B < l) ≤ α/2,  P(B ≥ u) ≤ α/2,  B ~ Binomial(n, p)
//
// which holds for any law (David & Nagaraja 2003, 7.1), at the level or more.
func (s *stated) quantile(v column, p, level float64) {
	x := slices.Clone(v)
	slices.Sort(x)
	s.value = order(x, p)
	s.lo, s.hi = s.value, s.value
	if len(v) == 1 {
		if s.method == model.MonteCarlo.String() {
			s.lo, s.hi = math.Inf(-1), math.Inf(1)
		}
		return
	}
	n, tail := float64(len(x)), (1-level)/2
	below := func(k int) float64 { // P(B < k)
		switch {
		case k <= 0:
			return 0
		case k > len(x):
			return 1
		}
		return mathext.RegIncBeta(n-float64(k)+1, float64(k), 1-p)
	}
	l := sort.Search(len(x), func(k int) bool { return below(k+1) > tail })
	u := sort.Search(len(x)+1, func(k int) bool { return 1-below(k) <= tail })
	s.lo, s.hi = math.Inf(-1), math.Inf(1)
	if l >= 1 {
		s.lo = x[l-1]
	}
	if u <= len(x) {
		s.hi = x[u-1]
	}
}

// deviation fills the standard deviation with the interval of the delta method,
// se(s) = √((m₄ − s⁴)/n)/(2s); none where a few trials make most of it.
func (s *stated) deviation(v column, level float64) {
	mean, sd := meanSD(v)
	s.value, s.lo, s.hi = sd, sd, sd
	if s.method != model.MonteCarlo.String() {
		return
	}
	square := make(column, len(v))
	for i, x := range v {
		square[i] = (x - mean) * (x - mean)
	}
	if len(v) < 2 || sd == 0 || dominated(square) || nonzero(v) < fewNonzero && 2*nonzero(v) < len(v) {
		s.lo, s.hi = 0, math.Inf(1)
		return
	}
	_, spread := meanSD(square)
	n := float64(len(v))
	h := student(level, n) * spread / math.Sqrt(n) / (2 * sd)
	s.lo, s.hi = max(sd-h, 0), sd+h
}

// probability fills the share of trials in which a comparison holds.
func (s *stated) probability(v column, a *model.Assertion, level float64) {
	var hits float64
	for _, x := range v {
		if a.Within.Holds(x, a.Bound) {
			hits++
		}
	}
	n := float64(len(v))
	s.value, s.lo, s.hi = hits/n, hits/n, hits/n
	if s.method == model.MonteCarlo.String() {
		s.lo, s.hi = clopperPearson(hits, n, level)
	}
}

// clopperPearson returns the interval of a probability of which hits in n were seen
// (Clopper & Pearson 1934), to the digits that are the same on every processor; it
// holds at the level or more.
func clopperPearson(hits, n, level float64) (lo, hi float64) {
	a := (1 - level) / 2
	hi = 1
	if hits > 0 {
		lo = round9(mathext.InvRegIncBeta(hits, n-hits+1, a))
	}
	if hits < n {
		hi = round9(mathext.InvRegIncBeta(hits+1, n-hits, 1-a))
	}
	return lo, hi
}
