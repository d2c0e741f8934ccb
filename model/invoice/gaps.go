package invoice

import (
	"slices"
	"strings"

	"github.com/capplan/capplan/model"
)

// Priced reports whether anything of a fleet's machines has a price: else its cost is
// not known, and not 0.
func (v *Invoice) Priced() bool {
	if slices.ContainsFunc(v.of, (*Invoice).Priced) {
		return true
	}
	for _, p := range v.pools {
		if p.absent() {
			continue
		}
		if p.rented || p.Owned != nil || p.Hardware != nil && p.Hardware.Price.Set {
			return true
		}
	}
	return false
}

// Unpriced names the pools whose machines have no price, where others have one: the
// cost is then that of a part of the fleet.
func (v *Invoice) Unpriced() []string {
	var out []string
	for _, one := range v.of {
		for _, p := range one.pools {
			if !p.absent() && p.unpriced() {
				out = append(out, one.prefix+p.Name)
			}
		}
	}
	for _, p := range v.pools {
		if p.absent() {
			continue
		}
		if p.unpriced() {
			out = append(out, p.Name)
		}
	}
	if !v.Priced() {
		return nil
	}
	return out
}

// Emits reports whether any carbon of the fleet is known.
func (v *Invoice) Emits() bool {
	if slices.ContainsFunc(v.of, (*Invoice).Emits) {
		return true
	}
	for _, p := range v.pools {
		if p.absent() {
			continue
		}
		if p.Hardware != nil && (p.Hardware.EmbodiedCarbon.Set || p.at.Site != nil && p.at.GridCarbon.Set) {
			return true
		}
	}
	return false
}

// Gaps names what cost and carbon leave out because it is not known, pool by pool.
func (v *Invoice) Gaps() []string {
	var out []string
	for _, one := range v.of {
		for _, gap := range one.Gaps() {
			if one.prefix != "" {
				gap = "fleet " + strings.TrimSpace(one.prefix) + ": " + gap
			}
			out = append(out, gap)
		}
	}
	for _, p := range v.pools {
		if p.absent() {
			continue
		}
		out = append(out, p.gaps()...)
	}
	if !v.Emits() {
		return out
	}
	for _, p := range v.pools {
		if p.absent() {
			continue
		}
		switch h := p.Hardware; {
		case p.at.Site == nil || !p.at.GridCarbon.Set:
			out = append(out, "pool "+p.Name+" has no grid_carbon at its site: its electricity is not in the carbon")
		case h == nil || !h.EmbodiedCarbon.Set:
			out = append(out, "pool "+p.Name+" has no embodied_carbon: making it is not in the carbon")
		}
	}
	return out
}

func (p *pool) unpriced() bool {
	return !p.rented && p.Owned == nil && (p.Hardware == nil || !p.Hardware.Price.Set)
}

func (p *pool) gaps() []string {
	var out []string
	add := func(text string) { out = append(out, text) }
	s, h := p.at.Site, p.Hardware
	switch {
	case p.rented:
	case h == nil || !h.Price.Set && p.Owned == nil:
		add("pool " + p.Name + " has no price: its hardware is not in the cost")
	}
	if s != nil && !p.rented && h != nil {
		if s.Space.Set && !sized(s, h) {
			add("pool " + p.Name + " has no size: its space is not in the cost")
		}
		if s.EnergyPrice.Set && !h.Typical.Set && !h.Max.Set {
			add("pool " + p.Name + " has no power: its energy is not in the cost")
		}
	}
	switch {
	case s == nil && !p.Rent.Set:
		add("pool " + p.Name + " has no site: energy and space are not in the cost")
	case s != nil && !s.EnergyFree && !s.EnergyPrice.Set && !s.Rental.Set:
		add("site " + s.Name + " has no energy_price: energy is not in the cost")
	}
	return out
}

func sized(s *model.Site, h *model.Hardware) bool {
	if s.SpacePer == "kW" {
		return h.Max.Set || h.Typical.Set
	}
	return h.Size.Set
}
