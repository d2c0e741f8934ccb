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

// A Rent is paid by the unit: on demand at the price of each month, and for a share of
// the units in terms at the price of each term's start, less a discount.
type Rent struct {
	Category     Category
	Name         string
	ReservedName string
	PerYear      Price // of one unit
	Count        float64
	Unit         string
	From, Until  int
	Reserved     float64 // share of the count
	Discount     float64 // of what is reserved
	Term         int     // months
}

// Rent enters the rent within the horizon; a last term that outlasts it is not paid on.
func (b *Bill) Rent(r *Rent) {
	r.PerYear.check()
	b.Running(&Running{
		Category: r.Category, Name: r.Name, PerYear: r.PerYear, Count: r.Count * (1 - r.Reserved), Bought: r.Count,
		Unit: r.Unit, From: r.From, Until: r.Until,
	})
	if r.Reserved == 0 {
		return
	}
	if r.Term < 1 {
		panic("pricing: reserved below one month")
	}
	n := r.Count * r.Reserved
	b.generations(r.From, r.Until, r.Term, func(m, until int) {
		perYear := r.PerYear.At(m, r.Count) * (1 - r.Discount) * n
		b.RecurWith(r.Category, r.ReservedName, m, b.heldUntil(m, r.Term, until), perYear, RecurOptions{Quantity: n, Unit: r.Unit})
	})
}

// A Running cost is count times a price a year.
type Running struct {
	Category    Category
	Name        string
	PerYear     Price // of one
	Count       float64
	Bought      float64 // what volume discounts go by; 0: Count
	Quantity    float64 // a month, for Charges; 0: Count
	Unit        string
	From, Until int // months; Until 0: to the horizon's end
	Untaxed     bool
}

// Running enters a running cost, each month at that month's price.
func (b *Bill) Running(r *Running) {
	p := &r.PerYear
	p.check()
	to := b.t.Months
	if r.Until > 0 {
		to = min(to, r.Until)
	}
	if r.Count == 0 || r.From >= to {
		return
	}
	bought := r.Bought
	if bought == 0 {
		bought = r.Count
	}
	o := RecurOptions{Quantity: r.Quantity, Unit: r.Unit, Untaxed: r.Untaxed}
	if o.Quantity == 0 {
		o.Quantity = r.Count
	}
	if len(p.Exchange) <= 1 && (p.Steps || p.Growth == 0) {
		o.Growth = p.Growth
		b.RecurWith(r.Category, r.Name, r.From, to, p.At(0, bought)*r.Count, o)
		return
	}
	for m := r.From; m < to; {
		next := p.until(m, to)
		b.RecurWith(r.Category, r.Name, m, next, p.At(m, bought)*r.Count, o)
		m = next
	}
}
