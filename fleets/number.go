package fleets

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxNumber is how long a number may be, in characters.
const maxNumber = 100

// A literal is a number as written, with its unit; off and width are where in
// the text, in characters.
type literal struct {
	digits     string // mantissa with sign
	exp        int    // decimal exponent, suffix k M G T included
	suffix     string
	unit       string
	off, width int
	unitOff    int
}

// A problem is what is wrong with a text, as a span of it.
type problem struct {
	code, message, label, help string
	off, width                 int
}

// value returns the number times 10^exp, rounded once.
func (l *literal) value(exp int) (float64, bool) {
	v, err := strconv.ParseFloat(l.digits+"e"+strconv.Itoa(l.exp+exp), 64)
	if err != nil || math.IsInf(v, 0) {
		return 0, false
	}
	return v, true
}

// parseLiteral reads a number and its unit from a piece of a text that begins
// at character off.
func parseLiteral(s string, off int) (literal, *problem) {
	lead := len(s) - len(strings.TrimLeft(s, " "))
	s = strings.TrimSpace(s)
	l := literal{off: off + lead, width: utf8.RuneCountInString(s)}
	bad := func(code, message, label, help string) (literal, *problem) {
		return l, &problem{code, message, label, help, l.off, l.width}
	}
	if s == "" {
		return bad("E016", "a number is missing", "here", "write both ends: 12k..18k USD")
	}
	n := numberLength(s)
	if n == 0 {
		return l, notANumber(s, &l)
	}
	number, rest := s[:n], s[n:]
	if n > maxNumber {
		return l, &problem{"E599", strconv.Itoa(n) + " characters of one number", "at most 100", "a dozen digits say all that is known of anything", l.off, min(l.width, maxNumber)}
	}
	if p := oddNumber(number, rest, &l); p != nil {
		return l, p
	}
	mantissa, exponent := number, 0
	if i := strings.IndexAny(number, "eE"); i >= 0 {
		e, err := strconv.Atoi(number[i+1:])
		if err != nil {
			return bad("E016", number+" is too large", "more than a computer's number holds", "")
		}
		mantissa, exponent = number[:i], e
	}
	l.digits, l.exp = mantissa, exponent
	rest = l.takeSuffix(rest)
	l.unitOff = l.off + l.width - utf8.RuneCountInString(strings.TrimLeft(rest, " "))
	l.unit = normalUnit(rest)
	if c, _ := utf8.DecodeRuneInString(l.unit); unicode.IsDigit(c) {
		return bad("E019", "a number with a gap", "", "write "+number+l.unit+" or "+number+"k")
	}
	if _, ok := l.value(0); !ok {
		return bad("E016", number+l.suffix+" is too large", "more than a computer's number holds", "")
	}
	return l, nil
}

// takeSuffix reads k, M, G or T directly behind the digits.
func (l *literal) takeSuffix(rest string) string {
	if rest == "" {
		return rest
	}
	i := strings.IndexByte("kMGT", rest[0])
	if i < 0 {
		return rest
	}
	if next, _ := utf8.DecodeRuneInString(rest[1:]); len(rest) > 1 && next != ' ' && next != '/' && next != '%' {
		return rest
	}
	l.suffix = rest[:1]
	l.exp += 3 * (i + 1)
	return rest[1:]
}

// numberLength returns how many bytes of s are an optional sign, digits, a
// fraction and an exponent; 0 where s does not start with a number.
func numberLength(s string) int {
	i := 0
	if i < len(s) && s[i] == '-' {
		i++
	}
	digits := func() int {
		n := 0
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
			n++
		}
		return n
	}
	if digits() == 0 {
		return 0
	}
	if i+1 < len(s) && s[i] == '.' && s[i+1] >= '0' && s[i+1] <= '9' {
		i++
		digits()
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		j := i
		i++
		if i < len(s) && (s[i] == '-' || s[i] == '+') {
			i++
		}
		if digits() == 0 {
			i = j
		}
	}
	return i
}

