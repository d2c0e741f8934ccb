package model

import (
	"math"
	"time"
)

// Months counts a time in twelfths of a year, as years are written; where it is not
// whole in them, in months of the given hours (finance.month), if it is whole in these.
// Else it is rounded to twelfths.
func Months(hours, month float64) (n int, whole bool) {
	for _, of := range []float64{HoursPerMonth, month} {
		if m := hours / of; math.Abs(m-math.Round(m)) < 1e-9*m {
			return int(math.Round(m)), true
		}
	}
	return int(math.Round(hours / HoursPerMonth)), false
}

// MonthsBetween counts months from a to b, days as parts of 30.4 days.
func MonthsBetween(a, b time.Time) float64 {
	whole := (b.Year()-a.Year())*12 + int(b.Month()) - int(a.Month())
	return float64(whole) + float64(b.Day()-a.Day())/(365./12)
}

// Used returns the months of its life gone by at a time.
func (o *Owned) Used(at time.Time) int { return int(math.Round(MonthsBetween(o.Since, at))) }
