package report

import (
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

// twoYears: a sends 100 and stops; b sends 50, and in the second year 30 more that a
// has left: a scale of 150 over the room of a line.
func twoYears() *capplan.Result {
	row := func(source string, year int, mean, from float64) capplan.TrafficRow {
		t := capplan.TrafficRow{Workload: "pages", Source: source, Year: year, Mean: mean, Offered: mean * 1000}
		if from > 0 {
			t.Received = map[string]float64{"a": from * 1000}
		}
		return t
	}
	return &capplan.Result{
		Months:  []capplan.TrafficMonths{{Workload: "pages", Sources: make([]capplan.SourceMonths, 2)}},
		Traffic: []capplan.TrafficRow{row("a", 2009, 100, 0), row("a", 2010, 0, 0), row("b", 2009, 50, 0), row("b", 2010, 80, 30)},
	}
}

// TestTrafficBars: letters are as many as the means say, on one scale; capitals are
// what was taken over; no line is wider than the screen.
func TestTrafficBars(t *testing.T) {
	for _, width := range []int{40, 75, 100, 300} {
		p := pen{width: width}
		p.trafficBars(twoYears(), false)
		text := strings.ReplaceAll(p.b.String(), hard, " ")
		room := float64(min(width, 100) - 15)
		lines := strings.Split(strings.TrimSpace(text), "\n")
		first, second := lines[len(lines)-2], lines[len(lines)-1]
		for _, c := range []struct {
			line, letter string
			mean         float64
		}{{first, "a", 100}, {first, "b", 50}, {second, "a", 0}, {second, "b", 50}, {second, "B", 30}} {
			want := c.mean / 150 * room
			if n := float64(strings.Count(c.line, c.letter)); n < want-1 || n > want+1 {
				t.Errorf("width %d: %g of %s, want %.1f in %s", width, n, c.letter, want, c.line)
			}
		}
		if !strings.HasSuffix(first, " 150") || !strings.HasSuffix(second, " 80") || !strings.Contains(text, "capitals: taken over") && width >= 75 {
			t.Errorf("width %d:\n%s", width, text)
		}
		for _, l := range lines {
			if n := len([]rune(l)); n > min(width, 100) {
				t.Errorf("width %d: %d columns: %s", width, n, l)
			}
		}
	}
}

// TestTrafficBarsFew: more than six lines only where they are asked for; nothing
// without traffic.
func TestTrafficBarsFew(t *testing.T) {
	r := twoYears()
	r.Traffic = nil
	for _, source := range []string{"a", "b"} {
		for y := 2000; y < 2008; y++ {
			r.Traffic = append(r.Traffic, capplan.TrafficRow{Workload: "pages", Source: source, Year: y, Mean: 1, Offered: 1})
		}
	}
	draw := func(r *capplan.Result, verbose bool) string {
		p := pen{width: 100}
		p.trafficBars(r, verbose)
		return p.b.String()
	}
	if s := draw(r, false); s != "" {
		t.Errorf("not asked for:\n%s", s)
	}
	if s := draw(r, true); strings.Count(s, "\n") != 10 { // a legend, eight years, an empty line
		t.Errorf("asked for:\n%s", s)
	}
	if s := draw(&capplan.Result{}, true); s != "" {
		t.Errorf("drawn of nothing: %q", s)
	}
}
