package decide

import (
	"math"
	"strings"

	"github.com/capplan/capplan/model"
)

// A DiffFigure is one figure before and after. null: not known.
type DiffFigure struct {
	Fleet      string   `json:"fleet"`
	Pool       string   `json:"pool,omitempty"`
	Workload   string   `json:"workload,omitempty"`
	Metric     string   `json:"metric"`
	Statistic  string   `json:"statistic"` // mean, or p50 where there is no mean
	Unit       string   `json:"unit"`
	Before     *float64 `json:"before"`
	After      *float64 `json:"after"`
	Difference *float64 `json:"difference"` // after − before
	Lo         *float64 `json:"lo"`         // of the difference
	Hi         *float64 `json:"hi"`
	Level      float64  `json:"level"` // of lo..hi; 1 when exact
	Ratio      *float64 `json:"ratio"` // after ÷ before
	Method     string   `json:"method"`
	Pairing    string   `json:"pairing"` // exact, paired, unpaired
	Verdict    string   `json:"verdict"`
	Why        string   `json:"why"`
}

// Verdicts of a figure that is held against what it was.
const (
	Moved     = "changed"
	Same      = "same"
	Noise     = "~"         // the interval of the difference holds 0, or there is none
	Tolerated = "tolerated" // changed by no more than the tolerance
	Appeared  = "added"     // only after has it
	Vanished  = "removed"   // only before has it
)

// rounded is how far two figures of 12 digits may differ that are the same.
const rounded = 1e-11

func (f *DiffFigure) oneSided(m *Metric, verdict string) {
	v, statistic := centreOf(m)
	if v == nil {
		return
	}
	f.Unit, f.Statistic, f.Method, f.Verdict, f.Level = m.Unit, statistic, m.Method, verdict, 1
	f.Pairing, f.Why = "unpaired", "only one side has this figure"
	if verdict == Appeared {
		f.After = v
	} else {
		f.Before = v
	}
}

// centreOf is the mean of a figure, or its median where it has none.
func centreOf(m *Metric) (v *float64, statistic string) {
	if m.Mean == nil && m.P50 != nil {
		return m.P50, "p50"
	}
	return m.Mean, "mean"
}

// hold compares a figure with what it was. A figure without any value on either side is
// left without a statistic.
func (f *DiffFigure) hold(m, n *Metric, paired bool, tolerance float64) {
	a, statistic := centreOf(m)
	b, of := centreOf(n)
	if a == nil && b == nil {
		return
	}
	if statistic != of && m.Mean == nil && n.P50 != nil { // the median is what both may have
		statistic, b = "p50", n.P50
	} else if statistic != of && n.Mean == nil && m.P50 != nil {
		statistic, a = "p50", m.P50
	}
	f.Unit, f.Statistic, f.Before, f.After, f.Method, f.Level = n.Unit, statistic, a, b, worse(m, n), level
	if m.Unit != n.Unit {
		f.Verdict, f.Pairing, f.Level, f.Why = Moved, "unpaired", 1, "measured in "+m.Unit+" before"
		return
	}
	if a != nil && b != nil {
		f.Difference = ptr(*b - *a)
		if *a != 0 {
			f.Ratio = ptr(*b / *a)
		}
	}
	switch {
	case settled(m) && settled(n):
		f.exact(m, n)
	case a == nil || b == nil || f.Statistic == "p50":
		f.medians(m, n, paired)
	case !paired || !f.paired(m, n):
		f.unpaired(m, n)
	}
	if f.Verdict == Moved && f.Ratio != nil && math.Abs(*f.Difference) <= float64(tolerance*math.Abs(*f.Before))*(1+1e-6) { // amounts are rounded to a millionth
		f.Verdict = Tolerated
	}
}

// settled reports whether a figure has no sampling error.
func settled(m *Metric) bool { return m.Method != model.MonteCarlo.String() }

func (f *DiffFigure) exact(m, n *Metric) {
	f.Level, f.Pairing, f.Why = 1, "exact", "no sampling error"
	if f.Difference == nil { // beyond what is known is a value, not known is none
		for _, side := range []*Metric{m, n} {
			if strings.HasPrefix(side.Why, "not known") {
				f.Verdict, f.Why = Noise, side.Why
				return
			}
		}
	}
	f.Lo, f.Hi = f.Difference, f.Difference
	f.Verdict = Moved
	if f.close() {
		f.Verdict = Same
	}
}

// close reports whether both values agree in the digits that figures carry.
func (f *DiffFigure) close() bool {
	if f.Before == nil || f.After == nil {
		return f.Before == f.After
	}
	return math.Abs(*f.After-*f.Before) <= rounded*max(math.Abs(*f.Before), math.Abs(*f.After))
}

