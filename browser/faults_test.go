package browser

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestFaults: each check finds what it looks for in a page that has every fault.
func TestFaults(t *testing.T) {
	const file = "testdata/faults.html"
	p := open(t, file, look{width: 400, height: 800})
	p.drawn(t)
	p.do(t, chromedp.Sleep(200*time.Millisecond))
	faults := strings.Join(quiet(p), "\n")
	for _, want := range []string{"a complaint", "thrown", "Content Security Policy", "example.org"} {
		if !strings.Contains(faults, want) {
			t.Errorf("no %q in:\n%s", want, faults)
		}
	}
	if _, colors, share := p.pixels(t, 0); isDrawn(colors, share) {
		t.Errorf("an empty chart counts as drawn: %d colours on %.2f %%", colors, share*100)
	}
	if p.tooWide(t) <= 0 {
		t.Error("700 pixels fit in 400")
	}
	serious := map[string]bool{}
	for _, v := range p.axe(t) {
		serious[v.ID] = v.Impact == "serious" || v.Impact == "critical"
	}
	for _, want := range []string{"color-contrast", "image-alt", "html-has-lang"} {
		if !serious[want] {
			t.Errorf("axe-core does not find %s: %v", want, serious)
		}
	}
	letters := eval[[]struct {
		Ratio float64 `json:"ratio"`
	}](t, p, contrast)
	if len(letters) != 1 || letters[0].Ratio > 2 {
		t.Errorf("letters %v", letters)
	}
	if text := squeezed(printed(t, p)); !strings.Contains(text, "First") || strings.Contains(text, "Second") {
		t.Errorf("on paper: %s", text)
	}

	plain := open(t, file, look{noScripts: true})
	list := eval[[]sheet](t, plain, sheets)
	views := viewsOf(t, file)
	if len(list) != 1 || list[0].Seen {
		t.Errorf("a folded table is seen: %+v", list)
	} else if missing, _ := absent(&views[0], &list[0]); len(missing) != 1 || missing[0] != 7 {
		t.Errorf("missing %v", missing)
	}
}
