package invoice

import (
	"math"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/pricing"
)

func (v *Invoice) pool(p *pool) {
	if p.absent() {
		return
	}
	before := 0.0
	for k, b := range p.batches {
		switch s := p.at.Site; {
		case p.Rent.Set:
			v.rent(pricing.Hardware, p, &p.Rent, before, b)
		case p.rented:
			v.rent(pricing.Space, p, &s.Rental, before, b)
		case p.Hardware != nil:
			v.hardware(p, k, b)
		}
		before += b.n
	}
	if !p.rented && p.Hardware != nil {
		v.replacements(p)
		v.sell(p)
	}
	v.energy(p)
	v.embodied(p)
	for k, b := range p.batches {
		for i := range p.Licences {
			if l := &p.Licences[i]; k == 0 || l.Counts() {
				v.licence(l, &p.licences[i], v.licensed(l, p, k), b.month, p.until)
			}
		}
	}
	if p.Network.Set() {
		v.network(&p.Network, p.network, p, p.from, p.until, false)
	}
}

// sets is the number of sets that n units of an active-standby pool are, of each of which
// one carries.
func (p *pool) sets(n float64) float64 {
	if p.Groups == nil {
		return 1
	}
	return math.Floor(n / float64(p.Groups.Size))
}

// rent bills a batch that comes to others before it.
func (v *Invoice) rent(c pricing.Category, p *pool, r *model.RentalPrice, before float64, b batch) {
	n, from, until := b.n, b.month, p.until
	switch r.Per {
	case "month": // of the whole pool, or of all that the fleet has at the site
		if n = 1; b.month > p.from || before > 0 || r != &p.Rent && p != p.at.first() {
			return
		}
		if r != &p.Rent {
			from, until = p.at.reach()
		}
	case "rack":
		n = math.Ceil(v.racks(p, before+b.n)-1e-9) - math.Ceil(v.racks(p, before)-1e-9)
		if n == 0 && before > 0 {
			return
		}
	case "kW":
		n *= PeakWatts(p.Hardware, v.d) / 1000
	}
	out := pricing.Rent{Category: c, Name: p.rent, ReservedName: p.reserved, PerYear: v.running(&r.Price, true), Count: n, Unit: r.Per, From: from, Until: v.end(until), Commits: true}
	if q := r.Reserved; q != nil {
		out.Reserved, out.Discount, out.Term = q.Share.At(v.d), q.Discount.At(v.d), v.inMonths(q.Term.At(v.d))
	}
	v.Bill.Rent(&out)
}

// hardware bills batch k of machines of one's own: bought, leased, or the first of them
// there already.
func (v *Invoice) hardware(p *pool, k int, b batch) {
	h, n := p.Hardware, b.n
	if !h.Price.Set && p.Owned == nil {
		return
	}
	a := pricing.Asset{
		Category: pricing.Hardware, Name: p.name, Price: v.price(&h.Price, false), Count: n, Unit: "server",
		Residual: true, SupportName: p.support, Support: v.supportOf(p), From: b.month, Until: v.end(p.until),
	}
	if h.UsefulLife.Set {
		a.Life = v.inMonths(h.UsefulLife.At(v.d))
	}
	if h.Warranty.Set && h.Warranty.At(v.d) > 0 {
		a.Warranty = v.inMonths(h.Warranty.At(v.d))
	}
	switch {
	case p.Lease != nil:
		a.Name = p.lease
		term := v.inMonths(p.Lease.Term.At(v.d))
		if a.Until > 0 { // a term that has begun is paid on
			a.Until = a.From + (a.Until-a.From+term-1)/term*term
		}
		v.Bill.Lease(&pricing.Lease{Asset: a, Months: term, Rate: p.Lease.Rate.At(v.d)})
	case p.Owned != nil && k == 0:
		a.Owned = v.owned(p, a.Life)
		v.Bill.Asset(&a)
	default:
		v.Bill.Asset(&a)
	}
}

func (v *Invoice) owned(p *pool, life int) *pricing.Owned {
	if life == 0 {
		life = v.Bill.Terms().Life
	}
	used := p.Owned.Used(v.plan.Horizon.Begin)
	p.left = pricing.Owned{Book: v.Amount(&p.Owned.Book), Used: used, Left: life - used}
	return &p.left
}

// supportOf is the share of the price that support costs a year: the hardware's own
// contract, else the pool's, else the fleet's.
func (v *Invoice) supportOf(p *pool) float64 {
	for _, q := range []*model.Quantity{&p.Hardware.Support, &p.Support, &v.fleet.Support} {
		if q.Set {
			return q.At(v.d) * v.part
		}
	}
	return 0
}

// domains buys what the instances of a domain bring along.
func (v *Invoice) domains() {
	if v.from >= v.until {
		return
	}
	v.eachPart(func(part *model.DomainPart, name string, n float64) {
		v.Bill.Asset(&pricing.Asset{
			Category: pricing.Hardware, Name: name, Price: v.price(&part.Price, false),
			Count: n, Residual: true, From: v.from, Until: v.end(v.until),
		})
	})
}

// eachPart visits what domains bring along, and how many of it there are.
func (v *Invoice) eachPart(visit func(part *model.DomainPart, name string, n float64)) {
	total := 1
	for i := range v.fleet.Domains {
		dom := &v.fleet.Domains[i]
		if i > 0 && dom.Tree != v.fleet.Domains[i-1].Tree {
			total = 1
		}
		total *= dom.Count
		for j := range dom.Parts {
			part := &dom.Parts[j]
			visit(part, v.names.parts[i][j], float64(total*part.Count))
		}
	}
}

// replacements bills the parts that failures use and the work on them, spread evenly
// over the horizon.
func (v *Invoice) replacements(p *pool) {
	h := p.Hardware
	if !h.PartPrice.Set && !h.PartLabour.Set {
		return
	}
	n := v.use.Failures(p.index) * PartShare(p.Pool, v.d)
	all := [2]int{p.from, p.until}
	if h.PartPrice.Set {
		price := v.price(&h.PartPrice, false)
		price.Steps = true
		v.spread(pricing.Replacements, p.parts, &price, n, all, "part", false)
	}
	if h.PartLabour.Set {
		price := v.price(&v.plan.Finance.Salary, true)
		price.Steps = true
		price.Value /= workingYear
		v.spread(pricing.Replacements, p.labour, &price, n*h.PartLabour.At(v.d), all, "hour", true)
	}
}

// PartShare is the share of a pool's failures that use a part.
func PartShare(p *model.Pool, d model.Draw) float64 {
	if p.Hardware != nil && p.Hardware.PartShare.Set {
		return p.Hardware.PartShare.At(d)
	}
	return 1
}
