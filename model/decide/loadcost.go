package decide

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/invoice"
	"github.com/capplan/capplan/model/throughput"
)

// A loadCost knows what a fleet costs at multiples of today's load, sized for each.
//
// The bill of a fleet asks the trial for three things only. Of these the requests and
// the work they make of each pool grow with the load, and expected failures with the
// units, so that each draw is resolved once and all loads are billed from it. Noise is
// left out: its mean is 1, and money is linear in the requests.
type loadCost struct {
	fleet model.Fleet // of its own, with the counts of the last load
	fit   *fitting
	bill  *invoice.Invoice
	use   invoice.Usage
	draws []model.Draw
	spans [][2]float64 // hours that the bill asks for
	at    []drawn      // by draw, the last one at likely values
	now   int          // of at
	times float64      // the load of the last counts
	over  bool         // a load was met whose money is more than a bill holds

	means  map[float64]column  // present values by load
	likely map[float64]float64 // present value at likely values by load
}

// drawn is what a draw says of a fleet's load and failures, today.
type drawn struct {
	offered [][]float64 // requests, by span and workload
	weight  [][]float64 // what 1 req/s takes of each pool, by workload
	failing []float64   // failures over the horizon of a unit that ages
	waiting []float64   // of a unit that stands by
	scale   [][2]float64
}

func newLoadCost(p *model.Plan, f *model.Fleet, draws []model.Draw) *loadCost {
	c := &loadCost{fleet: *f, fit: newFitting(p, f), draws: draws, means: map[float64]column{}, likely: map[float64]float64{}}
	c.fleet.Pools = slices.Clone(f.Pools)
	c.bill = invoice.New(p, &c.fleet)
	c.hours(p, f)
	s := newStage(p, f)
	for _, d := range append(slices.Clone(draws), nil) {
		s.resolve(d)
		c.at = append(c.at, c.draw(s, d))
	}
	c.use = invoice.Usage{
		Utilization: c.utilization,
		Offered: func(w int, from, to float64) float64 {
			return float64(c.times * c.at[c.now].offered[c.span(from, to)][w])
		},
		Failures: func(i int) float64 {
			a, p := &c.at[c.now], &c.fleet.Pools[i]
			n := float64(float64(p.Count) * a.failing[i])
			if p.Standby != nil {
				n += float64(float64(p.Standby.Count) * a.waiting[i])
			}
			return n
		},
	}
	return c
}

// hours notes which hours a bill asks for: they are the same for all draws.
func (c *loadCost) hours(p *model.Plan, f *model.Fleet) {
	s := newStage(p, f)
	use := s.usage()
	note := func(from, to float64) {
		if h := [2]float64{from, to}; !slices.Contains(c.spans, h) {
			c.spans = append(c.spans, h)
		}
	}
	offered, utilization := use.Offered, use.Utilization
	use.Offered = func(w int, from, to float64) float64 { note(from, to); return offered(w, from, to) }
	use.Utilization = func(i int, from, to float64) (float64, bool) { note(from, to); return utilization(i, from, to) }
	c.bill.Fill(nil, &use)
}

func (c *loadCost) span(from, to float64) int {
	i := slices.Index(c.spans, [2]float64{from, to})
	if i < 0 {
		panic("decide: a bill asks for other hours at another load")
	}
	return i
}

// draw notes what a resolved stage says.
func (c *loadCost) draw(s *stage, d model.Draw) drawn {
	var a drawn
	for _, h := range c.spans {
		all := make([]float64, len(s.fleet.Serves))
		for w := range all {
			all[w] = s.sys.Load.Offered(w, h[0], h[1])
		}
		a.offered = append(a.offered, all)
	}
	for i := range s.sys.Pools {
		p := &s.sys.Pools[i]
		failing := 0.0
		if p.Life.Kind != model.NeverLaw && p.Repair.Kind != model.NeverLaw {
			failing = s.sys.Horizon / (p.Life.Mean + p.Repair.Mean)
		}
		a.weight = append(a.weight, slices.Clone(p.Weight))
		a.failing, a.waiting = append(a.failing, failing), append(a.waiting, failing*p.Dormancy)
		var scale [2]float64
		if t := s.fleet.Pools[i].Throughput; t != nil {
			scale = [2]float64{t.Contention.At(d), t.Coherency.At(d)}
		}
		a.scale = append(a.scale, scale)
	}
	return a
}

