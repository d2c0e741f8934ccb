package chart

import (
	"math"
	"slices"

	"gonum.org/v1/plot/vg"

	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

// bandShare is how much of its colour a band keeps.
const (
	bandShare = 0.3
	bandAlpha = 77
)

// series draws one series.
func (g *graph) series(k int) {
	s, l := &g.view.Series[k], g.look[k]
	switch s.Kind {
	case view.Dots:
		g.dots(s, l)
	case view.Curve, view.Steps:
		g.curve(s, l)
	case view.Band:
		g.band(s, l)
	case view.Areas:
		g.areas(k, l)
	case view.Bars:
		g.bars(k, l)
	case view.Cells:
		g.cells(s, l)
	}
}

func (g *graph) dots(s *view.Series, l look) {
	for i := range s.Points {
		p := &s.Points[i]
		at := g.point(p.X, p.Y)
		const end = 4
		if p.Lo != nil && p.Hi != nil {
			a, b := g.point(p.X, *p.Lo), g.point(p.X, *p.Hi)
			g.line(l.color, 1.5, nil, a, b)
			for _, q := range []vg.Point{a, b} {
				g.line(l.color, 1.5, nil, vg.Point{X: q.X - end, Y: q.Y}, vg.Point{X: q.X + end, Y: q.Y})
			}
		}
		if p.XLo != nil && p.XHi != nil {
			a, b := g.point(*p.XLo, p.Y), g.point(*p.XHi, p.Y)
			g.line(l.color, 1.5, nil, a, b)
			for _, q := range []vg.Point{a, b} {
				g.line(l.color, 1.5, nil, vg.Point{X: q.X, Y: q.Y - end}, vg.Point{X: q.X, Y: q.Y + end})
			}
		}
		g.mark(l, at.X, at.Y, 4.5)
	}
}

// signs is about how many signs a curve has.
const signs = 8

func (g *graph) curve(s *view.Series, l look) {
	var points []vg.Point
	for i := range s.Points {
		q := g.point(s.Points[i].X, s.Points[i].Y)
		if s.Kind == view.Steps && i > 0 {
			points = append(points, vg.Point{X: q.X, Y: points[len(points)-1].Y})
		}
		points = append(points, q)
	}
	dash := l.dash
	if s.Dashed {
		dash = []vg.Length{4, 4}
	}
	g.line(l.color, 1.75, dash, points...)
	every := max(1, (len(s.Points)+signs-1)/signs)
	for i := range s.Points {
		if i%every == every/2 || s.Points[i].Label != "" {
			q := g.point(s.Points[i].X, s.Points[i].Y)
			g.mark(l, q.X, q.Y, 3)
		}
	}
}

func (g *graph) band(s *view.Series, l look) {
	var low, high []vg.Point
	for i := range s.Points {
		if p := &s.Points[i]; p.Lo != nil && p.Hi != nil {
			low, high = append(low, g.point(p.X, *p.Lo)), append(high, g.point(p.X, *p.Hi))
		}
	}
	if len(low) == 0 {
		return
	}
	c := l.color
	c.A = bandAlpha
	g.between(l, low, high, func(around []vg.Point) { g.area(c, around) })
	g.line(l.color, 0.75, nil, low...)
	g.line(l.color, 0.75, nil, high...)
}

func (g *graph) areas(k int, l look) {
	var low, high []vg.Point
	for _, q := range g.laid.layers[k] {
		low, high = append(low, g.point(q.x, q.from)), append(high, g.point(q.x, q.to))
	}
	if len(low) == 0 {
		return
	}
	g.between(l, low, high, func(around []vg.Point) { g.area(l.color, around) })
	g.line(black, 0.5, nil, high...)
}

// between fills what lies between two lines over the same places, with its pattern.
func (g *graph) between(l look, low, high []vg.Point, fill func(around []vg.Point)) {
	around := slices.Clone(low)
	for i := len(high) - 1; i >= 0; i-- {
		around = append(around, high[i])
	}
	fill(around)
	s := shape{x0: low[0].X, x1: low[len(low)-1].X, y0: low[0].Y, y1: high[0].Y}
	for i := range low {
		s.y0, s.y1 = min(s.y0, low[i].Y), max(s.y1, high[i].Y)
	}
	s.inside = func(x, y vg.Length) bool { return y > at(low, x) && y < at(high, x) }
	g.pattern(l, s)
}

// thickest is the width of a bar at most.
const thickest = 56

// corners are the ends of a bar on the paper.
func (g *graph) corners(s *view.Series, b bar) (x0, y0, x1, y1 vg.Length) {
	along, over := &g.x, &g.y
	if s.Across {
		along, over = over, along
	}
	from := over.floor()
	if b.begins {
		from = over.at(b.from)
	}
	lo, hi, to := along.at(b.base-b.half), along.at(b.base+b.half), over.at(b.to)
	if s.Across {
		return g.px(from), g.py(lo), g.px(to), g.py(hi)
	}
	x0, y0, x1, y1 = g.px(lo), g.py(from), g.px(hi), g.py(to)
	if w := x1 - x0; w > thickest {
		x0, x1 = x0+(w-thickest)/2, x1-(w-thickest)/2
	}
	return x0, y0, x1, y1
}

func (g *graph) bars(k int, l look) {
	s := &g.view.Series[k]
	for _, b := range g.laid.bars[k] {
		x0, y0, x1, y1 := g.corners(s, b)
		g.filled(l, l.color, x0, y0, x1, y1)
	}
}

func (g *graph) cells(s *view.Series, l look) {
	low, high := math.Inf(1), math.Inf(-1)
	var xs, ys []float64
	for i := range s.Points {
		p := &s.Points[i]
		if p.Z != nil {
			low, high = min(low, *p.Z), max(high, *p.Z)
		}
		xs, ys = append(xs, g.x.at(p.X)), append(ys, g.y.at(p.Y))
	}
	for _, list := range []*[]float64{&xs, &ys} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	for i := range s.Points {
		p := &s.Points[i]
		x0, x1 := span(&g.x, xs, g.x.at(p.X))
		y0, y1 := span(&g.y, ys, g.y.at(p.Y))
		text := g.fit(small, g.px(x1)-g.px(x0)-4, plain(p.Label))
		if !valued(s) {
			g.filled(l, l.color, g.px(x0), g.py(y0), g.px(x1), g.py(y1))
			q := vg.Point{X: (g.px(x0) + g.px(x1) - g.measure(small, text)) / 2, Y: (g.py(y0)+g.py(y1))/2 - 3}
			g.write(text, true, q)
			continue
		}
		c := white
		if p.Z != nil {
			c = heat(*p.Z, low, high)
		}
		a, b := vg.Point{X: g.px(x0), Y: g.py(y0)}, vg.Point{X: g.px(x1), Y: g.py(y1)}
		g.box(c, a.X, a.Y, b.X, b.Y)
		g.line(faint, 0.75, nil, a, vg.Point{X: b.X, Y: a.Y}, b, vg.Point{X: a.X, Y: b.Y}, a)
		g.text(inkOn(c), small, (a.X+b.X)/2, (a.Y+b.Y)/2-3, 0.5, text)
	}
}

// span is the width of a cell: half way to its neighbours.
func span(s *scale, sorted []float64, at float64) (from, to float64) {
	if s.kind == view.Names {
		return at - 0.5, at + 0.5
	}
	i := slices.Index(sorted, at)
	left, right := 0.5, 0.5
	if i > 0 {
		left = (at - sorted[i-1]) / 2
		right = left
	}
	if i < len(sorted)-1 {
		right = (sorted[i+1] - at) / 2
		if i == 0 {
			left = right
		}
	}
	return max(s.min, at-left), min(s.max, at+right)
}
