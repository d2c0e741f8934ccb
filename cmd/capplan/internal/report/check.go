package report

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

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
	if len(r.Warnings)+len(sized(r)) > 0 {
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
