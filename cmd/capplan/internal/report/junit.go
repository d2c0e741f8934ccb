package report

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// The elements of JUnit's XML, as Jenkins reads it (xunit-plugin's junit.xsd).
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
		Out      string      `xml:"system-out,omitempty"`
	}
	junitCase struct {
		Name    string     `xml:"name,attr"`
		Class   string     `xml:"classname,attr"`
		File    string     `xml:"file,attr,omitempty"`
		Line    string     `xml:"line,attr,omitempty"`
		Skipped *junitSaid `xml:"skipped"`
		Error   *junitSaid `xml:"error"`
		Failure *junitSaid `xml:"failure"`
		Out     string     `xml:"system-out,omitempty"`
	}
	junitSaid struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// junit writes a suite for each fleet and a case for each assertion. Only what blocks is
// a failure or, where nothing is known, an error; what warns, is waived or was not tried
// is skipped.
func (b *brief) junit(w io.Writer) error {
	all := junitSuites{Name: "capplan"}
	if b.name != "" {
		all.Name = printable(b.name)
	}
	var remarks []string
	for i := range b.findings {
		f := &b.findings[i]
		if f.kind == "answer" {
			remarks = append(remarks, f.title+": "+f.text)
			continue
		}
		name := f.fleet
		if f.kind == "input" {
			name = "input"
		}
		s := all.suite(name)
		s.Cases = append(s.Cases, f.junit(all.Name+"."+name))
	}
	for i := range all.Suites {
		s := &all.Suites[i]
		s.count()
		all.Tests += s.Tests
		all.Failures += s.Failures
		all.Errors += s.Errors
		if i == 0 {
			s.Out = strings.Join(append([]string{b.outcome}, remarks...), "\n")
		}
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// suite finds the suite of a name, or adds it.
func (s *junitSuites) suite(name string) *junitSuite {
	for i := range s.Suites {
		if s.Suites[i].Name == name {
			return &s.Suites[i]
		}
	}
	s.Suites = append(s.Suites, junitSuite{Name: name})
	return &s.Suites[len(s.Suites)-1]
}

func (s *junitSuite) count() {
	for i := range s.Cases {
		c := &s.Cases[i]
		s.Tests++
		switch {
		case c.Failure != nil:
			s.Failures++
		case c.Error != nil:
			s.Errors++
		case c.Skipped != nil:
			s.Skipped++
		}
	}
}

func (f *finding) junit(class string) junitCase {
	c := junitCase{Name: f.named(f.title), Class: class, File: f.file}
	if f.line > 0 {
		c.Line = strconv.Itoa(f.line)
	}
	it := &junitSaid{Type: f.verdict, Message: firstLine(f.text), Text: f.text + f.at()}
	switch {
	case f.kind == "input":
		it.Type = f.rule
		c.Name, c.Error = f.rule+": "+firstLine(f.text), it
	case f.level == levelError && f.verdict == "fail":
		c.Failure = it
	case f.level == levelError:
		c.Error = it
	case f.level != levelNone, f.verdict != "pass":
		c.Skipped = it
	default:
		c.Out = f.text
	}
	return c
}

// at is the place of a finding, in brackets.
func (f *finding) at() string {
	if f.file == "" || f.line == 0 {
		return ""
	}
	return " (" + f.file + ":" + strconv.Itoa(f.line) + ")"
}

func firstLine(s string) string {
	first, _, _ := strings.Cut(s, "\n")
	return strings.TrimSpace(first)
}
