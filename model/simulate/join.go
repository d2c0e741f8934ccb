package simulate

import (
	"math"
	"sort"

	"github.com/capplan/capplan/model"
)

// Units that join a pool within the history are laid out with the others from the
// start, and down until they come: no failure strikes them, and they count nowhere.

// foresee returns a pool with the units that it has in the end.
func (p *poolState) foresee(s *model.PoolSystem) *model.PoolSystem {
	p.now, p.came = s.Count, 0
	if len(s.Arrivals) == 0 {
		return s
	}
	p.grown = *s
	p.grown.Count = s.Arrivals[len(s.Arrivals)-1].Count
	return &p.grown
}

// groups returns the sets of a pool that are there.
func (p *poolState) groups() int {
	if p.Size > 0 {
		return p.now / p.Size
	}
	return len(p.sets)
}

// joins returns when unit u, which is not there at the start, comes.
func (p *poolState) joins(u int) float64 {
	return p.Arrivals[sort.Search(len(p.Arrivals), func(i int) bool { return p.Arrivals[i].Count > u })].At
}

// due returns when the next units come; +Inf: none do.
func (p *poolState) due() float64 {
	if p.came < len(p.Arrivals) {
		return p.Arrivals[p.came].At
	}
	return math.Inf(1)
}

// joinsIn reports whether units come to a pool in bucket b.
func (r *Runner) joinsIn(p *poolState, b int) bool {
	at := p.due()
	return at < r.horizon && r.bucketOf(at) <= b
}

// span returns the time around now in which the units that are there stay the same.
func (p *poolState) span(r *Runner) (from, to float64) {
	if p.came > 0 {
		from = p.Arrivals[p.came-1].At
	}
	return from, min(r.horizon, p.due())
}

// awaitArrivals awaits the first units that come to each pool.
func (r *Runner) awaitArrivals() {
	for i := range r.pools {
		r.awaitJoin(&r.pools[i])
	}
}

// awaitJoin lets the next units of a pool come before anything else of that moment.
func (r *Runner) awaitJoin(p *poolState) {
	if at := p.due(); at < r.horizon {
		r.later(back, pending{t: at, what: unitsJoin, pool: int32(p.index)})
	}
}

// join makes room for the units that come to a pool, and lets those come that are
// decided on the way; others come with events of their own.
func (r *Runner) join(p *poolState, t float64) {
	r.settle(t)
	r.settleCalm()
	a := &p.Arrivals[p.came]
	first := p.now
	p.came, p.now, p.grown.Needs = p.came+1, a.Count, a.Needs
	r.joinMembers(p)
	r.occupy(t)
	p.resetGood(r)
	if c := &p.coupled; c.on {
		for u := first; u < p.now; u++ {
			r.comes(p, u, t)
		}
	}
	r.judge(p)
	if !r.mission {
		r.always = r.losesAlways()
	}
	r.awaitJoin(p)
}

// comes makes unit u of a coupled pool new and up.
func (r *Runner) comes(p *poolState, u int, t float64) {
	c := &p.coupled
	c.units[u].doing = works
	if len(c.clocks) > 0 {
		c.clocks[u].renew(float64(c.stretch * c.life.draw(&p.Life)))
	}
	if len(c.grayings) > 0 {
		c.grayings[u].renew(c.gray.draw(&p.Gray.Life))
	}
	r.unitOf(p, u, t, false)
	r.age(p, u, t)
}
