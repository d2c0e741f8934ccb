package fleets

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// What the reader asked for, by what it read and by key.
type asks map[string]map[string]*ask

type ask struct {
	kinds map[*kind]bool
	words map[string]bool
}

func (a asks) watch(what, key string, k *kind, words []string) {
	if a[what] == nil {
		a[what] = map[string]*ask{}
	}
	at := a[what][key]
	if at == nil {
		at = &ask{map[*kind]bool{}, map[string]bool{}}
		a[what][key] = at
	}
	if k != nil {
		at.kinds[k] = true
	}
	for _, w := range words {
		at.words[w] = true
	}
}

// scenarios are all scenario files of the tree.
func scenarios(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, glob := range []string{"testdata/contract/*.yaml", "testdata/sketches/*.yaml", "templates/*.yaml", "textbook/*.yaml", "published/*.yaml", "../examples/*/*.yaml"} {
		m, err := filepath.Glob(glob)
		if err != nil || len(m) == 0 {
			t.Fatalf("%s: %d files, %v", glob, len(m), err)
		}
		for _, f := range m {
			if filepath.Base(f) != "fits.yaml" && filepath.Base(f)[0] != '.' { // a file of fits, or of another program
				out = append(out, f)
			}
		}
	}
	return out
}

// everyAsk reads every scenario of the tree, right and wrong.
func everyAsk(t *testing.T) asks {
	t.Helper()
	a := asks{}
	for _, f := range scenarios(t) {
		if _, _, err := Load(f, Options{watch: a.watch}); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
	more := map[string]string{
		"capplan.yaml": "version: 1\nsites: {here: {limit: {racks: 9, power: 9 kW}}}\nfleets: {f: {count: 1, site: here, failures: {samples: l.csv, column: h, unit: h}, repair: 1 h}}\n",
		"l.csv":        "h,x\n3,1\n",
	}
	if _, _, err := Load("capplan.yaml", Options{watch: a.watch, ReadFile: files(more)}); err != nil {
		t.Error(err)
	}
	for _, texts := range wrong {
		for _, text := range texts {
			if !strings.HasPrefix(text, "\x00") {
				_, _, _ = Load("capplan.yaml", Options{watch: a.watch, ReadFile: files(map[string]string{"capplan.yaml": text})})
			}
		}
	}
	return a
}

// refusedHere are keys that the reader knows only to refuse them, and objects of other
// files than scenarios.
var refusedHere = map[string]string{
	"a pool": "agree degrade recompute", // outside a vote
}

var otherFiles = []string{"a fit", "a file of fits"}

// TestSchemaKnowsWhatIsRead: every key, kind of value and word that the reader asks for
// while it reads all scenarios of the tree is in the tables of the schema, and each that
// is in these is asked for.
func TestSchemaKnowsWhatIsRead(t *testing.T) {
	a := everyAsk(t)
	m := newSchemaMaker()
	for _, what := range slices.Sorted(maps.Keys(a)) {
		if m.shapes[what] == nil && !contains(otherFiles, what) && what != "spread" {
			t.Errorf("the reader reads %s, which the schema does not know", what)
		}
	}
	for what, o := range m.shapes {
		said := map[string]bool{}
		for i := range o.keys {
			k := &o.keys[i]
			if said[k.name] {
				t.Errorf("%s: %s stands twice", what, k.name)
			}
			said[k.name] = true
			at := a[what][k.name]
			switch {
			case at == nil:
				t.Errorf("%s: nothing reads %s", what, k.name)
			case k.text == "":
				t.Errorf("%s: %s is not described", what, k.name)
			case k.kind != nil && (len(at.kinds) != 1 || !at.kinds[k.kind]):
				t.Errorf("%s: %s is %s, and read as %d other kinds", what, k.name, k.kind.name, len(at.kinds))
			case k.word != nil && !slices.Equal(slices.Sorted(maps.Keys(at.words)), slices.Sorted(slices.Values(k.word))):
				t.Errorf("%s: %s has words %v, and is read as one of %v", what, k.name, k.word, slices.Sorted(maps.Keys(at.words)))
			case k.word == nil && len(at.words) > 0 && what != "a fleet":
				t.Errorf("%s: %s is read as one of %v", what, k.name, slices.Sorted(maps.Keys(at.words)))
			case k.kind == nil && len(at.kinds) == 1 && what != "a fleet" && k.form != nil && !saysKind(k, at):
				t.Errorf("%s: %s is read as %s", what, k.name, slices.Collect(maps.Keys(at.kinds))[0].name)
			}
		}
		for k := range a[what] {
			if !said[k] && !contains(strings.Fields(refusedHere[what]), k) {
				t.Errorf("%s: the schema does not know %s", what, k)
			}
		}
	}
}

// TestDefinitionsHaveNames: no two objects or kinds share the name of a definition.
func TestDefinitionsHaveNames(t *testing.T) {
	m := newSchemaMaker()
	owner := map[string]string{}
	for what := range m.shapes {
		if other := owner[slug(what)]; other != "" {
			t.Errorf("%s and %s are both called %s", what, other, slug(what))
		}
		owner[slug(what)] = what
	}
	kinds := map[string]*kind{}
	for _, o := range m.shapes {
		for i := range o.keys {
			k := o.keys[i].kind
			if k == nil {
				continue
			}
			if owner[k.slug()] != "" || kinds[k.slug()] != nil && kinds[k.slug()].pattern() != k.pattern() {
				t.Errorf("%s of %s: %s is taken", o.keys[i].name, o.what, k.slug())
			}
			kinds[k.slug()] = k
		}
	}
}

// TestPatternsReadWhatTheReaderReads: each kind's example and its ranges are read, and are
// of the pattern; without their unit they are neither.
func TestPatternsReadWhatTheReaderReads(t *testing.T) {
	r := newReader(Options{})
	r.plan.Currency = "USD"
	m := newSchemaMaker()
	tried := 0
	for _, o := range m.shapes {
		for i := range o.keys {
			k := o.keys[i].kind
			if k == nil {
				continue
			}
			re := regexp.MustCompile(k.pattern())
			e := k.example
			number, unit := e[:numberLength(e)], strings.TrimSpace(strings.TrimLeft(e[numberLength(e):], "kMGT"))
			for text, fits := range map[string]bool{
				e: true, e + " (" + number + ".." + number + ")": !k.certain, number + ".." + e: !k.certain, e + " ± 15 %": !k.certain,
				number: unit == "", e + " x": false, "(" + e + ")": false, "": false,
			} {
				_, p := parseValue(text)
				if p == nil {
					w, _ := parseValue(text)
					l := &w.likely
					if w.bare {
						l = &w.hi
					}
					_, _, p = r.convert(k, l)
				}
				if got := re.MatchString(text); got != fits {
					t.Errorf("%s: %q matches: %v", k.name, text, got)
				}
				if k.certain && strings.ContainsAny(text, ".±") {
					continue // refused later
				}
				if (p == nil) != fits && !(k.money && p != nil && p.code == "E014") {
					t.Errorf("%s: %q is read: %v", k.name, text, p == nil)
				}
				tried++
			}
		}
	}
	if tried < 500 {
		t.Errorf("only %d texts", tried)
	}
}

// saysKind reports whether the form of a key refers to the kind that it is read as.
func saysKind(k *keyShape, at *ask) bool {
	m := newSchemaMaker()
	k.form(m)
	for kind := range at.kinds {
		if m.defs[kind.slug()] == nil {
			return false
		}
	}
	return true
}

// compiled is a schema as another validator reads it.
func compiled(t *testing.T, s any) *jsonschema.Schema {
	t.Helper()
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	out, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// instance is what an editor sees of a YAML file: its core schema, nothing of ours.
func instance(t *testing.T, text string) (any, bool) {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Load([]byte(text), &doc); err != nil || len(doc.Content) == 0 {
		return nil, false
	}
	return plain(doc.Content[0]), true
}

func plain(n *yaml.Node) any {
	switch n.Kind {
	case yaml.AliasNode:
		return plain(n.Alias)
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			out[n.Content[i].Value] = plain(n.Content[i+1])
		}
		return out
	case yaml.SequenceNode:
		out := []any{}
		for _, c := range n.Content {
			out = append(out, plain(c))
		}
		return out
	}
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return n.Value == "true"
	case "!!int", "!!float":
		if _, err := strconv.ParseFloat(n.Value, 64); err == nil && numberLength(n.Value) == len(n.Value) {
			return json.Number(n.Value)
		}
	}
	return n.Value
}

