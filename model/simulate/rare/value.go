package rare

import (
	"math"

	"github.com/capplan/capplan/model/internal/portable"
)

// prepare computes what the value of a state takes from each pool alone: for m failed
// units, with the repairs of a crew of its own and as long as they take on average,
//
//	path[m]   = Π_{j=m}^{fatal−1} g_j/(g_j+r_j), g what fails, r what returns
//	detour[m] = h(m)/path[m], h the chance to be fatal before whole
//
// h solves h(m) (f+s+r) = f h(m+1) + s h(m') + r h(m−1) from above, where every term is
// positive: h(m) = α_m + β_m h(m−1). m' is where a shock leads.
func (p *pool) prepare(c *chain) {
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
	p.path, p.detour = make([]float64, k+1), make([]float64, k+1)
	p.path[k], p.detour[k] = 1, 1
	for m := k - 1; m > 0; m-- {
		g := p.fail[m] + p.shock[m]
		p.path[m] = p.path[m+1] * (g / (g + p.returning(c, m)))
	}
	h := 0.0
	for m := 1; m < k; m++ {
		h = a[m] + float64(b[m]*h)
		p.detour[m] = h / p.path[m]
	}
}

// returning returns the rate at which units of a pool return, m of which have failed,
// to its own crews.
func (p *pool) returning(c *chain, m int) float64 {
	if p.crew >= 0 {
		m = min(m, c.crews[p.crew].Count)
	}
	return float64(m) / p.repair.mean
}

// value returns about the chance that an outage begins before all is up again:
//
//	v(x) = min(1, Σ_i v_i(x)),  v_i = detour Π_j g_j/(g_j+r_j)
//
// over the failures j of pool i that are left, r_j what returns meanwhile: of the units
// in repair at the rates of the stages they are in, of those that join them at the mean
// rate, and where all wait, of the first that is served. A pool that is whole fails
// before all others are back in the time that their repairs take.
func (c *chain) value(x *state) float64 {
	switch {
	case x.out > 0:
		return 1
	case x.all == 0:
		return 0
	}
	sum, rest := 0.0, c.rest(x)
	for i := range c.pools {
		p := &c.pools[i]
		if p.fatal > p.units {
			continue
		}
		if m := x.failed[i]; m > 0 {
			sum += c.toward(x, i, m)
			continue
		}
		then, struck := 1.0, 1.0
		if p.fatal > 1 {
			then = c.toward(x, i, 1)
		}
		if to := p.struck[0]; to < p.fatal {
			struck = p.path[to] * p.detour[to]
		}
		first := float64(p.fail[0]*then) + float64(p.shock[0]*struck)
		sum += rest * first / (1 + float64((p.fail[0]+p.shock[0])*rest))
	}
	return math.Min(1, sum)
}

// toward returns v_i from m failed units on, all that have failed and the next one where
// none has.
func (c *chain) toward(x *state, i, m int) float64 {
	p := &c.pools[i]
	now, joins, pace := 0.0, m-x.failed[i], 1.0
	for k, left := range p.repair.left {
		if n := x.serving[p.at+k]; n > 0 {
			now += float64(n) / left
		}
	}
	idle := p.units
	sharing := false
	if p.crew >= 0 {
		crew := &c.crews[p.crew]
		if sharing = crew.Sharing; !sharing {
			idle = crew.Count - x.busy[p.crew]
			if now == 0 && idle == 0 {
				now = c.firstServed(x, i)
			}
		}
	}
	v := p.detour[m]
	for j := m; j < p.fatal; j++ {
		if sharing {
			crew := &c.crews[p.crew]
			pace = math.Min(1, float64(crew.Count)/float64(max(1, x.busy[p.crew]+joins)))
		}
		r := float64(pace * (now + float64(min(joins, idle))/p.repair.mean))
		g := p.fail[j] + p.shock[j]
		v *= g / (g + r)
		joins++
	}
	return v
}

// firstServed returns the rate at which the first of a pool's units returns that wait
// or would have to.
func (c *chain) firstServed(x *state, i int) float64 {
	p := &c.pools[i]
	rate := 0.0
	for j := range c.pools {
		if q := &c.pools[j]; q.crew == p.crew {
			for k, left := range q.repair.left {
				if n := x.serving[q.at+k]; n > 0 {
					rate += float64(n) / left
				}
			}
		}
	}
	ahead := 1
	for _, q := range x.waiting(p.crew) {
		if q == i {
			break
		}
		ahead++
	}
	return 1 / (float64(ahead)/rate + p.repair.mean)
}

// rest returns about how long it takes until all is up if nothing fails.
func (c *chain) rest(x *state) float64 {
	longest := 0.0
	for k := range c.crews {
		work := 0.0
		for i := range c.pools {
			if p := &c.pools[i]; p.crew == k {
				work += p.work(x)
			}
		}
		for _, i := range x.waiting(k) {
			work += c.pools[i].repair.mean
		}
		longest = math.Max(longest, work/float64(max(1, min(c.crews[k].Count, x.busy[k]))))
	}
	for i := range c.pools {
		p := &c.pools[i]
		if p.crew >= 0 || x.failed[i] == 0 {
			continue
		}
		n := float64(x.failed[i])
		longest = math.Max(longest, p.work(x)/n*(1+portable.Log(n)))
	}
	return longest
}

// work returns the hours of repair that units in repair still need.
func (p *pool) work(x *state) float64 {
	w := 0.0
	for k, left := range p.repair.left {
		if n := x.serving[p.at+k]; n > 0 {
			w += float64(float64(n) * left)
		}
	}
	return w
}
