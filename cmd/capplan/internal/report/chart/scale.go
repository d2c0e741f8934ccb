package chart

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

// A scale is an axis of a view with its ends and ticks. Places on it are linear: a value
// is placed first, so that logarithms, nines and dates need no more.
type scale struct {
	kind     view.Scale
	min, max float64 // places
	ticks    []tick
}

// place says where a value stands, before it is held within the ends.
func place(kind view.Scale, v float64) float64 {
	switch kind {
	case view.Log:
		return math.Log10(v)
	case view.Nines:
		return -math.Log10(v)
	}
	return v
}

// at is the place of a value, at the nearer end where it is none: less than nothing lost
// is beyond all nines.
func (s *scale) at(v float64) float64 {
	if s.kind == view.Nines || s.kind == view.Log {
		v = max(0, v)
	}
	return min(s.max, max(s.min, place(s.kind, v)))
}

// floor is the place from which bars rise.
func (s *scale) floor() float64 {
	switch s.kind {
	case view.Log:
		return s.min
	case view.Nines:
		return s.at(1)
	}
	return s.at(0)
}

// A want is what a scale is made for.
type want struct {
	zero    bool // holds 0
	rounded bool // its ends are ticks
	room    bool // for labels beyond the largest
	most    int  // ticks
}

// scaleOf makes the scale that holds the values.
func scaleOf(a view.Axis, values []float64, w want, words view.Words) scale {
	s := scale{kind: a.Scale, min: math.Inf(1), max: math.Inf(-1)}
	hold := func(x float64) {
		if math.Abs(x) <= math.MaxFloat64/1e9 {
			s.min, s.max = min(s.min, x), max(s.max, x)
		}
	}
	for _, v := range values {
		hold(place(a.Scale, v))
	}
	w.zero = w.zero && (a.Scale == view.Linear)
	if w.zero || s.min > s.max {
		hold(0)
	}
	if a.Scale == view.Names {
		s.min, s.max = -0.5, float64(len(a.Names))-0.5
		for i, n := range a.Names {
			s.ticks = append(s.ticks, tick{float64(i), plain(n)})
		}
		return s
	}
	s.widen(w)
	switch a.Scale {
	case view.Time:
		s.ticks = calendar(s.min, s.max, w.most)
		return s
	case view.Log, view.Nines:
		s.ticks = s.powers(a.Unit, w.most, words)
	default:
		step, list := multiples(s.min, s.max, w.most)
		for _, v := range list {
			s.ticks = append(s.ticks, tick{v, written(v, step, a.Unit, words)})
		}
	}
	if w.rounded && len(s.ticks) > 1 {
		s.min, s.max = min(s.min, s.ticks[0].at), max(s.max, s.ticks[len(s.ticks)-1].at)
	}
	little := (s.max - s.min) * 1e-9
	s.ticks = slices.DeleteFunc(s.ticks, func(t tick) bool { return t.at < s.min-little || t.at > s.max+little })
	return s
}

// widen gives a scale of one value a width, as one of values that a float64 hardly tells
// apart, and labels their room.
func (s *scale) widen(w want) {
	size := max(math.Abs(s.min), math.Abs(s.max))
	if s.kind == view.Log || s.kind == view.Nines {
		size = max(1, size)
	}
	if s.max-s.min <= 1e-9*size {
		pad := 0.5
		switch s.kind {
		case view.Linear:
			if pad = math.Abs(s.min) * 0.1; pad == 0 {
				pad = 1
			}
		case view.Time:
			pad = 30
		}
		if !w.zero || s.min != 0 {
			s.min -= pad
		}
		s.max += pad
	}
	if w.room {
		extra := (s.max - s.min) * 0.06
		if s.max > 0 || !w.zero {
			s.max += extra
		}
		if s.min < 0 {
			s.min -= extra
		}
	}
}

// multiples are the round values from low to high, with the next on either side.
func multiples(low, high float64, most int) (step float64, list []float64) {
	raw := (high - low) / float64(most)
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5, 10} {
		if step = m * power; step >= raw*(1-1e-9) {
			break
		}
	}
	for i := math.Floor(low/step + 1e-9); i <= math.Ceil(high/step-1e-9); i++ {
		list = append(list, i*step)
	}
	return step, list
}

