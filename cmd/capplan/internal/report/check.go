package report

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/capplan/capplan"
)

// Check writes whether assertions hold: what fails first, then all of them. Data
// formats are those of Write.
func Check(w io.Writer, r *capplan.Result, format string, o Options) error {
	switch format {
	case "markdown":
		return checkMarkdown(w, legible(r))
	case "github", "junit", "sarif", "codequality":
		return writeGate(w, r, format, o)
	case "baseline":
		return JSON(w, r.Keep())
	case "table":
	default:
		return Write(w, r, format, o)
	}
	if o.Width <= 0 {
		o.Width = defaultWidth
	}
	r = legible(r)
	p := pen{color: o.Color, ascii: o.ASCII, width: o.Width}
	p.prose(p.bold("VERDICT"), "VERDICT", tally(r))
	for i := range r.Assertions {
		if a := &r.Assertions[i]; a.Verdict != capplan.Pass && a.Verdict != capplan.Skipped || a.Waived != nil {
			p.paragraph(broken(a), 2)
			p.help(a)
		}
	}
	if o.Brief {
		return p.flush(w)
	}
	p.line("")
	p.assertions(r)
	p.line("")
	p.observed(r)
	for _, text := range sized(r) {
		p.paragraph("sized: "+text, 2)
	}
	for _, warning := range r.Warnings {
		p.paragraph(warningText(warning), 2)
	}
	if !r.Complete {
		p.paragraph(endedEarly, 2)
	}
	if len(r.Warnings)+len(sized(r)) > 0 || !r.Complete {
		p.line("")
	}
	p.paragraph(strings.Join(conditions(r), " · "), 0)
	return p.flush(w)
}

// endedEarly is said of an answer that is not complete.
const endedEarly = "incomplete: the run ended before it was done, and cannot be repeated"

// tally is the answer in a sentence.
func tally(r *capplan.Result) string {
	n := map[string]int{}
	for i := range r.Assertions {
		n[r.Assertions[i].Verdict]++
	}
	s := *r.Verdict + ": "
	if *r.Verdict == capplan.Skipped && n[capplan.Pass] == 0 {
		return s + "nothing is judged, " + skippedWords(n[capplan.Skipped], len(r.Assertions))
	}
	s += strconv.Itoa(n[capplan.Pass]) + " of " + plural(len(r.Assertions), "assertion") + " hold"
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
	if k := n[capplan.Skipped]; k > 0 {
		s += ", " + skippedWords(k, len(r.Assertions))
	}
	waived := 0
	for i := range r.Assertions {
		if r.Assertions[i].Waived != nil {
			waived++
		}
	}
	if waived > 0 {
		s += ", " + strconv.Itoa(waived) + " of them waived"
	}
	known := 0
	for i := range r.Assertions {
		if r.Assertions[i].Known() {
			known++
		}
	}
	if known > 0 {
		s += ", " + strconv.Itoa(known) + " known from the baseline"
	}
	return s
}

// skippedWords says how many assertions --no-sim does not judge.
func skippedWords(k, n int) string {
	if k == 1 {
		return "1 of " + strconv.Itoa(n) + " needs trials"
	}
	return strconv.Itoa(k) + " of " + strconv.Itoa(n) + " need trials"
}

// trialsTaken says how many trials an answer rests on.
func trialsTaken(r *capplan.Result) string {
	switch g := r.Gate; {
	case g == nil || len(g.Looks) == 1:
		return plural(r.Trials, "trial")
	case g.Static:
		return "no trials taken"
	case len(g.Looks) == 0:
		return "no trials needed"
	default:
		return plural(r.Trials, "trial") + ", up to " + thousands(float64(g.Looks[len(g.Looks)-1])) + " for what is close"
	}
}

// assertions draws a table or, where it has no room, a line for each.
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
	for n := len(rows[0]); n >= 3; n-- {
		for i := range rows {
			rows[i] = rows[i][:n]
		}
		if text, wide := p.grid(rows); wide <= p.width {
			p.b.WriteString(text)
			return
		}
	}
	for _, row := range rows[1:] {
		p.paragraph(row[0]+": "+row[1]+": "+row[2], 2)
	}
}

func checkMarkdown(w io.Writer, r *capplan.Result) error {
	n := &note{}
	n.headline(tally(r))
	rows := [][]string{{"verdict", "assertion", "value", "method", "because"}}
	var help []string
	for _, a := range worstFirst(r) {
		why := slices.DeleteFunc([]string{a.Because, standingWords(a), waiverWords(a)}, func(s string) bool { return s == "" })
		rows = append(rows, []string{verdictWord(a), a.That, stated(a), a.Method, strings.Join(why, "; ")})
		if a.Help != nil {
			help = append(help, a.That+": "+strings.Join(helpWords(a), "; "))
		}
	}
	n.table("assertion", "-f csv --table assertions", rows)
	n.list("*", "hint", allJSON, help...)
	n.list("*", "observation", allJSON, texted(r.Observed, backtest)...)
	n.warnings(r.Warnings)
	if !r.Complete {
		n.text(markdown(endedEarly) + "\n")
	}
	n.text(markdown(strings.Join(conditions(r), " · ")) + "\n")
	return n.write(w)
}

// assertionTable has a row for each assertion.
func assertionTable(r *capplan.Result) [][]value {
	out := [][]value{texts("id", "that", "verdict", "value", "lo", "hi", "level", "relation", "limit", "unit", "method", "severity", "because", "file", "line", "col")}
	for i := range r.Assertions {
		a := &r.Assertions[i]
		row := append(texts(a.ID, a.That, a.Verdict), figure(a.Value), figure(a.Lo), figure(a.Hi), figure(&a.Level))
		row = append(append(row, texts(a.Relation)...), figure(&a.Limit))
		row = append(row, texts(a.Unit, a.Method, a.Severity, a.Because, a.Location.File, strconv.Itoa(a.Location.Line), strconv.Itoa(a.Location.Col))...)
		if b := a.Baseline; b != nil {
			if i == 0 {
				out[0] = append(out[0], texts("baseline", "baseline_value", "baseline_lo", "baseline_hi", "worse", "known")...)
			}
			row = append(append(row, texts(b.Verdict)...), figure(b.Value), figure(b.Lo), figure(b.Hi))
			row = append(row, texts(strconv.FormatBool(b.Worse), strconv.FormatBool(b.Known))...)
		}
		out = append(out, row)
	}
	return out
}
