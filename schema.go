package capplan

import (
	"github.com/google/jsonschema-go/jsonschema"

	"github.com/capplan/capplan/fleets"
)

// Schemas are what Schema describes.
var Schemas = []string{"scenario", "catalogue", "result"}

// Schema returns a JSON Schema (2020-12): of scenario files, of price books, or of what
// compare and check write as JSON (capplan/result/v1). It panics on another name.
func Schema(of string) *jsonschema.Schema {
	switch of {
	case "scenario":
		return fleets.ScenarioSchema()
	case "catalogue":
		return fleets.CatalogueSchema()
	case "result":
		return resultSchema()
	}
	panic("capplan: no schema of " + of)
}

// resultSchema is that of the types that are written.
func resultSchema() *jsonschema.Schema {
	s, err := jsonschema.For[Result](nil)
	if err != nil {
		panic(err) // a field that JSON cannot say
	}
	s.Schema, s.Title = "https://json-schema.org/draft/2020-12/schema", "capplan result"
	s.Description = "What `capplan compare -f json` and `capplan check -f json` write."
	effects := s.Properties["assumptions"].Items.Properties["effects"]
	effects.Type, effects.Types = "", []string{"null", "object"} // where nothing is known of them
	name := any("capplan/result/v1")
	s.Properties["schema"] = &jsonschema.Schema{Const: &name}
	return s
}
