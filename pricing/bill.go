package pricing

import (
	"errors"
	"math"
)

// ErrRange says that the amounts of a bill do not fit in [Money].
var ErrRange = errors.New("amounts add up to more than 9e12 units of the currency")

// maxBill bounds the absolute amounts of a bill, and their present values, in
// major units: no sum of them can leave Money.
const maxBill = 9e12

// A Bill is what something costs over a horizon. Sums are kept up to date with
// each line and cost nothing to ask for; [Bill.Lines] and [Bill.Charges] are
// spelled out on request. A Bill is not safe for concurrent use.
type Bill struct {
	t       Terms
	entries []entry

	start    []Money // cash at the start of month m
	end      []Money // running costs at the end of month m
	residual Money   // credit at the end of the last month
	category [categories]Money
	present  [categories]Money
	capex    Money

	discount []float64 // (1 + rate)^(-m/12), m = 0..Months
	steepest float64   // the largest of them
	absolute float64   // of all amounts so far, in major units
	err      error
}

// An entry is a line as it was asked for.
type entry struct {
	op       op
	category Category
	name     string
	from, to int     // months, to excluded, within the horizon
	amount   float64 // a purchase, a year, or once
	rate     float64 // change of the amount, per year
	life     int     // months, or Forever; of what is kept, to come
	used     int     // months of the life of what is kept that went by before
	residual bool
	taxed    bool
	capital  bool
	sale     bool // proceeds of what is given up
	quantity float64
	unit     string
}

type op uint8

const (
	buy op = iota
	recur
	once
	keep
)

var opNames = [...]string{"buy", "recur", "once", "keep"}

// String returns the word that Items use.
func (o op) String() string { return opNames[o] }

// NewBill returns an empty bill. It panics when a term is out of its range.
func NewBill(t Terms) *Bill {
	b := new(Bill)
	b.Reset(t)
	return b
}

// Reset empties the bill for another use under new terms. It allocates only
// when the horizon is longer than any before.
func (b *Bill) Reset(t Terms) {
	t.check()
	if t.Months != b.t.Months || t.DiscountRate != b.t.DiscountRate || t.part() != b.t.part() {
		b.setDiscount(t)
	}
	b.t = t
	b.entries = b.entries[:0]
	b.start, b.end = zeroed(b.start, t.Months), zeroed(b.end, t.Months)
	b.residual, b.capex = 0, 0
	b.category, b.present = [categories]Money{}, [categories]Money{}
	b.absolute, b.err = 0, nil
}

// setDiscount fills the factors from whole years and twelfths, because a power
// for each month would be most of a bill's cost.
func (b *Bill) setDiscount(t Terms) {
	b.discount = b.discount[:0]
	if part := t.part(); part != 1 {
		for m := 0; m <= t.Months; m++ {
			b.discount = append(b.discount, math.Pow(1+t.DiscountRate, -float64(m)*part/12))
		}
		b.steepest = max(1, b.discount[t.Months])
		return
	}
	var twelfth [12]float64
	for j := range twelfth {
		twelfth[j] = math.Pow(1+t.DiscountRate, -float64(j)/12)
	}
	year := 1.0
	for m := 0; m <= t.Months; m++ {
		if m > 0 && m%12 == 0 {
			year /= 1 + t.DiscountRate
		}
		b.discount = append(b.discount, year*twelfth[m%12])
	}
	b.steepest = max(1, b.discount[t.Months])
}

func zeroed(s []Money, n int) []Money {
	if cap(s) < n {
		return make([]Money, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// Terms returns the terms of the bill.
func (b *Bill) Terms() Terms { return b.t }

// Err returns [ErrRange] when a line did not fit since the last Reset. Such a
// line and its money are left out: the sums of that bill mean nothing.
func (b *Bill) Err() error { return b.err }

// fits says whether an amount is one that a line may have at all.
func (b *Bill) fits(amount float64) bool {
	if math.Abs(amount) > maxBill { // NaN is a bug, and panics further on
		b.err = ErrRange
		return false
	}
	return true
}

// admit says whether a line with this sum of absolute amounts, in major units,
// still fits.
func (b *Bill) admit(absolute float64) bool {
	sum := b.absolute + float64(absolute*b.steepest)
	if !(sum <= maxBill) {
		b.err = ErrRange
		return false
	}
	b.absolute = sum
	return true
}

// book adds a line's sum and its present value in micro-units.
func (b *Bill) book(e *entry, sum Money, present float64) {
	b.category[e.category] += sum
	if e.capital {
		b.capex += sum
	}
	if b.t.DiscountRate == 0 {
		b.present[e.category] += sum
	} else {
		b.present[e.category] += round(present)
	}
}

// tax adds the value-added tax to the amount of a line that bears it: all but people's
// work and money received, of which the tax is handed on. It is part of what an asset
// costs.
func (b *Bill) tax(e *entry, untaxed bool) {
	if b.t.Tax != 0 && !untaxed && e.amount > 0 && e.category != Staff && e.category != Engineering {
		e.amount *= 1 + b.t.Tax
		e.taxed = true
	}
}

// enter checks a line and says whether any of it is within the horizon.
func (b *Bill) enter(e *entry) bool {
	e.category.check()
	if e.from < 0 {
		panic("pricing: negative month")
	}
	return e.from < e.to
}
