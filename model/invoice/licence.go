package invoice

import (
	"cmp"
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/pricing"
)

// licensed is how much of what a licence counts batch k of a pool has: cores, sockets or
// servers, of the active ones alone where it says so; else users, or one.
func (v *Invoice) licensed(l *model.Licence, p *pool, k int) float64 {
	n := p.batches[k].n
	switch {
	case !l.ActiveOnly:
	case p.Mode == model.ActiveStandby:
		n = p.sets(n)
	case k == 0: // standby carries nothing
		n = float64(p.Count)
	}
	switch l.Per {
	case "core":
		n *= p.Hardware.Cores.At(v.d)
	case "socket":
		n *= p.Hardware.Sockets.At(v.d)
	case "user":
		n = l.Users.At(v.d)
	case "fleet":
		n = 1
	}
	return n
}

// A purchase is what is licensed from a month on.
type purchase struct {
	month, until int
	n            float64
}

// fleetLicences bills the products of the whole fleet. What they count is that of all
// pools, and what is bought in one month for as long is one purchase.
func (v *Invoice) fleetLicences() {
	for i := range v.fleet.Licences {
		l := &v.fleet.Licences[i]
		if !l.Counts() {
			n := 1.0
			if l.Per == "user" {
				n = l.Users.At(v.d)
			}
			v.licence(l, &v.names.licences[i], n, v.from, v.until)
			continue
		}
		var all []purchase
		for _, p := range v.pools {
			if p.absent() {
				continue
			}
			for k, b := range p.batches {
				n := v.licensed(l, p, k)
				j := slices.IndexFunc(all, func(x purchase) bool { return x.month == b.month && x.until == p.until })
				if j < 0 {
					j, all = len(all), append(all, purchase{month: b.month, until: p.until})
				}
				all[j].n += n
			}
		}
		slices.SortStableFunc(all, func(a, b purchase) int { return cmp.Compare(a.month, b.month) })
		for _, x := range all {
			v.licence(l, &v.names.licences[i], x.n, x.month, x.until)
		}
	}
}

// licence bills n of what a product counts.
func (v *Invoice) licence(l *model.Licence, name *licenceName, n float64, from, until int) {
	if l.Factor.Set {
		n *= l.Factor.At(v.d)
	}
	out := pricing.Licence{Name: name.name, SupportName: name.support, Count: n, Unit: l.Per, Support: l.Support.At(v.d) * v.part, From: from, Until: v.end(until)}
	switch l.Kind {
	case model.Subscription:
		out.Kind, out.Price = pricing.Subscription, v.running(&l.Price, false)
	case model.TermLicence:
		out.Kind, out.Price, out.Term = pricing.TermLicence, v.price(&l.Price, false), v.inMonths(l.Term.At(v.d))
	default:
		out.Kind, out.Price = pricing.Perpetual, v.price(&l.Price, false)
	}
	if l.Discount.Set {
		out.Price.Discount = 1 - float64((1-out.Price.Discount)*(1-l.Discount.At(v.d)))
	}
	v.Bill.Licence(&out)
}
