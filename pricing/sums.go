package pricing

// Total returns the cash over the horizon: the sum of the categories, of the
// months, of the lines, and of [Bill.Capex] and [Bill.Opex].
func (b *Bill) Total() Money { return sum(b.category[:]) }

// ByCategory returns the cash of one category.
func (b *Bill) ByCategory(c Category) Money {
	c.check()
	return b.category[c]
}

// Capex returns the part of the total that is invested: purchases less their
// residual value, and what was entered as capital once.
func (b *Bill) Capex() Money { return b.capex }

// Opex returns the rest of the total.
func (b *Bill) Opex() Money { return b.Total() - b.capex }

// PresentValue returns the cash at its value at the start of month 0:
//
//	PV = Σ cash(t) / (1 + DiscountRate)^(t/12)
//
// Months t are m for what is paid at the start of month m and m+1 for what is
// paid at its end. It is rounded once a line, so that the categories sum to it.
func (b *Bill) PresentValue() Money { return sum(b.present[:]) }

// PresentValueByCategory returns the present value of one category.
func (b *Bill) PresentValueByCategory(c Category) Money {
	c.check()
	return b.present[c]
}

// ByMonth returns the cash of each month of the horizon.
func (b *Bill) ByMonth() []Money {
	months := make([]Money, b.t.Months)
	for m := range months {
		months[m] = b.month(m)
	}
	return months
}

// PresentValues returns the present value of the cash of each month. They are rounded
// once a month, and so sum to [Bill.PresentValue] within a millionth a line or month.
func (b *Bill) PresentValues() []Money {
	months := make([]Money, b.t.Months)
	for m := range months {
		end := b.end[m]
		if m == b.t.Months-1 {
			end += b.residual
		}
		months[m] = round(float64(float64(b.start[m])*b.discount[m]) + float64(float64(end)*b.discount[m+1]))
	}
	return months
}

// ByYear returns the cash of each year that the horizon touches; [Bill.Years]
// names them.
func (b *Bill) ByYear() []Money {
	first := b.t.Year(0)
	years := make([]Money, b.t.Year(b.t.Months-1)-first+1)
	for m := range b.t.Months {
		years[b.t.Year(m)-first] += b.month(m)
	}
	return years
}

// Years returns the years of [Bill.ByYear]: calendar years, or 1, 2, … when
// the start is unknown. A fiscal year has the name of the year it starts in.
func (b *Bill) Years() []int {
	first := b.t.Year(0)
	years := make([]int, b.t.Year(b.t.Months-1)-first+1)
	for i := range years {
		years[i] = first + i
	}
	return years
}

// AtStart returns what is paid at the start of the first month.
func (b *Bill) AtStart() Money { return b.start[0] }

// CashPeak returns the most money that is out at any time: the largest
// cumulative cash, never below 0. What is paid at a month's end and at the
// next month's start is paid together.
func (b *Bill) CashPeak() Money {
	var peak, out Money
	for m := range b.t.Months {
		out += b.start[m]
		peak = max(peak, out)
		out += b.end[m]
	}
	return max(peak, out+b.residual)
}

// RunRate returns the running costs a year as they are when the horizon ends:
// those of its last twelve months, scaled up when it has less of them.
func (b *Bill) RunRate() Money {
	n := min(12, b.t.Months)
	year, time := sum(b.end[b.t.Months-n:]), float64(n)*b.t.part()
	if time == 12 {
		return year
	}
	return FromFloat(year.Float() * 12 / time)
}

func (b *Bill) month(m int) Money {
	if m == b.t.Months-1 {
		return b.start[m] + b.end[m] + b.residual
	}
	return b.start[m] + b.end[m]
}

func sum(s []Money) (total Money) {
	for _, m := range s {
		total += m
	}
	return total
}