// TestSchemaHoldsScenarios: every scenario of the tree and every block of the reference
// is valid by another validator.
func TestSchemaHoldsScenarios(t *testing.T) {
	s := compiled(t, ScenarioSchema())
	texts := map[string]string{}
	for _, f := range scenarios(t) {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		texts[f] = string(b)
	}
	doc, err := os.ReadFile("../docs/scenario.md")
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllSubmatch(doc, -1) {
		texts["block "+strconv.Itoa(i)] = string(b[1])
	}
	for name, text := range texts {
		in, ok := instance(t, text)
		if !ok {
			t.Errorf("%s is no YAML", name)
			continue
		}
		if err := s.Validate(in); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(texts) < 60 {
		t.Errorf("only %d files", len(texts))
	}
}

// structural are the codes of what a schema can see: a key, a shape, a word, a unit. The
// others need the meaning of several keys, or what a name refers to.
var structural = strings.Fields("E007 E010 E011 E012 E013 E018 E019 E021 E100")

// TestSchemaRefuses counts how much of what the reader refuses the schema refuses as well.
func TestSchemaRefuses(t *testing.T) {
	s := compiled(t, ScenarioSchema())
	seen := 0
	for _, code := range structural {
		for i, text := range wrong[code] {
			in, ok := instance(t, text)
			if !ok || strings.HasPrefix(text, "\x00") {
				continue
			}
			name := code + " " + strconv.Itoa(i)
			switch err := s.Validate(in); {
			case err == nil && !contains(notExpressible, name):
				t.Errorf("%s is valid by the schema:\n%s", name, text)
			case err != nil && contains(notExpressible, name):
				t.Errorf("%s is refused, and is listed as not expressible", name)
			case err != nil:
				seen++
			}
		}
	}
	if seen < 50 {
		t.Errorf("only %d refused", seen)
	}
}

// notExpressible are examples that only the meaning of other keys makes wrong.
var notExpressible = []string{
	"E019 3", // 010 is a whole number to an editor
	"E021 2", // an availability of 100 %
}

// TestCatalogueSchema: the embedded catalogue and the price books of the tests are valid.
func TestCatalogueSchema(t *testing.T) {
	s := compiled(t, CatalogueSchema())
	list, err := filepath.Glob("catalogue/*.yaml")
	more, err2 := filepath.Glob("testdata/contract/prices/*.yaml")
	if list = append(list, more...); err != nil || err2 != nil || len(list) < 5 || len(more) == 0 {
		t.Fatal(list, err, err2)
	}
	for _, f := range list {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if in, ok := instance(t, string(b)); !ok {
			t.Errorf("%s is no YAML", f)
		} else if err := s.Validate(in); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
	if in, _ := instance(t, "a: {kind: hardwre}"); s.Validate(in) == nil {
		t.Error("an entry of no kind is valid")
	}
}
