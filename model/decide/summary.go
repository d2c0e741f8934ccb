package decide

import (
	"math"
	"slices"
	"strconv"

	"github.com/capplan/capplan/model"
)

// level is the coverage of the interval lo..hi of a mean.
const level = 0.95

// fewNonzero is the number of trials with anything in them below which the
// interval of a mean is not known: its law is too skewed for Student's t.
const fewNonzero = 30

// round12 rounds to 12 significant digits, what exact and numerical figures carry.
func round12(x float64) float64 { return toDigits(x, 12) }

// round9 keeps nine digits: of what is searched for by steps, whose last digits differ
// between processors.
func round9(x float64) float64 { return toDigits(x, 9) }

func toDigits(x float64, digits int) float64 {
	y, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'e', digits-1, 64), 64)
	return y
}

// ptr returns nil for what JSON cannot say.
func ptr(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

// meanSD returns mean and standard deviation, summed in index order.
func meanSD(v []float64) (mean, sd float64) {
	for _, x := range v {
		mean += x
	}
	mean = float64(mean / float64(len(v)))
	var ss float64
	for _, x := range v {
		ss += float64((x - mean) * (x - mean))
	}
	if len(v) > 1 {
		sd = math.Sqrt(ss / float64(len(v)-1))
	}
	return mean, sd
}

// halfWidth returns Student's half width of the mean's interval.
func halfWidth(sd float64, n int) float64 {
	if n < 2 {
		return math.Inf(1)
	}
	return float64(student(level, float64(n))*sd) / math.Sqrt(float64(n))
}

// meanInterval returns the mean of values, their standard deviation and the half width of
// the mean's interval. Where their law is skewed Student's interval holds too seldom, 92 %
// of the time where one history in twenty has an outage; to second order it is so wide
// with z for Student's quantile, γ the skewness and κ the excess kurtosis of the values:
//
//	h = z·s/√n · (1 + (γ²(z⁴+2z²−3)/18 − κ(z²−3)/12)/n)
//
// Hall 1992, The Bootstrap and Edgeworth Expansion, 2.6. Held by TestCoverage.
func meanInterval(v []float64, level float64) (mean, sd, h float64) {
	mean, sd = meanSD(v)
	n := float64(len(v))
	z := student(level, n)
	h = float64(z*sd) / math.Sqrt(n)
	if n >= 4 && sd > 0 {
		var cubes, fourths float64
		for _, x := range v {
			d := (x - mean) / sd
			d2 := float64(d * d)
			cubes += float64(d2 * d)
			fourths += float64(d2 * d2)
		}
		h += float64(h*max(0, wider(z, cubes/n, fourths/n-3))) / n
	}
	return mean, sd, h
}

// wider is n times the part by which Student's interval of a skewed law is too narrow.
func wider(z, skew, excess float64) float64 {
	z2 := float64(z * z)
	return float64(float64(skew*skew)*(float64(z2*z2)+float64(2*z2)-3))/18 - float64(excess*(z2-3))/12
}

// constant reports that all values agree in the 12 digits that exact figures carry.
func constant(v []float64) bool {
	for _, x := range v {
		if x != v[0] && !(math.Abs(x-v[0]) <= 1e-12*math.Abs(v[0])) {
			return false
		}
	}
	return true
}

// order returns the p-quantile of sorted values: the smallest that at least a
// share p of the trials do not exceed.
func order(sorted []float64, p float64) float64 {
	return sorted[max(0, int(math.Ceil(p*float64(len(sorted))))-1)]
}

// arrange puts what order reads at some shares, which rise, where a sort would, by
// quicksort on the parts that hold them (Hoare 1961): a third of the time of a sort.
func arrange(v []float64, shares []float64) {
	if len(v) < 64 || slices.ContainsFunc(v, math.IsNaN) {
		slices.Sort(v)
		return
	}
	at := make([]int, len(shares))
	for i, p := range shares {
		at[i] = max(0, int(math.Ceil(p*float64(len(v))))-1)
	}
	arrangeAt(v, 0, at)
}

// arrangeAt puts the values of these places of a whole, of which v begins at from.
func arrangeAt(v []float64, from int, at []int) {
	for len(at) > 0 && len(v) > 16 {
		mid := v[len(v)/2]
		mid = max(min(v[0], mid), min(max(v[0], mid), v[len(v)-1])) // the median of three
		i, j := 0, len(v)-1
		for i <= j {
			for v[i] < mid {
				i++
			}
			for v[j] > mid {
				j--
			}
			if i <= j {
				v[i], v[j] = v[j], v[i]
				i, j = i+1, j-1
			}
		}
		// v[..j] ≤ mid ≤ v[i..], and what is between is mid
		lo, _ := slices.BinarySearch(at, from+j+1)
		hi, _ := slices.BinarySearch(at, from+i)
		arrangeAt(v[:j+1], from, at[:lo])
		v, from, at = v[i:], from+i, at[hi:]
	}
	if len(at) > 0 {
		slices.Sort(v)
	}
}

// percentiles fills the percentiles and the spread of a metric from its trials.
func percentiles(m *Metric, v []float64) {
	_, sd := meanSD(v)
	s := slices.Clone(v)
	arrange(s, []float64{.01, .05, .1, .5, .9, .95, .99})
	m.SD = ptr(sd)
	for _, q := range []struct {
		to **float64
		p  float64
	}{{&m.P1, .01}, {&m.P5, .05}, {&m.P10, .1}, {&m.P50, .5}, {&m.P90, .9}, {&m.P95, .95}, {&m.P99, .99}} {
		*q.to = ptr(order(s, q.p))
	}
}

// computed summarises a figure that is a closed form of each trial's draws.
func computed(unit string, v []float64, why string) Metric {
	m := Metric{Unit: unit, Level: level, Method: model.MonteCarlo.String(), PercentileMethod: "draws", of: &trialed{trials: v, mean: v}}
	if constant(v) {
		x := round12(v[0])
		m.Method, m.Why = model.Exact.String(), why
		m.Mean, m.Lo, m.Hi, m.P1, m.P5, m.P10, m.P50, m.P90, m.P95, m.P99 = ptr(x), ptr(x), ptr(x), ptr(x), ptr(x), ptr(x), ptr(x), ptr(x), ptr(x), ptr(x)
		m.SD = ptr(0)
		return m
	}
	mean, _, h := meanInterval(v, level)
	m.Mean, m.Lo, m.Hi = ptr(mean), ptr(mean-h), ptr(mean+h)
	m.Why = why + ", exact at each draw"
	percentiles(&m, v)
	return m
}

// sampled summarises a figure of the histories.
func sampled(unit string, v []float64) Metric {
	m := Metric{Unit: unit, Level: level, Method: model.MonteCarlo.String(), PercentileMethod: "histories", of: &trialed{trials: v, mean: v, tells: telling}}
	mean, _, h := meanInterval(v, level)
	m.Mean, m.Lo, m.Hi = ptr(mean), ptr(mean-h), ptr(mean+h)
	percentiles(&m, v)
	switch n := nonzero(v); {
	case n == 0:
		m.Lo, m.Hi = ptr(0), nil
		m.Why = "never seen in " + strconv.Itoa(len(v)) + " histories"
	case n < fewNonzero && 2*n < len(v):
		m.Lo, m.Hi = nil, nil
		m.Why = "seen in only " + strconv.Itoa(n) + " of " + strconv.Itoa(len(v)) + " histories: no interval"
	case dominated(v):
		m.Lo, m.Hi = nil, nil
		m.Why = "mean of " + strconv.Itoa(len(v)) + " histories, a few of which make most of it: no interval"
	default:
		m.Why = "mean of " + strconv.Itoa(len(v)) + " histories"
	}
	m.of.said = m.Why
	return m
}

func nonzero(v []float64) (n int) {
	for _, x := range v {
		if x != 0 {
			n++
		}
	}
	return n
}

// proportion summarises a probability estimated from hits in n independent trials
// by the Clopper–Pearson interval (Clopper & Pearson 1934).
func proportion(hits, n float64, why string) Metric {
	m := Metric{Unit: "1", Level: level, Method: model.MonteCarlo.String(), Why: why, of: &trialed{share: true, hits: hits, n: n}}
	lo, hi := clopperPearson(hits, n, level)
	m.Mean, m.Lo, m.Hi = ptr(hits/n), ptr(lo), ptr(hi)
	return m
}

// ratio summarises Σa/Σb over trials, with the interval of the delta method.
func ratio(unit string, a, b []float64, scale float64) Metric {
	m := Metric{Unit: unit, Level: level, Method: model.MonteCarlo.String(), of: &trialed{num: a, den: b, scale: scale}}
	ma, _ := meanSD(a)
	mb, _ := meanSD(b)
	if mb == 0 {
		m.Why = "nothing happened in " + strconv.Itoa(len(a)) + " histories"
		return m
	}
	r := ma / mb
	rest := make([]float64, len(a))
	for i := range a {
		rest[i] = a[i] - float64(r*b[i])
	}
	_, sd := meanSD(rest)
	h := halfWidth(sd, len(a)) / mb
	m.Mean = ptr(r * scale)
	if nonzero(b) >= fewNonzero {
		m.Lo, m.Hi = ptr((r-h)*scale), ptr((r+h)*scale)
		n := float64(len(a))
		m.of.n, m.of.se = n, sd/math.Sqrt(n)/mb*scale
	}
	m.Why = "ratio of sums over " + strconv.Itoa(len(a)) + " histories"
	return m
}

// known replaces a sampled mean by one that an exact method gives at each draw.
func known(m *Metric, v []float64, method model.Method, why string) {
	m.of = &trialed{trials: m.trialed().trials, mean: v, tells: notDominated}
	if constant(v) {
		x := round12(v[0])
		m.Mean, m.Lo, m.Hi, m.Method, m.Why = ptr(x), ptr(x), ptr(x), method.String(), why
		return
	}
	mean, _, h := meanInterval(v, level)
	m.Mean, m.Lo, m.Hi, m.Level = ptr(mean), ptr(mean-h), ptr(mean+h), level
	m.Method, m.Why = model.MonteCarlo.String(), why+", "+method.String()+" at each draw"
	if dominated(v) {
		m.Lo, m.Hi = nil, nil
		m.Why += fewDraws
	}
}

// Why a mean has no interval.
const (
	fewDraws   = "; a few draws make most of it: no interval"
	fewMissing = "; a few trials make most of what is missing: no interval"
	tooLittle  = "; too little is missing for an interval"
)

// dominated reports that five trials or fewer make half of the sum of what is never
// negative: Student's t does not hold for so skewed a law.
func dominated(v []float64) bool {
	if len(v) < 20 {
		return false
	}
	var sum float64
	top := make([]float64, 0, 6)
	for _, x := range v {
		if x < 0 {
			return false
		}
		if sum += x; len(top) == 5 && x <= top[0] {
			continue
		}
		i, _ := slices.BinarySearch(top, x)
		if top = slices.Insert(top, i, x); len(top) > 5 {
			top = top[1:]
		}
	}
	var most float64
	for _, x := range top {
		most += x
	}
	return sum > 0 && 2*most > sum
}

// cut is within for a figure of which a value at an end stands for all that lies beyond.
func (m Metric) cut(least, most float64) Metric {
	m = m.within(least, most)
	if m.of != nil {
		m.of.clipped = true
	}
	return m
}

// within keeps an interval to what is possible.
func (m Metric) within(least, most float64) Metric {
	if m.of != nil {
		m.of.within = &[2]float64{least, most}
	}
	if m.Lo != nil {
		m.Lo = ptr(max(*m.Lo, least))
	}
	if m.Hi != nil {
		m.Hi = ptr(min(*m.Hi, most))
	}
	return m
}
