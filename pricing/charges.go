package pricing

import "time"

// A Frequency is a FOCUS charge frequency.
type Frequency string

// The frequencies of charges.
const (
	OneTime   Frequency = "One-Time"
	Recurring Frequency = "Recurring"
)

// A Charge is a row shaped like the FinOps FOCUS specification, under its
// column names. ServiceCategory is the name of ours. Periods are
// months in UTC from the day of the start; without a start in the terms they begin in January of year 1.
type Charge struct {
	ChargePeriodStart time.Time
	ChargePeriodEnd   time.Time // exclusive
	ChargeCategory    Kind
	ChargeFrequency   Frequency
	ChargeDescription string
	ServiceCategory   string
	ResourceName      string
	PricingQuantity   float64
	PricingUnit       string
	BilledCost        Money // cash
	EffectiveCost     Money // amortised

	Category Category
	Capital  bool
	Tax      Money // of BilledCost: value-added tax
	Month    int   // of the horizon, from 0
}

// Charges returns the bill as rows whose BilledCost and EffectiveCost both sum
// to [Bill.Total], in every line of the bill. An investment is one Purchase
// with no EffectiveCost, followed by a Usage row with no BilledCost for each
// month of the horizon in which it is held; these share evenly what is not
// credited at the horizon's end, which is straight-line depreciation where the
// rest is. A residual value is a Credit with no EffectiveCost; other money
// received counts at once. What is there already has in place of a purchase an
// Adjustment with no BilledCost and the negative of its book value as EffectiveCost:
// its wear counts, and no money was spent.
func (b *Bill) Charges() []Charge {
	var charges []Charge
	var lines []Line
	for i := range b.entries {
		e := &b.entries[i]
		if e.op == keep {
			charges = b.appendOpening(charges, e)
		}
		lines = b.appendLines(lines[:0], e)
		for j := range lines {
			l := &lines[j]
			c := b.charge(l)
			if l.Kind == Purchase || l.Description == residualValue {
				c.EffectiveCost = 0
			}
			charges = append(charges, c)
			if l.Kind == Purchase {
				charges = b.appendShares(charges, e, l)
			}
		}
	}
	return charges
}

// appendShares spreads a purchase over the months in which it is held. Shares
// differ by at most one millionth and sum to the whole.
func (b *Bill) appendShares(charges []Charge, e *entry, l *Line) []Charge {
	cost, held := l.Amount, e.held(l.Month)
	if e.op == buy {
		price, credit, _ := b.generation(e, l.Month)
		cost = price - credit
	}
	return b.spread(charges, l, cost, held)
}

// appendOpening is what is there already: its book value, and its wear by month.
func (b *Bill) appendOpening(charges []Charge, e *entry) []Charge {
	l := e.line(e.from, FromFloat(e.amount), openingValue, "unit")
	l.Kind = Adjustment
	c := b.charge(&l)
	c.BilledCost, c.EffectiveCost = 0, -l.Amount
	return b.spread(append(charges, c), &l, l.Amount-b.left(e), e.to-e.from)
}

// spread adds a month's share of a cost for each month that it is held for.
func (b *Bill) spread(charges []Charge, l *Line, cost Money, held int) []Charge {
	n := Money(held)
	whole, rest := cost/n, cost%n
	for k := range n {
		c := b.charge(l)
		c.Month += int(k)
		c.ChargePeriodStart, c.ChargePeriodEnd = b.t.Date(c.Month), b.t.Date(c.Month+1)
		c.ChargeCategory, c.ChargeFrequency, c.ChargeDescription = Usage, Recurring, "amortisation"
		c.PricingQuantity, c.PricingUnit = 1, "month"
		c.BilledCost, c.Tax = 0, 0
		c.EffectiveCost = whole + rest*(k+1)/n - rest*k/n
		charges = append(charges, c)
	}
	return charges
}

func (b *Bill) charge(l *Line) Charge {
	c := Charge{
		ChargePeriodStart: b.t.Date(l.Month), ChargePeriodEnd: b.t.Date(l.Month + 1),
		ChargeCategory: l.Kind, ChargeFrequency: OneTime, ChargeDescription: l.Description,
		ServiceCategory: l.Category.String(), ResourceName: l.Name,
		PricingQuantity: l.Quantity, PricingUnit: l.Unit,
		BilledCost: l.Amount, EffectiveCost: l.Amount,
		Category: l.Category, Capital: l.Capital, Month: l.Month, Tax: l.Tax,
	}
	if l.Description == runningCost {
		c.ChargeFrequency = Recurring
	}
	return c
}
