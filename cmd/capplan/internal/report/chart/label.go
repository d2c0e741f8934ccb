package chart

import (
	"gonum.org/v1/plot/vg"

	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

// A rect is a place on the paper that is taken.
type rect struct{ x0, y0, x1, y1 vg.Length }

func (r rect) meets(o rect) bool {
	return r.x0 < o.x1 && o.x0 < r.x1 && r.y0 < o.y1 && o.y0 < r.y1
}

// free reports whether nothing is written there yet.
func (g *graph) free(r rect) bool {
	for _, o := range g.taken {
		if r.meets(o) {
			return false
		}
	}
	return true
}

// write puts a text at the first of the places that is free and within the graph, on
// white; with must at the first, whatever is there.
func (g *graph) write(text string, must bool, places ...vg.Point) {
	w := g.measure(small, text)
	at := func(q vg.Point) rect { return rect{q.X - 1, q.Y - 2, q.X + w + 1, q.Y + small - 0.5} }
	for _, q := range places {
		r := at(q)
		if r.x0 >= g.x0-1 && r.x1 <= pageWidth-margin/2 && r.y0 >= g.y0 && r.y1 <= g.y1+10 && g.free(r) {
			g.put(text, q, r)
			return
		}
	}
	if must && len(places) > 0 {
		g.put(text, places[0], at(places[0]))
	}
}

func (g *graph) put(text string, q vg.Point, r rect) {
	back := white
	back.A = 215
	g.box(back, r.x0, r.y0, r.x1, r.y1)
	g.text(black, small, q.X, q.Y, 0, text)
	g.taken = append(g.taken, r)
}

// crossings draws the lines across, then their labels: of those that stand in rows from
// the top, of those that lie at the right end.
func (g *graph) crossings() {
	dash := []vg.Length{5, 3}
	for i := range g.view.Lines {
		if l := &g.view.Lines[i]; l.Up {
			x := g.px(g.x.at(l.At))
			g.line(black, 1, dash, vg.Point{X: x, Y: g.y0}, vg.Point{X: x, Y: g.y1})
		} else {
			y := g.py(g.y.at(l.At))
			g.line(black, 1, dash, vg.Point{X: g.x0, Y: y}, vg.Point{X: g.x1, Y: y})
		}
	}
	for i := range g.view.Lines {
		l := &g.view.Lines[i]
		text := g.fit(small, (g.x1-g.x0)/2, plain(l.Label))
		w := g.measure(small, text)
		var places []vg.Point
		if l.Up {
			x := g.px(g.x.at(l.At))
			for y := g.y1 - 9; y > g.y0+2; y -= 11 {
				places = append(places, vg.Point{X: x + 4, Y: y}, vg.Point{X: x - 4 - w, Y: y})
			}
		} else {
			y := g.py(g.y.at(l.At))
			for x := g.x1 - w - 4; x > g.x0; x -= 30 {
				places = append(places, vg.Point{X: x, Y: y + 4}, vg.Point{X: x, Y: y - 10})
			}
		}
		g.write(text, false, places...)
	}
}

// labels writes what stands beside points. Of a curve, a bar or a cell a label that has
// no room is left out; of a dot it is written in any case.
func (g *graph) labels() {
	for k := range g.view.Series {
		s := &g.view.Series[k]
		for i := range s.Points {
			if s.Kind == view.Dots {
				q := g.point(s.Points[i].X, s.Points[i].Y)
				g.taken = append(g.taken, rect{q.X - 5, q.Y - 5, q.X + 5, q.Y + 5})
			}
		}
	}
	for k := range g.view.Series {
		s := &g.view.Series[k]
		for i := range s.Points {
			p := &s.Points[i]
			if p.Label == "" || s.Kind == view.Cells {
				continue
			}
			text := g.fit(small, 160, plain(p.Label))
			w := g.measure(small, text)
			if s.Kind == view.Bars {
				g.write(text, false, g.beside(s, g.laid.bars[k][i], w)...)
				continue
			}
			q := g.point(p.X, p.Y)
			if l := g.laid.layers[k]; i < len(l) {
				q = g.point(l[i].x, l[i].to)
			}
			g.write(text, s.Kind == view.Dots,
				vg.Point{X: q.X + 7, Y: q.Y + 5}, vg.Point{X: q.X + 7, Y: q.Y - 12}, vg.Point{X: q.X - 7 - w, Y: q.Y + 5}, vg.Point{X: q.X - 7 - w, Y: q.Y - 12},
				vg.Point{X: q.X - w/2, Y: q.Y + 14}, vg.Point{X: q.X - w/2, Y: q.Y - 20})
		}
	}
}

// beside is where a bar's label may stand: within a part of a stack that has the room,
// else at its end.
func (g *graph) beside(s *view.Series, b bar, w vg.Length) []vg.Point {
	x0, y0, x1, y1 := g.corners(s, b)
	x, y := (x0+x1-w)/2, (y0+y1)/2-3
	grows := b.to >= b.from
	switch {
	case !b.alone:
		if max(x1-x0, x0-x1) < w+2 || max(y1-y0, y0-y1) < small+2 {
			return nil
		}
		return []vg.Point{{X: x, Y: y}}
	case s.Across && grows:
		return []vg.Point{{X: x1 + 4, Y: y}}
	case s.Across:
		return []vg.Point{{X: x1 - 4 - w, Y: y}}
	case grows:
		return []vg.Point{{X: x, Y: y1 + 3}}
	}
	return []vg.Point{{X: x, Y: y1 - 10}}
}
