package throughput

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// A Curve is what of rising loads a drawn system serves as it was promised. Loads are in
// req/s of all workloads together, at the mix of the busiest hour; a limit is +Inf where
// there is none.
type Curve struct {
	Points []CurvePoint // from a load of 0 to beyond the limits
	Answer              // with the limits of the same system
	Gate   float64      // load that the dependencies take
	GateBy string       // the one that takes least
	Safe   float64      // load below which what has collapsed recovers; Peak where nothing collapses
}

// A CurvePoint is one load.
type CurvePoint struct {
	Offered  float64
	Served   float64 // all up
	Degraded float64 // after the loss DegradedBy

	Mean, P99 float64 // response in seconds, all up; NaN at 0 and where nothing is known, +Inf where some stage never catches up
}

// Curve returns some evenly spaced loads and, between them, those at which something
// changes; false where nothing limits.
//
// Of a load x_w of workload w is served x_w·(1 − the largest of v·(1 − min(1, C/need)))
// over the limits it uses, as [model.System] says of what a limit refuses: pools, their
// walls and dependencies, and as one more limit of all what [Path.Reach] says of stages that
// catch up and promises that are kept. After a loss C is what is left; what was lost is
// asked of the others. Above its C a pool that collapses has Left of it.
func (t *Topology) Curve(s *model.System, points int) (Curve, bool) {
	a := t.Assess(s)
	if s.Grows() {
		end := s.End()
		last := NewTopology(end)
		last.path = t.path
		s, t = end, last
	}
	c := Curve{Answer: a}
	if s.Load == nil || math.IsInf(a.Peak, 1) || !(a.Peak > 0) {
		return c, false
	}
	var demand Answer
	m := newMix(s, &demand)
	c.Gate, c.GateBy = m.gateways()
	healthy := t.carrier(m, nil, 0)
	hit := healthy
	for i := range t.losses {
		if l := &t.losses[i]; l.name == a.DegradedBy {
			if k := t.carrier(m, l.lost, l.busy); k.fits() < hit.fits() {
				hit = k
			}
		}
	}
	c.Safe = a.Peak
	for i := range s.Pools {
		if x := healthy.safe(i); x < c.Safe {
			c.Safe = x
		}
	}
	for _, x := range c.loads(points, t.path != nil) {
		p := CurvePoint{Offered: x, Served: healthy.served(x), Degraded: hit.served(x), Mean: math.NaN(), P99: math.NaN()}
		if t.path != nil && x > 0 {
			load := make([]float64, len(m.load))
			for w := range load {
				load[w] = m.load[w] / m.total * x
			}
			r := t.path.At(load)
			p.Mean, p.P99 = r.Mean, r.P99
		}
		c.Points = append(c.Points, p)
	}
	return c, true
}

// loads are where the curve is worked out: to three tenths beyond what is limited, and
// denser where latencies rise and where a pool collapses.
func (c *Curve) loads(points int, queues bool) []float64 {
	top := 1.3 * max(c.Peak, c.Demand)
	if c.Gate <= 3*c.Peak {
		top = max(top, 1.1*c.Gate)
	}
	var out []float64
	for k := range points {
		out = append(out, top*float64(k)/float64(points-1))
	}
	marks := []float64{c.Peak, c.Peak * (1 + 1e-6), c.Demand, c.Degraded, c.Degraded * (1 + 1e-6), c.Gate}
	if queues {
		for _, part := range []float64{0.85, 0.9, 0.94, 0.97, 0.985, 0.995} {
			marks = append(marks, part*c.Peak)
		}
	}
	for _, x := range marks {
		if x > 0 && x < top {
			out = append(out, x)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// A carrier is a mix after a loss.
type carrier struct {
	m     *mix
	lost  []int
	busy  int // as in a loss
	reach float64
}

func (t *Topology) carrier(m *mix, lost []int, busy int) *carrier {
	c := &carrier{m, lost, busy, math.Inf(1)}
	if t.path != nil {
		c.reach = t.path.Reach(m.load, lost, math.Inf(1)).Load
	}
	return c
}

// fits is the largest load that is served whole.
func (c *carrier) fits() float64 {
	pools, _ := c.m.pools(c.lost, c.busy)
	walls, _ := c.m.walls(c.lost)
	gates, _ := c.m.gateways()
	return min(pools, walls, gates, c.reach)
}

// served is how much of a load is.
func (c *carrier) served(x float64) float64 {
	m, part := c.m, x/c.m.total
	refused := make([]float64, len(m.load))
	refuse := func(w int, visit, fits float64) { // fits: how often the limit takes the load
		if visit > 0 && fits < 1 {
			refused[w] = max(refused[w], visit*(1-fits))
		}
	}
	for i := range m.s.Pools {
		p := &m.s.Pools[i]
		takes := m.pool(i, c.lost, c.busy) / part
		if c.collapsed(i, part) {
			takes *= p.Overload.Left
		}
		for w := range m.load {
			if p.Uses[w] && (p.Weight[w] > 0 || takes == 0) {
				refuse(w, p.VisitOf(w), takes)
			}
		}
	}
	k := 0
	for i := range m.s.Pools {
		p := &m.s.Pools[i]
		up := p.Count
		if c.lost != nil {
			up -= c.lost[i]
		}
		for j := range p.Walls {
			if l := p.Walls[j].At(up); m.wall[k] > 0 {
				for w := range m.load {
					if l.Weight[w] > 0 {
						refuse(w, l.VisitOf(w), l.Capacity/m.wall[k]/part)
					}
				}
			}
			k++
		}
	}
	for i := range m.s.Gateways {
		g := &m.s.Gateways[i]
		for w := range m.load {
			if m.gate[i] > 0 && g.Limit.Weight[w] > 0 {
				refuse(w, g.Limit.VisitOf(w), g.Limit.At(m.at)/m.gate[i]/part)
			}
		}
	}
	var sum float64
	for w, load := range m.load {
		refuse(w, 1, c.reach/x)
		sum += float64(load * part * (1 - refused[w]))
	}
	return sum
}

// collapsed reports whether a pool does so while the load rises to so many times the mix.
func (c *carrier) collapsed(i int, part float64) bool {
	safe, most := c.region(i)
	return safe < math.Inf(1) && part > most
}

// safe is the load at which a pool that has collapsed recovers; +Inf where it cannot collapse.
func (c *carrier) safe(i int) float64 {
	safe, _ := c.region(i)
	return safe * c.m.total
}

// region returns how many times the mix is safe for a pool that collapses, and above how
// many it does so; +Inf where it does not.
func (c *carrier) region(i int) (safe, most float64) {
	p := &c.m.s.Pools[i]
	if p.Overload == nil || p.Capacity == nil || !(c.m.need[i] > 0) {
		return math.Inf(1), math.Inf(1)
	}
	safe = c.m.pool(i, c.lost, c.busy)
	if most = safe; p.Overload.Region == nil {
		return safe, most
	}
	units, services := p.Count, 0.0
	if c.lost != nil && p.Size == 0 {
		units -= c.lost[i]
	}
	for w, load := range c.m.load {
		services += float64(p.Overload.Services[w] * load)
	}
	below, above := p.Overload.Region(units)
	return min(safe, below/services), min(most, above/services)
}
