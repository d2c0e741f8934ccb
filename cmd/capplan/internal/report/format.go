package report

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/capplan/capplan"
)

// How numbers are written, in one place. Text has three significant digits and a
// decimal suffix, as the sentences of an answer do; data has the shortest digits
// that read back the same.

const monteCarlo = "monte-carlo"

// data writes a number for a machine, with an exponent only where zeros would bury
// the digits.
func data(x float64) string {
	if a := math.Abs(x); a != 0 && (a < 1e-6 || a >= 1e21) {
		return strconv.FormatFloat(x, 'e', -1, 64)
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// short writes three significant digits with a suffix k, M, G or T.
func short(x float64) string {
	scale, suffix := suffixOf(x)
	return digits(x/scale) + suffix
}

func suffixOf(x float64) (scale float64, suffix string) {
	switch a := math.Abs(x); {
	case a >= 999.5e12: // no suffix says more than an exponent
		return 1, ""
	case a >= 999.5e9:
		return 1e12, "T"
	case a >= 999.5e6:
		return 1e9, "G"
	case a >= 999.5e3:
		return 1e6, "M"
	case a >= 9995:
		return 1e3, "k"
	}
	return 1, ""
}

// digits writes three significant digits, without an exponent from 1e-4 to 1e15.
func digits(x float64) string { return significant(x, 3) }

func significant(x float64, n int) string {
	if x == 0 {
		return "0"
	}
	s := strconv.FormatFloat(x, 'e', n-1, 64)
	if a := math.Abs(x); a < 1e-4 || a >= 1e15 {
		return s
	}
	r, _ := strconv.ParseFloat(s, 64)
	return strconv.FormatFloat(r, 'f', -1, 64)
}

// percent writes a share so that what is missing to 100 % keeps two digits.
// A positive one that nobody tells from nothing is a bound.
func percent(share float64) string {
	if share > 0 && share < 1e-12 {
		return "<" + hard + "1e-10" + hard + "%"
	}
	return tail(share*100) + hard + "%"
}

func tail(pc float64) string {
	if pc < 99 || pc >= 100 {
		return digits(pc)
	}
	places := 1 - int(math.Floor(math.Log10(100-pc)))
	s := strconv.FormatFloat(pc, 'f', min(max(places, 1), 13), 64)
	if strings.TrimRight(s, "0") == "100." {
		return "99.99999999999"
	}
	return s
}

// probability writes a probability that may be sampled: never 0 % or 100 % then,
// but the far end of its interval, or three in the number of trials (the rule of
// three: Hanley & Lippman-Hand 1983) where it has none.
func probability(m *capplan.Metric, trials int) string {
	p := *m.Mean
	if m.Method != monteCarlo || p > 0 && p < 1 {
		return percent(p)
	}
	bound := 1.0
	if trials > 3 {
		bound = 3 / float64(trials)
	}
	if p <= 0 {
		if m.Hi != nil && *m.Hi > 0 {
			bound = *m.Hi
		}
		return "<" + hard + percent(bound)
	}
	if m.Lo != nil && *m.Lo < 1 {
		bound = 1 - *m.Lo
	}
	return ">" + hard + percent(1-bound)
}

// available writes an availability. One that is 1 because no sampled history held
// an outage is not 100 %: how long the unseen ones last is not known.
func available(m *capplan.Metric) string {
	if m.Method == monteCarlo && *m.Mean >= 1 {
		return "no loss seen"
	}
	return percent(*m.Mean)
}

// rounding is the share of a figure below which a difference is that of a sum, not of trials.
const rounding = 1e-9

// quantity writes a mean, its error where it has a sampling error, and its unit.
func quantity(m *capplan.Metric, unit string, withError bool) string {
	x := *m.Mean
	if m.Method == monteCarlo && x == 0 {
		return "none seen"
	}
	s := short(x)
	if withError && m.Lo != nil && m.Hi != nil && *m.Hi-*m.Lo > rounding*math.Abs(x) {
		half := (*m.Hi - *m.Lo) / 2
		scale, suffix := suffixOf(x)
		if half >= 1000*scale { // a figure near 0, in the unit of what is known of it
			scale, suffix = suffixOf(half)
			s = significant(x/scale, 3) + suffix
		}
		s += " ±" + hard + significant(half/scale, 2) + suffix
	}
	return withUnit(s, unit)
}

func withUnit(s, unit string) string {
	if u := unitWord(unit); u != "" {
		return s + hard + u
	}
	return s
}

func unitWord(unit string) string {
	switch unit {
	case "1":
		return ""
	case "1/year":
		return "/year"
	}
	return unit
}

// percentile writes one percentile, a dash where it is not known.
func percentile(p *float64) string {
	if p == nil {
		return "–"
	}
	return short(*p)
}

// moment writes a time of the horizon: a month where the scenario has a start,
// years after it begins where it has none.
func moment(hours float64, s *capplan.Result) string {
	if start := s.Scenario.Start; start != nil {
		return start.Add(time.Duration(hours * float64(time.Hour))).UTC().Format("2006-01")
	}
	switch years := digits(hours / s.Scenario.HoursPerYear); {
	case hours == 0:
		return "from the start"
	case years == "1":
		return "after 1 year"
	default:
		return "after " + years + " years"
	}
}

// span writes a length of time in the largest unit that is whole.
func span(hours, year float64) string {
	if n := hours / year; n == math.Trunc(n) && n > 0 {
		return plural(int(n), "year")
	}
	return thousands(hours) + " h"
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return thousands(float64(n)) + " " + word + "s"
}

// thousands writes a number in full with commas between groups of three digits.
func thousands(x float64) string {
	s := strconv.FormatFloat(x, 'f', -1, 64)
	whole, rest, _ := strings.Cut(s, ".")
	from := 0
	if strings.HasPrefix(whole, "-") {
		from = 1
	}
	for i := len(whole) - 3; i > from; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		whole += "." + rest
	}
	return whole
}

// word writes a name of ours as prose does: one_off is one-off.
func word(name string) string { return strings.ReplaceAll(name, "_", "-") }
