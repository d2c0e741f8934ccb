package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v4"
)

// In which order what shows something is named.
const (
	asKnown = iota
	asTest
	asExample
	asScript
)

// An evidence is what the tests of the tree use, each by what uses it.
type evidence struct {
	schema   *schemaWalk
	known    map[string]bool           // keys that there are
	keys     map[string]map[string]int // by key
	expected map[string]map[string]int // by figure
	verbs    map[string]map[string]int
	flags    map[string]map[string]int
	scripts  map[string]string     // the text of each
	commands map[string][][]string // the words of each command
	literals map[string][]string   // of each test in Go
}

// goesThrough names tests that go through names, or show what is wrong.
var goesThrough = regexp.MustCompile(`Error|Wrong|Refus|Fuzz|Schema|Help|Listed|Term|Shown|Code|Bad|Invalid|Metrics$|Contract`)

func collect(t *testing.T) *evidence {
	t.Helper()
	e := &evidence{
		keys: map[string]map[string]int{}, expected: map[string]map[string]int{}, verbs: map[string]map[string]int{}, flags: map[string]map[string]int{},
		scripts: map[string]string{}, commands: map[string][][]string{}, literals: map[string][]string{},
	}
	e.schema, e.known = keysOf()
	glob := func(pattern string, do func(name, path, text string)) {
		list, err := filepath.Glob("../../" + pattern)
		if err != nil || len(list) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(list), err)
		}
		for _, path := range list {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			do(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), path, string(text))
		}
	}
	for _, dir := range []string{"textbook", "published"} {
		glob("fleets/"+dir+"/*.yaml", func(name, _, text string) {
			by := dir + "/" + name
			for _, metric := range e.scenario(by, asKnown, text) {
				put(e.expected, metric, by, asKnown)
			}
		})
	}
	glob("examples/*/*.yaml", func(_, path, text string) { e.scenario("examples/"+filepath.Base(filepath.Dir(path)), asExample, text) })
	glob("examples/*/README.md", func(_, path, text string) {
		e.commandsOf("examples/"+filepath.Base(filepath.Dir(path)), asExample, text, "$ ")
	})
	glob("cmd/capplan/testdata/script/*.txtar", func(name, _, text string) {
		by, a := "script "+name, txtar.Parse([]byte(text))
		e.scripts[by] = text
		e.commandsOf(by, asScript, string(a.Comment), "")
		for _, f := range a.Files {
			if strings.HasSuffix(f.Name, ".yaml") {
				e.scenario(by, asScript, string(f.Data))
			}
		}
	})
	for _, dir := range []string{"", "cmd/capplan", "cmd/capplan/internal/report", "cmd/capplan/internal/report/view", "fleets", "model/decide", "model/exact", "model/simulate", "model/throughput", "model/integrity", "model/demand", "model/invoice"} {
		e.goTests(t, dir)
	}
	return e
}

func put(m map[string]map[string]int, what, by string, rank int) {
	if m[what] == nil {
		m[what] = map[string]int{}
	}
	if old, ok := m[what][by]; !ok || rank < old {
		m[what][by] = rank
	}
}

// scenario puts the keys that a text uses, and returns the figures that it expects.
func (e *evidence) scenario(by string, rank int, text string) (expects []string) {
	var doc yaml.Node
	if yaml.Unmarshal([]byte(text), &doc) != nil || len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return nil
	}
	n := doc.Content[0]
	if field(n, "fleets") == nil && field(n, "version") == nil {
		return nil
	}
	e.schema.walk(n, e.schema.root, "scenario", func(key string) { put(e.keys, key, by, rank) })
	if list := field(n, "expect"); list != nil {
		for _, it := range list.Content {
			if m := field(it, "metric"); m != nil {
				expects = append(expects, m.Value)
			}
		}
	}
	return expects
}

func field(n *yaml.Node, key string) *yaml.Node {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// commandsOf puts the verbs and flags of the lines that run capplan.
func (e *evidence) commandsOf(by string, rank int, text, prompt string) {
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, prompt); ok && prompt != "" {
			line = rest
		} else if prompt != "" {
			continue
		}
		words := strings.Fields(line)
		if i := slices.Index(words, "capplan"); i >= 0 && i < 4 && !strings.HasPrefix(line, "#") {
			e.command(by, rank, words[i+1:])
		}
	}
}

var shorthand = map[string]string{"-f": "--format", "-o": "--output", "-q": "--quiet", "-v": "--verbose"}

func (e *evidence) command(by string, rank int, words []string) {
	if len(words) == 0 {
		return
	}
	verb := words[0]
	if len(words) > 1 && slices.Contains([]string{"fit", "catalog", "schema", "completion"}, verb) {
		put(e.verbs, verb, by, rank)
		verb += " " + words[1]
	}
	put(e.verbs, verb, by, rank)
	e.commands[by] = append(e.commands[by], words)
	for _, w := range words {
		name, _, _ := strings.Cut(strings.Trim(w, `'"`), "=")
		if long := shorthand[name]; long != "" {
			name = long
		}
		if strings.HasPrefix(name, "--") {
			put(e.flags, verb+" "+name, by, rank)
			put(e.flags, words[0]+" "+name, by, rank)
		}
	}
}

// joined puts texts that are added together, with 1 for what is not written there.
func joined(x ast.Expr) (string, bool) {
	switch x := x.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(x.Value)
		return s, err == nil && x.Kind == token.STRING
	case *ast.BinaryExpr:
		a, text := joined(x.X)
		b, more := joined(x.Y)
		return a + b, x.Op == token.ADD && (text || more)
	}
	return "1", false
}

