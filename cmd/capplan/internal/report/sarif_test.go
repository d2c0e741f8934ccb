package report

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// A sarifShape is an object of the SARIF 2.1.0 schema: the kinds of its properties, those
// that it must have, and the words that they may be. A kind ends in [] for a list.
type sarifShape struct {
	properties map[string]string
	required   []string
	words      map[string][]string
}

// sarifShapes are the objects that we write, with all their properties that we could.
// The schema forbids others.
var sarifShapes = map[string]sarifShape{
	"log": {map[string]string{"$schema": "string", "version": "string", "runs": "run[]"}, []string{"version", "runs"}, map[string][]string{"version": {"2.1.0"}}},
	"run": {
		map[string]string{"tool": "tool", "invocations": "invocation[]", "columnKind": "string", "results": "result[]"},
		[]string{"tool"},
		map[string][]string{"columnKind": {"utf16CodeUnits", "unicodeCodePoints"}},
	},
	"tool":                {map[string]string{"driver": "toolComponent"}, []string{"driver"}, nil},
	"toolComponent":       {map[string]string{"name": "string", "version": "string", "semanticVersion": "string", "rules": "reportingDescriptor[]"}, []string{"name"}, nil},
	"reportingDescriptor": {map[string]string{"id": "string", "name": "string", "shortDescription": "message", "fullDescription": "message", "help": "message"}, []string{"id"}, nil},
	"message":             {map[string]string{"text": "string"}, []string{"text"}, nil},
	"invocation":          {map[string]string{"executionSuccessful": "bool", "exitCode": "integer", "toolExecutionNotifications": "notification[]"}, []string{"executionSuccessful"}, nil},
	"notification":        {map[string]string{"level": "string", "message": "message"}, []string{"message"}, map[string][]string{"level": {"none", "note", "warning", "error"}}},
	"result": {
		map[string]string{
			"ruleId": "string", "ruleIndex": "integer", "level": "string", "kind": "string", "message": "message", "locations": "location[]",
			"partialFingerprints": "strings", "suppressions": "suppression[]", "baselineState": "string",
		},
		[]string{"message"},
		map[string][]string{"level": {"none", "note", "warning", "error"}, "baselineState": {"new", "unchanged", "updated", "absent"}},
	},
	"suppression": {
		map[string]string{"kind": "string", "status": "string", "justification": "string"},
		[]string{"kind"},
		map[string][]string{"kind": {"inSource", "external"}, "status": {"accepted", "underReview", "rejected"}},
	},
	"location":         {map[string]string{"physicalLocation": "physicalLocation"}, nil, nil},
	"physicalLocation": {map[string]string{"artifactLocation": "artifactLocation", "region": "region"}, []string{"artifactLocation"}, nil},
	"artifactLocation": {map[string]string{"uri": "string"}, nil, nil},
	"region":           {map[string]string{"startLine": "positive", "startColumn": "positive", "endColumn": "positive"}, []string{"startLine"}, nil},
}