// powers are ticks at powers of ten; where they are too few, at 1, 2, 5, or round values.
func (s *scale) powers(unit string, most int, words view.Words) []tick {
	low, high := math.Pow(10, s.min), math.Pow(10, s.max)
	if s.kind == view.Nines {
		low, high = math.Pow(10, -s.max), math.Pow(10, -s.min)
	}
	every := int(math.Ceil((s.max - s.min) / float64(most)))
	var list []float64
	for _, factors := range [][]float64{{1}, {1, 2, 5}} {
		list = nil
		for e := int(math.Floor(math.Log10(low))); e <= int(math.Ceil(math.Log10(high))); e++ {
			for _, f := range factors {
				if len(factors) > 1 || e%every == 0 {
					v, _ := strconv.ParseFloat(strconv.FormatFloat(f, 'f', 0, 64)+"e"+strconv.Itoa(e), 64)
					list = append(list, v)
				}
			}
		}
		list = around(list, low, high)
		if len(list) > 3 {
			break
		}
	}
	step := 0.0
	if n := len(list); n < 2 || n-count(list, func(v float64) bool { return v < low || v > high }) < 2 {
		step, list = multiples(low, high, most)
	}
	var out []tick
	for _, v := range list {
		if !(v > 0) {
			continue
		}
		text := written(v, step, unit, words)
		if s.kind == view.Nines {
			text = up(v, step)
		}
		out = append(out, tick{place(s.kind, v), text})
	}
	slices.SortFunc(out, func(a, b tick) int {
		if a.at < b.at {
			return -1
		}
		return 1
	})
	return out
}

// around keeps the values from the last that is not above low to the first not below high.
func around(list []float64, low, high float64) []float64 {
	from, to := 0, len(list)
	for i, v := range list {
		if v <= low*(1+1e-9) {
			from = i
		}
		if v >= high*(1-1e-9) && to == len(list) {
			to = i + 1
		}
	}
	return list[from:to]
}

func count(list []float64, is func(float64) bool) (n int) {
	for _, v := range list {
		if is(v) {
			n++
		}
	}
	return n
}

// written is a tick's value: as everywhere, with more digits where ticks are closer.
func written(v, step float64, unit string, words view.Words) string {
	if unit == "%" {
		v, step = v*100, step*100
	}
	text := words.Number(v)
	if digits, exponent, ok := strings.Cut(text, "e"); ok && strings.Contains(digits, ".") {
		text = strings.TrimRight(strings.TrimRight(digits, "0"), ".") + "e" + exponent
	}
	if step > 0 && math.Abs(v) >= 1000*step {
		text = strconv.FormatFloat(v, 'f', int(max(0, -math.Floor(math.Log10(step)+1e-9))), 64)
	}
	if unit == "%" {
		text += " %"
	}
	return text
}

// up is 1 minus the share of time lost, with the digits that are not nines.
func up(v, step float64) string {
	if step == 0 {
		step = v
	}
	places := max(0, -2-int(math.Floor(math.Log10(step)+1e-9)))
	if places > 12 {
		return "1 − " + strconv.FormatFloat(v, 'g', 3, 64)
	}
	return strconv.FormatFloat(100-100*v, 'f', places, 64) + " %"
}

// calendar is the ticks of a scale of time: the first days of years, quarters or months,
// or days.
func calendar(from, to float64, most int) []tick {
	day := func(x float64) time.Time { return time.Unix(int64(math.Floor(x))*86400, 0).UTC() }
	first := day(from)
	var out []tick
	for _, c := range []struct {
		years, months, days int
		layout              string
	}{
		{0, 0, 1, time.DateOnly}, {0, 0, 7, time.DateOnly}, {0, 1, 0, "2006-01"}, {0, 3, 0, "2006-01"}, {1, 0, 0, "2006"}, {2, 0, 0, "2006"}, {5, 0, 0, "2006"}, {10, 0, 0, "2006"}, {50, 0, 0, "2006"}, {500, 0, 0, "2006"},
	} {
		out = nil
		at := time.Date(first.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
		if c.years > 1 {
			at = time.Date(first.Year()/c.years*c.years, 1, 1, 0, 0, 0, 0, time.UTC)
		} else if c.days > 0 {
			at = first
		}
		for ; len(out) <= most; at = at.AddDate(c.years, c.months, c.days) {
			x := float64(at.Unix()) / 86400
			if x > to {
				break
			}
			if x >= from {
				out = append(out, tick{x, at.Format(c.layout)})
			}
		}
		if len(out) <= most {
			break
		}
	}
	return out
}