func notANumber(s string, l *literal) *problem {
	p := &problem{"E016", s + " is not a number", "a number is needed", "", l.off, l.width}
	low := strings.ToLower(s)
	switch {
	case strings.HasPrefix(s, ".") && numberLength("0"+s) > 2:
		p.code, p.message, p.help = "E019", "a number starts with a digit", "write 0"+s
	case strings.HasPrefix(s, "+") && numberLength(s[1:]) > 0:
		p.code, p.message, p.help = "E019", "a number is written without +", "write "+s[1:]
	case strings.HasPrefix(s, "−") || strings.HasPrefix(s, "–"):
		p.code, p.message, p.help = "E019", "this minus is a typographic one", "write -"+strings.TrimLeft(s, "−–")
	case strings.ContainsAny(s[:1], "$€£¥") || strings.HasPrefix(s, "€") || strings.HasPrefix(s, "£") || strings.HasPrefix(s, "¥"):
		_, size := utf8.DecodeRuneInString(s)
		p.code, p.message, p.help = "E014", "a currency sign", "write the ISO code behind the number: "+behind(s[size:], currencyOf(s[:size]))
	case len(s) > 3 && isCurrency(strings.ToUpper(s[:3])) && numberLength(strings.TrimSpace(s[3:])) > 0:
		p.code, p.message, p.help = "E014", "the currency stands behind the number", "write "+behind(s[3:], strings.ToUpper(s[:3]))
	case low == "nan" || low == ".nan" || strings.TrimLeft(low, "+-.") == "inf":
		p.label = "only finite numbers are read"
	}
	return p
}

// behind puts a currency behind a number, before what it is per.
func behind(number, currency string) string {
	number, per, _ := strings.Cut(strings.TrimSpace(number), "/")
	if per != "" {
		per = "/" + per
	}
	return strings.TrimSpace(number) + " " + currency + per
}

// oddNumber refuses numbers that parsers read differently.
func oddNumber(number, rest string, l *literal) *problem {
	p := &problem{code: "E019", label: "", off: l.off, width: l.width}
	plain := strings.TrimPrefix(number, "-")
	switch {
	case (number == "0" || number == "-0") && rest != "" && strings.ContainsAny(rest[:1], "xXob"):
		p.message, p.help = "numbers are decimal", "write the decimal number"
		if v, err := strconv.ParseInt(number+strings.Fields(rest)[0], 0, 64); err == nil {
			p.help = fmt.Sprintf("write %d", v)
		}
	case len(plain) > 1 && plain[0] == '0' && plain[1] >= '0' && plain[1] <= '9':
		p.message, p.help = "a number with a leading zero", "write "+strings.TrimLeft(plain, "0")
	case strings.HasPrefix(rest, "_") || strings.HasPrefix(rest, "'"):
		p.message, p.help = "a number with a separator", "write "+ungroup(number+rest)
	case strings.HasPrefix(rest, ","):
		p.message, p.help = "a number with a comma", "write "+ungroup(number+rest)+"; the decimal sign is a point"
	case strings.HasPrefix(rest, ".") && !strings.HasPrefix(rest, ".."):
		p.message, p.help = "a number with a point at its end", "write "+number
	default:
		return nil
	}
	return p
}

// ungroup takes the separators out of a number. A comma with other than three digits
// behind it is a decimal sign.
func ungroup(s string) string {
	if i := strings.IndexByte(s, ','); i >= 0 && strings.Count(s, ",") == 1 {
		if digits := len(s[i+1:]) - len(strings.TrimLeft(s[i+1:], "0123456789")); digits != 3 {
			s = s[:i] + "." + s[i+1:]
		}
	}
	return strings.NewReplacer("_", "", ",", "", "'", "").Replace(s)
}

// normalUnit drops the blanks of a unit around its slashes.
func normalUnit(s string) string {
	parts := strings.Split(strings.TrimSpace(s), "/")
	for i := range parts {
		parts[i] = strings.Join(strings.Fields(parts[i]), " ")
	}
	return strings.Join(parts, "/")
}
