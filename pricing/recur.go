package pricing

import "math"

// RecurOptions refine a running cost.
type RecurOptions struct {
	Growth   float64 // per year, above -1, in place of inflation
	Quantity float64 // a month, for Charges; zero: 1
	Unit     string  // for Charges; empty: month
	Untaxed  bool    // bears no value-added tax
}

// Recur is a running cost of perYear/12 at the end of each month from the
// first up to, not including, the second. With inflates it is in prices of
// month 0 and steps up by the terms' inflation with each full year since.
// Months beyond the horizon are left out. It is never capital.
func (b *Bill) Recur(c Category, name string, from, to int, perYear float64, inflates bool) {
	o := RecurOptions{}
	if inflates {
		o.Growth = b.t.Inflation
	}
	b.RecurWith(c, name, from, to, perYear, o)
}

// RecurWith is [Bill.Recur] with a growth of its own:
//
//	cash(m) = perYear / 12 · (1 + Growth)^⌊m / 12⌋
func (b *Bill) RecurWith(c Category, name string, from, to int, perYear float64, o RecurOptions) {
	checkRate("growth", o.Growth)
	mustBeFinite("quantity", o.Quantity)
	mustBeFinite("amount per year", perYear)
	if to < from {
		panic("pricing: running cost ends before it begins")
	}
	e := entry{
		op: recur, category: c, name: name, from: from, to: min(to, b.t.Months), amount: perYear,
		rate: o.Growth, quantity: o.Quantity, unit: o.Unit,
	}
	if !b.enter(&e) {
		return
	}
	b.tax(&e, o.Untaxed)
	most := max(math.Abs(e.monthly(e.from)), math.Abs(e.monthly(e.to-1)))
	if !b.admit(most * float64(e.to-e.from)) {
		return
	}
	var sum Money
	present := 0.0
	for m := e.from; m < e.to; {
		a := FromFloat(e.monthly(m))
		factor := 0.0
		next := min(e.to, m-m%12+12)
		sum += a * Money(next-m)
		for ; m < next; m++ {
			b.end[m] += a
			factor += b.discount[m+1]
		}
		present += float64(float64(a) * factor)
	}
	b.book(&e, sum, present)
	b.entries = append(b.entries, e)
}

// monthly returns a running cost's cash in month m.
func (e *entry) monthly(m int) float64 {
	a := e.amount / 12
	for range m / 12 {
		a *= 1 + e.rate
	}
	return a
}

// Outlay is paid once at the start of the horizon, as an investment.
func (b *Bill) Outlay(c Category, name string, p *Price) { b.OutlayAt(c, name, 0, p) }

// OutlayAt is an Outlay at the start of a month, at the price of that month.
func (b *Bill) OutlayAt(c Category, name string, month int, p *Price) {
	p.check()
	if amount := p.At(month, 1); b.fits(amount) {
		b.Once(c, name, month, amount, true)
	}
}

// Sell receives an amount at the start of a month for what is given up then. It lowers
// what is invested and [Bill.WriteOff] and, like a residual value, no level payment.
func (b *Bill) Sell(c Category, name string, month int, amount float64) {
	if amount < 0 {
		panic("pricing: a sale that costs money")
	}
	if n := len(b.entries); amount > 0 && b.fits(amount) {
		if b.Once(c, name, month, -amount, true); len(b.entries) > n {
			b.entries[n].sale = true
		}
	}
}

// Once is paid, or received when negative, at the start of a month. Capital
// says whether it is an investment, spread over the rest of the horizon in
// [Bill.Charges], or an expense. A month beyond the horizon is left out.
func (b *Bill) Once(c Category, name string, month int, amount float64, capital bool) {
	mustBeFinite("amount", amount)
	e := entry{
		op: once, category: c, name: name, from: month, to: b.t.Months, amount: amount,
		life: Forever, capital: capital,
	}
	if !b.enter(&e) {
		return
	}
	b.tax(&e, false)
	if !b.admit(math.Abs(e.amount)) {
		return
	}
	a := FromFloat(e.amount)
	b.start[month] += a
	b.book(&e, a, float64(a)*b.discount[month])
	b.entries = append(b.entries, e)
}
