package report

import (
	"strconv"

	"github.com/capplan/capplan"
)

// help writes what stands behind an assertion that does not hold, and what would help.
func (p *pen) help(a *capplan.AssertionResult) {
	for _, text := range helpWords(a) {
		p.paragraph("  "+text, 4)
	}
}

func helpWords(a *capplan.AssertionResult) (out []string) {
	h := a.Help
	if h == nil {
		return nil
	}
	if s := causeWords(h.Causes); s != "" {
		out = append(out, s)
	}
	switch c := h.Change; {
	case c != nil:
		b := *a
		b.Value, b.Lo, b.Hi, b.Method = c.Value, c.Lo, c.Hi, c.Method
		s := "smallest change found: --set " + quotedSet(c.Set) + " (now " + c.From + ")"
		if a.Survival {
			s += ": it survives"
		} else {
			s += " gives " + stated(&b)
		}
		out = append(out, s+hard+"["+c.Method+"]")
	case h.Tried > 0:
		out = append(out, "no change found that helps: "+strconv.Itoa(h.Tried)+" were tried, of one count, need, repair or price each")
	}
	return out
}

// quotedSet writes a setting as a shell takes it.
func quotedSet(set string) string {
	for _, r := range set {
		if r == ' ' {
			return "'" + set + "'"
		}
	}
	return set
}

func causeWords(list []capplan.HelpCause) string {
	s := ""
	for i, c := range list {
		switch {
		case c.Share == nil:
			return "what limits it: " + c.What
		case i == 0:
			s = "largest causes: "
		default:
			s += ", "
		}
		s += c.What + " " + percent(*c.Share)
	}
	return s
}
