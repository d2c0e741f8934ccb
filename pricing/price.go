package pricing

import "math"

// A Price is what one of something costs, and how that moves over the months of a
// bill.
type Price struct {
	Value    float64          // in its own currency, before discounts, at its date
	Age      float64          // months from its date to month 0; negative: dated later
	Growth   float64          // per year, above -1
	Steps    bool             // it grows with each full year since month 0, not month by month
	Discount float64          // share off, 0..1
	Volume   []VolumeDiscount // ascending by From
	Exchange []float64        // rate of exchange by month, the last holds on; nil: 1
}

// A VolumeDiscount is the share that is off all units of a purchase of From or more.
type VolumeDiscount struct{ From, Discount float64 }

// At returns the price of one in a month, when count are bought:
//
//	Value · (1 + Growth)^((Age + month) / 12) · (1 − Discount) · (1 − volume) · exchange
//
// with Steps ⌊month / 12⌋ years in place of month / 12. The volume discount is that of
// the largest From that count reaches.
func (p *Price) At(month int, count float64) float64 {
	x := p.Value
	if p.Growth != 0 {
		years := float64(month) / 12
		if p.Steps {
			years = float64(month / 12)
		}
		if years += p.Age / 12; years != 0 {
			x *= math.Pow(1+p.Growth, years)
		}
	}
	if p.Discount != 0 {
		x *= 1 - p.Discount
	}
	for i := len(p.Volume) - 1; i >= 0; i-- {
		if count >= p.Volume[i].From {
			x *= 1 - p.Volume[i].Discount
			break
		}
	}
	return x * p.exchange(month)
}

// own is At in the price's own currency.
func (p *Price) own(month int, count float64) float64 {
	q := *p
	q.Exchange = nil
	return q.At(month, count)
}

// fixed is a price that stays what it is in its own currency, exchanged month by month.
func (p *Price) fixed(value float64) Price { return Price{Value: value, Exchange: p.Exchange} }

func (p *Price) exchange(month int) float64 {
	if len(p.Exchange) == 0 {
		return 1
	}
	x := p.Exchange[min(month, len(p.Exchange)-1)]
	if !(x >= 0) {
		panic("pricing: negative rate of exchange")
	}
	return x
}

// until returns the first month after this one, at most to, in which the price of a
// running cost may differ.
func (p *Price) until(month, to int) int {
	for m := month + 1; m < to; m++ {
		if p.Growth != 0 && (!p.Steps || m%12 == 0) || p.exchange(m) != p.exchange(month) {
			return m
		}
	}
	return to
}

// check panics where a price is a caller's bug.
func (p *Price) check() {
	mustBeFinite("price", p.Value)
	checkRate("growth", p.Growth)
	mustBeFinite("age of a price", p.Age)
	if !(p.Value >= 0) || !(p.Discount >= 0 && p.Discount <= 1) {
		panic("pricing: negative price, or a discount outside 0..1")
	}
	for i := range p.Volume {
		if !(p.Volume[i].Discount >= 0 && p.Volume[i].Discount <= 1) || i > 0 && !(p.Volume[i].From >= p.Volume[i-1].From) {
			panic("pricing: volume discount outside 0..1, or not ascending")
		}
	}
}
