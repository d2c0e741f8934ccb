package pricing

// A LevelLine is what a line costs in a month on average, with all of capital paid in
// level payments: the part that repays the price evenly over its life, interest, and
// what runs.
type LevelLine struct {
	Category Category
	Name     string

	Amortisation, Interest, Running Money
}

// Total is the sum of the parts.
func (l *LevelLine) Total() Money { return l.Amortisation + l.Interest + l.Running }

// Level returns the bill's lines as means of a month, those of one name together:
// everything of capital is paid in level payments at a rate of Terms.CostOfCapital/12
// a month, each purchase over its whole life and the rest over what remains of the
// horizon,
//
//	(Σ purchases LevelPayment · months held + Σ other cash) / Months
//
// Residual values, salvage and sales are left out: a life beyond the horizon is paid for only
// while it is held. What was there already costs nothing (Barroso & Hölzle 2009, 6).
func (b *Bill) Level() []LevelLine {
	var lines []LevelLine
	at := map[LevelLine]int{}
	for i := range b.entries {
		e := &b.entries[i]
		if e.op == keep || e.sale {
			continue
		}
		key := LevelLine{Category: e.category, Name: e.name}
		k, ok := at[key]
		if !ok {
			k = len(lines)
			at[key] = k
			lines = append(lines, key)
		}
		amortisation, interest, running := b.level(e)
		lines[k].Amortisation += amortisation
		lines[k].Interest += interest
		lines[k].Running += running
	}
	return lines
}

// LevelMonth returns the sum of [Bill.Level].
func (b *Bill) LevelMonth() Money {
	var total Money
	for i := range b.entries {
		amortisation, interest, running := b.level(&b.entries[i])
		total += amortisation + interest + running
	}
	return total
}

// level returns an entry's part of a month, each rounded once.
func (b *Bill) level(e *entry) (amortisation, interest, running Money) {
	months := float64(b.t.Months)
	time := months * b.t.part()
	switch {
	case e.op == keep || e.sale:
	case e.op == recur:
		var sum Money
		for m := e.from; m < e.to; {
			next := min(e.to, m-m%12+12)
			sum += FromFloat(e.monthly(m)) * Money(next-m)
			m = next
		}
		running = FromFloat(sum.Float() / time)
	case !e.capital:
		running = FromFloat(e.amount / time)
	default:
		var repaid, paid float64
		for m := e.from; m < e.to; m += e.held(m) {
			held := e.held(m)
			life := e.life
			if life == Forever {
				life = held
			}
			price := e.price(m)
			repaid += float64(price / float64(life) * float64(held))
			paid += float64(LevelPayment(price, b.t.CostOfCapital/12, life) * float64(held))
		}
		amortisation = FromFloat(repaid / months)
		interest = FromFloat(paid/months) - amortisation
	}
	return amortisation, interest, running
}
