package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func rendered(t *testing.T, r *capplan.Result, format string, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r, format, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// many is a result of n fleets.
func many(n int) *capplan.Result {
	r := sample()
	for i := len(r.Fleets); i < n; i++ {
		f := commodity()
		f.Order = i
		r.Fleets[fmt.Sprintf("commodity-%d", i)] = f
	}
	return r
}

func TestGolden(t *testing.T) {
	for _, g := range []struct {
		file, format string
		fleets       int
		o            Options
	}{
		{"table.txt", "table", 2, Options{}},
		{"table-80-ascii.txt", "table", 2, Options{Width: 80, ASCII: true}},
		{"table-40.txt", "table", 2, Options{Width: 40}},
		{"table-four.txt", "table", 4, Options{}},
		{"table-six.txt", "table", 6, Options{}},
		{"brief.txt", "table", 2, Options{Brief: true, Color: true}},
		{"note.md", "markdown", 2, Options{}},
		{"summary.csv", "csv", 2, Options{}},
	} {
		got := rendered(t, many(g.fleets), g.format, g.o)
		path := filepath.Join("testdata", g.file)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil || got != string(want) {
			t.Errorf("%s differs (%v); got:\n%s", g.file, err, got)
		}
	}
}

// TestWidth: no line is wider than the screen, unless one word is, and no line ends
// in a blank.
func TestWidth(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		for fleets := 1; fleets <= 7; fleets++ {
			for wide := 40; wide <= 160; wide += 7 {
				out := rendered(t, many(fleets), "table", Options{Width: wide, ASCII: ascii})
				for _, l := range strings.Split(out, "\n") {
					if width(l) > wide {
						t.Errorf("%d fleets at %d columns: %d in %q", fleets, wide, width(l), l)
					}
					if strings.TrimRight(l, " ") != l {
						t.Errorf("blank at the end of %q", l)
					}
					if strings.Contains(l, hard) {
						t.Errorf("a hard space in %q", l)
					}
				}
			}
		}
	}
}

// TestASCII: with --ascii nothing that we add is beyond ASCII.
func TestASCII(t *testing.T) {
	for _, wide := range []int{40, 80, 100, 140} {
		for _, c := range rendered(t, many(3), "table", Options{Width: wide, ASCII: true}) {
			if c > '~' {
				t.Fatalf("%q at %d columns", c, wide)
			}
		}
	}
}

// TestColorOnlyColors: without its escapes a coloured screen is the plain one.
func TestColorOnlyColors(t *testing.T) {
	colored := rendered(t, sample(), "table", Options{Color: true})
	plain := strings.NewReplacer("\x1b[1m", "", "\x1b[32m", "", "\x1b[0m", "").Replace(colored)
	if colored == plain {
		t.Error("no colour")
	}
	if plain != rendered(t, sample(), "table", Options{}) {
		t.Errorf("colour changes the text:\n%s", plain)
	}
}

// TestEveryFigureIsThere: what is wide or narrow says the same.
func TestEveryFigureIsThere(t *testing.T) {
	for _, wide := range []int{40, 80, 100, 140} {
		out := strings.Join(strings.Fields(rendered(t, sample(), "table", Options{Width: wide})), " ")
		for _, want := range []string{"312M", "91M", "45.5M..137M", "99.9901 %", "99.988 %", "< 0.0184 %", "20.4k req/s", "2012-01", "not in 5 years", "nothing broken", "database", "seed 1", "catalogue 2026.11", "1 year = 8,760 h", "warning[W230]", "capplan compare capplan.yaml"} {
			if !strings.Contains(out, want) {
				t.Errorf("%d columns: no %q", wide, want)
			}
		}
	}
}

