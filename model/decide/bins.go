package decide

import (
	"math"
	"slices"
	"sort"
)

// A bins is what is kept of one figure of any number of trials: integer counts in
// logarithmic bins, exact sums, and what is exactly the least, the greatest and 0. Those of
// parts merge to that of the whole, to the bit, in any order and grouping.
//
// A value's order number is that of its bits among all float64s; a bin holds 2^shift
// neighbours, so that its relative width is 2^(shift−52). The shift is the least with at
// most mostBins bins, but never makes bins wider than 2^−10, of which there may be more.
// More values need no smaller shift, so that it follows from the set of them alone
// (uniform collapse: Epicoco et al. 2020, IEEE Access 8). Up to mostBins different values
// are kept as they are.
type bins struct {
	n              int64
	nan, low, high int64 // NaN, −Inf, +Inf: in no bin and no sum
	zeros          int64
	least, most    float64 // of the finite values; +Inf, −Inf: there are none
	atLeast        int64   // how many are the least
	atMost         int64
	top            []float64 // the five largest, rising
	sum, squares   exactSum

	shift  uint
	keys   []int64 // order numbers >> shift, rising
	counts []int64
}

const (
	mostBins = 4096
	widest   = 42 // shift of bins of relative width 2^−10
	mostTop  = 5  // as many as dominated asks for
	mantissa = 52
)

func newBins() *bins { return &bins{least: math.Inf(1), most: math.Inf(-1)} }

// orderNumber rises with x; those of x and −x are opposite.
func orderNumber(x float64) int64 {
	i := int64(math.Float64bits(x))
	if i < 0 {
		return math.MinInt64 - i
	}
	return i
}

func atNumber(i int64) float64 {
	if i < 0 {
		i = math.MinInt64 - i
	}
	return math.Float64frombits(uint64(i))
}

// add adds the values of a column. It does not keep it.
func (l *bins) add(v column) {
	if len(v) == 0 {
		return
	}
	if !slices.ContainsFunc(v, func(x float64) bool { return x != v[0] }) {
		l.same(v[0], int64(len(v)))
		return
	}
	keys := make([]int64, 0, len(v))
	for _, x := range v {
		if l.ends(x, 1) {
			l.sum.add(x)
			l.squares.product(x, x)
			keys = append(keys, orderNumber(x)>>l.shift)
		}
	}
	slices.Sort(keys)
	counts := make([]int64, 0, len(keys))
	at := keys[:0]
	for _, k := range keys {
		if n := len(at); n > 0 && at[n-1] == k {
			counts[n-1]++
			continue
		}
		at, counts = append(at, k), append(counts, 1)
	}
	l.join(at, counts)
}

// same adds a value n times.
func (l *bins) same(x float64, n int64) {
	if !l.ends(x, n) {
		return
	}
	l.sum.product(x, float64(n))
	l.squares.times(x, x, float64(n))
	l.join([]int64{orderNumber(x) >> l.shift}, []int64{n})
}

// ends counts a value, n times, where it stands out; false where it is not finite.
func (l *bins) ends(x float64, n int64) bool {
	l.n += n
	switch {
	case math.IsNaN(x):
		l.nan += n
		return false
	case math.IsInf(x, 1):
		l.high += n
		return false
	case math.IsInf(x, -1):
		l.low += n
		return false
	case x == 0:
		x = 0 // and not −0
		l.zeros += n
	}
	l.extremes(x, n, x, n)
	for range min(n, mostTop) {
		l.rises(x)
	}
	return true
}

func (l *bins) extremes(least float64, atLeast int64, most float64, atMost int64) {
	if least < l.least {
		l.least, l.atLeast = least, 0
	}
	if least == l.least {
		l.atLeast += atLeast
	}
	if most > l.most {
		l.most, l.atMost = most, 0
	}
	if most == l.most {
		l.atMost += atMost
	}
}

func (l *bins) rises(x float64) {
	if len(l.top) == mostTop {
		if x <= l.top[0] {
			return
		}
		l.top = slices.Delete(l.top, 0, 1)
	}
	i, _ := slices.BinarySearch(l.top, x)
	l.top = slices.Insert(l.top, i, x)
}

// join adds bins of the same width.
func (l *bins) join(keys, counts []int64) {
	if len(keys) == 0 {
		return
	}
	k, c := make([]int64, 0, len(l.keys)+len(keys)), make([]int64, 0, len(l.keys)+len(keys))
	for i, j := 0, 0; i < len(l.keys) || j < len(keys); {
		switch {
		case j == len(keys) || i < len(l.keys) && l.keys[i] < keys[j]:
			k, c = append(k, l.keys[i]), append(c, l.counts[i])
			i++
		case i == len(l.keys) || keys[j] < l.keys[i]:
			k, c = append(k, keys[j]), append(c, counts[j])
			j++
		default:
			k, c = append(k, keys[j]), append(c, l.counts[i]+counts[j])
			i, j = i+1, j+1
		}
	}
	l.keys, l.counts = k, c
	for len(l.keys) > mostBins && l.shift < widest {
		l.widen(l.shift + 1)
	}
}

// widen joins bins to wider ones.
func (l *bins) widen(shift uint) {
	by, n := shift-l.shift, 0
	for i, k := range l.keys {
		if k >>= by; n > 0 && l.keys[n-1] == k {
			l.counts[n-1] += l.counts[i]
			continue
		}
		l.keys[n], l.counts[n] = k, l.counts[i]
		n++
	}
	l.shift, l.keys, l.counts = shift, l.keys[:n], l.counts[:n]
}

