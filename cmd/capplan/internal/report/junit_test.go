package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// junitRules are those of the schema that Jenkins holds reports to (xunit-plugin): for
// each element what may stand in it, its attributes and those that it must have.
var junitRules = map[string]struct{ children, attributes, required []string }{
	"testsuites": {[]string{"testsuite"}, []string{"name", "time", "tests", "failures", "disabled", "errors"}, nil},
	"testsuite": {
		[]string{"testsuite", "properties", "testcase", "system-out", "system-err"},
		[]string{"name", "tests", "failures", "errors", "time", "disabled", "skipped", "skips", "timestamp", "hostname", "id", "package", "assertions", "file", "skip", "log", "url"},
		[]string{"tests"},
	},
	"testcase": {
		[]string{"skipped", "error", "failure", "system-out", "system-err"},
		[]string{"name", "assertions", "time", "timestamp", "classname", "status", "class", "file", "line", "log", "group", "url"},
		[]string{"name"},
	},
	"failure":    {nil, []string{"type", "message"}, nil},
	"error":      {nil, []string{"type", "message"}, nil},
	"skipped":    {nil, []string{"type", "message"}, nil},
	"system-out": {},
	"system-err": {},
}

// judgeJUnit returns what is wrong with a report.
func judgeJUnit(text string) []string {
	var wrong []string
	var open []string
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return wrong
		}
		if err != nil {
			return append(wrong, err.Error())
		}
		switch e := token.(type) {
		case xml.StartElement:
			name := e.Name.Local
			rule, known := junitRules[name]
			if !known || len(open) == 0 && name != "testsuites" || len(open) > 0 && !slices.Contains(junitRules[open[len(open)-1]].children, name) {
				wrong = append(wrong, "element "+name)
			}
			has := map[string]bool{}
			for _, a := range e.Attr {
				has[a.Name.Local] = true
				if !slices.Contains(rule.attributes, a.Name.Local) {
					wrong = append(wrong, name+"."+a.Name.Local)
				}
			}
			for _, r := range rule.required {
				if !has[r] {
					wrong = append(wrong, name+" without "+r)
				}
			}
			open = append(open, name)
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
}

func TestJUnitRules(t *testing.T) {
	for _, bad := range []string{"<testsuites>", "<testsuite/>", "<testsuites><testsuite name='a'/></testsuites>", "<testsuites x='1'/>", "<testsuites>\x01</testsuites>", "<testsuites><testcase name='a'/></testsuites>"} {
		if judgeJUnit(bad) == nil {
			t.Errorf("%s passes", bad)
		}
	}
}

func TestJUnit(t *testing.T) {
	text := gateOf(t, kept(), "junit")
	if wrong := judgeJUnit(text); wrong != nil {
		t.Fatalf("%v\n%s", wrong, text)
	}
	var got junitSuites
	if err := xml.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if got.Tests != 22 || got.Failures != len(hostile) || got.Errors != 1 || len(got.Suites) != 1 || got.Suites[0].Skipped != 2 || got.Suites[0].Name != "premium" {
		t.Errorf("%d tests, %d failures, %d errors, %d suites", got.Tests, got.Failures, got.Errors, len(got.Suites))
	}
	for i, c := range got.Suites[0].Cases {
		if i < len(hostile) {
			if want := oneEnding(printable(hostile[i])); c.Failure == nil || !strings.HasPrefix(oneEnding(c.Name), want+": ") || !strings.Contains(oneEnding(c.Failure.Text), want) {
				t.Errorf("%q became %q", hostile[i], c.Name)
			}
		}
		if c.File != "a b/capplan.yaml" || c.Line != strconv.Itoa(10+i) {
			t.Errorf("case %d is at %s:%s", i, c.File, c.Line)
		}
	}
	cases := got.Suites[0].Cases[len(hostile):]
	if cases[0].Failure != nil || cases[0].Skipped != nil || cases[1].Skipped == nil || cases[2].Error == nil || cases[3].Skipped == nil {
		t.Errorf("%+v", cases)
	}
}

// oneEnding is what XML makes of ends of lines.
func oneEnding(s string) string { return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s) }

// TestProblems: wrong input in every format.
func TestProblems(t *testing.T) {
	list := []Problem{
		{Code: "E023", Title: "needs more than there is", Text: "needs 9 of 3\nlower it", File: "x.yaml", Line: 7, Col: 3, Width: 4},
		{Code: "E161", Title: "nothing to check", Text: "nothing is asserted"},
	}
	out := map[string]string{}
	for _, format := range GateFormats {
		var b bytes.Buffer
		if err := Problems(&b, list, capplan.Tool{Name: "capplan", Version: "0.1.0"}, format, Options{}); err != nil {
			t.Fatal(err)
		}
		out[format] = b.String()
	}
	if want := "::error file=x.yaml,line=7,col=3,title=E023::needs 9 of 3%0Alower it\n::error title=E161::nothing is asserted\ninput error: 2 errors\n"; out["github"] != want {
		t.Errorf("github: %s", out["github"])
	}
	if wrong := judgeJUnit(out["junit"]); wrong != nil || !strings.Contains(out["junit"], `errors="2"`) || !strings.Contains(out["junit"], `<error type="E023"`) {
		t.Errorf("junit: %v\n%s", wrong, out["junit"])
	}
	if wrong := judgeSARIF(out["sarif"]); wrong != nil || !strings.Contains(out["sarif"], `"exitCode": 2`) {
		t.Errorf("sarif: %v\n%s", wrong, out["sarif"])
	}
	if strings.Count(out["codequality"], `"blocker"`) != 2 {
		t.Errorf("codequality: %s", out["codequality"])
	}
}
