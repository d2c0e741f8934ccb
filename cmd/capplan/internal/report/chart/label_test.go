package chart

import (
	"bytes"
	"fmt"
	"image/png"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"

	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

// crowd is six fleets at nearly one place, under five lines.
func crowd() view.View {
	v := view.View{Title: "many", X: linear("cost"), Y: linear("load")}
	for i := range 6 {
		v.Series = append(v.Series, view.Series{Name: fmt.Sprint("fleet ", i), Kind: view.Dots, Points: []view.Point{{X: 50 + float64(3*i), Y: 50 + float64(i%3), Label: fmt.Sprint("a fleet ", i)}}})
	}
	v.Series = append(v.Series, view.Series{Name: "frame", Kind: view.Curve, Points: []view.Point{{X: 0, Y: 0}, {X: 100, Y: 100}}})
	for i := range 5 {
		v.Lines = append(v.Lines, view.Line{At: 60 + float64(i), Up: true, Label: fmt.Sprint("a date ", i)}, view.Line{At: 80 + float64(i), Label: fmt.Sprint("a limit ", i)})
	}
	return v
}

// TestLabelsDoNotOverlap: all of the crowd are written, and none covers another.
func TestLabelsDoNotOverlap(t *testing.T) {
	var list []rect
	for _, x := range read(t, crowd()).texts {
		if strings.HasPrefix(x.text, "a ") {
			list = append(list, rect{vg.Length(x.x), vg.Length(x.y), vg.Length(x.x) + ruler.measure(small, x.text), vg.Length(x.y) + small - 2})
		}
	}
	if len(list) != 16 {
		t.Errorf("%d labels, want 16", len(list))
	}
	for i := range list {
		for j := range i {
			if list[i].meets(list[j]) {
				t.Errorf("labels %d and %d cover each other: %v %v", i, j, list[i], list[j])
			}
		}
	}
}

// TestLooks: a fleet has its look in every view, and no two of 20 are the same in all.
func TestLooks(t *testing.T) {
	var names []string
	seen := map[string]int{}
	for i := range 20 {
		l := lookOf(i, 0)
		key := fmt.Sprint(l.color, l.sign)
		if j, ok := seen[key]; ok {
			t.Errorf("%d is drawn as %d", i, j)
		}
		seen[key] = i
		names = append(names, fmt.Sprint("f", i))
	}
	v := view.View{Series: []view.Series{
		{Name: "demand, P50", Kind: view.Curve}, {Name: "f3, web", Fleet: "f3", Kind: view.Curve}, {Name: "f3, shop", Fleet: "f3", Kind: view.Curve}, {Name: "demand, P90", Kind: view.Band},
	}}
	l := looks(&v, names)
	if l[1].color != okabeIto[3] || l[2].color != okabeIto[3] || l[1].sign == l[2].sign {
		t.Errorf("two series of a fleet: %v", l)
	}
	if l[0].color != l[3].color || l[0].color != lookOf(20, 0).color {
		t.Errorf("what is of no fleet: %v", l)
	}
}

// TestPatterns: each stays within its shape, and the first has none.
func TestPatterns(t *testing.T) {
	for i := range okabeIto {
		s := read(t, view.View{X: linear("x"), Y: linear("y"), Series: []view.Series{
			{Name: "low", Kind: view.Areas, Points: []view.Point{{X: 0, Y: 10}, {X: 10, Y: 1}}},
		}}) // what the graph draws with look 0
		if n := len(s.boxes("#FEFEFE")); n != 0 {
			t.Fatalf("look 0 has %d patterns", n)
		}
		low, high := []vg.Point{{X: 100, Y: 100}, {X: 200, Y: 100}}, []vg.Point{{X: 100, Y: 180}, {X: 200, Y: 120}}
		pic := picture{300, 300, func(p *paper) {
			g := &graph{paper: p}
			g.between(lookOf(i, 0), low, high, func([]vg.Point) {})
		}}
		var b bytes.Buffer
		if err := pic.write(&b, "svg"); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, m := range pathForm.FindAllStringSubmatch(b.String(), -1) {
			if !strings.Contains(m[2], "#FEFEFE") {
				continue
			}
			xy := numbers.FindAllString(m[1], -1)
			for k := 0; k+1 < len(xy); k += 2 {
				x, y := float(t, xy[k]), float(t, xy[k+1])
				n++
				if top := 180 - 0.6*(x-100); x < 99.9 || x > 200.1 || y < 99.9 || y > top+0.1 {
					t.Fatalf("look %d: %g, %g is outside", i, x, y)
				}
			}
		}
		if want := i > 0; n > 20 != want {
			t.Errorf("look %d: %d corners", i, n)
		}
	}
}

// TestScales: whatever the values, ticks rise, are told apart, and stand within the ends.
func TestScales(t *testing.T) {
	for _, kind := range []view.Scale{view.Linear, view.Log, view.Nines, view.Time} {
		for _, low := range []float64{1e-12, 1e-4, 0.0099, 0.3, 1, 7, 1234, 14610} {
			for _, factor := range []float64{1, 1 + 1e-15, 1.0001, 1.3, 3, 50, 1e4, 1e9} {
				high := low * factor
				if kind == view.Nines && (high > 1 || low < 1e-10 && factor < 1.3) || kind == view.Time && high > 1e6 {
					continue
				}
				for _, rounded := range []bool{true, false} {
					s := scaleOf(view.Axis{Scale: kind}, []float64{low, high}, want{rounded: rounded, most: 6}, view.Words{Number: short3})
					for i, x := range s.ticks {
						if x.at < s.min-1e-6*math.Abs(s.min) || x.at > s.max+1e-6*math.Abs(s.max) || i > 0 && (x.at <= s.ticks[i-1].at || x.label == s.ticks[i-1].label) {
							t.Errorf("%s from %g to %g: %v", kind, low, high, s.ticks)
							break
						}
					}
					if n := len(s.ticks); n > 13 || n < 2 && kind != view.Time && rounded {
						t.Errorf("%s from %g to %g: %d ticks", kind, low, high, n)
					}
					if a, b := s.at(low), s.at(high); !(a >= s.min && b <= s.max && a <= s.max) {
						t.Errorf("%s: %g is at %g, outside %g..%g", kind, low, a, s.min, s.max)
					}
				}
			}
		}
	}
}

// short3 is as the terminal's numbers.
func short3(x float64) string { return fmt.Sprintf("%.3g", x) }

// TestAnyView: nothing, what is nowhere, hostile names and huge numbers are drawn, as the
// same bytes each time.
func TestAnyView(t *testing.T) {
	hostile := "<script>\x01\u202e百度" + strings.Repeat("long", 50)
	var list []view.View
	for _, kind := range []view.Kind{view.Dots, view.Curve, view.Steps, view.Band, view.Bars, view.Areas, view.Cells} {
		for _, scale := range []view.Scale{view.Linear, view.Log, view.Nines, view.Time} {
			for _, values := range [][]float64{nil, {0}, {0, 0}, {5}, {-3, 1e-300}, {1e17, 1e18}, {math.MaxFloat64, 1}} {
				s := view.Series{Name: hostile, Fleet: hostile, Kind: kind}
				for i, y := range values {
					s.Points = append(s.Points, view.Point{X: float64(i), Y: y, Lo: ptr(y), Hi: ptr(y), XLo: ptr(0), Label: hostile})
				}
				list = append(list, view.View{Title: hostile, Note: hostile, X: linear(hostile), Y: view.Axis{Name: hostile, Scale: scale}, Series: []view.Series{s}, Lines: []view.Line{{At: 0, Label: hostile}}})
			}
		}
	}
	for part := range slices.Chunk(list, 28) {
		titles := 0
		for _, x := range read(t, part...).texts {
			if strings.ContainsAny(x.text, "\x01\u202e") {
				t.Errorf("%q has what is not for the eye", x.text)
			}
			if strings.HasPrefix(x.text, "&lt;script&gt;百度") && x.x == margin {
				titles++
			}
		}
		if titles < 2*len(part) {
			t.Errorf("%d titles and notes of %d charts", titles, len(part))
		}
	}
	for _, format := range Formats {
		var first []byte
		for range 3 {
			var b bytes.Buffer
			if err := graphs([]view.View{crowd(), list[30]}, twoFleets, words).write(&b, format); err != nil {
				t.Fatal(err)
			}
			if first != nil && !bytes.Equal(first, b.Bytes()) {
				t.Errorf("%s differs", format)
			}
			first = b.Bytes()
		}
		if format == "png" {
			if img, err := png.Decode(bytes.NewReader(first)); err != nil || img.Bounds().Dx() != 1920 {
				t.Errorf("png: %v", err)
			}
		}
	}
}

// TestNames: every view is a chart, and says what it shows.
func TestNames(t *testing.T) {
	views, _ := view.Catalogue()
	for _, n := range append(views, "traffic") {
		if !slices.Contains(Names(), n) || About(n) == "" {
			t.Errorf("%s is no chart", n)
		}
	}
}
