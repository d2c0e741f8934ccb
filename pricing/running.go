package pricing

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
		if perYear := p.At(0, bought) * r.Count; b.fits(perYear) {
			b.RecurWith(r.Category, r.Name, r.From, to, perYear, o)
		}
		return
	}
	for m := r.From; m < to; {
		next := p.until(m, to)
		if perYear := p.At(m, bought) * r.Count; b.fits(perYear) {
			b.RecurWith(r.Category, r.Name, m, next, perYear, o)
		}
		m = next
	}
}
