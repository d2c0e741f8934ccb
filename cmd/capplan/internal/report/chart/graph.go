package chart

import (
	"image/color"
	"slices"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"

	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

// Sizes of a graph, in points.
const (
	title     = 12
	plotRoom  = 230 // between the axes
	rowRoom   = 22  // of a name on the Y axis
	mostLines = 3   // of a title
	keyRow    = 14
)

// A graph is one view on its way to the paper.
type graph struct {
	view   *view.View
	words  view.Words
	look   []look // of each series
	laid   laid
	x, y   scale
	titles []string
	notes  []string
	left   vg.Length
	plot   vg.Length
	under  vg.Length // of the labels and the name of the X axis
	keys   [][]key
	height vg.Length

	*paper
	x0, y0, x1, y1 vg.Length
	taken          []rect
}

// A key is an entry of the legend.
type key struct {
	series int
	text   string
	width  vg.Length
}

// graphs draws views below each other.
func graphs(list []view.View, fleets []string, words view.Words) picture {
	ruler := &paper{cache: font.NewCache(liberation.Collection())}
	var all []*graph
	height := vg.Length(margin)
	for i := range list {
		g := newGraph(&list[i], fleets, words, ruler)
		all = append(all, g)
		height += g.height
	}
	return picture{pageWidth, height, func(p *paper) {
		y := p.h - margin
		for _, g := range all {
			g.paper = p
			g.draw(y)
			y -= g.height
		}
	}}
}

// newGraph works out all that has a size.
func newGraph(v *view.View, fleets []string, words view.Words, ruler *paper) *graph {
	g := &graph{view: v, words: words, look: looks(v, fleets), laid: lay(v), plot: plotRoom}
	xs, ys := g.laid.values(v)
	has := func(kinds ...view.Kind) bool {
		return slices.ContainsFunc(v.Series, func(s view.Series) bool { return slices.Contains(kinds, s.Kind) })
	}
	labels := func(across bool) bool {
		return slices.ContainsFunc(v.Series, func(s view.Series) bool {
			return s.Kind == view.Bars && s.Across == across && slices.ContainsFunc(s.Points, func(p view.Point) bool { return p.Label != "" })
		})
	}
	lies := slices.ContainsFunc(v.Series, func(s view.Series) bool { return s.Across })
	zero := has(view.Bars, view.Areas)
	g.x = scaleOf(v.X, xs, want{zero: zero && lies, rounded: lies || has(view.Dots), room: labels(true), most: 8}, words)
	g.y = scaleOf(v.Y, ys, want{zero: zero && !lies, rounded: true, room: labels(false), most: 6}, words)
	const wide = pageWidth - 2*margin
	g.titles = ruler.fold(title, wide, plain(v.Title), mostLines)
	g.notes = ruler.fold(small, wide, plain(v.Note), mostLines)
	for _, t := range g.y.ticks {
		g.left = max(g.left, min(190, ruler.measure(small, t.label)))
	}
	g.left += margin + 8
	if v.Y.Scale == view.Names {
		sides := map[string]bool{}
		for k := range v.Series {
			if s := &v.Series[k]; s.Kind == view.Bars && s.Stack == "" {
				sides[s.Name] = true
			}
		}
		g.plot = max(60, vg.Length(len(v.Y.Names))*max(rowRoom, vg.Length(len(sides))*10+6))
	}
	g.under = 14
	if v.X.Scale == view.Names {
		for _, t := range g.x.ticks {
			n := len(ruler.fold(small, g.cell(), t.label, 3))
			g.under = max(g.under, vg.Length(n)*10+4)
		}
	}
	if axisName(v.X) != "" {
		g.under += 12
	}
	g.keys = legend(v, ruler)
	g.height = vg.Length(len(g.titles))*(title+3) + vg.Length(len(g.notes))*(small+3) + 25 + g.plot + g.under + vg.Length(len(g.keys))*keyRow + 24
	return g
}

// cell is the width of a name on the X axis.
func (g *graph) cell() vg.Length {
	return (pageWidth-margin-g.left)/vg.Length(max(1, len(g.view.X.Names))) - 6
}

// looks gives each series its index: a fleet's is its own in all views, others have those
// after the fleets. Of several series of one fleet and kind each has signs of its own.
func looks(v *view.View, fleets []string) []look {
	known := 0
	if slices.ContainsFunc(v.Series, func(s view.Series) bool { return s.Fleet != "" }) {
		known = len(fleets)
	}
	own := map[string]int{}
	index, out := make([]int, len(v.Series)), make([]look, len(v.Series))
	for k := range v.Series {
		s := &v.Series[k]
		if i := slices.Index(fleets, s.Fleet); s.Fleet != "" && i >= 0 {
			index[k] = i
		} else {
			subject, _, _ := strings.Cut(s.Name, ", ") // demand of "demand, P10 to P90"
			if _, ok := own[subject]; !ok {
				own[subject] = known + len(own)
			}
			index[k] = own[subject]
		}
		like := map[string]bool{}
		for j := range k {
			if o := &v.Series[j]; index[j] == index[k] && o.Name != s.Name && o.Kind == s.Kind {
				like[o.Name] = true
			}
		}
		out[k] = lookOf(index[k], len(like))
	}
	return out
}

func axisName(a view.Axis) string {
	if a.Unit != "" && a.Unit != "%" && !strings.Contains(a.Name, a.Unit) {
		return plain(a.Name + ", " + a.Unit)
	}
	return plain(a.Name)
}

// legend sets the keys in rows; a series that stands alone has its name in the title.
func legend(v *view.View, ruler *paper) (rows [][]key) {
	seen := map[string]bool{}
	const wide = pageWidth - 2*margin
	x := vg.Length(wide)
	for k := range v.Series {
		s := &v.Series[k]
		if s.Name == "" || seen[s.Name] || s.Kind == view.Cells && valued(s) {
			continue
		}
		seen[s.Name] = true
		text := ruler.fit(small, 220, plain(s.Name))
		w := 28 + ruler.measure(small, text) + 14
		if x+w > wide {
			rows, x = append(rows, nil), 0
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], key{k, text, w})
		x += w
	}
	return rows
}

