package page

import (
	"bytes"
	"encoding/json"
	"html"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

// hostile are names that a page must show as text.
var hostile = []string{
	`</script><script>alert(1)</script>`, `"quoted' & <b>bold</b>`, "淘宝 服务器", strings.Repeat("long-name-", 20),
	"خادم كبير", "line\u2028end", "</style><!--", `{{.}} ${x}`, "`tick`",
}

func sample() *Page {
	p := &Page{
		Name: hostile[0], Description: hostile[1], Verdict: hostile[4] + " is cheaper than " + hostile[0] + ".",
		Why: hostile, Crossing: hostile, Missing: hostile, Warnings: hostile, Next: hostile[6], Conditions: hostile,
		Run: []Pair{{hostile[0], hostile[1]}}, Absent: []Absent{{"heat_map", hostile[0]}},
	}
	t := &Table{Name: "assumptions", Caption: hostile[0], Note: hostile[1], Columns: []view.Column{{Name: "input"}, {Name: hostile[5], Unit: "CNY", Number: true}}}
	for _, n := range hostile {
		p.Fleets = append(p.Fleets, Fleet{Name: n, Description: n})
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: n}, {Text: "1.2k", Data: n, Mark: "best"}}})
		p.Views = append(p.Views, view.View{
			Name: "options", Of: n, Title: n, Note: n, X: view.Axis{Name: n, Scale: view.Linear}, Y: view.Axis{Scale: view.Names, Names: hostile},
			Series:  []view.Series{{Name: n, Fleet: n, Kind: view.Bars, Points: []view.Point{{X: 1, Y: 2, Says: n}}}},
			Columns: []view.Column{{Name: n}, {Name: "value", Number: true}},
			Rows:    [][]view.Cell{{{Text: n, Data: n}, {Text: "1", Data: "1.0001"}}},
		})
	}
	other := func(name string) *Table { u := *t; u.Name = name; return &u }
	p.Inputs, p.Reversals, p.Kept, p.Seen, p.Files, p.Figures = t, other("reversals"), other("assertions"), other("observed"), other("files"), []*Table{other("figures-1")}
	return p
}

func written(t testing.TB, p *Page) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var (
	script = regexp.MustCompile(`(?s)<script([^>]*)>(.*?)</script>`)
	style  = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
)

// markup is the page without scripts and styles.
func markup(text string) string { return style.ReplaceAllString(script.ReplaceAllString(text, ""), "") }

// TestPolicy: the policy forbids everything but the scripts and styles that are embedded,
// byte by byte, and nothing in the markup needs more.
func TestPolicy(t *testing.T) {
	text := written(t, sample())
	m := regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(text)
	if m == nil {
		t.Fatal("no policy")
	}
	if strings.Index(text, m[0]) > strings.Index(text, "<style") {
		t.Error("the policy stands behind what it is for")
	}
	var scripts, styles []string
	for _, s := range script.FindAllStringSubmatch(text, -1) {
		if !strings.Contains(s[1], "application/json") {
			scripts = append(scripts, digest(s[2]))
		}
	}
	for _, s := range style.FindAllStringSubmatch(text, -1) {
		styles = append(styles, digest(s[1]))
	}
	want := "default-src 'none'; script-src " + strings.Join(scripts, " ") + "; style-src " + strings.Join(styles, " ") + "; img-src data:; base-uri 'none'; form-action 'none'"
	if got := html.UnescapeString(m[1]); got != want {
		t.Errorf("the policy is\n%s\nand what is embedded asks for\n%s", got, want)
	}
	if len(scripts) != 2 || len(styles) != 2 {
		t.Errorf("%d scripts and %d styles", len(scripts), len(styles))
	}
	for _, bad := range []string{` style=`, ` on[a-z]+=`, `(src|href)="[^#]`, `javascript:`, `<(iframe|object|embed|link|base|form|img)\b`} {
		if at := regexp.MustCompile(bad).FindString(markup(text)); at != "" {
			t.Errorf("the markup has %q", at)
		}
	}
}

// TestNamesAreText: names that are markup end no script and begin none, arrive in the data
// as they are, and those that run from right to left turn nothing beside them.
func TestNamesAreText(t *testing.T) {
	text := written(t, sample())
	if strings.Contains(text, "<script>alert") || strings.Contains(text, "<b>bold") || strings.Contains(text, "<!--") && strings.Contains(markup(text), "<!--") {
		t.Error("a name became markup")
	}
	if n := len(script.FindAllString(text, -1)); n != 3 {
		t.Errorf("%d scripts, want the data, the page's and the charts'", n)
	}
	data := regexp.MustCompile(`(?s)<script type="application/json" id="views">(.*?)</script>`).FindStringSubmatch(text)
	if data == nil {
		t.Fatal("no data")
	}
	if strings.ContainsAny(data[1], "<>&\u2028\u2029") {
		t.Error("the data has characters that a page takes for its own")
	}
	var got struct {
		Fleets []string
		Views  []view.View
	}
	if err := json.Unmarshal([]byte(data[1]), &got); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Fleets, hostile) || len(got.Views) != len(hostile) || got.Views[3].Series[0].Fleet != hostile[3] {
		t.Errorf("the data has other names: %q", got.Fleets)
	}
	shown := html.UnescapeString(strings.ReplaceAll(markup(text), "<wbr>", ""))
	for _, n := range hostile {
		if !strings.Contains(shown, n) {
			t.Errorf("%q is not shown as it is", n)
		}
	}
	if !strings.Contains(shown, isolateBegins+hostile[4]+isolateEnds+" is cheaper than") {
		t.Error("a name that runs from right to left turns its sentence")
	}
	if !strings.Contains(got.Views[4].Title, isolateBegins) {
		t.Error("and the title of its chart")
	}
	if again := written(t, sample()); again != text {
		t.Error("the same page has other bytes")
	}
}

