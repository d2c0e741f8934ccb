package exact

import (
	"fmt"
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// A whole is the part of a System that hangs together, solved as one chain: its
// long-run law, looked at with more and more causes at work.
type whole struct {
	*lumpChain
	work
	p       []float64
	fault   float64 // relative, of the probabilities
	missing float64 // absolute bound on what deeper states would change
	classes [][]int // pools that are alike
	like    []int   // by pool: its class
	follow  []*pool // pools that need what carries the demand of the moment
	f       *fleet
}

// newWhole solves a chain. The error is an *Obstacle where it has no states for
// something, or too many.
func newWhole(s *model.System, requests bool, most int, ops float64) (*whole, error) {
	for i := range s.Pools {
		if p := &s.Pools[i]; p.Drain > 0 && (p.Room > 0 || requests && p.Capacity != nil) {
			return nil, obstacle("rebuilding units of pool %s takes capacity", p.Name)
		}
	}
	g, err := newLumped(s, false, requests)
	if err != nil {
		return nil, err
	}
	h := &whole{f: &fleet{s: s}}
	h.most = ops
	if err := h.demand(s, g); err != nil {
		return nil, err
	}
	if h.lumpChain, err = g.bounded(&h.work, most); err != nil {
		return nil, err
	}
	h.p, h.fault = h.steady(&h.work)
	h.missing = h.beyondBound()
	h.alike()
	return h, nil
}

// bounded explores a chain, all of it or as deep as leaves out less than matters.
func (g *lumped) bounded(w *work, most int) (*lumpChain, error) {
	c, ok := g.explore(w, -1, min(enoughStates, most))
	if ok {
		return c, nil
	}
	if w.spent() {
		return nil, &TooLong{w.most}
	}
	fails, repair, steep := g.steep()
	if load := fails * repair; steep && load < 0.5 {
		last := c
		for depth := max(c.first, 1); ; depth++ {
			if c, ok = g.explore(w, depth, most); !ok {
				break
			}
			last = c
			if sum(c.beyond) == 0 {
				c.depth = -1
				return c, nil
			}
			if c.first >= 0 && g.rarer(load, c.first, depth) < 1e-11 {
				return c, nil
			}
		}
		if last.depth >= 0 && last.first >= 0 && g.rarer(load, last.first, last.depth) < 1e-6 {
			return last, nil
		}
	} else if c, ok = g.explore(w, -1, most); ok {
		return c, nil
	}
	if w.spent() {
		return nil, &TooLong{w.most}
	}
	return nil, obstacle("the chain of all that hangs together has some %.1g states, more than the %d that are solved", max(g.size(), 2*float64(most)), most)
}

// size is about how many states a chain has: a state for each number of its units and
// domains that are broken, without the order in which they wait.
func (g *lumped) size() float64 {
	n := 1.0
	for i := range g.cells {
		p := &g.pools[g.cells[i].pool]
		n *= ways(g.cells[i].units+len(p.life.rate)+len(p.repair.rate)-1, g.cells[i].units)
	}
	for i := range g.domains {
		d := &g.domains[i]
		n *= ways(max(1, d.paths)+len(d.life.rate)+len(d.repair.rate)-1, max(1, d.paths))
	}
	return n
}

// enoughStates are explored before a chain is looked at only down to a depth.
const enoughStates = 60_000

// beyondBound bounds how much the states left out could change any long-run share: how
// often they are entered, times how long it takes at most until all is up again. With
// failures at a rate of at most λ in all and repairs that are m long at most, k failed
// units are back after k·m/(1 − λm) (the busy period of one server).
func (h *whole) beyondBound() float64 {
	if h.depth < 0 {
		return 0
	}
	var rate float64
	for i, r := range h.beyond {
		rate += h.p[i] * r
	}
	fails, repair, _ := h.steep()
	return rate * float64(h.depth+1) * repair / (1 - fails*repair)
}

// alike finds the pools that the chain does not tell apart.
func (h *whole) alike() {
	h.like = make([]int, len(h.pools))
	for i := range h.like {
		h.like[i] = -1
	}
	for i := range h.blocks {
		if class := h.blocks[i].pools; len(class) > 0 {
			for _, k := range class {
				h.like[k] = len(h.classes)
			}
			h.classes = append(h.classes, class)
		}
	}
}

// demand finds the pools that follow demand.
func (h *whole) demand(s *model.System, g *lumped) error {
	h.f.pools = make([]pool, len(s.Pools))
	for i := range s.Pools {
		p := &h.f.pools[i]
		p.PoolSystem, p.index, p.needs = &s.Pools[i], i, g.pools[i].needs
		if h.f.demandOf(p); p.needs >= 0 {
			continue
		}
		switch {
		case p.Size > 0:
			return obstacle("groups of pool %s must follow demand", p.Name)
		case p.Freeze || s.Freeze:
			return obstacle("pool %s stands still while it cannot carry the demand of the moment", p.Name)
		case p.mayFollow():
			h.follow = append(h.follow, p)
		}
	}
	return nil
}

// short returns the chance that what a state has up is less than the demand of the
// moment.
func (h *whole) short(x *glance) float64 {
	switch len(h.follow) {
	case 0:
		return 0
	case 1:
		return h.f.over(h.follow[0], x.pools[h.follow[0].index].carry)
	}
	var limits []model.Limit
	for _, p := range h.follow {
		if k := x.pools[p.index].carry; k < p.enough {
			limits = p.limits(limits, k)
		}
	}
	if len(limits) == 0 {
		return 0
	}
	h.ops += 2000
	return h.f.s.Load.Above(limits, 0, h.f.s.Horizon) / h.f.s.Horizon
}

// down returns the share of time in which the chain's part of the fleet is not up with
// the causes of a scene at work.
func (h *whole) down(c *scene) float64 {
	var s float64
	x, y, spot := h.newGlance(), h.newGlance(), h.newSpot()
	mixed := h.mixed(c)
	for i := len(h.p) - 1; i >= 0; i-- {
		h.open(h.keys[i], spot)
		h.look(spot, c, x)
		if mixed != nil {
			s += h.p[i] * h.downOfMixed(spot, c, mixed, x, y)
		} else if !x.up {
			s += h.p[i]
		} else if len(h.follow) > 0 {
			s += h.p[i] * h.short(x)
		}
	}
	h.ops += 100 * float64(len(h.p))
	return s
}

// mixed returns the classes of which some pools are at work and others not; nil: none.
func (h *whole) mixed(c *scene) []int {
	var out []int
	for k, class := range h.classes {
		for _, i := range class[1:] {
			if c.units[i] != c.units[class[0]] || c.failover[i] != c.failover[class[0]] {
				out = append(out, k)
				break
			}
		}
	}
	return out
}

// downOfMixed is the mean over which of the pools that are alike are the ones at work.
func (h *whole) downOfMixed(spot *lumpSpot, c *scene, mixed []int, x, y *glance) float64 {
	all, units := *c, *c
	all.units, all.failover = slices.Clone(c.units), slices.Clone(c.failover)
	for _, k := range mixed {
		for _, i := range h.classes[k] {
			all.units[i], all.failover[i] = true, true
		}
	}
	units.units, units.failover = all.units, slices.Clone(all.failover)
	for _, k := range mixed {
		for _, i := range h.classes[k] {
			units.failover[i] = false
		}
	}
	h.look(spot, &all, x)
	h.look(spot, &units, y)
	down := 0.0
	for i := range h.pools {
		if h.like[i] < 0 || !slices.Contains(mixed, h.like[i]) {
			if p := &x.pools[i]; !p.has || p.stopped {
				return 1
			}
		}
	}
	for _, k := range mixed {
		class := h.classes[k]
		n, withUnits, withCover, bad, worse := len(class), 0, 0, 0, 0
		for _, i := range class {
			if c.units[i] {
				withUnits++
				if c.failover[i] {
					withCover++
				}
			}
			if p := &y.pools[i]; !p.has || p.stopped {
				bad++
			}
			if p := &x.pools[i]; !p.has || p.stopped {
				worse++
			}
		}
		ok := choose(n-worse, withCover) * choose(n-bad-withCover, withUnits-withCover) /
			(choose(n, withCover) * choose(n-withCover, withUnits-withCover))
		down = union(down, 1-ok)
	}
	return down
}

// choose returns the number of ways to take k of n.
func choose(n, k int) float64 {
	if k < 0 || k > n {
		return 0
	}
	c := 1.0
	for i := range k {
		c = c * float64(n-i) / float64(i+1)
	}
	return math.Round(c)
}

// leaves returns how often per hour the chain's part of the fleet stops being up.
func (h *whole) leaves() float64 {
	down := make([]float64, len(h.p))
	x, all, spot := h.newGlance(), everything(h.lumped.s), h.newSpot()
	var s float64
	for i := range h.p {
		h.open(h.keys[i], spot)
		h.look(spot, all, x)
		if !x.up {
			down[i] = 1
			continue
		}
		if down[i] = h.short(x); len(h.follow) == 1 {
			s += h.p[i] * h.f.crossings(h.follow[0], x.pools[h.follow[0].index].carry)
		}
	}
	for i := len(h.p) - 1; i >= 0; i-- {
		for k := h.row[i]; k < h.row[i+1]; k++ {
			if d := down[h.to[k]] - down[i]; d > 0 {
				s += h.p[i] * h.rate[k] * d
			}
		}
		s += h.p[i] * (1 - down[i]) * h.beyond[i] // as if deeper meant down: bounded with the rest
	}
	return s
}

// unitsUp returns the mean number of units of a pool that count as up. Pools that are
// alike share theirs.
func (h *whole) unitsUp() []float64 {
	out := make([]float64, len(h.pools))
	x, all, spot := h.newGlance(), everything(h.lumped.s), h.newSpot()
	for i, p := range h.p {
		h.open(h.keys[i], spot)
		h.look(spot, all, x)
		for k := range out {
			out[k] += p * float64(x.pools[k].carry)
		}
	}
	for _, class := range h.classes {
		var s float64
		for _, i := range class {
			s += out[i]
		}
		for _, i := range class {
			out[i] = s / float64(len(class))
		}
	}
	return out
}

// words says how the chain was solved.
func (h *whole) words() string {
	how := "by state reduction"
	if h.fault > 1e-12 {
		how = "by Gauss–Seidel"
	}
	if h.depth >= 0 {
		how += fmt.Sprintf(", as deep as %d failures at once", h.depth)
	}
	return fmt.Sprintf("a Markov chain of %d states, %s", len(h.p), how)
}
