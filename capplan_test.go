package capplan_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/capplan/capplan"

// mayImport says which packages of ours and which modules of others each directory
// may import; what is not listed is forbidden. A pattern ending in /* is every
// directory below.
var mayImport = map[string]struct{ ours, others []string }{
	"internal/fuzzing":                  {}, // for tests
	"pricing":                           {},
	"model":                             {ours: []string{"pricing", "model/internal/portable"}},
	"model/internal/portable":           {},
	"model/internal/stat":               {others: []string{"gonum.org/v1/gonum"}},
	"model/demand":                      stage,
	"model/exact":                       stage,
	"model/simulate":                    stage,
	"model/simulate/rare":               {ours: []string{"model", "model/internal/*", "model/simulate"}},
	"model/fit":                         stage,
	"model/integrity":                   stage,
	"model/invoice":                     {ours: []string{"model", "pricing"}}, // a bill needs both: what a fleet is, and what things cost
	"model/throughput":                  stage,
	"model/decide":                      {ours: []string{"model", "model/*", "pricing"}, others: []string{"gonum.org/v1/gonum"}},
	"fleets":                            {ours: []string{"model", "pricing"}, others: []string{"go.yaml.in/yaml/v4", "github.com/google/jsonschema-go"}},
	"":                                  {ours: []string{"fleets", "model", "model/decide", "model/fit", "pricing"}, others: []string{"github.com/google/jsonschema-go"}},
	"cmd/capplan/internal/report":       {ours: []string{"", "model", "pricing", "cmd/capplan/internal/report/chart", "cmd/capplan/internal/report/view", "cmd/capplan/internal/report/page"}, others: []string{"github.com/guptarohit/asciigraph", "github.com/olekukonko/tablewriter", "github.com/xuri/excelize/v2"}},
	"cmd/capplan/internal/report/view":  {ours: []string{""}},
	"cmd/capplan/internal/report/page":  {ours: []string{"cmd/capplan/internal/report/view"}},
	"cmd/capplan/internal/report/chart": {ours: []string{"", "cmd/capplan/internal/report/view"}, others: []string{"gonum.org/v1/plot", "golang.org/x/image", "github.com/hajimehoshi/bitmapfont/v3"}},
	"cmd/capplan":                       {ours: []string{"", "fleets", "cmd/capplan/internal/report"}, others: []string{"github.com/spf13/cobra", "github.com/spf13/pflag", "github.com/spf13/viper", "golang.org/x/term"}},
}

var stage = struct{ ours, others []string }{
	ours: []string{"model", "model/internal/*"}, others: []string{"gonum.org/v1/gonum"},
}

// forbidden packages of the standard library, for what must be pure.
var impure = []string{"os", "log", "math/rand", "math/rand/v2", "net", "net/http"}

// TestImports holds the table: an arrow that points the other way is an error.
// Parsing every source also makes this package's cached result depend on them.
func TestImports(t *testing.T) {
	seen := map[string]bool{}
	forEachSource(t, func(dir, file string, imports []string, now bool) {
		seen[dir] = true
		rule, ok := mayImport[dir]
		if !ok {
			t.Errorf("%s: directory %q is not in the import table", file, dir)
			return
		}
		pure := dir == "pricing" || dir == "model" || strings.HasPrefix(dir, "model/")
		for _, path := range imports {
			if msg := judge(path, rule.ours, rule.others, pure); msg != "" {
				t.Errorf("%s imports %s: %s", file, path, msg)
			}
		}
		if pure && now {
			t.Errorf("%s reads the clock", file)
		}
	})
	for dir := range mayImport {
		if !seen[dir] {
			t.Errorf("the table lists %q, which has no sources", dir)
		}
	}
}

func judge(path string, ours, others []string, pure bool) string {
	switch rest, isOurs := strings.CutPrefix(path, module); {
	case isOurs:
		if !listed(strings.TrimPrefix(rest, "/"), ours) {
			return "not in its row of the table"
		}
	case strings.Contains(strings.Split(path, "/")[0], "."):
		if !slices.ContainsFunc(others, func(m string) bool { return path == m || strings.HasPrefix(path, m+"/") }) {
			return "not a library of its row"
		}
	case pure && slices.Contains(impure, path):
		return "no I/O, logging or randomness here"
	}
	return ""
}

func listed(dir string, rows []string) bool {
	return slices.ContainsFunc(rows, func(r string) bool {
		base, all := strings.CutSuffix(r, "/*")
		return dir == r || all && strings.HasPrefix(dir, base+"/")
	})
}

// TestJudge shows that the table can say no.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		path string
		bad  bool
	}{
		{module + "/model", false},
		{module + "/model/internal/stat", false},
		{module + "/fleets", true},
		{"gonum.org/v1/gonum/mathext", false},
		{"github.com/spf13/cobra", true},
		{"os", true},
		{"math", false},
	} {
		if got := judge(c.path, stage.ours, stage.others, true) != ""; got != c.bad {
			t.Errorf("judge(%s) refuses: %v, want %v", c.path, got, c.bad)
		}
	}
}

// forEachSource calls f for every Go file of the module that is not a test.
func forEachSource(t *testing.T, f func(dir, file string, imports []string, now bool)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || hasModule(path)) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		src, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		var imports []string
		for _, i := range src.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			imports = append(imports, p)
		}
		dir := filepath.ToSlash(filepath.Dir(path))
		if dir == "." {
			dir = ""
		}
		f(dir, path, imports, usesNow(src))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// hasModule reports whether a directory is a module of its own, as browser is.
func hasModule(dir string) bool {
	_, err := fs.Stat(os.DirFS(dir), "go.mod")
	return err == nil
}

// usesNow reports whether a file asks for the time of day.
func usesNow(src *ast.File) bool {
	found := false
	ast.Inspect(src, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" && s.Sel.Name == "Now" {
				found = true
			}
		}
		return true
	})
	return found
}
