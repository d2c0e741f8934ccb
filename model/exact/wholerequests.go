package exact

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/capplan/capplan/model"
)

// loses returns the share of a workload's requests that is lost, but for what gateways
// lose, with the causes of a scene at work. Incidents that are not of the chain are
// independent of it, and what is served is linear in each.
func (h *whole) loses(w int, c *scene) float64 {
	s := h.lumped.s
	rest, pools := h.outside(c)
	offered := s.Load.Offered(w, 0, s.Horizon)
	x, spot := h.newGlance(), h.newSpot()
	q := &asked{h: h, w: w, x: x, own: make([]float64, len(h.pools)), outside: pools, known: map[string]float64{}}
	q.offered = offered
	var total float64
	for i := len(h.p) - 1; i >= 0; i-- {
		h.open(h.keys[i], spot)
		h.look(spot, c, x)
		if h.lostIn(w, c, spot, x, q.own) {
			total += h.p[i]
		} else {
			total += h.p[i] * q.lost(0)
		}
	}
	h.ops += 200 * float64(len(h.p))
	return union(rest, total)
}

// outside returns the loss by incidents of the whole fleet or of shares, and by pool
// that by incidents which stop it.
func (h *whole) outside(c *scene) (rest float64, pools []float64) {
	pools = make([]float64, len(h.pools))
	for i := range h.lumped.s.Incidents {
		in := &h.lumped.s.Incidents[i]
		if !c.incidents[i] || h.inside(i) {
			continue
		}
		switch in.Reach {
		case model.ReachFleet:
			rest = union(rest, inForce(in))
		case model.ReachShare:
			rest = union(rest, inForce(in)*in.Share)
		case model.ReachPool:
			pools[in.Index] = union(pools[in.Index], inForce(in))
		}
	}
	return rest, pools
}

// inside reports whether an incident kind is a part of the chain.
func (h *whole) inside(incident int) bool {
	for i := range h.kinds {
		if h.kinds[i].index == incident {
			return true
		}
	}
	return false
}

// An asked is what a state loses of a workload's requests.
type asked struct {
	h            *whole
	w            int
	x            *glance
	own, outside []float64 // by pool: what it loses; the chance that an incident beside the chain stops it
	offered      float64
	known        map[string]float64 // what limits refuse, of offered
	key          []byte
}

// lost returns the share lost, the pools from number i on not yet looked at with the
// incidents beside the chain. One that may limit refuses nothing more while stopped.
func (q *asked) lost(i int) float64 {
	for ; i < len(q.own); i++ {
		e, p := q.outside[i], &q.h.pools[i]
		if e == 0 || !p.Uses[q.w] || q.own[i] == 1 {
			continue
		}
		own := q.own[i]
		q.own[i] = 1
		stopped := q.lost(i + 1)
		q.own[i] = own
		return e*stopped + (1-e)*q.lost(i+1)
	}
	all := 0.0
	for k := range q.own {
		all = union(all, q.h.pools[k].VisitOf(q.w)*q.own[k])
	}
	if all == 1 || !(q.offered > 0) {
		return all
	}
	return union(all, q.refused())
}

// refused returns what limits refuse of what the pools do not lose themselves.
func (q *asked) refused() float64 {
	q.key = q.key[:0]
	for k := range q.x.pools {
		carry := q.x.pools[k].carry
		q.key = binary.LittleEndian.AppendUint32(q.key, uint32(carry))
		if p := &q.h.pools[k]; p.Capacity != nil && p.VisitOf(q.w) < 1 {
			q.key = binary.LittleEndian.AppendUint64(q.key, math.Float64bits(q.own[k]))
		}
	}
	r, ok := q.known[string(q.key)]
	if !ok {
		if limits := q.h.limits(q.w, q.x, q.own); len(limits) > 0 {
			r = q.h.lumped.s.Load.Refused(q.w, limits, 0, q.h.lumped.s.Horizon) / q.offered
			q.h.ops += 3000
		}
		q.known[string(q.key)] = r
	}
	return r
}

