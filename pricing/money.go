package pricing

import (
	"math"
	"strconv"
	"strings"
)

// Money is an amount in millionths of the scenario's currency.
type Money int64

// Unit is one major unit of the currency.
const Unit Money = 1_000_000

// MaxMoney is the largest amount, about 9.2e12 major units; the smallest is
// its negative.
const MaxMoney Money = math.MaxInt64

// FromFloat returns x major units rounded to the nearest millionth, halves to
// even. It is the package's only rounding of an amount. Beyond ±[MaxMoney] it
// returns the nearer of the two; a [Bill] reports that range before it gets
// here. It panics when x is NaN or infinite.
func FromFloat(x float64) Money {
	mustBeFinite("amount", x)
	return round(x * 1e6)
}

// round returns the nearest integer to micro, halves to even, within ±MaxMoney.
func round(micro float64) Money {
	y := math.RoundToEven(micro)
	switch {
	case y >= 1<<63:
		return MaxMoney
	case y <= -1<<63:
		return -MaxMoney
	}
	return Money(y)
}

// Float returns m in major units, correctly rounded up to 9e9 units; up to 2e9
// [FromFloat] gives m back.
func (m Money) Float() float64 { return float64(m) / 1e6 }

// String returns m in major units as a plain decimal with every digit it has
// and no trailing zeros: 1234.5, -0.000001, 3.
func (m Money) String() string {
	return strings.TrimSuffix(strings.TrimRight(m.Decimal(6), "0"), ".")
}

// Decimal returns m in major units as a plain decimal with the given number of
// digits after the point, at most six, halves rounded to even. What rounds to
// zero has no sign.
func (m Money) Decimal(places int) string {
	if places < 0 || places > 6 {
		panic("pricing: decimal places outside 0..6")
	}
	size := uint64(m)
	if m < 0 {
		size = -size
	}
	step := uint64(Unit)
	for range places {
		step /= 10
	}
	whole, rest := size/step, size%step
	if 2*rest > step || 2*rest == step && whole%2 != 0 {
		whole++
	}
	s := strconv.FormatUint(whole, 10)
	if places > 0 {
		s = strings.Repeat("0", max(0, places+1-len(s))) + s
		s = s[:len(s)-places] + "." + s[len(s)-places:]
	}
	if m < 0 && whole != 0 {
		s = "-" + s
	}
	return s
}

func mustBeFinite(what string, x float64) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		panic("pricing: " + what + " is " + strconv.FormatFloat(x, 'g', -1, 64))
	}
}
