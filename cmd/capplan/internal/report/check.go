package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/capplan/capplan"
)

// Check writes whether assertions hold: what fails first, then all of them. Data
// formats are those of Write.
func Check(w io.Writer, r *capplan.Result, format string, o Options) error {
	switch format {
	case "markdown":
		return checkMarkdown(w, r)
	case "table":
	default:
		return Write(w, r, format, o)
	}
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	p := pen{color: o.Color, ascii: o.ASCII, width: o.Width}
	p.prose(p.bold("VERDICT"), "VERDICT", tally(r))
	for i := range r.Assertions {
		if a := &r.Assertions[i]; a.Verdict != capplan.Pass {
			p.paragraph(broken(a), 2)
		}
	}
	if o.Brief {
		return p.flush(w)
	}
	p.line("")
	p.assertions(r)
	p.line("")
	for _, warning := range r.Warnings {
		p.paragraph(warningText(warning), 2)
	}
	if len(r.Warnings) > 0 {
		p.line("")
	}
	p.paragraph(strings.Join(conditions(r), " · "), 0)
	return p.flush(w)
}

// tally is the answer in a sentence.
func tally(r *capplan.Result) string {
	n := map[string]int{}
	for i := range r.Assertions {
		n[r.Assertions[i].Verdict]++
	}
	s := *r.Verdict + ": " + strconv.Itoa(n[capplan.Pass]) + " of " + plural(len(r.Assertions), "assertion") + " hold"
	if len(r.Assertions) == 1 {
		s += "s"
	}
	for _, v := range []struct{ verdict, words string }{
		{capplan.Fail, " fail"}, {capplan.Inconclusive, " inconclusive"}, {capplan.Unanswered, " unanswered"},
	} {
		if n[v.verdict] > 0 {
			s += ", " + strconv.Itoa(n[v.verdict]) + v.words
		}
	}
	return s
}

// broken says what an assertion that does not pass is about.
func broken(a *capplan.AssertionResult) string {
	s := verdictWord(a) + ": " + a.That
	if a.Value != nil {
		s += ": " + stated(a) + hard + "[" + a.Method + "]"
	} else {
		s += ": " + a.Why
	}
	if a.Because != "" {
		s += "; because " + a.Because
	}
	if a.Location.Line > 0 {
		s += " (" + a.Location.File + ":" + strconv.Itoa(a.Location.Line) + ")"
	}
	return s
}

func verdictWord(a *capplan.AssertionResult) string {
	if a.Severity == "warn" && a.Verdict != capplan.Pass {
		return a.Verdict + " (warn)"
	}
	return a.Verdict
}

// stated writes a value and, where it is sampled, its interval.
func stated(a *capplan.AssertionResult) string {
	if a.Value == nil {
		return "–"
	}
	if a.Lo != nil && a.Hi != nil && *a.Lo == *a.Hi {
		return inUnit(a, *a.Value)
	}
	lo, hi := "?", "?"
	if a.Lo != nil {
		lo = inUnit(a, *a.Lo)
	}
	if a.Hi != nil {
		hi = inUnit(a, *a.Hi)
	}
	if value, unit, ok := strings.Cut(hi, hard); ok && strings.HasSuffix(lo, hard+unit) { // the unit once
		lo, hi = strings.TrimSuffix(lo, hard+unit), value+hard+unit
	}
	return inUnit(a, *a.Value) + " (" + lo + ".." + hi + ")"
}

// inUnit writes a number with the unit of an assertion; a share as a percentage.
func inUnit(a *capplan.AssertionResult, x float64) string {
	if a.Unit == "1" && strings.HasSuffix(a.That, "%") {
		if x >= 0 && x <= 1 {
			return percent(x)
		}
		return digits(x*100) + hard + "%"
	}
	return withUnit(short(x), a.Unit)
}

func (p *pen) assertions(r *capplan.Result) {
	rows := [][]string{{"verdict", "assertion", "value", "method", "at"}}
	for i := range r.Assertions {
		a := &r.Assertions[i]
		at := ""
		if a.Location.Line > 0 {
			at = a.Location.File + ":" + strconv.Itoa(a.Location.Line)
		}
		rows = append(rows, []string{verdictWord(a), a.That, stated(a), a.Method, at})
	}
	p.fitted(rows, []string{"at", "method", "value"})
}

func checkMarkdown(w io.Writer, r *capplan.Result) error {
	var b strings.Builder
	b.WriteString("**" + markdownEscapes.Replace(tally(r)) + "**\n\n")
	markdownRow(&b, "verdict", "assertion", "value", "method", "because")
	b.WriteString("|---|---|---|---|---|\n")
	for i := range r.Assertions {
		a := &r.Assertions[i]
		markdownRow(&b, verdictWord(a), a.That, stated(a), a.Method, a.Because)
	}
	b.WriteString("\n" + markdownEscapes.Replace(strings.Join(conditions(r), " · ")) + "\n")
	_, err := io.WriteString(w, strings.ReplaceAll(b.String(), hard, " "))
	return err
}

// assertionTable has a row for each assertion.
func assertionTable(r *capplan.Result) [][]value {
	out := [][]value{texts("id", "that", "verdict", "value", "lo", "hi", "level", "relation", "limit", "unit", "method", "severity", "because", "file", "line", "col")}
	for i := range r.Assertions {
		a := &r.Assertions[i]
		row := append(texts(a.ID, a.That, a.Verdict), figure(a.Value), figure(a.Lo), figure(a.Hi), figure(&a.Level))
		row = append(append(row, texts(a.Relation)...), figure(&a.Limit))
		row = append(row, texts(a.Unit, a.Method, a.Severity, a.Because, a.Location.File, strconv.Itoa(a.Location.Line), strconv.Itoa(a.Location.Col))...)
		out = append(out, row)
	}
	return out
}
