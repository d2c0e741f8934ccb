package capplan

import (
	"github.com/google/jsonschema-go/jsonschema"

	"github.com/capplan/capplan/fleets"
	"github.com/capplan/capplan/model/decide"
)

// Schemas are what Schema describes.
var Schemas = []string{"scenario", "catalogue", "result", "baseline", "size", "sweep", "sensitivity", "diff"}

// Schema returns a JSON Schema (2020-12): of scenario files, of price books, or of what a
// verb writes as JSON: result of compare and check, baseline of `check -o baseline=PATH`,
// the others of the verb of their name. It panics on another name.
func Schema(of string) *jsonschema.Schema {
	switch of {
	case "scenario":
		return fleets.ScenarioSchema()
	case "catalogue":
		return fleets.CatalogueSchema()
	case "result":
		s := schemaOfType[Result](decide.Schema, "result", "What `capplan compare -f json` and `capplan check -f json` write.")
		effects := s.Properties["assumptions"].Items.Properties["effects"]
		effects.Type, effects.Types = "", []string{"null", "object"} // where nothing is known of them
		return s
	case "baseline":
		return schemaOfType[Baseline](decide.BaselineSchema, of, "What `capplan check -o baseline=PATH` writes and `--baseline` reads.")
	case "size":
		return schemaOfType[SizeResult](decide.SizeSchema, of, "What `capplan size -f json` writes.")
	case "sweep":
		return schemaOfType[SweepResult](decide.SweepSchema, of, "What `capplan sweep -f json` writes.")
	case "sensitivity":
		return schemaOfType[Sensitivity](decide.SensitivitySchema, of, "What `capplan sensitivity -f json` writes.")
	case "diff":
		return schemaOfType[Difference](decide.DiffSchema, of, "What `capplan diff -f json` writes.")
	}
	panic("capplan: no schema of " + of)
}

// schemaOfType is that of a type that is written, whose schema is named so.
func schemaOfType[T any](name, of, description string) *jsonschema.Schema {
	s, err := jsonschema.For[T](nil)
	if err != nil {
		panic(err) // a field that JSON cannot say
	}
	s.Schema, s.Title, s.Description = "https://json-schema.org/draft/2020-12/schema", "capplan "+of, description
	is := any(name)
	s.Properties["schema"] = &jsonschema.Schema{Const: &is}
	return s
}