// TestBest: the better fleet is named where the error tells them apart, ~ where not.
func TestBest(t *testing.T) {
	mark := func(a, b capplan.Metric, d *capplan.Metric) string {
		r := &capplan.Result{Fleets: map[string]capplan.FleetResult{
			"a": {Metrics: map[string]capplan.Metric{"m": a}}, "b": {Order: 1, Metrics: map[string]capplan.Metric{"m": b}},
		}}
		if d != nil {
			r.Comparison = []capplan.Comparison{{Fleet: "a", Against: "b", Metric: "m", Difference: *d}}
		}
		s := &sheet{r: r, names: names(r)}
		rows := s.marked(s.mean("m", "m"), "m", false)
		return rows[0].cells[0].mark + "/" + rows[0].cells[1].mark
	}
	unbounded := capplan.Metric{Mean: p(0), Method: monteCarlo}
	for _, c := range []struct {
		what string
		a, b capplan.Metric
		d    *capplan.Metric
		want string
	}{
		{"apart", sampled("", 10, 0.01), sampled("", 20, 0.01), nil, "best/"},
		{"apart, the other way", sampled("", 20, 0.01), sampled("", 10, 0.01), nil, "/best"},
		{"overlapping", sampled("", 10, 0.1), sampled("", 11, 0.1), nil, "~/~"},
		{"overlapping, but apart on the same trials", sampled("", 10, 0.1), sampled("", 11, 0.1), &capplan.Metric{Lo: p(-1.2), Hi: p(-0.8)}, "best/"},
		{"overlapping, and not apart on the same trials", sampled("", 10, 0.1), sampled("", 11, 0.1), &capplan.Metric{Lo: p(-12), Hi: p(1)}, "~/~"},
		{"apart, with nothing seen on the same trials", known("", 10), sampled("", 20, 0.01), &capplan.Metric{}, "best/"},
		{"overlapping, with nothing seen on the same trials", known("", 10), sampled("", 10.5, 0.1), &capplan.Metric{}, "~/~"},
		{"no bounds", unbounded, sampled("", 10, 0.1), nil, "~/~"},
		{"the same, known", known("", 3), known("", 3), nil, "/"},
		{"known", known("", 3), known("", 4), nil, "best/"},
	} {
		if got := mark(c.a, c.b, c.d); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

// TestJSON: keys sorted, every digit kept, one newline at the end, and the whole
// result comes back.
func TestJSON(t *testing.T) {
	r := sample()
	r.Seed = 18446744073709551615 // more digits than a float64 holds
	out := rendered(t, r, "json", Options{})
	if !strings.HasSuffix(out, "}\n") || strings.HasSuffix(out, "\n\n") || !strings.Contains(out, `"hi": 0.000184,`) || !strings.Contains(out, `"seed": 18446744073709551615,`) || strings.Contains(out, `\u003c`) {
		t.Errorf("JSON:\n%.400s", out)
	}
	var back capplan.Result
	if err := json.Unmarshal([]byte(out), &back); err != nil {
		t.Fatal(err)
	}
	if again := rendered(t, &back, "json", Options{}); again != out {
		t.Error("read and written again it differs")
	}
	d := json.NewDecoder(strings.NewReader(out))
	if tok, err := d.Token(); err != nil || tok != json.Delim('{') {
		t.Fatal(tok, err)
	}
	last := ""
	for d.More() {
		key, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		if key.(string) < last {
			t.Errorf("%v behind %s", key, last)
		}
		last = key.(string)
		var skip json.RawMessage
		if err := d.Decode(&skip); err != nil {
			t.Fatal(err)
		}
	}
}

// TestMarkdownEscapes: names cannot break the table or add markup.
func TestMarkdownEscapes(t *testing.T) {
	r := sample()
	f := r.Fleets["premium"]
	f.Bottleneck = "a|b\n<script>"
	r.Fleets["premium"] = f
	out := rendered(t, r, "markdown", Options{})
	if !strings.Contains(out, `a\|b &lt;script&gt;`) {
		t.Errorf("not escaped:\n%s", out)
	}
}

// TestEmptyResult: a renderer takes whatever the contract allows to be absent.
func TestEmptyResult(t *testing.T) {
	for _, r := range []*capplan.Result{{}, {Fleets: map[string]capplan.FleetResult{"a": {}, "b": {Metrics: map[string]capplan.Metric{"downtime": {Unit: "min/year"}, "cost.pv": {}}}}}} {
		for _, format := range Formats {
			for _, wide := range []int{20, 100} {
				rendered(t, r, format, Options{Width: wide})
			}
		}
	}
}
