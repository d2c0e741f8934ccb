package report

import (
	"math"
	"strconv"
	"strings"

	"github.com/capplan/capplan"
)

// shares are the figures that are written as percentages.
func isShare(metric, unit string) bool {
	if unit != "1" {
		return false
	}
	for _, s := range []string{"availability", "unavailability", "objective", "served", "reliability", "unreliability", "blast", "utilization", "overload", "shortfall", "headroom", "rejected"} {
		if metric == s || strings.HasPrefix(metric, s+".") {
			return true
		}
	}
	return false
}

// bothText writes a figure before and after, with digits that tell them apart.
func bothText(d *capplan.Difference, f *capplan.DiffFigure) (before, after string) {
	for n := 3; ; n++ {
		before, after = valueText(d, f, f.Before, n), valueText(d, f, f.After, n)
		if before != after || n == maxDigits || f.Verdict == capplan.Noise {
			return before, after
		}
	}
}

func valueText(d *capplan.Difference, f *capplan.DiffFigure, v *float64, n int) string {
	switch {
	case v == nil && f.Unit == daysUnit:
		return "beyond"
	case v == nil:
		return "–"
	case f.Unit == daysUnit:
		return dayText(d, *v)
	case isShare(f.Metric, f.Unit):
		return shareText(f, *v, n)
	}
	scale, suffix := suffixOf(*v)
	return withUnit(significant(*v/scale, n)+suffix, f.Unit)
}

// daysUnit is the unit of what is shown as a day.
const daysUnit = "h from start"

func dayText(d *capplan.Difference, hours float64) string {
	if start := d.After.Scenario.Start; start != nil {
		return dayAfter(*start, hours)
	}
	return "day " + short(hours/24)
}

// shareText writes a share; a sampled one is never none or all.
func shareText(f *capplan.DiffFigure, x float64, n int) string {
	switch {
	case f.Method == monteCarlo && x <= 0 && !strings.HasPrefix(f.Metric, "headroom"):
		return "none seen"
	case f.Method == monteCarlo && x >= 1 && (strings.HasPrefix(f.Metric, "availability") || f.Metric == "served" || f.Metric == "objective" || f.Metric == "reliability"):
		return "no loss seen"
	case x > 0.99 && x < 1:
		places := min(max(n-2-int(math.Floor(math.Log10(100-x*100))), 1), 13)
		return strconv.FormatFloat(x*100, 'f', places, 64) + hard + "%"
	case n == 3:
		return percent(x)
	}
	return significant(x*100, n) + hard + "%"
}

// stepText writes a difference with its sign; that of shares in points of a percent.
func stepText(metric, unit string, x float64) string {
	sign := ""
	if x > 0 {
		sign = "+"
	}
	switch {
	case unit == daysUnit:
		return sign + short(x/24) + hard + "days"
	case isShare(metric, unit):
		return sign + digits(x*100) + hard + "points"
	}
	return sign + withUnit(short(x), unit)
}

func differenceText(f *capplan.DiffFigure) string {
	switch f.Verdict {
	case capplan.Noise:
		return "~"
	case capplan.Appeared, capplan.Vanished:
		return f.Verdict
	}
	if f.Difference == nil {
		return "changed"
	}
	s := stepText(f.Metric, f.Unit, *f.Difference)
	if f.Verdict == capplan.Tolerated {
		s += " (tolerated)"
	}
	return s
}

func intervalText(f *capplan.DiffFigure) string {
	switch {
	case f.Pairing == "exact":
		return "exact"
	case f.Lo == nil || f.Hi == nil:
		return "–"
	}
	scale := 1.0
	switch {
	case f.Unit == daysUnit:
		scale = 1.0 / 24
	case isShare(f.Metric, f.Unit):
		scale = 100
	}
	lo, hi := *f.Lo*scale, *f.Hi*scale
	for n := 3; ; n++ {
		a, b := rounded(lo, n), rounded(hi, n)
		if a != b || n == maxDigits || lo == hi {
			return a + ".." + b
		}
	}
}

func rounded(x float64, n int) string {
	scale, suffix := suffixOf(x)
	return significant(x/scale, n) + suffix
}

func relativeText(f *capplan.DiffFigure) string {
	if f.Ratio == nil || *f.Ratio <= 0 || f.Verdict == capplan.Noise || f.Unit == daysUnit {
		return ""
	}
	x := (*f.Ratio - 1) * 100
	sign := ""
	if x > 0 {
		sign = "+"
	}
	if math.Abs(x) >= 1000 {
		return "x" + hard + short(*f.Ratio)
	}
	return sign + digits(x) + hard + "%"
}
