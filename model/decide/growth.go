package decide

import (
	"errors"
	"math"
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/model/demand"
	"github.com/capplan/capplan/model/exact"
	"github.com/capplan/capplan/model/invoice"
	"github.com/capplan/capplan/model/throughput"
)

// A growth is what the pools of a fleet buy ahead of demand, draw by draw.
type growth struct {
	pools    []int          // that buy
	expected demand.Traffic // the demand without noise, where it has some
	bought   []throughput.Purchase
}

// layGrowth finds the pools that buy.
func (s *stage) layGrowth() {
	for i := range s.fleet.Pools {
		if s.fleet.Pools[i].Grow != nil {
			s.pools = append(s.pools, i)
		}
	}
}

// buy gives the pools of a draw their purchases.
func (s *stage) buy(d model.Draw) {
	if len(s.pools) == 0 {
		return
	}
	expected := s.sys.Load.(model.Turning)
	if s.noisy {
		s.growth.expected.Reset(&s.spec, nil)
		expected = &s.growth.expected
	}
	buyers := make([]throughput.Buyer, len(s.pools))
	for k, i := range s.pools {
		p := &s.fleet.Pools[i]
		g := p.Grow
		buyers[k] = throughput.Buyer{
			Pool: i, Headroom: g.Headroom.At(d), Lead: g.Lead.At(d), Step: g.Step, Max: g.Max,
			Needs: func(count int) int { return needsOf(p, count) },
		}
	}
	s.bought = throughput.Buy(&s.sys, expected, buyers, s.rooms(d))
}

// needsOf is what a pool needs of another count.
func needsOf(p *model.Pool, count int) int {
	if p.Groups != nil {
		count /= p.Groups.Size
	}
	return p.NeedsOf(count)
}

// rooms bound what the pools of the fleet may have together: what their sites hold, and
// racks that are failure domains.
func (s *stage) rooms(d model.Draw) []throughput.Room {
	var out []throughput.Room
	per := func(site int, of func(p *model.Pool, at *model.Site) float64) []float64 {
		v := make([]float64, len(s.fleet.Pools))
		for i := range s.fleet.Pools {
			p := &s.fleet.Pools[i]
			at := p.Site
			if at < 0 {
				at = s.fleet.Site
			}
			if at == site {
				v[i] = of(p, &s.plan.Sites[at])
			}
		}
		return v
	}
	racks := func(p *model.Pool, at *model.Site) float64 { return invoice.RacksPer(p.Hardware, at, d) }
	for i := range s.plan.Sites {
		at := &s.plan.Sites[i]
		if at.MostRacks > 0 {
			out = append(out, throughput.Room{Name: "the " + short(float64(at.MostRacks)) + " racks of " + at.Name, Limit: float64(at.MostRacks), Per: per(i, racks)})
		}
		if at.MostPower.Set {
			kW := at.MostPower.At(d) / 1000
			out = append(out, throughput.Room{Name: "the " + short(at.MostPower.Value/1000) + " kW of " + at.Name, Limit: kW, Per: per(i, func(p *model.Pool, _ *model.Site) float64 {
				return invoice.PeakWatts(p.Hardware, d) / 1000
			})})
		}
	}
	if r, ok := s.racks(s.perRack(d)); ok {
		out = append(out, r)
	}
	return out
}

// rackDomain is what the innermost domain is called where it is a rack.
const rackDomain = "rack"

// racks are those that the failure domains of the fleet are, where what stands in them at
// the start fits.
func (s *stage) racks(per []float64) (r throughput.Room, ok bool) {
	inner := -1
	for i := range s.sys.Levels {
		if s.sys.Levels[i].Tree == 0 {
			inner = i
		}
	}
	if inner < 0 || s.sys.Levels[inner].Name != rackDomain {
		return r, false
	}
	place, counts := make([]int, len(s.sys.Pools)), make([]int, len(s.sys.Pools))
	for i := range s.sys.Pools {
		if place[i] = s.sys.Pools[i].Place; place[i] == 0 {
			per[i] = 0
		}
		counts[i] = s.sys.Pools[i].Units()
	}
	r = throughput.Room{Name: "the " + short(float64(s.sys.Levels[inner].Total)) + " racks of the failure domains", Limit: 1, Per: per, Place: place}
	return r, slices.Max(per) > 0 && r.Load(counts, -1, 0) <= 1+1e-12
}

// purchase is what a pool of the fleet bought in a draw.
func (s *stage) purchase(pool int) throughput.Purchase {
	for _, b := range s.bought {
		if b.Pool == pool {
			return b
		}
	}
	return throughput.Purchase{Pool: pool, First: math.Inf(1), Stops: math.Inf(1)}
}

// manyCost is about what it takes to solve all numbers of units that a system has: each as
// much as the last. 0 where that has no exact answer.
func manyCost(s *model.System, most float64) float64 {
	marks := s.Pieces(nil)
	_, cost, err := exact.SolveWithin(s.During(marks[len(marks)-1], s.Horizon), most)
	var long *exact.TooLong
	if errors.As(err, &long) {
		return math.Inf(1)
	}
	if err != nil {
		return 0
	}
	return cost * float64(len(marks))
}

// mayNotGrow is why a fleet whose pools buy nothing at likely values, but might at other
// draws, has no exact answer then; nil: it has, or none grows.
func (s *stage) mayNotGrow(most float64) error {
	if len(s.pools) == 0 || s.sys.Grows() {
		return nil
	}
	grown := s.sys
	grown.Pools = slices.Clone(s.sys.Pools)
	for _, i := range s.pools {
		p, g := &grown.Pools[i], s.fleet.Pools[i].Grow
		if n := p.Count + g.Step; n <= g.Max {
			p.Arrivals = []model.Arrival{{At: grown.Horizon / 2, Count: n, Needs: needsOf(&s.fleet.Pools[i], n)}}
		}
	}
	_, _, err := exact.SolveWithin(&grown, most)
	return err
}
