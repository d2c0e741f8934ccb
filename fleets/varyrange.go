package fleets

import (
	"math"
	"math/big"
	"strings"
	"unicode/utf8"
)

// maxFactors bounds a walk in factors, whose numbers grow with each.
const maxFactors = 1000

// A steps is a range that is walked through.
type steps struct {
	from, to, by *big.Rat
	times        bool   // by is a factor
	suffix       string // k, M, G, T of all values
	unit         string // with its blank
}

// parse reads LO..HI, LO..HI/STEP or LO..HI*FACTOR; the two points stand at byte i.
func (p varied) parse(it part, i int) (steps, error) {
	lo, hi := part{it.text[:i], it.off}, part{it.text[i+2:], it.off + i + 2}
	switch {
	case strings.TrimSpace(lo.text) == "":
		return steps{}, p.fail("E431", it.off, it.text, "a range without a beginning", "", "write both ends: "+p.path+"=20..28/2")
	case strings.TrimSpace(hi.text) == "" || strings.ContainsAny(strings.TrimSpace(hi.text)[:1], "/*"):
		return steps{}, p.fail("E431", it.off, it.text, "a range without an end", "", "write both ends: "+p.path+"="+strings.TrimSpace(lo.text)+".."+further(lo.text))
	}
	first, err := p.number(lo)
	if err != nil {
		return steps{}, err
	}
	at, sign := stepAt(hi.text, first.unit)
	end, step := hi, part{}
	if at >= 0 {
		end, step = part{hi.text[:at], hi.off}, part{hi.text[at+1:], hi.off + at + 1}
	}
	last, err := p.number(end)
	if err != nil {
		return steps{}, err
	}
	if strings.HasPrefix(first.unit, "-") || strings.HasPrefix(last.unit, "-") {
		return steps{}, p.fail("E431", it.off, it.text, "a range of dates", "", "write a list of them: "+p.path+"=2027-01,2027-07,2028-01")
	}
	if at < 0 {
		return p.unstepped(it, first, last)
	}
	if strings.TrimSpace(step.text) == "" {
		return steps{}, p.fail("E433", hi.off+at, sign, "a step is missing", "", "write "+rangeText(&first, &last)+"/"+stepFor(&first, &last)+", or leave "+sign+" out")
	}
	by, err := p.number(step)
	if err != nil {
		return steps{}, err
	}
	if sign == "*" {
		return p.factors(it, step, first, last, by)
	}
	return p.stepped(it, step, first, last, by)
}

// number reads one number with its unit.
func (p varied) number(at part) (literal, error) {
	l, bad := parseLiteral(at.text, 0)
	if bad == nil {
		if _, ok := l.decimal(); ok {
			return l, nil
		}
		bad = &problem{code: "E431", message: l.digits + " is too large or too small to be counted up to", width: l.width}
	}
	return l, p.fail("E431", at.off, at.text, bad.message, bad.label, bad.help)
}

// stepAt returns where / or * stands that begins a step: behind a unit that the lower
// end has as well, or before a number.
func stepAt(text, unit string) (int, string) {
	if i := strings.IndexByte(text, '*'); i >= 0 {
		return i, "*"
	}
	from := 0
	if unit != "" {
		lead := len(text) - len(strings.TrimLeft(text, " "))
		lead += numberLength(text[lead:])
		if rest := strings.TrimLeft(strings.TrimLeft(text[lead:], "kMGT"), " "); strings.HasPrefix(rest, unit) {
			from = len(text) - len(rest) + len(unit)
		}
	}
	for i := from; i < len(text); i++ {
		if text[i] != '/' {
			continue
		}
		rest := strings.TrimSpace(text[i+1:])
		if rest == "" || numberLength(rest) > 0 || strings.ContainsAny(rest[:1], ".+") {
			return i, "/"
		}
	}
	return -1, ""
}

