package rare

import "math"

// What the value of a state takes from each pool alone, with the crews of its own: h,
// the chance that the pool lacks what it needs before it is whole.

// maxAlone bounds the states of a pool alone.
const maxAlone = 1 << 16

// prepare computes h by failed units, for repairs that take as long as they do on
// average, and where they have several stages and the states are few, by units in each
// stage. With m failed units
//
//	h(m) (f+s+r) = f h(m+1) + s h(m') + r h(m−1),  h(0) = 0, h(fatal) = 1
//
// f what fails, s shocks, m' where they lead, r what returns. It is solved from above,
// where every term is positive: h(m) = α_m + β_m h(m−1).
func (p *pool) prepare(c *chain) {
	p.last = make([]float64, p.units+1) // harmonic numbers ÷ n
	for n, h := 1, 0.0; n <= p.units; n++ {
		h += 1 / float64(n)
		p.last[n] = h / float64(n)
	}
	p.lends = true
	for i := range c.pools {
		if q := &c.pools[i]; q != p && p.crew >= 0 && q.crew == p.crew {
			p.lends = false
		}
	}
	k := p.fatal
	if k > p.units {
		return
	}
	a, b, gone := make([]float64, k+1), make([]float64, k+1), make([]float64, k+1) // gone = 1 − b
	a[k], gone[k] = 1, 1
	for m := k - 1; m > 0; m-- {
		sa, sgone := a[m+1], gone[m+1]
		if p.shock[m] > 0 {
			to := min(k, m+p.struck[m])
			sb := b[to]
			sa, sgone = a[to], gone[to]
			for j := to - 1; j > m; j-- {
				sa, sgone, sb = sa+float64(sb*a[j]), sgone+float64(sb*gone[j]), sb*b[j]
			}
		}
		r := p.returning(c, m)
		stays := float64(p.fail[m]*gone[m+1]) + float64(p.shock[m]*sgone)
		a[m] = (float64(p.fail[m]*a[m+1]) + float64(p.shock[m]*sa)) / (stays + r)
		b[m], gone[m] = r/(stays+r), stays/(stays+r)
	}
	p.mean, p.detour = make([]float64, k+1), make([]float64, k+1)
	p.mean[k], p.detour[k] = 1, 1
	for m := 1; m < k; m++ {
		p.mean[m] = a[m] + float64(b[m]*p.mean[m-1])
	}
	path := 1.0
	for m := k - 1; m > 0; m-- {
		g := p.fail[m] + p.shock[m]
		path *= g / (g + p.returning(c, m))
		p.detour[m] = p.mean[m] / path
	}
	p.first = float64(p.fail[0]*p.mean[1]) + float64(p.shock[0]*p.mean[min(p.struck[0], k)])
	p.tabulate(c)
}

// returning returns the rate at which units of a pool return, m of which have failed,
// to its own crews.
func (p *pool) returning(c *chain, m int) float64 {
	return float64(p.served(c, m)) / p.repair.mean
}

// served returns how many of m units are in repair, at full pace, with the crews to
// themselves.
func (p *pool) served(c *chain, m int) int {
	if p.crew >= 0 {
		return min(m, c.crews[p.crew].Count)
	}
	return m
}

// An alone is h by units in each stage, and those that wait: state x has the index
// Σ x_k fatal^k. Of units that wait though a crew of the pool alone would be free it is
// the mean over the stages in which they would be.
type alone struct {
	base   int
	stages int
	h      []float64
}

func (a *alone) index(serving []int, waiting int) int {
	i := waiting
	for _, n := range serving {
		i = i*a.base + n
	}
	return i
}

// tabulate solves the states of a pool alone by Gauss–Seidel sweeps from above until the
// relative change is below a thousandth: more is not needed for odds.
func (p *pool) tabulate(c *chain) {
	k := len(p.repair.rate)
	size := math.Pow(float64(p.fatal), float64(k+1))
	if k == 1 || p.fatal < 2 || size > maxAlone {
		return
	}
	a := &alone{base: p.fatal, stages: k, h: make([]float64, int(size))}
	states := a.list(p.fatal)
	for range 200 {
		change := 0.0
		for _, x := range states {
			i := a.index(x[1:], x[0])
			old := a.h[i]
			if a.h[i] = a.solve(c, p, x); a.h[i] > 0 {
				change = math.Max(change, math.Abs(a.h[i]-old)/a.h[i])
			}
		}
		if change < 1e-3 {
			break
		}
	}
	p.table = a
}

// list lists the states with 1..fatal−1 failed units, most first: those that wait, then
// those in each stage.
func (a *alone) list(fatal int) [][]int {
	var list [][]int
	var fill func(x []int, at, left int)
	fill = func(x []int, at, left int) {
		if at == len(x)-1 {
			x[at] = left
			list = append(list, append([]int(nil), x...))
			return
		}
		for n := range left + 1 {
			x[at] = n
			fill(x, at+1, left-n)
		}
	}
	for m := fatal - 1; m > 0; m-- {
		fill(make([]int, a.stages+1), 0, m)
	}
	return list
}

// solve returns h of a state from that of its neighbours.
func (a *alone) solve(c *chain, p *pool, x []int) float64 {
	waiting, serving := x[0], x[1:]
	m, busy := waiting, 0
	for _, n := range serving {
		m, busy = m+n, busy+n
	}
	sharing := p.crew >= 0 && c.crews[p.crew].Sharing
	crews := p.served(c, p.units)
	if waiting > 0 && (sharing || busy < crews) {
		return a.begun(p, serving, waiting-1)
	}
	if busy > crews && !sharing {
		return 0 // never so
	}
	sum, total := 0.0, p.fail[m]+p.shock[m]
	if m+1 >= p.fatal {
		sum += p.fail[m]
	} else if sharing || busy < crews {
		sum += float64(p.fail[m] * a.begun(p, serving, waiting))
	} else {
		sum += float64(p.fail[m] * a.h[a.index(serving, waiting+1)])
	}
	if to := m + p.struck[m]; p.shock[m] > 0 {
		sum += float64(p.shock[m] * p.mean[min(to, p.fatal)])
	}
	pace := 1.0
	if sharing {
		pace = math.Min(1, float64(crews)/float64(busy))
	}
	for k, n := range serving {
		if n == 0 {
			continue
		}
		r := float64(float64(n) * p.repair.rate[k] * pace)
		total += r
		serving[k]--
		switch {
		case !p.repair.ends(k):
			serving[k+1]++
			sum += float64(r * a.h[a.index(serving, waiting)])
			serving[k+1]--
		case waiting > 0:
			sum += float64(r * a.begun(p, serving, waiting-1))
		default:
			sum += float64(r * a.h[a.index(serving, 0)])
		}
		serving[k]++
	}
	return sum / total
}

// begun returns the mean of h over the stages in which one more repair begins.
func (a *alone) begun(p *pool, serving []int, waiting int) float64 {
	h := 0.0
	for k, q := range p.repair.start {
		if q > 0 {
			serving[k]++
			h += float64(q * a.h[a.index(serving, waiting)])
			serving[k]--
		}
	}
	return h
}
