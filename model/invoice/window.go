package invoice

import (
	"slices"

	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/pricing"
)

// A version is a fleet as it is from a month on: what runs is paid as it says.
type version struct {
	from, until int
	fleet       *model.Fleet
	staff       []string
	recurring   []string
}

// newVersion makes the names of its lines.
func (v *Invoice) newVersion(from, until int, f *model.Fleet) version {
	out := version{from: from, until: until, fleet: f}
	for i := range f.Staff {
		out.staff = append(out.staff, v.prefix+f.Staff[i].Role)
	}
	for i := range f.Recurring {
		out.recurring = append(out.recurring, v.prefix+f.Recurring[i].Name)
	}
	return out
}

// end is a month as bills take it: 0 where it is the horizon's end.
func (v *Invoice) end(month int) int {
	if month >= v.months {
		return 0
	}
	return month
}

// hours is the time at which a month begins, by the calendar where the horizon has one.
func (v *Invoice) hours(month int) float64 {
	h := &v.plan.Horizon
	if !h.Begin.IsZero() && month < v.months {
		return min(h.Hours, v.Bill.Terms().Date(month).Sub(h.Begin).Hours())
	}
	return float64(month) * (h.Hours / float64(v.months))
}

// within cuts spans to the months from, until (excluded).
func (v *Invoice) within(spans []span, from, until int) []span {
	if from == 0 && until == v.months {
		return spans
	}
	v.cut = v.cut[:0]
	for _, s := range spans {
		if s.months[0] < from {
			s.months[0], s.from = from, v.hours(from)
		}
		if s.months[1] > until {
			s.months[1], s.to = until, v.hours(until)
		}
		if s.months[0] < s.months[1] {
			v.cut = append(v.cut, s)
		}
	}
	return v.cut
}

// absent reports that a plan never has the pool.
func (p *pool) absent() bool { return p.from >= p.until }

// reach is the first month in which a pool of the site stands, and that after the last.
func (s *site) reach() (from, until int) {
	from = -1
	for _, p := range s.pools {
		if p.absent() {
			continue
		}
		if from < 0 || p.from < from {
			from = p.from
		}
		until = max(until, p.until)
	}
	return max(from, 0), until
}

// sell books what a sale gets back for a pool: a share of what the machines that stand
// there cost when they were bought. What is rented or leased is only given back.
func (v *Invoice) sell(p *pool) {
	h := p.Hardware
	if p.sale == nil || p.rented || p.Lease != nil || h == nil || p.absent() {
		return
	}
	share, paid := p.sale.Share.At(v.d), 0.0
	life := v.Bill.Terms().Life
	if h.UsefulLife.Set {
		life = v.inMonths(h.UsefulLife.At(v.d))
	}
	price := v.price(&h.Price, false)
	for k, b := range p.batches {
		at := b.month
		if p.Owned != nil && k == 0 {
			if p.left.Left <= 0 || p.until <= p.left.Left {
				if h.Price.Set {
					paid += float64(price.At(0, b.n) * b.n)
				} else {
					paid += p.left.Original(v.Bill.Terms().Salvage)
				}
				continue
			}
			at = p.left.Left
		}
		if !h.Price.Set {
			continue
		}
		at += (p.until - at - 1) / life * life
		paid += float64(price.At(at, b.n) * b.n)
	}
	v.Bill.Sell(pricing.Hardware, p.sold, p.until, float64(share*paid))
}

// sellDomains books what the parts of the failure domains get back where a fleet is sold
// whole.
func (v *Invoice) sellDomains() {
	if v.sale == nil {
		return
	}
	share, life := v.sale.Share.At(v.d), v.Bill.Terms().Life
	v.eachPart(func(part *model.DomainPart, name string, n float64) {
		if !part.Price.Set {
			return
		}
		at := v.from + (v.until-v.from-1)/life*life
		price := v.price(&part.Price, false)
		v.Bill.Sell(pricing.Hardware, name+" sold", v.until, float64(share*price.At(at, n)*n))
	})
}

// headsIn is how many people a fleet has in a month.
func (v *Invoice) headsIn(month int) float64 {
	sum := 0.0
	for i := range v.versions {
		if o := &v.versions[i]; month >= o.from && month < o.until {
			for k := range o.fleet.Staff {
				sum += v.headsOf(&o.fleet.Staff[k], month)
			}
		}
	}
	return sum
}

func (v *Invoice) headsOf(s *model.StaffLine, month int) float64 {
	heads := s.Heads.At(v.d)
	if s.ServersPerAdmin.Set {
		heads = pricing.Administrators(v.servers(month), s.ServersPerAdmin.At(v.d), s.AtLeast.At(v.d))
	}
	return pricing.Heads(heads)
}

// standing is what stands in a month: racks of all sites, and the power of all units.
func (v *Invoice) standing(month int) (racks, kilowatts float64) {
	for _, s := range v.sites {
		racks += wholeRacks(v.extent(s, month).all)
	}
	for _, p := range v.pools {
		kilowatts += float64(PeakWatts(p.Hardware, v.d) / 1000 * p.units(month))
	}
	return racks, kilowatts
}

// turns are the months in which anything of a fleet changes.
func (v *Invoice) turns() []int {
	out := slices.Clone(v.changes)
	for i := range v.versions {
		out = append(out, v.versions[i].from, v.versions[i].until)
	}
	for _, p := range v.pools {
		out = append(out, p.from, p.until)
	}
	return out
}