var verbsOfFormat = regexp.MustCompile(`%[0-9.+-]*[a-z]`)

// goTests puts what the tests of a package use: its literals, and those of what they
// refer to in its test files.
func (e *evidence) goTests(t *testing.T, dir string) {
	t.Helper()
	list, err := filepath.Glob(filepath.Join("../..", dir, "*_test.go"))
	if err != nil || len(list) == 0 {
		t.Fatalf("%s: %d tests, %v", dir, len(list), err)
	}
	texts, refers, calls := map[string][]string{}, map[string][]string{}, map[string][][]string{}
	var tests []string
	look := func(name string, n ast.Node) {
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				if s, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
					texts[name] = append(texts[name], s)
				}
			case *ast.BinaryExpr: // a text made of parts
				if text, ok := joined(n); ok {
					texts[name] = append(texts[name], text)
				}
			case *ast.Ident:
				refers[name] = append(refers[name], n.Name)
			case *ast.CallExpr:
				var words []string
				for _, a := range n.Args {
					if l, ok := a.(*ast.BasicLit); ok && l.Kind == token.STRING {
						s, _ := strconv.Unquote(l.Value)
						words = append(words, s)
					}
				}
				calls[name] = append(calls[name], words)
			}
			return true
		})
	}
	for _, path := range list {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				look(d.Name.Name, d)
				if strings.HasPrefix(d.Name.Name, "Test") && d.Recv == nil && d.Name.Name != "TestMain" {
					tests = append(tests, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if v, ok := s.(*ast.ValueSpec); ok {
						for _, id := range v.Names {
							look(id.Name, v)
						}
					}
				}
			}
		}
	}
	for _, test := range tests {
		if goesThrough.MatchString(test) {
			continue
		}
		by := strings.TrimPrefix(dir+"."+test, ".")
		seen := map[string]bool{test: true}
		for todo := []string{test}; len(todo) > 0; todo = todo[1:] {
			for _, text := range texts[todo[0]] {
				e.literals[by] = append(e.literals[by], text)
				e.written(by, verbsOfFormat.ReplaceAllString(text, "1"))
			}
			for _, words := range calls[todo[0]] {
				if len(words) > 0 && slices.Contains(verbs, words[0]) {
					e.command(by, asTest, words)
				}
			}
			for _, r := range refers[todo[0]] {
				if !seen[r] && (texts[r] != nil || refers[r] != nil) && !strings.HasPrefix(r, "Test") {
					seen[r], todo = true, append(todo, r)
				}
			}
		}
	}
}

// written puts the keys of a scenario in a test, or of a part of one that is nothing but
// keys of one kind of object.
func (e *evidence) written(by, text string) {
	if !strings.Contains(text, ":") {
		return
	}
	if e.scenario(by, asTest, text); strings.Contains(text, "fleets:") {
		return
	}
	for _, text := range []string{text, "{" + strings.Trim(text, " ,") + "}"} {
		var doc yaml.Node
		if yaml.Unmarshal([]byte(text), &doc) != nil || len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
			continue
		}
		n := doc.Content[0]
		var fits []string
		for def, at := range e.schema.all() {
			all := len(n.Content) > 0
			for i := 0; i < len(n.Content); i += 2 {
				all = all && at.Properties[n.Content[i].Value] != nil
			}
			if all {
				fits = append(fits, def)
			}
		}
		if len(fits) > 1 { // of several objects, those that are written by themselves
			fits = slices.DeleteFunc(fits, func(def string) bool { return !slices.Contains([]string{"fleet", "workload", "scenario"}, def) })
		}
		for _, def := range fits {
			e.schema.walk(n, e.schema.def(def), def, func(key string) { put(e.keys, key, by, asTest) })
		}
	}
}

// A schemaWalk follows a text along the schema.
type schemaWalk struct{ root *jsonschema.Schema }

func (s *schemaWalk) def(name string) *jsonschema.Schema {
	if name == "scenario" {
		return s.root
	}
	return s.root.Defs[name]
}

// all are the objects that have keys, by name.
func (s *schemaWalk) all() map[string]*jsonschema.Schema {
	out := maps.Clone(s.root.Defs)
	out["scenario"] = s.root
	maps.DeleteFunc(out, func(_ string, d *jsonschema.Schema) bool { return len(d.Properties) == 0 })
	return out
}

// row names a key. A pool's stand in a fleet with one pool too.
func (s *schemaWalk) row(def, key string) string {
	if pool := s.root.Defs["pool"]; def == "fleet" && pool != nil && pool.Properties[key] != nil {
		def = "pool"
	}
	return def + "." + key
}

func (s *schemaWalk) walk(n *yaml.Node, at *jsonschema.Schema, name string, use func(key string)) {
	if at == nil {
		return
	}
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if ref, ok := strings.CutPrefix(at.Ref, "#/$defs/"); ok {
		s.walk(n, s.root.Defs[ref], ref, use)
	}
	for _, list := range [][]*jsonschema.Schema{at.AllOf, at.AnyOf, at.OneOf} {
		for _, x := range list {
			s.walk(n, x, name, use)
		}
	}
	switch n.Kind {
	case yaml.SequenceNode:
		for _, it := range n.Content {
			s.walk(it, at.Items, name, use)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, v := n.Content[i].Value, n.Content[i+1]
			if x := at.Properties[key]; x != nil {
				if v.Tag != "!!null" {
					use(s.row(name, key))
					s.walk(v, x, name, use)
				}
			} else {
				s.walk(v, at.AdditionalProperties, name, use)
			}
		}
	}
}
