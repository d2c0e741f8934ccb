package invoice

import (
	"slices"

	"github.com/capplan/capplan/pricing"
)

// energy bills the electricity of a pool at its load, and counts its carbon.
func (v *Invoice) energy(p *pool) {
	w, ok := v.watts(p)
	if !ok {
		return
	}
	v.Kilowatts += float64(peakWatts(p.Hardware, v.d) / 1000 * float64(p.Units()))
	s := p.at.Site
	if s == nil {
		return
	}
	kW, pue := (float64(w*float64(p.Count))+v.waiting(p, w))/1000, 1.0
	if s.PUE.Set {
		pue = s.PUE.At(v.d)
	}
	hours := v.plan.Finance.MonthHours
	if s.GridCarbon.Set {
		v.Carbon.Operational += float64(kW * pue * hours * float64(v.months) * v.part * s.GridCarbon.At(v.d))
	}
	if s.EnergyFree || !s.EnergyPrice.Set {
		return
	}
	v.Bill.Power(&pricing.Power{
		Name: p.energy, Overhead: p.overhead, Kilowatts: kW, PUE: pue, HoursPerMonth: hours, PerKWh: v.running(&s.EnergyPrice, true),
	})
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
	v.Carbon.Embodied += h.EmbodiedCarbon.At(v.d) * float64(p.Units()) * float64(v.months) * v.part / float64(life)
}

// watts returns the mean power of a unit: idle + (max − idle)·utilization where
// all three are known, else typical, else max.
func (v *Invoice) watts(p *pool) (float64, bool) {
	h := p.Hardware
	if h == nil {
		return 0, false
	}
	if u, ok := v.use.Utilization(p.index); ok && h.Idle.Set && h.Max.Set {
		idle := h.Idle.At(v.d)
		return idle + float64((h.Max.At(v.d)-idle)*min(1, u)), true
	}
	switch {
	case h.Typical.Set:
		return h.Typical.At(v.d), true
	case h.Max.Set:
		return h.Max.At(v.d), true
	}
	return 0, false
}

// waiting returns the power of a pool's standby: none of cold units; of others the
// idle power, else what a carrying unit draws.
func (v *Invoice) waiting(p *pool, carrying float64) float64 {
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
		calls, used := 0.0, false
		for k, w := range v.fleet.Serves {
			if slices.Contains(dep.UsedBy, w) {
				calls += float64(v.use.Offered(k) * dep.Share.At(v.d))
				used = true
			}
		}
		if used {
			v.recur(pricing.Other, dep.Name, &dep.PricePerYear, 1, "", false)
			v.consume(pricing.Other, v.names.calls[i], &dep.Price, calls, "request", false)
		}
	}
}