// valued reports whether cells are coloured by a value; else by their fleet.
func valued(s *view.Series) bool {
	return s.Fleet == "" || slices.ContainsFunc(s.Points, func(p view.Point) bool { return p.Z != nil })
}

// draw writes the graph below y.
func (g *graph) draw(y vg.Length) {
	for _, t := range g.titles {
		g.text(black, title, margin, y-title, 0, t)
		y -= title + 3
	}
	for _, t := range g.notes {
		g.text(gray, small, margin, y-small, 0, t)
		y -= small + 3
	}
	y -= 8
	g.text(black, small, margin, y-small, 0, g.fit(small, pageWidth-2*margin, axisName(g.view.Y)))
	y -= 17
	g.x0, g.x1, g.y1, g.y0 = g.left, pageWidth-margin-8, y, y-g.plot
	g.grid()
	for _, kinds := range [][]view.Kind{{view.Areas, view.Cells}, {view.Band}, {view.Bars}, {view.Curve, view.Steps}, {view.Dots}} {
		for k := range g.view.Series {
			if slices.Contains(kinds, g.view.Series[k].Kind) {
				g.series(k)
			}
		}
	}
	g.line(black, 0.75, nil, vg.Point{X: g.x0, Y: g.y1}, vg.Point{X: g.x0, Y: g.y0}, vg.Point{X: g.x1, Y: g.y0})
	g.crossings()
	g.labels()
	g.legend()
}

// px and py are the place on the paper of a place on a scale.
func (g *graph) px(at float64) vg.Length {
	return g.x0 + (g.x1-g.x0)*vg.Length((at-g.x.min)/(g.x.max-g.x.min))
}

func (g *graph) py(at float64) vg.Length {
	return g.y0 + (g.y1-g.y0)*vg.Length((at-g.y.min)/(g.y.max-g.y.min))
}

// point is where values stand on the paper.
func (g *graph) point(x, y float64) vg.Point {
	return vg.Point{X: g.px(g.x.at(x)), Y: g.py(g.y.at(y))}
}

// grid draws the axes: lines across from that of the values.
func (g *graph) grid() {
	for _, t := range g.y.ticks {
		y := g.py(t.at)
		if g.view.Y.Scale != view.Names {
			g.line(faint, 0.5, nil, vg.Point{X: g.x0, Y: y}, vg.Point{X: g.x1, Y: y})
		}
		g.text(black, small, g.x0-5, y-3, 1, g.cut(small, g.left-margin-4, t.label))
	}
	free := g.x0 - 100
	for _, t := range g.x.ticks {
		x := g.px(t.at)
		if g.view.X.Scale == view.Names {
			for i, l := range g.fold(small, g.cell(), t.label, 3) {
				g.text(black, small, x, g.y0-12-vg.Length(i)*10, 0.5, l)
			}
			continue
		}
		if g.view.Y.Scale == view.Names {
			g.line(faint, 0.5, nil, vg.Point{X: x, Y: g.y0}, vg.Point{X: x, Y: g.y1})
		}
		g.line(black, 0.75, nil, vg.Point{X: x, Y: g.y0}, vg.Point{X: x, Y: g.y0 - 3})
		w := g.measure(small, t.label)
		if x-w/2 < free+4 {
			continue
		}
		at := min(x, pageWidth-2-w/2)
		g.text(black, small, at, g.y0-12, 0.5, t.label)
		free = x + w/2
	}
	g.text(black, small, (g.x0+g.x1)/2, g.y0-g.under+3, 0.5, g.fit(small, g.x1-g.x0, axisName(g.view.X)))
}

// legend draws the keys at the foot.
func (g *graph) legend() {
	for i, row := range g.keys {
		x, y := vg.Length(margin), g.y0-g.under-vg.Length(i)*keyRow-14
		for _, k := range row {
			g.key(&g.view.Series[k.series], g.look[k.series], x, y)
			g.text(black, small, x+28, y, 0, k.text)
			x += k.width
		}
	}
}

// key draws the sign of an entry of the legend.
func (g *graph) key(s *view.Series, l look, x, y vg.Length) {
	switch s.Kind {
	case view.Curve, view.Steps, view.Dots:
		dash := l.dash
		if s.Dashed {
			dash = []vg.Length{4, 4}
		}
		if s.Kind == view.Dots {
			dash = nil
		}
		g.line(l.color, 1.5, dash, vg.Point{X: x, Y: y + 3}, vg.Point{X: x + 22, Y: y + 3})
		g.mark(l, x+11, y+3, 3)
	default:
		c := l.color
		if s.Kind == view.Band {
			c = pale(c, bandShare)
		}
		g.filled(l, c, x, y-1, x+22, y+8)
	}
}

// filled draws a box with its pattern and edge.
func (g *graph) filled(l look, c color.NRGBA, x0, y0, x1, y1 vg.Length) {
	x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
	g.box(c, x0, y0, x1, y1)
	g.pattern(l, shape{x0, y0, x1, y1, func(x, y vg.Length) bool { return x > x0 && x < x1 && y > y0 && y < y1 }})
	g.line(black, 0.5, nil, vg.Point{X: x0, Y: y0}, vg.Point{X: x1, Y: y0}, vg.Point{X: x1, Y: y1}, vg.Point{X: x0, Y: y1}, vg.Point{X: x0, Y: y0})
}
