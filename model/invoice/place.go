package invoice

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/pricing"
)

// place bills what the pools of a site share: whole racks of its space, the building
// and the network.
func (v *Invoice) place(s *site) {
	var own, all, height, watts float64
	for _, p := range s.pools {
		n := v.racks(p)
		all += n
		if p.rented {
			continue
		}
		own += n
		if p.Hardware != nil {
			height += float64(float64(p.Units()) * p.Hardware.Size.At(v.d))
			watts += float64(float64(p.Units()) * peakWatts(p.Hardware, v.d))
		}
	}
	v.Racks += math.Ceil(all - 1e-9)
	if s.Site == nil {
		return
	}
	switch s.SpacePer {
	case "U":
		v.recur(pricing.Space, s.space, &s.Space, height, "U", true)
	case "kW":
		v.recur(pricing.Space, s.space, &s.Space, watts/1000, "kW", true)
	default:
		v.recur(pricing.Space, s.space, &s.Space, math.Ceil(own-1e-9), "rack", true)
	}
	if s.Facility != nil && watts > 0 {
		v.facility(s, watts)
	}
	v.network(&s.Network, s.network, nil)
}

func (v *Invoice) facility(s *site, watts float64) {
	f := s.Facility
	out := pricing.Facility{OpexName: s.opex, Watts: watts, Occupancy: 1, OpexPerYear: v.running(&f.Opex, true)}
	if f.Occupancy.Set {
		out.Occupancy = f.Occupancy.At(v.d)
	}
	if f.Life.Set {
		out.Life = v.inMonths(f.Life.At(v.d))
	}
	v.facade = v.facade[:0]
	for i := range f.Prices {
		v.facade = append(v.facade, pricing.NamedPrice{Name: s.walls[i], Price: v.price(&f.Prices[i].Price, false)})
	}
	out.Prices = v.facade
	v.Bill.Facility(&out)
}

// racks returns how many racks a pool fills, in parts of a rack. A unit larger than
// a rack takes whole racks.
func (v *Invoice) racks(p *pool) float64 {
	if p.Hardware == nil || !p.Hardware.Size.Set {
		return 0
	}
	height, power := 42.0, math.Inf(1)
	if s := p.at.Site; s != nil && s.RackSize.Set {
		height = s.RackSize.At(v.d)
	}
	if s := p.at.Site; s != nil && s.RackPower.Set {
		power = s.RackPower.At(v.d)
	}
	size, w := p.Hardware.Size.At(v.d), peakWatts(p.Hardware, v.d)
	fit := math.Floor(height / size * (1 + 1e-12))
	if w > 0 {
		fit = min(fit, math.Floor(power/w*(1+1e-12)))
	}
	if fit >= 1 {
		return float64(p.Units()) / fit
	}
	return float64(p.Units()) * math.Ceil(max(size/height, w/power)*(1-1e-12))
}

// peakWatts is what racks, feeds and buildings are filled by: max power, else typical.
func peakWatts(h *model.Hardware, d model.Draw) float64 {
	switch {
	case h == nil:
		return 0
	case h.Max.Set:
		return h.Max.At(d)
	}
	return h.Typical.At(d)
}

// network bills money by the year, or what the requests move that the fleet, or one of
// its pools, is offered.
func (v *Invoice) network(n *model.Network, name string, p *pool) {
	v.recur(pricing.Network, name, &n.PerYear, 1, "", false)
	if !n.PerByte.Set {
		return
	}
	bytes := n.Request.At(v.d)
	v.consume(pricing.Network, name, &n.PerByte, "B", func(from, to float64) float64 { return bytes * v.requests(p, from, to) })
}

// requests that the fleet, or one of its pools, is offered from one hour to another.
func (v *Invoice) requests(p *pool, from, to float64) float64 {
	var sum float64
	for k, w := range v.fleet.Serves {
		n := v.use.Offered(k, from, to)
		if p != nil {
			n *= p.ShareOf(w, v.d)
		}
		sum += n
	}
	return sum
}
