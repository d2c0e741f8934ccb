package invoice

import (
	"github.com/capplan/capplan/model"
	"github.com/capplan/capplan/pricing"
)

// An exchange is what one unit of a currency costs, month by month; one value: always.
type exchange []float64

// exchanges follows the rates of this draw through the years.
func (v *Invoice) exchanges() {
	if v.fx == nil {
		v.fx = make([]exchange, len(v.plan.FX))
	}
	for i := range v.plan.FX {
		values, to := v.plan.FX[i].Values, v.fx[i][:0]
		months := v.months
		if len(values) == 1 {
			months = 1
		}
		for m := range months {
			best := &values[0].Value
			for k := range values {
				if values[k].Year <= v.yearOf(m) {
					best = &values[k].Value
				}
			}
			to = append(to, best.At(v.d))
		}
		v.fx[i] = to
	}
}

// rates returns the exchange of a currency into the plan's; nil: it is the plan's.
func (v *Invoice) rates(currency string) []float64 {
	if currency == v.plan.Currency || currency == "" {
		return nil
	}
	for i := range v.plan.FX {
		if v.plan.FX[i].Currency == currency {
			return v.fx[i]
		}
	}
	panic("invoice: money in " + currency + " without a rate")
}

// Amount returns money of month 0 in the plan's currency; it needs a Fill before.
func (v *Invoice) Amount(m *model.Money) float64 {
	x := m.At(v.d)
	if r := v.rates(m.Currency); r != nil && m.Set {
		x *= r[0]
	}
	return x
}

// price resolves a price; inflates says whether it follows inflation where it has no
// trend of its own.
func (v *Invoice) price(p *model.Price, inflates bool) pricing.Price {
	out := pricing.Price{Value: p.At(v.d), Exchange: v.rates(p.Currency)}
	if p.Discount.Set {
		out.Discount = p.Discount.At(v.d)
	}
	switch {
	case p.Trend.Set:
		out.Growth, out.Age = p.Trend.At(v.d), v.age(p)
	case inflates:
		out.Growth = v.Bill.Terms().Inflation
	}
	from := len(v.volume)
	for i := range p.Volume {
		v.volume = append(v.volume, pricing.VolumeDiscount{From: float64(p.Volume[i].From), Discount: p.Volume[i].Discount.At(v.d)})
	}
	out.Volume = v.volume[from:len(v.volume):len(v.volume)]
	return out
}

// running resolves a price a year, of the part of the months that lies within the
// horizon.
func (v *Invoice) running(p *model.Price, inflates bool) pricing.Price {
	out := v.price(p, inflates)
	out.Steps = true
	out.Value *= v.part
	return out
}

// recur enters a running cost of count times a price a year, while the fleet is there.
func (v *Invoice) recur(c pricing.Category, name string, p *model.Price, count float64, unit string, inflates bool) {
	v.recurIn(c, name, p, count, unit, inflates, v.from, v.end(v.until))
}

// recurIn enters one of the months from, until (excluded; 0: to the end).
func (v *Invoice) recurIn(c pricing.Category, name string, p *model.Price, count float64, unit string, inflates bool, from, until int) {
	if p.Set && count != 0 && (until == 0 || from < until) {
		v.Bill.Running(&pricing.Running{Category: c, Name: name, PerYear: v.running(p, inflates), Count: count, Unit: unit, From: from, Until: until})
	}
}

// consume enters what is used of something in months first, end (excluded), year by year
// of the bill, at a price.
func (v *Invoice) consume(c pricing.Category, name string, p *model.Price, unit string, first, end int, amount func(from, to float64) float64) {
	if !p.Set {
		return
	}
	price := v.price(p, false)
	price.Steps = true
	spans := v.within(v.spans, first, end)
	for i, s := range spans {
		if v.joint && i == 0 { // phases begin and end on days: nothing is asked of the others
			s.from = 0
		}
		if v.joint && i == len(spans)-1 {
			s.to = v.plan.Horizon.Hours
		}
		v.spread(c, name, &price, amount(s.from, s.to), s.months, unit, false)
	}
}

// spread enters an amount that is used up evenly in the months from, to excluded.
func (v *Invoice) spread(c pricing.Category, name string, price *pricing.Price, amount float64, months [2]int, unit string, untaxed bool) {
	monthly := amount / float64(months[1]-months[0])
	if monthly == 0 {
		return
	}
	v.Bill.Running(&pricing.Running{
		Category: c, Name: name, PerYear: *price, Count: 12 * monthly, Quantity: monthly, Unit: unit, Untaxed: untaxed,
		From: months[0], Until: months[1],
	})
}

// age is the number of months from the day of a price to the start of the horizon.
func (v *Invoice) age(p *model.Price) float64 {
	if p.AsOf.IsZero() || v.plan.Horizon.Begin.IsZero() {
		return 0
	}
	return model.MonthsBetween(p.AsOf, v.plan.Horizon.Begin)
}

// yearOf returns the calendar year of a month of the horizon; without a start, 0
// in the first twelve.
func (v *Invoice) yearOf(month int) int {
	b := v.plan.Horizon.Begin
	if b.IsZero() {
		return month / 12
	}
	return b.Year() + (int(b.Month())-1+month)/12
}
