package pricing

import "math"

// Flows appends the cash at the starts and at the ends of the bill's months to two
// slices; what is credited at the horizon's end is in the last end.
func (b *Bill) Flows(start, end []Money) (s, e []Money) {
	start, end = append(start, b.start...), append(end, b.end...)
	end[len(end)-1] += b.residual
	return start, end
}

// NetPresentValue returns flows of money received, less money paid, at the starts and
// the ends of months, at a discount rate per year:
//
//	Σ start(m) / (1 + rate)^(m/12) + end(m) / (1 + rate)^((m+1)/12)
func NetPresentValue(start, end []Money, rate float64) float64 {
	checkRate("discount rate", rate)
	v := math.Pow(1+rate, -1.0/12)
	value, _ := discounted(start, end, v)
	return value / 1e6
}

// discounted returns Σ c(k)·v^k in micro-units, and its derivative in v, by Horner's
// rule; c(k) is what is paid between month k−1 and month k.
func discounted(start, end []Money, v float64) (value, slope float64) {
	for k := len(start); k >= 0; k-- {
		slope = float64(slope*v) + value
		value = float64(value*v) + float64(between(start, end, k))
	}
	return value, slope
}

// between is the flow at the end of month k−1 and the start of month k.
func between(start, end []Money, k int) (c Money) {
	if k > 0 {
		c = end[k-1]
	}
	if k < len(start) {
		c += start[k]
	}
	return c
}

// Payback returns the number of months after which the cumulative flow is back at or
// above 0, having been below; 0 where it never is below. It is not ok where it does
// not come back.
func Payback(start, end []Money) (months int, ok bool) {
	var sum Money
	below := false
	for m := range start {
		sum += start[m]
		below = below || sum < 0
		sum += end[m]
		if below && sum >= 0 {
			return m + 1, true
		}
		below = below || sum < 0
	}
	return 0, !below
}

// BelowFrom returns the number of months after which the cumulative flow is above 0 for
// good, at the end of each month from then on: what costs less has from then on cost less.
// 0 where it is so from the start; it is not ok where it is not above 0 in the end.
func BelowFrom(start, end []Money) (months int, ok bool) {
	var sum Money
	months = -1
	for m := range start {
		sum += start[m]
		first := m == 0 && sum >= 0
		sum += end[m]
		switch {
		case sum <= 0:
			months = -1
		case months < 0 && first:
			months = 0
		case months < 0:
			months = m + 1
		}
	}
	return max(months, 0), months >= 0
}

// InternalRate returns the effective rate per year at which flows are worth nothing
// today. It is ok where money is paid first and the rate is the only one: where the
// flows change their sign once, or, for a rate above 0, their cumulative does
// (Norstrøm 1972). Rates from -99.9 % to 1e6 are found, to 1e-12 of (1 + rate).
func InternalRate(start, end []Money) (perYear float64, ok bool) {
	turns, cumulative := signs(start, end)
	if turns != 1 && cumulative != 1 {
		return 0, false
	}
	lo, hi := math.Pow(1e6+1, -1.0/12), math.Pow(1e-3, -1.0/12) // of v = (1 + rate)^(-1/12)
	if turns != 1 {
		hi = 1
	}
	below, _ := discounted(start, end, lo)
	above, _ := discounted(start, end, hi)
	if !(below < 0 && above > 0) {
		return 0, false
	}
	v := 1.0
	if v >= hi {
		v = (lo + hi) / 2
	}
	for i := range 200 {
		value, slope := discounted(start, end, v)
		switch {
		case value == 0:
			lo, hi = v, v
		case value < 0:
			lo = v
		default:
			hi = v
		}
		if hi-lo <= 1e-14*hi {
			break
		}
		next := v - value/slope
		if i > 100 || !(next > lo && next < hi) { // Newton's steps of 1/months are too short from afar
			next = (lo + hi) / 2
		}
		if math.Abs(next-v) <= 1e-15*v {
			break
		}
		v = next
	}
	return math.Pow(v, -12) - 1, true
}

// signs counts how often the flows, and how often their cumulative, change their sign;
// −1 where the first that is not 0 is received.
func signs(start, end []Money) (turns, cumulative int) {
	var sum Money
	last, lastSum := 0, 0
	for k := 0; k <= len(start); k++ {
		c := between(start, end, k)
		if s := sign(c); s != 0 {
			if last == 0 && s > 0 {
				return -1, -1
			}
			if last != 0 && s != last {
				turns++
			}
			last = s
		}
		sum += c
		if s := sign(sum); s != 0 {
			if lastSum != 0 && s != lastSum {
				cumulative++
			}
			lastSum = s
		}
	}
	return turns, cumulative
}

func sign(m Money) int {
	switch {
	case m > 0:
		return 1
	case m < 0:
		return -1
	}
	return 0
}
