package exact

import "github.com/capplan/capplan/model"

// loses returns the share of a workload's requests that is lost, but for what gateways
// lose, with the causes of a scene at work. Incidents that are not of the chain are
// independent of it, and what is served is linear in each.
func (h *whole) loses(w int, c *scene) float64 {
	s := h.lumped.s
	rest, pools := h.outside(c)
	offered := s.Load.Offered(w, 0, s.Horizon)
	x, spot := h.newGlance(), h.newSpot()
	refused := map[string]float64{}
	var buf []byte
	var total float64
	for i := len(h.p) - 1; i >= 0; i-- {
		h.open(h.keys[i], spot)
		h.look(spot, c, x)
		lost := h.lostIn(w, c, spot, x, pools)
		if lost < 1 && offered > 0 {
			buf = buf[:0]
			for k := range x.pools {
				buf = append(buf, byte(x.pools[k].carry), byte(x.pools[k].carry>>8))
			}
			r, ok := refused[string(buf)]
			if !ok {
				if limits := h.limits(w, x); len(limits) > 0 {
					r = s.Load.Refused(w, limits, 0, s.Horizon) / offered
					h.ops += 3000
				}
				refused[string(buf)] = r
			}
			lost = union(lost, r)
		}
		total += h.p[i] * lost
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

// lostIn returns what a state loses, demand above capacity apart.
func (h *whole) lostIn(w int, c *scene, s *lumpSpot, x *glance, pools []float64) float64 {
	for i := range h.kinds {
		if k := &h.kinds[i]; k.index >= 0 && c.incidents[k.index] && h.lumped.s.Incidents[k.index].Reach == model.ReachFleet && s.v[k.at[0]] > 0 {
			return 1
		}
	}
	all := 0.0
	for i := range h.pools {
		p, y := &h.pools[i], &x.pools[i]
		if y.stopped && p.Cover.Scope == model.ScopeFleet && c.failover[i] && h.stops(s, p) {
			return 1
		}
		if !p.Uses[w] {
			continue
		}
		lost := pools[i]
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
		all = union(all, p.VisitOf(w)*lost)
	}
	return all
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

// limits returns what may refuse requests of a workload in a state.
func (h *whole) limits(w int, x *glance) []model.Limit {
	s := h.lumped.s
	var out []model.Limit
	add := func(l model.Limit) {
		if l.Weight != nil && l.Weight[w] > 0 && l.Capacity < s.Load.Peak(l.Weight, 0, s.Horizon) {
			out = append(out, l)
		}
	}
	for i := range h.pools {
		p := &h.pools[i]
		if !p.Uses[w] || p.Capacity == nil {
			continue
		}
		l := model.Limit{Weight: p.Weight, Visit: p.Visit}
		switch {
		case p.Size > 0:
			l.Capacity = p.Capacity[0] * float64(p.Groups())
		case p.switches:
			l.Capacity = p.Capacity[1]
		default:
			l.Capacity = p.Capacity[x.pools[i].carry]
		}
		add(l)
	}
	for i := range s.Gateways {
		if s.Gateways[i].Limit.Weight != nil {
			add(s.Gateways[i].Limit)
		}
	}
	return out
}
