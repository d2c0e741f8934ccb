package pricing

import "math"

// BookValue returns what is left of a price after age of its life:
//
//	B = price · (1 − (1 − salvage) · min(age, life) / life)
//
// Straight-line depreciation down to the share salvage of the price; age and
// life are in the same unit. It panics unless life > 0, age ≥ 0 and
// 0 ≤ salvage ≤ 1.
func BookValue(price, age, life, salvage float64) float64 {
	mustBeFinite("price", price)
	if !(life > 0 && age >= 0 && salvage >= 0 && salvage <= 1) {
		panic("pricing: book value of a life, age or salvage out of range")
	}
	return price * (1 - float64((1-salvage)*min(age/life, 1)))
}

// LevelPayment returns the constant payment at the end of each of n periods
// that repays principal at the given rate a period (capital recovery):
//
//	A = P · i / (1 − (1 + i)^−n),  P / n at i = 0
//
// It panics unless n ≥ 1 and rate > −1. Relative error is below 1e-13 for
// rates from 1e-12 to 1 (value_test.go).
func LevelPayment(principal, rate float64, n int) float64 {
	mustBeFinite("principal", principal)
	checkRate("rate", rate)
	if n < 1 {
		panic("pricing: level payment over no period")
	}
	if rate == 0 {
		return principal / float64(n)
	}
	return principal * rate / -math.Expm1(-float64(n)*math.Log1p(rate))
}
