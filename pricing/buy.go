package pricing

import "math"

// Forever is the life of what is bought once and never again.
const Forever = -1

// BuyOptions refine a purchase; the zero value is a purchase of one unit that
// is worth nothing at the horizon's end and whose price never changes.
type BuyOptions struct {
	Residual bool    // credit its book value at the horizon's end (hardware)
	Until    int     // month from whose start it is no longer held; zero: beyond the horizon
	Trend    float64 // change of the price per year until it is bought again, above -1
	Quantity float64 // for Charges; zero: 1
	Unit     string  // for Charges; empty: unit
}

// Buy purchases something at the start of a month, and again whenever its life
// ends strictly before the horizon does:
//
//	price(m) = amount · (1 + Trend)^((m − month) / 12),  m = month, month + life, …
//
// Life is in months: zero is the terms' life, [Forever] is bought once. With
// Residual, what is held at the horizon's end is credited at [BookValue] at the
// end of the last month, in the same category; a life that ends just there
// leaves the salvage. Of what is replaced or given up (Until) before, nothing
// is credited; proceeds of a sale are a negative [Bill.Once]. Purchases and
// their credit are capital. A month beyond the horizon buys nothing.
// It panics unless amount and month are at least 0.
func (b *Bill) Buy(c Category, name string, month int, amount float64, life int, o BuyOptions) {
	checkRate("trend", o.Trend)
	mustBeFinite("quantity", o.Quantity)
	mustBeFinite("price", amount)
	if amount < 0 || life < Forever || o.Until < 0 {
		panic("pricing: negative price, life or month")
	}
	if life == 0 {
		life = b.t.Life
	}
	if life == 0 {
		life = Forever
	}
	to := b.t.Months
	if o.Until > 0 {
		to = min(to, o.Until)
	}
	e := entry{
		op: buy, category: c, name: name, from: month, to: to, amount: amount, rate: o.Trend,
		life: life, residual: o.Residual, capital: true, quantity: o.Quantity, unit: o.Unit,
	}
	if !b.enter(&e) {
		return
	}
	b.tax(&e, false)
	absolute := 0.0
	for m, held := e.from, 0; m < e.to; m += held {
		held = e.held(m)
		absolute += 2 * e.price(m)
	}
	if !b.admit(absolute) {
		return
	}
	var sum Money
	present := 0.0
	for m, held := e.from, 0; m < e.to; m += held {
		var price, credit Money
		price, credit, held = b.generation(&e, m)
		b.start[m] += price
		b.residual -= credit
		sum += price - credit
		present += float64(float64(price) * b.discount[m])
		present -= float64(float64(credit) * b.discount[b.t.Months])
	}
	b.book(&e, sum, present)
	b.entries = append(b.entries, e)
}

// price returns what a purchase costs when made in month m.
func (e *entry) price(m int) float64 {
	if e.rate == 0 || m == e.from {
		return e.amount
	}
	return e.amount * math.Pow(1+e.rate, float64(m-e.from)/12)
}

// held returns for how many months of the bill a purchase in month m is held.
func (e *entry) held(m int) int {
	if e.life == Forever {
		return e.to - m
	}
	return min(e.life, e.to-m)
}

// age is how old in months something of month m is when month to begins; the horizon
// ends within its last month where it is no whole number of them.
func (b *Bill) age(m, to int) float64 {
	if to == b.t.Months {
		return max(0, float64(float64(to)*b.t.part())-float64(m))
	}
	return float64(to - m)
}

// generation returns what the purchase made in month m costs, what of it is
// credited at the horizon's end, and for how many months of the bill it is held.
func (b *Bill) generation(e *entry, m int) (price, credit Money, held int) {
	held = e.held(m)
	price = FromFloat(e.price(m))
	if e.residual && b.t.Residual && e.life != Forever && m+held == b.t.Months {
		credit = FromFloat(BookValue(e.price(m), b.age(m, m+held), float64(e.life), b.t.Salvage))
	}
	return price, credit, held
}
