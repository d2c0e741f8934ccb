package exact

import "gonum.org/v1/gonum/mathext"

// along walks the ring, once for each state of the first domains: the last groups
// reach round to them.
func (w *work) along(r *ring, o *outerState) cell {
	start := make([]cell, 1<<r.memory)
	start[0].law = certain(o.marks)
	for d := range r.memory - 1 {
		start = w.next(r, o, start, d, 0)
	}
	var all cell
	for first := range start {
		if len(start[first].law) == 0 && len(start[first].hit) == 0 {
			continue
		}
		cells := make([]cell, len(start))
		cells[first] = start[first]
		for d := r.memory - 1; d < r.size; d++ {
			cells = w.next(r, o, cells, d, first)
		}
		for now := range cells {
			w.close(r, &cells[now], r.seen(first, now, r.size-1))
			all.add(1, &cells[now])
		}
	}
	for d := r.size; d < r.used; d++ {
		all = w.pass(r, o, &all, d, true).plus(w.pass(r, o, &all, d, false))
	}
	return all
}

// next adds domain d to every memory, then the groups that end there.
func (w *work) next(r *ring, o *outerState, cells []cell, d, first int) []cell {
	out := make([]cell, len(cells))
	for m := range cells {
		if len(cells[m].law) == 0 && len(cells[m].hit) == 0 {
			continue
		}
		for bit := range 2 {
			c := w.pass(r, o, &cells[m], d, bit == 1)
			out[(m<<1|bit)&(len(cells)-1)].add(1, &c)
		}
	}
	for m := range out {
		up := r.seen(first, m, d)
		for i := range r.pools {
			p := &r.pools[i]
			if from := d - p.size + 1; from >= 0 {
				w.count(r, &out[m], p, from, up)
			}
		}
	}
	return out
}

// close adds the groups that go round the end of the ring.
func (w *work) close(r *ring, c *cell, up func(int) bool) {
	for i := range r.pools {
		p := &r.pools[i]
		for from := max(0, r.size-p.size+1); from < r.size; from++ {
			w.count(r, c, p, from, up)
		}
	}
}

// seen tells which domains can be reached when the walk is at d: the newest from
// the memory now, bit k for domain d-k, the first ones from the memory then.
func (r *ring) seen(first, now, d int) func(int) bool {
	return func(e int) bool {
		if d-e < r.memory {
			return now>>(d-e)&1 == 1
		}
		return first>>(r.memory-2-e)&1 == 1
	}
}

// pass lets domain d be reachable, or not.
func (w *work) pass(r *ring, o *outerState, c *cell, d int, reachable bool) cell {
	last := len(r.levels) - 1
	q, bit := r.q[last], r.marks[place{last, d}]
	var out cell
	switch {
	case o.reach[d] && reachable:
		out.take(r, 1-q, c, r.leaf(d)+bit)
	case o.reach[d]:
		out.take(r, q, c, 0)
		if bit == 0 && d < r.used {
			out.hit = plus(1, out.hit, 1, c.law)
		}
	case reachable:
	case bit != 0: // its own state counts although it cannot be reached
		out.take(r, 1-q, c, bit)
		var gone cell
		gone.take(r, q, c, 0)
		out.add(1, &gone)
	default:
		out.take(r, 1, c, 0)
		if d < r.used {
			out.hit = plus(1, out.hit, 1, c.law)
		}
	}
	w.ops += 20 * float64(len(out.law)+len(out.hit)+len(out.leave))
	return out
}

// take adds p times c, with by added to every key where not too many groups are
// out already: there nothing but the marks matters.
func (c *cell) take(r *ring, p float64, from *cell, by uint64) {
	move := func(l law) law {
		out := make(law, 0, len(l))
		for _, x := range l {
			if x.p*p < ringFloor {
				continue
			}
			if r.failed(x.key) {
				x.key += by & r.marked
			} else {
				x.key += by
			}
			out = append(out, atom{x.key, x.p * p})
		}
		return out.merge()
	}
	*c = cell{move(from.law), move(from.hit), move(from.leave)}
}

func (c *cell) add(p float64, d *cell) {
	c.law, c.hit, c.leave = plus(1, c.law, p, d.law), plus(1, c.hit, p, d.hit), plus(1, c.leave, p, d.leave)
}

func (c cell) plus(d cell) cell {
	c.add(1, &d)
	return c
}

// count adds the groups of pool p whose first member stands in domain from.
func (w *work) count(r *ring, c *cell, p *ringPool, from int, up func(int) bool) {
	n := p.starts[from]
	if n == 0 || len(c.law) == 0 && len(c.hit) == 0 {
		return
	}
	reach := 0
	for j := range p.size {
		if up((from + j) % r.size) {
			reach++
		}
	}
	all := failures(n, p.fails[reach], p.most+1)
	if leave := p.leaves[reach]; leave > 0 {
		others := failures(n-1, p.fails[reach], p.most+1)
		c.leave = plus(1, w.fail(r, p, c.leave, all), float64(n)*leave, w.fail(r, p, c.law, others).shifted(p.who))
	} else {
		c.leave = w.fail(r, p, c.leave, all)
	}
	c.law, c.hit = w.fail(r, p, c.law, all), w.fail(r, p, c.hit, all)
}

// failures returns the law of how many of n groups do not work; the last entry is
// what is left when it is shorter than that.
func failures(n int, f float64, most int) []float64 {
	out := make([]float64, 0, min(n, most)+1)
	for j := range min(n, most-1) + 1 {
		out = append(out, binomial(n, j, f, 1-f))
	}
	if most <= n && f > 0 {
		out = append(out, mathext.RegIncBeta(float64(most), float64(n-most+1), f))
	}
	return out
}

// fail adds a number of groups out to every key.
func (w *work) fail(r *ring, p *ringPool, l law, by []float64) law {
	if len(by) == 1 && by[0] == 1 {
		return l
	}
	out := make(law, 0, len(l)*len(by))
	for _, x := range l {
		if r.failed(x.key) {
			out = append(out, x)
			continue
		}
		have := p.short.of(x.key)
		for j, q := range by {
			switch y := x.p * q; {
			case y < ringFloor:
			case have+j > p.most:
				out = append(out, atom{p.short.key(p.most+1) | x.key&r.marked, y})
			default:
				out = append(out, atom{x.key + p.short.key(j), y})
			}
		}
	}
	w.ops += 10 * float64(cap(out))
	return out.merge()
}
