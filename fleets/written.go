package fleets

import "math"

// A Written is a number as a file says it, in the unit that it is written in.
type Written struct {
	Value  float64
	Unit   string     // as written; empty: none
	Ranged bool       // it has a range
	Range  [2]float64 // low and high
}

// ReadWritten reads a value with or without a range; false where it is no number, or its
// range is upside down.
func ReadWritten(text string) (Written, bool) {
	w, p := parseValue(text)
	if p != nil {
		return Written{}, false
	}
	var out Written
	ok := true
	read := func(l *literal) float64 {
		v, fine := l.value(0)
		ok = ok && fine && l.unit == out.Unit
		return v
	}
	out.Unit = w.likely.unit
	if w.bare {
		out.Unit = w.lo.unit
	} else {
		out.Value = read(&w.likely)
	}
	if !ok {
		return Written{}, false
	}
	switch {
	case w.spread > 0:
		out.Ranged, out.Range = true, [2]float64{out.Value * (1 - w.spread), out.Value * (1 + w.spread)}
	case w.ranged:
		out.Ranged, out.Range = true, [2]float64{read(&w.lo), read(&w.hi)}
	}
	if !ok { // an end in another unit
		out.Ranged, out.Range = false, [2]float64{}
	}
	if out.Range[0] > out.Range[1] {
		return Written{}, false
	}
	if w.bare {
		if !out.Ranged {
			return Written{}, false
		}
		out.Value = (out.Range[0] + out.Range[1]) / 2
		if out.Range[0] > 0 {
			out.Value = math.Sqrt(out.Range[0]) * math.Sqrt(out.Range[1])
		}
	}
	return out, true
}
