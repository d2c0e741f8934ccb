package browser

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// scenarios are what reports are made of: examples, and one whose names are hostile.
var scenarios = []struct{ name, file string }{
	{"taobao", "../examples/taobao/capplan.yaml"},
	{"do-we-need-ioe", "../examples/do-we-need-ioe/capplan.yaml"},
	{"traffic-matrix", "../examples/traffic-matrix/capplan.yaml"},
	{"names", "testdata/names.yaml"},
}

var made struct {
	sync.Once
	dir string
	err error
}

// reports builds capplan and makes a report and a result of every scenario, once.
func reports(t *testing.T) string {
	t.Helper()
	made.Do(func() {
		made.dir, made.err = os.MkdirTemp("", "capplan-browser")
		if made.err != nil {
			return
		}
		binary := filepath.Join(made.dir, "capplan")
		build := exec.Command("go", "-C", "..", "build", "-o", binary, "./cmd/capplan")
		if out, err := build.CombinedOutput(); err != nil {
			t.Errorf("%s", out)
			made.err = err
			return
		}
		for _, s := range scenarios {
			base := filepath.Join(made.dir, s.name)
			c := exec.Command(binary, "compare", s.file, "--trials", "100", "--no-progress", "-q", "-o", base+".html", "-o", base+".json")
			if out, err := c.CombinedOutput(); err != nil {
				t.Errorf("%s: %s", s.name, out)
				made.err = err
				return
			}
		}
	})
	if made.err != nil {
		t.Fatal(made.err)
	}
	return made.dir
}

// each runs a check on the report of every scenario.
func each(t *testing.T, check func(t *testing.T, file string)) {
	dir := reports(t)
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) { check(t, filepath.Join(dir, s.name+".html")) })
	}
}

// drawnWithin is what a report may take until it is drawn; a machine that is busy with
// other things gets more, and the time itself is told.
const drawnWithin, drawnAtMost = 1500 * time.Millisecond, 20 * time.Second

// TestReport: in the light and in the dark, from disk and with the network off, a report is
// drawn in time, asks for nothing, nothing goes wrong in it, every chart is there as pixels
// tell, its letters can be read, and axe-core finds nothing serious.
func TestReport(t *testing.T) {
	each(t, func(t *testing.T, file string) {
		for _, scheme := range []string{"light", "dark"} {
			t.Run(scheme, func(t *testing.T) {
				p := open(t, file, look{dark: scheme == "dark"})
				took := p.drawn(t)
				t.Logf("drawn %v after it was opened (aim: %v)", took.Round(time.Millisecond), drawnWithin)
				if took > drawnAtMost {
					t.Errorf("drawn after %v", took)
				}
				p.charts(t)
				p.letters(t)
				p.accessible(t)
				for _, f := range quiet(p) {
					t.Error(f)
				}
			})
		}
	})
}

// quiet is what a page did that it should not.
func quiet(p *tab) []string {
	faults := p.told()
	asked := slices.DeleteFunc(p.asked(), func(s string) bool { return strings.HasPrefix(s, "data:") })
	if len(asked) != 1 || !strings.HasPrefix(asked[0], "file:") {
		faults = append(faults, "requests: "+strings.Join(asked, " "))
	}
	return faults
}

// chosen says of each button of a legend whether it is pressed.
const chosen = `[...document.querySelectorAll(".drawing button[aria-pressed]")].map((b) => ({
	chart: Number(b.closest(".drawing").dataset.view), fleet: b.dataset.fleet || b.textContent.trim(), pressed: b.getAttribute("aria-pressed") === "true" }))`

type button struct {
	Chart   int    `json:"chart"`
	Fleet   string `json:"fleet"`
	Pressed bool   `json:"pressed"`
}

// TestChosen: a fleet that is chosen in one chart, by mouse or by key, is highlighted in
// all, as pixels tell, and Escape releases it.
func TestChosen(t *testing.T) {
	p := open(t, filepath.Join(reports(t), "taobao.html"), look{})
	p.drawn(t)
	before := eval[[]button](t, p, chosen)
	charts := map[int]bool{}
	for _, b := range before {
		charts[b.Chart] = true
		if b.Pressed {
			t.Errorf("%s is pressed in chart %d before anything is chosen", b.Fleet, b.Chart)
		}
	}
	if len(charts) < 3 {
		t.Fatalf("buttons in %d charts only", len(charts))
	}
	first := before[0]
	other := before[len(before)-1].Chart
	plain, _, _ := p.pixels(t, other)
	press := func(how string, action chromedp.Action[chromedp.Void], want bool) {
		t.Helper()
		p.do(t, action)
		for _, b := range eval[[]button](t, p, chosen) {
			if b.Pressed != (want && b.Fleet == first.Fleet) {
				t.Errorf("%s: %s in chart %d is pressed: %v", how, b.Fleet, b.Chart, b.Pressed)
			}
		}
		picture, _, _ := p.pixels(t, other)
		if bytes.Equal(picture, plain) == want {
			t.Errorf("%s in chart %d: chart %d looks changed: %v", how, first.Chart, other, !want)
		}
	}
	const selector = chromedp.CSS(`.drawing button[aria-pressed]`)
	press("a click", chromedp.Click(selector), true)
	press("another click", chromedp.Click(selector), false)
	focus := chromedp.Focus(selector)
	press("the space bar", chromedp.Steps(focus, chromedp.KeyEvent(" ")), true)
	press("Escape", chromedp.KeyEvent(kb.Escape), false)
	press("Enter", chromedp.Steps(focus, chromedp.KeyEvent(kb.Enter)), true)
}

