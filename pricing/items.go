package pricing

// An Item is a line of a bill as it was asked for: enough to work out the cash of
// each month again. Of the ops,
//
//	buy    pays Amount at the start of month From, is worn out after Life months (0:
//	       never), and when Residual, Until is 0 and the terms credit residual values,
//	       credits BookValue(Amount, Months − From, Life) at the end
//	recur  pays Amount/12 · (1 + Growth)^⌊m/12⌋ at the end of each month m from From
//	       up to, not including, To
//	once   pays Amount at the start of month From
//	keep   pays nothing, and credits Residue at the end
//
// each rounded to millionths.
type Item struct {
	Op       string
	Category Category
	Name     string
	From, To int
	Amount   float64 // tax included
	Growth   float64
	Life     int // months; 0: for ever
	Capital  bool
	Residue  Money // credited at the horizon's end
	Quantity float64
	Unit     string
	Taxed    bool

	Cash, Present Money // over the horizon, less the residue, and its present value
}

// Items returns the bill's lines, a purchase for each time that it is made.
func (b *Bill) Items() []Item {
	var items []Item
	for i := range b.entries {
		e := &b.entries[i]
		it := Item{
			Op: e.op.String(), Category: e.category, Name: e.name, From: e.from, To: e.to, Amount: e.amount,
			Growth: e.rate, Capital: e.capital, Quantity: e.quantity, Unit: e.unit, Taxed: e.taxed,
		}
		if e.life != Forever {
			it.Life = e.life
		}
		switch e.op {
		case keep:
			it.Residue = b.left(e)
			b.weigh(&it)
			items = append(items, it)
		case buy:
			it.Growth = 0
			for m := e.from; m < e.to; m += e.held(m) {
				_, credit, held := b.generation(e, m)
				it.From, it.To, it.Amount, it.Residue = m, m+held, e.price(m), credit
				b.weigh(&it)
				items = append(items, it)
			}
		default:
			b.weigh(&it)
			items = append(items, it)
		}
	}
	return items
}

// weigh sums what an item comes to.
func (b *Bill) weigh(it *Item) {
	it.Cash = -it.Residue
	present := -float64(float64(it.Residue) * b.discount[b.t.Months])
	switch it.Op {
	case "recur":
		e := entry{amount: it.Amount, rate: it.Growth}
		for m := it.From; m < it.To; m++ {
			a := FromFloat(e.monthly(m))
			it.Cash += a
			present += float64(float64(a) * b.discount[m+1])
		}
	case "buy", "once":
		a := FromFloat(it.Amount)
		it.Cash += a
		present += float64(float64(a) * b.discount[it.From])
	}
	it.Present = round(present)
}
