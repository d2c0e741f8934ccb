package chart

import (
	"image/color"
	"math"
	"strings"
	"unicode"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"
)

// A paper is a canvas with its origin at the lower left, in points, and one typeface.
type paper struct {
	vg.Canvas
	w, h  vg.Length
	cache *font.Cache
}

func newPaper(c vg.CanvasSizer) *paper {
	p := &paper{Canvas: c, cache: font.NewCache(liberation.Collection())}
	p.w, p.h = c.Size()
	p.box(white, 0, 0, p.w, p.h)
	return p
}

var (
	white = color.NRGBA{255, 255, 255, 255}
	black = color.NRGBA{0, 0, 0, 255}
	gray  = color.NRGBA{110, 110, 110, 255}
	faint = color.NRGBA{221, 221, 221, 255}
)

// okabeIto are colours that all tell apart (Okabe and Ito 2008), without black; those
// whose grey is alike are not neighbours.
var okabeIto = []color.NRGBA{
	{0, 114, 178, 255},
	{230, 159, 0, 255},
	{0, 158, 115, 255},
	{204, 121, 167, 255},
	{86, 180, 233, 255},
	{213, 94, 0, 255},
	{240, 228, 66, 255},
}

// pale mixes a colour with white.
func pale(c color.NRGBA, share float64) color.NRGBA {
	mix := func(x uint8) uint8 { return uint8(math.Round(255 - (255-float64(x))*share)) }
	return color.NRGBA{mix(c.R), mix(c.G), mix(c.B), 255}
}

func (p *paper) face(size vg.Length) font.Face {
	return p.cache.Lookup(font.Font{Typeface: "Liberation", Variant: "Sans"}, size)
}

// text writes a line with its baseline at y; right is the share of its width that
// stands left of x.
func (p *paper) text(c color.Color, size, x, y vg.Length, right float64, s string) {
	p.SetColor(c)
	p.FillString(p.face(size), vg.Point{X: x - vg.Length(right)*p.measure(size, s), Y: y}, s)
}

// upright writes a line that reads upwards, its middle at y.
func (p *paper) upright(c color.Color, size, x, y vg.Length, s string) {
	p.Push()
	p.Translate(vg.Point{X: x, Y: y})
	p.Rotate(math.Pi / 2)
	p.text(c, size, 0, 0, 0.5, s)
	p.Pop()
}

// measure returns the width of a line; what the typeface lacks is as wide as high.
func (p *paper) measure(size vg.Length, s string) vg.Length {
	f := p.face(size)
	var w vg.Length
	for _, run := range runs(f, s) {
		if run.known {
			w += f.Width(run.text)
		} else {
			w += size * vg.Length(pixelWidth(run.text)) / pixels
		}
	}
	return w
}

// fit shortens a text to a width.
func (p *paper) fit(size, width vg.Length, s string) string {
	if p.measure(size, s) <= width {
		return s
	}
	letters := []rune(s)
	for n := len(letters) - 1; n > 0; n-- {
		if t := string(letters[:n]) + "…"; p.measure(size, t) <= width {
			return t
		}
	}
	return "…"
}

// cut shortens a name to a width. Of a path its end says most.
func (p *paper) cut(size, width vg.Length, s string) string {
	if !strings.Contains(s, ".") || strings.Contains(s, " ") || p.measure(size, s) <= width {
		return p.fit(size, width, s)
	}
	letters := []rune(s)
	for n := 1; n < len(letters); n++ {
		if t := "…" + string(letters[n:]); p.measure(size, t) <= width {
			return t
		}
	}
	return "…"
}

// fold breaks a text into lines of a width; the last of n holds what fits of the rest.
func (p *paper) fold(size, width vg.Length, s string, n int) []string {
	var out []string
	words := strings.Fields(s)
	for len(words) > 0 {
		k := 1
		for k < len(words) && p.measure(size, strings.Join(words[:k+1], " ")) <= width {
			k++
		}
		if len(out) == n-1 {
			k = len(words)
		}
		out = append(out, p.fit(size, width, strings.Join(words[:k], " ")))
		words = words[k:]
	}
	return out
}

// longest is how many characters of a name are shown.
const longest = 32

// plain is a text on one line, without what is not for the eye.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)
}

// name is a plain name of the scenario, shortened.
func name(s string) string {
	s = plain(s)
	if letters := []rune(s); len(letters) > longest {
		return string(letters[:longest-1]) + "…"
	}
	return s
}

// line draws through points; dashes are lengths of strokes and gaps.
func (p *paper) line(c color.Color, width vg.Length, dashes []vg.Length, points ...vg.Point) {
	p.SetColor(c)
	p.SetLineWidth(width)
	p.SetLineDash(dashes, 0)
	p.Stroke(path(points))
	p.SetLineDash(nil, 0)
}

// area fills a polygon.
func (p *paper) area(c color.Color, points []vg.Point) {
	p.SetColor(c)
	a := path(points)
	a.Close()
	p.Fill(a)
}

func (p *paper) box(c color.Color, x0, y0, x1, y1 vg.Length) {
	p.area(c, []vg.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}})
}

func path(points []vg.Point) vg.Path {
	var out vg.Path
	for i, q := range points {
		if i == 0 {
			out.Move(q)
		} else {
			out.Line(q)
		}
	}
	return out
}