// utilization is [stage.utilizationIn] at the load and the counts of now.
func (c *loadCost) utilization(i int, from, to float64) (float64, bool) {
	p, z, a := &c.fleet.Pools[i], c.fit.sizes[i], &c.at[c.now]
	if z == nil {
		return 0, false
	}
	groups, size := 1.0, p.Count
	if p.Groups != nil {
		groups, size = float64(p.Count/p.Groups.Size), p.Groups.Size
	}
	full := groups
	if p.Mode == model.Shared {
		full *= throughput.USL(1, a.scale[i][0], a.scale[i][1], float64(size))
	}
	var need float64
	for w, n := range a.offered[c.span(from, to)] {
		need += float64(a.weight[i][w]*n) / (3600 * (to - from))
	}
	return float64(c.times*need) / full, true
}

// resize gives the pools their counts at so many times the load.
func (c *loadCost) resize(times float64) {
	if c.times == times {
		return
	}
	c.times = times
	for i := range c.fleet.Pools {
		if c.fit.sizes[i] == nil || c.fit.need[i] == 0 {
			continue
		}
		s, p := c.fit.size(i, times), &c.fleet.Pools[i]
		p.Count, p.Groups = s.Count, c.fit.fleet.Pools[i].Groups
		if s.Set > 0 {
			p.Groups = &model.Groups{Size: s.Set, Needs: 1}
		}
	}
}

// present is what draw t costs at the counts of now.
func (c *loadCost) present(t int) float64 {
	c.now = t
	var d model.Draw
	if t < len(c.draws) {
		d = c.draws[t]
	}
	c.bill.Fill(d, &c.use)
	c.over = c.over || c.bill.Bill.Err() != nil
	return c.bill.Bill.PresentValue().Float()
}

// mean returns the present values at so many times the load, a draw each.
func (c *loadCost) mean(times float64) column {
	if v, ok := c.means[times]; ok {
		return v
	}
	c.resize(times)
	v := make(column, len(c.draws))
	for t := range v {
		v[t] = c.present(t)
	}
	c.means[times] = v
	return v
}

// guess returns the present value at likely values.
func (c *loadCost) guess(times float64) float64 {
	if v, ok := c.likely[times]; ok {
		return v
	}
	c.resize(times)
	v := c.present(len(c.draws))
	c.likely[times] = v
	return v
}

// reach returns the largest multiple of the load that the counts for one carry, +Inf
// where nothing limits.
func (c *loadCost) reach(times float64) float64 {
	c.resize(times)
	r := math.Inf(1)
	for i, z := range c.fit.sizes {
		if z != nil && c.fit.need[i] > 0 {
			r = min(r, z.Carries(c.fleet.Pools[i].Count/z.Step)/c.fit.need[i])
		}
	}
	return r
}

// farthest returns the largest multiple of the load, up to most, that some size
// carries, and the pool that limits it.
func (c *loadCost) farthest(most float64) (times float64, pool string) {
	times = most
	for i, z := range c.fit.sizes {
		if z == nil || c.fit.need[i] == 0 {
			continue
		}
		if _, ok := z.Least(c.fit.need[i] * most); !ok {
			if t := z.Carries(z.Most) / c.fit.need[i]; t < times {
				times, pool = t, c.fleet.Pools[i].Name
			}
		}
	}
	return times, pool
}

// fixed says why the fleet cannot be of another size; empty: it can.
func (c *loadCost) fixed() string {
	sized := false
	for i, z := range c.fit.sizes {
		if z == nil || c.fit.need[i] == 0 {
			continue
		}
		sized = true
		p := &c.fit.fleet.Pools[i]
		if p.Grow != nil {
			return p.Name + " of " + c.fleet.Name + " grows with the demand"
		}
		if p.Owned != nil {
			return p.Name + " of " + c.fleet.Name + " is owned as it stands: take --greenfield"
		}
	}
	if !sized {
		return c.fleet.Name + " has no pool whose count a load decides"
	}
	return ""
}
