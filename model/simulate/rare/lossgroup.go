package rare

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/internal/portable"
	"github.com/capplan/capplan/model/simulate"
)

// A lossGroup plays one group.
type lossGroup struct {
	d        *model.Durability
	life     model.Law // without shocks
	shock    float64   // per hour
	patterns []lossPattern

	members []member
	missing int
	queue   []int // destroyed members that wait for a crew, in order
	busy    int
	add     []float64 // hazards of a window: members, then blasts, then the shock

	weighing bool    // rebuilds are drawn longer,
	biased   float64 // by which a sample's weight goes
	moments  []float64
}

type member struct {
	gone bool
	born float64
	next float64 // its failure or, gone, when it is rebuilt; +Inf while it waits
}

// lasts draws how long a rebuild takes: in a forced loss longer by each power up to that of
// the failures that must still come, alike (see walker.repairTime).
func (g *lossGroup) lasts(s *simulate.Stream) float64 {
	most := min(g.d.Spare()+1-g.missing, maxPower)
	if !g.weighing || most <= 0 {
		return s.Draw(&g.d.Rebuild)
	}
	var hours float64
	if k := int(float64(s.Uniform() * float64(most+1))); k > 0 {
		hours = s.PowerBiased(&g.d.Rebuild, k)
	} else {
		hours = s.Draw(&g.d.Rebuild)
	}
	q, x := 0.0, 1.0
	for k := range most {
		x *= hours / g.d.Rebuild.Mean
		q += x / g.moments[k]
	}
	g.biased *= float64(most+1) / (1 + q)
	return hours
}

// reset makes all members new.
func (g *lossGroup) reset(t float64) {
	for i := range g.members {
		g.members[i] = member{born: t}
	}
	g.missing, g.busy, g.queue = 0, 0, g.queue[:0]
}

// destroy takes a member; it reports whether the group is lost.
func (g *lossGroup) destroy(s *simulate.Stream, i int, t float64) bool {
	m := &g.members[i]
	if m.gone {
		return false
	}
	m.gone = true
	if g.missing++; g.missing > g.d.Spare() {
		return true
	}
	if g.d.Crews > 0 && g.busy == g.d.Crews {
		m.next = math.Inf(1)
		g.queue = append(g.queue, i)
		return false
	}
	g.busy++
	m.next = t + g.lasts(s)
	return false
}

// rebuilt brings a member back and gives its crew the next.
func (g *lossGroup) rebuilt(s *simulate.Stream, i int, t float64) {
	g.members[i] = member{born: t}
	g.missing--
	g.busy--
	if len(g.queue) > 0 {
		j := g.queue[0]
		g.queue = append(g.queue[:0], g.queue[1:]...)
		g.busy++
		g.members[j].next = t + g.lasts(s)
	}
}

// lostGroup makes what is gone new at once: survivors keep their age.
func (g *lossGroup) lostGroup(s *simulate.Stream, t float64) {
	for i := range g.members {
		if g.members[i].gone {
			g.members[i] = member{born: t, next: t + s.Draw(&g.life)}
		}
	}
	g.missing, g.busy, g.queue = 0, 0, g.queue[:0]
}

// play plays a history as it comes and returns its losses.
func (g *lossGroup) play(s *simulate.Stream, p *lossPattern, until float64) (losses int) {
	g.reset(0)
	for i := range g.members {
		g.members[i].next = s.Draw(&g.life)
	}
	struck := g.shock
	for _, b := range p.blasts {
		struck += b.rate
	}
	strike := math.Inf(1)
	if struck > 0 {
		strike = s.Exponential() / struck
	}
	for {
		at, first := -1, strike
		for i := range g.members {
			if g.members[i].next < first {
				at, first = i, g.members[i].next
			}
		}
		if !(first < until) {
			return losses
		}
		lost := false
		switch {
		case at < 0:
			lost = g.strike(s, p, float64(s.Uniform()*struck), first)
			strike = first + s.Exponential()/struck
		case !g.members[at].gone:
			if g.d.Destroys < 1 && s.Uniform() > g.d.Destroys {
				g.members[at] = member{born: first, next: first + s.Draw(&g.life)}
			} else {
				lost = g.destroy(s, at, first)
			}
		default:
			lost = g.missing == g.d.Spare() && g.d.Latent > 0 && s.Uniform() < g.d.Latent
			g.rebuilt(s, at, first)
			g.members[at].next = first + s.Draw(&g.life)
		}
		if lost {
			losses++
			g.lostGroup(s, first)
		}
	}
}

// strike is a domain or a shock, the one that u falls to.
func (g *lossGroup) strike(s *simulate.Stream, p *lossPattern, u, t float64) (lost bool) {
	for _, b := range p.blasts {
		if u -= b.rate; u < 0 {
			for _, i := range b.members {
				lost = g.destroy(s, i, t) || lost
			}
			return lost
		}
	}
	for i := range g.members {
		if g.d.Destroys == 1 || s.Uniform() < g.d.Destroys {
			lost = g.destroy(s, i, t) || lost
		}
	}
	return lost
}

