package chart

import (
	"image"

	"github.com/hajimehoshi/bitmapfont/v3"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// glyphs is a PNG's canvas that writes what the typeface lacks, Chinese, Japanese and
// Korean above all, in a bitmap font. Viewers of SVG have typefaces of their own.
type glyphs struct{ *vgimg.Canvas }

// pixels is the height of the bitmap font.
const pixels = 12

// A run is a part of a text that the typeface has, or one that it lacks.
type run struct {
	text  string
	known bool
}

func runs(f font.Face, s string) []run {
	var out []run
	var b sfnt.Buffer
	for _, r := range s {
		i, err := f.Face.GlyphIndex(&b, r)
		known := err == nil && i != 0
		if n := len(out); n > 0 && out[n-1].known == known {
			out[n-1].text += string(r)
			continue
		}
		out = append(out, run{string(r), known})
	}
	return out
}

// FillString implements vg.Canvas.
func (g *glyphs) FillString(f font.Face, at vg.Point, s string) {
	for _, r := range runs(f, s) {
		if r.known {
			g.Canvas.FillString(f, at, r.text)
			at.X += f.Width(r.text)
			continue
		}
		unit := f.Font.Size / pixels
		for _, letter := range r.text {
			g.letter(letter, unit, at)
			at.X += unit * vg.Length(pixelWidth(string(letter)))
		}
	}
}

// letter fills the pixels of a letter, those beside each other at once.
func (g *glyphs) letter(r rune, unit vg.Length, at vg.Point) {
	where, mask, from, _, ok := bitmapfont.FaceSC.Glyph(fixed.P(0, 0), r)
	if !ok {
		where, mask, from, _, _ = bitmapfont.FaceSC.Glyph(fixed.P(0, 0), '?')
	}
	var all vg.Path
	for y := where.Min.Y; y < where.Max.Y; y++ {
		for x := where.Min.X; x < where.Max.X; x++ {
			begin := x
			for x < where.Max.X && set(mask, from.X+x-where.Min.X, from.Y+y-where.Min.Y) {
				x++
			}
			if x > begin {
				x0, x1 := at.X+unit*vg.Length(begin), at.X+unit*vg.Length(x)
				y0, y1 := at.Y-unit*vg.Length(y+1), at.Y-unit*vg.Length(y)
				box := path([]vg.Point{{X: x0, Y: y0}, {X: x1, Y: y0}, {X: x1, Y: y1}, {X: x0, Y: y1}})
				box.Close()
				all = append(all, box...)
			}
		}
	}
	if len(all) > 0 {
		g.Fill(all)
	}
}

func set(m image.Image, x, y int) bool {
	_, _, _, a := m.At(x, y).RGBA()
	return a > 0x7fff
}

// pixelWidth is the width of a text in the bitmap font.
func pixelWidth(s string) int {
	n := 0
	for _, r := range s {
		advance, ok := bitmapfont.FaceSC.GlyphAdvance(r)
		if !ok {
			advance, _ = bitmapfont.FaceSC.GlyphAdvance('?')
		}
		n += advance.Round()
	}
	return n
}