// merge adds the values of others, which may be changed.
func (l *bins) merge(m *bins) {
	l.n, l.nan, l.low, l.high, l.zeros = l.n+m.n, l.nan+m.nan, l.low+m.low, l.high+m.high, l.zeros+m.zeros
	l.extremes(m.least, m.atLeast, m.most, m.atMost)
	for _, x := range m.top {
		l.rises(x)
	}
	l.sum.merge(&m.sum)
	l.squares.merge(&m.squares)
	if m.shift > l.shift {
		l.widen(m.shift)
	} else if l.shift > m.shift {
		m.widen(l.shift)
	}
	l.join(m.keys, m.counts)
}

// finite reports that every value is a number.
func (l *bins) finite() bool { return l.nan+l.low+l.high == 0 }

// constant reports that all values agree in 12 digits, as [constant] does.
func (l *bins) constant() bool {
	if !l.finite() {
		return l.high == l.n || l.low == l.n
	}
	return l.least == l.most || l.most-l.least <= 1e-12*min(math.Abs(l.least), math.Abs(l.most))
}

func (l *bins) nonzero() int { return int(l.n - l.zeros) }

// dominated is [dominated] of the values.
func (l *bins) dominated() bool {
	if l.n < 20 || !(l.least >= 0) || !l.finite() {
		return false
	}
	var most float64
	for _, x := range l.top {
		most += x
	}
	sum, _ := l.sum.value().Float64()
	return sum > 0 && 2*most > sum
}

// telling is [telling] of the values.
func (l *bins) telling() bool {
	n := l.nonzero()
	return n > 0 && (n >= fewNonzero || 2*n >= int(l.n)) && !l.dominated()
}

// meanSD returns mean and standard deviation, rounded once.
func (l *bins) meanSD() (mean, sd float64) {
	n, sum := exactly64(float64(l.n)), l.sum.value()
	m := exactly64(0).Quo(sum, n)
	mean, _ = m.Float64()
	if l.n > 1 && l.least < l.most {
		ss := exactly64(0).Sub(l.squares.value(), m.Mul(m, sum))
		v, _ := ss.Quo(ss, exactly64(float64(l.n-1))).Float64()
		sd = math.Sqrt(max(0, v))
	}
	return mean, sd
}

// interval is [meanInterval] of the values, skewness and kurtosis by the bins.
func (l *bins) interval(level float64) (mean, sd, h float64) {
	mean, sd = l.meanSD()
	n := float64(l.n)
	z := student(level, n)
	h = float64(z*sd) / math.Sqrt(n)
	if n >= 4 && sd > 0 {
		var cubes, fourths float64
		for i, k := range l.keys {
			d := (l.middle(k) - mean) / sd
			d2, c := float64(d*d), float64(l.counts[i])
			cubes += float64(c * float64(d2*d))
			fourths += float64(c * float64(d2*d2))
		}
		h += float64(h*max(0, wider(z, cubes/n, fourths/n-3))) / n
	}
	return mean, sd, h
}

// middle stands for the values of a bin.
func (l *bins) middle(key int64) float64 {
	if key == 0 {
		return 0
	}
	return min(max(atNumber(key<<l.shift+(int64(1)<<l.shift-1)/2), l.least), l.most)
}

// edges are the least and the greatest value that a bin may hold.
func (l *bins) edges(key int64) (lo, hi float64) {
	if key == 0 {
		return 0, 0
	}
	return max(atNumber(key<<l.shift), l.least), min(atNumber(key<<l.shift+int64(1)<<l.shift-1), l.most)
}

// at returns the k-th smallest value, from 1, and the edges between which it lies. NaN
// counts as +Inf.
func (l *bins) at(k int64) (x, lo, hi float64) {
	switch {
	case k <= l.low:
		return math.Inf(-1), math.Inf(-1), math.Inf(-1)
	case k > l.n-l.high-l.nan:
		return math.Inf(1), math.Inf(1), math.Inf(1)
	case k-l.low <= l.atLeast:
		return l.least, l.least, l.least
	case k > l.n-l.high-l.nan-l.atMost:
		return l.most, l.most, l.most
	}
	k -= l.low
	for i, c := range l.counts {
		if k -= c; k <= 0 {
			lo, hi = l.edges(l.keys[i])
			return l.middle(l.keys[i]), lo, hi
		}
	}
	panic("decide: bins hold fewer values than were counted")
}

// order is [order] of the values.
func (l *bins) order(p float64) float64 {
	x, _, _ := l.at(max(1, int64(math.Ceil(p*float64(l.n)))))
	return x
}

// larger is how many values are surely larger than x, and how many may be.
func (l *bins) larger(x float64) (sure, may int64) {
	sure = l.high
	i := sort.Search(len(l.keys), func(i int) bool { _, hi := l.edges(l.keys[i]); return hi > x })
	for ; i < len(l.keys); i++ {
		if lo, _ := l.edges(l.keys[i]); lo > x {
			sure += l.counts[i]
		} else {
			may += l.counts[i]
		}
	}
	return sure, sure + may
}

// negative is how many values are less than 0.
func (l *bins) negative() int64 {
	n := l.low
	for i, k := range l.keys {
		if k < 0 {
			n += l.counts[i]
		}
	}
	return n
}

// error is how far a quantile may be off, as a part of it; 0: it is an order statistic.
func (l *bins) error() float64 {
	if l.shift == 0 {
		return 0
	}
	return math.Ldexp(1, int(l.shift)-mantissa-1)
}
