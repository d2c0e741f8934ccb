package invoice

import (
	"slices"
	"strings"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/pricing"
)

// names are those of the fleet's own lines.
type names struct {
	network                 string
	engineered, engineering string
	oneOff                  []string
	licences                []licenceName
	parts                   [][]string // by domain level
	calls                   []string   // by dependency
}

type licenceName struct{ name, support string }

// A site is a place with the pools of the fleet that stand there.
type site struct {
	*model.Site // nil: no place is named
	pools       []*pool

	space, facility, opex, network string
	walls                          []string // the named prices of the facility
}

// A pool is a pool with its place and the names of its lines.
type pool struct {
	*model.Pool
	index  int
	at     *site
	rented bool          // machine and place are paid for together
	left   pricing.Owned // of what is there already, under the last draw
	// batches are the units as they come, under the last draw.
	batches []batch

	from, until int // months in which it is there; from ≥ until: never
	more        []batch
	sale        *model.Sale // at until

	name, sold, support, energy, overhead, rent, reserved, lease, parts, labour, network string
	licences                                                                             []licenceName
}

// first is the first pool that the site's rental is paid for.
func (s *site) first() *pool {
	for _, p := range s.pools {
		if !p.Rent.Set && !p.absent() {
			return p
		}
	}
	return nil
}

func (v *Invoice) layOut() {
	f := v.fleet
	v.names.network = v.prefix + "network"
	v.names.licences = licenceNames(v.prefix+"fleet", f.Licences)
	v.names.engineered, v.names.engineering = v.prefix+"engineering, one-off", v.prefix+"engineering, per year"
	for i := range f.OneOff {
		v.names.oneOff = append(v.names.oneOff, v.prefix+f.OneOff[i].Name)
	}
	for i := range f.Domains {
		var list []string
		for j := range f.Domains[i].Parts {
			list = append(list, v.prefix+f.Domains[i].Name+" "+f.Domains[i].Parts[j].Name)
		}
		v.names.parts = append(v.names.parts, list)
	}
	for i := range v.plan.Dependencies {
		v.names.calls = append(v.names.calls, v.prefix+v.plan.Dependencies[i].Name+" calls")
	}
	for i := range f.Pools {
		p := &f.Pools[i]
		s, name := v.siteOf(p), v.prefix+p.Name
		q := &pool{
			Pool: p, index: i, at: s, rented: p.Rent.Set || s.Site != nil && s.Rental.Set, until: v.months,
			name: name, sold: name + " sold", support: name + " support", energy: name + " energy", overhead: name + " energy, cooling and losses",
			rent: name + " rent", lease: name + " lease", parts: name + " parts", labour: name + " labour",
			network: name + " network", licences: licenceNames(name, p.Licences),
		}
		if !p.Rent.Set && q.rented {
			q.rent = name + " rental"
		}
		q.reserved = q.rent + ", reserved"
		s.pools = append(s.pools, q)
		v.pools = append(v.pools, q)
	}
}

func licenceNames(of string, ls []model.Licence) []licenceName {
	var out []licenceName
	for i := range ls {
		n := strings.TrimSpace(of + " " + ls[i].Name)
		out = append(out, licenceName{n, n + " support"})
	}
	return out
}

// siteOf returns the place where a pool stands: its own, else the fleet's.
func (v *Invoice) siteOf(p *model.Pool) *site {
	var at *model.Site
	switch {
	case p.Site >= 0:
		at = &v.plan.Sites[p.Site]
	case v.fleet.Site >= 0:
		at = &v.plan.Sites[v.fleet.Site]
	}
	if i := slices.IndexFunc(v.sites, func(s *site) bool { return s.Site == at }); i >= 0 {
		return v.sites[i]
	}
	s := &site{Site: at}
	if at != nil {
		s.space, s.facility, s.opex, s.network = at.Name+" space", at.Name+" facility", at.Name+" facility opex", at.Name+" network"
		if at.Facility != nil {
			for i := range at.Facility.Prices {
				name := s.facility
				if n := at.Facility.Prices[i].Name; n != "" {
					name = at.Name + " " + n
				}
				s.walls = append(s.walls, name)
			}
		}
	}
	v.sites = append(v.sites, s)
	return s
}