// forced returns one sample of the expected losses, and the weight of all that may have
// happened, 1 on average.
func (g *lossGroup) forced(s *simulate.Stream, p *lossPattern) (value, weight float64) {
	horizon := g.d.Horizon
	v := s.Uniform()
	if s.Uniform() < 0.5 {
		v = float64(float64(v*v) * float64(v*v))
	}
	t := float64(v * horizon)
	// densities on (0, 1): 1 and v^(−3/4)/4
	w := horizon / (0.5 + float64(0.125*portable.Pow(v, -0.75)))
	g.play(s, p, t)
	if g.missing > 0 {
		return 0, 1
	}
	rate := g.shock
	for _, b := range p.blasts {
		rate += b.rate
	}
	common := rate
	for i := range g.members {
		g.add[i] = float64(g.d.Destroys * hazard(&g.life, t-g.members[i].born))
		rate += g.add[i]
	}
	if rate == 0 {
		return 0, 1
	}
	// What takes several members comes half of the time, where there is such a thing.
	own, u := rate-common, s.Uniform()
	switch {
	case common == 0:
		u, rate = float64(u*own), own
	case own == 0:
		u, rate = float64(u*common), common
	case u < 0.5:
		u, rate = float64(2*u*common), 2*common
	default:
		u, rate = common+float64((2*u-1)*own), 2*own
	}
	g.weighing, g.biased = g.d.Rebuild.Kind != model.NeverLaw, 1
	defer func() { g.weighing = false }()
	lost := false
	if u < common {
		lost = g.strike(s, p, u, t)
	} else {
		u -= common
		i := 0
		for i < len(g.members)-1 && u >= g.add[i] { // the last where rounding leaves none
			u -= g.add[i]
			i++
		}
		lost = g.destroy(s, i, t)
	}
	if lost { // at once, whatever rebuilds the first of several drew
		return float64(w * rate), 1
	}
	v, left := g.excursion(s, p, t)
	return float64(float64(w*rate) * v), v + left
}

// force is the chance with which a window gets an event.
const force = 0.9

// excursion goes on until the group is whole, lost or the horizon ends; it returns the
// weight of losses and that of the rest.
func (g *lossGroup) excursion(s *simulate.Stream, p *lossPattern, t float64) (lost, w float64) {
	for w = 1; g.missing > 0 && t < g.d.Horizon && w > 0; {
		w, g.biased = float64(w*g.biased), 1
		at, end := -1, g.d.Horizon
		for i := range g.members {
			if m := &g.members[i]; m.gone && m.next < end {
				at, end = i, m.next
			}
		}
		sum := g.window(p, t, end)
		if g.missing == g.d.Spare() && g.all() {
			stay := portable.Exp(-sum)
			lost += float64(w * -expm1(-sum))
			w = float64(w * stay)
		} else if sum > 0 {
			if s.Uniform() < force {
				i, when := g.event(s, p, t, end, sum)
				w = float64(float64(w*portable.Exp(-g.window(p, t, when))) * (sum / force))
				if g.happen(s, p, i, when) {
					return lost + w, 0
				}
				t = when
				continue
			}
			w = float64(w * (portable.Exp(-sum) / (1 - force)))
		}
		if t = end; at < 0 {
			return lost, w
		}
		if g.missing == g.d.Spare() {
			lost += float64(w * g.d.Latent)
			w = float64(w * (1 - g.d.Latent))
		}
		g.rebuilt(s, at, t)
	}
	return lost, w
}

// all reports whether whatever may happen in a window loses the last redundancy.
func (g *lossGroup) all() bool {
	return g.shock == 0 || g.d.Destroys == 1
}

// window puts the hazards of what may happen from t to end, and returns their sum: the
// blasts that strike a member that is there, and shocks.
func (g *lossGroup) window(p *lossPattern, t, end float64) (sum float64) {
	g.add = g.add[:0]
	put := func(x float64) {
		g.add = append(g.add, x)
		sum += x
	}
	for i := range g.members {
		if m := &g.members[i]; m.gone {
			put(0)
		} else {
			put(float64(g.d.Destroys * (cumulative(&g.life, end-m.born) - cumulative(&g.life, t-m.born))))
		}
	}
	for _, b := range p.blasts {
		there := false
		for _, i := range b.members {
			there = there || !g.members[i].gone
		}
		if there {
			put(float64(b.rate * (end - t)))
		} else {
			put(0)
		}
	}
	put(float64(g.shock * (end - t)))
	return sum
}

// event draws what happens in a window by its hazards, and when.
func (g *lossGroup) event(s *simulate.Stream, p *lossPattern, t, end, sum float64) (i int, when float64) {
	u := float64(s.Uniform() * sum)
	for i < len(g.add)-1 && (u >= g.add[i] || g.add[i] == 0) {
		u -= g.add[i]
		i++
	}
	x := s.Uniform()
	if i >= len(g.members) || g.life.Kind == model.Exponential {
		return i, t + float64(x*(end-t))
	}
	born := g.members[i].born
	goal := cumulative(&g.life, t-born) + float64(x*(g.add[i]/g.d.Destroys))
	if g.life.Kind == model.Weibull {
		return i, min(end, max(t, born+float64(g.life.Scale*portable.Pow(goal, 1/g.life.Shape))))
	}
	lo, hi := t, end
	for range 50 {
		mid := float64((lo + hi) / 2)
		if cumulative(&g.life, mid-born) < goal {
			lo = mid
		} else {
			hi = mid
		}
	}
	return i, hi
}

func (g *lossGroup) happen(s *simulate.Stream, p *lossPattern, i int, t float64) (lost bool) {
	if i < len(g.members) {
		return g.destroy(s, i, t)
	}
	if i -= len(g.members); i < len(p.blasts) {
		for _, m := range p.blasts[i].members {
			lost = g.destroy(s, m, t) || lost
		}
		return lost
	}
	for m := range g.members {
		if g.d.Destroys == 1 || s.Uniform() < g.d.Destroys {
			lost = g.destroy(s, m, t) || lost
		}
	}
	return lost
}
