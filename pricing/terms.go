package pricing

import (
	"math"
	"time"
)

// Terms are what all lines of a bill have in common.
type Terms struct {
	Months       int        // horizon, at least 1
	Start        time.Time  // first month, by its year and month; zero: years are numbered from 1
	FiscalStart  time.Month // first month of a year in ByYear; zero: January; unused without Start
	DiscountRate float64    // effective per year, above -1
	Inflation    float64    // effective per year, above -1
	Life         int        // depreciation life in months; zero: forever
	Salvage      float64    // share of the price left at the end of its life, 0..1
	Residual     bool       // credit what is left at the horizon's end

	// Part of the months' time lies within the horizon, which is so many equal parts of
	// a month: what runs is given for that part. 0: all of it.
	Part float64

	CostOfCapital float64 // nominal per year, above -1: a twelfth a month in level payments
	Tax           float64 // value-added tax that is not recovered, share of what bears it
}

func (t Terms) check() {
	if t.Months < 1 {
		panic("pricing: horizon below one month")
	}
	checkRate("discount rate", t.DiscountRate)
	checkRate("inflation", t.Inflation)
	if !(t.Part >= 0 && t.Part <= 1) {
		panic("pricing: part of the months outside 0..1")
	}
	checkRate("cost of capital", t.CostOfCapital)
	if !(t.Tax >= 0) || math.IsInf(t.Tax, 0) {
		panic("pricing: negative or infinite tax")
	}
	if t.Life < 0 {
		panic("pricing: negative life")
	}
	if !(t.Salvage >= 0 && t.Salvage <= 1) {
		panic("pricing: salvage outside 0..1")
	}
	if t.FiscalStart < 0 || t.FiscalStart > time.December {
		panic("pricing: no such month")
	}
}

func (t *Terms) part() float64 {
	if t.Part == 0 {
		return 1
	}
	return t.Part
}

func checkRate(what string, r float64) {
	mustBeFinite(what, r)
	if r <= -1 {
		panic("pricing: " + what + " at or below -100 %")
	}
}

// Date returns the day on which month m of the horizon begins: that of the start, the
// last of a shorter month.
func (t Terms) Date(m int) time.Time {
	first := time.Date(t.Start.Year(), t.Start.Month()+time.Month(m), 1, 0, 0, 0, 0, time.UTC)
	if t.Start.IsZero() {
		return first
	}
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Start.Day(), last)-1)
}

// Year returns the year that month m of the horizon belongs to. A year that
// does not start in January has the name of the year in which it starts.
func (t Terms) Year(m int) int {
	m += t.Start.Year()*12 + int(t.Start.Month()) - 1
	if t.FiscalStart > 0 && !t.Start.IsZero() {
		m -= int(t.FiscalStart) - 1
	}
	return m / 12
}
