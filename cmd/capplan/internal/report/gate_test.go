package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/model/decide"
)

// hostile are texts that some format could take for its own.
var hostile = []string{
	"two\nlines\r\nand\rthree", `"quoted" and 'single'`, "中文，全角", "<script>alert(1)</script>", "::error::x", "a::b", "100 % of %0A", "a|b",
	strings.Repeat("x", 200), "]]>", "&amp;", "\x01\x1b[31m red", "##[error]x", "a,b:c=d", "\u202e\u00a0", "`code`", `back\slash`, "*bold* _it_ [a](b)",
}

// kept is a result with one assertion that fails for each text, and one of each other kind.
func kept() *capplan.Result {
	r := sample()
	r.Inputs = []capplan.Input{{Path: "a b/capplan.yaml"}}
	verdict := capplan.Fail
	r.Verdict = &verdict
	add := func(a capplan.AssertionResult) {
		a.Location = capplan.Location{File: "a b/capplan.yaml", Line: 10 + len(r.Assertions), Col: 5, Width: 20}
		if a.ID == "" {
			a.ID = fmt.Sprintf("assertions.%d", len(r.Assertions))
		}
		a.Fleet, a.Unit, a.Relation, a.Method, a.Limit, a.Level = "premium", "min/year", "<=", "exact", 10, 1
		if a.Metric == "" {
			a.Metric = "downtime"
		}
		a.Value, a.Lo, a.Hi = p(52.1), p(52.1), p(52.1)
		if a.Severity == "" {
			a.Severity = "error"
		}
		r.Assertions = append(r.Assertions, a)
	}
	for _, s := range hostile {
		add(capplan.AssertionResult{ID: s, That: "mean(premium.downtime) <= 10 min/year " + s, Because: s, Verdict: capplan.Fail})
	}
	add(capplan.AssertionResult{That: "pass", Verdict: capplan.Pass})
	add(capplan.AssertionResult{That: "warned", Verdict: capplan.Fail, Severity: "warn", Metric: "cost.pv"})
	add(capplan.AssertionResult{That: "open", Verdict: capplan.Inconclusive})
	waived := capplan.AssertionResult{That: "waived", Verdict: capplan.Pass}
	waived.Waived = &decide.Waived{Verdict: capplan.Fail, Reason: hostile[0], Until: "2030-01-01"}
	add(waived)
	return r
}

