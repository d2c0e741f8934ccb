package decide

import (
	"math"
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/pricing"
)

func (v *invoice) energy(i int, p *model.Pool) {
	s := v.site(p)
	w, ok := v.watts(i, p)
	if !ok {
		return
	}
	v.kilowatts += peakWatts(p.Hardware, v.d) / 1000 * float64(p.Units())
	if s == nil || s.EnergyFree || !s.EnergyPrice.Set {
		return
	}
	pue := 1.0
	if s.PUE.Set {
		pue = s.PUE.At(v.d)
	}
	hours := 12 * v.plan.Finance.MonthHours
	v.recur(pricing.Energy, p.Name+" energy", &s.EnergyPrice.Money, (w*float64(p.Count)+v.waiting(p, w))/1000*pue*hours, true)
}

// watts returns the mean power of a unit: idle + (max − idle)·utilization where
// all three are known, else typical, else max.
func (v *invoice) watts(i int, p *model.Pool) (float64, bool) {
	h := p.Hardware
	if h == nil {
		return 0, false
	}
	if u, ok := v.util(i); ok && h.Idle.Set && h.Max.Set {
		idle := h.Idle.At(v.d)
		return idle + (h.Max.At(v.d)-idle)*min(1, u), true
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
func (v *invoice) waiting(p *model.Pool, carrying float64) float64 {
	switch s := p.Standby; {
	case s == nil || s.Kind == "cold":
		return 0
	case p.Hardware.Idle.Set:
		return p.Hardware.Idle.At(v.d) * float64(s.Count)
	default:
		return carrying * float64(s.Count)
	}
}

// peakWatts is what racks and feeds are filled by: max power, else typical.
func peakWatts(h *model.Hardware, d model.Draw) float64 {
	switch {
	case h == nil:
		return 0
	case h.Max.Set:
		return h.Max.At(d)
	}
	return h.Typical.At(d)
}

// space fills whole racks of each site with the pools that stand there.
func (v *invoice) space() {
	sites := []*model.Site{nil}
	for i := range v.fleet.Pools {
		s := v.site(&v.fleet.Pools[i])
		if !slices.Contains(sites, s) {
			sites = append(sites, s)
		}
	}
	for _, s := range sites {
		var own, all float64
		for i := range v.fleet.Pools {
			p := &v.fleet.Pools[i]
			if v.site(p) != s {
				continue
			}
			n := v.racksOf(p, s)
			all += n
			if !v.rented(p) {
				own += n
			}
		}
		v.racks += math.Ceil(all - 1e-9)
		if s != nil && s.Space.Set {
			v.recur(pricing.Space, s.Name+" space", &s.Space.Money, math.Ceil(own-1e-9), true)
		}
	}
}

// racksOf returns how many racks a pool fills, in parts of a rack. A unit larger
// than a rack takes whole racks.
func (v *invoice) racksOf(p *model.Pool, s *model.Site) float64 {
	if p.Hardware == nil || !p.Hardware.Size.Set {
		return 0
	}
	height, power := 42.0, math.Inf(1)
	if s != nil && s.RackSize.Set {
		height = s.RackSize.At(v.d)
	}
	if s != nil && s.RackPower.Set {
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

// utilization is the time mean of demand ÷ capacity of a pool with all up; it may
// exceed 1.
func (s *stage) utilization(pool int) (float64, bool) {
	p := &s.sys.Pools[pool]
	if p.Capacity == nil || s.sys.Load == nil {
		return 0, false
	}
	full := p.Capacity[len(p.Capacity)-1]
	if p.Size > 0 {
		full = p.Capacity[0] * float64(p.Groups())
	}
	var need float64
	for w := range p.Weight {
		need += p.Weight[w] * s.sys.Load.Offered(w, 0, s.sys.Horizon) / (3600 * s.sys.Horizon)
	}
	return need / full, true
}
