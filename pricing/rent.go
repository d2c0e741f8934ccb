package pricing

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
	Commits      bool    // a term that has begun when the rent ends is paid on
}

// Rent enters the rent within the horizon; a last term that outlasts it is not paid on.
func (b *Bill) Rent(r *Rent) {
	r.PerYear.check()
	if !(r.Reserved >= 0 && r.Reserved <= 1 && r.Discount >= 0 && r.Discount <= 1) {
		panic("pricing: share or discount of what is reserved outside 0..1")
	}
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
	end := r.Until
	if r.Commits && end > r.From {
		end = r.From + (end-r.From+r.Term-1)/r.Term*r.Term
	}
	b.generations(r.From, end, r.Term, func(m, until int) {
		perYear := r.PerYear.own(m, r.Count) * (1 - r.Discount)
		b.Running(&Running{
			Category: r.Category, Name: r.ReservedName, PerYear: r.PerYear.fixed(perYear), Count: n,
			Unit: r.Unit, From: m, Until: b.heldUntil(m, r.Term, until),
		})
	})
}
