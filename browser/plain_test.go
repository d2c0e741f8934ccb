package browser

import (
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/chromedp/chromedp"
)

// A view is what a chart is drawn from, as the page holds it.
type view struct {
	Name, Of, Title, Note string
	X, Y                  struct{ Scale string }
	Series                []struct {
		Name, Fleet, Kind string
		Points            []struct {
			X, Y   float64
			Lo, Hi *float64
			Says   string
		}
	}
}

// A sheet is a table as a reader finds it.
type sheet struct {
	Caption string   `json:"caption"`
	View    int      `json:"view"` // -1: of no chart
	Seen    bool     `json:"seen"`
	Texts   []string `json:"texts"`
	Data    []string `json:"data"`
}

const sheets = `[...document.querySelectorAll("table")].map((t) => {
	const r = t.getBoundingClientRect(), cells = [...t.querySelectorAll("tbody th, tbody td")]
	return { caption: t.caption?.textContent.trim() || "", view: Number((t.closest("figure")?.id || "view--1").replace("view-", "")),
		seen: t.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && r.width > 0 && r.height > 0,
		texts: cells.map((c) => c.textContent.trim()), data: cells.map((c) => c.dataset.value || "") } })`

// TestWithoutScripts: a reader without scripts sees every table unfolded, with every
// number that is drawn, and no part of the page that does nothing.
func TestWithoutScripts(t *testing.T) {
	each(t, func(t *testing.T, file string) {
		views := viewsOf(t, file)
		p := open(t, file, look{noScripts: true})
		if eval[bool](t, p, `document.querySelectorAll(".drawing svg, .drawing canvas").length > 0 || window.capplanDrawn === true`) {
			t.Fatal("scripts run")
		}
		list := eval[[]sheet](t, p, sheets)
		of := map[int]*sheet{}
		for i := range list {
			if s := &list[i]; !s.Seen {
				t.Errorf("%q is not seen", s.Caption)
			} else if s.View >= 0 {
				of[s.View] = s
			}
		}
		if len(views) < 4 || len(list) < len(views)+3 {
			t.Errorf("%d charts, %d tables", len(views), len(list))
		}
		for i := range views {
			if of[i] == nil {
				t.Errorf("%s has no table", views[i].Title)
				continue
			}
			if n, total := absent(&views[i], of[i]); len(n) > 0 {
				t.Errorf("%s %s: %d of %d values that are drawn stand in no cell, such as %v", views[i].Name, views[i].Of, len(n), total, n[:min(5, len(n))])
			}
		}
		if n := eval[int](t, p, `[...document.querySelectorAll("button")].filter((b) => b.checkVisibility()).length`); n > 0 {
			t.Errorf("%d buttons that do nothing", n)
		}
		keep(t, "plain.png", got(t, p, chromedp.CaptureScreenshot()))
	})
}

func viewsOf(t *testing.T, file string) []view {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`(?s)<script type="application/json" id="views">(.*?)</script>`).FindSubmatch(source)
	if m == nil {
		t.Fatal("no views")
	}
	var data struct{ Views []view }
	if err := json.Unmarshal(m[1], &data); err != nil {
		t.Fatal(err)
	}
	return data.Views
}

// absent are the values of points that no cell of a table holds, as it copies them.
func absent(v *view, s *sheet) (missing []float64, total int) {
	var cells []float64
	for _, d := range s.Data {
		if x, err := strconv.ParseFloat(d, 64); err == nil {
			cells = append(cells, x)
		}
	}
	for _, series := range v.Series {
		if series.Kind == "band" || series.Name == "smaller causes" {
			continue // a band's bounds are those of a curve; the table has each cause on its own
		}
		for _, p := range series.Points {
			value := p.Y
			if v.Y.Scale == "names" {
				value = p.X
			} else if series.Kind == "bars" && p.Lo != nil {
				value -= *p.Lo // a step of a waterfall
			}
			total++
			found := value == 0
			for _, c := range cells {
				found = found || math.Abs(math.Abs(c)-math.Abs(value)) <= 1e-6*math.Abs(value)
			}
			if !found {
				missing = append(missing, value)
			}
		}
	}
	return missing, total
}

// TestPrinted: on paper there are all sections, every chart's finding, every row of its table
// and the last column, so that none runs over the edge.
func TestPrinted(t *testing.T) {
	each(t, func(t *testing.T, file string) {
		if name := filepath.Base(file); name != "taobao.html" && name != "names.html" {
			t.Skip("two are enough: they are laid out alike")
		}
		p := open(t, file, look{})
		p.drawn(t)
		want := eval[[]string](t, p, `[...document.querySelectorAll("h1, h2, h3, figcaption, thead th:last-child, tbody th")].filter((e) => !e.closest(".licence")).map((e) => e.textContent)`)
		text := printed(t, p)
		seen := squeezed(text)
		missing := 0
		for _, w := range want {
			if !onPaper(seen, w) {
				if missing++; missing < 6 {
					t.Errorf("not on paper: %q", w)
				}
			}
		}
		pages := strings.Count(text, "\f")
		if len(want) < 40 || missing > 0 || pages < 3 || pages > 80 {
			t.Errorf("%d of %d headings, notes and rows are not on %d pages", missing, len(want), pages)
		}
		for _, f := range quiet(p) {
			t.Error(f)
		}
	})
}

// printed is the text of the page as a PDF, a form feed at the end of each sheet.
func printed(t *testing.T, p *tab) string {
	t.Helper()
	pdf := got(t, p, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
	keep(t, "print.pdf", pdf)
	file := filepath.Join(t.TempDir(), "print.pdf")
	if err := os.WriteFile(file, pdf, 0o666); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("pdftotext", "-raw", "-enc", "UTF-8", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (of poppler-utils): %v", err)
	}
	return string(text)
}

// onPaper reports whether a text is on paper. Letters that are written from the right a PDF
// has in the order of the eye, so only what stands between them is looked for.
func onPaper(paper, text string) bool {
	for _, part := range strings.FieldsFunc(squeezed(text), func(r rune) bool { return unicode.In(r, unicode.Arabic, unicode.Hebrew) }) {
		if !strings.Contains(paper, strings.Trim(part, "-. ;")) {
			return false
		}
	}
	return true
}

// squeezed is a text without its gaps: a PDF breaks lines and joins letters.
func squeezed(s string) string {
	s = strings.NewReplacer("ﬁ", "fi", "ﬂ", "fl", "ﬀ", "ff", "ﬃ", "ffi", "\u00ad", "", "\u200b", "", "\u2068", "", "\u2069", "", "\f", "").Replace(s)
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "\u00a0", " ")), "")
}
