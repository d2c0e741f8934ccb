package chart

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"

	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

func ptr(x float64) *float64 { return &x }

var twoFleets = []string{"old", "new"}

// A sheet is a drawing read back from its SVG: texts, and paths by their style.
type sheet struct {
	texts []said
	paths []stroke
}

type said struct {
	x, y float64
	text string
}

type stroke struct {
	points []vg.Point
	style  string
}

var (
	textForm = regexp.MustCompile(`<text x="([^"]+)" y="([^"]+)"[^>]*>([^<]*)</text>`)
	pathForm = regexp.MustCompile(`<path d="([^"]+)"\s+style="([^"]+)"`)
)

func float(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func read(t *testing.T, list ...view.View) sheet {
	t.Helper()
	var b bytes.Buffer
	if err := graphs(list, twoFleets, words).write(&b, "svg"); err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(b.String(), "</defs>")
	if strings.Contains(body, "NaN") || strings.Contains(body, "Inf") {
		t.Fatal("a place is no number")
	}
	var out sheet
	for _, m := range textForm.FindAllStringSubmatch(body, -1) {
		out.texts = append(out.texts, said{float(t, m[1]), -float(t, m[2]), m[3]})
	}
	for _, m := range pathForm.FindAllStringSubmatch(body, -1) {
		xy := numbers.FindAllString(m[1], -1)
		s := stroke{style: m[2]}
		for i := 0; i+1 < len(xy); i += 2 {
			s.points = append(s.points, vg.Point{X: vg.Length(float(t, xy[i])), Y: vg.Length(float(t, xy[i+1]))})
		}
		out.paths = append(out.paths, s)
	}
	return out
}

var ruler = &paper{cache: font.NewCache(liberation.Collection())}

// onto returns where places stand, by two labels of an axis whose places are known.
func (s sheet) onto(t *testing.T, across bool, a string, at float64, b string, bt float64) func(float64) float64 {
	t.Helper()
	find := func(label string) float64 {
		i := slices.IndexFunc(s.texts, func(x said) bool { return x.text == label })
		if i < 0 {
			t.Fatalf("no label %q among %v", label, s.texts)
		}
		if across {
			return s.texts[i].x + float64(ruler.measure(small, label))/2
		}
		return s.texts[i].y + 3
	}
	x, y := find(a), find(b)
	return func(place float64) float64 { return x + (y-x)*(place-at)/(bt-at) }
}

// boxes are the outer corners of the paths whose style has a part, in their order.
func (s sheet) boxes(part string) (out [][4]float64) {
	for _, p := range s.paths {
		if !strings.Contains(p.style, part) {
			continue
		}
		b := [4]float64{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
		for _, q := range p.points {
			b = [4]float64{min(b[0], float64(q.X)), min(b[1], float64(q.Y)), max(b[2], float64(q.X)), max(b[3], float64(q.Y))}
		}
		out = append(out, b)
	}
	return out
}

func close(a, b float64) bool { return math.Abs(a-b) < 0.6 }

const (
	blue   = "fill:#0072B2"
	orange = "fill:#E69F00"
)

func linear(name string) view.Axis { return view.Axis{Name: name, Scale: view.Linear} }

// TestDots: signs and whiskers stand where the values are, on money and on nines.
func TestDots(t *testing.T) {
	s := read(t, view.View{
		X: linear("cost"), Y: view.Axis{Name: "availability", Scale: view.Nines},
		Series: []view.Series{{Name: "old", Fleet: "old", Kind: view.Dots, Points: []view.Point{{X: 25, Y: 1e-3, XLo: ptr(10), XHi: ptr(40), Lo: ptr(1e-4), Hi: ptr(1e-2), Label: "here"}}}},
		Lines:  []view.Line{{At: 1e-5, Label: "promise"}},
	})
	x, y := s.onto(t, true, "10", 10, "40", 40), s.onto(t, false, "99 %", 2, "99.99 %", 4)
	sign := s.boxes(blue)[0]
	if !close((sign[0]+sign[2])/2, x(25)) || !close((sign[1]+sign[3])/2, y(3)) {
		t.Errorf("sign %v, want about %.1f %.1f", sign, x(25), y(3))
	}
	lines := s.boxes("stroke:#0072B2")
	if b := lines[0]; !close(b[1], y(2)) || !close(b[3], y(4)) || !close(b[0], x(25)) {
		t.Errorf("upright whisker %v, want from %.1f to %.1f", b, y(2), y(4))
	}
	if b := lines[3]; !close(b[0], x(10)) || !close(b[2], x(40)) {
		t.Errorf("whisker %v, want from %.1f to %.1f", b, x(10), x(40))
	}
	if !slices.ContainsFunc(s.paths, func(p stroke) bool {
		return strings.Contains(p.style, "dasharray") && close(float64(p.points[0].Y), y(5)) && p.points[1].X-p.points[0].X > 500
	}) {
		t.Error("no line at five nines")
	}
}

// TestBars: side by side, on each other, between two values, and lying.
func TestBars(t *testing.T) {
	bars := func(name, stack string, points ...view.Point) view.Series {
		return view.Series{Name: name, Fleet: name, Kind: view.Bars, Stack: stack, Points: points}
	}
	draw := func(list ...view.Series) (old, now [4]float64, x, y func(float64) float64) {
		s := read(t, view.View{X: view.Axis{Scale: view.Names, Names: []string{"a", "b"}}, Y: linear("cost"), Series: list})
		return s.boxes(blue)[0], s.boxes(orange)[0], s.onto(t, true, "a", 0, "b", 1), s.onto(t, false, "0", 0, "50", 50)
	}
	old, now, x, y := draw(bars("old", "", view.Point{X: 1, Y: 40}), bars("new", "", view.Point{X: 1, Y: 50}))
	if !close(old[1], y(0)) || !close(old[3], y(40)) || !close(now[3], y(50)) {
		t.Errorf("side by side: %v %v, want 0 to 40 and 50", old, now)
	}
	if old[2] > now[0]+0.1 || old[0] < x(0.5) || now[2] > x(1.5) {
		t.Errorf("side by side: %v %v", old, now)
	}
	old, now, _, y = draw(bars("old", "s", view.Point{X: 0, Y: 20}), bars("new", "s", view.Point{X: 0, Y: 30}))
	if !close(old[3], y(20)) || !close(now[1], y(20)) || !close(now[3], y(50)) || !close(old[0], now[0]) {
		t.Errorf("on each other: %v %v", old, now)
	}
	old, now, _, y = draw(bars("old", "s", view.Point{X: 0, Y: 50}), bars("new", "s", view.Point{X: 1, Y: 10, Lo: ptr(50)}))
	if !close(old[1], y(0)) || !close(now[1], y(10)) || !close(now[3], y(50)) {
		t.Errorf("from one value to another: %v %v", old, now)
	}
	lying := bars("old", "", view.Point{X: 90, XLo: ptr(40), Y: 1})
	lying.Across = true
	s := read(t, view.View{X: linear("saving"), Y: view.Axis{Scale: view.Names, Names: []string{"low", "high"}}, Series: []view.Series{lying}})
	x, y = s.onto(t, true, "40", 40, "80", 80), s.onto(t, false, "low", 0, "high", 1)
	if b := s.boxes(blue)[0]; !close(b[0], x(40)) || !close(b[2], x(90)) || !close((b[1]+b[3])/2, y(1)) || y(1) < y(0) {
		t.Errorf("lying: %v, want %.1f to %.1f at %.1f", b, x(40), x(90), y(1))
	}
}

// TestCurves: a curve goes through its points, steps hold until the next, a band lies
// between its bounds; dates and powers of ten are where they belong.
func TestCurves(t *testing.T) {
	const day = 14610 // 2010-01-01
	v := view.View{
		X: view.Axis{Scale: view.Time}, Y: view.Axis{Scale: view.Log},
		Series: []view.Series{
			{Name: "a", Fleet: "old", Kind: view.Curve, Points: []view.Point{{X: day, Y: 1}, {X: day + 365, Y: 100}, {X: day + 730, Y: 10}}},
			{Name: "b", Fleet: "new", Kind: view.Steps, Points: []view.Point{{X: day, Y: 1}, {X: day + 365, Y: 1000}}},
			{Name: "c", Fleet: "old", Kind: view.Band, Points: []view.Point{{X: day, Lo: ptr(10), Hi: ptr(100)}, {X: day + 365, Lo: ptr(10), Hi: ptr(1000)}}},
		},
	}
	s := read(t, v)
	x, y := s.onto(t, true, "2010", day, "2011", day+365), s.onto(t, false, "1", 0, "100", 2)
	through := func(style string, want ...float64) {
		t.Helper()
		ok := slices.ContainsFunc(s.paths, func(p stroke) bool {
			if !strings.Contains(p.style, style) || 2*len(p.points) != len(want) {
				return false
			}
			for i, q := range p.points {
				if !close(float64(q.X), x(want[2*i])) || !close(float64(q.Y), y(want[2*i+1])) {
					return false
				}
			}
			return true
		})
		if !ok {
			t.Errorf("no path %s through %v", style, want)
		}
	}
	through("stroke:#0072B2", day, 0, day+365, 2, day+730, 1)
	through("stroke:#E69F00", day, 0, day+365, 0, day+365, 3)
	through("fill-opacity:0.30", day, 1, day+365, 1, day+365, 3, day, 2)
}

// TestAreas: each stands on those before it, also where they have other places; what
// begins at one place jumps.
func TestAreas(t *testing.T) {
	area := func(name string, xy ...float64) view.Series {
		s := view.Series{Name: name, Fleet: name, Kind: view.Areas}
		for i := 0; i < len(xy); i += 2 {
			s.Points = append(s.Points, view.Point{X: xy[i], Y: xy[i+1]})
		}
		return s
	}
	for want, list := range map[string][]view.Series{
		"0 2 5 5": {area("old", 0, 10, 2, 20), area("new", 0, 5, 2, 5)},
		"1 2 6 5": {area("old", 0, 10, 2, 20), area("new", 1, 6, 2, 5)},
	} {
		l := lay(&view.View{Series: list})
		top := l.layers[1]
		last := top[len(top)-1]
		first := top[slices.IndexFunc(top, func(q layer) bool { return q.to > q.from })]
		if got := fmt.Sprint(first.x, last.x, first.to-first.from, last.to-last.from); got != want || last.from != 20 || first.from != 10+5*first.x {
			t.Errorf("%s, want %s: %v", got, want, top)
		}
	}
	s := read(t, view.View{X: linear("t"), Y: linear("load"), Series: []view.Series{area("old", 0, 10, 2, 20), area("new", 0, 30, 2, 20)}})
	y := s.onto(t, false, "0", 0, "40", 40)
	if a, b := s.boxes(blue)[0], s.boxes(orange)[0]; !close(a[1], y(0)) || !close(a[3], y(20)) || !close(b[1], y(10)) || !close(b[3], y(40)) {
		t.Errorf("areas %v %v", a, b)
	}
}

// TestCells: a square for each, darker with its value, or of its fleet's colour.
func TestCells(t *testing.T) {
	v := view.View{X: view.Axis{Scale: view.Names, Names: []string{"1", "2"}}, Y: view.Axis{Scale: view.Names, Names: []string{"p", "q"}}}
	one := view.Series{Name: "z", Kind: view.Cells}
	for i := range 4 {
		one.Points = append(one.Points, view.Point{X: float64(i % 2), Y: float64(i / 2), Z: ptr(float64(i)), Label: fmt.Sprint("v", i)})
	}
	v.Series = []view.Series{one}
	s := read(t, v)
	x, y := s.onto(t, true, "1", 0, "2", 1), s.onto(t, false, "p", 0, "q", 1)
	for i := range 4 {
		c := heat(float64(i), 0, 3)
		b := s.boxes(fmt.Sprintf("fill:#%02X%02X%02X", c.R, c.G, c.B))
		if len(b) != 1 || !close((b[0][0]+b[0][2])/2, x(float64(i%2))) || !close((b[0][1]+b[0][3])/2, y(float64(i/2))) {
			t.Errorf("cell %d: %v", i, b)
		}
		if i > 0 && heat(float64(i), 0, 3).R >= heat(float64(i-1), 0, 3).R {
			t.Errorf("cell %d is not darker", i)
		}
	}
	if below, above := heat(-2, -3, 3), heat(2, -3, 3); below.R <= below.B || above.R >= above.B {
		t.Errorf("below 0 %v, above %v", below, above)
	}
	v.Series = []view.Series{
		{Name: "old", Fleet: "old", Kind: view.Cells, Points: []view.Point{{X: 0, Y: 0}, {X: 0, Y: 1}}},
		{Name: "new", Fleet: "new", Kind: view.Cells, Points: []view.Point{{X: 1, Y: 1}}},
	}
	s = read(t, v)
	if a, b := s.boxes(blue), s.boxes(orange); len(a) != 3 || len(b) != 2 || !close((b[0][0]+b[0][2])/2, x(1)) {
		t.Errorf("cells of fleets: %v %v", a, b) // and one in the legend
	}
}
