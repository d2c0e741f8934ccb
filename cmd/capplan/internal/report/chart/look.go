package chart

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
)

// A look is what a series is drawn with: a colour, and a sign, dashes and a pattern of
// the same number, so that nothing is told by a colour alone.
type look struct {
	color color.NRGBA
	sign  int
	dash  []vg.Length
}

var dashes = [][]vg.Length{nil, {5, 2.5}, {1.5, 1.5}, {6, 2, 1.5, 2}, {8, 3}, {3, 1.5, 1, 1.5}, {1, 2.5}}

// lookOf is the look of an index; beyond seven, colours come again with the next pattern.
// A variant has the colour, with signs of its own.
func lookOf(i, variant int) look {
	n := len(okabeIto)
	turn := (i + i/n + 3*variant) % n
	return look{okabeIto[i%n], turn, dashes[turn]}
}

// mark draws a sign of radius r.
func (p *paper) mark(l look, x, y, r vg.Length) {
	var corners []vg.Point
	at := func(list ...[2]float64) {
		for _, c := range list {
			corners = append(corners, vg.Point{X: x + r*vg.Length(c[0]), Y: y + r*vg.Length(c[1])})
		}
	}
	switch l.sign {
	case 0:
		for i := range 16 {
			at([2]float64{math.Cos(float64(i) * math.Pi / 8), math.Sin(float64(i) * math.Pi / 8)})
		}
	case 1:
		at([2]float64{0, 1.1}, [2]float64{1, -0.8}, [2]float64{-1, -0.8})
	case 2:
		at([2]float64{-0.85, -0.85}, [2]float64{0.85, -0.85}, [2]float64{0.85, 0.85}, [2]float64{-0.85, 0.85})
	case 3:
		at([2]float64{0, -1.2}, [2]float64{1.2, 0}, [2]float64{0, 1.2}, [2]float64{-1.2, 0})
	case 4:
		const a = 0.35
		at([2]float64{-a, -1}, [2]float64{a, -1}, [2]float64{a, -a}, [2]float64{1, -a}, [2]float64{1, a}, [2]float64{a, a}, [2]float64{a, 1}, [2]float64{-a, 1}, [2]float64{-a, a}, [2]float64{-1, a}, [2]float64{-1, -a}, [2]float64{-a, -a})
	case 5:
		for i := range 10 {
			far := 1.2
			if i%2 == 1 {
				far = 0.5
			}
			at([2]float64{far * math.Sin(float64(i)*math.Pi/5), far * math.Cos(float64(i)*math.Pi/5)})
		}
	default:
		at([2]float64{0, -1.1}, [2]float64{1, 0.8}, [2]float64{-1, 0.8})
	}
	p.area(l.color, corners)
	p.line(black, 0.5, nil, append(corners, corners[0])...)
}

// A shape is what a pattern fills: within a box, where inside says so.
type shape struct {
	x0, y0, x1, y1 vg.Length
	inside         func(x, y vg.Length) bool
}

var veil = color.NRGBA{255, 255, 255, 200}

// pattern lays the pattern of a look over a shape: lines in one of four directions, or
// squares. A line is followed in small steps, for shapes have curved edges.
func (p *paper) pattern(l look, s shape) {
	const gap, step = 5, 0.5
	switch l.sign {
	case 0:
		return
	case 2, 5:
		p.squares(s, vg.Length(1.1+0.3*float64(l.sign-2)/3), gap)
		return
	}
	angle := map[int]float64{1: -math.Pi / 4, 3: math.Pi / 4, 4: 0, 6: math.Pi / 2}[l.sign]
	dx, dy := vg.Length(math.Cos(angle)), vg.Length(math.Sin(angle))
	far := vg.Length(math.Hypot(float64(s.x1-s.x0), float64(s.y1-s.y0)))
	// Lines are counted from the paper's corner, so that neighbours fit.
	var all vg.Path
	middle := vg.Point{X: (s.x0 + s.x1) / 2, Y: (s.y0 + s.y1) / 2}
	across := -middle.X*dy + middle.Y*dx
	along := middle.X*dx + middle.Y*dy
	for n := math.Ceil(float64(across-far/2) / gap); n*gap < float64(across+far/2); n++ {
		var from, last vg.Point
		open := false
		for t := along - far/2; t <= along+far/2; t += step {
			q := vg.Point{X: t*dx - vg.Length(n*gap)*dy, Y: t*dy + vg.Length(n*gap)*dx}
			in := q.X >= s.x0 && q.X <= s.x1 && q.Y >= s.y0 && q.Y <= s.y1 && s.inside(q.X, q.Y)
			switch {
			case in && !open:
				from, open = q, true
			case !in && open:
				all.Move(from)
				all.Line(last)
				open = false
			}
			last = q
		}
		if open {
			all.Move(from)
			all.Line(last)
		}
	}
	if len(all) > 0 {
		p.SetColor(veil)
		p.SetLineWidth(1.2)
		p.Stroke(all)
	}
}

func (p *paper) squares(s shape, r, gap vg.Length) {
	var all vg.Path
	for i := int(s.x0/gap) + 1; vg.Length(i)*gap < s.x1; i++ {
		for j := 2*(int(s.y0/gap)/2) + i%2; vg.Length(j)*gap < s.y1; j += 2 {
			x, y := vg.Length(i)*gap, vg.Length(j)*gap
			if y > s.y0 && s.inside(x-r, y-r) && s.inside(x+r, y+r) && s.inside(x-r, y+r) && s.inside(x+r, y-r) {
				all.Move(vg.Point{X: x - r, Y: y - r})
				all.Line(vg.Point{X: x + r, Y: y - r})
				all.Line(vg.Point{X: x + r, Y: y + r})
				all.Line(vg.Point{X: x - r, Y: y + r})
				all.Close()
			}
		}
	}
	if len(all) > 0 {
		p.SetColor(veil)
		p.Fill(all)
	}
}

// heat is the colour of a cell: pale to blue, or orange below and blue above 0.
func heat(z, low, high float64) color.NRGBA {
	mix := func(to color.NRGBA, share float64) color.NRGBA { return pale(to, min(1, max(0.04, share))) }
	most := max(math.Abs(low), math.Abs(high))
	switch {
	case low < 0 && high > 0 && z < 0:
		return mix(okabeIto[5], -z/most)
	case low < 0 && high > 0:
		return mix(okabeIto[0], z/most)
	case high > low:
		return mix(color.NRGBA{0, 90, 150, 255}, 0.08+0.92*(z-low)/(high-low))
	}
	return mix(color.NRGBA{0, 90, 150, 255}, 0.5)
}

// inkOn is what can be read on a colour (the relative luminance of WCAG 2).
func inkOn(c color.NRGBA) color.NRGBA {
	line := func(x uint8) float64 {
		if v := float64(x) / 255; v > 0.03928 {
			return math.Pow((v+0.055)/1.055, 2.4)
		}
		return float64(x) / 255 / 12.92
	}
	if 0.2126*line(c.R)+0.7152*line(c.G)+0.0722*line(c.B) > 0.18 {
		return black
	}
	return white
}
