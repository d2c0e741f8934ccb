package report

import (
	"strconv"
	"strings"
	"time"

	"github.com/capplan/capplan"
)

// broken says what an assertion is about that does not pass, or would not without a
// waiver, and where it stands.
func broken(a *capplan.AssertionResult) string {
	s := said(a)
	if a.Location.Line > 0 {
		s += " (" + a.Location.File + ":" + strconv.Itoa(a.Location.Line) + ")"
	}
	return s
}

// said says what was found of an assertion.
func said(a *capplan.AssertionResult) string {
	s := verdictWord(a) + ": " + a.That
	if a.Value != nil || a.Dates != nil {
		s += ": " + stated(a)
		if a.Against != "" && a.Unit != "1" {
			s += " against " + assertedUnit(a, asserted(a, &a.Limit, 3))
		}
		s += hard + "[" + a.Method + "]"
		if a.Survival {
			s += ": " + a.Why
		}
	} else {
		s += ": " + a.Why
	}
	if b := standingWords(a); b != "" {
		s += "; " + b
	}
	if a.Because != "" {
		s += "; because " + a.Because
	}
	if w := waiverWords(a); w != "" {
		s += "; " + w
	}
	return s
}

// waiverWords say by what an assertion passes that does not hold, or no more.
func waiverWords(a *capplan.AssertionResult) (s string) {
	w := a.Waived
	switch {
	case w != nil:
		s = "waived until " + w.Until + ": " + w.Reason
	case a.Ended != nil:
		w = a.Ended
		s = "no longer waived, the waiver ended on " + w.Until + ": " + w.Reason
	default:
		return ""
	}
	if w.Ticket != "" {
		s += ", " + w.Ticket
	}
	return s
}

// standingWords say how an assertion that does not hold stands against its baseline.
func standingWords(a *capplan.AssertionResult) string {
	b := a.Baseline
	if b == nil || a.Verdict == capplan.Pass {
		return ""
	}
	s := b.Why
	if b.Value != nil && a.Dates == nil {
		was := *a
		was.Value, was.Lo, was.Hi = b.Value, b.Lo, b.Hi
		s += " (" + stated(&was) + " there)"
	}
	return s
}

func verdictWord(a *capplan.AssertionResult) string {
	if a.Waived != nil {
		return a.Verdict + " (waived " + a.Waived.Verdict + ")"
	}
	if a.Known() {
		return a.Verdict + " (known)"
	}
	if a.Severity == "warn" && a.Verdict != capplan.Pass {
		return a.Verdict + " (warn)"
	}
	return a.Verdict
}

// stated writes a value and, where it is sampled, its interval, with as many digits as
// tell them apart, or tell the value from the limit.
func stated(a *capplan.AssertionResult) string {
	if a.Dates != nil {
		return statedDay(a)
	}
	if a.Value == nil && a.Why == capplan.Redacted {
		return capplan.Redacted
	}
	if a.Value == nil {
		return "–"
	}
	if a.Survival {
		return map[bool]string{true: "yes", false: "no"}[*a.Value == 1]
	}
	if s := beyond(a); s != "" {
		return s
	}
	exact := a.Lo != nil && a.Hi != nil && *a.Lo == *a.Hi
	for n := 3; ; n++ {
		value, lo, hi := asserted(a, a.Value, n), asserted(a, a.Lo, n), asserted(a, a.Hi, n)
		same := lo == hi
		if exact {
			same = *a.Value != a.Limit && value == asserted(a, &a.Limit, n)
		}
		switch {
		case same && n < maxDigits:
		case exact:
			return assertedUnit(a, value)
		default:
			return assertedUnit(a, value) + " (" + assertedUnit(a, lo+".."+hi) + ")"
		}
	}
}

// statedDay writes a value that is a day, and its interval.
func statedDay(a *capplan.AssertionResult) string {
	day := func(hours *float64) string {
		if hours == nil {
			return "not" + hard + "before" + hard + dayAfter(a.Dates.Begin, a.Dates.Hours)
		}
		return dayAfter(a.Dates.Begin, *hours)
	}
	value, lo, hi := day(a.Value), "?", day(a.Hi)
	if a.Lo != nil || a.Value == nil {
		lo = day(a.Lo)
	}
	if lo == hi {
		return value
	}
	return value + " (" + lo + ".." + hi + ")"
}

func dayAfter(begin time.Time, hours float64) string {
	return begin.Add(time.Duration(hours * float64(time.Hour))).UTC().Format(time.DateOnly)
}

// beyond writes a sampled share of which the trials hold all or none: never as 0 % or
// 100 %, but by the bound that they give. Empty for any other.
func beyond(a *capplan.AssertionResult) string {
	if a.Method != monteCarlo || !inPercent(a) || *a.Value != 0 && *a.Value != 1 || a.Lo != nil && a.Hi != nil && *a.Lo == *a.Hi {
		return ""
	}
	sign, bound, unseen := ">", a.Lo, "no loss seen"
	if *a.Value <= 0 {
		sign, bound, unseen = "<", a.Hi, "none seen"
	}
	if bound == nil {
		return unseen
	}
	return sign + hard + percent(*bound)
}

// maxDigits are the most that an assertion shows.
const maxDigits = 9

// inPercent reports whether the limit of an assertion is written as a percentage.
func inPercent(a *capplan.AssertionResult) bool {
	return a.Unit == "1" && strings.HasSuffix(a.That, "%")
}

// asserted writes a number as its limit is written, without the unit; ? for none.
func asserted(a *capplan.AssertionResult, p *float64, n int) string {
	if p == nil {
		return "?"
	}
	x := *p
	switch {
	case inPercent(a) && x > 0.99 && x < 1 && n == 3:
		return tail(x * 100)
	case inPercent(a):
		return significant(x*100, n)
	}
	scale, suffix := suffixOf(x)
	return significant(x/scale, n) + suffix
}

func assertedUnit(a *capplan.AssertionResult, s string) string {
	if inPercent(a) {
		return s + hard + "%"
	}
	return withUnit(s, a.Unit)
}
