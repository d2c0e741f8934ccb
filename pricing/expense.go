package pricing

// Expenses returns the profit and loss of each month: running costs as they are paid,
// and of everything of capital the same share for each month that it is held, less
// what is credited at the horizon's end (straight-line depreciation). The months sum
// to [Bill.Total] plus [Bill.Opening]: what was there already wears out without being
// paid for.
func (b *Bill) Expenses() []Money {
	months := make([]Money, b.t.Months)
	for i := range b.entries {
		e := &b.entries[i]
		switch {
		case e.op == keep:
			spread(months[e.from:e.to], FromFloat(e.amount)-b.left(e))
		case e.op == recur:
			for m := e.from; m < e.to; m++ {
				months[m] += FromFloat(e.monthly(m))
			}
		case e.op == once && (!e.capital || e.amount < 0):
			months[e.from] += FromFloat(e.amount)
		case e.op == once:
			spread(months[e.from:e.to], FromFloat(e.amount))
		default:
			for m := e.from; m < e.to; m += e.held(m) {
				price, credit, held := b.generation(e, m)
				spread(months[m:m+held], price-credit)
			}
		}
	}
	return months
}

// spread adds an amount to months in shares that differ by at most a millionth and sum
// to it.
func spread(months []Money, amount Money) {
	n := Money(len(months))
	whole, rest := amount/n, amount%n
	for k := range n {
		months[k] += whole + rest*(k+1)/n - rest*k/n
	}
}

// Opening returns the book value of what was there already.
func (b *Bill) Opening() (sum Money) {
	for i := range b.entries {
		if e := &b.entries[i]; e.op == keep {
			sum += FromFloat(e.amount)
		}
	}
	return sum
}

// WriteOff returns the book value that is lost: of what is given up before its life is
// over (less what it was sold for), the salvage of what is bought again, and at the horizon's end of what is not
// credited because the terms leave residual values out.
func (b *Bill) WriteOff() (sum Money) {
	for i := range b.entries {
		e := &b.entries[i]
		switch {
		case e.sale:
			sum += FromFloat(e.amount)
		case !e.residual || e.op != buy && e.op != keep:
		case e.op == keep:
			sum += FromFloat(e.bookAt(b.age(e.from, e.to), b.t.Salvage)) - b.left(e)
		case e.life != Forever:
			for m := e.from; m < e.to; m += e.held(m) {
				_, credit, held := b.generation(e, m)
				sum += FromFloat(BookValue(e.price(m), b.age(m, m+held), float64(e.life), b.t.Salvage)) - credit
			}
		}
	}
	return sum
}
