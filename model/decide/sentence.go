package decide

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A phrase builds a sentence whose numbers are figures of the result.
type phrase struct {
	b strings.Builder
	s Sentence
}

func (p *phrase) say(format string, args ...any) *phrase {
	fmt.Fprintf(&p.b, format, args...)
	return p
}

// num writes a number of the result and remembers where it is from.
func (p *phrase) num(text string, value float64, path ...string) *phrase {
	p.b.WriteString(text)
	p.s.Figures = append(p.s.Figures, Figure{Text: text, Value: value, Path: path})
	return p
}

func (p *phrase) done() Sentence {
	p.s.Text = p.b.String()
	if p.s.Figures == nil {
		p.s.Figures = []Figure{}
	}
	return p.s
}

// short formats a number to three significant digits with a decimal suffix, as
// prose and screens do.
func short(x float64) string {
	switch a := math.Abs(x); {
	case a >= 999.5e9:
		return digits(x/1e12) + "T"
	case a >= 999.5e6:
		return digits(x/1e9) + "G"
	case a >= 999.5e3:
		return digits(x/1e6) + "M"
	case a >= 9995:
		return digits(x/1e3) + "k"
	}
	return digits(x)
}

// digits formats to three significant digits without an exponent down to 1e-4.
func digits(x float64) string {
	if x == 0 {
		return "0"
	}
	a := math.Abs(x)
	if a < 1e-4 {
		return strconv.FormatFloat(x, 'e', 2, 64)
	}
	r, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'e', 2, 64), 64)
	return strconv.FormatFloat(r, 'f', -1, 64)
}

// percent formats a share; a sampled one is never printed as 0 % or 100 %: bound
// is the other end of its interval.
func percent(share float64, m *Metric) string {
	if m != nil && m.Method == "monte-carlo" {
		if share <= 0 && m.Hi != nil {
			return "< " + digits(*m.Hi*100) + " %"
		}
		if share >= 1 && m.Lo != nil {
			return "> " + tail(*m.Lo*100) + " %"
		}
	}
	return tail(share*100) + " %"
}

// tail formats a percentage so that what is missing to 100 keeps two digits.
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
