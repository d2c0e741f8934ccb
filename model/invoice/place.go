package invoice

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/pricing"
)

// place bills what the pools of a site share: whole racks of its space, the building
// and the network.
func (v *Invoice) place(s *site) {
	built := 0.0
	v.eachChange(func(from, until int) {
		x := v.extent(s, from)
		if until == 0 {
			v.Racks += wholeRacks(x.all)
		}
		if s.Site == nil {
			return
		}
		count, unit := wholeRacks(x.own), "rack"
		switch s.SpacePer {
		case "U":
			count, unit = x.height, "U"
		case "kW":
			count, unit = x.watts/1000, "kW"
		}
		v.recurIn(pricing.Space, s.space, &s.Space, count, unit, true, from, until)
		if s.Facility != nil && x.watts > built {
			v.facility(s, x.watts-built, from)
			built = x.watts
		}
	})
	if s.Site != nil {
		from, until := s.reach()
		v.network(&s.Network, s.network, nil, from, until, v.joint)
	}
}

func wholeRacks(n float64) float64 { return math.Ceil(n - 1e-9) }

// An extent is what the pools of a site take of it: parts of racks, of those of one's own
// and of all, and the height and the largest power of one's own.
type extent struct{ own, all, height, watts float64 }

func (v *Invoice) extent(s *site, month int) (x extent) {
	for _, p := range s.pools {
		units := p.units(month)
		n := v.racks(p, units)
		x.all += n
		if p.rented {
			continue
		}
		x.own += n
		if p.Hardware != nil {
			x.height += float64(units * p.Hardware.Size.At(v.d))
			x.watts += float64(units * PeakWatts(p.Hardware, v.d))
		}
	}
	return x
}

func (v *Invoice) facility(s *site, watts float64, from int) {
	f := s.Facility
	out := pricing.Facility{OpexName: s.opex, Watts: watts, Occupancy: 1, OpexPerYear: v.running(&f.Opex, true), From: from}
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
	if _, until := s.reach(); until < v.months { // nobody sells the building
		opex := out.OpexPerYear
		out.OpexPerYear = pricing.Price{}
		v.Bill.Facility(&out)
		if opex.Value != 0 {
			v.Bill.Running(&pricing.Running{Category: pricing.Space, Name: s.opex, PerYear: opex, Count: watts / out.Occupancy, Unit: "W", From: from, Until: until})
		}
		return
	}
	v.Bill.Facility(&out)
}

// racks returns how many racks n units of a pool fill, in parts of a rack. A unit larger
// than a rack takes whole racks.
func (v *Invoice) racks(p *pool, n float64) float64 {
	fit, each := fits(p.Hardware, p.at.Site, v.d)
	if fit >= 1 {
		return n / fit
	}
	return n * each
}

// RacksPer returns how much of a rack of a site one unit fills; above 1 whole racks.
func RacksPer(h *model.Hardware, s *model.Site, d model.Draw) float64 {
	fit, each := fits(h, s, d)
	if fit >= 1 {
		return 1 / fit
	}
	return each
}

// fits returns how many units go in a rack or, where none does, the racks of one; 0 of
// what has no size.
func fits(h *model.Hardware, s *model.Site, d model.Draw) (fit, each float64) {
	if h == nil || !h.Size.Set {
		return 0, 0
	}
	height, power := 42.0, math.Inf(1)
	if s != nil && s.RackSize.Set {
		height = s.RackSize.At(d)
	}
	if s != nil && s.RackPower.Set {
		power = s.RackPower.At(d)
	}
	size, w := h.Size.At(d), PeakWatts(h, d)
	fit = math.Floor(height / size * (1 + 1e-12))
	if w > 0 {
		fit = min(fit, math.Floor(power/w*(1+1e-12)))
	}
	if fit >= 1 {
		return fit, 0
	}
	return 0, math.Ceil(max(size/height, w/power) * (1 - 1e-12))
}

// PeakWatts is what racks, feeds and buildings are filled by: max power, else typical.
func PeakWatts(h *model.Hardware, d model.Draw) float64 {
	switch {
	case h == nil:
		return 0
	case h.Max.Set:
		return h.Max.At(d)
	}
	return h.Typical.At(d)
}

// network bills money by the year, or what the requests move that the fleet, or one of
// its pools, is offered in the months from, until (excluded). What is paid by the year
// may be entered elsewhere.
func (v *Invoice) network(n *model.Network, name string, p *pool, from, until int, elsewhere bool) {
	if !elsewhere {
		v.recurIn(pricing.Network, name, &n.PerYear, 1, "", false, from, v.end(until))
	}
	if !n.PerByte.Set {
		return
	}
	bytes := n.Request.At(v.d)
	v.consume(pricing.Network, name, &n.PerByte, "B", from, until, func(from, to float64) float64 { return bytes * v.requests(p, from, to) })
}

// requests that the fleet, or one of its pools, is offered from one hour to another.
func (v *Invoice) requests(p *pool, from, to float64) float64 {
	var sum float64
	for k, w := range v.fleet.Serves {
		switch {
		case p == nil:
			sum += v.use.Offered(k, from, to)
		case v.use.Visits != nil:
			sum += float64(v.use.Visits(p.index, k, from, to) * p.ShareOf(w, v.d))
		default:
			sum += float64(v.use.Offered(k, from, to) * p.ShareOf(w, v.d))
		}
	}
	return sum
}
