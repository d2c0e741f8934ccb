package fleets

import "github.com/capplan/capplan/model"

func (r *reader) sites(n *node) {
	for _, f := range r.entries(n, "sites") {
		o := r.object(f.value, "sites."+f.key, "a site")
		s := model.Site{Name: f.key}
		s.Rental = r.rental(o, "rental")
		s.EnergyPrice, s.EnergyFree = o.price("energy_price", perKWh), o.word("energy", "", "included") == "included"
		if s.EnergyFree && s.EnergyPrice.Set {
			r.failNode("E020", o.n.get("energy_price"), "energy is included, and has a price", "", "keep one of them")
		}
		s.PUE = o.quantity("pue", aNumber)
		if s.PUE.Set && (s.PUE.Value < 1 || s.PUE.ID > 0 && s.PUE.Lo < 1) {
			r.failNode("E015", o.n.get("pue"), "a pue below 1", "the whole is not less than a part", "write 1.5")
		}
		s.Space, s.SpacePer = r.priceOf(o.get("space"), o.sub("space"), aSpace)
		if rack := o.get("rack"); rack != nil {
			m := r.object(rack, o.sub("rack"), "rack")
			s.RackSize, s.RackPower = m.quantity("size", aSize), m.quantity("power", aPower)
			m.done()
		}
		if limit := o.get("limit"); r.needsMap(limit, "limit", "{racks: 120, power: 900 kW}") {
			m := r.object(limit, o.sub("limit"), "a limit")
			s.MostRacks, s.MostPower = m.count("racks"), m.quantity("power", aPower)
			m.done()
		}
		s.Facility = r.facility(o, &s)
		s.GridCarbon = o.quantity("grid_carbon", aGrid)
		s.Network = r.network(o)
		o.done()
		r.plan.Sites = append(r.plan.Sites, s)
	}
}

// facility reads a building of one's own; it takes the place of space and rental.
func (r *reader) facility(o *object, s *model.Site) *model.Facility {
	n := o.get("facility")
	if !r.needsMap(n, "facility", "{price: 15 USD/W, life: 12 y}") {
		return nil
	}
	for _, k := range []string{"space", "rental"} {
		if v := o.get(k); v != nil {
			r.failNode("E227", v, k+" beside a facility pays for the place twice", "", "keep the facility, which is a building of one's own, or the "+k)
		}
	}
	m := r.object(n, o.sub("facility"), "a facility")
	f := &model.Facility{Life: m.quantity("life", aLife), Opex: m.price("opex", perWattYear), Occupancy: m.quantity("occupancy", anOccupancy)}
	price := m.get("price")
	switch {
	case price == nil:
		m.missing("price", "write `price: 15 USD/W`")
	case price.shape == mapShape && price.get("value") == nil:
		for _, part := range r.entries(price, "prices") {
			p, _ := r.priceOf(part.value, m.sub("price")+"."+part.key, perWatt)
			f.Prices = append(f.Prices, model.NamedPrice{Name: part.key, Price: p})
		}
	default:
		f.Prices = []model.NamedPrice{{Price: m.price("price", perWatt)}}
	}
	if m.get("life") == nil {
		m.missing("life", "write how long a building is used: `life: 12 y`")
	}
	m.done()
	return f
}

// housed checks that pools in a building of one's own say what power they take.
func (r *reader) housed(fl *model.Fleet, pl *model.Pool, o *object) {
	if pl.Site < 0 || r.plan.Sites[pl.Site].Facility == nil || pl.Rent.Per != "" || pl.Hardware == nil || pl.Hardware.Max.Set {
		return
	}
	r.failLack("E101", o.n.where(), []*node{o.n}, []string{"hardware"}, o.n.speak(Diagnostic{
		Message: "pool " + pl.Name + " stands in a facility, which is sized by maximum power, and its hardware says none",
		Help:    "write `power: {max: 450 W}`",
	}))
}
