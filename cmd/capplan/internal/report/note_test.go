package report

import (
	"bytes"
	"fmt"
	"html"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	renderhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"

	"github.com/capplan/capplan"
)

// nasty are names that a comment must show as text.
var nasty = []string{
	`<script>alert(1)</script>`, "a|b||c", "`tick` ``two``", "@octocat/team", "see #123 and GH-7", "owner/repo#12", "https://example.org/x?a=b&c=d www.example.org",
	"user@example.org", "数据库·备用", strings.Repeat("long-", 40), "\u202eevil\u202c قاعدة", "$x$ and $y$", ":bug: [a](b) ![c](d) ~~e~~ **f** __g__", `\| trailing \`, "# head", "1. one", "<!-- --> &lt; </details>",
}

// TestMarkdownText: whatever a text holds is shown as it stands, and neither pings nor links.
func TestMarkdownText(t *testing.T) {
	for _, s := range append(slices.Clone(nasty), "- x", "+ x", "=== x", "2009. x", "--- ", "a\nb\r\nc", "mailto:a", "xmpp:b") {
		for _, doc := range []string{markdown(s) + "\n", "* " + markdown(s) + "\n", "> " + markdown(s) + "\n", "| a | b |\n|---|---|\n" + markdownRow([]string{s, s})} {
			shown := parsed(t, doc)
			if want := visible(s); !strings.Contains(visible(shown), want) {
				t.Errorf("%q is shown as %q", s, shown)
			}
		}
	}
	if long := markdown(strings.Repeat("@|", 90_000)); len(long) > maxNoteText+8 || !strings.HasSuffix(long, "…") {
		t.Errorf("%d bytes of one text", len(long))
	}
}

// visible is what of a text can be seen, whatever its gaps.
func visible(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\u200b", "", hard, " ").Replace(markdownOrder.Replace(printable(s)))), " ")
}

var (
	ours  = regexp.MustCompile(`^(<details><summary>[A-Za-z0-9, ]+</summary>|</details>|<span>|</span>)$`)
	pings = regexp.MustCompile(`(?i)@\w|#\d|\bgh-\d|://|www\.|:\w+:`)
	tags  = regexp.MustCompile(`<[^>]*>`)
)

// parsed reads a comment as GitHub does, fails on all that is more than text, lists, tables
// and folds, and returns the text.
func parsed(t *testing.T, doc string) string {
	t.Helper()
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(renderhtml.WithUnsafe()))
	source := []byte(doc)
	folds := 0
	err := ast.Walk(md.Parser().Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link, *ast.AutoLink, *ast.Image, *ast.Heading, *ast.ThematicBreak, *ast.CodeSpan:
			if n.Kind() != ast.KindCodeSpan || !regexp.MustCompile("the same command with `-f [a-z -]+` shows all").MatchString(doc) {
				t.Errorf("a %s in\n%.300s", n.Kind(), doc)
			}
		case *ast.RawHTML:
			if tag := string(n.Segments.Value(source)); !ours.MatchString(tag) {
				t.Errorf("HTML: %s", tag)
			}
		case *ast.HTMLBlock:
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				tag := strings.TrimSpace(string(line.Value(source)))
				if tag != "" && !ours.MatchString(tag) {
					t.Errorf("HTML: %s", tag)
				}
				folds += strings.Count(tag, "<details>") - strings.Count(tag, "</details>")
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if folds != 0 {
		t.Errorf("%d folds stay open", folds)
	}
	columns := 0
	for _, l := range strings.Split(doc, "\n") {
		if !strings.HasPrefix(l, "|") {
			columns = 0
			continue
		}
		n := strings.Count(strings.NewReplacer(`\\`, "", `\|`, "").Replace(l), "|")
		if columns == 0 {
			columns = n
		}
		if n != columns {
			t.Errorf("%d bars in a table of %d: %.200s", n, columns, l)
		}
	}
	var out bytes.Buffer
	if err := md.Convert(source, &out); err != nil {
		t.Fatal(err)
	}
	if bars := strings.Count(doc, "\n|---|"); strings.Count(out.String(), "<table>") != bars {
		t.Errorf("%d tables of %d", strings.Count(out.String(), "<table>"), bars)
	}
	prose := regexp.MustCompile(`(?s)<pre>.*?</pre>`).ReplaceAllString(out.String(), "")
	if s := pings.FindString(html.UnescapeString(tags.ReplaceAllString(prose, ""))); s != "" {
		t.Errorf("%q links or pings in\n%.300s", s, doc)
	}
	return html.UnescapeString(tags.ReplaceAllString(out.String(), ""))
}

