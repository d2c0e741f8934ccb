package fleets

import (
	"strings"
	"unicode/utf8"
)

// A written is a value as its text says it: a likely value, a range, or both.
type written struct {
	likely literal // without where only a range is given
	lo, hi literal
	ranged bool
	bare   bool    // only a range
	spread float64 // of ±, as a share of the likely value
}

// parseValue reads `V`, `V (lo..hi)`, `lo..hi` and `V ± 15 %`. What the range
// leaves out, the unit, it has from the likely value.
func parseValue(text string) (written, *problem) {
	for _, sign := range []string{"±", "+-", "+/-"} {
		if i := strings.Index(text, sign); i > 0 {
			return parsePlusMinus(text, i, sign)
		}
	}
	if i := strings.IndexByte(text, '('); i >= 0 {
		return parseBrackets(text, i)
	}
	if strings.Contains(text, "..") {
		w := written{ranged: true, bare: true}
		return w, w.parseRange(text, 0)
	}
	for _, dash := range []string{"–", "-", "~", " to "} {
		if i := strings.Index(text, dash); i > 0 && numberLength(strings.TrimSpace(text[i+len(dash):])) > 0 && text[i-1] != 'e' && text[i-1] != 'E' {
			return written{}, &problem{"E019", "a range is written with two points", "", "write " + strings.TrimSpace(text[:i]) + ".." + strings.TrimSpace(text[i+len(dash):]), 0, utf8.RuneCountInString(text)}
		}
	}
	l, p := parseLiteral(text, 0)
	return written{likely: l}, p
}

func parsePlusMinus(text string, i int, sign string) (written, *problem) {
	var w written
	var p *problem
	if w.likely, p = parseLiteral(text[:i], 0); p != nil {
		return w, p
	}
	off := utf8.RuneCountInString(text[:i+len(sign)])
	d, p := parseLiteral(text[i+len(sign):], off)
	if p != nil {
		return w, p
	}
	v, _ := d.value(-2)
	if d.unit != "%" || !(v > 0 && v < 1) {
		return w, &problem{"E019", "± takes a percentage of the value", "between 0 % and 100 %", "write ± 15 %, or the range: 14k USD (12k..16k)", d.off, d.width}
	}
	w.ranged, w.spread = true, v
	return w, nil
}

func parseBrackets(text string, i int) (written, *problem) {
	w := written{ranged: true}
	end := strings.IndexByte(text, ')')
	all := utf8.RuneCountInString(text)
	if end < i || strings.TrimSpace(text[end+1:]) != "" {
		return w, &problem{"E019", "a range that is not closed", "", "write the value, then its range: 14k USD (12k..18k)", 0, all}
	}
	var p *problem
	if w.likely, p = parseLiteral(text[:i], 0); p != nil {
		return w, p
	}
	inside := text[i+1 : end]
	off := utf8.RuneCountInString(text[:i+1])
	if !strings.Contains(inside, "..") {
		return w, &problem{"E019", "brackets hold a range", "two numbers with .. between them", "write (12k..18k)", off, max(1, utf8.RuneCountInString(inside))}
	}
	if p := w.parseRange(inside, off); p != nil {
		return w, p
	}
	w.lo.share(&w.likely)
	w.hi.share(&w.likely)
	return w, nil
}

// parseRange reads lo..hi; a unit behind hi is lo's as well.
func (w *written) parseRange(s string, off int) *problem {
	i := strings.Index(s, "..")
	var p *problem
	if w.lo, p = parseLiteral(s[:i], off); p != nil {
		return p
	}
	if w.hi, p = parseLiteral(s[i+2:], off+utf8.RuneCountInString(s[:i+2])); p != nil {
		return p
	}
	w.lo.share(&w.hi)
	return nil
}

// share completes a unit that is missing or only begun: in 25 %/year (15 %..40 %)
// the ends are per year as well.
func (l *literal) share(whole *literal) {
	if l.unit == "" || strings.HasPrefix(whole.unit, l.unit+"/") {
		l.unit = whole.unit
	}
}
