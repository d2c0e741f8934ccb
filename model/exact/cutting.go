package exact

import (
	"math"

	"github.com/capplan/capplan/model"
)

type cutting struct {
	s       *model.System
	q       []float64 // by level: unavailability of an instance by itself
	tails   map[[3]int][]float64
	domains map[string]*Cut // without units: the same for every pool that they take
	units   map[string]*Cut
}

func (c *cutting) put(set map[string]*Cut, u float64, parts ...CutPart) {
	if !(u > 0) {
		return
	}
	k := written(parts)
	if set[k] == nil {
		set[k] = &Cut{Parts: append([]CutPart(nil), parts...)}
	}
	set[k].Unavailability += u
}

// put1 keeps the larger: cuts of domains that several pools share are the same cuts.
func (c *cutting) put1(u float64, parts []CutPart) {
	k := written(parts)
	if old := c.domains[k]; old == nil {
		c.put(c.domains, u, parts...)
	} else {
		old.Unavailability = max(old.Unavailability, u)
	}
}

// levels fills the unavailability of an instance of each level: of its paths, and by
// the incidents that take one.
func (c *cutting) levels() {
	for l := range c.s.Levels {
		lv := &c.s.Levels[l]
		q := model.Unavailability(lv.Life, lv.Repair)
		if lv.Paths > 1 {
			rho := lv.Repair.Mean / lv.Life.Mean
			if lv.Life.Kind == model.NeverLaw {
				rho = 0
			}
			m := lv.Paths - lv.Needs + 1
			q = ways(lv.Paths, m)*math.Pow((1-lv.Beta)*rho, float64(m)) + lv.Beta*rho*backAgain(lv.Paths, lv.Needs, math.MaxInt)
		}
		for i := range c.s.Incidents {
			if in := &c.s.Incidents[i]; in.Reach == model.ReachDomain && in.Index == l {
				q += inForce(in) / float64(lv.Total)
			}
		}
		c.q = append(c.q, min(q, 1))
	}
}

// needs returns the units or groups of a pool that must be up, at the largest demand
// where it decides; −1: more than there are.
func (c *cutting) needs(p *model.PoolSystem) int {
	switch {
	case p.Mode != model.Shared && p.Size == 0:
		return 1
	case p.Needs >= 0:
		return p.Needs
	case c.s.Load == nil || p.Capacity == nil:
		return p.Count
	}
	peak := func(weight []float64) float64 { return c.s.Load.Peak(weight, 0, c.s.Horizon) }
	load := peak(p.Weight)
	for k, x := range p.Capacity {
		if x >= load {
			if k = p.Walled(k, peak); k > p.Count {
				break
			}
			return k
		}
	}
	return -1
}

// backAgain returns the mean time, in mean repairs, until needs of n that all failed at
// once are back, with so many repairers of exponential pace.
func backAgain(n, needs, crews int) (t float64) {
	for down := n; down > n-needs; down-- {
		t += 1 / float64(min(down, crews))
	}
	return t
}

// ways returns C(n, k).
func ways(n, k int) float64 {
	if k < 0 || k > n {
		return 0
	}
	return math.Round(math.Exp(lgamma(n+1) - lgamma(k+1) - lgamma(n-k+1)))
}

func lgamma(n int) float64 { v, _ := math.Lgamma(float64(n)); return v }

// together returns the chance that m or more of n units are down together, by birth and
// death; those that wait fail at their own pace.
func (c *cutting) together(p *model.PoolSystem, n, waiting, m int) float64 {
	if p.Life.Kind == model.NeverLaw {
		return 0
	}
	key := [3]int{c.index(p), n, waiting}
	tail, ok := c.tails[key]
	if !ok {
		tail = c.tail(p, n, waiting)
		c.tails[key] = tail
	}
	if m >= len(tail) {
		return 0
	}
	return tail[m]
}

func (c *cutting) index(p *model.PoolSystem) int {
	for i := range c.s.Pools {
		if p == &c.s.Pools[i] {
			return i
		}
	}
	return -1
}

// tail returns the chances that at least 0, 1, … units are down, of as many as are not 0.
func (c *cutting) tail(p *model.PoolSystem, n, waiting int) []float64 {
	rho := (1 - p.Beta) * p.Repair.Mean / p.Life.Mean
	crews := math.MaxInt
	if p.Crew > 0 {
		crews = c.s.Crews[p.Crew-1].Count
	}
	if p.Spares != nil { // as if the mean wait for a part were a part of the repair
		rho *= 1 + p.Spares.Share*shelfWait(p)/p.Repair.Mean
	}
	out := []float64{1}
	for i := range n + waiting {
		carrying := min(n, n+waiting-i)
		next := out[i] * (float64(carrying) + p.Dormancy*float64(n+waiting-i-carrying)) * rho / float64(min(i+1, crews))
		if next == 0 {
			break // and so are all that follow
		}
		if out = append(out, next); next > 1e200 {
			for k := i + 1; k >= 0 && out[k] > 0; k-- { // what grows to here is the less the earlier
				out[k] *= 1e-200
			}
		}
	}
	for i := len(out) - 1; i > 0; i-- {
		out[i-1] += out[i]
	}
	for i := len(out) - 1; i >= 0; i-- {
		out[i] /= out[0]
	}
	return out
}

// shelfWait is the mean wait for a part, hours: E[(N − S)⁺]/λ, N Poisson with the mean
// number on order (Palm 1938).
func shelfWait(p *model.PoolSystem) float64 {
	rate := float64(p.Count) / p.Life.Mean * p.Spares.Share
	mean := rate * p.Spares.Resupply.Mean
	if mean > 500 {
		return max(0, mean-float64(p.Spares.OnSite)) / rate
	}
	short, at := 0.0, math.Exp(-mean)
	for n := 0; n < p.Spares.OnSite; n++ {
		short += float64(p.Spares.OnSite-n) * at
		at *= mean / float64(n+1)
	}
	return (mean - float64(p.Spares.OnSite) + short) / rate
}
