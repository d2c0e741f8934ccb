package throughput

import (
	"math"

	"github.com/capplan/capplan/model"
)

// A Buyer is a pool that orders ahead of demand, drawn. At every instant it orders as
// many whole steps as keep
//
//	capacity ≥ (1 + headroom) · the largest need expected until the order arrives
//
// units on order counted. The need is known ahead, noise out, so a step is due when
// the need first rises above capacity ÷ (1 + headroom): it is ordered Lead before that
// and arrives just then, or is ordered at once and arrives after Lead.
type Buyer struct {
	Pool     int
	Headroom float64
	Lead     float64 // hours
	Step     int     // units
	Max      int     // units in all; Capacity reaches as far
	Needs    func(count int) int
}

// A Room bounds what the pools of a fleet may have together:
//
//	Σ Per · units ≤ Limit
//
// or, of a room of racks that are domains of the fleet, the fullest one:
//
//	Σ Per · ⌈units ÷ Place⌉ ≤ Limit
type Room struct {
	Name  string
	Limit float64
	Per   []float64 // by pool
	Place []int     // by pool; nil: all stand together
}

// A Purchase says how the buying of a pool went.
type Purchase struct {
	Pool  int
	First float64 // hours: when the first step is to be ordered, bought or not; +Inf: none is
	Stops float64 // hours: when a step was due that could not be bought; +Inf: none was
	By    string  // what stood in the way: max, a room, or the scaling law
}

// By what purchases stop, beside rooms.
const (
	StopsAtMax     = "max"
	StopsByScaling = "the scaling law"
)

// Buy gives the pools of a drawn system their arrivals. Orders of several pools that
// share rooms are placed in the order of time, those of one instant in the order of the
// buyers; a step that does not fit is not bought, nor any after it.
func Buy(s *model.System, expected model.Turning, buyers []Buyer, rooms []Room) []Purchase {
	out := make([]Purchase, len(buyers))
	orders := make([]order, len(buyers))
	counts := make([]int, len(s.Pools))
	for i := range s.Pools {
		counts[i] = s.Pools[i].Units()
	}
	for k := range buyers {
		b := &buyers[k]
		p := &s.Pools[b.Pool]
		p.Arrivals = p.Arrivals[:0]
		out[k] = Purchase{Pool: b.Pool, First: math.Inf(1), Stops: math.Inf(1)}
		orders[k] = b.next(s, expected, p.Count, 0)
	}
	for {
		k := -1
		for i := range orders {
			if orders[i].due && (k < 0 || orders[i].placed < orders[k].placed) {
				k = i
			}
		}
		if k < 0 {
			return out
		}
		b, o := &buyers[k], orders[k]
		p := &s.Pools[b.Pool]
		out[k].First = min(out[k].First, o.placed) // orders rise
		n := counts[b.Pool] + b.Step
		if by := b.stop(p, counts, n, rooms); by != "" {
			out[k].Stops, out[k].By = o.placed, by
			orders[k].due = false
			continue
		}
		counts[b.Pool] = n
		arrival := model.Arrival{At: o.arrives, Count: n, Needs: b.Needs(n)}
		if last := len(p.Arrivals) - 1; last >= 0 && p.Arrivals[last].At == o.arrives {
			p.Arrivals[last] = arrival
		} else {
			p.Arrivals = append(p.Arrivals, arrival)
		}
		orders[k] = b.next(s, expected, n, o.needed)
	}
}

// An order is the next step of a buyer.
type order struct {
	due                     bool
	needed, placed, arrives float64
}

// next finds when a pool of n units orders again. What would arrive at the horizon's
// end or later is not looked at.
func (b *Buyer) next(s *model.System, expected model.Turning, n int, from float64) order {
	p := &s.Pools[b.Pool]
	full := fullOf(p, n) / (1 + b.Headroom)
	t, ok := expected.Next([]model.Limit{{Weight: p.Weight, Capacity: full}}, true, from, s.Horizon)
	o := order{ok, t, max(0, t-b.Lead), max(t, b.Lead)}
	o.due = ok && o.arrives > 0 && o.arrives < s.Horizon
	return o
}

// fullOf returns what n units of a pool carry.
func fullOf(p *model.PoolSystem, n int) float64 {
	if p.Size > 0 {
		return p.Capacity[0] * float64(n/p.Size)
	}
	return p.Capacity[n]
}

// stop says what stands in the way of n units; empty: nothing.
func (b *Buyer) stop(p *model.PoolSystem, counts []int, n int, rooms []Room) string {
	switch {
	case n > b.Max:
		return StopsAtMax
	case !(fullOf(p, n) > fullOf(p, n-b.Step)):
		return StopsByScaling
	}
	for i := range rooms {
		if !rooms[i].holds(counts, b.Pool, n) {
			return rooms[i].Name
		}
	}
	return ""
}

// holds reports whether a room holds the units of all pools when one of them has n.
func (r *Room) holds(counts []int, pool, n int) bool {
	if r.Per[pool] == 0 {
		return true
	}
	return r.Load(counts, pool, n) <= r.Limit*(1+1e-12)
}

// Load returns what of a room's limit the pools take when one of them has n units (−1:
// none of them has others).
func (r *Room) Load(counts []int, pool, n int) float64 {
	var sum float64
	for i, k := range counts {
		if i == pool {
			k = n
		}
		if r.Place != nil && r.Place[i] > 0 {
			k = (k + r.Place[i] - 1) / r.Place[i]
		}
		sum += float64(r.Per[i] * float64(k))
	}
	return sum
}