// TestKeyboard: every control is reached by Tab, and seen to be.
func TestKeyboard(t *testing.T) {
	p := open(t, filepath.Join(reports(t), "taobao.html"), look{})
	p.drawn(t)
	controls := eval[int](t, p, `[...document.querySelectorAll("a[href], button, summary, [tabindex='0']")].filter((e) => e.checkVisibility()).forEach((e, i) => e.dataset.control = i) || document.querySelectorAll("[data-control]").length`)
	reached, unseen := map[string]bool{}, 0
	for range controls + 2 {
		p.do(t, chromedp.KeyEvent(kb.Tab))
		at := eval[struct {
			Control string `json:"control"`
			Seen    bool   `json:"seen"`
		}](t, p, `(() => { const e = document.activeElement, s = getComputedStyle(e)
			return { control: e.dataset.control || "", seen: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none" } })()`)
		if at.Control != "" && !reached[at.Control] {
			reached[at.Control] = true
			if !at.Seen {
				unseen++
			}
		}
	}
	if controls < 20 || len(reached) != controls || unseen > 0 {
		t.Errorf("%d of %d controls are reached by Tab, %d without an outline", len(reached), controls, unseen)
	}
}

// TestCopied: what a button copies is the table beside it, with the numbers of the result.
func TestCopied(t *testing.T) {
	dir := reports(t)
	p := open(t, filepath.Join(dir, "taobao.html"), look{})
	p.drawn(t)
	type cell struct {
		Text string `json:"text"`
		Data string `json:"data"`
	}
	tables := eval[[]struct {
		View string   `json:"view"`
		Rows [][]cell `json:"rows"`
	}](t, p, `(document.querySelectorAll("details").forEach((d) => d.open = true), [...document.querySelectorAll("button.copy")].map((b, i) => {
		b.dataset.nth = i
		const t = document.getElementById(b.getAttribute("aria-controls"))
		return { view: b.closest("figure")?.id || "", rows: [...t.rows].map((r) => [...r.cells].map((c) => ({ text: c.textContent.trim(), data: c.dataset.value || "" }))) } }))`)
	if len(tables) < 8 {
		t.Fatalf("%d tables have a button", len(tables))
	}
	numbers := 0
	for i, want := range tables {
		p.do(t, chromedp.Click(chromedp.CSS(`button.copy[data-nth="`+strconv.Itoa(i)+`"]`)))
		rows, err := csv.NewReader(strings.NewReader(p.pasted(t))).ReadAll()
		if err != nil || len(rows) != len(want.Rows) {
			t.Errorf("table %d: %d rows copied of %d (%v)", i, len(rows), len(want.Rows), err)
			continue
		}
		for r := range rows {
			for c := range rows[r] {
				x := want.Rows[r][c]
				if x.Data != "" && rows[r][c] != x.Data || x.Data == "" && strings.TrimSpace(rows[r][c]) != x.Text {
					t.Errorf("table %d, row %d: copied %q, shown %q", i, r, rows[r][c], x.Text)
				}
				if _, err := strconv.ParseFloat(rows[r][c], 64); err == nil {
					numbers++
				}
			}
		}
		if want.View != "view-0" {
			continue
		}
		// The first chart is cost against downtime: its numbers are the result's, digit by digit.
		data, err := os.ReadFile(filepath.Join(dir, "taobao.json"))
		if err != nil {
			t.Fatal(err)
		}
		var result struct {
			Fleets map[string]struct {
				Metrics map[string]struct{ Mean *float64 }
			}
		}
		if err := json.Unmarshal(data, &result); err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			for _, metric := range []string{"cost.pv", "downtime"} {
				m := result.Fleets[row[0]].Metrics[metric].Mean
				if m == nil || !slices.Contains(row, strconv.FormatFloat(*m, 'f', -1, 64)) {
					t.Errorf("no %s of %q in %q", metric, row[0], row)
				}
			}
		}
	}
	if numbers < 100 {
		t.Errorf("%d numbers copied", numbers)
	}
}

// pasted is what the clipboard holds, as a reader would paste it.
func (p *tab) pasted(t *testing.T) string {
	t.Helper()
	p.do(t, chromedp.Sleep(50*time.Millisecond))
	eval[bool](t, p, `(() => { const a = document.createElement("textarea"); a.id = "pasted"; document.body.append(a); a.focus(); return true })()`)
	call(t, p, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: "keyDown", Key: "v", Code: "KeyV", Modifiers: 2, Commands: []string{"paste"}})
	return eval[string](t, p, `(() => { const a = document.getElementById("pasted"), s = a.value; a.remove(); return s })()`)
}

// TestNarrow: a page of 400 pixels' width, a phone's, is not wider than the screen.
func TestNarrow(t *testing.T) {
	each(t, func(t *testing.T, file string) {
		p := open(t, file, look{width: 400, height: 800})
		p.drawn(t)
		if wide := p.tooWide(t); wide > 0 {
			t.Errorf("%d pixels beyond the screen's 400", wide)
		}
		keep(t, "narrow.png", got(t, p, chromedp.CaptureScreenshot()))
	})
}

// tooWide is by how much a page can be scrolled to the side.
func (p *tab) tooWide(t *testing.T) int {
	t.Helper()
	return eval[int](t, p, `document.documentElement.scrollWidth - document.documentElement.clientWidth`)
}
