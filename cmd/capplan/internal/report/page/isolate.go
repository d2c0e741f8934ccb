package page

import (
	"slices"
	"strings"
	"unicode"
)

// Marks that keep a text of the other direction from turning its neighbours
// (Unicode Standard Annex 9, first strong isolate).
const (
	isolateBegins = "\u2068"
	isolateEnds   = "\u2069"
)

// turned reports whether a text has letters that run from right to left.
func turned(s string) bool {
	for _, r := range s {
		if unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam) {
			return true
		}
	}
	return false
}

// isolated sets names that run the other way apart within a sentence.
func isolated(s string, names []string) string {
	for _, n := range names {
		s = strings.ReplaceAll(s, n, isolateBegins+n+isolateEnds)
	}
	return s
}

// isolate is the page with such names set apart in its sentences; itself where there are
// none. In tables and lists of names the markup does so.
func (p *Page) isolate() *Page {
	var names []string
	for _, f := range p.Fleets {
		if turned(f.Name) {
			names = append(names, f.Name)
		}
	}
	if names == nil {
		return p
	}
	q := *p
	all := func(list []string) []string {
		list = slices.Clone(list)
		for i := range list {
			list[i] = isolated(list[i], names)
		}
		return list
	}
	q.Verdict, q.Why, q.Crossing, q.Missing, q.Warnings = isolated(p.Verdict, names), all(p.Why), all(p.Crossing), all(p.Missing), all(p.Warnings)
	q.Views = slices.Clone(p.Views)
	for i := range q.Views {
		q.Views[i].Title, q.Views[i].Note = isolated(q.Views[i].Title, names), isolated(q.Views[i].Note, names)
	}
	return &q
}