// unstepped is a range of whole numbers, in steps of 1.
func (p varied) unstepped(it part, lo, hi literal) (steps, error) {
	plain := func(l *literal) bool {
		return l.unit == "" && l.suffix == "" && !strings.ContainsAny(l.digits, ".") && l.exp == 0
	}
	if !plain(&lo) || !plain(&hi) {
		help := "write " + rangeText(&lo, &hi) + "/" + stepFor(&lo, &hi) + "; a value that is uncertain stands in quotes"
		return steps{}, p.fail("E434", it.off, it.text, "a range without a step", "only whole numbers without a unit have one, 1", help)
	}
	return p.stepped(it, it, lo, hi, literal{digits: "1"})
}

func (p varied) stepped(it, step part, lo, hi, by literal) (steps, error) {
	s, err := p.joined(it, &lo, &hi, &by)
	if err != nil {
		return s, err
	}
	better := rangeText(&lo, &hi) + "/" + stepFor(&lo, &hi)
	switch {
	case s.from.Cmp(s.to) > 0:
		return s, p.fail("E432", it.off, it.text, "a range upside down", "the low end comes first", "write "+swapped(it.text, &lo, &hi))
	case s.by.Sign() == 0:
		return s, p.fail("E433", step.off, step.text, "a step of 0 never arrives", "", "write "+better)
	case s.by.Sign() < 0:
		return s, p.fail("E433", step.off, step.text, "a step is more than 0", "ranges go up", "write "+better)
	}
	wide := new(big.Rat).Sub(s.to, s.from)
	if s.by.Cmp(wide) > 0 && wide.Sign() > 0 {
		return s, p.fail("E433", step.off, step.text, "a step beyond the end of the range", "leaves only "+s.write(s.from), "write "+better)
	}
	n := wide.Quo(wide, s.by)
	if count := new(big.Int).Quo(n.Num(), n.Denom()); count.Cmp(big.NewInt(maxVaried)) >= 0 {
		return s, p.many(it, shortened(count.Add(count, big.NewInt(1)).String()))
	}
	return s, nil
}

func shortened(digits string) string {
	if len(digits) > 12 {
		return "more than a million million"
	}
	return digits
}

func (p varied) factors(it, step part, lo, hi, by literal) (steps, error) {
	if by.unit != "" {
		return steps{}, p.fail("E433", step.off, step.text, "a factor has no unit", "", "write "+rangeText(&lo, &hi)+"*2")
	}
	s, err := p.joined(it, &lo, &hi, &literal{digits: "1", unit: hi.unit})
	if err != nil {
		return s, err
	}
	s.times = true
	s.by, _ = by.decimal()
	switch {
	case s.from.Cmp(s.to) > 0:
		return s, p.fail("E432", it.off, it.text, "a range upside down", "the low end comes first", "write "+swapped(it.text, &lo, &hi))
	case s.from.Sign() <= 0:
		return s, p.fail("E433", it.off, it.text, "factors of "+s.write(s.from)+" lead nowhere", "", "begin above 0, or take steps: "+rangeText(&lo, &hi)+"/"+stepFor(&lo, &hi))
	case s.by.Cmp(big.NewRat(1, 1)) <= 0:
		return s, p.fail("E433", step.off, step.text, "a factor is more than 1", "ranges go up", "write "+rangeText(&lo, &hi)+"*2")
	}
	from, _ := s.from.Float64()
	to, _ := s.to.Float64()
	by64, _ := s.by.Float64()
	if n := math.Log(to/from) / math.Log(by64); !(n <= maxFactors) {
		return s, p.fail("E435", it.off, it.text, "more than a thousand factors of "+by.digits+" from "+lo.digits+" to "+hi.digits, "", "write "+rangeText(&lo, &hi)+"*2")
	}
	return s, nil
}

