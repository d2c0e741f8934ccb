package browser

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// A violation is a fault that axe-core finds.
type violation struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Nodes  []string `json:"nodes"`
}

// axe looks for faults against WCAG 2.2 AA. It is run by the browser's debugger, which a
// page's policy does not bind.
func (p *tab) axe(t *testing.T) []violation {
	t.Helper()
	source, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Fatalf("%v; run npm ci in browser/", err)
	}
	eval[bool](t, p, string(source)+"; true")
	return eval[[]violation](t, p, `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"] }).then((r) => r.violations.map((v) => ({
		id: v.id, impact: v.impact || "", help: v.help, nodes: v.nodes.map((n) => n.target.join(" ") + ": " + (n.any[0]?.message || n.all[0]?.message || n.none[0]?.message || "")) })))`)
}

// accessible unfolds a page, chooses a fleet, and asserts that axe-core finds nothing
// serious. Rows beyond the first of each table, which are made alike, are left out: they
// take most of the time.
func (p *tab) accessible(t *testing.T) {
	t.Helper()
	eval[bool](t, p, `document.querySelectorAll("details").forEach((d) => { d.open = true })
		document.querySelectorAll("tbody tr:nth-child(n+9)").forEach((r) => r.remove())
		document.querySelector(".drawing button[aria-pressed]")?.click(); true`)
	for _, v := range p.axe(t) {
		say := t.Logf
		if slices.Contains([]string{"serious", "critical"}, v.Impact) {
			say = t.Errorf
		}
		say("%s, %s: %s (%d places)\n%s", v.Impact, v.ID, v.Help, len(v.Nodes), strings.Join(v.Nodes[:min(4, len(v.Nodes))], "\n"))
	}
}

// letters asserts that those within charts, which axe-core does not look at, have a contrast
// of at least 4.5 to 1 against the page.
func (p *tab) letters(t *testing.T) {
	t.Helper()
	list := eval[[]struct {
		Text  string  `json:"text"`
		Ratio float64 `json:"ratio"`
	}](t, p, contrast)
	if len(list) < 50 {
		t.Errorf("%d texts in charts", len(list))
	}
	for _, l := range list {
		if !(l.Ratio >= 4.5) {
			t.Errorf("%q has %.2f to 1", l.Text, l.Ratio)
		}
	}
}

// contrast is that of each text of an SVG against the ground of its chart (WCAG 2.2, 1.4.3).
const contrast = `(() => {
	const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })
	const rgb = (color) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data] }
	const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0)
	const ground = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c } return [255, 255, 255, 255] }
	return [...document.querySelectorAll(".drawing svg text")].filter((e) => e.textContent.trim()).map((e) => {
		const s = getComputedStyle(e), back = ground(e.closest(".drawing")), c = rgb(s.fill)
		let alpha = c[3] / 255 * Number(s.fillOpacity)
		for (let p = e; p && p.tagName !== "DIV"; p = p.parentElement) alpha *= Number(getComputedStyle(p).opacity)
		const a = light(c.map((v, i) => v * alpha + back[i] * (1 - alpha))), b = light(back)
		return { text: e.textContent, ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) }
	})
})()`
