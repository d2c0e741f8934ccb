package capplan_test

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/capplan/capplan"
)

// compiled is a schema as another validator reads it.
func compiled(t *testing.T, of string) *jsonschema.Schema {
	t.Helper()
	text, err := json.Marshal(capplan.Schema(of))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(of+".json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(of + ".json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// written are commands and what kind of answer each writes.
var written = []struct{ of, command string }{
	{"result", "check examples/gate/capplan.yaml --set cluster.count=18 --baseline examples/gate/baseline.json -f json; echo $?"},
	{"result", "check examples/gate/capplan.yaml --no-sim -f json"},
	{"result", "check examples/gate/capplan.yaml --set assertions.two-racks.waive.until=2020-01-01 -f json; echo $?"},
	{"baseline", "check examples/gate/capplan.yaml -f baseline; echo $?"},
	{"size", "size examples/buy-or-rent/capplan.yaml --fleet bought --vary bought.count=15..24 -f json"},
	{"size", "size examples/buy-or-rent/capplan.yaml --fleet bought --vary bought.count=2..3 -f json; echo $?"},
	{"sweep", "sweep examples/how-many-spares/capplan.yaml --vary plant.spares.on_site=0..3 --vary plant.spares.resupply=3d,never --trials 50 -f json; echo $?"},
	{"sweep", "sweep examples/gate/capplan.yaml --vary cluster.count=0,16,24 --trials 40 -f json"},
	{"sensitivity", "sensitivity examples/buy-or-rent/capplan.yaml --fleet rented-servers --against bought --metric cost.pv --break-even sites.rented.rental -f json"},
	{"sensitivity", "sensitivity examples/hello/capplan.yaml --trials 500 -f json"},
	{"sensitivity", "sensitivity examples/gate/capplan.yaml --trials 2000 -f json"},
	{"diff", "diff examples/hello/capplan.yaml --set small.count=9 --trials 50 -f json; echo $?"},
	{"diff", "diff examples/gate/capplan.yaml --set cluster.count=18 --trials 50 -f json; echo $?"},
}

// TestSchemasOfAnswers: what each verb writes as JSON is valid by another validator, and with
// a key more, or without one, or by the schema of another verb, it is not.
func TestSchemasOfAnswers(t *testing.T) {
	bin := build(t)
	schemas, seen := map[string]*jsonschema.Schema{}, map[string]int{}
	for _, w := range written {
		if schemas[w.of] == nil {
			schemas[w.of] = compiled(t, w.of)
		}
	}
	for _, w := range written {
		text := runBlock(t, bin, w.command)
		if strings.HasSuffix(w.command, "echo $?") {
			text = text[:strings.LastIndex(text, "}")+1]
		}
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v\n%.300s", w.command, err, text)
		}
		m := doc.(map[string]any)
		if m["schema"] == "capplan/errors/v1" {
			t.Errorf("%s: %.600s", w.command, text)
			continue
		}
		for of, s := range schemas {
			if err := s.Validate(doc); (err == nil) != (of == w.of) {
				t.Errorf("%s by the schema of %s: %v", w.command, of, err)
			}
		}
		m["surplus"] = 1
		if schemas[w.of].Validate(doc) == nil {
			t.Errorf("%s: a key more is valid", w.command)
		}
		delete(m, "surplus")
		delete(m, "tool")
		if schemas[w.of].Validate(doc) == nil {
			t.Errorf("%s: without its tool it is valid", w.command)
		}
		seen[w.of]++
	}
	for _, of := range capplan.Schemas[2:] {
		if seen[of] == 0 {
			t.Errorf("no answer of schema %s was held against it", of)
		}
	}
}

// TestResultSchema: the answers to all examples and templates are valid by another
// validator, and one with a key more or less is not.
func TestResultSchema(t *testing.T) {
	s := compiled(t, "result")
	list, err := filepath.Glob("examples/*/*.yaml")
	more, err2 := filepath.Glob("fleets/templates/*.yaml")
	if list = append(list, more...); err != nil || err2 != nil || len(list) < 15 {
		t.Fatal(list, err, err2)
	}
	long := map[string]bool{} // what takes long, without what takes long
	for _, f := range []string{"examples/archive/capplan.yaml", "examples/ledger/capplan.yaml", "examples/taobao/capplan.yaml", "examples/taobao/one-year.yaml", "examples/taobao/same-load.yaml", "fleets/templates/de-ioe.yaml"} {
		long[f] = true
	}
	for _, f := range list {
		if filepath.Base(f) == "fits.yaml" || filepath.Base(f)[0] == '.' {
			continue
		}
		sc, err := capplan.Load(f, capplan.LoadOptions{})
		if err != nil {
			if strings.Contains(err.Error(), "no fleet") {
				continue
			}
			t.Fatal(err)
		}
		r, err := capplan.Compare(context.Background(), sc, capplan.Options{Trials: 20, Lean: long[filepath.ToSlash(f)]})
		if err != nil {
			t.Fatal(f, err)
		}
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(doc); err != nil {
			t.Errorf("%s: %v", f, err)
		}
		m := doc.(map[string]any)
		m["surplus"] = 1
		if s.Validate(doc) == nil {
			t.Errorf("%s: a key more is valid", f)
		}
		delete(m, "surplus")
		delete(m, "fleets")
		if s.Validate(doc) == nil {
			t.Errorf("%s: without fleets it is valid", f)
		}
	}
}