// joined gives the three numbers the unit that one of them has, and refuses two.
func (p varied) joined(it part, lo, hi, by *literal) (steps, error) {
	unit := ""
	for _, l := range []*literal{by, lo, hi} {
		if l.unit != "" {
			unit = l.unit
		}
	}
	for _, l := range []*literal{lo, hi, by} {
		if l.unit != "" && l.unit != unit {
			return steps{}, p.fail("E434", it.off, it.text, "a range in "+l.unit+" and in "+unit, "", "write both ends and the step in one unit: "+lo.digits+lo.suffix+".."+hi.digits+hi.suffix+blanked(unit)+"/"+by.digits+by.suffix+blanked(unit))
		}
		l.unit = unit
	}
	s := steps{unit: blanked(unit)}
	if lo.suffix == hi.suffix {
		s.suffix = hi.suffix
	}
	s.from, _ = lo.decimal()
	s.to, _ = hi.decimal()
	s.by, _ = by.decimal()
	return s, nil
}

// list returns the values, in order.
func (s *steps) list() []string {
	var out []string
	x := new(big.Rat).Set(s.from)
	for x.Cmp(s.to) <= 0 && len(out) <= maxVaried {
		out = append(out, s.write(x))
		if s.times {
			x.Mul(x, s.by)
		} else {
			x.Add(x, s.by)
		}
	}
	return out
}

// write returns a number as a user would: its digits without an exponent, at most 12 of
// a power.
func (s *steps) write(x *big.Rat) string {
	y := new(big.Rat).Set(x)
	if i := strings.Index(" kMGT", s.suffix); s.suffix != "" && i > 0 {
		y.Quo(y, tenTo(3*i))
	}
	n, _ := y.FloatPrec()
	text := y.FloatString(n)
	if whole, _, _ := strings.Cut(text, "."); s.times && n > 0 {
		text = y.FloatString(max(0, min(n, 12-len(whole)+leadingZeros(text))))
		if strings.Contains(text, ".") {
			text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
		}
	}
	return text + s.suffix + s.unit
}

// leadingZeros counts the noughts behind the point of a number below 1.
func leadingZeros(text string) int {
	if !strings.HasPrefix(text, "0.") {
		return 0
	}
	return len(text[2:]) - len(strings.TrimLeft(text[2:], "0"))
}

func blanked(unit string) string {
	if unit == "" || strings.HasPrefix(unit, "/") {
		return unit
	}
	return " " + unit
}

// rangeText writes a range again, each end with its unit.
func rangeText(lo, hi *literal) string {
	unit := hi.unit
	if unit == "" {
		unit = lo.unit
	}
	return lo.digits + expText(lo) + blanked(unit) + ".." + hi.digits + expText(hi) + blanked(unit)
}

func expText(l *literal) string {
	if l.suffix != "" {
		return l.suffix
	}
	if l.exp != 0 {
		return "e" + big.NewInt(int64(l.exp)).String()
	}
	return ""
}

// stepFor proposes a step: about a quarter of the way.
func stepFor(lo, hi *literal) string {
	a, _ := lo.decimal()
	b, _ := hi.decimal()
	d := b.Sub(b, a)
	if d.Sign() < 0 {
		d.Neg(d)
	}
	unit := hi.unit
	if unit == "" {
		unit = lo.unit
	}
	if d.Sign() == 0 {
		return "1" + blanked(unit)
	}
	return (&steps{unit: blanked(unit)}).write(d.Quo(d, big.NewRat(4, 1)))
}

// further is a number above another, for an example.
func further(text string) string {
	l, bad := parseLiteral(text, 0)
	if bad != nil {
		return "28"
	}
	x, ok := l.decimal()
	if !ok {
		return "28"
	}
	s := steps{suffix: l.suffix, unit: blanked(l.unit)}
	if utf8.RuneCountInString(l.unit) > 0 || l.suffix != "" || !x.IsInt() {
		return s.write(x.Add(x, x)) + "/" + s.write(x.Quo(x, big.NewRat(8, 1)))
	}
	return s.write(x.Add(x, big.NewRat(8, 1)))
}

// swapped writes a range upside down with its ends in order, and its step.
func swapped(text string, lo, hi *literal) string {
	step := ""
	if _, rest, ok := strings.Cut(text, ".."); ok {
		if i, sign := stepAt(rest, lo.unit); i >= 0 {
			step = sign + strings.TrimSpace(rest[i+1:])
		}
	}
	return rangeText(hi, lo) + step
}
