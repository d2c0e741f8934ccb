package pricing

// A Lease pays for an asset in level payments at the end of each month, hands it back
// after its months, and leases it again at the price of that month.
type Lease struct {
	Asset
	Months int
	Rate   float64 // nominal per year: a twelfth a month
}

// Lease enters the payments, and support as a share of the price of what is leased.
func (b *Bill) Lease(l *Lease) {
	a := &l.Asset
	a.Price.check()
	if l.Months < 1 {
		panic("pricing: lease below one month")
	}
	b.generations(a.From, a.Until, l.Months, func(m, until int) {
		price := a.Price.At(m, a.Count) * a.Count
		to := b.heldUntil(m, l.Months, until)
		b.RecurWith(a.Category, a.Name, m, to, 12*LevelPayment(price, l.Rate/12, l.Months), RecurOptions{Quantity: a.Count, Unit: a.Unit})
		b.support(a, m+a.Warranty, to, price)
	})
}
