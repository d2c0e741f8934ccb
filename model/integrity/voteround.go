package integrity

// A round is how one round of a vote may end; its chances sum to 1.
type round struct{ right, wrong, open float64 }

// newRound compares n copies once. So many of them are fallible: wrong with chance e, of
// which checksums catch a share; a wrong one that is not caught has the result of the
// first of these with chance s and else one of its own. The round ends with the result
// that so many agree on first. All are sums of positive terms, so tails keep their digits:
//
//	P(lost) Bin(fallible, e),  P(unseen | lost) Bin(lost, 1−checked),
//	P(alike | unseen) 1 + Bin(unseen−1, s),  right ones n − lost
//
// All n of n: right (1−e)^n and wrong e^n·s^{n−1}. More than half of n, s = 1: wrong as an
// upper tail of the binomial law (von Neumann 1956). Relative error below 1e-13 for n ≤ 100
// (vote_test.go). O(n³) where agree ≤ n/2, else O(n²).
func newRound(n, fallible, agree int, e, s, checked float64) round {
	var r round
	for lost, p := range binomial(fallible, e) {
		right := n - lost
		if p == 0 {
			continue
		}
		if right >= agree && 2*agree > n {
			r.right += p
			continue
		}
		for unseen, q := range binomial(lost, 1-checked) {
			if q > 0 {
				w := float64(p * q)
				x := compare(right, unseen, agree, s)
				r.right += float64(w * x.right)
				r.wrong += float64(w * x.wrong)
				r.open += float64(w * x.open)
			}
		}
	}
	return r
}

// compare is a round with so many right and so many unseen wrong copies.
func compare(right, unseen, agree int, s float64) round {
	if agree == 1 { // the first that comes
		if right+unseen == 0 {
			return round{open: 1}
		}
		all := float64(right + unseen)
		return round{right: float64(right) / all, wrong: float64(unseen) / all}
	}
	var r round
	put := func(p float64, alike int) {
		switch {
		case right < agree && alike < agree:
			r.open += p
		case alike < agree:
			r.right += p
		default:
			first := 0.0 // chance that the right ones come first
			for k, q := range drawn(right+alike, right, min(2*agree-1, right+alike)) {
				if k >= agree {
					first += q
				}
			}
			r.right += float64(p * first)
			r.wrong += float64(p * (1 - first))
		}
	}
	if unseen == 0 {
		put(1, 0)
		return r
	}
	for k, p := range binomial(unseen-1, s) {
		put(p, 1+k)
	}
	return r
}

// binomial returns the law of the number of successes of n; C(n,k)·p^k·(1−p)^{n−k} by
// multiplication, since logarithms lose digits in the tails. n is at most 1,000 or so.
func binomial(n int, p float64) []float64 {
	law := make([]float64, n+1)
	up, c := 1.0, 1.0
	for k := range law {
		law[k] = float64(c * up)
		up *= p
		c = float64(c*float64(n-k)) / float64(k+1)
	}
	down := 1.0
	for k := n; k >= 0; k-- {
		law[k] = float64(law[k] * down)
		down *= 1 - p
	}
	return law
}

// drawn returns the law of the number of marked ones among n drawn of all (hypergeometric).
func drawn(all, marked, n int) []float64 {
	law := make([]float64, n+1)
	law[0] = 1
	for i := range n { // the next is marked with the share that is left of them
		for k := min(i, marked); k >= 0; k-- {
			p := float64(marked-k) / float64(all-i)
			x := law[k]
			if p > 0 {
				law[k+1] += float64(x * p)
			}
			law[k] = float64(x * max(0, 1-p))
		}
	}
	return law
}
