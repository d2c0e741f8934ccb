package rare

import (
	"math"

	"github.com/capplan/capplan/model"
)

// value returns about the chance that an outage begins before all is up again:
//
//	v(x) = min(1, Σ_i v_i(x)),  v_i = h_i Π_j (g_j+r_j)/(g_j+r'_j)
//
// h_i is that of pool i alone. The product is over its failures j that are left, g_j
// what fails, r_j what returns meanwhile if the pool had the crews for itself, r'_j what
// does as they are: of the units in repair at the rates of their stages, of those that
// join them at the mean rate, and where all wait, of the first that is served. A pool
// that is whole fails before all others are back in the time that their repairs take.
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
		first := p.first
		if !p.lends && p.fatal > 1 {
			first += float64(p.fail[0] * (c.toward(x, i, 1) - p.mean[1]))
		}
		sum += rest * first / (1 + float64((p.fail[0]+p.shock[0])*rest))
	}
	return math.Min(1, sum)
}

// toward returns v_i from m failed units on: all that have failed, or the first.
func (c *chain) toward(x *state, i, m int) float64 {
	p := &c.pools[i]
	now, busy := x.now[i], x.served[i]
	v, known := p.detour[m], false
	if t := p.table; t != nil && m == x.failed[i] {
		v, known = t.h[t.index(x.serving[p.at:p.at+len(p.repair.rate)], m-busy)], true
		if p.lends {
			return v
		}
	}
	crew := &noCrew
	if p.crew >= 0 {
		crew = &c.crews[p.crew]
	}
	joins, idle, there := m-x.failed[i], p.units, 0
	actual := now
	if p.crew >= 0 {
		there = x.busy[p.crew]
		if !crew.Sharing {
			if idle = crew.Count - there; actual == 0 && idle == 0 {
				actual = c.firstServed(x, i)
			}
		}
	}
	each := 1 / p.repair.mean
	for j := m; j < p.fatal; j++ {
		g, r := p.fail[j]+p.shock[j], 0.0
		if crew.Sharing {
			r = float64(pace(crew, there+joins) * (actual + float64(float64(joins)*each)))
		} else {
			r = actual + float64(float64(min(joins, idle))*each)
		}
		if c.timed && p.crew >= 0 { // n failures in a time t have t^n/n!
			r += float64(actual * float64(j-m))
		}
		v *= g / (g + r)
		if known {
			own := now + float64(float64(p.served(c, j)-min(busy, p.served(c, j)))*each)
			if crew.Sharing {
				own = float64(pace(crew, j) * (now + float64(float64(j-busy)*each)))
			}
			v *= (g + own) / g
		}
		joins++
	}
	return v
}

var noCrew model.Crew

// firstServed returns the rate at which the first of a pool's units returns that wait
// or would have to.
func (c *chain) firstServed(x *state, i int) float64 {
	p := &c.pools[i]
	ahead := 1
	for _, q := range x.waiting(p.crew) {
		if q == i {
			break
		}
		ahead++
	}
	return 1 / (float64(ahead)/x.pace[p.crew] + p.repair.mean)
}

// rest returns about how long it takes until all is up if nothing fails: the work of
// each crew by those who do it, of units with repairers of their own the longest.
func (c *chain) rest(x *state) float64 {
	c.measure(x)
	longest := 0.0
	for i := range c.pools {
		if p := &c.pools[i]; p.crew < 0 && x.failed[i] > 0 {
			longest = max(longest, x.hours[i]*p.last[x.served[i]])
		}
	}
	for k, work := range x.work {
		if work > 0 {
			longest = max(longest, work/float64(max(1, min(c.crews[k].Count, x.busy[k]))))
		}
	}
	return longest
}

// measure finds for every pool how many units are in repair, how many of them return
// per hour and how much work is left on them; and for every crew how many units return
// and how much work there is.
func (c *chain) measure(x *state) {
	clear(x.now)
	clear(x.hours)
	clear(x.served)
	clear(x.pace)
	clear(x.work)
	for k := range x.jobs {
		j := &x.jobs[k]
		x.served[j.pool]++
		x.now[j.pool] += 1 / j.left
		x.hours[j.pool] += j.left
	}
	for i := range c.pools {
		p := &c.pools[i]
		if x.failed[i] == 0 {
			continue
		}
		if !c.timed {
			for k, left := range p.repair.left {
				if n := x.serving[p.at+k]; n > 0 {
					x.served[i] += n
					x.hours[i] += float64(float64(n) * left)
					x.now[i] += float64(float64(n) * p.repair.gone[k])
				}
			}
		}
		if p.crew >= 0 {
			x.pace[p.crew] += x.now[i]
			x.work[p.crew] += x.hours[i] + float64(float64(x.failed[i]-x.served[i])*p.repair.mean)
		}
	}
}
