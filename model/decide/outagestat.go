package decide

import (
	"math"
	"slices"
	"sort"
	"strconv"

	"gonum.org/v1/gonum/mathext"

	"github.com/capplan/capplan/model"
)

// Statistics of a figure that each trial has any number of, as the length of an outage.
// Those of one trial share its draw and its history, so they are a cluster, and a share p
// of all of them is a ratio of sums over trials. With H_t of the N_t of trial t among
// those counted, N = Σ N_t,
//
//	p = Σ H_t ÷ N,  V = n/(n−1) · Σ (H_t − p·N_t)²,  n* = N²·p(1−p)/V · (t_N/t_n)²
//
// n* is how many independent ones would tell as much, and stands for N in the interval of
// Clopper and Pearson, and in that of order statistics (Korn & Graubard 1998; Woodruff
// 1952). Where fewer than 30 trials have any that is counted, or any that is not, V says
// little, and those of one trial are taken to be all alike: n* = N²/Σ N_t². It never is
// more than N.
type clusters [][]float64

// all returns what there is, and how many trials have any.
func (c clusters) all() (out []float64, some int) {
	for _, x := range c {
		out = append(out, x...)
		some += len(x[:min(1, len(x))])
	}
	return out, some
}

// share returns how many of all are counted, of how many, and n*.
func (c clusters) share(counts func(x float64) bool, level float64) (hits, all, effective float64) {
	h, n := make([]float64, len(c)), make([]float64, len(c))
	var squares, with, without, trials float64
	for t, list := range c {
		for _, x := range list {
			if n[t]++; counts(x) {
				h[t]++
			}
		}
		hits, all, squares = hits+h[t], all+n[t], squares+float64(n[t]*n[t])
		for k, yes := range []bool{h[t] > 0, h[t] < n[t], n[t] > 0} {
			if yes {
				*[]*float64{&with, &without, &trials}[k]++
			}
		}
	}
	if trials < 2 {
		return hits, all, 0
	}
	p, v := hits/all, 0.0
	for t := range h {
		v += square(h[t] - float64(p*n[t]))
	}
	effective = all
	if v *= trials / (trials - 1); v > 0 {
		effective = min(effective, all*hits*(1-p)/v)
	}
	if min(with, without) < fewNonzero {
		effective = min(effective, all*all/squares)
	}
	return hits, all, effective * square(student(level, all)/student(level, trials))
}

// clustered returns what an assertion speaks of, false where there is nothing.
func clustered(c clusters, scale float64, a *model.Assertion, level float64) (stated, bool) {
	x, some := c.all()
	if len(x) == 0 {
		return stated{}, false
	}
	s := stated{method: model.MonteCarlo.String(), why: strconv.Itoa(len(x)) + " outages of " + strconv.Itoa(some) + " histories"}
	switch a.Stat {
	case model.Quantile:
		slices.Sort(x)
		c.quantile(&s, x, a.Level, level)
	case model.SD:
		c.deviation(&s, x, some, level)
	case model.Probability:
		hits, n, eff := c.share(func(v float64) bool { return a.Within.Holds(float64(v*scale), a.Bound) }, level)
		s.value, s.lo, s.hi = hits/n, 0, 1
		if eff > 0 {
			s.lo, s.hi = clopperPearson(float64(s.value*eff), eff, level)
		}
		return s, true
	}
	s.value, s.lo, s.hi = float64(s.value*scale), float64(s.lo*scale), float64(s.hi*scale)
	return s, true
}

// quantile fills the p-quantile of sorted x, with the bounds of the order statistics of n*
// independent ones.
func (c clusters) quantile(s *stated, x []float64, p, level float64) {
	s.value, s.lo, s.hi = order(x, p), 0, math.Inf(1)
	_, _, eff := c.share(func(v float64) bool { return v <= s.value }, level)
	m := math.Floor(eff)
	if m < 1 {
		return
	}
	tail := (1 - level) / 2
	below := func(k int) float64 { // P(B < k), B ~ Binomial(m, p)
		switch {
		case k <= 0:
			return 0
		case float64(k) > m:
			return 1
		}
		return mathext.RegIncBeta(m-float64(k)+1, float64(k), 1-p)
	}
	each := float64(len(x)) / m
	if l := sort.Search(int(m), func(k int) bool { return below(k+1) > tail }); l >= 1 {
		s.lo = x[int(float64(float64(l-1)*each))]
	}
	if u := sort.Search(int(m)+1, func(k int) bool { return 1-below(k) <= tail }); u <= int(m) {
		s.hi = x[min(len(x), int(math.Ceil(float64(float64(u)*each))))-1]
	}
}

// deviation fills the standard deviation with the interval of the delta method over
// trials, se(s) = √(n/(n−1) · Σ_t (Σ_i ((x−m)² − s²))²)/(2sN); none where a few trials make
// most of it.
func (c clusters) deviation(s *stated, x []float64, some int, level float64) {
	mean, sd := meanSD(x)
	s.value, s.lo, s.hi = sd, 0, math.Inf(1)
	squares := make(column, 0, len(c))
	var sum float64
	for _, list := range c {
		var u, whole float64
		for _, v := range list {
			whole += square(v - mean)
			u += square(v-mean) - float64(sd*sd)
		}
		squares, sum = append(squares, whole), sum+float64(u*u)
	}
	if some < fewNonzero || sd == 0 || dominated(squares) {
		return
	}
	n := float64(some)
	h := float64(student(level, n)*math.Sqrt(float64(n/(n-1)*sum))) / (2 * sd * float64(len(x)))
	s.lo, s.hi = max(sd-h, 0), sd+h
}

// clusteredVersus holds such a statistic against a part of another fleet's, each by its own
// bounds, which hold together as either may miss half as often.
func clusteredVersus(m, n *Metric, a *model.Assertion, level float64) (s stated, limit float64, ok bool) {
	own := *a
	own.Of = ""
	x, there := statistic(m, &own, halfMiss(level))
	y, also := statistic(n, &own, halfMiss(level))
	if !there || !also || a.Stat == model.Probability { // no outage of one is that of another
		return s, 0, false
	}
	limit = float64(a.Factor * y.value)
	s = stated{value: x.value, method: x.method, why: x.why + "; each by its own bounds"}
	s.between(x, y, a.Factor, limit)
	return s, limit, true
}