// judgeSARIF returns what the schema forbids of a log, and what the standard does of its
// references.
func judgeSARIF(text string) []string {
	var log map[string]any
	if err := json.Unmarshal([]byte(text), &log); err != nil {
		return []string{err.Error()}
	}
	var wrong []string
	judgeSARIFValue("log", log, "", &wrong)
	if wrong != nil {
		return wrong
	}
	for _, run := range log["runs"].([]any) {
		rules, _ := run.(map[string]any)["tool"].(map[string]any)["driver"].(map[string]any)["rules"].([]any)
		results, _ := run.(map[string]any)["results"].([]any)
		for _, it := range results {
			r := it.(map[string]any)
			if i := int(r["ruleIndex"].(float64)); i >= len(rules) || rules[i].(map[string]any)["id"] != r["ruleId"] {
				wrong = append(wrong, "ruleIndex")
			}
			locations, _ := r["locations"].([]any)
			for _, l := range locations {
				at := l.(map[string]any)["physicalLocation"].(map[string]any)
				u, err := url.Parse(at["artifactLocation"].(map[string]any)["uri"].(string))
				if err != nil || u.IsAbs() || strings.Contains(u.Path, `\`) {
					wrong = append(wrong, "uri")
				}
			}
		}
	}
	return wrong
}

func judgeSARIFValue(kind string, v any, at string, wrong *[]string) {
	bad := func(what string) { *wrong = append(*wrong, at+": "+what) }
	if of, list := strings.CutSuffix(kind, "[]"); list {
		items, ok := v.([]any)
		if !ok {
			bad("no list")
		}
		for _, it := range items {
			judgeSARIFValue(of, it, at, wrong)
		}
		return
	}
	ok := true
	switch kind {
	case "string":
		_, ok = v.(string)
	case "bool":
		_, ok = v.(bool)
	case "integer", "positive":
		var n float64
		n, ok = v.(float64)
		ok = ok && n == float64(int(n)) && (kind == "integer" || n >= 1)
	case "strings":
		var m map[string]any
		m, ok = v.(map[string]any)
		for _, s := range m {
			_, is := s.(string)
			ok = ok && is
		}
	default:
		judgeSARIFObject(kind, v, at, wrong)
	}
	if !ok {
		bad("no " + kind)
	}
}

func judgeSARIFObject(kind string, v any, at string, wrong *[]string) {
	m, ok := v.(map[string]any)
	if !ok {
		*wrong = append(*wrong, at+": no "+kind)
		return
	}
	shape := sarifShapes[kind]
	for _, r := range shape.required {
		if m[r] == nil {
			*wrong = append(*wrong, at+"."+r+" is missing")
		}
	}
	for k, v := range m {
		of, known := shape.properties[k]
		if !known {
			*wrong = append(*wrong, at+"."+k+" is unknown")
			continue
		}
		judgeSARIFValue(of, v, at+"."+k, wrong)
		if words := shape.words[k]; words != nil && !slices.Contains(words, v.(string)) {
			*wrong = append(*wrong, at+"."+k+" is no word of its own")
		}
	}
}

func TestSARIFRules(t *testing.T) {
	good := gateOf(t, kept(), "sarif")
	for _, change := range [][2]string{
		{`"version": "2.1.0"`, `"version": "2.0.0"`},
		{`"level": "error"`, `"level": "fail"`},
		{`"startLine": 10`, `"startLine": 0`},
		{`"ruleIndex": 0`, `"ruleIndex": 99`},
		{`"uri": "a%20b/`, `"uri": "file:///a%20b/`},
		{`"driver"`, `"engine"`},
		{`"text"`, `"words"`},
	} {
		if bad := strings.Replace(good, change[0], change[1], 1); bad == good || judgeSARIF(bad) == nil {
			t.Errorf("%s passes", change[1])
		}
	}
}

func TestSARIF(t *testing.T) {
	text := gateOf(t, kept(), "sarif")
	if wrong := judgeSARIF(text); wrong != nil {
		t.Fatalf("%v\n%s", wrong, text)
	}
	var log sarifLog
	if err := json.Unmarshal([]byte(text), &log); err != nil {
		t.Fatal(err)
	}
	results := log.Runs[0].Results
	if len(results) != len(hostile)+3 {
		t.Fatalf("%d results", len(results))
	}
	levels := map[string]int{}
	for i, r := range results {
		levels[r.Level]++
		if i < len(hostile) && !strings.HasPrefix(r.Message.Text, printable(hostile[i])+": fail") {
			t.Errorf("%q became %q", hostile[i], r.Message.Text)
		}
		at := r.Locations[0].Physical
		if at.Artifact.URI != "a%20b/capplan.yaml" || at.Region.Column != 5 || at.Region.End != 25 {
			t.Errorf("place %+v", at)
		}
	}
	if levels["error"] != len(hostile)+1 || levels["warning"] != 1 || levels["note"] != 1 {
		t.Errorf("levels %v", levels)
	}
	if last := results[len(results)-1]; len(last.Suppressions) != 1 || !strings.Contains(last.Suppressions[0].Why, "two\nlines") {
		t.Errorf("waived: %+v", last)
	}
	if rules := log.Runs[0].Tool.Driver.Rules; len(rules) != 2 || rules[0].ID != "downtime" || rules[1].ID != "cost.pv" {
		t.Errorf("rules %+v", rules)
	}
	if !log.Runs[0].Invocations[0].Successful {
		t.Errorf("%+v", log.Runs[0].Invocations)
	}
}
