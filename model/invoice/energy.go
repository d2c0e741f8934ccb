package invoice

import (
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/pricing"
)

// energy bills the electricity of a pool at its load, year by year of the bill, and
// counts its carbon.
func (v *Invoice) energy(p *pool) {
	if _, ok := v.draw(p, p.from, 0, v.plan.Horizon.Hours); !ok {
		return
	}
	v.Kilowatts += float64(PeakWatts(p.Hardware, v.d) / 1000 * p.all())
	s := p.at.Site
	if s == nil {
		return
	}
	pue, hours := 1.0, v.plan.Finance.MonthHours
	if s.PUE.Set {
		pue = s.PUE.At(v.d)
	}
	billed := !s.EnergyFree && s.EnergyPrice.Set
	var price pricing.Price
	if billed {
		price = v.running(&s.EnergyPrice, true)
	}
	for _, y := range v.split(p, v.within(v.together(p), p.from, p.until)) {
		watts, _ := v.draw(p, y.months[0], y.from, y.to)
		months := float64(y.months[1] - y.months[0])
		if s.GridCarbon.Set {
			v.Carbon.Operational += float64(watts / 1000 * pue * hours * months * v.part * s.GridCarbon.At(v.d))
		}
		if billed {
			v.Bill.Power(&pricing.Power{
				Name: p.energy, Overhead: p.overhead, Kilowatts: watts / 1000, PUE: pue, HoursPerMonth: hours,
				PerKWh: price, From: y.months[0], Until: y.months[1],
			})
		}
	}
}

// together is the whole horizon where what a pool draws does not change with the years.
func (v *Invoice) together(p *pool) []span {
	h := p.Hardware
	if _, ok := v.use.Utilization(p.index, 0, v.plan.Horizon.Hours); ok && h.Idle.Set && h.Max.Set && len(v.spans) > 1 {
		return v.spans
	}
	return v.whole[:]
}

// embodied counts the carbon of making a pool's units, spread over their life.
func (v *Invoice) embodied(p *pool) {
	h := p.Hardware
	if h == nil || !h.EmbodiedCarbon.Set {
		return
	}
	life := v.Bill.Terms().Life
	if h.UsefulLife.Set {
		life = v.inMonths(h.UsefulLife.At(v.d))
	}
	for k, b := range p.batches {
		if k == 0 && p.Owned != nil && life <= p.Owned.Used(v.plan.Horizon.Begin) {
			continue // past its life, and nothing is made in its place
		}
		months := float64(p.until - b.month)
		v.Carbon.Embodied += float64(h.EmbodiedCarbon.At(v.d) * b.n * months * v.part / float64(life))
	}
}

// draw returns the mean watts of the units that a pool has in a month from one hour to
// another: of one that carries idle + (max − idle)·utilization where all three are known, else typical,
// else max. What waits in an active-standby pool is idle where that is known.
func (v *Invoice) draw(p *pool, month int, from, to float64) (float64, bool) {
	h := p.Hardware
	if h == nil {
		return 0, false
	}
	carrying, waiting := p.units(month)-float64(p.Units()-p.Count), 0.0
	var w float64
	u, ok := v.use.Utilization(p.index, from, to)
	switch {
	case ok && h.Idle.Set && h.Max.Set:
		idle := h.Idle.At(v.d)
		w = idle + float64((h.Max.At(v.d)-idle)*min(1, u))
		if p.Mode == model.ActiveStandby {
			units := carrying
			carrying = p.sets(units)
			waiting = float64(idle * (units - carrying))
		}
	case h.Typical.Set:
		w = h.Typical.At(v.d)
	case h.Max.Set:
		w = h.Max.At(v.d)
	default:
		return 0, false
	}
	return float64(w*carrying) + waiting + v.standby(p, w), true
}

// standby returns the power of a pool's standby: none of cold units; of others the
// idle power, else what a carrying unit draws.
func (v *Invoice) standby(p *pool, carrying float64) float64 {
	switch s := p.Standby; {
	case s == nil || s.Kind == "cold":
		return 0
	case p.Hardware.Idle.Set:
		return p.Hardware.Idle.At(v.d) * float64(s.Count)
	default:
		return carrying * float64(s.Count)
	}
}

// dependencies bills what is paid to others: by the year, or for the requests that
// go there.
func (v *Invoice) dependencies() {
	for i := range v.plan.Dependencies {
		dep := &v.plan.Dependencies[i]
		if !v.calls(i) {
			continue
		}
		if !v.joint {
			v.recur(pricing.Other, dep.Name, &dep.PricePerYear, 1, "", false)
		}
		v.consume(pricing.Other, v.names.calls[i], &dep.Price, "request", v.from, v.until, func(from, to float64) float64 {
			var calls float64
			for k, w := range v.fleet.Serves {
				if share, ok := v.plan.Calls(v.fleet, i, w); ok {
					calls += float64(v.called(k, from, to) * share.At(v.d))
				}
			}
			return calls
		})
	}
}

func (v *Invoice) called(workload int, from, to float64) float64 {
	if v.use.Calls != nil {
		return v.use.Calls(workload, from, to)
	}
	return v.use.Offered(workload, from, to)
}

// calls reports whether the fleet uses a dependency.
func (v *Invoice) calls(dependency int) bool {
	return slices.ContainsFunc(v.fleet.Serves, func(w int) bool {
		_, ok := v.plan.Calls(v.fleet, dependency, w)
		return ok
	})
}
