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