// crowd is a result of 12 fleets of long names, 5 of them plans, with 300 inputs and 200 warnings.
func crowd() *capplan.Result {
	r := sample()
	r.Fleets, r.Assumption, r.Warnings = map[string]capplan.FleetResult{}, nil, nil
	for i := range 12 {
		f := commodity()
		f.Order, f.Bottleneck = i, nasty[(i+1)%len(nasty)]
		f.Causes[0].Cause = nasty[(i+2)%len(nasty)]
		r.Fleets[fmt.Sprintf("%s %d %s", nasty[i], i, strings.Repeat("宽", 100))] = f
	}
	r.Answer.Verdict.Text = strings.Join(names(r), " is cheaper than ")
	for i := range 300 {
		r.Assumption = append(r.Assumption, capplan.Assumption{Path: fmt.Sprintf("fleets.%s.pools.web.count%d", nasty[i%len(nasty)], i), Value: nasty[(i+3)%len(nasty)], File: "capplan.yaml", Line: i})
	}
	for i := range 200 {
		r.Warnings = append(r.Warnings, capplan.Warning{Code: "W204", Fleet: nasty[i%len(nasty)], Text: fmt.Sprintf("%s number %d", nasty[(i+5)%len(nasty)], i), File: "capplan.yaml", Line: i})
	}
	for i := range 40 {
		r.Assertions = append(r.Assertions, capplan.AssertionResult{ID: fmt.Sprint(i), That: nasty[i%len(nasty)], Verdict: capplan.Pass, Value: p(1), Lo: p(1), Hi: p(1), Method: "exact"})
	}
	r.Assertions[39].Verdict, r.Assertions[39].That = capplan.Fail, "the last fails"
	verdict := capplan.Fail
	r.Verdict = &verdict
	return r
}

// TestMarkdownCrowd: whatever the scenario, a comment can be posted: it is short enough,
// says how much it leaves out and how that is seen, and what fails stands first.
func TestMarkdownCrowd(t *testing.T) {
	r := crowd()
	whole := rendered(t, r, "markdown", Options{})
	var gate bytes.Buffer
	if err := Check(&gate, r, "markdown", Options{}); err != nil {
		t.Fatal(err)
	}
	for _, doc := range []string{whole, gate.String()} {
		if n := len(doc); n > maxNote || n < maxNote/4 {
			t.Errorf("%d bytes", n)
		}
		parsed(t, doc)
		if at := strings.Index(doc, "the last fails"); at < 0 || at > strings.Index(doc, " pass") && strings.Contains(doc, " pass:") {
			t.Error("what fails does not stand first")
		}
	}
	left := regexp.MustCompile("… ([0-9,]+) more (inputs?) left out for length: the same command with `-f json` shows all\\.").FindStringSubmatch(whole)
	if left == nil {
		t.Fatalf("nothing says what is left out:\n%s", whole[len(whole)-2000:])
	}
	shown := strings.Count(whole, ".pools.web.count")
	if got := fmt.Sprint(len(r.Assumption) - shown); shown > 0 && got != left[1] {
		t.Errorf("%d inputs of %d are shown, and %s left out", shown, len(r.Assumption), left[1])
	}
}

// TestMarkdownCut: lines are left out from the end, then heads; what stays, stays.
func TestMarkdownCut(t *testing.T) {
	rows := [][]string{{"a", "b"}}
	for range 400 {
		rows = append(rows, []string{strings.Repeat("x", 300), "y"})
	}
	n := &note{}
	n.headline("answer")
	n.table("first", "-f csv", rows[:101])
	n.table("second", "-f json", rows).fold("All")
	n.text("the end\n")
	var b strings.Builder
	if err := n.write(&b); err != nil {
		t.Fatal(err)
	}
	shown := strings.Count(b.String(), "x | y |")
	if len(b.String()) > maxNote || len(b.String()) < maxNote-700 || !strings.HasPrefix(b.String(), "**answer**") || !strings.HasSuffix(b.String(), "\nthe end\n") ||
		!strings.Contains(b.String(), fmt.Sprintf("… %d more seconds left out", 500-shown)) || strings.Contains(b.String(), "more first") {
		t.Errorf("%d bytes, %d rows:\n%s", b.Len(), shown, b.String()[b.Len()-400:])
	}
	parsed(t, b.String())
}

// TestMarkdownExamples: of each example a comment that GitHub draws as it is meant.
func TestMarkdownExamples(t *testing.T) {
	files, err := filepath.Glob("../../../../examples/*/capplan.yaml")
	if err != nil || len(files) < 12 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		r := ofExample(t, file)
		doc := rendered(t, r, "markdown", Options{})
		if len(doc) > maxNote || !strings.HasPrefix(doc, "**") || strings.Count(doc, "<details>") < 2 || strings.Contains(doc, "left out for length") {
			t.Errorf("%s: %d bytes", file, len(doc))
		}
		shown := visible(parsed(t, doc))
		for n := range r.Fleets {
			if !strings.Contains(shown, visible(n)) {
				t.Errorf("%s: no %s", file, n)
			}
		}
		for _, a := range r.Assumption {
			if !strings.Contains(shown, visible(a.Path)) {
				t.Errorf("%s: no %s", file, a.Path)
			}
		}
	}
}
