package report

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/capplan/capplan"
)

// GateFormats are what check writes beside Formats: for the systems that run it.
var GateFormats = []string{"github", "junit", "sarif", "codequality"}

// CheckOnly are the formats that no other verb has: these, and what a later check is held
// against.
var CheckOnly = append(slices.Clone(GateFormats), "baseline")

// CheckFormats are all that check writes to standard output.
var CheckFormats = append(slices.Clone(Formats), CheckOnly...)

// A Problem is one thing wrong with the input, for the systems that run check.
type Problem struct {
	Code, Title, Text string // Title is that of the code
	File              string // empty: of no file
	Line, Col, Width  int    // from 1, in characters; 0: none
}

// Problems writes what is wrong with the input in one of GateFormats.
func Problems(w io.Writer, list []Problem, tool capplan.Tool, format string, o Options) error {
	b := brief{tool: tool, outcome: "input error: " + plural(len(list), "error"), refused: true}
	seen := map[string]int{}
	for _, p := range list {
		f := finding{
			rule: p.Code, about: p.Title, title: p.Code, text: p.Text, level: levelError, kind: "input",
			file: o.relative(p.File), line: p.Line, col: p.Col, width: p.Width,
		}
		if f.file == "" {
			f.line, f.col, f.width = 0, 0, 0
		}
		f.print = fingerprint(seen, f.file, p.Code)
		b.findings = append(b.findings, f)
	}
	return b.write(w, format)
}

// writeGate writes a result of check in one of GateFormats.
func writeGate(w io.Writer, r *capplan.Result, format string, o Options) error {
	scenario := ""
	if len(r.Inputs) > 0 {
		scenario = o.relative(r.Inputs[0].Path)
	}
	b := brief{tool: r.Tool, name: r.Scenario.Name, outcome: tally(r), cut: !r.Complete}
	if b.cut {
		b.outcome += "\n" + endedEarly
	}
	seen := map[string]int{}
	for i := range r.Assertions {
		a := &r.Assertions[i]
		f := findingOf(a)
		if f.file = o.relative(a.Location.File); f.file != "" {
			f.line, f.col, f.width = a.Location.Line, a.Location.Col, a.Location.Width
		} else {
			f.file = scenario
		}
		f.print = fingerprint(seen, scenario, identity(a))
		b.findings = append(b.findings, f)
	}
	for _, w := range r.Warnings {
		if retold[w.Code] {
			continue
		}
		f := finding{
			rule: w.Code, about: "a warning of capplan", title: w.Code, text: w.Text, level: levelWarning, kind: "answer",
			file: o.relative(w.File), line: w.Line, print: fingerprint(seen, scenario, w.Code),
		}
		if w.Fleet != "" {
			f.text = w.Fleet + ": " + f.text
		}
		if f.file == "" {
			f.file = scenario
		}
		b.findings = append(b.findings, f)
	}
	return b.write(w, format)
}

// retold are warnings that repeat what an assertion says.
var retold = map[string]bool{"W230": true}

// Levels of findings; levelNone is what is only listed.
const (
	levelError   = "error"
	levelWarning = "warning"
	levelNote    = "note"
	levelNone    = ""
)

// survives is the rule of assertions about what may be lost, which have no metric.
const survives = "survives"

// A finding is what there is to say of one place.
type finding struct {
	rule, about string // what kind of thing it is, and in words
	id          string // that an assertion has of its own
	title, text string
	print       string // stays while the assertion and the file have their names
	level, kind string // kind: assertion, answer, input
	verdict     string // of an assertion; waived where it has a waiver
	fleet       string
	waiver      string // why it may be
	file        string
	line, col   int
	width       int // in characters; 0: not known
}

// A brief is all findings with the answer in a sentence.
type brief struct {
	tool          capplan.Tool
	name, outcome string
	refused       bool // there is no answer
	cut           bool // it ended before it was done
	findings      []finding
}

func (b *brief) write(w io.Writer, format string) error {
	for i := range b.findings {
		f := &b.findings[i]
		f.id, f.title, f.text = printable(f.id), printable(f.title), printable(f.text)
	}
	switch format {
	case "github":
		return b.github(w)
	case "junit":
		return b.junit(w)
	case "sarif":
		return b.sarif(w)
	case "codequality":
		return b.codequality(w)
	}
	panic("report: no format " + format + " of a gate")
}

// findingOf says what an assertion is to those who run the gate.
func findingOf(a *capplan.AssertionResult) finding {
	f := finding{
		rule: a.Metric, about: "assertions about " + a.Metric, title: a.That, text: said(a),
		kind: "assertion", verdict: a.Verdict, fleet: a.Fleet, level: levelNone,
	}
	if a.Survival {
		f.rule, f.about = survives, "assertions about what may be lost"
	}
	if named(a) {
		f.id = a.ID
	}
	switch {
	case a.Waived != nil:
		f.level, f.verdict, f.waiver = levelNote, "waived", a.Waived.Reason
	case a.Blocks():
		f.level = levelError
	case a.Verdict == capplan.Fail, a.Verdict == capplan.Inconclusive:
		f.level = levelWarning
	}
	return f
}

var numbered = regexp.MustCompile(`^assertions\.\d+$`)

// named reports whether an assertion has an id of its own.
func named(a *capplan.AssertionResult) bool { return !numbered.MatchString(a.ID) }

// identity is what an assertion is known by from run to run: its id or, without one,
// its text, which stays when others are written above it.
func identity(a *capplan.AssertionResult) string {
	if named(a) {
		return a.ID
	}
	return a.That
}

// named is the text behind the id.
func (f *finding) named(text string) string {
	if f.id == "" {
		return text
	}
	return f.id + ": " + text
}

// fingerprint is the same for the same file and key, and tells those apart that have
// both in common by their order.
func fingerprint(seen map[string]int, file, key string) string {
	whole := file + "\x00" + key
	seen[whole]++
	if n := seen[whole]; n > 1 {
		whole += "\x00" + strconv.Itoa(n)
	}
	sum := sha256.Sum256([]byte(whole))
	return hex.EncodeToString(sum[:16])
}

// printable takes out the control characters that no text needs, and makes spaces that do
// not break ordinary ones.
func printable(s string) string {
	s = strings.ReplaceAll(s, hard, " ")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return r
		case r < ' ' || r >= 0x7f && r <= 0x9f || r == 0xfffe || r == 0xffff:
			return -1
		}
		return r
	}, s)
}

// commandWord is what a runner of GitHub takes for a command where it starts a line.
var commandWord = regexp.MustCompile(`\s+::`)

// legible is a result whose assertions have no control characters, and no text that a
// line could break before and a runner take for a command.
func legible(r *capplan.Result) *capplan.Result {
	clean := func(s string) string { return commandWord.ReplaceAllString(printable(s), hard+"::") }
	out := *r
	out.Assertions = append([]capplan.AssertionResult(nil), r.Assertions...)
	for i := range out.Assertions {
		a := &out.Assertions[i]
		a.That, a.Because = clean(a.That), clean(a.Because)
		for _, p := range []**capplan.Waived{&a.Waived, &a.Ended} {
			if *p != nil {
				w := **p
				w.Reason, w.Ticket = clean(w.Reason), clean(w.Ticket)
				*p = &w
			}
		}
	}
	return &out
}

// relative names a file as Options.Relative does; empty for what is none: standard
// input, and a flag.
func (o *Options) relative(file string) string {
	if file == "<stdin>" || strings.HasPrefix(file, "--") {
		return ""
	}
	if file == "" || o.Relative == nil {
		return file
	}
	return o.Relative(file)
}
