// Package chart draws single charts of a result, as SVG and PNG.
//
// Each chart is one function from a result to a picture, and a row of the list
// below. A chart computes no figure: what it draws stands in the result, so that it
// can be drawn later from a saved one. The same result gives the same bytes.
package chart

import (
	"fmt"
	"io"
	"slices"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/capplan/capplan"
)

// charts are those that are built.
var charts = []struct {
	name, about string
	draw        func(*capplan.Result, Words) (picture, error)
}{
	{"traffic", "stacked areas by month of what each source of a workload sends, where sources begin and stop, and the peaks of events", traffic},
}

// Formats are the kinds of file.
var Formats = []string{"svg", "png"}

// Words says how numbers are written, as everywhere in a report.
type Words struct {
	Number func(float64) string // three significant digits
}

// A Nothing is the error of a result that has nothing to draw; it says why.
type Nothing string

func (n Nothing) Error() string { return "nothing to draw: " + string(n) }

// Names are the charts that are built.
func Names() []string {
	var out []string
	for _, c := range charts {
		out = append(out, c.name)
	}
	return out
}

// About says what a chart shows; empty for a name that is none.
func About(name string) string {
	for _, c := range charts {
		if c.name == name {
			return c.about
		}
	}
	return ""
}

// A picture knows its size before it is drawn.
type picture struct {
	width, height vg.Length
	draw          func(*paper)
}

// dots is the resolution of PNG, in dots an inch: a page's width has 1,920.
const dots = 192

// Write draws a chart. It returns a Nothing where the result has nothing to draw, and
// panics on a name or format that is none.
func Write(w io.Writer, r *capplan.Result, name, format string, words Words) error {
	if !slices.Contains(Formats, format) || !slices.Contains(Names(), name) {
		panic(fmt.Sprintf("chart: no chart %q as %q", name, format))
	}
	i := slices.Index(Names(), name)
	p, err := charts[i].draw(r, words)
	if err != nil {
		return err
	}
	if format == "svg" {
		c := vgsvg.NewWith(vgsvg.UseWH(p.width, p.height), vgsvg.EmbedFonts(true))
		p.draw(newPaper(c))
		_, err = c.WriteTo(w)
		return err
	}
	c := vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(p.width, p.height), vgimg.UseDPI(dots))}
	p.draw(newPaper(&glyphs{Canvas: c.Canvas}))
	_, err = c.WriteTo(w)
	return err
}
