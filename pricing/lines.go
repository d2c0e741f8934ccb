package pricing

// A Kind is a FOCUS charge category.
type Kind string

// The kinds of charges.
const (
	Purchase Kind = "Purchase" // an investment
	Usage    Kind = "Usage"    // a running cost, an expense, or a month of an investment
	Credit   Kind = "Credit"   // money received

	// Adjustment is the book value of what is there already, which takes the place of
	// a purchase.
	Adjustment Kind = "Adjustment"
)

// Descriptions that Charges tells lines apart by.
const (
	residualValue = "residual value"
	runningCost   = "running cost"
	openingValue  = "opening book value"
)

// A Line is one posting of a bill.
type Line struct {
	Category    Category
	Name        string // as it was entered
	Description string // purchase, bought again, residual value, one-off or running cost
	Kind        Kind
	Capital     bool
	Month       int
	AtEnd       bool // paid at the month's end, not its start
	Amount      Money
	Quantity    float64
	Unit        string
	Tax         Money // of the amount: value-added tax
}

// Lines returns every posting, line by line in the order of entry and each by
// month. Their amounts sum to [Bill.Total].
func (b *Bill) Lines() []Line {
	var lines []Line
	for i := range b.entries {
		lines = b.appendLines(lines, &b.entries[i])
	}
	return lines
}

// appendLines adds the postings of an entry, with the tax that is in each.
func (b *Bill) appendLines(lines []Line, e *entry) []Line {
	from := len(lines)
	lines = b.appendPostings(lines, e)
	if e.taxed {
		for i := from; i < len(lines); i++ {
			lines[i].Tax = FromFloat(lines[i].Amount.Float() * b.t.Tax / (1 + b.t.Tax))
		}
	}
	return lines
}

func (b *Bill) appendPostings(lines []Line, e *entry) []Line {
	switch e.op {
	case buy:
		return b.appendPurchases(lines, e)
	case keep:
		if credit := b.left(e); credit != 0 {
			l := e.line(b.t.Months-1, -credit, residualValue, "unit")
			l.AtEnd = true
			lines = append(lines, l)
		}
		return lines
	case recur:
		for m := e.from; m < e.to; m++ {
			l := e.line(m, FromFloat(e.monthly(m)), runningCost, "month")
			l.AtEnd = true
			lines = append(lines, l)
		}
		return lines
	default:
		return append(lines, e.line(e.from, FromFloat(e.amount), "one-off", "unit"))
	}
}

func (b *Bill) appendPurchases(lines []Line, e *entry) []Line {
	for m := e.from; m < e.to; m += e.held(m) {
		price, credit, _ := b.generation(e, m)
		l := e.line(m, price, "purchase", "unit")
		if m > e.from {
			l.Description = "bought again"
		}
		lines = append(lines, l)
		if credit != 0 {
			l = e.line(b.t.Months-1, -credit, residualValue, "unit")
			l.AtEnd = true
			lines = append(lines, l)
		}
	}
	return lines
}

func (e *entry) line(m int, amount Money, description, unit string) Line {
	l := Line{
		Category: e.category, Name: e.name, Description: description, Kind: Usage, Capital: e.capital,
		Month: m, Amount: amount, Quantity: e.quantity, Unit: e.unit,
	}
	switch {
	case amount < 0:
		l.Kind = Credit
	case e.capital:
		l.Kind = Purchase
	}
	if l.Quantity == 0 {
		l.Quantity = 1
	}
	if l.Unit == "" {
		l.Unit = unit
	}
	return l
}
