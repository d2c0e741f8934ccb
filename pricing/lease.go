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
		price := a.Price.own(m, a.Count) * a.Count
		if !b.fits(a.Price.At(m, a.Count) * a.Count) {
			return
		}
		to := b.heldUntil(m, l.Months, until)
		b.Running(&Running{
			Category: a.Category, Name: a.Name, PerYear: a.Price.fixed(12 * LevelPayment(price, l.Rate/12, l.Months)), Count: 1,
			Quantity: a.Count, Unit: a.Unit, From: m, Until: to,
		})
		b.support(a, m+a.Warranty, to, a.Price.fixed(price))
	})
}
