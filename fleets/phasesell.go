package fleets

import "github.com/capplan/capplan/model"

// A saleRead is a sale with its place.
type saleRead struct {
	model.Sale
	at   place
	name string
}

// sell reads what is sold at the start of a phase: a share of the price paid, for a fleet
// or pool by pool.
func (p *planReader) sell(o *object, k int) {
	n := o.get("sell")
	if !p.needsMap(n, "sell", "{FLEET: 8 %}") {
		return
	}
	add := func(fleet, pool int, f field, path, name string) {
		q := p.quantity(f.value, path+"."+f.key, aShare)
		p.read[k].sales = append(p.read[k].sales, saleRead{model.Sale{Fleet: fleet, Pool: pool, Share: q, Origin: f.value.origin()}, f.at, name})
	}
	for _, f := range n.fields {
		i := p.find(&node{shape: textShape, text: f.key, at: f.at}, "fleet", f.key, p.fleetNames())
		switch {
		case i < 0:
		case f.value.shape != mapShape:
			add(i, -1, f, o.sub("sell"), "fleet "+f.key)
		default:
			for _, g := range f.value.fields {
				if j := p.find(&node{shape: textShape, text: g.key, at: g.at}, "pool", g.key, poolNames(p.now[i])); j >= 0 {
					add(i, j, g, o.sub("sell")+"."+f.key, "pool "+g.key+" of "+f.key)
				}
			}
		}
	}
}

// checkSales refuses to sell what still runs, what was sold, and what nobody has.
func (p *planReader) checkSales() {
	sold := map[[2]int]bool{}
	for k := range p.read {
		for _, s := range p.read[k].sales {
			if p.checkSale(k, &s, sold) {
				p.m.Phases[k].Sales = append(p.m.Phases[k].Sales, s.Sale)
			}
		}
	}
}

func (p *planReader) checkSale(k int, s *saleRead, sold map[[2]int]bool) bool {
	fl := &p.plan.Fleets[s.Fleet]
	had, left := false, false
	for j := range fl.Pools {
		at := [2]int{s.Fleet, j}
		if s.Pool >= 0 && s.Pool != j {
			continue
		}
		for _, later := range p.read[k:] {
			if later.runs[at] {
				name := s.name
				if s.Pool < 0 && len(fl.Pools) > 1 {
					name = "pool " + fl.Pools[j].Name + " of " + fl.Name
				}
				p.fail("E406", s.at, name+" is sold and runs", "in the phase from "+dayText(p.m.Phases[k].Begin)+" or later", "sell it in the phase after the last that runs it; what is bought again is a fleet of its own")
				return false
			}
		}
		has := fl.Pools[j].Owned != nil
		for _, before := range p.read[:k] {
			has = has || before.runs[at]
		}
		had = had || has
		if has && !sold[at] {
			left = true
			sold[at] = true
		}
	}
	switch {
	case !had:
		p.fail("E406", s.at, s.name+" is sold and never ran", "nothing was bought", "sell it in a phase after one that runs it")
	case !left:
		p.fail("E406", s.at, s.name+" is sold twice", "it is gone", "delete one of the sales")
	default:
		return true
	}
	return false
}
