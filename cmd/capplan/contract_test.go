package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/capplan/capplan/cmd/capplan/internal/report"
	"github.com/capplan/capplan/fleets"
)

const contractPage = "../../docs/contract.md"

// TestContract: for each key of a scenario, each verb and its flags, each figure, table,
// format and chart there is something that a test runs and that uses it. docs/contract.md
// names it; the names are found in the sources (evidence_test.go), so that a test that is
// renamed or gone leaves the page, and what nothing shows fails.
func TestContract(t *testing.T) {
	e := collect(t)
	var b bytes.Buffer
	b.WriteString("# What shows what\n\nEach key of a scenario, each verb and flag, figure, table, format and chart, and what shows that it works: a scenario with known answers (`fleets/textbook`, `fleets/published`, which `TestKnownAnswers` and `capplan verify` hold), a test in Go by its package, an example whose README is run (`TestExamples`), or a script of the command line (`TestScripts`). At most three are named; which of them use it is read from their sources. This page is written by `go test ./cmd/capplan -run Contract -args -update`, and the test fails where nothing shows a row.\n")
	written, rows := "", 0
	if page, err := os.ReadFile(contractPage); err == nil {
		written = string(page)
	}
	table := func(title, head string, list []string, of func(row string) map[string]int) {
		fmt.Fprintf(&b, "\n## %s\n\n| %s | shown by |\n|---|---|\n", title, head)
		for _, row := range list {
			found := of(row)
			by := best(found)
			rows++
			e.stands(t, written, title, row, found)
			if by == "" {
				t.Errorf("%s: nothing shows %s", title, row)
			}
			fmt.Fprintf(&b, "| `%s` | %s |\n", row, by)
		}
	}
	keys := slices.Sorted(maps.Keys(e.known))
	table("Keys of a scenario", "object and key", keys, func(k string) map[string]int { return e.keys[k] })

	p := &program{stdin: strings.NewReader(""), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
	var verbRows, flagRows []string
	visitVerbs(p.root(), func(verb string, flags []string) {
		verbRows = append(verbRows, verb)
		for _, f := range flags {
			flagRows = append(flagRows, verb+" --"+f)
		}
	})
	table("Verbs", "verb", verbRows, func(v string) map[string]int { return e.verbs[v] })
	table("Flags", "verb and flag", flagRows, func(f string) map[string]int { return e.flags[f] })
	table("Figures", "figure", report.Metrics(), e.figure)

	tables := slices.Concat(report.CompareTables, report.SensitivityTables, []string{"grid"})
	table("CSV tables", "table", tables, func(n string) map[string]int {
		return e.line(`--table[ =]` + n + `\b|\bcsv:` + n + `=|\b` + n + `\.csv\b`)
	})
	formats := slices.Compact(slices.Sorted(slices.Values(slices.Concat(report.CheckFormats, report.Files, report.FitFormats))))
	table("Formats", "format", formats, func(n string) map[string]int {
		return e.line(`(-f|--format)[ =]` + n + `\b|(-o|--output)[ =](` + n + `(:\w+)?=|\S*\.` + n + `\b)`)
	})
	charts := slices.Concat(report.Charts, report.SizeCharts, report.SweepCharts, report.SensitivityCharts)
	slices.Sort(charts)
	table("Charts", "chart", slices.Compact(charts), func(n string) map[string]int {
		return e.line(`\b(svg|png):` + n + `=|\b` + n + `\.(svg|png)\b`)
	})
	if *update {
		if err := os.WriteFile(contractPage, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if n := strings.Count(written, "\n| `"); n != rows {
		t.Errorf("%s has %d rows of %d: write it with `go test ./cmd/capplan -run Contract -args -update`", contractPage, n, rows)
	}
}

// stands holds a row of the page against the sources: what it names must still show it.
func (e *evidence) stands(t *testing.T, page, title, row string, found map[string]int) {
	if *update {
		return
	}
	_, rest, _ := strings.Cut(page, "\n## "+title+"\n")
	rest, _, _ = strings.Cut(rest, "\n## ")
	_, rest, ok := strings.Cut(rest, "\n| `"+row+"` | ")
	names, _, _ := strings.Cut(rest, " |\n")
	for _, name := range strings.Split(names, ", ") {
		if _, shows := found[name]; !ok || !shows {
			t.Errorf("%s: %s is not shown by %q: write the page with `go test ./cmd/capplan -run Contract -args -update`", title, row, name)
		}
	}
}

// visitVerbs calls f with every verb and its flags.
func visitVerbs(root *cobra.Command, f func(verb string, flags []string)) {
	for _, c := range root.Commands() {
		if c.Hidden || c.Name() == "help" {
			continue
		}
		if c.Runnable() {
			var flags []string
			c.InheritedFlags()
			c.Flags().VisitAll(func(x *pflag.Flag) {
				if !x.Hidden && x.Name != "help" {
					flags = append(flags, x.Name)
				}
			})
			f(strings.TrimPrefix(c.CommandPath(), "capplan "), flags)
		}
		visitVerbs(c, f)
	}
}

// best writes the first three that show something, known answers first.
func best(of map[string]int) string {
	names := slices.SortedFunc(maps.Keys(of), func(a, b string) int {
		if of[a] != of[b] {
			return of[a] - of[b]
		}
		return strings.Compare(a, b)
	})
	if len(names) > 3 {
		names = names[:3]
	}
	return strings.Join(names, ", ")
}

// figure is what holds a figure against something: an answer, or a test that names it.
func (e *evidence) figure(name string) map[string]int {
	out := maps.Clone(e.expected[name])
	if out == nil {
		out = map[string]int{}
	}
	for by, texts := range e.literals {
		if slices.Contains(texts, name) && !goesThrough.MatchString(by) {
			out[by] = asTest
		}
	}
	word := regexp.MustCompile(`(^|[^\w.-])([\w-]+\.)?` + regexp.QuoteMeta(name) + `($|[^\w.])`)
	for by, text := range e.scripts {
		if word.MatchString(text) {
			out[by] = asScript
		}
	}
	return out
}

// line finds the scripts and examples with a command that matches.
func (e *evidence) line(pattern string) map[string]int {
	re, out := regexp.MustCompile(pattern), map[string]int{}
	for by, list := range e.commands {
		for _, c := range list {
			if re.MatchString(strings.Join(c, " ")) {
				out[by] = asScript
			}
		}
	}
	return out
}

// keysOf are the keys of the schema: object.key.
func keysOf() (s *schemaWalk, keys map[string]bool) {
	root := fleets.ScenarioSchema()
	s = &schemaWalk{root: root}
	keys = map[string]bool{}
	for name, d := range root.Defs {
		for k := range d.Properties {
			keys[s.row(name, k)] = true
		}
	}
	for k := range root.Properties {
		keys[s.row("scenario", k)] = true
	}
	return s, keys
}
