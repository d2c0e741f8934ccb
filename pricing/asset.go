package pricing

// An Asset is bought, kept for its life and bought again: hardware, a building, a
// licence for a term. What is paid for its support follows each purchase.
type Asset struct {
	Category    Category
	Name        string
	Price       Price   // of one
	Count       float64 // bought each time
	Unit        string
	From, Until int  // months; Until 0: beyond the horizon
	Life        int  // months; 0: the terms' life, Forever: bought once
	Residual    bool // credit its book value at the horizon's end
	SupportName string
	Support     float64 // share of the price paid, per year
	Warranty    int     // months after each purchase that are free of it
	Owned       *Owned  // it is there already: nothing is bought at From
}

// Owned is what is left of an asset that is there already.
type Owned struct {
	Book float64 // value in the books, of all of it
	Used int     // months of its life gone by
	Left int     // months of its life to come; 0 or less: it is past its life, and kept
}

// Asset buys an asset at From and again each time its life ends within the horizon, at
// the price of that month. An owned one is bought first when its own life ends; past
// its life it is kept, and nothing is bought.
func (b *Bill) Asset(a *Asset) {
	a.Price.check()
	life := b.life(a.Life)
	from := a.From
	if a.Owned != nil {
		from = b.keep(a)
	}
	b.generations(from, a.Until, life, func(m, until int) {
		price := a.Price.At(m, a.Count) * a.Count
		if !b.fits(price) {
			return
		}
		b.Buy(a.Category, a.Name, m, price, life, BuyOptions{Residual: a.Residual, Until: until, Quantity: a.Count, Unit: a.Unit})
		b.support(a, m+a.Warranty, b.heldUntil(m, life, until), a.Price.fixed(a.Price.own(m, a.Count)*a.Count))
	})
}

// life is a life in months, that of the terms where it is 0.
func (b *Bill) life(life int) int {
	if life == 0 {
		life = b.t.Life
	}
	if life == 0 {
		life = Forever
	}
	return life
}

// generations visits the month of each purchase, and until when it is kept; 0: beyond
// the horizon.
func (b *Bill) generations(from, until, life int, visit func(month, until int)) {
	to := b.t.Months
	if until > 0 {
		to = min(to, until)
	}
	for m := from; m < to; m += life {
		if life == Forever || m+life >= to {
			visit(m, until)
			return
		}
		visit(m, m+life)
	}
}

// heldUntil is the first month in which a purchase is no longer held.
func (b *Bill) heldUntil(m, life, until int) int {
	to := b.t.Months
	if until > 0 {
		to = min(to, until)
	}
	if life != Forever {
		to = min(to, m+life)
	}
	return to
}

// support is a share of the price paid a year, in the months from, to excluded; it is
// paid in the currency of the price.
func (b *Bill) support(a *Asset, from, to int, paid Price) {
	if a.Support != 0 && from < to {
		b.Running(&Running{Category: Support, Name: a.SupportName, PerYear: paid, Count: a.Support, Quantity: 1, From: from, Until: to})
	}
}

// keep enters what is there already, with its support, and returns the month in which
// its life ends and it is bought.
func (b *Bill) keep(a *Asset) int {
	o := a.Owned
	if !b.fits(o.Book) {
		return b.t.Months
	}
	mustBeFinite("book value", o.Book)
	if o.Book < 0 || o.Used < 0 {
		panic("pricing: negative book value or age")
	}
	to, kept := b.t.Months, b.t.Months
	if a.Until > 0 {
		to = min(to, a.Until)
	}
	if o.Left > 0 {
		kept = a.From + o.Left
	}
	e := entry{
		op: keep, category: a.Category, name: a.Name, from: a.From, to: min(to, kept), amount: o.Book,
		life: o.Left, used: o.Used, residual: a.Residual, capital: true, quantity: a.Count, unit: a.Unit,
	}
	if o.Left <= 0 {
		e.life = Forever
	}
	if b.enter(&e) && b.admit(o.Book) {
		credit := b.left(&e)
		b.residual -= credit
		b.book(&e, -credit, -float64(credit)*b.discount[b.t.Months])
		b.entries = append(b.entries, e)
	}
	price := a.Price.fixed(a.Price.own(0, a.Count) * a.Count)
	if a.Price.Value == 0 {
		price = Price{Value: e.original(b.t.Salvage)}
	}
	b.support(a, max(a.From, a.From+a.Warranty-o.Used), e.to, price)
	return kept
}

// Original is what an owned asset cost new, by its book value.
func (o *Owned) Original(salvage float64) float64 {
	e := entry{amount: o.Book, used: o.Used, life: o.Left}
	if o.Left <= 0 {
		e.life = Forever
	}
	return e.original(salvage)
}

// original is what an owned asset cost, from its book value B after a straight line
// down to the salvage: B / (1 − (1 − salvage) · used / (used + left)).
func (e *entry) original(salvage float64) float64 {
	if e.life == Forever {
		return e.amount
	}
	worn := (1 - salvage) * float64(e.used) / float64(e.used+e.life)
	return e.amount / (1 - worn)
}

// bookAt is the book value of an owned asset after months of the bill.
func (e *entry) bookAt(months, salvage float64) float64 {
	if e.life == Forever {
		return e.amount
	}
	return BookValue(e.original(salvage), float64(e.used)+months, float64(e.used+e.life), salvage)
}

// left is what is credited of an owned asset at the horizon's end.
func (b *Bill) left(e *entry) Money {
	if !e.residual || !b.t.Residual || e.to < b.t.Months {
		return 0
	}
	return FromFloat(e.bookAt(b.age(e.from, e.to), b.t.Salvage))
}
