package report

import (
	"strings"
	"testing"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

// rising is a curve from (0, 0) to (10, 100) and steps from 80 to 20 at 5.
func rising() *view.View {
	return &view.View{
		Title: "It rises", X: view.Axis{Name: "time", Unit: "years", Scale: view.Linear}, Y: view.Axis{Name: "cost", Unit: "USD", Scale: view.Linear},
		Series: []view.Series{
			{Name: "band", Kind: view.Band, Points: []view.Point{{X: 0, Y: 1e6}, {X: 10, Y: 1e6}}},
			{Name: "up <script>", Kind: view.Curve, Points: []view.Point{{X: 0, Y: 0}, {X: 10, Y: 100}}},
			{Name: "down", Kind: view.Steps, Points: []view.Point{{X: 0, Y: 80}, {X: 5, Y: 20}, {X: 10, Y: 20}}},
		},
		Lines: []view.Line{{At: 4, Up: true, Label: "paid back"}, {At: 7, Label: "a limit of cost"}},
	}
}

// TestPlot: each curve is where its values are, by its letter; no line is wider than the
// screen, in ASCII every sign is, and without colours there are none.
func TestPlot(t *testing.T) {
	for _, wide := range []int{40, 75, 100, 300} {
		for _, ascii := range []bool{false, true} {
			p := pen{width: wide, ascii: ascii}
			p.plot(rising())
			var b strings.Builder
			if err := p.flush(&b); err != nil {
				t.Fatal(err)
			}
			text := b.String()
			lines := strings.Split(text, "\n")
			for _, l := range lines {
				if width(l) > min(wide, defaultWidth) {
					t.Errorf("%d columns of %d: %q", width(l), wide, l)
				}
			}
			axis := "┤"
			if ascii {
				axis = "|"
				for _, c := range text {
					if c > 127 {
						t.Fatalf("%q is not ASCII", c)
					}
				}
			}
			if strings.Contains(text, "\x1b") {
				t.Error("coloured")
			}
			for _, want := range []string{"It rises", "cost in USD over time in years", "a up", "b down", "4: paid back"} {
				if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
					t.Errorf("%q lacks %q", text, want)
				}
			}
			var rows []string
			for _, l := range lines {
				if _, after, ok := strings.Cut(strings.ReplaceAll(l, "┼", "┤"), axis); ok && strings.ContainsAny(after, "ab") {
					rows = append(rows, after)
				}
			}
			if len(rows) < 10 {
				t.Fatalf("%d rows:\n%s", len(rows), text)
			}
			top, bottom := strings.TrimRight(rows[0], " "), rows[len(rows)-1]
			if !strings.HasSuffix(top, "a") || strings.Contains(top, "b") || !strings.HasPrefix(bottom, "a") {
				t.Errorf("from %q to %q", bottom, top)
			}
			if b := rows[len(rows)/4] + rows[len(rows)/4+1]; strings.Contains(b[len(b)*9/10:], "b") {
				t.Errorf("steps are above at the end: %q", b)
			}
		}
	}
}

// TestPlotOfNines: more nines are above, and their long labels leave the line within the
// screen.
func TestPlotOfNines(t *testing.T) {
	v := rising()
	v.Y = view.Axis{Name: "availability", Scale: view.Nines}
	v.Series = []view.Series{{Name: "frontier", Kind: view.Steps, Points: []view.Point{{X: 0, Y: 1e-2}, {X: 5, Y: 1e-6}, {X: 10, Y: 1e-12}}}}
	p := pen{width: 60}
	p.plot(v)
	for _, l := range strings.Split(p.b.String(), "\n") {
		if width(l) > 60 {
			t.Errorf("%d columns: %q", width(l), l)
		}
	}
	text := p.b.String()
	if top, bottom := strings.Index(text, "99.9999999999"), strings.Index(text, "99.0"+hard+"%"); top < 0 || bottom < top {
		t.Errorf("%s", text)
	}
}

// TestCurveAt: between its points a curve is interpolated, steps hold, and beyond its ends
// it is nowhere.
func TestCurveAt(t *testing.T) {
	c := plotCurve{xs: []float64{1, 3}, ys: []float64{10, 30}}
	s := c
	s.steps = true
	a, b := c.at(0, 4, 5), s.at(0, 4, 5)
	for i, want := range [][2]float64{{0, 0}, {10, 10}, {20, 10}, {30, 30}, {0, 0}} {
		if want[0] == 0 {
			if a[i] == a[i] || b[i] == b[i] {
				t.Errorf("at %d: %v, %v", i, a[i], b[i])
			}
			continue
		}
		if a[i] != want[0] || b[i] != want[1] {
			t.Errorf("at %d: %v, %v, want %v", i, a[i], b[i], want)
		}
	}
}

// TestPlotNothing: bars over names, and a curve of one point, are no plot.
func TestPlotNothing(t *testing.T) {
	names, one := rising(), rising()
	names.X = view.Axis{Scale: view.Names, Names: []string{"x"}}
	one.Series = one.Series[1:2]
	one.Series[0].Points = one.Series[0].Points[:1]
	for _, v := range []*view.View{names, one} {
		p := pen{width: 100}
		if p.plot(v) || p.b.Len() > 0 {
			t.Errorf("%q", p.b.String())
		}
	}
	p := pen{width: 100, color: true}
	if !p.plot(rising()) || !strings.Contains(p.b.String(), "\x1b[") {
		t.Error("no colour where it is asked for")
	}
}

func cashSum(months int, x float64) capplan.CashSum {
	return capplan.CashSum{Months: months, Mean: x, Lo: x, Hi: x, P10: x, P50: x, P90: x}
}

// TestPlotsOnlyWhenAsked: -v draws, the rest does not.
func TestPlotsOnlyWhenAsked(t *testing.T) {
	r := sample()
	for n, f := range r.Fleets {
		f.CashSums = append(f.CashSums, cashSum(0, 10), cashSum(12, 20))
		r.Fleets[n] = f
	}
	for _, verbose := range []bool{true, false} {
		var b strings.Builder
		if err := Write(&b, r, "table", Options{Verbose: verbose}); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "cash so far in CNY over date") != verbose {
			t.Errorf("-v %v:\n%s", verbose, b.String())
		}
	}
}
