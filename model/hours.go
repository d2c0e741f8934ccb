package model

import "math"

// Hours are those of each day, UTC, in which something is promised. To before From goes
// over midnight; both alike, as their zero value has them: always.
type Hours struct{ From, To float64 }

// Always reports whether all hours are promised.
func (h Hours) Always() bool { return h.From == h.To }

// Holds reports whether a time, in hours from a midnight, is promised.
func (h Hours) Holds(t float64) bool {
	d := t - float64(24*math.Floor(t/24))
	switch {
	case h.Always():
		return true
	case h.From < h.To:
		return h.From <= d && d < h.To
	}
	return d >= h.From || d < h.To
}

// Share is the part of a day that is promised.
func (h Hours) Share() float64 {
	switch {
	case h.Always():
		return 1
	case h.From < h.To:
		return (h.To - h.From) / 24
	}
	return (24 + h.To - h.From) / 24
}

// Between returns how many hours of [a, b) are promised.
func (h Hours) Between(a, b float64) float64 {
	if h.Always() {
		return b - a
	}
	return h.until(b) - h.until(a)
}

// until returns the promised hours from a midnight until t.
func (h Hours) until(t float64) float64 {
	day := math.Floor(t / 24)
	d := t - float64(24*day)
	whole := float64(float64(24*day) * h.Share())
	if h.From < h.To {
		return whole + min(max(d-h.From, 0), h.To-h.From)
	}
	return whole + min(d, h.To) + max(d-h.From, 0)
}

// Each calls f for each stretch of promised time in [a, b), in order.
func (h Hours) Each(a, b float64, f func(from, to float64)) {
	if h.Always() {
		f(a, b)
		return
	}
	length := float64(24 * h.Share())
	for day := math.Floor(a/24) - 1; ; day++ {
		open := float64(24*day) + h.From
		if open >= b {
			return
		}
		if from, to := max(a, open), min(b, open+length); from < to {
			f(from, to)
		}
	}
}
