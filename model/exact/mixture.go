package exact

// A mixture is the law of how many units are up, P(X = k) and the tails.
type mixture struct {
	p              []float64
	below, atLeast []float64 // P(X < m), P(X ≥ m)
}

func (m *mixture) sums() {
	n := len(m.p)
	m.below, m.atLeast = make([]float64, n+1), make([]float64, n+1)
	for k := range n {
		m.below[k+1] = m.below[k] + m.p[k]
		m.atLeast[n-1-k] = m.atLeast[n-k] + m.p[n-1-k]
	}
}

// hyper adds weight times the law of how many of r units, of N of which w work, work:
//
//	P(X = j) = C(w,j) C(N−w,r−j) / C(N,r)
//
// by the ratio of neighbours from the most likely j on.
func hyper(to []float64, weight float64, n, w, r int) {
	lo, hi := max(0, r-(n-w)), min(r, w)
	mode := min(max((r+1)*(w+1)/(n+2), lo), hi)
	q := float64(r) / float64(n)
	top := weight
	if lo < hi {
		top *= binomial(w, mode, q, 1-q) * binomial(n-w, r-mode, q, 1-q) / binomial(n, r, q, 1-q)
	}
	to[mode] += top
	for x, j := top, mode; j < hi && x > 1e-60; j++ {
		x *= float64(w-j) * float64(r-j) / (float64(j+1) * float64(n-w-r+j+1))
		to[j+1] += x
	}
	for x, j := top, mode; j > lo && x > 1e-60; j-- {
		x *= float64(j) * float64(n-w-r+j) / (float64(w-j+1) * float64(r-j+1))
		to[j-1] += x
	}
}

// mix returns the law of how many units of a tied pool are up among r that can be
// reached, given that so many work; −1: whatever the tie says.
func (p *pool) mix(r int) *mixture {
	id := [2]int{p.fixed, r}
	if m, ok := p.mixes[id]; ok {
		return m
	}
	m := &mixture{p: make([]float64, r+1)}
	if p.fixed >= 0 {
		hyper(m.p, 1, p.Count, p.fixed, r)
	} else {
		for i, k := range p.own.states {
			hyper(m.p, p.own.p[i], p.Count, k[0], r)
		}
	}
	m.sums()
	p.mixes[id] = m
	return m
}

// falls returns the chance that fewer than m of n reachable units are up.
func (p *pool) falls(n, m int) float64 {
	switch {
	case p.own == nil:
		return short(n, m, p.q)
	case m <= 0:
		return 0
	case m > n:
		return 1
	}
	return p.mix(n).below[m]
}

// atLeast returns the chance that at least m of n reachable units are up.
func (p *pool) atLeast(n, m int) float64 {
	switch {
	case p.own == nil:
		return p.unit.atLeast(n, m)
	case m <= 0:
		return 1
	case m > n:
		return 0
	}
	return p.mix(n).atLeast[m]
}

// given returns the law when exactly w of a tied pool's units work.
func (p *pool) given(w, r int) *mixture {
	was := p.fixed
	p.fixed = w
	m := p.mix(r)
	p.fixed = was
	return m
}

// drops returns how much one flow adds to the mean of a function that grows as fewer
// are up, with n reachable. One unit that fails is reachable with the chance j/w.
func (p *pool) drops(from, to, n int, loss func(int) float64) float64 {
	a := p.given(from, n)
	var s float64
	if to == from-1 {
		for j := 1; j < len(a.p); j++ {
			if a.p[j] > 0 {
				s += a.p[j] * float64(j) / float64(from) * (loss(j-1) - loss(j))
			}
		}
		return s
	}
	b := p.given(to, n)
	for j := range a.p {
		s += (b.p[j] - a.p[j]) * loss(j)
	}
	return max(s, 0)
}

// tiedLeaves returns how often per hour fewer than m of n reachable units become up.
func (p *pool) tiedLeaves(n, m int) float64 {
	var s float64
	if m <= 0 || m > n {
		return 0
	}
	for _, f := range p.own.flows {
		w, to := f.from[0], f.to[0]
		if to == w-1 {
			s += f.rate * p.given(w, n).p[m] * float64(m) / float64(w)
		} else {
			s += f.rate * max(p.given(to, n).below[m]-p.given(w, n).below[m], 0)
		}
	}
	return s
}
