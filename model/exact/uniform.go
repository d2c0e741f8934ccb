package exact

import "math"

// A poisson gives the weights of a Poisson law with a large mean, those not negligible.
type poisson struct {
	first  int
	weight []float64
}

// poissonPoint returns e^−m m^k/k! by the deviance expansion (Loader 2000).
func poissonPoint(k int, m float64) float64 {
	if k == 0 {
		return math.Exp(-m)
	}
	x := float64(k)
	return math.Exp(-stirling(x)-deviance(x, m)) / math.Sqrt(2*math.Pi*x)
}

func newPoisson(m float64) poisson {
	mode := int(m)
	lo, hi := mode, mode
	for lo > 0 && poissonPoint(lo-1, m) > 1e-26 {
		lo -= 1 + int(math.Sqrt(m)/8)
	}
	lo = max(lo, 0)
	for poissonPoint(hi+1, m) > 1e-26 {
		hi += 1 + int(math.Sqrt(m)/8)
	}
	p := poisson{first: lo}
	for k := lo; k <= hi+1; k++ {
		p.weight = append(p.weight, poissonPoint(k, m))
	}
	return p
}

// A jumping is a chain looked at where a Poisson clock of the given rate ticks
// (uniformization; Jensen 1953). Its steps add positive terms only.
type jumping struct {
	clock float64
	from  *sparse
	stay  []float64
	lost  []float64
	away  []float64 // lost or not
	now   []float64
	then  []float64
}

func (c *sparse) jumping() *jumping {
	n := c.len()
	j := &jumping{from: c.transposed(), stay: make([]float64, n), lost: make([]float64, n), away: make([]float64, n), now: make([]float64, n), then: make([]float64, n)}
	for i := range n {
		_, all := c.away(i)
		j.clock = max(j.clock, c.out(i)+all)
	}
	j.clock *= 1.02
	for i := range n {
		lost, all := c.away(i)
		j.lost[i], j.away[i] = lost/j.clock, all/j.clock
		j.stay[i] = (j.clock - c.out(i) - all) / j.clock
	}
	for k := range j.from.rate {
		j.from.rate[k] /= j.clock
	}
	j.now[0] = 1
	if c.begin != nil {
		clear(j.now)
	}
	for _, b := range c.begin {
		j.now[b.to] += b.rate
	}
	return j
}

// step lets the clock tick once and returns what was lost by it.
func (j *jumping) step() (lost float64) {
	f := j.from
	for s, x := range j.now {
		lost += x * j.lost[s]
		x *= j.stay[s]
		for k := f.row[s]; k < f.row[s+1]; k++ {
			x += j.now[f.to[k]] * f.rate[k]
		}
		j.then[s] = x
	}
	j.now, j.then = j.then, j.now
	return lost
}

// settled reports whether the shape of what is left no longer changes: as it was at
// the steps of an earlier look.
func settled(now, before []float64, scale float64) bool {
	for i, x := range now {
		if y := before[i] * scale; !(math.Abs(x-y) <= 1e-13*x) && x > 1e-280 {
			return false
		}
	}
	return true
}

func sum(x []float64) (s float64) {
	for i := len(x) - 1; i >= 0; i-- {
		s += x[i]
	}
	return s
}

// lostBy returns the chance that the chain, from its start, is lost by time t, and
// that it is not, each as a sum of positive terms, so that the smallest is as precise
// as the largest. Once the shape of what is left is stationary, each tick loses the
// same part π of it; when that is so before the ticks that matter begin, the rest is
//
//	kept = size·Σ_k Poisson(k; Λt)·(1−π)^(k−s) = size·e^(−πΛt)·(1−π)^(−s).
//
// It gives up, false, beyond a number of operations.
func (c *sparse) lostBy(w *work, t, limit float64) (lost, kept float64, ok bool) {
	if t == 0 {
		return 0, 1, true
	}
	j := c.jumping()
	if j.clock == 0 {
		return 0, 1, true
	}
	mean := j.clock * t
	quiet := int(mean - 12*math.Sqrt(mean) - 10) // ticks fewer than these have a chance below 1e-30
	cost := 20 + 2*float64(len(c.to)) + 4*float64(c.len())
	r := &settling{jumping: j, before: append([]float64(nil), j.now...), size: 1, left: 1, next: 16, since: -1}
	spent := 0.0
	defer func() { w.ops += spent }()
	for k := 1; k <= quiet; k++ {
		r.tick(k)
		if spent += cost; spent > limit {
			return 0, 0, false
		}
		if r.since >= 0 {
			x := -r.part*mean - float64(r.since)*math.Log1p(-r.part)
			return r.gone - r.counts*r.size*math.Expm1(x), r.size * math.Exp(x), true
		}
	}
	law := newPoisson(mean)
	spent += 20 * float64(len(law.weight))
	for k := max(0, quiet); k < law.first+len(law.weight); k++ {
		if i := k - law.first; i >= 0 {
			l, kp := r.at(k)
			lost += law.weight[i] * l
			kept += law.weight[i] * kp
		}
		if r.since < 0 {
			r.tick(k + 1)
			if spent += cost; spent > limit {
				return 0, 0, false
			}
		}
	}
	return lost, kept, true
}

// A settling watches whether the shape of what a jumping has left becomes stationary.
type settling struct {
	*jumping
	gone, left float64
	before     []float64 // what was left at the last look
	size       float64   // sum of it
	next       int       // tick of the next look

	since  int     // tick at which the shape was found stationary, −1 until then
	part   float64 // that each tick takes of what is left then
	counts float64 // of what leaves, is lost
}

// tick is the clock's k-th.
func (r *settling) tick(k int) {
	r.gone += r.step()
	r.left = sum(r.now)
	if k < r.next {
		return
	}
	if settled(r.now, r.before, r.left/r.size) {
		counted := 0.0
		for s, x := range r.now {
			if r.left == 0 {
				break
			}
			counted += x * r.lost[s] / r.left
			r.part += x * r.away[s] / r.left
		}
		if r.since, r.counts = k, 1; r.part > 0 {
			r.counts = counted / r.part
		}
	}
	copy(r.before, r.now)
	r.size = r.left
	r.next += max(16, r.next/4)
}

// at returns what is lost, and what is left, after k ticks.
func (r *settling) at(k int) (lost, kept float64) {
	if r.since < 0 {
		return r.gone, r.left
	}
	m := float64(k-r.since) * math.Log1p(-r.part)
	return r.gone - r.counts*r.size*math.Expm1(m), r.size * math.Exp(m)
}

// at returns the chances of the states at time t from its start.
func (c *sparse) at(t float64) []float64 {
	j := c.jumping()
	law := newPoisson(j.clock * t)
	p := make([]float64, c.len())
	for k := 0; k < law.first+len(law.weight); k++ {
		if i := k - law.first; i >= 0 {
			for s, x := range j.now {
				p[s] += law.weight[i] * x
			}
		}
		j.step()
	}
	return p
}