// lostIn finds what each pool loses in a state of the requests that visit it, demand
// above capacity and incidents that are not of the chain apart. True: all is lost.
func (h *whole) lostIn(w int, c *scene, s *lumpSpot, x *glance, own []float64) bool {
	for i := range h.kinds {
		if k := &h.kinds[i]; k.index >= 0 && c.incidents[k.index] && h.lumped.s.Incidents[k.index].Reach == model.ReachFleet && s.v[k.at[0]] > 0 {
			return true
		}
	}
	for i := range h.pools {
		p, y := &h.pools[i], &x.pools[i]
		if y.stopped && p.Cover.Scope == model.ScopeFleet && c.failover[i] && h.stops(s, p) {
			return true
		}
		own[i] = 0
		if !p.Uses[w] {
			continue
		}
		lost := 0.0
		switch {
		case y.stopped || y.idle || p.Capacity == nil && p.Size == 0 && !y.has:
			lost = 1
		case p.Size > 0:
			lost = union(lost, float64(p.Groups()-y.groups)/float64(p.Groups()))
		}
		if y.gray > 0 && c.gray[i] && lost < 1 {
			lost = union(lost, (1-p.Gray.Works)*h.half(s, p, y))
		}
		if p.taking >= 0 && c.failover[i] {
			n := int32(0)
			for k := range p.take.rate {
				n += s.v[p.taking+k]
			}
			lost = union(lost, min(1, float64(n)/float64(p.Count)))
		}
		own[i] = lost
	}
	return false
}

// half returns which part of the units that serve is gray.
func (h *whole) half(s *lumpSpot, p *lumpedPool, y *poolGlance) float64 {
	switch {
	case p.Size > 0:
		if y.groups == 0 {
			return 0
		}
		return y.gray / float64(y.groups)
	case p.switches:
		ci := p.cells[s.v[p.who]]
		for k := range p.statuses {
			if p.statuses[k].gray > 0 && s.v[h.cells[ci].at+k] > 0 {
				return 1
			}
		}
		return 0
	case y.carry == 0:
		return 0
	}
	return min(1, y.gray/float64(y.carry))
}

// stops reports whether an uncovered failure of the pool stops anything.
func (h *whole) stops(s *lumpSpot, p *lumpedPool) bool {
	if p.stop >= 0 && h.any(s, p.stop, p.stopped.len()) {
		return true
	}
	for _, ci := range p.cells {
		for k := range p.statuses {
			if p.statuses[k].holds && s.v[h.cells[ci].at+k] > 0 {
				return true
			}
		}
	}
	return false
}

// limits returns what may refuse requests of a workload in a state in which the pools
// lose so much of what visits them.
func (h *whole) limits(w int, x *glance, own []float64) []model.Limit {
	s := h.lumped.s
	var out []model.Limit
	add := func(l model.Limit) {
		if l.Weight != nil && l.Weight[w] > 0 && l.Capacity < s.Load.Need(&l, 0, s.Horizon) {
			out = append(out, l)
		}
	}
	for i := range h.pools {
		p := &h.pools[i]
		if !p.Uses[w] || p.Capacity == nil || own[i] == 1 {
			continue
		}
		l := model.Limit{Weight: p.Weight, Visit: p.Visit}
		visit := p.VisitOf(w)
		if left := visit * (1 - own[i]) / (1 - visit*own[i]); visit < 1 && own[i] > 0 { // of what it does not lose itself
			l.Visit = slices.Clone(p.Visit)
			l.Visit[w], visit = left, left
		}
		switch {
		case p.Size > 0:
			l.Capacity = p.Capacity[0] * float64(p.Groups())
		case p.switches:
			l.Capacity = p.Capacity[1]
		default:
			l.Capacity = p.Capacity[x.pools[i].carry]
		}
		add(l)
		for k := range p.Walls {
			wall := p.Walls[k].At(x.pools[i].carry)
			if calls := visit * p.Walls[k].Calls[w]; calls != wall.VisitOf(w) {
				wall.Visit = slices.Clone(wall.Visit)
				wall.Visit[w] = calls
			}
			add(wall)
		}
	}
	for i := range s.Gateways {
		if s.Gateways[i].Limit.Weight != nil {
			add(s.Gateways[i].Limit)
		}
	}
	return out
}
