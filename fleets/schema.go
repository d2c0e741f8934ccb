package fleets

import (
	"regexp"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// The JSON Schema of a scenario is made from the tables of shapes (schematop.go and
// others): what stands in each object, how each key is written, and in words. Units come
// from the kinds that the reader itself converts by. The reader decodes by hand, so the
// two are held together by TestSchemaKnowsWhatIsRead: every key, kind and word that the
// reader asks for is in the tables, and nothing else is.

const draft = "https://json-schema.org/draft/2020-12/schema"

// An objectShape is the keys that an object of a scenario may have.
type objectShape struct {
	what  string // as the reader calls it
	text  string
	based bool // takes base
	keys  []keyShape
	more  form // of keys that the user names; nil: none
}

type keyShape struct {
	name string
	form form
	text string
	kind *kind    // where the form is a value
	word []string // where it is one of some words
}

// A form is how a value is written.
type form func(*schemaMaker) *jsonschema.Schema

// A schemaMaker collects the definitions that a schema refers to.
type schemaMaker struct {
	shapes map[string]*objectShape
	defs   map[string]*jsonschema.Schema
}

func newSchemaMaker() *schemaMaker {
	m := &schemaMaker{map[string]*objectShape{}, map[string]*jsonschema.Schema{}}
	for _, list := range [][]objectShape{topShapes, loadShapes, fleetShapes, poolShapes, moneyShapes} {
		for i := range list {
			m.shapes[list[i].what] = &list[i]
		}
	}
	return m
}

// keyHomes are the objects that a key belongs to, few; none where many have it, or where
// it stands in the right one.
func keyHomes(key, here string) []string {
	var out []string
	for _, list := range [][]objectShape{topShapes, loadShapes, fleetShapes, poolShapes, moneyShapes} {
		for i := range list {
			o := &list[i]
			if o.what == "a fleet" && contains(poolKeys, key) { // they stand for the pool's
				continue
			}
			if slices.ContainsFunc(o.keys, func(k keyShape) bool { return k.name == key }) {
				if o.what == here {
					return nil
				}
				out = append(out, o.what)
			}
		}
	}
	if len(out) > 3 {
		return nil
	}
	return out
}

// ScenarioSchema is the JSON Schema (2020-12) of scenario files. What a schema cannot say
// (references, sums, units of several keys together) only reading says.
func ScenarioSchema() *jsonschema.Schema {
	m := newSchemaMaker()
	s := m.object(m.shapes["a scenario"])
	s.Schema, s.Title, s.Types, s.Type = draft, "capplan scenario", nil, "object"
	s.AnyOf = []*jsonschema.Schema{{Required: []string{"version"}}, {Required: []string{"extends"}}}
	s.Defs = m.defs
	return s
}

// CatalogueSchema is the JSON Schema of price books: entries by ID.
func CatalogueSchema() *jsonschema.Schema {
	m := newSchemaMaker()
	return &jsonschema.Schema{
		Schema: draft, Title: "capplan catalogue", Type: "object",
		Description:          "Entries by ID, in the shape that `capplan catalog show ID` prints; scenarios name such a file under catalog: {files: […]}.",
		PatternProperties:    free(),
		AdditionalProperties: entryForm(m),
		Defs:                 m.defs,
	}
}

// free are the keys that are the user's.
func free() map[string]*jsonschema.Schema {
	return map[string]*jsonschema.Schema{"^x_": {}}
}

func (m *schemaMaker) object(o *objectShape) *jsonschema.Schema {
	s := &jsonschema.Schema{Types: []string{"object", "null"}, Description: o.text, Properties: map[string]*jsonschema.Schema{}, PatternProperties: free()}
	for i := range o.keys {
		k := &o.keys[i]
		p := k.form(m)
		if p.Ref == "" && p.Description == "" {
			p.Description = k.text
		} else {
			p = &jsonschema.Schema{AllOf: []*jsonschema.Schema{p}, Description: k.text}
		}
		s.Properties[k.name] = p
		s.PropertyOrder = append(s.PropertyOrder, k.name)
	}
	if o.based {
		s.Properties["base"] = &jsonschema.Schema{Type: "string", Description: "begin with another of the same map, or with catalog:ID; keys here replace its"}
		s.PropertyOrder = append(s.PropertyOrder, "base")
	}
	s.AdditionalProperties = &jsonschema.Schema{Not: &jsonschema.Schema{}}
	if o.more != nil {
		s.AdditionalProperties = o.more(m)
	}
	return s
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

// slug names a definition.
func slug(what string) string {
	for _, article := range []string{"an ", "a "} {
		what = strings.TrimPrefix(what, article)
	}
	return strings.Trim(notSlug.ReplaceAllString(strings.ToLower(what), "-"), "-")
}

// refer defines what make makes under a name, once, and refers to it.
func (m *schemaMaker) refer(name string, make func() *jsonschema.Schema) *jsonschema.Schema {
	if m.defs[name] == nil {
		m.defs[name] = &jsonschema.Schema{} // a shape may hold itself
		*m.defs[name] = *make()
	}
	return &jsonschema.Schema{Ref: "#/$defs/" + name}
}

// Forms.

func obj(what string) form {
	return func(m *schemaMaker) *jsonschema.Schema {
		return m.refer(slug(what), func() *jsonschema.Schema { return m.object(m.shapes[what]) })
	}
}

func listOf(f form) form {
	return func(m *schemaMaker) *jsonschema.Schema {
		return &jsonschema.Schema{Types: []string{"array", "null"}, Items: f(m)}
	}
}

// named are objects by names that the user gives.
func named(f form) form {
	return func(m *schemaMaker) *jsonschema.Schema {
		return &jsonschema.Schema{
			Types: []string{"object", "null"}, PatternProperties: free(), AdditionalProperties: f(m),
			PropertyNames: &jsonschema.Schema{Pattern: `^[^\s.:{}\[\],]+$`},
		}
	}
}

// byKey are values by keys of a pattern.
func byKey(pattern string, f form) form {
	return func(m *schemaMaker) *jsonschema.Schema {
		p := free()
		p[pattern] = f(m)
		return &jsonschema.Schema{Types: []string{"object", "null"}, PatternProperties: p, AdditionalProperties: &jsonschema.Schema{Not: &jsonschema.Schema{}}}
	}
}

func oneOf(forms ...form) form {
	return func(m *schemaMaker) *jsonschema.Schema {
		s := &jsonschema.Schema{}
		for _, f := range forms {
			s.AnyOf = append(s.AnyOf, f(m))
		}
		return s
	}
}

// pattern is a text of a form. A number in a scenario is a text, too.
func pattern(re string, examples ...string) form {
	return func(*schemaMaker) *jsonschema.Schema {
		s := &jsonschema.Schema{Types: []string{"string", "null"}, Pattern: re}
		for _, e := range examples {
			s.Examples = append(s.Examples, e)
		}
		return s
	}
}

func anyText(*schemaMaker) *jsonschema.Schema {
	return &jsonschema.Schema{Types: []string{"string", "number", "boolean", "null"}}
}

func truth(*schemaMaker) *jsonschema.Schema {
	return &jsonschema.Schema{Types: []string{"boolean", "null"}}
}

func anything(*schemaMaker) *jsonschema.Schema { return &jsonschema.Schema{} }

func anEnum(words []string) form {
	return func(*schemaMaker) *jsonschema.Schema {
		s := &jsonschema.Schema{}
		for _, w := range words {
			s.Enum = append(s.Enum, w)
		}
		s.Enum = append(s.Enum, nil)
		return s
	}
}

// Keys.

func key(name string, f form, text string) keyShape { return keyShape{name: name, form: f, text: text} }

func valued(name string, k *kind, text string) keyShape {
	return keyShape{name: name, form: value(k), text: text, kind: k}
}

func costing(name string, k *kind, text string) keyShape {
	return keyShape{name: name, form: aPriced(k), text: text, kind: k}
}

func worded(name string, words, text string) keyShape {
	w := strings.Fields(words)
	return keyShape{name: name, form: anEnum(w), text: text, word: w}
}

// value is a number with its unit, with or without a range.
func value(k *kind) form {
	return func(m *schemaMaker) *jsonschema.Schema {
		return m.refer(k.slug(), func() *jsonschema.Schema {
			s := &jsonschema.Schema{Types: []string{"string", "null"}, Pattern: k.pattern(), Description: k.said(), Examples: []any{k.example}}
			if k.bare() {
				s.Types = []string{"string", "number", "null"}
			}
			return s
		})
	}
}

// aPriced is money, or {value: …}.
func aPriced(k *kind) form { return oneOf(value(k), obj("a price")) }

// bare reports that a number without a unit is one of the kind.
func (k *kind) bare() bool { return has(k.units, "") && !k.money }

func (k *kind) slug() string {
	return slug(k.name + " " + k.example)
}

// said is a kind in words, with its units.
func (k *kind) said() string {
	s := k.name + ", such as " + k.example
	if names := k.names(); len(names) > 0 && !k.money {
		s += "; units: " + strings.Join(names, ", ")
	}
	if !k.certain {
		s += "; a range may follow: " + k.example + " ± 15 %"
	}
	return s
}

const (
	numberRE = `-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?[kMGT]?`
	endRE    = numberRE + `\s*[A-Za-z%/0-9 ]*`
)

// pattern accepts what reads as a value of the kind; numbers that are out of bounds too.
func (k *kind) pattern() string {
	var units []string
	for u := range k.units {
		if k.money {
			u = "[A-Z]{3}" + spacedSlash(u)
		} else {
			u = spacedSlash(u)
		}
		units = append(units, u)
	}
	slices.SortFunc(units, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	one := numberRE + `\s*(` + strings.Join(units, "|") + `)`
	if k.certain {
		return `^\s*` + one + `\s*$`
	}
	return `^\s*(` + one + `(\s*\(\s*` + endRE + `\.\.\s*` + endRE + `\))?|` + endRE + `\.\.\s*` + one + `|` + one + `\s*(±|\+-|\+/-)\s*` + numberRE + `\s*%)\s*$`
}

// spacedSlash lets blanks stand around the slashes of a unit.
func spacedSlash(u string) string {
	return strings.ReplaceAll(regexp.QuoteMeta(u), "/", `\s*/\s*`)
}