// paired holds means against each other by Student's interval of the differences of each
// trial, false where the trials do not make the means.
func (f *DiffFigure) paired(m, n *Metric) bool {
	x, y := m.trialed().mean, n.trialed().mean
	if x == nil || y == nil || !finite(x) || !finite(y) {
		return false
	}
	x, y = aligned(x, y)
	d, most := make(column, len(x)), 0.0
	for t := range x {
		d[t] = y[t] - x[t]
		most = max(most, math.Abs(x[t]), math.Abs(y[t]))
	}
	f.Pairing = "paired"
	size := func(v float64) bool { return math.Abs(v) > rounded*most }
	moved := count(d, size)
	switch {
	case most == 0 && !settled(m) && !settled(n):
		f.Verdict, f.Why = Noise, "nothing seen in any trial of either side"
	case moved == 0:
		f.Verdict, f.Why = Same, "the same in every trial"
		f.Lo, f.Hi = f.Difference, f.Difference
	case constant(d):
		f.Verdict, f.Why = Moved, "the same difference in every trial"
		f.Lo, f.Hi = f.Difference, f.Difference
	case moved < fewNonzero && 2*moved < len(d) || dominatedBy(d):
		f.Verdict, f.Why = Noise, "a few trials make most of the difference: no interval"
	default:
		_, _, h := meanInterval(d, level)
		f.between(*f.Difference-h, *f.Difference+h)
		f.Why = "differences of the same trials"
	}
	return true
}

func count(v column, is func(float64) bool) (n int) {
	for _, x := range v {
		if is(x) {
			n++
		}
	}
	return n
}

// dominatedBy reports that a few trials make most of differences of either sign.
func dominatedBy(d column) bool {
	size := make(column, len(d))
	for i, x := range d {
		size[i] = math.Abs(x)
	}
	return dominated(size)
}

// between judges the difference by its interval.
func (f *DiffFigure) between(lo, hi float64) {
	f.Lo, f.Hi, f.Verdict = ptr(lo), ptr(hi), Noise
	if lo > 0 || hi < 0 {
		f.Verdict = Moved
	}
}

// unpaired holds means against each other by the bounds of each,
//
//	lo = D − √((a_hi − a)² + (b − b_lo)²),  hi = D + √((a − a_lo)² + (b_hi − b)²)
//
// which holds at their level where the two are independent, and more where they move
// together (Zou & Donner 2008, the method of variance estimates recovery).
func (f *DiffFigure) unpaired(m, n *Metric) {
	f.Pairing = "unpaired"
	a, b := *f.Before, *f.After
	if alike(m, n) {
		f.Verdict, f.Why, f.Lo, f.Hi = Same, "the same trials say the same", ptr(0), ptr(0)
		return
	}
	alo, ahi, ok := boundsAt(m, a)
	blo, bhi, also := boundsAt(n, b)
	if !ok || !also {
		f.Verdict, f.Why = Noise, "no interval of one side is known"
		return
	}
	d := b - a
	f.between(d-joined(ahi-a, b-blo), d+joined(a-alo, bhi-b))
	f.Why = "from the intervals of both sides"
}

// joined is √(a² + b²), the same on every processor.
func joined(a, b float64) float64 { return math.Sqrt(float64(a*a) + float64(b*b)) }

// alike reports whether two summaries of trials agree in all digits, and saw something.
func alike(m, n *Metric) bool {
	eq := func(p, q *float64) bool { return p == nil && q == nil || p != nil && q != nil && *p == *q }
	return eq(m.Mean, n.Mean) && eq(m.Lo, n.Lo) && eq(m.Hi, n.Hi) && eq(m.SD, n.SD) && eq(m.P50, n.P50) && eq(m.P99, n.P99) &&
		m.Mean != nil && *m.Mean != 0
}

func boundsAt(m *Metric, v float64) (lo, hi float64, ok bool) {
	if settled(m) {
		return v, v, true
	}
	if m.Lo == nil || m.Hi == nil {
		return 0, 0, false
	}
	return *m.Lo, *m.Hi, true
}

// medians holds the medians of trials against each other, of which one may lie beyond
// what is known. Each has the interval of its order statistics at a level at which both
// hold together; it is the same whether the trials are paired or not.
func (f *DiffFigure) medians(m, n *Metric, paired bool) {
	f.Pairing = "unpaired"
	x, y := m.trialed().trials, n.trialed().trials
	if !paired || x == nil || y == nil {
		if alike := f.close(); alike && f.Before != nil {
			f.Verdict, f.Why = Same, "the same median"
			return
		}
		f.Verdict, f.Why = Noise, "no interval of a median is known"
		return
	}
	if x, y := aligned(x, y); same(x, y) {
		f.Verdict, f.Pairing, f.Why = Same, "paired", "the same in every trial"
		return
	}
	var a, b stated
	a.method, b.method = model.MonteCarlo.String(), model.MonteCarlo.String()
	both := 1 - (1-level)/2
	a.quantile(x, 0.5, both)
	b.quantile(y, 0.5, both)
	f.Why = "each median by its order statistics"
	f.between(b.lo-a.hi, b.hi-a.lo)
}

func same(x, y column) bool {
	for t := range x {
		if x[t] != y[t] && !(math.IsNaN(x[t]) && math.IsNaN(y[t])) {
			return false
		}
	}
	return true
}