func gateOf(t *testing.T, r *capplan.Result, format string) string {
	t.Helper()
	var b bytes.Buffer
	if err := Check(&b, r, format, Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// command reads a line as GitHub's runner does.
func command(t *testing.T, line string) (name string, properties map[string]string, text string) {
	t.Helper()
	head, rest, ok := strings.Cut(strings.TrimPrefix(line, "::"), "::")
	if !ok || !strings.HasPrefix(line, "::") {
		t.Fatalf("no command: %q", line)
	}
	name, list, _ := strings.Cut(head, " ")
	properties = map[string]string{}
	for _, one := range strings.Split(list, ",") {
		k, v, ok := strings.Cut(one, "=")
		if !ok {
			t.Fatalf("no property %q in %q", one, line)
		}
		properties[k] = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace(v)
	}
	return name, properties, strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(rest)
}

func TestGitHub(t *testing.T) {
	r := kept()
	lines := strings.Split(strings.TrimSuffix(gateOf(t, r, "github"), "\n"), "\n")
	count := map[string]int{}
	for i, line := range lines[:len(lines)-1] {
		name, properties, text := command(t, line)
		count[name]++
		if name == "error" {
			s := hostile[i]
			if want := printable(s); properties["title"] != want || !strings.Contains(text, want) {
				t.Errorf("%q: title %q, text %q", s, properties["title"], text)
			}
			if properties["file"] != "a b/capplan.yaml" || properties["line"] != fmt.Sprint(10+i) || properties["col"] != "5" {
				t.Errorf("%q: place %v", s, properties)
			}
		}
		if name == "notice" && text != "fail: 2 of 22 assertions hold, 19 fail, 1 inconclusive, 1 of them waived; not shown here: 9 more errors" {
			t.Errorf("notice %q", text)
		}
	}
	if count["error"] != 10 || count["warning"] != 1 || count["notice"] != 1 {
		t.Errorf("%v; want 10 errors of 19, 1 warning, 1 notice", count)
	}
	if last := lines[len(lines)-1]; last != tally(r) {
		t.Errorf("last line %q", last)
	}
}

// TestAnnotation: every text comes back from every place of an annotation.
func TestAnnotation(t *testing.T) {
	for _, s := range hostile {
		f := finding{title: s, text: s, file: s, line: 1}
		line := strings.TrimSuffix(f.annotation("error"), "\n")
		if _, properties, text := command(t, line); strings.ContainsAny(line, "\r\n") || properties["title"] != s || properties["file"] != s || text != s {
			t.Errorf("%q became %q", s, line)
		}
	}
}

// codeQualityKeys are what GitLab reads of each issue, all of them required.
var codeQualityKeys = []string{"check_name", "description", "fingerprint", "location", "severity"}

func TestCodeQuality(t *testing.T) {
	var list []map[string]any
	if err := json.Unmarshal([]byte(gateOf(t, kept(), "codequality")), &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != len(hostile)+3 {
		t.Errorf("%d issues", len(list))
	}
	prints := map[string]bool{}
	severities := map[string]int{}
	for i, it := range list {
		if len(it) != len(codeQualityKeys) {
			t.Errorf("keys of %v", it)
		}
		for _, k := range codeQualityKeys {
			if it[k] == nil {
				t.Errorf("no %s in %v", k, it)
			}
		}
		severities[it["severity"].(string)]++
		if f := it["fingerprint"].(string); prints[f] || f == "" {
			t.Errorf("fingerprint %q twice", f)
		} else {
			prints[f] = true
		}
		if i < len(hostile) && !strings.HasPrefix(it["description"].(string), printable(hostile[i])+": fail") {
			t.Errorf("%q became %q", hostile[i], it["description"])
		}
		at := it["location"].(map[string]any)
		if at["path"] != "a b/capplan.yaml" || at["lines"].(map[string]any)["begin"].(float64) < 1 {
			t.Errorf("place %v", at)
		}
	}
	if severities["critical"] != len(hostile) || severities["major"] != 1 || severities["minor"] != 1 || severities["info"] != 1 {
		t.Errorf("severities %v", severities)
	}
}

// prints are the fingerprints of a result by the text that stands for each assertion.
func prints(t *testing.T, r *capplan.Result) map[string]string {
	t.Helper()
	var list []codeIssue
	if err := json.Unmarshal([]byte(gateOf(t, r, "codequality")), &list); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for i, it := range list {
		out[fmt.Sprint(i)] = it.Fingerprint
	}
	return out
}

// TestFingerprints: they depend on the id of an assertion and on the scenario, and not on
// what was measured, on lines, or on what stands before an assertion.
func TestFingerprints(t *testing.T) {
	before, moved := prints(t, kept()), kept()
	for i := range moved.Assertions {
		a := &moved.Assertions[i]
		a.Location.Line += 7
		a.Value, a.Limit = p(99), 20
		if named(a) {
			a.That = "p99(premium.downtime) <= 20 min/year"
		} else {
			a.ID = fmt.Sprintf("assertions.%d", i+30)
		}
	}
	for i, f := range prints(t, moved) {
		if f != before[i] {
			t.Errorf("finding %s: the fingerprint changed", i)
		}
	}
	other := kept()
	other.Inputs[0].Path = "other.yaml"
	renamed := kept()
	renamed.Assertions[0].ID = "new"
	twins := kept()
	twins.Assertions[1].ID = twins.Assertions[0].ID
	if prints(t, other)["0"] == before["0"] || prints(t, renamed)["0"] == before["0"] {
		t.Error("another scenario or id has the same fingerprint")
	}
	if p := prints(t, twins); p["0"] == p["1"] || p["0"] != before["0"] {
		t.Error("two of one id have one fingerprint, or the first lost its own")
	}
}

// TestHostileTexts: in the formats that check shares with compare no text becomes a line,
// a cell, a mark or a command to the terminal.
func TestHostileTexts(t *testing.T) {
	r := kept()
	n := len(r.Assertions)
	_, rows := written(t, assertionTable(r), "unix")
	if len(rows) != n+1 {
		t.Errorf("csv: %d rows of %d", len(rows), n+1)
	}
	for i, row := range rows[1:] {
		if len(row) != len(rows[0]) || i < len(hostile) && row[0] != strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ").Replace(hostile[i]) {
			t.Errorf("csv: %q", row)
		}
	}
	cells := 0
	for _, line := range strings.Split(gateOf(t, r, "markdown"), "\n") {
		if bars := strings.Count(line, "|") - strings.Count(line, `\|`); strings.HasPrefix(line, "|") {
			cells++
			if bars != 6 {
				t.Errorf("markdown: %d bars in %q", bars, line)
			}
		}
		if strings.Contains(line, "<script") {
			t.Errorf("markdown: %q", line)
		}
	}
	if cells != n+2 {
		t.Errorf("markdown: %d rows of %d", cells, n+2)
	}
	for _, format := range []string{"table", "markdown"} {
		for _, c := range gateOf(t, r, format) {
			if c < ' ' && c != '\n' || c >= 0x7f && c < 0xa0 {
				t.Fatalf("%s: control character %q", format, c)
			}
		}
	}
	r.Assertions[0].Because = strings.Repeat("long ", 60) + "and" + strings.Repeat(" ::error::x", 40)
	for _, line := range strings.Split(gateOf(t, r, "table"), "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "::") {
			t.Errorf("table: a command of GitHub's runner: %q", line)
		}
	}
	var back capplan.Result
	if err := json.Unmarshal([]byte(gateOf(t, r, "json")), &back); err != nil || back.Assertions[0].ID != hostile[0] {
		t.Errorf("json: %v", err)
	}
}