// TestForEveryone holds the markup to what a screen reader and a keyboard need; the
// browser test has axe look at it too.
func TestForEveryone(t *testing.T) {
	text := markup(written(t, sample()))
	count := func(re string) int { return len(regexp.MustCompile(re).FindAllString(text, -1)) }
	last := 0
	for _, m := range regexp.MustCompile(`<h([1-6])`).FindAllStringSubmatch(text, -1) {
		level, _ := strconv.Atoi(m[1])
		if level > last+1 {
			t.Errorf("a heading of level %d behind one of %d", level, last)
		}
		last = level
	}
	if count(`<h1[ >]`) != 1 || count(`<main>`) != 1 || count(`<header`) != 1 || count(`<footer>`) != 1 || count(`<nav aria-label`) != 1 || count(`<html lang="en">`) != 1 {
		t.Error("landmarks, a first heading or the language are missing, or twice")
	}
	tables := count(`<table`)
	if tables < 10 || count(`<caption>`) != tables || count(`<div class="scroll" role="region" tabindex="0" aria-label="[^"]+"`) != tables {
		t.Errorf("%d tables, with %d captions", tables, count(`<caption>`))
	}
	if n := count(`<th[ >]`); n != count(`<th scope="(col|row)"`) {
		t.Errorf("%d headings of cells, some without a scope", n)
	}
	if count(`<button`) != tables || count(`<button type="button" class="copy" aria-controls="[^"]+" aria-label="Copy CSV: [^"]+">`) != tables {
		t.Error("a button has no name, or controls nothing")
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(text, -1) {
		if ids[m[1]] {
			t.Errorf("two parts have the id %s", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(` (href="#|aria-controls="|aria-labelledby=")([^"]+)"`).FindAllStringSubmatch(text, -1) {
		if !ids[m[2]] {
			t.Errorf("%s leads nowhere", m[0])
		}
	}
	if !strings.Contains(text, `<details class="data" open>`) {
		t.Error("tables beside charts are folded without scripts")
	}
	for _, tag := range []string{"section", "figure", "details", "div", "table", "tbody", "thead", "ul", "dl", "p", "main"} {
		if open, closed := count(`<`+tag+`[ >]`), count(`</`+tag+`>`); open != closed {
			t.Errorf("%d of <%s> are opened and %d closed", open, tag, closed)
		}
	}
}

// TestContrast: every colour of text on what it stands on, in light, dark and print, is
// at least 4.5:1 apart (WCAG 2.2, 1.4.3).
func TestContrast(t *testing.T) {
	sheet := asset("page.css")
	roots := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(sheet, -1)
	if len(roots) != 3 {
		t.Fatalf("%d sets of colours, want light, dark and print", len(roots))
	}
	colors := map[string]string{}
	for i, name := range []string{"light", "dark", "print"} {
		if name == "print" { // what it does not say is that of light
			for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6})`).FindAllStringSubmatch(roots[0][1], -1) {
				colors[m[1]] = m[2]
			}
		}
		for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6})`).FindAllStringSubmatch(roots[i][1], -1) {
			colors[m[1]] = m[2]
		}
		for _, pair := range [][2]string{
			{"ink", "paper"}, {"ink", "sheet"}, {"soft", "paper"}, {"accent", "paper"}, {"mark", "paper"}, {"warn", "paper"}, {"on-accent", "accent"},
		} {
			if c := contrast(t, colors[pair[0]], colors[pair[1]]); !(c >= 4.5) {
				t.Errorf("%s: %s on %s is %.2f:1", name, pair[0], pair[1], c)
			}
		}
	}
	for _, m := range regexp.MustCompile(`[^-]color: ([^;]+);`).FindAllStringSubmatch(sheet, -1) {
		if !strings.HasPrefix(m[1], "var(--") && m[1] != "inherit" && m[1] != "currentColor" {
			t.Errorf("colour %s is none of the sets", m[1])
		}
	}
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	luminance := func(hex string) float64 {
		if len(hex) != 7 {
			t.Fatalf("colour %q", hex)
		}
		var sum float64
		for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
			n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
			if err != nil {
				t.Fatal(err)
			}
			c := float64(n) / 255
			if c <= 0.04045 {
				c /= 12.92
			} else {
				c = math.Pow((c+0.055)/1.055, 2.4)
			}
			sum += weight * c
		}
		return sum
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// TestRunningHead: a name stands in the head of printed pages as a string of CSS that it
// cannot end.
func TestRunningHead(t *testing.T) {
	for _, n := range append(slices.Clone(hostile), `"}body{}`, `\`) {
		head := running(n)
		inner := strings.TrimSuffix(strings.TrimPrefix(head, `@page{@top-left{content:"`), `"}}`)
		if regexp.MustCompile(`[^a-zA-Z0-9\\ ]`).MatchString(inner) {
			t.Errorf("%q gives %s", n, head)
		}
	}
}

// TestNothingSaid: a page of nothing but a verdict is whole.
func TestNothingSaid(t *testing.T) {
	text := written(t, &Page{Verdict: "one fleet."})
	if !strings.Contains(text, "one fleet.") || strings.Contains(text, `href="#charts"`) || strings.Contains(text, "<no value>") {
		t.Error(text[:2000])
	}
}
